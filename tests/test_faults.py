"""Each error that a learner meets is told at its expression: which object, why, and the cure."""

import gc
import re
from collections.abc import Iterator
from textwrap import dedent

import pytest
from IPython.core.interactiveshell import InteractiveShell

from heroes import load_ipython_extension, unload_ipython_extension
from heroes.glass.faults import Fault

SET_UP = """
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import registry, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
from heroes import create_tables, fresh_models, make_engine, seed
from heroes.models import Base, Hero, Mission, Team
engine = make_engine("sqlite://")
create_tables(engine)
session = Session(engine)
seed(session)
"""
ASYNC = """
from heroes import async_session
aengine = make_engine("sqlite+aiosqlite://")
async with aengine.begin() as connection:
    await connection.run_sync(Base.metadata.create_all)
s = AsyncSession(aengine)
await s.run_sync(seed)
"""

# SQLAlchemy warns of a class that is defined twice, and Python of what is never awaited.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """Return the IPython shell of this process, with the extension loaded."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    load_ipython_extension(shell)
    shell.run_cell(SET_UP).raise_error()
    yield shell
    shell.run_cell("fresh_models()")
    unload_ipython_extension(shell)
    InteractiveShell.clear_instance()
    gc.collect()  # so that Python's warnings of this test come in this test


def fault_of(shell: InteractiveShell, code: str) -> Fault:
    """Run a cell that fails, and return what glass tells of it."""
    result = shell.run_cell(dedent(code).strip(), store_history=True)
    assert result.error_in_exec is not None
    [fault] = shell.user_ns["_trace"].faults
    return fault


# The cell, the line, the expression, words of the message, and the cure.
CASES = {
    "a lazy load after the session": (
        """
        with Session(engine) as session:
            hero = session.get(Hero, 3)
        hero.team
        """,
        (3, "hero.team", "Hero.team was not loaded before the session of this Hero ended"),
        "select(Hero).options(selectinload(Hero.team))",
    ),
    "an expired object after its session": (
        """
        with Session(engine) as session:
            nova = Hero(name="Nova", secret_name="Nia Okafor")
            session.add(nova)
            session.commit()
        print(nova.name)
        """,
        (5, "nova.name", "values of this Hero had expired"),
        "session.refresh(nova)",
    ),
    "a load that the query forbids": (
        """
        from sqlalchemy.orm import raiseload
        hero = session.exec(select(Hero).options(raiseload(Hero.team))).first()
        hero.team
        """,
        (3, "hero.team", "this query forbids to load it later"),
        "select(Hero).options(selectinload(Hero.team))",
    ),
    "a session after a failed flush": (
        """
        session.add(Hero(name="Nova"))
        try:
            session.flush()
        except Exception:
            pass
        session.exec(select(Hero)).first()
        """,
        (6, "session.exec(select(Hero))", "NOT NULL constraint failed: hero.secret_name"),
        "session.rollback()",
    ),
    "a table defined twice": (
        """
        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
        """,
        (3, None, 'A class for the table "pet" exists already'),
        "fresh_models()",
    ),
    "two classes of one name": (
        """
        fresh_models()
        class Owner(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            pets: list["Pet"] = Relationship()
        for _ in range(2):
            try:
                class Pet(SQLModel, table=True):
                    id: int | None = Field(default=None, primary_key=True)
                    owner_id: int | None = Field(default=None, foreign_key="owner.id")
            except Exception:
                pass
        Owner()
        """,
        (12, "Owner()", 'Two classes are called "Pet"'),
        "fresh_models()",
    ),
    "the wrong list of tables": (
        """
        other = make_engine("sqlite://")
        SQLModel.metadata.create_all(other)
        with Session(other) as s:
            s.exec(select(Hero)).all()
        """,
        (4, "s.exec(select(Hero))", "Its class is on the list Base.metadata"),
        "Base.metadata.create_all(engine)",
    ),
    "a foreign key to a table on another list": (
        """
        fresh_models()
        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            owner_id: int = Field(foreign_key="hero.id")
        SQLModel.metadata.create_all(engine)
        """,
        (5, "SQLModel.metadata.create_all(engine)", "which is on another list: Base.metadata"),
        "class ...(Base, table=True)",
    ),
    "a foreign key to no table": (
        """
        fresh_models()
        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            owner_id: int = Field(foreign_key="owner.id")
        SQLModel.metadata.create_all(engine)
        """,
        (5, "SQLModel.metadata.create_all(engine)", "no class with that table is defined"),
        "class Owner(SQLModel, table=True)",
    ),
    "a missing value": (
        """
        session.add_all([Hero(name="Quill", secret_name="M"), Hero(name="Nova", secret_name=None)])
        session.commit()
        """,
        (2, "session.commit()", "Hero 'Nova' has no secret_name"),
        "session.rollback()",
    ),
    "a value twice": (
        """
        with Session(engine) as s:
            s.add(Mission(id=1, name="Again", difficulty=1))
            s.flush()
        """,
        (3, "s.flush()", "Another row has the same id 1, which must be unique"),
        "s.rollback()",
    ),
    "a key to nothing": (
        """
        session.add(Hero(name="Nova", secret_name="Nia", team_id=99))
        session.flush()
        """,
        (2, "session.flush()", "Hero 'Nova' refers to a row that does not exist: team_id=99"),
        "session.rollback()",
    ),
    "a row that others refer to": (
        """
        session.connection().exec_driver_sql("DELETE FROM team WHERE id = 1")
        """,
        (1, None, "Rows of another table still refer to a row of team"),
        "session.rollback()",
    ),
    "a broken check": (
        """
        fresh_models()
        class Pet(SQLModel, table=True):
            __table_args__ = (CheckConstraint("age >= 0", name="age_not_negative"),)
            id: int | None = Field(default=None, primary_key=True)
            name: str
            age: int
        SQLModel.metadata.create_all(engine)
        session.add(Pet(name="Rex", age=-1))
        session.flush()
        """,
        (9, "session.flush()", "Pet 'Rex' breaks the check age_not_negative"),
        "session.rollback()",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_error_is_told_where_it_is(shell: InteractiveShell, case: str) -> None:
    code, (line, source, words), fix = CASES[case]
    fault = fault_of(shell, code)
    assert fault.place.line == line
    assert source is None or fault.place.source == source
    assert words in fault.message
    assert fault.fix == fix


def test_missing_greenlet_names_the_attribute_and_what_to_load(shell: InteractiveShell) -> None:
    shell.run_cell(ASYNC).raise_error()
    fault = fault_of(shell, "hero = await s.get(Hero, 3)\nhero.team and hero.team.name")
    assert (fault.place.line, fault.place.source) == (2, "hero.team")
    assert "Hero.team is not loaded" in fault.message
    assert fault.fix == "select(Hero).options(selectinload(Hero.team))"
    shell.run_cell("await s.close(); await aengine.dispose()")


def test_missing_greenlet_after_a_commit_says_what_to_refresh(shell: InteractiveShell) -> None:
    shell.run_cell(ASYNC).raise_error()
    fault = fault_of(shell, "hero = await s.get(Hero, 3)\nawait s.commit()\nprint(hero.name)")
    assert (fault.place.line, fault.place.source) == (3, "hero.name")
    assert "expired since the commit" in fault.message
    assert fault.fix == "await s.refresh(hero)"
    shell.run_cell("await s.close(); await aengine.dispose()")


def test_the_proposed_cures_cure(shell: InteractiveShell) -> None:
    fault = fault_of(shell, CASES["the wrong list of tables"][0].replace("other", "engine"))
    shell.run_cell(fault.fix).raise_error()
    shell.run_cell("with Session(engine) as s: s.exec(select(Hero)).all()").raise_error()
    fault = fault_of(
        shell, 'session = Session(engine)\nsession.add(Hero(name="A"))\nsession.flush()'
    )
    shell.run_cell(fault.fix).raise_error()
    shell.run_cell("session.exec(select(Hero)).all()").raise_error()


def test_an_error_of_the_learners_own_is_left_to_python(shell: InteractiveShell) -> None:
    result = shell.run_cell("session.get(Hero, 1)\n1 / 0")
    assert isinstance(result.error_in_exec, ZeroDivisionError)
    assert shell.user_ns["_trace"].faults == []


def test_the_panel_of_a_failing_cell_ends_with_what_the_error_means(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    fault_of(shell, CASES["a missing value"][0])
    text = shell.user_ns["_trace"].panel().text()
    assert re.search(
        r"IntegrityError: NOT NULL constraint failed: hero.secret_name\nROLLBACK", text
    )
    assert text.endswith("     session.rollback()")
