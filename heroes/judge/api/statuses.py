"""Tell why the status of an answer is not the right one."""

import re
from typing import Any

from heroes.judge.api.difference import Difference
from heroes.judge.api.step import Step
from heroes.judge.api.writes import lost_write


def wrong_status(step: Step) -> Difference:
    """Return what is wrong with an answer whose status is another one."""
    rules = [_no_route, lost_write, _missing_404, _wrong_refusal, _raised]
    return next((f for rule in rules if (f := rule(step))), None) or _other_status(step)


def _no_route(step: Step) -> Difference | None:
    if step.got.status in (404, 405) and step.got.endpoint is None:
        return step.found("the app has no such route", "missing_route")
    return None


def _missing_404(step: Step) -> Difference | None:
    is_refused = 400 <= step.got.status < 500
    if step.wanted.status != 404 or is_refused:
        return None
    said = "there is no such row, and the answer has to be 404"
    return step.found(said, "missing_404", "session.get() returns None where nothing is found.")


def _wrong_refusal(step: Step) -> Difference | None:
    """Say what was refused that is right, or taken that is wrong."""
    wanted, got = step.wanted.status, step.got.status
    nulls = [name for name, value in step.sent.fields.items() if value is None]
    if 400 <= wanted < 500 and (got < 400 or got == 500):
        if wanted == 422 and nulls:
            return step.found(f"null for {nulls[0]} has to be refused", "null_overwrites")
        id_ = "validates_nothing" if wanted == 422 else None
        return step.found("this has to be refused", id_ or "wrong_status")
    if wanted < 400 and got == 422:
        where = _locations(step.got.body)
        if where and where[0][0] == "query" and where[0][1:] and step.sent.json is not None:
            said = f"{where[0][1]} is taken for a part of the query, and it is in the body"
            return step.found(said, "body_as_query")
        if where and where[0][0] == "query" and where[0][1] not in step.sent.path:
            said = f"a query parameter {where[0][1]} is asked for that nobody has to send"
            return step.found(said, "forgotten_depends")
        return step.found("this has to be accepted", "refuses_valid")
    if wanted < 400 and got == 404 and step.wanted.body == []:
        return step.found("where there are no rows, the answer is an empty list", "raises_on_empty")
    return None


def _raised(step: Step) -> Difference | None:
    error = step.got.error
    if error is None:
        return None
    text = str(error)
    missing = re.search(r"NOT NULL constraint failed: \w+\.(\w+)", text)
    if missing and step.sent.method in ("PATCH", "PUT") and missing[1] not in step.sent.fields:
        said = f"{missing[1]} was not sent, and it is overwritten"
        return step.found(said, "patch_overwrites", "Only the fields that were sent may change.")
    if "is not bound to a Session" in text:
        id_ = "lazy_load_after_close" if "lazy load" in text else "read_after_close"
        return step.found("the row is read after its session has ended", id_)
    return step.found("the app raises an error", "raises")


def _other_status(step: Step) -> Difference:
    said = f"the status is {step.got.status}, and it should be {step.wanted.status}"
    return step.found(said, "wrong_status")


def _locations(body: Any) -> list[list[Any]]:
    detail = body.get("detail") if isinstance(body, dict) else None
    return [each["loc"] for each in detail if "loc" in each] if isinstance(detail, list) else []
