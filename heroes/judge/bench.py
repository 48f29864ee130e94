"""A SQLite database in memory that is put back to a given state before each run of an answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine

from heroes.judge.guard import LimitError

MAX_STATEMENTS = 1_000
MAX_ROWS = 5_000
STEPS = 2_000  # instructions of SQLite between two looks at the clock


class Clone(sqlite3.Connection):
    """A connection that only its bench closes: all sessions of an answer share it."""

    def close(self) -> None:
        """Leave the connection open."""

    def end(self) -> None:
        """Close the connection."""
        super().close()


class Bench:
    """An engine whose database is replaced before each run. One run at a time.

    `begin` takes the image of a database, as `sqlite3.Connection.serialize` makes it. What an
    answer may send until `until` is limited in statements and rows.
    """

    def __init__(self) -> None:
        """Make the engines; nothing is connected before `begin`."""
        self.clone: Clone | None = None
        self.until = 0.0
        self.sent = 0
        self.texts = set[str]()
        self.commits = 0
        self.given_up = False  # a thread still works with it
        self.engine = create_engine("sqlite://", poolclass=NullPool, creator=lambda: self.clone)
        self.async_engine = create_async_engine(
            "sqlite+aiosqlite://", poolclass=NullPool, async_creator=self._connect
        )
        for engine in (self.engine, self.async_engine.sync_engine):
            event.listen(engine, "begin", _begin)
            event.listen(engine, "before_cursor_execute", self._count)
            event.listen(engine, "commit", self._commit)

    def begin(self, image: bytes, until: float, *, read_only: bool = False) -> Clone:
        """Put a database in place, and return the connection to it."""
        self.end()
        clone = self.clone = open_image(image)
        if read_only:
            clone.execute("PRAGMA query_only = ON")
        clone.set_progress_handler(lambda: monotonic() > until, STEPS)
        seen = 0

        def count(_cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
            nonlocal seen
            seen += 1
            if seen > MAX_ROWS:
                raise LimitError("too_many_rows")
            return row

        clone.row_factory = count
        self.until, self.sent, self.texts, self.commits = until, 0, set(), 0
        return clone

    def end(self) -> None:
        """Close the database, whoever still holds it."""
        if self.clone is not None:
            self.clone.end()
            self.clone = None

    @property
    def again(self) -> int:
        """Return how many of the statements had been sent before, with whatever values."""
        return self.sent - len(self.texts)

    def _count(self, _: Connection, __: object, sql: str, *___: object) -> None:
        if not sql.startswith("BEGIN"):
            self.sent += 1
            self.texts.add(sql)
        if self.sent > MAX_STATEMENTS:
            raise LimitError("too_many_statements")
        if monotonic() > self.until:
            raise LimitError

    def _commit(self, _: Connection) -> None:
        self.commits += 1

    async def _connect(self) -> Any:
        import aiosqlite

        made = aiosqlite.Connection(lambda: self.clone, iter_chunk_size=64)  # type: ignore[arg-type,return-value]
        made._thread.daemon = True
        return await made


def open_image(image: bytes) -> Clone:
    """Return a connection to a copy of a database in memory, with its foreign keys in force."""
    clone = sqlite3.connect(":memory:", check_same_thread=False, factory=Clone)
    clone.deserialize(image)
    clone.isolation_level = None
    clone.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # ATTACH would make files
    clone.execute("PRAGMA foreign_keys = ON")
    return clone


def _begin(connection: Connection) -> None:
    dbapi: Any = connection.connection.dbapi_connection
    if not getattr(dbapi, "driver_connection", dbapi).in_transaction:
        connection.exec_driver_sql("BEGIN")


_free: list[Bench] = []


@contextmanager
def bench() -> Iterator[Bench]:
    """Lend a bench. It is kept for the next one unless its answer was given up on."""
    lent = _free.pop() if _free else Bench()
    try:
        yield lent
    finally:
        if not lent.given_up:
            lent.end()
            _free.append(lent)
