"""Changes to the order of a SELECT, and to how many rows it gives."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import desc
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import columns_of, said, with_part

ORDER, LIMIT, OFFSET = "_order_by_clauses", "_limit_clause", "_offset_clause"
NO_ORDER = "Without ORDER BY a database may give rows in any order."


def order_changes(own: Any, right: Any) -> Iterator[Change]:
    """Yield changes to ORDER BY, LIMIT and OFFSET of a learner's SELECT, the likeliest first."""
    yield from _orders(own, right)
    yield from _limits(own, right)


def _orders(own: Any, right: Any) -> Iterator[Change]:
    keys, wanted = list(getattr(own, ORDER)), list(getattr(right, ORDER))
    if not keys:
        if wanted:
            message = "Nothing in your answer says in which order the rows come."
            yield Change("missing_order", message, _with(ORDER, wanted), NO_ORDER)
        return
    says = f"Your SQL says ORDER BY {', '.join(map(said, keys))}"
    asked = {column.key for key in wanted for column in columns_of(key)}
    for index, key in enumerate(keys):
        used = {column.key for column in columns_of(key)}
        if wanted and used and not used & asked:
            continue  # it is the wrong key whichever way it goes
        way = "in descending order" if _is_descending(key) else "in ascending order"
        message = f"{says}: {said(_base(key))} comes {way}, and the prompt asks for the other."
        yield Change("wrong_direction", message, partial(_turned, [index]))
    if len(keys) > 1:
        message = f"{says}, and the prompt asks for the other direction."
        yield Change("wrong_direction", message, partial(_turned, range(len(keys))))
    if not wanted:
        return
    there = {said(_base(key)) for key in keys}
    more = [key for key in wanted if said(_base(key)) not in there]
    if more:
        message = f"{says}, which leaves open in what order ties come."
        yield Change("missing_tie_breaker", message, _with(ORDER, [*keys, *more]))
    message = f"{says}, which is not the order that the prompt asks for."
    yield Change(_why_order(keys, wanted), message, _with(ORDER, wanted))


def _why_order(keys: list[Any], wanted: list[Any]) -> str:
    for key, other in zip(keys, wanted, strict=False):
        if said(_base(key)) != said(_base(other)):
            return "wrong_order_key"
        if _is_descending(key) != _is_descending(other):
            return "wrong_direction"
    return "missing_tie_breaker" if len(keys) < len(wanted) else "wrong_order_key"


def _limits(own: Any, right: Any) -> Iterator[Change]:
    limit, offset = getattr(own, LIMIT), getattr(own, OFFSET)
    wanted, start = getattr(right, LIMIT), getattr(right, OFFSET)
    if _differ(limit, wanted):
        yield Change(*_why_limit(limit), _with(LIMIT, wanted))
    if _differ(offset, start):
        says = "has no OFFSET" if offset is None else f"says OFFSET {said(offset)}"
        message = f"Your SQL {says}: the rows begin at another place than the prompt asks for."
        yield Change("wrong_offset", message, _with(OFFSET, start))


def _why_limit(limit: Any) -> tuple[str, str]:
    if limit is None:
        return "missing_limit", "Your SQL has no LIMIT, and the prompt asks for so many rows only."
    return "wrong_limit", f"Your SQL says LIMIT {said(limit)}: that is another number of rows."


def _differ(one: Any, other: Any) -> bool:
    return (one is None) != (other is None) or (one is not None and said(one) != said(other))


def _with(name: str, value: Any) -> Any:
    value = tuple(value) if isinstance(value, list) else value
    return lambda statement: with_part(statement, **{name: value})


def _is_descending(key: Any) -> bool:
    while isinstance(key, UnaryExpression) and key.modifier is not None:
        if key.modifier is operators.desc_op:
            return True
        key = key.element
    return False


def _base(key: Any) -> Any:
    while isinstance(key, UnaryExpression) and key.modifier is not None:
        key = key.element
    return key


def _turned(indexes: Any, statement: Any) -> Any:
    keys = list(getattr(statement, ORDER))
    for index in indexes:
        key = keys[index]
        keys[index] = _base(key) if _is_descending(key) else desc(_base(key))
    return with_part(statement, **{ORDER: tuple(keys)})
