"""Compare an answer of an app, and the tables after it, with a right one."""

from typing import Any

from heroes.judge.api.bodies import wrong_body
from heroes.judge.api.difference import Difference
from heroes.judge.api.effects import wrong_tables
from heroes.judge.api.statuses import wrong_status
from heroes.judge.api.step import Step


def difference_of(step: Step) -> Difference | None:
    """Return what is wrong with the answer, if anything is."""
    if step.wanted.status != step.got.status:
        return wrong_status(step)
    if step.wanted.status >= 400:
        if _detail(step.wanted.body) not in step.task.prompt:
            return wrong_tables(step)
        if _detail(step.wanted.body) != _detail(step.got.body):
            return step.found("the detail is another one", "wrong_body")
    elif not step.has_same_body:
        return wrong_body(step)
    return wrong_tables(step)


def _detail(body: Any) -> str:
    """Return the words of an error; a list of them is nobody's own."""
    detail = body.get("detail") if isinstance(body, dict) else None
    return detail if isinstance(detail, str) else "\0"
