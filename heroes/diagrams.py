"""Entity-relationship diagrams: Mermaid where it is drawn, plain text where it is not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel


@dataclass(frozen=True, repr=False)
class Diagram:
    """A diagram in two forms: a notebook draws `mermaid`, a terminal prints `text`."""

    mermaid: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/vnd.mermaid": self.mermaid, "text/plain": self.text}


def diagram(*sources: type[SQLModel] | MetaData | Table) -> Diagram:
    """Draw the tables of the models, tables or metadata given, and the foreign keys among them.

    Raises TypeError for anything else, such as a model without `table=True`.
    """
    tables = list(dict.fromkeys(table for source in sources for table in _tables(source)))
    return Diagram(_mermaid(tables), _text(tables))


def _tables(source: object) -> Iterable[Table]:
    if isinstance(source, MetaData):
        return sorted(source.tables.values(), key=lambda table: table.key)
    table = source if isinstance(source, Table) else getattr(source, "__table__", None)
    if not isinstance(table, Table):
        name = getattr(source, "__name__", repr(source))
        raise TypeError(f"{name} has no table: give models with table=True, tables or metadata.")
    return [table]


def _mermaid(tables: list[Table]) -> str:
    names = {table: f"t{number}" for number, table in enumerate(tables, 1)}
    lines = ["erDiagram"]
    for table in tables:
        lines.append(f'    {names[table]}["{_quoted(table.key)}"] {{')
        lines += [f"        {_mermaid_column(column)}" for column in table.columns]
        lines.append("    }")
    for parent, child, constraint in _links(tables):
        left = "|o" if _is_optional(constraint) else "||"
        right = "o|" if _is_unique(constraint) else "o{"
        label = _quoted(", ".join(constraint.column_keys))
        lines.append(f'    {names[parent]} {left}--{right} {names[child]} : "{label}"')
    return "\n".join(lines)


def _mermaid_column(column: Column[Any]) -> str:
    """Return one attribute; Mermaid cannot quote its name, so an odd one moves to the comment."""
    name = _word(column.name)
    keys = ", ".join(
        key
        for key, is_set in {
            "PK": column.primary_key,
            "FK": bool(column.foreign_keys),
            "UK": _is_unique_column(column),
        }.items()
        if is_set
    )
    comment = "" if name == column.name else f'"{_quoted(column.name)}"'
    return " ".join(filter(None, [_word(_type(column)), name, keys, comment]))


def _text(tables: list[Table]) -> str:
    blocks = [_text_table(table) for table in tables]
    links = [_text_link(*link) for link in _links(tables)]
    return "\n\n".join(blocks + (["\n".join(links)] if links else []))


def _text_table(table: Table) -> str:
    rows = [(_plain(column.name), _type(column), _flags(column)) for column in table.columns]
    name_width = max((len(name) for name, _, _ in rows), default=0)
    type_width = max((len(type_) for _, type_, _ in rows), default=0)
    lines = [
        f"  {name:<{name_width}}  {type_:<{type_width}}  {flags}" for name, type_, flags in rows
    ]
    return "\n".join([_plain(table.key), *(line.rstrip() for line in lines)])


def _text_link(parent: Table, child: Table, constraint: ForeignKeyConstraint) -> str:
    one = "0..1" if _is_optional(constraint) else "1"
    many = "0..1" if _is_unique(constraint) else "*"
    columns = ", ".join(
        f"{child.key}.{key.parent.name} -> {parent.key}.{key.column.name}"
        for key in constraint.elements
    )
    return _plain(f"{parent.key} {one} --- {many} {child.key}    {columns}")


def _flags(column: Column[Any]) -> str:
    flags = {
        "PK": column.primary_key,
        "unique": _is_unique_column(column),
        "not null": not column.nullable and not column.primary_key,
        "index": any(_covers(key, column) and not key.unique for key in column.table.indexes),
    }
    targets = sorted(f"FK -> {_target(key)}" for key in column.foreign_keys)
    return ", ".join([flag for flag, is_set in flags.items() if is_set] + targets)


def _target(key: ForeignKey) -> str:
    # By its parts, which a dot inside a name cannot confuse.
    target = key.target_tokens
    parts = (target.schema, target.table_name, target.column_name)
    return _plain(".".join(part for part in parts if part))


def _links(tables: list[Table]) -> Iterator[tuple[Table, Table, ForeignKeyConstraint]]:
    """Yield (parent, child, constraint) for each foreign key whose both ends are drawn."""
    for child in tables:
        constraints = sorted(child.foreign_key_constraints, key=lambda key: list(key.column_keys))
        for constraint in constraints:
            try:
                parent = constraint.referred_table
            except SQLAlchemyError:  # it points at a table that nobody defined
                continue
            if parent in tables:
                yield parent, child, constraint


def _is_optional(constraint: ForeignKeyConstraint) -> bool:
    return any(column.nullable for column in constraint.columns)


def _is_unique(constraint: ForeignKeyConstraint) -> bool:
    """Tell whether the child's columns are a key of it, so that a parent has one child at most."""
    columns = set(constraint.columns)
    return any(set(key.columns) <= columns for key in _unique_keys(constraint.table))


def _is_unique_column(column: Column[Any]) -> bool:
    keys = (key for key in _unique_keys(column.table) if not isinstance(key, PrimaryKeyConstraint))
    return any(_covers(key, column) for key in keys)


def _unique_keys(table: Table) -> list[PrimaryKeyConstraint | UniqueConstraint | Index]:
    kinds = (PrimaryKeyConstraint, UniqueConstraint)
    keys: list[Any] = [key for key in table.constraints if isinstance(key, kinds) and key.columns]
    return keys + [index for index in table.indexes if index.unique]


def _covers(key: Any, column: Column[Any]) -> bool:
    return bool(key.columns.keys() == [column.key])


def _type(column: Column[Any]) -> str:
    try:
        return str(column.type)
    except SQLAlchemyError:  # a type of one database only, or none at all
        return type(column.type).__name__


def _word(text: str) -> str:
    word = re.sub(r"[^A-Za-z0-9_()]+", "_", text)
    return word if re.match(r"[A-Za-z_]", word) else f"_{word}"


def _quoted(text: str) -> str:
    """Return the text for Mermaid's quotes: all that is not a letter, digit or space as a code."""
    return re.sub(r"[^\w .,-]", lambda found: f"#{ord(found[0])};", text)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
