"""Documents built by hand for the Word renderer's tests: a 简报, a 月通报, one table. Figures and firms invented."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from factories import sample_chart, sample_slope, sample_table
from PIL import Image, ImageDraw

from gongwen.model.document import Document, Properties, Value
from gongwen.model.papers import PAPER_FORMS
from gongwen.model.photo import Photo
from gongwen.model.terms import Measure

TEMPLATES = Path(__file__).parents[2] / "templates"
FOLDERS = (TEMPLATES,)
SAMPLE = "本期为示例，数据和企业均为虚构，仅用于展示版式。"
SHORT = (Measure.TARGET, Measure.ACTUAL, Measure.COMPLETION_RATE, Measure.RANK, Measure.RANK_GAIN)


def picture(width: int = 640, height: int = 400, kind: str = "JPEG") -> bytes:
    """A drawn stand-in for a photograph of a plant."""
    image = Image.new("RGB", (width, height), (196, 214, 230))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 0.72, width, height), fill=(150, 160, 150))
    draw.rectangle((width * 0.15, height * 0.35, width * 0.7, height * 0.75), fill=(205, 205, 210))
    draw.polygon(
        [(width * 0.15, height * 0.35), (width * 0.42, height * 0.2), (width * 0.7, height * 0.35)], (120, 40, 40)
    )
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def case(number: int = 1, **changes: Value) -> Mapping[str, Value]:
    """One 专栏案例."""
    made: dict[str, Value] = {
        "标题": f"“拿地即开工”跑出加速度——示例新材料公司年产{number}万吨项目提前动工",
        "属地": "镇海区", "业主": "示例新材料有限公司", "总投资": "12.5亿元",
        "要点": "属地：镇海区　业主：示例新材料有限公司　总投资：12.5亿元",
        "各节": (
            {"小标题": "难题：用地指标卡住开工", "段落": ("项目选址涉及两宗边角地，权属不清，企业三次申报均未获批，设备订货期一拖再拖。" * 2,)},
            {"小标题": "服务：专班蹲点，三方会商", "段落": (
                "区专班派员驻点，牵头资规、住建、环保等部门现场会商，梳理出五项前置事项，逐项明确责任单位和办结时限，实行日报告、周销号。",
                "采用“标准地+承诺制”，施工图审查与用地审批并联推进，审批时间由65个工作日压缩到18个工作日。",
            )},
            {"小标题": "成效：提前47天动工", "段落": ("项目于7月12日动工，比计划提前47天，预计明年9月投产，达产后年产值20亿元。",)},
        ),
        "照片": (), "供稿": "镇海区专班", "示例": True,
    }  # fmt: skip
    made.update(changes)
    return made


def briefing_fields() -> dict[str, Value]:
    """Everything that briefing.docx knows: a table, two charts, three cases, two photographs."""
    photo = Photo("厂房.jpg", "项目施工现场", picture())
    portrait = Photo("设备.png", "设备进场", picture(400, 620, "PNG"))
    return {
        "版头形式": "红头", "附件": (), "简报名称": "制造业高质量发展专班简报", "期次": "第7期", "总期次": "（总第12期）",
        "编发单位": "××市制造业高质量发展专班办公室", "日期": "2022年8月5日", "密级标识": "内部资料　注意保存",
        "阶段标记": "（征求意见稿）", "标题行": ("7月份制造业投资完成月度目标", "三季度项目推进快于时序"),
        "目录": (),
        "编者按": ("制造业投资“百日攻坚”行动已满一个月，现将各地推进情况和典型做法刊发，供学习借鉴。",),
        "导语": ("7月份，全市完成制造业投资102.8亿元，同比增长31.2%，完成当月目标（100亿元以上）的102.8%，增速高于目标（30%以上）1.2个百分点。",),
        "各节": (
            {"标题": "一、总体情况", "段落": (
                {"级别": 2, "文字": "（一）投资完成月度目标"},
                {"级别": 0, "文字": "从完成率看，居前3位的是高新区（125.0%）、奉化区（116.7%）和镇海区（111.7%）；"
                    "海曙区（104.0%）也完成当月目标，其余8个地区未完成。"},
                {"级别": 3, "文字": "1.增速。6个地区增速高于全市平均水平。"},
                {"级别": 4, "文字": "（1）其中两个地区由负转正。"},
                {"级别": 2, "文字": "（二）项目推进快于时序"},
                {"级别": 0, "文字": "三季度累计新开工71个、新备案418个，分别完成目标的35.5%和34.8%，超时序进度2.2个和1.5个百分点。"},
            )},
            {"标题": "二、位次变化", "段落": (
                {"级别": 0, "文字": "镇海区较上期前移3位，进位最多；江北区后移2位；慈溪市、前湾新区位次持平。"
                    "海曙区、宁海县均为45%，并列第4位。"},
            )},
        ),
        "表格": ({"标题": "2022年7月制造业投资完成情况晾晒表", "单位": "单位：亿元、个、%", "表": sample_table(measures=SHORT),
                "注": ("注：1.排名按完成率由高到低；“—”表示无数据。", "2.数据来源：投资由市统计局提供。")},),
        "图": ({"标题": "图1　7月各地区制造业投资完成率", "图": sample_chart(), "注": ()}, {"标题": "图2　位次变化", "图": sample_slope(), "注": ()}),
        "专栏名称": "项目推进案例",
        "专栏案例": (
            case(1, 照片=({"图": photo, "说明": "项目施工现场（示例）"},)),
            case(2, 标题="一链一策补短板　示例装备公司技改项目投产", 照片=({"图": portrait, "说明": "设备进场（示例）"},)),
            case(3, 标题="示例电子公司扩产项目“云签约”当天落图", 供稿=""),
        ),
        "报": "市委、市人大常委会、市政府、市政协", "送": "市级有关部门",
        "发": "各区（县、市）制造业高质量发展专班，前湾新区、高新区有关部门", "印数": "（共印80份）",
        "示例说明": SAMPLE, "草稿": False,
    }  # fmt: skip


PROPERTIES = Properties(
    "制造业高质量发展专班简报（2022年第7期）", "××市制造业高质量发展专班（示例）", "专班简报", date(2022, 7, 31)
)


def briefing(**changes: Value) -> Document:
    """The sample 简报, with some fields changed."""
    fields = briefing_fields() | changes
    return Document("专班简报", "briefing.docx", fields, PROPERTIES, watermark="示例")


def bulletin_fields() -> dict[str, Value]:
    """Everything that bulletin.docx knows: two annexes, the first landscape."""
    wide = sample_table(indicators=("invest", "filed", "started"))
    return {
        "版头形式": "红头", "份号": "", "密级": "", "紧急程度": "", "左上要素": (),
        "发文机关标志": "××市制造业高质量发展专班办公室文件", "标志行": ("××市制造业高质量发展专班办公室文件",), "标志字": "",
        "发文字号": "示例〔2022〕7号", "签发人": "", "签发人行": (), "版记主送": "", "盖章": False, "联署": False, "署名行": (),
        "标题行": ("××市制造业高质量发展专班办公室", "关于2022年7月全市制造业投资", "“百日攻坚”推进情况的通报"),
        "阶段标记": "", "主送": "各区（县、市）制造业高质量发展专班，前湾新区、高新区有关部门",
        "引言": ("为贯彻落实全市制造业投资“百日攻坚”行动部署，现将2022年7月推进情况通报如下。",),
        "各节": briefing_fields()["各节"],
        "附件说明": ("2022年7月全市制造业投资“百日攻坚”目标任务完成情况及位次变化晾晒表", "7月各地区制造业投资完成率图"),
        "附件": (
            {"序号": "附件1", "标题": "2022年7月全市制造业投资“百日攻坚”目标任务完成情况及位次变化晾晒表",
             "分行标题": ("2022年7月全市制造业投资“百日攻坚”", "目标任务完成情况及位次变化晾晒表"),
             "单位": "单位：亿元、个、%", "表": wide, "图": None, "横排": True, "纸张": "A4", "注": wide.notes},
            {"序号": "附件2", "标题": "7月各地区制造业投资完成率图",
             "分行标题": ("7月各地区制造业投资完成率图",), "单位": "", "表": None, "图": sample_chart(),
             "横排": False, "纸张": "A4", "注": ("注：示例数据。",)},
        ),
        "署名": "××市制造业高质量发展专班办公室", "成文日期": "2022年8月5日", "附注": "此件公开发布",
        "抄送": "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市级有关单位",
        "印发机关": "××市制造业高质量发展专班办公室", "印发日期": "2022年8月5日", "示例说明": SAMPLE, "草稿": False,
    }  # fmt: skip


def marked(fields: dict[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    """Fields with some changed; a mark given as text is one line of its own, and only 红头 has one, as composed."""
    if changes.get("版头形式", "红头") != "红头":
        return {**fields, **changes, "发文机关标志": "", "标志行": (), "标志字": ""}
    lines = {} if "标志行" in changes or not changes.get("发文机关标志") else {"标志行": (changes["发文机关标志"],)}
    return {**fields, **changes, **lines}


def bulletin(**changes: Value) -> Document:
    """The sample 月通报, with some fields changed."""
    return Document("月通报", "bulletin.docx", marked(bulletin_fields(), changes), PROPERTIES, watermark="示例")


def paper(form: str, **changes: Value) -> Document:
    """The sample 通知, 函 or 纪要, with some fields changed."""
    fields = bulletin_fields() | {
        "标题行": ("关于报送2022年8月制造业投资", "“百日攻坚”进展情况的通知"), "盖章": True, "期次": "", "编发单位": "",
        "出席": "", "请假": "", "列席": "", "职务": "", "签署人": "",
    }  # fmt: skip
    if form == "函":
        fields |= {
            "标题行": ("关于商请协调项目用地指标的函",), "发文机关标志": "××市制造业高质量发展专班办公室",
            "标志行": ("××市制造业高质量发展专班办公室",), "印发机关": "", "印发日期": "",
            "主送": "市自然资源和规划局",
        }  # fmt: skip
    if form == "纪要":
        fields |= {
            "发文机关标志": "××市制造业专班会议纪要", "标志行": ("××市制造业专班会议纪要",),
            "期次": "第7期", "编发单位": "××市制造业高质量发展专班办公室",
            "标题行": ("研究制造业投资“百日攻坚”有关问题",), "发文字号": "", "主送": "", "署名": "", "附注": "",
            "出席": "市发展改革委、市经信局、市自然资源和规划局、市生态环境局、市住房城乡建设局、市统计局有关负责人",
            "请假": "市商务局", "列席": "各区（县、市）专班",
        }  # fmt: skip
    if form == "令":
        fields |= {
            "发文机关标志": "××市人民政府令", "标志行": ("××市人民政府令",), "标题行": (), "期次": "第7号",
            "发文字号": "", "主送": "", "署名": "", "附注": "", "职务": "市　长", "引言": ("《××市制造业促进办法》已经审议通过，现予公布。",),
        }  # fmt: skip
    return Document(form, f"{PAPER_FORMS[form]}.docx", marked(fields, changes), PROPERTIES, watermark="示例")


def single_table(**changes: Value) -> Document:
    """One landscape table."""
    table = sample_table(indicators=("invest", "filed", "started"))
    fields: dict[str, Value] = {
        "标题": table.title, "单位": table.unit_line, "表": table, "注": table.notes, "横排": True, "纸张": table.paper,
    }  # fmt: skip
    return Document("表一", "table.docx", fields | changes, PROPERTIES, watermark="示例")


def without_watermark(document: Document) -> Document:
    """For measuring ink."""
    return replace(document, watermark="")


def confirmation() -> Document:
    """A 数据确认单: one table with its letter and its slip."""
    fields = {
        "标题": "2022年7月数据确认单",
        "报送单位": "镇海区",
        "正文": ("现将拟公布的数据送请核对。如有异议请于8月4日前反馈。",),
        "表": single_table().fields["表"],
        "注": ("注：1．位次为在12个地区中的排名。",),
        "回执": ("核对意见：　□无异议　　　□有异议", "单位（盖章）："),
        "横排": False,
    }
    return Document("数据确认单", "confirm.docx", fields, PROPERTIES, watermark="示例")
