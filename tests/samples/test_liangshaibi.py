"""The “亮晒比” sample: equal to its script, built whole; A3 and turned pages, scores and lights, nodes of projects."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from needs import need_pango
from pdfua import validate
from samples.scripts import SAMPLES, script

import gongwen as gw
from gongwen.audit.extract import pdf_pages, plain

SAMPLE = SAMPLES / "liangshaibi"
MM = 72 / 25.4


@pytest.fixture(scope="module")
def data() -> Any:
    return gw.read(SAMPLE / "data", pack=gw.load_pack(SAMPLE))


@pytest.fixture(scope="module")
def built(data: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    need_pango()
    result = gw.build(data, period="2022-06", out=tmp_path_factory.mktemp("out"), number=6)
    assert not result.not_built
    return {path.name.partition("（")[0]: path for path in result.outputs}


def test_files_equal_what_the_script_writes() -> None:
    made = script("build_liangshaibi").files()
    assert all(content == (SAMPLE / "data" / name).read_bytes() for name, content in made.items())
    assert {path.name for path in (SAMPLE / "data").iterdir()} == {*made, "本期文字.md"}
    assert all("示例数据" in path.read_text(encoding="utf-8-sig") for path in (SAMPLE / "data").iterdir())


def test_the_city_has_the_plans_targets() -> None:
    lines = (SAMPLE / "data" / "2022年全年目标任务（示例数据）.csv").read_text(encoding="utf-8-sig").splitlines()
    city = next(csv.reader(line for line in lines if line.startswith("全市,")))
    assert city[1:4] == ["3000", "800以上", "800以上"]


def test_the_sample_has_no_problem_and_builds_every_product(data: Any, built: dict[str, Path]) -> None:
    assert data.problems == ()
    assert set(built) == {"月通报", "月报", "季评价", "晾晒表"}


def test_the_quarters_table_shows_score_rank_and_light_that_follow_from_its_own_columns(data: Any) -> None:
    table = gw.scoreboard(data, period="2022-06", table="季评价").table
    ranked = []
    for row in table.rows:
        texts = [cell.text for cell in row.cells]
        parts = [Decimal(texts[place]) for place in (4, 8, 12, 16)]
        assert abs(sum(parts) - Decimal(texts[17])) <= Decimal("0.02")
        score, light = Decimal(texts[17]), texts[19]
        assert light[0] == ("●" if score >= 100 else "▲" if score >= 90 else "■")
        if not row.is_total:
            ranked.append((int(texts[18]), -score))
    assert sorted(ranked) == sorted(ranked, key=lambda pair: pair[1])


def test_the_full_form_stands_on_a3_and_every_cell_of_its_three_level_head_is_whole(built: dict[str, Path]) -> None:
    with pdfplumber.open(built["季评价"]) as opened:
        sizes = {(round(page.width / MM), round(page.height / MM)) for page in opened.pages}
        assert sizes == {(210, 297), (297, 210), (420, 297)}
        (page,) = (page for page in opened.pages if round(page.width / MM) == 420)
        assert len(page.extract_words()) > 300
        body = [char["size"] for char in page.chars if char["text"] == "丙"]
        assert min(body) > 7.49  # 六号; 37 columns, units of headings unbroken
    assert len(pdf_pages(built["季评价"].read_bytes())) == 7


def test_an_evaluation_with_footnotes_contents_charts_and_a3_keeps_pdf_ua(built: dict[str, Path]) -> None:
    assert [str(finding) for finding in validate(built["季评价"]).findings] == []


def test_turned_numbers_stand_where_the_bound_pages_have_them(built: dict[str, Path]) -> None:
    """Turned a quarter to the left, the page's number is at its foot: 7 mm below the text, one character in."""
    with pdfplumber.open(built["月通报"]) as opened:
        wide = [page for page in opened.pages if page.width > page.height]
        assert len(wide) >= 2
        for page in wide:
            digit = next(
                c for c in page.chars if c["text"] == str(page.page_number) and not c["upright"] and c["x0"] < 35 * MM
            )
            middle = (digit["x0"] + digit["x1"]) / 2 / MM
            assert abs(middle - (35 - 7)) < 1.2
            height, odd = digit["top"] / MM, page.page_number % 2 == 1
            assert (150 < height < 184) if odd else (28 < height < 60)
            assert not [c for c in page.chars if c["text"] == "—" and c["upright"] and c["top"] > 185 * MM]


def test_every_footnote_is_on_the_page_of_its_mark(built: dict[str, Path]) -> None:
    for name in ("月通报", "季评价"):
        counts = [len(re.findall(r"〔\d〕", page)) for page in map(plain, pdf_pages(built[name].read_bytes()))]
        assert sum(counts) >= 4
        assert all(count % 2 == 0 for count in counts), counts


def test_where_all_are_behind_the_text_counts_them_and_names_none(data: Any) -> None:
    text = gw.bulletin(data, period="2022-06", product="月通报").to_bytes("html").decode("utf-8")
    assert "竣工项目完成率居前3位的是辛县（41.1%）、乙区（40.6%）和癸新区（40.6%）；10个地区均低于时序进度。" in text


def test_text_and_list_agree_on_what_is_late(built: dict[str, Path]) -> None:
    lines = (SAMPLE / "data" / "年度重点项目节点清单（示例数据）.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines[1:]))
    late = [row for row in rows if row["完成情况"] == "推迟"]
    text = "".join(map(plain, pdf_pages(built["月报"].read_bytes())))
    total = sum(Decimal(row["总投资（亿元）"]) for row in rows)
    assert f"年度重点项目{len(rows)}个,总投资{total}亿元;本月节点推迟的{len(late)}个" in text


@pytest.mark.parametrize("indicator", ["实施工业投资（技术改造）项目", "新开工项目", "竣工项目", "双百工程投资"])
def test_a_ranking_in_tables_of_several_rhythms_is_explained_once(indicator: str) -> None:
    """The yearly table has no issue before: “没有可比的上期” beside the month's “由上期（1—5月）第3位” contradicted it."""
    folder = gw.sample("liangshaibi")
    board = gw.scoreboard(gw.read(folder / "data", pack=gw.load_pack(folder)), period="2022-06", table="月通报附表")
    lines = str(board.explain("甲区", indicator)).splitlines()
    moved = [line for place, line in enumerate(lines) if lines[place - 1].startswith("位次（上半年，对全年目标")]
    assert [line[: line.index("）")] for line in moved] == ["　　变化：由上期（1—5月", "　　变化：由上期（第一季度"]


def test_charts_stand_in_the_order_in_which_the_product_names_them(data: Any, built: dict[str, Path]) -> None:
    product = next(product for product in data.pack.products if product.name == "月报")
    declared = [chart.name for chart in data.pack.charts if chart.name in product.charts]
    assert list(product.charts) == ["开工完成率", "热力", "开工位次"] != declared
    text = "".join(map(plain, pdf_pages(built["月报"].read_bytes())))
    captions = ["各地新开工项目年度目标完成率", "各地各项指标年度目标完成率", "各地新开工项目完成率位次变化"]
    assert sorted(captions, key=text.index) == captions
