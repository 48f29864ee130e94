"""Lazy loads, eager loads, and the refresh of what has expired or was left out."""

from tests.corpus import Corpus

cell = Corpus("load")

STAFF = """
    fresh_models()
    class Worker(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        boss_id: int | None = Field(default=None, foreign_key="worker.id")
        boss: "Worker" = Relationship(
            back_populates="reports", sa_relationship_kwargs={"remote_side": "Worker.id"}
        )
        reports: list["Worker"] = Relationship(back_populates="boss")
    SQLModel.metadata.create_all(engine)
    ada = Worker(name="Ada")
    bob = Worker(name="Bob", boss=ada)
    session.add_all([ada, bob, Worker(name="Cyd", boss=bob), Worker(name="Dan", boss=bob)])
    session.commit()
    session.expunge_all()
    """
SHOP = """
    fresh_models()
    class Shop(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        shelves: list["Shelf"] = Relationship(
            back_populates="shop", sa_relationship_kwargs={"lazy": "selectin"}
        )
    class Shelf(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        shop_id: int | None = Field(default=None, foreign_key="shop.id")
        shop: Shop | None = Relationship(back_populates="shelves")
        books: list["Book"] = Relationship(
            back_populates="shelf", sa_relationship_kwargs={"lazy": "selectin"}
        )
    class Book(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        shelf_id: int | None = Field(default=None, foreign_key="shelf.id")
        shelf: Shelf | None = Relationship(
            back_populates="books", sa_relationship_kwargs={"lazy": "joined"}
        )
        note: str = ""
    SQLModel.metadata.create_all(engine)
    shop = Shop(name="Corner", shelves=[Shelf(books=[Book(), Book()]), Shelf(books=[Book()])])
    session.add(shop)
    session.commit()
    session.expunge_all()
    """

cell(
    "one to many, in a loop",
    """
    for team in session.exec(select(Team)):
        print(team.name, len(team.heroes))
    """,
    (1, "session.exec(select(Team))", "query", None),
    *[(2, "team.heroes", "lazy load", "Team.heroes")] * 5,
)

cell(
    "a many-to-one in a condition",
    """
    hero = session.get(Hero, 3)
    if hero.team and hero.team.name:
        pass
    """,
    (1, "session.get(Hero, 3)", "query", None),
    (2, "hero.team", "lazy load", "Hero.team"),
)

cell(
    "a many-to-one that is null sends nothing",
    """
    hero = session.get(Hero, 4)
    print(hero.team or "in no team")
    """,
    (1, "session.get(Hero, 4)", "query", None),
)

cell(
    "a many-to-one that the session holds sends nothing",
    """
    teams = session.exec(select(Team)).all()
    hero = session.get(Hero, 1)
    print(hero.team.name)
    """,
    (1, "session.exec(select(Team))", "query", None),
    (2, "session.get(Hero, 1)", "query", None),
)

cell(
    "many to one, for each of the teams once",
    """
    heroes = session.exec(select(Hero).order_by(Hero.id)).all()
    for hero in heroes:
        hero.team
    """,
    (1, "session.exec(select(Hero).order_by(Hero.id))", "query", None),
    *[(3, "hero.team", "lazy load", "Hero.team")] * 4,
)

cell(
    "many to many",
    """
    mission = session.get(Mission, 3)
    print([hero.name for hero in mission.heroes])
    """,
    (1, "session.get(Mission, 3)", "query", None),
    (2, "mission.heroes", "lazy load", "Mission.heroes"),
)

cell(
    "through the link model",
    """
    hero = session.get(Hero, 1)
    for link in hero.mission_links:
        print(link.role, link.mission.name)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (2, "hero.mission_links", "lazy load", "Hero.mission_links"),
    *[(3, "link.mission", "lazy load", "HeroMissionLink.mission")] * 2,
)

cell(
    "chained attributes, and the way back is known",
    """
    hero = session.get(Hero, 5)
    first = hero.team.heroes[0].team.heroes[-1]
    """,
    (1, "session.get(Hero, 5)", "query", None),
    (2, "hero.team", "lazy load", "Hero.team"),
    (2, "hero.team.heroes", "lazy load", "Team.heroes"),
)

cell(
    "a table that refers to itself, upwards",
    """
    dan = session.exec(select(Worker).where(Worker.name == "Dan")).one()
    print(dan.boss.boss.name, dan.boss.boss.boss)
    """,
    (1, 'session.exec(select(Worker).where(Worker.name == "Dan"))', "query", None),
    (2, "dan.boss", "lazy load", "Worker.boss"),
    (2, "dan.boss.boss", "lazy load", "Worker.boss"),
    before=STAFF,
)

cell(
    "a table that refers to itself, downwards by recursion",
    """
    def size(worker):
        return 1 + sum(size(each) for each in worker.reports)

    size(session.get(Worker, 1))
    """,
    (4, "session.get(Worker, 1)", "query", None),
    *[(2, "worker.reports", "lazy load", "Worker.reports")] * 4,
    before=STAFF,
)

cell(
    "the class of the object that is loaded owns the attribute",
    """
    pilot = session.get(Pilot, 1)
    print(pilot.base.name)
    """,
    (1, "session.get(Pilot, 1)", "query", None),
    (2, "pilot.base", "lazy load", "Pilot.base"),
    before="""
    from sqlalchemy import ForeignKey
    from sqlalchemy.orm import DeclarativeBase, mapped_column, relationship

    class Model(DeclarativeBase):
        id = mapped_column(Integer, primary_key=True)
        kind = mapped_column(String)
    class Place(Model):
        __tablename__ = "place"
        name = mapped_column(String)
    class Person(Model):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}
        base_id = mapped_column(ForeignKey("place.id"))
        base = relationship(Place)
    class Pilot(Person):
        __mapper_args__ = {"polymorphic_identity": "pilot"}
    Model.metadata.create_all(engine)
    session.add(Pilot(base=Place(name="Hangar")))
    session.commit()
    session.expunge_all()
    """,
)

cell(
    "an expired object is refreshed by the first attribute that is read",
    """
    hero = session.get(Hero, 1)
    session.commit()
    print(hero.name, hero.age)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (3, "hero.name", "refresh", None),
)

cell(
    "each expired object is refreshed on its own",
    """
    heroes = session.exec(select(Hero).limit(3)).all()
    session.commit()
    names = [hero.name for hero in heroes]
    """,
    (1, "session.exec(select(Hero).limit(3))", "query", None),
    *[(3, "hero.name", "refresh", None)] * 3,
)

cell(
    "get of an expired object is a refresh",
    """
    hero = session.get(Hero, 1)
    session.rollback()
    hero = session.get(Hero, 1)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (3, "session.get(Hero, 1)", "refresh", None),
)

cell(
    "session.refresh",
    """
    hero = Hero(name="Dot", secret_name="Dorothy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    hero
    """,
    (3, "session.commit()", "flush", None),
    (4, "session.refresh(hero)", "refresh", None),
)

cell(
    "session.refresh and session.expire of one attribute",
    """
    hero = session.get(Hero, 3)
    session.refresh(hero, ["age"])
    session.expire(hero, ["age"])
    print(hero.name)
    print(hero.age)
    """,
    (1, "session.get(Hero, 3)", "query", None),
    (2, 'session.refresh(hero, ["age"])', "refresh", None),
    (5, "hero.age", "refresh", None),
)

cell(
    "an expired object refreshes before its relationship is loaded",
    """
    hero = session.get(Hero, 1)
    session.expire_all()
    print(hero.team.name)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (3, "hero.team", "refresh", None),
    (3, "hero.team", "lazy load", "Hero.team"),
)

cell(
    "a refresh of a row that is gone",
    """
    hero = session.get(Hero, 4)
    session.exec(delete(Hero).where(Hero.id == 4).execution_options(synchronize_session=False))
    session.refresh(hero)
    """,
    (1, "session.get(Hero, 4)", "query", None),
    (
        2,
        "session.exec(delete(Hero).where(Hero.id == 4)"
        ".execution_options(synchronize_session=False))",
        "dml",
        None,
    ),
    (3, "session.refresh(hero)", "refresh", None),
    raises="InvalidRequestError",
)

cell(
    "a deferred column",
    """
    heroes = session.exec(select(Hero).options(defer(Hero.secret_name)).limit(2)).all()
    print(heroes[0].name, heroes[0].secret_name)
    print(heroes[0].secret_name)
    """,
    (1, "session.exec(select(Hero).options(defer(Hero.secret_name)).limit(2))", "query", None),
    (2, "heroes[0].secret_name", "refresh", None),
)

cell(
    "load_only defers the others",
    """
    hero = session.exec(select(Hero).options(load_only(Hero.name)).limit(1)).one()
    hero.name, hero.age
    """,
    (1, "session.exec(select(Hero).options(load_only(Hero.name)).limit(1))", "query", None),
    (2, "hero.age", "refresh", None),
)

cell(
    "selectinload: the query by exec, the eager load by all",
    """
    teams = session.exec(select(Team).options(selectinload(Team.heroes))).all()
    print(len(teams[0].heroes))
    """,
    (1, "session.exec(select(Team).options(selectinload(Team.heroes)))", "query", None),
    (
        1,
        "session.exec(select(Team).options(selectinload(Team.heroes))).all()",
        "eager load",
        "Team.heroes",
    ),
)

cell(
    "selectinload: the result is fetched on a later line",
    """
    query = select(Hero).options(selectinload(Hero.team))
    result = session.exec(query)
    heroes = result.all()
    """,
    (2, "session.exec(query)", "query", None),
    (3, "result.all()", "eager load", "Hero.team"),
)

cell(
    "selectinload: fetched by a loop",
    """
    query = select(Team).options(selectinload(Team.heroes))
    for team in session.exec(query):
        print(len(team.heroes))
    """,
    (2, "session.exec(query)", "query", None),
    (2, "session.exec(query)", "eager load", "Team.heroes"),
)

cell(
    "selectinload: fetched by a loop over a name",
    """
    teams = session.exec(select(Team).options(selectinload(Team.heroes)))
    for team in teams:
        print(len(team.heroes))
    """,
    (1, "session.exec(select(Team).options(selectinload(Team.heroes)))", "query", None),
    (2, "teams", "eager load", "Team.heroes"),
)

cell(
    "selectinload: fetched by list, by first and by next",
    """
    query = select(Team).options(selectinload(Team.heroes))
    list(session.exec(query))
    session.expunge_all()
    session.exec(query).first()
    session.expunge_all()
    next(session.exec(query))
    """,
    (2, "session.exec(query)", "query", None),
    (2, "list(session.exec(query))", "eager load", "Team.heroes"),
    (4, "session.exec(query)", "query", None),
    (4, "session.exec(query).first()", "eager load", "Team.heroes"),
    (6, "session.exec(query)", "query", None),
    (6, "next(session.exec(query))", "eager load", "Team.heroes"),
)

cell(
    "selectinload in get: both in one call",
    """
    team = session.get(Team, 1, options=[selectinload(Team.heroes)])
    """,
    (1, "session.get(Team, 1, options=[selectinload(Team.heroes)])", "query", None),
    (
        1,
        "session.get(Team, 1, options=[selectinload(Team.heroes)])",
        "eager load",
        "Team.heroes",
    ),
)

cell(
    "a chain of selectinload, three deep",
    """
    links = selectinload(Team.heroes).selectinload(Hero.mission_links)
    query = select(Team).options(links.selectinload(HeroMissionLink.mission))
    teams = session.exec(query).all()
    """,
    (3, "session.exec(query)", "query", None),
    (3, "session.exec(query).all()", "eager load", "Team.heroes"),
    (3, "session.exec(query).all()", "eager load", "Hero.mission_links"),
    (3, "session.exec(query).all()", "eager load", "HeroMissionLink.mission"),
)

cell(
    "selectinload beside selectinload: SQLAlchemy goes through a set, in any order",
    """
    query = select(Hero).options(selectinload(Hero.team), selectinload(Hero.missions))
    heroes = session.exec(query.where(Hero.id < 4)).all()
    """,
    (2, "session.exec(query.where(Hero.id < 4))", "query", None),
    (2, "session.exec(query.where(Hero.id < 4)).all()", "eager load", "Hero.team"),
    (2, "session.exec(query.where(Hero.id < 4)).all()", "eager load", "Hero.missions"),
    any_order=True,
)

cell(
    "selectinload of more than 500 keys",
    """
    query = select(Team).options(selectinload(Team.heroes))
    teams = session.exec(query).all()
    """,
    (2, "session.exec(query)", "query", None),
    *[(2, "session.exec(query).all()", "eager load", "Team.heroes")] * 2,
    before="""
    rows = [{"name": f"T{n}", "headquarters": "Shed"} for n in range(600)]
    session.exec(insert(Team), params=rows)
    session.commit()
    """,
)

cell(
    "selectinload in parts: one eager load for each",
    """
    query = select(Hero).options(selectinload(Hero.mission_links))
    for hero in session.exec(query.execution_options(yield_per=10)):
        print(len(hero.mission_links))
    """,
    (2, "session.exec(query.execution_options(yield_per=10))", "query", None),
    *[
        (
            2,
            "session.exec(query.execution_options(yield_per=10))",
            "eager load",
            "Hero.mission_links",
        )
    ]
    * 3,
)

cell(
    "joinedload sends no statement of its own",
    """
    teams = session.exec(select(Team).options(joinedload(Team.heroes))).unique().all()
    heroes = session.exec(select(Hero).options(joinedload(Hero.team))).all()
    print(heroes[0].team.heroes)
    """,
    (1, "session.exec(select(Team).options(joinedload(Team.heroes)))", "query", None),
    (2, "session.exec(select(Hero).options(joinedload(Hero.team)))", "query", None),
)

cell(
    "contains_eager sends no statement of its own",
    """
    query = select(Hero).join(Hero.team).options(contains_eager(Hero.team))
    for hero in session.exec(query):
        print(hero.name, hero.team.name)
    """,
    (2, "session.exec(query)", "query", None),
)

cell(
    "subqueryload",
    """
    teams = session.exec(select(Team).options(subqueryload(Team.heroes))).all()
    """,
    (1, "session.exec(select(Team).options(subqueryload(Team.heroes)))", "query", None),
    (
        1,
        "session.exec(select(Team).options(subqueryload(Team.heroes))).all()",
        "eager load",
        "Team.heroes",
    ),
)

cell(
    "immediateload is eager: nobody read the attribute",
    """
    heroes = session.exec(select(Hero).options(immediateload(Hero.team)).limit(2)).all()
    """,
    (1, "session.exec(select(Hero).options(immediateload(Hero.team)).limit(2))", "query", None),
    *[
        (
            1,
            "session.exec(select(Hero).options(immediateload(Hero.team)).limit(2)).all()",
            "eager load",
            "Hero.team",
        )
    ]
    * 2,
)

cell(
    "raiseload sends nothing",
    """
    hero = session.exec(select(Hero).options(raiseload(Hero.team)).limit(1)).one()
    hero.team
    """,
    (1, "session.exec(select(Hero).options(raiseload(Hero.team)).limit(1))", "query", None),
    raises="InvalidRequestError",
)

cell(
    "a detached object sends nothing",
    """
    with Session(engine) as own:
        hero = own.get(Hero, 1)
    try:
        hero.team
    except Exception as error:
        print(type(error).__name__)
    """,
    (2, "own.get(Hero, 1)", "query", None),
)

cell(
    "lazy='selectin' on the class, two deep",
    """
    shops = session.exec(select(Shop)).all()
    """,
    (1, "session.exec(select(Shop))", "query", None),
    (1, "session.exec(select(Shop)).all()", "eager load", "Shop.shelves"),
    (1, "session.exec(select(Shop)).all()", "eager load", "Shelf.books"),
    before=SHOP,
)

cell(
    "a lazy load that brings an eager load with it",
    """
    shop = session.exec(select(Shop).options(lazyload(Shop.shelves))).one()
    print(len(shop.shelves))
    """,
    (1, "session.exec(select(Shop).options(lazyload(Shop.shelves)))", "query", None),
    (2, "shop.shelves", "lazy load", "Shop.shelves"),
    (2, "shop.shelves", "eager load", "Shelf.books"),
    before=SHOP,
)

cell(
    "a refresh that brings an eager load with it: nobody read the attribute",
    """
    shop = session.get(Shop, 1)
    kept = list(shop.shelves)
    session.refresh(shop)
    """,
    (1, "session.get(Shop, 1)", "query", None),
    (1, "session.get(Shop, 1)", "eager load", "Shop.shelves"),
    (1, "session.get(Shop, 1)", "eager load", "Shelf.books"),
    (3, "session.refresh(shop)", "refresh", None),
    (3, "session.refresh(shop)", "eager load", "Shop.shelves"),
    before=SHOP,
)

cell(
    "lazy='joined' on the class",
    """
    book = session.get(Book, 1, options=[joinedload(Book.shelf).lazyload(Shelf.books)])
    print(book.shelf.id)
    print(book.shelf.shop_id, len(book.shelf.books))
    """,
    (
        1,
        "session.get(Book, 1, options=[joinedload(Book.shelf).lazyload(Shelf.books)])",
        "query",
        None,
    ),
    (3, "book.shelf.books", "lazy load", "Shelf.books"),
    before=SHOP,
)

cell(
    "a relationship that is only written",
    """
    team = session.get(Squad, 1)
    members = session.exec(team.members.select().limit(1)).all()
    team.members.add(Member(name="Dot"))
    session.commit()
    """,
    (1, "session.get(Squad, 1)", "query", None),
    (2, "session.exec(team.members.select().limit(1))", "query", None),
    (4, "session.commit()", "flush", None),
    before="""
    from sqlalchemy import ForeignKey
    from sqlalchemy.orm import DeclarativeBase, WriteOnlyMapped, mapped_column, relationship

    class Model(DeclarativeBase):
        id = mapped_column(Integer, primary_key=True)
    class Squad(Model):
        __tablename__ = "squad"
        members: WriteOnlyMapped["Member"] = relationship()
    class Member(Model):
        __tablename__ = "member"
        name = mapped_column(String)
        squad_id = mapped_column(ForeignKey("squad.id"))
    Model.metadata.create_all(engine)
    session.add(Squad())
    session.commit()
    session.expunge_all()
    """,
)

cell(
    "getattr and attrgetter: the call",
    """
    hero, other = session.get(Hero, 1), session.get(Hero, 5)
    team = getattr(hero, "team")
    team = operator.attrgetter("team")(other)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (1, "session.get(Hero, 5)", "query", None),
    (2, 'getattr(hero, "team")', "lazy load", "Hero.team"),
    (3, 'operator.attrgetter("team")(other)', "lazy load", "Hero.team"),
)

cell(
    "a data model that reads an expired object",
    """
    hero = session.get(Hero, 1)
    session.commit()
    HeroPublic.model_validate(hero)
    """,
    (1, "session.get(Hero, 1)", "query", None),
    (3, "HeroPublic.model_validate(hero)", "refresh", None),
)

cell(
    "a data model with a relationship in it",
    """
    class TeamWithHeroes(TeamBase):
        heroes: list[HeroPublic]

    team = session.get(Team, 2)
    TeamWithHeroes.model_validate(team).model_dump()
    """,
    (4, "session.get(Team, 2)", "query", None),
    (5, "TeamWithHeroes.model_validate(team)", "lazy load", "Team.heroes"),
)

cell(
    "the eager loads of a result that is unpacked belong to what is unpacked",
    """
    query = select(Team).options(selectinload(Team.heroes)).limit(2)
    one, two = session.exec(query)
    """,
    (2, "session.exec(query)", "query", None),
    (2, "session.exec(query)", "eager load", "Team.heroes"),
)

cell(
    "the eager loads of a result that a call spreads belong to the call",
    """
    query = select(Team).options(selectinload(Team.heroes))
    print(*session.exec(query), sep="; ")
    """,
    (2, "session.exec(query)", "query", None),
    (2, 'print(*session.exec(query), sep="; ")', "eager load", "Team.heroes"),
)

cell(
    "the eager loads of a result in a list with a star belong to the list",
    """
    query = select(Team).options(selectinload(Team.heroes))
    teams = [None, *session.exec(query)]
    """,
    (2, "session.exec(query)", "query", None),
    (2, "[None, *session.exec(query)]", "eager load", "Team.heroes"),
)

cell(
    "the eager loads of a result in a comprehension belong to what it goes through",
    """
    query = select(Team).options(selectinload(Team.heroes))
    sizes = {team.name: len(team.heroes) for team in session.exec(query)}
    session.expunge_all()
    total = sum(len(team.heroes) for team in session.exec(query))
    """,
    (2, "session.exec(query)", "query", None),
    (2, "session.exec(query)", "eager load", "Team.heroes"),
    (4, "session.exec(query)", "query", None),
    (4, "session.exec(query)", "eager load", "Team.heroes"),
)

cell(
    "the eager loads of a result that is gone through inside another belong to it",
    """
    queries = [select(Team).options(selectinload(Team.heroes)).where(Team.id == n) for n in (1, 2)]
    names = [team.name for query in queries for team in session.exec(query)]
    """,
    *[
        (2, "session.exec(query)", "query", None),
        (2, "session.exec(query)", "eager load", "Team.heroes"),
    ]
    * 2,
)

cell(
    "the eager loads of a result in a condition belong to the comparison",
    """
    team = session.get(Team, 5)
    if team in session.exec(select(Team).options(selectinload(Team.heroes))):
        pass
    """,
    (1, "session.get(Team, 5)", "query", None),
    (2, "session.exec(select(Team).options(selectinload(Team.heroes)))", "query", None),
    (
        2,
        "team in session.exec(select(Team).options(selectinload(Team.heroes)))",
        "eager load",
        "Team.heroes",
    ),
)

cell(
    "the columns of a subclass, when only the base was loaded",
    """
    person = session.get(Person, 1)
    print(person.licence)
    """,
    (1, "session.get(Person, 1)", "query", None),
    (2, "person.licence", "refresh", None),
    before="""
    from sqlalchemy import ForeignKey
    from sqlalchemy.orm import DeclarativeBase, mapped_column

    class Model(DeclarativeBase):
        pass
    class Person(Model):
        __tablename__ = "person"
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}
        id = mapped_column(Integer, primary_key=True)
        kind = mapped_column(String)
    class Pilot(Person):
        __tablename__ = "pilot"
        __mapper_args__ = {"polymorphic_identity": "pilot"}
        id = mapped_column(ForeignKey("person.id"), primary_key=True)
        licence = mapped_column(String)
    Model.metadata.create_all(engine)
    session.add(Pilot(licence="A"))
    session.commit()
    session.expunge_all()
    """,
)
