"""Exercises that the tests of the judge share, over heroes' own models."""

from typing import Any

from sqlmodel import Session, select

from heroes.judge import Exercise
from heroes.models import Hero, HeroMissionLink, Mission, Team

MODELS = (Hero, Team, Mission, HeroMissionLink)


def exercise(**changes: Any) -> Exercise:
    """Return an exercise: all heroes of 18 or more, unless it is changed."""
    given: dict[str, Any] = {
        "id": "tests.adults",
        "chapter": "00_tests",
        "title": "Adults",
        "prompt": "Which heroes are 18 or older?",
        "kind": "select",
        "concepts": ("where",),
        "minutes": 3,
        "starter": "def adults(session):\n    return ...",
        "models": MODELS,
        "reference": select(Hero).where(Hero.age >= 18),  # type: ignore[operator]
    }
    return Exercise(**(given | changes))


def make_echo_40(session: Session) -> None:
    """Set the age of every Echo to 40."""
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.age = 40
        session.add(hero)
    session.commit()


ADULTS = Exercise(
    id="tests.adults",
    chapter="00_tests",
    title="Adults",
    prompt="Which heroes are 18 or older?",
    kind="select",
    concepts=("where",),
    minutes=3,
    models=MODELS,
    starter="def adults(session):\n    return ...",
    reference=select(Hero).where(Hero.age >= 18),  # type: ignore[operator]
)
ECHO = exercise(
    id="tests.echo",
    kind="mutate",
    prompt="Set the age of every Echo to 40.",
    starter="def echo(session):\n    return ...",
    reference=make_echo_40,
)
