"""Rules for rows that get other values than they should."""

import ast
from typing import Any

from sqlalchemy import and_
from sqlalchemy.sql.dml import Update

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.clauses import said
from heroes.judge.rules.facts import Facts, facts_of, is_wrong
from heroes.judge.rules.source import code_of
from heroes.judge.rules.writes.linking import unlinked_by
from heroes.judge.rules.writes.nulls import counts_as_zero


def wrong_values(case: Case) -> Finding | None:
    """Find rows that get other values than they should, where they are the right rows."""
    found = facts_of(case)
    is_same = _has_same_where(case)
    wrong = {
        n for each in found for _, right, got in each.other_values for n in _differing(right, got)
    }
    if any(is_wrong(each) and not is_same and not _is_explained(each, wrong) for each in found):
        return None
    if any(len(each.added) != len(each.to_add) for each in found):
        return None
    for facts in found:
        for before, right, got in facts.other_values:
            return _of_values(case, facts, before, right, got)
        for right, got in _pairs(facts):
            return _of_new(case, facts, right, got)
    return None


def _differing(right: Any, got: Any) -> set[str]:
    return {name for name in right if right[name] != got[name]}


def _is_explained(facts: Facts, wrong: set[str]) -> bool:
    """Tell whether rows are changed or not only since these columns get other values."""
    rows = [*facts.changed_wrongly, *facts.not_changed]
    others = facts.deleted_wrongly or facts.not_deleted
    return not others and all(_differing(facts.right[key], facts.got[key]) <= wrong for key in rows)


def _has_same_where(case: Case) -> bool:
    """Tell whether an UPDATE is about the same rows as the one of a right answer."""
    mine, theirs = (
        [said(and_(*each._where_criteria)) for each in statements if isinstance(each, Update)]
        for statements in (case.selects, case.right_selects)
    )
    return bool(mine) and mine == theirs


def _of_values(case: Case, facts: Facts, before: Any, right: Any, got: Any) -> Finding:
    names = [name for name in right if right[name] != got[name]]
    name, table = names[0], facts.table.name
    if name in facts.references and got[name] is None and right[name] is not None:
        return unlinked_by(case, facts, name)
    if all(got[each] == before[each] for each in names):
        if right[name] is None:
            message = f"{name} of {table} should become NULL, and keeps its value."
            return Finding(message, "null_lost", "None is a value that can be set.")
        message = f"{', '.join(names)} of {table} stays as it was and should change."
        return Finding(message, "changed_too_little", "Look at each column of the prompt.")
    if all(got[each] is None and before[each] is not None for each in names):
        message = f"{name} of {table} becomes NULL, and nobody asked for that."
        return Finding(message, "null_overwrites", "What was not sent is to stay as it was.")
    if None in (before[name], right[name]) and counts_as_zero(case):
        message = f"{name} is NULL, so unknown, and your answer counts it as a value."
        return Finding(message, "null_counted_as_zero", "Look at the rows with NULL.")
    message = f"{name} of {table} becomes {got[name]!r}, which is not what is asked for."
    return Finding(message, "wrong_new_value", "Compare each value with the prompt.")


def _reads_number(case: Case, name: str) -> bool:
    """Tell whether the code gives a column the attribute of an object: team_id=team.id."""
    code = code_of(case.answer)
    return code is not None and any(
        isinstance(node, ast.keyword) and node.arg == name and isinstance(node.value, ast.Attribute)
        for node in ast.walk(code.node)
    )


def _pairs(facts: Facts) -> list[tuple[Any, Any]]:
    """Return pairs of a row that should be added and one that is, where both are as many."""
    if len(facts.added) != len(facts.to_add):
        return []
    hidden = facts.numbered
    mine = [{n: v for n, v in row.items() if n not in hidden} for row in facts.added]
    theirs = [{n: v for n, v in row.items() if n not in hidden} for row in facts.to_add]
    only_mine = [row for row in mine if row not in theirs]
    only_theirs = [row for row in theirs if row not in mine]
    return list(zip(only_theirs, only_mine, strict=False))


def _of_new(case: Case, facts: Facts, right: Any, got: Any) -> Finding:
    names = [name for name in right if right[name] != got[name]]
    name, table = names[0], facts.table.name
    if name in facts.references and got[name] is None and _reads_number(case, name):
        message = f"{name} of the new row of {table} is NULL: the number is read too early."
        look = "flush() sends the row that it refers to, and then there is a number."
        return Finding(message, "id_before_flush", look)
    if name in facts.references and got[name] is None:
        message = f"{name} of the new row of {table} is NULL: it refers to nothing."
        return Finding(message, "link_lost", "Look at when the number is known.")
    if all(each in facts.references for each in names):
        message = f"{name} of the new row of {table} refers to another row than it should."
        return Finding(message, "wrong_foreign_key", "The number of a row is chosen elsewhere.")
    said = "NULL" if got[name] is None else repr(got[name])
    message = f"{name} of the new row of {table} is {said}, which is not what is asked for."
    return Finding(message, "wrong_new_value", "Compare each value with the prompt.")
