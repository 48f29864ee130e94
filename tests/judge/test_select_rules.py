"""Why an answer that reads is wrong: a table of wrong answers, and the answers that are right."""

from functools import cache

import pytest
from sqlmodel import select

from heroes.judge.rules.changes.columns import column_changes
from heroes.judge.verdict import Verdict
from heroes.models import Hero, Team
from tests.judge.wrong_selects import CASES, Case


@cache
def verdict_of(number: int) -> Verdict:
    exercise, answer, _ = CASES[number]
    return exercise.check(answer)


def name_of(case: Case) -> str:
    exercise, answer, misconception = case
    name = getattr(answer, "__name__", "statement").replace("<lambda>", "lambda")
    return f"{exercise.id.partition('.')[2]}-{name}-{misconception}"


@pytest.mark.parametrize("number", range(len(CASES)), ids=[name_of(case) for case in CASES])
def test_the_misconception_behind_a_wrong_answer_is_named(number: int) -> None:
    verdict = verdict_of(number)
    assert verdict.passed is False
    assert verdict.misconception == CASES[number][2], verdict.message


def test_most_misconceptions_are_named_and_nearly_all_of_them_rightly() -> None:
    named = [number for number in range(len(CASES)) if verdict_of(number).misconception]
    right = [number for number in named if verdict_of(number).misconception == CASES[number][2]]
    print(f"{len(CASES)} wrong answers: {len(named)} named, {len(right)} of them rightly")
    assert len(named) >= 0.8 * len(CASES)
    assert len(right) >= 0.95 * len(named)


def test_a_whole_table_among_the_columns_is_named() -> None:
    [change] = column_changes(select(Hero, Team.name), select(Hero.name))
    assert change.message == "Your SQL selects all of hero, team.name: the prompt asks for others."


def test_a_message_is_one_line_that_ends_as_a_sentence() -> None:
    for number in range(len(CASES)):
        message = verdict_of(number).message
        assert "\n" not in message
        assert message.endswith((".", "?")), message
