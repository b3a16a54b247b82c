"""What is set on single paragraphs of a filled template."""

from __future__ import annotations

from lxml import etree

from gongwen.render.word.measure import paragraph_property
from gongwen.render.word.ooxml import declare, q


def test_a_property_is_found_or_made_once_in_its_schema_place() -> None:
    paragraph = etree.fromstring(f"<w:p {declare('w')}><w:pPr><w:keepNext/><w:outlineLvl/></w:pPr></w:p>")
    for name in ("w:jc", "w:ind", "w:snapToGrid", "w:spacing", "w:snapToGrid"):
        paragraph_property(paragraph, name).set(q("w:val"), "0")
    order = ["w:keepNext", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"]
    assert [item.tag for item in paragraph[0]] == [q(name) for name in order]
