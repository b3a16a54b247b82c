"""Every PDF that the sample packs make, and papers with all that a page can hold: sound, archivable, the same everywhere."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pikepdf
import pytest
from needs import need_pango, need_tool
from pdfua import validate
from PIL import Image, ImageChops
from render.bulletins import FOLDERS, bulletin, grid, section, single
from render.factories import sample_chart, sample_table
from render.pdf_archive_lint import archive_faults
from render.word_documents import picture

import gongwen as gw
from gongwen.model.document import Document
from gongwen.model.photo import Photo
from gongwen.render.to_pdf import render_pdf

SAMPLES = sorted(folder.parent for folder in gw.sample().parent.glob("*/profile.toml"))


def express() -> Document:
    """A 快报 with all that a page can hold: links, footnotes, a table, a chart, photographs of both kinds."""
    table, chart = sample_table(), sample_chart()
    shots = tuple(
        MappingProxyType({"图": Photo(f"{kind}.x", f"现场{kind}", picture(kind=kind)), "说明": f"现场{kind}"})
        for kind in ("JPEG", "PNG")
    )
    case = {
        "标题": "甲项目", "示例": True, "要点": "属地：海曙区", "供稿": "示例供稿人", "照片": shots,
        "各节": (MappingProxyType({"小标题": "难题", "段落": ("王珺在场，增长31.2%。",)}),),
    }  # fmt: skip
    fields = {
        **bulletin().fields,
        "密级标识": "", "简报名称": "招商快报", "期次": "第7期", "总期次": "", "编发单位": "××专班（示例）", "日期": "2022年8月5日",
        "标题行": ("7月招商情况",), "阶段标记": "", "示例说明": "", "草稿": False, "编者按": (), "导语": ("导语。",),
        "各节": (section("一、总体情况", "情况良好。"),), "专栏名称": "案例", "专栏案例": (MappingProxyType(case),), "目录": (),
        "表格": (MappingProxyType({"标题": table.title, "单位": table.unit_line, "表": table, "注": table.notes}),),
        "图": (MappingProxyType({"标题": chart.title, "图": chart, "注": chart.notes}),),
        "报": "市领导", "送": "", "发": "", "印数": "共印60份",
    }  # fmt: skip
    return replace(bulletin(), template="express.html", fields=MappingProxyType(fields), archive="a-2a")


PAPERS: dict[str, Callable[[], Document]] = {
    "快报": express,
    "通报": bulletin,
    "长表": lambda: replace(single(grid(60, 12)), archive="a-2a"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_pango()
    return tmp_path_factory.mktemp("products")


@pytest.fixture(scope="module", params=[*PAPERS, *(sample.name for sample in SAMPLES)])
def papers(request: pytest.FixtureRequest, folder: Path) -> list[Path]:
    """The PDFs of a paper, or of a sample pack whose PDFs are asked for as archives."""
    if request.param in PAPERS:
        (folder / f"{request.param}.pdf").write_bytes(render_pdf(PAPERS[request.param](), FOLDERS).data)
        return [folder / f"{request.param}.pdf"]
    return list(of_sample(next(sample for sample in SAMPLES if sample.name == request.param), folder))


def of_sample(sample: Path, folder: Path) -> Iterator[Path]:
    pack = gw.load_pack(sample)
    wanted = [product.name for product in pack.products if product.format == "pdf"]
    products = tuple(
        replace(product, settings={**product.settings, "pdf": "a-2a"}) if product.name in wanted else product
        for product in pack.products
    )
    data = gw.read(sample / "data", pack=replace(pack, products=products))
    months = {key[3] for key in data.dataset.observations if key[3].whole_months and key[3].month_count == 1}
    result = gw.build(data, period=max(month.code for month in months), out=folder / sample.name, only=wanted)
    yield from (path for path in result.outputs if path.suffix == ".pdf")


def test_every_paper_is_an_archive_where_asked(papers: list[Path]) -> None:
    for path in papers:
        with pikepdf.open(path) as pdf:
            asked = b"pdfaid:part" in pdf.Root.Metadata.read_bytes()
        assert asked == (path.stem != "通报")
        assert not asked or archive_faults(path) == [], path.name


def test_every_paper_is_accessible(papers: list[Path]) -> None:
    for path in papers:
        assert [str(finding) for finding in validate(path).findings] == [], path.name
        with pikepdf.open(path) as pdf:
            assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes(), path.name
            notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
            assert all(note.F == 4 for note in notes), "印出来和屏幕上一样"


def test_qpdf_finds_nothing(papers: list[Path]) -> None:
    for path in papers:
        done = subprocess.run([need_tool("qpdf"), "--check", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_poppler_and_mupdf_show_the_same_page(papers: list[Path], tmp_path: Path) -> None:
    """A face whose CIDs are not its glyph numbers is blank in one of them.

    At 144 dots per inch, where the thin lines of tables are one dot wide; elsewhere each rounds them in its own way.
    """
    poppler, mupdf = need_tool("pdftoppm", package="poppler-utils"), need_tool("mutool", package="mupdf-tools")
    for place, path in enumerate(papers):
        subprocess.run([poppler, "-r", "144", "-gray", path, tmp_path / f"p{place}"], check=True)
        subprocess.run(
            [mupdf, "draw", "-q", "-r", "144", "-c", "gray", "-o", tmp_path / f"m{place}-%d.pgm", path], check=True
        )
        for number, left in enumerate(sorted(tmp_path.glob(f"p{place}-*.pgm")), start=1):
            pages = [Image.open(file).convert("L") for file in (left, tmp_path / f"m{place}-{number}.pgm")]
            one, other = (page.resize((60, 80), Image.Resampling.BOX) for page in pages)
            inks = [sum(255 - level for level in page.tobytes()) for page in (one, other)]
            assert inks[0] == pytest.approx(inks[1], rel=0.12), f"{path.name}第{number}页"
            assert max(ImageChops.difference(one, other).tobytes()) < 60, f"{path.name}第{number}页"


# -- the lint itself ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound() -> bytes:
    need_pango()
    return render_pdf(express(), FOLDERS).data


def _smooth(pdf: pikepdf.Pdf) -> None:
    next(
        item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
    ).Interpolate = True


def _unprinted(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].F = 0


def _renamed(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "别的"


def _acting(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="")


def _faces(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/CIDFontType0":
            yield item


def _wider(pdf: pikepdf.Pdf) -> None:
    for face in _faces(pdf):
        face.W = pikepdf.Array([0, pikepdf.Array([700] * 9000)])


def _bare(pdf: pikepdf.Pdf) -> None:
    for face in _faces(pdf):
        del face.FontDescriptor.FontFile3


@pytest.mark.parametrize(
    ("harm", "clause"),
    [
        (_smooth, "6.2.8"),
        (_unprinted, "6.3.2"),
        (_renamed, "6.6.2"),
        (_acting, "OpenAction"),
        (_wider, "6.2.11.5"),
        (_bare, "6.2.11.4"),
    ],
)
def test_the_lint_sees_harm(harm: Callable[[pikepdf.Pdf], None], clause: str, sound: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        harm(pdf)
        pdf.save(tmp_path / "a.pdf", deterministic_id=True)
    assert any(clause in fault for fault in archive_faults(tmp_path / "a.pdf"))
