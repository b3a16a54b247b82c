"""A verified final build in, the published issue out: the baseline of the next one. Never overwritten."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gongwen.errors import OutputError
from gongwen.model.baseline import Baseline
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.write.atomic import TEMPORARY, write_folder
from gongwen.write.manifest import MANIFEST, baseline_of, listed_outputs, read_manifest


def publish(build: Path, published_dir: Path) -> Path:
    """Copy a final build whose files are untouched to ``published_dir/<period>``; returns that folder.

    Raises OutputError for a draft, an incomplete build, a file that changed since, or an issue already published.
    """
    manifest = read_manifest(build)
    problems = _objections(build, manifest)
    if problems:
        raise OutputError("不能发布", problems)
    target = published_dir / str(manifest["period"])
    if target.exists():
        message = f"{manifest['period']} 已经发布过"
        fix = "已发布的不覆盖；确需更正，另发更正件"
        raise OutputError("不能发布", [Problem(Severity.ERROR, "publish.exists", message, fix, file=str(target))])
    names = [*(output["path"] for output in listed_outputs(manifest)), MANIFEST]
    write_folder(target, {name: (build / name).read_bytes() for name in names})
    return target


def _objections(build: Path, manifest: dict[str, object]) -> list[Problem]:
    def refuse(code: str, message: str, fix: str, file: str = "") -> Problem:
        return Problem(Severity.ERROR, code, message, fix, file=file or str(build))

    if not manifest:
        return [
            refuse(
                "publish.no_manifest", "这里没有 manifest.json，不是 gongwen 生成的文件夹", "先用 gongwen build 生成"
            )
        ]
    found = []
    if manifest.get("stage") != "final":
        found.append(refuse("publish.draft", "这是草稿", "用 gongwen build --final 生成定稿"))
    if manifest.get("not_built"):
        found.append(refuse("publish.incomplete", "有产品没有生成", "补齐后重新生成"))
    outputs, listed = manifest.get("outputs"), listed_outputs(manifest)
    if not listed or not isinstance(outputs, list) or len(listed) != len(outputs) or not _is_period(manifest):
        found.append(refuse("publish.broken", "manifest.json 残缺或被改过", "重新生成"))
    for output in listed:
        path = build / output["path"]
        if not path.is_file():
            found.append(refuse("publish.missing_file", "文件不见了", "重新生成", str(path)))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != output["sha256"]:
            found.append(refuse("publish.changed", "生成后被改过", "改数据或模板后重新生成，不要手改成品", str(path)))
    return found


def _is_period(manifest: dict[str, object]) -> bool:
    try:
        return Period.parse(str(manifest.get("period"))).code == manifest.get("period")
    except ValueError:
        return False


def find_baseline(pack: Pack, issue: Period, previous: Path | None) -> Baseline | None:
    """The published issue to compare with: ``previous`` if given, else the latest in ``published_dir`` before this.

    Raises OutputError where ``previous`` holds no manifest or a draft's, or where an issue's manifest is broken: an
    unpublished build is never a baseline.
    """
    if previous is not None:
        found = baseline_of(previous)
        if found is None:
            problem = Problem(
                Severity.ERROR,
                "baseline.no_manifest",
                "这里没有上期的 manifest.json",
                "--previous 指向上期发布的文件夹",
                file=str(previous),
            )
            raise OutputError("上期读不了", [problem])
        if read_manifest(previous).get("stage") != "final":
            message, fix = "这是草稿，没有发布过，位次变化不能以它为准", "--previous 指向上期定稿"
            raise OutputError("上期不能用", [Problem(Severity.ERROR, "baseline.draft", message, fix, file=str(previous))])
        return found
    if pack.published_dir is None or not pack.published_dir.is_dir():
        return None
    candidates = [baseline_of(folder) for folder in sorted(pack.published_dir.iterdir()) if _is_issue(folder)]
    # A quarterly issue compares with the last quarter's, never with a monthly one that was published since.
    alike = [b for b in candidates if b is not None and b.period.month_count == issue.month_count]
    earlier = [b for b in alike if b.period.end < issue.end]
    return max(earlier, key=lambda b: b.period.end, default=None)


def _is_issue(folder: Path) -> bool:
    """A folder of an issue, not one that an interrupted publication left half copied."""
    return folder.is_dir() and not folder.name.startswith(TEMPORARY)
