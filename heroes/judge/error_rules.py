"""Rules for answers that end with an error, whatever their kind; the surest first."""

from heroes.judge.case import Case, Finding, Rules
from heroes.judge.constraint_errors import refused
from heroes.judge.data_errors import nothing_found, null_in_python, several, wants_all
from heroes.judge.elsewhere import own_session
from heroes.judge.limit_errors import anything, exits, limit, no_answer, recursion
from heroes.judge.name_errors import no_attribute, not_in_database, undefined, wrong_call
from heroes.judge.session_errors import (
    detached,
    not_awaited_load,
    of_session,
    on_columns,
    sync_in_async,
    unawaited,
    written,
)


def elsewhere(case: Case) -> Finding | None:
    """Find an error of another session or engine than the given one."""
    return own_session(case) if case.ran.error is not None else None


ERROR_RULES: Rules = (
    limit,
    exits,
    no_answer,
    elsewhere,
    recursion,
    written,
    on_columns,
    unawaited,
    not_awaited_load,
    sync_in_async,
    detached,
    refused,
    undefined,
    not_in_database,
    wants_all,
    several,
    nothing_found,
    null_in_python,
    no_attribute,
    wrong_call,
    of_session,
    anything,
)
