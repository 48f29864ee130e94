"""What a check costs and finds, beside one that compares on a single database.

The corpus is the exercises' own answers and the mutants of their references.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from heroes.exercises import all_exercises
from heroes.judge import Exercise
from heroes.judge.bench import bench
from heroes.judge.guard import deadline, guarded
from heroes.judge.rows import plan_of
from tests.judge.test_corpus import MODULES, answers
from tests.mutants import mutants_of
from tests.waived_mutants import WAIVED

KINDS = ("select", "mutate", "model")
MOST_ROWS = 3  # of a counterexample that is still small


@dataclass
class Figures:
    """What was measured over a corpus: seconds, and counts of verdicts."""

    passed: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    named: int = 0
    false_accepts: int = 0
    false_refusals: int = 0
    accepted_by_one_database: int = 0
    wrong_on_rows: int = 0

    def check(self, exercise: Exercise, answer: Any, *, right: bool) -> None:
        """Check one answer and count."""
        before = time.perf_counter()
        verdict = exercise.check(answer)
        spent = time.perf_counter() - before
        if right:
            self.passed.append(spent)
            self.false_refusals += not verdict.passed
            return
        self.refused.append(spent)
        self.false_accepts += bool(verdict.passed)
        self.named += verdict.misconception is not None
        if verdict.counterexample is not None:
            self.rows.append(sum(map(len, verdict.counterexample.values())))
        if exercise.kind != "model":
            self.wrong_on_rows += 1
            self.accepted_by_one_database += passes_one_database(exercise, answer)


def passes_one_database(exercise: Exercise, answer: Any) -> bool:
    """Judge as most checkers do: the same rows, or tables, on the tutorial's database alone."""
    plan = plan_of(exercise)
    world = plan.builder.fixed[0]

    def work() -> bool:
        with bench() as lent:
            ran = plan.run(lent, world, answer, deadline(1))
        return plan.nearest(ran, world) is None

    return guarded(work).value is True


def answers_of(exercise: Exercise) -> Iterator[tuple[Any, bool]]:
    """Yield the answers of an exercise, and whether each is right."""
    yield from ((answer, True) for answer in (exercise.reference, *exercise.alternates))
    yield from ((answer, False) for answer, _ in exercise.wrong)
    if exercise.kind != "model":
        for mutant in mutants_of(exercise):
            if (exercise.id, mutant.what) not in WAIVED:
                yield mutant.answer, False


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return statistics.quantiles(seconds, n=20)[-1] * 1_000


def test_a_check_is_fast_and_finds_more_than_one_database(benchmark: BenchmarkFixture) -> None:
    figures = Figures()
    tasks = [each for each in all_exercises if each.kind in KINDS]

    def work() -> None:
        for exercise in tasks[:2] if benchmark.disabled else tasks:
            exercise.check(exercise.reference)  # makes the worlds, once
            for answer, right in answers_of(exercise):
                figures.check(exercise, answer, right=right)

    benchmark.pedantic(work, rounds=1)
    small = sum(rows <= MOST_ROWS for rows in figures.rows) / len(figures.rows)
    wrong = len(figures.refused)
    benchmark.extra_info.update(small=small, false_accepts=figures.false_accepts)
    if not benchmark.disabled:
        print(
            f"\n{len(figures.passed)} right answers, p95 {p95(figures.passed):.0f} ms,"
            f" {figures.false_refusals} refused"
            f"\n{wrong} wrong answers, p95 {p95(figures.refused):.0f} ms,"
            f" {figures.false_accepts} accepted, {figures.named / wrong:.0%} named"
            f"\ncounterexamples of at most {MOST_ROWS} rows: {small:.0%}"
            f"\none database: {figures.accepted_by_one_database} of {figures.wrong_on_rows}"
            " wrong answers accepted"
        )
    assert figures.false_accepts == figures.false_refusals == 0


def test_one_database_lets_in_what_writers_got_wrong(benchmark: BenchmarkFixture) -> None:
    of_id = {each.id: each for each in all_exercises if each.kind != "model"}
    modules = MODULES[:1] if benchmark.disabled else MODULES
    wrong = [
        (of_id[name], answer)
        for name, answer in ((n, a) for m in modules for n, _, (a, *_) in answers(m, "WRONG"))
        if name in of_id
    ]
    let_in = benchmark.pedantic(
        lambda: sum(passes_one_database(exercise, answer) for exercise, answer in wrong), rounds=1
    )
    benchmark.extra_info.update(wrong=len(wrong), let_in=let_in)
    print(f"\none database: {let_in} of {len(wrong)} answers of the corpus accepted")
    assert let_in < len(wrong)
