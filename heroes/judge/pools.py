"""Values that find out what an answer does at NULLs, ties, boundaries, cases and wildcards."""

import random
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import annotated_types
from sqlalchemy import Column, types

NAMES = (
    "Echo", "echo", "Nova", "Ñandú", "100% Ray", "100 Ray", "Under_Score", "UnderXScore",
    "O'Clock", "Spider-Boy", "spider-boy", "Zoë", "Deadpond", "Iron Fern", "",
)  # fmt: skip
NARROW_NAMES = ("Echo", "echo", "Nova")
NUMBERS = (0, 1, 2, 3, 5, 17, 18, 35, 40, 99)
NARROW_NUMBERS = (1, 2, 35)
DAYS = (date(2026, 1, 1), date(2026, 1, 2), date(2025, 12, 31), date(2024, 2, 29))
NULLS = 0.25


class Pools:
    """Draw values for columns. The same seed draws the same values.

    With `literals` most values lie at or beside one of them, with `exact` too at them alone; with
    `narrow` there are few values and many ties.
    """

    def __init__(
        self,
        seed: int,
        literals: Iterable[Any] = (),
        *,
        narrow: bool = False,
        exact: bool = False,
        nulls: float = NULLS,
    ) -> None:
        """Take what the values follow from. `nulls` is the share of NULL where it may be."""
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._narrow = narrow
        self._nulls = nulls
        near = [_near(literal) for literal in literals]
        self._near = [value for values in near for value in (values[:1] if exact else values)]

    def chance(self, share: float) -> bool:
        """Tell whether a draw falls into this share of all draws."""
        return self._random.random() < share

    def choice(self, values: Sequence[Any]) -> Any:
        """Return one of the values."""
        return self._random.choice(values)

    def numbers(self, count: int) -> list[int]:
        """Return that many different numbers, some of them next to each other, in any order."""
        near = [n for n in self._near if type(n) is int and 0 < n < 100_000]
        pool = list(dict.fromkeys([*near[:6], *range(1, count + 4)]))
        chosen = pool[: max(count, 0)]
        self._random.shuffle(chosen)
        return chosen

    def sample(self, values: Sequence[Any], count: int) -> list[Any]:
        """Return that many of the values, or all, in any order."""
        return self._random.sample(list(values), min(count, len(values)))

    def around(self, column: Column[Any], literals: Iterable[Any], field: Any = None) -> list[Any]:
        """Return the values at and beside literals that the column holds, NULL where it may be."""
        near = [value for literal in literals for value in _near(literal)]
        kept = [v for v in near if _holds(column, v) and _is_allowed(v, field)]
        if kept and isinstance(column.type, types.Integer) and _is_allowed(0, field):
            kept.append(0)  # what the unknown is often taken for
        return [*dict.fromkeys(kept), *([None] if column.nullable else [])] or [
            self.value(column, field)
        ]

    def exactly(self, column: Column[Any], literals: Iterable[Any], field: Any = None) -> list[Any]:
        """Return those of the literals that the column holds."""
        fitting = [v for v in literals if _holds(column, v) and _is_allowed(v, field)]
        return [v for v in fitting if not isinstance(v, str) or _is_storable(v)]

    def value(self, column: Column[Any], field: Any = None) -> Any:
        """Return a value that the column holds and that its field allows."""
        if column.nullable and self.chance(self._nulls):
            return None
        values = [value for value in self._values(column.type) if _is_allowed(value, field)]
        return self.choice(values) if values else None

    def turn(
        self, column: Column[Any], field: Any, number: int, literals: Iterable[Any] = ()
    ) -> Any:
        """Return the value whose turn it is: all that the column may hold come in a row.

        With `literals` that it holds, these are all, then the same in the other case of letters.
        """
        values = self.exactly(column, literals, field)
        turned = [value.swapcase() for value in values if isinstance(value, str)]
        values += self.exactly(column, turned, field)
        values = values or [v for v in self._values(column.type) if _is_allowed(v, field)]
        return values[number % len(values)] if values else None

    def _values(self, kind: types.TypeEngine[Any]) -> list[Any]:
        if isinstance(kind, types.Enum):
            return list(kind.enum_class) if kind.enum_class else list(kind.enums)
        kind = plain(kind)
        found = _of_type(kind, self._narrow)
        accepts = _python_type(kind)
        near = [value for value in self._near if accepts and _fits(value, accepts)]
        # Two in three values are near a literal; the rest keep the world from being all of a kind.
        return near + found[: max(1, len(near) // 2)] if near else found


def _of_type(kind: types.TypeEngine[Any], narrow: bool) -> list[Any]:
    if isinstance(kind, types.Boolean):
        return [True, False]
    if isinstance(kind, types.Integer):
        return list(NARROW_NUMBERS if narrow else NUMBERS)
    if isinstance(kind, types.Float):
        return [0.0, 0.5, 1.0, 2.5] if not narrow else [0.5, 1.0]
    if isinstance(kind, types.Numeric):
        return [Decimal(text) for text in ("0.00", "0.50", "1.00", "99.95")]
    if isinstance(kind, types.DateTime):
        return [datetime(d.year, d.month, d.day, 12, tzinfo=UTC) for d in DAYS]
    if isinstance(kind, types.Date):
        return list(DAYS[:2] if narrow else DAYS)
    if isinstance(kind, types.Time):
        return [time(0), time(12), time(23, 59)]
    if isinstance(kind, types.Interval):
        return [timedelta(0), timedelta(hours=1)]
    if isinstance(kind, types.Uuid):
        return [uuid.UUID(int=number) for number in range(1, 40)]
    if isinstance(kind, types.LargeBinary):
        return [b"", b"a", b"\x00\xff"]
    if isinstance(kind, types.JSON):
        return [{}, {"a": 1}, [1, 2]]
    return list(NARROW_NAMES if narrow else NAMES)


def plain(kind: types.TypeEngine[Any]) -> types.TypeEngine[Any]:
    """Return the type that a decorator is made of."""
    return kind.impl_instance if isinstance(kind, types.TypeDecorator) else kind


def _python_type(kind: types.TypeEngine[Any]) -> type | None:
    try:
        return kind.python_type
    except NotImplementedError:
        return None


def _fits(value: Any, accepts: type) -> bool:
    if accepts is datetime:
        return isinstance(value, datetime)
    if accepts is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if accepts in (float, Decimal):
        return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return type(value) is accepts


def _holds(column: Column[Any], value: Any) -> bool:
    """Tell whether a column can hold a value: of an enum, one of its own alone."""
    if isinstance(column.type, types.Enum):
        return value in list(column.type.enum_class or column.type.enums)
    accepts = _python_type(plain(column.type))
    return accepts is not None and _fits(value, accepts)


def _near(literal: Any) -> list[Any]:
    """Return a literal and what lies beside it."""
    if isinstance(literal, bool) or literal is None:
        return []
    if isinstance(literal, Enum):
        return [literal]
    if isinstance(literal, int):
        return [literal, literal - 1, literal + 1] if abs(literal) < 2**31 else []
    if isinstance(literal, float | Decimal):
        return [literal, literal - 1, literal + 1]
    if isinstance(literal, datetime):
        return [literal, literal - timedelta(seconds=1), literal + timedelta(days=1)]
    if isinstance(literal, date):
        return [literal, literal - timedelta(days=1), literal + timedelta(days=1)]
    if isinstance(literal, str) and len(literal) < 80 and _is_storable(literal):
        return _near_text(literal)
    return []


def _is_storable(text: str) -> bool:
    """Tell whether a text is one: half a character is none."""
    return "\x00" not in text and text == text.encode("utf-8", "ignore").decode("utf-8")


def _near_text(literal: str) -> list[str]:
    bare = literal.strip("%_")
    if bare != literal:  # a pattern: what it finds, and what it misses by a little
        return [bare, f"x{bare}", f"{bare}x", f"x{bare}x", bare.swapcase(), f"{bare.swapcase()}x"]
    if not literal:
        return [""]
    near = [literal, literal.swapcase(), f"{literal}x", f"x{literal}", f"x{literal}x"]
    near += [f"{literal.swapcase()}x", literal.upper(), literal.lower(), f" {literal} "]
    if "%" in literal or "_" in literal:
        near.append(literal.replace("%", "x").replace("_", "x"))
    return near


def _is_allowed(value: Any, field: Any) -> bool:
    """Tell whether a field's own limits, as `ge=0`, let a value in."""
    for limit in getattr(field, "metadata", ()):
        try:
            if (
                (isinstance(limit, annotated_types.Ge) and not value >= limit.ge)
                or (isinstance(limit, annotated_types.Gt) and not value > limit.gt)
                or (isinstance(limit, annotated_types.Le) and not value <= limit.le)
                or (isinstance(limit, annotated_types.Lt) and not value < limit.lt)
                or (isinstance(limit, annotated_types.MinLen) and len(value) < limit.min_length)
                or (isinstance(limit, annotated_types.MaxLen) and len(value) > limit.max_length)
            ):
                return False
        except TypeError:
            continue
    return True
