"""Which rows differ between the start and the end of a trace, and which are not committed yet."""

import re
import threading
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from heroes.glass.change import TableChange
from heroes.glass.picture import (
    COLUMNS,
    MYSQL,
    READS,
    UNKNOWN,
    Content,
    Picture,
    Row,
    Tables,
    first_picture,
    identify,
    is_writing,
    photograph,
    read_file,
    read_memory,
    read_server,
)
from heroes.glass.timeline import Statement


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
