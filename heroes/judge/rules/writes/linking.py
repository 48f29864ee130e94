"""Rules for rows that lost what they refer to, and for lists that are never written."""

import ast
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.facts import Facts, facts_of
from heroes.judge.rules.raised import calls, has
from heroes.judge.rules.source import code_of


def only_reads(case: Case) -> Finding | None:
    """Find a change to a relationship that is never written."""
    code = code_of(case.answer)
    attributes = (
        {n.attr for n in ast.walk(code.node) if isinstance(n, ast.Attribute)} if code else ()
    )
    if not calls(case, "append", "extend", "remove", "clear") and not has(case, ast.Assign):
        return None
    names = [name for name in _viewonly(case) if name in attributes]
    lacking = [each for each in facts_of(case) if each.too_few or each.not_deleted]
    if not names or not lacking or any(each.added for each in lacking):
        return None
    message = f"{names[0]} is a relationship that only reads: what changes in it is not saved."
    return Finding(message, "viewonly_write", "Change the rows of the link table.")


def _viewonly(case: Case) -> list[str]:
    found = []
    for model in case.task.models:
        mapper = inspect(model, raiseerr=False)
        relationships = mapper.relationships if isinstance(mapper, Mapper) else ()
        found += [each.key for each in relationships if each.viewonly]
    return found


def unlinked(case: Case) -> Finding | None:
    """Find rows that lost the row that they refer to, or never got it."""
    for facts in facts_of(case):
        for name in facts.references:
            rows = [*facts.other_values, *_changed_rows(facts)]
            if any(got[name] is None and right[name] is not None for _, right, got in rows):
                return unlinked_by(case, facts, name)
    return None


def _changed_rows(facts: Facts) -> list[tuple[Any, Any, Any]]:
    return [(facts.before[k], facts.right[k], facts.got[k]) for k in facts.changed_wrongly]


def unlinked_by(case: Case, facts: Facts, name: str) -> Finding:
    """Return why a column that refers to other rows became NULL."""
    table = facts.table.name
    assigns = _stores(case, name) or _stores(case, name.removesuffix("_id"))
    parents = {key.column.table.name for key in facts.table.columns[name].foreign_keys}
    is_deleted = any(
        len(each.got) < len(each.before) for each in facts_of(case) if each.table.name in parents
    )
    if calls(case, "model_dump") and not is_deleted:
        message = f"{name} of {table} becomes NULL, and nobody asked for that."
        return Finding(message, "null_overwrites", "What was not sent is to stay as it was.")
    if is_deleted and not assigns:
        message = f"Rows of {table} stay behind, without the row they belonged to."
        return Finding(message, "orphan_left", "Deleting a row empties the keys that refer to it.")
    message = f"{name} of {table} is NULL, where it should refer to a row."
    return Finding(message, "link_lost", "Look at when the key is set, and what resets it.")


def _stores(case: Case, name: str) -> bool:
    code = code_of(case.answer)
    nodes = list(ast.walk(code.node)) if code else []
    is_set = any(
        isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
        for n in nodes
    )
    return is_set or any(isinstance(n, ast.keyword) and n.arg == name for n in nodes)
