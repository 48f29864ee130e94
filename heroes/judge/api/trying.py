"""Try an app on the worlds of a task."""

from dataclasses import dataclass, field
from typing import Any

from heroes.judge.api.difference import Difference
from heroes.judge.api.errors import said_of_error
from heroes.judge.api.plan import Plan
from heroes.judge.api.sending import REVERSED, Tools, send_all
from heroes.judge.api.traffic import Ran
from heroes.judge.bench import Bench, bench
from heroes.judge.guard import SECONDS, LimitError, deadline, guarded
from heroes.judge.run import AnswerError
from heroes.judge.worlds import World

MARGIN = 1.0  # seconds more for the guard, so that the threads of an app end in order


@dataclass
class Trials:
    """What came of an answer on all worlds."""

    failed: list[tuple[World, Difference]] = field(default_factory=list)
    first: Ran | None = None


def try_app(plan: Plan, answer: Any) -> Trials:
    """Send the requests of a plan to an app on its worlds, in the time that an answer has."""
    trials, lents = Trials(), list[Bench]()
    tools = plan.tools(deadline(SECONDS))

    def work() -> None:
        with bench() as lent:
            lents.append(lent)
            for world in plan.builder.fixed:
                ran = send_all(lent, world, answer, plan.requests, tools)
                trials.first = trials.first or ran
                if ran.blank:
                    return
                if found := plan.nearest(ran, world):
                    trials.failed.append((world, found))
                if isinstance(ran.error, LimitError | AnswerError) or lent.given_up:
                    return

    done = guarded(work, SECONDS + MARGIN)
    if done.stopped and lents:
        lents[0].given_up = True
    if trials.first is not None:
        trials.first.printed = done.printed + trials.first.printed
    if isinstance(done.error, LimitError):
        trials.failed.insert(0, (plan.builder.fixed[0], said_of_error(Ran(error=done.error))))
    elif done.error is not None:
        raise done.error
    return trials


def fails_by_order(plan: Plan, answer: Any, trials: Trials) -> bool:
    """Tell whether an app is right as long as rows without an order come in that of their ids."""
    worlds = [world for world, _ in trials.failed]
    if not plan.reverse or any(world.name not in REVERSED for world in worlds):
        return False

    def work() -> bool:
        tools = Tools(plan.builder, deadline(1), False)
        with bench() as lent:
            runs = [
                send_all(lent, worlds[0], each, plan.requests, tools)
                for each in (plan.task.reference, answer)
            ]
        return plan.compare(*runs) is None

    return guarded(work, 2).value is True
