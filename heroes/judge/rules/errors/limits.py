"""Rules for what stops an answer: limits, exits, and what cannot be run at all."""

import ast

from heroes.judge.guard import LimitError
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.joins import is_cartesian
from heroes.judge.rules.errors.data import is_mixed
from heroes.judge.rules.raised import has, is_only, subject
from heroes.judge.run import AnswerError, said_of

ENDLESS = "endless"


def limit(case: Case) -> Finding | None:
    """Find an answer that does not end, or that sends, reads or prints too much."""
    error = case.ran.error
    if not isinstance(error, LimitError):
        return None
    if has(case, ast.While) and error.kind != ENDLESS:
        message = f"{subject(case)} goes on and on: the condition of a while stays true."
        return Finding(message, ENDLESS, "Look at what changes from one turn to the next.")
    if error.kind == "too_many_statements":
        message = "Your answer sends more than 1000 statements, and was stopped."
        return Finding(message, error.kind, "Look at what is sent inside a loop.")
    if error.kind == "too_many_rows":
        return _too_many_rows(case)
    if error.kind == "printed":
        return Finding("Your answer prints too much, and was stopped.", "prints_too_much")
    look = "Look at what ends the loop." if has(case, ast.While) else ""
    return Finding("Your answer does not end, and was stopped.", ENDLESS, look)


def _too_many_rows(case: Case) -> Finding:
    if any(is_cartesian(statement) for statement in case.selects):
        message = "Your SQL gives each row of one table with each row of another."
        look = "A condition has to connect the two tables."
        return Finding(message, "cartesian_product", look)
    return Finding("Your answer reads too many rows, and was stopped.", "too_many_rows")


def exits(case: Case) -> Finding | None:
    """Find an answer that ends Python."""
    if isinstance(case.ran.error, SystemExit | KeyboardInterrupt):
        message = f"Your function ends Python itself: {type(case.ran.error).__name__}."
        return Finding(message, "exits", "return ends a function.")
    return None


def recursion(case: Case) -> Finding | None:
    """Find a function that calls itself without end, and one that needs too much memory."""
    if isinstance(case.ran.error, RecursionError):
        return Finding("Your function calls itself again and again.", ENDLESS)
    if isinstance(case.ran.error, MemoryError):
        return Finding("Your function needs more memory than there is.", "raises")
    return None


def no_answer(case: Case) -> Finding | None:
    """Tell what an answer is that cannot be run."""
    error = case.ran.error
    if not isinstance(error, AnswerError):
        return None
    message = str(error)
    if "is not async" in message:
        return Finding(message, "sync_in_async")
    if "statement alone" in message:
        return Finding(message, "not_executed")
    return Finding(message)


def anything(case: Case) -> Finding | None:
    """Tell an error that no other rule knows."""
    error = case.ran.error
    if error is None or (case.plan.reads and "misuse of aggregate" in str(error)):
        return None
    if is_mixed(case):
        return None
    return plain_error(case)


def plain_error(case: Case) -> Finding | None:
    """Tell an error by its name and its own words; nothing where none was raised."""
    error = case.ran.error
    if error is None:
        return None
    name, _, rest = said_of(error).partition(": ")
    rest = str(getattr(error, "orig", None) or rest).partition("\n")[0].rstrip(".")
    message = f"{subject(case)} raises {name}{f': {rest}' if rest else ''}."
    return Finding(message, "raises" if is_only(case, BaseException) else None)
