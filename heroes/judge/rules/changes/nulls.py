"""Changes to conditions that let NULL in, or leave it out."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.sql import Select, operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList
from sqlalchemy.sql.selectable import ScalarSelect

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import (
    NOUN,
    bare,
    columns_of,
    is_join_condition,
    nodes,
    parts_of,
    said,
    values_of,
    with_node,
)

HINT = "A comparison with NULL is neither true nor false: look at the rows with NULL."


def null_changes(own: Any, part: str) -> Iterator[Change]:
    """Yield a learner's SELECT with other conditions on NULL, the likeliest first."""
    for index, leaf in enumerate(nodes(own, part)):
        if not parts_of(leaf) and not is_join_condition(leaf):
            at = partial(_at, index, part)
            yield from _in_list(leaf, part, at)
            yield from _on_columns(own, leaf, part, at)
            if getattr(leaf, "operator", None) is operators.is_ and _is_optional(own, leaf, part):
                message = f"{_says(leaf, part)}, which lets in the rows with NULL."
                yield Change("null_kept", message, at(_gone))


def _at(index: int, part: str, change: Callable[[Any], Any]) -> Any:
    return lambda statement: with_node(statement, index, change, part)


def _says(leaf: Any, part: str) -> str:
    return f"Your SQL says {NOUN[part]} {said(leaf)}"


def _on_columns(own: Any, leaf: Any, part: str, at: Any) -> Iterator[Change]:
    if getattr(leaf, "operator", None) in (operators.is_, operators.is_not):
        return
    outer = {str(target) for target, _, _, flags in own._setup_joins if flags["isouter"]}
    for column in columns_of(leaf):
        is_outer = str(column.table) in outer
        if column.nullable or is_outer:
            rewrite = at(partial(_or_null, column))
            if is_outer and not column.nullable:
                message = f"{_says(leaf, part)}, which drops what the outer join kept with NULL."
                yield Change("inner_join_drops_rows", message, rewrite, HINT)
            else:
                yield Change("null_lost", _loses(leaf, column, part), rewrite, HINT)
            keeps = f"Rows in which {column.name} is NULL are kept: look at {said(leaf)}."
            yield Change("null_kept", keeps, at(partial(_and_known, column)), HINT)


def _loses(leaf: Any, column: Any, part: str) -> str:
    if isinstance(leaf, BinaryExpression):
        return f"{_says(leaf, part)}: a comparison with NULL is never true."
    return f"Rows in which {column.name} is NULL are missing: look at {said(leaf)}."


def _or_null(column: Any, leaf: Any) -> Any:
    return or_(leaf, column.is_(None))


def _and_known(column: Any, leaf: Any) -> Any:
    return and_(leaf, column.is_not(None))


def _gone(_: Any) -> None:
    return None


def _in_list(leaf: Any, part: str, at: Any) -> Iterator[Change]:
    """Yield a condition without the NULL in a list: with NULL let in by name, and without."""
    operator = getattr(leaf, "operator", None)
    if operator not in (operators.in_op, operators.not_in_op):
        return
    message = f"{_says(leaf, part)}: with NULL in the list, NOT IN is never true."
    if isinstance(_inner(leaf), Select) and operator is operators.not_in_op:
        yield Change("null_in_list", message, at(_known_only), HINT)
    elif None in values_of(leaf):
        for lets_in in (True, False):
            yield Change("null_in_list", message, at(partial(_without_null, lets_in)), HINT)


def _inner(leaf: Any) -> Any:
    inner = bare(leaf.right)
    return bare(inner.element) if isinstance(inner, ScalarSelect) else inner


def _known_only(leaf: Any) -> Any:
    inner = _inner(leaf)
    column = next(iter(inner.selected_columns))
    return leaf.operator(leaf.left, inner.where(column.is_not(None)).scalar_subquery())


def _without_null(lets_in: bool, leaf: Any) -> Any:
    kept = leaf.operator(leaf.left, [each for each in values_of(leaf) if each is not None])
    return or_(kept, leaf.left.is_(None)) if lets_in else kept


def _is_optional(own: Any, leaf: Any, part: str) -> bool:
    """Tell whether a condition is one of several of which one is enough."""
    return any(
        isinstance(node, BooleanClauseList)
        and node.operator is operators.or_
        and any(leaf is each for each in parts_of(node))
        for node in nodes(own, part)
    )
