"""专栏案例: one case as templates take it."""

from __future__ import annotations

from gongwen.model.data import Case
from gongwen.model.document import Value


def case_words(case: Case) -> dict[str, Value]:
    """One case by the Chinese names of the template's variables."""
    facts = [("属地", case.region), ("业主", case.owner), ("总投资", case.investment), *case.facts.items()]
    return {
        "标题": case.headline,
        "属地": case.region,
        "业主": case.owner,
        "总投资": case.investment,
        "要点": "　".join(f"{name}：{text}" for name, text in facts if text),
        "各节": tuple({"小标题": heading, "段落": paragraphs} for heading, paragraphs in case.sections),
        "照片": tuple({"图": photo, "说明": photo.caption} for photo in case.photos),
        "供稿": case.contributor,
        "示例": case.is_sample,
    }
