"""Changes to what a SELECT reads from: joins, and rows that come more than once."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Join, visitors
from sqlalchemy.sql.compiler import COLLECT_CARTESIAN_PRODUCTS
from sqlalchemy.sql.selectable import CTE, Subquery

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import WHERE, conjuncts, is_join_condition, said, with_part

INNER = "An inner join leaves out the rows that find no partner."
OUTER = "An outer join keeps the rows that find no partner, with NULL beside them."


def join_changes(own: Any, right: Any) -> Iterator[Change]:
    """Yield changes to the joins of a learner's SELECT, the likeliest first."""
    yield from _sides(own)
    yield from _distinct(own)
    yield from _dropped(own, right)
    if _is_joined(own) or _is_joined(right) or len(_froms(own)) > 1:
        yield from _as_right(own, right)


def _sides(own: Any) -> Iterator[Change]:
    """Yield each join as an outer join if it is an inner one, and the other way round."""
    for index, (target, _, _, flags) in enumerate(own._setup_joins):
        if flags["full"]:
            yield from _full(target, index)
            continue
        yield _side(target, partial(_toggled, index), is_outer=flags["isouter"])
    for index, source in enumerate(own._from_obj):
        if isinstance(source, Join):
            rewrite = partial(_toggled_from, index)
            yield _side(source.right, rewrite, is_outer=source.isouter)


def _full(target: Any, index: int) -> Iterator[Change]:
    name = getattr(target, "name", "") or said(target)
    message = f"Your full join with {name} keeps the rows of both that find no partner."
    for outer in (True, False):
        yield Change("outer_join_keeps_rows", message, partial(_halved, index, outer), OUTER)


def _halved(index: int, outer: bool, statement: Any) -> Any:
    joins = list(statement._setup_joins)
    target, on, source, flags = joins[index]
    joins[index] = (target, on, source, {**flags, "full": False, "isouter": outer})
    return with_part(statement, _setup_joins=tuple(joins))


def _side(target: Any, rewrite: Any, *, is_outer: bool) -> Change:
    name = getattr(target, "name", "") or said(target)
    if is_outer:
        message = f"Your outer join with {name} keeps rows that find no partner there."
        return Change("outer_join_keeps_rows", message, rewrite, OUTER)
    message = f"Your join with {name} drops the rows that find no partner there."
    return Change("inner_join_drops_rows", message, rewrite, INNER)


def _toggled(index: int, statement: Any) -> Any:
    joins = list(statement._setup_joins)
    target, on, source, flags = joins[index]
    joins[index] = (target, on, source, {**flags, "isouter": not flags["isouter"]})
    return with_part(statement, _setup_joins=tuple(joins))


def _toggled_from(index: int, statement: Any) -> Any:
    sources = list(statement._from_obj)
    join = sources[index]
    sources[index] = Join(join.left, join.right, join.onclause, isouter=not join.isouter)
    return with_part(statement, _from_obj=tuple(sources))


def _distinct(own: Any) -> Iterator[Change]:
    if own._distinct:
        message = "DISTINCT keeps one of several equal rows, and each of them counts."
        yield Change("distinct_hides_rows", message, lambda s: with_part(s, _distinct=False))
    elif _is_joined(own) or len(_froms(own)) > 1:
        message = "A join gives a row once for each partner that it finds: rows come repeatedly."
        yield Change("join_duplicates", message, lambda s: with_part(s, _distinct=True))
    else:
        message = "Equal rows come more than once."
        yield Change(None, message, lambda s: with_part(s, _distinct=True))


def _dropped(own: Any, right: Any) -> Iterator[Change]:
    """Yield the SELECT without a join that a right answer does not need."""
    if _is_joined(own) and not _is_joined(right):
        for index, (target, _, _, flags) in enumerate(own._setup_joins):
            name = getattr(target, "name", "") or said(target)
            change = partial(_without_join, index)
            if flags["isouter"]:
                message = f"Your join with {name} gives a row once for each partner it finds there."
                yield Change("join_duplicates", message, change)
            else:
                message = f"Your join with {name} drops the rows that find no partner there."
                yield Change("inner_join_drops_rows", message, change, INNER)


def _without_join(index: int, statement: Any) -> Any:
    joins = [each for i, each in enumerate(statement._setup_joins) if i != index]
    return with_part(statement, _setup_joins=tuple(joins))


def _as_right(own: Any, right: Any) -> Iterator[Change]:
    """Yield the SELECT with the joins of a right answer, in ON, FROM or WHERE."""
    conditions = [each for each in conjuncts(right) if is_join_condition(each)]
    parts = {
        "_setup_joins": right._setup_joins,
        "_from_obj": right._from_obj,
        "_memoized_select_entities": right._memoized_select_entities,
    }
    rewrite = partial(_joined, parts, conditions)
    if is_cartesian(own) and not is_cartesian(right):
        message = "Nothing joins the tables: each row of one comes with each row of the other."
        yield Change("cartesian_product", message, rewrite, "Look at FROM in your SQL.")
    elif not _is_outer(own) and _is_outer(right) and _is_linked(own):
        message = "Your join drops the rows that find no partner."
        yield Change("inner_join_drops_rows", message, rewrite, INNER)
    elif _is_outer(own) and not _is_outer(right):
        message = "Your outer join keeps rows that find no partner."
        yield Change("outer_join_keeps_rows", message, rewrite, OUTER)
    elif _is_outer(own) and _is_outer(right) and _first(own) != _first(right):
        message = "Your outer join starts from the other table: it keeps the rows of that one."
        yield Change("left_join_wrong_side", message, rewrite, OUTER)
    elif _is_linked(own) and _is_linked(right) and _subqueries(own) == _subqueries(right):
        message = "The tables are joined by other columns than those that belong together."
        yield Change("wrong_join_condition", message, rewrite, "Look at ON in your SQL.")


def _joined(parts: dict[str, Any], conditions: list[Any], statement: Any) -> Any:
    filters = [each for each in conjuncts(statement) if not is_join_condition(each)]
    return with_part(statement, **parts, **{WHERE: (*filters, *conditions)})


def is_cartesian(statement: Any) -> bool:
    """Tell whether a SELECT reads tables that no condition links."""
    try:
        compiled: Any = statement.compile(
            dialect=sqlite.dialect(),
            linting=COLLECT_CARTESIAN_PRODUCTS,
        )
    except Exception:  # it cannot be compiled, and that is told elsewhere
        return False
    linter = getattr(compiled, "from_linter", None)
    return linter is not None and bool(linter.lint()[0])


def _is_joined(statement: Any) -> bool:
    return bool(statement._setup_joins) or any(
        isinstance(each, Join) for each in statement._from_obj
    )


def _is_linked(statement: Any) -> bool:
    return _is_joined(statement) or any(map(is_join_condition, conjuncts(statement)))


def _is_outer(statement: Any) -> bool:
    return any(flags["isouter"] for _, _, _, flags in statement._setup_joins) or any(
        isinstance(each, Join) and each.isouter for each in statement._from_obj
    )


def _first(statement: Any) -> str:
    """Return the table from which a statement starts to join."""
    source = next(iter((*statement._from_obj, *statement._raw_columns)), None)
    while isinstance(source, Join):
        source = source.left
    return str(getattr(source, "table", source))


def _froms(statement: Any) -> list[Any]:
    try:
        return list(statement.get_final_froms())
    except Exception:  # it cannot be compiled, and that is told elsewhere
        return []


def _subqueries(statement: Any) -> set[str]:
    """Return the SELECTs that a statement joins as tables."""
    parts = (each for source in _froms(statement) for each in visitors.iterate(source))
    return {said(each) for each in parts if isinstance(each, CTE | Subquery)}
