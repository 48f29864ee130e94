"""Rules for errors of a session: ended, read only, waiting for a rollback, or not awaited."""

import ast
import re

from sqlalchemy.exc import (
    ArgumentError,
    InvalidRequestError,
    PendingRollbackError,
    ResourceClosedError,
    StatementError,
)
from sqlalchemy.orm.exc import DetachedInstanceError

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.raised import called, calls, place_of, subject, told
from heroes.judge.rules.selects.operators import python_operators
from heroes.judge.rules.source import code_of
from heroes.judge.run import is_async

LAZY = re.compile(r"lazy load operation of attribute '(?P<name>\w+)'")
UNSUPPORTED = re.compile(r"unsupported operand type\(s\) for (?P<sign>[|&])")
UNAWAITED = re.compile(
    r"'coroutine' object|got coroutine|never awaited|'async_generator' object"
    r"|async for. (?:requires|received) an object|coroutine object|not 'coroutine'"
)
AWAITED = re.compile(r"object (?P<kind>\w+) can't be used in 'await' expression")


def written(case: Case) -> Finding | None:
    """Find a query that changes data."""
    text = told(case.ran.error) if case.ran.error is not None else ""
    if "readonly database" not in text:
        return None
    message = "Your answer changes data, and the prompt only asks for rows."
    return Finding(message, "writes_in_select", "Look at what is assigned, added or deleted.")


def on_columns(case: Case) -> Finding | None:
    """Find Python's own operators on columns, where they raise."""
    error = case.ran.error
    text, place = str(error), place_of(case)
    if error is None:
        return None
    if (found := UNSUPPORTED.search(text)) and "Instrumented" in text:
        sign = found["sign"]
        message = f"In {place or 'your condition'} {sign} binds closer than the comparisons."
        return Finding(message, "precedence", "Put each comparison in parentheses.")
    if isinstance(error, NotImplementedError) and "'contains'" in text:
        message = f"{place or 'Your condition'} asks Python, which knows no rows."
        return Finding(message, "python_in", "A column has a method for it: contains(...).")
    is_bool = "Boolean value of this clause" in text or isinstance(error, ArgumentError)
    return python_operators(case) if is_bool or "InstrumentedAttribute" in text else None


def unawaited(case: Case) -> Finding | None:
    """Find a coroutine that is used as if it were its result, and await for no coroutine."""
    error = case.ran.error
    if error is None:
        return None
    if isinstance(error, TypeError | AttributeError) and UNAWAITED.search(str(error)):
        if case.task.kind == "async" and not is_async(case.answer):
            message = "Your function is a plain def: it cannot await what the session gives."
            return Finding(message, "sync_in_async", "Write async def, and await.")
        place = place_of(case)
        said = f"{place} uses" if place else "Your function uses"
        message = f"{said} a coroutine that was never awaited."
        look = "(await session.exec(...)).all(): the await comes first, in parentheses."
        return Finding(message, "missing_await", look)
    if found := AWAITED.search(str(error)):
        message = f"{subject(case)} is no coroutine, but {found['kind']}: it needs no await."
        return Finding(message.replace("NoneType", "None"), "extra_await")
    if "asyncio.run() cannot be called" in str(error):
        message = "A loop runs already: await the coroutine, without asyncio.run."
        return Finding(message, "asyncio_run")
    return None


def sync_in_async(case: Case) -> Finding | None:
    """Find what only a plain session has, in an async function."""
    error = case.ran.error
    if not isinstance(error, AttributeError) or "AsyncSession" not in str(error):
        return None
    return Finding(f"An AsyncSession has no {error.name}.", "sync_in_async")


def not_awaited_load(case: Case) -> Finding | None:
    """Find a load that async code does not await. It may arrive wrapped."""
    error = case.ran.error
    is_lazy = isinstance(error, StatementError | InvalidRequestError)
    if error is None or not is_lazy or "greenlet_spawn has not been called" not in told(error):
        return None
    place = place_of(case)
    if "." in place and "(" not in place:
        message = f"{place} is not loaded, and reading it sends a query that nobody awaits."
    else:
        message = "Something is read that is not loaded, which sends a query that nobody awaits."
    look = "Load it with the query, by selectinload, or refresh the object after the commit."
    return Finding(message, "lazy_load_in_async", look)


def detached(case: Case) -> Finding | None:
    """Find a value that is read when the session has ended."""
    error = case.ran.error
    if not isinstance(error, DetachedInstanceError):
        return None
    if found := LAZY.search(str(error)):
        message = f"{found['name']} was not loaded before the session ended."
        look = "Load it with the query: options(selectinload(...))."
        return Finding(message, "lazy_load_after_close", look)
    message = "The values of your object are stale after the commit, and its session has ended."
    look = "refresh loads them again, after the commit and before the session ends."
    return Finding(message, "read_after_close", look)


def _why_not_there(case: Case) -> str:
    """Return why an object that is refreshed is not in the session."""
    refreshes = [call.lineno for call in calls(case, "refresh")]
    before = [
        called(call)
        for call in calls(case, "add", "add_all", "merge", "commit", "flush", "close", "expunge")
        if refreshes and call.lineno < refreshes[0]
    ]
    if not calls(case, "add", "add_all", "merge"):
        return "forgotten_add"
    code = code_of(case.answer)
    blocks = [node for node in ast.walk(code.node) if isinstance(node, ast.With)] if code else []
    is_after = any((node.end_lineno or 0) < refreshes[0] for node in blocks if refreshes)
    if "close" in before or "expunge" in before or is_after:
        return "read_after_close"
    return "raises" if {"commit", "flush"} & set(before) else "refresh_before_commit"


def of_session(case: Case) -> Finding | None:
    """Tell what else a session refuses, in words."""
    error = case.ran.error
    text = told(error) if error is not None else ""
    if isinstance(error, PendingRollbackError):
        return Finding("An earlier flush failed, and the session needs a rollback first.", "raises")
    if isinstance(error, InvalidRequestError) and "unique() method must be invoked" in text:
        message = "A joined collection repeats its parent: the result needs unique()."
        return Finding(message, "raises", "selectinload needs no unique().")
    if isinstance(error, InvalidRequestError) and "is not persistent within this Session" in text:
        message = f"{subject(case)} needs an object that is saved in this session already."
        return Finding(message, _why_not_there(case), "What saves it comes before it.")
    if isinstance(error, InvalidRequestError) and "already attached to session" in text:
        return Finding("An object belongs to another session already.", "own_session")
    if isinstance(error, InvalidRequestError) and "closed transaction" in text:
        message = "The with block of begin() ends the transaction itself, and nothing comes after."
        return Finding(message, "raises")
    if isinstance(error, ResourceClosedError) and "result object is closed" in text:
        message = f"{subject(case)} reads a result that was read before: it gives its rows once."
        return Finding(message, "raises", "Keep what all() gives.")
    if isinstance(error, ResourceClosedError) and "does not return rows" in text:
        message = "Your function reads rows of a statement that gives none."
        return Finding(message, "raises", "An UPDATE or DELETE has a rowcount.")
    if isinstance(error, ArgumentError):
        first = str(error).partition(". ")[0].partition("\n")[0].rstrip(".")
        return Finding(f"{subject(case)} gets what it does not take: {first}.", "raises")
    if "is not mapped" in text or "UnmappedInstanceError" in type(error).__name__:
        message = f"{subject(case)} takes objects of table models only."
        return Finding(message, "raises")
    return None
