"""Conditions that a person picks: a column, a comparison that fits its type, and a typed value."""

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, String, inspect
from sqlmodel import SQLModel

Compare = Callable[[Any, Any], ColumnElement[bool]]
WITHOUT_VALUE: dict[str, Compare] = {
    "is NULL": lambda column, _: column.is_(None),
    "is not NULL": lambda column, _: column.is_not(None),
}
EQUAL: dict[str, Compare] = {
    "=": lambda column, value: column == value,
    "≠": lambda column, value: column != value,
}
ORDERED: dict[str, Compare] = {
    "<": lambda column, value: column < value,
    "≤": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    "≥": lambda column, value: column >= value,
}
TEXT: dict[str, Compare] = {
    "contains": lambda column, value: column.icontains(value, autoescape=True),
    "starts with": lambda column, value: column.startswith(value, autoescape=True),
}
ALL = EQUAL | ORDERED | TEXT | WITHOUT_VALUE
TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
PARSERS: dict[type, tuple[Callable[[str], Any], str]] = {
    bool: (lambda text: TRUTHS[text.lower()], "true or false"),
    int: (lambda text: int(text.replace(",", "")), "a whole number"),
    float: (lambda text: float(text.replace(",", "")), "a number"),
    Decimal: (lambda text: Decimal(text.replace(",", "")), "a number"),
    dt.datetime: (dt.datetime.fromisoformat, "a time such as 2024-02-29 14:30"),
    dt.date: (dt.date.fromisoformat, "a date such as 2024-02-29"),
    dt.time: (dt.time.fromisoformat, "a time such as 14:30"),
    uuid.UUID: (uuid.UUID, "a UUID"),
    bytes: (bytes.fromhex, "bytes in hex, such as 00ff"),
}


@dataclass(frozen=True)
class Filter:
    """One condition on one column, which is named as in the database."""

    column: str
    operator: str
    value: Any = None

    def __str__(self) -> str:
        if self.operator in WITHOUT_VALUE:
            return f"{self.column} {self.operator}"
        value = repr(self.value) if isinstance(self.value, str | bytes) else str(self.value)
        return f"{self.column} {self.operator} {value}"

    def condition(self, model: type[SQLModel]) -> ColumnElement[bool]:
        """Return the condition as an expression on the model's attribute."""
        return ALL[self.operator](attribute(model, self.column), self.value)


def attribute(model: type[SQLModel], column: str) -> Any:
    """Return the attribute of a model that holds a column; its name may differ."""
    mapper = inspect(model)
    return getattr(model, mapper.get_property_by_column(mapper.local_table.columns[column]).key)


def operators(column: Column[Any]) -> list[str]:
    """Return the comparisons that make sense for a column."""
    kind = python_type(column)
    if isinstance(column.type, String) and kind is str:
        return [*TEXT, *EQUAL, *ORDERED, *WITHOUT_VALUE]
    if kind is bool or (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return [*EQUAL, *WITHOUT_VALUE]
    if kind in PARSERS and kind is not bytes:
        return [*EQUAL, *ORDERED, *WITHOUT_VALUE]
    return list(WITHOUT_VALUE)


def parse(column: Column[Any], text: str, shown: Iterable[Any] = ()) -> Any:
    """Return a typed text as a value of the column's type, or as that one of the shown values.

    Raises ValueError with one sentence where it is neither.
    """
    try:
        return _parse(column, text)
    except ValueError:
        for value in shown:  # one that does not fit the type of its column is compared as it is
            if value is not None and f"{value}" == text.strip():
                return value
        raise


def _parse(column: Column[Any], text: str) -> Any:
    kind = python_type(column)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _member(column, kind, text)
    read, wanted = PARSERS.get(kind, (str, "text")) if kind is not None else (str, "text")
    try:
        return read(text.strip() if kind is not str else text)
    except (ValueError, KeyError, ArithmeticError):
        raise ValueError(f'"{text}" does not fit {column.name}: give {wanted}.') from None


def _member(column: Column[Any], kind: type[enum.Enum], text: str) -> enum.Enum:
    for member in kind:
        if text.strip() in (member.name, str(member.value)):
            return member
    names = ", ".join(str(member.value) for member in kind)
    raise ValueError(f'"{text}" does not fit {column.name}: give one of {names}.')


def python_type(column: Column[Any]) -> type | None:
    """Return the Python type of a column's values, or None where SQLAlchemy knows none."""
    try:
        return column.type.python_type
    except NotImplementedError:
        return None
