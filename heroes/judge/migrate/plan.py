"""Plan the checks of one task: on which databases, and what right migrations do there."""

from functools import cached_property, lru_cache

from heroes.judge.bench import bench
from heroes.judge.guard import deadline
from heroes.judge.migrate.comparing import Asked, compare_schemas
from heroes.judge.migrate.difference import Difference
from heroes.judge.migrate.errors import is_refused, said_of_error
from heroes.judge.migrate.rows import lost_on_the_way, lost_rows, not_restored, wrong_values
from heroes.judge.migrate.running import Journey, State, travel
from heroes.judge.migrate.ways import Migration, migration_of
from heroes.judge.task import Task
from heroes.judge.worlds import Builder, World

PATIENCE = 30.0  # seconds for a right migration: the first one waits for Alembic to be imported


class Plan:
    """What the checks of one task share: its worlds, and what right migrations do there."""

    def __init__(self, task: Task) -> None:
        """Take the task; nothing is built before the first check."""
        self.task = task
        self.builder = Builder(task, plain=True)
        self._rights: dict[str, list[Journey]] = {}

    @cached_property
    def accepted(self) -> list[Migration]:
        """Return the reference, and the alternates that differ from it somewhere."""
        accepted = [migration_of(self.task.reference)]
        for other in map(migration_of, self.task.alternates):
            pairs = (
                (self.run(accepted[0], world), self.run(other, world))
                for world in self.builder.fixed
            )
            if any(one.error is None and self.compare(one, two) for one, two in pairs):
                accepted.append(other)
        return accepted

    def run(self, migration: Migration, world: World) -> Journey:
        """Run a migration that is known on a world."""
        with bench() as lent:
            return travel(lent, world.image, migration, deadline(PATIENCE))

    def rights(self, world: World) -> list[Journey]:
        """Return what right migrations do on a world; none where they cannot be asked."""
        if world.name == "smaller" or world.name not in self._rights:
            tried = [self.run(each, world) for each in self.accepted]
            self._rights[world.name] = [each for each in tried if each.up is not None]
            # A reference that gives up on the way back is one; any other error is a mistake in it.
            is_broken = tried[0].error and not isinstance(tried[0].error, NotImplementedError)
            if world.name == "tutorial" and is_broken:
                raise ValueError(f"The reference of {self.task.id} raises: {tried[0].error}")
        return self._rights[world.name]

    def nearest(self, journey: Journey, world: World) -> Difference | None:
        """Return how a migration differs from the right one that it is nearest to, if it does."""
        found = [self.compare(right, journey) for right in self.rights(world)]
        if not found or None in found:
            return None
        return next((each for each in found if each and each.misconception), found[0])

    def compare(self, right: Journey, got: Journey) -> Difference | None:
        """Return how a migration differs from a right one: the way there, then the way back."""
        if got.up is None or right.up is None:
            return said_of_error(got)
        found = self._there(right.start, right.up, got.up)
        return found or (self._back(right, got) if right.down is not None else None)

    @cached_property
    def lost(self) -> set[tuple[str, str]]:
        """Return the columns that a right way back does not bring back everywhere."""
        reference = migration_of(
            self.task.reference
        )  # not `accepted`, which compares, and asks this
        return lost_on_the_way([self.run(reference, world) for world in self.builder.fixed])

    def _there(self, start: State, right: State, got: State) -> Difference | None:
        if start.is_same(got) and not start.is_same(right):
            return Difference("upgrade changes nothing.", "wrong_schema")
        if found := lost_rows(start, right, got):
            return found
        asked = Asked(self.task.prompt, start.schema)
        if found := next(compare_schemas(right.schema, got.schema, asked, "upgrade"), None):
            return found
        return wrong_values(start, right, got)

    def _back(self, right: Journey, got: Journey) -> Difference | None:
        start, up = got.start, got.up
        assert up is not None and right.down is not None  # noqa: S101 - compare() saw to it
        moved = not start.is_same(up)
        if moved and isinstance(got.error, NotImplementedError) and not is_refused(got.error):
            return Difference("downgrade gives up: there is no way back.", "downgrade_missing")
        if got.error is not None:
            return said_of_error(got)
        if got.down is None:
            return Difference(
                "There is no way back: downgrade is missing.",
                "downgrade_missing",
                look_at="Give a list of two functions: [upgrade, downgrade].",
            )
        if moved and up.is_same(got.down):
            said = "downgrade changes nothing: what upgrade did is still there after it."
            return Difference(said, "downgrade_missing")
        asked = Asked("", start.schema)
        found = [
            next(compare_schemas(target, got.down.schema, asked, "downgrade"), None)
            for target in (start.schema, right.down.schema)
        ]
        if None not in found:
            return found[0]
        return not_restored(start, right.down, got.down, self.lost)

    def notes(self, world: World, journey: Journey) -> list[str]:
        """Return what a right migration does beyond what was asked."""
        rights = self.rights(world)
        if journey.up is None or not rights or rights[0].up is None:
            return []
        wanted, schema = rights[0].up.schema.shapes, journey.up.schema.shapes
        return [
            f"There is an index more than asked for, on {name}.{', '.join(columns)}."
            for name in wanted
            for columns in sorted(schema[name].indexes - wanted[name].indexes)
            if columns not in wanted[name].uniques
        ]


@lru_cache(maxsize=256)
def plan_of(task: Task) -> Plan:
    """Return the plan of a task, made once."""
    return Plan(task)
