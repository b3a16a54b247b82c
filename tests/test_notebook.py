"""The shipped notebook runs from top to bottom, shows the scoreboard inline and the pages as pictures."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import gongwen as gw

NOTEBOOK = gw.sample().parent / "notebooks" / "monthly.ipynb"


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[nbformat.NotebookNode, Path]:
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return notebook, folder


def shown(notebook: nbformat.NotebookNode, start: str) -> str:
    """The HTML that the cell beginning with ``start`` shows."""
    cell = next(cell for cell in notebook.cells if cell.source.startswith(start))
    return "".join(str(output.get("data", {}).get("text/html", "")) for output in cell.outputs)


def test_the_scoreboard_is_shown_as_a_table(executed):
    html = shown(executed[0], "board = gw.scoreboard")
    assert "<table" in html and "镇海区" in html and "111.7" in html and "↑3" in html


def test_briefing_and_bulletin_are_shown_as_pages(executed):
    for start in ("gw.briefing", "gw.bulletin"):
        html = shown(executed[0], start)
        assert html.count("data:image/png;base64,") >= 3, start


def test_the_month_lies_in_the_folder(executed):
    _, folder = executed
    names = {path.name for path in (folder / "out").iterdir()}
    assert {"晾晒表（2022年7月）.xlsx", "专班简报（2022年7月）.docx", "月通报（2022年7月）.pdf", "manifest.json"} <= names


def test_the_notebook_is_kept_without_outputs():
    """Outputs in the repository would go stale without a word."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells if cell.cell_type == "code")
