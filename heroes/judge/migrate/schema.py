"""Read what counts of the schema of an SQLite database."""

import re
import sqlite3
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Column as SQLColumn
from sqlalchemy import MetaData, StaticPool, create_engine, types
from sqlalchemy import Table as SQLTable

Names = tuple[str, ...]
Reference = tuple[Names, str, Names, str]  # columns, the table that they refer to, its columns


@dataclass(frozen=True)
class Column:
    """What counts of a column."""

    kind: str
    nullable: bool
    length: int | None = None
    default: str | None = None

    @property
    def text(self) -> str:
        """Return it in words."""
        return f"{self.kind}, {'may be NULL' if self.nullable else 'NOT NULL'}"


@dataclass(frozen=True)
class Shape:
    """What counts of a table. Uniques are constraints and unique indexes alike."""

    columns: dict[str, Column]
    key: Names
    uniques: frozenset[Names]
    indexes: frozenset[Names]
    references: frozenset[Reference]
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """The tables of a database. `bare` knows no more of them than names and keys."""

    definitions: Names
    shapes: dict[str, Shape]
    metadata: MetaData
    bare: MetaData


@lru_cache(maxsize=512)
def schema_of(definitions: Names) -> Schema:
    """Return the schema that these CREATE statements make in SQLite."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    for sql in definitions:
        connection.execute(sql)
    engine = create_engine("sqlite://", poolclass=StaticPool, creator=lambda: connection)
    metadata, bare = MetaData(), MetaData()
    with warnings.catch_warnings(action="ignore"):  # of what SQLAlchemy cannot reflect
        metadata.reflect(engine, resolve_fks=False)
    shapes = {name: _shape(connection, table) for name, table in sorted(metadata.tables.items())}
    for name, shape in shapes.items():
        SQLTable(name, bare, *_bare_columns(shape))
    engine.dispose()
    connection.close()
    return Schema(definitions, shapes, metadata, bare)


def _bare_columns(shape: Shape) -> list[SQLColumn[Any]]:
    return [SQLColumn(name, primary_key=name in shape.key) for name in shape.columns]


def _shape(connection: sqlite3.Connection, table: SQLTable) -> Shape:
    """Return what SQLite knows of a table: SQLAlchemy does not see all that stands in a column."""
    key = tuple(column.name for column in table.primary_key)
    indexes = [
        (bool(unique), origin, _names(connection, f"index_info({_quoted(index)})", 2))
        for _, index, unique, origin, partial in _pragma(
            connection, f"index_list({_quoted(table.name)})"
        )
        if not partial
    ]
    (sql,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table.name,)
    ).fetchone()
    return Shape(
        {column.name: _column(column, key) for column in table.columns},
        key,
        frozenset(names for unique, origin, names in indexes if unique and origin != "pk"),
        frozenset(names for unique, _, names in indexes if not unique and None not in names),
        frozenset(_references_of(connection, table.name)),
        tuple(checks_in(sql)),
    )


def _references_of(connection: sqlite3.Connection, table: str) -> Iterator[Reference]:
    keys: dict[int, list[tuple[Any, ...]]] = {}
    for row in _pragma(connection, f"foreign_key_list({_quoted(table)})"):
        keys.setdefault(row[0], []).append(row)
    for rows in keys.values():
        columns, parent, ondelete = tuple(row[3] for row in rows), rows[0][2], rows[0][6]
        primary = tuple(
            row[1] for row in _pragma(connection, f"table_info({_quoted(parent)})") if row[5]
        )
        targets = primary if rows[0][4] is None else tuple(row[4] for row in rows)
        yield columns, parent, targets, ondelete


def _pragma(connection: sqlite3.Connection, call: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"PRAGMA {call}").fetchall()


def _names(connection: sqlite3.Connection, call: str, position: int) -> Names:
    return tuple(row[position] for row in _pragma(connection, call))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def checks_in(sql: str) -> list[str]:
    """Return the conditions of the CHECKs in a CREATE TABLE statement, in order of their text."""
    found = []
    for match in re.finditer(r"\bCHECK\s*\(", sql, re.IGNORECASE):
        depth, quote = 1, ""
        for end in range(match.end(), len(sql)):
            letter = sql[end]
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "'\"":
                quote = letter
            depth += 0 if quote else {"(": 1, ")": -1}.get(letter, 0)
            if not depth:
                found.append(sql[match.end() : end])
                break
    return sorted(found)


def _column(column: SQLColumn[Any], key: Names) -> Column:
    default = getattr(column.server_default, "arg", None)
    return Column(
        kind_of(column.type),
        bool(column.nullable) and column.name not in key,
        getattr(column.type, "length", None),
        None if default is None else str(default).strip("'\"()").lower(),
    )


def kind_of(kind: types.TypeEngine[Any]) -> str:
    """Return what a type holds, in words; what SQLite treats alike has one word."""
    kinds: list[tuple[type[Any], str]] = [
        (types.Boolean, "true or false"),
        (types.Integer, "whole numbers"),
        (types.Float, "numbers with a fraction"),
        (types.Numeric, "decimal numbers"),
        (types.DateTime, "dates with a time"),
        (types.TIMESTAMP, "dates with a time"),
        (types.Date, "dates"),
        (types.Time, "times"),
        (types.JSON, "JSON"),
        (types.LargeBinary, "bytes"),
        (types.String, "text"),
    ]
    return next((words for each, words in kinds if isinstance(kind, each)), str(kind).lower())
