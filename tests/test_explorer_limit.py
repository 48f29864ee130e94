"""Rules of the time limit: it ends what takes too long, on every database, and says so."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from heroes import create_tables, make_engine, seed, session
from heroes.database import OperationalError
from heroes.explorer.limit import Cancelled, Limit, TimedOut, explain
from heroes.models import Hero
from tests.conftest import SERVERS, server_url

ENDLESS = {
    "sqlite": "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",  # noqa: E501
    "postgresql": "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 9999) b",
    "mariadb": "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_100000 b",
}


@pytest.fixture(
    params=["file", "memory"] + [pytest.param(name, marks=pytest.mark.full) for name in SERVERS]
)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Give an engine on a new database with heroes in it, on each kind of database."""
    if request.param in SERVERS:
        monkeypatch.setenv("HEROES_DATABASE_URL", server_url(request.param))
    made = make_engine("sqlite://" if request.param == "memory" else None)
    create_tables(made)
    with session(made) as s:
        seed(s)
    yield made
    made.dispose()


def endless(engine: Engine) -> Any:
    return text(ENDLESS[engine.dialect.name])


def names(engine: Engine) -> int:
    with Limit(5).connect(engine) as connection:
        return len(connection.execute(select(Hero.name)).all())


def test_a_statement_that_is_quick_enough_gives_its_rows(engine: Engine) -> None:
    with session(engine) as s:
        assert names(engine) == len(s.exec(select(Hero)).all()) > 0


def test_what_takes_too_long_ends_in_time_and_the_engine_goes_on(engine: Engine) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut) as caught, Limit(0.3).connect(engine) as connection:
        connection.execute(endless(engine)).all()
    assert str(caught.value).startswith("No answer within 0.3 seconds: filter or sort")
    assert time.monotonic() - began < 3
    for _ in range(8):  # more than the pool holds
        assert names(engine) > 0


def test_another_thread_cancels_what_runs(engine: Engine) -> None:
    limit, began = Limit(30), time.monotonic()
    Timer(0.3, limit.cancel).start()
    with pytest.raises(Cancelled, match=r"^Cancelled: "), limit.connect(engine) as connection:
        connection.execute(endless(engine)).all()
    assert time.monotonic() - began < 3
    assert names(engine) > 0


def test_the_kernel_goes_on_while_a_statement_runs(engine: Engine) -> None:
    def wait() -> None:
        with Limit(1).connect(engine) as connection:
            connection.execute(endless(engine)).all()

    with ThreadPoolExecutor(1) as pool:
        running, gaps = pool.submit(wait), []
        while not running.done():
            began = time.monotonic()
            time.sleep(0.01)
            gaps.append(time.monotonic() - began)
        assert isinstance(running.exception(), TimedOut)
    assert len(gaps) > 20
    assert sorted(gaps)[len(gaps) // 2] < 0.1


def test_what_is_cancelled_before_it_begins_sends_nothing(engine: Engine) -> None:
    limit, sent = Limit(5), []
    limit.cancel()
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    with pytest.raises(Cancelled), limit.connect(engine) as connection:
        connection.execute(select(Hero.name))
    assert sent == []


def test_the_limit_holds_for_all_statements_together(engine: Engine) -> None:
    with pytest.raises(TimedOut), Limit(0.3).connect(engine) as connection:
        connection.execute(select(Hero.name)).all()
        time.sleep(0.35)
        connection.execute(select(Hero.name)).all()


def test_a_cancel_between_two_statements_stops_the_second(engine: Engine) -> None:
    limit = Limit(5)
    with pytest.raises(Cancelled), limit.connect(engine) as connection:
        connection.execute(select(Hero.name)).all()
        limit.cancel()
        connection.execute(select(Hero.name)).all()
        pytest.fail("the second statement ran")


def test_a_cancel_after_the_end_hits_nobody(engine: Engine) -> None:
    limit = Limit(5)
    with limit.connect(engine) as connection:
        connection.execute(select(Hero.name)).all()
    with engine.connect() as connection:
        limit.cancel()
        assert connection.execute(select(Hero.name)).all()


def test_the_limit_is_gone_when_the_connection_goes_back(engine: Engine) -> None:
    settings = {
        "sqlite": "PRAGMA busy_timeout",
        "postgresql": "SHOW statement_timeout",
        "mariadb": "SELECT @@max_statement_time",
    }
    setting = text(settings[engine.dialect.name])
    with engine.connect() as connection:
        before = connection.execute(setting).scalar()
    with Limit(0.2).connect(engine) as connection:
        connection.execute(select(Hero.name)).all()
        assert connection.execute(setting).scalar() != before
    time.sleep(0.25)
    with engine.connect() as connection:
        assert connection.execute(setting).scalar() == before
        assert connection.execute(select(Hero.name)).all()


def test_two_limits_at_once_do_not_mix(engine: Engine) -> None:
    def run(seconds: float) -> int:
        with Limit(seconds).connect(engine) as connection:
            if seconds < 1:
                connection.execute(endless(engine)).all()
            return len(connection.execute(select(Hero.name)).all())

    with ThreadPoolExecutor(2) as pool:
        short, long = pool.submit(run, 0.3), pool.submit(run, 10)
        assert isinstance(short.exception(), TimedOut)
        assert long.result() > 0


def test_an_error_of_the_block_passes_as_it_is(engine: Engine) -> None:
    with pytest.raises(KeyError), Limit(5).connect(engine):
        raise KeyError("mine")
    with pytest.raises(DBAPIError), Limit(5).connect(engine) as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    assert names(engine) > 0


def test_a_table_that_is_dropped_midway_is_named(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE passing (id int)"))
    with Limit(5).connect(engine) as connection:
        connection.execute(text("SELECT * FROM passing")).all()
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE passing"))
    with pytest.raises(DBAPIError) as caught, Limit(5).connect(engine) as connection:
        connection.execute(text("SELECT * FROM passing"))
    sentence = explain(caught.value)
    assert "passing any more: call explore() again" in sentence
    assert sentence.count("\n") == 0


def test_a_connection_that_is_lost_midway_is_said(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no server to lose")
    number = {"postgresql": "SELECT pg_backend_pid()", "mariadb": "SELECT CONNECTION_ID()"}
    kill = {"postgresql": "SELECT pg_terminate_backend({})", "mariadb": "KILL {}"}
    with pytest.raises(DBAPIError) as caught, Limit(5).connect(engine) as connection:
        found = connection.execute(text(number[engine.dialect.name])).scalar()
        with engine.connect() as other:
            other.execute(text(kill[engine.dialect.name].format(found)))
        connection.execute(select(Hero.name)).all()
    assert explain(caught.value).startswith("The connection to the database was lost: ")
    assert names(engine) > 0


def test_waiting_for_a_writer_ends_in_time(tmp_path: Path) -> None:
    path = tmp_path / "busy.db"
    writer = sqlite3.connect(path)
    writer.executescript("CREATE TABLE t (a); BEGIN EXCLUSIVE")
    began = time.monotonic()
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 20})
    with pytest.raises(SQLAlchemyError) as caught, Limit(0.3).connect(engine) as connection:
        connection.execute(text("SELECT * FROM t")).all()
    writer.close()
    assert time.monotonic() - began < 3
    assert explain(caught.value).startswith("database is locked: another connection is writing")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TimedOut("No answer."), "No answer."),
        (ValueError("size is 0: give 1 or more."), "size is 0: give 1 or more."),
        (OperationalError("No server answers.", OSError()), "No server answers."),
        (sqlite3.OperationalError("no such table: Order Details"), "The database has no Order "),
        (sqlite3.DatabaseError("strange"), "The database refuses this: strange"),
        (sqlite3.OperationalError(""), "The database refuses this: OperationalError"),
    ],
)
def test_every_error_becomes_one_sentence(error: Exception, sentence: str) -> None:
    assert explain(error).startswith(sentence)


def test_a_sentence_holds_no_password() -> None:
    for said in ("cannot reach postgresql://ada:s3cret@db/x", "bad: host=db password=s3cret"):
        error = DBAPIError("SELECT 's3cret'", {"p": "s3cret"}, Exception(said))
        assert "s3cret" not in explain(error)
        assert "***" in explain(error)
