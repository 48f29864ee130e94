"""Where a person is in a database: a table, its conditions, its order, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import SQLModel, select

from heroes.explorer.condition import search_condition
from heroes.explorer.filtering import Filter
from heroes.explorer.models import Models
from heroes.explorer.page import Page
from heroes.explorer.reflect import Schema
from heroes.explorer.relation import Relation, relations, values_of

SIZE = 25  # rows of a page
Read = Callable[..., Page]  # read_page without its engine


@dataclass(frozen=True)
class View:
    """What is looked at: a table, the conditions on it, a text to find, and the order."""

    table: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    order_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [self.table, *map(str, self.filters)]
        return ", ".join(parts + ([f'with the text "{self.search}"'] if self.search else []))


class Browsing:
    """A walk through tables. Each step reads one page; one that fails leaves all as it was."""

    def __init__(self, read: Read, schema: Schema, models: Models, table: str) -> None:
        self.read = read
        self.schema = schema
        self.models = models
        self.trail: list[tuple[View, Page]] = []
        self.view = View(table)
        self.page = self._read(self.view)

    @property
    def model(self) -> type[SQLModel]:
        """Return the class of the table that is looked at."""
        return self.models[self.view.table]

    @property
    def columns(self) -> list[str]:
        """Return the names of the table's columns."""
        return [column.name for column in self.schema.metadata.tables[self.view.table].columns]

    @property
    def rows(self) -> list[list[Any]]:
        """Return the values of the page, a list for each row."""
        return [list(self.values(number).values()) for number in range(1, len(self.page.rows) + 1)]

    def values(self, number: int) -> dict[str, Any]:
        """Return the values of one row of the page, counted from 1, by column."""
        row = self._row(number)
        values = {} if row is None else values_of(row)
        return {name: values.get(name) for name in self.columns}

    def relations(self, number: int) -> list[Relation]:
        """Return where one row of the page leads."""
        row = self._row(number)
        return [] if row is None else relations(row, self.schema.metadata)

    def open(self, table: str) -> None:
        """Look at another table from its start."""
        self._go(View(table))

    def follow(self, relation: Relation) -> None:
        """Go where a row leads."""
        self._go(View(relation.table, relation.filters))

    def back(self) -> None:
        """Return to where you were before the last step to another view; its page is kept."""
        if not self.trail:
            raise ValueError("This is where you began: there is nothing to go back to.")
        self.view, self.page = self.trail.pop()

    def filter(self, column: str, operator: str, value: Any = None) -> None:
        """Add a condition."""
        added = Filter(column, operator, value)
        if added not in self.view.filters:
            self._go(replace(self.view, filters=(*self.view.filters, added)))

    def unfilter(self, dropped: Filter) -> None:
        """Take a condition away."""
        kept = tuple(each for each in self.view.filters if each != dropped)
        self._go(replace(self.view, filters=kept))

    def search(self, text: str) -> None:
        """Look for a text in all columns of text; an empty text shows all rows again."""
        self._go(replace(self.view, search=text))

    def order(self, column: str | None, *, descending: bool = False) -> None:
        """Order by a column, or by the key alone."""
        order_by = () if column is None else (f"-{column}" if descending else column,)
        self._go(replace(self.view, order_by=order_by))

    def first(self) -> None:
        """Turn to the first page."""
        self.page = self._read(self.view)

    def last(self) -> None:
        """Turn to the last page."""
        self.page = self._read(self.view, last=True)

    def next(self) -> None:
        """Turn to the next page."""
        if self.page.next is None:
            raise ValueError("This is the last page.")
        self.page = self._read(self.view, after=self.page.next)

    def previous(self) -> None:
        """Turn to the page before."""
        if self.page.prev is None:
            raise ValueError("This is the first page.")
        self.page = self._read(self.view, before=self.page.prev)

    def start(self, value: Any) -> None:
        """Turn to the page that begins at a value of the column that orders."""
        self.page = self._read(self.view, start=[value])

    @property
    def everything(self) -> Any:
        """Return the select of all rows of the view, on whatever page they are."""
        chosen = select(self.model).where(*self._conditions(self.view))
        return chosen.where(*search_condition(self.model, self.view.search or None))

    def _conditions(self, view: View) -> list[Any]:
        return [each.condition(self.models[view.table]) for each in view.filters]

    def _go(self, view: View) -> None:
        page = self._read(view)
        self.trail.append((self.view, self.page))
        self.view, self.page = view, page

    def _read(self, view: View, **position: Any) -> Page:
        model = self.models[view.table]
        return self.read(
            model,
            where=self._conditions(view),
            order_by=view.order_by,
            size=SIZE,
            search=view.search or None,
            **position,
        )

    def _row(self, number: int) -> SQLModel | None:
        """Return a row of the page; one of NULL alone, in a table without a key, is None."""
        if not 1 <= number <= len(self.page.rows):
            raise ValueError(f"This page has the rows 1 to {len(self.page.rows)}.")
        row: SQLModel | None = self.page.rows[number - 1]
        return row
