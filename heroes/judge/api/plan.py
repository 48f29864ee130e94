"""Plan the checks of one task: on which databases, and what right apps answer there."""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from heroes.judge.api.comparing import difference_of
from heroes.judge.api.difference import Difference
from heroes.judge.api.errors import said_of_error
from heroes.judge.api.norm import Norm, ordered_in, volatile_in
from heroes.judge.api.sending import Tools, send_all
from heroes.judge.api.step import Step
from heroes.judge.api.traffic import Ran, Sent
from heroes.judge.bench import bench
from heroes.judge.guard import deadline, guarded
from heroes.judge.task import Task
from heroes.judge.worlds import Builder, World

PATIENCE = 30.0  # seconds for a right app: the first one waits for FastAPI to be imported


class Plan:
    """What the checks of one task share: its worlds, and what right apps answer there."""

    def __init__(self, task: Task) -> None:
        """Take the task; nothing is built before the first check."""
        self.task = task
        self.builder = Builder(task, plain=True)
        self.requests = [
            Sent(number, method.upper(), path, body)
            for number, (method, path, body) in enumerate(task.requests)
        ]
        asks_order = re.search(r"order(ed)? (of|by)|in order|sort", task.prompt, re.IGNORECASE)
        self.reverse = bool(asks_order or task.order_by)
        self._firsts: dict[str, Ran] = {}
        self._rights: dict[str, list[Ran]] = {}

    def tools(self, until: float) -> Tools:
        """Return what a run needs that has time until a moment."""
        return Tools(self.builder, until, self.reverse)

    def run(self, answer: Any, world: World, requests: Sequence[Sent]) -> Ran:
        """Send requests to an app that is known."""
        with bench() as lent:
            return send_all(lent, world, answer, requests, self.tools(deadline(PATIENCE)))

    def prepare(self) -> None:
        """Learn what right apps answer, which is to take no time of the answer that is checked.

        This has a thread of its own, since a notebook has a running loop in the main one.
        """
        worlds = self.builder.fixed
        done = guarded(lambda: [self.rights(each) for each in worlds], PATIENCE * len(worlds))
        if done.error is not None:
            raise done.error

    def first(self, world: World) -> Ran:
        """Return what the reference answers on a fixed world."""
        if world.name not in self._firsts:
            self._firsts[world.name] = ran = self.run(self.task.reference, world, self.requests)
            if ran.error is not None:
                raise ValueError(f"The reference of {self.task.id} raises: {ran.error}")
        return self._firsts[world.name]

    @cached_property
    def accepted(self) -> list[Any]:
        """Return the alternates that differ from the reference somewhere."""
        return [other for other in self.task.alternates if self._differs(other)]

    def _differs(self, other: Any) -> bool:
        """Tell whether an alternate differs; what it answers with 500 would accept anything."""
        found = False
        for world in self.builder.fixed:
            right, ran = self.first(world), self.run(other, world, self.requests)
            for wanted, got in zip(right.answers, ran.answers, strict=False):
                if got.status >= 500 > wanted.status:
                    raise ValueError(f"An alternate of {self.task.id} raises: {got.error}")
            found = found or self.compare(right, ran) is not None
        return found

    def rights(self, world: World, requests: Sequence[Sent] | None = None) -> list[Ran]:
        """Return what right apps answer on a world."""
        if requests is not None:
            apps = [self.task.reference, *self.accepted]
            return [self.run(each, world, requests) for each in apps]
        if world.name not in self._rights:
            others = [self.run(each, world, self.requests) for each in self.accepted]
            self._rights[world.name] = [self.first(world), *others]
        return self._rights[world.name]

    def nearest(
        self, ran: Ran, world: World, requests: Sequence[Sent] | None = None
    ) -> Difference | None:
        """Return how an app differs from the right one that agrees longest, if it does."""
        found = [self.compare(right, ran) for right in self.rights(world, requests)]
        if None in found:
            return None
        return max((each for each in found if each), key=lambda each: each.number or 0)

    def compare(self, right: Ran, got: Ran) -> Difference | None:
        """Return the first request whose answer, or whose tables after it, are not right."""
        before, mine = right.before, got.before
        for wanted, answered in zip(right.answers, got.answers, strict=False):
            if wanted.status >= 500:
                return None  # where the reference raises, nothing is asked
            step = Step(self.task, self.norm, wanted, answered, before, mine, got.used)
            if found := difference_of(step):
                return found
            before, mine = wanted.tables, answered.tables
        if got.error is not None and len(got.answers) < len(right.answers):
            return said_of_error(got)
        return None

    @cached_property
    def norm(self) -> Norm:
        """Return how answers are compared, as right ones show it."""
        first = self.first(self.builder.fixed[0])
        again = self.run(self.task.reference, self.builder.fixed[0], self.requests)
        ordered = ordered_in(map(self.first, self.builder.fixed))
        return Norm(self.builder.metadata, volatile_in(first, again), ordered)


@lru_cache(maxsize=256)
def plan_of(task: Task) -> Plan:
    """Return the plan of a task, made once."""
    return Plan(task)
