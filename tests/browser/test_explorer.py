"""The explorer in JupyterLab: both themes, every action by keyboard, hostile data runs nothing."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import create_engine

from heroes.archive import build_archive
from tests.browser.lab import FRONT, SECONDS, THEMES, choose, open_notebook, run_all, screenshot
from tests.refresh import normalised, text_of

pytestmark = pytest.mark.full

NAME = "explorer.ipynb"
ATTACK = "<script>document.title='attacked'</script><img src=x onerror=document.title='attacked'>"
CELLS = (
    "from heroes import explore\ndb = explore('archive.db')\nhostile = explore('hostile.db')",
    "db",
    "db.browse('incident')",
    "hostile",
    "hostile.browse()",
    "hostile.profile(hostile.tables[0])",
)


@pytest.fixture(scope="module")
def explored(page: Page, home: Path) -> Page:
    """Write the databases and the notebook, open it and run it to its end."""
    folder = home / "workbook"
    engine = create_engine(f"sqlite:///{folder}/archive.db")
    build_archive(engine)
    engine.dispose()
    with closing(sqlite3.connect(folder / "hostile.db")) as connection:
        for name in (ATTACK, '"] { a }\nclick t1 href "javascript:alert(1)"', "# **b** `c` $d$"):
            quoted = '"{}"'.format(name.replace('"', '""'))
            connection.execute(f"CREATE TABLE {quoted} ({quoted} TEXT)")
            connection.execute(f"INSERT INTO {quoted} VALUES (?)", [ATTACK])
        connection.commit()
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    (folder / NAME).write_text(text_of(normalised(notebook)), "utf-8")
    open_notebook(page, NAME)
    run_all(page)
    return page


def cell(page: Page, number: int) -> Locator:
    """Return a cell of the notebook in front, scrolled to."""
    found = page.locator(f"{FRONT} .jp-CodeCell").nth(number)
    found.scroll_into_view_if_needed()
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_the_explorer_is_accessible_and_readable(
    explored: Page, theme: str, tmp_path: Path
) -> None:
    choose(explored, "Settings", "Theme", THEMES[theme])
    expect(explored.locator(f"body[data-jp-theme-name='{THEMES[theme]}']")).to_be_attached()
    expect(cell(explored, 2)).to_contain_text("incident: 25 rows on this page")
    for number in range(1, len(CELLS)):
        cell(explored, number)
        screenshot(explored, f"explorer_{theme}_{number}", tmp_path)
    cell(explored, 2).locator(".heroes").first.scroll_into_view_if_needed()
    cell(explored, 2).get_by_label("Code").scroll_into_view_if_needed()
    screenshot(explored, f"explorer_{theme}_2_below", tmp_path)
    selector = ".jp-CodeCell:has(.widget-dropdown) .jp-OutputArea-output"
    results = Axe().run(explored, context=selector)
    serious = [e for e in results.response["violations"] if e["impact"] in ("serious", "critical")]
    assert results.response["passes"], "there was something to look at"
    assert not serious, results.generate_report()


def browser_cell(page: Page) -> Locator:
    """Return the output of the cell that browses the archive."""
    return cell(page, 2).locator(".jp-OutputArea-output").first


def tab_to(page: Page, label: str, role: str) -> None:
    """Press Tab until the control with the label has the focus."""
    focused = page.locator(":focus")
    wanted = browser_cell(page).get_by_role(role, name=label, exact=True)  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(60):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {label}; it is at {focused.evaluate('e => e.outerHTML')}")


def press(page: Page, label: str, key: str = "Enter") -> None:
    """Reach a button from the first control of the browser on, and press it."""
    start(page)
    tab_to(page, label, "button")
    page.keyboard.press(key)


def start(page: Page) -> None:
    """Put the focus where the browser begins, as a person does who comes from the cell above."""
    browser_cell(page).get_by_role("combobox", name="Table").focus()


def pick(page: Page, label: str, option: str) -> None:
    """Open a choice with Space, go down to an option and take it.

    A closed choice takes no letters and no arrows: they are JupyterLab's, to move between cells.
    """
    start(page)
    tab_to(page, label, "combobox")
    choice = browser_cell(page).get_by_role("combobox", name=label, exact=True)
    options = [each.replace("\xa0", " ") for each in choice.locator("option").all_inner_texts()]
    page.keyboard.press("Space")
    page.keyboard.press("Home")
    for _ in range(options.index(option)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert choice.evaluate("each => each.selectedIndex") == options.index(option)


def test_every_action_is_done_by_keyboard_alone(explored: Page) -> None:
    page, shown = explored, browser_cell(explored)
    press(page, "Next")
    expect(shown.get_by_role("row").nth(1)).to_contain_text("26")
    press(page, "Previous", "Space")
    press(page, "Last")
    expect(shown).to_contain_text("360")
    press(page, "First")
    start(page)
    pick(page, "Column", "kind")
    tab_to(page, "Value", "textbox")
    page.keyboard.type("robot")
    press(page, "Filter")
    without = "Without: kind contains 'robot'"
    expect(shown.get_by_role("button", name=without)).to_be_visible(timeout=10 * SECONDS)
    press(page, "Count", "Space")
    expect(shown).to_contain_text("rows in all.")
    press(page, without)
    expect(shown.get_by_role("button", name=without)).to_have_count(0)
    start(page)
    tab_to(page, "Search", "textbox")
    page.keyboard.type("flood")
    press(page, "Search")
    expect(shown).to_contain_text('with the text "flood"')
    press(page, "Back")
    pick(page, "Order by", "opened")
    start(page)
    tab_to(page, "descending", "checkbox")
    page.keyboard.press("Space")
    expect(shown.get_by_role("textbox", name="Code")).to_have_value(
        re.compile(r"col\(Incident.opened\).desc\(\)"), timeout=10 * SECONDS
    )
    start(page)
    tab_to(page, "From value", "textbox")
    page.keyboard.type("2031-03-01")
    press(page, "Go")
    expect(shown).to_contain_text("2031-02-28")
    start(page)
    tab_to(page, "Row", "spinbutton")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("Row 2")
    press(page, "Follow")
    expect(shown).to_contain_text(re.compile(r"district, id = \d+: 1 row on this page"))
    press(page, "Back")
    press(page, "Copy code")
    expect(shown).to_contain_text("Copied.")
    press(page, "To DataFrame")
    expect(shown).to_contain_text("df holds the 25 rows of this page.")
    pick(page, "Table", "report (at most 360 rows)")
    expect(shown).to_contain_text("report: 25 rows on this page")


def test_a_hostile_database_runs_nothing(explored: Page) -> None:
    expect(cell(explored, 4)).to_contain_text("<script>")
    expect(cell(explored, 5)).to_contain_text("<script>")
    assert "attacked" not in explored.title()
    assert explored.locator(".heroes script, .heroes img").count() == 0
    assert explored.locator("mjx-container").count() == 0, "what stands in dollars is no formula"
