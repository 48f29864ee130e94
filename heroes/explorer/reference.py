"""Mend foreign keys: each points at the very columns it means, or is left out and reported."""

from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Table


def mend_foreign_keys(table: Table) -> list[str]:
    """Point each foreign key at the very columns it means; drop and report those that cannot."""
    notes = []
    for key in foreign_keys(table):
        target = _target(key)
        if target is None:
            there = referred_name(key)
            columns = ", ".join(key.column_keys)
            lacks = "has no such column" if _table(key) is not None else "is not there"
            notes.append(
                f"The foreign key {table.key}({columns}) points at {there}, which {lacks}."
            )
        elif [c.key for c in target] != [e.target_tokens.column_name for e in key.elements] or (
            target[0].table.key != referred_name(key)
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


def foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    """Return the foreign keys of a table in the order of their columns."""
    return sorted(table.foreign_key_constraints, key=lambda key: list(key.column_keys))


def referred_name(key: ForeignKeyConstraint) -> str:
    """Return the name of the table that a foreign key names, whether it is there or not."""
    schema, name, _ = key.elements[0].target_tokens
    return f"{schema}.{name}" if schema else name


def _target(key: ForeignKeyConstraint) -> list[Column[Any]] | None:
    """Return the columns that a foreign key means, in SQLite whatever the case of its letters."""
    table = _table(key)
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


def _table(key: ForeignKeyConstraint) -> Table | None:
    tables, name = key.table.metadata.tables, referred_name(key)
    if name in tables:
        return tables[name]
    return next((table for table in tables.values() if _same(table.key, name)), None)


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()
