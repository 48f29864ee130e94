"""Conditions that a SELECT lacks."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import (
    HAVING,
    NOUN,
    WHERE,
    columns_of,
    conjuncts,
    is_join_condition,
    nodes,
    parts_of,
    said,
    with_part,
)


def missing_conditions(own: Any, right: Any) -> Iterator[Change]:
    """Yield a learner's SELECT with the conditions of a right one that it lacks."""
    for part in (WHERE, HAVING):
        yield from _missing(own, right, part)


def _missing(own: Any, right: Any, part: str) -> Iterator[Change]:
    """Yield the condition that is not there, and all that are not there."""
    there = [said(each) for each in nodes(own, part)]
    absent = [each for each in conjuncts(right, part) if not is_join_condition(each)]
    absent = [each for each in absent if said(each) not in there]
    asked = [said(each) for each in conjuncts(right, part)]
    roots = [each for each in conjuncts(own, part) if not is_join_condition(each)]
    is_part = all(said(each) in asked for each in roots)
    used = {column.key for each in nodes(own, part) for column in columns_of(each)}
    if (
        not is_part
    ):  # what is there is something else: only a condition on another column is missing
        absent = [each for each in absent if not used & {c.key for c in columns_of(each)}]
    absent = [each for each in absent if not all(said(leaf) in there for leaf in _leaves(each))]
    for wanted in [*([each] for each in absent), *([absent] if len(absent) > 1 else [])]:
        names = sorted({column.name for each in wanted for column in columns_of(each)})
        yield Change("missing_filter", _lacks(own, names, part), partial(_with_more, wanted, part))


def _leaves(element: Any) -> list[Any]:
    parts = parts_of(element)
    return [leaf for each in parts for leaf in _leaves(each)] if parts else [element]


def _lacks(own: Any, names: list[str], part: str) -> str:
    if not getattr(own, part):
        return f"Your SQL has no {NOUN[part]}."
    return (
        f"A condition is missing: look at {' and '.join(names)} again."
        if names
        else ("A condition is missing.")
    )


def _with_more(wanted: list[Any], part: str, statement: Any) -> Any:
    return with_part(statement, **{part: (*getattr(statement, part), *wanted)})
