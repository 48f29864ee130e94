"""Where a row leads: to the rows that its foreign keys name, and to those that name it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, Table, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from heroes.explorer.filtering import Filter
from heroes.explorer.reference import foreign_keys


@dataclass(frozen=True)
class Relation:
    """A way from a row to others: a label, the table that it leads to, and the condition there."""

    label: str
    table: str
    filters: tuple[Filter, ...]


def relations(row: SQLModel, metadata: MetaData) -> list[Relation]:
    """Return the ways from a row: up its foreign keys first, then down to the rows that name it.

    A key that is NULL leads nowhere, and neither does one whose table is not there.
    """
    table, values = inspect(type(row)).local_table, values_of(row)
    up = [_up(key, values) for key in foreign_keys(table)]
    others = sorted(metadata.tables.values(), key=lambda other: other.key)
    down = [_down(key, table, values) for other in others for key in foreign_keys(other)]
    return [way for way in up + down if way is not None]


def values_of(row: SQLModel) -> dict[str, Any]:
    """Return the values of a row that are in memory, by column names as in the database."""
    mapper = inspect(type(row))
    return {
        column.name: vars(row)[key]
        for column in mapper.local_table.columns
        if (key := mapper.get_property_by_column(column).key) in vars(row)
    }


def _up(key: ForeignKeyConstraint, values: dict[str, Any]) -> Relation | None:
    try:
        target = key.referred_table
        pairs = [(each.column.name, values.get(each.parent.name)) for each in key.elements]
    except SQLAlchemyError:  # what it refers to is not there
        return None
    label = f"{', '.join(key.column_keys)} → {target.key}"
    return _relation(label, target.key, pairs)


def _down(key: ForeignKeyConstraint, table: Table, values: dict[str, Any]) -> Relation | None:
    try:
        is_ours = key.referred_table.key == table.key
        pairs = [(each.parent.name, values.get(each.column.name)) for each in key.elements]
    except SQLAlchemyError:
        return None
    label = f"{key.table.key} with {', '.join(key.column_keys)}"
    return _relation(label, key.table.key, pairs) if is_ours else None


def _relation(label: str, table: str, pairs: list[tuple[str, Any]]) -> Relation | None:
    if any(value is None for _, value in pairs):
        return None
    return Relation(label, table, tuple(Filter(name, "=", value) for name, value in pairs))
