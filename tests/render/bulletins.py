"""Documents built by hand for the tests of HTML and PDF: a 通报, a 简报, pages of plain text, tables of any size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from render.factories import sample_chart, sample_properties, sample_slope, sample_table

from gongwen.assets import template_folders
from gongwen.model.document import Document, Value
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree

FOLDERS = template_folders()
PARAGRAPH = (
    "7月份，全市完成制造业投资102.8亿元，同比增长31.2%，完成当月目标（100亿元以上）的102.8%，增速高于目标（30%以上）"
    "1.2个百分点。截至7月底，全市三季度制造业投资完成年度方案确定的三季度目标（323亿元）的31.8%，落后时序进度1.5个百分点。"
)
HAN = "全市制造业投资百日攻坚行动推进情况良好各地项目建设加快形成更多实物工作量"


def section(heading: str, *paragraphs: str) -> Mapping[str, Value]:
    return MappingProxyType(
        {"标题": heading, "段落": tuple(MappingProxyType({"级别": 0, "文字": text}) for text in paragraphs)}
    )


def annex(mark: str, table: Table | None = None, chart: object = None) -> Mapping[str, Value]:
    shown = table or chart
    title, notes = shown.title, shown.notes  # type: ignore[union-attr]
    unit = table.unit_line if table else ""
    return MappingProxyType(
        {"序号": mark, "标题": title, "分行标题": (title,), "单位": unit,
         "表": table, "图": chart, "横排": table is not None, "纸张": "A4", "注": notes}
    )  # type: ignore[arg-type]


def bulletin(**changes: Value) -> Document:
    """A 通报 of three text pages' kind, two charts and one wide table annexed."""
    fields: dict[str, Value] = {
        "版头形式": "红头",
        "份号": "", "密级": "", "紧急程度": "", "左上要素": (), "标志行": ("××市制造业高质量发展专班（示例）",), "标志字": "",
        "签发人行": (), "版记主送": "", "盖章": False, "联署": False, "署名行": (),
        "发文机关标志": "××市制造业高质量发展专班（示例）",
        "发文字号": "示例〔2022〕7号",
        "签发人": "",
        "标题行": ("××市制造业高质量发展专班办公室", "关于2022年7月全市制造业投资“百日攻坚”", "推进情况的通报"),
        "阶段标记": "",
        "主送": "各区（县、市）制造业高质量发展专班，前湾新区、高新区有关部门",
        "引言": (PARAGRAPH,),
        "各节": tuple(section(f"{n}、{name}", PARAGRAPH) for n, name in zip("一二三", ("总体", "分地区", "下步工作"), strict=True)),
        "附件说明": (sample_chart().title, sample_slope().title, sample_table().title),
        "附件": (
            annex("附件1", chart=sample_chart()), annex("附件2", chart=sample_slope()), annex("附件3", sample_table()),
        ),
        "署名": "××市制造业高质量发展专班（示例）",
        "成文日期": "2022年8月5日",
        "附注": "",
        "抄送": "市委办公室，市政府办公室",
        "印发机关": "××市制造业高质量发展专班办公室",
        "印发日期": "2022年8月5日",
        "示例说明": "",
        "草稿": False,
    }  # fmt: skip
    fields.update(changes)
    if fields["版头形式"] != "红头":
        fields |= {"发文机关标志": "", "标志行": ()}
    return Document(
        "月通报", "bulletin.html", MappingProxyType(fields), sample_properties("7月推进情况的通报"), watermark="示例"
    )


def plain_bulletin(text: str, **changes: Value) -> Document:
    """Text alone: no masthead, no annexes."""
    empty: dict[str, Value] = {"版头形式": "无", "附件说明": (), "附件": (), "各节": (section("", text),), "引言": ()}
    return bulletin(**{**empty, **changes})


def single(table: Table, *, landscape: bool = True) -> Document:
    """A table as a document of its own."""
    fields: dict[str, Value] = {
        "标题": table.title, "单位": table.unit_line, "表": table, "注": table.notes, "横排": landscape, "纸张": table.paper,
    }  # fmt: skip
    return Document(table.name, "table.html", MappingProxyType(fields), sample_properties(table.title), watermark="示例")


def grid(rows: int, columns: int, *, name: str = "海曙区") -> Table:
    """A table of invented whole numbers, each cell its own."""
    heads = (("地区",), *((f"第{1 + (c - 1) // 3}组", f"指标{c}") for c in range(1, columns)))
    return Table(
        "表",
        f"{rows}行{columns}列的表",
        tuple(Column(path, CellKind.NUMBER, width=10 if len(path) == 1 else 6) for path in heads),
        header_tree(heads),
        tuple(
            Row((Cell(f"{name}{r}", CellKind.LABEL), *(Cell(f"{r}{c:02d}", CellKind.NUMBER) for c in range(1, columns))))
            for r in range(1, rows + 1)
        ),
    )


def template_folder(folder: Path, name: str, source: str) -> tuple[Path, ...]:
    """A search path whose nearest folder has one more template."""
    (folder / "html").mkdir(exist_ok=True)
    (folder / "html" / name).write_text(source, encoding="utf-8")
    return (folder, *FOLDERS)
