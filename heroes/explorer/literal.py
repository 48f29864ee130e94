"""Values as Python literals, with what must be imported for them."""

import datetime as dt
import ipaddress
import math
import uuid
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql.ranges import MultiRange, Range

from heroes.explorer.layout import literal

IMPORTS = {
    "dt": "import datetime as dt",
    "ipaddress": "import ipaddress",
    "Decimal": "from decimal import Decimal",
    "UUID": "from uuid import UUID",
    "ZoneInfo": "from zoneinfo import ZoneInfo",
}


ADDRESSES = (
    *(ipaddress.IPv4Address, ipaddress.IPv4Interface, ipaddress.IPv4Network),
    *(ipaddress.IPv6Address, ipaddress.IPv6Interface, ipaddress.IPv6Network),
)


class NoLiteralError(TypeError):
    """A value that no literal gives back."""


def write_literal(value: Any) -> tuple[str, set[str]]:
    """Return the expression that gives a value, and the names that it needs, of IMPORTS.

    Raises NoLiteralError for a value of another type than those of databases.
    """
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return _sequence(value)
    if type(value) is float and not math.isfinite(value):
        return f'float("{value}")', set()
    if value is None or type(value) in (bool, int, float, bytes):
        return repr(value), set()
    if type(value) is str:
        return literal(value), set()
    if type(value) is Decimal:
        return f'Decimal("{value}")', {"Decimal"}
    if type(value) is uuid.UUID:
        return f'UUID("{value}")', {"UUID"}
    if type(value) in (dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone):
        return _moment(value)
    if type(value) in ADDRESSES:
        return f"ipaddress.{type(value).__name__}({literal(str(value))})", {"ipaddress"}
    if type(value) is Range:
        return _range(value)
    if type(value) is MultiRange:
        code, names = _sequence(list(value))
        return f"MultiRange({code})", {"MultiRange", *names}
    if type(value) is dict:
        return _dictionary(value)
    raise NoLiteralError(f"A {type(value).__name__} has no literal.")


def _moment(value: Any) -> tuple[str, set[str]]:
    zone = getattr(value, "tzinfo", None)
    if isinstance(zone, dt.timezone | None):
        return repr(value).replace("datetime.", "dt."), {"dt"}
    if type(zone) is not ZoneInfo or zone.key is None:  # one that was read from a file
        raise NoLiteralError("A time zone without a name has no literal.")
    written = repr(value.replace(tzinfo=None)).replace("datetime.", "dt.")
    ending = f", tzinfo=ZoneInfo({literal(zone.key)}))"
    return f"{written.removesuffix(')')}{ending}", {"dt", "ZoneInfo"}


def _range(value: Range[Any]) -> tuple[str, set[str]]:
    if value.empty:
        return "Range(empty=True)", {"Range"}
    ends, names = _sequence((value.lower, value.upper))
    return f"Range{ends.removesuffix(')')}, bounds={literal(value.bounds)})", {"Range", *names}


def _dictionary(values: dict[Any, Any]) -> tuple[str, set[str]]:
    pairs = [(write_literal(key), write_literal(value)) for key, value in values.items()]
    inside = ", ".join(f"{key}: {value}" for (key, _), (value, _) in pairs)
    return f"{{{inside}}}", set().union(*(names for pair in pairs for _, names in pair))


def _sequence(values: Any) -> tuple[str, set[str]]:
    parts = [write_literal(value) for value in values]
    inside = ", ".join(part for part, _ in parts)
    names = set().union(*(names for _, names in parts))
    if isinstance(values, list):
        return f"[{inside}]", names
    return (f"({inside},)" if len(parts) == 1 else f"({inside})"), names
