"""Try rows on the tables themselves, below the ORM: what the database's checks keep and refuse."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import Column

from heroes.judge.bench import open_image
from heroes.judge.model.flaws import CHECK, Flaw, an, says
from heroes.judge.model.schema import Shape
from heroes.judge.model.specimens import (
    BY_TYPE,
    Member,
    for_enum,
    literals_in,
    literals_of_code,
    literals_of_field,
    unique,
    values_for,
)

DIALECT = sqlite.dialect()
MAX_ROWS = 400
FEW = 12  # values of each column where several are in one check
Row = dict[str, Any]
PYTHON = {kind.__name__: kind for kind in BY_TYPE} | {
    "text": str,
    "integer": int,
    "decimal": next(kind for kind in BY_TYPE if kind.__name__ == "Decimal"),
    "uuid": next(kind for kind in BY_TYPE if kind.__name__ == "UUID"),
    "boolean": bool,
    "json": dict,
    "binary": bytes,
}


class Rows:
    """Keep rows in a table without asking its foreign keys, each alone. To be closed."""

    def __init__(self, image: bytes, shape: Shape) -> None:
        """Open a copy of a database and take one of its tables."""
        self._clone = open_image(image)
        self._clone.execute("PRAGMA foreign_keys = OFF")
        self._columns = {
            key: shape.table.c[_key_of(shape, facts.name)]
            for key, facts in shape.columns.items()
            if not facts.computed
        }
        self._table = shape.table.name

    def close(self) -> None:
        """Close the database."""
        self._clone.end()

    def keeps(self, row: Row) -> bool:
        """Tell whether the table takes a row; it is taken out again."""
        given = {key: value for key, value in row.items() if key in self._columns}
        names = ", ".join(_quoted(self._columns[key].name) for key in given)
        marks = ", ".join("?" * len(given))
        try:
            values = [_stored(self._columns[key], value) for key, value in given.items()]
            sql = f"INSERT INTO {_quoted(self._table)} ({names}) VALUES ({marks})"  # noqa: S608
            self._clone.execute(sql, values)
        except (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError):
            return False
        self._clone.execute(f"DELETE FROM {_quoted(self._table)}")  # noqa: S608
        return True


def _key_of(shape: Shape, name: str) -> str:
    return next(column.key for column in shape.table.columns if column.name == name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stored(column: Column[Any], value: Any) -> Any:
    """Return a value as the column's type sends it to SQLite."""
    kind: Any = column.type
    value = for_enum(value, getattr(kind, "enum_class", None))
    process = kind.dialect_impl(DIALECT).bind_processor(DIALECT)
    return process(value) if process is not None and value is not None else value


def python_kind(model: type[Any], shape: Shape, key: str) -> Any:
    """Return the annotation of a column's field, or the type that its column holds."""
    field = getattr(model, "model_fields", {}).get(key)
    if field is not None:
        return field.annotation
    return PYTHON.get(shape.columns[key].category, str)


def literals_for(model: type[Any], shape: Shape, key: str, own: str | None = None) -> list[Any]:
    """Return the literals that a class compares a column with: in checks, field, validators."""
    name = shape.columns[key].name
    found = [each for text in shape.checks if _mentions(text, name) for each in literals_in(text)]
    field = getattr(model, "model_fields", {}).get(own or key)
    found += literals_of_field(field) if field is not None else []
    return unique([*found, *literals_of_code(model)])


def _mentions(check: str, name: str) -> bool:
    return says(re.sub(r"'(?:[^']|'')*'", "''", check), name)


def checked(shape: Shape) -> list[list[str]]:
    """Return the columns of each check."""
    return [
        [key for key, facts in shape.columns.items() if _mentions(text, facts.name)]
        for text in shape.checks
    ]


def valid_values(model: type[Any], shape: Shape, image: bytes) -> dict[str, list[Any]]:
    """Return values of each column that a table keeps, those of one row first."""
    candidates = {
        key: values_for(python_kind(model, shape, key), literals_for(model, shape, key))
        for key, facts in shape.columns.items()
        if not facts.computed
    }
    rows = Rows(image, shape)
    try:
        base = {key: values[0] for key, values in candidates.items()}
        together = sorted({key for keys in checked(shape) for key in keys} & set(candidates))
        if not rows.keeps(base):
            choices = product(*(candidates[key] for key in together))
            tried = ({**base, **dict(zip(together, each, strict=True))} for each in choices)
            base = next((row for row in islice(tried, 20_000) if rows.keeps(row)), base)
        return {
            key: [
                base[key],
                *(v for v in values if v != base[key] and rows.keeps({**base, key: v})),
            ]
            for key, values in candidates.items()
        }
    finally:
        rows.close()


def compare_checks(
    right: Shape, got: Shape, images: tuple[bytes, bytes], models: tuple[Any, Any], base: Row
) -> Iterator[Flaw]:
    """Tell the first row that one table keeps and the other refuses."""
    if not right.checks and not got.checks:
        return
    both = Rows(images[0], right), Rows(images[1], got)
    try:
        for row, changed in _rows(right, got, models, base):
            kept = [each.keeps(row) for each in both]
            if kept[0] != kept[1]:
                yield _flaw(right, got, row, changed, kept[1])
                return
    finally:
        for each in both:
            each.close()


def _rows(
    right: Shape, got: Shape, models: tuple[Any, Any], base: Row
) -> Iterator[tuple[Row, list[str]]]:
    groups = [*checked(right), *checked(got)]
    values: Mapping[str, list[Any]] = {
        key: [*_candidates(right, got, models, key), None]
        for key in {key for keys in groups for key in keys}
        if key in base
    }
    for key in sorted(values):
        for value in values[key]:
            if value is not None or (right.columns[key].nullable and got.columns[key].nullable):
                yield {**base, key: value}, [key]
    for keys in groups:
        keys = [key for key in keys if key in values]
        if len(keys) > 1:
            few = [[*values[key][: FEW - 1], *values[key][-FEW:-1]] for key in keys]
            for each in islice(product(*few), MAX_ROWS):
                yield {**base, **dict(zip(keys, each, strict=True))}, keys


def _candidates(right: Shape, got: Shape, models: tuple[Any, Any], key: str) -> list[Any]:
    literals = [
        *literals_for(models[0], right, key),
        *literals_for(models[1], got, key, own=_own_key(models[1], got, key)),
    ]
    # Those near the literals come last, and are told first.
    return values_for(python_kind(models[0], right, key), unique(literals))[::-1]


def _own_key(model: type[Any], shape: Shape, key: str) -> str:
    name = shape.columns[key].name
    return name if name in getattr(model, "model_fields", {}) else key


def _flaw(right: Shape, got: Shape, row: Row, changed: list[str], kept: bool) -> Flaw:
    noun = got.name.lower()
    said = " and ".join(f"{key} is {_shown(row[key])}" for key in changed)
    on_it = [any(set(changed) & set(keys) for keys in checked(each)) for each in (right, got)]
    if kept:
        message = f"The database keeps {an(noun)} whose {said}, and it should refuse it."
        name = "wrong_check" if on_it[1] else "missing_check"
        look = "" if on_it[1] else "Limits in Field are not seen by the database."
        return Flaw(CHECK, message, name, "refused", "kept", look)
    message = f"The database refuses {an(noun)} whose {said}, and it should keep it."
    return Flaw(CHECK, message, "wrong_check" if on_it[0] else "extra_check", "kept", "refused")


def _shown(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str) and len(value) > 40:
        return f"a text of {len(value)} characters"
    return repr(value) if isinstance(value, str | int | float | Member) else str(value)
