"""Run an answer with one of the statements that it executes replaced by another."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from heroes.judge.result import is_statement
from heroes.judge.run import call

Rewrite = Callable[[Any], Any]


def rewriting(answer: Any, index: int, rewrite: Rewrite) -> Any:
    """Return the answer with `rewrite` applied to the statement that it executes at this index."""
    if is_statement(answer):
        return rewrite(answer)

    def rewritten(session: Session) -> Any:
        counter = iter(range(100_000))

        @event.listens_for(session, "do_orm_execute")
        def replace(state: ORMExecuteState) -> None:
            is_loading = state.is_relationship_load or state.is_column_load
            if is_loading or (state.is_select and state.lazy_loaded_from):
                return
            if next(counter) == index:
                state.statement = rewrite(state.statement)

        return call(answer, session)

    return rewritten
