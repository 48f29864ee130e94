"""Compare the rows of an answer with those of a right one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from heroes.judge.result import Entity, Result, plain

Key = tuple[Any, ...]
Kind = Literal["columns", "names", "shape", "rows", "order", "error", "tables", "limit", "commits"]
MAX_TRIES = 5_000  # arrangements of columns


@dataclass(frozen=True)
class Difference:
    """How an answer differs from a right one; `missing` and `extra` are rows."""

    kind: Kind
    missing: Sequence[Any] = ()
    extra: Sequence[Any] = ()
    detail: str = ""


def compare(
    expected: Result,
    got: Result,
    order_by: Sequence[str] | None = None,
    *,
    named: bool = False,
    shaped: bool = True,
) -> Difference | None:
    """Return the first difference that counts, or None.

    Rows are compared as multisets, in any arrangement of their columns. With `named` the names
    and the order of the columns count. With `order_by` the rows must come in an order that these
    columns of the right answer allow: ties may come in any. With `shaped`, a list is not one row.
    """
    if shaped and (found := _compare_shape(expected, got)):
        return found
    if found := _compare_columns(expected, got, named=named):
        return found
    wanted = Counter(map(_key, expected.rows))
    arrangement = _arrangement(expected, got, wanted, named=named)
    if arrangement is None:
        plainly = Counter(map(_key, got.rows))
        missing, extra = wanted - plainly, plainly - wanted
        return Difference("rows", _rows(expected, missing), _rows(got, extra))
    arranged = [tuple(row[index] for index in arrangement) for row in got.rows]
    if order_by and not _is_ordered(expected, arranged, order_by):
        return Difference("order")
    return None


def _compare_shape(expected: Result, got: Result) -> Difference | None:
    if expected.shape == got.shape:
        return None
    if "rows" in (expected.shape, got.shape):
        return Difference("shape", detail=f"{expected.shape} {got.shape}")
    return Difference("rows", list(expected.rows), list(got.rows))  # something, and nothing


def _compare_columns(expected: Result, got: Result, *, named: bool) -> Difference | None:
    if expected.rows and got.rows and expected.width != got.width:
        return Difference("columns", detail=f"{expected.width} {got.width}")
    if named and expected.columns and got.columns and expected.columns != got.columns:
        return Difference("names", detail=", ".join(got.columns))
    return None


def _key(row: tuple[Any, ...]) -> Key:
    return tuple(map(plain, row))


def _rows(result: Result, keys: Counter[Key]) -> list[tuple[Any, ...]]:
    by_key = {_key(row): row for row in result.rows}
    return [by_key[key] for key in keys.elements()]


def _arrangement(
    expected: Result, got: Result, wanted: Counter[Key], *, named: bool
) -> list[int] | None:
    """Return which column of the answer stands for each of the right one, or None if none do."""
    if len(expected.rows) != len(got.rows):
        return None
    width = expected.width
    keys = list(map(_key, got.rows))
    if Counter(keys) == wanted:
        return list(range(width))
    is_ragged = any(len(key) != width for key in (*keys, *wanted))
    if named or width < 2 or is_ragged:
        return None
    columns = [Counter(key[index] for key in keys) for index in range(width)]
    targets = [Counter(key[index] for key in wanted.elements()) for index in range(width)]
    choices = [[i for i in range(width) if columns[i] == target] for target in targets]
    for number, picked in enumerate(_picks(choices, [])):
        if Counter(tuple(key[index] for index in picked) for key in keys) == wanted:
            return picked
        if number > MAX_TRIES:
            break
    return None


def _picks(choices: Sequence[Sequence[int]], picked: list[int]) -> Iterator[list[int]]:
    if len(picked) == len(choices):
        yield list(picked)
        return
    for index in choices[len(picked)]:
        if index not in picked:
            yield from _picks(choices, [*picked, index])


def _is_ordered(expected: Result, rows: Sequence[tuple[Any, ...]], order_by: Sequence[str]) -> bool:
    """Tell whether rows follow the order in which the right answer has the keys."""
    ranks: dict[Any, int] = {}
    for row in expected.rows:
        ranks.setdefault(_order_key(expected, row, order_by), len(ranks))
    got = [ranks[_order_key(expected, row, order_by)] for row in rows]
    return got == sorted(got)


def _order_key(expected: Result, row: tuple[Any, ...], order_by: Sequence[str]) -> Key:
    return tuple(plain(column(expected, row, name.lstrip("-"))) for name in order_by)


def column(result: Result, row: tuple[Any, ...], name: str) -> Any:
    """Return the value of a column by its name, "name" or "Hero.name".

    Raises ValueError for a name that no column has.
    """
    if name in result.columns:
        return row[result.columns.index(name)]
    owner, _, attribute = name.rpartition(".")
    for cell in row:
        if isinstance(cell, Entity) and attribute in cell.fields and owner in ("", cell.name):
            return cell.values[cell.fields.index(attribute)]
    if not result.columns and len(row) == 1:
        return row[0]
    known = ", ".join(result.columns) or "no names"
    raise ValueError(f'order_by names "{name}", which is no column of the result: {known}.')
