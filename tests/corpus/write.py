"""Flushes, bulk and Core changes, tables made and dropped, and statements that fail."""

from tests.corpus import Corpus

cell = Corpus("write")

MANY = 2_500
BADGE = """
    fresh_models()
    class Badge(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        changed: datetime | None = Field(
            default=None, sa_type=DateTime, sa_column_kwargs={"onupdate": func.now()}
        )
    SQLModel.metadata.create_all(engine)
    """

cell(
    "a commit flushes",
    """
    session.add(Team(name="Tiny", headquarters="Shed"))
    session.commit()
    """,
    (2, "session.commit()", "flush", None),
)

cell(
    "an explicit flush, and nothing left for the commit",
    """
    session.add(Team(name="Tiny", headquarters="Shed"))
    session.flush()
    session.commit()
    """,
    (2, "session.flush()", "flush", None),
)

cell(
    "a query flushes first",
    """
    session.add(Team(name="Tiny", headquarters="Shed"))
    teams = session.exec(select(Team)).all()
    """,
    (2, "session.exec(select(Team))", "flush", None),
    (2, "session.exec(select(Team))", "query", None),
)

cell(
    "a lazy load flushes first",
    """
    team = session.get(Team, 5)
    session.add(Hero(name="Dot", secret_name="Dorothy", team_id=5))
    print(len(team.heroes))
    """,
    (1, "session.get(Team, 5)", "query", None),
    (3, "team.heroes", "flush", None),
    (3, "team.heroes", "lazy load", "Team.heroes"),
)

cell(
    "no_autoflush keeps a query from flushing",
    """
    session.add(Team(name="Tiny", headquarters="Shed"))
    with session.no_autoflush:
        session.exec(select(Team)).all()
    session.commit()
    """,
    (3, "session.exec(select(Team))", "query", None),
    (4, "session.commit()", "flush", None),
)

cell(
    "rows whose ids SQLite must tell one by one are inserted so",
    """
    names = "Tiny", "Small", "Little"
    session.add_all(Team(name=name, headquarters="Shed") for name in names)
    session.commit()
    """,
    *[(3, "session.commit()", "flush", None)] * 3,
)

cell(
    "rows that have their ids already go in one executemany",
    """
    session.add_all(
        Team(id=n, name=f"Team {n}", headquarters="Shed")
        for n in range(101, 120)
    )
    session.commit()
    """,
    (5, "session.commit()", "flush", None),
)

cell(
    "a team and its heroes: two tables, two inserts",
    """
    team = Team(name="Tiny", headquarters="Shed")
    team.heroes.append(Hero(name="Dot", secret_name="Dorothy"))
    session.add(team)
    session.commit()
    """,
    (4, "session.commit()", "flush", None),
    (4, "session.commit()", "flush", None),
)

cell(
    "a change of one row",
    """
    hero = session.get(Hero, 3)
    hero.age = 49
    session.commit()
    """,
    (1, "session.get(Hero, 3)", "query", None),
    (3, "session.commit()", "flush", None),
)

cell(
    "the same change of many rows is one executemany",
    """
    for hero in session.exec(select(Hero).where(Hero.age > 0)):
        hero.age += 1
    session.commit()
    """,
    (1, "session.exec(select(Hero).where(Hero.age > 0))", "query", None),
    (3, "session.commit()", "flush", None),
)

cell(
    "delete loads what it cascades to, and the commit deletes both",
    """
    mission = session.get(Mission, 1)
    session.delete(mission)
    session.commit()
    """,
    (1, "session.get(Mission, 1)", "query", None),
    (2, "session.delete(mission)", "lazy load", "Mission.hero_links"),
    (3, "session.commit()", "flush", None),
    (3, "session.commit()", "flush", None),
)

cell(
    "the flush of a delete loads the children, to set their key to null",
    """
    team = session.get(Team, 3)
    session.delete(team)
    session.flush()
    """,
    (1, "session.get(Team, 3)", "query", None),
    (3, "session.flush()", "lazy load", "Team.heroes"),
    (3, "session.flush()", "flush", None),
    (3, "session.flush()", "flush", None),
)

cell(
    "a team without heroes is deleted in a loop",
    """
    for team in session.exec(select(Team).where(Team.id == 5)).all():
        session.delete(team)
    else:
        session.commit()
    """,
    (1, "session.exec(select(Team).where(Team.id == 5))", "query", None),
    (4, "session.commit()", "lazy load", "Team.heroes"),
    (4, "session.commit()", "flush", None),
)

cell(
    "append loads the collection that it appends to",
    """
    team = session.get(Team, 5)
    team.heroes.append(Hero(name="Dot", secret_name="Dorothy"))
    session.commit()
    """,
    (1, "session.get(Team, 5)", "query", None),
    (2, "team.heroes", "lazy load", "Team.heroes"),
    (3, "session.commit()", "flush", None),
)

cell(
    "remove loads the collection that it removes from",
    """
    team = session.get(Team, 1)
    rusty = session.get(Hero, 3)
    team.heroes.remove(rusty)
    session.commit()
    """,
    (1, "session.get(Team, 1)", "query", None),
    (2, "session.get(Hero, 3)", "query", None),
    (3, "team.heroes", "lazy load", "Team.heroes"),
    (4, "session.commit()", "flush", None),
)

cell(
    "to set a relationship loads nothing",
    """
    hero = session.get(Hero, 4)
    team = session.get(Team, 5)
    hero.team = team
    session.commit()
    """,
    (1, "session.get(Hero, 4)", "query", None),
    (2, "session.get(Team, 5)", "query", None),
    (4, "session.commit()", "flush", None),
)

cell(
    "a key is set, and the relationship follows after the commit",
    """
    hero = session.get(Hero, 4)
    hero.team_id = 5
    session.commit()
    print(hero.team.name)
    """,
    (1, "session.get(Hero, 4)", "query", None),
    (3, "session.commit()", "flush", None),
    (4, "hero.team", "refresh", None),
    (4, "hero.team", "lazy load", "Hero.team"),
)

cell(
    "a link between two objects",
    """
    hero, mission = session.get(Hero, 9), session.get(Mission, 6)
    session.add(HeroMissionLink(hero=hero, mission=mission, role="clerk"))
    session.commit()
    """,
    (1, "session.get(Hero, 9)", "query", None),
    (1, "session.get(Mission, 6)", "query", None),
    (3, "session.commit()", "flush", None),
)

cell(
    "a savepoint flushes on the way in and on the way out",
    """
    session.add(Team(name="Tiny", headquarters="Shed"))
    with session.begin_nested():
        session.add(Team(name="Small", headquarters="Shed"))
    session.commit()
    """,
    (2, "session.begin_nested()", "flush", None),
    (2, "session.begin_nested()", "flush", None),
)

cell(
    "a savepoint that is committed by hand",
    """
    savepoint = session.begin_nested()
    session.add(Team(name="Tiny", headquarters="Shed"))
    savepoint.commit()
    session.rollback()
    """,
    (3, "savepoint.commit()", "flush", None),
)

cell(
    "leaving begin() flushes, leaving the session does not",
    """
    with Session(engine) as own, own.begin():
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (1, "own.begin()", "flush", None),
)

cell(
    "items of a with in parentheses, over lines",
    """
    with (
        Session(engine) as own,
        own.begin(),
    ):
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (3, "own.begin()", "flush", None),
)

cell(
    "the last item is left first",
    """
    one, two = Session(engine), Session(engine)
    with one.begin() as outer, two.begin() as inner:
        one.add(Team(name="Tiny", headquarters="Shed"))
        two.add(Team(name="Small", headquarters="Shed"))
    """,
    (2, "two.begin()", "flush", None),
    (2, "one.begin()", "flush", None),
)

cell(
    "with blocks inside each other",
    """
    with Session(engine) as own:
        with own.begin():
            own.add(Team(name="Tiny", headquarters="Shed"))
            with own.begin_nested():
                own.add(Team(name="Small", headquarters="Shed"))
            own.add(Team(name="Little", headquarters="Shed"))
    """,
    (4, "own.begin_nested()", "flush", None),
    (4, "own.begin_nested()", "flush", None),
    (2, "own.begin()", "flush", None),
)

cell(
    "a with block that is left by return",
    """
    def add(name):
        with Session(engine) as own, own.begin():
            if name == "Tiny":
                own.add(Team(name=name, headquarters="Shed"))
                return 1
            own.add(Team(name=name, headquarters="Barn"))
        return 2

    add("Tiny") + add("Small")
    """,
    (2, "own.begin()", "flush", None),
    (2, "own.begin()", "flush", None),
)

cell(
    "a with block that is left by continue and by break",
    """
    for name in ("Tiny", "Small"):
        with Session(engine) as own, own.begin_nested():
            own.add(Team(name=name, headquarters="Shed"))
            if name == "Tiny":
                continue
            break
    """,
    (2, "own.begin_nested()", "flush", None),
    (2, "own.begin_nested()", "flush", None),
)

cell(
    "a with block that is left by an error of its own flush",
    """
    with suppress(IntegrityError), session.begin_nested():
        session.add(HeroMissionLink(hero_id=1, mission_id=1))
    """,
    (1, "session.begin_nested()", "flush", None),
)

cell(
    "a with block that is left by an error sends no insert",
    """
    with suppress(ZeroDivisionError):
        with Session(engine) as own, own.begin():
            own.add(Team(name="Tiny", headquarters="Shed"))
            1 / 0
    """,
)

cell(
    "a session maker that begins",
    """
    maker = sessionmaker(engine, class_=Session)
    with maker.begin() as own:
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (2, "maker.begin()", "flush", None),
)

cell(
    "an exit stack leaves what it was given",
    """
    with ExitStack() as stack:
        own = stack.enter_context(Session(engine))
        stack.enter_context(own.begin())
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (1, "ExitStack()", "flush", None),
)

cell(
    "insert many through the session",
    """
    rows = [{"name": "Tiny", "headquarters": "Shed"}, {"name": "Small", "headquarters": "Shed"}]
    session.exec(insert(Team), params=rows)
    session.commit()
    """,
    (2, "session.exec(insert(Team), params=rows)", "dml", None),
)

cell(
    "insert with returning",
    """
    query = insert(Team).returning(Team)
    teams = session.scalars(query, [{"name": "Tiny", "headquarters": "Shed"}]).all()
    """,
    (
        2,
        'session.scalars(query, [{"name": "Tiny", "headquarters": "Shed"}])',
        "dml",
        None,
    ),
)

cell(
    "update and delete many through the session",
    """
    done = session.exec(update(Hero).where(Hero.age > 60).values(age=60))
    gone = session.exec(delete(HeroMissionLink).where(HeroMissionLink.role == "scout"))
    print(done.rowcount, gone.rowcount)
    """,
    (1, "session.exec(update(Hero).where(Hero.age > 60).values(age=60))", "dml", None),
    (
        2,
        'session.exec(delete(HeroMissionLink).where(HeroMissionLink.role == "scout"))',
        "dml",
        None,
    ),
)

cell(
    "an update that flushes first",
    """
    session.add(Hero(name="Dot", secret_name="Dorothy", age=70))
    session.exec(update(Hero).values(age=1))
    """,
    (2, "session.exec(update(Hero).values(age=1))", "flush", None),
    (2, "session.exec(update(Hero).values(age=1))", "dml", None),
)

cell(
    "insert, update and delete on a connection",
    """
    team = Team.__table__
    with engine.begin() as connection:
        connection.execute(insert(team), {"name": "Tiny", "headquarters": "Shed"})
        connection.execute(update(team).where(team.c.id == 5).values(name="Bench"))
        connection.execute(delete(team).where(team.c.name == "Tiny"))
    """,
    (
        3,
        'connection.execute(insert(team), {"name": "Tiny", "headquarters": "Shed"})',
        "dml",
        None,
    ),
    (
        4,
        'connection.execute(update(team).where(team.c.id == 5).values(name="Bench"))',
        "dml",
        None,
    ),
    (5, 'connection.execute(delete(team).where(team.c.name == "Tiny"))', "dml", None),
)

cell(
    "an upsert and an insert from a select",
    """
    from sqlalchemy.dialects.sqlite import insert as upsert

    row = upsert(Team).values(id=5, name="Bench", headquarters="Shed")
    session.exec(row.on_conflict_do_update(index_elements=["id"], set_={"name": "Bench"}))
    copies = select(Team.name, Team.headquarters)
    session.exec(insert(Team).from_select(["name", "headquarters"], copies))
    """,
    (
        4,
        'session.exec(row.on_conflict_do_update(index_elements=["id"], set_={"name": "Bench"}))',
        "dml",
        None,
    ),
    (
        6,
        'session.exec(insert(Team).from_select(["name", "headquarters"], copies))',
        "dml",
        None,
    ),
)

cell(
    "many rows in batches, through the session",
    f"""
    rows = [{{"name": f"Clone {{n}}", "secret_name": "Jango"}} for n in range({MANY:_})]
    heroes = session.scalars(insert(Hero).returning(Hero), rows).all()
    """,
    *[(2, "session.scalars(insert(Hero).returning(Hero), rows)", "dml", None)] * 3,
)

cell(
    "many values in batches, on a connection",
    f"""
    rows = [{{"name": f"T{{n}}", "headquarters": "Shed"}} for n in range({MANY:_})]
    with engine.begin() as connection:
        query = insert(Team.__table__).returning(Team.__table__.c.id)
        ids = connection.execute(query, rows).scalars().all()
    """,
    *[(4, "connection.execute(query, rows)", "dml", None)] * 3,
)

cell(
    "bulk_save_objects is no flush",
    """
    session.bulk_save_objects([Team(name="Tiny", headquarters="Shed")])
    session.commit()
    """,
    (1, 'session.bulk_save_objects([Team(name="Tiny", headquarters="Shed")])', "dml", None),
)

cell(
    "changes as text",
    """
    session.execute(text("UPDATE hero SET age = age + 1"))
    session.execute(text("insert into team (name, headquarters) values ('Tiny', 'Shed')"))
    session.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    session.execute(text("DROP TABLE note"))
    """,
    (1, 'session.execute(text("UPDATE hero SET age = age + 1"))', "dml", None),
    (
        2,
        "session.execute(text(\"insert into team (name, headquarters) values ('Tiny', 'Shed')\"))",
        "dml",
        None,
    ),
    (3, 'session.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))', "ddl", None),
    (4, 'session.execute(text("DROP TABLE note"))', "ddl", None),
)

cell(
    "changes through the driver",
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        connection.exec_driver_sql("INSERT INTO note (text) VALUES (?)", [("one",), ("two",)])
    """,
    (
        2,
        'connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")',
        "driver",
        None,
    ),
    (
        3,
        'connection.exec_driver_sql("INSERT INTO note (text) VALUES (?)", [("one",), ("two",)])',
        "driver",
        None,
    ),
)

cell(
    "create_all asks for each table, and creates none that is there",
    """
    Base.metadata.create_all(engine)
    """,
    *[(1, "Base.metadata.create_all(engine)", "driver", None)] * 4,
)

cell(
    "create_all of a new table with an index",
    """
    fresh_models()

    class Note(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        text: str = Field(index=True)

    SQLModel.metadata.create_all(engine)
    """,
    (7, "SQLModel.metadata.create_all(engine)", "driver", None),
    (7, "SQLModel.metadata.create_all(engine)", "driver", None),
    (7, "SQLModel.metadata.create_all(engine)", "ddl", None),
    (7, "SQLModel.metadata.create_all(engine)", "ddl", None),
)

cell(
    "drop_all without asking",
    """
    Base.metadata.drop_all(engine, checkfirst=False)
    """,
    *[(1, "Base.metadata.drop_all(engine, checkfirst=False)", "ddl", None)] * 4,
)

cell(
    "one table is dropped and created",
    """
    links = HeroMissionLink.__table__
    links.drop(engine, checkfirst=True)
    links.create(engine, checkfirst=False)
    """,
    (2, "links.drop(engine, checkfirst=True)", "driver", None),
    (2, "links.drop(engine, checkfirst=True)", "ddl", None),
    (3, "links.create(engine, checkfirst=False)", "ddl", None),
)

cell(
    "a value that the database sets on update: the key is fetched before, the value when read",
    """
    badge = Badge(name="Gold")
    session.add(badge)
    session.commit()
    badge.name = "Silver"
    session.flush()
    print(badge.changed)
    """,
    (3, "session.commit()", "flush", None),
    (5, "session.flush()", "refresh", None),
    (5, "session.flush()", "flush", None),
    (6, "badge.changed", "refresh", None),
    before=BADGE,
)

cell(
    "a required field is missing, caught",
    """
    session.add(Hero(name="Nobody"))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
    print(session.get(Hero, 1).name)
    """,
    (3, "session.commit()", "flush", None),
    (6, "session.get(Hero, 1)", "query", None),
)

cell(
    "a key that points nowhere, not caught",
    """
    session.add(Hero(name="Lost", secret_name="Larry", team_id=999))
    session.commit()
    """,
    (2, "session.commit()", "flush", None),
    raises="IntegrityError",
)

cell(
    "a second insert of the batch fails",
    """
    session.add(Team(id=50, name="Tiny", headquarters="Shed"))
    session.add(Hero(id=1, name="Deadpond", secret_name="Impostor"))
    session.flush()
    """,
    (3, "session.flush()", "flush", None),
    (3, "session.flush()", "flush", None),
    raises="IntegrityError",
)

cell(
    "a table that is there already",
    """
    with engine.begin() as connection:
        Team.__table__.create(connection, checkfirst=False)
    """,
    (2, "Team.__table__.create(connection, checkfirst=False)", "ddl", None),
    raises="OperationalError",
)

cell(
    "a listener of the session queries in the middle of a flush",
    """
    @event.listens_for(session, "before_flush")
    def count(session, context, instances):
        session.exec(select(func.count(Team.id))).one()

    session.add(Team(name="Tiny", headquarters="Shed"))
    session.commit()
    """,
    (3, "session.exec(select(func.count(Team.id)))", "query", None),
    (6, "session.commit()", "flush", None),
)

cell(
    "a listener of a model sends through the connection of the flush",
    """
    @event.listens_for(Badge, "before_insert")
    def number(mapper, connection, badge):
        badge.name += str(connection.scalar(select(func.count(Badge.id))))

    session.add(Badge(name="Gold"))
    session.flush()
    """,
    (3, "connection.scalar(select(func.count(Badge.id)))", "query", None),
    (6, "session.flush()", "flush", None),
    before=BADGE,
)

cell(
    "a listener of the session changes rows in the middle of a flush",
    """
    @event.listens_for(session, "after_flush")
    def reset(session, context):
        session.exec(update(Team).where(Team.id == 5).values(headquarters="Shed"))

    session.add(Team(name="Tiny", headquarters="Shed"))
    session.commit()
    """,
    (6, "session.commit()", "flush", None),
    (
        3,
        'session.exec(update(Team).where(Team.id == 5).values(headquarters="Shed"))',
        "dml",
        None,
    ),
)

cell(
    "an update by primary keys, and one that fetches what it changed",
    """
    session.exec(update(Hero), params=[{"id": 1, "age": 30}, {"id": 2, "age": 16}])
    session.exec(
        update(Hero).where(Hero.id == 1).values(age=31),
        execution_options={"synchronize_session": "fetch"},
    )
    """,
    (
        1,
        'session.exec(update(Hero), params=[{"id": 1, "age": 30}, {"id": 2, "age": 16}])',
        "dml",
        None,
    ),
    (
        2,
        "session.exec(\n    update(Hero).where(Hero.id == 1).values(age=31),\n"
        '    execution_options={"synchronize_session": "fetch"},\n)',
        "dml",
        None,
    ),
)

cell(
    "a delete that other rows forbid",
    """
    session.exec(delete(Team))
    """,
    (1, "session.exec(delete(Team))", "dml", None),
    raises="IntegrityError",
)

cell(
    "DDL as an object, and as text",
    """
    from sqlalchemy import DDL

    with engine.begin() as connection:
        connection.execute(DDL("CREATE VIEW old AS SELECT * FROM hero WHERE age > 60"))
        connection.execute(text("ALTER TABLE team ADD COLUMN motto TEXT"))
    """,
    (
        4,
        'connection.execute(DDL("CREATE VIEW old AS SELECT * FROM hero WHERE age > 60"))',
        "ddl",
        None,
    ),
    (5, 'connection.execute(text("ALTER TABLE team ADD COLUMN motto TEXT"))', "ddl", None),
)

cell(
    "merge of a team with its heroes",
    """
    heroes = [Hero(id=2, name="Spider-Man", secret_name="Pedro Parqueador")]
    team = Team(id=2, name="Z-Force", headquarters="Shed", heroes=heroes)
    session.merge(team)
    """,
    (3, "session.merge(team)", "query", None),
    (3, "session.merge(team)", "lazy load", "Team.heroes"),
    (3, "session.merge(team)", "query", None),
)
