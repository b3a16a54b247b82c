"""Templates that are not ours are laid out in a limited process: what asks too much is one sentence, soon."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from needs import need_pango
from render.bulletins import FOLDERS, bulletin, template_folder

from gongwen.errors import TemplateError
from gongwen.guard import worker
from gongwen.render import to_pdf
from gongwen.render.to_pdf import render_pdf

CORPUS = Path(__file__).parents[1] / "data" / "corpus" / "html"
DOUBLING = ":root { --v0: x" + "x" * 30 + "; " + "".join(f"--v{n + 1}: var(--v{n}) var(--v{n}); " for n in range(26)) + "}"
BOMBS = {
    "variables that double": f'<style>{DOUBLING} p::before {{ content: "a"; font-family: var(--v26) }}</style><p>一</p>',
    "boxes in boxes": "<style>.f { display: flex }</style>" + '<div class="f">' * 24 + "一" + "</div>" * 24,
    "a page of one line": "<style>@page { size: 100mm 100mm; margin: 48mm } p { font-size: 1mm }</style>" + "<p>一</p>" * 2500,
    "tables in tables": "<table><tr><td>" * 18 + "一" + "</td></tr></table>" * 18,
}


@pytest.fixture(autouse=True)
def _pango() -> None:
    need_pango()


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, ...]:
    return template_folder(tmp_path, "own.html", '{% extends "bulletin.html" %}')


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_one_sentence_or_in_a_page(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it does, it does within the limits: here six seconds."""
    monkeypatch.setattr(worker, "SECONDS", 6.0)
    folders = template_folder(tmp_path, "own.html", BOMBS[name])
    try:
        ended = [render_pdf(replace(bulletin(), template="own.html", watermark=""), folders).data[:4]]
    except TemplateError as error:
        ended = [problem.file for problem in error.problems]
    assert ended in (["own.html"], [b"%PDF"])


@pytest.mark.parametrize("file", sorted(CORPUS.glob("h*.html")), ids=lambda path: path.stem)
def test_every_hostile_template_ends_as_pdf_too(file: Path, tmp_path: Path) -> None:
    folders = template_folder(tmp_path, file.name, file.read_text(encoding="utf-8"))
    fields = {"title": "好", "top": {"name": "鄞州区", "rate": "105.3%"}}
    document = replace(bulletin(), template=file.name, fields=fields, watermark="")
    if file.stem.startswith("h01"):
        assert render_pdf(document, folders).data.startswith(b"%PDF")
        return
    with pytest.raises(TemplateError) as caught:
        render_pdf(document, folders)
    assert caught.value.problems[0].file == file.name


def test_too_long_is_said_with_seconds_and_the_next_page_is_made(
    own: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = replace(bulletin(), template="own.html")
    monkeypatch.setattr(worker, "SECONDS", 0.2)
    endless = replace(worker.TASKS["draw"], function="guard.worker_tasks:spin", rate=10**9)
    monkeypatch.setitem(worker.TASKS, "draw", endless)
    with pytest.raises(TemplateError, match=r"排版(超过|等了)\d+秒"):
        render_pdf(document, own)
    monkeypatch.undo()
    assert render_pdf(document, own).data.startswith(b"%PDF")


def test_the_limited_process_makes_the_same_bytes(own: tuple[Path, ...]) -> None:
    limited = render_pdf(replace(bulletin(), template="own.html", archive="a-2a"), own)
    assert limited.is_foreign
    assert replace(limited, is_foreign=False, offered="") == render_pdf(replace(bulletin(), archive="a-2a"), FOLDERS)


def test_shipped_templates_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(job: object) -> None:
        raise AssertionError

    monkeypatch.setattr(to_pdf, "draw_limited", never)
    assert render_pdf(bulletin(), FOLDERS).data.startswith(b"%PDF")
