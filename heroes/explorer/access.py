"""Open a database that exists to read it: nothing is ever written, made or left behind."""

import re
import sqlite3
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from sqlalchemy import URL, Engine, SingletonThreadPool, StaticPool, create_engine, event, exc

from heroes import sqlite
from heroes.database import DRIVERS, OperationalError, build, explain, parse_url
from heroes.explorer.moment import keep_moments

READ_ONLY = {
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}
SILENT, GREETING = "read_timeout", 8  # seconds
READS = re.compile(  # whatever comments and brackets stand before it
    r"(?is)(?:[\s(]|--[^\n]*\n|/\*(?!!).*?\*/)*"
    r"(select|with|values|table|explain|describe|pragma|show|kill query)\b"
)


def open_database(url_or_engine: str | Path | URL | Engine) -> Engine:
    """Return an engine that only reads the database of a URL, of an SQLite file or of an engine.

    An engine keeps its settings; connections of its own are opened beside it, and it may go on
    writing. An in-memory database has one connection: it is shared, and what would write is
    refused. An SQLite file in WAL mode gets `-wal` and `-shm` beside it while it is open. Raises
    TypeError for an async engine, ArgumentError for what is no database, ModuleNotFoundError for
    a missing driver, and OperationalError where it cannot connect.
    """
    if isinstance(url_or_engine, Engine) or hasattr(url_or_engine, "sync_engine"):
        engine = _beside(url_or_engine)
    else:
        engine = _of_url(url_or_engine)
    _greet(engine)
    return engine


def _of_url(url_or_path: str | Path | URL) -> Engine:
    if not isinstance(url_or_path, str | Path | URL) or f"{url_or_path}".strip() in ("", "."):
        raise exc.ArgumentError("Give the path or the URL of a database, or an engine.")
    url = parse_url(url_or_path, check_file=False)
    backend = url.get_backend_name()
    if url.get_dialect().is_async:
        url = url.set(drivername=f"{backend}+{DRIVERS[backend][0]}")
    if backend == "sqlite":
        return _of_file(url)
    is_silent = url.get_driver_name() == "pymysql" and SILENT not in url.query
    if is_silent:  # it would wait for ever for the greeting of a server that says nothing
        url = url.update_query_pairs([(SILENT, str(GREETING))])
    engine: Engine = build(url, None)
    _read_only(engine)
    if is_silent:

        @event.listens_for(engine, "connect")
        def connect(dbapi_connection: Any, _record: object) -> None:
            dbapi_connection._read_timeout = None  # a statement may take its time

    return engine


def _beside(theirs: Any) -> Engine:
    """Return a second engine on the same database; theirs goes on as it was."""
    if not isinstance(theirs, Engine) or theirs.dialect.is_async:
        raise TypeError("This engine is async: pass its URL, or an engine of create_engine().")
    backend = theirs.dialect.name
    if backend not in DRIVERS:
        known = ", ".join(DRIVERS)
        raise exc.ArgumentError(f'"{backend}" is no known backend: use one of {known}.')
    if backend == "sqlite" and not _is_memory(theirs.url):
        return _of_file(theirs.url)
    if backend == "sqlite" and isinstance(theirs.pool, StaticPool | SingletonThreadPool):
        return _sharing(theirs)
    options = dict(theirs.get_execution_options())
    engine = Engine(theirs.pool.recreate(), theirs.dialect, theirs.url, execution_options=options)
    _read_only(engine)
    return engine


def _read_only(engine: Engine) -> None:
    """Let an engine of a server read alone: by the session, and by what a statement begins with.

    The second keeps the first as it is: SET and COMMIT are refused too.
    """

    @event.listens_for(engine, "connect")
    def connect(dbapi_connection: Any, _record: object) -> None:
        cursor = dbapi_connection.cursor()
        cursor.execute(READ_ONLY[engine.dialect.name])
        cursor.close()
        dbapi_connection.commit()  # PostgreSQL forgets a setting whose transaction is undone
        if engine.dialect.driver == "psycopg":
            dbapi_connection.read_only = True  # each transaction, whatever the session is set to
            keep_moments(dbapi_connection.adapters)

    @event.listens_for(engine, "before_cursor_execute")
    def refuse(_: Any, __: Any, sql: str, *___: object) -> None:
        if not READS.match(sql):
            raise _refusal(engine)


def _refusal(engine: Engine) -> Exception:
    driver: Any = engine.dialect.dbapi
    refused: Exception = driver.OperationalError("explore() only reads: write with your own engine")
    return refused


def _of_file(url: URL) -> Engine:
    if _is_memory(url):
        raise exc.ArgumentError("This URL names a new, empty database in memory: give its engine.")
    (name, *_), options = url.get_dialect()().create_connect_args(url)
    query: list[tuple[str, str]] = []
    if options.pop("uri", False):
        name, _, text = name.removeprefix("file:").partition("?")
        name = unquote(re.sub("^//[^/]*", "", name))
        query = [pair for pair in parse_qsl(text) if pair[0] not in ("mode", "immutable")]
    path = Path(name).absolute()
    _check_file(path)
    settings = {"timeout": sqlite.BUSY_TIMEOUT / 1000, **options, "check_same_thread": False}
    settings |= {"isolation_level": None, "uri": True}

    def connect() -> sqlite3.Connection:
        try:
            return _connect(path, {**dict(query), "mode": "ro"}, settings)
        except sqlite3.OperationalError:
            if not _is_at_rest(path):
                raise
            return _connect(path, {**dict(query), "mode": "ro", "immutable": "1"}, settings)

    return create_engine(url, creator=connect)


def _connect(path: Path, query: dict[str, str], options: dict[str, Any]) -> sqlite3.Connection:
    connection: sqlite3.Connection = sqlite3.connect(
        f"{path.as_uri()}?{urlencode(query)}", **options
    )
    connection.text_factory = as_text
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # ATTACH and VACUUM INTO make files
    try:
        connection.execute(READ_ONLY["sqlite"])
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def as_text(stored: bytes) -> str | bytes:
    """Return a text that SQLite has, or its bytes where they are no UTF-8."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def _is_at_rest(path: Path) -> bool:
    """Tell whether a file in WAL mode holds all of its rows, and SQLite only lacks the side files.

    SQLite makes them even to read, which a folder that may not be written refuses. Without a
    `-wal`, nobody has the file open for writing, and reading it as one that never changes is right.
    """
    try:
        with path.open("rb") as file:
            head = file.read(20)
    except OSError:  # what SQLite said of it is said again
        return False
    is_wal = head[18:20] == b"\x02\x02"  # https://www.sqlite.org/fileformat2.html
    return is_wal and not any(Path(f"{path}{end}").exists() for end in ("-wal", "-shm"))


def _check_file(path: Path) -> None:
    shown = re.sub("(?s):.*@", ":***@", f"{path}")  # of a URL that lacks its start
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise exc.ArgumentError(f"There is no file {shown}: correct the path.") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise exc.ArgumentError(f"This path cannot be used: {said}.") from None
    if stat.S_ISDIR(mode):
        raise exc.ArgumentError(f"{shown} is a folder: give the path of a file in it.")
    if not stat.S_ISREG(mode):
        raise exc.ArgumentError(f"{shown} is not a file: give the path of an SQLite database.")


def _is_memory(url: URL) -> bool:
    name = url.database or ""
    return sqlite.is_memory(url) or ("uri" in url.query and name.startswith("file::memory:"))


def _sharing(theirs: Engine) -> Engine:
    """Return an engine on the one connection of an in-memory database, whose work it never ends."""
    if isinstance(theirs.pool, StaticPool):
        shared = theirs.pool.connection.dbapi_connection
    else:
        held = theirs.raw_connection()
        shared = held.driver_connection
        held.close()
    engine = Engine(StaticPool(lambda: Borrowed(shared)), theirs.dialect, theirs.url)

    @event.listens_for(engine, "before_cursor_execute")
    def refuse(_: Any, cursor: Any, sql: str, parameters: Any, *__: object) -> None:
        if not READS.match(sql) or _writes(cursor, sql, parameters):
            raise _refusal(engine)

    return engine


def _writes(cursor: Any, sql: str, parameters: Any) -> bool:
    """Tell whether a statement opens a transaction that writes, by what SQLite would run."""
    if READS.match(sql)[1].lower() in ("explain", "pragma"):  # type: ignore[index]
        return "=" in re.sub(r'"[^"]*"', "", sql)
    # What is shared cannot be made read-only for one of two: the other one would be refused too.
    program = cursor.execute(f"EXPLAIN {sql}", parameters).fetchall()
    return any(row[1] == "Transaction" and row[3] for row in program)


class Borrowed(sqlite.Unclosable):
    """Stand for a connection whose transactions belong to somebody else."""

    def commit(self) -> None:
        """Leave the transaction open."""

    def rollback(self) -> None:
        """Leave the transaction open."""


def _greet(engine: Engine) -> None:
    """Connect once, so that whatever is wrong is said now, without what the driver knows."""
    try:
        engine.connect().close()
    except OperationalError as error:
        raise OperationalError(f"{error}", error.orig or error) from None
    except (exc.DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig else error
        raise OperationalError(_reason(engine.url, cause), cause) from None


def _reason(url: URL, error: BaseException) -> str:
    if "file is not a database" in f"{error}":
        return f"{url.database} is no SQLite database, or it is encrypted: give another path."
    return explain(url, error)
