"""Kinds of paper (文种) and the settings that each product of text may have, for checking, composing and the guide."""

from __future__ import annotations

from dataclasses import dataclass

GENERAL = (
    "通知", "通报", "报告", "请示", "批复", "意见", "决定", "决议", "公告", "通告", "公报", "议案",
)  # fmt: skip
"""文种 in the general format of GB/T 9704-2012 7."""
ORDERS = ("令", "命令")
PAPER_FORMS = {
    **dict.fromkeys(GENERAL, "notice"),
    "函": "letter",
    "纪要": "minutes",
    **dict.fromkeys(ORDERS, "order"),
}
"""文种 of a product of kind ``document`` (settings.form) → stem of its template."""
UPWARD = ("报告", "请示")
"""上行文: 签发人 must be named (条例第九条（六）)."""
UNADDRESSED = ("公告", "通告", "公报", "决议", "纪要", *ORDERS)
"""文种 without 主送 unless the settings name one."""
MASTHEADS = ("红头", "套打", "无")
"""版头形式: printed, space kept for pre-printed paper, none (the office system dresses it)."""
LEADS = {"简报": "简报导语", "通报": "通报引言"}
"""The wording section that opens a paper unless ``settings.lead`` names another."""
YES, NO = "是", "否"
NONE = "无"
"""For recipients and copies_to: no 主送, no 抄送, whatever the pack's issuer has."""
_PAPERS = ("bulletin", "document")
_UNSIGNED = ("纪要", *ORDERS)
"""文种 without 署名 of an organ."""
_TEXTS = ("briefing", *_PAPERS)


@dataclass(frozen=True, slots=True)
class PaperSetting:
    """One key of ``[products."…".settings]``."""

    key: str
    meaning: str
    example: str
    kinds: tuple[str, ...] = _PAPERS
    """Product kinds that know it."""
    words: tuple[str, ...] = ()
    """What it may say; empty: any text."""
    pattern: str = ""
    """What it must look like: a regular expression for the whole."""
    forms: tuple[str, ...] = ()
    """文种 that know it; empty: all."""
    except_forms: tuple[str, ...] = ()
    """文种 whose format has no place for it."""


SETTINGS = (
    PaperSetting("form", "文种，决定格式", "函", ("document",), tuple(PAPER_FORMS)),
    PaperSetting("masthead", "版头形式：红头；套打（留出位置）；无（由办公系统套版）", "套打", _TEXTS, MASTHEADS),
    PaperSetting("lead", "开头几段：句式的节，或 本期文字.md 的小标题；不写时简报用“简报导语”，通报用“通报引言”，别的文种没有", "通报引言", _TEXTS),
    PaperSetting("copy_number", "份号，6位数字，涉密的必须有", "000001", pattern=r"\d{6}", except_forms=ORDERS),
    PaperSetting("secrecy", "密级", "秘密", words=("绝密", "机密", "秘密"), except_forms=ORDERS),
    PaperSetting(
        "secrecy_period", "保密期限，印在密级之后：秘密★1年", "1年", pattern=r"长期|[1-9]\d*(年|个月|天)", except_forms=ORDERS
    ),
    PaperSetting("urgency", "紧急程度", "特急", words=("特急", "加急"), except_forms=ORDERS),
    PaperSetting("mark", "发文机关标志；不写用 issuer.mark", "××市人民政府办公室文件"),
    PaperSetting(
        "joint", "联合行文的其他机关，主办机关（issuer）不写在内，用“、”隔开", "市统计局、市商务局", except_forms=_UNSIGNED
    ),
    PaperSetting("joint_mark", "联合行文的标志：并列各机关，或只用主办机关", "主办", words=("并列", "主办"), except_forms=("函", *_UNSIGNED)),
    PaperSetting(
        "signatory", "签发人，上行文必须有，不写用 本期文字.md 的“签发人”；几个的用“、”隔开，与机关次序相同", "张三、李四",
        except_forms=("函", *_UNSIGNED),
    ),
    PaperSetting("recipients", "主送；不写用 issuer.recipients，“无”为没有主送", "市自然资源和规划局", except_forms=("纪要",)),
    PaperSetting(
        "recipients_place", "主送放哪里：自动（多得首页排不下正文时移到版记）、标题下、版记", "版记",
        words=("自动", "标题下", "版记"), except_forms=("纪要",),
    ),
    PaperSetting("copies_to", "抄送；不写用 issuer.copies_to，“无”为不抄送", "市委办公室"),
    PaperSetting("seal", "署名处是否留出盖章的位置；通报不写是否，公文不写是“是”", "否", words=(YES, NO), except_forms=_UNSIGNED),
    PaperSetting("remark", "附注，不带括号", "此件公开发布", except_forms=("纪要",)),
    PaperSetting("present", "出席，不写用 本期文字.md 的“出席”", "市级有关部门", ("document",), forms=("纪要",)),
    PaperSetting("excused", "请假", "市商务局", ("document",), forms=("纪要",)),
    PaperSetting("observing", "列席", "各区（县、市）专班", ("document",), forms=("纪要",)),
    PaperSetting("post", "签署人的职务", "市　长", ("document",), forms=ORDERS),
    PaperSetting("signer", "签署人；不写留出签名章的位置", "张三", ("document",), forms=ORDERS),
    PaperSetting("contents", "是否印目录：简报为本期要目，PDF 通报为带页码的目录", "是", _TEXTS, (YES, NO)),
    PaperSetting("briefing_title", "简报名称；不写用 issuer.briefing_title", "招商快报", ("briefing",)),
    PaperSetting("column_name", "专栏的名称", "项目推进案例", ("briefing",)),
    PaperSetting("total_offset", "总期号与期号之差", "12", ("briefing",), pattern=r"\d+"),
    PaperSetting("footnotes", "指标的口径印成脚注", "是", _TEXTS, (YES, NO)),
    PaperSetting("landscape_number", "PDF 横排附件的页码：横页下方，或转页（与竖页同一位置）", "转页", words=("下方", "转页")),
    PaperSetting("chart_form", "Word 里的图：原生（可以改数据）、图片", "图片", _TEXTS, ("原生", "图片")),
    PaperSetting("pdf", "PDF 的归档格式", "a-2a", _TEXTS, ("a-2a", "a-3a")),
    PaperSetting("attach", "附在 PDF 里的工作簿产品", "晾晒表", _TEXTS),
    PaperSetting("values_only", "只写数值，不带公式和数据表（对外发布版）", "是", ("workbook",), (YES, NO)),
)  # fmt: skip
"""Every setting of a product, in the order of the guide."""


def settings_of(kind: str) -> tuple[PaperSetting, ...]:
    """The settings that a product of this kind knows."""
    return tuple(setting for setting in SETTINGS if kind in setting.kinds)


def organs(names: str) -> tuple[str, ...]:
    """Names written one after the other with 、 between them."""
    return tuple(name.strip() for name in names.split("、") if name.strip())


def settings_table() -> str:
    """The settings as the guide prints them."""
    kinds = {"briefing": "简报", "bulletin": "通报", "document": "公文", "workbook": "工作簿"}
    rows = ["| 键 | 意思 | 可填 | 例 | 用于 |", "|---|---|---|---|---|"]
    for one in SETTINGS:
        used = "、".join(kinds[kind] for kind in one.kinds)
        limits = f"只用于{'、'.join(one.forms)}" if one.forms else f"不用于{'、'.join(one.except_forms)}" * bool(one.except_forms)
        used += f"（{limits}）" if limits else ""
        rows.append(f"| `{one.key}` | {one.meaning} | {'、'.join(one.words)} | `\"{one.example}\"` | {used} |")
    return "\n".join(rows)
