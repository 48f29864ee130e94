"""The rules for answers that write: what they name, and what they must not claim."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from heroes.judge import Exercise
from heroes.judge.misconceptions import MISCONCEPTIONS
from heroes.judge.rules.endings import committed_once, completed, saved, sent_at_once
from heroes.judge.verdict import Verdict
from heroes.models import Hero, Team
from tests.judge.wrong_writes import (
    WRONG,
    Account,
    Booking,
    Guest,
    ensure,
    fortieth,
    hire,
    move,
    named,
    pay,
    promoted,
    retire,
    rosters,
    shut,
)

LOOKALIKES: list[tuple[Exercise, Any, set[str]]] = []
EACH_WRONG = pytest.mark.parametrize(
    "index", range(len(WRONG)), ids=lambda i: f"{i}-{WRONG[i][0].title}-{WRONG[i][2]}"
)


@cache
def verdict_of(index: int) -> Verdict:
    exercise, answer, _ = WRONG[index]
    return exercise.check(answer)


def never(exercise: Exercise, *misconceptions: str) -> Callable[[Any], Any]:
    """Note a wrong answer that looks like a misconception and is none."""

    def note(answer: Any) -> Any:
        LOOKALIKES.append((exercise, answer, set(misconceptions)))
        return answer

    return note


@EACH_WRONG
def test_a_wrong_answer_gets_its_misconception(index: int) -> None:
    verdict, misconception = verdict_of(index), WRONG[index][2]
    assert verdict.passed is False
    assert verdict.misconception == misconception, verdict.message
    assert verdict.misconception in MISCONCEPTIONS
    assert verdict.message.endswith(".")
    assert " at 0x" not in verdict.message


def test_there_are_many_wrong_answers_to_many_tasks_and_their_share_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [(verdict_of(index).misconception, each[2]) for index, each in enumerate(WRONG)]
    named_ones = [(got, wanted) for got, wanted in found if got is not None]
    right = sum(got == wanted for got, wanted in named_ones)
    with capsys.disabled():
        print(f"\n{len(found)} wrong writes: {len(named_ones)} named, {right} of them right")
    assert len(found) >= 60
    assert len({id(exercise) for exercise, *_ in WRONG}) >= 8
    assert len(named_ones) >= 0.8 * len(found)
    assert right >= 0.95 * len(named_ones)


@pytest.mark.parametrize("exercise", {id(each[0]): each[0] for each in WRONG}.values(), ids=str)
def test_the_references_of_these_tasks_pass(exercise: Exercise) -> None:
    assert exercise.check(exercise.reference).passed


@never(fortieth, "forgotten_commit", "flush_for_commit", "half_done")
def _(session):
    with session.begin():
        session.exec(update(Hero).where(Hero.name == "Echo").values(age=39))


@never(fortieth, "forgotten_commit", "flush_for_commit")
def _(session):
    heroes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    session.commit()
    for hero in heroes[:1]:
        hero.age = 40
    session.commit()
    session.flush()


@never(fortieth, "forgotten_add", "insert_for_update")
def _(session):
    pattern = Hero(name="Echo", age=40, secret_name="")
    for hero in session.exec(select(Hero).where(Hero.name == pattern.name)):
        hero.age = (pattern.age or 0) + 1
    session.commit()


@never(fortieth, "own_session")
def _(session):
    with Session(session.get_bind()) as other:
        for hero in other.exec(select(Hero).where(Hero.name == "Nova")).all():
            hero.age = 40
        other.commit()


@never(fortieth, "update_without_where")
def _(session):
    session.exec(update(Hero).where(col(Hero.name).like("%o%")).values(age=40))
    session.commit()


@never(fortieth, "not_executed")
def _(session):
    statement = update(Hero).where(Hero.name == "Echo").values(age=40)
    session.exec(statement.where(Hero.age > 40))
    session.commit()


@never(retire, "delete_without_where")
def _(session):
    count = session.exec(delete(Guest).where(col(Guest.age) > 12)).rowcount
    session.commit()
    return count


@never(retire, "null_counted_as_zero", "null_kept", "null_lost")
def _(session):
    old = [g for g in session.exec(select(Guest)).all() if (g.age or 0) >= 66]
    for guest in old:
        session.delete(guest)
    session.commit()
    return len(old)


@never(retire, "forgot_return", "prints_for_return")
def _(session):
    old = session.exec(select(Guest).where(Guest.age >= 65)).all()
    for guest in old:
        session.delete(guest)
    session.commit()
    print(len(old))
    return 0


@never(move, "changed_too_little")
def _(session):
    for hero in session.get(Team, 1).heroes:
        session.delete(hero)
    session.commit()


@never(move, "orphan_left")
def _(session):
    heroes = session.exec(select(Hero).where(Hero.team_id == 1)).all()
    for hero in heroes:
        hero.team = None
    session.commit()


@never(hire, "id_before_flush")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(team)
    session.commit()
    session.add(Hero(name="Iris", secret_name="Ada", age=12, team_id=team.id))
    session.commit()


@never(hire, "added_twice", "missing_row")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 8")
    session.add(Hero(name="Iris", secret_name="Ada", age=21, team=team))
    session.commit()


@never(hire, "forgotten_add")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    hero = Hero(name="Iris", secret_name="Ada", age=22, team=team)
    session.add(hero)
    session.commit()


@never(ensure, "forgotten_commit", "forgotten_add")
def _(session):
    teams = session.exec(select(Team)).all()
    if not teams:
        session.add(Team(name="Night Shift", headquarters="Pier 9"))
        session.commit()


@never(pay, "half_done", "forgotten_commit")
def _(session):
    ann, bob = session.get(Account, 1), session.get(Account, 2)
    ann.cents -= 10
    session.flush()
    bob.cents += 11
    session.add(Booking(cents=-10, account=ann))
    session.commit()


@never(shut, "orphan_left")
def _(session):
    for booking in list(session.get(Account, 1).bookings):
        session.delete(booking)
    session.commit()


@never(shut, "deleted_too_little", "orphan_left")
def _(session):
    for booking in session.exec(select(Booking)).all():
        session.delete(booking)
    session.delete(session.get(Account, 1))
    session.commit()


@never(named, "read_after_close", "wrong_row")
def _(session):
    hero = session.get(Hero, 1)
    hero.name = "Novo"
    session.commit()
    session.refresh(hero)
    return hero


@never(promoted, "missing_await", "sync_in_async", "forgotten_commit")
async def _(session):
    heroes = (await session.exec(select(Hero).where(Hero.name == "Nova"))).all()
    for hero in heroes:
        hero.age = 40
    await session.commit()


@never(rosters, "lazy_load_in_async", "missing_await")
async def _(session):
    teams = (await session.exec(select(Team))).all()
    return [(team.name, 0) for team in teams]


@pytest.mark.parametrize(
    ("exercise", "answer", "others"),
    [pytest.param(*each, id=f"{index}-{each[0].title}") for index, each in enumerate(LOOKALIKES)],
)
def test_a_lookalike_is_not_claimed(exercise: Exercise, answer: Any, others: set[str]) -> None:
    verdict = exercise.check(answer)
    assert verdict.passed is False
    assert verdict.misconception not in others, verdict.message


def _answers() -> dict[str, Any]:
    def forgets_commit(session):
        for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
            hero.age = 40

    def closes(session):
        forgets_commit(session)
        session.close()

    def forgets_add(session):
        team = Team(name="Night Shift", headquarters="Pier 9")
        Hero(name="Iris", secret_name="Ada", age=21, team=team)
        session.commit()

    def reads_early(session):
        team = Team(name="Night Shift", headquarters="Pier 9")
        session.add(team)
        session.add(Hero(name="Iris", secret_name="Ada", age=21, team_id=team.id))
        session.commit()

    def commits_twice(session):
        ann, bob = session.get(Account, 1), session.get(Account, 2)
        ann.cents -= 10
        session.commit()
        bob.cents += 10
        session.add(Booking(cents=-10, account=ann))
        session.commit()

    return {
        "commit": (fortieth, forgets_commit, saved),
        "close": (fortieth, closes, saved),
        "add": (hire, forgets_add, completed),
        "early": (hire, reads_early, sent_at_once),
        "once": (pay, commits_twice, committed_once),
    }


@pytest.mark.parametrize("name", list(_answers()))
def test_an_answer_that_ends_in_another_way_is_right(name: str) -> None:
    exercise, answer, repair = _answers()[name]
    assert exercise.check(answer).passed is False
    assert exercise.check(repair(answer)).passed is True


def test_nothing_is_added_where_nothing_was_left_out() -> None:
    verdict = fortieth.check(completed(fortieth.reference))
    assert verdict.passed is False
    assert "Nothing was left out" in str(verdict.got)
