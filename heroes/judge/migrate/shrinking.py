"""Find the smallest database that shows what is wrong with a migration."""

from collections.abc import Iterator
from itertools import combinations

from heroes.judge.bench import bench
from heroes.judge.guard import deadline, guarded
from heroes.judge.migrate.difference import Difference
from heroes.judge.migrate.plan import Plan
from heroes.judge.migrate.running import travel
from heroes.judge.migrate.trying import Trials
from heroes.judge.migrate.ways import Migration
from heroes.judge.shrink import shrink
from heroes.judge.worlds import Builder, World

SHRINK_SECONDS = 1.0


def smallest(plan: Plan, migration: Migration, trials: Trials) -> tuple[World, Difference]:
    """Return the smallest world that shows the same, and what is wrong there."""
    first = trials.failed[0][1]
    alike = [each for each in trials.failed if _is_alike(each[1], first)]
    best = [min(alike, key=lambda each: each[0].size)]

    def work() -> None:
        with bench() as lent:

            def differs(world: World) -> bool:
                journey = travel(lent, world.image, migration, deadline(1))
                found = plan.nearest(journey, world)
                if found is None or not _is_alike(found, first):
                    return False
                best[0] = world, found
                return True

            start = best[0][0]
            for small in _few_rows(plan.builder, start, str(first.table)):
                if plan.builder.holds(small.image) and differs(small):
                    return
            shrink(plan.builder, start, differs, SHRINK_SECONDS)

    guarded(work, SHRINK_SECONDS + 4)  # the guesses are few, and end in order
    return best[0]


def _is_alike(one: Difference, other: Difference) -> bool:
    return (one.misconception, one.table) == (other.misconception, other.table)


def _few_rows(builder: Builder, world: World, name: str) -> Iterator[World]:
    """Yield worlds of one or two rows of a table, which refer to no others where they need not.

    The rows of a table that is new come from one that is there: each is tried.
    """
    for table in builder.tables:
        is_new = name not in builder.metadata.tables
        if not (is_new or table.name == name) or any(
            column.foreign_keys and not column.nullable for column in table.columns
        ):
            continue
        optional = [column.key for column in table.columns if column.foreign_keys]
        rows = [row | dict.fromkeys(optional) for row in world.rows.get(table.name, [])[:4]]
        for some in [*combinations(rows, 1), *combinations(rows, 2)]:
            yield builder.world("smaller", {table.name: list(some)})
