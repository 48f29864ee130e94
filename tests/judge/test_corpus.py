"""Answers by writers who saw neither the databases nor the messages: how often is the judge right?

`RIGHT` and `WRONG` of each module of the corpus are what they wrote; `DISPUTED` lists what they
took for wrong, but the prompt allows.
"""

import warnings
from importlib import import_module
from typing import Any

import pytest

from heroes.exercises import all_exercises
from tests.judge.corpus import DISPUTED

MODULES = (
    "start_here",
    "create_tables",
    "create_rows",
    "read_rows",
    "filter_rows",
    "update_delete",
    "validate",
    "connect_tables",
    "relationships",
    "cascades",
    "many_to_many",
)
OF_ID = {each.id: each for each in all_exercises}


def answers(module: str, kind: str) -> list[tuple[str, int, Any]]:
    """Return id, number and answer of a module's right or wrong answers."""
    with warnings.catch_warnings(action="ignore"):  # of SQLAlchemy, of statements that are odd
        found = getattr(import_module(f"tests.judge.corpus.{module}"), kind)
    return [
        (name, number, each) for name, many in found.items() for number, each in enumerate(many)
    ]


@pytest.mark.full
@pytest.mark.parametrize("module", MODULES)
def test_right_answers_of_others_pass(module: str) -> None:
    refused = [
        f"{name} {number}: {verdict!r}"
        for name, number, answer in answers(module, "RIGHT")
        if not (verdict := OF_ID[name].check(answer)).passed
    ]
    assert not refused, "\n".join(refused)


@pytest.mark.full
@pytest.mark.parametrize("module", MODULES)
def test_wrong_answers_of_others_are_refused_and_most_are_named(module: str) -> None:
    accepted, named, equal, small, wrong = [], 0, 0, [], answers(module, "WRONG")
    for name, number, (answer, misconception, what) in wrong:
        verdict = OF_ID[name].check(answer)
        if verdict.passed is not False and (name, number) not in DISPUTED:
            accepted.append(f"{name} {number}: {what}")
        named += verdict.misconception is not None
        fitting = (misconception,) if isinstance(misconception, str) else misconception or ()
        equal += verdict.misconception in fitting
        if verdict.counterexample is not None:
            small.append(sum(map(len, verdict.counterexample.values())) <= 3)
    print(
        f"\n{module}: {len(wrong)} wrong answers, {len(accepted)} accepted,"
        f" {named / len(wrong):.0%} named,"
        f" {equal / max(named, 1):.0%} of these with a word of the writer's,"
        f" {sum(small) / max(len(small), 1):.0%} of the counterexamples have at most 3 rows"
    )
    assert not accepted, "\n".join(accepted)
    assert named >= 0.8 * len(wrong)
