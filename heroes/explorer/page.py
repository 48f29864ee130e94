"""One page of a table: its rows, the way to the next, and the very statement that read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    inspect,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType
from sqlmodel import Session, SQLModel

from heroes.explorer import cursor
from heroes.explorer.code import write_code
from heroes.explorer.condition import given_conditions, search_condition
from heroes.explorer.cursor import NoPlaceError, Place
from heroes.explorer.query import Query
from heroes.explorer.seek import Order, beyond, has_nulls_ahead, order_of, plain_type, why_no_seek

MAX_SIZE = 10_000


@dataclass(frozen=True, repr=False)
class Page:
    """One page: `rows` are models, `next` and `prev` lead on, `code` is how to read it yourself."""

    rows: list[Any]
    next: str | None
    prev: str | None
    query: Query
    note: str | None = None  # how the page was found, where that is slow

    @property
    def model(self) -> type[SQLModel]:
        """Return the class of the rows."""
        return self.query.model

    @property
    def statement(self) -> Any:
        """Return the statement that read the page."""
        return self.query.statement

    @cached_property
    def sql(self) -> str:
        """Return the statement as it is sent, with a sign for each value."""
        options = {"render_postcompile": True}
        return str(self.statement.compile(dialect=self.query.dialect, compile_kwargs=options))

    @cached_property
    def code(self) -> str:
        """Return Python that reads the page into `rows`, given `engine` and the models."""
        return write_code(self.query)

    def __repr__(self) -> str:
        """Return how many rows there are and what leads on."""
        ways = [name for name in ("prev", "next") if getattr(self, name)]
        return (
            f"Page({self.model.__name__}: {len(self.rows)} rows, {' and '.join(ways) or 'whole'})"
        )


def read_page(
    bind: Engine | Connection,
    model: type[SQLModel],
    *,
    where: Sequence[Any] = (),
    order_by: Sequence[str] = (),
    size: int = 50,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    start: Sequence[Any] | None = None,
    search: str | None = None,
    keyed: bool = True,
) -> Page:
    """Read one page of a model's table.

    At most one of `after`, `before`, `last` and `start` says where it lies. `keyed` tells whether
    the model's key is a key of the database; without one, pages are counted off with OFFSET.
    Raises ValueError, in one sentence, for what cannot be asked.
    """
    _check(size, after, before, last, start)
    dialect = bind.dialect
    order = order_of(model, order_by or (), dialect, keyed=keyed)
    conditions = (*given_conditions(where), *search_condition(model, search))
    query = Query(model, conditions, order, size, dialect)
    names = tuple(f"-{each.name}" if each.descending else each.name for each in order)
    place = cursor.read(after or before or "", names) if after or before else None
    reason = why_no_seek(order, dialect) if keyed else "this has no key that tells its rows apart"
    with Session(bind, expire_on_commit=False) as session:
        reader = Reader(session, query, names)
        if reason is None and (place is None or place.offset is None):
            try:
                return reader.seek(place, start, backwards=last or before is not None)
            except NoPlaceError as error:
                reason = str(error).rstrip(".")
        if start is not None:
            raise ValueError(f"The pages cannot begin at a value: {reason}.")
        note = f"Read with OFFSET, which is slow far from the start: {reason}."
        return reader.count_off(place, note, last=last)


class Reader:
    """Reads one page in one session, and looks whether there are rows before and after it."""

    def __init__(self, session: Session, query: Query, names: tuple[str, ...]) -> None:
        self.session = session
        self.query = query
        self.names = names

    def seek(self, place: Place | None, start: Sequence[Any] | None, *, backwards: bool) -> Page:
        """Read the page that lies beyond a place, at values, or at one end."""
        query, values, is_inclusive = self.query, None, False
        if place is not None:
            values, is_inclusive = list(place.values), place.is_inclusive
        elif start is not None:
            values, is_inclusive = _begin(query.order, start), True
        asked = replace(query, is_reversed=backwards)
        if values is None:
            rows = self._rows(asked)
        else:
            asked, rows = self._beyond(asked, values, is_inclusive=is_inclusive)
        before, after = self._ends(asked, rows, values, is_inclusive=is_inclusive)
        if backwards:
            rows.reverse()
        return Page(rows, after, before, asked)

    def count_off(self, place: Place | None, note: str, *, last: bool) -> Page:
        """Read the page that lies so many rows from the start or the end."""
        from_end = last if place is None else place.from_end
        offset = 0 if place is None or place.offset is None else place.offset
        size = self.query.size
        asked = replace(self.query, is_reversed=from_end, offset=offset)
        rows = self._rows(asked)
        further = self._token(offset + size, from_end) if self._is_there(asked, size) else None
        nearer = self._token(max(offset - size, 0), from_end) if offset else None
        if from_end:
            rows.reverse()
            return Page(rows, nearer, further, asked, note)
        return Page(rows, further, nearer, asked, note)

    def _beyond(
        self, query: Query, values: list[Any], *, is_inclusive: bool
    ) -> tuple[Query, list[Any]]:
        """Read beyond values. NULLs at the far end are left out where the page needs none."""
        tries = [True, False] if has_nulls_ahead(query.way, values, query.dialect) else [False]
        for is_narrow in tries:
            conditions = beyond(
                query.way, values, query.dialect, inclusive=is_inclusive, narrow=is_narrow
            )
            asked = replace(query, where=(*query.where, *conditions))
            rows = self._rows(asked)
            if len(rows) == query.size:
                break
        return asked, rows

    def _ends(
        self, query: Query, rows: list[Any], values: list[Any] | None, *, is_inclusive: bool
    ) -> tuple[str | None, str | None]:
        """Return the cursors to what lies before and after these rows of the table.

        That the row is still there from which a page goes on is not asked again.
        """
        backwards = query.is_reversed
        if not rows:
            # Nothing lies beyond: the way back begins at the place itself.
            back = None if values is None else self._at(values, is_inclusive=True)
            return (None, back) if backwards else (back, None)
        near, far = self._keys(query, rows)
        goes_on = len(rows) == query.size and self._has(far, backwards=backwards)
        came_from = values is not None
        if is_inclusive:
            came_from = self._has(near, backwards=not backwards)
        onward = self._at(far) if goes_on else None
        back = self._at(near) if came_from else None
        return (onward, back) if backwards else (back, onward)

    def _at(self, values: list[Any], *, is_inclusive: bool = False) -> str:
        return cursor.write(Place(self.names, tuple(values), is_inclusive))

    def _has(self, values: list[Any], *, backwards: bool) -> bool:
        """Tell whether a row lies beyond these values."""
        asked = replace(self.query, is_reversed=backwards)
        conditions = beyond(asked.way, values, asked.dialect)
        return self._is_there(replace(asked, where=(*asked.where, *conditions)), 0)

    def _is_there(self, query: Query, skipped: int) -> bool:
        one: Any = select(literal_column("1")).select_from(inspect(query.model).local_table)
        asked = replace(query, size=1, offset=query.offset + skipped)
        return self.session.connection().execute(asked.of(one)).first() is not None

    def _rows(self, query: Query) -> list[Any]:
        return list(self.session.exec(query.statement))

    def _keys(self, query: Query, rows: list[Any]) -> tuple[list[Any], list[Any]]:
        """Return the values by which the first and the last row are ordered.

        Where values are converted when they are read, those that are stored are read for it: a
        date may be written in more than one way.
        """
        if any(plain_type(each.column) is not each.column.type for each in query.order):
            stored = [type_coerce(each.attribute, NullType()) for each in query.order]
            found = self.session.connection().execute(query.of(select(*stored))).all()
            return list(found[0]), list(found[-1])
        names = [each.attribute.key for each in query.order]
        first, last = ([getattr(row, name) for name in names] for row in (rows[0], rows[-1]))
        return first, last

    def _token(self, offset: int, from_end: bool) -> str:
        return cursor.write(Place(self.names, offset=offset, from_end=from_end))


def _check(size: Any, after: Any, before: Any, last: Any, start: Any) -> None:
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MAX_SIZE:
        raise ValueError(f"Give as size a number of rows from 1 to {MAX_SIZE:,}.")
    for name, value in (("after", after), ("before", before)):
        if value is not None and not (isinstance(value, str) and value):
            raise ValueError(f"Give as {name} the `next` or `prev` of a page, a text.")
    given = [after is not None, before is not None, bool(last), start is not None]
    if sum(given) > 1:
        raise ValueError("Give one of after, before, last and start: each says where to read.")


def _begin(order: Order, start: Any) -> list[Any]:
    values = list(start) if isinstance(start, list | tuple) else [start]
    if not 1 <= len(values) <= len(order):
        names = ", ".join(each.name for each in order)
        raise ValueError(f"Give as start a list of 1 to {len(order)} values, of {names}.")
    return values
