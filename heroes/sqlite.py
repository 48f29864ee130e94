"""What SQLite needs to be safe: set up each connection, begin honestly, leave nothing open."""

import re
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, event, exc
from sqlmodel import Session

BUSY_TIMEOUT = 10_000  # milliseconds that a connection waits for another one to finish writing
ADVICE = {
    "database is locked": "another connection is writing, so end its transaction (commit, "
    "roll back or close its session), then try again.",
    "readonly database": "make the file and its folder writable, or copy the file to a folder "
    "of your own.",
    "unable to open database file": "check that you may read the file and write in its folder, "
    "or copy the file to a folder of your own.",
    "file is not a database": "give the path of a SQLite database, or of a file that is not there.",
    "disk image is malformed": "go back to a copy, or save the rest with `sqlite3 FILE .recover`.",
    "disk is full": "free some room, then try again.",
}


def is_memory(url: URL) -> bool:
    """Tell whether the URL names an in-memory database."""
    return not url.database or url.database == ":memory:" or url.query.get("mode") == "memory"


def explain(error: BaseException | None) -> str | None:
    """Return SQLite's words and what to do, or None where SQLAlchemy's own text is enough."""
    said = str(error) if isinstance(error, sqlite3.Error) else ""
    return next((f"{words}: {do}" for words, do in ADVICE.items() if words in said), None)


def check_file(path: Path) -> None:
    """Raise ArgumentError if the path cannot be a database file. Nothing is opened or made."""
    parent = re.sub("(?s):.*@", ":***@", f"{path.parent}")  # of a URL that lacks its start
    try:
        if path.is_dir():
            raise exc.ArgumentError(f"{path} is a folder: give the path of a file in it.")
        if not path.parent.is_dir():
            raise exc.ArgumentError(f"There is no folder {parent}: make it first.")
    except OSError as error:
        raise exc.ArgumentError(f"This path cannot be used: {error.strerror}.") from error


def journal_mode(session: Session) -> str:
    """Return how the session's SQLite database keeps its journal: "wal", "delete", "memory" ..."""
    return str(session.connection().exec_driver_sql("PRAGMA journal_mode").scalar_one())


def set_up(dbapi_connection: Any) -> None:
    """Prepare a new connection: our own BEGIN, foreign keys, waiting, and WAL where it may be."""
    if _in_transaction(dbapi_connection):
        return  # a shared connection has been set up before, and the next line would commit
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "busy_timeout = 0"):
        cursor.execute(f"PRAGMA {pragma}")
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # A database that is read-only, or in use just now, keeps the journal that it has.
        if not re.search("readonly|locked", str(error)):
            raise
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    cursor.close()


def listen(engine: Engine) -> None:
    """Make the engine's transactions whole: they begin when SQLAlchemy says so, and end there."""
    memory = is_memory(engine.url)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        # All sessions of an in-memory database share one connection: the second one joins.
        joins = memory and _in_transaction(connection.connection.dbapi_connection)
        # Under AUTOCOMMIT nobody would commit, and the writes would be lost.
        if not joins and options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(f"BEGIN {options.get('sqlite_begin', '')}".rstrip())

    @event.listens_for(engine, "checkout")
    def checkout(dbapi_connection: Any, *_: object) -> None:
        # After a COMMIT that failed, the transaction is still open: the next session's commit
        # would save what its owner believes lost.
        if not memory and _in_transaction(dbapi_connection):
            dbapi_connection.rollback()
        # After a use under AUTOCOMMIT, SQLAlchemy hands BEGIN back to the driver.
        if dbapi_connection.isolation_level is not None and not memory:
            dbapi_connection.isolation_level = None


def sharing(engine: Engine) -> Any:
    """Return a maker of aiosqlite connections that are the one of this in-memory engine."""
    import aiosqlite

    if not isinstance(engine.pool, StaticPool):
        raise TypeError('Make this in-memory engine with make_engine("sqlite://") to share it.')
    shared: Any = Unclosable(engine.pool.connection.dbapi_connection)

    def connection(*_args: object, **_kwargs: object) -> aiosqlite.Connection:
        made = aiosqlite.Connection(lambda: shared, iter_chunk_size=64)
        made._thread.daemon = True  # as SQLAlchemy does: a program may end without closing
        return made

    return connection


class Unclosable:
    """Stand for a connection that somebody else owns and closes."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        """Leave the connection open."""


def _in_transaction(dbapi_connection: Any) -> bool:
    return bool(getattr(dbapi_connection, "driver_connection", dbapi_connection).in_transaction)
