"""Answers that are right wherever certain rows are not there."""

from typing import Any

import pytest
from sqlmodel import Session, or_, select

from heroes.models import Hero
from tests.judge.exercises import ADULTS, exercise

NOT_35 = exercise(
    id="tests.not_35_rows",
    reference=select(Hero).where(or_(Hero.age != 35, Hero.age.is_(None))),  # type: ignore[union-attr]
)
ECHO = exercise(id="tests.echo_rows", reference=select(Hero).where(Hero.name == "Echo"))


def known_only(session: Session) -> Any:
    found = []
    for hero in session.exec(select(Hero)):
        if hero.age is None:
            continue
        if hero.age != 35:
            found.append(hero)
    return found


def old_or_unknown(session: Session) -> Any:
    return [hero for hero in session.exec(select(Hero)) if not (hero.age and hero.age < 18)]


def any_case(session: Session) -> Any:
    return [hero for hero in session.exec(select(Hero)) if hero.name.casefold() == "echo"]


def any_case_by_title(session: Session) -> Any:
    return [hero for hero in session.exec(select(Hero)) if hero.name.title() == "Echo"]


@pytest.mark.parametrize(
    ("task", "answer", "misconception"),
    [
        (NOT_35, known_only, "null_lost"),
        (
            NOT_35,
            lambda s: [h for h in s.exec(select(Hero)) if h.age not in (35, None)],
            "null_lost",
        ),
        (
            ADULTS,
            lambda s: [h for h in s.exec(select(Hero)) if h.age is None or h.age >= 18],
            "null_kept",
        ),
        (ECHO, any_case, "case_sensitivity"),
        (ECHO, any_case_by_title, "case_sensitivity"),
    ],
)
def test_the_rows_that_make_the_difference_are_named(
    task: Any, answer: Any, misconception: str
) -> None:
    assert task.check(answer).misconception == misconception


def test_null_is_not_blamed_where_zero_is_lost_as_well() -> None:
    verdict = NOT_35.check(lambda s: [h for h in s.exec(select(Hero)) if h.age and h.age != 35])
    assert verdict.misconception != "null_lost"
