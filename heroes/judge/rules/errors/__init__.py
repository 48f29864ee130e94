"""Rules for answers that end with an error, whatever their kind; the surest first."""

from heroes.judge.rules.case import Rules
from heroes.judge.rules.errors.constraints import refused
from heroes.judge.rules.errors.data import nothing_found, null_in_python, several, wants_all
from heroes.judge.rules.errors.elsewhere import raised_elsewhere
from heroes.judge.rules.errors.limits import anything, exits, limit, no_answer, recursion
from heroes.judge.rules.errors.names import no_attribute, not_in_database, undefined, wrong_call
from heroes.judge.rules.errors.sessions import (
    detached,
    not_awaited_load,
    of_session,
    on_columns,
    sync_in_async,
    unawaited,
    written,
)

ERROR_RULES: Rules = (
    limit,
    exits,
    no_answer,
    raised_elsewhere,
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
