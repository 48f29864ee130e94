"""A wrong answer with all that is known of it, for the rules that say what is wrong."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from heroes.judge.bench import bench
from heroes.judge.compare import Difference
from heroes.judge.guard import deadline, guarded
from heroes.judge.result import is_statement
from heroes.judge.rows import Plan, Trial, Trials, agrees
from heroes.judge.run import Finish, Ran
from heroes.judge.task import Task, source_of
from heroes.judge.worlds import World


@dataclass(frozen=True)
class Finding:
    """What is wrong, in one sentence, and where to look; `misconception` only if we are sure."""

    message: str
    misconception: str | None = None
    look_at: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """A wrong answer. `trial` is the run on the smallest world that shows what is wrong."""

    plan: Plan
    answer: Any
    cell: str
    trials: Trials
    trial: Trial

    @property
    def task(self) -> Task:
        """Return the task."""
        return self.plan.task

    @property
    def difference(self) -> Difference:
        """Return how the answer differs on the smallest world."""
        return self.trial.difference

    @property
    def ran(self) -> Ran:
        """Return the run of the answer on the smallest world."""
        return self.trial.ran

    @cached_property
    def source(self) -> str:
        """Return the source of the function, or of the cell that made the statement."""
        return (None if is_statement(self.answer) else source_of(self.answer)) or self.cell

    @cached_property
    def tree(self) -> ast.AST:
        """Return the syntax tree of the source, an empty one if it is not to be had.

        Of a cell it is the statements that define what the answer is called.
        """
        try:
            return ast.parse(self.source)
        except (SyntaxError, ValueError):
            return ast.Module([], [])

    @cached_property
    def selects(self) -> list[Any]:
        """Return the statement objects that the answer executed on the smallest world."""
        return self.trial.ran.selects

    @cached_property
    def right_selects(self) -> list[Any]:
        """Return the statement objects that the nearest right answer executed there."""
        return self.trial.right.ran.selects

    @cached_property
    def worlds(self) -> list[World]:
        """Return the smallest world, those on which the answer failed, and the others."""
        failed = [trial.world for trial in self.trials.failed]
        names = {world.name for world in failed}
        rest = [world for world in self.plan.builder.fixed if world.name not in names]
        return [self.trial.world, *failed, *rest]

    def repaired(self, answer: Any, finish: Finish | None = None) -> bool:
        """Tell whether another answer, made from this one by a repair, is right on all worlds.

        `finish(session, made)` is called at the end of a function that writes, before its session
        is closed: it does what was forgotten. `made` are the objects that were made meanwhile.
        """

        def work() -> bool:
            return agrees(self.plan, answer, self.worlds, finish)

        return guarded(work, 1.5).value is True

    def run(self, answer: Any, world: World, finish: Finish | None = None) -> Ran | None:
        """Run an answer on one world, guarded; None if it does not end."""

        def work() -> Ran:
            with bench() as lent:
                return self.plan.run(lent, world, answer, deadline(1), finish)

        done = guarded(work, 1.5)
        return done.value if isinstance(done.value, Ran) else None


Rule = Callable[[Case], Finding | None]
Rules = Sequence[Rule]
