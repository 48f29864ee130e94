"""Rules for rows that are changed and should not be, or the other way round."""

import ast

from sqlalchemy.sql.dml import Update

from heroes.judge.result import plain
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import fits
from heroes.judge.rules.changes.clauses import is_select
from heroes.judge.rules.facts import Facts, facts_of, is_idle, is_of_all
from heroes.judge.rules.source import code_of


def all_changed(case: Case) -> Finding | None:
    """Find a change of all rows where some are meant."""
    wrongly = [each for each in facts_of(case) if each.changed_wrongly]
    if not wrongly:
        return None
    table = wrongly[0].table.name
    if is_of_all(case, Update, wrongly[0]):
        message = f"All rows of {table} are changed: your UPDATE has no condition."
        return Finding(message, "update_without_where", "A where(...) chooses the rows.")
    if _reaches_all(case, wrongly):
        message = f"All rows of {table} are changed, whatever they hold."
        return Finding(message, "update_without_where", "Look at what chooses the rows.")
    return None


def _reaches_all(case: Case, wrongly: list[Facts]) -> bool:
    """Tell whether a SELECT without a condition chose the rows, and each of them has the change."""
    bare = [
        each
        for each in case.selects
        if is_select(each) and not each._where_criteria and each._limit_clause is None
    ]
    names = {str(table) for each in bare for table in each.get_final_froms()}
    return wrongly[0].table.name in names and all(_all_alike(each) for each in wrongly)


def _all_alike(facts: Facts) -> bool:
    """Tell whether each row is changed, or says already what the changed ones say."""
    names = {
        name
        for key in facts.changed
        for name, value in facts.got[key].items()
        if value != facts.before[key][name]
    }
    said = {tuple((n, plain(facts.got[k][n])) for n in sorted(names)) for k in facts.changed}
    rest = [
        row for key, row in facts.got.items() if key in facts.before and key not in facts.changed
    ]
    return all(
        any(row[n] is None for n in names)
        or tuple((n, plain(row[n])) for n in sorted(names)) in said
        for row in rest
    )


def loop_skips(case: Case) -> Finding | None:
    """Find a loop over a list that the loop itself makes shorter, so that it skips some."""
    code = code_of(case.answer)
    for loop in ast.walk(code.node) if code else ():
        if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Attribute):
            copied = ast.Call(ast.Name("heroes_list", ast.Load()), [loop.iter], [])
            answer = code.replaced(loop.iter, copied, {"heroes_list": list}) if code else None
            if answer is not None and fits(case, answer):
                message = f"The loop over {ast.unparse(loop.iter)} shortens the list, and skips."
                return Finding(message, "changed_too_little", "Loop over a copy: list(...).")
    return None


def changed(case: Case) -> Finding | None:
    """Find rows that are changed and should not be, or the other way round."""
    facts = facts_of(case)
    wrongly = [each for each in facts if each.changed_wrongly]
    lacking = [each for each in facts if each.not_changed]
    if wrongly:
        return _changed_wrongly(wrongly, lacking)
    if not lacking or any(each.deleted_wrongly for each in facts):
        return None
    if is_idle(case) and not (case.ran.commits and _assigns(case)):
        return None
    message = f"Rows of {lacking[0].table.name} stay as they were that should change."
    return Finding(message, "changed_too_little", "Look at which rows the change reaches.")


def _assigns(case: Case) -> bool:
    """Tell whether the code sets an attribute somewhere, if only for rows that there are not."""
    code = code_of(case.answer)
    nodes = ast.walk(code.node) if code else ()
    return any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) for n in nodes)


def _changed_wrongly(wrongly: list[Facts], lacking: list[Facts]) -> Finding:
    table = wrongly[0].table.name
    if any(each.table is wrong.table for each in lacking for wrong in wrongly):
        message = f"Other rows of {table} change than the prompt asks for."
        return Finding(message, "wrong_row", "Look at what chooses the rows.")
    message = f"Rows of {table} change that should stay as they were."
    return Finding(message, "changed_too_much", "Look at what chooses the rows.")
