"""Rules about how much an answer sends."""

from heroes.judge.rules.case import Case, Finding


def n_plus_one(case: Case) -> Finding | None:
    """Find one statement for each row: lazy loads, or a query in a loop."""
    numbers = case.difference.detail.split()
    is_count = case.difference.kind == "limit" and len(numbers) == 2
    if not is_count or not all(number.isdigit() for number in numbers):
        return None
    sent, allowed = map(int, numbers)
    message = f"Your answer sends {sent} statements where {allowed} would do"
    if not _grows(case):
        return Finding(f"{message}.", "too_many_statements")
    asked = len(case.selects)
    if asked < sent:
        how = "attributes are loaded row by row."
        look = "Each access to a relationship that is not loaded sends a SELECT of its own."
    else:
        how = "a query is in a loop."
        look = "One SELECT with a join, or with in_(...), fetches the rows of all turns."
    return Finding(f"{message}: {how}", "n_plus_one", look)


def _grows(case: Case) -> bool:
    """Tell whether the answer sends more the more rows there are: the same statement again.

    A load of the rows behind other rows is sent once, if there are any: that is no loop.
    """
    counts, is_again = [], False
    for world in (case.trial.world, *case.plan.builder.fixed):
        ran = case.run(case.answer, world)
        if ran is not None and ran.error is None:
            counts.append(ran.sent)
            is_again |= ran.again > 0
    return is_again and len(set(counts)) > 1
