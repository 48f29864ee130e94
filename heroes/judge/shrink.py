"""Find the smallest database that still shows a difference.

This is the delta debugging of Zeller and Hildebrandt, "Simplifying and Isolating
Failure-Inducing Input" (2002), on rows: drop ever smaller groups of them while the answers differ.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from time import process_time

from heroes.judge.filling import Rows
from heroes.judge.worlds import Builder, World

MAX_TRIES = 160  # of one pass
Place = tuple[str, int]  # a table, and the index of a row in it


def shrink(
    builder: Builder,
    world: World,
    differs: Callable[[World], bool],
    seconds: float,
    *,
    both_ways: bool = False,
) -> World:
    """Return the smallest world on which `differs` holds, found in so many seconds of work.

    A row goes with the row that it refers to, so that keys never dangle. `differs` is asked of
    worlds that are as the prompt promises, with `both_ways` also of each read from its end.
    """
    # Work, not time: on a busy machine the smallest is the same.
    until = process_time() + seconds
    least = _reduced(builder, world, differs, until, both_ways=both_ways)
    return _alone(builder, least, differs, until)


def _reduced(
    builder: Builder,
    world: World,
    differs: Callable[[World], bool],
    until: float,
    *,
    both_ways: bool,
) -> World:
    """Return the world without the rows that can be dropped, in groups, in pairs, one by one."""
    best, tries = world, 0
    places = [(table, i) for table, rows in world.rows.items() for i in range(len(rows))]

    def holds(kept: list[Place]) -> bool:
        nonlocal best, tries
        tries += 1
        if tries > MAX_TRIES:
            return False
        rows: Rows = {table: [] for table in world.rows}
        for table, index in kept:
            rows[table].append(world.rows[table][index])
        smaller = builder.world("smaller", rows, backwards=world.backwards, mix=False)
        if not builder.holds(smaller.image):
            return False
        ways = (
            [smaller, replace(smaller, backwards=not world.backwards)] if both_ways else [smaller]
        )
        found = next((each for each in ways if differs(each)), None)
        best = found or best
        return found is not None

    groups = 2
    while len(places) > 1 and process_time() < until:
        size = max(1, len(places) // groups)
        for start in range(0, len(places), size):
            rest = places[:start] + places[start + size :]
            if process_time() > until or tries > MAX_TRIES:
                return best
            if holds(rest):
                places, groups = rest, max(groups - 1, 2)
                break
        else:
            if size == 1:
                break
            groups = min(groups * 2, len(places))
    # One row at a time may have been too few to drop: a pair that is balanced goes together.
    for pair in combinations(range(len(places)), 2) if len(places) > 3 else ():
        if process_time() > until or tries > MAX_TRIES:
            break
        rest = [place for index, place in enumerate(places) if index not in pair]
        if holds(rest):
            return _reduced(builder, best, differs, until, both_ways=both_ways)
    if len(places) == 1 and process_time() < until:
        holds([])
    return best


def _alone(builder: Builder, world: World, differs: Callable[[World], bool], until: float) -> World:
    """Return the world without the rows that others refer to, where NULL does as well."""
    for table in builder.tables:
        for column in table.columns:
            rows = world.rows[table.name]
            is_used = any(row[column.key] is not None for row in rows)
            if not (column.foreign_keys and column.nullable and is_used and process_time() < until):
                continue
            target = next(iter(column.foreign_keys)).column.table.name
            alone: Rows = {name: list(kept) for name, kept in world.rows.items()}
            alone[table.name] = [{**row, column.key: None} for row in rows]
            if target != table.name:
                alone[target] = []
            smaller = builder.world("smaller", alone, backwards=world.backwards, mix=False)
            if builder.holds(smaller.image) and differs(smaller):
                world = smaller
    return world
