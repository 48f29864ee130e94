"""The course as a learner sees it: `heroes lab` in JupyterLab, in a real browser."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 1_000  # in milliseconds
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty home folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    """Start `heroes lab` as a learner would, in an empty home, and give its address."""
    command = [sys.executable, "-m", "heroes", "lab", "workbook", "--no-browser"]
    process = subprocess.Popen(
        command,
        cwd=home,
        env=os.environ | {"HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\w+", line):
            break
    else:
        pytest.fail("JupyterLab printed no address")
    yield found[0]
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def page(url: str) -> Iterator[Page]:
    """Open the address in Chromium."""
    if not CHROMIUM:
        if os.environ.get("HEROES_REQUIRE_BROWSER"):
            pytest.fail("chromium is not installed, and HEROES_REQUIRE_BROWSER asks for it.")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(url)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def executed(page: Page) -> Page:
    """Run all cells of the notebook that `heroes lab` opens, and wait for the last one."""
    expect(page.locator(".jp-NotebookPanel")).to_be_visible(timeout=60 * SECONDS)
    kernel = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator")
    expect(kernel).to_have_attribute("data-status", "idle", timeout=60 * SECONDS)
    choose(page, "Edit", "Clear Outputs of All Cells")
    choose(page, "Run", "Run All Cells")
    expect(kernel).to_have_attribute("data-status", "busy", timeout=30 * SECONDS)
    expect(kernel).to_have_attribute("data-status", "idle", timeout=60 * SECONDS)
    return page


def wait_until(done: Callable[[], bool]) -> None:
    """Wait until something outside the browser is so, for half a minute at most."""
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def choose(page: Page, *path: str) -> None:
    """Choose an entry of JupyterLab's menus."""
    page.get_by_role("menuitem", name=path[0], exact=True).click()
    for name in path[1:]:
        page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True).click()


def test_heroes_lab_opens_the_first_notebook(page: Page) -> None:
    expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text(
        "Start here", timeout=60 * SECONDS
    )


def test_nothing_lies_on_top_of_the_first_notebook(executed: Page) -> None:
    expect(executed.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)


def test_the_first_notebook_runs_to_its_end(executed: Page, home: Path) -> None:
    path = home / "workbook" / "00_start_here.ipynb"
    before = path.read_bytes()
    choose(executed, "File", "Save Notebook")
    wait_until(lambda: path.read_bytes() != before)
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
    table = page.locator(".heroes table").first
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
    page.screenshot(path=os.environ.get("HEROES_SCREENSHOTS", str(tmp_path)) + f"/{theme}.png")


@pytest.mark.parametrize("theme", THEMES)
def test_the_tables_are_accessible(executed: Page, theme: str) -> None:
    page = executed
    choose(page, "Settings", "Theme", THEMES[theme])
    expect(page.locator(f"body[data-jp-theme-name='{THEMES[theme]}']")).to_be_attached()
    page.locator(".heroes table").first.scroll_into_view_if_needed()
    results = Axe().run(page, context=".heroes")
    assert results.response["passes"], "there was something to look at"
    assert not results.violations_count, results.generate_report()
