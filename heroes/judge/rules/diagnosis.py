"""Say why an answer is wrong, only after a difference was found: rules, the surest first."""

from contextlib import suppress

from heroes.judge.rules.case import Case, Finding, Rule
from heroes.judge.rules.errors import ERROR_RULES
from heroes.judge.rules.selects import SELECT_RULES
from heroes.judge.rules.writes import WRITE_RULES


def diagnose(case: Case) -> Finding:
    """Return what is wrong with an answer: the finding of the first rule that has one."""
    for rule in rules_of(case):
        with suppress(Exception):  # an answer's own objects may raise whenever they are looked at
            if (found := rule(case)) is not None:
                return found
    return plainly(case)


def rules_of(case: Case) -> list[Rule]:
    """Return the rules for a kind of task, in the order in which they are asked."""
    return [*ERROR_RULES, *(SELECT_RULES if case.plan.reads else WRITE_RULES)]


def plainly(case: Case) -> Finding:
    """Return what differs, where no rule knows why."""
    kind, difference = case.difference.kind, case.difference
    missing, extra = len(difference.missing), len(difference.extra)
    if kind == "columns":
        wanted, got = difference.detail.split()
        have = f"{got} column{'s' * (got != '1')}"
        return Finding(f"Each row has {have}, and a right answer has {wanted}.", "wrong_columns")
    if kind == "names":
        return Finding("The columns have other names, or another order.", "wrong_columns")
    if kind == "order":
        return Finding("The rows are right, and their order is not.")
    if kind == "tables":
        return Finding("The tables hold something else than they should afterwards.")
    if kind == "shape":
        return Finding("The prompt asks for another kind of result.")
    if missing and not extra:
        return Finding("Rows are missing.")
    if extra and not missing:
        return Finding("There are rows too many.")
    return Finding("Some rows are missing, and others are too many.")
