"""Changes to the conditions of a SELECT that stands inside of another one."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import not_
from sqlalchemy.sql import Select, operators
from sqlalchemy.sql.elements import BinaryExpression, UnaryExpression
from sqlalchemy.sql.selectable import Exists, ScalarSelect

from heroes.judge.rules.changes.change import Change, Changes
from heroes.judge.rules.changes.clauses import HAVING, WHERE, bare, nodes, parts_of, with_node

Inner = tuple[Any, Callable[[Any], Any]]  # a SELECT, and the condition with another in its place


def nested(families: Sequence[Changes], own: Any, right: Any) -> Iterator[Change]:
    """Yield a learner's SELECT with a change in one of the SELECTs inside of its conditions."""
    rights = [inner[0] for part in (WHERE, HAVING) for _, inner in _inners(right, part)]
    for part in (WHERE, HAVING):
        for index, (select, _) in _inners(own, part):
            for changes in families:
                for change in (each for other in rights for each in changes(select, other)):
                    rewrite = partial(_within, index, part, change.rewrite)
                    yield Change(change.misconception, change.message, rewrite, change.look_at)


def _within(index: int, part: str, change: Callable[[Any], Any], statement: Any) -> Any:
    def rebuilt(leaf: Any) -> Any:
        inner = inner_of(leaf)
        return leaf if inner is None else inner[1](change(inner[0]))

    return with_node(statement, index, rebuilt, part)


def _inners(statement: Any, part: str) -> Iterator[tuple[int, Inner]]:
    for index, leaf in enumerate(nodes(statement, part)):
        inner = None if parts_of(leaf) else inner_of(leaf)
        if inner is not None:
            yield index, inner


def inner_of(leaf: Any) -> Inner | None:
    """Return the SELECT in a condition with IN, EXISTS or a comparison; None if there is none."""
    leaf = bare(leaf)
    if isinstance(leaf, UnaryExpression) and leaf.operator is operators.inv:
        inner = inner_of(leaf.element)
        return None if inner is None else (inner[0], lambda select: not_(inner[1](select)))
    if isinstance(leaf, Exists):
        return _of(leaf.element, lambda select: select.exists())
    if isinstance(leaf, BinaryExpression):
        operator, left = leaf.operator, leaf.left
        return _of(leaf.right, lambda select: operator(left, select.scalar_subquery()))
    return None


def _of(element: Any, rebuild: Callable[[Any], Any]) -> Inner | None:
    element = bare(element)
    inner = element.element if isinstance(element, ScalarSelect) else element
    return (inner, rebuild) if isinstance(bare(inner), Select) else None
