"""Rules for rows that are gone and should not be, or the other way round."""

from sqlalchemy.sql.dml import Delete

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.facts import Facts, facts_of, is_idle, is_of_all


def table_dropped(case: Case) -> Finding | None:
    """Find a table that is gone."""
    gone = [each.table for each in case.difference.extra if getattr(each, "gone", False)]
    if case.difference.kind != "tables" or not gone:
        return None
    message = f"The table {gone[0]} is gone."
    return Finding(message, "drops_table", "delete(...) removes rows, and keeps the table.")


def deleted(case: Case) -> Finding | None:
    """Find rows that are gone and should not be."""
    wrong = [each for each in facts_of(case) if each.deleted_wrongly]
    if not wrong:
        return None
    table = wrong[0].table.name
    if is_of_all(case, Delete, wrong[0]):
        message = f"All rows of {table} are deleted: your DELETE has no condition."
        return Finding(message, "delete_without_where", "A where(...) chooses the rows.")
    if all(each.is_link for each in wrong) and not _deletes(case, wrong[0]):
        message = f"Rows of {table} are gone, links that should have stayed."
        return Finding(message, "link_lost", "A list that is replaced loses what it had.")
    if all(not _kept_any(each) for each in facts_of(case) if each.table.name == table):
        message = f"All rows of {table} are deleted, whatever they hold."
        return Finding(message, "delete_without_where", "Look at what chooses the rows.")
    if any(each.not_deleted for each in wrong):
        message = f"Other rows of {table} are deleted than the prompt asks for."
        return Finding(message, "wrong_row", "Look at what chooses the rows.")
    message = f"Rows of {table} are deleted that should have stayed."
    return Finding(message, "deleted_too_much", "Look at what chooses the rows.")


def _deletes(case: Case, facts: Facts) -> bool:
    name = facts.table.name
    return any(isinstance(each, Delete) and str(each.table) == name for each in case.selects)


def _kept_any(facts: Facts) -> bool:
    return any(key in facts.got for key in facts.before)


def left_over(case: Case) -> Finding | None:
    """Find rows that should be gone and are there, perhaps without their parent."""
    wrong = [each for each in facts_of(case) if each.not_deleted]
    if not wrong:
        return None
    orphans = [each for each in wrong if _orphans(each)]
    if orphans:
        message = f"Rows of {orphans[0].table.name} stay behind, without the row they belonged to."
        return Finding(message, "orphan_left", "Look at what becomes of the rows of a list.")
    if any(each.changed_wrongly or each.too_many for each in wrong) or is_idle(case):
        return None
    message = f"Rows of {wrong[0].table.name} are still there that should be deleted."
    return Finding(message, "deleted_too_little", "Look at which rows reach the delete.")


def _orphans(facts: Facts) -> bool:
    return any(
        facts.before[key][name] is not None and facts.got[key][name] is None
        for key in facts.not_deleted
        for name in facts.references
    )
