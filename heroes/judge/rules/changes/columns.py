"""Changes to the columns of a SELECT, its functions and its groups."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy.sql import FromClause, visitors
from sqlalchemy.sql.functions import FunctionElement

from heroes.judge.rules.changes.change import Change
from heroes.judge.rules.changes.clauses import HAVING, WHERE, columns_of, conjuncts, said, with_part

GROUPS, COLUMNS = "_group_by_clauses", "_raw_columns"


def column_changes(own: Any, right: Any) -> Iterator[Change]:
    """Yield changes to columns, GROUP BY and HAVING of a learner's SELECT."""
    yield from _having(own, right)
    wanted = getattr(right, GROUPS)
    if list(map(said, getattr(own, GROUPS))) != list(map(said, wanted)):
        yield Change("wrong_group", _grouped(own), partial(_with, {GROUPS: wanted}))
    columns = right._raw_columns
    if list(map(said, own._raw_columns)) != list(map(said, columns)):
        sources = own._from_obj or right._from_obj  # count(*) alone reads from nothing
        parts = {COLUMNS: list(columns), "_from_obj": sources}
        yield Change(*_why(own, right), partial(_with, parts))


def _with(parts: dict[str, Any], statement: Any) -> Any:
    return with_part(statement, **parts)


def _grouped(own: Any) -> str:
    groups = ", ".join(map(said, getattr(own, GROUPS)))
    if not groups:
        return "Your SQL has no GROUP BY: all rows are one group."
    return f"Your SQL says GROUP BY {groups}: the prompt asks for other groups."


def _having(own: Any, right: Any) -> Iterator[Change]:
    """Yield the conditions of WHERE in HAVING, and the other way round."""
    if not getattr(right, HAVING) and not getattr(own, HAVING):
        return
    parts = {WHERE: getattr(right, WHERE), HAVING: getattr(right, HAVING)}
    moved = bool(getattr(own, HAVING)) != bool(getattr(right, HAVING))
    pairs = [(WHERE, HAVING), (HAVING, WHERE)]
    is_same = any(_columns(own, one) & _columns(right, other) for one, other in pairs)
    if moved and is_same and conjuncts(own) != conjuncts(right) and getattr(own, WHERE):
        message = "WHERE looks at rows before they are grouped, and HAVING at the groups."
        yield Change("where_for_having", message, partial(_with, parts))


def _columns(statement: Any, part: str) -> set[str]:
    return {c.key for each in getattr(statement, part) for c in columns_of(each)}


def _why(own: Any, right: Any) -> tuple[str | None, str]:
    mine, theirs = _functions(own), _functions(right)
    pairs = [pair for pair in zip(mine, theirs, strict=False) if said(pair[0]) != said(pair[1])]
    if not pairs or len(mine) != len(theirs):
        if len(mine) != len(theirs):
            return "wrong_aggregate", "The prompt asks for something else than what is computed."
        return _plain(own, right), f"Your SQL selects {_listed(own)}: the prompt asks for others."
    first, second = pairs[0]
    if first.name == second.name == "count" and any(c.nullable for c in columns_of(first)):
        message = f"{said(first)} counts the values that are not NULL, and not all rows."
        return "count_nullable_column", message
    if first.name == second.name and columns_of(first) and columns_of(second):
        return "wrong_column", f"{said(first)} computes with another column than is asked for."
    return "wrong_aggregate", f"{said(first)} is not what the prompt asks for."


def _plain(own: Any, right: Any) -> str:
    """Tell one column in the place of another from another set of columns."""
    mine, theirs = list(map(said, own._raw_columns)), list(map(said, right._raw_columns))
    differing = [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    is_one = len(mine) == len(theirs) and len(differing) == 1
    tables = [each for each in (*own._raw_columns, *right._raw_columns) if _is_table(each)]
    return "wrong_column" if is_one and not tables else "wrong_columns"


def _is_table(element: Any) -> bool:
    return isinstance(element, FromClause)


def _functions(statement: Any) -> list[Any]:
    return [
        each
        for column in statement._raw_columns
        for each in visitors.iterate(column)
        if isinstance(each, FunctionElement)
    ]


def _listed(statement: Any) -> str:
    names = [f"all of {e.name}" if _is_table(e) else said(e) for e in statement._raw_columns]
    return ", ".join(names)
