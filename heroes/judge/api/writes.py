"""Tell what an app did with the rows that a request was to write."""

import json
import re
from collections.abc import Mapping
from typing import Any

from heroes.judge.api.difference import Difference
from heroes.judge.api.step import Step
from heroes.judge.task import source_of


def unused(step: Step) -> Difference | None:
    """Say that nothing was sent to the database."""
    said = "the app never uses the engine that it is given"
    return None if step.used else step.found(said, "own_engine")


def lost_write(step: Step) -> Difference | None:
    """Say that a row was not kept, if the answer is right but for that."""
    if step.wanted.status >= 400 or not step.wrote_nothing:
        return None
    body = step.got.body if isinstance(step.got.body, dict) else {}
    is_unsaved = step.sent.method == "POST" and body.get("id", 0) is None
    failed = type(step.got.error).__name__ if step.got.error else ""
    is_unsaved |= failed == "ResponseValidationError" and "'id'" in str(step.got.error)
    is_unsaved |= failed == "InvalidRequestError" and "not persistent" in str(step.got.error)
    if not is_unsaved:
        return None
    return step.found("the row is not in the table afterwards", why_unsaved(step))


def why_unsaved(step: Step) -> str | None:
    """Return what the function forgot, as its own lines say it."""
    source = source_of(step.got.endpoint) or ""
    if ".commit(" not in source:
        return "forgotten_commit"
    is_forgotten = not re.search(r"\.(add|add_all|merge)\(", source)
    return "forgotten_add" if is_forgotten and step.sent.method != "DELETE" else None


def wrong_fields(step: Step, wrong: Mapping[str, tuple[Any, Any]]) -> Difference | None:
    """Say which of the fields that are wrong tells most; each comes with both values."""
    sent = step.sent.fields
    for name, (wanted, got) in wrong.items():
        if name not in sent and name not in step.norm.volatile:
            said = f"{name} was not sent, and it is changed"
            look = "Only the fields that were sent may change."
            return step.found(said, "patch_overwrites", look)
        if name in sent and sent[name] is None and wanted is None:
            said = f"null was sent for {name}, and it is not taken"
            return step.found(said, "null_ignored", "null is a value that was sent.")
        if name in sent and sent[name] is None and got is None:
            return step.found(f"null for {name} overwrites the value", "null_overwrites")
    for name in wrong:
        if name in sent:
            said = f"{json.dumps(sent[name])} was sent for {name}, and it is not taken over"
            return step.found(said, "changed_too_little")
    return None
