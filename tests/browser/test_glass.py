"""The panels of glass in JupyterLab: light, dark, trusted or not, and with hostile data."""

from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.lab import SECONDS, THEMES, choose, open_notebook, run_all, screenshot
from tests.panels import notebook_of_panels
from tests.refresh import text_of

pytestmark = pytest.mark.full

NAME = "glass.ipynb"


@pytest.fixture(scope="module")
def panels(page: Page, home: Path) -> Page:
    """Write the notebook, open it and run it to its end."""
    (home / "workbook" / NAME).write_text(text_of(notebook_of_panels()), "utf-8")
    open_notebook(page, NAME)
    run_all(page)
    return page


def test_every_cell_that_sends_shows_a_panel(panels: Page) -> None:
    shown = panels.locator(".heroes.glass")
    expect(shown).to_have_count(9)
    expect(shown.nth(0)).to_contain_text("selectinload(Team.heroes)")
    errors = panels.locator(".jp-OutputArea-output[data-mime-type*='stderr']")
    expect(errors).to_have_count(1)  # the cell that fails on purpose


@pytest.mark.parametrize("theme", THEMES)
def test_panels_are_accessible_and_readable(panels: Page, theme: str, tmp_path: Path) -> None:
    choose(panels, "Settings", "Theme", THEMES[theme])
    expect(panels.locator(f"body[data-jp-theme-name='{THEMES[theme]}']")).to_be_attached()
    for number in range(panels.locator(".heroes.glass").count()):
        panels.locator(".heroes.glass").nth(number).scroll_into_view_if_needed()
        screenshot(panels, f"glass_{theme}_{number}", tmp_path)
    results = Axe().run(panels, context=".heroes")
    serious = [each for each in results.response["violations"] if each["impact"] in SERIOUS]
    assert results.response["passes"], "there was something to look at"
    assert not serious, results.generate_report()


SERIOUS = ("serious", "critical")


def test_the_stepper_moves_by_keyboard(panels: Page) -> None:
    forth = panels.get_by_role("button", name="Next")
    forth.scroll_into_view_if_needed()
    expect(panels.get_by_text("Hero 'Echo': transient", exact=True)).to_be_visible()
    forth.focus()
    panels.keyboard.press("Enter")
    expect(panels.get_by_text("Hero 'Echo': transient → pending", exact=True)).to_be_visible()


def test_the_fix_of_an_advice_ends_within_a_narrow_page(panels: Page) -> None:
    panels.set_viewport_size({"width": 700, "height": 1000})
    fix = panels.locator(".heroes.glass p code", has_text="selectinload(Team.heroes)").first
    fix.scroll_into_view_if_needed()
    right = "e => e.getBoundingClientRect().right"
    output = panels.locator(".jp-OutputArea-output", has=fix).first
    assert fix.evaluate(right) <= output.evaluate(right)
    panels.set_viewport_size({"width": 1280, "height": 1000})


def test_hostile_names_and_values_run_nothing(panels: Page) -> None:
    hostile = panels.locator(".heroes.glass", has_text="<script>")
    hostile.first.scroll_into_view_if_needed()
    expect(hostile).to_have_count(2)
    assert "attacked" not in panels.title()
    assert panels.locator(".heroes script, .heroes img").count() == 0


def test_an_untrusted_notebook_still_reads_well(panels: Page, home: Path, tmp_path: Path) -> None:
    choose(panels, "File", "Save Notebook")
    panels.wait_for_timeout(2 * SECONDS)
    copy = home / "workbook" / "untrusted.ipynb"
    notebook = nbformat.read(home / "workbook" / NAME, 4)
    for cell in notebook.cells:
        cell.metadata.pop("trusted", None)
        cell.source += "\n"  # another file, which nobody has signed
    copy.write_text(text_of(notebook), "utf-8")
    open_notebook(panels, copy.name)
    shown = panels.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .heroes.glass").nth(0)
    shown.scroll_into_view_if_needed()
    expect(shown).to_contain_text("line")
    expect(shown).to_contain_text("selectinload(Team.heroes)")
    screenshot(panels, "glass_untrusted", tmp_path)
