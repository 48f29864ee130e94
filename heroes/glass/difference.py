"""Which rows differ between the start and the end of a trace, and which are not committed yet."""

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Engine, QueuePool
from sqlalchemy.exc import SQLAlchemyError

from heroes.displays import Table
from heroes.glass.timeline import Statement

MAX_ROWS = 10_000  # of a table that is compared; a bigger one is counted, up to one more
SHOWN = 50  # rows of a display
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


@dataclass(slots=True)
class TableChange:
    """The rows of a table that differ, as tuples in the order of `columns`, sorted by `key`.

    `uncommitted` has the places of those that are not committed yet, such as ("added", 0).
    `before` and `after` count all rows. With `counts_only` they are all that is known: 10,001
    stands for more than 10,000, and -1 for a table that was locked. Without a `key`, a row that
    changed is removed and added.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    before: int = 0
    after: int = 0
    uncommitted: set[tuple[str, int]] = field(default_factory=set)
    counts_only: bool = False

    def title(self) -> str:
        """Return how many rows differ: "hero: 2 added, 1 removed"."""
        if self.counts_only:
            return f"{self.table}: rows not compared"
        kinds = {"added": self.added, "changed": self.changed, "removed": self.removed}
        counts = ", ".join(f"{len(rows):,} {kind}" for kind, rows in kinds.items() if rows)
        return f"{self.table}: {counts}"

    def text(self) -> str:
        """Return the rows as a table of plain text."""
        return self._table().text() if self._table().rows else self._table().caption

    def html(self) -> str:
        """Return the rows as a table that reads well without a style sheet."""
        return self._table().html() if self._table().rows else f"<p>{self._table().caption}</p>"

    def _table(self) -> Table:
        rows: list[list[Any]] = []
        for kind in ("added", "changed", "removed"):
            for place, row in enumerate(getattr(self, kind)):
                note = ", not committed" if (kind, place) in self.uncommitted else ""
                pairs = (
                    zip(("changed from", "to"), row, strict=True)
                    if kind == "changed"
                    else [(kind, row)]
                )
                rows += [[f"{word}{note}", *each] for word, each in pairs]
        caption = f"{_count(self.before)} before, {_count(self.after)} now"
        columns = ("", *self.columns)
        return Table(caption, columns, rows[:SHOWN], len(rows), frozenset({""}))


def _count(rows: int) -> str:
    if rows == UNKNOWN:
        return "locked"
    words = f"more than {MAX_ROWS:,}" if rows > MAX_ROWS else f"{rows:,}"
    return f"{words} {'row' if rows == 1 else 'rows'}"


@dataclass(slots=True, eq=False)
class Database:
    """What is known of one database: its tables at the start, and as last committed."""

    number: int
    engine: Engine
    base: Tables
    path: str  # of a SQLite file
    memory: Any  # the one connection of a SQLite database in memory
    committed: Tables | None = None

    @property
    def is_lasting(self) -> bool:
        """Tell whether it can be read at the end through a connection of our own."""
        return bool(self.path) or (self.memory is None and not self.engine.dialect.is_async)

    @property
    def known(self) -> Tables:
        """Return what was committed when that was last heard of."""
        return self.base if self.committed is None else self.committed


@dataclass(slots=True, eq=False)
class View:
    """What is known of a connection: `start` is what was committed when it began a transaction.

    Of an async one, `picture` is what it saw when it last wrote.
    """

    database: Database
    start: Tables | None
    has_written: bool
    thread: int = field(default_factory=threading.get_ident)
    picture: Picture | None = None
    is_stale: bool = False


class Differ:
    """Compare the tables before the first statement of a trace with those at its end.

    It is an `Observer`. `is_complete` turns False when something could not be read at the end.
    """

    def __init__(self) -> None:
        self.is_complete = True
        self._databases: dict[Hashable, Database] = {}
        self._views: WeakKeyDictionary[Connection, View | None] = WeakKeyDictionary()
        self._met: set[int] = set()
        self._unread: set[Hashable] = set()
        self._written: set[str] = set()
        self._changes: dict[str, TableChange] | None = None

    def before(self, connection: Connection) -> None:
        """Take a picture before the first statement on each database."""
        try:
            view = self._views[connection]
        except KeyError:
            self._views[connection] = self._meet(connection)
        else:
            if view is None:
                return
            if view.start is None:
                view.start = view.database.known
            if view.is_stale:
                self._see(view, connection)

    def after(self, statement: Statement, context: Any, connection: Connection) -> None:
        """Take a picture when an async connection wrote: nothing can be awaited at the end."""
        view = self._views.get(connection)
        if view is not None and not READS.match(statement.sql):
            view.has_written = True
            if len(self._written) < 1_000:
                self._written.add(statement.sql)
            if connection.dialect.is_async:
                self._see(view, connection)
            if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
                if view.picture is not None:
                    view.database.committed = view.picture.tables
                view.has_written = False

    def _see(self, view: View, connection: Connection) -> None:
        # On MariaDB to read would fix what the rest of the transaction sees.
        is_safe = connection.dialect.name not in MYSQL
        view.picture = photograph(connection) if is_safe else None
        view.is_stale = view.picture is None

    def ending(self, connection: Connection, kind: str) -> None:
        """Take a picture of what will be committed, where it cannot be read at the end."""
        if connection not in self._views:
            self._views[connection] = self._meet(connection)
        if (view := self._views[connection]) is None:
            return
        database = view.database
        if kind == "COMMIT" and view.has_written and not database.is_lasting:
            picture = view.picture or photograph(connection)
            if picture:
                start = database.known if view.start is None else view.start
                database.committed, _ = overlay(database.known, picture, start, database.known)
        view.picture, view.is_stale = None, False
        if kind != "ROLLBACK TO":
            view.start, view.has_written = None, False
        elif connection.dialect.is_async:
            view.is_stale = True

    def changes(self) -> dict[str, TableChange]:
        """Return what differs, by table. The first call, after the trace, takes the last picture.

        Where two databases of the trace have the same table, that of the second is "2:hero".
        """
        if self._changes is None:
            self._changes, known = {}, set[str]()
            self.is_complete &= not self._unread
            for database in self._databases.values():
                tables = self._now(database)
                for change in self._compare(database, *tables):
                    is_double = change.table in known
                    name = f"{database.number}:{change.table}" if is_double else change.table
                    self._changes[name] = change
                known |= {*tables[0], *database.base}
            self._databases.clear()
            self._views.clear()
        return self._changes

    def _meet(self, connection: Connection) -> View | None:
        dialect, raw = connection.dialect, id(connection.connection.dbapi_connection)
        if dialect.name not in COLUMNS:
            return None
        identity, path, memory = identify(connection)
        is_begun = raw not in self._met and is_writing(connection, path)
        self._met.add(raw)
        database, picture = self._databases.get(identity), None
        if database is None:
            picture = first_picture(connection, path, is_begun)
            if picture is None:
                self._unread.add(identity)
                return None
            self._unread.discard(identity)
            number = len(self._databases) + 1
            database = Database(number, connection.engine, picture.tables, path, memory)
            database = self._databases.setdefault(identity, database)
        elif is_begun and memory is None and dialect.name not in MYSQL:
            # What a transaction from before the trace had written was there at the start.
            picture = photograph(connection)
            if picture and picture.is_exact:
                base = database.base
                database.base, _ = overlay(base, picture, {}, base)
        view = View(database, database.known, is_begun)
        if is_begun and dialect.is_async:
            view.picture, view.is_stale = picture, picture is None
        return view

    def _now(self, database: Database) -> tuple[Tables, dict[str, set[Hashable]]]:
        """Return the tables as they are now, and the keys of the rows that are not committed."""
        tables = database.known
        marks: dict[str, set[Hashable]] = {}
        open_ones = list(self._open(database))
        picture: Picture | None = None
        if database.is_lasting:
            path, engine = database.path, database.engine
            picture = read_file(path, engine.dialect) if path else read_server(engine)
            self.is_complete &= picture is not None
        elif database.memory is not None and not open_ones:
            picture = read_memory(database.memory, database.engine.dialect)
        if picture is not None:  # what an open transaction locks, nobody else has changed
            tables = {
                name: database.base.get(name, now) if now.count == UNKNOWN else now
                for name, now in picture.tables.items()
            }
        committed = tables
        for each, start in open_ones:
            tables, written = overlay(tables, each, start, committed)
            for name, keys in written.items():
                marks.setdefault(name, set()).update(keys)
        return tables, marks

    def _open(self, database: Database) -> Iterator[tuple[Picture, Tables]]:
        """Yield what each open transaction sees, and what was committed when it began."""
        views = [
            (connection, view)
            for connection, view in self._views.items()
            if view is not None
            and view.database is database
            and view.has_written
            and not (connection.closed or connection.invalidated)
            and connection.in_transaction()
        ]
        if (
            views
            and database.memory is not None
            and (picture := read_memory(database.memory, database.engine.dialect))
        ):
            if database.memory.in_transaction:
                yield picture, {}
            return
        if views and database.is_lasting and database.engine.dialect.name in MYSQL:
            picture = read_server(database.engine, "READ UNCOMMITTED")
            self.is_complete &= picture is not None
            if picture is not None:
                yield picture, {}
            return
        for connection, view in views:
            picture = view.picture
            is_readable = not view.is_stale
            if not connection.dialect.is_async:
                is_readable = view.thread == threading.get_ident()
                if is_readable and is_writing(connection, database.path):
                    picture = photograph(connection)
                    is_readable = picture is not None
            self.is_complete &= is_readable
            if picture is not None:
                yield picture, database.known if view.start is None else view.start

    def _compare(
        self, database: Database, tables: Tables, marks: dict[str, set[Hashable]]
    ) -> Iterator[TableChange]:
        for name in sorted({*database.base, *tables}):
            old, new = database.base.get(name), tables.get(name)
            change = compare(name, old, new, marks.get(name, set()))
            if change is None:
                continue
            word = re.compile(rf"\b{re.escape(name)}\b", re.I)
            is_named = any(word.search(sql) for sql in self._written)
            if is_named or not change.counts_only or change.before != change.after:
                yield change


def compare(
    table: str, old: Content | None, new: Content | None, marks: set[Hashable]
) -> TableChange | None:
    """Return how a table differs, None if it does not."""
    shape = new or old
    assert shape is not None  # noqa: S101 - for mypy
    empty = Content(shape.columns, shape.key, 0, {})
    old, new = old or empty, new or empty
    change = TableChange(table, shape.columns, shape.key, before=old.count, after=new.count)
    if old.rows is None or new.rows is None:
        change.counts_only = True
        return change
    before, after = old.like(shape), new.rows
    if before == after:
        return None
    for key in in_order(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is None and other is not None:
            kind, place = "added", len(change.added)
            change.added.append(other)
        elif one is not None and other is None:
            kind, place = "removed", len(change.removed)
            change.removed.append(one)
        elif one is not None and other is not None and not is_same(one, other):
            kind, place = "changed", len(change.changed)
            change.changed.append((one, other))
        else:
            continue
        if key in marks:
            change.uncommitted.add((kind, place))
    return change if change.added or change.changed or change.removed else None


def overlay(
    tables: Tables, picture: Picture, start: Tables, committed: Tables
) -> tuple[Tables, dict[str, set[Hashable]]]:
    """Return the tables with what a transaction wrote, and the keys of the rows it wrote.

    It wrote what it sees otherwise than it is committed. A picture that is not exact may also show
    rows as they were before others committed: there it did not write what it sees as at its start.
    """
    result, written = dict(tables), dict[str, set[Hashable]]()
    for name in {*committed, *picture.tables}:
        old, new, first = committed.get(name), picture.tables.get(name), start.get(name)
        if new is None:
            if old is not None and (picture.is_exact or first is not None):
                written[name] = {*(old.rows or ())}
                result.pop(name, None)
        elif old is None:
            if picture.is_exact or first is None:
                written[name] = {*(new.rows or ())}
                result[name] = new
        elif new.rows is None or old.rows is None:
            if UNKNOWN != new.count != old.count:
                result[name] = new
        else:
            before, past = old.like(new), first.like(new) if first else {}
            rows = dict(result.get(name, old).like(new))
            for key in before.keys() | new.rows.keys():
                mine = new.rows.get(key)
                if is_same(before.get(key), mine):
                    continue
                if picture.is_exact or not is_same(past.get(key), mine):
                    written.setdefault(name, set()).add(key)
                    rows.pop(key, None)
                    rows |= {key: mine} if mine is not None else {}
            result[name] = Content(new.columns, new.key, len(rows), rows)
    return result, written


def is_same(one: Row | None, other: Row | None) -> bool:
    """Compare two rows as the driver gives them; NaN is the same as NaN."""
    return one == other or repr(one) == repr(other)


def in_order(keys: Iterable[Hashable]) -> list[Any]:
    """Sort keys, also those that cannot be compared."""
    listed: list[Any] = list(keys)
    try:
        return sorted(listed)
    except TypeError:
        return sorted(listed, key=repr)
