"""Signs in the data: an answer that is right wherever certain rows are not there."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from heroes.judge.guard import guarded
from heroes.judge.rows import agrees
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.selects.code import literals_of_right
from heroes.judge.worlds import World

Drop = Callable[[Mapping[str, Any]], bool]
NULL_HINT = "A comparison with NULL is neither true nor false: look at the rows with NULL."


def null_is_special(case: Case) -> Finding | None:
    """Find an answer that is right wherever one column has no NULL."""
    if case.difference.kind != "rows":
        return None
    for table, column in _used(case):
        if not _is_right_without(case, table, _is(column, None)):
            continue
        if case.difference.missing and not case.difference.extra:
            if _joins(case, table, column):
                message = f"Your join drops the rows in which {column} is NULL."
                return Finding(message, "inner_join_drops_rows", "An outer join keeps them.")
            message = f"Rows in which {column} is NULL are missing."
            return Finding(message, "null_lost", NULL_HINT)
        if case.difference.extra and not case.difference.missing:
            return Finding(f"Rows in which {column} is NULL are kept.", "null_kept", NULL_HINT)
    return None


def _joins(case: Case, table: str, column: str) -> bool:
    """Tell whether an inner join goes along this column."""
    keys = case.plan.builder.metadata.tables[table].columns[column].foreign_keys
    targets = [key.column.table.name for key in keys]
    text = " ".join(" ".join(map(str, case.selects)).split())
    return any(re.search(rf"(?<!OUTER )JOIN {name}\b", text) for name in targets)


def boundary_is_special(case: Case) -> Finding | None:
    """Find an answer that is right wherever no row is exactly at a value that it names."""
    if case.difference.kind != "rows":
        return None
    numbers = [each for each in literals_of_right(case) if not isinstance(each, str)]
    for table, column in _used(case):
        for value in numbers[:4]:
            if _has(case, table, column, value) and _is_right_without(
                case, table, _is(column, value)
            ):
                verb = "missing" if case.difference.missing else "not asked for"
                message = f"Rows in which {column} is exactly {value!r} are {verb}."
                return Finding(message, "boundary")
    return None


def case_is_special(case: Case) -> Finding | None:
    """Find an answer that is right wherever no text differs from a value in its letters' case."""
    texts = {each for each in literals_of_right(case) if isinstance(each, str)}
    if case.difference.kind != "rows" or not texts:
        return None
    lowered = {each.lower() for each in texts}
    for table, column in _used(case):
        if _is_right_without(case, table, _is_other_case(column, texts, lowered)):
            verb = "missing" if case.difference.missing else "not asked for"
            message = f"Rows in which {column} has other upper and lower case letters are {verb}."
            return Finding(message, "case_sensitivity")
    return None


def _is_other_case(column: str, texts: set[str], lowered: set[str]) -> Drop:
    def drop(row: Mapping[str, Any]) -> bool:
        value = row[column]
        return isinstance(value, str) and value not in texts and value.lower() in lowered

    return drop


def _is(column: str, value: Any) -> Drop:
    return lambda row: bool(row[column] == value)


def _has(case: Case, table: str, column: str, value: Any) -> bool:
    return any(row[column] == value for row in case.trial.world.rows[table])


def _used(case: Case) -> Iterator[tuple[str, str]]:
    """Yield tables and columns whose names stand in the answer or in what it executes."""
    conditions = [re.sub(r"(?s)SELECT.*?FROM", "", str(each)) for each in case.selects]
    text = " ".join([case.source, *conditions])
    for table in case.plan.builder.tables:
        for column in table.columns:
            if not column.primary_key and column.key in text:
                yield table.name, column.key


def _is_right_without(case: Case, table: str, drop: Drop) -> bool:
    if not any(map(drop, case.trial.world.rows[table])):
        return False
    return guarded(lambda: agrees(case.plan, case.answer, _worlds(case, table, drop)), 1).value is (
        True
    )


def _worlds(case: Case, table: str, drop: Drop) -> Iterable[World]:
    """Yield the worlds without the rows to drop; those that break a promise are left out."""
    for world in case.worlds:
        kept = {name: list(rows) for name, rows in world.rows.items()}
        kept[table] = [row for row in kept[table] if not drop(row)]
        made = case.plan.builder.world("smaller", kept, backwards=world.backwards)
        if case.plan.builder.holds(made.image):
            yield made
