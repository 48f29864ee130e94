"""Find the smallest database, and the fewest requests, that show what is wrong with an app."""

from collections.abc import Sequence
from typing import Any

from heroes.judge.api.difference import Difference
from heroes.judge.api.guessing import guesses
from heroes.judge.api.plan import Plan
from heroes.judge.api.sending import send_all
from heroes.judge.api.traffic import Sent
from heroes.judge.api.trying import Trials
from heroes.judge.bench import bench
from heroes.judge.guard import deadline, guarded
from heroes.judge.shrink import shrink
from heroes.judge.worlds import World

SHRINK_SECONDS = 1.0


def smallest(
    plan: Plan, answer: Any, trials: Trials, *, is_order: bool
) -> tuple[World, Difference]:
    """Return the smallest world that shows the same, and what is wrong there.

    The request goes alone if it shows the same without those before it.
    """
    first = trials.failed[0][1]
    alike = [each for each in trials.failed if is_order or _is_alike(each[1], first)]
    best = [min(alike, key=lambda each: each[0].size)]
    requests = plan.requests[: (first.number or 0) + 1]

    def work() -> None:
        with bench() as lent:

            def shows(world: World, some: Sequence[Sent]) -> bool:
                ran = send_all(lent, world, answer, some, plan.tools(deadline(1)))
                found = plan.nearest(ran, world, some)
                if found is None or found.number != first.number:
                    return False
                if not is_order and found.misconception != first.misconception:
                    return False
                best[0] = world, found
                return True

            start = best[0][0]
            some = requests[-1:] if shows(start, requests[-1:]) else requests
            for small in guesses(plan.builder, start, requests[-1], first):
                if plan.builder.holds(small.image) and shows(small, some):
                    return
            shrink(plan.builder, start, lambda world: shows(world, some), SHRINK_SECONDS)

    guarded(work, SHRINK_SECONDS + 4)  # the guesses are few, and end in order
    return best[0]


def _is_alike(one: Difference, other: Difference) -> bool:
    return (one.misconception, one.number) == (other.misconception, other.number)
