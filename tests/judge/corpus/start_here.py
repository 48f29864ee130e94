"""A blind corpus: what learners would answer to the exercises of start_here."""

from sqlalchemy import case, except_, exists, func, not_, text, true, union, union_all
from sqlalchemy import select as sa_select
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


def unsure(name, remark):
    return lambda answer: UNSURE.setdefault(name, []).append((answer, remark)) or answer


OTHERS = "start_here.others"
thirty_five = select(Hero.id).where(Hero.age == 35)
other = aliased(Hero)
known = select(Hero).where(Hero.age != 35, col(Hero.age).is_not(None)).cte("known")
numbered = select(Hero.id, func.coalesce(Hero.age, -1).label("age")).subquery()

RIGHT[OTHERS] = [
    select(Hero).where(or_(Hero.age != 35, Hero.age == None)),  # noqa: E711
    select(Hero).where((Hero.age != 35) | (Hero.age.is_(None))),
    select(Hero).where(col(Hero.age).is_distinct_from(35)),
    sa_select(Hero).where(func.coalesce(Hero.age, -1) != 35),
    select(Hero).where(not_(and_(Hero.age == 35, col(Hero.age).is_not(None)))),
    select(Hero).where(col(Hero.id).not_in(thirty_five)),
    select(Hero).where(or_(Hero.age < 35, Hero.age > 35, Hero.age == None)),  # noqa: E711
    select(Hero)
    .where(~col(Hero.age).between(35, 35) | col(Hero.age).is_(None))
    .order_by(Hero.name),
    select(Hero).where(~exists().where(other.id == Hero.id, other.age == 35)),
    select(Hero).where(case((Hero.age == 35, 0), else_=1) == 1),
    select(Hero).filter(func.ifnull(Hero.age, 0) != 35),
    select(Hero).join(numbered, numbered.c.id == Hero.id).where(numbered.c.age != 35),
    select(Hero).from_statement(text("SELECT * FROM hero WHERE age <> 35 OR age IS NULL")),
    select(Hero).from_statement(
        union_all(select(Hero).where(Hero.age != 35), select(Hero).where(Hero.age == None))
    ),  # noqa: E711
    select(aliased(Hero, except_(select(Hero), select(Hero).where(Hero.age == 35)).subquery())),
    select(Hero).outerjoin(Team).where(or_(col(Hero.age) != 35, col(Hero.age).is_(None))),
    select(Hero).where(not_(func.coalesce(Hero.age == 35, False))),
    lambda session: session.exec(select(Hero).where(or_(Hero.age != 35, Hero.age == None))).all(),  # noqa: E711
    lambda session: [hero for hero in session.exec(select(Hero)) if hero.age != 35],
    lambda session: session.scalars(sa_select(Hero).where(Hero.age.is_distinct_from(35))).all(),
    lambda session: list(
        filter(lambda hero: hero.age is None or hero.age != 35, session.exec(select(Hero)).all())
    ),
]


@right(OTHERS)
def answer(session):
    others = []
    for hero in session.exec(select(Hero)).all():
        if hero.age == 35:
            continue
        others.append(hero)
    return others


@right(OTHERS)
def answer(session):
    for hero in session.exec(select(Hero).order_by(Hero.id)):
        if hero.age is None or not hero.age == 35:
            yield hero


@right(OTHERS)
def answer(session):
    with_age = session.exec(select(Hero).where(Hero.age != 35)).all()
    without = session.exec(select(Hero).where(col(Hero.age).is_(None))).all()
    return [*with_age, *without]


@right(OTHERS)
def answer(session):
    return (
        session.execute(sa_select(Hero).where((Hero.age != 35) | (Hero.age == None)))
        .scalars()
        .all()
    )  # noqa: E711


@right(OTHERS)
def answer(session):
    return session.query(Hero).filter(or_(Hero.age != 35, Hero.age.is_(None))).all()


@right(OTHERS)
def answer(session):
    rows = session.execute(text("SELECT id FROM hero WHERE age IS NOT 35"))
    return [session.get(Hero, row.id) for row in rows]


WRONG[OTHERS] = [
    (select(Hero).where(Hero.age != 35), "null_lost", "unknown ages are lost"),
    (sa_select(Hero).where(not_(Hero.age == 35)), "null_lost", "NOT of NULL is NULL"),
    (select(Hero).where(~(col(Hero.age) == 35)), "null_lost", "~ of NULL is NULL"),
    (select(Hero).where(col(Hero.age).not_in([35])), "null_lost", "NOT IN loses NULL"),
    (
        select(Hero).where((Hero.age < 35) | (Hero.age > 35)),
        "null_lost",
        "neither smaller nor greater",
    ),
    (
        select(Hero).where(col(Hero.age).not_in([35, None])),
        "null_lost",
        "NOT IN (35, NULL) is never true",
    ),
    (
        select(Hero).where(Hero.age != 35, col(Hero.age).is_not(None)),
        "null_lost",
        "unknown ages excluded on purpose",
    ),
    (
        select(Hero).where(or_(Hero.age != 35, Hero.age is None)),
        "is_none",
        "is None is Python's False",
    ),
    (select(Hero).where((Hero.age != 35) | (Hero.age is None)), "is_none", "| False"),
    (
        select(Hero).where(or_(Hero.age != 35, Hero.age is not None)),
        "is_none",
        "is not None is True, so all rows",
    ),
    (
        select(Hero).where(Hero.age != 35 or Hero.age == None),
        "python_or",
        "Python's or keeps the first",
    ),  # noqa: E711
    (
        select(Hero).where(Hero.age != 35 and Hero.age == None),
        "python_and",
        "Python's and keeps the second",
    ),  # noqa: E711
    (select(Hero).where(not Hero.age == 35), "python_not", "not gives True: everybody"),
    (
        select(Hero).where(Hero.age != 35, Hero.age == None),
        "and_for_or",
        "comma is AND: only unknown",
    ),  # noqa: E711
    (
        select(Hero).where(and_(Hero.age != 35, Hero.age == None)),
        "and_for_or",
        "NULL <> 35 is not true: nobody",
    ),  # noqa: E711
    (select(Hero).where(Hero.age != 35).where(col(Hero.age).is_(None)), "and_for_or", "two wheres"),
    (select(Hero).where(or_(Hero.age == 35, Hero.age == None)), "wrong_operator", "== for !="),  # noqa: E711
    (select(Hero).where(or_(Hero.age > 35, Hero.age == None)), "wrong_operator", "only the older"),  # noqa: E711
    (
        select(Hero).where(or_(Hero.age < 35, Hero.age == None)),
        "wrong_operator",
        "only the younger",
    ),  # noqa: E711
    (select(Hero).where(or_(Hero.age != 36, Hero.age == None)), "wrong_value", "36 for 35"),  # noqa: E711
    (
        select(Hero).where(or_(Hero.age != 35, col(Hero.age).is_not(None))),
        "wrong_operator",
        "IS NOT NULL for IS NULL",
    ),
    (select(Hero).where(func.coalesce(Hero.age, 35) != 35), "null_lost", "unknown becomes 35"),
    (
        select(Hero).where(col(Hero.age).is_not_distinct_from(35)),
        "wrong_operator",
        "the 35 year old only",
    ),
    (
        select(Hero).where(or_(Hero.age != 35, Hero.age == "")),
        "null_lost",
        "the empty text is not NULL",
    ),
    (select(Hero).where(or_(Hero.age != 35, Hero.age == "NULL")), "null_lost", "NULL as a text"),
    (select(Hero).where(or_(Hero.age != 35, Hero.age == 0)), "null_lost", "0 is not NULL"),
    (select(Hero).where(or_(Hero.id != 35, Hero.id == None)), "wrong_column", "id for age"),  # noqa: E711
    (
        select(Hero).where(or_(Hero.age != 35, Hero.team_id == None)),
        "wrong_column",
        "the team's NULL",
    ),  # noqa: E711
    (select(Hero), "missing_filter", "no filter"),
    (select(Hero).where(true()), "missing_filter", "all"),
    (
        select(Hero.name).where(or_(Hero.age != 35, Hero.age == None)),
        "wrong_columns",
        "names, no heroes",
    ),  # noqa: E711
    (
        select(Hero, Team).where(or_(Hero.age != 35, Hero.age == None)),
        "cartesian_product",
        "each with each team",
    ),  # noqa: E711
    (
        select(Hero).join(Team).where(or_(Hero.age != 35, Hero.age == None)),
        "inner_join_drops_rows",
        "no team, lost",
    ),  # noqa: E711
    (
        select(Hero).where(or_(Hero.age != 35, Hero.age == None)).limit(5),
        "wrong_limit",
        "at most five",
    ),  # noqa: E711
    (
        union(select(Hero.name).where(Hero.age != 35), select(Hero.name).where(Hero.age == None)),
        "wrong_columns",
        "distinct names",
    ),  # noqa: E711
    (
        lambda session: [
            hero for hero in session.exec(select(Hero)) if hero.age and hero.age != 35
        ],
        "null_lost",
        "None and 0 are falsy",
    ),
    (
        lambda session: [hero for hero in session.exec(select(Hero)) if hero.age == 35],
        "wrong_operator",
        "== for !=",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(or_(Hero.age != 35, Hero.age == None))
        ).first(),
        "one_for_many",
        "first()",
    ),  # noqa: E711
    (
        lambda session: select(Hero).where(or_(Hero.age != 35, Hero.age == None)),
        "not_executed",
        "returns the statement",
    ),  # noqa: E711
    (
        lambda session: session.exec(select(Hero).where(Hero.age != None)).all(),
        "null_lost",
        "only the known ages",
    ),  # noqa: E711
    (
        lambda session: session.exec(select(Hero).where(Hero.age != 35 | Hero.age == None)).all(),
        "precedence",
        "| binds first: raises or is chained",
    ),  # noqa: E711
]


@wrong(OTHERS, "forgot_return", "no return")
def answer(session):
    session.exec(select(Hero).where(or_(Hero.age != 35, Hero.age == None))).all()  # noqa: E711


@wrong(OTHERS, "prints_for_return", "prints")
def answer(session):
    for hero in session.exec(select(Hero).where(or_(Hero.age != 35, Hero.age == None))):  # noqa: E711
        print(hero)


@wrong(OTHERS, "null_lost", "a loop that continues over None")
def answer(session):
    result = []
    for hero in session.exec(select(Hero)):
        if hero.age is None:
            continue
        if hero.age != 35:
            result.append(hero)
    return result


@wrong(OTHERS, "raises", "None cannot be compared by <")
def answer(session):
    return [hero for hero in session.exec(select(Hero)).all() if hero.age < 35 or hero.age > 35]


@wrong(OTHERS, "one_for_many", "return inside the loop")
def answer(session):
    for hero in session.exec(select(Hero)):
        if hero.age != 35:
            return [hero]
    return []


@wrong(OTHERS, "writes_in_select", "deletes those of 35 first")
def answer(session):
    for hero in session.exec(select(Hero).where(Hero.age == 35)).all():
        session.delete(hero)
    session.commit()
    return session.exec(select(Hero)).all()


@wrong(OTHERS, "null_lost", "raw SQL without IS NULL")
def answer(session):
    return session.scalars(
        sa_select(Hero).from_statement(text("SELECT * FROM hero WHERE age <> 35"))
    ).all()


@wrong(OTHERS, "null_lost", "raw SQL with = NULL")
def answer(session):
    return session.scalars(
        sa_select(Hero).from_statement(text("SELECT * FROM hero WHERE age <> 35 OR age = NULL"))
    ).all()


UNSURE[OTHERS] = [
    (
        select(Hero).where(col(Hero.age).is_not(35)),
        "IS NOT 35 is right on SQLite and an error on PostgreSQL",
    ),
    (
        lambda session: session.execute(sa_select(Hero).where(Hero.age.is_distinct_from(35))).all(),
        "rows of one Hero, no scalars()",
    ),
    (text("SELECT * FROM hero WHERE age IS NOT 35"), "a text() statement: rows, not heroes"),
    (
        lambda session: session.execute(text("SELECT * FROM hero WHERE age IS NOT 35")).all(),
        "rows of all columns, not heroes",
    ),
    (
        lambda session: session.exec(select(Hero).where(col(Hero.age).is_distinct_from(35))),
        "an unread ScalarResult",
    ),
    (
        select(Hero.id, Hero.name, Hero.age).where(col(Hero.age).is_distinct_from(35)),
        "some columns of the heroes",
    ),
]
