"""Try a migration on the worlds of a task."""

from dataclasses import dataclass, field

from sqlalchemy import MetaData

from heroes.judge.bench import Bench, bench
from heroes.judge.guard import LimitError, deadline, guarded
from heroes.judge.migrate.difference import Difference
from heroes.judge.migrate.errors import said_of_error
from heroes.judge.migrate.plan import Plan
from heroes.judge.migrate.running import Journey, State, travel
from heroes.judge.migrate.schema import Schema
from heroes.judge.migrate.ways import Migration
from heroes.judge.run import AnswerError
from heroes.judge.worlds import World


@dataclass
class Trials:
    """What came of an answer: where it differs, and its journey on the first world."""

    failed: list[tuple[World, Difference]] = field(default_factory=list)
    first: Journey | None = None
    printed: str = ""


def try_migration(plan: Plan, migration: Migration) -> Trials:
    """Run a migration on the worlds of a plan, in the time that an answer has."""
    trials, until = Trials(), deadline()
    lents: list[Bench] = []

    def work() -> None:
        with bench() as lent:
            lents.append(lent)
            for world in plan.builder.fixed:
                journey = travel(lent, world.image, migration, until)
                trials.first = trials.first or journey
                if isinstance(journey.error, AnswerError):
                    trials.failed.append((world, Difference(str(journey.error))))
                elif found := plan.nearest(journey, world):
                    trials.failed.append((world, found))
                if isinstance(journey.error, LimitError | AnswerError):
                    return

    done = guarded(work)
    if done.stopped and lents:
        lents[0].given_up = True
    if isinstance(done.error, LimitError):
        journey = Journey(State(Schema((), {}, MetaData(), MetaData()), {}), error=done.error)
        trials.failed.insert(0, (plan.builder.fixed[0], said_of_error(journey)))
    elif done.error is not None:
        raise done.error
    trials.printed = done.printed
    return trials
