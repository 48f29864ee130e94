"""The form of a result is told: nothing, one, many, printed or not executed."""

from typing import Any

import pytest
from sqlmodel import Session, select

from heroes.judge import Exercise
from heroes.models import Hero
from tests.judge.exercises import ADULTS, exercise

FOUND = exercise(
    id="tests.found",
    reference=lambda s: s.exec(select(Hero).where(Hero.name == "Echo")).one_or_none(),
    unique=("hero.name",),
)
STATEMENT = select(Hero).where(Hero.age >= 18)


def loops(session: Session) -> Any:
    found = []
    for hero in session.exec(STATEMENT):
        found.append(hero)
        return found
    return found


def returns_nothing(session: Session) -> None:
    session.exec(STATEMENT).all()
    return


def prints_each(session: Session) -> None:
    for hero in session.exec(STATEMENT):
        print(hero.name)


@pytest.mark.parametrize(
    ("task", "answer", "misconception"),
    [
        (ADULTS, returns_nothing, "forgot_return"),
        (ADULTS, lambda s: print(s.exec(STATEMENT).all()), "prints_for_return"),
        (ADULTS, prints_each, "prints_for_return"),
        (ADULTS, lambda s: s.exec(STATEMENT).first, "not_executed"),
        (ADULTS, lambda s: str(STATEMENT), "not_executed"),
        (ADULTS, lambda s: s.exec(STATEMENT).first(), "one_for_many"),
        (FOUND, lambda s: s.exec(select(Hero).where(Hero.name == "Echo")).all(), "many_for_one"),
        (
            FOUND,
            lambda s: [s.exec(select(Hero).where(Hero.name == "Echo")).first()],
            "many_for_one",
        ),
    ],
)
def test_the_form_is_named(task: Exercise, answer: Any, misconception: str) -> None:
    assert task.check(answer).misconception == misconception


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (ADULTS, STATEMENT),
        (ADULTS, lambda s: s.exec(STATEMENT)),
        (ADULTS, lambda s: (print("looking"), s.exec(STATEMENT).all())[1]),
        (FOUND, lambda s: s.exec(select(Hero).where(Hero.name == "Echo")).first()),
    ],
)
def test_other_forms_of_the_same_pass(task: Exercise, answer: Any) -> None:
    assert task.check(answer).passed is True


def test_a_value_of_one_row_is_not_called_one_for_many() -> None:
    from sqlmodel import func

    total = exercise(id="tests.total", reference=select(func.count()).select_from(Hero))
    verdict = total.check(lambda s: s.exec(select(func.count(Hero.age))).one())
    assert verdict.misconception == "count_nullable_column"
