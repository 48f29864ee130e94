"""Guess small databases on which an app may show what is wrong with it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from heroes.judge.api.difference import Difference
from heroes.judge.api.traffic import Sent
from heroes.judge.filling import Rows
from heroes.judge.tables import Row
from heroes.judge.worlds import Builder, World


def guesses(builder: Builder, world: World, sent: Sent, found: Difference) -> Iterator[World]:
    """Yield small worlds that may do: of no row, or of those that the path names."""
    made = list(_guessed_rows(builder, world, sent))
    is_for_none = found.misconception in ("missing_404", "raises_on_empty") or sent.method == "POST"
    for rows in [{}, *made] if is_for_none else [*made, {}]:
        yield builder.world("smaller", rows)


def _guessed_rows(builder: Builder, world: World, sent: Sent) -> Iterator[Rows]:
    path = sent.path.partition("?")[0]
    numbers = [int(each) for each in re.findall(r"/(\d{1,9})\b", path)]
    named = [table for table in builder.tables if f"/{table.name}" in path]
    yield from _nested(builder, named, path, world)
    for table in named or builder.tables:
        rows = world.rows.get(table.name, [])
        keys = [column.key for column in table.primary_key]
        chosen = [row for row in rows if any(row[key] in numbers for key in keys)]
        alone = [_alone(table, row) for row in chosen]
        if not numbers:
            yield from ({table.name: [_alone(table, r) for r in rows[:n]]} for n in (1, 2, 3, 4))
        elif chosen:
            yield {table.name: alone}
            yield {table.name: chosen} | _parents(table, chosen, world)
            for extra in _beside(builder, table, chosen, world):
                yield {table.name: alone} | extra
            others = [_alone(table, row) for row in rows if row not in chosen]
            yield {table.name: alone + others[:1]}


def _nested(builder: Builder, named: Sequence[Any], path: str, world: World) -> Iterator[Rows]:
    """Yield the rows that a path as /teams/2/heroes/1 names, then one more that refers to them."""
    found: Rows = {}
    for table in named:
        numbers = re.findall(rf"/{table.name}\w*/(\d{{1,9}})\b", path)
        keys = [column.key for column in table.primary_key]
        rows = world.rows.get(table.name, []) if len(keys) == 1 else []
        if chosen := [_alone(table, row) for row in rows if str(row[keys[0]]) in numbers]:
            found[table.name] = chosen
    if len(found) < 2:
        return
    yield found
    for table in named:
        for extra in _beside(builder, table, found.get(table.name, []), world):
            more = {name: found.get(name, []) + rows for name, rows in extra.items()}
            yield found | more


def _parents(table: Any, rows: list[Row], world: World) -> Rows:
    """Return the rows that some rows refer to."""
    found: Rows = {}
    for column in table.columns:
        for key in column.foreign_keys:
            wanted = [row[column.key] for row in rows]
            name, target = key.column.table.name, key.column.key
            more = [row for row in world.rows.get(name, []) if row[target] in wanted]
            if key.column.table is not table:
                found[name] = [_alone(key.column.table, row) for row in more]
    return found


def _alone(table: Any, row: Row, keep: str = "") -> Row:
    """Return a row that refers to no other where it need not; `keep` is a column to leave."""
    names = [c.key for c in table.columns if c.foreign_keys and c.nullable and c.key != keep]
    return row | dict.fromkeys(names)


def _beside(builder: Builder, parent: Any, chosen: list[Row], world: World) -> Iterator[Rows]:
    """Yield rows that refer to a chosen one, alone and with one that does not."""
    for table in builder.tables:
        for column in table.columns:
            if not any(key.column.table is parent for key in column.foreign_keys):
                continue
            rows = world.rows.get(table.name, [])
            numbers = [each[next(iter(column.foreign_keys)).column.key] for each in chosen]
            child = [_alone(table, r, column.key) for r in rows if r[column.key] in numbers][:1]
            other = [_alone(table, r) for r in rows if r[column.key] not in numbers][:1]
            yield from ({table.name: some} for some in (child, other, child + other) if some)
