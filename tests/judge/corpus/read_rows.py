"""A blind corpus: what learners would answer to the exercises of read_rows."""

from heapq import nsmallest
from itertools import dropwhile, islice

from sqlalchemy import String, case, cast, desc, func, not_, nulls_last, text, tuple_
from sqlalchemy import select as sa_select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select

from heroes.models import Hero, Team

RIGHT = {}
WRONG = {}
UNSURE = {}


def right(name):
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconception, remark):
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconception, remark)) or answer
    )


# ---------------------------------------------------------------- oldest
OLD = "read_rows.oldest"
ranked = select(
    Hero.id, func.row_number().over(order_by=[nulls_last(desc(Hero.age)), Hero.id]).label("place")
).cte("ranked")
elder = aliased(Hero)
before = (
    sa_select(func.count())
    .select_from(elder)
    .where(
        or_(
            elder.age > Hero.age,
            and_(Hero.age == None, elder.age != None),  # noqa: E711
            and_(elder.age.is_not_distinct_from(Hero.age), elder.id < Hero.id),
        )
    )
    .scalar_subquery()
)
top = select(Hero).order_by(col(Hero.age).desc().nulls_last(), Hero.id).limit(2).subquery()
Top = aliased(Hero, top)
RIGHT[OLD] = [
    select(Hero).order_by(col(Hero.age).desc().nulls_last(), Hero.id).limit(2),
    select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
    sa_select(Hero).order_by(Hero.age.desc().nulls_last(), Hero.id.asc()).limit(2),
    select(Hero).order_by(Hero.age == None, desc(Hero.age), Hero.id).limit(2),  # noqa: E711
    select(Hero)
    .order_by(col(Hero.age).is_(None))
    .order_by(col(Hero.age).desc())
    .order_by(Hero.id)
    .limit(2),
    select(Hero).order_by(col(Hero.age).is_not(None).desc(), desc("age"), "id").limit(2),
    select(Hero).order_by(func.coalesce(Hero.age, -1).desc(), Hero.id).limit(2),
    select(Hero).order_by(case((Hero.age == None, 1), else_=0), desc(Hero.age), Hero.id).limit(2),  # noqa: E711
    select(Hero)
    .join(ranked, ranked.c.id == Hero.id)
    .where(ranked.c.place <= 2)
    .order_by(ranked.c.place),
    select(Hero).where(before < 2).order_by(before),
    select(Top).order_by(nulls_last(Top.age.desc()), Top.id),
    select(Hero).from_statement(
        text("SELECT * FROM hero ORDER BY age DESC NULLS LAST, id LIMIT 2")
    ),
    select(Hero).order_by(text("age IS NULL, age DESC, id ASC")).limit(2),
    select(Hero).order_by(nulls_last(-col(Hero.age)), Hero.id).slice(0, 2),
    select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).offset(0).limit(2),
    select(Hero).outerjoin(Team).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
    lambda session: session.exec(
        select(Hero).order_by(col(Hero.age).desc().nulls_last(), Hero.id).limit(2)
    ).all(),
    lambda session: session.exec(
        select(Hero).order_by(col(Hero.age).desc().nulls_last(), Hero.id)
    ).all()[:2],
    lambda session: session.exec(
        select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id)
    ).fetchmany(2),
    lambda session: sorted(
        session.exec(select(Hero)), key=lambda h: (h.age is None, -(h.age or 0), h.id)
    )[:2],
    lambda session: nsmallest(
        2, session.exec(select(Hero)), key=lambda h: (h.age is None, -(h.age or 0), h.id)
    ),
    lambda session: session.scalars(
        sa_select(Hero).order_by(Hero.age.desc().nulls_last(), Hero.id).limit(2)
    ).all(),
    lambda session: (
        session.query(Hero).order_by(Hero.age.desc().nullslast(), Hero.id).limit(2).all()
    ),
    lambda session: session.query(Hero).order_by(nulls_last(Hero.age.desc()), Hero.id)[:2],
]


@right(OLD)
def oldest(session):
    heroes = list(session.exec(select(Hero).order_by(Hero.id)))
    heroes.sort(key=lambda hero: -1 if hero.age is None else hero.age, reverse=True)
    return heroes[:2]


@right(OLD)
def oldest(session):
    known = session.exec(
        select(Hero).where(Hero.age != None).order_by(desc(Hero.age), Hero.id).limit(2)
    ).all()  # noqa: E711
    unknown = session.exec(select(Hero).where(Hero.age == None).order_by(Hero.id).limit(2)).all()  # noqa: E711
    return (known + unknown)[:2]


@right(OLD)
def oldest(session):
    yield from islice(session.exec(select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id)), 2)


WRONG[OLD] = [
    (select(Hero).order_by(nulls_last(desc(Hero.age))).limit(2), "missing_tie_breaker", "no id"),
    (select(Hero).order_by(desc(Hero.age)).limit(2), "missing_tie_breaker", "no id"),
    (
        select(Hero).order_by(nulls_last(desc(Hero.age)), desc(Hero.id)).limit(2),
        "wrong_direction",
        "the higher id first",
    ),
    (
        select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.name).limit(2),
        "wrong_order_key",
        "ties by name",
    ),
    (
        select(Hero).order_by(nulls_last(Hero.age), Hero.id).limit(2),
        "wrong_direction",
        "the youngest",
    ),
    (
        select(Hero).order_by(Hero.age, Hero.id).limit(2),
        "wrong_direction",
        "the youngest, NULLs first",
    ),
    (
        select(Hero).order_by(Hero.age, desc(Hero.id)).limit(2),
        "wrong_direction",
        "desc of the wrong column",
    ),
    (
        select(Hero).order_by(col(Hero.age).desc().nulls_first(), Hero.id).limit(2),
        "wrong_order_key",
        "NULLs first",
    ),
    (
        select(Hero).order_by(func.coalesce(Hero.age, 999).desc(), Hero.id).limit(2),
        "wrong_order_key",
        "unknown as 999",
    ),
    (
        select(Hero).order_by(func.coalesce(Hero.age, 0).desc(), Hero.id).limit(2),
        "wrong_order_key",
        "unknown as 0 mixes with the newborn",
    ),
    (
        select(Hero).where(Hero.age != None).order_by(desc(Hero.age), Hero.id).limit(2),
        "null_lost",
        "unknown filtered",
    ),  # noqa: E711
    (
        select(Hero)
        .where(col(Hero.age).is_not(None))
        .order_by(col(Hero.age).desc(), Hero.id)
        .limit(2),
        "null_lost",
        "unknown filtered",
    ),
    (
        select(Hero).where(Hero.age > 0).order_by(desc(Hero.age), Hero.id).limit(2),
        "extra_filter",
        "0 and unknown filtered",
    ),
    (select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id), "missing_limit", "all"),
    (select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(3), "wrong_limit", "three"),
    (select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(1), "wrong_limit", "one"),
    (select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(5), "wrong_limit", "five"),
    (
        select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).offset(1).limit(2),
        "wrong_offset",
        "the oldest is left out",
    ),
    (select(Hero).limit(2), "missing_order", "any two"),
    (select(Hero).order_by(Hero.id).limit(2), "wrong_order_key", "the first two"),
    (select(Hero).order_by(desc(Hero.name), Hero.id).limit(2), "wrong_order_key", "by name"),
    (
        select(Hero).order_by(Hero.id, nulls_last(desc(Hero.age))).limit(2),
        "wrong_order_key",
        "keys turned around",
    ),
    (select(Top).order_by(Top.id), "wrong_order_key", "the right two, by id"),
    (
        select(aliased(Hero, select(Hero).limit(2).subquery())),
        "limit_before_order",
        "limit in a subquery without an order",
    ),
    (
        lambda session: session.exec(select(Hero).order_by(desc(Hero.age), Hero.id).limit(2)).all()[
            ::-1
        ],
        "wrong_direction",
        "reversed",
    ),
    (
        lambda session: sorted(
            session.exec(select(Hero).limit(2)), key=lambda h: (h.age is None, -(h.age or 0), h.id)
        ),
        "limit_before_order",
        "sorted after the limit",
    ),
    (
        lambda session: sorted(session.exec(select(Hero)), key=lambda h: h.age, reverse=True)[:2],
        "raises",
        "None is not comparable",
    ),
    (
        lambda session: sorted(session.exec(select(Hero)), key=lambda h: h.age or 0, reverse=True)[
            :2
        ],
        "missing_tie_breaker",
        "physical order, and 0 equals None",
    ),
    (
        lambda session: sorted(
            session.exec(select(Hero)), key=lambda h: (h.age or -1, h.id), reverse=True
        )[:2],
        "wrong_direction",
        "reverse turns the id too",
    ),
    (
        lambda session: session.exec(select(Hero).order_by(desc(Hero.age), Hero.id)).all()[:3],
        "wrong_limit",
        "slice of three",
    ),
    (
        lambda session: session.exec(select(Hero).order_by(desc(Hero.age), Hero.id)).all()[1:3],
        "wrong_offset",
        "slice from one",
    ),
    (
        lambda session: session.exec(select(Hero).order_by(desc(Hero.age), Hero.id)).all()[-2:],
        "wrong_direction",
        "the last two",
    ),
    (
        lambda session: session.exec(
            select(Hero).order_by(desc(Hero.age), Hero.id).limit(2)
        ).first(),
        "one_for_many",
        "first()",
    ),
    (
        lambda session: select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "not_executed",
        "the statement",
    ),
    (
        select(Hero.name).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "wrong_columns",
        "names",
    ),
    (
        select(Hero.name, Hero.age).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "wrong_columns",
        "name and age",
    ),
    (
        select(Hero).join(Team).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "inner_join_drops_rows",
        "those in a team",
    ),
    (
        select(Hero, Team).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "cartesian_product",
        "one hero twice",
    ),
    (
        select(Hero).group_by(Hero.age).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "distinct_hides_rows",
        "one of each age",
    ),
    (
        select(Hero)
        .where(col(Hero.age).in_(select(Hero.age).distinct().order_by(desc(Hero.age)).limit(2)))
        .order_by(desc(Hero.age), Hero.id),
        "wrong_limit",
        "the two highest ages, any number of heroes",
    ),
    (
        select(Hero)
        .where(Hero.age == select(func.max(Hero.age)).scalar_subquery())
        .order_by(Hero.id)
        .limit(2),
        "wrong_aggregate",
        "the oldest age only",
    ),
    (
        select(Hero).where(Hero.age >= 65).order_by(desc(Hero.age), Hero.id).limit(2),
        "extra_filter",
        "old in the tutorial's data",
    ),
    (
        select(Hero).order_by(desc("name")).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2),
        "wrong_order_key",
        "name first",
    ),
    (
        select(Hero).order_by(nulls_last(desc(Hero.secret_name)), Hero.id).limit(2),
        "wrong_order_key",
        "secret name",
    ),
    (
        select(Hero).order_by(nulls_last(cast(Hero.age, String).desc()), Hero.id).limit(2),
        "wrong_type",
        "ordered as texts",
    ),
]


@wrong(OLD, "forgot_return", "sort() returns None")
def oldest(session):
    heroes = session.exec(select(Hero)).all()
    return heroes.sort(key=lambda hero: (hero.age is None, -(hero.age or 0), hero.id))


@wrong(OLD, "missing_order", "the ordered statement is dropped")
def oldest(session):
    statement = select(Hero).limit(2)
    statement.order_by(nulls_last(desc(Hero.age)), Hero.id)
    return session.exec(statement).all()


UNSURE[OLD] = [
    (
        select(Hero).order_by(desc(Hero.age), Hero.id).limit(2),
        "right on SQLite, where NULLs come last in desc; wrong on PostgreSQL",
    ),
    (
        select(Hero).order_by(-col(Hero.age), Hero.id).limit(2),
        "WRONG on SQLite (NULLs first), right on PostgreSQL",
    ),
    (
        lambda session: session.execute(
            sa_select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2)
        ).all(),
        "rows of one Hero",
    ),
    (select(Top), "the subquery's order is kept by SQLite, but not promised"),
    (
        lambda session: session.exec(
            select(Hero).order_by(nulls_last(desc(Hero.age)), Hero.id).limit(2)
        ),
        "an unread ScalarResult",
    ),
]

# ---------------------------------------------------------------- find_spider
FS = "read_rows.find_spider"
SPIDER = "Pedro Parqueador"
RIGHT[FS] = [
    lambda session: session.exec(
        select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    ).first(),
    lambda session: session.exec(
        select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    ).one_or_none(),
    lambda session: session.scalar(sa_select(Hero).where(Hero.secret_name == "Pedro Parqueador")),
    lambda session: session.scalars(
        select(Hero).where(col(Hero.secret_name) == SPIDER)
    ).one_or_none(),
    lambda session: session.execute(
        sa_select(Hero).where(Hero.secret_name == SPIDER)
    ).scalar_one_or_none(),
    lambda session: (
        session.execute(sa_select(Hero).filter_by(secret_name=SPIDER)).scalars().first()
    ),
    lambda session: session.query(Hero).filter_by(secret_name="Pedro Parqueador").first(),
    lambda session: session.query(Hero).filter(Hero.secret_name == SPIDER).one_or_none(),
    lambda session: next(iter(session.exec(select(Hero).where(Hero.secret_name == SPIDER))), None),
    lambda session: next((h for h in session.exec(select(Hero)) if h.secret_name == SPIDER), None),
    lambda session: (session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all() or [None])[
        0
    ],
    lambda session: session.exec(
        select(Hero).where(col(Hero.secret_name).in_([SPIDER])).limit(1)
    ).first(),
    lambda session: (
        session.exec(
            select(Hero)
            .from_statement(text("SELECT * FROM hero WHERE secret_name = :name"))
            .params(name=SPIDER)
        )
        .scalars()
        .first()
    ),
    lambda session: {hero.secret_name: hero for hero in session.exec(select(Hero))}.get(
        "Pedro Parqueador"
    ),
    lambda session: (
        session.exec(select(Hero).where(Hero.secret_name == SPIDER).order_by(Hero.id))
        .unique()
        .one_or_none()
    ),
]


@right(FS)
def find_spider(session):
    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    return session.exec(statement).one_or_none()


@right(FS)
def find_spider(session):
    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    try:
        return session.exec(statement).one()
    except NoResultFound:
        return None


@right(FS)
def find_spider(session):
    heroes = session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).all()
    if len(heroes) == 0:
        return None
    return heroes[0]


@right(FS)
def find_spider(session):
    for hero in session.exec(select(Hero)).all():
        if hero.secret_name == "Pedro Parqueador":
            return hero


@right(FS)
def find_spider(session):
    key = session.exec(select(Hero.id).where(Hero.secret_name == "Pedro Parqueador")).first()
    return None if key is None else session.get(Hero, key)


@right(FS)
def find_spider(session):
    found = select(Hero.id).where(Hero.secret_name == "Pedro Parqueador").cte("found")
    if hero := session.exec(select(Hero).join(found, found.c.id == Hero.id)).first():
        return hero
    return None


def spider(*conditions):
    return lambda session: session.exec(select(Hero).where(*conditions)).first()


WRONG[FS] = [
    (
        lambda session: session.exec(
            select(Hero).where(Hero.secret_name == "Pedro Parqueador").limit(1)
        ).one(),
        "raises_on_empty",
        "limit and one()",
    ),
    (
        lambda session: session.execute(
            sa_select(Hero).where(Hero.secret_name == SPIDER)
        ).scalar_one(),
        "raises_on_empty",
        "scalar_one",
    ),
    (
        lambda session: session.scalars(sa_select(Hero).where(Hero.secret_name == SPIDER)).one(),
        "raises_on_empty",
        "scalars().one()",
    ),
    (
        lambda session: session.query(Hero).filter_by(secret_name=SPIDER).one(),
        "raises_on_empty",
        "query.one()",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all()[0],
        "raises_on_empty",
        "[0] of an empty list",
    ),
    (
        lambda session: next(iter(session.exec(select(Hero).where(Hero.secret_name == SPIDER)))),
        "raises_on_empty",
        "next without a default",
    ),
    (
        lambda session: [h for h in session.exec(select(Hero)) if h.secret_name == SPIDER].pop(),
        "raises_on_empty",
        "pop of an empty list",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all(),
        "many_for_one",
        "a list",
    ),
    (
        lambda session: list(session.exec(select(Hero).where(Hero.secret_name == SPIDER))),
        "many_for_one",
        "a list",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all() or None,
        "many_for_one",
        "a list or None",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).fetchmany(1),
        "many_for_one",
        "a list of one",
    ),
    (spider(Hero.name == "Pedro Parqueador"), "wrong_column", "name, not secret name"),
    (spider(Hero.name == "Spider-Boy"), "wrong_column", "the hero's name"),
    (spider(or_(Hero.name == SPIDER, Hero.secret_name == SPIDER)), "or_for_and", "either name"),
    (spider(col(Hero.secret_name).ilike("Pedro Parqueador")), "case_sensitivity", "any case"),
    (
        spider(col(Hero.secret_name).like("Pedro Parqueador")),
        "case_sensitivity",
        "LIKE ignores case in SQLite",
    ),
    (spider(func.lower(Hero.secret_name) == "pedro parqueador"), "case_sensitivity", "lower"),
    (spider(Hero.secret_name == "pedro parqueador"), "wrong_value", "small letters"),
    (spider(Hero.secret_name == "Pedro Parquedor"), "wrong_value", "misspelt"),
    (
        spider(col(Hero.secret_name).contains("Parqueador")),
        "wrong_pattern",
        "others of that family",
    ),
    (spider(col(Hero.secret_name).startswith("Pedro")), "wrong_pattern", "any Pedro"),
    (
        spider(col(Hero.secret_name).contains("Pedro Parqueador")),
        "wrong_pattern",
        "a part of a longer name",
    ),
    (spider(Hero.secret_name != "Pedro Parqueador"), "wrong_operator", "anybody else"),
    (spider(), "missing_filter", "the first hero"),
    (lambda session: session.get(Hero, 2), "wrong_value", "his id in the tutorial"),
    (lambda session: session.get(Hero, "Pedro Parqueador"), "wrong_column", "get takes the key"),
    (
        lambda session: session.exec(
            select(Hero.secret_name).where(Hero.secret_name == SPIDER)
        ).first(),
        "wrong_columns",
        "a text",
    ),
    (
        lambda session: session.exec(select(Hero.name).where(Hero.secret_name == SPIDER)).first(),
        "wrong_columns",
        "his name",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.secret_name == SPIDER)).first() is not None
        ),
        "wrong_columns",
        "True or False",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.secret_name == SPIDER)).first() or "nobody"
        ),
        "raises_on_empty",
        "a text for None",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).first() or [],
        "raises_on_empty",
        "an empty list for None",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.secret_name == SPIDER)).first()
            or Hero(name="Spider-Boy", secret_name=SPIDER)
        ),
        "raises_on_empty",
        "a new hero for None",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).first().name,
        "raises_on_empty",
        "name of None",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name == SPIDER)).one_or_none,
        "not_executed",
        "no parentheses",
    ),
    (
        lambda session: select(Hero).where(Hero.secret_name == SPIDER),
        "not_executed",
        "the statement",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.secret_name == SPIDER)).one_or_none().first()
        ),
        "raises",
        "both",
    ),
    (
        lambda session: session.exec(select(Hero)).one_or_none(),
        "missing_filter",
        "raises when there are several",
    ),
    (
        lambda session: session.exec(
            select(Hero).join(Team).where(Hero.secret_name == SPIDER)
        ).first(),
        "inner_join_drops_rows",
        "lost without a team",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.secret_name == SPIDER, Hero.team_id == 1)
        ).first(),
        "extra_filter",
        "team 1",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.secret_name == SPIDER, Hero.name == "Spider-Boy")
        ).first(),
        "extra_filter",
        "his name in the tutorial",
    ),
    (
        lambda session: session.exec(
            select(Hero).where("Pedro" == Hero.secret_name.split()[0])
        ).first(),
        "raises",
        "a method of texts",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.secret_name is SPIDER)).first(),
        "wrong_operator",
        "is: nobody, ever",
    ),
]


@wrong(FS, "forgot_return", "no return")
def find_spider(session):
    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    session.exec(statement).first()


@wrong(FS, "raises_on_empty", "catches another error")
def find_spider(session):
    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    try:
        return session.exec(statement).one()
    except ValueError:
        return None


@wrong(FS, "raises_on_empty", "raises an error of its own")
def find_spider(session):
    hero = session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).first()
    if hero is None:
        raise ValueError("nobody")
    return hero


@wrong(FS, "forgot_return", "returns None always: except without a return of the hero")
def find_spider(session):
    try:
        hero = session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador")).one()
    except NoResultFound:
        hero = None


@wrong(FS, "first_for_one", "else in the loop: only the first hero is looked at")
def find_spider(session):
    for hero in session.exec(select(Hero)):
        if hero.secret_name == "Pedro Parqueador":
            return hero
        else:
            return None


@wrong(FS, "raises_on_empty", "tests with one(), then reads")
def find_spider(session):
    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    if session.exec(statement).one() is None:
        return None
    return session.exec(statement).one()


@wrong(FS, "raises_on_empty", "the result is read twice: the second time it is empty")
def find_spider(session):
    result = session.exec(select(Hero).where(Hero.secret_name == "Pedro Parqueador"))
    if result.first():
        return result.one()
    return None


UNSURE[FS] = [
    (
        lambda session: session.execute(sa_select(Hero).where(Hero.secret_name == SPIDER)).first(),
        "a row of one Hero",
    ),
    (
        select(Hero).where(Hero.secret_name == "Pedro Parqueador"),
        "a statement where a function is repaired",
    ),
]

# ---------------------------------------------------------------- second_page
SP = "read_rows.second_page"
pages = select(
    Hero.id, Hero.name, func.row_number().over(order_by=[Hero.name, Hero.id]).label("place")
).subquery()
first_page = select(Hero.id).order_by(Hero.name, Hero.id).limit(2)
RIGHT[SP] = [
    select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2),
    select(Hero.id, Hero.name)
    .order_by(col(Hero.name).asc(), col(Hero.id).asc())
    .limit(2)
    .offset(2),
    sa_select(Hero.id, Hero.name).order_by("name", "id").slice(2, 4),
    select(pages.c.id, pages.c.name)
    .where(pages.c.place > 2, pages.c.place <= 4)
    .order_by(pages.c.place),
    select(pages.c.id, pages.c.name)
    .where(pages.c.place.between(3, 4))
    .order_by(pages.c.name, pages.c.id),
    select(Hero.id, Hero.name)
    .where(col(Hero.id).not_in(first_page))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    sa_select(Hero.__table__.c.id, Hero.__table__.c["name"])
    .order_by(text("name, id"))
    .limit(2)
    .offset(2),
    select(Hero.id, Hero.name).order_by(Hero.name).order_by(Hero.id).offset(2).limit(2),
    lambda session: session.exec(
        select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)
    ).all(),
    lambda session: session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)).all()[
        2:4
    ],
    lambda session: session.exec(
        select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).limit(4)
    ).all()[2:],
    lambda session: session.execute(
        text("SELECT id, name FROM hero ORDER BY name, id LIMIT 2 OFFSET 2")
    ).all(),
    lambda session: session.execute(
        sa_select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)
    ).fetchall(),
    lambda session: (
        session.query(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2).all()
    ),
    lambda session: [
        (h.id, h.name)
        for h in session.exec(select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2))
    ],
    lambda session: sorted(
        session.exec(select(Hero.id, Hero.name)).all(), key=lambda row: (row.name, row.id)
    )[2:4],
    lambda session: [
        (key, name) for name, key in sorted((h.name, h.id) for h in session.exec(select(Hero)))
    ][2:4],
    lambda session: list(
        islice(session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)), 2, 4)
    ),
]


@right(SP)
def second_page(session):
    page, size = 2, 2
    statement = select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)
    return session.exec(statement.offset((page - 1) * size).limit(size)).all()


@right(SP)
def second_page(session):
    result = session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id))
    result.fetchmany(2)
    return result.fetchmany(2)


@right(SP)
def second_page(session):
    rows = []
    for number, hero in enumerate(session.exec(select(Hero).order_by(Hero.name, Hero.id))):
        if number // 2 == 1:
            rows.append((hero.id, hero.name))
    return rows


@right(SP)
def second_page(session):
    for number, row in enumerate(
        session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)), start=1
    ):
        if 3 <= number <= 4:
            yield row


@right(SP)
def second_page(session):
    page = select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2).cte("page")
    return session.exec(select(page.c.id, page.c.name).order_by(page.c.name, page.c.id)).all()


pair = select(Hero.id, Hero.name)


def fetched(statement):
    return lambda session: session.exec(statement).all()


WRONG[SP] = [
    (fetched(pair.order_by(Hero.name, Hero.id).limit(2)), "wrong_offset", "the first page"),
    (
        fetched(pair.order_by(Hero.name, Hero.id).offset(4).limit(2)),
        "wrong_offset",
        "page times size: the third page",
    ),
    (fetched(pair.order_by(Hero.name, Hero.id).offset(3).limit(2)), "wrong_offset", "3"),
    (
        fetched(pair.order_by(Hero.name, Hero.id).offset(1).limit(2)),
        "wrong_offset",
        "the page's number",
    ),
    (
        fetched(pair.order_by(Hero.name, Hero.id).offset(2).limit(4)),
        "wrong_limit",
        "up to the sixth",
    ),
    (fetched(pair.order_by(Hero.name, Hero.id).limit(4)), "wrong_limit", "both pages"),
    (
        fetched(pair.order_by(Hero.name, Hero.id).offset(2)),
        "missing_limit",
        "all behind the first page",
    ),
    (fetched(pair.order_by(Hero.name, Hero.id).offset(2).limit(1)), "wrong_limit", "one"),
    (
        fetched(pair.order_by(Hero.name, Hero.id).offset(2).fetch(2)),
        "raises",
        "FETCH is not known to SQLite",
    ),
    (fetched(pair.order_by(Hero.name, Hero.id).slice(2, 2)), "wrong_limit", "an empty slice"),
    (fetched(pair.order_by(Hero.name, Hero.id).slice(3, 5)), "wrong_offset", "counted from one"),
    (fetched(pair.order_by(Hero.name).offset(2).limit(2)), "missing_tie_breaker", "no id"),
    (
        fetched(pair.order_by(Hero.name, desc(Hero.id)).offset(2).limit(2)),
        "wrong_direction",
        "ids down",
    ),
    (
        fetched(pair.order_by(desc(Hero.name), Hero.id).offset(2).limit(2)),
        "wrong_direction",
        "names down",
    ),
    (
        fetched(pair.order_by(desc(Hero.name), desc(Hero.id)).offset(2).limit(2)),
        "wrong_direction",
        "both down",
    ),
    (fetched(pair.order_by(Hero.id).offset(2).limit(2)), "wrong_order_key", "by id"),
    (
        fetched(pair.order_by(Hero.id, Hero.name).offset(2).limit(2)),
        "wrong_order_key",
        "keys turned around",
    ),
    (fetched(pair.offset(2).limit(2)), "missing_order", "no order"),
    (
        fetched(pair.order_by(func.lower(Hero.name), Hero.id).offset(2).limit(2)),
        "wrong_order_key",
        "regardless of case",
    ),
    (
        fetched(pair.order_by(Hero.secret_name, Hero.id).offset(2).limit(2)),
        "wrong_order_key",
        "secret name",
    ),
    (
        fetched(pair.order_by(Hero.name, Hero.age).offset(2).limit(2)),
        "wrong_order_key",
        "age for id",
    ),
    (
        fetched(select(Hero.name, Hero.id).order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "wrong_columns",
        "turned around",
    ),
    (
        fetched(select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "wrong_columns",
        "heroes",
    ),
    (
        fetched(select(Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "wrong_columns",
        "names only",
    ),
    (
        fetched(select(Hero.id, Hero.secret_name).order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "wrong_columns",
        "secret name",
    ),
    (
        fetched(
            select(Hero.id, Hero.name, Hero.age).order_by(Hero.name, Hero.id).offset(2).limit(2)
        ),
        "wrong_columns",
        "age too",
    ),
    (
        fetched(pair.where(Hero.id > 2).order_by(Hero.name, Hero.id).limit(2)),
        "wrong_offset",
        "id as offset",
    ),
    (
        fetched(pair.where(col(Hero.id).between(3, 4)).order_by(Hero.name, Hero.id)),
        "wrong_offset",
        "the ids 3 and 4",
    ),
    (
        fetched(pair.group_by(Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "distinct_hides_rows",
        "one of each name",
    ),
    (
        fetched(pair.join(Team).order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "inner_join_drops_rows",
        "those in a team",
    ),
    (
        fetched(pair.where(pages.c.place.between(3, 4)).order_by(Hero.name, Hero.id)),
        "cartesian_product",
        "no join with the numbered rows",
    ),
    (
        fetched(
            select(pages.c.id, pages.c.name)
            .where(pages.c.place > 3, pages.c.place < 4)
            .order_by(pages.c.place)
        ),
        "boundary",
        "none",
    ),
    (
        fetched(
            select(pages.c.id, pages.c.name)
            .where(pages.c.place.between(2, 4))
            .order_by(pages.c.place)
        ),
        "boundary",
        "three rows",
    ),
    (
        fetched(sa_select(pages).where(pages.c.place.between(3, 4)).order_by(pages.c.place)),
        "wrong_columns",
        "the place too",
    ),
    (
        lambda session: session.exec(pair.order_by(Hero.name, Hero.id)).all()[2:3],
        "wrong_limit",
        "one",
    ),
    (
        lambda session: session.exec(pair.order_by(Hero.name, Hero.id)).all()[3:5],
        "wrong_offset",
        "counted from one",
    ),
    (
        lambda session: session.exec(pair.order_by(Hero.name, Hero.id)).all()[2:2],
        "wrong_limit",
        "nothing",
    ),
    (lambda session: sorted(session.exec(pair).all())[2:4], "wrong_order_key", "sorted by id"),
    (
        lambda session: sorted(
            session.exec(pair.offset(2).limit(2)), key=lambda row: (row.name, row.id)
        ),
        "limit_before_order",
        "sorted after the page",
    ),
    (
        lambda session: sorted(session.exec(pair), key=lambda row: row.name.lower())[2:4],
        "wrong_order_key",
        "regardless of case",
    ),
    (
        lambda session: session.exec(pair.order_by(Hero.name, Hero.id).offset(2).limit(2)).first(),
        "one_for_many",
        "first",
    ),
    (
        lambda session: pair.order_by(Hero.name, Hero.id).offset(2).limit(2),
        "not_executed",
        "the statement",
    ),
    (
        lambda session: [
            f"{h.id} {h.name}"
            for h in session.exec(select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2))
        ],
        "wrong_columns",
        "texts",
    ),
    (
        lambda session: [
            h.id for h in session.exec(select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2))
        ],
        "wrong_columns",
        "ids",
    ),
    (
        lambda session: session.exec(
            select(Hero.id and Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)
        ).all(),
        "python_and",
        "and between columns",
    ),
    (
        lambda session: session.exec(pair.order_by(Hero.name and Hero.id).offset(2).limit(2)).all(),
        "python_and",
        "and between keys",
    ),
]


@wrong(SP, "forgot_return", "no return")
def second_page(session):
    session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)).all()


@wrong(SP, "wrong_offset", "page times size")
def second_page(session):
    page = 2
    return session.exec(pair.order_by(Hero.name, Hero.id).offset(page * 2).limit(2)).all()


UNSURE[SP] = [
    (
        lambda session: [
            {"id": h.id, "name": h.name}
            for h in session.exec(select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2))
        ],
        "dicts",
    ),
    (
        lambda session: [
            [h.id, h.name]
            for h in session.exec(select(Hero).order_by(Hero.name, Hero.id).offset(2).limit(2))
        ],
        "lists for tuples",
    ),
    (
        lambda session: session.exec(
            select(Hero.id.label("hero_id"), Hero.name.label("hero_name"))
            .order_by(Hero.name, Hero.id)
            .offset(2)
            .limit(2)
        ).all(),
        "other names of the columns",
    ),
    (
        lambda session: (
            session.execute(
                sa_select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)
            )
            .mappings()
            .all()
        ),
        "mappings",
    ),
    (
        lambda session: session.exec(pair.order_by(Hero.name, Hero.id).offset(2).limit(2)),
        "an unread result",
    ),
    (
        lambda session: sorted(session.exec(pair), key=lambda row: row.name)[2:4],
        "no tie-breaker; reads in the order that the table (or index!) happens to have",
    ),
]

# ---------------------------------------------------------------- next_two
NF = "read_rows.next_two"
in_order = select(Hero).order_by(Hero.name, Hero.id)
places = select(Hero.id, func.row_number().over(order_by=[Hero.name, Hero.id]).label("place")).cte(
    "places"
)
last_place = select(places.c.place).where(places.c.id == 11).scalar_subquery()
last_hero = aliased(Hero)
behind = or_(Hero.name > "Echo", and_(Hero.name == "Echo", Hero.id > 11))
RIGHT[NF] = [
    select(Hero)
    .where(or_(Hero.name > "Echo", and_(Hero.name == "Echo", Hero.id > 11)))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    select(Hero)
    .where((Hero.name > "Echo") | ((Hero.name == "Echo") & (Hero.id > 11)))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    select(Hero)
    .where(tuple_(Hero.name, Hero.id) > ("Echo", 11))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    sa_select(Hero)
    .where(tuple_(Hero.name, Hero.id) > tuple_("Echo", 11))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    select(Hero)
    .where(Hero.name >= "Echo", or_(Hero.name > "Echo", Hero.id > 11))
    .order_by(col(Hero.name).asc(), col(Hero.id).asc())
    .limit(2),
    select(Hero)
    .where(Hero.name >= "Echo")
    .where(not_(and_(Hero.name == "Echo", Hero.id <= 11)))
    .order_by("name", "id")
    .limit(2),
    select(Hero)
    .where(not_(or_(Hero.name < "Echo", and_(Hero.name == "Echo", Hero.id <= 11))))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    select(Hero).where(text("(name, id) > ('Echo', 11)")).order_by(Hero.name, Hero.id).limit(2),
    select(Hero).from_statement(
        text(
            "SELECT * FROM hero WHERE name > 'Echo' OR name = 'Echo' AND id > 11 ORDER BY name, id LIMIT 2"
        )
    ),
    select(Hero)
    .join(places, places.c.id == Hero.id)
    .where(places.c.place > last_place)
    .order_by(places.c.place)
    .limit(2),
    select(Hero)
    .join(last_hero, last_hero.id == 11)
    .where(tuple_(Hero.name, Hero.id) > tuple_(last_hero.name, last_hero.id))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    select(Hero)
    .where(case((Hero.name == "Echo", Hero.id > 11), else_=Hero.name > "Echo"))
    .order_by(Hero.name, Hero.id)
    .limit(2),
    lambda session: session.exec(in_order.where(behind).limit(2)).all(),
    lambda session: session.exec(in_order.where(behind)).all()[:2],
    lambda session: (
        session.execute(sa_select(Hero).where(behind).order_by(Hero.name, Hero.id).limit(2))
        .scalars()
        .all()
    ),
    lambda session: session.query(Hero).filter(behind).order_by(Hero.name, Hero.id).limit(2).all(),
    lambda session: sorted(
        (h for h in session.exec(select(Hero)) if (h.name, h.id) > ("Echo", 11)),
        key=lambda h: (h.name, h.id),
    )[:2],
    lambda session: [h for h in session.exec(in_order) if (h.name, h.id) > ("Echo", 11)][:2],
    lambda session: list(
        islice(dropwhile(lambda h: (h.name, h.id) <= ("Echo", 11), session.exec(in_order)), 2)
    ),
]


@right(NF)
def next_two(session):
    last = session.get(Hero, 11)
    statement = (
        select(Hero)
        .where(or_(Hero.name > last.name, and_(Hero.name == last.name, Hero.id > last.id)))
        .order_by(Hero.name, Hero.id)
        .limit(2)
    )
    return session.exec(statement).all()


@right(NF)
def next_two(session):
    same = session.exec(
        select(Hero).where(Hero.name == "Echo", Hero.id > 11).order_by(Hero.id).limit(2)
    ).all()
    later = session.exec(
        select(Hero).where(Hero.name > "Echo").order_by(Hero.name, Hero.id).limit(2)
    ).all()
    return (same + later)[:2]


@right(NF)
def next_two(session):
    seen, page = False, []
    for hero in session.exec(select(Hero).order_by(Hero.name, Hero.id)):
        if seen and len(page) < 2:
            page.append(hero)
        if hero.id == 11:
            seen = True
    return page


@right(NF)
def next_two(session):
    heroes = session.exec(select(Hero).order_by(Hero.name, Hero.id)).all()
    start = [hero.id for hero in heroes].index(11) + 1
    return heroes[start : start + 2]


@right(NF)
def next_two(session):
    found = 0
    for hero in session.exec(select(Hero).order_by(Hero.name, Hero.id)):
        if (hero.name, hero.id) > ("Echo", 11) and found < 2:
            found += 1
            yield hero


def ordered(*conditions):
    return lambda session: session.exec(
        select(Hero).where(*conditions).order_by(Hero.name, Hero.id).limit(2)
    ).all()


WRONG[NF] = [
    (ordered(Hero.id > 11), "wrong_column", "ids only"),
    (ordered(Hero.name > "Echo"), "missing_filter", "other Echos are lost"),
    (ordered(Hero.name >= "Echo"), "boundary", "this Echo again"),
    (ordered(Hero.name >= "Echo", Hero.id > 11), "and_for_or", "low ids are lost"),
    (ordered(Hero.name > "Echo", Hero.id > 11), "and_for_or", "both greater"),
    (ordered(and_(Hero.name > "Echo", Hero.id != 11)), "missing_filter", "other Echos are lost"),
    (ordered(or_(Hero.name > "Echo", Hero.id > 11)), "or_for_and", "names before Echo come in"),
    (
        ordered(or_(Hero.name > "Echo", and_(Hero.name == "Echo", Hero.id >= 11))),
        "boundary",
        "this Echo again",
    ),
    (
        ordered(or_(Hero.name >= "Echo", and_(Hero.name == "Echo", Hero.id > 11))),
        "boundary",
        "every Echo again",
    ),
    (ordered(or_(Hero.name > "Echo", Hero.name == "Echo", Hero.id > 11)), "or_for_and", "no and_"),
    (ordered(Hero.name >= "Echo", Hero.id != 11), "boundary", "Echos of lower ids again"),
    (
        ordered(or_(Hero.name < "Echo", and_(Hero.name == "Echo", Hero.id < 11))),
        "wrong_direction",
        "those before",
    ),
    (
        ordered(or_(Hero.name > "Echo", and_(Hero.name == "Echo", Hero.id < 11))),
        "wrong_operator",
        "lower ids of Echo",
    ),
    (ordered(tuple_(Hero.name, Hero.id) >= ("Echo", 11)), "boundary", "this Echo again"),
    (
        ordered(tuple_(Hero.id, Hero.name) > (11, "Echo")),
        "wrong_order_key",
        "the tuple turned around",
    ),
    (
        lambda session: session.exec(
            in_order.where((Hero.name, Hero.id) > ("Echo", 11)).limit(2)
        ).all(),
        "python_and",
        "Python compares the tuples",
    ),
    (ordered(or_(Hero.name > "Echo", and_(Hero.name == "Echo", Hero.id > 12))), "boundary", "12"),
    (
        ordered(
            or_(func.lower(Hero.name) > "echo", and_(func.lower(Hero.name) == "echo", Hero.id > 11))
        ),
        "case_sensitivity",
        "another order of the names",
    ),
    (
        lambda session: session.exec(
            in_order.where(Hero.name > "Echo" or (Hero.name == "Echo" and Hero.id > 11)).limit(2)
        ).all(),
        "python_or",
        "Python's or",
    ),
    (
        lambda session: session.exec(
            in_order.where(Hero.name > "Echo" | Hero.name == "Echo" & Hero.id > 11).limit(2)
        ).all(),
        "precedence",
        "no parentheses",
    ),
    (
        lambda session: session.exec(in_order.offset(11).limit(2)).all(),
        "wrong_offset",
        "the id as an offset",
    ),
    (
        lambda session: session.exec(in_order.offset(2).limit(2)).all(),
        "wrong_offset",
        "the second page",
    ),
    (
        lambda session: session.exec(in_order.offset(4).limit(2)).all(),
        "wrong_offset",
        "the third page",
    ),
    (
        lambda session: session.exec(in_order.where(Hero.name >= "Echo").offset(1).limit(2)).all(),
        "wrong_offset",
        "skips one Echo, not this",
    ),
    (
        lambda session: session.exec(select(Hero).where(behind).limit(2)).all(),
        "missing_order",
        "no order",
    ),
    (
        lambda session: session.exec(select(Hero).where(behind).order_by(Hero.name).limit(2)).all(),
        "missing_tie_breaker",
        "no id",
    ),
    (
        lambda session: session.exec(select(Hero).where(behind).order_by(Hero.id).limit(2)).all(),
        "wrong_order_key",
        "by id",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.id > 11).order_by(Hero.id).limit(2)
        ).all(),
        "wrong_order_key",
        "pages by id",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(behind).order_by(Hero.id, Hero.name).limit(2)
        ).all(),
        "wrong_order_key",
        "keys turned around",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(behind).order_by(Hero.name, desc(Hero.id)).limit(2)
        ).all(),
        "wrong_direction",
        "ids down",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(behind).order_by(desc(Hero.name), Hero.id).limit(2)
        ).all(),
        "wrong_direction",
        "names down",
    ),
    (lambda session: session.exec(in_order.where(behind)).all(), "missing_limit", "all"),
    (lambda session: session.exec(in_order.where(behind).limit(3)).all(), "wrong_limit", "three"),
    (
        lambda session: session.exec(in_order.where(behind).limit(2).offset(2)).all(),
        "wrong_offset",
        "two more skipped",
    ),
    (
        lambda session: session.exec(in_order.where(behind).limit(2)).first(),
        "one_for_many",
        "first",
    ),
    (lambda session: in_order.where(behind).limit(2), "not_executed", "the statement"),
    (
        lambda session: session.exec(
            select(Hero.id, Hero.name).where(behind).order_by(Hero.name, Hero.id).limit(2)
        ).all(),
        "wrong_columns",
        "id and name",
    ),
    (
        lambda session: session.exec(in_order.join(Team).where(behind).limit(2)).all(),
        "inner_join_drops_rows",
        "those in a team",
    ),
    (
        lambda session: sorted(
            session.exec(select(Hero).where(behind).limit(2)), key=lambda h: (h.name, h.id)
        ),
        "limit_before_order",
        "sorted after the limit",
    ),
    (
        lambda session: sorted(
            session.exec(select(Hero).where(Hero.id > 11).limit(2)), key=lambda h: (h.name, h.id)
        ),
        "limit_before_order",
        "ids, sorted after the limit",
    ),
    (
        lambda session: [h for h in session.exec(in_order) if h.name >= "Echo" and h.id > 11][:2],
        "and_for_or",
        "in Python",
    ),
    (
        lambda session: [h for h in session.exec(in_order) if (h.name, h.id) > ("Echo", 11)][1:3],
        "wrong_offset",
        "skips one more",
    ),
    (
        lambda session: [
            h for h in session.exec(in_order.limit(4)) if (h.name, h.id) > ("Echo", 11)
        ][:2],
        "limit_before_order",
        "limit before the filter",
    ),
    (lambda session: list(session.exec(in_order))[11:13], "wrong_offset", "a slice by the id"),
    (
        ordered(or_(Hero.secret_name > "Echo", and_(Hero.secret_name == "Echo", Hero.id > 11))),
        "wrong_column",
        "secret name",
    ),
    (
        ordered(or_(col(Hero.name) > "Echo", and_(col(Hero.name).like("Echo"), Hero.id > 11))),
        "case_sensitivity",
        "ECHO sorts before, but comes in",
    ),
]


@wrong(NF, "forgot_return", "no return")
def next_two(session):
    session.exec(in_order.where(behind).limit(2)).all()


@wrong(NF, "boundary", "starts with the hero of the last page")
def next_two(session):
    heroes = session.exec(select(Hero).order_by(Hero.name, Hero.id)).all()
    start = [hero.id for hero in heroes].index(11)
    return heroes[start : start + 2]


@wrong(NF, "wrong_row", "looks for the first Echo, not for the id")
def next_two(session):
    heroes = session.exec(select(Hero).order_by(Hero.name, Hero.id)).all()
    start = [hero.name for hero in heroes].index("Echo") + 1
    return heroes[start : start + 2]


@wrong(NF, "wrong_row", "reads Echo by name, where there are two")
def next_two(session):
    last = session.exec(select(Hero).where(Hero.name == "Echo").order_by(Hero.id)).first()
    return session.exec(
        in_order.where(
            or_(Hero.name > last.name, and_(Hero.name == last.name, Hero.id > last.id))
        ).limit(2)
    ).all()


def count_before(session):
    count = session.exec(select(func.count()).select_from(Hero).where(not_(behind))).one()
    return session.exec(in_order.offset(count).limit(2)).all()


UNSURE[NF] = [
    (count_before, "right rows, but by an offset, which the prompt forbids"),
    (
        lambda session: session.execute(
            sa_select(Hero).where(behind).order_by(Hero.name, Hero.id).limit(2)
        ).all(),
        "rows of one Hero",
    ),
    (lambda session: session.exec(in_order.where(behind).limit(2)), "an unread ScalarResult"),
]
