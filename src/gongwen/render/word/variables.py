"""Every variable that the shipped kinds of Word template may use: for the guide, and for checking without data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One name a template may write between braces."""

    name: str
    meaning: str
    example: str = ""
    """What it prints; for a list, of one item."""
    inside: tuple[Variable, ...] = ()
    """For a list of records: the names of one record."""
    is_list: bool = False
    item: str = "项"
    """For a list: what the guide calls one item."""
    is_flag: bool = False
    """True or false: only for ``{% if … %}``."""
    is_block: bool = False
    """A table, chart or photograph: written ``{{p 名称 }}`` alone in a paragraph."""


_PARAGRAPHS = Variable(
    "段落", "一节的各段，逐段输出", is_list=True, item="段",
    inside=(
        Variable("级别", "0正文，2“（一）”，3“1.”，4“（1）”；用来选样式", "0"),
        Variable("文字", "这一段的文字", "7月份，全市完成制造业投资102.8亿元。"),
    ),
)  # fmt: skip
_SECTIONS = Variable(
    "各节", "正文各节", is_list=True, item="节",
    inside=(Variable("标题", "一级标题，可能为空", "一、总体情况"), _PARAGRAPHS),
)  # fmt: skip
_NOTES = Variable("注", "表下的注，一条一段", "注：1.排名按完成率由高到低。", is_list=True, item="注")
_TABLE = Variable("表", "整张表", is_block=True)
_UNIT = Variable("单位", "表右上的单位行，可能为空", "单位：亿元、个、%")
_WIDE = Variable("横排", "是否横放", is_flag=True)
_PAPER = Variable("纸张", "A4、A3，只用在 if 里", "A4")
_STAGE = Variable("阶段标记", "征求意见稿、送审稿；定稿为空", "（征求意见稿）")
_TITLE = Variable("标题行", "标题，已按词意分好行，一行一段", "7月份制造业投资完成月度目标", is_list=True, item="行")
_SAMPLE = Variable("示例说明", "示例数据的声明；正式数据为空", "本期为示例，数据和企业均为虚构。")
_DRAFT = Variable("草稿", "是否草稿", is_flag=True)

_MASTHEAD = Variable("版头形式", "红头、套打、无，只用在 if 里", "红头")
_ANNEXES = Variable(
    "附件", "附件，各自另起一页", is_list=True, item="附",
    inside=(
        Variable("序号", "", "附件1"),
        Variable("标题", "", "7月晾晒表"),
        Variable("分行标题", "标题，已按词意分好行", "7月晾晒表", is_list=True, item="行"),
        _UNIT,
        Variable("表", "整张表；附件是图时没有", is_block=True),
        Variable("图", "图；附件是表时没有", is_block=True),
        _WIDE,
        _PAPER,
        _NOTES,
    ),
)  # fmt: skip

BRIEFING = (
    _MASTHEAD,
    Variable("简报名称", "报头大字", "制造业高质量发展专班简报"),
    Variable("期次", "期号；草稿空着序号", "第7期"),
    Variable("总期次", "总期号，可能为空", "（总第12期）"),
    Variable("编发单位", "报头左、报尾左", "××市制造业高质量发展专班办公室"),
    Variable("日期", "报头右；草稿空着日子", "2022年8月5日"),
    Variable("密级标识", "报头左上，可能为空", "内部资料　注意保存"),
    _STAGE,
    _TITLE,
    Variable("目录", "本期要目：各节和各案例的标题；没有要求时没有", "总体情况", is_list=True, item="条"),
    Variable("编者按", "本期文字里的“编者按”，一段一项，可能没有", "现将典型做法刊发。", is_list=True, item="段"),
    Variable("导语", "开头几段", "7月份，全市完成制造业投资102.8亿元。", is_list=True, item="段"),
    _SECTIONS,
    Variable(
        "表格", "晾晒表摘要", is_list=True, item="表格",
        inside=(
            Variable("标题", "表题", "2022年7月制造业投资完成情况晾晒表"),
            _UNIT,
            _TABLE,
            _NOTES,
        ),
    ),
    Variable(
        "图", "图", is_list=True, item="图",
        inside=(
            Variable("标题", "图题", "图1　7月各地区完成率"),
            Variable("图", "图本身，在 Word 里可以改数据", is_block=True),
            Variable("注", "图下的注：图中没有谁、哪里是空的，可能没有", "图中不含不参与排名的东钱湖。", is_list=True, item="注"),
        ),
    ),
    Variable("专栏名称", "专栏的名称", "项目推进案例"),
    Variable(
        "专栏案例", "专栏的各个案例，有几个印几个", is_list=True, item="案例",
        inside=(
            Variable("标题", "案例标题", "“拿地即开工”跑出加速度"),
            Variable("属地", "", "镇海区"),
            Variable("业主", "", "示例新材料有限公司"),
            Variable("总投资", "", "12.5亿元"),
            Variable("要点", "属地、业主、总投资合成的一行", "属地：镇海区　业主：示例新材料有限公司"),
            Variable(
                "各节", "案例的各小节", is_list=True, item="小节",
                inside=(
                    Variable("小标题", "可能为空", "成效：提前47天动工"),
                    Variable("段落", "小节的各段", "项目于7月12日动工。", is_list=True, item="段"),
                ),
            ),
            Variable(
                "照片", "照片，可能没有", is_list=True, item="照片",
                inside=(Variable("图", "照片本身", is_block=True), Variable("说明", "照片说明", "项目施工现场")),
            ),
            Variable("供稿", "供稿单位，可能为空", "镇海区专班"),
            Variable("示例", "是否示例案例", is_flag=True),
        ),
    ),
    _ANNEXES,
    Variable("报", "报送的上级", "市委、市政府"),
    Variable("送", "抄送的平级", "市级有关部门"),
    Variable("发", "发给的下级", "各区（县、市）专班"),
    Variable("印数", "", "（共印80份）"),
    _SAMPLE,
    _DRAFT,
)  # fmt: skip
BULLETIN = (
    _MASTHEAD,
    Variable("份号", "6位数字，可能为空", "000001"),
    Variable("密级", "密级和保密期限，可能为空", "秘密★1年"),
    Variable("紧急程度", "可能为空", "特急"),
    Variable(
        "左上要素", "份号、密级、紧急程度中有的，按次序", is_list=True, item="项",
        inside=(Variable("文字", "", "秘密★1年"), Variable("黑体", "是否用黑体：份号不用", is_flag=True)),
    ),
    Variable("发文机关标志", "红头大字，连成一行", "××市制造业高质量发展专班办公室文件"),
    Variable("标志行", "红头大字，长的已按词意分行；联合行文时一个机关一行", "××市制造业高质量发展专班", is_list=True, item="行"),
    Variable("标志字", "联合行文时放在各机关名称右边的“文件”；不是联合行文时为空", "文件"),
    Variable("发文字号", "草稿空着序号", "示例〔2022〕7号"),
    Variable("签发人", "上行文才有；几个人用顿号连着", "张三"),
    Variable(
        "签发人行", "有几个签发人时，两人一行；一个人时没有", is_list=True, item="行",
        inside=(
            Variable("字号", "末一行的发文字号，其他行为空", "示例〔2022〕7号"), Variable("一", "", "张三"),
            Variable("二", "可能为空", "李四"),
        ),
    ),
    _TITLE,
    _STAGE,
    Variable("主送", "主送机关，不带冒号；移到版记时为空", "各区（县、市）专班"),
    Variable("引言", "开头几段", "现将推进情况通报如下。", is_list=True, item="段"),
    _SECTIONS,
    Variable("附件说明", "附件的名称，按次序", "7月晾晒表", is_list=True, item="名"),
    _ANNEXES,
    Variable("署名", "发文机关署名；联合行文时为主办机关", "××市制造业高质量发展专班办公室"),
    Variable("盖章", "是否留出盖章的位置", is_flag=True),
    Variable("联署", "是否联合行文", is_flag=True),
    Variable(
        "署名行", "全部机关，主办在前；盖章的一行最多三个，末一行靠右", is_list=True, item="行",
        inside=(
            Variable("列数", "一行几个：1、2、3", "2"),
            Variable("名", "这一行的机关，空着的位置为空", "市统计局", is_list=True, item="名"),
        ),
    ),
    Variable("成文日期", "草稿空着日子", "2022年8月5日"),
    Variable("附注", "不带括号，可能为空", "此件公开发布"),
    Variable("版记主送", "移到版记的主送机关；通常为空", ""),
    Variable("抄送", "不带句号，可能为空", "市级有关单位"),
    Variable("印发机关", "", "××市制造业高质量发展专班办公室"),
    Variable("印发日期", "不带“印发”二字", "2022年8月5日"),
    _SAMPLE,
    _DRAFT,
)  # fmt: skip
PAPER = (
    *BULLETIN,
    Variable("期次", "纪要的期号、令号；其他文种为空", "第7期"),
    Variable("编发单位", "纪要的编发单位；其他文种为空", "××市制造业高质量发展专班办公室"),
    Variable("出席", "纪要的出席人员，可能为空", "市专班各成员单位"),
    Variable("请假", "可能为空", "市某局"),
    Variable("列席", "可能为空", "前湾新区、高新区"),
    Variable("职务", "令的签署人的职务；其他文种为空", "市　长"),
    Variable("签署人", "令的签署人；空着是留出签名章的位置", "张三"),
)  # fmt: skip
TABLE = (
    Variable("标题", "表名", "晾晒表一（2022年7月）"),
    _UNIT,
    _TABLE,
    _NOTES,
    Variable("横排", "为真时整页自动转为横放", is_flag=True),
    _PAPER,
)
CONFIRM = (
    Variable("标题", "期间和“数据确认单”", "2022年7月数据确认单"),
    Variable("报送单位", "送给哪个地区，不带冒号", "海曙区"),
    Variable("正文", "请核对、请反馈的话，逐段", "如有异议请于8月4日前反馈。", is_list=True, item="段"),
    Variable("表", "它自己的数和位次，整张表", is_block=True),
    _NOTES,
    Variable("回执", "核对意见、盖章处，逐行", "核对意见：　□无异议　　　□有异议", is_list=True, item="行"),
    Variable("横排", "总是假", is_flag=True),
)
KINDS: Mapping[str, tuple[Variable, ...]] = {
    "简报": BRIEFING, "通报": BULLETIN, "公文": PAPER, "数据确认单": CONFIRM, "单表": TABLE,
}  # fmt: skip
"""Kind of document → its variables."""


def known_values(variables: tuple[Variable, ...]) -> dict[str, object]:
    """Variables as sample values, for :func:`~gongwen.render.word.lint.lint_template`."""
    return {variable.name: _value(variable) for variable in variables}


def _value(variable: Variable) -> object:
    if variable.is_flag:
        return True
    one: object = known_values(variable.inside) if variable.inside else variable.example or ("⟦块0⟧" if variable.is_block else "")
    return (one,) if variable.is_list else one


def markdown_table(variables: tuple[Variable, ...]) -> str:
    """The variables as the guide prints them, one row each, lists with what is inside them."""
    rows = ["| 写法 | 含义 | 例子 |", "|---|---|---|"]
    for variable in variables:
        rows += _rows(variable, "")
    return "\n".join(rows)


def _rows(variable: Variable, owner: str, depth: int = 0) -> list[str]:
    name = f"{owner}.{variable.name}" if owner else variable.name
    if variable.is_list:
        written = f"`{{%p for {variable.item} in {name} %}}`" + (
            "" if variable.inside else f" `{{{{ {variable.item} }}}}`"
        )
    elif variable.is_flag:
        written = f"`{{%p if {name} %}}`"
    else:
        written = f"`{{{{{'p' if variable.is_block else ''} {name} }}}}`"
    example = "（整块）" if variable.is_block else variable.example
    rows = [f"| {'　' * depth}{written} | {variable.meaning} | {example} |"]
    for below in variable.inside:
        rows += _rows(below, variable.item, depth + 1)
    return rows
