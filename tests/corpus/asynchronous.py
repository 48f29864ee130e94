"""Cells that await: the same on aiosqlite, psycopg and asyncpg."""

from tests.corpus import Corpus

cell = Corpus("asynchronous", on="async")

PETS = """
    fresh_models()
    class Owner(AsyncAttrs, SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")
    class Pet(AsyncAttrs, SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    session.add(Owner(name="Ada", pets=[Pet(name="Rex")]))
    await session.commit()
    session.expunge_all()
    """

cell(
    "exec: the await expression",
    """
    teams = (await session.exec(select(Team))).all()
    """,
    (1, "await session.exec(select(Team))", "query", None),
)

cell(
    "get, scalar and scalars, one after the other",
    """
    hero = await session.get(Hero, 1)
    count = await session.scalar(select(func.count(Hero.id)))
    names = (await session.scalars(select(Team.name))).all()
    """,
    (1, "await session.get(Hero, 1)", "query", None),
    (2, "await session.scalar(select(func.count(Hero.id)))", "query", None),
    (3, "await session.scalars(select(Team.name))", "query", None),
)

cell(
    "an await over lines",
    """
    rows = (
        await session.exec(
            select(Hero.name, Team.name)
            .join(Team)
        )
    ).all()
    """,
    (
        2,
        "await session.exec(\n        select(Hero.name, Team.name)\n        .join(Team)\n    )",
        "query",
        None,
    ),
)

cell(
    "commit flushes, refresh refreshes",
    """
    team = Team(name="Tiny", headquarters="Shed")
    session.add(team)
    await session.commit()
    await session.refresh(team)
    team.name
    """,
    (3, "await session.commit()", "flush", None),
    (4, "await session.refresh(team)", "refresh", None),
)

cell(
    "an explicit flush, and a query that flushes first",
    """
    session.add(Team(name="Tiny", headquarters="Shed"))
    await session.flush()
    session.add(Team(name="Small", headquarters="Shed"))
    await session.exec(select(Team))
    """,
    (2, "await session.flush()", "flush", None),
    (4, "await session.exec(select(Team))", "flush", None),
    (4, "await session.exec(select(Team))", "query", None),
)

cell(
    "delete loads what it cascades to",
    """
    mission = await session.get(Mission, 1)
    await session.delete(mission)
    await session.commit()
    """,
    (1, "await session.get(Mission, 1)", "query", None),
    (2, "await session.delete(mission)", "lazy load", "Mission.hero_links"),
    (3, "await session.commit()", "flush", None),
    (3, "await session.commit()", "flush", None),
)

cell(
    "eager loads are sent while exec is awaited",
    """
    query = select(Team).options(selectinload(Team.heroes).selectinload(Hero.missions))
    teams = (await session.exec(query)).all()
    print(len(teams[0].heroes[0].missions))
    """,
    (2, "await session.exec(query)", "query", None),
    (2, "await session.exec(query)", "eager load", "Team.heroes"),
    (2, "await session.exec(query)", "eager load", "Hero.missions"),
)

cell(
    "run_sync with a lambda",
    """
    names = await session.run_sync(lambda sync: [t.name for t in sync.exec(select(Team))])
    """,
    (1, "sync.exec(select(Team))", "query", None),
)

cell(
    "run_sync with a function that loads lazily",
    """
    def sizes(sync):
        teams = sync.exec(select(Team).where(Team.id < 3)).all()
        return [len(team.heroes) for team in teams]

    await session.run_sync(sizes)
    """,
    (2, "sync.exec(select(Team).where(Team.id < 3))", "query", None),
    *[(3, "team.heroes", "lazy load", "Team.heroes")] * 2,
)

cell(
    "a stream, gone through with async for",
    """
    result = await session.stream(select(Hero).limit(3))
    async for hero in result.scalars():
        print(hero.name)
    """,
    (1, "await session.stream(select(Hero).limit(3))", "query", None),
)

cell(
    "a stream that loads eagerly while it is fetched",
    """
    query = select(Hero).options(selectinload(Hero.missions)).execution_options(yield_per=20)
    async for hero in await session.stream_scalars(query):
        print(hero.name)
    """,
    (2, "await session.stream_scalars(query)", "query", None),
    *[(2, "await session.stream_scalars(query)", "eager load", "Hero.missions")] * 2,
)

cell(
    "an async comprehension over a stream that loads eagerly",
    """
    query = select(Hero).options(selectinload(Hero.missions)).execution_options(yield_per=20)
    result = await session.stream_scalars(query)
    names = [hero.name async for hero in result]
    """,
    (2, "await session.stream_scalars(query)", "query", None),
    *[(3, "result", "eager load", "Hero.missions")] * 2,
)

cell(
    "an await for each turn of a comprehension",
    """
    heroes = [await session.get(Hero, number) for number in (1, 2)]
    """,
    *[(1, "await session.get(Hero, number)", "query", None)] * 2,
)

cell(
    "leaving a session and leaving its transaction",
    """
    async with AsyncSession(engine) as own, own.begin():
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (1, "own.begin()", "flush", None),
)

cell(
    "leaving a savepoint, with blocks inside each other",
    """
    async with AsyncSession(engine) as own:
        async with own.begin():
            async with own.begin_nested():
                own.add(Team(name="Tiny", headquarters="Shed"))
            own.add(Team(name="Small", headquarters="Shed"))
    """,
    (3, "own.begin_nested()", "flush", None),
    (2, "own.begin()", "flush", None),
)

cell(
    "leaving a block by return",
    """
    async def add(name):
        async with AsyncSession(engine) as own, own.begin():
            if name:
                own.add(Team(name=name, headquarters="Shed"))
                return await own.get(Team, 1)
            own.add(Team(name="Nameless", headquarters="Shed"))

    await add("Tiny")
    await add("")
    """,
    (5, "await own.get(Team, 1)", "flush", None),
    (5, "await own.get(Team, 1)", "query", None),
    (2, "own.begin()", "flush", None),
)

cell(
    "leaving what a session maker begins",
    """
    maker = async_sessionmaker(engine, class_=AsyncSession)
    async with maker.begin() as own:
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (2, "maker.begin()", "flush", None),
)

cell(
    "leaving a session that is used for one query",
    """
    async with AsyncSession(engine) as own:
        team = await own.get(Team, 1)
    """,
    (2, "await own.get(Team, 1)", "query", None),
)

cell(
    "two tasks at once, each with a session",
    """
    async def roster(number):
        async with AsyncSession(engine) as own:
            team = await own.get(Team, number)
            await own.refresh(team)
            return team.name

    print(await asyncio.gather(roster(1), roster(2)))
    """,
    *[
        (3, "await own.get(Team, number)", "query", None),
        (4, "await own.refresh(team)", "refresh", None),
    ]
    * 2,
    any_order=True,
)

cell(
    "gather of the sessions' own coroutines",
    """
    async with AsyncSession(engine) as one, AsyncSession(engine) as two:
        hero, team = await asyncio.gather(one.get(Hero, 1), two.get(Team, 2))
    """,
    *[(2, "await asyncio.gather(one.get(Hero, 1), two.get(Team, 2))", "query", None)] * 2,
    any_order=True,
)

cell(
    "a task group",
    """
    async def count(model):
        async with AsyncSession(engine) as own:
            return await own.scalar(select(func.count(model.id)))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(count(model)) for model in (Hero, Team, Mission)]
    print([task.result() for task in tasks])
    """,
    *[(3, "await own.scalar(select(func.count(model.id)))", "query", None)] * 3,
    any_order=True,
)

cell(
    "a task that is made, then awaited; a timeout",
    """
    async def load(number):
        return await session.get(Hero, number)

    task = asyncio.create_task(load(1))
    hero = await task
    async with asyncio.timeout(9):
        await asyncio.wait_for(load(2), 9)
    """,
    *[(2, "await session.get(Hero, number)", "query", None)] * 2,
)

cell(
    "an attribute that is awaited",
    """
    owner = await session.get(Owner, 1)
    for pet in await owner.awaitable_attrs.pets:
        print(pet.name)
    """,
    (1, "await session.get(Owner, 1)", "query", None),
    (2, "await owner.awaitable_attrs.pets", "lazy load", "Owner.pets"),
    before=PETS,
)

cell(
    "an expired object and its relationship, awaited",
    """
    pet = await session.get(Pet, 1)
    await session.commit()
    name = await pet.awaitable_attrs.name
    owner = await pet.awaitable_attrs.owner
    """,
    (1, "await session.get(Pet, 1)", "query", None),
    (3, "await pet.awaitable_attrs.name", "refresh", None),
    (4, "await pet.awaitable_attrs.owner", "lazy load", "Pet.owner"),
    before=PETS,
)

cell(
    "a lazy load without await fails, and is in the list",
    """
    hero = await session.get(Hero, 1)
    try:
        hero.team
    except Exception as error:
        print(error)  # asyncpg's is a MissingGreenlet, that of others a StatementError
    """,
    (1, "await session.get(Hero, 1)", "query", None),
    (3, "hero.team", "lazy load", "Hero.team"),
)

cell(
    "a deferred column without await fails, and is in the list",
    """
    hero = (await session.exec(select(Hero).options(defer(Hero.age)).limit(1))).one()
    with suppress(Exception):
        print(f"{hero.name} is {hero.age}")
    """,
    (1, "await session.exec(select(Hero).options(defer(Hero.age)).limit(1))", "query", None),
    (3, "hero.age", "refresh", None),
)

cell(
    "Core on a connection of an async engine",
    """
    async with engine.connect() as connection:
        rows = (await connection.execute(select(Hero.name))).all()
        count = await connection.scalar(text("SELECT count(*) FROM hero"))
        one = (await connection.exec_driver_sql("SELECT 1")).scalar()
    """,
    (2, "await connection.execute(select(Hero.name))", "query", None),
    (3, 'await connection.scalar(text("SELECT count(*) FROM hero"))', "query", None),
    (4, 'await connection.exec_driver_sql("SELECT 1")', "driver", None),
)

cell(
    "Core in a transaction: insert, update, delete and a stream",
    """
    team = Team.__table__
    async with engine.begin() as connection:
        await connection.execute(insert(team), {"name": "Tiny", "headquarters": "Shed"})
        await connection.execute(update(team).values(headquarters="Shed"))
        await connection.execute(delete(team).where(team.c.name == "Tiny"))
        async with connection.stream(select(team.c.name)) as result:
            async for row in result:
                print(row)
    """,
    (
        3,
        'await connection.execute(insert(team), {"name": "Tiny", "headquarters": "Shed"})',
        "dml",
        None,
    ),
    (4, 'await connection.execute(update(team).values(headquarters="Shed"))', "dml", None),
    (5, 'await connection.execute(delete(team).where(team.c.name == "Tiny"))', "dml", None),
    (6, "connection.stream(select(team.c.name))", "query", None),
)

cell(
    "tables made and dropped with run_sync",
    """
    async with engine.begin() as connection:
        note = Table("note", MetaData(), Column("id", Integer, primary_key=True))
        await connection.run_sync(note.create, checkfirst=False)
        await connection.run_sync(lambda sync: note.drop(sync, checkfirst=False))
    """,
    (3, "await connection.run_sync(note.create, checkfirst=False)", "ddl", None),
    (4, "note.drop(sync, checkfirst=False)", "ddl", None),
)

cell(
    "changes of many rows through the session",
    """
    await session.exec(update(Hero).where(Hero.age > 60).values(age=60))
    await session.exec(insert(Team), params=[{"name": "Tiny", "headquarters": "Shed"}])
    await session.commit()
    """,
    (1, "await session.exec(update(Hero).where(Hero.age > 60).values(age=60))", "dml", None),
    (
        2,
        'await session.exec(insert(Team), params=[{"name": "Tiny", "headquarters": "Shed"}])',
        "dml",
        None,
    ),
)

cell(
    "a commit that fails, caught, and the session goes on",
    """
    session.add(Hero(name="Nobody"))
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
    hero = await session.get(Hero, 1)
    """,
    (3, "await session.commit()", "flush", None),
    (6, "await session.get(Hero, 1)", "query", None),
)

cell(
    "a query that fails when it is awaited",
    """
    try:
        await session.scalars(select(text("nothing")).select_from(Hero))
    except Exception as error:
        print(error)
    """,
    (2, 'await session.scalars(select(text("nothing")).select_from(Hero))', "query", None),
)

cell(
    "an async generator and a context manager of the cell",
    """
    @asynccontextmanager
    async def unit():
        async with AsyncSession(engine) as own:
            yield own
            await own.commit()

    async def teams(own):
        for number in (1, 2):
            yield await own.get(Team, number)

    async with unit() as own:
        names = [team.name async for team in teams(own)]
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    *[(9, "await own.get(Team, number)", "query", None)] * 2,
    (5, "await own.commit()", "flush", None),
)

cell(
    "a method of a class of the cell, and an await inside an await",
    """
    class Heroes:
        async def team(self, number):
            hero = await session.get(Hero, number)
            return await session.get(Team, hero.team_id)

    team = await Heroes().team(1)
    names = await (await session.connection()).execute(select(Mission.name))
    """,
    (3, "await session.get(Hero, number)", "query", None),
    (4, "await session.get(Team, hero.team_id)", "query", None),
    (7, "await (await session.connection()).execute(select(Mission.name))", "query", None),
)

cell(
    "a module that awaits: the expression of the cell",
    """
    import acrud

    print(await acrud.team_names(session))
    """,
    (3, "await acrud.team_names(session)", "query", None),
    modules={
        "acrud": """
        from sqlmodel import select
        from heroes.models import Team

        async def team_names(session):
            return [team.name for team in await session.exec(select(Team))]
        """
    },
)

cell(
    "a task that an earlier cell made",
    """
    print(await task)
    """,
    (3, "await session.get(Hero, 1)", "query", None),
    before="""
    async def later():
        await go.wait()
        hero = await session.get(Hero, 1)
        return hero.name

    go = asyncio.Event()
    task = asyncio.create_task(later())
    asyncio.get_running_loop().call_later(0.05, go.set)
    await asyncio.sleep(0)
    """,
)
