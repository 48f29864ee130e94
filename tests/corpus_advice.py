"""Cells with an N+1, and cells that look like one: how often each attribute is loaded, and where.

`QUERY` in the code stands for the query whose objects are looped over; a fix takes its place.
"""

from dataclasses import dataclass
from textwrap import dedent

from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, Session, SQLModel


class Base(AsyncAttrs, SQLModel, registry=registry()):
    """Keep these models apart from those of heroes."""


class Country(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    publishers: list["Publisher"] = Relationship(back_populates="country")


class Publisher(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    country_id: int = Field(foreign_key="country.id")
    country: Country = Relationship(back_populates="publishers")
    books: list["Book"] = Relationship(back_populates="publisher")


class BookGenre(Base, table=True):
    book_id: int | None = Field(default=None, foreign_key="book.id", primary_key=True)
    genre_id: int | None = Field(default=None, foreign_key="genre.id", primary_key=True)
    rank: int = 1
    book: "Book" = Relationship(
        back_populates="genre_links", sa_relationship_kwargs={"overlaps": "genres,books"}
    )
    genre: "Genre" = Relationship(
        back_populates="book_links", sa_relationship_kwargs={"overlaps": "genres,books"}
    )


class Author(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(
        back_populates="author", sa_relationship_kwargs={"order_by": "Book.id"}
    )
    profile: "Profile" = Relationship(
        back_populates="author", sa_relationship_kwargs={"uselist": False}
    )
    drafts: list["Draft"] = Relationship(
        back_populates="author", sa_relationship_kwargs={"lazy": "dynamic"}
    )
    notes: list["Note"] = Relationship(
        back_populates="author", sa_relationship_kwargs={"lazy": "selectin"}
    )


class Profile(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    author_id: int = Field(foreign_key="author.id", unique=True)
    author: Author = Relationship(back_populates="profile")


class Review(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="author.id")
    editor_id: int = Field(foreign_key="author.id")


class Draft(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    author_id: int = Field(foreign_key="author.id")
    author: Author = Relationship(back_populates="drafts")


class Note(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    author_id: int = Field(foreign_key="author.id")
    author: Author = Relationship(back_populates="notes")


class Book(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int = Field(foreign_key="author.id")
    publisher_id: int | None = Field(default=None, foreign_key="publisher.id")
    author: Author = Relationship(back_populates="books")
    publisher: Publisher | None = Relationship(back_populates="books")
    genres: list["Genre"] = Relationship(back_populates="books", link_model=BookGenre)
    genre_links: list[BookGenre] = Relationship(
        back_populates="book", sa_relationship_kwargs={"overlaps": "genres,books"}
    )


class Genre(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list[Book] = Relationship(back_populates="genres", link_model=BookGenre)
    book_links: list[BookGenre] = Relationship(
        back_populates="genre", sa_relationship_kwargs={"overlaps": "genres,books"}
    )


class Folder(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="folder.id")
    parent: "Folder" = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Folder.id"}
    )
    children: list["Folder"] = Relationship(back_populates="parent")


def fill(session: Session) -> None:
    """Add four authors with ten books, and a tree of ten folders."""
    countries = [Country(name=name) for name in ("Chile", "Ghana")]
    publishers = [
        Publisher(name=name, country=countries[number % 2])
        for number, name in enumerate(("Alba", "Baobab", "Cobre"))
    ]
    genres = [Genre(name=name) for name in ("crime", "poems", "travel")]
    for number, name in enumerate(("Ama", "Bela", "Caro", "Dunya")):
        author = Author(name=name, profile=Profile(text=f"{name} writes"))
        session.add(author)
        session.flush()
        session.add_all(Draft(text=f"draft {name}", author_id=author.id) for _ in range(2))
        session.add(Note(text=f"note {name}", author_id=author.id))
        for volume in range(number + 1):
            publisher = publishers[(number + volume) % 3] if volume < 3 else None
            book = Book(title=f"{name} {volume}", author=author, publisher=publisher)
            book.genre_links = [BookGenre(genre=genres[(number + volume) % 3], rank=volume)]
            session.add(book)
    for root in "AB":
        top = Folder(name=root)
        for child in "12":
            middle = Folder(name=root + child, parent=top)
            session.add_all(Folder(name=root + child + leaf, parent=middle) for leaf in "x")
    session.commit()


@dataclass(frozen=True)
class Case:
    """A cell; the attributes that it loads again and again, with count and line; its query.

    `fix` is the one that is proposed, where it matters. A cell is `alone` if it reads nothing else.
    """

    title: str
    code: str
    advice: tuple[tuple[str, int, int], ...] = ()
    query: str = ""
    fix: str | None = None
    alone: bool = True


POSITIVE: list[Case] = []
NEGATIVE: list[Case] = []


def positive(
    title: str,
    code: str,
    query: str,
    *advice: tuple[str, int, int],
    fix: str | None = None,
    alone: bool = True,
) -> None:
    POSITIVE.append(Case(title, dedent(code).lstrip("\n"), advice, query, fix, alone))


def negative(title: str, code: str) -> None:
    NEGATIVE.append(Case(title, dedent(code).lstrip("\n")))


positive(
    "one-to-many in a loop",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            print(team.name, len(team.heroes))
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
    fix="select(Team).options(selectinload(Team.heroes))",
)
positive(
    "many-to-one in a loop",
    """
    with Session(engine) as session:
        heroes = session.exec(QUERY).all()
        for hero in heroes:
            print(hero.name, hero.team and hero.team.name)
    """,
    "select(Hero)",
    ("Hero.team", 4, 4),
    fix="select(Hero).options(joinedload(Hero.team))",
)
positive(
    "many-to-one while the objects are let go",
    """
    with Session(engine) as session:
        for hero in session.exec(QUERY):
            print(hero.name, hero.team.name)
    """,
    "select(Hero).where(Hero.team_id != None).order_by(Hero.name)",
    ("Hero.team", 4, 3),
)
positive(
    "many-to-many without link columns",
    """
    with Session(engine) as session:
        for book in session.exec(QUERY):
            print(book.title, [genre.name for genre in book.genres])
    """,
    "select(Book).order_by(Book.id)",
    ("Book.genres", 10, 3),
    fix="select(Book).order_by(Book.id).options(selectinload(Book.genres))",
)
positive(
    "many-to-many, viewonly",
    """
    with Session(engine) as session:
        for hero in session.exec(QUERY):
            print(hero.name, *(mission.name for mission in hero.missions))
    """,
    "select(Hero).where(Hero.age > 40)",
    ("Hero.missions", 7, 3),
)
positive(
    "a link table with columns of its own, two levels",
    """
    with Session(engine) as session:
        for mission in session.exec(QUERY):
            for link in mission.hero_links:
                print(mission.name, link.role, link.hero.name)
    """,
    "select(Mission).order_by(Mission.id)",
    ("Mission.hero_links", 6, 3),
    ("HeroMissionLink.hero", 13, 4),
    fix="select(Mission).order_by(Mission.id).options("
    "selectinload(Mission.hero_links).joinedload(HeroMissionLink.hero))",
)
positive(
    "nested one-to-many",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            for hero in team.heroes:
                print(team.name, hero.name, [mission.name for mission in hero.missions])
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
    ("Hero.missions", 25, 4),
    fix="select(Team).options(selectinload(Team.heroes).selectinload(Hero.missions))",
)
positive(
    "a loop in a loop, gathered first",
    """
    with Session(engine) as session:
        teams = session.exec(QUERY).all()
        heroes = [hero for team in teams for hero in team.heroes]
        for hero in heroes:
            print(hero.name, len(hero.missions))
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
    ("Hero.missions", 25, 5),
)
positive(
    "below an eager load",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            for hero in team.heroes:
                print(team.name, hero.name, len(hero.missions))
    """,
    "select(Team).options(selectinload(Team.heroes))",
    ("Hero.missions", 25, 4),
    fix="select(Team).options(selectinload(Team.heroes)).options("
    "selectinload(Team.heroes).selectinload(Hero.missions))",
)
positive(
    "below a joined eager load",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).unique().all():
            for hero in team.heroes:
                print(team.name, hero.name, len(hero.missions))
    """,
    "select(Team).options(joinedload(Team.heroes))",
    ("Hero.missions", 25, 4),
)
positive(
    "a chain of many-to-one",
    """
    with Session(engine) as session:
        for book in session.exec(QUERY).all():
            if book.publisher:
                print(book.title, book.publisher.country.name)
    """,
    "select(Book)",
    ("Book.publisher", 3, 3),
    ("Publisher.country", 2, 4),
    fix="select(Book).options(joinedload(Book.publisher).joinedload(Publisher.country))",
)
positive(
    "up and down again",
    """
    with Session(engine) as session:
        for book in session.exec(QUERY).all():
            print(book.title, len(book.author.books))
    """,
    "select(Book).where(Book.publisher_id == 1)",
    ("Book.author", 3, 3),
    ("Author.books", 3, 3),
)
positive(
    "one-to-one",
    """
    with Session(engine) as session:
        for author in session.exec(QUERY):
            print(author.name, author.profile.text)
    """,
    "select(Author)",
    ("Author.profile", 4, 3),
)
positive(
    "the children of a self-reference",
    """
    with Session(engine) as session:
        for folder in session.exec(QUERY).all():
            print(folder.name, len(folder.children))
    """,
    "select(Folder)",
    ("Folder.children", 10, 3),
)
positive(
    "a tree walked down by recursion",
    """
    def walk(folder, depth):
        print(" " * depth, folder.name)
        for child in folder.children:
            walk(child, depth + 1)

    with Session(engine) as session:
        for folder in session.exec(QUERY).all():
            walk(folder, 0)
    """,
    "select(Folder).where(Folder.parent_id != None, Folder.children.any())",
    ("Folder.children", 8, 3),
    fix="select(Folder).where(Folder.parent_id != None, Folder.children.any()).options("
    "selectinload(Folder.children, recursion_depth=-1))",
)
positive(
    "two levels of a tree, a loop each",
    """
    with Session(engine) as session:
        for folder in session.exec(QUERY).all():
            for child in folder.children:
                print(child.name, [leaf.name for leaf in child.children])
    """,
    "select(Folder).where(Folder.parent_id == None)",
    ("Folder.children", 2, 3),
    ("Folder.children", 4, 4),
    fix="select(Folder).where(Folder.parent_id == None).options("
    "selectinload(Folder.children).selectinload(Folder.children))",
)
positive(
    "the parent of a self-reference",
    """
    with Session(engine) as session:
        for folder in session.exec(QUERY).all():
            print(folder.name, folder.parent.name)
    """,
    'select(Folder).where(Folder.name.like("%x"))',
    ("Folder.parent", 4, 3),
)
positive(
    "in a function",
    """
    def describe(team):
        names = [hero.name for hero in team.heroes]
        return f"{team.name}: {names}"

    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            print(describe(team))
    """,
    "select(Team)",
    ("Team.heroes", 5, 2),
)
positive(
    "query and loop in a function, the query in a variable",
    """
    def report(session):
        query = QUERY
        for team in session.exec(query).all():
            print(team.name, len(team.heroes))

    with Session(engine) as session:
        report(session)
    """,
    "select(Team)",
    ("Team.heroes", 5, 4),
    fix="select(Team).options(selectinload(Team.heroes))",
)
positive(
    "a list comprehension",
    """
    with Session(engine) as session:
        teams = session.exec(QUERY).all()
        print([len(team.heroes) for team in teams])
    """,
    "select(Team).where(Team.name != 'Reserves')",
    ("Team.heroes", 4, 3),
    fix="select(Team).where(Team.name != 'Reserves').options(selectinload(Team.heroes))",
)
positive(
    "a generator",
    """
    def names(teams):
        for team in teams:
            yield from (hero.name for hero in team.heroes)

    with Session(engine) as session:
        print(list(names(session.exec(QUERY))))
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
)
positive(
    "a property",
    """
    class Page:
        def __init__(self, author):
            self.author = author

        @property
        def titles(self):
            return [book.title for book in self.author.books]

    with Session(engine) as session:
        for author in session.exec(QUERY):
            print(author.name, Page(author).titles)
    """,
    "select(Author)",
    ("Author.books", 4, 7),
)
positive(
    "after a commit, teams that are still there expired",
    """
    with Session(engine) as session:
        kept = session.get(Team, 1)
        kept.headquarters = "A tent"
        session.commit()
        for hero in session.exec(QUERY).all():
            print(hero.name, hero.team and hero.team.headquarters)
    """,
    "select(Hero)",
    ("Hero.team", 3, 6),
    alone=False,
)
positive(
    "objects that this session made, asked for again",
    """
    with Session(engine) as session:
        teams = [Team(name=f"New {number}", headquarters="Here") for number in range(3)]
        session.add_all(teams)
        session.commit()
        for team in session.exec(QUERY).all():
            print(team.name, len(team.heroes))
    """,
    'select(Team).where(Team.headquarters == "Here")',
    ("Team.heroes", 3, 6),
)
positive(
    "objects that this session made, and another one asked for by key",
    """
    with Session(engine) as session:
        teams = [Team(name=f"New {number}", headquarters="Here") for number in range(3)]
        session.add_all(teams)
        session.commit()
        found = session.exec(QUERY).all()
        session.get(Team, 1)
        for team in found:
            print(team.name, len(team.heroes))
    """,
    'select(Team).where(Team.headquarters == "Here")',
    ("Team.heroes", 3, 8),
    fix='select(Team).where(Team.headquarters == "Here").options(selectinload(Team.heroes))',
    alone=False,
)
positive(
    "below an eager load, objects that this session made",
    """
    with Session(engine) as session:
        heroes = [Hero(name=f"New {number}", secret_name="?") for number in range(3)]
        teams = [Team(name="New", headquarters="Here", heroes=heroes)]
        session.add_all(teams)
        session.commit()
        for team in session.exec(QUERY).all():
            print([len(hero.missions) for hero in team.heroes])
    """,
    'select(Team).where(Team.name == "New").options(selectinload(Team.heroes))',
    ("Hero.missions", 3, 7),
    fix='select(Team).where(Team.name == "New").options(selectinload(Team.heroes)).options('
    "selectinload(Team.heroes).selectinload(Hero.missions))",
)
positive(
    "another query of one object in between",
    """
    with Session(engine) as session:
        teams = session.exec(QUERY).all()
        print(session.exec(select(Team).where(Team.name == "Wakaland")).one().name)
        for team in teams:
            print(team.name, len(team.heroes))
    """,
    "select(Team).where(Team.id != 2)",
    ("Team.heroes", 4, 5),
    fix="select(Team).where(Team.id != 2).options(selectinload(Team.heroes))",
    alone=False,
)
positive(
    "an alias of the class",
    """
    Other = orm.aliased(Team)
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            print(team.name, len(team.heroes))
    """,
    "select(Other)",
    ("Team.heroes", 5, 4),
    fix="select(Team).options(selectinload(Team.heroes))",
)
positive(
    "heroes that this session made and refreshed, asked for again",
    """
    with Session(engine) as session:
        team_ids = 1, 2, 3
        heroes = [Hero(name="New", secret_name=f"{i}", team_id=i) for i in team_ids]
        session.add_all(heroes)
        session.commit()
        for hero in heroes:
            session.refresh(hero)
        for hero in session.exec(QUERY).all():
            print(hero.name, hero.team.name)
    """,
    'select(Hero).where(Hero.name == "New")',
    ("Hero.team", 3, 9),
    alone=False,
)
positive(
    "through get in a helper: the identity map has the hero",
    """
    def team_name(session, hero_id):
        return session.get(Hero, hero_id).team.name

    with Session(engine) as session:
        heroes = session.exec(QUERY).all()
        print({hero.id: team_name(session, hero.id) for hero in heroes})
    """,
    "select(Hero).where(Hero.team_id > 2)",
    ("Hero.team", 2, 2),
)
positive(
    "async, with run_sync",
    """
    def read(session):
        for team in session.exec(QUERY).all():
            print(team.name, len(team.heroes))

    async def main():
        async with async_session(engine) as session:
            await session.run_sync(lambda sync: read(sync))

    asyncio.run(main())
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
)
positive(
    "async, one run_sync for each",
    """
    async def main():
        async with async_session(engine) as session:
            teams = (await session.exec(QUERY)).all()
            for team in teams:
                print(team.name, await session.run_sync(lambda sync: len(team.heroes)))

    asyncio.run(main())
    """,
    "select(Team)",
    ("Team.heroes", 5, 5),
)
positive(
    "async, with awaitable_attrs",
    """
    async def main():
        async with async_session(engine) as session:
            for author in (await session.exec(QUERY)).all():
                print(author.name, len(await author.awaitable_attrs.books))

    asyncio.run(main())
    """,
    "select(Author)",
    ("Author.books", 4, 4),
)
positive(
    "building a dict",
    """
    with Session(engine) as session:
        sizes = {team.name: len(team.heroes) for team in session.exec(QUERY)}
    print(sizes)
    """,
    "select(Team)",
    ("Team.heroes", 5, 2),
)
positive(
    "a sort key",
    """
    with Session(engine) as session:
        books = session.exec(QUERY).all()
        for book in sorted(books, key=lambda book: (book.author.name, book.id)):
            print(book.title)
    """,
    "select(Book)",
    ("Book.author", 4, 3),
)
positive(
    "a template string",
    '''
    with Session(engine) as session:
        for hero in session.exec(QUERY).all():
            print(f"""{hero.name}
            of {hero.team.name}""")
    ''',
    "select(Hero).where(Hero.team_id != None)",
    ("Hero.team", 4, 4),
)
positive(
    "two relationships in one loop",
    """
    with Session(engine) as session:
        for book in session.exec(QUERY).all():
            print(book.title, book.author.name, len(book.genres))
    """,
    "select(Book)",
    ("Book.author", 4, 3),
    ("Book.genres", 10, 3),
    fix="select(Book).options(joinedload(Book.author), selectinload(Book.genres))",
)
positive(
    "a helper that dumps to JSON",
    """
    class TeamWithHeroes(SQLModel):
        name: str
        heroes: list[HeroPublic]

    with Session(engine) as session:
        for team in session.exec(QUERY):
            print(TeamWithHeroes.model_validate(team).model_dump_json())
    """,
    "select(Team)",
    ("Team.heroes", 5, 7),
)
positive(
    "getattr by name",
    """
    def dump(item, *names):
        return json.dumps({name: str(len(getattr(item, name))) for name in names})

    with Session(engine) as session:
        print([dump(team, "heroes") for team in session.exec(QUERY)])
    """,
    "select(Team)",
    ("Team.heroes", 5, 2),
)
positive(
    "chunks of a result",
    """
    with Session(engine) as session:
        for chunk in session.exec(QUERY).partitions(2):
            for team in chunk:
                print(team.name, len(team.heroes))
    """,
    "select(Team)",
    ("Team.heroes", 5, 4),
)
positive(
    "a while loop with an iterator",
    """
    with Session(engine) as session:
        teams = iter(session.exec(QUERY).all())
        while team := next(teams, None):
            print(team.name, len(team.heroes))
    """,
    "select(Team)",
    ("Team.heroes", 5, 4),
)
positive(
    "map()",
    """
    def size(team):
        return len(team.heroes)

    with Session(engine) as session:
        print(sum(map(size, session.exec(QUERY).all())))
    """,
    "select(Team)",
    ("Team.heroes", 5, 2),
)
positive(
    "two objects are enough",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            print(team.name, len(team.heroes))
    """,
    "select(Team).where(Team.id < 3)",
    ("Team.heroes", 2, 3),
)
positive(
    "the children of one object that was asked for by key",
    """
    with Session(engine) as session:
        team = session.exec(QUERY).one()
        for hero in team.heroes:
            print(hero.name, len(hero.missions))
    """,
    "select(Team).where(Team.id == 1)",
    ("Hero.missions", 8, 4),
    fix="select(Team).where(Team.id == 1).options("
    "selectinload(Team.heroes).selectinload(Hero.missions))",
)
positive(
    "two entities in one row",
    """
    with Session(engine) as session:
        for hero, team in session.exec(QUERY):
            print(hero.name, team.name, len(hero.missions))
    """,
    "select(Hero, Team).join(Team).where(Team.id == 3)",
    ("Hero.missions", 6, 3),
    fix="select(Hero, Team).join(Team).where(Team.id == 3).options(selectinload(Hero.missions))",
)
positive(
    "a query over several lines, with a condition in it",
    """
    with Session(engine) as session:
        found = session.exec(
            QUERY
        )
        for hero in found.all():
            if hero.team is not None and hero.age:
                print(hero.name, hero.team.name)
    """,
    "select(Hero)\n        .where(Hero.age > 10)\n        .order_by(Hero.name)",
    ("Hero.team", 4, 8),
)
positive(
    "scalars of a plain SQLAlchemy session",
    """
    with orm.Session(engine) as session:
        for team in session.scalars(QUERY):
            print(team.name, len(team.heroes))
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
)
positive(
    "one function for the objects of two queries",
    """
    def sizes(teams):
        return [len(team.heroes) for team in teams]

    with Session(engine) as session:
        for bound in (0, 2):
            print(sizes(session.exec(QUERY).all()))
            session.expunge_all()
    """,
    "select(Team).where(Team.id < 4)",
    ("Team.heroes", 6, 2),
    alone=False,
)
positive(
    "appending to each",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            team.heroes.append(Hero(name="New", secret_name=team.name))
        session.flush()
        print(session.exec(select(func.count(Hero.id))).one())
    """,
    "select(Team)",
    ("Team.heroes", 5, 3),
    alone=False,
)

positive(
    "a flush that needs the children of what it deletes",
    """
    with Session(engine) as session:
        for team in session.exec(QUERY).all():
            session.delete(team)
        session.flush()
        print(session.exec(select(Hero).where(Hero.team_id != None)).all())
    """,
    "select(Team)",
    ("Team.heroes", 5, 4),
    alone=False,
)

for name, option, unique in (
    ("selectinload", "selectinload(Team.heroes)", ""),
    ("joinedload", "joinedload(Team.heroes)", ".unique()"),
    ("subqueryload", "orm.subqueryload(Team.heroes)", ""),
    ("contains_eager", "orm.contains_eager(Team.heroes)", ".unique()"),
):
    join = ".join(Hero)" if name == "contains_eager" else ""
    negative(
        f"eager, with {name}",
        f"""
        with Session(engine) as session:
            for team in session.exec(select(Team){join}.options({option})){unique}.all():
                print(team.name, len(team.heroes))
        """,
    )
negative(
    "eager, with immediateload: it sends as many, and somebody chose it",
    """
    with Session(engine) as session:
        for team in session.exec(select(Team).options(orm.immediateload(Team.heroes))).all():
            print(team.name, len(team.heroes))
    """,
)
negative(
    "eager, by the default of the relationship",
    """
    with Session(engine) as session:
        for author in session.exec(select(Author)).all():
            print(author.name, len(author.notes))
    """,
)
negative(
    "eager, two levels",
    """
    with Session(engine) as session:
        options = selectinload(Team.heroes).selectinload(Hero.missions)
        for team in session.exec(select(Team).options(options)).all():
            print([len(hero.missions) for hero in team.heroes])
    """,
)
negative(
    "eager, with populate_existing and a filter on the relationship",
    """
    with Session(engine) as session:
        option = selectinload(Team.heroes.and_(Hero.age > 30))
        query = select(Team).options(option).execution_options(populate_existing=True)
        for team in session.exec(query).all():
            print(team.name, len(team.heroes))
    """,
)
negative(
    "many-to-one from the identity map",
    """
    with Session(engine) as session:
        teams = session.exec(select(Team)).all()
        for hero in session.exec(select(Hero)).all():
            print(hero.name, hero.team and hero.team.name)
    """,
)
negative(
    "many heroes, one team: one load",
    """
    with Session(engine) as session:
        for hero in session.exec(select(Hero).where(Hero.team_id == 1)).all():
            print(hero.name, hero.team.name)
    """,
)
negative(
    "one object only",
    """
    with Session(engine) as session:
        for team in session.exec(select(Team).where(Team.id == 1)).all():
            print(team.name, len(team.heroes))
    """,
)
negative(
    "the first of a loop, then break",
    """
    with Session(engine) as session:
        for team in session.exec(select(Team)).all():
            print(team.name, len(team.heroes))
            break
    """,
)
negative(
    "two explicit places",
    """
    with Session(engine) as session:
        teams = session.exec(select(Team)).all()
        first, second = teams[:2]
        print(len(first.heroes))
        print(len(second.heroes))
    """,
)
negative(
    "two places in one line",
    """
    with Session(engine) as session:
        first, second, *_ = session.exec(select(Team)).all()
        print(len(first.heroes), len(second.heroes))
    """,
)
negative(
    "get on different lines, one function",
    """
    def size(team):
        return len(team.heroes)

    with Session(engine) as session:
        print(size(session.get(Team, 1)))
        print(size(session.get(Team, 2)))
    """,
)
negative(
    "get before, one function after",
    """
    def size(team):
        return len(team.heroes)

    with Session(engine) as session:
        first = session.get(Team, 1)
        second = session.get(Team, 2)
        print(size(first), size(second))
    """,
)
negative(
    "get before, one function after, and another query of all teams",
    """
    def size(team):
        return len(team.heroes)

    with Session(engine) as session:
        print(len([team.name for team in session.exec(select(Team)).all()]))
        first = session.get(Team, 1)
        second = session.get(Team, 2)
        print(size(first), size(second))
    """,
)
negative(
    "two queries for one object each, one function after",
    """
    def name(hero):
        return hero.team.name

    with Session(engine) as session:
        nova = session.exec(select(Hero).where(Hero.name == "Black Lion")).one()
        fern = session.exec(select(Hero).where(Hero.name == "Iron Fern")).one()
        print(name(nova), name(fern))
    """,
)
negative(
    "a chain from each of two objects, one function",
    """
    def country(book):
        return book.publisher.country.name

    with Session(engine) as session:
        print(country(session.get(Book, 1)))
        print(country(session.get(Book, 2)))
    """,
)
negative(
    "children of two objects, of which each has one, one function after",
    """
    def missions(hero):
        return len(hero.missions)

    with Session(engine) as session:
        one = session.get(Team, 1).heroes[0]
        other = session.get(Team, 2).heroes[0]
        print(missions(one), missions(other))
    """,
)
negative(
    "children of two objects, loaded eagerly by get, one function after",
    """
    def missions(hero):
        return len(hero.missions)

    with Session(engine) as session:
        option = selectinload(Team.heroes)
        one = session.get(Team, 1, options=[option])
        other = session.get(Team, 2, options=[option])
        print(missions(one.heroes[0]), missions(other.heroes[0]))
    """,
)
negative(
    "a self-reference walked upward",
    """
    with Session(engine) as session:
        folder = session.exec(select(Folder).where(Folder.name == "A1x")).one()
        while folder:
            print(folder.name)
            folder = folder.parent
    """,
)
negative(
    "a self-reference walked upward by recursion",
    """
    def path(folder):
        return (path(folder.parent) if folder.parent else "") + "/" + folder.name

    with Session(engine) as session:
        print(path(session.get(Folder, 3)))
    """,
)
negative(
    "a self-reference walked down along the first child",
    """
    with Session(engine) as session:
        folder = session.get(Folder, 1)
        while folder.children:
            folder = folder.children[0]
        print(folder.name)
    """,
)
negative(
    "one lazy load in a function that is called twice for the same object",
    """
    def size(team):
        return len(team.heroes)

    with Session(engine) as session:
        team = session.get(Team, 1)
        print(size(team), size(team))
    """,
)
negative(
    "the same collection loaded again after it expired",
    """
    with Session(engine) as session:
        team = session.get(Team, 1)
        for _ in range(4):
            print(len(team.heroes))
            session.expire(team, ["heroes"])
    """,
)
negative(
    "inserts in a loop",
    """
    with Session(engine) as session:
        for number in range(5):
            team = Team(name=f"New {number}", headquarters="Here")
            session.add(team)
            session.flush()
            session.add(Hero(name="New", secret_name="?", team_id=team.id))
        session.commit()
    """,
)
negative(
    "new objects, whose collections are read after the flush, and a query of all before",
    """
    with Session(engine) as session:
        print(len(session.exec(select(Team)).all()))
        for number in range(3):
            team = Team(name=f"New {number}", headquarters="Here")
            session.add(team)
            session.commit()
            print(len(team.heroes))
    """,
)
negative(
    "new objects, flushed together, and a query of all before",
    """
    with Session(engine) as session:
        print(len(session.exec(select(Author)).all()))
        authors = [Author(id=number, name="New") for number in (11, 12, 13)]
        session.add_all(authors)
        session.flush()
        for author in authors:
            print(len(author.books))
    """,
)
negative(
    "refresh in a loop",
    """
    with Session(engine) as session:
        for team in session.exec(select(Team)).all():
            session.refresh(team)
            print(team.name)
    """,
)
negative(
    "refresh of a relationship in a loop",
    """
    with Session(engine) as session:
        for team in session.exec(select(Team)).all():
            session.refresh(team, ["heroes"])
            print(len(team.heroes))
    """,
)
negative(
    "expired objects, one by one",
    """
    with Session(engine) as session:
        teams = session.exec(select(Team)).all()
        session.commit()
        for team in teams:
            print(team.name)
    """,
)
negative(
    "expired objects and their collections: no option outlives the commit",
    """
    with Session(engine) as session:
        teams = session.exec(select(Team)).all()
        session.commit()
        for team in teams:
            print(team.name, len(team.heroes))
    """,
)
negative(
    "pages",
    """
    with Session(engine) as session:
        for page in range(6):
            query = select(Hero).order_by(Hero.id).offset(page * 5).limit(5)
            print([hero.name for hero in session.exec(query)])
    """,
)
negative(
    "pages by key",
    """
    with Session(engine) as session:
        last = 0
        while heroes := session.exec(select(Hero).where(Hero.id > last).limit(5)).all():
            last = heroes[-1].id
        print(last)
    """,
)
negative(
    "pages of one object each",
    """
    with Session(engine) as session:
        for page in range(4):
            query = select(Team).order_by(Team.id).offset(page).limit(1)
            print(len(session.exec(query).one().heroes))
    """,
)
negative(
    "polling",
    """
    with Session(engine) as session:
        for _ in range(6):
            print(session.exec(select(Team).where(Team.id == 1)).one().name)
            session.rollback()
    """,
)
negative(
    "a session for each request, one object each",
    """
    def answer(team_id):
        with Session(engine) as session:
            return len(session.get(Team, team_id).heroes)

    print([answer(number) for number in range(1, 6)])
    """,
)
negative(
    "a session for each request, one row of a query each",
    """
    def answer(name):
        with Session(engine) as session:
            hero = session.exec(select(Hero).where(Hero.name == name)).first()
            return hero.team.name

    print([answer(name) for name in ("Deadpond", "Rusty-Man", "Iron Fern")])
    """,
)
negative(
    "raiseload",
    """
    with Session(engine) as session:
        for team in session.exec(select(Team).options(orm.raiseload("*"))).all():
            try:
                print(team.heroes)
            except Exception as error:
                print(type(error).__name__)
    """,
)
negative(
    "noload by a plain list of columns",
    """
    with Session(engine) as session:
        for name, team_id in session.exec(select(Hero.name, Hero.team_id)):
            print(name, team_id)
    """,
)
negative(
    "a dynamic relationship, asked in a loop",
    """
    with orm.Session(engine) as session:
        for author in session.scalars(select(Author)).all():
            print(author.drafts.filter(Draft.text != "").count())
    """,
)
negative(
    "different attributes, once each",
    """
    with Session(engine) as session:
        book = session.get(Book, 1)
        for name in ("author", "publisher", "genres", "genre_links"):
            print(bool(getattr(book, name)))
    """,
)
negative(
    "deferred columns in a loop",
    """
    with Session(engine) as session:
        for hero in session.exec(select(Hero).options(orm.defer(Hero.secret_name))).all():
            print(hero.secret_name)
    """,
)
negative(
    "Core rows",
    """
    with engine.connect() as connection:
        for row in connection.execute(select(Team)):
            print(row.name)
    """,
)
negative(
    "relationships set, not read",
    """
    with Session(engine) as session:
        team = session.get(Team, 5)
        for hero in session.exec(select(Hero).where(Hero.team_id == None)).all():
            hero.team = team
        session.commit()
    """,
)
negative(
    "a cascade in the database",
    """
    with Session(engine) as session:
        for link in session.exec(select(HeroMissionLink)).all():
            session.delete(link)
        session.commit()
    """,
)
