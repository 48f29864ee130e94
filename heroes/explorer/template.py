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
UNITS = ("minutes", "seconds", "milliseconds", "microseconds")
MIDNIGHT, DAY = dt.timedelta(), dt.timedelta(days=1)


class AsStored(sa.TypeDecorator[Any]):
    """Convert the values that fit the type, and give any other one as it is stored.

    `like` is how moments are mostly written here, for those that are compared. An `exact`
    moment is converted where it is written like that alone: keys may be equal but for it.
    """

    impl: Any = sa.types.NullType
    cache_ok = True

    def __init__(
        self, kind: sa.types.TypeEngine[Any], like: str = "", exact: bool = False
    ) -> None:
        super().__init__()
        self.kind = self.impl = kind
        self.like = like
        self.exact = exact

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with values as the type itself does."""
        kind = self.impl_instance.coerce_compared_value(op, value)
        is_length = isinstance(self.kind, sa.Time) and isinstance(value, dt.timedelta)
        return self if is_length or isinstance(kind, type(self.impl_instance)) else kind

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """Send a value that fits in the form that the database has."""
        if isinstance(self.kind, sa.Numeric):  # as exact as the database has it
            return lambda value: _number(value) if isinstance(value, Decimal) else value
        if self.like:
            return lambda value: (
                _moment(value, self.like)
                if isinstance(value, dt.datetime | dt.time)
                else value
            )
        names = [*getattr(self.kind, "values", ())]  # of a SET, compared in this order
        if names:
            return lambda value: (
                ",".join(sorted(value, key=[*names, *value].index))
                if isinstance(value, set | frozenset)
                else value
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
        back = self.bind_processor(dialect) if self.exact else None
        return _if_it_fits(super().result_processor(dialect, coltype), back)


def _moment(value: dt.datetime | dt.time, like: str) -> str:
    if isinstance(value, dt.datetime):
        written = [value.isoformat(like[10:11] or " ", unit) for unit in UNITS]
        written.insert(0, value.date().isoformat())
    else:
        written = [value.isoformat(unit) for unit in UNITS]
    if like.endswith("Z"):
        written = [text.replace("+00:00", "Z") for text in written]
    read = type(value).fromisoformat
    same = (text for text in written if len(text) == len(like) and read(text) == value)
    return next(same, written[-1])


def _number(value: Decimal) -> int | float:
    is_whole = abs(value) < 2**63 and value == value.to_integral_value()
    return int(value) if is_whole else float(value)


def _if_it_fits(convert: Any, back: Any = None) -> Any:
    def process(value: Any) -> Any:
        if isinstance(value, dt.timedelta) and not MIDNIGHT <= value < DAY:
            return value  # MariaDB's TIME is a length too
        try:
            made = convert(value)
        except FAULTS:
            return value
        return made if back is None or back(made) == value else value

    return convert and process
'''

AS_TEXT = '''\
class AsText(sa.TypeDecorator[Any]):
    """Read a moment as PostgreSQL writes it: Python has none such as infinity."""

    impl: Any = sa.types.NullType
    cache_ok = True

    def __init__(self, kind: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = self.impl = kind

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with a text as with a moment, and with other values as the type does."""
        kind = self.impl_instance.coerce_compared_value(op, value)
        return self if isinstance(value, str) else kind

    def column_expression(self, column: Any) -> Any:
        """Select the text of the moment."""
        return sa.type_coerce(sa.cast(column, sa.Text), self)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """Convert the text where Python has such a moment."""
        moment: Any = self.kind.python_type
        try:
            return moment.fromisoformat(value)
        except (TypeError, ValueError):
            return value
'''

AS_WRITTEN = '''\
class AsWritten(sa.TypeDecorator[Any]):
    """Send values as texts, which PostgreSQL reads as the type of what they are compared with.

    Other forms are never equal: of 0.1 a number has more digits than a column of REAL.
    """

    impl: Any = sa.types.NullType
    cache_ok = True
    operator_classes = sa.sql.operators.OperatorClass.ANY

    def __init__(self, kind: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = self.impl = kind

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        """Write the value."""
        return value if value is None else str(value)
'''

AS_KEY = '''\
class AsKey(sa.TypeDecorator[Any]):
    """Let a list or a dictionary be part of what tells rows apart, where there is no key."""

    impl: Any = sa.types.NullType
    cache_ok = True
    operator_classes = sa.sql.operators.OperatorClass.ANY

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

HELPERS = {
    "AsStored": AS_STORED,
    "AsText": AS_TEXT,
    "AsWritten": AS_WRITTEN,
    "AsKey": AS_KEY,
}

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
