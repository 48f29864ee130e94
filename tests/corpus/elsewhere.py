"""What a cell starts elsewhere: threads, modules of its own, code from strings, magics."""

import sys

from tests.corpus import Corpus

cell = Corpus("elsewhere")

CRUD = '''
    """A module of the learner's own, beside the notebook."""

    from sqlmodel import select

    from heroes.models import Hero, Team


    def team_names(session):
        return [team.name for team in session.exec(select(Team))]


    def add_team(session, name):
        session.add(Team(name=name, headquarters="Shed"))
        session.commit()


    def each_team(session, function):
        return [function(team) for team in session.exec(select(Team).where(Team.id < 3))]


    class Heroes:
        def __init__(self, session):
            self.session = session

        @property
        def first(self):
            return self.session.get(Hero, 1)

        def __iter__(self):
            yield from self.session.exec(select(Hero).limit(2))

        def __enter__(self):
            self.session.flush()
            return self

        def __exit__(self, *_):
            self.session.flush()

        def __str__(self):
            return self.first.name

        def __len__(self):
            return len(self.session.exec(select(Hero.id)).all())


    def measured(function):
        add_team(function.session, function.__name__)
        return function
    '''

cell(
    "a thread that runs a function of the cell",
    """
    def work():
        with Session(engine) as own:
            names.append(own.get(Team, 1).name)

    names = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    """,
    (3, "own.get(Team, 1)", "query", None),
)

cell(
    "threads of a pool, each with a session",
    """
    def roster(number):
        with Session(engine) as own:
            team = own.get(Team, number)
            return [hero.name for hero in team.heroes]

    with ThreadPoolExecutor(2) as pool:
        print(list(pool.map(roster, [1, 2, 3])))
    """,
    *[
        (3, "own.get(Team, number)", "query", None),
        (4, "team.heroes", "lazy load", "Team.heroes"),
    ]
    * 3,
    any_order=True,
)

cell(
    "a thread that adds a row while the cell waits",
    """
    def add():
        with Session(engine) as own, own.begin():
            own.add(Team(name="Tiny", headquarters="Shed"))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(add).result()
    session.exec(select(func.count(Team.id))).one()
    """,
    (2, "own.begin()", "flush", None),
    (7, "session.exec(select(func.count(Team.id)))", "query", None),
)

cell(
    "a thread that runs no line of a cell has no place",
    """
    thread = threading.Thread(target=session.get, args=(Team, 1))
    thread.start()
    thread.join()
    """,
    (0, "", "query", None),
    before="""
    session.connection()
    engine.dispose(close=False)
    session = Session(create_engine(
        engine.url, connect_args={"check_same_thread": False}
    ))
    """,
)

cell(
    "a blocking function in a thread, awaited",
    """
    def count():
        with Session(engine) as own:
            return own.exec(select(func.count(Hero.id))).one()

    await asyncio.to_thread(count)
    """,
    (3, "own.exec(select(func.count(Hero.id)))", "query", None),
)

cell(
    "a function of a module: the expression of the cell",
    """
    import crud

    names = crud.team_names(session)
    crud.add_team(
        session,
        names[0] + "!",
    )
    """,
    (3, "crud.team_names(session)", "query", None),
    (4, 'crud.add_team(\n    session,\n    names[0] + "!",\n)', "flush", None),
    modules={"crud": CRUD},
)

cell(
    "a property and a loop of a module's class",
    """
    from crud import Heroes

    heroes = Heroes(session)
    print(heroes.first.name)
    for hero in heroes:
        print(hero.team)
    """,
    (4, "heroes.first", "query", None),
    (5, "heroes", "query", None),
    (6, "hero.team", "lazy load", "Hero.team"),
    (6, "hero.team", "lazy load", "Hero.team"),
    modules={"crud": CRUD},
)

cell(
    "leaving a context manager of a module",
    """
    from crud import Heroes

    with Session(engine) as own, Heroes(own) as heroes:
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (3, "Heroes(own)", "flush", None),
    modules={"crud": CRUD},
)

cell(
    "entering and leaving context managers of a module, one inside the other",
    """
    from crud import Heroes

    one, two = Session(engine), Session(engine)
    one.add(Team(name="Tiny", headquarters="Shed"))
    with Heroes(one):
        one.commit()
        two.add(Team(name="Small", headquarters="Shed"))
        with suppress(KeyError), \\
                Heroes(two):
            two.add(Team(name="Little", headquarters="Shed"))
        two.commit()
        one.add(Team(name="Wee", headquarters="Shed"))
    one.close()
    two.close()
    """,
    (5, "Heroes(one)", "flush", None),
    (9, "Heroes(two)", "flush", None),
    (9, "Heroes(two)", "flush", None),
    (5, "Heroes(one)", "flush", None),
    modules={"crud": CRUD},
)

cell(
    "three context managers that are left by an error, and by return",
    """
    from crud import Heroes

    def add(fail):
        with suppress(ZeroDivisionError), Heroes(session) as outer, \\
                Heroes(session) as inner:
            try:
                session.add(Team(name="Tiny", headquarters="Shed"))
                return 1 / (not fail)
            finally:
                print("done")

    add(False)
    add(True)
    session.rollback()
    """,
    (5, "Heroes(session)", "flush", None),
    (5, "Heroes(session)", "flush", None),
    modules={"crud": CRUD},
)

cell(
    "a statement that is no expression: import, class and decorator",
    """
    import asking
    from crud import measured

    def size():
        return 1

    size.session = session

    @measured
    class Shape:
        session = session
    measured(size)
    """,
    (1, "import asking", "query", None),
    (9, "measured", "flush", None),
    (12, "measured(size)", "flush", None),
    modules={
        "crud": CRUD,
        "asking": """
        from sqlmodel import Session, select
        from heroes.models import Team
        from __main__ import engine

        with Session(engine) as session:
            TEAMS = session.exec(select(Team.name)).all()
        """,
    },
)

cell(
    "texts of a module's class: str, print and percent",
    """
    from crud import Heroes

    heroes = Heroes(session)
    str(heroes)
    print(heroes)
    "%s" % heroes
    """,
    (4, "str(heroes)", "query", None),
    (5, "print(heroes)", "query", None),
    (6, '"%s" % heroes', "query", None),
    modules={"crud": CRUD},
)

cell(
    "a text of a module's class in an f-string",
    """
    from crud import Heroes

    heroes = Heroes(session)
    note = f"{session.is_active}, {heroes}"
    """,
    (4, 'f"{session.is_active}, {heroes}"', "query", None),
    modules={"crud": CRUD},
    flaw="the source is the part in braces, before Python 3.12 the f-string"
    if sys.version_info >= (3, 12)
    else None,
)

cell(
    "truth of a module's class",
    """
    from crud import Heroes

    heroes = Heroes(session)
    if heroes:
        pass
    while heroes:
        break
    assert heroes
    bool(heroes)
    """,
    (4, "heroes", "query", None),
    (6, "heroes", "query", None),
    (8, "heroes", "query", None),
    (9, "bool(heroes)", "query", None),
    modules={"crud": CRUD},
)

cell(
    "a module that calls back: the innermost frame of a cell",
    """
    import crud

    def size(team):
        return len(team.heroes)

    crud.each_team(session, size)
    crud.each_team(session, lambda team: team.heroes[0].missions)
    """,
    (6, "crud.each_team(session, size)", "query", None),
    *[(4, "team.heroes", "lazy load", "Team.heroes")] * 2,
    (7, "crud.each_team(session, lambda team: team.heroes[0].missions)", "query", None),
    *[
        (7, "team.heroes", "lazy load", "Team.heroes"),
        (7, "team.heroes[0].missions", "lazy load", "Hero.missions"),
    ]
    * 2,
    modules={"crud": CRUD},
)

cell(
    "a module that asks when it is imported",
    """
    import importlib
    setup = importlib.import_module("asking")
    """,
    (2, 'importlib.import_module("asking")', "query", None),
    modules={
        "asking": """
        from sqlmodel import Session, select
        from heroes.models import Team
        from __main__ import engine

        with Session(engine) as session:
            TEAMS = session.exec(select(Team.name)).all()
        """
    },
)

cell(
    "code from a string: the expression of the cell",
    """
    code = "session.exec(select(Team)).all()"
    teams = eval(code)
    exec("hero = session.get(Hero, 1)")
    """,
    (2, "eval(code)", "query", None),
    (3, 'exec("hero = session.get(Hero, 1)")', "query", None),
)

cell(
    "a magic of a line before",
    """
    %precision 3
    team = session.get(Team, 1)
    """,
    (2, "session.get(Team, 1)", "query", None),
)

cell(
    "a magic that assigns, and help, beside an expression",
    """
    folder = %pwd
    len?
    team = session.get(Team, 1)
    """,
    (3, "session.get(Team, 1)", "query", None),
)

cell(
    "a cell under %%time",
    """
    %%time
    team = session.get(Team, 1)
    print(len(team.heroes))
    """,
    (2, "session.get(Team, 1)", "query", None),
    (3, "team.heroes", "lazy load", "Team.heroes"),
)

cell(
    "a line under %time",
    """
    count = 3
    %time team = session.get(Team, count)
    """,
    (2, "session.get(Team, count)", "query", None),
)

cell(
    "a cell that is indented as a whole, as one that was pasted",
    "    team = session.get(Team, 1)\n    for hero in team.heroes:\n        hero.missions",
    (1, "session.get(Team, 1)", "query", None),
    (2, "team.heroes", "lazy load", "Team.heroes"),
    *[(3, "hero.missions", "lazy load", "Hero.missions")] * 8,
)

cell(
    "a cell that was copied from a Python prompt",
    ">>> for number in (1, 2):\n...     session.get(Team, number)\n",
    *[(2, "session.get(Team, number)", "query", None)] * 2,
)

cell(
    "a callback of the library: sort, regular expression, sum",
    """
    import re

    text = re.sub(r"\\d", lambda found: session.get(Hero, int(found[0])).name, "1 and 2")
    sum((len(session.get(Team, number).heroes) for number in (1, 2)), start=0)
    """,
    *[(3, "session.get(Hero, int(found[0]))", "query", None)] * 2,
    *[
        (4, "session.get(Team, number)", "query", None),
        (4, "session.get(Team, number).heroes", "lazy load", "Team.heroes"),
    ]
    * 2,
)

cell(
    "expired objects that a function of the library reads",
    """
    heroes = session.exec(select(Hero).order_by(Hero.id).limit(2)).all()
    session.expire_all()
    heroes.sort(key=operator.attrgetter("age", "name"), reverse=heroes[1].id > 1)
    """,
    (1, "session.exec(select(Hero).order_by(Hero.id).limit(2))", "query", None),
    (3, "heroes[1].id", "refresh", None),
    (
        3,
        'heroes.sort(key=operator.attrgetter("age", "name"), reverse=heroes[1].id > 1)',
        "refresh",
        None,
    ),
)

cell(
    "a finalizer that runs in the middle of a line",
    """
    class Last:
        def __del__(self):
            session.exec(select(Team.id)).first()

    last = Last()
    last = session.get(Team, 1)
    """,
    (6, "session.get(Team, 1)", "query", None),
    (3, "session.exec(select(Team.id))", "query", None),
)
