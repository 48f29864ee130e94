"""Judge APIs: the requests of a task go to the answer's app, one after another, over no socket.

Each database gets an app of its own. Status, body and tables after each request are compared with
what a right app gives. Of an error only the status counts, unless the prompt has its very words.
"""

import inspect
from dataclasses import replace
from typing import Any

from heroes.judge.api.plan import plan_of
from heroes.judge.api.shrinking import smallest
from heroes.judge.api.traffic import Ran
from heroes.judge.api.trying import fails_by_order, try_app
from heroes.judge.task import Task, is_blank
from heroes.judge.verdict import Verdict


def judge_api(task: Task, answer: Any) -> Verdict:
    """Return the verdict on an API: a function of an engine that returns an app or a router."""
    if answer is None or is_blank(answer):
        return Verdict(None, "Replace the ... and run the cell again.")
    if not inspect.isroutine(answer) and not (callable(answer) and not hasattr(answer, "routes")):
        said = "Give a function of an engine that returns the app."
        return Verdict(False, said, got=type(answer).__name__)
    plan = plan_of(task)
    plan.prepare()
    trials = try_app(plan, answer)
    first = trials.first or Ran()
    if first.blank:
        return Verdict(None, "Replace the ... and run the cell again.")
    if not trials.failed:
        return Verdict(True, notes=_notes(first))
    shown = None
    found = trials.failed[0][1]
    if found.number is not None:
        is_order = fails_by_order(plan, answer, trials)
        world, found = smallest(plan, answer, trials, is_order=is_order)
        if is_order:
            look = "Without an ORDER BY the rows come in any order."
            said = f"{plan.requests[found.number or 0].text}: the rows come in no fixed order."
            found = replace(found, message=said, misconception="missing_order", look_at=look)
        shown = {name: list(rows) for name, rows in world.rows.items() if rows}
    return Verdict(
        False,
        found.message,
        found.misconception,
        counterexample=shown,
        expected=found.expected,
        got=found.got,
        look_at=found.look_at,
        printed=first.printed,
    )


def _notes(ran: Ran) -> list[str]:
    turned = [answered.sent for answered in ran.answers if answered.redirected]
    if not turned:
        return []
    return [f"{turned[0].method} {turned[0].path} is sent on to a path that ends in another way."]
