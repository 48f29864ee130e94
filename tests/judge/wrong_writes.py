"""Wrong answers to tasks that write, in the styles of learners, with what is wrong with each."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy import select as sa_select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import registry, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, insert, or_, select

from heroes.judge import Exercise
from heroes.models import Hero, HeroMissionLink, Mission, Team

WRONG: list[tuple[Exercise, Any, str | None]] = []


def wrong(exercise: Exercise, misconception: str | None) -> Callable[[Any], Any]:
    """Note a wrong answer."""

    def note(answer: Any) -> Any:
        WRONG.append((exercise, answer, misconception))
        return answer

    return note


def task(id: str, reference: Any, **others: Any) -> Exercise:
    return Exercise(
        **{
            "id": f"writes.{id}",
            "chapter": "00_writes",
            "title": id,
            "prompt": "See the reference.",
            "kind": "mutate",
            "models": (Hero, Team),
            "starter": "def answer(session):\n    return ...",
            "reference": reference,
            **others,
        }
    )


def _fortieth(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.age = 40
    session.commit()


fortieth = task("fortieth", _fortieth)


@wrong(fortieth, "forgotten_commit")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.age = 40
        session.add(hero)


@wrong(fortieth, "forgotten_commit")
def _(session):
    session.execute(update(Hero).where(Hero.name == "Echo").values(age=40))


@wrong(fortieth, "flush_for_commit")
def _(session):
    heroes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    for hero in heroes:
        hero.age = 40
    session.add_all(heroes)
    session.flush()


@wrong(fortieth, "forgotten_commit")
def _(session):
    with session.begin_nested():
        session.exec(update(Hero).where(Hero.name == "Echo").values(age=40))


@wrong(fortieth, "changed_too_little")
def _(session):
    echo = session.exec(select(Hero).where(Hero.name == "Echo").order_by(Hero.id)).first()
    if echo is not None:
        echo.age = 40
        session.commit()


@wrong(fortieth, "update_without_where")
def _(session):
    session.exec(update(Hero).values(age=40))
    session.commit()


@wrong(fortieth, "update_without_where")
def _(session):
    for hero in session.exec(select(Hero)):
        hero.age = 40
    session.commit()


@wrong(fortieth, "wrong_new_value")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.age = 41
    session.commit()


@wrong(fortieth, "wrong_new_value")
def _(session):
    session.exec(update(Hero).where(Hero.name == "Echo").values(age="4"))
    session.commit()


@wrong(fortieth, "case_sensitivity")
def _(session):
    session.exec(update(Hero).where(func.lower(Hero.name) == "echo").values(age=40))
    session.commit()


@wrong(fortieth, "case_sensitivity")
def _(session):
    for hero in session.exec(select(Hero)).all():
        if hero.name.lower() == "echo":
            hero.age = 40
    session.commit()


@wrong(fortieth, "wrong_pattern")
def _(session):
    session.exec(update(Hero).where(col(Hero.name).startswith("Echo")).values(age=40))
    session.commit()


@wrong(fortieth, "wrong_value")
def _(session):
    session.exec(update(Hero).where(Hero.name == "Nova").values(age=40))
    session.commit()


@wrong(fortieth, "wrong_column")
def _(session):
    session.exec(update(Hero).where(Hero.secret_name == "Echo").values(age=40))
    session.commit()


@wrong(fortieth, "wrong_operator")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.name != "Echo")).all():
        hero.age = 40
    session.commit()


@wrong(fortieth, "insert_for_update")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        session.add(Hero(name=hero.name, secret_name=hero.secret_name, age=40))
    session.commit()


@wrong(fortieth, "own_session")
def _(session):
    engine = create_engine("sqlite://")
    Hero.metadata.create_all(engine)
    with Session(engine) as own:
        for hero in own.exec(select(Hero).where(Hero.name == "Echo")).all():
            hero.age = 40
        own.commit()


@wrong(fortieth, "null_overwrites")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.sqlmodel_update({**hero.model_dump(), "age": 40, "team_id": None})
    session.commit()


@wrong(fortieth, "not_executed")
def _(session):
    update(Hero).where(Hero.name == "Echo").values(age=40)
    session.commit()


@wrong(fortieth, "drops_table")
def _(session):
    session.connection().exec_driver_sql("DROP TABLE hero")
    session.commit()


@wrong(fortieth, "python_or")
def _(session):
    session.exec(update(Hero).where(Hero.name == "Echo" or Hero.name == "Nova").values(age=40))
    session.commit()


@wrong(fortieth, "raises")
def _(session):
    for hero in session.exec(select(Heroes).where(Hero.name == "Echo")):  # noqa: F821
        hero.age = 40
    session.commit()


class Base(SQLModel, registry=registry()):
    """Models of these tasks."""


class Guest(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None


def _guests(session):
    ages = (12, 64, 65, 66, None, 80)
    session.add_all([Guest(name=f"Guest {age}", age=age) for age in ages])
    session.commit()


def _retire(session):
    old = session.exec(select(Guest).where(Guest.age >= 65)).all()
    for guest in old:
        session.delete(guest)
    session.commit()
    return len(old)


retire = task("retire", _retire, models=(Guest,), setup=_guests)


@wrong(retire, "boundary")
def _(session):
    old = session.exec(select(Guest).where(Guest.age > 65)).all()
    for guest in old:
        session.delete(guest)
    session.commit()
    return len(old)


@wrong(retire, "boundary")
def _(session):
    count = session.exec(delete(Guest).where(Guest.age > 65)).rowcount
    session.commit()
    return count


@wrong(retire, "boundary")
def _(session):
    count = 0
    for guest in session.exec(select(Guest)).all():
        if guest.age is not None and guest.age > 65:
            session.delete(guest)
            count += 1
    session.commit()
    return count


@wrong(retire, "delete_without_where")
def _(session):
    count = session.exec(delete(Guest)).rowcount
    session.commit()
    return count


@wrong(retire, "delete_without_where")
def _(session):
    guestes = session.exec(select(Guest)).all()
    for guest in guestes:
        session.delete(guest)
    session.commit()
    return len(guestes)


@wrong(retire, "deleted_too_little")
def _(session):
    guest = session.exec(select(Guest).where(Guest.age >= 65).order_by(Guest.id)).first()
    if guest is None:
        return 0
    session.delete(guest)
    session.commit()
    return 1


@wrong(retire, "raises")
def _(session):
    old = [guest for guest in session.exec(select(Guest)).all() if guest.age >= 65]
    for guest in old:
        session.delete(guest)
    session.commit()
    return len(old)


@wrong(retire, "null_kept")
def _(session):
    old = session.exec(select(Guest).where(or_(Guest.age >= 65, Guest.age == None))).all()  # noqa: E711
    for guest in old:
        session.delete(guest)
    session.commit()
    return len(old)


@wrong(retire, "null_counted_as_zero")
def _(session):
    count = session.exec(delete(Guest).where(func.coalesce(Guest.age, 99) >= 65)).rowcount
    session.commit()
    return count


@wrong(retire, "forgot_return")
def _(session):
    for guest in session.exec(select(Guest).where(Guest.age >= 65)).all():
        session.delete(guest)
    session.commit()


@wrong(retire, "prints_for_return")
def _(session):
    old = session.exec(select(Guest).where(Guest.age >= 65)).all()
    for guest in old:
        session.delete(guest)
    session.commit()
    print(len(old))


@wrong(retire, "many_for_one")
def _(session):
    old = session.exec(select(Guest).where(Guest.age >= 65)).all()
    names = [guest.name for guest in old]
    for guest in old:
        session.delete(guest)
    session.commit()
    return names


@wrong(retire, "forgotten_commit")
def _(session):
    result = session.exec(delete(Guest).where(Guest.age >= 65))
    return result.rowcount


@wrong(retire, "raises")
def _(session):
    old = session.exec(select(Guest).where(Guest.age >= 65)).all()
    session.delete(old)
    session.commit()
    return len(old)


@wrong(retire, "wrong_operator")
def _(session):
    count = session.exec(delete(Guest).where(Guest.age < 65)).rowcount
    session.commit()
    return count


def _move(session):
    for hero in session.exec(select(Hero).where(Hero.team_id == 1)).all():
        hero.team_id = 2
    session.commit()


def _has_both(session):
    return session.get(Team, 1) is not None and session.get(Team, 2) is not None


move = task("move", _move, given=_has_both)


@wrong(move, "changed_too_little")
def _(session):
    old, new = session.get(Team, 1), session.get(Team, 2)
    for hero in old.heroes:
        hero.team = new
    session.commit()


@wrong(move, "deleted_too_much")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(team_id=2))
    session.delete(session.get(Team, 1))
    session.commit()


@wrong(move, "wrong_row")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 2).values(team_id=1))
    session.commit()


@wrong(move, "link_lost")
def _(session):
    old, new = session.get(Team, 1), session.get(Team, 2)
    new.heroes = old.heroes
    session.commit()
    new.heroes = []
    session.commit()


@wrong(move, "wrong_new_value")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(team_id=None))
    session.commit()


@wrong(move, "forgotten_commit")
def _(session):
    for hero in list(session.get(Team, 1).heroes):
        hero.team = session.get(Team, 2)
    session.close()


@wrong(move, "update_without_where")
def _(session):
    heroes = session.exec(select(Hero)).all()
    for hero in heroes:
        hero.team_id = 2
    session.add_all(heroes)
    session.commit()


def _hire(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(team)
    session.flush()
    session.add(Hero(name="Iris", secret_name="Ada", age=21, team_id=team.id))
    session.commit()


hire = task("hire", _hire)


@wrong(hire, "id_before_flush")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    hero = Hero(name="Iris", secret_name="Ada", age=21, team_id=team.id)
    session.add_all([team, hero])
    session.commit()


@wrong(hire, "id_before_flush")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(team)
    session.add(Hero(name="Iris", secret_name="Ada", age=21, team_id=team.id))
    session.commit()


@wrong(hire, "forgotten_add")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(team)
    session.flush()
    Hero(name="Iris", secret_name="Ada", age=21, team_id=team.id)
    session.commit()


@wrong(hire, "forgotten_add")
def _(session):
    Hero(
        name="Iris",
        secret_name="Ada",
        age=21,
        team=Team(name="Night Shift", headquarters="Pier 9"),
    )
    session.commit()


@wrong(hire, "missing_row")
def _(session):
    session.add(Team(name="Night Shift", headquarters="Pier 9"))
    session.commit()


@wrong(hire, "added_twice")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(team)
    session.commit()
    hero = Hero(name="Iris", secret_name="Ada", age=21)
    hero.team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(hero)
    session.commit()


@wrong(hire, "missing_value")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(Hero(name="Iris", age=21, team=team))
    session.commit()


@wrong(hire, "missing_value")
def _(session):
    session.exec(insert(Team).values(name="Night Shift"))
    session.commit()


@wrong(hire, "wrong_new_value")
def _(session):
    team = Team(name="Night Shift", headquarters="Pier 9")
    session.add(Hero(name="Iris", secret_name="Ada", team=team))
    session.commit()


@wrong(hire, "wrong_foreign_key")
def _(session):
    session.add(Team(name="Night Shift", headquarters="Pier 9"))
    session.add(Hero(name="Iris", secret_name="Ada", age=21, team_id=999))
    session.commit()


def _ensure(session):
    known = session.exec(select(Team).where(Team.name == "Night Shift")).first()
    if known is None:
        session.add(Team(name="Night Shift", headquarters="Pier 9"))
        session.commit()


ensure = task("ensure", _ensure)


@wrong(ensure, "added_twice")
def _(session):
    session.add(Team(name="Night Shift", headquarters="Pier 9"))
    session.commit()


@wrong(ensure, "added_twice")
def _(session):
    session.merge(Team(name="Night Shift", headquarters="Pier 9"))
    session.commit()


@wrong(ensure, "forgotten_commit")
def _(session):
    if not session.exec(select(Team).where(Team.name == "Night Shift")).all():
        session.add(Team(name="Night Shift", headquarters="Pier 9"))


@wrong(ensure, "wrong_new_value")
def _(session):
    if not session.exec(select(Team).where(Team.name == "Night Shift")).first():
        session.add(Team(name="Night Shift", headquarters="Pier 8"))
        session.commit()


class Account(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner: str
    cents: int = Field(ge=0)
    bookings: list["Booking"] = Relationship(back_populates="account")


class Booking(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    cents: int
    account_id: int | None = Field(default=None, foreign_key="account.id")
    account: Account | None = Relationship(back_populates="bookings")


def _accounts(session):
    ann, bob = Account(owner="Ann", cents=100), Account(owner="Bob", cents=50)
    ann.bookings = [Booking(cents=100)]
    bob.bookings = [Booking(cents=20), Booking(cents=30)]
    session.add_all([ann, bob])
    session.commit()


def _pay(session):
    ann, bob = session.get(Account, 1), session.get(Account, 2)
    ann.cents -= 10
    bob.cents += 10
    session.add(Booking(cents=-10, account=ann))
    session.commit()


def _has_two(session):
    return session.get(Account, 1) is not None and session.get(Account, 2) is not None


pay = task("pay", _pay, models=(Account, Booking), setup=_accounts, given=_has_two, commits=1)


@wrong(pay, "half_done")
def _(session):
    ann, bob = session.get(Account, 1), session.get(Account, 2)
    ann.cents -= 10
    session.commit()
    bob.cents += 10
    session.add(Booking(cents=-10, account=ann))
    session.commit()


@wrong(pay, "half_done")
def _(session):
    session.exec(update(Account).where(Account.id == 1).values(cents=Account.cents - 10))
    session.commit()
    session.exec(update(Account).where(Account.id == 2).values(cents=Account.cents + 10))
    session.add(Booking(cents=-10, account_id=1))


@wrong(pay, "changed_too_little")
def _(session):
    ann = session.get(Account, 1)
    ann.cents -= 10
    session.add(Booking(cents=-10, account=ann))
    session.commit()


@wrong(pay, "wrong_new_value")
def _(session):
    ann, bob = session.get(Account, 1), session.get(Account, 2)
    ann.cents -= 10
    bob.cents -= 10
    session.add(Booking(cents=-10, account=ann))
    session.commit()


@wrong(pay, "missing_row")
def _(session):
    session.get(Account, 1).cents -= 10
    session.get(Account, 2).cents += 10
    session.commit()


@wrong(pay, "wrong_foreign_key")
def _(session):
    ann, bob = session.get(Account, 1), session.get(Account, 2)
    ann.cents -= 10
    bob.cents += 10
    session.add(Booking(cents=-10, account=bob))
    session.commit()


def _shut(session):
    ann = session.get(Account, 1)
    for booking in list(ann.bookings):
        session.delete(booking)
    session.delete(ann)
    session.commit()


shut = task("shut", _shut, models=(Account, Booking), setup=_accounts, given=_has_two)


@wrong(shut, "orphan_left")
def _(session):
    session.delete(session.get(Account, 1))
    session.commit()


@wrong(shut, "orphan_left")
def _(session):
    ann = session.get(Account, 1)
    ann.bookings = []
    session.delete(ann)
    session.commit()


@wrong(shut, "deleted_too_little")
def _(session):
    for booking in session.get(Account, 1).bookings:
        session.delete(booking)
    session.commit()


@wrong(shut, "raises")
def _(session):
    session.exec(delete(Account).where(Account.id == 1))
    session.commit()


@wrong(shut, "delete_without_where")
def _(session):
    session.exec(delete(Booking))
    session.exec(delete(Account).where(Account.id == 1))
    session.commit()


@wrong(shut, "wrong_row")
def _(session):
    bob = session.get(Account, 2)
    for booking in list(bob.bookings):
        session.delete(booking)
    session.delete(bob)
    session.commit()


def _named(session):
    hero = session.exec(select(Hero).where(Hero.id == 1)).one()
    hero.name = "Nova"
    session.commit()
    session.refresh(hero)
    return hero


named = task("named", _named, given=lambda session: session.get(Hero, 1) is not None)


@wrong(named, "read_after_close")
def _(session):
    hero = session.get(Hero, 1)
    hero.name = "Nova"
    session.commit()
    return hero


@wrong(named, "forgot_return")
def _(session):
    hero = session.get(Hero, 1)
    hero.name = "Nova"
    session.commit()
    return session.refresh(hero)


@wrong(named, "wrong_columns")
def _(session):
    hero = session.get(Hero, 1)
    hero.name = "Nova"
    session.commit()
    return hero.id, hero.name


@wrong(named, "wrong_row")
def _(session):
    hero = session.exec(select(Hero).order_by(Hero.name)).first()
    hero.name = "Nova"
    session.commit()
    session.refresh(hero)
    return hero


def _send(session):
    mission = session.exec(select(Mission).where(Mission.name == "Paperwork")).one()
    hero = session.get(Hero, 1)
    if session.get(HeroMissionLink, (hero.id, mission.id)) is None:
        session.add(HeroMissionLink(hero_id=hero.id, mission_id=mission.id))
    session.commit()


def _can_send(session):
    missions = session.exec(select(Mission).where(Mission.name == "Paperwork")).all()
    return len(missions) == 1 and session.get(Hero, 1) is not None


send = task("send", _send, models=(Hero, Mission, HeroMissionLink), given=_can_send)


@wrong(send, "viewonly_write")
def _(session):
    mission = session.exec(select(Mission).where(Mission.name == "Paperwork")).one()
    session.get(Hero, 1).missions.append(mission)
    session.commit()


@wrong(send, "link_lost")
def _(session):
    mission = session.exec(select(Mission).where(Mission.name == "Paperwork")).one()
    hero = session.get(Hero, 1)
    hero.mission_links = [HeroMissionLink(mission_id=mission.id)]
    session.commit()


async def _promoted(session):
    heroes = (await session.exec(select(Hero).where(Hero.name == "Echo"))).all()
    for hero in heroes:
        hero.age = 40
    await session.commit()


promoted = task("promoted", _promoted, kind="async", starter="async def answer(session):\n    ...")


@wrong(promoted, "missing_await")
async def _(session):
    heroes = (await session.exec(select(Hero).where(Hero.name == "Echo"))).all()
    for hero in heroes:
        hero.age = 40
    session.commit()


@wrong(promoted, "missing_await")
async def _(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.age = 40
    await session.commit()


@wrong(promoted, "missing_await")
async def _(session):
    heroes = await session.exec(select(Hero).where(Hero.name == "Echo")).all()
    for hero in heroes:
        hero.age = 40
    await session.commit()


@wrong(promoted, "forgotten_commit")
async def _(session):
    result = await session.exec(select(Hero).where(Hero.name == "Echo"))
    for hero in result:
        hero.age = 40
        session.add(hero)


@wrong(promoted, "flush_for_commit")
async def _(session):
    await session.exec(update(Hero).where(Hero.name == "Echo").values(age=40))
    await session.flush()


@wrong(promoted, "extra_await")
async def _(session):
    result = await session.exec(select(Hero).where(Hero.name == "Echo"))
    for hero in await result.all():
        hero.age = 40
    await session.commit()


@wrong(promoted, "sync_in_async")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.age = 40
    session.commit()


@wrong(promoted, "sync_in_async")
async def _(session):
    for hero in session.query(Hero).filter_by(name="Echo"):
        hero.age = 40
    await session.commit()


@wrong(promoted, "update_without_where")
async def _(session):
    await session.exec(update(Hero).values(age=40))
    await session.commit()


@wrong(promoted, "changed_too_little")
async def _(session):
    hero = (await session.exec(select(Hero).where(Hero.name == "Echo"))).first()
    if hero:
        hero.age = 40
        await session.commit()


@wrong(promoted, "case_sensitivity")
async def _(session):
    for hero in (await session.exec(select(Hero))).all():
        if hero.name.lower() == "echo":
            hero.age = 40
    await session.commit()


async def _rosters(session):
    teams = await session.exec(select(Team).options(selectinload(Team.heroes)))
    return [(team.name, len(team.heroes)) for team in teams]


rosters = task("rosters", _rosters, kind="async", starter="async def answer(session):\n    ...")


@wrong(rosters, "lazy_load_in_async")
async def _(session):
    teams = await session.exec(select(Team))
    return [(team.name, len(team.heroes)) for team in teams]


@wrong(rosters, "lazy_load_in_async")
async def _(session):
    found = []
    for team in (await session.execute(sa_select(Team))).scalars():
        heroes = team.heroes
        found.append((team.name, len(heroes)))
    return found


@wrong(rosters, "sync_in_async")
async def _(session):
    with Session(create_engine("sqlite://")) as plain:
        return [(team.name, len(team.heroes)) for team in plain.exec(select(Team))]


@wrong(rosters, "own_session")
async def _(session):
    from sqlmodel.ext.asyncio.session import AsyncSession

    async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as own:
        teams = await own.exec(select(Team).options(selectinload(Team.heroes)))
        return [(team.name, len(team.heroes)) for team in teams]


@wrong(rosters, "forgot_return")
async def _(session):
    teams = await session.exec(select(Team).options(selectinload(Team.heroes)))
    [(team.name, len(team.heroes)) for team in teams]


@wrong(rosters, "inner_join_drops_rows")
async def _(session):
    counted = select(Team.name, func.count(Hero.id)).join(Hero).group_by(Team.id)
    return (await session.exec(counted)).all()
