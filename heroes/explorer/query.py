"""What a page is asked for: the one object from which come its statement, its SQL and its code."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel, select

from heroes.explorer.seek import Order, reverse


@dataclass(frozen=True)
class Query:
    """What a page is asked for, with all names looked up: from it come statement and code."""

    model: type[SQLModel]
    where: tuple[ColumnElement[bool], ...]
    order: Order
    size: int
    dialect: Dialect
    offset: int = 0
    is_reversed: bool = False  # read from the end, and turned round in Python

    @property
    def way(self) -> Order:
        """Return the order in which the rows are read, from the start or from the end."""
        return reverse(self.order) if self.is_reversed else self.order

    @cached_property
    def statement(self) -> Any:
        """Return the select of the models."""
        return self.of(select(self.model))

    def of(self, selected: Any) -> Any:
        """Return what is selected under the conditions, in the page's order and size."""
        clauses = [each.clause for each in self.way]
        limited = selected.where(*self.where).order_by(*clauses).limit(self.size)
        return limited.offset(self.offset) if self.offset else limited
