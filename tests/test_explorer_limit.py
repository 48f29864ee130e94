"""Rules of limits: what takes too long ends in time, what is cancelled ends now, and says so."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from heroes import make_engine
from heroes.explorer.access import open_database
from heroes.explorer.limit import Cancelled, Limit, TimedOut, explain

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    "postgresql": "SELECT pg_sleep(60)",
    "mysql": "SELECT sleep(60)",
    "mariadb": "SELECT sleep(60)",
}


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))


@pytest.fixture(params=["file", "memory", "postgres_url", "mariadb_url"])
def theirs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Return an engine that writes, on a new database."""
    if request.param.endswith("_url"):
        monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(request.param))
    engine = make_engine("sqlite://" if request.param == "memory" else None)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(theirs: Engine) -> Iterator[Engine]:
    """Return the explorer's engine on the same database."""
    engine = open_database(theirs)
    yield engine
    engine.dispose()


def answer(engine: Engine) -> Any:
    with Limit(20).connect(engine) as connection:
        return connection.scalar(text("SELECT a FROM t"))


def ask_endlessly(engine: Engine, limit: Limit) -> None:
    with limit.connect(engine) as connection:
        for _ in connection.exec_driver_sql(ENDLESS[engine.dialect.name]):
            pass


def test_what_takes_too_long_ends_in_time_and_says_what_to_do(engine: Engine) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut, match=r"longer than 0.3 seconds: ask for less") as caught:
        ask_endlessly(engine, Limit(0.3))
    assert 0.3 <= time.monotonic() - started < 10
    assert caught.value.__suppress_context__
    assert answer(engine) == 1


def test_what_is_cancelled_from_another_thread_ends_now(engine: Engine) -> None:
    limit, started = Limit(60), time.monotonic()
    timer = threading.Timer(0.3, limit.cancel)
    timer.start()
    with pytest.raises(Cancelled, match="ask again"):
        ask_endlessly(engine, limit)
    timer.join()
    assert time.monotonic() - started < 10
    assert answer(engine) == 1


def test_what_is_cancelled_before_it_starts_is_never_sent(engine: Engine) -> None:
    limit = Limit()
    limit.cancel()
    with pytest.raises(Cancelled):
        ask_endlessly(engine, limit)
    assert answer(engine) == 1


def test_time_that_is_over_between_two_statements_stops_the_second(engine: Engine) -> None:
    with pytest.raises(TimedOut), Limit(0.2).connect(engine) as connection:
        connection.execute(text("SELECT 1"))
        time.sleep(0.5)
        connection.execute(text("SELECT 1"))
    assert answer(engine) == 1


def test_a_limit_leaves_nothing_behind_on_the_connection(engine: Engine) -> None:
    with Limit(0.2).connect(engine) as connection:
        connection.execute(text("SELECT 1"))
    time.sleep(0.4)
    some = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
    with engine.connect() as connection:
        assert connection.scalar(text(f"{some} SELECT count(*) FROM n")) == 900


def test_a_fault_of_the_block_is_not_taken_for_the_limit(engine: Engine) -> None:
    limit = Limit(60)
    with pytest.raises(ZeroDivisionError), limit.connect(engine):
        limit.cancel()
        _ = 1 / 0


def test_a_table_that_is_dropped_meanwhile_is_said_in_a_sentence(
    theirs: Engine, engine: Engine
) -> None:
    assert answer(engine) == 1
    with theirs.begin() as connection:
        connection.execute(text("DROP TABLE t"))
    with pytest.raises(SQLAlchemyError) as caught:
        answer(engine)
    assert explain(caught.value).startswith("The database has changed (")
    assert explain(caught.value).endswith("): call explore() again.")


def test_a_connection_that_is_cut_is_said_in_a_sentence_and_opened_anew(
    theirs: Engine, engine: Engine
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("a file has no connection to cut")
    postgres = engine.dialect.name == "postgresql"
    number = "SELECT pg_backend_pid()" if postgres else "SELECT connection_id()"
    cut = "SELECT pg_terminate_backend({})" if postgres else "KILL CONNECTION {}"
    with pytest.raises(SQLAlchemyError) as caught, Limit(20).connect(engine) as connection:
        found = connection.scalar(text(number))
        with theirs.connect() as other:
            other.exec_driver_sql(cut.format(found))
        connection.execute(text("SELECT a FROM t"))
    sentence = "The connection to the database was lost: ask again, and it is opened anew."
    assert explain(caught.value) == sentence
    assert answer(engine) == 1


def test_a_write_is_refused_in_a_sentence(engine: Engine) -> None:
    with pytest.raises(Exception) as caught, Limit(20).connect(engine) as connection:
        connection.execute(text("DELETE FROM t"))
    said = explain(caught.value)
    assert "\n" not in said and "read" in said.lower()


def test_an_in_memory_database_of_one_thread_says_how_to_share_it() -> None:
    theirs = create_engine("sqlite://")
    fill(theirs)
    engine, said = open_database(theirs), []

    def work() -> None:
        try:
            answer(engine)
        except Exception as error:
            said.append(explain(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(said) == 1 and said[0].endswith(
        'make its engine with heroes.make_engine("sqlite://").'
    )
    assert answer(engine) == 1


def test_a_damaged_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    theirs = make_engine(path)
    fill(theirs)
    with theirs.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    theirs.dispose()
    engine = open_database(path)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    engine.dispose()
    path.write_bytes(content)
    with pytest.raises(SQLAlchemyError) as caught:
        answer(engine)
    assert explain(caught.value).startswith("disk image is malformed: go back to a copy")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("two\nlines."), "The database cannot answer: two."),
        (
            ValueError("at postgresql://u:secret@h/x"),
            "The database cannot answer: at postgresql***h/x.",
        ),
        (KeyError(), "The database cannot answer: KeyError."),
    ],
)
def test_any_other_fault_is_one_line_without_a_password(error: Exception, said: str) -> None:
    assert explain(error) == said
