# ruff: noqa: E501, E711, RET503, SIM201, SIM222 - learners' lines
"""Wrong answers as learners write them, with the misconception behind each, or None if nobody can tell."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import exists, text
from sqlalchemy import select as core_select
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, and_, col, desc, func, not_, or_, select

from heroes.judge import Exercise
from heroes.models import Hero, Team
from tests.judge.exercises import exercise


class Shelf(SQLModel, registry=registry()):
    """Keep these models apart from all others."""


class Author(Shelf, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    country: str | None = None


class Book(Shelf, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int | None = None
    pages: int = 100
    author_id: int | None = Field(default=None, foreign_key="author.id")


def library(session: Session) -> None:
    session.add_all([Author(id=n, name=f"Author {n}", country=c) for n, c in enumerate("FFD", 1)])
    session.flush()
    rows = [("Dune", 1965, 412, 1), ("Emma", None, 300, 2), ("Ubik", 1969, 202, 1)]
    session.add_all([Book(title=t, year=y, pages=p, author_id=a) for t, y, p, a in rows])
    session.commit()


def task(name: str, reference: Any, **more: Any) -> Exercise:
    return exercise(id=f"tests.{name}", reference=reference, **more)


def shop(name: str, reference: Any, **more: Any) -> Exercise:
    return task(name, reference, models=(Author, Book), setup=library, **more)


ADULTS = task("adults", select(Hero).where(Hero.age >= 18))
NOT_35 = task("not_35", select(Hero).where(or_(Hero.age != 35, col(Hero.age).is_(None))))
EITHER = task("either", select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova")))
RANGE = shop(
    "range",
    select(Book).where(Book.pages >= 200, Book.pages < 400, Book.year != None),
)
SCIENCE = task(
    "mix", select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova"), Hero.age > 2)
)
START = task("start", select(Hero).where(col(Hero.name).startswith("Spider")))
OLDEST = task(
    "oldest",
    select(Hero.name, Hero.age).where(col(Hero.age).is_not(None))
    .order_by(desc(Hero.age), Hero.id).limit(3),
    order_by=["-age"],
)  # fmt: skip
PAGE = shop(
    "page", select(Book).order_by(Book.title, Book.id).offset(2).limit(2), order_by=["title", "id"]
)
PAIRS = shop("pairs", select(Book.title, Author.name).join(Author, isouter=True))
BOTH = shop("both", select(Book.title, Author.name).join(Author))
COUNTRY = shop("country", select(Author).join(Book).where(Book.pages > 250).distinct())
COUNTS = shop(
    "counts",
    select(Book.author_id, func.count()).group_by(Book.author_id).having(func.count() >= 2),
)
ONE = task(
    "one", lambda s: s.exec(select(Hero).where(Hero.name == "Echo")).first(), unique=("hero.name",)
)
ROSTER = task(
    "roster",
    lambda s: [
        (hero.name, team)
        for hero, team in s.exec(select(Hero, Team.name).join(Team, isouter=True)).all()
    ],
    statements=1,
)

Case = tuple[Exercise, Any, str | None]
CASES: list[Case] = []


def wrong(exercise: Exercise, misconception: str | None) -> Callable[[Any], Any]:
    def keep(answer: Any) -> Any:
        CASES.append((exercise, answer, misconception))
        return answer

    return keep


CASES += [
    (ADULTS, select(Hero).where(Hero.age > 18), "boundary"),
    (ADULTS, lambda s: s.exec(select(Hero).where(Hero.age > 18)).all(), "boundary"),
    (ADULTS, lambda s: [h for h in s.exec(select(Hero)).all() if h.age and h.age > 18], "boundary"),
    (ADULTS, select(Hero).where(Hero.age <= 18), "wrong_operator"),
    (ADULTS, select(Hero).where(Hero.age == 18), "wrong_operator"),
    (ADULTS, select(Hero).where(Hero.age >= 21), "wrong_value"),
    (ADULTS, core_select(Hero).where(Hero.age > 20), "wrong_value"),
    (ADULTS, select(Hero), "missing_filter"),
    (ADULTS, select(Hero).where(Hero.age >= 18, Hero.team_id == 1), "extra_filter"),
    (ADULTS, select(Hero).where(Hero.id >= 18), "wrong_column"),
    (ADULTS, select(Hero).where(func.coalesce(Hero.age, 18) >= 18), "null_kept"),
    (ADULTS, select(Hero).where(or_(Hero.age >= 18, Hero.age == None)), "null_kept"),
    (ADULTS, lambda s: s.exec(select(Hero).where(Hero.age >= 18)).first(), "one_for_many"),
    (ADULTS, lambda s: s.exec(select(Hero).where(Hero.age >= 18)).all, "not_executed"),
    (ADULTS, lambda s: str(select(Hero).where(Hero.age >= 18)), "not_executed"),
    (ADULTS, select(Hero.name, Hero.age).where(Hero.age >= 18), "wrong_columns"),
    (ADULTS, select(Hero.name).where(Hero.age >= 18), "wrong_columns"),
    (ADULTS, lambda s: s.exec(select(Hero).where(not (Hero.age < 18))).all(), "python_not"),
    (ADULTS, lambda s: s.exec(select(Hero).where(Hero.age >= 18).limit(2)).all(), "wrong_limit"),
    (NOT_35, select(Hero).where(Hero.age != 35), "null_lost"),
    (NOT_35, select(Hero).where(~(Hero.age == 35)), "null_lost"),
    (NOT_35, select(Hero).where(col(Hero.age).not_in([35])), "null_lost"),
    (NOT_35, select(Hero).where(or_(Hero.age < 35, Hero.age > 35)), "null_lost"),
    (NOT_35, lambda s: [h for h in s.exec(select(Hero)) if h.age and h.age != 35], None),
    (NOT_35, lambda s: [h for h in s.exec(select(Hero)) if h.age not in (None, 35)], "null_lost"),
    (NOT_35, lambda s: s.exec(select(Hero).where(or_(Hero.age != 35, Hero.age is None))).all(), "is_none"),
    (NOT_35, lambda s: s.exec(select(Hero).where(Hero.age != 35 or Hero.age == None)).all(), "python_or"),
    (NOT_35, lambda s: s.exec(select(Hero).where(Hero.age not in [35])).all(), "python_in"),
    (NOT_35, select(Hero).where(Hero.age == 35), "wrong_operator"),
    (NOT_35, select(Hero).where(and_(Hero.age != 35, col(Hero.age).is_(None))), "and_for_or"),
    (EITHER, lambda s: s.exec(select(Hero).where(Hero.name == "Echo" or Hero.name == "Nova")).all(), "python_or"),
    (EITHER, lambda s: s.exec(select(Hero).where(Hero.name == ("Echo" or "Nova"))).all(), None),
    (EITHER, lambda s: s.exec(select(Hero).where(Hero.name in ("Echo", "Nova"))).all(), "python_in"),
    (EITHER, select(Hero).where(Hero.name == "Echo", Hero.name == "Nova"), "and_for_or"),
    (EITHER, select(Hero).where(Hero.name == "Echo").where(Hero.name == "Nova"), "and_for_or"),
    (EITHER, select(Hero).where((Hero.name == "Echo") & (Hero.name == "Nova")), "and_for_or"),
    (EITHER, lambda s: [h for h in s.exec(select(Hero)) if h.name == "Echo" and h.name == "Nova"], "and_for_or"),
    (EITHER, select(Hero).where(or_(func.lower(Hero.name) == "echo", func.lower(Hero.name) == "nova")), "case_sensitivity"),
    (EITHER, lambda s: [h for h in s.exec(select(Hero)) if h.name.lower() in ("echo", "nova")], "case_sensitivity"),
    (EITHER, select(Hero).where(col(Hero.secret_name).in_(["Echo", "Nova"])), "wrong_column"),
    (EITHER, select(Hero).where(col(Hero.name).not_in(["Echo", "Nova"])), "wrong_operator"),
    (RANGE, select(Book).where(Book.pages > 200, Book.pages < 400, Book.year != None), "boundary"),
    (RANGE, select(Book).where(col(Book.pages).between(200, 400), col(Book.year).is_not(None)), "boundary"),
    (RANGE, select(Book).where(Book.pages >= 200, Book.pages < 400), "missing_filter"),
    (RANGE, lambda s: s.exec(select(Book).where(200 <= Book.pages < 400, Book.year != None)).all(), "chained_comparison"),
    (RANGE, lambda s: s.exec(select(Book).where(Book.pages >= 200 and Book.pages < 400)).all(), "python_and"),
    (RANGE, lambda s: s.exec(select(Book).where(Book.pages >= 200, Book.pages < 400, Book.year is not None)).all(), "is_none"),
    (RANGE, select(Book).where(or_(Book.pages >= 200, Book.pages < 400), Book.year != None), "or_for_and"),
    (RANGE, select(Book).where(Book.pages >= 200, Book.pages < 400, Book.year == None), "wrong_operator"),
    (SCIENCE, select(Hero).where((Hero.name == "Echo") | (Hero.name == "Nova") & (Hero.age > 2)), "precedence"),
    (SCIENCE, select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova", Hero.age > 2)), "or_for_and"),
    (SCIENCE, select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova")), "missing_filter"),
    (SCIENCE, lambda s: [h for h in s.exec(select(Hero)) if h.name == "Echo" or (h.name == "Nova" and (h.age or 0) > 2)], "precedence"),
    (START, select(Hero).where(col(Hero.name).like("%Spider%")), "wrong_pattern"),
    (START, select(Hero).where(col(Hero.name).contains("Spider")), "wrong_pattern"),
    (START, select(Hero).where(col(Hero.name).endswith("Spider")), "wrong_pattern"),
    (START, select(Hero).where(Hero.name == "Spider%"), "wrong_pattern"),
    (START, select(Hero).where(Hero.name == "Spider"), "wrong_operator"),
    (START, lambda s: [h for h in s.exec(select(Hero)) if h.name.endswith("Spider")], None),
    (OLDEST, select(Hero.name, Hero.age).where(Hero.age != None).order_by(Hero.age).limit(3), "wrong_direction"),
    (OLDEST, select(Hero.name, Hero.age).where(Hero.age != None).order_by(desc(Hero.age)).limit(3), "missing_tie_breaker"),
    (OLDEST, select(Hero.name, Hero.age).where(Hero.age != None).order_by(desc(Hero.age), Hero.id), "missing_limit"),
    (OLDEST, select(Hero.name, Hero.age).where(Hero.age != None).order_by(desc(Hero.age), Hero.id).limit(5), "wrong_limit"),
    (OLDEST, select(Hero.name, Hero.age).where(Hero.age != None).order_by(desc(Hero.name)).limit(3), "wrong_order_key"),
    (OLDEST, lambda s: sorted(s.exec(select(Hero.name, Hero.age).where(Hero.age != None).limit(3)), key=lambda r: -r.age), "limit_before_order"),
    (OLDEST, lambda s: s.exec(select(Hero.name, Hero.age).where(Hero.age != None).limit(3)).all(), "missing_order"),
    (OLDEST, select(Hero.name, Hero.age).order_by(desc(Hero.age), Hero.id).limit(3), "missing_filter"),
    (PAGE, select(Book).order_by(Book.title, Book.id).limit(2), "wrong_offset"),
    (PAGE, select(Book).order_by(Book.title, Book.id).offset(3).limit(2), "wrong_offset"),
    (PAGE, select(Book).order_by(Book.title, Book.id).offset(2), "missing_limit"),
    (PAGE, select(Book).offset(2).limit(2), "missing_order"),
    (PAGE, select(Book).order_by(Book.title).offset(2).limit(2), "missing_tie_breaker"),
    (PAGE, select(Book).order_by(Book.id).offset(2).limit(2), "wrong_order_key"),
    (PAGE, lambda s: sorted(s.exec(select(Book)).all()[2:4], key=lambda b: (b.title, b.id)), "limit_before_order"),
    (PAGE, lambda s: sorted(s.exec(select(Book)).all(), key=lambda b: (b.title, b.id), reverse=True)[2:4], "wrong_direction"),
    (PAIRS, select(Book.title, Author.name).join(Author), "inner_join_drops_rows"),
    (PAIRS, select(Book.title, Author.name).where(Book.author_id == Author.id), "inner_join_drops_rows"),
    (PAIRS, select(Book.title, Author.name), "cartesian_product"),
    (PAIRS, select(Book.title, Author.name).join(Author, Author.id == Book.id, isouter=True), "wrong_join_condition"),
    (PAIRS, select(Book.title, Author.name).select_from(Author).join(Book, isouter=True), "left_join_wrong_side"),
    (PAIRS, select(Book.title, Author.name).join(Author, isouter=True).distinct(), "distinct_hides_rows"),
    (BOTH, select(Book.title, Author.name).outerjoin(Author), "outer_join_keeps_rows"),
    (BOTH, lambda s: set(s.exec(select(Book.title, Author.name).join(Author)).all()), "distinct_hides_rows"),
    (BOTH, select(Book.title, Author.country).join(Author), "wrong_column"),
    (BOTH, select(Book, Author).join(Author), "wrong_columns"),
    (COUNTRY, select(Author).join(Book).where(Book.pages > 250), "join_duplicates"),
    (COUNTRY, select(Author).join(Book).where(Book.pages >= 250).distinct(), "boundary"),
    (COUNTRY, select(Author).where(Book.pages > 250).distinct(), "cartesian_product"),
    (COUNTRY, lambda s: s.exec(select(Author).where(Author.id == Book.author_id, Book.pages > 250)).all(), "join_duplicates"),
    (COUNTS, select(Book.author_id, func.count()).group_by(Book.author_id).having(func.count() > 2), "boundary"),
    (COUNTS, select(Book.author_id, func.count()).group_by(Book.author_id), "missing_filter"),
    (COUNTS, select(Book.author_id, func.count(Book.author_id)).group_by(Book.author_id).having(func.count() >= 2), "count_nullable_column"),
    (COUNTS, lambda s: s.exec(select(Book.author_id, func.count()).where(func.count() >= 2).group_by(Book.author_id)).all(), "where_for_having"),
    (COUNTS, select(Book.author_id, func.sum(Book.pages)).group_by(Book.author_id).having(func.count() >= 2), "wrong_aggregate"),
    (COUNTS, select(Book.author_id, func.count()).group_by(Book.title).having(func.count() >= 2), "wrong_group"),
    (ONE, lambda s: s.exec(select(Hero).where(Hero.name == "Echo")).all(), "many_for_one"),
    (ONE, select(Hero).where(Hero.name == "Nova"), "wrong_value"),
    (ONE, lambda s: s.exec(select(Hero)).first(), "missing_filter"),
]  # fmt: skip


@wrong(ADULTS, "forgot_return")
def adults_lost(session: Session) -> Any:
    session.exec(select(Hero).where(Hero.age >= 18)).all()


@wrong(ADULTS, "prints_for_return")
def adults_printed(session: Session) -> Any:
    for hero in session.exec(select(Hero).where(Hero.age >= 18)):
        print(hero)


@wrong(ADULTS, "one_for_many")
def adults_in_loop(session: Session) -> Any:
    for hero in session.exec(select(Hero).where(Hero.age >= 18)):
        return hero


@wrong(ADULTS, "boundary")
def adults_collected(session: Session) -> Any:
    adults = []
    for hero in session.exec(select(Hero)).all():
        if hero.age is not None and hero.age > 18:
            adults.append(hero)
    return adults


@wrong(ADULTS, "wrong_value")
def adults_with_condition(session: Session) -> Any:
    limit = 16
    grown_up = Hero.age >= limit
    return session.execute(select(Hero).where(grown_up)).scalars().all()


@wrong(SCIENCE, "python_and")
def mixed_in_python(session: Session) -> Any:
    condition = or_(Hero.name == "Echo", Hero.name == "Nova") and Hero.age > 2
    return session.exec(select(Hero).where(condition)).all()


@wrong(OLDEST, "limit_before_order")
def oldest_sorted_late(session: Session) -> Any:
    rows = session.exec(select(Hero.name, Hero.age).where(col(Hero.age).is_not(None))).all()[:3]
    rows = list(rows)
    rows.sort(key=lambda row: row.age, reverse=True)
    return rows


@wrong(ROSTER, "n_plus_one")
def roster_lazily(session: Session) -> Any:
    heroes = session.exec(select(Hero)).all()
    return [(hero.name, hero.team.name if hero.team else None) for hero in heroes]


@wrong(ROSTER, "n_plus_one")
def roster_by_get(session: Session) -> Any:
    found = []
    for hero in session.exec(select(Hero)):
        team = session.exec(select(Team).where(Team.id == hero.team_id)).first()
        found.append((hero.name, team.name if team else None))
    return found


@wrong(COUNTRY, "join_duplicates")
def authors_in_loop(session: Session) -> Any:
    return session.exec(
        select(Author).join(Book, Book.author_id == Author.id).where(Book.pages > 250)
    ).all()


@wrong(NOT_35, "null_lost")
def not_35_by_not(session: Session) -> Any:
    statement = select(Hero)
    statement = statement.where(not_(Hero.age == 35))
    return list(session.exec(statement))


AVERAGE = shop(
    "avg", select(Author.name, func.avg(Book.pages)).join(Book).group_by(Author.id, Author.name)
)
TOTAL = task("total", select(func.count()).select_from(Hero))
SIZES = task(
    "nteam",
    select(Team.name, func.count(Hero.id)).join(Hero, isouter=True).group_by(Team.id, Team.name),
)
AGES = task("ages", select(Hero.age).where(col(Hero.age).is_not(None)).distinct())
ALONE = task("noteam", select(Team).where(~exists().where(Hero.team_id == Team.id)))
LINES = task("under", select(Hero).where(col(Hero.name).contains("_", autoescape=True)))
NOT_DUNE = shop(
    "notdune",
    select(Book).where(or_(col(Book.year) != 1965, col(Book.year).is_(None)), Book.title != "Emma"),
)
YOUNG = task(
    "young", select(Hero).where(Hero.age < 18).order_by(Hero.name, Hero.id), order_by=["name", "id"]
)
BETWEEN = task("between", select(Hero).where(col(Hero.age).between(17, 35)))
KNOWN = task("known", lambda s: s.exec(select(Hero.name).where(Hero.age != None)).all())
HIGHEST = task("maxage", lambda s: s.exec(select(func.max(Hero.age))).one())
IN_ECHO = task("inteam", select(Hero).join(Team).where(Team.name == "Echo"))
CASES += [
 (AVERAGE, select(Author.name, func.avg(Book.pages)).join(Book).group_by(Author.name), "wrong_group"),
 (AVERAGE, select(Author.name, func.sum(Book.pages)).join(Book).group_by(Author.id), "wrong_aggregate"),
 (AVERAGE, select(Author.name, func.avg(Book.pages)).outerjoin(Book).group_by(Author.id), "outer_join_keeps_rows"),
 (AVERAGE, select(Author.name, func.avg(Book.pages)).group_by(Author.id), "cartesian_product"),
 (AVERAGE, lambda s: [(a.name, sum(b.pages for b in s.exec(select(Book).where(Book.author_id==a.id)))) for a in s.exec(select(Author))], None),
 (TOTAL, select(func.count(Hero.age)), "count_nullable_column"),
 (TOTAL, lambda s: s.exec(select(func.count(Hero.team_id))).one(), "count_nullable_column"),
 (TOTAL, lambda s: len(s.exec(select(Hero).join(Team)).all()), "inner_join_drops_rows"),
 (TOTAL, lambda s: len(s.exec(select(Hero).where(Hero.age > 0)).all()), "extra_filter"),
 (SIZES, select(Team.name, func.count(Hero.id)).join(Hero).group_by(Team.id), "inner_join_drops_rows"),
 (SIZES, select(Team.name, func.count()).join(Hero, isouter=True).group_by(Team.id), "wrong_aggregate"),
 (SIZES, select(Team.name, func.count(Hero.age)).join(Hero, isouter=True).group_by(Team.id), "count_nullable_column"),
 (SIZES, select(Team.name, func.count(Hero.id)).join(Hero, isouter=True).group_by(Team.name), "wrong_group"),
 (AGES, select(Hero.age).distinct(), "missing_filter"),
 (AGES, select(Hero.age).where(Hero.age != None), None),
 (AGES, lambda s: [h.age for h in s.exec(select(Hero)) if h.age], None),
 (ALONE, select(Team).where(exists().where(Hero.team_id==Team.id)), "wrong_operator"),
 (ALONE, select(Team).join(Hero).where(Hero.id == None), "inner_join_drops_rows"),
 (ALONE, select(Team).where(col(Team.id).not_in(select(Hero.team_id))), "null_in_list"),
 (ALONE, lambda s: [t for t in s.exec(select(Team)) if t.heroes], "wrong_operator"),
 (LINES, select(Hero).where(col(Hero.name).contains("_")), "unescaped_wildcard"),
 (LINES, select(Hero).where(col(Hero.name).like("%_%")), "unescaped_wildcard"),
 (LINES, lambda s: s.execute(select(Hero).where(Hero.name.startswith("_", autoescape=True))).scalars().all(), "wrong_pattern"),
 (NOT_DUNE, select(Book).where(Book.year != 1965, Book.title != "Emma"), "null_lost"),
 (NOT_DUNE, lambda s: s.scalars(select(Book).where(Book.year != 1965).where(Book.title != "Emma")).all(), "null_lost"),
 (NOT_DUNE, lambda s: s.exec(select(Book).where(or_(Book.year != 1965, Book.year == None), not Book.title == "Emma")).all(), "python_not"),
 (NOT_DUNE, select(Book).where(or_(Book.year != 1965, Book.year == None, Book.title != "Emma")), "or_for_and"),
 (YOUNG, select(Hero).where(Hero.age < 18), "missing_order"),
 (YOUNG, select(Hero).where(Hero.age < 18).order_by(Hero.name.desc(), Hero.id), "wrong_direction"),
 (YOUNG, select(Hero).where(Hero.age < 18).order_by(Hero.age), "wrong_order_key"),
 (YOUNG, lambda s: sorted(s.exec(select(Hero).where(Hero.age < 18)), key=lambda h: h.name), "missing_tie_breaker"),
 (YOUNG, lambda s: sorted(s.exec(select(Hero).where(Hero.age <= 18)), key=lambda h: (h.name, h.id)), "boundary"),
 (YOUNG, lambda s: sorted(s.exec(select(Hero).where(Hero.age < 18)), key=lambda h: h.secret_name), "wrong_order_key"),
 (BETWEEN, lambda s: s.exec(select(Hero).where(17 < Hero.age < 35)).all(), "chained_comparison"),
 (BETWEEN, lambda s: [h for h in s.exec(select(Hero)) if h.age is not None and 17 < h.age < 35], None),
 (BETWEEN, lambda s: [h for h in s.exec(select(Hero)) if h.age and 17 <= h.age < 35], "boundary"),
 (BETWEEN, lambda s: [h for h in s.exec(select(Hero)) if h.age in range(17, 35)], "boundary"),
 (BETWEEN, select(Hero).where(Hero.age >= 17).where(Hero.age < 35), "boundary"),
 (BETWEEN, select(Hero).where((Hero.age >= 17) | (Hero.age <= 35)), "or_for_and"),
 (BETWEEN, lambda s: s.exec(select(Hero).filter(Hero.age >= 17, Hero.age <= 30)).all(), "wrong_value"),
 (KNOWN, lambda s: s.exec(select(Hero.name).where(Hero.age is not None)).all(), "is_none"),
 (KNOWN, lambda s: s.exec(select(Hero.name).where(Hero.age)).all(), None),
 (KNOWN, lambda s: [h.name for h in s.exec(select(Hero)) if h.age], None),
 (KNOWN, lambda s: [h.name for h in s.exec(select(Hero))], "missing_filter"),
 (KNOWN, lambda s: [h for h in s.exec(select(Hero)) if h.age is not None], "wrong_columns"),
 (KNOWN, lambda s: [h.secret_name for h in s.exec(select(Hero)) if h.age is not None], "wrong_column"),
 (HIGHEST, lambda s: s.exec(select(func.min(Hero.age))).one(), "wrong_aggregate"),
 (HIGHEST, lambda s: s.exec(select(func.max(Hero.age))).all(), "many_for_one"),
 (HIGHEST, lambda s: s.exec(select(func.max(Hero.id))).one(), "wrong_column"),
 (HIGHEST, lambda s: s.exec(select(Hero.age).order_by(Hero.age)).first(), "wrong_direction"),
 (HIGHEST, lambda s: s.exec(select(Hero).order_by(desc(Hero.age))).first(), "wrong_columns"),
 (IN_ECHO, select(Hero).where(Team.name == "Echo"), "cartesian_product"),
 (IN_ECHO, select(Hero).join(Team, Hero.id == Team.id).where(Team.name == "Echo"), "wrong_join_condition"),
 (IN_ECHO, select(Hero).join(Team).where(Hero.name == "Echo"), "wrong_column"),
 (IN_ECHO, lambda s: [h for h in s.exec(select(Hero)) if h.team and h.team.name != "Echo"], "wrong_operator"),
]  # fmt: skip


@wrong(YOUNG, "wrong_order_key")
def young_from_ids(session: Session) -> Any:
    out = []
    for h in session.exec(select(Hero).order_by(Hero.id)):
        if h.age is not None and h.age < 18:
            out.append(h)
    return out


@wrong(YOUNG, "boundary")
def young_by_query(session: Session) -> Any:
    q = session.query(Hero).filter(Hero.age <= 18).order_by(Hero.name, Hero.id)
    return q.all()


@wrong(BETWEEN, None)
def between_reversed(session: Session) -> Any:
    return [
        h for h in session.exec(select(Hero)) if h.age is not None and h.age < 17 and h.age > 35
    ]


@wrong(EITHER, "and_for_or")
def either_in_loop(session: Session) -> Any:
    q = select(Hero)
    for name in ["Echo", "Nova"]:
        q = q.where(Hero.name == name)
    return session.exec(q).all()


@wrong(EITHER, None)
def either_in_lists(session: Session) -> Any:
    return [session.exec(select(Hero).where(Hero.name == n)).all() for n in ("Echo", "Nova")]


@wrong(ADULTS, "boundary")
def adults_by_text(session: Session) -> Any:
    return session.exec(text("SELECT * FROM hero WHERE age > 18")).all()


@wrong(ONE, "many_for_one")
def one_as_list(session: Session) -> Any:
    r = session.exec(select(Hero).where(Hero.name == "Echo"))
    return list(r)


def placed(window: Any) -> Callable[[Session], Any]:
    """Return an answer that takes the rows whose place in a window is the first."""
    ranked = select(Book.id, window.label("place")).where(Book.pages > 0, Book.author_id > 0)
    inner = ranked.subquery()
    statement = select(Book).join(inner, inner.c.id == Book.id).where(inner.c.place == 1)
    return lambda session: session.exec(statement).all()


LONGEST = shop(
    "longest", placed(func.rank().over(partition_by=Book.author_id, order_by=desc(Book.pages)))
)


@wrong(LONGEST, "wrong_rank")
def longest_numbered(s: Session) -> Any:
    place = func.row_number().over(partition_by=Book.author_id, order_by=desc(Book.pages))
    inner = select(Book.id, place.label("n")).where(Book.pages > 0, Book.author_id > 0).subquery()
    return s.exec(select(Book).join(inner, inner.c.id == Book.id).where(inner.c.n == 1)).all()


@wrong(LONGEST, "wrong_direction")
def shortest(s: Session) -> Any:
    place = func.rank().over(partition_by=Book.author_id, order_by=Book.pages)
    inner = select(Book.id, place.label("n")).where(Book.pages > 0, Book.author_id > 0).subquery()
    return s.exec(select(Book).join(inner, inner.c.id == Book.id).where(inner.c.n == 1)).all()


@wrong(LONGEST, "wrong_group")
def longest_of_all(s: Session) -> Any:
    place = func.rank().over(order_by=desc(Book.pages))
    inner = select(Book.id, place.label("n")).where(Book.pages > 0, Book.author_id > 0).subquery()
    return s.exec(select(Book).join(inner, inner.c.id == Book.id).where(inner.c.n == 1)).all()


@wrong(LONGEST, "wrong_aggregate")
def shortest_by_group(s: Session) -> Any:
    low = func.min(Book.pages).label("pages")
    inner = select(Book.author_id, low).where(Book.pages > 0).group_by(Book.author_id).subquery()
    is_low = and_(inner.c.author_id == Book.author_id, inner.c.pages == Book.pages)
    return s.exec(select(Book).join(inner, is_low)).all()
