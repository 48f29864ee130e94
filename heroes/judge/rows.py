"""Judge answers that read or change rows: statements, functions and coroutine functions."""

import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import CodeType
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.functions import FunctionElement

from heroes.judge.bench import Bench, bench
from heroes.judge.compare import Difference, compare
from heroes.judge.guard import LimitError, deadline, guarded
from heroes.judge.result import is_statement
from heroes.judge.run import (
    UNEXECUTED,
    AnswerError,
    Finish,
    Ran,
    is_async,
    read,
    said_of,
    write,
    write_async,
)
from heroes.judge.shrink import shrink
from heroes.judge.tables import TableDifference, Tables, differences, dump
from heroes.judge.task import Task
from heroes.judge.worlds import Builder, World

MAX_LITERALS = 16
MADE = ("literals", "combined", "smaller")  # worlds that follow from an answer
FEW = 3  # rows that are taken in at a glance
SHRINK_SECONDS = 1.5  # of work; tries are what usually bounds it


@dataclass(frozen=True)
class Right:
    """What a right answer gives on one world."""

    ran: Ran
    before: Tables


@dataclass
class Trial:
    """One answer on one world, beside the right answer that is nearest to it."""

    world: World
    ran: Ran
    right: Right
    difference: Difference


@dataclass
class Trials:
    """What came of an answer on all worlds: the first run, and where it differs."""

    first: Ran | None = None
    failed: list[Trial] = field(default_factory=list)


class Plan:
    """What the checks of one task share: its worlds, and what right answers give on them."""

    def __init__(self, task: Task) -> None:
        """Take the task; nothing is built before the first check."""
        self.task = task
        self.reads = task.kind == "select"
        self.builder = Builder(task, plain=not self.reads)
        self._rights: dict[str, list[Right]] = {}

    @cached_property
    def accepted(self) -> list[Any]:
        """Return the right answers that differ somewhere: the reference, and what is not as it."""
        accepted = [self.task.reference]
        for other in self.task.alternates:
            if any(not self._agrees(other, world) for world in self.builder.fixed):
                accepted.append(other)
        return accepted

    def run(
        self, lent: Bench, world: World, answer: Any, until: float, finish: Finish | None = None
    ) -> Ran:
        """Run an answer on a world, as the task's kind asks."""
        if self.reads:
            return read(lent, world.image, answer, until, backwards=world.backwards)
        if self.task.kind == "async" or is_async(answer):
            return write_async(lent, world.image, answer, until, self.builder.metadata)
        return write(lent, world.image, answer, until, self.builder.metadata, finish)

    def rights(self, world: World) -> list[Right]:
        """Return what each right answer gives on a world; none if it cannot be asked there."""
        if world.name not in self._rights or world.name.startswith(MADE):
            tried = [self._right(answer, world) for answer in self.accepted]
            self._rights[world.name] = [right for right in tried if right.ran.error is None]
            if world.name == "tutorial":
                self._look_at_reference(tried[0], world)
        return self._rights[world.name]

    def compare(self, ran: Ran, right: Right) -> Difference | None:
        """Return how a run differs from a right one."""
        wanted = right.ran.result
        is_asked = self.reads or wanted is None or wanted.shape != "none"
        if ran.error is not None and (is_asked or not ran.closed):
            kind = "limit" if isinstance(ran.error, LimitError) else "error"
            return Difference(kind, detail=type(ran.error).__name__)  # type: ignore[arg-type]
        if not self.reads and (changed := self.changed(ran, right)):
            return Difference("tables", extra=changed)
        return self._compare_results(ran, right) or self._exceeded(ran)

    def _compare_results(self, ran: Ran, right: Right) -> Difference | None:
        task, wanted, got = self.task, right.ran.result, ran.result
        if wanted is None or got is None or (not self.reads and wanted.shape == "none"):
            return None  # nothing was asked for
        if got.rows == [(UNEXECUTED,)]:
            return Difference("shape", detail=f"{wanted.shape} statement")
        shaped = wanted.executed and got.executed
        return compare(wanted, got, task.order_by, named=task.columns, shaped=shaped)

    def _exceeded(self, ran: Ran) -> Difference | None:
        task = self.task
        if task.statements is not None and ran.sent > task.statements:
            return Difference("limit", detail=f"{ran.sent} {task.statements}")
        if task.commits is not None and ran.commits > task.commits:
            return Difference("commits", detail=f"{ran.commits} {task.commits}")
        return None

    def changed(self, ran: Ran, right: Right) -> list[TableDifference]:
        """Return where the tables after a run differ from those after a right one."""
        expected, got = right.ran.tables or {}, ran.tables or {}
        if expected == got:
            return []
        return differences(self.builder.metadata, right.before, expected, got)

    def nearest(self, ran: Ran, world: World) -> tuple[Right, Difference] | None:
        """Return the right answer that a run is nearest to and how it differs; None if it is one.

        None too where no right answer can be given.
        """
        best: tuple[Right, Difference] | None = None
        for right in self.rights(world):
            difference = self.compare(ran, right)
            if difference is None:
                return None
            if best is None or _size(difference) < _size(best[1]):
                best = right, difference
        return best

    def compared(
        self, first: Ran | None, answer: Any, literals: Sequence[Any]
    ) -> dict[tuple[str, str], list[Any]]:
        """Return the literals that conditions compare with, by table and column.

        They are those of the statements of both answers. Where Python itself compares, it is the
        columns whose names stand in the code, with all literals.
        """
        found: dict[tuple[str, str], list[Any]] = {}
        rights = self._rights.get("tutorial") or []
        statements = [
            *(first.selects if first else ()),
            *(s for r in rights for s in r.ran.selects),
        ]
        for statement in statements[:6]:
            for place, value in _comparisons(statement):
                found.setdefault(place, []).append(value)
        for each in (self.task.reference, answer):
            names = set(_names(getattr(each, "__code__", None)))
            for table in self.builder.tables:
                for column in table.columns:
                    if column.key in names:
                        found.setdefault((table.name, column.key), []).extend(literals)
        return {place: list(dict.fromkeys(values)) for place, values in found.items()}

    def _right(self, answer: Any, world: World) -> Right:
        with bench() as lent:
            clone = lent.begin(world.image, deadline())
            clone.row_factory = None
            before: Tables = {} if self.reads else dump(clone, self.builder.metadata)
            return Right(self.run(lent, world, answer, deadline()), before)

    def _look_at_reference(self, right: Right, world: World) -> None:
        """Raise ValueError if the reference cannot be what answers are compared with."""
        name, error = self.task.id, right.ran.error
        if error is not None:
            raise ValueError(f"The reference of {name} raises {said_of(error)}") from error
        again = self._right(self.task.reference, world)
        if found := self.compare(again.ran, right):
            why = "does not keep its own bounds" if self._exceeded(again.ran) else "changes"
            raise ValueError(f"The reference of {name} {why}: run it twice to see ({found.kind}).")

    def _agrees(self, other: Any, world: World) -> bool:
        right = self._right(self.task.reference, world)
        return right.ran.error is not None or (
            self.compare(self._right(other, world).ran, right) is None
        )


@lru_cache(maxsize=256)
def plan_of(task: Task) -> Plan:
    """Return the plan of a task, made once."""
    return Plan(task)


def try_answer(plan: Plan, answer: Any, finish: Finish | None = None) -> Trials:
    """Run an answer on all worlds and compare: in a thread of its own, within the limits."""
    trials = Trials()
    progress: list[World] = []
    until = deadline()

    def work() -> None:
        with bench() as lent:
            lents.append(lent)
            for world in _worlds(plan, answer, trials):
                progress.append(world)
                ran = plan.run(lent, world, answer, until, finish)
                if trials.first is None:
                    trials.first = ran
                    ran.printed = getattr(sys.stdout, "getvalue", str)()  # of this run alone
                if ran.blank:
                    return
                if found := plan.nearest(ran, world):
                    trials.failed.append(Trial(world, ran, *found))
                if isinstance(ran.error, LimitError | AnswerError):
                    return

    lents: list[Bench] = []
    done = guarded(work)
    if done.stopped and lents:
        lents[0].given_up = True
    if isinstance(done.error, LimitError):
        world = progress[-1] if progress else plan.builder.fixed[0]
        ran = Ran(error=done.error)
        trials.first = trials.first or ran
        rights = plan.rights(world)
        if rights:
            difference = Difference("limit", detail="LimitError")
            trials.failed.append(Trial(world, ran, rights[0], difference))
    elif done.error is not None:
        raise done.error
    return trials


def agrees(plan: Plan, answer: Any, worlds: Iterable[World], finish: Finish | None = None) -> bool:
    """Tell whether an answer, as a repaired one, is right on these worlds. It is run as it is."""
    with bench() as lent:
        for world in worlds:
            ran = plan.run(lent, world, answer, deadline(1), finish)
            if ran.error is not None or plan.nearest(ran, world) is not None:
                return False
    return True


def smallest(plan: Plan, trials: Trials, answer: Any) -> Trial:
    """Return the answer's trial on the smallest world that still shows the same difference."""

    def plainness(each: Trial) -> tuple[bool, bool, int, str]:
        # Of few rows an answer may be right by chance, or wrong in another way than it is.
        is_few = each.world.name.startswith(("tiny", "combined few"))
        return is_few, each.ran.error is not None, each.world.size, each.world.name

    start = min(trials.failed, key=plainness)
    if start.difference.kind == "limit" and start.ran.error is not None:
        return start
    return _shrunk(plan, start, answer, {start.difference.kind})


def simplest(plan: Plan, trial: Trial, answer: Any) -> Trial:
    """Return a trial to look at, where the smallest is large: of a few rows in a wrong order.

    Which rows come within a limit takes more rows to show than in which order they come.
    """
    if trial.world.size <= FEW or trial.difference.kind not in ("rows", "order"):
        return trial
    return _shrunk(plan, trial, answer, {"rows", "order"}, both_ways=True)


def _shrunk(
    plan: Plan, start: Trial, answer: Any, kinds: Set[str], *, both_ways: bool = False
) -> Trial:
    found = [start]

    def work() -> None:
        with bench() as lent:

            def differs(world: World) -> bool:
                ran = plan.run(lent, world, answer, deadline(1))
                nearest = plan.nearest(ran, world)
                if nearest is None or nearest[1].kind not in kinds:
                    return False
                found[0] = Trial(world, ran, *nearest)
                return True

            shrink(plan.builder, start.world, differs, SHRINK_SECONDS, both_ways=both_ways)

    guarded(work, 2 * SHRINK_SECONDS)  # of which this thread may have half
    return found[0]


def _worlds(plan: Plan, answer: Any, trials: Trials) -> Iterator[World]:
    yield from plan.builder.fixed
    literals = [*literals_of(plan.task.reference), *literals_of(answer)]
    for statement in trials.first.selects[:3] if trials.first else ():
        literals += literals_of(statement)
    literals = list(dict.fromkeys(literals))[:MAX_LITERALS]
    yield from plan.builder.literal(literals)
    yield from plan.builder.combined(plan.compared(trials.first, answer, literals), literals)


def literals_of(answer: Any) -> list[Any]:
    """Return the literal values in a statement, or in the code of a function."""
    if is_statement(answer):
        return list(_bound(answer))
    code = getattr(answer, "__code__", None)
    return list(_constants(code)) if isinstance(code, CodeType) else []


def _bound(statement: Any) -> Iterator[Any]:
    for element in visitors.iterate(statement):
        if isinstance(element, BindParameter):
            values = element.value if isinstance(element.value, list | tuple) else [element.value]
            yield from (value for value in values if _is_literal(value))


def _comparisons(statement: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield table and column of each comparison in a statement, with a literal of it."""
    for element in visitors.iterate(statement):
        if isinstance(element, BinaryExpression | FunctionElement):
            columns = [
                each for each in visitors.iterate(element) if isinstance(each, ColumnElement)
            ]
            places = [
                (str(table.name), str(column.key))
                for column in columns
                if isinstance(table := _origin(getattr(column, "table", None)), Table)
            ]
            for value in _bound(element):
                yield from ((place, value) for place in places)


def _origin(table: Any) -> Any:
    """Return the table that an alias stands for."""
    while table is not None and not isinstance(table, Table):
        table = getattr(table, "element", None)
    return table


def _names(code: Any) -> Iterator[str]:
    if isinstance(code, CodeType):
        yield from code.co_names
        for constant in code.co_consts:
            yield from _names(constant)


def _constants(code: CodeType) -> Iterator[Any]:
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _constants(value)
        elif isinstance(value, tuple | frozenset):
            yield from (each for each in value if _is_literal(each))
        elif _is_literal(value):
            yield value


def _is_literal(value: Any) -> bool:
    if value is None or isinstance(value, bool | bytes):
        return False
    try:
        hash(value)
    except TypeError:
        return False
    return not isinstance(value, str) or len(value) < 80


def _size(difference: Difference) -> int:
    weight = {"error": 1_000, "limit": 1_000, "shape": 500, "columns": 500, "order": 0}
    rows = len(difference.missing) + len(difference.extra)
    return weight.get(difference.kind, 1) + rows
