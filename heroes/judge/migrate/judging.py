"""Judge migrations: upgrade and downgrade run on databases that hold rows.

What is compared is what a right migration leaves: the schema that SQLite reports, without the
names of constraints, and the rows of all tables; then the same after the way back.
"""

from typing import Any

from heroes.judge.migrate.plan import plan_of
from heroes.judge.migrate.shrinking import smallest
from heroes.judge.migrate.trying import try_migration
from heroes.judge.migrate.ways import migration_of
from heroes.judge.run import AnswerError
from heroes.judge.task import Task, is_blank
from heroes.judge.verdict import Verdict


def judge_migration(task: Task, answer: Any) -> Verdict:
    """Return the verdict on a migration: two functions, upgrade and downgrade."""
    if answer is None or is_blank(answer):
        return Verdict(None, "Replace the ... and run the cell again.")
    try:
        migration = migration_of(answer)
    except AnswerError as error:
        return Verdict(False, str(error), got=type(answer).__name__)
    plan = plan_of(task)
    for world in plan.builder.fixed:  # what right answers do takes no time of this one
        plan.rights(world)
    trials = try_migration(plan, migration)
    if not trials.failed:
        notes = plan.notes(plan.builder.fixed[0], trials.first) if trials.first else []
        return Verdict(True, notes=notes)
    world, found = trials.failed[0]
    shown = None
    if found.table is not None:
        world, found = smallest(plan, migration, trials)
        shown = {name: list(rows) for name, rows in world.rows.items() if rows}
    return Verdict(
        False,
        found.message,
        found.misconception,
        counterexample=shown,
        expected=found.expected,
        got=found.got,
        look_at=found.look_at,
        printed=trials.printed,
    )
