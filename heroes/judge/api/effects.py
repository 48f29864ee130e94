"""Tell why the tables after an answer are not the right ones."""

import re
from dataclasses import replace

from heroes.judge.api.difference import Difference, shown
from heroes.judge.api.step import Step
from heroes.judge.api.writes import unused, why_unsaved, wrong_fields
from heroes.judge.tables import TableDifference


def wrong_tables(step: Step) -> Difference | None:
    """Return what is wrong with the tables after an answer that is right in itself."""
    changed = step.norm.changed(step.before, step.wanted, step.got)
    if not changed:
        return None
    found = _wrong_table(step, changed[0])
    one, other = (shown(e, changed[0].table) for e in (changed[0].missing, changed[0].extra))
    return replace(found, expected=one, got=other)


def _wrong_table(step: Step, changed: TableDifference) -> Difference:
    table = changed.table
    if found := unused(step):
        return found
    if step.wrote_nothing:
        look = "What is not committed is gone when the session ends."
        said = f"the answer is right, but nothing has changed in {table} afterwards"
        return step.found(said, why_unsaved(step), look)
    if _is_of_others(step, changed):
        said = f"rows of {table} are changed that the request does not name"
        return step.found(said, "wrong_row")
    if step.sent.method in ("PATCH", "PUT") and len(changed.missing) == len(changed.extra) == 1:
        one, other = changed.missing[0], changed.extra[0]
        wrong = {name: (one[name], other[name]) for name in one if one[name] != other.get(name)}
        if found := wrong_fields(step, wrong):
            return found
    if step.wanted.tables == step.before:
        return step.found(f"{table} is changed, and it should not be", "wrong_row")
    if step.sent.method == "DELETE" and not changed.missing:
        return step.found(f"rows of {table} are left behind", "deleted_too_little")
    if step.sent.method == "DELETE" and not changed.extra:
        return step.found(f"rows of {table} are gone that should stay", "rows_lost")
    return step.found(f"{table} holds something else afterwards", "wrong_new_value")


def _is_of_others(step: Step, changed: TableDifference) -> bool:
    """Tell whether the path names rows, and what should have stayed as it was is not among them."""
    named = set(re.findall(r"/(\d+)\b", step.sent.path.partition("?")[0]))
    keys = [column.key for column in step.norm.metadata.tables[changed.table].primary_key]
    return bool(
        step.sent.method in ("PATCH", "PUT")
        and named
        and changed.missing
        and all(row in (step.before[changed.table] or ()) for row in changed.missing)
        and not any(str(row.get(key)) in named for row in changed.missing for key in keys)
    )
