"""Build the shipped Word templates from the descriptions below. Run by hand: ``python templates/build_docx.py``.

A district starts from the finished .docx files and restyles them in Word or WPS; it never needs this script.
A test holds script and files equal, byte for byte. Sizes: 1 pt = 2 half-points = 20 twips; 1 mm = 56.7 twips.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

TITLE, BODY, KAI, HEI, SONG, LATIN = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "Times New Roman"
RED = "FF0000"
LINE = 579  # 28.95 pt: the largest pitch in whole twips with 22 lines in 225 mm (GB/T 9704 5.2.3)
TEXT_WIDTH = 8844  # 156 mm
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    )
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


# ---- styles -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Style:
    """One paragraph style, as Word's style dialog shows it."""

    id: str
    name: str
    face: str = BODY
    size: float = 16
    align: str = "both"
    line: int = LINE
    exact: bool = True
    before: int = 0
    after: int = 0
    first_chars: int = 0
    """首行缩进, hundredths of a character."""
    left: int = 0
    right: int = 0
    hanging: int = 0
    color: str = ""
    outline: int | None = None
    """0 is 一级: what screen readers and the navigation pane go by."""
    keep_next: bool = False
    keep_lines: bool = False
    spacing: int | None = None
    """Letter spacing in twips; None inherits -5 (28 characters a line)."""
    latin: str = LATIN
    borders: str = ""
    shade: str = ""
    tabs: str = ""
    break_before: bool = False
    overhang: bool = True
    """Whether a comma may stand outside the right edge; not inside a box."""
    based_on: str = "Normal"

    def xml(self) -> str:
        """The style element, children in schema order."""
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="{self.based_on}"/><w:qFormat/><w:pPr>{self._paragraph()}</w:pPr>'
            f"<w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        rule = "exact" if self.exact else "auto"
        indent = f'w:left="{self.left}" w:right="{self.right}"'
        if self.first_chars:
            indent += f' w:firstLineChars="{self.first_chars}" w:firstLine="{round(self.first_chars * self.size / 5)}"'
        elif self.hanging:
            indent += f' w:hanging="{self.hanging}"'
        else:
            indent += ' w:firstLine="0"'
        parts = (
            "<w:keepNext/>" if self.keep_next else "",
            "<w:keepLines/>" if self.keep_lines else "",
            "<w:pageBreakBefore/>" if self.break_before else "",
            f"<w:pBdr>{self.borders}</w:pBdr>" if self.borders else "",
            f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>' if self.shade else "",
            f"<w:tabs>{self.tabs}</w:tabs>" if self.tabs else "",
            "" if self.overhang else '<w:overflowPunct w:val="0"/>',
            "" if self.exact and self.line == LINE else '<w:snapToGrid w:val="0"/>',
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}" w:lineRule="{rule}"/>',
            f"<w:ind {indent}/>",
            f'<w:jc w:val="{self.align}"/>',
            "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>',
        )
        return "".join(parts)

    def _run(self) -> str:
        half = round(self.size * 2)
        return (
            fonts(self.face, self.latin)
            + (f'<w:color w:val="{self.color}"/>' if self.color else "")
            + ("" if self.spacing is None else f'<w:spacing w:val="{self.spacing}"/>')
            + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        )


def fonts(face: str, latin: str = LATIN) -> str:
    """All four names written out: WPS drops eastAsia where ascii is absent, and theme fonts turn into MS Mincho.

    The hint makes marks that both scripts have, “ ” — × ↑, Chinese ones (ISO/IEC 29500-1, 17.3.2.26).
    """
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{face}" w:cs="{latin}"/>'


HINT = '<w:rFonts w:hint="eastAsia"/>'
"""For a run in its style's faces: Word and LibreOffice go by the run's own hint."""


def border(side: str, eighths: int, space: int = 0, color: str = "000000") -> str:
    """One paragraph border; ``eighths`` of a point (8 = 0.35 mm, 6 = 0.26 mm), ``space`` in points."""
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{color}"/>'


RIGHT_TAB = f'<w:tab w:val="right" w:pos="{TEXT_WIDTH}"/>'
BOX = "".join(border(side, 8, 10, "C00000") for side in ("left", "right"))
BOX_INDENT = 220

COMMON = (
    Style("GwBody", "公文正文", first_chars=200),
    Style("GwHeading1", "一级标题", face=HEI, first_chars=200, outline=0, keep_next=True),
    Style("GwHeading2", "二级标题", face=KAI, first_chars=200, outline=1, keep_next=True),
    Style("GwHeading3", "三级标题", first_chars=200, outline=2),
    Style("GwHeading4", "四级标题", first_chars=200, outline=3),
    Style("GwTitle", "公文标题", face=TITLE, size=22, align="center", line=660, keep_next=True, keep_lines=True),
    Style("GwStage", "阶段标记", face=KAI, align="center"),
    Style("GwTableTitle", "表题", face=HEI, size=14, align="center", before=120, keep_next=True, keep_lines=True),
    Style("GwTableUnit", "表格单位", size=10.5, align="right", line=300, keep_next=True, spacing=0),
    Style("GwTableHead", "表头文字", face=HEI, size=10.5, align="center", line=240, exact=False, spacing=0),
    Style("GwTableText", "表格文字", size=10.5, align="center", line=240, exact=False, spacing=0),
    Style("GwTableTotal", "表格合计", face=HEI, size=10.5, align="center", line=240, exact=False, spacing=0),
    Style("GwTableNote", "表注", face=KAI, size=10.5, line=320, left=0, spacing=0),
    Style("GwFigure", "图", align="center", line=240, exact=False, keep_next=True, before=120),
    Style("GwCaption", "图题", face=HEI, size=12, align="center", line=400, after=120, keep_lines=True),
    Style(
        "GwRemark", "示例说明", face=KAI, size=12, align="center", line=400, before=120, color="7F7F7F", keep_lines=True,
    ),
    Style("GwPageNumber", "公文页码", face=SONG, size=14, latin=SONG, line=240, exact=False, spacing=0),
    Style("GwCommand", "模板指令", face=SONG, size=9, line=240, color="A6A6A6", spacing=0),
    Style("GwTiny", "版面占位", size=1, line=20, spacing=0),
)

ANNEX_MARK = Style("GwAnnexMark", "附件标记", face=HEI, align="left", keep_next=True)
ANNEX_TITLE = Style(
    "GwAnnexTitle", "附件标题", face=TITLE, size=18, align="center", line=560, before=300, after=100, outline=0,
    keep_next=True, keep_lines=True,
)  # fmt: skip

BRIEFING = (
    Style("GwSecret", "密级标识", face=HEI, align="left"),
    Style("GwBriefName", "简报名称", face=TITLE, size=50, align="center", line=1240, before=240, color=RED, spacing=60),
    Style("GwBriefNumber", "期号", face=KAI, align="center", before=120),
    Style(
        "GwBriefIssuer", "编发单位", align="left", before=160, after=440, tabs=RIGHT_TAB,
        borders=border("bottom", 18, 5, RED),
    ),
    Style("GwBriefIssuerSpace", "编发单位（套打）", align="left", before=160, after=440, tabs=RIGHT_TAB),
    ANNEX_MARK,
    ANNEX_TITLE,
    Style("GwContentsHead", "要目标题", face=HEI, align="center", before=60, keep_next=True, spacing=160),
    Style("GwContents", "要目", face=KAI, size=14, line=520, left=960, hanging=420, right=320, align="left"),
    Style("GwEditor", "编者按", face=KAI, first_chars=200, left=320, right=320),
    Style("GwLead", "导语", first_chars=200),
    Style(
        "GwColumn", "专栏名称", face=HEI, size=18, align="center", line=640, before=360, after=200, color=RED,
        outline=0, keep_next=True, spacing=40, borders=border("top", 12, 2, RED) + border("bottom", 12, 2, RED),
    ),
    Style(
        "GwCaseTitle", "案例标题", face=HEI, size=16, align="center", line=560, left=BOX_INDENT, right=BOX_INDENT,
        before=200, after=0, outline=1, keep_next=True, keep_lines=True, shade="FBE9E7",
        borders=border("top", 8, 3, "C00000") + border("left", 8, 10, "C00000") + border("bottom", 8, 3, "C00000")
        + border("right", 8, 10, "C00000"),
    ),
    Style(
        "GwCaseFacts", "案例要点", face=KAI, size=14, align="center", line=520, left=BOX_INDENT, right=BOX_INDENT,
        keep_next=True, keep_lines=True, borders=BOX,
    ),
    Style(
        "GwCaseHead", "案例小标题", face=KAI, size=15, left=BOX_INDENT, right=BOX_INDENT, first_chars=200, line=560,
        outline=2, keep_next=True, borders=BOX,
    ),
    Style(
        "GwCaseText", "案例正文", size=15, left=BOX_INDENT, right=BOX_INDENT, first_chars=200, line=560, borders=BOX,
        overhang=False,
    ),
    Style(
        "GwCasePhoto", "案例照片", align="center", left=BOX_INDENT, right=BOX_INDENT, line=240, exact=False,
        before=80, keep_next=True, borders=BOX,
    ),
    Style(
        "GwCaseCaption", "照片说明", face=KAI, size=12, align="center", left=BOX_INDENT, right=BOX_INDENT, line=440,
        keep_lines=True, borders=BOX,
    ),
    Style(
        "GwCaseBy", "供稿", face=KAI, size=14, align="right", left=BOX_INDENT, right=BOX_INDENT, line=520,
        keep_lines=True, borders=BOX,
    ),
    Style(
        "GwCaseEnd", "案例框尾", size=1, left=BOX_INDENT, right=BOX_INDENT, line=60,
        borders=border("left", 8, 10, "C00000") + border("bottom", 8, 3, "C00000") + border("right", 8, 10, "C00000"),
    ),
    Style(
        "GwFootTo", "报尾", size=14, align="left", line=480, left=840, right=280, hanging=560,
        spacing=0,
    ),
)  # fmt: skip


HEAD = (
    Style("GwCopyNumber", "份号", align="left"),
    Style("GwSecrecy", "密级和紧急程度", face=HEI, align="left"),
)
SIGNATORY_TABS = "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in (("left", 4840), ("left", 6180), ("right", TEXT_WIDTH - 320)))
SEAL_TABS = {
    columns: "".join(f'<w:tab w:val="center" w:pos="{round(TEXT_WIDTH * (2 * n + 1) / columns / 2)}"/>' for n in range(columns))
    for columns in (2, 3)
} | {1: '<w:tab w:val="center" w:pos="4750"/>'}
"""Centres of one, two or three seals in a row; a single one is left of the middle of the blank, for long names."""
BULLETIN = (
    *HEAD,
    Style("GwMark", "版头标志", face=TITLE, size=48, align="center", line=1200, before=83, color=RED, spacing=20),
    Style("GwJointMark", "版头标志（联合）", face=TITLE, size=36, align="distribute", line=800, right=140, color=RED, spacing=0),
    Style("GwJointWord", "版头标志（文件）", face=TITLE, size=36, align="center", line=800, color=RED, spacing=0),
    Style("GwNumber", "发文字号", align="center"),
    Style(
        "GwNumberUp", "发文字号（上行）", align="left", left=320, right=320,
        tabs=f'<w:tab w:val="right" w:pos="{TEXT_WIDTH - 320}"/>',
    ),
    Style("GwSignatories", "签发人（几个）", align="left", left=320, right=320, tabs=SIGNATORY_TABS),
    Style(
        "GwRedRule", "版头分隔线", size=1, line=110, spacing=0, borders=border("bottom", 16, 0, RED),
    ),
    Style("GwRuleSpace", "版头分隔线（套打）", size=1, line=110, spacing=0),
    Style("GwRecipients", "主送机关"),
    Style("GwLead", "引言", first_chars=200),
    Style("GwAnnexOne", "附件说明", left=1600, hanging=960),
    Style("GwAnnexFirst", "附件说明首行", left=1840, hanging=1200),
    Style("GwAnnexMore", "附件说明续行", left=1840, hanging=240),
    Style("GwSigned", "署名", align="right", right=640, keep_next=True),
    Style("GwDated", "成文日期", align="right", right=640),
    Style("GwSealed", "署名（盖章）", align="right", right=1260, keep_next=True),
    Style("GwSealDated", "成文日期（盖章）", align="right", right=1260),
    *(
        Style(f"GwSeals{columns}", f"署名（{columns}枚章一排）", align="left", tabs=tabs, keep_next=True)
        for columns, tabs in sorted(SEAL_TABS.items())
    ),
    Style("GwPostscript", "附注", first_chars=200, keep_lines=True),
    ANNEX_MARK,
    ANNEX_TITLE,
    Style("GwCopies", "抄送", size=14, line=480, left=1120, right=280, hanging=840, spacing=0),
    Style(
        "GwPrinted", "印发", size=14, line=480, left=280, right=280, spacing=0, align="left",
        tabs=f'<w:tab w:val="right" w:pos="{TEXT_WIDTH - 280}"/>',
    ),
)  # fmt: skip
CONFIRM = (
    Style("GwRecipients", "主送机关"),
    Style(
        "GwSheetTitle", "表名", face=TITLE, size=18, align="center", line=640, outline=0, keep_next=True,
        keep_lines=True,
    ),
)  # fmt: skip
LETTER_WIDTH = 9638  # 170 mm
_NOT_IN_LETTERS = ("GwMark", "GwJointMark", "GwJointWord", "GwNumber", "GwNumberUp", "GwSignatories", "GwRedRule", "GwRuleSpace")
LETTER = (
    Style("GwMark", "版头标志", face=TITLE, size=40, align="center", line=840, color=RED, spacing=20),
    Style("GwRuleThick", "信函红线（粗）", size=1, line=136, spacing=0, borders=border("bottom", 18, 0, RED)),
    Style("GwRuleThin", "信函红线（细）", size=1, line=40, spacing=0, borders=border("bottom", 6, 0, RED)),
    Style("GwRuleSpace", "信函红线（套打）", size=1, line=236, spacing=0),
    Style(
        "GwNumberLetter", "发文字号（函）", align="left", left=454, right=340, before=80,
        tabs=f'<w:tab w:val="right" w:pos="{LETTER_WIDTH - 340}"/>',
    ),
    Style("GwLetterSecrecy", "密级和紧急程度（函）", face=HEI, align="left", left=454),
    *(style for style in BULLETIN if style.id not in _NOT_IN_LETTERS),
)  # fmt: skip
MINUTES = (
    *BULLETIN,
    Style("GwMinutesNumber", "纪要期号", align="center", before=160),
    Style(
        "GwMinutesIssuer", "纪要单位日期", align="left", before=80, tabs=RIGHT_TAB, left=0,
    ),
    Style("GwPresent", "出席", left=1600, hanging=960),
)  # fmt: skip
ORDER = (
    *(style for style in BULLETIN if style.id != "GwMark"),
    Style("GwOrderMark", "版头标志", face=TITLE, size=52, align="center", line=1100, before=1121, color=RED, spacing=20),
    Style("GwOrderSigned", "签名章", align="right", right=1260, keep_next=True),
)  # fmt: skip
TABLE = (
    Style(
        "GwSheetTitle", "表名", face=TITLE, size=18, align="center", line=640, outline=0, keep_next=True,
        keep_lines=True,
    ),
)  # fmt: skip


def normal() -> str:
    """Normal (Word shows it as 正文) and the document defaults: nothing is left to a theme."""
    run = f'{fonts(BODY)}<w:spacing w:val="-5"/><w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(BODY)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
        f'<w:jc w:val="both"/></w:pPr><w:rPr>{run}</w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="GwTable"><w:name w:val="公文表格"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
            for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
        )
        + "</w:tblBorders></w:tblPr></w:style>"
    )


# ---- paragraphs ---------------------------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    """One run; a tab character becomes a Word tab."""
    inner = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in text.split("\t")
    )
    return f"<w:r><w:rPr>{properties or HINT}</w:rPr>{inner}</w:r>"


def p(style: str, text: str = "", extra: str = "") -> str:
    """One paragraph in a style; ``extra`` are further paragraph properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{run(text) if text else ""}</w:p>'


def styled(style: str, runs: str) -> str:
    """One paragraph of ready-made runs."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def lines_of(items: str) -> str:
    """The runs of one paragraph with a line for every item: a heading in one piece for the navigation pane."""
    return run(f"{{% for 行 in {items} %}}{{{{ 行 }}}}{{% if not loop.last %}}") + "<w:r><w:br/></w:r>" + run("{% endif %}{% endfor %}")


def tag(text: str) -> str:
    """A line that only steers the template; it leaves no paragraph behind."""
    return p("GwCommand", f"{{%p {text} %}}")


def each(loop: str, *inner: str) -> str:
    """``{%p for … %}`` … ``{%p endfor %}``."""
    return tag(f"for {loop}") + "".join(inner) + tag("endfor")


def when(condition: str, *inner: str) -> str:
    """``{%p if … %}`` … ``{%p endif %}``."""
    return tag(f"if {condition}") + "".join(inner) + tag("endif")


PAPERS = {
    "A4": ('w:w="11906" w:h="16838"', (2098, 1474, 1984, 1587), 1417),
    "A4横": ('w:w="16838" w:h="11906" w:orient="landscape"', (1587, 2098, 1474, 1984), 907),
    "A3横": ('w:w="23811" w:h="16838" w:orient="landscape"', (1587, 2098, 1474, 1984), 907),
}
"""Page → its size, its margins (top, right, bottom, left), the footer's distance from the paper's edge. A turned A4
sheet has its 37 mm at the right (GB/T 9704-2012, 8); an A3 sheet has the same, and folds to A4.
"""


def section(paper: str = "A4", last: bool = False, first: str = "") -> str:
    """A section's page set-up: 37/35/28/26 mm, lines grid; inside the last paragraph of the section, or the body."""
    size, (top, right, bottom, left), footer = PAPERS[paper]
    properties = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="even" r:id="rId4"/>'
        '<w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="even" r:id="rId6"/>'
        f'<w:type w:val="nextPage"/><w:pgSz {size}/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}"'
        f' w:left="{left}" w:header="851" w:footer="{footer}" w:gutter="0"/><w:cols w:space="425"/>{first}'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )
    return properties if last else p("GwTiny", "", properties)


def body_sections() -> str:
    """各节: headings and paragraphs, each level in its style."""
    return each(
        "节 in 各节",
        when("节.标题", p("GwHeading1", "{{ 节.标题 }}")),
        each(
            "段 in 节.段落",
            tag("if 段.级别 == 2"), p("GwHeading2", "{{ 段.文字 }}"),
            tag("elif 段.级别 == 3"), p("GwHeading3", "{{ 段.文字 }}"),
            tag("elif 段.级别 == 4"), p("GwHeading4", "{{ 段.文字 }}"),
            tag("else"), p("GwBody", "{{ 段.文字 }}"),
            tag("endif"),
        ),
    )  # fmt: skip


def table_block(item: str, notes: str = "") -> str:
    """Unit line above right, the table, its notes."""
    return (
        when(f"{item}.单位", p("GwTableUnit", f"{{{{ {item}.单位 }}}}"))
        + p("GwTableText", f"{{{{p {item}.表 }}}}")
        + each(f"注 in {item}.注", p("GwTableNote", "{{ 注 }}"))
    )


def rule(eighths: int, color: str = "000000") -> str:
    """A line as wide as the text: 8 = 0.35 mm for the first and last of a 版记, 6 = 0.25 mm between (GB/T 9704 7.4.1)."""
    return p("GwTiny", "", f"<w:pBdr>{border('bottom', eighths, 0, color)}</w:pBdr>")


def foot_box(name: str, *inner: str) -> str:
    """A text box at the foot of the text area of the last page: 报尾, 版记. Its paragraph is the document's last.

    Vertical position: aligned with the bottom margin. Frames and floating tables land elsewhere in LibreOffice.
    The height is set after rendering, when the number of lines is known; text stands at its bottom.
    """
    width, height = TEXT_WIDTH * 635, 4 * 480 * 635
    return (
        '<w:p><w:pPr><w:pStyle w:val="GwTiny"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251659264" behindDoc="0"'
        ' locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        f'<wp:docPr id="1" name="{name}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{''.join(inner)}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )


# ---- the templates ------------------------------------------------------------------------------------------------


def briefing() -> str:
    """专班简报: 报头, 正文, 表, 图, 专栏案例, 报尾. Practice, not GB/T 9704."""
    case = each(
        "案例 in 专栏案例",
        p("GwCaseTitle", "{{ 案例.标题 }}{% if 案例.示例 %}（示例）{% endif %}"),
        when("案例.要点", p("GwCaseFacts", "{{ 案例.要点 }}")),
        each(
            "小节 in 案例.各节",
            when("小节.小标题", p("GwCaseHead", "{{ 小节.小标题 }}")),
            each("段 in 小节.段落", p("GwCaseText", "{{ 段 }}")),
        ),
        each(
            "照片 in 案例.照片",
            p("GwCasePhoto", "{{p 照片.图 }}"),
            when("照片.说明", p("GwCaseCaption", "{{ 照片.说明 }}")),
        ),
        when("案例.供稿", p("GwCaseBy", "（{{ 案例.供稿 }}供稿）")),
        p("GwCaseEnd"),
        p("GwTiny"),
    )
    head = (
        when("密级标识", p("GwSecret", "{{ 密级标识 }}")),
        p("GwBriefName", "{{ 简报名称 }}"),
        p("GwBriefNumber", "{{ 期次 }}{{ 总期次 }}"),
        tag('if 版头形式 == "红头"'), p("GwBriefIssuer", "{{ 编发单位 }}\t{{ 日期 }}"),
        tag('elif 版头形式 == "套打"'), p("GwBriefIssuerSpace", "{{ 编发单位 }}\t{{ 日期 }}"), tag("endif"),
    )  # fmt: skip
    return "".join(
        (
            when('版头形式 != "无"', *head),
            each("行 in 标题行", p("GwTitle", "{{ 行 }}")),
            when("阶段标记", p("GwStage", "{{ 阶段标记 }}")),
            p("GwStage"),
            when(
                "目录", p("GwContentsHead", "本期要目"), each("条 in 目录", p("GwContents", "◇ {{ 条 }}")), p("GwStage")
            ),
            each("段 in 编者按", p("GwEditor", "{% if loop.first %}【编者按】{% endif %}{{ 段 }}")),
            each("段 in 导语", p("GwLead", "{{ 段 }}")),
            body_sections(),
            each("表格 in 表格", p("GwTableTitle", "{{ 表格.标题 }}"), table_block("表格")),
            each(
                "图 in 图",
                p("GwFigure", "{{p 图.图 }}"),
                p("GwCaption", "{{ 图.标题 }}"),
                each("注 in 图.注", p("GwTableNote", "{{ 注 }}")),
            ),
            when("专栏案例", p("GwColumn", "{{ 专栏名称 }}"), case),
            when("示例说明", p("GwRemark", "{{ 示例说明 }}")),
            annexes(),
            briefing_foot(),
            section(last=True),
        )
    )


def bulletin() -> str:
    """通报, 通知 and others in the general format of GB/T 9704-2012: 版头, 主体, 附件, 版记."""
    return "".join((
        when('版头形式 != "无"', masthead()),
        heading(),
        main_text(),
        signature(),
        postscript(),
        annexes(),
        imprint(),
        section(last=True),
    ))  # fmt: skip


def main_text() -> str:
    """主送, then the text."""
    return when("主送", p("GwRecipients", "{{ 主送 }}：")) + running_text()


def running_text() -> str:
    """引言, 各节, 附件说明."""
    return "".join((
        each("段 in 引言", p("GwLead", "{{ 段 }}")),
        body_sections(),
        when("附件说明", p("GwBody"), each("名 in 附件说明", *annex_names())),
    ))  # fmt: skip


def upper_left() -> str:
    """份号 on the first line, 密级和保密期限 on the second, 紧急程度 under them; three lines that are always there, so
    that the mark below keeps its place (7.2.1—7.2.3).
    """
    urgent = p("GwSecrecy", "{{ 紧急程度 }}")
    return "".join((
        tag("if 份号"), p("GwCopyNumber", "{{ 份号 }}"), tag("elif not 密级"), urgent, tag("else"), p("GwCopyNumber"),
        tag("endif"),
        tag("if 密级"), p("GwSecrecy", "{{ 密级 }}"), tag("elif 份号"), urgent, tag("else"), p("GwCopyNumber"),
        tag("endif"),
        tag("if 密级"), urgent, tag("else"), p("GwCopyNumber"), tag("endif"),
    ))  # fmt: skip


def marks() -> str:
    """发文机关标志: one organ, or the names of several spread to one width with 文件 at their right, centred on them."""
    left, right = 6620, TEXT_WIDTH - 6620
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
        for width, inner in (
            (left, each("名 in 标志行", p("GwJointMark", "{{ 名 }}"))), (right, p("GwJointWord", "{{ 标志字 }}")),
        )
    )  # fmt: skip
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        f'<w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>'
        f"{cells}</w:tr></w:tbl>"
    )
    return "".join((
        tag("if 标志字"), p("GwTiny", "", '<w:spacing w:line="203" w:lineRule="exact"/>'), table,
        tag("elif 标志行"), each("行 in 标志行", p("GwMark", "{{ 行 }}")),
        tag("else"), p("GwMark"), tag("endif"),
    ))  # fmt: skip


def masthead() -> str:
    """版头 (7.2): what stands at the upper left, the mark, the number, 签发人, the red rule; two lines free under it."""
    several = (
        run("{{ 行.字号 }}\t{% if loop.first %}签发人：{% endif %}\t")
        + run("{{ 行.一 }}\t{{ 行.二 }}", fonts(KAI))
    )  # fmt: skip
    return "".join((
        upper_left(),
        marks(),
        p("GwStage"),
        p("GwStage"),
        tag("if 签发人行"), each("行 in 签发人行", styled("GwSignatories", several)),
        tag("elif 签发人"), signed_number(), tag("else"), p("GwNumber", "{{ 发文字号 }}"), tag("endif"),
        tag('if 版头形式 == "红头"'), p("GwRedRule"), tag("else"), p("GwRuleSpace"), tag("endif"),
        p("GwStage"),
        p("GwStage"),
    ))  # fmt: skip


def heading() -> str:
    """标题, 阶段标记, 示例说明, one line free."""
    return "".join((
        each("行 in 标题行", p("GwTitle", "{{ 行 }}")),
        when("阶段标记", p("GwStage", "{{ 阶段标记 }}")),
        when("示例说明", p("GwRemark", "{{ 示例说明 }}")),
        p("GwStage"),
    ))  # fmt: skip


def signature() -> str:
    """署名 and 成文日期, with room for seals (7.3.5.1) or without (7.3.5.2).

    A 42 mm seal pressed on both, its middle a little above them, has its top within one line of the text when two
    lines are free above 署名; seals of two rows do not touch when four are free between.
    """
    free = p("GwBody", "", "<w:keepNext/>")
    joint = "".join(
        f'{tag(f"{word} 行.列数 == {columns}")}{p(f"GwSeals{columns}", "{% for 名 in 行.名 %}" + chr(9) + "{{ 名 }}{% endfor %}")}'
        f'{tag("if loop.last")}{p(f"GwSeals{columns}", chr(9) * columns + "{{ 成文日期 }}")}{tag("else")}{free * 4}{tag("endif")}'
        for word, columns in (("if", 3), ("elif", 2), ("elif", 1))
    )
    return "".join((
        p("GwBody"),
        tag("if 盖章 and 联署"), p("GwBody"), each("行 in 署名行", joint, tag("endif")),
        tag("elif 盖章"), p("GwBody"), p("GwSealed", "{{ 署名 }}"), p("GwSealDated", "{{ 成文日期 }}"),
        tag("elif 联署"), each("行 in 署名行", each("名 in 行.名", p("GwSigned", "{{ 名 }}"))), p("GwDated", "{{ 成文日期 }}"),
        tag("else"), p("GwSigned", "{{ 署名 }}"), p("GwDated", "{{ 成文日期 }}"), tag("endif"),
    ))  # fmt: skip


def postscript() -> str:
    """附注, under the date (7.3.6)."""
    return when("附注", p("GwPostscript", "（{{ 附注 }}）"))


def annexes(first: str = "") -> str:
    """附件, each on a page of its own; ``first`` goes into the properties of the first section."""
    return when("附件", section(first=first)) + each(
        "附 in 附件",
        p("GwAnnexMark", "{{ 附.序号 }}"),
        styled("GwAnnexTitle", lines_of("附.分行标题")),
        when("附.单位", p("GwTableUnit", "{{ 附.单位 }}")),
        when("附.表", p("GwTableText", "{{p 附.表 }}")),
        when("附.图", p("GwFigure", "{{p 附.图 }}")),
        each("注 in 附.注", p("GwTableNote", "{{ 注 }}")),
        tag('if 附.纸张 == "A3"'), section("A3横"), tag("elif 附.横排"), section("A4横"),
        tag("elif not loop.last"), section(), tag("endif"),
    )  # fmt: skip


def letter() -> str:
    """函 in the 信函格式 of GB/T 9704-2012 10.1: no number on the first page, no rules and no 印发 in the 版记.

    Which section is the first depends on 附件; after rendering only the first one keeps its own first page.
    """
    return "".join((
        when('版头形式 != "无"', letter_head(), p("GwStage"), p("GwStage")),
        heading(),
        main_text(),
        signature(),
        postscript(),
        annexes(first="<w:titlePg/>"),
        when("抄送 or 版记主送", foot_box("版记", copies())),
        section(last=True, first="<w:titlePg/>"),
    ))  # fmt: skip


def minutes() -> str:
    """纪要 (GB/T 9704-2012 10.3): 标志 35 mm below the text area's top; 出席, 请假, 列席 after the text. The number,
    the organ and the date under the 标志 are practice: the standard leaves the form to the organ.
    """

    def present(name: str) -> str:
        label = run(f"{name}：", fonts(HEI))
        text = run(f"{{{{ {name} }}}}")
        return when(name, styled("GwPresent", label + text))

    return "".join((
        upper_left(),
        each("行 in 标志行", p("GwMark", "{{ 行 }}")),
        p("GwMinutesNumber", "{{ 期次 }}"),
        p("GwMinutesIssuer", "{{ 编发单位 }}\t{{ 成文日期 }}"),
        p("GwRedRule"),
        p("GwStage"),
        heading(),
        running_text(),
        p("GwBody"),
        present("出席"), present("请假"), present("列席"),
        annexes(),
        imprint(),
        section(last=True),
    ))  # fmt: skip


def order() -> str:
    """命令（令） (GB/T 9704-2012 10.2): 标志 20 mm below the text area's top, 令号 two lines under it, the text two lines
    under that; post and signature, then the date, four characters from the right (7.3.5.3).
    """
    return "".join((
        when("标志行", styled("GwOrderMark", lines_of("标志行"))),
        p("GwStage"),
        p("GwStage"),
        p("GwNumber", "{{ 期次 }}"),
        p("GwStage"),
        p("GwStage"),
        when("示例说明", p("GwRemark", "{{ 示例说明 }}")),
        main_text(),
        p("GwBody"),
        p("GwBody"),
        p("GwOrderSigned", "{{ 职务 }}　　{% if 签署人 %}{{ 签署人 }}{% else %}　　　{% endif %}"),
        p("GwBody", "", "<w:keepNext/>"),
        p("GwSealDated", "{{ 成文日期 }}"),
        postscript(),
        annexes(),
        imprint(),
        section(last=True),
    ))  # fmt: skip


def letter_head() -> str:
    """标志, red double rule and number in a box 30 mm below the page's top; the lower rule 20 mm above its bottom.

    Both rules are 170 mm long. The box is made as high as its lines after rendering; the text begins under it.
    """
    width = LETTER_WIDTH
    first = run("{{ 项.文字 }}", fonts(HEI)) + run("\t{{ 发文字号 }}")
    lines = "".join((
        tag("if 标志行"), each("行 in 标志行", p("GwMark", "{{ 行 }}")), tag("else"), p("GwMark"), tag("endif"),
        tag("if 标志行"), p("GwRuleThick"), p("GwRuleThin"), tag("else"), p("GwRuleSpace"), tag("endif"),
        each(
            "项 in 左上要素",
            tag("if not 项.黑体"), p("GwNumberLetter", "{{ 项.文字 }}\t{{ 发文字号 }}"),
            tag("elif loop.first"), styled("GwNumberLetter", first),
            tag("else"), p("GwLetterSecrecy", "{{ 项.文字 }}"), tag("endif"),
        ),
        when("not 左上要素", p("GwNumberLetter", "\t{{ 发文字号 }}")),
    ))  # fmt: skip
    box = anchored(
        11, "信函版头", width, 3600, 'relativeFrom="page"><wp:align>center</wp:align>',
        'relativeFrom="page"><wp:posOffset>1083600</wp:posOffset>', "<wp:wrapTopAndBottom/>",
        f"<wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx>", "t",
    )  # fmt: skip
    rules = "".join(
        anchored(
            number, name, width, 0, 'relativeFrom="page"><wp:align>center</wp:align>',
            f'relativeFrom="page"><wp:posOffset>{top}</wp:posOffset>', "<wp:wrapNone/>", "", "t", height,
        )
        for number, name, top, height in (
            (12, "信函下红线（细）", 9972000 - 50800, 9525), (13, "信函下红线（粗）", 9972000 - 28575, 28575),
        )
    )  # fmt: skip
    return styled("GwTiny", box) + when("标志行", styled("GwTiny", rules))


def anchored(
    number: int,
    name: str,
    width: int,
    height: int,
    across: str,
    down: str,
    wrap: str,
    inside: str,
    anchor: str,
    thick: int = 0,
) -> str:
    """One drawing in its run: a text box of twips, or, with ``thick`` in EMU, a red bar."""
    wide, high = width * 635, thick or height * 635
    red = f'<a:solidFill><a:srgbClr val="{RED}"/></a:solidFill>'
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251659264" behindDoc="0"'
        ' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f"<wp:positionH {across}</wp:positionH><wp:positionV {down}</wp:positionV>"
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}'
        f'<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr{" txBox=" + chr(34) + "1" + chr(34) if inside else ""}/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{red if thick else '<a:noFill/>'}<a:ln><a:noFill/></a:ln></wps:spPr>{inside}"
        f'<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def signed_number() -> str:
    """上行文: the number left, 签发人 right on one line, the name in 楷体 (7.2.5, 7.2.6)."""
    runs = run("{{ 发文字号 }}\t签发人：") + run("{{ 签发人 }}", fonts(KAI))
    return styled("GwNumberUp", runs)


def annex_names() -> tuple[str, ...]:
    """附件说明: a single annex has no number; wrapped names stand under the name's first character (7.3.4)."""
    return (
        tag("if loop.length == 1"), p("GwAnnexOne", "附件：{{ 名 }}"),
        tag("elif loop.first"), p("GwAnnexFirst", "附件：{{ loop.index }}.{{ 名 }}"),
        tag("else"), p("GwAnnexMore", "{{ loop.index }}.{{ 名 }}"),
        tag("endif"),
    )  # fmt: skip


def imprint() -> str:
    """版记: thick rule, 主送 (where it has no room above) and 抄送 with no line between, thin rule, 印发机关 and date, thick
    rule on the text area's bottom (7.4).
    """
    return foot_box(
        "版记",
        rule(8),
        when("抄送 or 版记主送", copies(), rule(6)),
        p("GwPrinted", "{{ 印发机关 }}\t{{ 印发日期 }}印发"),
        rule(8),
    )


def copies() -> str:
    """主送 and 抄送 in the 版记 (7.4.2)."""
    return when("版记主送", p("GwCopies", "主送：{{ 版记主送 }}。")) + when("抄送", p("GwCopies", "抄送：{{ 抄送 }}。"))


def table() -> str:
    """One table alone. The page is turned after rendering when 横排 is true."""
    return "".join(
        (
            p("GwSheetTitle", "{{ 标题 }}"),
            when("单位", p("GwTableUnit", "{{ 单位 }}")),
            p("GwTableText", "{{p 表 }}"),
            each("注 in 注", p("GwTableNote", "{{ 注 }}")),
            section(last=True),
        )
    )


def confirm() -> str:
    """数据确认单: one unit's own figures before publication, and the slip it sends back."""
    return "".join(
        (
            p("GwSheetTitle", "{{ 标题 }}"),
            p("GwRecipients", "{{ 报送单位 }}："),
            each("段 in 正文", p("GwBody", "{{ 段 }}")),
            p("GwTableText", "{{p 表 }}"),
            each("注 in 注", p("GwTableNote", "{{ 注 }}")),
            each("行 in 回执", p("GwRecipients", "{{ 行 }}")),
            section(last=True),
        )
    )


def briefing_foot() -> str:
    """报尾: rule, 报/送/发 left, 印数 right, rule; at the foot of the last page."""
    right_tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - 280}"/></w:tabs>'
    return foot_box(
        "报尾",
        rule(8),
        when("报", p("GwFootTo", "报：{{ 报 }}")),
        when("送", p("GwFootTo", "送：{{ 送 }}")),
        when("发", p("GwFootTo", "发：{{ 发 }}")),
        rule(6),
        p("GwFootTo", "{{ 编发单位 }}\t{{ 印数 }}", right_tab),
        rule(8),
    )


# ---- the package --------------------------------------------------------------------------------------------------


def page_number(side: str) -> str:
    """— 1 — : 4号 半角宋体, one character in from the outer side (GB/T 9704 7.5); the field in five runs, for WPS."""
    indent = '<w:ind w:right="280" w:firstLine="0"/>' if side == "right" else '<w:ind w:left="280" w:firstLine="0"/>'
    field = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>',
        )
    )  # fmt: skip
    return (
        f'<w:p><w:pPr><w:pStyle w:val="GwPageNumber"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f"{run('— ')}{field}{run(' —')}</w:p>"
    )


SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)
PARTS = {
    "document": "document.main", "styles": "styles", "settings": "settings", "header1": "header", "header2": "header",
    "footer1": "footer", "footer2": "footer", "fontTable": "fontTable",
}  # fmt: skip
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def relations(*targets: tuple[str, str, str]) -> str:
    """A relationships part."""
    rows = "".join(f'<Relationship Id="{i}" Type={quoteattr(kind)} Target="{target}"/>' for i, kind, target in targets)
    return f'<Relationships xmlns="{PACKAGE}relationships">{rows}</Relationships>'


def package(body: str, styles: tuple[Style, ...], title: str) -> bytes:
    """The finished .docx: fixed dates and order, so that the same description gives the same bytes."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{word}{kind}+xml"/>' for n, kind in PARTS.items())
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>',
        "_rels/.rels": relations(
            ("rId1", KIND + "officeDocument", "word/document.xml"),
            ("rId2", PACKAGE + "relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", KIND + "extended-properties", "docProps/app.xml"),
        ),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Microsoft Office Word</Application></Properties>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator></dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>',
        "word/_rels/document.xml.rels": relations(
            ("rId1", KIND + "styles", "styles.xml"), ("rId2", KIND + "settings", "settings.xml"),
            ("rId3", KIND + "header", "header1.xml"), ("rId4", KIND + "header", "header2.xml"),
            ("rId5", KIND + "footer", "footer1.xml"), ("rId6", KIND + "footer", "footer2.xml"),
            ("rId7", KIND + "fontTable", "fontTable.xml"),
        ),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/fontTable.xml": f"<w:fonts {NAMESPACES}>"
        + "".join(f'<w:font w:name="{name}"><w:charset w:val="86"/></w:font>' for name in (TITLE, BODY, KAI, HEI, SONG))
        + f'<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font></w:fonts>',
        "word/footer1.xml": f"<w:ftr {NAMESPACES}>{page_number('right')}</w:ftr>",
        "word/footer2.xml": f"<w:ftr {NAMESPACES}>{page_number('left')}</w:ftr>",
        "word/header1.xml": f"<w:hdr {NAMESPACES}>{p('GwTiny')}</w:hdr>",
        "word/header2.xml": f"<w:hdr {NAMESPACES}>{p('GwTiny')}</w:hdr>",
        "word/settings.xml": SETTINGS,
        "word/styles.xml": f"<w:styles {NAMESPACES}>{normal()}{''.join(s.xml() for s in styles)}</w:styles>",
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED  # the same bytes whatever zlib the machine has
            info.create_system = 0
            archive.writestr(info, (DECLARATION + text).encode("utf-8"))
    return buffer.getvalue()


def build() -> dict[str, bytes]:
    """Every shipped template by file name."""
    return {
        "briefing.docx": package(briefing(), COMMON + BRIEFING, "专班简报模板"),
        "bulletin.docx": package(bulletin(), COMMON + BULLETIN, "通报模板"),
        "confirm.docx": package(confirm(), COMMON + CONFIRM, "数据确认单模板"),
        "notice.docx": package(bulletin(), COMMON + BULLETIN, "通知模板"),
        "letter.docx": package(letter(), COMMON + LETTER, "函模板"),
        "minutes.docx": package(minutes(), COMMON + MINUTES, "纪要模板"),
        "order.docx": package(order(), COMMON + ORDER, "命令模板"),
        "table.docx": package(table(), COMMON + TABLE, "单表模板"),
    }


def main() -> None:
    """Write them beside this script."""
    folder = Path(__file__).parent / "docx"
    for name, data in build().items():
        (folder / name).write_bytes(data)
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main()
