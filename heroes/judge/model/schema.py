"""Reflect what counts of a table model: columns, keys, uniques, indexes and checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    types,
)
from sqlalchemy import Table as SQLTable
from sqlalchemy.orm import ColumnProperty, class_mapper
from sqlalchemy.sql.schema import ForeignKeyConstraint

from heroes.judge.model.family import Family

Names = frozenset[str]
WORDS = {
    "text": "text",
    "integer": "whole numbers",
    "float": "numbers with a fraction",
    "decimal": "exact decimal numbers",
    "date": "dates",
    "datetime": "dates with a time",
    "time": "times of day",
    "timedelta": "spans of time",
    "boolean": "true or false",
    "json": "JSON",
    "uuid": "UUIDs",
    "enum": "the members of an enum",
    "binary": "bytes",
}
KINDS: list[tuple[type[Any], str]] = [
    (types.Enum, "enum"),
    (types.Boolean, "boolean"),
    (types.JSON, "json"),
    (types.Uuid, "uuid"),
    (types.Integer, "integer"),
    (types.Float, "float"),
    (types.Numeric, "decimal"),
    (types.DateTime, "datetime"),
    (types.Date, "date"),
    (types.Time, "time"),
    (types.Interval, "timedelta"),
    (types.LargeBinary, "binary"),
    (types.String, "text"),
]


@dataclass(frozen=True)
class Target:
    """What a column refers to: the class and its attribute, or the table's name if it has none."""

    owner: str
    key: str
    ondelete: str | None
    exists: bool


@dataclass(frozen=True)
class Facts:
    """What counts of a column."""

    key: str
    name: str
    category: str
    nullable: bool
    primary: bool
    target: Target | None = None
    length: int | None = None
    digits: tuple[int | None, int | None] = (None, None)
    stored: tuple[str, ...] = ()
    server_default: bool = False
    computed: bool = False
    updates: bool = False
    is_zoned: bool = False
    optional: bool = True  # its annotation allows None


@dataclass(frozen=True)
class Shape:
    """What counts of a table model. Uniques are constraints and unique indexes alike."""

    name: str
    table: SQLTable
    columns: dict[str, Facts]
    key: Names
    uniques: frozenset[Names]
    indexes: frozenset[tuple[str, ...]]
    checks: tuple[str, ...]
    names: Names

    def word(self) -> str:
        """Return the name that the table goes by."""
        return self.table.name


def shape_of(name: str, model: type[Any], family: Family) -> Shape:
    """Return what counts of a table model."""
    table: SQLTable = model.__table__
    keys = keys_of(model)
    columns = {
        keys.get(column.name, column.key): _facts(model, keys, column, family)
        for column in table.columns
    }
    return Shape(
        name,
        table,
        columns,
        frozenset(keys.get(column.name, column.key) for column in table.primary_key),
        frozenset(_uniques(table, keys)),
        frozenset(
            tuple(keys.get(column.name, column.key) for column in index.columns)
            for index in table.indexes
            if not index.unique
        ),
        tuple(sorted(_checks(table))),
        frozenset(_constraint_names(table)),
    )


def keys_of(model: type[Any]) -> dict[str, str]:
    """Return the attribute of each column, by the column's name in the database."""
    mapper = class_mapper(model, configure=False)
    return {
        column.name: prop.key
        for prop in mapper._props.values()
        if isinstance(prop, ColumnProperty)
        for column in prop.columns
        if isinstance(column, Column)
    }


def category_of(kind: Any) -> str:
    """Return what a type holds, as one word."""
    while isinstance(kind, types.TypeDecorator) and not isinstance(kind, types.Interval):
        kind = kind.impl_instance
    if isinstance(kind, types.Numeric) and not kind.asdecimal:
        return "float"
    return next((word for each, word in KINDS if isinstance(kind, each)), str(kind).lower())


def said_of_type(category: str) -> str:
    """Return what a column of a category holds, in words."""
    return WORDS.get(category, category)


def _facts(model: type[Any], keys: dict[str, str], column: Column[Any], family: Family) -> Facts:
    field = getattr(model, "model_fields", {}).get(keys.get(column.name, column.key))
    kind: Any = column.type
    category = category_of(kind)
    while isinstance(kind, types.TypeDecorator):
        kind = kind.impl_instance
    return Facts(
        key=keys.get(column.name, column.key),
        name=column.name,
        category=category,
        nullable=bool(column.nullable) and not column.primary_key,
        primary=column.primary_key,
        target=_target(column, family),
        length=getattr(kind, "length", None) if category in ("text", "binary") else None,
        digits=(kind.precision, kind.scale) if category == "decimal" else (None, None),
        stored=tuple(kind.enums) if isinstance(kind, types.Enum) else (),
        server_default=column.server_default is not None and column.computed is None,
        computed=column.computed is not None,
        updates=column.onupdate is not None or column.server_onupdate is not None,
        optional=field is None or type(None) in get_args(field.annotation),
        is_zoned=isinstance(column.type, types.TypeDecorator) and category == "datetime",
    )


def _target(column: Column[Any], family: Family) -> Target | None:
    keys = sorted(column.foreign_keys, key=lambda key: key.target_fullname)
    if not keys:
        return None
    table_name, _, name = keys[0].target_fullname.rpartition(".")
    table = column.table.metadata.tables.get(table_name)
    if isinstance(keys[0]._colspec, Column):  # a key that was given as an object
        table = keys[0]._colspec.table
        table_name = table.fullname if table is not None else table_name
    owner = family.owner(table)
    ondelete = _ondelete(column, keys[0])
    if owner is None or table is None or name not in table.c:
        return Target(table_name, name, ondelete, table is not None and name in table.c)
    return Target(owner, keys_of(family.tables[owner]).get(name, name), ondelete, exists=True)


def _ondelete(column: Column[Any], key: Any) -> str | None:
    written = key.ondelete
    for constraint in column.table.constraints:
        if isinstance(constraint, ForeignKeyConstraint) and key in constraint.elements:
            written = written or constraint.ondelete
    written = (written or "").upper()
    return None if written in ("", "NO ACTION") else written


def _uniques(table: SQLTable, keys: dict[str, str]) -> Iterator[Names]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield frozenset(keys.get(column.name, column.key) for column in constraint.columns)
    for index in table.indexes:
        options = index.dialect_kwargs
        if index.unique and not any(key.endswith("_where") for key in options):
            columns = frozenset(keys.get(column.name, column.key) for column in index.columns)
            plain = all(isinstance(each, Column) for each in index.expressions)
            yield columns if plain else frozenset(str(each).lower() for each in index.expressions)


def _checks(table: SQLTable) -> Iterator[str]:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint) and not getattr(
            constraint, "_type_bound", False
        ):
            yield str(constraint.sqltext.compile(compile_kwargs={"literal_binds": True}))


def _constraint_names(table: SQLTable) -> Iterator[str]:
    named: list[Constraint | Index] = [*table.constraints, *table.indexes]
    for each in named:
        if isinstance(each.name, str) and not isinstance(each, PrimaryKeyConstraint):
            yield str(each.name)
