"""What differs between the start and the end of a trace is told row by row."""

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, select

from heroes import async_session, create_tables, make_engine, seed
from heroes.glass.change import TableChange
from heroes.glass.difference import Differ
from heroes.models import Hero, Team
from tests.test_plan import DRIVERS, new_database, run, statements, story, watched

__all__ = ["new_database"]  # a fixture
ANYWHERE = pytest.mark.parametrize("driver", [*DRIVERS, "memory"])
SYNC = pytest.mark.parametrize(
    "driver",
    [
        "sqlite",
        "memory",
        pytest.param("psycopg", marks=pytest.mark.full),
        pytest.param("pymysql", marks=pytest.mark.full),
    ],
)
Changes = dict[str, TableChange]
NewEngine = Callable[[str], Any]


@pytest.fixture
def new_engine(new_database: Callable[[str], Any]) -> NewEngine:
    """Return a maker of engines by the name of the driver, or "memory"."""
    return lambda name: make_engine("sqlite://") if name == "memory" else new_database(name)


def brief(changes: Changes) -> dict[str, tuple[list[Any], list[Any], list[Any]]]:
    """Return what was added, changed and removed by table; a star stands for not committed."""

    def mark(change: TableChange, kind: str) -> list[Any]:
        rows = getattr(change, kind)
        return [
            (row, "*") if (kind, n) in change.uncommitted else row for n, row in enumerate(rows)
        ]

    return {
        name: (mark(each, "added"), mark(each, "changed"), mark(each, "removed"))
        for name, each in changes.items()
    }


def changes(engine: Any, *steps: str | Callable[[Connection], Any]) -> Changes:
    """Do the steps on one connection, and look while it is open."""
    differ = Differ()

    def work(connection: Connection) -> None:
        for step in steps:
            if isinstance(step, str):
                connection.execute(text(step))
            else:
                step(connection)

    async def later() -> Changes:
        with watched(differ):
            async with engine.connect() as connection:
                await connection.run_sync(work)
                found = differ.changes()
        await engine.dispose()
        return found

    if isinstance(engine, Engine):
        with watched(differ), engine.connect() as connection:
            work(connection)
            found = differ.changes()
    else:
        found = asyncio.run(later())
    assert differ.is_complete
    return found


def commit(connection: Connection) -> None:
    connection.commit()


def rollback(connection: Connection) -> None:
    connection.rollback()


def committed(kinds: tuple[list[Any], ...]) -> tuple[list[Any], ...]:
    return tuple([row for row in rows if row[-1] != "*"] for rows in kinds)


def filled(engine: Any) -> Any:
    """Make a table with a key of two columns, one without a key, and one with three rows."""

    def work(connection: Connection) -> None:
        for sql in (
            "CREATE TABLE one (id INTEGER PRIMARY KEY, name VARCHAR(50))",
            "CREATE TABLE two (a INTEGER, b INTEGER, c INTEGER, PRIMARY KEY (b, a))",
            "CREATE TABLE bag (name VARCHAR(50))",
            "INSERT INTO one VALUES (1, 'a'), (2, 'b'), (3, 'c')",
            "INSERT INTO two VALUES (1, 2, 3), (2, 1, 3)",
            "INSERT INTO bag VALUES ('x'), ('x'), ('y')",
        ):
            connection.execute(text(sql))
        connection.commit()

    run(engine, work)
    return engine


ADD, CHANGE = "INSERT INTO one VALUES (4, 'd')", "UPDATE one SET name = 'z' WHERE id = 1"
REMOVE = "DELETE FROM one WHERE id = 2"
ALL = [(4, "d")], [((1, "a"), (1, "z"))], [(2, "b")]
STARRED = tuple([(row, "*") for row in rows] for rows in ALL)
CASES: dict[str, tuple[tuple[Any, ...], Any]] = {
    "committed": ((ADD, CHANGE, REMOVE, commit), {"one": ALL}),
    "not committed": ((ADD, CHANGE, REMOVE), {"one": STARRED}),
    "rolled back": ((ADD, CHANGE, REMOVE, rollback), {}),
    "rolled back, then read": ((ADD, rollback, "SELECT * FROM one"), {}),
    "both": (
        (ADD, commit, CHANGE),
        {"one": ([(4, "d")], [(((1, "a"), (1, "z")), "*")], [])},
    ),
    "committed, then removed": (
        (ADD, commit, "DELETE FROM one WHERE id = 4"),
        {},
    ),
    "changed back": ((CHANGE, commit, "UPDATE one SET name = 'a'  WHERE id = 1", commit), {}),
    "changed back in two tables": (
        (CHANGE, commit, "UPDATE one SET name = 'a' WHERE id = 1", ADD, commit),
        {"one": ([(4, "d")], [], [])},
    ),
    "read only": (("SELECT * FROM one", commit), {}),
    "changed key": (
        ("UPDATE one SET id = 9 WHERE id = 3", commit),
        {"one": ([(9, "c")], [], [(3, "c")])},
    ),
    "key of two": (
        ("UPDATE two SET c = 4 WHERE a = 1", commit),
        {"two": ([], [((1, 2, 3), (1, 2, 4))], [])},
    ),
    "no key": (
        ("DELETE FROM bag WHERE name = 'y'", "INSERT INTO bag VALUES ('x')", commit),
        {"bag": ([("x",)], [], [("y",)])},
    ),
    "two tables": (
        (ADD, commit, "INSERT INTO bag VALUES (NULL)"),
        {"bag": ([((None,), "*")], [], []), "one": ([(4, "d")], [], [])},
    ),
}


@pytest.mark.parametrize("case", CASES)
@ANYWHERE
def test_rows_added_changed_and_removed_are_told(
    new_engine: NewEngine, driver: str, case: str
) -> None:
    steps, expected = CASES[case]
    if driver == "asyncmy":  # it shows what is committed only
        steps = *steps, rollback
        expected = {name: committed(each) for name, each in expected.items()}
        expected = {name: each for name, each in expected.items() if any(each)}
    if (driver, case) == ("asyncmy", "committed, then removed"):
        expected = {"one": ([(4, "d")], [], [])}
    assert brief(changes(filled(new_engine(driver)), *steps)) == expected


@ANYWHERE
def test_a_savepoint_that_was_rolled_back_leaves_nothing(
    new_engine: NewEngine, driver: str
) -> None:
    engine = filled(new_engine(driver))

    def inner(connection: Connection) -> None:
        with connection.begin_nested() as savepoint:
            connection.execute(text(ADD))
            savepoint.rollback()

    found = changes(engine, CHANGE, inner, "SELECT 1", *([commit] if driver == "asyncmy" else []))
    assert brief(found) == {"one": ([], (ALL if driver == "asyncmy" else STARRED)[1], [])}


@pytest.mark.full
def test_an_open_transaction_that_is_not_looked_at_is_said_to_be_missing(
    new_engine: NewEngine,
) -> None:
    engine = filled(new_engine("asyncmy"))
    differ = Differ()

    def work(connection: Connection) -> None:
        connection.execute(text(ADD))
        assert differ.changes() == {}

    with watched(differ):
        run(engine, work)
    assert not differ.is_complete


@ANYWHERE
def test_a_program_sees_the_same_with_and_without_differences(
    new_engine: NewEngine, driver: str
) -> None:
    plain, compared = new_engine(driver), new_engine(driver)
    create_tables(plain)
    create_tables(compared)
    with watched() as before:
        expected = run(plain, story)
    differ = Differ()
    with watched(differ) as recorder:
        assert run(compared, story) == expected
    assert [e.sql for e in statements(recorder)] == [e.sql for e in statements(before)]
    found = differ.changes()
    assert len(found["hero"].added) == 9
    assert found["hero"].uncommitted == set()
    assert differ.is_complete


@ANYWHERE
def test_a_table_made_in_the_trace_has_all_its_rows_added(
    new_engine: NewEngine, driver: str
) -> None:
    engine = filled(new_engine(driver))
    make = "CREATE TABLE new (id INTEGER PRIMARY KEY)", "INSERT INTO new VALUES (1), (2)"
    found = changes(engine, *make, commit)
    assert brief(found) == {"new": ([(1,), (2,)], [], [])}
    assert (found["new"].before, found["new"].after) == (0, 2)


@ANYWHERE
def test_a_table_dropped_in_the_trace_has_all_its_rows_removed(
    new_engine: NewEngine, driver: str
) -> None:
    found = changes(filled(new_engine(driver)), "DROP TABLE two", commit)
    in_order = [(2, 1, 3), (1, 2, 3)]  # of the key (b, a), where the database tells its order
    assert sorted(found["two"].removed) == sorted(in_order)
    assert (set(found), found["two"].after) == ({"two"}, 0)
    if "my" not in driver:
        assert (found["two"].removed, found["two"].key) == (in_order, ("b", "a"))


@pytest.mark.parametrize(
    "driver",
    [
        "sqlite",
        "aiosqlite",
        *(pytest.param(name, marks=pytest.mark.full) for name in ("psycopg", "asyncpg")),
    ],
)
def test_tables_made_altered_and_dropped_are_marked_until_they_are_committed(
    new_engine: NewEngine, driver: str
) -> None:
    found = changes(
        filled(new_engine(driver)),
        "CREATE TABLE new (id INTEGER PRIMARY KEY)",
        "INSERT INTO new VALUES (1)",
        "ALTER TABLE one ADD COLUMN age INTEGER DEFAULT 5",
        "DELETE FROM one WHERE id > 1",
        "DROP TABLE bag",
    )
    assert brief(found) == {
        "bag": ([], [], [(("x",), "*"), (("x",), "*"), (("y",), "*")]),
        "new": ([((1,), "*")], [], []),
        "one": (
            [],
            [(((1, "a", None), (1, "a", 5)), "*")],
            [((2, "b", None), "*"), ((3, "c", None), "*")],
        ),
    }
    assert found["one"].columns == ("id", "name", "age")


@SYNC
def test_a_big_table_is_only_counted(new_engine: NewEngine, driver: str) -> None:
    engine = filled(new_engine(driver))

    def fill(connection: Connection) -> None:
        rows = [{"name": f"{n}"} for n in range(10_000)]
        connection.execute(text("INSERT INTO bag VALUES (:name)"), rows)

    grown = changes(engine, fill, commit)["bag"]
    assert (grown.before, grown.after, grown.counts_only) == (3, 10_001, True)
    assert (grown.added, grown.changed, grown.removed) == ([], [], [])
    written = changes(engine, "UPDATE bag SET name = 'x' WHERE name = 'y'", ADD, commit)
    assert written["bag"].counts_only
    assert written["bag"].text() == "more than 10,000 rows before, more than 10,000 rows now"
    assert not written["one"].counts_only
    assert set(changes(engine, CHANGE, commit)) == {"one"}  # nothing speaks of the big table


def test_the_second_of_two_databases_with_the_same_table_has_its_number_before_the_name() -> None:
    first, second = filled(make_engine("sqlite://")), filled(make_engine())
    with second.begin() as connection:
        connection.execute(text("CREATE TABLE mine (id INTEGER)"))
    differ = Differ()
    with watched(differ), first.begin() as one, second.begin() as two:
        one.execute(text(ADD))
        two.execute(text(CHANGE))
        two.execute(text("INSERT INTO mine VALUES (1)"))
    assert list(differ.changes()) == ["one", "2:one", "mine"] or list(differ.changes()) == [
        "one",
        "mine",
        "2:one",
    ]
    assert brief(differ.changes())["2:one"] == ([], [((1, "a"), (1, "z"))], [])


@pytest.mark.parametrize("driver", ["sqlite", "memory"])
def test_an_engine_and_its_async_twin_are_one_database(new_engine: NewEngine, driver: str) -> None:
    engine = filled(new_engine(driver))
    differ = Differ()

    async def add() -> None:
        async with async_session(engine) as s:
            await (await s.connection()).execute(text("INSERT INTO one VALUES (5, 'e')"))
            await s.commit()

    with watched(differ), Session(engine) as s:
        s.connection().execute(text(ADD))
        s.commit()
        asyncio.run(add())
    assert brief(differ.changes()) == {"one": ([(4, "d"), (5, "e")], [], [])}


@SYNC
def test_another_session_adds_only_what_it_committed(new_engine: NewEngine, driver: str) -> None:
    engine = filled(new_engine(driver))
    differ = Differ()
    with watched(differ), engine.connect() as reader, engine.connect() as writer:
        reader.execute(text("SELECT * FROM one")).all()
        writer.execute(text(ADD))
        writer.execute(text(CHANGE))
        writer.commit()
        writer.execute(text("UPDATE one SET name = 'y' WHERE id = 3"))
        if driver != "memory":  # where all share one connection
            assert len(reader.execute(text("SELECT * FROM one")).all()) < 5
        found = differ.changes()
    assert brief(found) == {"one": (ALL[0], [ALL[1][0], (((3, "c"), (3, "y")), "*")], [])}


@pytest.mark.full
@pytest.mark.parametrize("driver", ["psycopg", "pymysql"])
def test_two_open_transactions_are_told_apart_from_what_a_third_committed(
    new_engine: NewEngine, driver: str
) -> None:
    engine = filled(new_engine(driver))
    differ = Differ()
    with watched(differ), engine.connect() as a, engine.connect() as b, engine.connect() as c:
        a.execute(text("SELECT * FROM one")).all()
        c.execute(text(ADD))
        c.execute(text("UPDATE two SET c = 9 WHERE a = 1"))
        c.commit()
        b.execute(text(CHANGE))
        a.execute(text(REMOVE))
        found = differ.changes()
    assert brief(found) == {
        "one": (ALL[0], STARRED[1], STARRED[2]),
        "two": ([], [((1, 2, 3), (1, 2, 9))], []),
    }


@pytest.mark.parametrize(
    "driver", ["sqlite", "memory", pytest.param("psycopg", marks=pytest.mark.full)]
)
def test_what_was_written_before_the_trace_is_no_change_of_it(
    new_engine: NewEngine, driver: str
) -> None:
    engine = filled(new_engine(driver))
    differ = Differ()
    with engine.connect() as connection, engine.connect() as other:
        connection.execute(text(ADD))
        with watched(differ):
            if driver != "memory":
                other.execute(text("SELECT 1"))  # the database is met through another connection
            connection.execute(text("UPDATE two SET c = 4 WHERE a = 1"))
            connection.commit()
            found = differ.changes()
    assert brief(found) == {"two": ([], [((1, 2, 3), (1, 2, 4))], [])}


@pytest.mark.parametrize("driver", ["aiosqlite", pytest.param("asyncpg", marks=pytest.mark.full)])
def test_what_an_async_connection_wrote_before_the_trace_is_no_change_of_it(
    new_engine: NewEngine, driver: str
) -> None:
    engine = filled(new_engine(driver))
    differ = Differ()

    async def work() -> Changes:
        async with engine.connect() as connection:
            await connection.execute(text(ADD))
            with watched(differ):
                await connection.execute(text("SELECT * FROM one"))
                found = differ.changes()
        await engine.dispose()
        return found

    assert brief(asyncio.run(work())) == {}


@SYNC
def test_to_roll_back_what_was_written_before_the_trace_is_a_change(
    new_engine: NewEngine, driver: str
) -> None:
    engine = filled(new_engine(driver))
    differ = Differ()
    with engine.connect() as connection:
        connection.execute(text(ADD))
        with watched(differ):
            connection.rollback()
    assert brief(differ.changes()) == {"one": ([], [], ALL[0])}


def test_to_look_does_not_keep_sqlite_from_waiting_for_its_turn(tmp_path: Path) -> None:
    # Whoever has read in a transaction is refused at once; whoever has not, may wait.
    engine = filled(make_engine(tmp_path / "shared.db"))
    holder = sqlite3.connect(tmp_path / "shared.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("INSERT INTO one VALUES (7, 'held')")
    timer = threading.Timer(0.3, holder.execute, ["COMMIT"])
    differ = Differ()
    with watched(differ), engine.connect() as connection:
        timer.start()
        connection.execute(text(ADD))
        connection.commit()
    timer.join()
    holder.close()
    assert brief(differ.changes()) == {"one": ([(4, "d"), (7, "held")], [], [])}


@pytest.mark.full
@pytest.mark.parametrize("driver", ["psycopg", "pymysql"])
def test_to_look_does_not_fix_what_a_transaction_sees(new_engine: NewEngine, driver: str) -> None:
    engine = filled(new_engine(driver)).execution_options(isolation_level="REPEATABLE READ")
    is_mysql = driver == "pymysql"
    first = CHANGE if is_mysql else "SET work_mem = '5MB'"  # neither reads
    ids = (11, 12) if is_mysql else (11,)  # the second time in the midst of the transaction
    with engine.connect() as mine, engine.connect() as other:
        for id_ in ids:
            differ = Differ()
            with watched(differ):
                mine.execute(text(first))
                differ.changes()
            other.execute(text(f"INSERT INTO one VALUES ({id_}, 'other')"))
            other.commit()
        assert len(mine.execute(text("SELECT * FROM one")).all()) == 3 + len(ids)


@ANYWHERE
def test_what_is_committed_at_once_is_not_marked_and_leaves_no_transaction_open(
    new_engine: NewEngine, driver: str
) -> None:
    if driver == "asyncmy":
        pytest.skip("nothing is awaited at the end, and nothing is read in its transactions")
    engine = filled(new_engine(driver)).execution_options(isolation_level="AUTOCOMMIT")

    def is_idle(connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        if driver.startswith("psycopg"):
            assert raw.info.transaction_status == 0
        if driver == "asyncpg":
            assert not raw.is_in_transaction()

    assert brief(changes(engine, ADD, is_idle, CHANGE, "SELECT 1", is_idle)) == {
        "one": (ALL[0], ALL[1], [])
    }


@pytest.mark.full
def test_to_look_leaves_the_isolation_level_of_the_pool_alone(new_engine: NewEngine) -> None:
    engine = filled(new_engine("pymysql"))
    with engine.connect() as one, engine.connect() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))
    changes(engine, ADD)
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            level = connection.execute(text("SELECT @@tx_isolation")).scalar()
            assert level == "REPEATABLE-READ"


@pytest.mark.full
def test_to_look_makes_no_serializable_transaction_fail(new_engine: NewEngine) -> None:
    engine = filled(new_engine("psycopg")).execution_options(isolation_level="SERIALIZABLE")
    differ = Differ()
    with engine.connect() as mine, engine.connect() as other:
        with watched(differ):
            mine.execute(text("SELECT * FROM one WHERE id = 1")).all()
            mine.execute(text(ADD))
            assert differ.changes() == {}
        other.execute(text("SELECT * FROM one WHERE id = 4")).all()
        other.execute(text("UPDATE two SET c = 4"))
        other.commit()
        mine.commit()
    assert not differ.is_complete


@pytest.mark.full
def test_a_table_that_an_open_transaction_alters_is_not_waited_for(new_engine: NewEngine) -> None:
    engine = filled(new_engine("psycopg"))
    with engine.connect() as altering, engine.connect() as other:
        altering.execute(text("ALTER TABLE bag ADD COLUMN d INTEGER"))
        began = time.perf_counter()
        assert brief(changes(engine, ADD, commit)) == {"one": (ALL[0], [], [])}
        assert time.perf_counter() - began < 5
        assert other.execute(text("SHOW lock_timeout")).scalar() == "0"


@pytest.mark.full
@pytest.mark.parametrize("driver", ["psycopg", "psycopg_async", "asyncpg"])
def test_values_that_cannot_be_hashed_are_compared(new_engine: NewEngine, driver: str) -> None:
    engine = new_engine(driver)

    def make(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE odd (tags INTEGER[] PRIMARY KEY, data JSON)"))
        connection.execute(text("CREATE TABLE bag (data JSON, f FLOAT)"))
        connection.execute(text("INSERT INTO odd VALUES ('{1,2}', '{\"a\": 1}')"))
        connection.execute(text("INSERT INTO bag VALUES ('[1]', 'NaN')"))
        connection.commit()

    run(engine, make)
    found = changes(engine, "UPDATE odd SET data = '[]'", "INSERT INTO bag VALUES ('[]')", commit)

    def plain(value: Any) -> Any:  # asyncpg gives JSON as text
        return json.loads(value) if isinstance(value, str) else value

    [(old, new)] = found["odd"].changed
    assert (old[0], plain(old[1]), plain(new[1])) == ([1, 2], {"a": 1}, [])
    assert [(plain(data), f) for data, f in found["bag"].added] == [([], None)]


@ANYWHERE
def test_names_are_quoted(new_engine: NewEngine, driver: str) -> None:
    engine = new_engine(driver)
    quote = engine.dialect.identifier_preparer.quote_identifier
    name = 'odd "na`me% :x'
    odd = quote(name).replace("%%", "%").replace(":", "\\:")
    found = changes(
        engine, f"CREATE TABLE {odd} ({odd} INTEGER)", f"INSERT INTO {odd} VALUES (1)", commit
    )
    assert brief(found) == {name: ([(1,)], [], [])}
    assert found[name].columns == (name,)


def test_a_converter_of_the_users_own_makes_no_difference(tmp_path: Path) -> None:
    options = {"detect_types": sqlite3.PARSE_DECLTYPES}
    engine = create_engine(f"sqlite:///{tmp_path / 'typed.db'}", connect_args=options)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE day (id INTEGER PRIMARY KEY, at DATE)"))
        connection.execute(text("INSERT INTO day VALUES (1, '2026-01-01')"))
    found = changes(engine, "INSERT INTO day VALUES (2, '2026-01-02')")
    assert brief(found) == {"day": ([((2, "2026-01-02"), "*")], [], [])}


def test_tables_that_are_not_for_reading_are_left_out(tmp_path: Path) -> None:
    engine = filled(make_engine(tmp_path / "search.db"))
    found = changes(
        engine,
        "CREATE VIRTUAL TABLE docs USING fts5(body)",
        "INSERT INTO docs VALUES ('x')",
        "CREATE VIEW seen AS SELECT * FROM one",
        "CREATE TEMP TABLE mine AS SELECT 1",
        ADD,
        commit,
    )
    assert brief(found) == {"one": (ALL[0], [], [])}


def test_a_row_that_python_cannot_read_costs_no_other_table(tmp_path: Path) -> None:
    engine = filled(make_engine(tmp_path / "broken.db"))
    found = changes(engine, "INSERT INTO bag VALUES (CAST(x'ff' AS TEXT))", ADD, commit)
    assert brief(found)["one"] == (ALL[0], [], [])
    assert found["bag"].counts_only
    assert found["bag"].text() == "3 rows before, 4 rows now"


def test_a_commit_that_fails_commits_nothing(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "deferred.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
        late = "REFERENCES a DEFERRABLE INITIALLY DEFERRED"
        connection.execute(text(f"CREATE TABLE b (a_id INTEGER {late})"))
    differ = Differ()
    with watched(differ), pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as one:
        one.execute(text("INSERT INTO b VALUES (1)"))
    assert differ.changes() == {}


@pytest.mark.full
def test_the_end_is_read_when_all_connections_of_the_pool_are_in_use(
    new_engine: NewEngine,
) -> None:
    other = filled(new_engine("psycopg"))
    engine = create_engine(other.url, poolclass=QueuePool, pool_size=1, max_overflow=0)
    began = time.perf_counter()
    assert brief(changes(engine, ADD)) == {"one": (STARRED[0], [], [])}
    assert time.perf_counter() - began < 5


def test_a_transaction_of_another_thread_is_not_touched_and_said_to_be_missing() -> None:
    engine = filled(make_engine())
    differ = Differ()
    ready, done = threading.Event(), threading.Event()

    def work() -> None:
        with engine.connect() as connection:
            connection.execute(text(ADD))
            ready.set()
            done.wait(5)

    thread = threading.Thread(target=work)
    with watched(differ):
        thread.start()
        ready.wait(5)
        found = differ.changes()
    done.set()
    thread.join()
    assert found == {}
    assert not differ.is_complete


def test_the_orm_is_told_row_by_row_and_reads_as_a_table() -> None:
    engine = make_engine("sqlite://")
    create_tables(engine)
    with Session(engine) as s:
        seed(s)
    differ = Differ()
    with watched(differ), Session(engine) as s:
        team = s.exec(select(Team).where(Team.name == "Preventers")).one()
        s.add(Hero(name="Comet Kid", secret_name="<b>", team=team))
        s.commit()
        s.exec(select(Hero).where(Hero.name == "Comet Kid")).one().age = 1
        s.exec(select(Team).where(Team.name == "Preventers")).one().headquarters = "Here"
        s.flush()
        found = differ.changes()
    assert found["hero"].title() == "hero: 1 added"
    assert found["hero"].text().splitlines() == [
        "30 rows before, 31 rows now",
        "                      id  name       age  team_id  secret_name",
        "--------------------  --  ---------  ---  -------  -----------",
        "added, not committed  31  Comet Kid    1        1  <b>",
    ]
    assert "&lt;b&gt;" in found["hero"].html()
    assert found["team"].text().splitlines()[3:] == [
        "changed from, not committed   1  Preventers  Sharp Tower",
        "to, not committed             1  Preventers  Here",
    ]


def test_a_statement_on_a_connection_that_is_known_costs_little() -> None:
    engine = filled(make_engine())
    differ = Differ()
    with engine.connect() as connection:
        with watched(differ):
            connection.execute(text("SELECT 1"))
        began = time.perf_counter()
        for _ in range(1_000):
            differ.before(connection)
        assert time.perf_counter() - began < 0.1  # 100 microseconds each would be much
