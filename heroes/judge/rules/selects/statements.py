"""Rules that change or compare the statement objects of an answer."""

from functools import partial

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import Changes, first_right, right_selects
from heroes.judge.rules.changes.columns import column_changes
from heroes.judge.rules.changes.joins import is_cartesian, join_changes
from heroes.judge.rules.changes.missing import missing_conditions
from heroes.judge.rules.changes.nested import nested
from heroes.judge.rules.changes.orders import order_changes
from heroes.judge.rules.changes.where import where_changes
from heroes.judge.rules.selects.code import filters_in_python
from heroes.judge.rules.selects.operators import python_operators
from heroes.judge.rules.selects.sorting import (
    sorted_in_python,
)

inner_changes = partial(nested, (where_changes, missing_conditions))

FAMILIES: dict[str, tuple[Changes, ...]] = {
    "rows": (where_changes, inner_changes, order_changes, join_changes, column_changes),
    "order": (order_changes, where_changes),
}


def statement_changed(case: Case) -> Finding | None:
    """Find the part of a statement whose change makes the answer right."""
    families = FAMILIES.get(case.difference.kind, ())
    if case.difference.kind == "rows" and not filters_in_python(case):
        families = (*families, missing_conditions)
    change = first_right(case, *families)
    if change is None:
        return None
    if change.misconception in ("missing_order", "wrong_order_key"):
        return sorted_in_python(case) or change.finding
    return change.finding


def misused_aggregate(case: Case) -> Finding | None:
    """Find an aggregate in WHERE, which SQLite refuses."""
    if "misuse of aggregate" not in str(case.ran.error):
        return None
    message = "WHERE looks at one row at a time: an aggregate of a group cannot be in it."
    return Finding(message, "where_for_having", "A condition on groups has a clause of its own.")


def multiplied(case: Case) -> Finding | None:
    """Find tables that nothing joins, where a right answer joins all of its own."""
    rights = right_selects(case)
    if not rights or any(map(is_cartesian, rights)) or not any(map(is_cartesian, case.selects)):
        return None
    message = "Nothing joins the tables of your SELECT: each row comes with each of the other."
    return Finding(message, "cartesian_product", "Look at FROM in your SQL.")


def column_as_bool(case: Case) -> Finding | None:
    """Find a condition that Python itself was to decide."""
    is_bool = "Boolean value of this clause is not defined" in str(case.ran.error)
    return python_operators(case) if is_bool or case.ran.error is None else None
