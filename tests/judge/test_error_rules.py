"""The rules for answers that raise: which misconception, and which words."""

import re
from functools import cache
from typing import Any

import pytest
from sqlmodel import select

from heroes.judge import Exercise
from heroes.judge.misconceptions import MISCONCEPTIONS
from heroes.judge.verdict import Verdict
from heroes.models import Hero, Team
from tests.judge.wrong_errors import ADULTS, CLEAR, RAISING, RECRUIT, RENAME, SPIDER

EACH = pytest.mark.parametrize("index", range(len(RAISING)), ids=lambda i: f"{i}-{RAISING[i][2]}")


@cache
def verdict_of(index: int) -> Verdict:
    exercise, answer, *_ = RAISING[index]
    return exercise.check(answer)


@EACH
def test_an_error_is_told_in_words(index: int) -> None:
    verdict = verdict_of(index)
    *_, misconception, words = RAISING[index]
    assert verdict.passed is False
    assert verdict.misconception == misconception, verdict.message
    assert words in verdict.message
    assert verdict.message.endswith(".")
    assert misconception is None or misconception in MISCONCEPTIONS


@EACH
def test_a_message_holds_no_address_no_path_and_no_link(index: int) -> None:
    verdict = verdict_of(index)
    told = f"{verdict.message} {verdict.look_at}"
    assert " at 0x" not in told
    assert "sqlalche.me" not in told
    assert not re.search(r"(?<![:/])/\w+", told)
    assert "\n" not in told


def _raises_elsewhere(session: Any) -> Any:
    heroes = session.exec(select(Hero).where(Hero.age >= 18)).all()
    return heroes if len(heroes) < 2 else heroes[500]


def _names_of_adults(session: Any) -> Any:
    return session.exec(select(Hero.name).where(Hero.age >= 18)).all()


def _other_name(session: Any) -> Any:
    hero = session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).first()
    return None if hero is None else hero.name


def _always_index(session: Any) -> Any:
    return session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).all()[7]


@pytest.mark.parametrize(
    ("exercise", "answer", "other"),
    [
        (ADULTS, _raises_elsewhere, "one_for_many"),
        (ADULTS, _names_of_adults, "raises"),
        (SPIDER, _other_name, "raises_on_empty"),
        (SPIDER, _always_index, "raises_on_empty"),
    ],
)
def test_a_lookalike_of_an_error_is_not_claimed(
    exercise: Exercise, answer: Any, other: str
) -> None:
    verdict = exercise.check(answer)
    assert verdict.passed is False
    assert verdict.misconception != other, verdict.message


def test_an_answer_that_writes_is_not_blamed_for_an_error_if_its_rows_are_wrong_elsewhere() -> None:
    def by_name(session: Any) -> None:
        hero = session.exec(select(Hero).where(Hero.name == "Rusty-Man")).first()
        hero.name = "Nova"
        session.commit()

    assert RENAME.check(by_name).misconception == "wrong_row"


def test_a_delete_is_not_called_bulk_where_nothing_should_be_deleted() -> None:
    def clears(session: Any) -> None:
        session.delete(session.exec(select(Team)).first())
        session.commit()

    assert RECRUIT.check(clears).misconception != "bulk_ignores_cascade"
    assert CLEAR.check(clears).misconception != "bulk_ignores_cascade"
