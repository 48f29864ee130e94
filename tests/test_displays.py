"""Rules of how models and rows look in a notebook."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, select

from heroes import (
    create_tables,
    load_ipython_extension,
    make_engine,
    seed,
    unload_ipython_extension,
)
from heroes.displays import MAX_ROWS, table_of
from heroes.models import Hero, HeroPublic, Team


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """Return an IPython shell with the extension loaded."""
    shell = InteractiveShell()
    load_ipython_extension(shell)
    yield shell
    unload_ipython_extension(shell)


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on a database with the sample rows."""
    engine = make_engine("sqlite://")
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
        yield session


def show(shell: InteractiveShell, value: object) -> dict[str, Any]:
    """Return the mimebundle that a cell ending on the value shows."""
    bundle: dict[str, Any] = shell.display_formatter.format(value)[0]
    return bundle


def test_a_list_of_models_is_a_table(shell: InteractiveShell, session: Session) -> None:
    heroes = session.exec(select(Hero).order_by(Hero.id).limit(3)).all()
    bundle = show(shell, heroes)
    assert bundle["text/plain"] == (
        "Hero: 3 rows\n"
        "id  name         age  team_id  secret_name\n"
        "--  ----------  ----  -------  ----------------\n"
        " 1  Deadpond    None        2  Dive Wilson\n"
        " 2  Spider-Boy  None        1  Pedro Parqueador\n"
        " 3  Rusty-Man     48        1  Tommy Sharp"
    )
    html = bundle["text/html"]
    assert "<caption>Hero: 3 rows</caption>" in html
    assert html.count('<th scope="col">') == 5
    assert html.count('<th scope="row">') == 3, "the primary key names its row"


def test_one_model_is_a_table_of_one_row(shell: InteractiveShell, session: Session) -> None:
    text = show(shell, session.get_one(Team, 1))["text/plain"]
    assert text.splitlines()[0] == "Team: 1 row"
    assert text.splitlines()[-1] == " 1  Preventers  Sharp Tower"


def test_a_data_model_is_a_table_too(shell: InteractiveShell) -> None:
    bundle = show(shell, HeroPublic(id=1, name="Nova"))
    assert bundle["text/plain"].startswith("HeroPublic: 1 row\nname   age  team_id  id\n")


def test_rows_of_a_query_are_a_table(shell: InteractiveShell, session: Session) -> None:
    rows = session.exec(select(Hero.name, Hero.age).order_by(Hero.id).limit(2)).all()
    assert show(shell, rows)["text/plain"] == (
        "2 rows\nname         age\n----------  ----\nDeadpond    None\nSpider-Boy  None"
    )
    assert show(shell, rows[0])["text/plain"].startswith("1 row\n")


def test_entities_in_rows_are_spread_and_the_empty_side_of_a_join_is_none(
    shell: InteractiveShell, session: Session
) -> None:
    rows = session.exec(select(Hero.name, Team).outerjoin(Team).order_by(Hero.id).limit(4)).all()
    lines = show(shell, rows)["text/plain"].splitlines()
    assert lines[1].split() == ["name", "Team.id", "Team.name", "Team.headquarters"]
    assert lines[-1].split() == ["Tarantula", "None", "None", "None"]


def test_expired_values_are_shown_and_not_loaded(shell: InteractiveShell, session: Session) -> None:
    team = session.get_one(Team, 1)
    session.commit()
    sent: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    bundle = show(shell, [team])
    assert "<expired>" in bundle["text/plain"]
    assert "&lt;expired&gt;" in bundle["text/html"]
    assert sent == []


def test_columns_that_a_query_left_out_are_not_loaded(
    shell: InteractiveShell, session: Session
) -> None:
    from sqlalchemy.orm import load_only

    hero = session.exec(select(Hero).options(load_only(Hero.name)).limit(1)).one()
    assert "<not loaded>" in show(shell, hero)["text/plain"]


def test_inside_other_values_a_model_is_one_line_in_declared_order(
    shell: InteractiveShell,
) -> None:
    class Pet(SQLModel):
        name: str
        age: int = 1

    assert show(shell, {"pet": Pet(name="Rex")})["text/plain"] == "{'pet': Pet(name='Rex', age=1)}"
    mixed = [Pet(name="Rex"), 1]
    assert show(shell, mixed)["text/plain"] == "[Pet(name='Rex', age=1), 1]"
    assert "text/html" not in show(shell, mixed)


@pytest.mark.parametrize("value", [[], [1, 2], ["a"], [[1], [2]], [None]])
def test_other_lists_look_as_ipython_shows_them(shell: InteractiveShell, value: list[Any]) -> None:
    assert show(shell, value) == show(InteractiveShell(), value)


def test_a_list_inside_itself_ends(shell: InteractiveShell) -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert show(shell, loop)["text/plain"] == "[[...]]"


def test_long_lists_say_how_many_rows_are_hidden(shell: InteractiveShell) -> None:
    teams = [Team(name=f"T{number}", headquarters="x") for number in range(1_000)]
    bundle = show(shell, teams)
    assert bundle["text/plain"].startswith("Team: 1,000 rows\n")
    assert bundle["text/plain"].endswith("\n... and 950 more")
    assert bundle["text/html"].count("<tr>") == MAX_ROWS + 1


HOSTILE = "<script>alert(1)</script>\"'`|\n\u202e\x00\u2028&amp;"


def test_hostile_values_and_names_are_escaped(shell: InteractiveShell) -> None:
    html = show(shell, [Team(name=HOSTILE, headquarters="x")])["text/html"]
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    row = type("<b>Evil</b>", (SQLModel,), {"__annotations__": {"x": int}, "x": 1})()
    assert "<b>" not in show(shell, row)["text/html"]


@given(st.text())
def test_a_value_never_breaks_its_line_or_turns_the_text_round(value: str) -> None:
    table = table_of([Team(name=value, headquarters="x")])
    assert table is not None
    assert len(table.text().splitlines()) == 4
    assert table.text().isprintable() or "\n" in table.text()
    assert all(c.isprintable() or c == "\n" for c in table.text())


def test_unloading_puts_ipythons_own_displays_back(shell: InteractiveShell) -> None:
    team = Team(name="Reserves", headquarters="x")
    unload_ipython_extension(shell)
    assert show(shell, [team]) == {"text/plain": repr([team])}
    unload_ipython_extension(shell)
    load_ipython_extension(shell)
    load_ipython_extension(shell)
    assert "text/html" in show(shell, [team])


def test_a_field_that_hides_itself_is_not_shown(shell: InteractiveShell) -> None:
    class Account(SQLModel):
        name: str
        password: str = Field(repr=False)

    bundle = show(shell, Account(name="Nia", password="hidden"))
    assert "hidden" not in bundle["text/plain"] + bundle["text/html"]


def test_the_same_text_is_shown_for_every_hash_seed() -> None:
    code = """if True:
        from IPython.core.interactiveshell import InteractiveShell
        from sqlmodel import *
        from heroes import load_ipython_extension
        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str
            age: int
            kind: str
        engine = create_engine("sqlite://")
        SQLModel.metadata.create_all(engine)
        with Session(engine) as s:
            s.add(Pet(name="Rex", age=3, kind="dog")); s.commit()
            shell = InteractiveShell(); load_ipython_extension(shell)
            pets = s.exec(select(Pet)).all()
            print(shell.display_formatter.format(pets)[0])
            print(shell.display_formatter.format({1: pets})[0])
    """
    shown = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": str(number), "HOME": "/tmp"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in range(4)
    }
    assert len(shown) == 1
