"""Compare the rows that a migration leaves with those that a right one leaves."""

from collections.abc import Iterable, Sequence, Set
from typing import Any

from heroes.judge.migrate.difference import Difference, of_rows
from heroes.judge.migrate.running import Journey, State
from heroes.judge.tables import Row, Tables, differences


def lost_rows(start: State, right: State, got: State) -> Difference | None:
    """Return the first table that upgrade leaves with too few rows."""
    for name, rows in right.tables.items():
        if got.tables.get(name) is not None and start.tables.get(name):
            wanted, there = len(rows or ()), got.count(name)
            if there < wanted:
                said = f"After upgrade, {name} has {there} of its {wanted} rows."
                return of_rows(name, said, "rows_lost", rows or [], got.tables[name] or [])
    return None


def wrong_values(start: State, right: State, got: State) -> Difference | None:
    """Return the first table that holds other values than after a right upgrade."""
    if right.tables == got.tables:
        return None
    before = start.tables
    changed = differences(right.schema.metadata, before, right.tables, got.tables)
    for each in changed:
        columns = _differing(each.missing, each.extra)
        name = each.table
        if not each.extra:
            said = f"After upgrade, rows of {name} are missing."
            return of_rows(name, said, "rows_lost", each.missing, each.extra)
        if not each.missing:
            said = f"After upgrade, {name} has rows too many."
            return of_rows(name, said, "wrong_new_value", each.missing, each.extra)
        for column in columns:
            values = [row[column] for row in each.missing]
            if _are_in(before, values) and not _are_in(got.tables, values):
                said = f"{name}.{column} has lost the values that the rows had before."
                return of_rows(name, said, "rows_lost", each.missing, each.extra)
        said = f"After upgrade, {name}.{', '.join(columns)} holds other values than it should."
        if not columns:
            said = f"After upgrade, {name} holds other values than it should."
        return of_rows(name, said, "wrong_new_value", each.missing, each.extra)
    return None


def _differing(missing: Sequence[Row], extra: Sequence[Row]) -> list[str]:
    """Return the columns in which two sets of rows hold other values."""
    if not missing:
        return []
    return [
        column
        for column in missing[0]
        if sorted(repr(row[column]) for row in missing)
        != sorted(repr(row.get(column)) for row in extra)
    ]


def _are_in(tables: Tables, values: Sequence[Any]) -> bool:
    """Tell whether one column of the tables holds all of these values that are not NULL."""
    wanted = {repr(value) for value in values if value is not None}
    return bool(wanted) and any(
        wanted <= {repr(row[column]) for row in rows}
        for rows in tables.values()
        if rows
        for column in rows[0]
    )


def not_restored(
    start: State, right: State, got: State, free: Set[tuple[str, str]]
) -> Difference | None:
    """Return what the way back does not bring back, though a right one does."""
    for name in start.tables:
        if not start.schema.shapes[name].key:
            continue
        old, kept, mine = (_by_key(state, name) for state in (start, right, got))
        lost = [old[number] for number in old if number in kept and number not in mine]
        if lost:
            said = f"After downgrade, rows of {name} are gone."
            return of_rows(name, said, "rows_lost", lost, [])
        for number, row in mine.items():
            if number not in old and number not in kept:
                said = f"After downgrade, {name} has a row that was not there before."
                return of_rows(name, said, "wrong_new_value", [], [row])
            wanted = old.get(number, {})
            bad = [c for c in wanted if (name, c) not in free and wanted[c] != row.get(c)]
            if bad:
                said = f"After downgrade, {name}.{bad[0]} is not as it was before."
                return of_rows(name, said, "rows_lost", [wanted], [row])
    return None


def lost_on_the_way(journeys: Iterable[Journey]) -> set[tuple[str, str]]:
    """Return the tables and columns that a way back does not bring back everywhere."""
    return {
        (name, column)
        for way in journeys
        if way.down is not None
        for name, pairs in _paired(way.start, way.down).items()
        for old, new in pairs
        for column in old
        if new.get(column) != old[column]
    }


def _paired(start: State, end: State) -> dict[str, list[tuple[Row, Row]]]:
    """Return the rows of each table that are there at the start and at the end."""
    return {
        name: [(old, after[key]) for key, old in _by_key(start, name).items() if key in after]
        for name in start.tables
        if (after := _by_key(end, name))
    }


def _by_key(state: State, name: str) -> dict[Any, Row]:
    key = state.schema.shapes[name].key if name in state.schema.shapes else ()
    return {tuple(row[column] for column in key): row for row in state.tables.get(name) or ()}
