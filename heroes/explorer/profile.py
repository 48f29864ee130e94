"""Describe the columns of a table by a bounded sample of its rows, which the database reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BINARY,
    JSON,
    VARBINARY,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Integer,
    LargeBinary,
    Numeric,
    Select,
    String,
    Subquery,
    Table,
    Text,
    Time,
    Uuid,
    case,
    cast,
    func,
    null,
    select,
    type_coerce,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import NullType, TypeEngine

from heroes import displays
from heroes.explorer.count import count
from heroes.explorer.limit import Limit

CUT = 200  # characters of a long text that are looked at
FEW = 10  # different values at most for them to be listed
SHOWN = 3  # of them in a table
AT_ONCE = 100  # columns in one statement; databases refuse some 2,000 results
HEAD = ("column", "type", "NULL", "distinct", "min", "max", "longest", "most frequent")
MOMENTS = (Date, DateTime, Time)
CASTABLE = (Boolean, JSON, Uuid)


@dataclass(frozen=True)
class ColumnProfile:
    """What a sample says about one column; None where its type has no such thing.

    `longest` counts characters, or bytes of a binary value. `top` has pairs of a value and its
    number of rows, where there are few values. Dates and what is longer than 200 characters are
    given as text, the latter cut.
    """

    name: str
    type: str
    nulls: int
    distinct: int | None = None
    minimum: Any = None
    maximum: Any = None
    longest: int | None = None
    top: tuple[tuple[Any, int], ...] = ()


@dataclass(frozen=True, repr=False)
class Profile:
    """The columns of a table as a sample of its rows shows them; iterate for their values."""

    table: str
    rows: int
    is_whole: bool
    columns: tuple[ColumnProfile, ...]

    def __iter__(self) -> Iterator[ColumnProfile]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __repr__(self) -> str:
        return self._shown().text()

    def _repr_html_(self) -> str:
        return f"{displays.PLAIN}{self._shown().html()}</div>"

    def _shown(self) -> displays.Table:
        words = {0: "of no rows", 1: "of its one row"}
        whole = words.get(self.rows, f"of all {self.rows:,} rows")
        first = "row" if self.rows == 1 else f"{self.rows:,} rows"
        sample = whole if self.is_whole else f"of the first {first}"
        cells = [_cells(column) for column in self.columns]
        caption = f"{self.table}: {sample}"
        return displays.Table(caption, HEAD, cells, len(cells), frozenset({"column"}))


def profile(
    engine: Engine, model: Any, *, sample: int = 10_000, seconds: float | None = 10
) -> Profile:
    """Return what the first `sample` rows of a model or table say about each of its columns.

    The database does it all: no row is fetched. Raises TimedOut when `seconds` are over.
    """
    table = getattr(model, "__table__", model)
    if not isinstance(table, Table):
        raise TypeError(f"{model!r} has no table: give one of db.models.")
    if sample < 1:
        raise ValueError("sample must be 1 or more.")
    found: list[ColumnProfile] = []
    with Limit(seconds).connect(engine) as connection:
        rows = count(connection, table, sample)
        is_whole = rows.kind == "exact"
        columns = list(table.columns)
        for start in range(0, len(columns), AT_ONCE):
            few = columns[start : start + AT_ONCE]
            found += _describe(connection, table, few, sample, is_whole=is_whole)
    return Profile(table.key, rows.rows, is_whole, tuple(found))


def _describe(
    connection: Connection, table: Table, columns: list[Column[Any]], sample: int, *, is_whole: bool
) -> Iterator[ColumnProfile]:
    views = [_View(column, number, connection.dialect) for number, column in enumerate(columns)]
    parts = [part for view in views for part in view.parts()]
    rows = select(*parts).select_from(table).limit(sample).subquery("sampled")
    asked = [part for view in views for part in view.summary(rows)]
    values = iter(connection.execute(select(*asked)).one())
    for view in views:
        nulls, longest, distinct, least, greatest = (_read(next(values)) for _ in range(5))
        few = distinct is not None and 0 < distinct <= FEW
        # A part of the rows must be the same part, and so in the same words, each time. Where all
        # are looked at, a query of one column spares the time that a hundred take to compile.
        looked_at = select(view.parts()[2]).subquery("sampled") if is_whole else rows
        top = connection.execute(view.top(looked_at)).all() if few else ()
        yield ColumnProfile(
            view.column.name,
            view.type_name(),
            int(nulls),
            distinct,
            least,
            greatest,
            longest,
            tuple((_read(value), times) for value, times in top),
        )


class _View:
    """One column of the sample: what of it is looked at, in which words of the backend."""

    def __init__(self, column: Column[Any], number: int, dialect: Dialect) -> None:
        self.column = column
        self.names = f"n{number}", f"l{number}", f"v{number}"
        self.dialect = dialect
        self.kind = _kind(column.type, dialect.name)
        # Raw: a value that does not fit its column's type would fail on its way to Python.
        self.raw: ColumnElement[Any] = type_coerce(column, NullType())

    def parts(self) -> list[ColumnElement[Any]]:
        """Return what each row has of it: whether it is NULL, its length and its value."""
        is_null = case((self.raw.is_(null()), 1), else_=0)
        wanted: tuple[ColumnElement[Any], ...] = (is_null, self._length(), self._value())
        return [part.label(name) for part, name in zip(wanted, self.names, strict=True)]

    def summary(self, rows: Subquery) -> list[ColumnElement[Any]]:
        """Return the five aggregates: NULLs, longest, distinct, min and max."""
        is_null, length, value = (rows.c[name] for name in self.names)
        distinct = func.count(value.distinct()) if self.kind not in ("bytes", "hidden") else null()
        ends: list[ColumnElement[Any]] = [null(), null()]
        if self.kind in ("number", "moment", "text"):
            ends = [self._shown(func.min(value)), self._shown(func.max(value))]
        return [func.coalesce(func.sum(is_null), 0), func.max(length), distinct, *ends]

    def top(self, rows: Subquery) -> Select[Any]:
        """Return the query of the most frequent values."""
        value, times = rows.c[self.names[2]], func.count()
        return (
            select(self._shown(value), times)
            .where(value.is_not(null()))
            .group_by(value)
            .order_by(times.desc(), value)
            .limit(FEW)
        )

    def type_name(self) -> str:
        """Return the type as the database spells it."""
        if isinstance(self.column.type, NullType):
            return "unknown"
        try:
            return self.column.type.compile(self.dialect)
        except SQLAlchemyError:
            return type(self.column.type).__name__

    def _length(self) -> ColumnElement[Any]:
        if self.kind not in ("text", "bytes"):
            return null()
        counts_bytes = self.kind == "bytes" or self.dialect.name == "sqlite"
        value = self.raw if counts_bytes else cast(self.raw, Text)
        return (func.length if counts_bytes else func.char_length)(value)

    def _value(self) -> ColumnElement[Any]:
        if self.kind in ("bytes", "hidden"):
            return null()
        if self.dialect.name == "sqlite":
            kind = func.typeof(self.raw)
            text = func.substr(self.raw, 1, CUT)
            return case((kind == "text", text), (kind == "blob", null()), else_=self.raw)
        if self.kind in ("number", "moment"):
            return self.raw
        return func.substr(cast(self.raw, Text), 1, CUT)

    def _shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return the value in a form that every driver can read, whatever it holds."""
        if self.dialect.name == "sqlite":  # its text may not be Unicode
            is_text = func.typeof(value) == "text"
            value = case((is_text, cast(value, LargeBinary)), else_=type_coerce(value, NullType()))
        elif self.kind == "moment":  # of years that Python does not know, or infinity
            value = cast(value, Text)
        return type_coerce(value, NullType())


def _kind(type_: TypeEngine[Any], backend: str) -> str:
    type_ = getattr(type_, "impl_instance", type_)  # of a TypeDecorator
    kinds = {"number": (Integer, Numeric), "moment": MOMENTS, "text": (String,)}
    if isinstance(type_, LargeBinary | BINARY | VARBINARY):
        return "bytes"
    if found := next((kind for kind, types in kinds.items() if isinstance(type_, types)), None):
        return found
    if backend == "sqlite" and isinstance(type_, NullType):
        return "number"  # a column of a view: SQLite orders whatever there is
    # MariaDB casts neither a point nor bits to text.
    is_castable = backend not in ("mysql", "mariadb") or isinstance(type_, CASTABLE)
    return "other" if is_castable else "hidden"


def _read(value: Any) -> Any:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else value


def _cells(column: ColumnProfile) -> tuple[Any, ...]:
    top = ", ".join(f"{value} ({times:,})" for value, times in column.top[:SHOWN])
    top += ", …" if len(column.top) > SHOWN else ""
    values = (column.distinct, column.minimum, column.maximum, column.longest, top)
    shown = ("" if value is None else value for value in values)
    return (column.name, column.type, column.nulls, *shown)
