"""Hostile and broken answers: no crash, no leak, nothing left behind, nothing that takes long."""

import random
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import session as orm_session
from sqlmodel import Field, Session, SQLModel, delete, select
from sqlmodel.main import default_registry

from heroes.judge.verdict import Verdict
from heroes.models import Base, Hero, Mission, Team
from tests.judge.exercises import ADULTS, ECHO, exercise

SECRET = "order_by(Hero.secret_name"
OTHER = exercise(id="tests.other", reference=select(Hero).order_by(Hero.secret_name))  # type: ignore[arg-type]


def endless(session: Session) -> Any:
    while True:
        pass


def endless_and_deaf(session: Session) -> Any:
    while True:
        with suppress(BaseException):
            endless(session)


def endless_sql(session: Session) -> Any:
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    return session.execute(text(counting)).all()


def cross_join_of_everything(session: Session) -> Any:
    tables = ", ".join(f"hero AS h{n}, mission AS m{n}" for n in range(6))
    return session.execute(text(f"SELECT count(*) FROM {tables}")).all()


def endless_statements(session: Session) -> Any:
    while True:
        session.exec(select(Hero).limit(1)).all()


def endless_rows(session: Session) -> Any:
    return session.exec(select(Hero, Team, Mission)).all() * 10


def millions_of_values(session: Session) -> Any:
    return iter(int, 1)


def printed_megabytes(session: Session) -> Any:
    while True:
        print("x" * 10_000)


def dropped_tables(session: Session) -> Any:
    session.execute(text("PRAGMA query_only = OFF"))
    session.execute(text("DROP TABLE heromissionlink"))
    session.execute(text("DROP TABLE hero"))
    session.commit()


def dropped_metadata(session: Session) -> Any:
    Base.metadata.drop_all(session.get_bind())
    return []


def cleared_metadata(session: Session) -> Any:
    Base.metadata.clear()
    SQLModel.metadata.clear()
    return []


def own_models(session: Session) -> Any:
    class Spy(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Spy2(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return []


def deep(session: Session) -> Any:
    return deep(session)


def too_much_memory(session: Session) -> Any:
    return [0] * 10**15


def closed_session(session: Session) -> Any:
    session.close()
    session.get_bind().dispose()
    return session.exec(select(Hero)).all()


def closed_connection(session: Session) -> Any:
    session.connection().connection.dbapi_connection.close()  # type: ignore[union-attr]
    return session.exec(select(Hero)).all()


def left_open(session: Session) -> Any:
    other = Session(session.get_bind())
    other.exec(delete(Hero))
    return other


def other_thread(session: Session) -> Any:
    thread = threading.Thread(target=lambda: session.exec(select(Hero)).all())
    thread.start()
    thread.join()


def interrupted(session: Session) -> Any:
    raise KeyboardInterrupt


def unprintable(session: Session) -> Any:
    class NamelessError(Exception):
        def __str__(self) -> str:
            raise ValueError("no name")

    raise NamelessError


class Hostile:
    """Raise whenever somebody looks."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")


def recursive(session: Session) -> Any:
    many: list[Any] = []
    many.append(many)
    return many


def wrong_statement(session: Session) -> Any:
    return session.execute(text("SELEC * FROM hero"))


def peeks(session: Session) -> Any:
    frame: Any = sys._getframe()
    while frame:
        if "task" in frame.f_locals:
            return repr(frame.f_locals["task"].reference)
        frame = frame.f_back
    return []


async def a_coroutine(session: Session) -> Any:
    return []


FUNCTIONS = [
    endless, endless_sql, cross_join_of_everything, endless_statements, endless_rows,
    millions_of_values, printed_megabytes, dropped_tables, dropped_metadata, cleared_metadata,
    own_models, deep, too_much_memory, closed_session, closed_connection, left_open, other_thread,
    interrupted, unprintable, recursive, wrong_statement, peeks, a_coroutine,
    endless_and_deaf,
    lambda session: sys.exit(), lambda session: exit(1), lambda session: input("?"),
    lambda session: Hostile(), lambda session: [Hostile()], lambda session: session,
    lambda session: Hero, lambda session: lambda: 1, lambda session: float("nan"),
    lambda session: [float("inf"), float("nan")], lambda session: object(),
    lambda session: {1: {2: [3]}}, lambda session: b"\x00\xff", lambda session: "\ud800",
    lambda session: 10**400, lambda session: [(1,), (1, 2)], lambda session: [None, Hero()],
    lambda session: Hero(name="x"), lambda session: session.commit(), lambda session: (yield 1),
    lambda session: session.exec(None), lambda session: session.rollback(),
    lambda *a, **k: [], lambda: [], lambda a, b, c: [], lambda *, session: [],
]  # fmt: skip
VALUES: list[Any] = [
    None, 0, "", "SELECT 1", b"", [], (), {}, object(), Hostile(), Hero, Hero.name, Hero.age > 3,  # type: ignore[operator]
    text("DROP TABLE hero"), text("SELECT 1; SELECT 2"), delete(Hero), int, type, len, print,
    select(Hero).where(text("nonsense")), select(text("1")), select(Hero).limit(-1), ADULTS,
]  # fmt: skip


@pytest.fixture
def _nothing_left() -> Iterator[None]:
    """Fail if a check leaves a file, a session, a thread, or a changed registry behind."""
    files = set(Path.cwd().iterdir()) | set(Path("/tmp").iterdir())
    tables = [dict(metadata.tables) for metadata in (Base.metadata, SQLModel.metadata)]
    before = classes()
    threads, descriptors = threading.active_count(), open_files()
    yield
    assert [dict(each.tables) for each in (Base.metadata, SQLModel.metadata)] == tables
    assert classes() == before
    assert not [each for each in orm_session._sessions.values() if each.in_transaction()]
    assert threading.active_count() <= threads
    assert open_files() <= descriptors + 1
    new = set(Path.cwd().iterdir()) - files
    assert not {path for path in new if not path.name.startswith((".hypothesis", ".pytest"))}


def classes() -> list[set[str]]:
    """Return the names on both registries, without what SQLAlchemy keeps for itself."""
    own = "_sa_module_registry"
    return [set(each._class_registry) - {own} for each in (default_registry, Base._sa_registry)]


def open_files() -> int:
    """Return how many files and sockets this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def judged(answer: Any) -> Iterator[Verdict]:
    for task in (ADULTS, ECHO):
        before = time.monotonic()
        verdict = task.check(answer)
        assert time.monotonic() - before < 10
        shown = repr(verdict) + verdict._repr_html_()
        assert SECRET not in shown
        assert "Traceback" not in shown
        yield verdict


@pytest.mark.usefixtures("_nothing_left")
@pytest.mark.parametrize("answer", FUNCTIONS)
def test_a_hostile_function_ends_in_a_verdict(answer: Any) -> None:
    for verdict in judged(answer):
        assert verdict.passed is False
        assert verdict.message


@pytest.mark.usefixtures("_nothing_left")
@pytest.mark.parametrize("answer", VALUES, ids=lambda each: type(each).__name__)
def test_what_is_no_answer_ends_in_a_verdict(answer: Any) -> None:
    assert [verdict.passed for verdict in judged(answer)] != [True, True]


ATOMS = (
    "Hero", "session", "Hero.age", "Hero.name", "select(Hero)", "(1)", "None", "'Echo'", "...",
    "[]", "session.exec(select(Hero))", "Hero()", "select", "Team.heroes", "text('x')",
    "(1/0)",
)  # fmt: skip
OPERATORS = ("+", "-", "==", "!=", "<", "and", "or", "is", "in", "&")
ENDINGS = (
    ".all()", ".first()", ".one()", ".where(Hero.age)", ".limit(1)", ".order_by(Hero.age)", "[0]",
    ".name", ".join(Team)", "()", ".exec(select(Team))", ".commit()", ".close()",
)  # fmt: skip
FRAMES = ("[{} for _ in range(3)]", "(not {})", "session.add({})", "select({})")


def expression(pick: random.Random, depth: int = 4) -> str:
    """Return code that could stand in an answer, and is mostly wrong."""
    if depth == 0 or pick.random() < 0.2:
        return pick.choice(ATOMS)
    inner = expression(pick, depth - 1)
    if pick.random() < 0.3:
        return (
            f"({inner} {pick.choice(OPERATORS)} {expression(pick, depth - 2 if depth > 1 else 0)})"
        )
    if pick.random() < 0.6:
        return inner + pick.choice(ENDINGS)
    return pick.choice(FRAMES).format(inner)


NAMES = {"Hero": Hero, "Team": Team, "select": select, "text": text}


def check_source(expression: str) -> None:
    namespace: dict[str, Any] = dict(NAMES)
    with warnings.catch_warnings(action="ignore"):  # of Python, of code that cannot be right
        exec(f"def answer(session):\n    return {expression}", namespace)
    for _ in judged(namespace["answer"]):
        pass


@pytest.mark.usefixtures("_nothing_left")
@pytest.mark.parametrize("seed", range(3))
def test_random_code_ends_in_a_verdict(seed: int) -> None:
    check_source(expression(random.Random(seed)))


@pytest.mark.full
@pytest.mark.usefixtures("_nothing_left")
@pytest.mark.parametrize("seed", range(20))
def test_a_thousand_checks_of_random_code_end_in_a_verdict(seed: int) -> None:
    pick = random.Random(1_000 + seed)
    for _ in range(25):
        check_source(expression(pick))
