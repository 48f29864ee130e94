"""What may be wrong with an answer that writes: the rules, the surest first."""

from heroes.judge.rules.case import Case, Finding, Rule, Rules
from heroes.judge.rules.errors.constraints import mostly_refused
from heroes.judge.rules.errors.elsewhere import own_session
from heroes.judge.rules.errors.limits import plain_error
from heroes.judge.rules.selects.shape import nothing_returned, one_or_many
from heroes.judge.rules.writes.adding import added, missing_rows, taken_over
from heroes.judge.rules.writes.awaiting import missing_await
from heroes.judge.rules.writes.changing import all_changed, changed, loop_skips
from heroes.judge.rules.writes.deleting import deleted, left_over, table_dropped
from heroes.judge.rules.writes.filters import (
    code_repaired,
    column_as_bool,
    condition_changed,
    result_changed,
)
from heroes.judge.rules.writes.linking import only_reads, unlinked
from heroes.judge.rules.writes.nulls import null_rows
from heroes.judge.rules.writes.saving import (
    another_result,
    half_done,
    not_added,
    not_committed,
    not_sent,
    nothing_given,
    number_too_early,
    still_open,
    too_many,
    unsaved_result,
)
from heroes.judge.rules.writes.value_repairs import folded, value_repaired
from heroes.judge.rules.writes.values import wrong_values

RESULT = ("rows", "shape", "columns", "names", "order")


def of_result(rule: Rule) -> Rule:
    """Return a rule that is asked only where the tables are right and the result is not."""

    def asked(case: Case) -> Finding | None:
        return rule(case) if case.difference.kind in RESULT else None

    return asked


def of_tables(rule: Rule) -> Rule:
    """Return a rule that is asked only where the tables are not right somewhere."""

    def asked(case: Case) -> Finding | None:
        is_of_tables = any(each.difference.kind == "tables" for each in case.trials.failed)
        return rule(case) if is_of_tables else None

    return asked


WRITE_RULES: Rules = (
    too_many,
    *map(of_tables, (table_dropped, own_session, missing_await, mostly_refused)),
    *map(of_tables, (not_committed, not_added, not_sent)),
    half_done,
    number_too_early,
    *map(of_result, (nothing_returned, nothing_given, one_or_many, unsaved_result, another_result)),
    column_as_bool,
    *map(of_tables, (null_rows, all_changed, loop_skips, value_repaired, wrong_values)),
    condition_changed,
    *map(of_result, (result_changed,)),
    folded,
    code_repaired,
    *map(of_tables, (only_reads, deleted, left_over, taken_over, unlinked, added, missing_rows)),
    *map(of_tables, (changed, still_open)),
    plain_error,
)
