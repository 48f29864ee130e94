"""Rules that change one place in the code of an answer: where Python filters and sorts, too."""

import ast
from collections.abc import Iterator
from typing import Any

from heroes.judge.rows import literals_of
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import first_fitting
from heroes.judge.rules.selects.code_repairs import repairs_of
from heroes.judge.rules.source import code_of, code_of_case


def code_repaired(case: Case) -> Finding | None:
    """Find the one place in the code whose change makes the answer right."""
    if case.difference.kind not in ("rows", "order", "columns", "names"):
        return None
    return first_fitting(case, _candidates(case))


def _candidates(case: Case) -> Iterator[tuple[Finding, Any]]:
    code = code_of_case(case)
    if code is not None:
        for repair in repairs_of(code, literals=literals_of_right(case), columns=_columns(case)):
            yield Finding(repair.message, repair.misconception), repair.answer


def literals_of_right(case: Case) -> list[Any]:
    """Return the values that a right answer uses."""
    literals = literals_of(case.task.reference)
    for statement in case.right_selects:
        literals += literals_of(statement)
    return list(dict.fromkeys(literals))


def _columns(case: Case) -> list[str]:
    """Return the names of columns that a right answer or this one uses."""
    names = {column.key for table in case.plan.builder.tables for column in table.columns}
    used = _attributes(case.task.reference) | _attributes(case.answer)
    for statement in case.right_selects:
        used |= {word.rpartition(".")[2] for word in str(statement).split()}
    return sorted(used & names)


def _attributes(answer: Any) -> set[str]:
    code = code_of(answer)
    nodes = ast.walk(code.node) if code else ()
    return {each.attr for each in nodes if isinstance(each, ast.Attribute)}


def filters_in_python(case: Case) -> bool:
    """Tell whether the answer chooses among the rows in Python."""
    code = code_of_case(case)
    kinds = (ast.If, ast.IfExp)
    return code is not None and any(
        isinstance(each, kinds)
        or (isinstance(each, ast.comprehension) and bool(each.ifs))
        or (isinstance(each, ast.Name) and each.id == "filter")
        for each in ast.walk(code.node)
    )
