"""What a database holds, at a glance: its tables and views, and the diagram of them."""

from dataclasses import dataclass
from functools import cached_property
from html import escape

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import SQLAlchemyError

from heroes import displays
from heroes.diagrams import Diagram, diagram
from heroes.displays import visible
from heroes.explorer.count import Count, estimate
from heroes.explorer.reference import foreign_keys, referred_name
from heroes.explorer.reflect import Schema

MAX_DRAWN = 30  # tables; a diagram of more is too small to read
MAX_LISTED = 200
COLUMNS = ("table", "kind", "rows", "primary key", "refers to")


@dataclass(frozen=True, repr=False)
class Overview:
    """The tables and views of a database, with what is known of them without counting."""

    name: str
    schema: Schema
    estimates: dict[str, Count | None]

    def __repr__(self) -> str:
        """Return the list of tables as plain text, and the notes on what is odd."""
        return "\n".join([self.table.text(), *self.schema.notes])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(visible(note))}</p>" for note in self.schema.notes)
        return f"{displays.PLAIN}{self.table.html()}{notes}</div>"

    @cached_property
    def table(self) -> displays.Table:
        """Return the list of tables and views: one row each."""
        tables = sorted_tables(self.schema)
        views = sum(table.key in self.schema.views for table in tables)
        counted = f"{counted_as(len(tables) - views, 'table')}, {counted_as(views, 'view')}"
        rows = [self._row(table) for table in tables[:MAX_LISTED]]
        caption = f"{self.name}: {counted}, open for reading only"
        return displays.Table(caption, COLUMNS, rows, len(tables), frozenset(["table"]))

    @property
    def diagram(self) -> Diagram | None:
        """Return the diagram of all tables, or None where they are too many to read."""
        tables = sorted_tables(self.schema)
        return diagram(*tables) if 0 < len(tables) <= MAX_DRAWN else None

    @property
    def labels(self) -> dict[str, str]:
        """Return how each table reads in a list: its name, and about how many rows it has."""
        keys = [table.key for table in sorted_tables(self.schema)]
        return {key: self._label(key) for key in keys}

    def _label(self, key: str) -> str:
        rows = self.estimates.get(key)
        kind = ", view" if key in self.schema.views else ""
        noun = "row" if rows is not None and rows.rows == 1 else "rows"
        return visible(f"{key}{kind}" if rows is None else f"{key}{kind} ({rows} {noun})")

    def _row(self, table: Table) -> list[str]:
        rows = self.estimates.get(table.key)
        is_view = table.key in self.schema.views
        return [
            table.key,
            "view" if is_view else "table",
            "" if rows is None else str(rows),
            "" if is_view else ", ".join(column.name for column in table.primary_key.columns),
            ", ".join(dict.fromkeys(map(referred_name, foreign_keys(table)))),
        ]


def look(engine: Engine, name: str, schema: Schema) -> Overview:
    """Return the overview of a database; rows are estimated where it can, and never counted."""
    with engine.connect() as connection:
        tables = schema.metadata.tables.values()
        found = {table.key: _estimate(connection, table) for table in tables}
    return Overview(name, schema, found)


def _estimate(connection: Connection, table: Table) -> Count | None:
    try:
        return estimate(connection, table)
    except SQLAlchemyError:  # as of a view whose table is gone: the list tells of the others
        connection.rollback()
        return None


def sorted_tables(schema: Schema) -> list[Table]:
    """Return the tables by name, then the views."""
    tables = schema.metadata.tables.values()
    return sorted(tables, key=lambda table: (table.key in schema.views, table.key))


def counted_as(number: int, noun: str) -> str:
    """Return "1 table", "2 tables"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
