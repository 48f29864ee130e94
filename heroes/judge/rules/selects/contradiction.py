"""Conditions that no row can meet at once."""

from typing import Any

from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.schema import Column

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.clauses import conjuncts


def one_row_for_two(case: Case) -> Finding | None:
    """Find a column that is to equal two values in one row."""
    for statement in case.selects:
        wanted: dict[str, Any] = {}
        for condition in conjuncts(statement):
            if not _is_equality(condition):
                continue
            name, value = str(condition.left), condition.right.value
            if wanted.setdefault(name, value) != value:
                message = (
                    f"No row has two values of {name} at once: {wanted[name]!r} and {value!r}."
                )
                return Finding(
                    message, "one_row_for_two", "Each of them may be in a row of its own."
                )
    return None


def _is_equality(condition: Any) -> bool:
    return (
        isinstance(condition, BinaryExpression)
        and condition.operator is operators.eq
        and isinstance(condition.left, Column)
        and isinstance(condition.right, BindParameter)
    )
