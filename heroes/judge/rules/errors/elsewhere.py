"""Rules for answers that work on another session or engine than the one that they are given."""

import ast

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.facts import is_as_before
from heroes.judge.rules.raised import calls

PLAIN = ("Session", "session", "create_engine", "make_engine", "sessionmaker")
ASYNC = ("AsyncSession", "async_session", "async_sessionmaker", "create_async_engine")


def raised_elsewhere(case: Case) -> Finding | None:
    """Find an error of another session or engine than the given one."""
    return own_session(case) if case.ran.error is not None else None


def own_session(case: Case) -> Finding | None:
    """Find a session or engine that an answer makes, where nothing reaches the given one."""
    made = [call for call in calls(case, *PLAIN, *ASYNC) if isinstance(call.func, ast.Name)]
    if case.ran.sent or not made or (case.difference.kind == "tables" and not is_as_before(case)):
        return None
    names = {call.func.id for call in made if isinstance(call.func, ast.Name)}
    if case.task.kind == "async" and not names & set(ASYNC):
        message = f"{ast.unparse(made[0])} is not the AsyncSession that your function is given."
        return Finding(message, "sync_in_async", "Use the session of the argument, with await.")
    message = f"{ast.unparse(made[0])} is not what your function is given."
    return Finding(message, "own_session", "Work with the session that comes as the argument.")
