"""Changes to the conditions of a SELECT: its WHERE, and its HAVING as well."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import and_, not_, or_
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import (
    HAVING,
    WHERE,
    columns_of,
    is_join_condition,
    leaves,
    nodes,
    parts_of,
    said,
    same,
    values_of,
)
from heroes.judge.rules.changes.connections import (
    condition_at,
    connection_changes,
    flat,
    grouping_changes,
    says,
    with_all,
)
from heroes.judge.rules.changes.likeness import compared_alike
from heroes.judge.rules.changes.nulls import null_changes

FLIPPED = {
    operators.lt: operators.le,
    operators.le: operators.lt,
    operators.gt: operators.ge,
    operators.ge: operators.gt,
}


def where_changes(own: Any, right: Any) -> Iterator[Change]:
    """Yield changes to the conditions of a learner's SELECT, the likeliest first."""
    for part in (WHERE, HAVING):
        if getattr(own, part):
            yield from _boundaries(own, right, part)
            yield from connection_changes(own, part)
            yield from null_changes(own, part)
            yield from grouping_changes(own, right, part)
            yield from _values(own, right, part)
            yield from _as_right(own, right, part)
            yield from _paired(own, right, part)
            yield from _opposites(own, part)
            yield from _other_columns(own, right, part)
            yield from _superfluous(own, right, part)


def _boundaries(own: Any, right: Any, part: str) -> Iterator[Change]:
    known = {repr(value) for leaf in leaves(right, part) for value in values_of(leaf)}
    for index, leaf in enumerate(nodes(own, part)):
        operator = getattr(leaf, "operator", None)
        is_known = all(repr(value) in known for value in values_of(leaf))
        if operator in FLIPPED and is_known and isinstance(leaf, BinaryExpression):
            verb = "lets in" if operator in (operators.le, operators.ge) else "leaves out"
            message = f"{says(leaf, part)}, which {verb} exactly {_bound(leaf)}."
            flip = partial(_flip, FLIPPED[operator])
            yield Change("boundary", message, condition_at(index, flip, part))
        if operator is operators.between_op and is_known:
            message = f"{says(leaf, part)}, and BETWEEN lets in both ends."
            for lower in (operators.ge, operators.gt):
                for upper in (operators.le, operators.lt):
                    change = partial(_open, lower, upper)
                    yield Change("boundary", message, condition_at(index, change, part))


def _bound(leaf: Any) -> str:
    return said(leaf.right if isinstance(leaf.right, BindParameter) else leaf.left)


def _flip(operator: Any, leaf: Any) -> Any:
    return operator(leaf.left, leaf.right)


def _open(lower: Any, upper: Any, leaf: Any) -> Any:
    low, high = leaf.right.clauses
    return and_(lower(leaf.left, low), upper(leaf.left, high))


def _gone(_: Any) -> None:
    return None


def _paired(own: Any, right: Any, part: str) -> Iterator[Change]:
    """Yield all conditions of a right answer, where several of a learner's fail in one way."""
    mine = [each for each in leaves(own, part) if not is_join_condition(each)]
    theirs = [each for each in leaves(right, part) if not is_join_condition(each)]
    if len(mine) != len(theirs) or flat(own, part)[1] != flat(right, part)[1]:
        return
    differing = [pair for pair in zip(mine, theirs, strict=True) if not same(*pair)]
    reasons = [compared_alike(*pair) for pair in differing]
    if len(differing) > 1 and None not in reasons and len({why[0] for why in reasons if why}) == 1:
        misconception, reason = reasons[0] or (None, "")
        message = f"{says(differing[0][0], part)}{reason}"
        yield Change(misconception, message, partial(with_all, getattr(right, part), part))


def _as_right(own: Any, right: Any, part: str) -> Iterator[Change]:
    """Yield conditions of a right answer in place of a learner's."""
    asked = [each for each in leaves(right, part) if not is_join_condition(each)]
    there = [said(each) for each in leaves(own, part)]
    asked = [each for each in asked if said(each) not in there]
    for index, leaf in enumerate(nodes(own, part)):
        if parts_of(leaf) or is_join_condition(leaf):
            continue
        for other in asked:
            if (why := compared_alike(leaf, other)) is not None:
                misconception, reason = why
                message = f"{says(leaf, part)}{reason}"
                yield Change(
                    misconception, message, condition_at(index, partial(_instead, other), part)
                )


def _values(own: Any, right: Any, part: str) -> Iterator[Change]:
    """Yield each condition with a value of a right answer in the place of its own."""
    known = [value for leaf in leaves(right, part) for value in values_of(leaf)]
    for index, leaf in enumerate(nodes(own, part)):
        values = values_of(leaf) if _is_bound(leaf) else []
        if len(values) == 1 and values[0] not in known:
            for value in dict.fromkeys(each for each in known if type(each) is type(values[0])):
                operator = getattr(leaf, "operator", None) if part == WHERE else None
                misconception = value_mistake(values[0], value, operator)
                message = f"{says(leaf, part)}: that is not the value that is asked for."
                change = partial(_with_value, value)
                yield Change(misconception, message, condition_at(index, change, part))


def value_mistake(own: Any, right: Any, operator: Any) -> str:
    """Return what another value is: a boundary missed by one, another case, or just another."""
    if isinstance(own, str) and isinstance(right, str) and own.lower() == right.lower():
        return "case_sensitivity"
    is_next = type(own) is int and type(right) is int and abs(own - right) == 1
    return "boundary" if is_next and operator in FLIPPED else "wrong_value"


def _is_bound(leaf: Any) -> bool:
    """Tell whether a condition is a comparison of a column with one value."""
    is_comparison = getattr(leaf, "operator", None) in (*FLIPPED, operators.eq, operators.ne)
    return is_comparison and isinstance(leaf.right, BindParameter) and not parts_of(leaf)


def _with_value(value: Any, leaf: Any) -> Any:
    return leaf.operator(leaf.left, value)


def _instead(other: Any, _: Any) -> Any:
    return other


def _opposites(own: Any, part: str) -> Iterator[Change]:
    """Yield each condition turned round, without the rows with NULL and with them."""
    for index, leaf in enumerate(nodes(own, part)):
        if not is_join_condition(leaf):
            message = f"{says(leaf, part)}, the opposite of what is asked."
            yield Change("wrong_operator", message, condition_at(index, not_, part))
            if any(column.nullable for column in columns_of(leaf)):
                yield Change("wrong_operator", message, condition_at(index, _not_or_null, part))


def _not_or_null(leaf: Any) -> Any:
    nullable = [column for column in columns_of(leaf) if column.nullable]
    return or_(not_(leaf), *(column.is_(None) for column in nullable))


def _other_columns(own: Any, right: Any, part: str) -> Iterator[Change]:
    """Yield each condition with a column of a right answer in the place of its own."""
    there = {said(column) for leaf in leaves(own, part) for column in columns_of(leaf)}
    asked = [each for leaf in leaves(right, part) for each in columns_of(leaf)]
    asked = [each for each in asked if said(each) not in there]
    for index, leaf in enumerate(nodes(own, part)):
        for column in columns_of(leaf) if not parts_of(leaf) else ():
            for other in (each for each in asked if str(each.table) == str(column.table)):
                message = f"{says(leaf, part)}: {column.name} is not the column to compare."
                change = partial(_with_column, column, other)
                yield Change("wrong_column", message, condition_at(index, change, part))


def _with_column(column: Any, other: Any, leaf: Any) -> Any:
    def replaced(element: Any, **_: Any) -> Any:
        return other if said(element) == said(column) else None

    return visitors.replacement_traverse(leaf, {}, replaced)


def _superfluous(own: Any, right: Any, part: str) -> Iterator[Change]:
    for index, leaf in enumerate(nodes(own, part)):
        if not any(same(leaf, each) for each in nodes(right, part)):
            message = f"{says(leaf, part)}, which the prompt does not ask for."
            yield Change("extra_filter", message, condition_at(index, _gone, part))
