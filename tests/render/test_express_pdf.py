"""招商快报 and 季评价 from a pack of its own, as a county would make them: towns, 亿美元 beside 亿元, lights."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from lxml import html as lxml_html
from needs import need_pango
from render.express_pack import INDICATORS, LISTS, PROSE, TOWNS, express_frames, express_pack

import gongwen as gw


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Any:
    pack = gw.load_pack(express_pack(tmp_path_factory.mktemp("pack") / "county"))
    return gw.read_frames(pack=pack, prose=PROSE, **express_frames())


@pytest.fixture(scope="module")
def built(data: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    need_pango()
    result = gw.build(data, period="2023-06", out=tmp_path_factory.mktemp("out"), number=6)
    return {path.stem[:3]: path for path in result.outputs}


@pytest.fixture(scope="module")
def express(built: dict[str, Path]) -> Iterator[Any]:
    with pdfplumber.open(built["招商快"]) as opened:
        yield opened.pages


@pytest.fixture(scope="module")
def evaluation(built: dict[str, Path]) -> Iterator[Any]:
    with pdfplumber.open(built["季评价"]) as opened:
        yield opened.pages


def joined(pages: Any) -> str:
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_the_masthead_counts_issues_and_the_tail_closes_the_last_page(express: Any) -> None:
    first = express[0].extract_text()
    assert first.index("招商快报") < first.index("第6期（总第66期）") < first.index("本期导读")
    assert "发文" not in first
    tail = express[-1].extract_text()
    assert "报：县委、县政府领导（示例）" in tail
    assert "示例，不印发" in tail


def test_the_guide_names_every_part_with_its_page(express: Any) -> None:
    """Each entry's number is the page on which its heading stands."""
    lines = express[0].extract_text().split("本期导读")[1].splitlines()
    entries = dict(re.findall(r"^(\S+?)\s*[·\s]+(\d)$", "\n".join(lines), re.MULTILINE))
    headings = ["一、指标完成情况", "二、通报表扬", "三、工作提示", "6月实际利用外资完成情况", "四张动态清单（截至6月）"]
    for heading in headings:
        stands = [n for n, page in enumerate(express, 1) if re.search(rf"^{heading}(〔\d〕)?$", page.extract_text(), re.MULTILINE)]
        assert entries[heading] in map(str, stands), heading


def test_tables_of_different_units_each_say_theirs(express: Any) -> None:
    text = joined(express)
    units = re.findall(r"单位：([^地各年县在]+)", text)
    assert any("亿美元" in unit and "亿元" not in unit for unit in units)
    assert any("亿元" in unit and "亿美元" not in unit for unit in units)
    assert all(name in text for name, *_ in INDICATORS.values())
    assert all(name in text for name in LISTS.values())
    assert all(text.count(town) >= 3 for town in TOWNS)


def test_the_notes_stand_under_their_table(express: Any) -> None:
    """In small type, within two lines of the table's last rule; nothing is numbered twice."""
    assert "〔" not in joined(express)
    noted = [(page, word) for page in express for word in page.extract_words() if word["text"].startswith("注：")]
    assert len(noted) == 3
    for page, word in noted:
        rules = [edge["top"] for edge in page.horizontal_edges if edge["top"] <= word["top"]]
        assert word["top"] - max(rules) < 12
        assert word["bottom"] < 263 / 25.4 * 72


def test_lights_have_shape_colour_and_word(express: Any, evaluation: Any) -> None:
    lamps = [char for page in (*express, *evaluation) for char in page.chars if char["text"] in "●▲■"]
    colours = {(char["text"], tuple(round(part, 2) for part in char["non_stroking_color"])) for char in lamps if char["size"] > 7}
    assert len({lamp for lamp, _ in colours}) == 3
    assert ("■", (0.75, 0.0, 0.0)) in colours
    assert "●绿" in joined(express)


def test_commendation_and_prompts_are_sections_that_people_wrote(express: Any) -> None:
    text = joined(express)
    assert "二、通报表扬" in text and "予以通报表扬" in text
    assert "三、工作提示" in text and "进度相对较慢" in text


def test_an_evaluation_has_contents_with_pages_and_no_page_for_a_note_alone(evaluation: Any) -> None:
    first = evaluation[0].extract_text()
    entries = dict(re.findall(r"^(附件\d|[一二]、\S+?)\s.*?(\d+)$", first.split("录", 1)[1], re.MULTILINE))
    for heading, page in entries.items():
        assert re.search(rf"^{heading}", evaluation[int(page) - 1].extract_text(), re.MULTILINE), heading
    assert set(entries) == {"一、指标完成情况", "二、工作提示", "附件1", "附件2"}
    assert len(evaluation) == 4


def test_on_the_screen_the_guide_is_links_and_the_notes_stand_in_place(data: Any) -> None:
    tree = lxml_html.document_fromstring(gw.briefing(data, period="2023-06", product="招商快报").to_bytes("html"))
    targets = [link.get("href").removeprefix("#") for link in tree.iter("a")]
    assert len(targets) == 6
    assert all(tree.get_element_by_id(target) is not None for target in targets)
    assert len(tree.find_class("notes")) == 3
    assert not tree.find_class("footnote")


def test_the_same_inputs_give_the_same_bytes(data: Any, built: dict[str, Path]) -> None:
    made = gw.briefing(data, period="2023-06", number=6, product="招商快报").to_bytes("pdf")
    assert io.BytesIO(made).getvalue() == built["招商快"].read_bytes()
