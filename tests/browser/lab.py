"""JupyterLab as a person uses it: its menus, its notebooks, its looks."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

SECONDS = 1_000  # in milliseconds
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
KERNEL = f"{FRONT} .jp-Notebook-ExecutionIndicator"


def choose(page: Page, *path: str) -> None:
    """Choose an entry of JupyterLab's menus."""
    page.get_by_role("menuitem", name=path[0], exact=True).click()
    for name in path[1:]:
        page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True).click()


def open_notebook(page: Page, name: str) -> None:
    """Open a notebook of the workbook, and wait for its kernel."""
    parts = urlsplit(page.url)
    page.goto(f"{parts.scheme}://{parts.netloc}/lab/tree/{name}")
    wait_for_kernel(page)


def wait_for_kernel(page: Page) -> None:
    """Wait until the kernel of the notebook in front is ready, and still is after a while."""
    expect(page.locator(FRONT)).to_be_visible(timeout=60 * SECONDS)
    for _ in range(2):  # it is called idle for a moment before JupyterLab connects to it
        expect(page.locator(KERNEL)).to_have_attribute("data-status", "idle", timeout=60 * SECONDS)
        page.wait_for_timeout(2 * SECONDS)


def run_all(page: Page) -> None:
    """Run all cells of the notebook in front, and wait for the last one."""
    wait_for_kernel(page)
    choose(page, "Edit", "Clear Outputs of All Cells")
    choose(page, "Run", "Run All Cells")
    last = page.locator(f"{FRONT} .jp-CodeCell .jp-InputPrompt").last
    expect(last).to_have_text(re.compile(r"\[\d+\]:"), timeout=90 * SECONDS)
    expect(page.locator(KERNEL)).to_have_attribute("data-status", "idle", timeout=30 * SECONDS)


def screenshot(page: Page, name: str, folder: Path) -> None:
    """Take a picture, into HEROES_SCREENSHOTS if that names a folder."""
    page.screenshot(path=Path(os.environ.get("HEROES_SCREENSHOTS", folder), f"{name}.png"))
