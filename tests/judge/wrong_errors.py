"""Answers that raise or are stopped, with what is wrong with each and words of the message."""

import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, text, update
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, create_engine, select

from heroes.judge import Exercise
from heroes.models import Hero, Team
from tests.judge.exercises import MODELS, exercise

RAISING: list[tuple[Exercise, Any, str | None, str]] = []


def raising(task: Exercise, misconception: str | None, words: str) -> Callable[[Any], Any]:
    """Note an answer that raises, and a part of the sentence about it."""

    def note(answer: Any) -> Any:
        RAISING.append((task, answer, misconception, words))
        return answer

    return note


ADULTS = exercise()
SPIDER = exercise(
    id="tests.spider",
    reference=lambda session: session.exec(
        select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    ).first(),
    unique=("hero.secret_name",),
)
ROSTER = exercise(
    id="tests.roster",
    reference=lambda session: [
        (team.name, len(team.heroes)) for team in session.exec(select(Team)).all()
    ],
)


def _rename(session):
    hero = session.get(Hero, 1)
    if hero is not None:
        hero.name = "Nova"
        session.commit()


RENAME = exercise(id="tests.rename", kind="mutate", reference=_rename)


def _recruit(session):
    session.add(Hero(name="Iris", secret_name="Ada"))
    session.commit()


RECRUIT = exercise(id="tests.recruit", kind="mutate", reference=_recruit)


def _clear(session):
    for hero in session.exec(select(Hero).where(Hero.age > 90)).all():
        session.delete(hero)
    session.commit()


CLEAR = exercise(id="tests.clear", kind="mutate", models=MODELS, reference=_clear)


@raising(ADULTS, "raises", "name Heroes is not defined: did you mean Hero")
def _(session):
    return session.exec(select(Heroes)).all()  # noqa: F821


@raising(ADULTS, "raises", "name and_ is not defined: import it from sqlmodel")
def _(session):
    return session.exec(select(Hero).where(and_(Hero.age >= 18, Hero.age < 99))).all()  # noqa: F821


@raising(ADULTS, "raises", "has no attribute agee: did you mean age")
def _(session):
    return session.exec(select(Hero).where(Hero.agee >= 18)).all()


@raising(ADULTS, "raises", "has no attribute filter")
def _(session):
    return session.exec(select(Hero)).filter(Hero.age >= 18).all()


@raising(ADULTS, "raises", "no column agee: did you mean age")
def _(session):
    return session.exec(text("SELECT * FROM hero WHERE agee >= 18")).all()


@raising(ADULTS, "raises", "no table heros: did you mean hero")
def _(session):
    return session.exec(text("SELECT * FROM heros")).all()


@raising(ADULTS, "raises", "import fails")
def _(session):
    from sqlmodel import no_such_name

    return session.exec(no_such_name(Hero)).all()


@raising(ADULTS, "raises", "hero.age >= 18 meets a NULL")
def _(session):
    return [hero for hero in session.exec(select(Hero)) if hero.age >= 18]


@raising(ADULTS, "raises", "meets a NULL")
def _(session):
    heroes = sorted(session.exec(select(Hero)).all(), key=lambda hero: hero.age)
    return [hero for hero in heroes if hero.age >= 18]


@raising(ADULTS, "raises", "hero.team is None in some rows, and None has no name")
def _(session):
    return [hero for hero in session.exec(select(Hero)) if hero.team.name]


@raising(ADULTS, "one_for_many", ".one() is for a single row")
def _(session):
    return session.exec(select(Hero).where(Hero.age >= 18)).one()


@raising(ADULTS, "one_for_many", "is for a single row")
def _(session):
    return session.exec(select(Hero).where(Hero.age >= 18)).one_or_none()


@raising(ADULTS, "one_for_many", "the prompt asks for")
def _(session):
    return session.exec(select(Hero).where(Hero.age >= 18)).all()[0]


@raising(ADULTS, "python_and", "Hero.age >= 18 and Hero.age < 200")
def _(session):
    return session.exec(select(Hero).where(Hero.age >= 18 and Hero.age < 200)).all()


@raising(ADULTS, "chained_comparison", "18 <= Hero.age < 200")
def _(session):
    return session.exec(select(Hero).where(18 <= Hero.age < 200)).all()


@raising(ADULTS, "endless", "does not end")
def _(session):
    while True:
        pass


@raising(ADULTS, "endless", "the condition of a while stays true")
def _(session):
    found = []
    while len(found) >= 0:
        found += session.exec(select(Hero.id).where(Hero.age >= 18)).all()
    return found


@raising(ADULTS, "endless", "calls itself")
def again(session):
    return again(session)


@raising(ADULTS, "too_many_statements", "more than 1000 statements")
def _(session):
    return [session.get(Hero, number) for number in range(5_000, 9_000)]


@raising(ADULTS, "cartesian_product", "each row of one table with each row of another")
def _(session):
    one, two, three = (Hero.__table__.alias() for _ in range(3))
    return session.exec(select(one.c.id, two.c.id, three.c.id, Team.id)).all()


@raising(ADULTS, "prints_too_much", "prints too much")
def _(session):
    for _ in range(30_000):
        print("heroes")
    return session.exec(select(Hero)).all()


@raising(ADULTS, "exits", "ends Python itself: SystemExit")
def _(session):
    if not session.exec(select(Hero)).all():
        sys.exit()
    exit()


@raising(ADULTS, "writes_in_select", "changes data")
def _(session):
    heroes = session.exec(select(Hero).where(Hero.age >= 18)).all()
    for hero in heroes:
        hero.name = hero.name.upper()
    session.commit()
    return heroes


@raising(ADULTS, "writes_in_select", "changes data")
def _(session):
    session.exec(delete(Hero).where(Hero.age < 18))
    return session.exec(select(Hero)).all()


@raising(ADULTS, "own_session", "is not what your function is given")
def _(session):
    with Session(create_engine("sqlite://")) as own:
        return own.exec(select(Hero).where(Hero.age >= 18)).all()


@raising(ADULTS, None, "takes 2 arguments")
def _(session, age):
    return session.exec(select(Hero).where(Hero.age >= age)).all()


@raising(ADULTS, "raises", "argument")
def _(session):
    return session.exec(select(Hero).where(col(Hero.age).between(18))).all()


@raising(ADULTS, "raises", "unique()")
def _(session):
    statement = select(Team).options(joinedload(Team.heroes))
    teams = session.exec(statement).all()
    return [hero for team in teams for hero in team.heroes]


@raising(ADULTS, "raises", "raises ValueError: nobody")
def _(session):
    raise ValueError("nobody")


@raising(ADULTS, "raises", "near")
def _(session):
    return session.exec(text("SELEC * FROM hero")).all()


@raising(SPIDER, "raises_on_empty", "raises NoResultFound where nothing is found")
def _(session):
    return session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).one()


@raising(SPIDER, "raises_on_empty", "raises IndexError where nothing is found")
def _(session):
    return session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).all()[0]


@raising(SPIDER, "raises_on_empty", "where nothing is found")
def _(session):
    found = [h for h in session.exec(select(Hero)) if h.secret_name == "Pedro Parqueador"]
    return found.pop()


@raising(SPIDER, "raises_on_empty", "where nothing is found")
def _(session):
    return next(iter(session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador"))))


@raising(SPIDER, "raises_on_empty", "where nothing is found")
def _(session):
    hero = session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).first()
    if hero is None:
        raise LookupError("There is no such hero.")
    return hero


@raising(SPIDER, "missing_filter", "no WHERE")
def _(session):
    return session.exec(select(Hero)).one_or_none()


@raising(ROSTER, "lazy_load_after_close", "heroes was not loaded before the session ended")
def _(session):
    with session:
        teams = session.exec(select(Team)).all()
    return [(team.name, len(team.heroes)) for team in teams]


@raising(ROSTER, "read_after_close", "stale")
def _(session):
    teams = session.exec(select(Team)).all()
    session.commit()
    session.close()
    return [(team.name, 0) for team in teams]


@raising(RENAME, "raises_on_empty", "hero.name raises AttributeError where nothing is found")
def _(session):
    hero = session.get(Hero, 1)
    hero.name = "Nova"
    session.commit()


@raising(RENAME, "raises_on_empty", "where nothing is found")
def _(session):
    hero = session.exec(select(Hero).where(Hero.id == 1)).one()
    hero.name = "Nova"
    session.commit()


@raising(RENAME, "not_executed", "A statement alone changes nothing")
def _(session):
    return update(Hero).where(Hero.id == 1).values(name="Nova")


@raising(RENAME, "raises", "is called in another way than it is defined")
def _(session):
    session.exec(update(Hero).where(Hero.id == 1).values(name="Nova"))
    session.commit("now")


@raising(RECRUIT, "missing_value", "has no secret_name")
def _(session):
    session.add(Hero(name="Iris"))
    session.commit()


@raising(RECRUIT, "missing_value", "has no name")
def _(session):
    session.add(Hero(names="Iris", secret_name="Ada"))
    session.commit()


@raising(RECRUIT, "raises", "is there already")
def _(session):
    session.add(Hero(id=1, name="Iris", secret_name="Ada"))
    session.commit()


@raising(RECRUIT, "wrong_foreign_key", "would refer to a row that does not exist")
def _(session):
    session.add(Hero(name="Iris", secret_name="Ada", team_id=0))
    session.commit()


@raising(RECRUIT, "raises", "Hero has no attribute save")
def _(session):
    Hero(name="Iris", secret_name="Ada").save()


@raising(RECRUIT, "raises", "takes objects of table models only")
def _(session):
    session.add({"name": "Iris", "secret_name": "Ada"})
    session.commit()


@raising(RECRUIT, "raises", "needs a rollback first")
def _(session):
    try:
        session.add(Hero(name="Iris"))
        session.flush()
    except Exception:
        pass
    session.add(Hero(name="Iris", secret_name="Ada"))
    session.commit()


@raising(RECRUIT, "refresh_before_commit", "needs an object that is saved")
def _(session):
    hero = Hero(name="Iris", secret_name="Ada")
    session.refresh(hero)
    session.add(hero)
    session.commit()


@raising(RECRUIT, "forgotten_add", "needs an object that is saved")
def _(session):
    hero = Hero(name="Iris", secret_name="Ada")
    session.commit()
    session.refresh(hero)


@raising(CLEAR, "bulk_ignores_cascade", "still refer to rows of hero")
def _(session):
    session.exec(delete(Hero).where(Hero.age > 90))
    session.commit()


@raising(CLEAR, "delete_without_where", "your DELETE has no condition")
def _(session):
    session.execute(delete(Hero))
    session.commit()


@raising(CLEAR, "raises", "misuse of aggregate")
def _(session):
    session.exec(update(Hero).where(func.max(Hero.age) > 90).values(age=None))
    session.commit()
