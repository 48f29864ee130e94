"""The course as a learner sees it: `heroes lab` in JupyterLab, in a real browser."""

import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.lab import SECONDS, THEMES, choose, run_all, screenshot

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def executed(page: Page) -> Page:
    """Run all cells of the notebook that `heroes lab` opens, and wait for the last one."""
    run_all(page)
    return page


def wait_until(done: Callable[[], bool]) -> None:
    """Wait until something outside the browser is so, for half a minute at most."""
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def test_heroes_lab_opens_the_first_notebook(page: Page) -> None:
    expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text(
        "Start here", timeout=60 * SECONDS
    )


def test_a_fresh_copy_is_trusted_so_that_its_outputs_keep_their_style(page: Page) -> None:
    count = page.locator(".heroes.glass td.number").first
    count.scroll_into_view_if_needed(timeout=60 * SECONDS)
    expect(count).to_have_css("text-align", "right")
    expect(count).to_have_css("white-space", "nowrap")


def test_nothing_lies_on_top_of_the_first_notebook(executed: Page) -> None:
    expect(executed.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)


def test_the_first_notebook_runs_to_its_end(executed: Page, home: Path) -> None:
    path = home / "workbook" / "00_start_here.ipynb"
    before = path.read_bytes()
    choose(executed, "File", "Save Notebook")
    # JupyterLab empties the file before it writes, so it is whole when it ends as it did.
    wait_until(lambda: (now := path.read_bytes()) != before and now.endswith(b"}\n"))
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in cell.metadata.get("tags", [])), cell.source


@pytest.mark.parametrize("theme", THEMES)
def test_table_and_diagram_are_visible(executed: Page, theme: str, tmp_path: Path) -> None:
    page = executed
    choose(page, "Settings", "Theme", THEMES[theme])
    expect(page.locator(f"body[data-jp-theme-name='{THEMES[theme]}']")).to_be_attached()
    table = page.locator(".heroes table", has_text="Hero: 5 rows")
    table.scroll_into_view_if_needed()
    expect(table.locator("caption")).to_have_text("Hero: 5 rows")
    style = "td => getComputedStyle(td).textAlign"
    assert table.locator("td", has_text="Deadpond").evaluate(style) == "left"
    assert table.locator("td", has_text="48").evaluate(style) == "right"
    diagram = page.locator(".jp-RenderedMermaid img, .jp-RenderedMermaid svg").first
    expect(diagram).to_be_visible(timeout=30 * SECONDS)
    diagram.scroll_into_view_if_needed()
    box = diagram.bounding_box()
    assert box is not None
    assert box["height"] > 100, "the diagram is drawn"
    screenshot(page, theme, tmp_path)


@pytest.mark.parametrize("theme", THEMES)
def test_the_tables_are_accessible(executed: Page, theme: str) -> None:
    page = executed
    choose(page, "Settings", "Theme", THEMES[theme])
    expect(page.locator(f"body[data-jp-theme-name='{THEMES[theme]}']")).to_be_attached()
    page.locator(".heroes.glass table").first.scroll_into_view_if_needed()
    results = Axe().run(page, context=".heroes")
    assert results.response["passes"], "there was something to look at"
    assert not results.violations_count, results.generate_report()
