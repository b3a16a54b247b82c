"""A verified final build in, the published issue out: the baseline of the next one. Never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from gongwen.errors import OutputError, UsageError
from gongwen.model.baseline import Baseline
from gongwen.model.issue import cadence
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.write.atomic import TEMPORARY, write_folder
from gongwen.write.manifest import MANIFEST, baseline_of, listed_outputs, read_manifest


def publish(build: Path, published_dir: Path, declared: Collection[str] = ()) -> Path:
    """Copy a final build whose files are untouched to ``published_dir/<period>``; returns that folder.

    ``declared`` are the products that an issue has. Raises OutputError for a draft, a build without one of them, a file
    that changed since, or an issue already published.
    """
    manifest = read_manifest(build)
    problems = _objections(build, manifest, declared)
    if problems:
        raise OutputError("不能发布", problems)
    target = published_dir / str(manifest["period"])
    if target.exists():
        message = f"{manifest['period']} 已经发布过"
        fix = "已发布的不覆盖；确需更正，另发更正件"
        raise OutputError("不能发布", [_fault("publish.exists", message, fix, target)])
    names = [*(output["path"] for output in listed_outputs(manifest)), MANIFEST]
    write_folder(target, {name: (build / name).read_bytes() for name in names})
    return target


def _objections(build: Path, manifest: Mapping[str, Any], declared: Collection[str]) -> list[Problem]:
    if not manifest:
        message = "这里没有 manifest.json，不是 gongwen 生成的文件夹"
        return [_fault("publish.no_manifest", message, "先用 gongwen build 生成", build)]
    found = []
    if manifest.get("stage") != "final":
        found.append(_fault("publish.draft", "这是草稿", "用 gongwen build --final 生成定稿", build))
    outputs, listed = manifest.get("outputs"), listed_outputs(manifest)
    made = {output["product"] for output in listed}
    lacking = [name for name in declared if name not in made]
    if manifest.get("not_built") or lacking:
        message = f"有产品没有生成{'：' if lacking else ''}{'、'.join(lacking)}"
        fix = "补齐后重新生成（不加 --only）；这一期不出的产品，从 profile.toml 里去掉"
        found.append(_fault("publish.incomplete", message, fix, build))
    if not listed or not isinstance(outputs, list) or len(listed) != len(outputs) or not _is_period(manifest):
        found.append(_fault("publish.broken", "manifest.json 残缺或被改过", "重新生成", build))
    for output in listed:
        path = build / output["path"]
        if not path.is_file():
            found.append(_fault("publish.missing_file", "文件不见了", "重新生成", path))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != output["sha256"]:
            found.append(_fault("publish.changed", "生成后被改过", "改数据或模板后重新生成，不要手改成品", path))
    return found


def _is_period(manifest: Mapping[str, Any]) -> bool:
    try:
        return Period.parse(str(manifest.get("period"))).code == manifest.get("period")
    except ValueError:
        return False


def find_baseline(pack: Pack, issue: Period, previous: Path | None) -> Baseline | None:
    """The published issue to compare with: ``previous`` if given, else the latest in ``published_dir`` before this.

    Raises UsageError where ``previous`` is no earlier final issue of this pack, OutputError where an issue's manifest
    is missing or broken, or a draft lies among the published: an unpublished build is never a baseline.
    """
    if previous is not None:
        manifest = read_manifest(previous)
        if not manifest:
            message, fix = "这里没有上期的 manifest.json", "--previous 指向上期发布的文件夹"
            raise OutputError("上期读不了", [_fault("baseline.no_manifest", message, fix, previous)])
        baseline = baseline_of(previous, manifest)
        faults = [*_not_ours(manifest, pack, previous), *_not_before(baseline.period, issue, pack, previous)]
        if faults:
            raise UsageError("上期不能用", faults)
        return baseline
    if pack.published_dir is None or not pack.published_dir.is_dir():
        return None
    folders = [folder for folder in sorted(pack.published_dir.iterdir()) if _is_issue(folder)]
    # A manifest that is there but cannot be read is said, never skipped.
    found = [(folder, read_manifest(folder)) for folder in folders if (folder / MANIFEST).exists()]
    published = [(baseline_of(folder, manifest), folder, manifest) for folder, manifest in found]
    earlier = [item for item in published if not _not_before(item[0].period, issue, pack, item[1])]
    latest = max(earlier, key=lambda item: item[0].period.end, default=None)
    if latest is None:
        return None
    if faults := _not_ours(latest[2], pack, latest[1]):
        raise OutputError("已发布的上期不能用", faults)
    return latest[0]


def _not_ours(manifest: Mapping[str, Any], pack: Pack, folder: Path) -> list[Problem]:
    """Why a manifest, found whole, is no final issue of this pack."""
    if manifest.get("stage") != "final":
        message, fix = "这是草稿，没有发布过，位次变化不能以它为准", "--previous 指向上期定稿；草稿不放在已发布的文件夹里"
        return [_fault("baseline.draft", message, fix, folder)]
    codes = {str(figure["id"]).partition("/")[0] for figure in manifest["figures"]}
    if manifest.get("pack") == pack.name and (not codes or codes & {region.code for region in pack.regions}):
        return []
    # A pack may have been renamed since: then most of its regions still go by their names.
    total = set(pack.total.names) if pack.total else set()
    names = [name for name in dict.fromkeys(str(f.get("region", "")) for f in manifest["figures"]) if name not in total]
    known = {name for region in pack.regions for name in region.names}
    if len(known.intersection(names)) * 2 > len(names):
        return []
    listed = "、".join(names[:3]) + (f"等{len(names)}个" if len(names) > 3 else "")
    message = f"这是“{manifest.get('pack')}”的一期（{listed}），不是“{pack.name}”的，位次没有可比的"
    return [_fault("baseline.other_pack", message, "--previous 指向本区县包上期发布的文件夹", folder)]


def _not_before(period: Period, issue: Period, pack: Pack, folder: Path) -> list[Problem]:
    """Why an issue is none that this one may compare with: not earlier, or a quarter's where this one is a month's."""
    merge = pack.numbers.merge_first_months
    theirs, ours = cadence(period, merge_first=merge), cadence(issue, merge_first=merge)
    if period == issue:
        what = "就是这一期"
    elif period.end >= issue.end:
        what = f"是{period.code}（{period.label}）的，不早于这一期"
    elif theirs != ours and (theirs, ours) != (1, None):  # days inside a month may follow a whole one
        what = f"是{period.code}（{period.label}）的，与这一期长短不同"
    else:
        return []
    message = f"指定的上期{what}；这一期是{issue.code}（{issue.label}）"
    return [_fault("baseline.not_before", message, "--previous 指向早于这一期、长短相同的已发布的一期", folder)]


def _fault(code: str, message: str, fix: str, folder: Path) -> Problem:
    return Problem(Severity.ERROR, code, message, fix, file=str(folder))


def _is_issue(folder: Path) -> bool:
    """A folder of an issue, not one that an interrupted publication left half copied."""
    return folder.is_dir() and not folder.name.startswith(TEMPORARY)
