"""The exercises of 15 Async: what is awaited, what is loaded first, and what runs at once."""

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, func, select, update

from heroes.judge import Exercise
from heroes.models import Hero, Team

CHAPTER = "15_async"
MODELS = (Hero, Team)

events = Exercise(
    id="async_.events",
    chapter=CHAPTER,
    title="Two at once",
    prompt=(
        "work(name) is a coroutine function. It notes that name starts, awaits asyncio.sleep(0), "
        "which lets everything else that is ready run once, and notes that name ends. A cell notes "
        '"before", awaits asyncio.gather(work("A"), work("B")), and notes "after". Put the notes '
        "in order."
    ),
    kind="order",
    concepts=("await",),
    minutes=2,
    starter="answer = ...  # a list of the numbers of the lines",
    reference=["before", "A starts", "B starts", "A ends", "B ends", "after"],
    wrong=[
        (
            ["before", "A starts", "A ends", "B starts", "B ends", "after"],
            "gather_is_sequential",
        ),
        (
            ["before", "after", "A starts", "B starts", "A ends", "B ends"],
            "await_is_background",
        ),
        (
            ["before", "A starts", "B starts", "after", "A ends", "B ends"],
            "await_is_background",
        ),
    ],
    hints=(
        "gather makes a task of each coroutine, and they begin in the order of the arguments.",
        "What runs while A sleeps? And what may run before gather is done?",
    ),
)


async def _veterans(session):
    is_captain = col(Hero.name).istartswith("Captain")
    result = await session.exec(select(Hero.name).where(Hero.age >= 40, is_captain))
    return result.all()


CAPTAINS = select(Hero.name).where(col(Hero.age) >= 40, col(Hero.name).ilike("captain%"))


async def _veterans_in_one_line(session):
    return (await session.exec(CAPTAINS)).all()


async def _veterans_in_python(session):
    found = (hero for hero in await session.exec(select(Hero)) if (hero.age or 0) >= 40)
    return [hero.name for hero in found if hero.name.lower().startswith("captain")]


async def _veterans_by_scalars(session):
    return list(await session.scalars(CAPTAINS))


async def _veterans_streamed(session):
    return [name async for name in await session.stream_scalars(CAPTAINS)]


async def _veterans_not_awaited(session):
    return session.exec(CAPTAINS).all()


async def _veterans_await_last(session):
    return await session.exec(CAPTAINS).all()


async def _veterans_awaited_twice(session):
    result = await session.exec(CAPTAINS)
    return await result.all()


def _veterans_without_async(session):
    return session.exec(CAPTAINS).all()


async def _veterans_by_query(session):
    return [hero.name for hero in session.query(Hero).filter(Hero.age >= 40)]


async def _veterans_above_40(session):
    is_captain = col(Hero.name).istartswith("Captain")
    return (await session.exec(select(Hero.name).where(Hero.age > 40, is_captain))).all()


async def _veterans_anywhere_captain(session):
    is_captain = col(Hero.name).icontains("captain")
    return (await session.exec(select(Hero.name).where(Hero.age >= 40, is_captain))).all()


async def _veterans_of_any_name(session):
    return (await session.exec(select(Hero.name).where(Hero.age >= 40))).all()


async def _veterans_of_any_age(session):
    is_captain = col(Hero.name).istartswith("captain")
    return (await session.exec(select(Hero.name).where(is_captain))).all()


async def _veterans_called_captain(session):
    is_captain = Hero.name == "Captain"
    return (await session.exec(select(Hero.name).where(Hero.age >= 40, is_captain))).all()


async def _veterans_forgotten(session):
    (await session.exec(CAPTAINS)).all()


veterans = Exercise(
    id="async_.veterans",
    chapter=CHAPTER,
    title="Old captains",
    prompt=(
        "Write a coroutine function of an AsyncSession that returns the names of the captains who "
        "are 40 or older, in any order. A captain's name starts with Captain, whatever the case "
        "of its letters."
    ),
    kind="async",
    concepts=("async_session", "await", "where", "like", "columns"),
    minutes=4,
    models=MODELS,
    starter="async def veterans(session):\n    return ...",
    reference=_veterans,
    alternates=[
        _veterans_in_one_line,
        _veterans_in_python,
        _veterans_by_scalars,
        _veterans_streamed,
    ],
    wrong=[
        (_veterans_not_awaited, "missing_await"),
        (_veterans_await_last, "missing_await"),
        (_veterans_awaited_twice, "extra_await"),
        (_veterans_without_async, "sync_in_async"),
        (_veterans_by_query, "sync_in_async"),
        (_veterans_above_40, "boundary"),
        (_veterans_anywhere_captain, "wrong_pattern"),
        (_veterans_called_captain, "case_sensitivity"),
        (_veterans_of_any_name, "missing_filter"),
        (_veterans_of_any_age, "missing_filter"),
        (_veterans_forgotten, "forgot_return"),
    ],
    hints=(
        "exec gives a coroutine: what gives the result? Methods of a column with an i ignore case.",
        "Await exec first, in a line of its own or in parentheses; all() needs no await.",
    ),
)


async def _birthday(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    for hero in heroes.all():
        hero.age = 18
    await session.commit()


async def _birthday_in_bulk(session):
    await session.exec(update(Hero).where(col(Hero.age) == 17).values(age=18))
    await session.commit()


def _grow(session):
    for hero in session.exec(select(Hero).where(Hero.age == 17)):
        hero.age = 18
    session.commit()


async def _birthday_in_sync(session):
    await session.run_sync(_grow)


async def _birthday_exec_alone(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    for hero in heroes.all():
        hero.age = 18
    session.commit()


async def _birthday_commit_alone(session):
    heroes = session.exec(select(Hero).where(Hero.age == 17))
    for hero in heroes.all():
        hero.age = 18
    await session.commit()


async def _birthday_all_awaited(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    for hero in await heroes.all():
        hero.age = 18
    await session.commit()


async def _birthday_added(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    for hero in heroes.all():
        hero.age = 18
        await session.add(hero)
    await session.commit()


async def _birthday_unsaved(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    for hero in heroes.all():
        hero.age = 18


async def _birthday_flushed(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    for hero in heroes.all():
        hero.age = 18
    await session.flush()


async def _birthday_of_one(session):
    heroes = await session.exec(select(Hero).where(Hero.age == 17))
    hero = heroes.first()
    if hero is not None:
        hero.age = 18
        await session.commit()


birthday = Exercise(
    id="async_.birthday",
    chapter=CHAPTER,
    title="Birthday",
    prompt=(
        "This function is meant to make every hero who is 17 turn 18, and to save that. Repair it."
    ),
    kind="async",
    concepts=("async_session", "await"),
    minutes=3,
    models=MODELS,
    starter=(
        "async def birthday(session):\n"
        "    heroes = session.exec(select(Hero).where(Hero.age == 17))\n"
        "    for hero in await heroes.all():\n"
        "        hero.age = 18\n"
        "    session.commit()"
    ),
    reference=_birthday,
    alternates=[_birthday_in_bulk, _birthday_in_sync],
    wrong=[
        (_birthday_exec_alone, "missing_await"),
        (_birthday_commit_alone, "missing_await"),
        (_birthday_all_awaited, "extra_await"),
        (_birthday_added, "extra_await"),
        (_birthday_unsaved, "forgotten_commit"),
        (_birthday_flushed, "flush_for_commit"),
        (_birthday_of_one, "changed_too_little"),
    ],
    hints=(
        "Three calls: which of them may have to ask the database?",
        "exec and commit are awaited. all() reads what has arrived already.",
    ),
)


async def _rosters(session):
    teams = await session.exec(select(Team).options(selectinload(Team.heroes)))
    return [(team.name, len(team.heroes)) for team in teams]


async def _rosters_counted(session):
    counted = (
        select(Team.name, func.count(Hero.id))
        .join(Hero, isouter=True)
        .group_by(col(Team.id), Team.name)
    )
    return (await session.exec(counted)).all()


async def _rosters_in_two_questions(session):
    teams = (await session.exec(select(Team))).all()
    keys = (await session.exec(select(Hero.team_id))).all()
    return [(team.name, keys.count(team.id)) for team in teams]


async def _rosters_lazy(session):
    teams = await session.exec(select(Team))
    return [(team.name, len(team.heroes)) for team in teams]


async def _rosters_not_awaited(session):
    teams = session.exec(select(Team).options(selectinload(Team.heroes)))
    return [(team.name, len(team.heroes)) for team in teams]


async def _rosters_refreshed(session):
    teams = (await session.exec(select(Team))).all()
    for team in teams:
        await session.refresh(team, ["heroes"])
    return [(team.name, len(team.heroes)) for team in teams]


def _sizes(session):
    return [(team.name, len(team.heroes)) for team in session.exec(select(Team))]


async def _rosters_in_sync(session):
    return await session.run_sync(_sizes)


async def _rosters_of_the_busy(session):
    counted = select(Team.name, func.count(Hero.id)).join(Hero).group_by(col(Team.id), Team.name)
    return (await session.exec(counted)).all()


async def _rosters_of_one(session):
    teams = await session.exec(select(Team).options(selectinload(Team.heroes)))
    team = teams.first()
    return team and (team.name, len(team.heroes))


rosters = Exercise(
    id="async_.rosters",
    chapter=CHAPTER,
    title="Rosters",
    prompt=(
        "Return for each team a pair: its name, and how many heroes it has, which may be 0. The "
        "order does not matter. Send at most two statements."
    ),
    kind="async",
    concepts=("async_session", "await", "selectinload", "eager_load", "lazy_load", "n_plus_one"),
    minutes=5,
    models=MODELS,
    statements=2,
    starter="async def rosters(session):\n    return ...",
    reference=_rosters,
    alternates=[_rosters_counted, _rosters_in_two_questions],
    wrong=[
        (_rosters_lazy, "lazy_load_in_async"),
        (_rosters_not_awaited, "missing_await"),
        (_rosters_refreshed, "n_plus_one"),
        (_rosters_in_sync, "n_plus_one"),
        (_rosters_of_the_busy, "inner_join_drops_rows"),
        (_rosters_of_one, "one_for_many"),
    ],
    hints=(
        "Reading team.heroes loads, unless the heroes came with the teams.",
        "options(selectinload(...)) on the select loads the lists of all teams at once.",
    ),
)

WATCH = "Harbor Watch"


async def _recruit(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name="Harbor Watch", headquarters="Pier 9", heroes=list(free))
    session.add(team)
    await session.commit()
    await session.refresh(team, ["name", "heroes"])
    return team.name, len(team.heroes)


async def _recruit_in_bulk(session):
    team = Team(name=WATCH, headquarters="Pier 9")
    session.add(team)
    await session.flush()
    free = update(Hero).where(col(Hero.team_id).is_(None)).values(team_id=team.id)
    joined = await session.exec(free)
    await session.commit()
    return WATCH, joined.rowcount


def _enlist(session: Session):
    free = session.exec(select(Hero).where(col(Hero.team_id).is_(None))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    session.commit()
    return team.name, len(team.heroes)


async def _recruit_in_sync(session):
    return await session.run_sync(_enlist)


async def _recruit_and_read_stale(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    await session.commit()
    return team.name, len(team.heroes)


async def _recruit_and_refresh_by_halves(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    await session.commit()
    await session.refresh(team, ["name"])
    return team.name, len(team.heroes)


async def _recruit_without_commit(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    return team.name, len(team.heroes)


async def _recruit_with_a_forgotten_await(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    session.commit()
    return WATCH, len(free)


async def _recruit_by_flush(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    await session.flush()
    return team.name, len(team.heroes)


async def _recruit_and_forget(session):
    free = (await session.exec(select(Hero).where(col(Hero.team_id).is_(None)))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    await session.commit()


async def _recruit_nobody(session):
    free = (await session.exec(select(Hero).where(Hero.team_id is None))).all()
    team = Team(name=WATCH, headquarters="Pier 9", heroes=list(free))
    session.add(team)
    await session.commit()
    return WATCH, len(free)


recruit = Exercise(
    id="async_.recruit",
    chapter=CHAPTER,
    title="Harbor Watch",
    prompt=(
        "Make a new team Harbor Watch with the headquarters Pier 9. All heroes whose team_id is "
        "NULL join it, and nobody else. Save that, and return a pair: the name of the new "
        "team, and how many heroes it has. Your function gets a session of AsyncSession(engine), "
        "whose objects expire at each commit."
    ),
    kind="async",
    concepts=(
        "async_session",
        "await",
        "expire_on_commit",
        "refresh",
        "relationship",
        "null",
        "add",
        "commit",
    ),
    minutes=7,
    models=MODELS,
    starter="async def recruit(session):\n    return ...",
    reference=_recruit,
    alternates=[_recruit_in_bulk, _recruit_in_sync],
    wrong=[
        (_recruit_and_read_stale, "lazy_load_in_async"),
        (_recruit_and_refresh_by_halves, "lazy_load_in_async"),
        (_recruit_without_commit, "forgotten_commit"),
        (_recruit_with_a_forgotten_await, "missing_await"),
        (_recruit_by_flush, "flush_for_commit"),
        (_recruit_and_forget, "forgot_return"),
        (_recruit_nobody, "is_none"),
    ],
    hints=(
        "A new Team takes its heroes as a list, and nothing has to be loaded for that.",
        "After the commit, refresh the team by name: its own columns, and its list too.",
    ),
)
