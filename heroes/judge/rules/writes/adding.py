"""Rules for new rows: too many, too few, or old ones in their place."""

from heroes.judge.result import plain
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.facts import Facts, facts_of, is_idle


def added(case: Case) -> Finding | None:
    """Find rows that are there too often, or are made instead of changed."""
    wrong = [each for each in facts_of(case) if len(each.added) > len(each.to_add)]
    if not wrong:
        return None
    facts = wrong[0]
    if any(each.not_changed for each in wrong) and not any(each.to_add for each in wrong):
        message = f"A new row of {facts.table.name} is added, and the old one stays as it was."
        look = "Load the object, and change its attributes."
        return Finding(message, "insert_for_update", look)
    message = f"{facts.table.name} gets more new rows than it should."
    if all(_is_repeated(each) for each in wrong):
        look = "Each object that is made becomes a row of its own."
        return Finding(message, "added_twice", look)
    return Finding(message, None, "Look at each object that is added.")


def _is_repeated(facts: Facts) -> bool:
    """Tell whether the rows too many say the same as others, or have their names."""
    others = [*facts.before.values(), *facts.to_add]
    said = {facts.values(row) for row in others}
    names = {(name, plain(row[name])) for row in others for name in ("name",) if name in row}
    return all(row in said or names & set(row) for row in facts.too_many)


def taken_over(case: Case) -> Finding | None:
    """Find old rows that are changed where new ones should be made."""
    wrong = [each for each in facts_of(case) if len(each.added) < len(each.to_add)]
    if not any(each.changed_wrongly for each in wrong):
        return None
    message = f"An old row of {wrong[0].table.name} is changed where a new one is asked for."
    return Finding(message, "wrong_row", "A new row is a new object that is added.")


def missing_rows(case: Case) -> Finding | None:
    """Find rows that should be made and are not, while others are."""
    wrong = [each for each in facts_of(case) if len(each.added) < len(each.to_add)]
    if not wrong or any(each.too_many for each in wrong) or is_idle(case):
        return None
    message = f"{wrong[0].table.name} gets fewer new rows than it should."
    return Finding(message, "missing_row", "Count the objects that are added.")
