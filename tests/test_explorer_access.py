"""Rules of opening a database to read it: nothing is written, and what is wrong is one sentence."""

import datetime as dt
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from traceback import format_exception
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, StaticPool, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from heroes import explore, make_engine, session
from heroes.database import OperationalError
from heroes.explorer.access import open_database

WRITES = [
    "INSERT INTO t VALUES (2)",
    "UPDATE t SET a = 3",
    "DELETE FROM t",
    "CREATE TABLE u (a INTEGER)",
    "DROP TABLE t",
]
SQLITE_WRITES = [
    *WRITES,
    "WITH x AS (SELECT 9) INSERT INTO t SELECT * FROM x",
    "INSERT INTO t VALUES (4) RETURNING a",
    "PRAGMA user_version = 7",
    "VACUUM",
    "ANALYZE",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a small database, in a folder of its own."""
    path = tmp_path / "odd %20 name?#.db"
    fill(path)
    return path


def fill(path: Path, *pragmas: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for pragma in pragmas:
            connection.execute(pragma)
        connection.executescript("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)")


def rows(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT a FROM t")).scalars())


def attempt(engine: Engine, statement: str) -> None:
    """Send a write and commit it; it must be refused."""
    with engine.connect() as connection, pytest.raises((DBAPIError, sqlite3.Error)):
        connection.exec_driver_sql(statement)
        connection.commit()


def said(name: Any, kind: type[Exception]) -> str:
    """Return the sentence with which a name is refused, which no traceback adds a line to."""
    with pytest.raises(kind) as caught:
        open_database(name)
    sentence = f"{caught.value}"
    assert "\n" not in sentence and sentence
    return sentence


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
@pytest.mark.parametrize("kind", ["path", "url", "engine", "heroes"])
def test_whatever_is_tried_the_bytes_of_a_file_stay_as_they_are(
    tmp_path: Path, journal: str, kind: str
) -> None:
    path = tmp_path / "a.db"
    fill(path, f"PRAGMA journal_mode = {journal}")
    kinds: dict[str, Any] = {
        "path": lambda: path,
        "url": lambda: f"sqlite:///{path}",
        "engine": lambda: create_engine(f"sqlite:///{path}"),
        "heroes": lambda: make_engine(path),
    }
    before = path.read_bytes()
    engine = open_database(kinds[kind]())
    for statement in SQLITE_WRITES:
        attempt(engine, statement)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
    attempt(engine, WRITES[0])
    assert rows(engine) == [1]
    engine.dispose()
    assert path.read_bytes() == before


def test_no_file_is_made_by_sql_of_your_own(path: Path) -> None:
    engine = open_database(path)
    beside = path.with_name("new.db")
    for statement in (f"ATTACH '{beside}' AS b", f"VACUUM INTO '{beside}'"):
        attempt(engine, statement)
    engine.dispose()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_file_is_read_by_any_name_it_has(path: Path) -> None:
    uri = make_url("sqlite://").set(
        database=path.as_uri(), query={"uri": "true", "mode": "rwc", "cache": "private"}
    )
    odd = make_url("sqlite://").set(database=str(path))
    for name in (path, str(path), odd, uri):
        assert rows(open_database(name)) == [1], name


def test_an_async_url_is_read_by_the_sync_driver(tmp_path: Path) -> None:
    fill(tmp_path / "a.db")
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    assert engine.driver == "pysqlite" and rows(engine) == [1]


def test_an_engine_of_the_caller_goes_on_writing_and_is_seen_to(path: Path) -> None:
    theirs = create_engine(make_url("sqlite://").set(database=str(path)))
    engine = open_database(theirs)
    with theirs.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (2)"))
    assert rows(engine) == [1, 2]


@pytest.mark.parametrize("make", [make_engine, create_engine])
def test_an_in_memory_database_is_read_and_never_written(make: Any) -> None:
    theirs = make("sqlite://")
    with theirs.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
    engine = open_database(theirs)
    for statement in SQLITE_WRITES:
        attempt(engine, statement)
    assert rows(engine) == [1]
    with theirs.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (2)"))
    assert rows(engine) == [1, 2]


def test_reading_in_memory_ends_no_transaction_of_the_caller() -> None:
    theirs = make_engine("sqlite://")
    with session(theirs) as s:
        s.connection().exec_driver_sql("CREATE TABLE t (a INTEGER)")
        s.commit()
        s.connection().exec_driver_sql("INSERT INTO t VALUES (1)")
        engine = open_database(theirs)
        assert rows(engine) == [1]
        attempt(engine, WRITES[0])
        engine.dispose()
        s.commit()
        s.connection().exec_driver_sql("INSERT INTO t VALUES (2)")
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT a FROM t")
            connection.commit()
        s.rollback()
    with theirs.connect() as connection:
        assert connection.execute(text("SELECT a FROM t")).scalars().all() == [1]


def test_worker_threads_may_read(path: Path) -> None:
    memory = make_engine("sqlite://")
    with memory.begin() as connection:
        connection.execute(text("CREATE TABLE t AS SELECT 1 AS a"))
    with ThreadPoolExecutor(4) as threads:
        for engine in (open_database(path), open_database(memory)):
            assert list(threads.map(lambda _, e=engine: rows(e), range(20))) == [[1]] * 20


def test_a_static_pool_on_a_file_is_read_only_too(path: Path) -> None:
    url = make_url("sqlite://").set(database=str(path))
    engine = open_database(create_engine(url, poolclass=StaticPool))
    attempt(engine, WRITES[0])
    assert rows(engine) == [1]


@pytest.mark.parametrize("name", ["missing.db", "no/such/place.db", "sqlite:///missing.db"])
def test_looking_never_makes_a_file(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert re.fullmatch(r"There is no file \S+: correct the path\.", said(name, ArgumentError))
    theirs = create_engine("sqlite:///missing.db")
    assert said(theirs, ArgumentError).startswith("There is no file")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "  ", Path(), None, 7, b"a.db", []])
def test_what_names_no_database_is_refused(name: Any) -> None:
    sentence = "Give the path or the URL of a database, or an engine."
    assert said(name, ArgumentError) == sentence


@pytest.mark.parametrize("name", ["sqlite://", "sqlite:///:memory:", ":memory:"])
def test_a_new_database_in_memory_holds_nothing_to_read(name: str) -> None:
    assert said(name, ArgumentError).endswith("in memory: give its engine.")


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a folder: give the path of a file in it." in said(tmp_path, ArgumentError)
    assert "is not a file" in said(tmp_path / "pipe", ArgumentError)
    assert "cannot be used" in said("x" * 300, ArgumentError)
    assert "cannot be used" in said("a\0b", ArgumentError)


@pytest.mark.parametrize("content", [b"name,age\nNova,7\n" * 400, bytes(range(1, 250)) * 40])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    expected = f"{path} is no SQLite database, or it is encrypted: give another path."
    assert said(path, OperationalError) == expected
    assert path.read_bytes() == content


def test_a_corrupt_database_says_what_can_be_saved(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:200] = b"\xff" * 100
    path.write_bytes(content)
    assert "disk image is malformed: go back to a copy" in said(path, OperationalError)


def test_an_async_engine_is_told_what_to_pass() -> None:
    sentence = "This engine is async: pass its URL, or an engine of create_engine()."
    engine = create_async_engine("sqlite+aiosqlite://")
    assert said(engine, TypeError) == said(engine.sync_engine, TypeError) == sentence


@pytest.mark.parametrize("name", ["oracle://u:secret@h/x", "mssql+pyodbc://u:secret@h/x"])
def test_a_backend_that_is_not_known_is_told_which_are(name: str) -> None:
    known = "is no known backend: use one of sqlite, postgresql, mysql, mariadb."
    assert said(name, ArgumentError).endswith(known)


def test_a_missing_driver_is_told_how_to_install_it() -> None:
    sentence = said("postgresql+pg8000://u:secret@h/x", ModuleNotFoundError)
    assert sentence.endswith('pip install "sqlmodel-heroes[postgres]"')


@pytest.mark.parametrize("backend", ["postgresql", "mariadb"])
@pytest.mark.parametrize("make", [str, create_engine])
def test_a_server_that_does_not_answer_gets_a_sentence_without_the_password(
    backend: str, make: Any
) -> None:
    driver = {"postgresql": "psycopg", "mariadb": "pymysql"}[backend]
    name = make(f"{backend}+{driver}://u:secret@127.0.0.1:1/x")
    with pytest.raises(OperationalError) as caught:
        open_database(name)
    assert f"{caught.value}".startswith("No server answers at 127.0.0.1:1")
    assert "secret" not in "".join(format_exception(caught.value)) + repr(caught.value)


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Go on as a user who may not write in the folder."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


class TestReadOnlyFolder:
    """Rules for a file in WAL mode where SQLite may not make its side files."""

    @pytest.fixture
    def folder(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)

    def test_a_file_at_rest_is_read(self, folder: Path) -> None:
        fill(folder / "a.db", "PRAGMA journal_mode = WAL")
        with nobody(folder):
            assert rows(open_database(folder / "a.db")) == [1]

    def test_a_file_with_rows_beside_it_is_refused_rather_than_read_without_them(
        self, folder: Path
    ) -> None:
        path = folder / "a.db"
        fill(path, "PRAGMA journal_mode = WAL")
        with closing(sqlite3.connect(path)) as writer:
            writer.execute("INSERT INTO t VALUES (2)")
            writer.commit()
            (copy := folder / "b.db").write_bytes(path.read_bytes())
            Path(f"{copy}-wal").write_bytes(Path(f"{path}-wal").read_bytes())
            with nobody(folder):
                assert "unable to open database file: " in said(copy, OperationalError)
        assert rows(open_database(copy)) == [1, 2]


@pytest.fixture(params=["postgres_url", "mariadb_url"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Return heroes' own engine on a new database of a server, with one table in it."""
    monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(request.param))
    engine = make_engine()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
    yield engine
    engine.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def autocommitting(engine: Engine) -> Engine:
    return create_engine(engine.url, isolation_level="AUTOCOMMIT")


@pytest.mark.parametrize("given", [url_of, lambda engine: engine, autocommitting])
def test_a_server_refuses_every_write(server: Engine, given: Any) -> None:
    engine = open_database(given(server))
    for statement in WRITES:
        attempt(engine, statement)
    assert rows(engine) == [1]
    with server.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (2)"))
    assert rows(engine) == [1, 2]
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        *("COMMIT", "SET TRANSACTION READ WRITE", "SET SESSION TRANSACTION READ WRITE", "BEGIN"),
        *("/*! SET SESSION TRANSACTION READ WRITE */", "/* a */ (COMMIT)", "CALL f()"),
    ],
)
def test_no_statement_of_your_own_lets_a_server_write(server: Engine, statement: str) -> None:
    engine = open_database(server)
    attempt(engine, statement)
    attempt(engine, WRITES[0])
    with engine.connect() as connection:
        read = connection.exec_driver_sql("-- why\n/* so */ (SELECT a FROM t)").scalars()
        assert list(read) == [1]
    engine.dispose()


def test_a_setting_that_a_function_changes_lets_nothing_write(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    with (theirs := make_engine()).begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
    engine = open_database(theirs)
    with engine.connect() as connection:
        setting = "SELECT set_config('default_transaction_read_only', 'off', false)"
        assert connection.exec_driver_sql(setting).scalar() == "off"
        connection.commit()
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql("WITH x AS (INSERT INTO t VALUES (2) RETURNING a) TABLE x")
    assert rows(engine) == []
    engine.dispose()
    theirs.dispose()


def test_moments_that_python_lacks_are_texts_and_cost_no_row(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    odd = {
        "date": ["infinity", "-infinity", "0044-03-15 BC", "12024-01-01", "2024-02-29"],
        "timestamp": ["infinity", "-infinity", "0044-03-15 12:00:00 BC", "2024-02-29 12:00:00.5"],
        "timestamptz": ["infinity", "0044-03-15 12:00:00+00 BC", "2024-02-29 12:00:00+02"],
        "time": ["24:00:00", "12:00:00"],
        "interval": ["100000000 years"],
        "date[]": ["{infinity,2024-02-29}"],
        "daterange": ["[2024-02-29,infinity)"],
    }
    with (theirs := make_engine()).begin() as connection:
        for number, (kind, values) in enumerate(odd.items()):
            connection.execute(text(f"CREATE TABLE t{number} (id serial PRIMARY KEY, v {kind})"))
            for value in values:
                connection.execute(text(f"INSERT INTO t{number} (v) VALUES ('{value}')"))
    db = explore(theirs)
    module = ModuleType("models")
    monkeypatch.setitem(sys.modules, "models", module)
    exec(db.source(), vars(module))
    for number, values in enumerate(odd.values()):
        rows = db.page(f"t{number}", order_by=["-id"]).rows[::-1]
        assert len(rows) == len(values)
        for row, value in zip(rows, values, strict=True):
            assert row.model_dump_json()
            assert isinstance(row.v, str) is not value.startswith(("2024", "12:", "{", "["))
    for number in range(4):
        pages = [db.page(f"t{number}", order_by=["v"], size=1)]
        while pages[-1].next:
            pages.append(db.page(f"t{number}", order_by=["v"], size=1, after=pages[-1].next))
            assert pages[-1].note is None and "OFFSET" not in pages[-1].sql
        plain = db.page(f"t{number}", order_by=["v"])
        assert [page.rows[0].v for page in pages] == [row.v for row in plain.rows]
        back = db.page(f"t{number}", order_by=["v"], size=1, before=pages[-1].prev)
        assert back.rows or len(pages) == 1
        for page in (*pages, plain):
            scope: dict[str, Any] = {"engine": theirs}
            exec(page.code, scope)
            assert [row.v for row in scope["rows"]] == [row.v for row in page.rows]
            model = db.models[f"t{number}"]
            found = db.page(model, where=[model.v == page.rows[0].v])  # type: ignore[attr-defined]
            assert [row.v for row in found.rows] == [page.rows[0].v]
    db.engine.dispose()
    theirs.dispose()


def test_a_length_of_time_in_mariadb_is_no_time_of_day(
    mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", mariadb_url)
    with (theirs := make_engine()).begin() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, v TIME)"))
        connection.execute(text("INSERT INTO t VALUES (1, '10:30'), (2, '34:00'), (3, '-01:00')"))
    db = explore(theirs)
    lengths = [dt.time(10, 30), dt.timedelta(hours=34), dt.timedelta(hours=-1)]
    assert [row.v for row in db.page("t").rows] == lengths
    model: Any = db.models.T
    for number, value in enumerate(lengths, 1):
        page = db.page("t", where=[model.v == value])
        assert [row.id for row in page.rows] == [number]
        assert page.rows[0].model_dump_json()
    db.engine.dispose()
    theirs.dispose()


def test_a_set_of_mariadb_is_found_whatever_its_order(
    mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", mariadb_url)
    names = [f"name {number}" for number in range(12, 0, -1)]
    with (theirs := make_engine()).begin() as connection:
        listed = ", ".join(f"'{name}'" for name in names)
        connection.execute(text(f"CREATE TABLE t (id INTEGER PRIMARY KEY, v SET({listed}))"))
        connection.execute(text("INSERT INTO t VALUES (1, :v), (2, '')"), {"v": ",".join(names)})
    db = explore(theirs)
    model: Any = db.models.T
    for value, number in [(set(names), 1), (set(), 2), (",".join(names), 1)]:
        page = db.page("t", where=[model.v == value])
        assert [row.id for row in page.rows] == [number]
    assert db.page("t", where=[model.v == {*names, "none"}]).rows == []
    db.engine.dispose()
    theirs.dispose()


def test_a_setting_of_the_callers_connections_is_kept(server: Engine) -> None:
    theirs = create_engine(server.url, execution_options={"schema_translate_map": {None: "x"}})
    engine = open_database(theirs)
    assert engine.get_execution_options() == theirs.get_execution_options()
    assert engine.pool.__class__ is theirs.pool.__class__ and engine.pool is not theirs.pool
    engine.dispose()


def test_a_server_that_refuses_the_user_or_the_database_says_so(server: Engine) -> None:
    unknown = server.url.set(database="heroes_nowhere")
    assert "has no database" in said(unknown, OperationalError)
    if server.dialect.name == "mariadb":
        refused = server.url.set(username="nobody_here", password="secret")
        assert "refuses this user" in said(refused, OperationalError)
