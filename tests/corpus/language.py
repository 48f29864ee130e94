"""Every place of the language in which an expression can stand."""

from tests.corpus import Corpus

cell = Corpus("language")

LOADED = """
    heroes = session.exec(select(Hero).where(Hero.id.in_([1, 2, 5]))).all()
    deadpond, spider, lion = heroes
    """  # of three teams, in this order: Z-Force, Preventers, Wakaland
PETS = """
    fresh_models()
    class Owner(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")
    class Pet(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")
    SQLModel.metadata.create_all(engine)
    session.add(Owner(name="Ada", pets=[Pet(name="Rex"), Pet(name="Tom")]))
    session.commit()
    session.expunge_all()
    """

cell(
    "the right side of and, and of or",
    """
    deadpond and deadpond.team
    None or spider.team or lion.team
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (2, "spider.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "both sides of a comparison, and no further than needed",
    """
    deadpond.team == spider.team != lion.team
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "spider.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a conditional expression over lines",
    """
    name = (
        deadpond.team.name
        if deadpond.team
        else None
    )
    """,
    (3, "deadpond.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "an operator between two loads",
    """
    total = (
        len(deadpond.missions)
        + len(spider.missions) * 2
    )
    """,
    (2, "deadpond.missions", "lazy load", "Hero.missions"),
    (3, "spider.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "a walrus",
    """
    if (team := deadpond.team) and (count := len(team.heroes)) > 1:
        print(team.name, count)
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "team.heroes", "lazy load", "Team.heroes"),
    before=LOADED,
)

cell(
    "a comprehension of a list, in its condition",
    """
    names = [hero.name for hero in heroes if hero.team]
    """,
    *[(1, "hero.team", "lazy load", "Hero.team")] * 3,
    before=LOADED,
)

cell(
    "comprehensions of a set and a dict",
    """
    teams = {hero.team.name for hero in heroes}
    sizes = {
        hero.name:
            len(hero.missions)
        for hero in heroes
    }
    """,
    *[(1, "hero.team", "lazy load", "Hero.team")] * 3,
    *[(4, "hero.missions", "lazy load", "Hero.missions")] * 3,
    before=LOADED,
)

cell(
    "a comprehension through two relations",
    """
    names = [
        other.name
        for hero in heroes
        for other in hero.team.heroes
    ]
    """,
    *[
        (4, "hero.team", "lazy load", "Hero.team"),
        (4, "hero.team.heroes", "lazy load", "Team.heroes"),
    ]
    * 3,
    before=LOADED,
)

cell(
    "a comprehension inside another",
    """
    names = [[other.name for other in hero.team.heroes] for hero in heroes]
    """,
    *[
        (1, "hero.team", "lazy load", "Hero.team"),
        (1, "hero.team.heroes", "lazy load", "Team.heroes"),
    ]
    * 3,
    before=LOADED,
)

cell(
    "a query as what a comprehension goes through",
    """
    names = [team.name for team in session.exec(select(Team))]
    first = next(team.name for team in session.query(Team))
    every = [team.name for team in session.query(Team)]
    """,
    (1, "session.exec(select(Team))", "query", None),
    (2, "session.query(Team)", "query", None),
    (3, "session.query(Team)", "query", None),
)

cell(
    "a query for each turn of a comprehension",
    """
    heroes = [session.get(Hero, number) for number in range(1, 4)]
    """,
    *[(1, "session.get(Hero, number)", "query", None)] * 3,
)

cell(
    "a generator expression sends when it is asked",
    """
    names = (hero.team.name for hero in heroes)
    first = next(names)
    rest = list(names)
    """,
    *[(1, "hero.team", "lazy load", "Hero.team")] * 3,
    before=LOADED,
)

cell(
    "any and all stop early",
    """
    any(hero.team for hero in heroes)
    """,
    (1, "hero.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a generator function, with yield from",
    """
    def names(heroes):
        for hero in heroes:
            yield hero.team.name

    def both():
        yield from names(heroes[:1])
        yield from (team.name for team in session.query(Team))

    print(*both())
    """,
    (3, "hero.team", "lazy load", "Hero.team"),
    (7, "session.query(Team)", "query", None),
    before=LOADED,
)

cell(
    "yield from a result that loads eagerly fetches it",
    """
    def teams():
        yield from session.exec(select(Team).options(selectinload(Team.heroes)))

    print(len(list(teams())))
    """,
    (2, "session.exec(select(Team).options(selectinload(Team.heroes)))", "query", None),
    (
        2,
        "yield from session.exec(select(Team).options(selectinload(Team.heroes)))",
        "eager load",
        "Team.heroes",
    ),
)

cell(
    "a generator that is sent values",
    """
    def loader():
        number = yield
        while True:
            number = yield session.get(Hero, number)

    heroes = loader()
    next(heroes)
    heroes.send(1), heroes.send(2)
    """,
    *[(4, "session.get(Hero, number)", "query", None)] * 2,
)

cell(
    "a lambda as the key of sorted and of max",
    """
    by_team = sorted(heroes, key=lambda hero: hero.team.name)
    busiest = max(heroes, key=lambda hero: len(hero.missions))
    """,
    *[(1, "hero.team", "lazy load", "Hero.team")] * 3,
    *[(2, "hero.missions", "lazy load", "Hero.missions")] * 3,
    before=LOADED,
)

cell(
    "a lambda in map, filter and reduce",
    """
    teams = list(map(lambda hero: hero.team, heroes))
    busy = list(filter(lambda hero: hero.missions, heroes[:2]))
    total = functools.reduce(lambda sum, team: sum + len(team.heroes), teams[:2], 0)
    """,
    *[(1, "hero.team", "lazy load", "Hero.team")] * 3,
    *[(2, "hero.missions", "lazy load", "Hero.missions")] * 2,
    *[(3, "team.heroes", "lazy load", "Team.heroes")] * 2,
    before=LOADED,
)

cell(
    "an f-string",
    """
    print(f"{deadpond.name} is in {deadpond.team.name}, {len(spider.missions):>3} missions")
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "spider.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "an f-string over lines, with a conversion, a width and an equals sign",
    '''
    note = f"""
    {deadpond.name}
    {deadpond.team.name!r:{len(spider.missions) + 20}}
    {lion.team.headquarters = }
    """
    ''',
    (3, "deadpond.team", "lazy load", "Hero.team"),
    (3, "spider.missions", "lazy load", "Hero.missions"),
    (4, "lion.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "f-strings that are joined, over lines",
    """
    note = (
        "Teams: "
        f"{deadpond.team.name}, "
        f"{spider.team.name} and "
        f'{session.exec(select(Team.name).where(Team.id == 5)).one()}'
    )
    """,
    (3, "deadpond.team", "lazy load", "Hero.team"),
    (4, "spider.team", "lazy load", "Hero.team"),
    (5, "session.exec(select(Team.name).where(Team.id == 5))", "query", None),
    before=LOADED,
)

cell(
    "format and percent: what loads are the arguments",
    """
    print("{} {}".format(deadpond.name, deadpond.team.name))
    print("{0.team.name}".format(spider))
    print("%s" % lion.team.name)
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (2, '"{0.team.name}".format(spider)', "lazy load", "Hero.team"),
    (3, "lion.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "unpacking, also with a star",
    """
    first, *rest = session.get(Team, 1).heroes
    (a, b), c = deadpond.missions, spider.team
    """,
    (1, "session.get(Team, 1)", "query", None),
    (1, "session.get(Team, 1).heroes", "lazy load", "Team.heroes"),
    (2, "deadpond.missions", "lazy load", "Hero.missions"),
    (2, "spider.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a legacy query that is unpacked, and one in a loop of pairs",
    """
    one, two = session.query(Team).limit(2)
    [three, *others] = session.query(Team).limit(3)
    for name, age in session.query(Hero.name, Hero.age).limit(2):
        print(name, age)
    """,
    (1, "session.query(Team).limit(2)", "query", None),
    (2, "session.query(Team).limit(3)", "query", None),
    (3, "session.query(Hero.name, Hero.age).limit(2)", "query", None),
)

cell(
    "subscripts and slices",
    """
    deadpond.missions[0].heroes[-1].name
    heroes[len(spider.missions) - 1]
    session.query(Team)[1:3]
    """,
    (1, "deadpond.missions", "lazy load", "Hero.missions"),
    (1, "deadpond.missions[0].heroes", "lazy load", "Mission.heroes"),
    (2, "spider.missions", "lazy load", "Hero.missions"),
    (3, "session.query(Team)[1:3]", "query", None),
    before=LOADED,
)

cell(
    "displays of lists, tuples, sets and dicts, and their stars",
    """
    teams = [deadpond.team, *spider.team.heroes[:1]]
    table = {
        "team": lion.team,
        **{"missions": len(lion.missions)},
    }
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "spider.team", "lazy load", "Hero.team"),
    (1, "spider.team.heroes", "lazy load", "Team.heroes"),
    (3, "lion.team", "lazy load", "Hero.team"),
    (4, "lion.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "a call over lines, with keywords",
    """
    print(
        deadpond.team.name,
        spider.team.name,
        sep=", " if lion.missions else "; ",
    )
    """,
    (2, "deadpond.team", "lazy load", "Hero.team"),
    (3, "spider.team", "lazy load", "Hero.team"),
    (4, "lion.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "calls with stars",
    """
    print(*deadpond.missions, sep="; ")
    dict(**{"teams": len(session.exec(select(Team)).all())})
    """,
    (1, "deadpond.missions", "lazy load", "Hero.missions"),
    (2, "session.exec(select(Team))", "query", None),
    before=LOADED,
)

cell(
    "a call inside a call inside a call",
    """
    len(sorted(set(session.exec(select(Hero.age).where(Hero.age.in_(
        session.exec(select(func.max(Hero.age))).all()
    ))))))
    """,
    (2, "session.exec(select(func.max(Hero.age)))", "query", None),
    (
        1,
        "session.exec(select(Hero.age).where(Hero.age.in_(\n"
        "    session.exec(select(func.max(Hero.age))).all()\n)))",
        "query",
        None,
    ),
)

cell(
    "several statements on a line, and the same text twice",
    """
    team = deadpond.team; heroes = team.heroes; session.expire_all(); team.name
    a, b = session.get(Team, 4).heroes, session.get(Team, 4).heroes
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "team.heroes", "lazy load", "Team.heroes"),
    (1, "team.name", "refresh", None),
    *[
        (2, "session.get(Team, 4)", "query", None),
        (2, "session.get(Team, 4).heroes", "lazy load", "Team.heroes"),
    ]
    * 2,
    before=LOADED,
)

cell(
    "letters of other alphabets before and in the expression",
    """
    "ñandú ✓ 日本"; mannschaft = deadpond.team; größe = "🦸" + str(spider.missions)
    print("日本語", session.exec(select(Hero).where(Hero.name == "Ñandú")).one().team.name, "é")
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "spider.missions", "lazy load", "Hero.missions"),
    (2, 'session.exec(select(Hero).where(Hero.name == "Ñandú"))', "query", None),
    (
        2,
        'session.exec(select(Hero).where(Hero.name == "Ñandú")).one().team',
        "lazy load",
        "Hero.team",
    ),
    before=LOADED,
)

cell(
    "tabs",
    "for hero in heroes:\n\tif hero.age:\n\t\tprint(\thero.team.name,\tlion.missions)",
    (3, "hero.team", "lazy load", "Hero.team"),
    (3, "lion.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "empty lines and comments before the first statement",
    "\n\n\n# the team\n\nteam = deadpond.team\n",
    (5, "deadpond.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a line of 400 characters",
    f"""
    names = {["x" * 40] * 9}; team = deadpond.team
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a line that goes on with a backslash",
    """
    name = deadpond \\
        .team \\
        .name
    """,
    (1, "deadpond \\\n    .team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a form feed inside a string is no end of a line",
    "note = 'a\x0cb'\nteam = deadpond.team",
    (2, "deadpond.team", "lazy load", "Hero.team"),
    before=LOADED,
    flaw="the text of the cell is cut at other separators than newlines",
)

cell(
    "assert, its condition and its message",
    """
    assert deadpond.team.name == "Z-Force"
    assert not deadpond.age, session.get(Hero, 9)
    try:
        assert deadpond.age, session.exec(select(func.count(Hero.id))).one()
    except AssertionError as error:
        print(error)
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (4, "session.exec(select(func.count(Hero.id)))", "query", None),
    before=LOADED,
)

cell(
    "del",
    """
    del deadpond.missions[0]
    del heroes[len(spider.missions)]
    """,
    (1, "deadpond.missions", "lazy load", "Hero.missions"),
    (2, "spider.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "del of a relationship loads nothing, and the key is set to null",
    """
    del deadpond.team
    session.flush()
    """,
    (2, "session.flush()", "flush", None),
    before=LOADED,
)

cell(
    "augmented assignment: what is read, and what is added",
    """
    session.expire(deadpond)
    deadpond.name += "!"
    total = 0
    total += len(spider.missions)
    lion.team.heroes += [spider]
    """,
    (2, "deadpond.name", "refresh", None),
    (4, "spider.missions", "flush", None),
    (4, "spider.missions", "lazy load", "Hero.missions"),
    (5, "lion.team", "lazy load", "Hero.team"),
    (5, "lion.team.heroes", "lazy load", "Team.heroes"),
    before=LOADED,
)

cell(
    "chained and annotated assignment, and an attribute as the target",
    """
    one = two = deadpond.team
    team: Team | None = spider.team
    lion.team.name = "Wakanda"
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (2, "spider.team", "lazy load", "Hero.team"),
    (3, "lion.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a function, called from two places",
    """
    def team_of(hero):
        return hero.team

    team_of(deadpond)
    name = team_of(spider).name
    """,
    *[(2, "hero.team", "lazy load", "Hero.team")] * 2,
    before=LOADED,
)

cell(
    "a function of an earlier cell",
    """
    print(team_of(session.get(Hero, 1)).name)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (3, "hero.team", "lazy load", "Hero.team"),
    before="""
    def team_of(hero):
        # the smallest expression, in the innermost frame of a cell
        return hero.team
    """,
)

cell(
    "nested functions and a closure",
    """
    def reader(session):
        def read(number):
            def get():
                return session.get(Hero, number)
            return get().team
        return read

    reader(session)(1)
    """,
    (4, "session.get(Hero, number)", "query", None),
    (5, "get().team", "lazy load", "Hero.team"),
)

cell(
    "recursion through a relation",
    """
    def walk(hero, depth):
        others = hero.team.heroes
        return depth and walk(others[-1], depth - 1)

    walk(deadpond, 2)
    """,
    (2, "hero.team", "lazy load", "Hero.team"),
    (2, "hero.team.heroes", "lazy load", "Team.heroes"),
    before=LOADED,
)

cell(
    "default arguments are evaluated with the def",
    """
    def show(team=deadpond.team, *, count=session.exec(select(func.count(Team.id))).one()):
        return team, count

    show()
    latest = lambda team=spider.team: team
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "session.exec(select(func.count(Team.id)))", "query", None),
    (5, "spider.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a decorator that calls, and one with an argument from the database",
    """
    def twice(function):
        def wrapper(*args):
            session.expire_all()
            return function(*args), function(*args)
        return wrapper

    def named(name):
        return lambda function: function

    @named(session.get(Team, 5).name)
    @twice
    def name_of(hero):
        return hero.name

    name_of(deadpond)
    """,
    (10, "session.get(Team, 5)", "query", None),
    (13, "hero.name", "refresh", None),
    before=LOADED,
)

cell(
    "a decorator of the library",
    """
    @functools.cache
    def team_named(name):
        return session.exec(select(Team).where(Team.name == name)).one()

    team_named("Reserves"), team_named("Reserves")
    """,
    (3, "session.exec(select(Team).where(Team.name == name))", "query", None),
)

cell(
    "a class body, a method, a property and a static method",
    """
    class Report:
        names = session.exec(select(Team.name)).all()

        def __init__(self, hero):
            self.hero = hero

        @property
        def team(self):
            return self.hero.team.name

        def missions(self):
            return [mission.name for mission in self.hero.missions]

        @staticmethod
        def count():
            return session.scalar(select(func.count(Hero.id)))

    report = Report(deadpond)
    report.team
    report.missions()
    report.count()
    """,
    (2, "session.exec(select(Team.name))", "query", None),
    (9, "self.hero.team", "lazy load", "Hero.team"),
    (12, "self.hero.missions", "lazy load", "Hero.missions"),
    (16, "session.scalar(select(func.count(Hero.id)))", "query", None),
    before=LOADED,
)

cell(
    "a cached property and the default of a dataclass",
    """
    @dataclass
    class Roster:
        teams: list = field(default_factory=lambda: session.exec(select(Team)).all())

        @functools.cached_property
        def heroes(self):
            return self.teams[0].heroes

    roster = Roster()
    roster.heroes, roster.heroes
    """,
    (3, "session.exec(select(Team))", "query", None),
    (7, "self.teams[0].heroes", "lazy load", "Team.heroes"),
)

cell(
    "a method and a property of a model of the cell",
    """
    fresh_models()

    class Owner(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

        def pet_names(self):
            return [pet.name for pet in self.pets]

    class Pet(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

        @property
        def label(self):
            return f"{self.name} of {self.owner.name}"

    owner = session.get(Owner, 1)
    owner.pet_names()
    session.expunge_all()
    print(session.get(Pet, 2).label)
    """,
    (21, "session.get(Owner, 1)", "query", None),
    (9, "self.pets", "lazy load", "Owner.pets"),
    (24, "session.get(Pet, 2)", "query", None),
    (19, "self.owner", "lazy load", "Pet.owner"),
    before=PETS,
)

cell(
    "__repr__ of a model, when the last expression is shown",
    """
    class Shown:
        def __init__(self, pet):
            self.pet = pet

        def __repr__(self):
            return f"{self.pet.name} of {self.pet.owner.name}"

    pet = session.get(Pet, 1)
    Shown(pet)
    """,
    (8, "session.get(Pet, 1)", "query", None),
    (6, "self.pet.owner", "lazy load", "Pet.owner"),
    before=PETS,
)

cell(
    "operators, length, containment and iteration of a class of the cell",
    """
    class Party:
        def __init__(self, hero):
            self.hero = hero
        def __len__(self):
            return len(self.hero.missions)
        def __contains__(self, name):
            return name == self.hero.team.name
        def __iter__(self):
            return iter(self.hero.mission_links)
        def __getattr__(self, name):
            return session.exec(select(Team.name).where(Team.id == 1)).one()

    party = Party(deadpond)
    if party and "Z-Force" in party:
        print(list(party), party.anything)
    """,
    (5, "self.hero.missions", "lazy load", "Hero.missions"),
    (7, "self.hero.team", "lazy load", "Hero.team"),
    (9, "self.hero.mission_links", "lazy load", "Hero.mission_links"),
    (11, "session.exec(select(Team.name).where(Team.id == 1))", "query", None),
    before=LOADED,
)

cell(
    "an iterator of the cell",
    """
    class Heroes:
        def __init__(self):
            self.number = 0
        def __iter__(self):
            return self
        def __next__(self):
            self.number += 1
            if self.number > 2:
                raise StopIteration
            return session.get(Hero, self.number)

    for hero in Heroes():
        hero.team
    """,
    (10, "session.get(Hero, self.number)", "query", None),
    (13, "hero.team", "lazy load", "Hero.team"),
    (10, "session.get(Hero, self.number)", "query", None),
    (13, "hero.team", "lazy load", "Hero.team"),
)

cell(
    "try, except, else and finally",
    """
    try:
        session.get(Hero, 1).team.nothing
    except AttributeError:
        hero = session.get(Hero, 2)
    else:
        hero = session.get(Hero, 3)
    finally:
        missions = hero.missions
    """,
    (2, "session.get(Hero, 1)", "query", None),
    (2, "session.get(Hero, 1).team", "lazy load", "Hero.team"),
    (4, "session.get(Hero, 2)", "query", None),
    (8, "hero.missions", "lazy load", "Hero.missions"),
)

cell(
    "a finally that is reached by return and by an error",
    """
    def read(number, fail):
        try:
            hero = session.get(Hero, number)
            if fail:
                raise ValueError(hero.team)
            return hero.age
        finally:
            session.exec(select(Team.name)).first()

    read(1, False)
    with suppress(ValueError):
        read(2, True)
    """,
    (3, "session.get(Hero, number)", "query", None),
    (8, "session.exec(select(Team.name))", "query", None),
    (3, "session.get(Hero, number)", "query", None),
    (5, "hero.team", "lazy load", "Hero.team"),
    (8, "session.exec(select(Team.name))", "query", None),
)

cell(
    "the error that is raised, and its cause",
    """
    raise ValueError(deadpond.team.name) from KeyError(spider.team.name)
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "spider.team", "lazy load", "Hero.team"),
    before=LOADED,
    raises="ValueError",
)

cell(
    "match: the subject, the guard and the case",
    """
    match deadpond.team:
        case None:
            pass
        case team if len(team.heroes) > 9:
            pass
        case Team(name=name):
            print(name, spider.missions)
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (4, "team.heroes", "lazy load", "Team.heroes"),
    (7, "spider.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "match: a pattern that reads the attribute",
    """
    match deadpond:
        case Team():
            pass
        case Hero(team=Team(name="Z-Force")):
            print("his team")
    """,
    (4, 'Hero(team=Team(name="Z-Force"))', "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a for loop with else",
    """
    for hero in deadpond.team.heroes:
        if hero.age == 999:
            break
    else:
        print(spider.team.name)
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (1, "deadpond.team.heroes", "lazy load", "Team.heroes"),
    (5, "spider.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a while loop with else",
    """
    number = 0
    while number < len(session.exec(select(Team.id).where(Team.id < 3)).all()):
        number += 1
    else:
        lion.team
    """,
    *[(2, "session.exec(select(Team.id).where(Team.id < 3))", "query", None)] * 3,
    (5, "lion.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "enumerate and zip: what the loop goes through",
    """
    eager = select(Team).options(selectinload(Team.heroes)).limit(2)
    for number, team in enumerate(session.exec(eager)):
        print(number, team.name)
    session.expunge_all()
    for team, hero in zip(session.exec(eager), heroes):
        print(team.name, hero.name)
    """,
    (2, "session.exec(eager)", "query", None),
    (2, "enumerate(session.exec(eager))", "eager load", "Team.heroes"),
    (5, "session.exec(eager)", "query", None),
    (5, "zip(session.exec(eager), heroes)", "eager load", "Team.heroes"),
    before=LOADED,
)

cell(
    "if, elif and else",
    """
    if not deadpond.team:
        pass
    elif spider.missions == []:
        pass
    else:
        lion.team
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (3, "spider.missions", "lazy load", "Hero.missions"),
    (6, "lion.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "a context manager of the cell: what its own lines send is theirs",
    """
    @contextmanager
    def unit():
        own = Session(engine)
        try:
            yield own
            own.commit()
        finally:
            own.close()

    with unit() as own:
        own.add(Team(name="Tiny", headquarters="Shed"))
    """,
    (6, "own.commit()", "flush", None),
)

cell(
    "a class of the cell with __enter__ and __exit__",
    """
    class Unit:
        def __enter__(self):
            self.session = Session(engine)
            return self.session
        def __exit__(self, kind, error, traceback):
            with self.session:
                self.session.commit()

    with Unit() as own:
        own.add(Team(name="Tiny", headquarters="Shed"))
        own.get(Team, 1)
    """,
    (11, "own.get(Team, 1)", "flush", None),
    (11, "own.get(Team, 1)", "query", None),
)

cell(
    "the context expression that queries",
    """
    with closing(session.exec(select(Hero))) as result, suppress(KeyError):
        result.first()
    """,
    (1, "session.exec(select(Hero))", "query", None),
)

cell(
    "partial and methods as values",
    """
    get = functools.partial(session.get, Hero)
    hero = get(1)
    read = session.get
    team = read(Team, 5)
    """,
    (2, "get(1)", "query", None),
    (4, "read(Team, 5)", "query", None),
)

cell(
    "global and nonlocal names",
    """
    def count():
        global total
        total = session.exec(select(func.count(Hero.id))).one()
        def more():
            nonlocal_total = len(deadpond.missions)
            return nonlocal_total
        return total + more()

    count()
    """,
    (3, "session.exec(select(func.count(Hero.id)))", "query", None),
    (5, "deadpond.missions", "lazy load", "Hero.missions"),
    before=LOADED,
)

cell(
    "a nested class and __init_subclass__",
    """
    class Counted:
        def __init_subclass__(cls):
            cls.count = session.exec(select(func.count(Hero.id))).one()

    class Outer:
        class Inner(Counted):
            first = deadpond.team
    """,
    (7, "deadpond.team", "lazy load", "Hero.team"),
    (3, "session.exec(select(func.count(Hero.id)))", "query", None),
    before=LOADED,
)

cell(
    "a docstring, then the last expression is shown",
    '''
    """Show the team."""
    deadpond.team
    ''',
    (2, "deadpond.team", "lazy load", "Hero.team"),
    before=LOADED,
)

cell(
    "the cell ends in an error in the middle of a line",
    """
    names = [deadpond.team.name, lion.nothing, spider.team.name]
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    before=LOADED,
    raises="AttributeError",
)

cell(
    "a collection that is replaced is loaded first",
    """
    team = session.get(Team, 5)
    team.heroes = [deadpond]
    session.get(Team, 4).heroes, number = [spider], 1
    """,
    (1, "session.get(Team, 5)", "query", None),
    (2, "team.heroes", "lazy load", "Team.heroes"),
    (3, "session.get(Team, 4)", "flush", None),
    (3, "session.get(Team, 4)", "query", None),
    (3, "session.get(Team, 4).heroes", "lazy load", "Team.heroes"),
    before=LOADED,
)

cell(
    "a semicolon at the end of the cell",
    """
    team = deadpond.team
    team.heroes;
    """,
    (1, "deadpond.team", "lazy load", "Hero.team"),
    (2, "team.heroes", "lazy load", "Team.heroes"),
    before=LOADED,
)
