"""Files on disk: whole or not at all, stale ones gone, edited ones kept, published ones never touched again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from boards import CITY, INVESTMENT, column, dataset, make_pack, regions, targets

from gongwen.compute import compute_board
from gongwen.errors import OutputError
from gongwen.model.data import Dataset
from gongwen.model.document import Rendered
from gongwen.model.issue import Issue
from gongwen.model.pack import Pack, Topic
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.sources import InputFile
from gongwen.write import MANIFEST, build_manifest, find_baseline, publish, read_manifest, safe_names, write_outputs
from gongwen.write.atomic import write_file, write_folder

TOPIC = Topic("投资", "inv", "当月", "当月")
SETTLED = Issue(Period.month(2022, 7), 7, date(2022, 8, 5), final=True)


def pack(**more: object) -> Pack:
    return make_pack(TOPIC, indicators=[INVESTMENT], members=regions(2), **more)


def july() -> Dataset:
    rows = column("inv", "2022-07", {"T": "20", "A": "9.5", "B": None})
    return dataset(rows, targets("inv", "2022-07", {"A": "10"}), inputs=(InputFile("data:完成.xlsx", "ab" * 32),))


def manifest(
    files: Mapping[str, bytes], issue: Issue = SETTLED, not_built: tuple[Mapping[str, str], ...] = ()
) -> bytes:
    data, settings = july(), pack(files=(("本县/profile.toml", "cd" * 32),))
    return build_manifest(
        version="0.1.0",
        issue=issue,
        pack=settings,
        data=data,
        rendered={name: ("晾晒表", Rendered(body, name.rpartition(".")[2])) for name, body in files.items()},
        not_built=not_built,
        figures=compute_board(data, settings, issue.period),
        problems=[Problem(Severity.WARNING, "x.y", "提醒", "改", file="完成.xlsx", sheet="7月", cell="B5")],
    )


def built(folder: Path, files: Mapping[str, bytes], issue: Issue = SETTLED, **more: object) -> tuple[Problem, ...]:
    return write_outputs(folder, files, manifest(files, issue, **more))


def refused(error: pytest.ExceptionInfo[OutputError]) -> Problem:
    problem = error.value.problems[0]
    assert problem.message
    assert problem.fix
    return problem


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# -- one file --------------------------------------------------------------------------------------------------------


def test_a_file_appears_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_file(tmp_path / "新" / "表.xlsx", b"1" * 100_000)
    write_file(tmp_path / "新" / "表.xlsx", b"2")
    assert (tmp_path / "新" / "表.xlsx").read_bytes() == b"2"
    assert names(tmp_path / "新") == {"表.xlsx"}


def test_the_old_file_stays_whole_where_the_new_one_cannot_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "表.xlsx", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as error:
        write_file(tmp_path / "表.xlsx", b"new")
    assert "磁盘已满" in refused(error).message
    assert (tmp_path / "表.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == {"表.xlsx"}


def test_a_path_below_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError) as error:
        write_file(tmp_path / "文件" / "表.xlsx", b"x")
    assert refused(error).code == "output.unwritable"
    assert "文件" in refused(error).file


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows 的权限不这样设")
def test_an_unwritable_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)  # permissions do not bind root: act as nobody
    try:
        with pytest.raises(OutputError) as error:
            write_file(tmp_path / "表.xlsx", b"x")
    finally:
        if root:
            os.seteuid(0)
        tmp_path.chmod(0o700)
    assert "权限" in refused(error).message


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "别处").write_bytes(b"mine")
    try:
        (tmp_path / "表.xlsx").symlink_to(tmp_path / "别处")
    except OSError:
        pytest.skip("这里不能建符号链接")
    write_file(tmp_path / "表.xlsx", b"new")
    assert (tmp_path / "别处").read_bytes() == b"mine"
    assert not (tmp_path / "表.xlsx").is_symlink()


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    write_folder(tmp_path / "a" / "b", {"一": b"1", "二": b"2"})
    assert names(tmp_path / "a" / "b") == {"一", "二"}
    with pytest.raises(OutputError):
        write_folder(tmp_path / "a" / "b", {"三": b"3"})
    with pytest.raises(OutputError):
        write_folder(tmp_path / "a" / "c", {"一": b"1", "长" * 100: b"2"})
    assert names(tmp_path / "a") == {"b"}
    assert names(tmp_path / "a" / "b") == {"一", "二"}


# -- names -----------------------------------------------------------------------------------------------------------


def test_names_stay_apart() -> None:
    assert safe_names(["晾晒表.xlsx", "简报.docx"]) == {"晾晒表.xlsx": "晾晒表.xlsx", "简报.docx": "简报.docx"}
    for same in (["表.xlsx", "表.xlsx"], ["A.xlsx", "a.xlsx"], ["表\u200b.xlsx", "表.xlsx"], ["Manifest.json"]):
        with pytest.raises(OutputError) as error:
            safe_names(same)
        assert refused(error).code == "output.same_name"


@pytest.mark.parametrize(
    "name", ["../x.xlsx", "a/b.xlsx", "/tmp/x.xlsx", "a\\b.xlsx", "CON.xlsx", "a:b.xlsx", "长" * 90, "a\nb"]
)
def test_names_stay_inside(name: str) -> None:
    with pytest.raises(OutputError) as error:
        safe_names([name])
    assert refused(error).code == "output.bad_name"


# -- a build ---------------------------------------------------------------------------------------------------------


def test_what_the_last_build_wrote_and_this_one_does_not_is_gone(tmp_path: Path) -> None:
    assert built(tmp_path, {"表.xlsx": b"1", "通报.pdf": b"1"}) == ()
    (tmp_path / "我的笔记.txt").write_text("留着", encoding="utf-8")
    (gone,) = built(tmp_path, {"表.xlsx": b"2"})
    assert (gone.code, Path(gone.file).name) == ("output.removed", "通报.pdf")
    assert names(tmp_path) == {"表.xlsx", "我的笔记.txt", MANIFEST}
    assert (tmp_path / "表.xlsx").read_bytes() == b"2"


def test_what_a_person_edited_is_kept_and_named(tmp_path: Path) -> None:
    built(tmp_path, {"表.xlsx": b"1", "通报.docx": b"1"})
    (tmp_path / "通报.docx").write_bytes(b"edited by hand")
    kept = built(tmp_path, {"表.xlsx": b"2"})
    assert [(p.code, p.severity) for p in kept] == [("output.edited_kept", Severity.WARNING)]
    assert "通报.docx" in kept[0].file
    assert (tmp_path / "通报.docx").read_bytes() == b"edited by hand"


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".gw-x1.tmp").write_bytes(b"half")
    built(tmp_path, {"表.xlsx": b"1"})
    assert names(tmp_path) == {"表.xlsx", MANIFEST}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"schema": 99}',
        '{"schema": 1, "outputs": 3}',
        '{"schema": 1, "outputs": [3, {}, {"path": "../外.txt", "sha256": ""}]}',
    ],
)
def test_a_manifest_that_is_not_ours_removes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "外.txt").write_bytes(b"")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    (folder / "旧.pdf").write_bytes(b"")
    assert built(folder, {"表.xlsx": b"1"}) == ()
    assert names(folder) == {"表.xlsx", "旧.pdf", MANIFEST}
    assert (tmp_path / "外.txt").exists()


# -- the manifest ----------------------------------------------------------------------------------------------------


def test_the_manifest_keeps_the_contract(tmp_path: Path) -> None:
    built(tmp_path, {"表.xlsx": b"1"}, not_built=({"product": "通报", "format": "pdf", "reason": "缺 Pango"},))
    content = read_manifest(tmp_path)
    assert list(content) == [
        "schema", "period", "as_of", "number", "dated", "stage", "pack", "ranking", "version", "inputs", "outputs",
        "not_built", "figures", "problems", "signed_off", "fonts",
    ]  # fmt: skip
    assert [content[key] for key in ("schema", "period", "number", "dated", "stage")] == [
        1,
        "2022-07",
        7,
        "2022-08-05",
        "final",
    ]
    assert content["outputs"] == [
        {
            "product": "晾晒表",
            "name": "表",
            "path": "表.xlsx",
            "format": "xlsx",
            "sha256": hashlib.sha256(b"1").hexdigest(),
        }
    ]
    assert [entry["path"] for entry in content["inputs"]] == ["data:完成.xlsx", "pack:本县/profile.toml"]
    assert ".." not in json.dumps(content, ensure_ascii=False)
    rate = next(f for f in content["figures"] if f["id"] == "A/inv/completion_rate@2022-07~2022-07")
    assert list(rate) == ["id", "region", "indicator", "measure", "period", "value", "text", "formula", "source"]
    assert (rate["region"], rate["measure"], rate["value"], rate["text"]) == ("甲区", "完成率", "19/20", "95.0")
    assert rate["source"][0] == {"path": "表.xlsx", "sheet": "表", "cell": "A-inv-2022-07"}
    missing = next(f for f in content["figures"] if f["id"] == "B/inv/completion_rate@2022-07~2022-07")
    assert (missing["value"], missing["text"]) == (None, "—")
    assert content["problems"][0]["place"] == "7月!B5"


def test_the_same_build_has_the_same_manifest() -> None:
    assert manifest({"表.xlsx": b"1"}) == manifest({"表.xlsx": b"1"})
    assert manifest({"表.xlsx": b"1"}) != manifest({"表.xlsx": b"2"})
    ids = [figure["id"] for figure in json.loads(manifest({}))["figures"]]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))


# -- publishing ------------------------------------------------------------------------------------------------------


def test_publishing_copies_a_final_build_once(tmp_path: Path) -> None:
    built(tmp_path / "out", {"表.xlsx": b"1", "通报.pdf": b"2"})
    place = publish(tmp_path / "out", tmp_path / "已发布")
    assert place == tmp_path / "已发布" / "2022-07"
    assert names(place) == {"表.xlsx", "通报.pdf", MANIFEST}
    built(tmp_path / "out", {"表.xlsx": b"3"})
    with pytest.raises(OutputError) as error:
        publish(tmp_path / "out", tmp_path / "已发布")
    assert refused(error).code == "publish.exists"
    assert (place / "表.xlsx").read_bytes() == b"1"
    assert names(tmp_path / "已发布") == {"2022-07"}


def test_what_must_not_be_published(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def objection() -> str:
        with pytest.raises(OutputError) as error:
            publish(out, tmp_path / "已发布")
        assert not (tmp_path / "已发布" / "2022-07").exists()
        return refused(error).code

    out.mkdir()
    assert objection() == "publish.no_manifest"
    built(out, {"表.xlsx": b"1"}, Issue(Period.month(2022, 7)))
    assert objection() == "publish.draft"
    built(out, {"表.xlsx": b"1"}, not_built=({"product": "通报"},))
    assert objection() == "publish.incomplete"
    built(out, {"表.xlsx": b"1"})
    (out / "表.xlsx").write_bytes(b"2")
    assert objection() == "publish.changed"
    (out / "表.xlsx").unlink()
    assert objection() == "publish.missing_file"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("period", "../../2022-07"),
        ("period", "7月"),
        ("outputs", []),
        ("outputs", None),
        ("outputs", [{"path": "../../表.xlsx", "sha256": ""}]),
    ],
)
def test_a_manifest_changed_by_hand_is_not_published(tmp_path: Path, key: str, value: object) -> None:
    built(tmp_path / "out", {"表.xlsx": b"1"})
    content = {**read_manifest(tmp_path / "out"), key: value}
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(OutputError) as error:
        publish(tmp_path / "out", tmp_path / "a" / "已发布")
    assert refused(error).code == "publish.broken"
    assert names(tmp_path) == {"out"}


# -- the baseline ----------------------------------------------------------------------------------------------------


def published(folder: Path, period: str) -> None:
    (folder / period).mkdir(parents=True)
    (folder / period / MANIFEST).write_bytes(manifest({}, Issue(Period.parse(period), final=True)))


def test_the_latest_published_issue_before_this_one(tmp_path: Path) -> None:
    for period in ("2022-05", "2022-06", "2022-08"):
        published(tmp_path, period)
    (tmp_path / "说明.txt").write_text("x", encoding="utf-8")
    (tmp_path / "空").mkdir()
    settings = pack(published_dir=tmp_path)
    found = find_baseline(settings, Period.month(2022, 7), None)
    assert found is not None
    assert found.period == Period.month(2022, 6)
    assert find_baseline(settings, Period.month(2022, 5), None) is None
    assert find_baseline(pack(published_dir=tmp_path / "没有"), Period.month(2022, 7), None) is None
    assert find_baseline(pack(), Period.month(2022, 7), None) is None


def test_what_an_interrupted_publication_left_is_no_baseline(tmp_path: Path) -> None:
    published(tmp_path, "2022-06")
    (tmp_path / "2022-06").rename(tmp_path / ".gw-abc")
    assert find_baseline(pack(published_dir=tmp_path), Period.month(2022, 7), None) is None


def test_the_figures_of_a_baseline_are_exact(tmp_path: Path) -> None:
    published(tmp_path, "2022-07")
    found = find_baseline(pack(), Period.month(2022, 8), tmp_path / "2022-07")
    assert found is not None
    assert found.figures["A/inv/completion_rate@2022-07~2022-07"].value == Fraction(19, 20)
    assert found.figures["A/inv/rank@2022-07~2022-07^completion_rate"].text == "1"
    assert found.regions() >= {CITY.code, "A", "B"}


def test_the_cut_off_of_an_issue_is_recorded_and_read_back(tmp_path: Path) -> None:
    issue = Issue(Period.parse("2022-07"), as_of=date(2022, 7, 20), final=True)
    content = json.loads(manifest({}, issue))
    assert content["as_of"] == "2022-07-20"
    assert json.loads(manifest({}))["as_of"] is None

    def cut_off(content: Mapping[str, object]) -> date | None:
        (tmp_path / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
        found = find_baseline(pack(), Period.month(2022, 8), tmp_path)
        assert found is not None
        return found.as_of

    assert cut_off(content) == date(2022, 7, 20)
    assert cut_off({**content, "as_of": None}) is None
    # An issue published before cut-offs were recorded is read as it always was.
    assert cut_off({key: value for key, value in content.items() if key != "as_of"}) is None


def test_how_an_issue_ranked_is_recorded_and_read_back(tmp_path: Path) -> None:
    assert json.loads(manifest({}))["ranking"] == {"ties": "competition", "rank_on": "printed", "classes": {}}
    published(tmp_path, "2022-06")
    found = find_baseline(pack(), Period.month(2022, 7), tmp_path / "2022-06")
    assert found is not None and found.rules == pack().rank_rules
    content = {key: value for key, value in read_manifest(tmp_path / "2022-06").items() if key != "ranking"}
    (tmp_path / "2022-06" / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    older = find_baseline(pack(), Period.month(2022, 7), tmp_path / "2022-06")
    assert older is not None and older.rules is None


def test_a_given_issue_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        find_baseline(pack(), Period.month(2022, 8), tmp_path)
    assert refused(error).code == "baseline.no_manifest"


@pytest.mark.parametrize(
    "change",
    [
        {"period": "七月"},
        {"figures": [{"id": "x"}]},
        {"figures": [{"id": "x", "value": "1/0", "text": ""}]},
        {"figures": 3},
        {"as_of": "七月二十日"},
        {"as_of": 20},
        {"as_of": "2022-05-31"},
        {"as_of": "2022-07-01"},
        {"ranking": {"ties": "dense"}},
        {"ranking": "dense"},
    ],
)
def test_a_broken_published_issue_is_said_never_skipped(tmp_path: Path, change: Mapping[str, object]) -> None:
    published(tmp_path, "2022-06")
    content = {**read_manifest(tmp_path / "2022-06"), **change}
    (tmp_path / "2022-06" / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(OutputError) as error:
        find_baseline(pack(published_dir=tmp_path), Period.month(2022, 7), None)
    assert refused(error).code == "baseline.broken"
