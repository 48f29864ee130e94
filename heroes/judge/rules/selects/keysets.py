"""Keyset paging: what may be wrong with a condition that asks for what comes after a row."""

from typing import Any

from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList, Tuple

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import fits, right_selects
from heroes.judge.rules.changes.clauses import (
    WHERE,
    bare,
    columns_of,
    conjuncts,
    is_select,
    leaves,
    with_part,
)
from heroes.judge.rules.changes.rewriting import rewriting

LOOK_AT = "What comes after a row: a greater first key, or the same one and a greater second key."


def keyset(case: Case) -> Finding | None:
    """Find what is wrong with WHERE, if it alone is, and a right one compares pairs."""
    right = next((each for each in right_selects(case) if _pair(each) is not None), None)
    own: Any = case.selects[0] if len(case.selects) == 1 else None
    if right is None or own is None or not is_select(own):
        return None
    parts = {WHERE: right._where_criteria, "_offset_clause": right._offset_clause}
    if not fits(case, rewriting(case.answer, 0, lambda each: with_part(each, **parts))):
        return None
    if own._offset_clause is not None and right._offset_clause is None:
        message = "Your SQL counts rows with OFFSET: the row that you know may be at another place."
        return Finding(message, "wrong_offset", LOOK_AT)
    return _of_condition(own, [column.key for column in _pair(right).left.clauses])


def _pair(statement: Any) -> Any:
    """Return the condition that compares a tuple of columns, or None."""
    conditions = (bare(each) for each in conjuncts(statement))
    return next((e for e in conditions if isinstance(getattr(e, "left", None), Tuple)), None)


def _of_condition(own: Any, keys: list[str]) -> Finding | None:
    used = {column.key for root in own._where_criteria for column in columns_of(root)}
    first, last = keys[0], keys[-1]
    if (pair := _pair(own)) is not None:
        if pair.operator is operators.ge:
            return Finding("Your condition lets the last row itself in again.", "boundary", LOOK_AT)
        return None
    if used == {first}:
        if any(each.operator is operators.ge for each in leaves(own)):
            message = f"Your condition lets all rows of the same {first} in again."
            return Finding(message, "boundary", LOOK_AT)
        message = (
            f"Other rows of the same {first} are lost: {first} alone tells no two of them apart."
        )
        return Finding(message, "missing_tie_breaker", LOOK_AT)
    if used == {last}:
        message = f"Your condition compares {last} alone, and the rows are in the order of {first}."
        return Finding(message, "wrong_column", LOOK_AT)
    if used != {first, last}:
        return None
    if _connects(own, operators.or_):
        if _connects(own, operators.and_):
            return None
        message = f"A row with a greater {last} comes in, even if its {first} comes before."
        return Finding(message, "or_for_and", LOOK_AT)
    message = f"A row with a greater {first} and a smaller {last} is lost."
    return Finding(message, "and_for_or", LOOK_AT)


def _connects(statement: Any, operator: Any) -> bool:
    def walk(element: Any) -> bool:
        element = bare(element)
        if not isinstance(element, BooleanClauseList):
            return False
        return element.operator is operator or any(map(walk, element.clauses))

    return any(map(walk, statement._where_criteria))
