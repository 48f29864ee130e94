# ruff: noqa: SIM201 - learners' lines
"""Python's own operators are found where they meet columns, and nowhere else."""

from typing import Any

import pytest
from sqlmodel import Session, and_, col, or_, select

from heroes.judge.rows import plan_of, smallest, try_answer
from heroes.judge.rules.case import Case
from heroes.judge.rules.selects.operators import python_operators
from heroes.models import Hero
from tests.judge.exercises import exercise

MIXED = exercise(
    id="tests.mixed", reference=select(Hero).where(Hero.age > 2, Hero.age < 40, Hero.name == "Echo")
)


def case_of(answer: Any) -> Case:
    plan = plan_of(MIXED)
    trials = try_answer(plan, answer)
    return Case(plan, answer, "", trials, smallest(plan, trials, answer))


def found_in(answer: Any) -> str | None:
    finding = python_operators(case_of(answer))
    return None if finding is None else finding.misconception


def test_conditions_in_variables_are_seen_too() -> None:
    def answer(session: Session) -> Any:
        named = Hero.name == "Echo"
        young = Hero.age < 40
        condition = named and young
        return session.exec(select(Hero).where(condition)).all()

    assert found_in(answer) == "python_and"


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (lambda s: s.exec(select(Hero).where(Hero.name == "a" or Hero.age > 2)).all(), "python_or"),
        (lambda s: s.exec(select(Hero).where(Hero.age > 2 and Hero.age < 3)).all(), "python_and"),
        (lambda s: s.exec(select(Hero).where(2 < Hero.age < 40)).all(), "chained_comparison"),
        (lambda s: s.exec(select(Hero).where(40 > Hero.age > 2)).all(), "chained_comparison"),
        (lambda s: s.exec(select(Hero).where(not Hero.age)).all(), "python_not"),
        (lambda s: s.exec(select(Hero).where(not (Hero.age == 3))).all(), "python_not"),
        (lambda s: s.exec(select(Hero).where(Hero.name in ["Echo"])).all(), "python_in"),
        (lambda s: s.exec(select(Hero).where("Echo" in Hero.name)).all(), "python_in"),
        (lambda s: s.exec(select(Hero).where(Hero.age is None)).all(), "is_none"),
        (lambda s: s.exec(select(Hero).where(Hero.age is not None)).all(), "is_none"),
        (lambda s: s.exec(select(Hero).where(Hero.age > 2 & Hero.age < 40)).all(), "precedence"),
        (
            lambda s: s.exec(select(Hero).where(Hero.name == "a" | Hero.name == "b")).all(),
            "precedence",
        ),
    ],
)
def test_an_operator_on_a_column_is_found(answer: Any, misconception: str) -> None:
    assert found_in(answer) == misconception


@pytest.mark.parametrize(
    "answer",
    [
        lambda s: [h for h in s.exec(select(Hero)) if h.age is not None and 3 < h.age < 40],
        lambda s: [h for h in s.exec(select(Hero)) if not h.age or h.name in ("Echo", "Nova")],
        lambda s: s.exec(select(Hero).where(and_(Hero.age > 3, or_(Hero.age < 9)))).all(),
        lambda s: s.exec(select(Hero).where(~col(Hero.name).in_(["Echo"]))).all(),
        lambda s: s.exec(select(Hero).where(Hero.age == None)).all(),  # noqa: E711
    ],
)
def test_the_same_operators_on_values_are_left_alone(answer: Any) -> None:
    assert found_in(answer) is None
