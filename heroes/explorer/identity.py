"""Find what tells the rows of a table apart: its primary key, and what there is without one."""

import re
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, UniqueConstraint, text
from sqlalchemy.exc import SQLAlchemyError

ROWIDS = ("rowid", "_rowid_", "oid")  # what SQLite calls the number of a row
IS_MADE_UP = text(
    "SELECT sql FROM sqlite_master WHERE name = :name AND lower(sql) LIKE 'create virtual%'"
)
KEEPS_ROWIDS = re.compile(
    r"(?i)\busing\s+(fts[345]|rtree|geopoly)\b"
)  # others count anew each time
IS_INHERITED = text(
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = :name"
    " AND n.nspname = :schema AND c.relkind = 'r' AND c.relhassubclass"
)
HAS_CTID = text(  # a place in one file: not of partitions, nor of tables that others inherit
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = :name"
    " AND n.nspname = :schema AND c.relkind IN ('r', 'm') AND NOT c.relhassubclass"
)


def find_key(connection: Connection, table: Table, is_view: bool) -> tuple[str, ...]:
    """Return the names of the columns that tell the rows apart, the primary key where it does.

    In a view they are all its columns: rows that are equal there come as one object each time, and
    a row of NULL alone as None.
    """
    if _is_inherited(connection, table):
        return tuple(column.name for column in table.columns)
    is_table = connection.dialect.name == "sqlite" and not is_view
    primary = tuple(column.name for column in table.primary_key.columns)
    if primary and not (is_table and _has_null(connection, table)):
        return primary
    for names in [] if primary else _unique(table):
        return names
    if is_table and (name := _rowid(connection, table)):
        return (name,)
    if not primary and _has_ctid(connection, table):
        return ("ctid",)
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
    made = connection.execute(IS_MADE_UP, {"name": table.name}).scalar()
    if made is not None and not KEEPS_ROWIDS.search(made):
        return None
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


def _has_ctid(connection: Connection, table: Table) -> bool:
    """Tell whether PostgreSQL's place of a row is one row's alone, and is not a column's name."""
    if connection.dialect.name != "postgresql":
        return False
    schema = table.schema or connection.dialect.default_schema_name
    found = connection.execute(HAS_CTID, {"name": table.name, "schema": schema})
    return found.first() is not None


def _is_inherited(connection: Connection, table: Table) -> bool:
    """Tell whether PostgreSQL reads other tables with this one, whose keys know nothing of it."""
    if connection.dialect.name != "postgresql":
        return False
    schema = table.schema or connection.dialect.default_schema_name
    found = connection.execute(IS_INHERITED, {"name": table.name, "schema": schema})
    return found.first() is not None


def is_keyed(table: Table, key: tuple[str, ...]) -> bool:
    """Tell whether no two rows of a table can be equal in a key that `find_key` found."""
    if any(name not in table.columns for name in key):  # what the database counts rows by
        return True
    groups = [tuple(column.name for column in columns) for columns in unique_columns(table)]
    return bool(key) and key in groups
