"""Queries of all shapes: through the session, Core, text and the driver."""

from tests.corpus import Corpus

cell = Corpus("query")

cell(
    "all rows of a table",
    """
    teams = session.exec(select(Team)).all()
    """,
    (1, "session.exec(select(Team))", "query", None),
)

cell(
    "the first row",
    """
    team = session.exec(select(Team).where(Team.name == "Wakaland")).first()
    """,
    (1, 'session.exec(select(Team).where(Team.name == "Wakaland"))', "query", None),
)

cell(
    "one and one_or_none, a line each",
    """
    nova = session.exec(select(Hero).where(Hero.name == "Nova")).one()
    nobody = session.exec(select(Hero).where(Hero.name == "Nobody")).one_or_none()
    """,
    (1, 'session.exec(select(Hero).where(Hero.name == "Nova"))', "query", None),
    (2, 'session.exec(select(Hero).where(Hero.name == "Nobody"))', "query", None),
)

cell(
    "one row where there are two",
    """
    session.exec(select(Hero).where(Hero.name == "Echo")).one()
    """,
    (1, 'session.exec(select(Hero).where(Hero.name == "Echo"))', "query", None),
    raises="MultipleResultsFound",
)

cell(
    "get, and again from the identity map",
    """
    hero = session.get(Hero, 1)
    same = session.get(Hero, 1)
    """,
    (1, "session.get(Hero, 1)", "query", None),
)

cell(
    "get twice an object that nobody keeps",
    """
    session.get(Hero, 1)
    session.get(Hero, 1)
    pass
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (2, "session.get(Hero, 1)", "query", None),
)

cell(
    "get by a key of two columns",
    """
    link = session.get(HeroMissionLink, (1, 1))
    """,
    (1, "session.get(HeroMissionLink, (1, 1))", "query", None),
)

cell(
    "get_one of a row that is not there",
    """
    session.get_one(Hero, 999)
    """,
    (1, "session.get_one(Hero, 999)", "query", None),
    raises="NoResultFound",
)

cell(
    "get with populate_existing asks again",
    """
    hero = session.get(Hero, 1)
    hero = session.get(Hero, 1, populate_existing=True)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (2, "session.get(Hero, 1, populate_existing=True)", "query", None),
)

cell(
    "scalars and scalar",
    """
    names = session.scalars(select(Hero.name).limit(3)).all()
    count = session.scalar(select(func.count()).select_from(Hero))
    """,
    (1, "session.scalars(select(Hero.name).limit(3))", "query", None),
    (2, "session.scalar(select(func.count()).select_from(Hero))", "query", None),
)

cell(
    "columns, unpacked in a loop",
    """
    for name, age in session.exec(select(Hero.name, Hero.age).limit(3)):
        print(name, age)
    """,
    (1, "session.exec(select(Hero.name, Hero.age).limit(3))", "query", None),
)

cell(
    "a join of two entities, in parentheses over lines",
    """
    rows = session.exec(
        select(Hero, Team)
        .join(Team)
        .where(Team.headquarters == "Sharp Tower")
    ).all()
    """,
    (
        1,
        "session.exec(\n    select(Hero, Team)\n    .join(Team)\n"
        '    .where(Team.headquarters == "Sharp Tower")\n)',
        "query",
        None,
    ),
)

cell(
    "group by and having, the query built before",
    """
    count = func.count(Hero.id)
    query = select(Team.name, count).outerjoin(Hero).group_by(Team.name)
    query = query.having(count > 4)
    rows = session.exec(query)
    rows.all()
    """,
    (4, "session.exec(query)", "query", None),
)

cell(
    "a subquery, a CTE and exists send nothing of their own",
    """
    ages = select(func.avg(Hero.age)).scalar_subquery()
    old = select(Hero).where(Hero.age > ages).cte("old")
    there = select(Hero.id).where(Hero.team_id == Team.id).exists()
    session.exec(select(old.c.name)).all()
    session.exec(select(Team).where(~there)).one()
    """,
    (4, "session.exec(select(old.c.name))", "query", None),
    (5, "session.exec(select(Team).where(~there))", "query", None),
)

cell(
    "a window function and a union",
    """
    rank = func.rank().over(order_by=Hero.age.desc())
    session.exec(select(Hero.name, rank)).all()
    names = union(select(Hero.name), select(Team.name))
    session.execute(names).all()
    """,
    (2, "session.exec(select(Hero.name, rank))", "query", None),
    (4, "session.execute(names)", "query", None),
)

cell(
    "an alias of the same table",
    """
    other = aliased(Hero)
    pairs = session.exec(
        select(Hero, other).join(other, Hero.age == other.age).where(Hero.id < other.id)
    )
    print(len(pairs.all()))
    """,
    (
        2,
        "session.exec(\n    select(Hero, other).join(other, Hero.age == other.age)"
        ".where(Hero.id < other.id)\n)",
        "query",
        None,
    ),
)

cell(
    "a chain over lines, with a comment between",
    """
    heroes = (
        session
        .exec(
            select(Hero)
            # the oldest first
            .order_by(Hero.age.desc())
        )
        .all()
    )
    """,
    (
        2,
        "session\n    .exec(\n        select(Hero)\n        # the oldest first\n"
        "        .order_by(Hero.age.desc())\n    )",
        "query",
        None,
    ),
)

cell(
    "pages, until one is empty",
    """
    start = 0
    while page := session.exec(select(Hero).offset(start).limit(10)).all():
        start += len(page)
    """,
    *[(2, "session.exec(select(Hero).offset(start).limit(10))", "query", None)] * 4,
)

cell(
    "partitions of a streamed result",
    """
    query = select(Hero).execution_options(yield_per=10)
    for part in session.exec(query).partitions():
        print(len(part))
    """,
    (2, "session.exec(query)", "query", None),
)

cell(
    "a legacy query is sent by what ends it",
    """
    query = session.query(Hero).filter(Hero.age > 50)
    number = query.count()
    oldest = query.order_by(Hero.age.desc()).first()
    """,
    (2, "query.count()", "query", None),
    (3, "query.order_by(Hero.age.desc()).first()", "query", None),
)

cell(
    "a legacy query is sent by a loop over it",
    """
    for team in session.query(Team):
        print(team.name)
    """,
    (1, "session.query(Team)", "query", None),
)

cell(
    "merge loads the row that it merges into",
    """
    hero = session.merge(Hero(id=1, name="Deadpond", secret_name="Wade", age=30))
    """,
    (
        1,
        'session.merge(Hero(id=1, name="Deadpond", secret_name="Wade", age=30))',
        "query",
        None,
    ),
)

cell(
    "text with bound values, through the session",
    """
    old = session.execute(text("SELECT name FROM hero WHERE age > :age"), {"age": 60}).all()
    """,
    (
        1,
        'session.execute(text("SELECT name FROM hero WHERE age > :age"), {"age": 60})',
        "query",
        None,
    ),
)

cell(
    "text that gives objects",
    """
    query = select(Hero).from_statement(text("SELECT * FROM hero WHERE age IS NULL"))
    unknown = session.scalars(query).all()
    """,
    (2, "session.scalars(query)", "query", None),
)

cell(
    "Core on a connection of the engine",
    """
    with engine.connect() as connection:
        names = connection.execute(select(Hero.name)).scalars().all()
        count = connection.scalar(text("SELECT count(*) FROM hero"))
    """,
    (2, "connection.execute(select(Hero.name))", "query", None),
    (3, 'connection.scalar(text("SELECT count(*) FROM hero"))', "query", None),
)

cell(
    "Core, streamed",
    """
    with engine.connect().execution_options(yield_per=5) as connection:
        for (name,) in connection.execute(select(Hero.name)):
            print(name)
    """,
    (2, "connection.execute(select(Hero.name))", "query", None),
)

cell(
    "the connection of the session",
    """
    session.connection().execute(select(Team.name)).first()
    """,
    (1, "session.connection().execute(select(Team.name))", "query", None),
)

cell(
    "SQL for the driver itself",
    """
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
        columns = connection.exec_driver_sql("PRAGMA table_info(hero)").all()
    """,
    (2, 'connection.exec_driver_sql("SELECT sqlite_version()")', "driver", None),
    (3, 'connection.exec_driver_sql("PRAGMA table_info(hero)")', "driver", None),
)

cell(
    "an inspector asks through the driver",
    """
    inspector = inspect(engine)
    tables = inspector.get_table_names()
    again = inspector.get_table_names()
    """,
    (2, "inspector.get_table_names()", "driver", None),
)

cell(
    "a query that fails",
    """
    try:
        session.execute(text("SELECT * FROM villain"))
    except OperationalError as error:
        print(error)
    """,
    (2, 'session.execute(text("SELECT * FROM villain"))', "query", None),
)

cell(
    "a value that the driver does not know",
    """
    session.exec(select(Hero).where(Hero.name == bindparam("name")), params={"name": object()})
    """,
    (
        1,
        "session.exec(select(Hero).where(Hero.name == bindparam("
        '"name")), params={"name": object()})',
        "query",
        None,
    ),
    raises="ProgrammingError",
)

cell(
    "an engine, its tables and its session all in one cell",
    """
    own = create_engine("sqlite://")
    notes = Table("note", MetaData(), Column("id", Integer, primary_key=True))
    with own.begin() as connection:
        notes.create(connection, checkfirst=False)
        connection.execute(select(notes))
    own.dispose()
    """,
    (4, "notes.create(connection, checkfirst=False)", "ddl", None),
    (5, "connection.execute(select(notes))", "query", None),
)

cell(
    "nothing is sent before a query is executed",
    """
    query = select(Hero).where(Hero.age > 30)
    print(query)
    session.commit()
    session.rollback()
    session.close()
    """,
)
