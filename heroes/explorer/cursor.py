"""A place in an order, as a short text that can be kept in a link: typed JSON, no pickle."""

import base64
import datetime as dt
import json
import math
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

WRONG = "This is no place in these pages: give the `next` or `prev` of a page in the same order."
WRITE: dict[type, tuple[str, Callable[[Any], str]]] = {
    Decimal: ("decimal", str),
    dt.datetime: ("datetime", dt.datetime.isoformat),
    dt.date: ("date", dt.date.isoformat),
    dt.time: ("time", dt.time.isoformat),
    dt.timedelta: ("seconds", lambda value: f"{value.days} {value.seconds} {value.microseconds}"),
    uuid.UUID: ("uuid", str),
    bytes: ("bytes", lambda value: base64.b64encode(value).decode()),
}
READ: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "seconds": lambda text: dt.timedelta(*map(int, text.split(" "))),
    "uuid": uuid.UUID,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "float": float,
}


@dataclass(frozen=True)
class Place:
    """A place in an order: by the values of its columns, or by so many rows from an end."""

    order: tuple[str, ...]
    values: tuple[Any, ...] = ()
    is_inclusive: bool = False  # the row with these values belongs to the page too
    offset: int | None = None
    from_end: bool = False


class NoPlaceError(TypeError):
    """A value that cannot be kept in a cursor."""


def write(place: Place) -> str:
    """Return a place as an opaque text of letters that are safe in a URL.

    Raises NoPlaceError where a value is of a type that has no text.
    """
    parts = [list(place.order), [_written(value) for value in place.values]]
    parts += [[place.is_inclusive, place.offset, place.from_end]]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def read(text: str, order: Sequence[str]) -> Place:
    """Return the place that a text names in an order. Raises ValueError in one sentence."""
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        names, values, (is_inclusive, offset, from_end) = json.loads(
            raw.decode("utf-8", "surrogatepass")
        )
        place = Place(
            tuple(names), tuple(map(_read, values)), bool(is_inclusive), offset, bool(from_end)
        )
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise ValueError(WRONG) from None
    fits = len(place.values) <= len(place.order)
    counts = type(offset) is int and 0 <= offset < 2**63
    if place.order != tuple(order) or not fits or not (counts if not place.values else not offset):
        raise ValueError(WRONG)
    return place


def _written(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, memoryview | bytearray):
        value = bytes(value)
    for kind, (tag, text) in WRITE.items():
        if type(value) is kind:
            return {tag: text(value)}
    raise NoPlaceError(f"A {type(value).__name__} cannot be kept in a cursor.")


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        return READ[tag](text)
    if isinstance(value, list):
        raise ValueError(WRONG)
    return value
