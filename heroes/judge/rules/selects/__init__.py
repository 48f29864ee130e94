"""What may be wrong with an answer that reads: the rules, the surest first."""

from heroes.judge.rules.case import Rules
from heroes.judge.rules.selects.code import code_repaired
from heroes.judge.rules.selects.contradiction import one_row_for_two
from heroes.judge.rules.selects.keysets import keyset
from heroes.judge.rules.selects.loading import n_plus_one
from heroes.judge.rules.selects.shape import (
    first_for_one,
    not_executed,
    nothing_returned,
    one_or_many,
)
from heroes.judge.rules.selects.sorting import limited_before_sorted, sorted_by_others
from heroes.judge.rules.selects.statements import (
    column_as_bool,
    misused_aggregate,
    multiplied,
    statement_changed,
)
from heroes.judge.rules.selects.without import boundary_is_special, case_is_special, null_is_special

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
