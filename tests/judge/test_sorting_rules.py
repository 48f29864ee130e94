"""Rows that Python sorts: too late, the wrong way round, or without a key for ties."""

from typing import Any

import pytest
from sqlmodel import Session, desc, select

from heroes.models import Hero
from tests.judge.exercises import exercise

FIRST = exercise(
    id="tests.first_names",
    reference=select(Hero).order_by(Hero.name, Hero.id).limit(3),
    order_by=["name", "id"],
)


def cut_in_python(session: Session) -> Any:
    heroes = session.exec(select(Hero)).all()[:3]
    return sorted(heroes, key=lambda hero: (hero.name, hero.id))


def sorted_in_place(session: Session) -> Any:
    heroes = list(session.exec(select(Hero).limit(3)).all())
    heroes.sort(key=lambda hero: (hero.name, hero.id))
    return heroes


def without_ties(session: Session) -> Any:
    return sorted(session.exec(select(Hero)).all(), key=lambda hero: hero.name)[:3]


def by_age(session: Session) -> Any:
    return sorted(session.exec(select(Hero)).all(), key=lambda hero: hero.age or 0)[:3]


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (cut_in_python, "limit_before_order"),
        (sorted_in_place, "limit_before_order"),
        (without_ties, "missing_tie_breaker"),
        (by_age, "wrong_order_key"),
        (lambda s: s.exec(select(Hero).limit(3)).all(), "missing_order"),
        (select(Hero).order_by(desc(Hero.name), Hero.id).limit(3), "wrong_direction"),
    ],
)
def test_what_is_wrong_with_the_order_is_named(answer: Any, misconception: str) -> None:
    assert FIRST.check(answer).misconception == misconception


def test_rows_that_are_sorted_before_they_are_cut_off_pass() -> None:
    def answer(session: Session) -> Any:
        heroes = session.exec(select(Hero)).all()
        return sorted(heroes, key=lambda hero: (hero.name, hero.id))[:3]

    assert FIRST.check(answer).passed is True
