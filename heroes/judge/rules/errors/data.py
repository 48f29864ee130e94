"""Rules for errors that depend on the rows: none, several, or NULL among them."""

import ast
import re

from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from heroes.judge.rows import Trial
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import first_right
from heroes.judge.rules.changes.missing import missing_conditions
from heroes.judge.rules.changes.where import where_changes
from heroes.judge.rules.raised import calls, is_only, place_of, shape_asked, subject, told
from heroes.judge.rules.source import code_of_case

ONE_FOR_MANY = "one_for_many"
OF_NONE = re.compile(r"'NoneType' object has no attribute '(?P<name>\w+)'")
WITH_NONE = re.compile(r"'NoneType'|NoneType object cannot|not NoneType")
EMPTY = (NoResultFound, IndexError, StopIteration, KeyError)
DEPENDS = (
    *EMPTY,
    MultipleResultsFound,
    AttributeError,
    TypeError,
    ValueError,
    AssertionError,
    RuntimeError,
)


def is_empty_handed(case: Case) -> bool:
    """Tell whether the error comes of a query that found nothing."""
    error = case.ran.error
    if isinstance(error, EMPTY) or "StopIteration" in told(error or ValueError()):
        return True
    if isinstance(error, AttributeError) and OF_NONE.search(str(error)):
        return bool(calls(case, "first", "one_or_none", "get", "scalar", "scalar_one_or_none"))
    return isinstance(error, TypeError) and "'NoneType' object is not" in str(error)


def wants_all(case: Case) -> Finding | None:
    """Find one() and [0] where the prompt asks for all rows."""
    error = case.ran.error
    one = isinstance(error, NoResultFound | MultipleResultsFound | IndexError | StopIteration)
    if not one or shape_asked(case) != "rows":
        return None
    if isinstance(error, IndexError) and not _takes_an_end(case):
        return None
    if not all(each.ran.error or _gives_one(each) for each in case.trials.failed):
        return None
    message = f"{subject(case)} is for a single row, and the prompt asks for all of them."
    return Finding(message, ONE_FOR_MANY, "Look at what it does if there is none, or several.")


def _takes_an_end(case: Case) -> bool:
    """Tell whether the answer takes the first or last of a list: [0], [-1]."""
    code = code_of_case(case)
    ends = (
        {ast.unparse(n.slice) for n in ast.walk(code.node) if isinstance(n, ast.Subscript)}
        if code
        else set()
    )
    return bool(ends & {"0", "-1"})


def _gives_one(trial: Trial) -> bool:
    return trial.ran.result is not None and trial.ran.result.shape != "rows"


def several(case: Case) -> Finding | None:
    """Find one() and one_or_none() on several rows."""
    if not isinstance(case.ran.error, MultipleResultsFound) or is_mixed(case):
        return None
    if case.plan.reads and (change := first_right(case, where_changes, missing_conditions)):
        return change.finding
    message = f"{subject(case)} raises, since more than one row is found."
    look = "first() takes the first of several rows, one() and one_or_none() refuse them."
    return Finding(message, "raises" if is_only(case, MultipleResultsFound) else None, look)


def nothing_found(case: Case) -> Finding | None:
    """Find an answer that raises where there is no such row."""
    error = case.ran.error
    if error is None or not _is_of_nothing(case):
        return None
    if not case.plan.reads and not is_only(case, *DEPENDS):
        return None
    name = type(error).__name__
    message = f"{subject(case)} raises {name} where nothing is found."
    look = "first() and one_or_none() give None where there is no row, and None has no attributes."
    return Finding(message, "raises_on_empty", look)


def _is_of_nothing(case: Case) -> bool:
    if not case.plan.reads:
        return is_empty_handed(case)
    is_meant = isinstance(case.ran.error, DEPENDS) or place_of(case).startswith("raise ")
    return is_meant and all(
        (result := trial.right.ran.result) is not None and result.shape == "none"
        for trial in case.trials.failed
        if trial.ran.error is not None
    )


def is_mixed(case: Case) -> bool:
    """Tell whether an answer that writes raises for some rows, and is wrong about others."""
    return not case.plan.reads and not is_only(case, BaseException)


def null_in_python(case: Case) -> Finding | None:
    """Find Python code that meets a NULL, as None, and cannot compare or compute with it."""
    error = case.ran.error
    if is_mixed(case):
        return None
    if isinstance(error, AttributeError) and (found := OF_NONE.search(str(error))):
        name = found["name"]
        thing, dot, _ = subject(case).rpartition(f".{name}")
        thing = f"{thing} is None in some rows" if dot else f"{subject(case)} meets None"
        message = f"{thing}, and None has no {name}."
        return Finding(message, "raises", "A relationship or value may be missing: ask first.")
    if isinstance(error, TypeError) and WITH_NONE.search(str(error)):
        message = f"{subject(case)} meets a NULL, which is None in Python, and raises TypeError."
        look = "A value may be unknown: say first what is to happen to None."
        return Finding(message, "raises", look)
    return None
