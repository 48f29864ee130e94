"""Reflect a database: its tables and views as SQLAlchemy has them, and notes on what is odd."""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    NUMERIC,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    ForeignKeyConstraint,
    Inspector,
    MetaData,
    Table,
    Time,
    UniqueConstraint,
    func,
    inspect,
    literal,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from sqlalchemy.types import NullType

from heroes.explorer.identity import find_key, is_keyed, unique_columns
from heroes.explorer.reference import mend_foreign_keys

LIKE = "heroes_like"  # in a column's info: how its moments are written, digits as zeros
MOMENT = re.compile(r"0000-00-00|(0000-00-00[ T])?00:00(:00(\.000|\.000000)?)?(Z|[+-]00:00)?")
UNFIT = "heroes_unfit"  # in a column's info: it holds moments that Python lacks
LIMITS: dict[Any, tuple[str, str]] = {
    Date: ("0001-01-01", "9999-12-31"),
    DateTime: ("0001-01-01", "9999-12-31 23:59:59.999999"),
    Time: ("00:00", "23:59:59.999999"),
}
SAMPLE = 100  # values that are looked at for it
PATIENCE = "200"  # milliseconds for the sample of a table of PostgreSQL
STEPS = 2_000_000  # of SQLite's machine that are spent on it


@dataclass(frozen=True)
class Schema:
    """The tables and views of a database, by the keys that SQLAlchemy gives them.

    `keys` has, for each table and view, the names of the columns that tell its rows apart: the
    primary key, else columns that are unique and never NULL, else SQLite's own `rowid` or
    PostgreSQL's `ctid` (which are in no table's columns), else all columns. `notes` has one
    sentence for each thing that cannot be read as it is.
    """

    metadata: MetaData
    views: frozenset[str]
    notes: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dialect: Dialect = field(default_factory=sqlite.dialect)

    def is_keyed(self, table: str) -> bool:
        """Tell whether no two rows of the table with this key can be equal in what `keys` names."""
        return is_keyed(self.metadata.tables[table], self.keys[table])

    def key(self, table: Table) -> tuple[str, ...]:
        """Return the names of the columns that tell the rows of a table apart."""
        if table.key in self.keys:
            return self.keys[table.key]
        columns = table.primary_key.columns or table.columns
        return tuple(column.name for column in columns)


def reflect(engine: Engine) -> Schema:
    """Read the tables, views and constraints of a database, and nothing of its rows but odd keys.

    On PostgreSQL these are of all schemas but the server's own, on MariaDB of the URL's database,
    on SQLite of the main file. What is odd becomes a note; it never fails because of one table.
    """
    metadata, views, notes = MetaData(), set[str](), list[str]()
    with engine.connect() as connection:
        inspector = inspect(connection)
        for schema in _schemas(inspector):
            views |= _read(inspector, metadata, schema, notes)
        for table in _in_order(metadata):
            if not table.columns:
                notes.append(f"{table.key} has no columns, so it has no class.")
                metadata.remove(table)
        for table in _in_order(metadata):
            notes += mend_foreign_keys(table)
            if engine.dialect.name == "sqlite":
                _mend_types(connection, table)
                _mend_unique_columns(connection, table)
                _note_moments(connection, table)
            if engine.dialect.name == "postgresql":
                _note_unfit(connection, table)
        keys = {
            table.key: find_key(connection, table, table.key in views)
            for table in _in_order(metadata)
        }
        connection.rollback()
    found = frozenset(views & set(metadata.tables))
    return Schema(metadata, found, tuple(dict.fromkeys(notes)), keys, engine.dialect)


def _schemas(inspector: Inspector) -> list[str | None]:
    if inspector.dialect.name != "postgresql":
        return [None]
    default = inspector.default_schema_name
    names = [name for name in inspector.get_schema_names() if name != default]
    return [None, *(n for n in names if n != "information_schema" and not n.startswith("pg_"))]


def _in_order(metadata: MetaData) -> list[Table]:
    return [metadata.tables[key] for key in sorted(metadata.tables)]


def _read(
    inspector: Inspector, metadata: MetaData, schema: str | None, notes: list[str]
) -> set[str]:
    """Put one schema's tables and views into the metadata, and return the keys of the views."""
    views = set(inspector.get_view_names(schema))
    if inspector.dialect.name == "postgresql":
        views |= set(inspector.get_materialized_view_names(schema))
    names = {*inspector.get_table_names(schema), *views, *_foreign_tables(inspector, schema)}
    with _noted(notes):
        try:
            metadata.reflect(inspector.bind, schema=schema, views=True, resolve_fks=False)
        except Exception:  # one table is odd: each is tried by itself below
            _end(inspector)
    for name in sorted(names):
        key = f"{schema}.{name}" if schema else name
        if key not in metadata.tables:
            _read_table(inspector, metadata, name, schema, notes)
    return {f"{schema}.{name}" if schema else name for name in views}


def _foreign_tables(inspector: Inspector, schema: str | None) -> Iterable[str]:
    get: Any = getattr(inspector, "get_foreign_table_names", None)
    return get(schema) if get else ()


def _read_table(
    inspector: Inspector, metadata: MetaData, name: str, schema: str | None, notes: list[str]
) -> None:
    key = f"{schema}.{name}" if schema else name
    source: Any = inspector  # unlike its connection, it remembers what it has read
    with _noted(notes):
        try:
            Table(name, metadata, schema=schema, autoload_with=source, resolve_fks=False)
        except Exception as error:  # a driver's, a parser's: the other tables can be read
            _end(inspector)
            if key in metadata.tables:
                metadata.remove(metadata.tables[key])
            notes[:] = [note for note in notes if not note.startswith(f"Skipping table {name}:")]
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0].rstrip(".")
            table = _read_columns(inspector, metadata, name, schema)
            if table is None:
                notes.append(f"{key} cannot be read: {reason}.")
            else:
                notes += _read_foreign_keys(inspector, table, reason)
                if not all(column["name"] for column in inspector.get_columns(name, schema)):
                    notes.append(f"A column of {key} has no name, so it is left out.")


def _read_columns(
    inspector: Inspector, metadata: MetaData, name: str, schema: str | None
) -> Table | None:
    """Read of a table what is simple: its columns and its primary key."""
    try:
        columns = inspector.get_columns(name, schema)
        primary = set(inspector.get_pk_constraint(name, schema)["constrained_columns"])
    except Exception:  # not even these
        _end(inspector)
        return None
    made = (
        Column(c["name"], c["type"], primary_key=c["name"] in primary, nullable=c["nullable"])
        for c in columns
        if c["name"]  # SQLAlchemy has no columns without
    )
    return Table(name, metadata, *made, schema=schema)


def _read_foreign_keys(inspector: Inspector, table: Table, reason: str) -> Iterator[str]:
    """Add those foreign keys that can be, and yield a note on each other one."""
    try:
        keys = inspector.get_foreign_keys(table.name, table.schema)
    except Exception:  # the reason is here
        _end(inspector)
        yield f"Only the columns of {table.key} can be read: {reason}."
        return
    for key in keys:
        here, there = key["constrained_columns"], key["referred_columns"]
        place = tuple(filter(None, (key["referred_schema"], key["referred_table"])))
        if len(here) == len(there):
            targets: list[Any] = [(*place, column) for column in there]
            table.append_constraint(ForeignKeyConstraint(here, targets))
        else:
            at = f"{table.key}({', '.join(here)})"
            yield f"The foreign key {at} points at {'.'.join(place)}, which has no such key."


def _end(inspector: Inspector) -> None:
    """End the transaction that an error has spoiled."""
    if isinstance(inspector.bind, Connection):
        inspector.bind.rollback()


@contextmanager
def _noted(notes: list[str]) -> Iterator[None]:
    """Turn SQLAlchemy's warnings into notes."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    said = (str(w.message).partition("\n")[0] for w in caught if issubclass(w.category, SAWarning))
    notes += [f"{sentence.rstrip('.')}." for sentence in said]


def _mend_types(connection: Connection, table: Table) -> None:
    """Forget the numbers that SQLAlchemy makes of a declared type which it does not know."""
    statement = text("SELECT name, type FROM pragma_table_xinfo(:table)")
    for name, declared in connection.execute(statement, {"table": table.name}):
        column = table.columns.get(name)
        base = re.sub(r"(?s)\(.*", "", declared or "").strip().upper()
        if (
            column is not None
            and type(column.type) is NUMERIC
            and base not in sqlite.dialect.ischema_names
        ):
            column.type = NullType()


def _mend_unique_columns(connection: Connection, table: Table) -> None:
    """Add what is unique and SQLAlchemy overlooks: it reads SQL, as far as it understands it."""
    statement = text(
        "SELECT i.name, c.name FROM pragma_index_list(:table) i, pragma_index_info(i.name) c"
        " WHERE i.origin = 'u' ORDER BY i.seq DESC, c.seqno"
    )
    groups: dict[str, list[str]] = {}
    for index, column in connection.execute(statement, {"table": table.name}):
        groups.setdefault(index, []).append(column)
    known = [set(group) for group in unique_columns(table)]
    for names in groups.values():
        columns = [table.columns[name] for name in names if name in table.columns]
        if set(columns) not in known and len(columns) == len(names):
            table.append_constraint(UniqueConstraint(*columns))


def _note_moments(connection: Connection, table: Table) -> None:
    """Note in each column of moments how SQLite mostly has them written.

    SQLAlchemy writes microseconds, so that what others wrote would never be equal.
    """
    raw: Any = connection.connection.dbapi_connection
    for column in table.columns:
        if isinstance(column.type, DateTime | Time):
            stored = select(type_coerce(column, NullType())).where(column.is_not(None))
            raw.set_progress_handler(lambda: True, STEPS)  # to find one may mean to read all
            with suppress(SQLAlchemyError):  # and some cannot be selected from
                values: Any = connection.scalars(stored.limit(SAMPLE)).all()
                forms = Counter(re.sub(r"\d", "0", v) for v in values if isinstance(v, str))
                common = next((form for form, _ in forms.most_common(1)), "")
                if MOMENT.fullmatch(common):
                    column.info[LIKE] = common
            raw.set_progress_handler(None, STEPS)


def _note_unfit(connection: Connection, table: Table) -> None:
    """Note each column of PostgreSQL in which a moment lies beyond Python's, in some rows."""
    limits = {
        column: limit
        for column in table.columns
        for kind, limit in LIMITS.items()
        if isinstance(column.type, kind)
    }
    if not limits:
        return
    some = select(*limits).limit(10 * SAMPLE).subquery()
    asked = (
        func.bool_or(~some.c[column.name].between(literal(a, column.type), literal(b, column.type)))
        for column, (a, b) in limits.items()
    )
    found: Sequence[Any] = ()
    with suppress(SQLAlchemyError):  # a view that takes its time, or may not be read
        connection.execute(select(func.set_config("statement_timeout", PATIENCE, True)))
        found = connection.execute(select(*asked)).one()
    connection.rollback()
    for column, is_unfit in zip(limits, found, strict=False):
        if is_unfit:
            column.info[UNFIT] = True
