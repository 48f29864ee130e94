"""Checks in JupyterLab: verdicts in both themes, questions by keyboard, hostile data, progress."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import FRONT, SECONDS, THEMES, choose, open_notebook, run_all, screenshot
from tests.refresh import normalised, text_of

pytestmark = pytest.mark.full

NAME = "judge.ipynb"
SET_UP = """\
%load_ext heroes
from sqlmodel import select
from heroes.exercises import create_rows, start_here
from heroes.judge import Exercise
from heroes.models import Hero, Team
hostile = "<script>document.title = 'attacked'</script><img src=x onerror=alert(1)>"
"""
CELLS = (
    SET_UP,
    "start_here.others.check(select(Hero).where(Hero.age != 35))",
    "start_here.others.check(start_here.others.reference)",
    "start_here.others",
    "start_here.count_others.ask()",
    "create_rows.save_order.ask()",
    "Exercise(id='a.b', chapter='c', title=hostile, prompt=hostile, kind='select', models=[Hero],\n"
    "         reference=select(Hero)).check(lambda s: [print(hostile), (hostile,) * 5][1:])",
)


@pytest.fixture(scope="module")
def judged(page: Page, home: Path) -> Page:
    """Write the notebook, open it and run it to its end."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    (home / "workbook" / NAME).write_text(text_of(normalised(notebook)), "utf-8")
    open_notebook(page, NAME)
    run_all(page)
    return page


def cell(page: Page, number: int) -> Locator:
    """Return a cell of the notebook in front, scrolled to."""
    found = page.locator(f"{FRONT} .jp-CodeCell").nth(number)
    found.scroll_into_view_if_needed()
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_verdicts_are_accessible_and_readable(judged: Page, theme: str, tmp_path: Path) -> None:
    choose(judged, "Settings", "Theme", THEMES[theme])
    expect(judged.locator(f"body[data-jp-theme-name='{THEMES[theme]}']")).to_be_attached()
    expect(cell(judged, 1)).to_contain_text("Not yet.")
    expect(cell(judged, 2)).to_contain_text("Passed.")
    for number in range(1, len(CELLS)):
        cell(judged, number)
        screenshot(judged, f"judge_{theme}_{number}", tmp_path)
    results = Axe().run(judged, context=".heroes")
    serious = [e for e in results.response["violations"] if e["impact"] in ("serious", "critical")]
    assert results.response["passes"], "there was something to look at"
    assert not serious, results.generate_report()


def test_a_check_shows_no_panel_of_its_own_statements(judged: Page) -> None:
    expect(judged.locator(f"{FRONT} .heroes.glass")).to_have_count(0)


def test_a_question_is_answered_by_keyboard(judged: Page) -> None:
    question = cell(judged, 4)
    question.get_by_role("radio").first.focus()
    judged.keyboard.press("Space")
    question.get_by_role("button", name="Check").focus()
    judged.keyboard.press("Enter")
    expect(question).to_contain_text("Not yet.", timeout=10 * SECONDS)


def test_lines_are_moved_by_keyboard(judged: Page) -> None:
    puzzle = cell(judged, 5)
    first = puzzle.locator("pre").first.inner_text()
    down = puzzle.get_by_title("Move line 1 down")
    down.focus()
    judged.keyboard.press("Enter")
    expect(puzzle.locator("pre").nth(1)).to_have_text(first)
    puzzle.get_by_role("button", name="Check").focus()
    judged.keyboard.press("Enter")
    expect(puzzle).to_contain_text("Not yet.", timeout=10 * SECONDS)


def test_hostile_texts_run_nothing(judged: Page) -> None:
    expect(cell(judged, 6)).to_contain_text("<script>")
    assert "attacked" not in judged.title()
    assert judged.locator(".heroes script, .heroes img").count() == 0


def test_attempts_are_kept_in_the_workbook(judged: Page, home: Path) -> None:
    assert (home / "workbook" / ".heroes-progress.db").is_file()
