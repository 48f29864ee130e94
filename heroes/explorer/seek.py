"""The order of pages, and the condition that a row lies beyond a place in it.

This is keyset pagination (Markus Winand, "Paging through results", use-the-index-luke): compare
with the last row of a page in place of counting rows from the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Double,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    String,
    Time,
    Uuid,
    and_,
    false,
    inspect,
    literal,
    or_,
    true,
    tuple_,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlmodel import SQLModel

SORTED = (
    *(Boolean, Date, DateTime, Enum, Float, Integer, Interval, LargeBinary, Numeric, String),
    *(Time, Uuid, postgresql.INTERVAL, postgresql.OID, mysql.BIT, mysql.YEAR),
)


@dataclass(frozen=True)
class Sorting:
    """One column of an order: its name in the database, its attribute, and its direction."""

    name: str
    attribute: Any
    column: Column[Any]
    nullable: bool
    descending: bool = False

    @property
    def clause(self) -> Any:
        """Return what stands in ORDER BY."""
        return self.attribute.desc() if self.descending else self.attribute


Order = tuple[Sorting, ...]


def order_of(
    model: type[SQLModel], order_by: Sequence[str], dialect: Dialect, *, keyed: bool
) -> Order:
    """Return the order that the names ask for, with the key behind it so that no two rows tie.

    Where no key is known, all columns that have an order stand there. Raises ValueError for an
    unknown name.
    """
    if isinstance(order_by, str):
        order_by = [order_by]
    asked = [_sorting(model, name) for name in order_by]
    mapper = inspect(model)
    last = mapper.primary_key if keyed else mapper.local_table.columns
    descending = bool(asked) and all(each.descending for each in asked)
    for column in last:
        if keyed or is_sorted(column, dialect):
            asked.append(replace(_of_column(model, column), descending=descending))
    found: dict[str, Sorting] = {}
    for each in asked:
        found.setdefault(each.name, each)
    return tuple(found.values())


def is_sorted(column: Column[Any], dialect: Dialect) -> bool:
    """Tell whether the database can put a column's values in order."""
    kind = plain_type(column)
    if isinstance(kind, JSON) or column.type._type_affinity is JSON:
        return False
    return dialect.name == "sqlite" or isinstance(kind, SORTED)


def why_no_seek(order: Order, dialect: Dialect) -> str | None:
    """Return why rows cannot be found by the values of an order, or None where they can."""
    is_mysql = dialect.name in ("mysql", "mariadb")
    for each in order:
        kind = plain_type(each.column)
        if is_mysql and isinstance(kind, Enum | mysql.SET | mysql.BIT):
            return f"{each.name} sorts by number, but compares as text"
        if is_mysql and isinstance(kind, Time):
            return f"{each.name} may be more than a time of day"
        is_zoned = isinstance(kind, Time) and kind.timezone
        if is_zoned or isinstance(kind, Interval | postgresql.INTERVAL):
            return f"{each.name} has equal values that are written differently"
        if is_mysql and isinstance(kind, Float) and not isinstance(kind, Double):
            return f"{each.name} is a float of single precision, which equals no number"
        if not is_sorted(each.column, dialect):
            return f"{each.name} has no order that can be compared"
    return None


def reverse(order: Order) -> Order:
    """Return the order read from its end."""
    return tuple(replace(each, descending=not each.descending) for each in order)


def beyond(
    order: Order,
    values: Sequence[Any],
    dialect: Dialect,
    *,
    inclusive: bool = False,
    narrow: bool = False,
) -> list[ColumnElement[bool]]:
    """Return the conditions that a row comes after these values in an order, or at them.

    Fewer values than columns mean the first ones. NULLs are where the database sorts them: last
    in PostgreSQL, first elsewhere, and the other way round in a descending order. With `narrow`
    the rows that have NULL in the first column are left out, so that an index serves.
    """
    pairs = [
        (each, _typed(each, value, dialect)) for each, value in zip(order, values, strict=False)
    ]
    is_simple = all(not each.nullable and value is not None for each, value in pairs)
    one_way = len({each.descending for each, _ in pairs}) == 1
    if is_simple and one_way and (len(pairs) == 1 or dialect.name in ("sqlite", "postgresql")):
        return [_at_once(pairs, inclusive=inclusive)]
    last = len(pairs) - 1
    parts = []
    for index, pair in enumerate(pairs):
        is_first, is_last = index == 0, index == last
        past = _past(*pair, dialect, inclusive=inclusive and is_last, narrow=narrow and is_first)
        if past is not None:
            parts.append(and_(*(_equal(*equal) for equal in pairs[:index]), past))
    if not last:
        return parts or [false()]
    # The first follows from the second, but only it lets an index on the first column be used.
    bound = _past(*pairs[0], dialect, inclusive=True, narrow=narrow)
    is_idle = bound is None or (values[0] is None and not _nulls_last(order[0], dialect))
    return [or_(*parts)] if is_idle or bound is None else [bound, or_(*parts)]


def has_nulls_ahead(order: Order, values: Sequence[Any], dialect: Dialect) -> bool:
    """Tell whether rows that have NULL in the first column come after these values."""
    may_be_null = order[0].nullable and values[0] is not None
    return may_be_null and _nulls_last(order[0], dialect)


def _typed(each: Sorting, value: Any, dialect: Dialect) -> Any:
    """Return a moment that Python lacks as one: PostgreSQL compares no moment with a text."""
    is_moment = isinstance(plain_type(each.column), Date | DateTime | Time)
    if dialect.name == "postgresql" and is_moment and isinstance(value, str):
        return literal(value, each.column.type)
    return value


def _at_once(pairs: list[tuple[Sorting, Any]], *, inclusive: bool) -> Any:
    if len(pairs) == 1:
        compared = _compared(*pairs[0], inclusive=inclusive)
        return false() if compared is None else compared
    whole = tuple_(*(each.attribute for each, _ in pairs))
    values = tuple(value for _, value in pairs)
    if pairs[0][0].descending:
        return whole <= values if inclusive else whole < values
    return whole >= values if inclusive else whole > values


def _equal(each: Sorting, value: Any) -> Any:
    return each.attribute.is_(None) if value is None else each.attribute == value


def _compared(each: Sorting, value: Any, *, inclusive: bool) -> Any:
    if isinstance(value, bool):  # which SQLAlchemy compares with = alone
        if value == each.descending:
            return each.attribute.is_not(None) if inclusive else each.attribute == (not value)
        return each.attribute == value if inclusive else None
    if each.descending:
        return each.attribute <= value if inclusive else each.attribute < value
    return each.attribute >= value if inclusive else each.attribute > value


def _past(
    each: Sorting, value: Any, dialect: Dialect, *, inclusive: bool, narrow: bool = False
) -> ColumnElement[bool] | None:
    """Return the condition that one column is past a value, or None where nothing can be."""
    if value is None:
        if _nulls_last(each, dialect):
            return each.attribute.is_(None) if inclusive else None
        return true() if inclusive else each.attribute.is_not(None)
    compared: ColumnElement[bool] | None = _compared(each, value, inclusive=inclusive)
    if each.nullable and _nulls_last(each, dialect) and not narrow:
        is_null: ColumnElement[bool] = each.attribute.is_(None)
        return is_null if compared is None else or_(compared, is_null)
    return compared


def _nulls_last(each: Sorting, dialect: Dialect) -> bool:
    return (dialect.name == "postgresql") != each.descending


def plain_type(column: Column[Any]) -> Any:
    """Return the type itself where the models' source wraps it, to keep values that do not fit."""
    return getattr(column.type, "kind", column.type)


def _sorting(model: type[SQLModel], name: str) -> Sorting:
    columns = inspect(model).local_table.columns
    by_name = {column.name: column for column in columns}
    if not isinstance(name, str):
        raise ValueError('Give order_by as names of columns, such as ["Title", "-AlbumId"].')
    for plain, descending in ((name, False), (name.removeprefix("-"), True)):
        if plain in by_name:
            return replace(_of_column(model, by_name[plain]), descending=descending)
    close = get_close_matches(name.removeprefix("-"), by_name, n=1, cutoff=0.5)
    hint = f'did you mean "{close[0]}"?' if close else f"its columns are {', '.join(by_name)}."
    raise ValueError(f'There is no column "{name}" in {inspect(model).local_table.key}: {hint}')


def _of_column(model: type[SQLModel], column: Any) -> Sorting:
    mapper = inspect(model)
    key = mapper.get_property_by_column(column).key
    # SQLite lets a key hold NULL; where one does, the models have another key.
    nullable = bool(column.nullable) or (column.primary_key and column not in mapper.primary_key)
    return Sorting(column.name, getattr(model, key), column, nullable)
