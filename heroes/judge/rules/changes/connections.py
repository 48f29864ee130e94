"""Changes to how the conditions of a SELECT are connected: AND, OR, and their groups."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import (
    NOUN,
    conjuncts,
    connected,
    is_join_condition,
    leaves,
    nodes,
    parts_of,
    said,
    with_node,
    with_part,
)
from heroes.judge.rules.changes.grouping import groupings


def condition_at(index: int, change: Any, part: str) -> Any:
    """Return what changes the condition at this index of a statement."""
    return lambda statement: with_node(statement, index, change, part)


def says(leaf: Any, part: str) -> str:
    """Return the beginning of a sentence about a condition."""
    return f"Your SQL says {NOUN[part]} {said(leaf)}"


def connection_changes(own: Any, part: str) -> Iterator[Change]:
    """Yield a learner's SELECT with OR for AND, and the other way round."""
    for index, node in enumerate(nodes(own, part)):
        if isinstance(node, BooleanClauseList):
            is_and = node.operator is operators.and_
            change = partial(_reconnected, not is_and)
            yield _and_or(f"{says(node, part)}", condition_at(index, change, part), is_and=is_and)
    roots = [each for each in conjuncts(own, part) if not is_join_condition(each)]
    if len(roots) > 1:
        text = " AND ".join(map(said, roots))
        yield _and_or(f"Your SQL says {NOUN[part]} {text}", partial(_either, part), is_and=True)


def _and_or(says: str, rewrite: Any, *, is_and: bool) -> Change:
    if is_and:
        return Change("and_for_or", f"{says}: both at once, and one of them is enough.", rewrite)
    return Change("or_for_and", f"{says}: one is enough, and both are asked for.", rewrite)


def _reconnected(is_and: bool, node: Any) -> Any:
    return connected(is_and, parts_of(node))


GROUPED = "the conditions are grouped otherwise than the prompt says, and AND binds closer than OR."


def _either(part: str, statement: Any) -> Any:
    found = conjuncts(statement, part)
    joins = [each for each in found if is_join_condition(each)]
    others = [each for each in found if not is_join_condition(each)]
    return with_part(statement, **{part: (*joins, or_(*others))})


def grouping_changes(own: Any, right: Any, part: str) -> Iterator[Change]:
    """Yield the same conditions and operators, from left to right, in other groups."""
    found, operators_ = flat(own, part)
    if _same_leaves(own, right, part) and len(found) > 1:
        yield _restructured(own, right, part)
    if len(set(operators_)) < 2 or len(operators_) > 3:
        return
    conditions = said(and_(*getattr(own, part)))
    message = f"Your SQL says {NOUN[part]} {conditions}: {GROUPED}"
    for number in range(5):
        yield Change("precedence", message, partial(_grouped, number, part))


def _same_leaves(own: Any, right: Any, part: str) -> bool:
    return sorted(map(said, leaves(own, part))) == sorted(map(said, leaves(right, part)))


def _restructured(own: Any, right: Any, part: str) -> Change:
    """Return the same conditions, connected as in a right answer."""
    mine, theirs = sum(flat(own, part)[1]), sum(flat(right, part)[1])
    says = f"Your SQL says {NOUN[part]} {said(and_(*getattr(own, part)))}"
    rewrite = partial(with_all, getattr(right, part), part)
    if mine != theirs:
        return _and_or(says, rewrite, is_and=mine > theirs)
    return Change("precedence", f"{says}: {GROUPED}", rewrite)


def with_all(conditions: Any, part: str, statement: Any) -> Any:
    """Return a statement with these conditions and no others."""
    return with_part(statement, **{part: conditions})


def _grouped(number: int, part: str, statement: Any) -> Any:
    found, operators_ = flat(statement, part)
    ways = list(groupings(found, operators_, _join))
    return with_part(statement, **{part: (ways[number],)}) if number < len(ways) else statement


def _join(is_and: bool, left: Any, right: Any) -> Any:
    return connected(is_and, [left, right])


def flat(statement: Any, part: str) -> tuple[list[Any], list[bool]]:
    """Return conditions from left to right, and whether AND stands between two of them."""
    found: list[Any] = []
    between: list[bool] = []
    for root in getattr(statement, part):
        more, inner = _flat_node(root)
        between += [True] * bool(found) + inner
        found += more
    return found, between


def _flat_node(node: Any) -> tuple[list[Any], list[bool]]:
    parts = parts_of(node)
    if len(parts) < 2:
        return [node], []
    is_and = getattr(node, "operator", None) is operators.and_
    found: list[Any] = []
    between: list[bool] = []
    for each in parts:
        more, inner = _flat_node(each)
        between += [is_and] * bool(found) + inner
        found += more
    return found, between
