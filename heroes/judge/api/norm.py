"""Say what is compared of bodies and rows: not what varies, nor an order that means nothing."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData

from heroes.judge.api.traffic import Answered, Ran
from heroes.judge.tables import TableDifference, Tables, differences

Path = tuple[str, ...]  # of keys, to a list in a body


@dataclass(frozen=True)
class Norm:
    """How the answers of one task are compared.

    `volatile` are the names of values that are not the same in two runs, as the time is;
    `ordered` are the lists that right apps give in the order of ids, by request and path.
    """

    metadata: MetaData
    volatile: frozenset[str]
    ordered: frozenset[tuple[int, Path]]

    def normal(self, body: Any, number: int, path: Path = ()) -> Any:
        """Return a body as it is compared: without what varies, and lists in any order sorted."""
        if isinstance(body, dict):
            return {
                key: self.normal(value, number, (*path, key))
                for key, value in body.items()
                if key not in self.volatile
            }
        if isinstance(body, list):
            items = [self.normal(value, number, path) for value in body]
            is_ordered = (number, path) in self.ordered
            return items if is_ordered else sorted(items, key=key_of)
        return body

    def changed(self, before: Tables, wanted: Answered, got: Answered) -> list[TableDifference]:
        """Return where the tables differ after a request."""
        one, other, first = (self._steady(tables) for tables in (wanted.tables, got.tables, before))
        return [] if one == other else differences(self.metadata, first, one, other)

    def _steady(self, tables: Tables) -> Tables:
        if not self.volatile:
            return tables
        return {
            name: rows
            and [{k: v for k, v in row.items() if k not in self.volatile} for row in rows]
            for name, rows in tables.items()
        }


def volatile_in(one: Ran, other: Ran) -> frozenset[str]:
    """Return the names of values that are not the same in two runs of one app."""
    found: set[str] = set()
    for first, second in zip(one.answers, other.answers, strict=True):
        found |= set(_varying(first.body, second.body))
        found |= set(_varying(first.tables, second.tables))
    return frozenset(found)


def ordered_in(runs: Iterable[Ran]) -> frozenset[tuple[int, Path]]:
    """Return the lists that come in the order of ids, on every world."""
    sorted_, not_sorted = set[tuple[int, Path]](), set[tuple[int, Path]]()
    for ran in runs:
        for answered in ran.answers:
            for path, items in _lists(answered.body):
                if len(items) > 1:
                    kind = sorted_ if _is_by_id(items) else not_sorted
                    kind.add((answered.sent.number, path))
    return frozenset(sorted_ - not_sorted)


def key_of(value: Any) -> str:
    """Return a text by which values are sorted and compared."""
    return json.dumps(value, sort_keys=True, default=str)


def _varying(one: Any, other: Any, name: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() & other.keys():
            yield from _varying(one[key], other[key], key)
    elif isinstance(one, list) and isinstance(other, list):
        for left, right in zip(one, other, strict=False):
            yield from _varying(left, right, name)
    elif one != other and name:
        yield name


def _is_by_id(items: Sequence[Any]) -> bool:
    ids: list[Any] = [each.get("id") for each in items if isinstance(each, dict)]
    is_all = len(ids) == len(items) and all(isinstance(each, int) for each in ids)
    return is_all and ids == sorted(ids)


def _lists(body: Any, path: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    if isinstance(body, list):
        yield path, body
        for each in body:
            yield from _lists(each, path)
    elif isinstance(body, dict):
        for key, value in body.items():
            yield from _lists(value, (*path, key))
