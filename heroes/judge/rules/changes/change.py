"""Changes to a statement, and which of them makes an answer right."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar, cast

from heroes.judge.bench import bench
from heroes.judge.guard import deadline, guarded
from heroes.judge.rows import Plan, agrees
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.clauses import is_select, key_of, said
from heroes.judge.rules.changes.rewriting import Rewrite, rewriting

MAX_STATEMENTS = 3  # of an answer that are looked at
MAX_RIGHT = 3  # statements of right answers that it is compared with
MAX_TRIES = 100
SECONDS = 2.0

Told = TypeVar("Told")  # what is to be told if an answer is right


@dataclass(frozen=True)
class Change:
    """What a statement becomes, and what was wrong if that makes the answer right."""

    misconception: str | None
    message: str
    rewrite: Rewrite
    look_at: str = ""

    @property
    def finding(self) -> Finding:
        """Return what to tell."""
        return Finding(self.message, self.misconception, self.look_at)


Changes = Callable[[Any, Any], Iterable[Change]]  # of a learner's SELECT and a right one


def first_right(case: Case, *families: Changes) -> Change | None:
    """Return the first change to a SELECT of the answer that makes it right on all worlds."""
    return first_fitting(case, _changed(case, families))


def _changed(case: Case, families: Sequence[Changes]) -> Iterator[tuple[Change, Any]]:
    """Yield the answer with each change to one of its SELECTs, the likeliest first."""
    seen: set[tuple[int, Any]] = set()
    pairs = [
        (index, own, right)
        for index, own in enumerate(case.selects[:MAX_STATEMENTS])
        if is_select(own)
        for right in right_selects(case)
    ]
    for changes in families:
        for index, own, right in pairs:
            seen.add((index, key_of(own)))
            for change in changes(own, right):
                key = index, key_of(change.rewrite(own))
                if key not in seen:
                    seen.add(key)
                    yield change, rewriting(case.answer, index, change.rewrite)


def first_fitting(case: Case, candidates: Iterable[tuple[Told, Any]]) -> Told | None:
    """Return what stands beside the first answer that is right, on the smallest world first."""

    def work() -> Told | None:
        with bench() as lent:
            for told, answer in islice(candidates, MAX_TRIES):
                ran = case.plan.run(lent, case.trial.world, answer, deadline(SECONDS))
                is_near = case.plan.compare(ran, case.trial.right) is None
                if is_near and agrees(case.plan, answer, case.worlds):
                    return told
        return None

    done = guarded(work, SECONDS)
    return None if done.error is not None else cast(Told | None, done.value)


def fits(case: Case, answer: Any) -> bool:
    """Tell whether another answer is right: on the smallest world, and then on all."""
    return first_fitting(case, [(True, answer)]) is not None


def right_selects(case: Case) -> list[Any]:
    """Return the SELECTs of right answers, those of the nearest one first."""
    kept: dict[str, Any] = {}
    for each in (*case.right_selects, *_known(case.plan)):
        if is_select(each):
            kept.setdefault(said(each), each)
    return list(kept.values())[:MAX_RIGHT]


@lru_cache(maxsize=256)
def _known(plan: Plan) -> tuple[Any, ...]:
    """Return the SELECTs of the reference and the alternates that ask one question only."""
    return tuple(_asked(plan))


def _asked(plan: Plan) -> Iterator[Any]:
    world = plan.builder.fixed[0]
    for answer in (plan.task.reference, *plan.task.alternates):
        with bench() as lent:
            ran = plan.run(lent, world, answer, deadline(1))
        if len(ran.selects) == 1:
            yield ran.selects[0]
