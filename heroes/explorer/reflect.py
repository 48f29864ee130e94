"""Reflect a database: its tables and views as SQLAlchemy has them, and notes on what is odd."""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    NUMERIC,
    Column,
    Connection,
    Dialect,
    Engine,
    ForeignKeyConstraint,
    Inspector,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    inspect,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from sqlalchemy.types import NullType

ROWIDS = ("rowid", "_rowid_", "oid")  # what SQLite calls the number of a row


@dataclass(frozen=True)
class Schema:
    """The tables and views of a database, by the keys that SQLAlchemy gives them.

    `keys` has, for each table and view, the names of the columns that tell its rows apart: the
    primary key, else columns that are unique and never NULL, else SQLite's own `rowid` (which is
    in no table's columns), else all columns. `notes` has one sentence for each thing that cannot
    be read as it is.
    """

    metadata: MetaData
    views: frozenset[str]
    notes: tuple[str, ...]
    keys: dict[str, tuple[str, ...]]
    dialect: Dialect


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
            notes += _mend_foreign_keys(table)
            if engine.dialect.name == "sqlite":
                _mend_types(connection, table)
        keys = {table.key: _key(connection, table, views) for table in _in_order(metadata)}
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
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            notes.append(f"{key} cannot be read: {reason.rstrip('.')}.")


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


def _mend_foreign_keys(table: Table) -> list[str]:
    """Point each foreign key at the very columns it means; drop and report those that cannot."""
    notes = []
    for key in sorted(table.foreign_key_constraints, key=lambda key: list(key.column_keys)):
        target = _target(key)
        if target is None:
            there = ".".join(filter(None, key.elements[0].target_tokens[:2]))
            columns = ", ".join(key.column_keys)
            notes.append(
                f"The foreign key {table.key}({columns}) points at {there}, which is not there."
            )
        elif [c.key for c in target] != [e.target_tokens.column_name for e in key.elements] or (
            target[0].table.key != _said_table(key)
        ):
            table.append_constraint(_pointed(key, target))
        else:
            continue
        table.constraints.discard(key)
        for element in key.elements:
            element.parent.foreign_keys.discard(element)
            table.foreign_keys.discard(element)
    return notes


def _pointed(key: ForeignKeyConstraint, target: list[Column[Any]]) -> ForeignKeyConstraint:
    options = {name: getattr(key, name) for name in ("name", "ondelete", "onupdate", "match")}
    return ForeignKeyConstraint(list(key.column_keys), target, **options)


def _said_table(key: ForeignKeyConstraint) -> str:
    schema, name, _ = key.elements[0].target_tokens
    return f"{schema}.{name}" if schema else name


def _target(key: ForeignKeyConstraint) -> list[Column[Any]] | None:
    """Return the columns that a foreign key means, in SQLite whatever the case of its letters."""
    tables = key.table.metadata.tables
    table = tables.get(_said_table(key))
    if table is None:
        table = next((t for t in tables.values() if _same(t.key, _said_table(key))), None)
    if table is None:
        return None
    found = []
    for element in key.elements:
        name = element.target_tokens.column_name or element.parent.name
        columns = [c for c in table.columns if c.name == name or _same(c.name, name)]
        if not columns:
            return None
        found.append(next((c for c in columns if c.name == name), columns[0]))
    return found


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()


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


def _key(connection: Connection, table: Table, views: set[str]) -> tuple[str, ...]:
    """Return the names of the columns that tell the rows apart, the primary key where it does."""
    is_table = connection.dialect.name == "sqlite" and table.key not in views
    primary = tuple(column.name for column in table.primary_key.columns)
    if primary and not (is_table and _has_null(connection, table)):
        return primary
    for names in [] if primary else _unique(table):
        return names
    if is_table and (name := _rowid(connection, table)):
        return (name,)
    return primary or tuple(column.name for column in table.columns)


def _has_null(connection: Connection, table: Table) -> bool:
    """Tell whether a part of the primary key is NULL somewhere, as SQLite lets it be."""
    preparer = connection.dialect.identifier_preparer
    where = " OR ".join(
        f"{preparer.quote(column.name)} IS NULL"
        for column in table.primary_key.columns
        if column.nullable or isinstance(column.type, Integer)
    )
    sql = f"SELECT 1 FROM {preparer.format_table(table)} WHERE {where} LIMIT 1"  # noqa: S608
    try:
        return bool(where) and connection.exec_driver_sql(sql).first() is not None
    except SQLAlchemyError:  # a table that cannot be selected from has no rows to lose
        return False


def _unique(table: Table) -> list[tuple[str, ...]]:
    return [
        tuple(column.name for column in columns)
        for columns in unique_columns(table)
        if not any(column.nullable for column in columns)
    ]


def unique_columns(table: Table) -> list[list[Column[Any]]]:
    """Return the groups of columns in which no two rows are equal, the smallest first."""
    groups = [list(table.primary_key.columns)]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            groups.append(list(constraint.columns))
    for index in table.indexes:
        plain = len(index.expressions) == len(index.columns)
        if index.unique and plain and not _is_partial(index.dialect_options):
            groups.append(list(index.columns))
    return sorted(filter(None, groups), key=lambda g: (len(g), [column.name for column in g]))


def _is_partial(options: Any) -> bool:
    return any(options[dialect].get("where") is not None for dialect in ("sqlite", "postgresql"))


def _rowid(connection: Connection, table: Table) -> str | None:
    taken = {column.name.lower() for column in table.columns}
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for name in ROWIDS:
        if name not in taken:
            try:
                connection.exec_driver_sql(f"SELECT {name} FROM {quoted} LIMIT 0")  # noqa: S608
            except SQLAlchemyError:
                return None
            return name
    return None
