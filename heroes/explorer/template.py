"""The parts of a module of models that are the same for every database."""

BASE = '''\
JSON = TypeAdapter[Any](Any, config=ConfigDict(ser_json_bytes="base64"))


class Base(SQLModel, registry=registry()):
    """What all models share: a registry of their own, and JSON whatever a value is."""

    model_config = {"protected_namespaces": (), "ser_json_bytes": "base64"}

    @field_serializer("*")
    def as_it_is(self, value: Any, info: FieldSerializationInfo) -> Any:
        """Give a value as it is, also where it does not fit the type of its column."""
        return value if info.mode != "json" else _encodable(value)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):  # half a character has no place in JSON
        return value.encode("utf-8", "backslashreplace").decode()
    try:
        JSON.dump_json(value, fallback=str)
    except ValueError:  # for the same reason, or because it is too deep
        return repr(value)
    return JSON.dump_python(value, mode="json", fallback=str)
'''

AS_STORED = '''\
FAULTS = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


class AsStored(sa.TypeDecorator[Any]):
    """Convert the values that fit the type, and give any other one as it is stored."""

    impl: Any = sa.types.NullType
    cache_ok = True

    def __init__(self, kind: sa.types.TypeEngine[Any], like: str = "") -> None:
        super().__init__()
        self.kind = self.impl = kind
        self.like = like  # how moments are written here, for those that are compared

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with values as the type itself does."""
        kind = self.impl_instance.coerce_compared_value(op, value)
        return self if isinstance(kind, type(self.impl_instance)) else kind

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """Send a value that fits in the form that the database has."""
        if isinstance(self.kind, sa.Numeric):  # as exact as the database has it
            return lambda value: _number(value) if isinstance(value, Decimal) else value
        if self.like:
            return lambda value: (
                _moment(value, self.like) if isinstance(value, dt.datetime) else value
            )
        return _if_it_fits(super().bind_processor(dialect))

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        """Convert what is read where it fits."""
        if isinstance(self.kind, sa.Numeric):
            return lambda value: (
                Decimal(str(value)) if isinstance(value, int | float) else value
            )
        if isinstance(self.kind, sa.Boolean):
            return lambda value: bool(value) if value in (0, 1) else value
        if isinstance(self.kind, sa.LargeBinary):
            return None
        return _if_it_fits(super().result_processor(dialect, coltype))


def _moment(value: dt.datetime, like: str) -> str:
    rest = value.replace(tzinfo=None) - dt.datetime.combine(value, dt.time())
    if len(like) == 10 and not rest:
        return value.date().isoformat()
    for length, unit in ((16, "minutes"), (19, "seconds"), (23, "milliseconds")):
        step = dt.timedelta(**{unit: 1})
        if len(like) == length and not rest % step:
            return value.isoformat(like[10], unit)
    return value.isoformat(like[10:11] or " ", "microseconds")


def _number(value: Decimal) -> int | float:
    is_whole = abs(value) < 2**63 and value == value.to_integral_value()
    return int(value) if is_whole else float(value)


def _if_it_fits(convert: Any) -> Any:
    def process(value: Any) -> Any:
        try:
            return convert(value)
        except FAULTS:
            return value

    return convert and process
'''

AS_KEY = '''\
class AsKey(sa.TypeDecorator[Any]):
    """Let a list or a dictionary be part of what tells rows apart, where there is no key."""

    impl: Any = sa.types.NullType
    cache_ok = True

    def __init__(self, kind: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = self.impl = kind

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """Give what is read a hash."""
        if isinstance(value, dict):
            return KeyDict(value)
        if isinstance(value, set):
            return frozenset(value)
        return KeyList(value) if isinstance(value, list) else value


class KeyDict(dict[Any, Any]):
    """A dictionary that may be part of a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(repr(self))


class KeyList(list[Any]):
    """A list that may be part of a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(repr(self))
'''

IMPORTS = (  # what a module may need, in the order of its lines
    ("import datetime as dt", ("dt",)),
    ("from decimal import", ("Decimal",)),
    ("from typing import", ("Any", "Optional")),
    ("from uuid import", ("UUID",)),
    ("", ()),
    ("import sqlalchemy as sa", ("sa",)),
    (
        "from pydantic import",
        ("ConfigDict", "FieldSerializationInfo", "TypeAdapter", "field_serializer"),
    ),
    ("from sqlalchemy.dialects import", ("mysql", "postgresql", "sqlite")),
    ("from sqlalchemy.orm import", ("registry",)),
    ("from sqlmodel import", ("Field", "Relationship", "SQLModel")),
)
