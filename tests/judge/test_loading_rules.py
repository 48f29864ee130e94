"""One statement for each row is told from a few statements too many."""

from typing import Any

import pytest
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from heroes.models import Hero, Team
from tests.judge.exercises import exercise

SIZES = exercise(
    id="tests.sizes",
    reference=lambda s: [
        (team.name, len(team.heroes))
        for team in s.exec(select(Team).options(selectinload(Team.heroes)))
    ],
    statements=2,
)


def lazily(session: Session) -> Any:
    return [(team.name, len(team.heroes)) for team in session.exec(select(Team)).all()]


def in_a_loop(session: Session) -> Any:
    sizes = []
    for team in session.exec(select(Team)).all():
        heroes = session.exec(select(Hero).where(Hero.team_id == team.id)).all()
        sizes.append((team.name, len(heroes)))
    return sizes


def twice_for_nothing(session: Session) -> Any:
    session.exec(select(Hero)).all()
    teams = session.exec(select(Team)).all()
    heroes = session.exec(select(Hero)).all()
    return [(team.name, sum(hero.team_id == team.id for hero in heroes)) for team in teams]


def step_by_step(session: Session) -> Any:
    ahead = selectinload(Team.heroes).selectinload(Hero.mission_links)
    teams = session.exec(select(Team).options(ahead)).all()
    return [(team.name, len(team.heroes)) for team in teams]


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (lazily, "n_plus_one"),
        (in_a_loop, "n_plus_one"),
        (twice_for_nothing, "too_many_statements"),
        (step_by_step, "too_many_statements"),
    ],
)
def test_what_is_sent_too_much_is_named(answer: Any, misconception: str) -> None:
    assert SIZES.check(answer).misconception == misconception
