"""Rules for answers that are wrong about rows with NULL, and about no others."""

import ast

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.facts import Facts, facts_of, is_wrong
from heroes.judge.rules.raised import calls
from heroes.judge.rules.source import code_of

ZERO = ("coalesce", "ifnull")


def null_rows(case: Case) -> Finding | None:
    """Find an answer that is wrong about rows with NULL, and about no others."""
    facts = _of_parents(facts_of(case))
    kept = [(each, key) for each in facts for key in [*each.changed_wrongly, *each.deleted_wrongly]]
    lost = [(each, key) for each in facts for key in [*each.not_changed, *each.not_deleted]]
    if bool(kept) == bool(lost) or any(each.added or each.to_add for each in facts):
        return None
    rows = [each.before[key] for each, key in kept or lost]
    names = [n for n in rows[0] if all(n in row and row[n] is None for row in rows)]
    names = [n for n in names if _reads(case, n) and _has_others(facts, n)]
    if not names:
        return None
    name = names[0]
    if kept and counts_as_zero(case):
        message = f"{name} is NULL, so unknown, and your answer counts it as a value."
        return Finding(message, "null_counted_as_zero", "Look at the rows with NULL.")
    if kept:
        message = f"Rows in which {name} is NULL are not to be touched, and are."
        return Finding(message, "null_kept", "Look at the rows with NULL.")
    message = f"Rows in which {name} is NULL stay as they were."
    return Finding(message, "null_lost", "A comparison with NULL is never true.")


def _of_parents(facts: list[Facts]) -> list[Facts]:
    """Return the facts of tables that are wrong not only since rows they refer to are."""
    wrong = [each for each in facts if is_wrong(each)]
    names = {each.table.name for each in wrong}
    return [
        each
        for each in wrong
        if not any(
            key.column.table.name in names and key.column.table is not each.table
            for key in each.table.foreign_keys
        )
    ]


def _reads(case: Case, name: str) -> bool:
    code = code_of(case.answer)
    nodes = ast.walk(code.node) if code else ()
    return any(
        isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Load)
        for node in nodes
    )


def _has_others(facts: list[Facts], name: str) -> bool:
    """Tell whether the answer is right about a row that has a value there."""
    return any(
        row.get(name) is not None and (key not in each.got or each.got[key] != row)
        for each in facts
        for key, row in each.before.items()
    )


def counts_as_zero(case: Case) -> bool:
    """Tell whether the answer gives a value to what is NULL."""
    if calls(case, *ZERO):
        return True
    code = code_of(case.answer)
    return code is not None and any(
        isinstance(node, ast.BoolOp)
        and isinstance(node.op, ast.Or)
        and isinstance(node.values[-1], ast.Constant)
        for node in ast.walk(code.node)
    )
