"""The HTML file in a real browser, on a phone and on a desk: nothing runs over the edge, nothing is lost."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from needs import need_tool
from PIL import Image
from render.bulletins import FOLDERS, bulletin, grid, single
from render.express_pack import PROSE, express_frames, express_pack

import gongwen as gw
from gongwen.render.to_html import render_html

QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1"
).split()
MEASURE = """<script>addEventListener("load", () => {
  const edge = document.documentElement.clientWidth;
  const outside = [...document.querySelectorAll("body *")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width && box.right > edge + 1 && !node.closest(".board-block, .watermark, svg") && box.left < 5000;
  }).map((node) => node.tagName + "." + node.className + ":" + node.textContent.slice(0, 20));
  const small = [...document.querySelectorAll("p, td, li")].filter((n) => parseFloat(getComputedStyle(n).fontSize) < 11).length;
  const report = document.createElement("pre");
  report.id = "report";
  report.textContent = JSON.stringify({ edge, wide: document.documentElement.scrollWidth, outside, small,
    text: document.body.innerText });
  document.body.append(report);
});</script>"""
WIDTHS = {"手机": (390, 844), "桌面": (1200, 900)}


def documents(folder: Path) -> dict[str, bytes]:
    data = gw.read_frames(pack=gw.load_pack(express_pack(folder / "county")), prose=PROSE, **express_frames())
    return {
        "通报": render_html(bulletin(), FOLDERS).data,
        "快报": gw.briefing(data, period="2023-06", number=6, product="招商快报").to_bytes("html"),
        "宽表": render_html(single(grid(13, 30)), FOLDERS).data,
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return documents(tmp_path_factory.mktemp("browser"))


def browse(browser: str, page: Path, size: tuple[int, int], *wanted: str) -> str:
    """Chromium on one local file, in a profile of its own, for a minute at most."""
    profile = page.parent / "profile"
    command = [browser, *QUIET, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", *wanted, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, encoding="utf-8").stdout


def measured(browser: str, data: bytes, size: tuple[int, int], folder: Path) -> dict[str, Any]:
    """What the page says of itself inside a frame of the wanted width: a headless window is never narrower than 500."""
    inner, outer = folder / "inner.html", folder / "outer.html"
    inner.write_bytes(data.replace(b"</body>", MEASURE.encode() + b"</body>", 1))
    outer.write_text(
        f'<iframe id="f" src="inner.html" style="border:0;width:{size[0]}px;height:{size[1]}px"></iframe><script>'
        'addEventListener("load", () => { const d = document.getElementById("f").contentDocument;'
        'document.body.innerHTML = "<pre>" + d.getElementById("report").innerHTML + "</pre>"; });</script>',
        encoding="utf-8",
    )
    dom = browse(browser, outer, (1300, 1000), "--allow-file-access-from-files", "--virtual-time-budget=4000", "--dump-dom")
    found = re.search(r"<pre>(.*?)</pre>", dom, re.DOTALL)
    assert found is not None, dom[:300]
    report: dict[str, Any] = json.loads(unescape(found[1]))
    return report


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["通报", "快报", "宽表"])
def test_nothing_runs_over_the_edge_and_nothing_is_lost(
    name: str, width: str, made: dict[str, bytes], tmp_path: Path
) -> None:
    browser, size = need_tool("chromium"), WIDTHS[width]
    report = measured(browser, made[name], size, tmp_path)
    assert report["edge"] == size[0]
    assert report["wide"] <= size[0], report["outside"]
    assert report["outside"] == []
    assert report["small"] == 0, "字小于11像素，手机上看不清"
    shown = re.sub(r"\s", "", report["text"])
    tree = lxml_html.document_fromstring(made[name])
    texts = [node.text_content() for tag in ("p", "td", "th", "h1", "h2", "h3", "li") for node in tree.iter(tag)]
    assert len(texts) > 50
    assert [text for text in texts if re.sub(r"\s", "", text) not in shown] == []


def test_a_phone_shows_the_first_page_as_a_page(made: dict[str, bytes], tmp_path: Path) -> None:
    """Something red above, something black below, white paper between."""
    browser = need_tool("chromium")
    (tmp_path / "a.html").write_bytes(made["通报"])
    browse(browser, tmp_path / "a.html", (500, 844), f"--screenshot={tmp_path / 'a.png'}")
    picture = Image.open(tmp_path / "a.png").convert("RGB")
    found = picture.crop((0, 0, 500, 300)).getcolors(200_000) or []
    assert sum(count for count, colour in found if colour[0] > 200 and max(colour[1:]) < 60) > 200
    levels = picture.convert("L").histogram()
    assert sum(levels[:90]) > 2000 and sum(levels[250:]) > 100_000
