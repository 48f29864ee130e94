"""What an answer gave, in a form that can be compared: rows of plain values."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from itertools import islice
from numbers import Number
from types import NoneType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import CursorResult, Row, ScalarResult, inspect
from sqlalchemy import Result as SQLResult
from sqlalchemy.engine.result import MappingResult
from sqlalchemy.sql import Executable
from sqlmodel import Session, SQLModel

from heroes.judge.bench import MAX_ROWS
from heroes.judge.guard import LimitError

Cell = Any
Shape = Literal["rows", "one", "none"]
PLAIN = (str, bytes, Number, date, time, timedelta, UUID, Enum, NoneType)
DIGITS = 9  # of a number with a fraction; what is equal so far is equal


class Opaque(NamedTuple):
    """An object that is no value: nobody knows what looking at it would do."""

    kind: str

    def __repr__(self) -> str:
        """Return the name of its class."""
        return f"<{self.kind}>"


class Entity(NamedTuple):
    """A model inside a row: its class, its fields and their values."""

    name: str
    fields: tuple[str, ...]
    values: tuple[Cell, ...]


@dataclass(frozen=True)
class Result:
    """Rows of plain values. `columns` are the names, where the rows have any.

    `shape` tells a list from one object or value, and from nothing. `executed` is false if the
    answer gave a statement, which the judge has sent.
    """

    shape: Shape
    rows: Sequence[tuple[Cell, ...]]
    columns: tuple[str, ...] = ()
    executed: bool = True

    @property
    def width(self) -> int:
        """Return how many columns the rows have; 0 if there are no rows."""
        return max((len(row) for row in self.rows), default=0)


def take(value: Any, session: Session | None = None) -> Result:
    """Return what an answer gave as a Result; a statement is sent on the session.

    Values are read from the objects, so what they load is loaded, and what they cannot load
    raises.
    """
    if is_statement(value):
        if session is None:
            return Result("one", [(str(value),)], executed=False)
        sent = session.execute(value)
        if isinstance(sent, CursorResult) and not sent.returns_rows:
            return Result("none", [], executed=False)
        taken = take(sent)
        return Result("rows", taken.rows, taken.columns, executed=False)
    if isinstance(value, SQLResult | MappingResult):
        names = tuple(map(str, value.keys()))
        return _many(list(_limited(value)), names)
    if value is None:
        return Result("none", [])
    if isinstance(value, Opaque):
        return Result("one", [(value,)])
    if isinstance(value, Mapping):
        return Result("rows", [(_cell(k), _cell(v)) for k, v in value.items()])
    if _is_many(value):
        return _many(list(_limited(value)), ())
    return Result("one", *_rows([value], ()))


def is_statement(value: Any) -> bool:
    """Tell whether a value is something that a session can execute."""
    return isinstance(value, Executable) and not isinstance(value, type)


def plain(cell: Cell) -> Any:
    """Return a cell as a key: two cells are the same if and only if their keys are equal."""
    if isinstance(cell, Entity):
        return tuple(map(plain, cell.values))
    if isinstance(cell, Opaque):
        return ("object", cell.kind)
    if isinstance(cell, tuple):
        return ("many", *map(plain, cell))
    if isinstance(cell, bool | int):
        return ("number", float(cell) if abs(cell) < 2**53 else cell)
    if isinstance(cell, float | Decimal) and cell != cell:  # not a number equals nothing
        return ("number", "nan")
    if isinstance(cell, float | Decimal):
        return ("number", float(f"{cell:.{DIGITS}g}"))
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        return ("time", cell.astimezone(UTC).replace(tzinfo=None))
    if isinstance(cell, Enum):
        return plain(cell.value)
    return (type(cell).__name__, cell)


def _is_many(value: Any) -> bool:
    if isinstance(value, str | bytes | bytearray | BaseModel | Row | AsyncIterator):
        return False
    if isinstance(value, tuple):
        # A pair of values is one row; a tuple of objects or rows is many.
        return not value or all(isinstance(each, BaseModel | Row | tuple | list) for each in value)
    return isinstance(value, list | set | frozenset | Iterator | ScalarResult) or (
        isinstance(value, Iterable) and not isinstance(value, type)
    )


def _limited(values: Iterable[Any]) -> Iterator[Any]:
    taken = list(islice(values, MAX_ROWS + 1))
    if len(taken) > MAX_ROWS:
        raise LimitError("too_many_rows")
    return iter(taken)


def _many(values: list[Any], names: tuple[str, ...]) -> Result:
    return Result("rows", *_rows(values, names))


def _rows(
    values: list[Any], names: tuple[str, ...]
) -> tuple[list[tuple[Cell, ...]], tuple[str, ...]]:
    """Return rows and column names; a row that is one model takes a column for each field."""
    rows: list[tuple[Cell, ...]] = []
    for value in values:
        if isinstance(value, Row):
            names = names or tuple(map(str, value._fields))
            cells = tuple(map(_cell, value))
        elif isinstance(value, tuple | list):
            cells = tuple(map(_cell, value))
        elif isinstance(value, Mapping):
            names = names or tuple(map(str, value))
            cells = tuple(map(_cell, value.values()))
        else:
            cells = (_cell(value),)
        rows.append(cells)
    entities = [row[0] for row in rows if len(row) == 1 and isinstance(row[0], Entity)]
    if entities and all(len(row) == 1 for row in rows):
        fields = entities[0].fields
        empty = (None,) * len(fields)
        return [row[0].values if row[0] is not None else empty for row in rows], fields
    return rows, names


def _cell(value: Any) -> Cell:
    if isinstance(value, BaseModel):
        return _entity(value)
    if hasattr(value, "_sa_instance_state") and hasattr(type(value), "__mapper__"):
        names = tuple(attribute.key for attribute in inspect(type(value)).column_attrs)
        return Entity(type(value).__name__, names, tuple(getattr(value, n) for n in names))
    if isinstance(value, Row | list | tuple):
        return tuple(map(_cell, value))
    if isinstance(value, set | frozenset):
        return tuple(sorted(map(_cell, value), key=repr))
    if isinstance(value, Mapping):
        return tuple((_cell(k), _cell(v)) for k, v in value.items())
    return value if isinstance(value, PLAIN) else Opaque(type(value).__name__)


def _entity(model: BaseModel) -> Entity:
    mapper = inspect(type(model), raiseerr=False) if isinstance(model, SQLModel) else None
    if mapper is None:
        shown = {name: _cell(getattr(model, name, None)) for name in type(model).model_fields}
    else:
        keys = {attribute.key for attribute in mapper.column_attrs}
        names = [name for name in type(model).model_fields if name in keys]
        names += [attribute.key for attribute in mapper.column_attrs if attribute.key not in names]
        shown = {name: getattr(model, name) for name in names}
    return Entity(type(model).__name__, tuple(shown), tuple(shown.values()))
