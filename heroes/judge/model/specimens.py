"""Values for columns and fields: plain ones, and those at the boundaries of literals."""

import datetime as dt
import enum
import re
import types as python_types
import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal
from types import CodeType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

TEXTS = (
    "Deadpond", "Spider-Boy", "Rusty-Man", "Nova", "Echo", "a", "", " ", "deadpond@example.com",
    "ABC-123", "lower", "UPPER", "Dive Wilson", "  Nova ", "12345", "https://example.com",
    "dead_pond1", "A1b2c3d4", "2024-05-17", "+4912345678", "Deadpond1!",
)  # fmt: skip
NUMBERS = (1, 2, 3, 10, 0, -1, 5, 50, 100, 1000, 2024)
DAYS = (dt.date(2024, 5, 17), dt.date(2024, 5, 18), dt.date(2030, 1, 1), dt.date(1999, 12, 31))
ZONE = dt.UTC
MAX_LENGTH = 400
BY_TYPE: dict[type[Any], tuple[Any, ...]] = {
    bool: (True, False),
    int: NUMBERS,
    float: (1.5, 2.5, 10.0, 0.0, -1.0, 0.5, 99.5),
    Decimal: tuple(Decimal(text) for text in ("12.50", "99.95", "1.00", "0.00", "-1.00", "0.10")),
    dt.datetime: tuple(dt.datetime(d.year, d.month, d.day, 12, tzinfo=ZONE) for d in DAYS),
    dt.date: DAYS,
    dt.time: (dt.time(12), dt.time(8, 30), dt.time(23, 59)),
    # The first has days, hours and minutes: whoever keeps a part of it loses something.
    dt.timedelta: (dt.timedelta(1, hours=2, minutes=3), dt.timedelta(hours=1), dt.timedelta(0)),
    uuid.UUID: tuple(uuid.UUID(int=number) for number in range(1, 6)),
    bytes: (b"a", b"bc", b""),
    str: TEXTS,
    dict: ({"a": 1}, {}, {"a": [1], "b": "x"}),
    list: (["a"], [], ["a", "b"]),
}


class Member:
    """A member of an enum that every answer may define anew: told by its name and its value."""

    def __init__(self, member: enum.Enum) -> None:
        self.name, self.value = member.name, member.value

    def of(self, kind: type[enum.Enum]) -> Any:
        """Return the member of another enum that stands for this one, or its plain value."""
        for each in kind:
            if self.name.lower() == each.name.lower() or self.value == each.value:
                return each
        return self.value

    def __repr__(self) -> str:
        return repr(self.value)


def core_type(annotation: Any) -> Any:
    """Return the type in an annotation, without None and without what `Annotated` adds."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return core_type(get_args(annotation)[0])
    if origin in (Union, python_types.UnionType):
        kinds = [each for each in get_args(annotation) if each is not type(None)]
        return core_type(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def values_for(annotation: Any, literals: Iterable[Any] = ()) -> list[Any]:
    """Return values of an annotation's type, plain ones first, then those near the literals."""
    kind = core_type(annotation)
    origin = get_origin(kind) or kind
    if origin is Literal:
        return list(get_args(kind))
    if origin in (list, set, tuple, frozenset):
        inner = (get_args(kind) or (str,))[0]
        some = values_for(inner)[:2]
        return [some[:1], [], some]
    if not isinstance(origin, type):
        return ["Deadpond", 1]
    if issubclass(origin, enum.Enum):
        return [Member(each) for each in origin]
    plain = next((values for each, values in BY_TYPE.items() if issubclass(origin, each)), TEXTS)
    near = [value for literal in literals for value in near_of(literal, origin)]
    return unique([*plain, *near])


def near_of(literal: Any, kind: type[Any]) -> Iterator[Any]:
    """Give the values of a type at a literal, and one below and above."""
    number = isinstance(literal, int | float | Decimal) and not isinstance(literal, bool)
    if issubclass(kind, bool):
        return
    if issubclass(kind, int) and number:
        yield from (int(literal) - 1, int(literal), int(literal) + 1)
    elif issubclass(kind, float | Decimal) and number:
        literal = Decimal(str(literal))
        steps = (Decimal(0), Decimal("0.01"), Decimal(1))
        yield from (kind(literal + sign * step) for step in steps for sign in (-1, 1))
    elif issubclass(kind, str) and isinstance(literal, str):
        yield from (literal, literal + "x", literal.swapcase(), literal[:-1], f"x{literal}")
        yield literal.replace("%", "abc").replace("_", "x").replace("*", "abc")
    elif issubclass(kind, str) and number and 0 <= literal <= MAX_LENGTH:
        for length in (int(literal) - 1, int(literal), int(literal) + 1):
            yield from ("x" * max(length, 0), "7" * max(length, 0), "X" * max(length, 0))
    elif isinstance(literal, kind):
        yield literal
    elif issubclass(kind, dt.date) and isinstance(literal, str):
        yield from _days_near(literal, kind)


def _days_near(literal: str, kind: type[Any]) -> Iterator[Any]:
    try:
        day = dt.date.fromisoformat(literal[:10])
    except ValueError:
        return
    for each in (day, day - dt.timedelta(1), day + dt.timedelta(1)):
        is_moment = issubclass(kind, dt.datetime)
        yield dt.datetime(each.year, each.month, each.day, tzinfo=ZONE) if is_moment else each


def unique(values: Iterable[Any]) -> list[Any]:
    """Return the values without repetition; 1 and True are two values."""
    found = {(type(value).__name__, repr(value)): value for value in values}
    return list(found.values())


def literals_in(text: str) -> list[Any]:
    """Return the numbers and texts in a condition of SQL."""
    texts = [each.replace("''", "'") for each in re.findall(r"'((?:[^']|'')*)'", text)]
    rest = re.sub(r"'(?:[^']|'')*'", " ", text)
    numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", rest)
    return [*texts, *(float(each) if "." in each else int(each) for each in numbers)]


def literals_of_field(field: FieldInfo) -> list[Any]:
    """Return the boundaries in what a field asks for."""
    names = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length")
    found = [
        getattr(each, name)
        for each in field.metadata
        for name in names
        if getattr(each, name, None) is not None
    ]
    for each in field.metadata:
        if (pattern := getattr(each, "pattern", None)) is not None:
            found += pattern_literals(str(getattr(pattern, "pattern", pattern)))
    return found


def pattern_literals(pattern: str) -> list[Any]:
    """Return texts that may match a regular expression, or nearly."""
    made = pattern.strip("^$")
    for written, letter in (("[A-Z]", "A"), ("[a-z]", "a"), ("[0-9]", "1"), (r"\d", "1")):
        made = made.replace(written, letter)
    made = re.sub(r"(\[[^\]]*\]|\\w|\.)", "a", made)
    longer = re.sub(r"(.)\{(\d+)(,\d*)?\}", lambda m: m[1] * int(m[2]), made)
    plain = re.sub(r"[+*?()\\]", "", longer)
    counts = [int(each) for each in re.findall(r"\{(\d+)", pattern)]
    return [plain, plain.lower(), plain.upper(), *counts]


def literals_of_code(model: type[Any]) -> list[Any]:
    """Return the literals in the validators of a class."""
    decorators = getattr(model, "__pydantic_decorators__", None)
    if decorators is None:
        return []
    kinds = (decorators.field_validators, decorators.model_validators)
    functions = [each.func for kind in kinds for each in kind.values()]
    codes = [getattr(getattr(f, "__func__", f), "__code__", None) for f in functions]
    found = [value for code in codes if code is not None for value in _constants(code)]
    return [value for value in unique(found) if not isinstance(value, str) or len(value) < 40]


def _constants(code: CodeType) -> Iterator[Any]:
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _constants(value)
        elif isinstance(value, tuple | frozenset):
            yield from (each for each in value if isinstance(each, int | float | str))
        elif isinstance(value, int | float | str) and not isinstance(value, bool):
            yield value


def for_enum(value: Any, kind: type[enum.Enum] | None) -> Any:
    """Return a value as a column or field of this enum takes it."""
    if isinstance(value, Member):
        return value.value if kind is None else value.of(kind)
    return value
