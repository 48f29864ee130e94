"""What may be wrong with an answer that reads: the rules, the surest first."""

from functools import partial

from heroes.judge.case import Case, Finding, Rules
from heroes.judge.changes import Changes, first_right, right_selects
from heroes.judge.code_rules import code_repaired, filters_in_python
from heroes.judge.column_changes import column_changes
from heroes.judge.contradiction_rules import one_row_for_two
from heroes.judge.join_changes import is_cartesian, join_changes
from heroes.judge.keyset_rules import keyset
from heroes.judge.loading_rules import n_plus_one
from heroes.judge.missing_changes import missing_conditions
from heroes.judge.nested_changes import nested
from heroes.judge.operators import python_operators
from heroes.judge.order_changes import order_changes
from heroes.judge.shape_rules import (
    first_for_one,
    not_executed,
    nothing_returned,
    one_or_many,
)
from heroes.judge.sorting_rules import limited_before_sorted, sorted_by_others, sorted_in_python
from heroes.judge.where_changes import where_changes
from heroes.judge.without import boundary_is_special, case_is_special, null_is_special

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


SELECT_RULES: Rules = (
    n_plus_one,
    not_executed,
    nothing_returned,
    column_as_bool,
    misused_aggregate,
    one_or_many,
    first_for_one,
    limited_before_sorted,
    statement_changed,
    multiplied,
    keyset,
    one_row_for_two,
    null_is_special,
    case_is_special,
    code_repaired,
    sorted_by_others,
    boundary_is_special,
)
