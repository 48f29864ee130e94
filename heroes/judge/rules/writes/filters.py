"""Rules for the conditions of an answer that writes: changes that are tried."""

import ast
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.dml import Delete, Update

from heroes.judge.rows import literals_of
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import MAX_STATEMENTS, Change, Changes, first_fitting
from heroes.judge.rules.changes.clauses import WHERE, is_select, values_of, with_part
from heroes.judge.rules.changes.columns import column_changes
from heroes.judge.rules.changes.joins import join_changes
from heroes.judge.rules.changes.missing import missing_conditions
from heroes.judge.rules.changes.orders import order_changes
from heroes.judge.rules.changes.rewriting import rewriting
from heroes.judge.rules.changes.where import where_changes
from heroes.judge.rules.raised import has
from heroes.judge.rules.selects.code import filters_in_python
from heroes.judge.rules.selects.code_repairs import repairs_of
from heroes.judge.rules.selects.operators import python_operators
from heroes.judge.rules.source import code_of, code_of_case
from heroes.judge.run import call, is_async


def condition_changed(case: Case) -> Finding | None:
    """Find the condition of a statement whose change makes the answer right."""
    return _tried(case, _conditions(case))


def result_changed(case: Case) -> Finding | None:
    """Find the part of a SELECT whose change makes the result right."""
    return _tried(case, _parts(case))


def _tried(case: Case, changes: Iterator[tuple[int, Change]]) -> Finding | None:
    answers = (
        (change.finding, _rewriting(case.answer, index, change.rewrite))
        for index, change in changes
    )
    return first_fitting(case, answers)


def _rewriting(answer: Any, index: int, rewrite: Any) -> Any:
    if not is_async(answer):
        return rewriting(answer, index, rewrite)

    def again(session: Any) -> Any:  # what is listened to is the plain session inside
        inner = rewriting(lambda _: call(answer, session), index, rewrite)
        return inner(session.sync_session)

    return again


def _conditions(case: Case) -> Iterator[tuple[int, Change]]:
    rights = [_as_select(each) for each in case.right_selects if _has_rows(each)]
    for index, own in enumerate(case.selects[:MAX_STATEMENTS]):
        for right in rights if _has_rows(own) else ():
            for family in _families(own):
                for change in family(_as_select(own), right):
                    yield index, _for(own, change)


def _families(own: Any) -> list[Changes]:
    """Return what may be wrong about the rows that a statement is about."""
    found: list[Changes] = [where_changes, missing_conditions] if own._where_criteria else []
    return [*found, join_changes] if is_select(own) else found


def _parts(case: Case) -> Iterator[tuple[int, Change]]:
    rights = [each for each in case.right_selects if is_select(each)]
    for index, own in enumerate(case.selects[:MAX_STATEMENTS]):
        for right in rights if is_select(own) else ():
            for family in (where_changes, order_changes, join_changes, column_changes):
                yield from ((index, change) for change in family(own, right))


def _has_rows(statement: Any) -> bool:
    return is_select(statement) or isinstance(statement, Update | Delete)


def _as_select(statement: Any) -> Any:
    """Return a SELECT of the rows that an UPDATE or DELETE is about."""
    if is_select(statement):
        return statement
    return select(statement.table).where(*statement._where_criteria)


def _for(own: Any, change: Change) -> Change:
    """Return a change to a SELECT as one to the statement that it stands for."""

    def rewrite(statement: Any) -> Any:
        changed = change.rewrite(_as_select(statement))
        if is_select(statement):
            return changed
        return with_part(statement, **{WHERE: changed._where_criteria})

    misconception = change.misconception
    if misconception == "wrong_column" and _values(own) != _values(rewrite(own)):
        misconception = "wrong_row"  # found in another way altogether
    if misconception == "extra_filter" and "IS NOT NULL" in change.message:
        misconception = "null_lost"
    return Change(misconception, change.message, rewrite, change.look_at)


def _values(statement: Any) -> list[str]:
    return sorted(repr(v) for each in statement._where_criteria for v in values_of(each))


def column_as_bool(case: Case) -> Finding | None:
    """Find a condition that Python itself decides, so that the database gets true or false."""
    is_possible = has(case, ast.BoolOp, ast.Not, ast.Is, ast.IsNot, ast.In, ast.NotIn)
    return python_operators(case) if is_possible else None


def code_repaired(case: Case) -> Finding | None:
    """Find the one place in the code whose change makes the answer right."""
    code = code_of_case(case)
    if code is None:
        return None
    is_filtered = bool(case.right_selects) and filters_in_python(case)
    literals = literals_of(case.task.reference) if is_filtered else []
    columns = _columns(case) if is_filtered else []
    repairs = repairs_of(code, literals=list(dict.fromkeys(literals)), columns=columns)
    tried = ((Finding(each.message, each.misconception), each.answer) for each in repairs)
    return first_fitting(case, tried)


def _columns(case: Case) -> list[str]:
    known = {column.key for table in case.plan.builder.tables for column in table.columns}
    return sorted(known & {*_attributes(case.task.reference), *_attributes(case.answer)})


def _attributes(answer: Any) -> Iterator[str]:
    code = code_of(answer)
    for node in ast.walk(code.node) if code else ():
        if isinstance(node, ast.Attribute):
            yield node.attr
