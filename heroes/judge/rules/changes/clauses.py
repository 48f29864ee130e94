"""Take statements apart and put them together with one part changed."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from warnings import catch_warnings

from sqlalchemy import Select, and_, not_, or_
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Grouping,
    UnaryExpression,
)
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.selectable import SelectBase

WHERE, HAVING = "_where_criteria", "_having_criteria"
NOUN = {WHERE: "WHERE", HAVING: "HAVING"}
Change = Callable[[Any], Any]  # of one element; None takes it away


def is_select(statement: Any) -> bool:
    """Tell whether a statement is one SELECT, not a union and not text."""
    return isinstance(statement, Select)


def with_part(statement: Any, **parts: Any) -> Any:
    """Return a copy of a statement with other values of SQLAlchemy's own attributes."""
    copy = statement._generate()
    for name, value in parts.items():
        setattr(copy, name, value)
    return copy


def conjuncts(statement: Any, part: str = WHERE) -> list[Any]:
    """Return the conditions that a statement asks for all at once."""
    found: list[Any] = []
    for each in getattr(statement, part, ()):
        found += _conjuncts(each)
    return found


def _conjuncts(element: Any) -> list[Any]:
    element = bare(element)
    if isinstance(element, BooleanClauseList) and element.operator is operators.and_:
        return [each for clause in element.clauses for each in _conjuncts(clause)]
    return [element]


def bare(element: Any) -> Any:
    """Return an element without the parentheses around it."""
    while isinstance(element, Grouping):
        element = element.element
    return element


def parts_of(element: Any) -> list[Any]:
    """Return what `and`, `or` or `not` connect in an element; nothing for a plain condition."""
    element = bare(element)
    if isinstance(element, BooleanClauseList):
        return list(element.clauses)
    if isinstance(element, UnaryExpression) and element.operator is operators.inv:
        inner = bare(element.element)
        return [inner] if isinstance(inner, BooleanClauseList) else []
    return []


def nodes(statement: Any, part: str = WHERE) -> list[Any]:
    """Return all conditions of a statement, the connected ones before their parts."""
    return [each for root in getattr(statement, part, ()) for each in _nodes(root)]


def _nodes(element: Any) -> Iterator[Any]:
    yield bare(element)
    for each in parts_of(element):
        yield from _nodes(each)


def leaves(statement: Any, part: str = WHERE) -> list[Any]:
    """Return the plain conditions of a statement."""
    return [each for each in nodes(statement, part) if not parts_of(each)]


def with_node(statement: Any, index: int, change: Change, part: str = WHERE) -> Any:
    """Return a statement with a change made to the condition at this index of its nodes."""
    counter = iter(range(10_000))
    changed = [_rebuilt(root, index, change, counter) for root in getattr(statement, part)]
    return with_part(statement, **{part: tuple(each for each in changed if each is not None)})


def _rebuilt(element: Any, index: int, change: Change, counter: Iterator[int]) -> Any:
    element = bare(element)
    here = next(counter) == index
    parts = [_rebuilt(each, index, change, counter) for each in parts_of(element)]
    if here:
        return change(element)
    if not parts:
        return element
    kept = [each for each in parts if each is not None]
    if not kept:
        return None
    if isinstance(element, UnaryExpression):
        return not_(kept[0])
    return connected(element.operator is operators.and_, kept)


def connected(is_and: bool, parts: Sequence[Any]) -> Any:
    """Return conditions connected by AND or OR."""
    return and_(*parts) if is_and else or_(*parts)


def columns_of(element: Any) -> list[Column[Any]]:
    """Return the columns of tables in an element, each once, but not those of subqueries."""
    found = [each for each in _shallow(element) if isinstance(each, Column)]
    return list({(str(each.table), each.key): each for each in found}.values())


def _shallow(element: Any) -> Iterator[Any]:
    yield element
    if not isinstance(element, SelectBase | Column):
        for each in element.get_children():
            yield from _shallow(each)


def has_select(element: Any) -> bool:
    """Tell whether there is a SELECT inside of an element."""
    return any(isinstance(each, SelectBase) for each in _shallow(element))


def values_of(element: Any) -> list[Any]:
    """Return the values that an element binds."""
    found: list[Any] = []
    for each in visitors.iterate(element):
        if isinstance(each, BindParameter):
            found += each.value if isinstance(each.value, list | tuple) else [each.value]
    return found


def is_join_condition(element: Any) -> bool:
    """Tell whether a condition compares a column of one table with a column of another."""
    if not isinstance(element, BinaryExpression):
        return False
    left, right = element.left, element.right
    is_pair = isinstance(left, Column) and isinstance(right, Column)
    return is_pair and str(left.table) != str(right.table)


def same(one: Any, other: Any) -> bool:
    """Tell whether two elements say the same."""
    return bool(said(one) == said(other))


def key_of(statement: Any) -> Any:
    """Return what is equal for statements that say the same with the same values."""
    key = statement._generate_cache_key()
    if key is None:
        return said(statement)
    return key.key, tuple(repr(each.value) for each in key.bindparams)


def said(element: Any) -> str:
    """Return an element as SQL with its values in place, on one line."""
    try:
        with catch_warnings(action="ignore"):
            text = element.compile(compile_kwargs={"literal_binds": True})
    except Exception:  # a value that has no literal form
        text = element
    return " ".join(str(text).split())
