"""Settings of papers: the guide lists them all, its example builds, and what does not go together is told at its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from needs import need_pango

import gongwen as gw
from gongwen.errors import PackError
from gongwen.model.papers import SETTINGS, settings_of, settings_table

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide-packs.md").read_text(encoding="utf-8")
HEAD = 'extends = "ningbo-bairi"\nname = "试"\n\n[products."文"]\nkind = "{kind}"\nformat = "docx"\nfile_name = "文"\n'


def pack_of(folder: Path, settings: str, kind: str = "document") -> Path:
    """A pack with one paper; its settings begin in line 9."""
    folder.mkdir(exist_ok=True)
    text = f'{HEAD.format(kind=kind)}[products."文".settings]\n{settings}\n'
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_guide_lists_every_setting() -> None:
    assert settings_table() in GUIDE


@pytest.mark.parametrize("one", [s for s in SETTINGS if "document" in s.kinds], ids=lambda s: s.key)
def test_every_example_of_the_table_is_accepted(one, tmp_path: Path) -> None:
    """Alone, or with what it needs."""
    company = {
        "secrecy": 'copy_number = "000001"', "secrecy_period": 'secrecy = "秘密"\ncopy_number = "000001"',
        "joint_mark": 'joint = "市统计局"', "signatory": 'joint = "市统计局"', "attach": 'pdf = "a-3a"',
    }  # fmt: skip
    form = "" if one.key == "form" else f'form = "{(one.forms or ("报告",))[0]}"'
    lines = [form, company.get(one.key, ""), f'{one.key} = "{one.example}"']
    assert gw.load_pack(pack_of(tmp_path / "包", "\n".join(line for line in lines if line))).products


@pytest.mark.parametrize(
    ("settings", "key", "said"),
    [
        ('copy_numbr = "000001"', "copy_numbr", "copy_number"),
        ('copy_number = "1"', "copy_number", "000001"),
        ('copy_number = "000001"\nsecrecy = "内部"', "secrecy", "绝密、机密、秘密"),
        ('secrecy = "秘密"', "secrecy", "copy_number"),
        ('secrecy_period = "1年"', "secrecy_period", "secrecy"),
        ('copy_number = "000001"\nsecrecy = "秘密"\nsecrecy_period = "一年"', "secrecy_period", "1年"),
        ('urgency = "很急"', "urgency", "特急、加急"),
        ('signatory = "张三、李四"', "signatory", "joint"),
        ('form = "请示"\njoint = "甲局、乙局"\nsignatory = "张三、李四"', "signatory", "每个机关一个签发人"),
        ('joint_mark = "主办"', "joint_mark", "joint"),
        ('form = "函"\nsignatory = "张三"', "signatory", "删去"),
        ('form = "令"\nsecrecy = "秘密"\ncopy_number = "000001"', "secrecy", "删去"),
        ('form = "令"\nmasthead = "套打"', "masthead", "删去"),
        ('form = "纪要"\njoint = "甲局"', "joint", "删去"),
        ('present = "甲局"', "present", "删去"),
        ('masthead = "无"\nurgency = "特急"', "urgency", "masthead"),
        ('seal = "有"', "seal", "是、否"),
        ('form = "简报"', "form", "函"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(settings: str, key: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PackError) as refused:
        gw.load_pack(pack_of(tmp_path / "包", settings))
    line = 9 + next(n for n, text in enumerate(settings.splitlines()) if text.startswith(f"{key} "))
    told = [p for p in refused.value.problems if p.place == f"行{line} 键 products.文.settings.{key}"]
    assert told, [(p.place, p.message) for p in refused.value.problems]
    assert said in told[0].fix
    assert all(p.file == "profile.toml" for p in refused.value.problems)


def test_a_setting_of_a_paper_is_unknown_to_a_bulletin_that_has_no_use_for_it(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="1处问题"):
        gw.load_pack(pack_of(tmp_path / "包", 'present = "甲局"', kind="bulletin"))
    assert "form" not in {setting.key for setting in settings_of("bulletin")}


def test_the_guides_papers_are_built_in_every_format(tmp_path: Path) -> None:
    """The products of the guide, from build and from the notebook's recipe."""
    need_pango()
    example = next(block for block in re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL) if 'form = "请示"' in block)
    (tmp_path / "profile.toml").write_text(f'extends = "ningbo-bairi"\nname = "试"\n{example}', encoding="utf-8")
    pack = gw.load_pack(tmp_path)
    data = gw.read(gw.sample() / "data", pack=pack)
    names = ["用地协调函", "联合请示", "试行办法令"]
    built = gw.build(data, period="2022-07", out=tmp_path / "出", only=names)
    assert [path.suffix for path in built.outputs] == [".docx", ".pdf", ".docx"]
    assert not built.not_built
    for name in names:
        made = gw.bulletin(data, period="2022-07", product=name)
        for format in ("docx", "pdf", "html") if name == "用地协调函" else ("docx", "html"):
            made.save(tmp_path / f"{name}.{format}")
    assert (tmp_path / "用地协调函.pdf").read_bytes().startswith(b"%PDF")
    text = (tmp_path / "联合请示.html").read_text(encoding="utf-8")
    for wanted in ("000001", "秘密★1年", "加急", "××市统计局", "王五", "主送：××市人民政府。", "（联系人及电话另附）"):
        assert wanted in text
    assert "××市人民政府：" not in text  # three organs and their signatories: under the title it would leave no text there
    assert "抄送" not in text
