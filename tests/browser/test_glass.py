"""The panels of glass in JupyterLab: light, dark, trusted or not, and with hostile data."""

from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, expect

from tests.browser.lab import SECONDS, THEMES, choose, open_notebook, run_all, screenshot
from tests.refresh import text_of

pytestmark = pytest.mark.full

NAME = "glass.ipynb"
CELLS = [
    """%load_ext heroes
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select
from heroes import create_tables, make_engine, seed, states
from heroes.models import Hero, Team

engine = make_engine()
create_tables(engine)
session = Session(engine)
seed(session)""",
    """for team in session.exec(select(Team)).all():
    len(team.heroes)""",
    """%%trace explain diff
session.add(Hero(name="Nova", secret_name="Nia Okafor", age=19))
session.get(Hero, 3).age = 49
session.flush()""",
    """%%trace steps
echo = Hero(name="Echo", secret_name="Lena Strand")
session.add(echo)
session.flush()
session.rollback()""",
    "states(session)",
    """attack = "<script>document.title = 'attacked'</script><img src=x onerror='document.title=1'>"


class Base(SQLModel, registry=registry()):
    pass


class Odd(Base, table=True):
    __tablename__ = attack + "`'"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column_kwargs={"name": attack + '"`'})


other = make_engine()
Base.metadata.create_all(other)""",
    """%%trace explain diff
with Session(other) as s:
    s.add(Odd(name=attack + "```"))
    s.commit()
    rows = s.exec(select(Odd).where(Odd.name != attack)).all()
rows""",
]


@pytest.fixture(scope="module")
def panels(page: Page, home: Path) -> Page:
    """Write the notebook, open it and run it to its end."""
    cells = [new_code_cell(source) for source in CELLS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (home / "workbook" / NAME).write_text(text_of(notebook), "utf-8")
    open_notebook(page, NAME)
    run_all(page)
    return page


def test_every_cell_that_sends_shows_a_panel(panels: Page) -> None:
    shown = panels.locator(".heroes.glass")
    expect(shown).to_have_count(6)
    expect(shown.nth(1)).to_contain_text("selectinload(Team.heroes)")
    assert panels.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count() == 0


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


def test_hostile_names_and_values_run_nothing(panels: Page) -> None:
    panels.locator(".heroes.glass").last.scroll_into_view_if_needed()
    expect(panels.locator(".heroes.glass").last).to_contain_text("<script>")
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
    shown = panels.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .heroes.glass").nth(1)
    shown.scroll_into_view_if_needed()
    expect(shown).to_contain_text("line")
    expect(shown).to_contain_text("selectinload(Team.heroes)")
    screenshot(panels, "glass_untrusted", tmp_path)
