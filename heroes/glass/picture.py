"""Pictures of a database: all rows of all tables at one moment, read beside what is traced."""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, QueuePool
from sqlalchemy.exc import SQLAlchemyError

MAX_ROWS = 10_000  # of a table that is compared; a bigger one is counted, up to one more
UNKNOWN = -1  # the number of rows of a table that is locked
MYSQL = ("mysql", "mariadb")
NO_WAIT = "SET LOCAL lock_timeout = '200ms'"
# Each column of each table, with its place in the primary key, from 1.
COLUMNS = {
    "sqlite": """SELECT t.name, c.name, c.pk
        FROM pragma_table_list t, pragma_table_xinfo(t.name, t.schema) c
        WHERE t.schema = 'main' AND t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_'
        AND c.hidden <> 1 ORDER BY t.name, c.cid""",
    "postgresql": """SELECT t.relname, a.attname,
        COALESCE(array_position(x.indkey::int2[], a.attnum) + 1, 0)
        FROM pg_catalog.pg_class t
        JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace AND s.nspname = current_schema()
        JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
        LEFT JOIN pg_catalog.pg_index x ON x.indrelid = t.oid AND x.indisprimary
        WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND NOT a.attisdropped
        AND has_table_privilege(t.oid, 'SELECT') ORDER BY t.relname, a.attnum""",
    "mysql": """SELECT table_name, column_name, column_key = 'PRI' FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name IN
        (SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
        AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED'))
        ORDER BY table_name, ordinal_position""",
}
COLUMNS["mariadb"] = COLUMNS["mysql"]
READS = re.compile(
    r"(?:[\s(]|--[^\n]*\n|/\*.*?\*/)*(?:SELECT|VALUES|SHOW|EXPLAIN|PRAGMA|SET|LOCK|BEGIN)\b",
    re.I | re.S,
)


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A table at one moment: its rows by their key, None for too many."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    count: int = 0
    rows: Mapping[Hashable, Row] | None = None

    def like(self, other: "Content") -> Mapping[Hashable, Row]:
        """Return the rows with the columns and by the key of a later moment."""
        if (self.columns, self.key) == (other.columns, other.key) or not self.rows:
            return self.rows or {}
        places = [self.columns.index(n) if n in self.columns else None for n in other.columns]
        rows = (tuple(None if i is None else row[i] for i in places) for row in self.rows.values())
        return by_key(other.columns, other.key, rows)


Tables = dict[str, Content]


@dataclass(frozen=True, slots=True)
class Picture:
    """All tables as one connection sees them; `is_exact` if it sees all that is committed."""

    tables: Tables
    is_exact: bool = True


def by_key(
    columns: tuple[str, ...], key: tuple[str, ...], rows: Iterable[Row]
) -> dict[Hashable, Row]:
    """Return rows by their primary key; without one, by what they are and how often."""
    places, seen = [columns.index(name) for name in key], Counter[Hashable]()
    found: dict[Hashable, Row] = {}
    for row in rows:
        identity: Hashable = tuple(row[place] for place in places) if places else repr(row)
        try:
            seen[identity] += 1
        except TypeError:  # an array, say
            identity = repr(identity)
            seen[identity] += 1
        found[identity, seen[identity]] = row
    return found


def identify(connection: Connection) -> tuple[Hashable, str, Any]:
    """Return what tells a database from others; of SQLite its file, or its connection in memory."""
    engine, proxied = connection.engine, connection.connection
    if connection.dialect.name != "sqlite":
        url, schema = engine.url, getattr(engine, "heroes_schema", None)
        name = url.get_backend_name(), url.host, url.port, url.database
        return (*name, schema, str(sorted(url.query.items()))), "", None
    cursor = proxied.cursor()
    cursor.execute("PRAGMA database_list", ())
    path = next((file for _, name, file in cursor.fetchall() if name == "main"), "")
    cursor.close()
    raw: Any = proxied.driver_connection
    raw = getattr(raw, "_conn", raw)  # of aiosqlite
    raw = getattr(raw, "_connection", raw)  # of heroes' async twin
    return path or id(raw), path, None if path else raw


def is_writing(connection: Connection, path: str) -> bool:
    """Tell whether the transaction on a connection may have written, without reading in it."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        if hasattr(driver, "info"):
            return bool(driver.info.transaction_status)  # 0 is IDLE
        return bool(driver.is_in_transaction())
    if connection.dialect.name != "sqlite":
        return bool(driver.server_status & 1)  # SERVER_STATUS_IN_TRANS
    if not path:
        return True
    # SQLite does not tell, but a backup must wait for a transaction that writes, and for no other.
    said: list[int] = []

    def stop(status: int, _remaining: int, _total: int) -> None:
        said.append(status)
        raise InterruptedError

    with (
        suppress(InterruptedError, sqlite3.Error),
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as target,
    ):
        if connection.dialect.is_async:
            proxied: Any = connection.connection.dbapi_connection
            proxied.run_async(lambda it: it.backup(target, pages=1, progress=stop))
        else:
            driver.backup(target, pages=1, progress=stop)
    return said == [sqlite3.SQLITE_BUSY]


def first_picture(connection: Connection, path: str, is_begun: bool) -> Picture | None:
    """Read all tables as they are for a connection, before its first statement of the trace.

    To read in a transaction that has only begun would fix what it sees. SQLite would then refuse
    at once a write that may now wait for its turn.
    """
    dialect, picture = connection.dialect, None
    if path and not is_begun:
        picture = read_file(path, dialect)
    elif dialect.name in MYSQL and is_begun and not dialect.is_async:
        picture = read_server(connection.engine, "READ UNCOMMITTED")
    return picture or photograph(connection)


def photograph(connection: Connection) -> Picture | None:
    """Read all tables as a connection sees them; None if the database refuses."""
    return take(connection.dialect, connection.connection, is_writing(connection, ""))


def take(dialect: Dialect, proxied: Any, is_begun: bool) -> Picture | None:
    """Read all tables, and leave the connection in the transaction, or none, that it was in.

    On PostgreSQL a refusal would doom the transaction, and a table that another one alters would
    make it wait for ever: there the tables are read in a savepoint, and not waited for.
    """
    is_postgres, picture = dialect.name == "postgresql", None
    is_own = is_postgres and not is_begun and proxied.dbapi_connection.autocommit
    cursor = proxied.cursor()

    def send(*statements: str) -> None:
        for sql in statements:
            cursor.execute(sql, ())

    def recover() -> None:
        if is_postgres:
            send("ROLLBACK TO SAVEPOINT heroes_diff", NO_WAIT)

    refusal = dialect.loaded_dbapi.Error
    with suppress(refusal):
        if is_own:
            send("BEGIN")
        if is_postgres:
            send("SAVEPOINT heroes_diff", NO_WAIT)
        with suppress(refusal):
            level = None
            if dialect.name != "sqlite":
                level = dialect.get_isolation_level(proxied.dbapi_connection)
            # A serializable transaction may fail for having read, and on MariaDB it locks rows.
            if level != "SERIALIZABLE" or (is_postgres and not is_begun):
                tables = read(cursor, dialect, refusal, recover)
                picture = Picture(tables, level not in ("REPEATABLE READ", "SERIALIZABLE"))
        if is_postgres:
            send("ROLLBACK TO SAVEPOINT heroes_diff", "RELEASE SAVEPOINT heroes_diff")
    with suppress(refusal):
        if is_own:
            send("ROLLBACK")
        elif not is_begun:
            proxied.rollback()
        cursor.close()
    return picture


def read(
    cursor: Any,
    dialect: Dialect,
    refusal: type[Exception] = sqlite3.Error,
    recover: Callable[[], None] = lambda: None,
) -> Tables:
    """Read all tables of a database; of one that is big, or that cannot be read, the count."""
    cursor.execute(COLUMNS[dialect.name], ())
    found: dict[str, list[tuple[str, int]]] = {}
    for table, column, place in cursor.fetchall():
        found.setdefault(table, []).append((column, place))
    # A column with a plus has no declared type, and so no converter of a connection's own.
    plus = "+" if dialect.name == "sqlite" else ""
    quote = dialect.identifier_preparer.quote_identifier
    tables: Tables = {}
    for table, columns in found.items():
        names = tuple(name for name, _ in columns)
        key = tuple(name for name, place in sorted(columns, key=itemgetter(1)) if place)
        tables[table] = Content(names, key, UNKNOWN)
        rows = f"SELECT 1 FROM {quote(table)} LIMIT {MAX_ROWS + 1}"  # noqa: S608 - quoted
        values = ", ".join(f"{plus}{quote(name)}" for name in names)
        try:
            cursor.execute(f"SELECT count(*) FROM ({rows}) AS counted", ())  # noqa: S608
            [(count,)] = cursor.fetchall()
            tables[table] = Content(names, key, count)
            if count <= MAX_ROWS:
                cursor.execute(f"SELECT {values} FROM {quote(table)}", ())  # noqa: S608
                content = by_key(names, key, map(tuple, cursor.fetchall()))
                tables[table] = Content(names, key, len(content), content)
        except refusal:
            recover()
    return tables


def read_file(path: str, dialect: Dialect) -> Picture | None:
    """Read a SQLite file beside all transactions; None if that is not possible."""
    uri = f"{Path(path).as_uri()}?mode=ro"
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(uri, uri=True, timeout=1, isolation_level=None)) as raw,
    ):
        return Picture(read(raw.cursor(), dialect))
    return None


def read_memory(memory: Any, dialect: Dialect) -> Picture | None:
    """Read a SQLite database in memory; None if it is closed, or belongs to another thread."""
    with suppress(sqlite3.Error):
        return Picture(read(memory.cursor(), dialect))
    return None


def read_server(engine: Engine, level: Any = "READ COMMITTED") -> Picture | None:
    """Read through an idle connection of the pool, or else through a new one.

    On MariaDB the level "READ UNCOMMITTED" shows also what is not committed.
    """
    dialect, pool = engine.dialect, engine.pool
    is_idle = isinstance(pool, QueuePool) and pool.checkedin() > 0
    if not is_idle:  # the pool might make us wait until one of the open sessions ends
        pool = pool.recreate()
    with suppress(SQLAlchemyError, dialect.loaded_dbapi.Error):
        proxied = pool.connect()
        try:
            if dialect.name in MYSQL and proxied.dbapi_connection is not None:
                dialect.set_isolation_level(proxied.dbapi_connection, level)
            return take(dialect, proxied, is_begun=False)
        finally:
            if dialect.name in MYSQL and proxied.dbapi_connection is not None:
                dialect.reset_isolation_level(proxied.dbapi_connection)
            proxied.close()
            if not is_idle:
                pool.dispose()
    return None
