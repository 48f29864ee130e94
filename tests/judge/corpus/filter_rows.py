"""A blind corpus: what learners would answer to the exercises of filter_rows."""

from sqlalchemy import String, case, cast, exists, func, literal, not_, text, union, union_all
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


# ---------------------------------------------------------------- adults
ADULTS = "filter_rows.adults"
known_ages = select(Hero).where(Hero.age != None).subquery()  # noqa: E711
KnownHero = aliased(Hero, known_ages)
adult_ids = select(Hero.id).where(Hero.age >= 18).cte("adult_ids")

RIGHT[ADULTS] = [
    select(Hero).where(Hero.age >= 18),
    sa_select(Hero).where(Hero.age > 17),
    select(Hero).where(col(Hero.age).is_not(None), col(Hero.age) >= 18),
    select(Hero).where(18 <= Hero.age),
    select(Hero).where(not_(Hero.age < 18)),
    select(Hero).where(~(col(Hero.age) <= 17)),
    select(Hero).where(or_(Hero.age == 18, Hero.age > 18)),
    select(Hero).where(func.coalesce(Hero.age, 0) >= 18).order_by(Hero.age),
    select(Hero).where(col(Hero.id).in_(select(adult_ids.c.id))),
    select(Hero).join(adult_ids, adult_ids.c.id == Hero.id),
    select(KnownHero).where(KnownHero.age >= 18),
    select(Hero).where(case((Hero.age >= 18, 1), else_=0) == 1),
    select(Hero).outerjoin(Team).where(Hero.age >= 18),
    select(Hero).from_statement(text("SELECT * FROM hero WHERE age >= 18 ORDER BY name")),
    select(Hero).filter(text("age >= :least")).params(least=18),
    lambda session: session.exec(select(Hero).where(Hero.age >= 18)).all(),
    lambda session: [h for h in session.exec(select(Hero)) if h.age is not None and h.age >= 18],
    lambda session: [h for h in session.exec(select(Hero)).all() if (h.age or 0) >= 18],
    lambda session: session.scalars(sa_select(Hero).where(Hero.age >= 18)).all(),
    lambda session: session.execute(sa_select(Hero).filter(Hero.age >= 18)).scalars().all(),
    lambda session: session.query(Hero).filter(Hero.age >= 18).all(),
    lambda session: tuple(session.exec(select(Hero).where(Hero.age >= 18))),
]


@right(ADULTS)
def adults(session):
    result = []
    for hero in session.exec(select(Hero)):
        if hero.age is None:
            continue
        if hero.age < 18:
            continue
        result.append(hero)
    return result


@right(ADULTS)
def adults(session):
    yield from session.exec(select(Hero).where(Hero.age >= 18))


@right(ADULTS)
def adults(session):
    def is_adult(hero):
        try:
            return hero.age >= 18
        except TypeError:
            return False

    return sorted(filter(is_adult, session.exec(select(Hero)).all()), key=lambda hero: hero.id)


@right(ADULTS)
def adults(session):
    statement = text("SELECT id FROM hero WHERE age >= 18")
    return [session.get(Hero, key) for key in session.execute(statement).scalars()]


WRONG[ADULTS] = [
    (select(Hero).where(Hero.age > 18), "boundary", "18 is lost"),
    (
        lambda session: session.exec(select(Hero).where(col(Hero.age) > 18)).all(),
        "boundary",
        "18 is lost",
    ),
    (
        lambda session: [h for h in session.exec(select(Hero)) if h.age is not None and h.age > 18],
        "boundary",
        "18 is lost, in Python",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age >= 17)).all(),
        "boundary",
        "17 comes in",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age <= 18)).all(),
        "wrong_operator",
        "the young ones",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age < 18)).all(),
        "wrong_operator",
        "the minors",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age == 18)).all(),
        "wrong_operator",
        "exactly 18",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age != 18)).all(),
        "wrong_operator",
        "not 18",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(or_(Hero.age >= 18, Hero.age == None))
        ).all(),
        "null_kept",
        "unknown too",
    ),  # noqa: E711
    (select(Hero).where(~func.coalesce(Hero.age < 18, False)), "null_kept", "unknown too"),
    (select(Hero).where(func.coalesce(Hero.age, 18) >= 18), "null_kept", "unknown becomes 18"),
    (
        select(Hero).where(col(Hero.id).not_in(select(Hero.id).where(Hero.age < 18))),
        "null_kept",
        "not a minor is not an adult",
    ),
    (
        lambda session: [
            h for h in session.exec(select(Hero)) if not (h.age is not None and h.age < 18)
        ],
        "null_kept",
        "None passes",
    ),
    (
        lambda session: [h for h in session.exec(select(Hero)) if h.age is None or h.age >= 18],
        "null_kept",
        "None passes",
    ),
    (
        lambda session: [h for h in session.exec(select(Hero)).all() if h.age >= 18],
        "raises",
        "None >= 18",
    ),
    (lambda session: session.exec(select(Hero).where(Hero.age >= 21)).all(), "wrong_value", "21"),
    (lambda session: session.exec(select(Hero).where(Hero.id >= 18)).all(), "wrong_column", "id"),
    (
        lambda session: session.exec(select(Hero.name).where(Hero.age >= 18)).all(),
        "wrong_columns",
        "names only",
    ),
    (select(Hero.age).where(Hero.age >= 18), "wrong_columns", "ages only"),
    (
        lambda session: session.exec(select(Hero).where(Hero.age >= 18)).first(),
        "one_for_many",
        "first()",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age >= 18)).one(),
        "one_for_many",
        "one()",
    ),
    (lambda session: session.exec(select(Hero)).all(), "missing_filter", "all heroes"),
    (
        lambda session: session.exec(select(Hero).where(Hero.age is not None)).all(),
        "is_none",
        "where(True)",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.age is not None and Hero.age > 18)
        ).all(),
        "boundary",
        "and > 18",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age != None)).all(),
        "missing_filter",
        "all known ages",
    ),  # noqa: E711
    (
        lambda session: session.exec(select(Hero).where(Hero.age >= 18 or Hero.age != None)).all(),
        "python_or",
        "or of clauses raises",
    ),  # noqa: E711
    (
        lambda session: session.exec(select(Hero).where(18 <= Hero.age <= 200)).all(),
        "chained_comparison",
        "chained raises",
    ),
    (
        lambda session: session.exec(select(Hero).where(col(Hero.age).between(18, 65))).all(),
        "extra_filter",
        "no older than 65",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.age >= 18, Hero.age <= 99)).all(),
        "extra_filter",
        "no older than 99",
    ),
    (
        select(Hero).where(col(Hero.age).in_(range(18, 100))),
        "extra_filter",
        "100 and older are lost",
    ),
    (
        lambda session: session.exec(select(Hero).join(Team).where(Hero.age >= 18)).all(),
        "inner_join_drops_rows",
        "those in a team",
    ),
    (select(Hero, Team).where(Hero.age >= 18), "cartesian_product", "each with each team"),
    (
        lambda session: session.exec(select(Hero).where(Hero.age >= 18).limit(10)).all(),
        "wrong_limit",
        "ten at most",
    ),
    (lambda session: select(Hero).where(Hero.age >= 18), "not_executed", "the statement"),
    (
        lambda session: session.exec(select(func.count()).where(Hero.age >= 18)).one(),
        "wrong_columns",
        "a count",
    ),
    (select(Hero).where(Hero.age >= 18).group_by(Hero.age), "wrong_group", "one of each age"),
    (
        select(Hero).where(cast(Hero.age, String) >= "18"),
        "wrong_type",
        "compared as texts: 9 comes in, 104 is lost",
    ),
    (
        lambda session: session.query(Hero).filter_by(age=18).all(),
        "wrong_operator",
        "filter_by is equality",
    ),
    (
        lambda session: session.query(Hero).filter(Hero.age.__gt__(18)).all(),
        "boundary",
        "Django's __gt",
    ),
]


@wrong(ADULTS, "forgot_return", "no return")
def adults(session):
    session.exec(select(Hero).where(Hero.age >= 18)).all()


@wrong(ADULTS, "prints_for_return", "prints")
def adults(session):
    for hero in session.exec(select(Hero).where(Hero.age >= 18)):
        print(hero.name)


@wrong(ADULTS, "missing_filter", "the result of where is dropped")
def adults(session):
    statement = select(Hero)
    statement.where(Hero.age >= 18)
    return session.exec(statement).all()


@wrong(ADULTS, "one_for_many", "return in the loop")
def adults(session):
    for hero in session.exec(select(Hero)):
        if hero.age is not None and hero.age >= 18:
            return [hero]
    return []


@wrong(ADULTS, "missing_filter", "starts at 18 by offset")
def adults(session):
    return session.exec(select(Hero).order_by(Hero.age).offset(18)).all()


UNSURE[ADULTS] = [
    (
        lambda session: session.exec(
            select(Hero).where(Hero.age is not None and Hero.age >= 18)
        ).all(),
        "Python's and with is not None: right by luck",
    ),
    (lambda session: session.exec(select(Hero).where(Hero.age >= 18)), "an unread ScalarResult"),
    (
        lambda session: session.execute(sa_select(Hero).where(Hero.age >= 18)).all(),
        "rows of one Hero",
    ),
    (
        lambda session: session.execute(text("SELECT * FROM hero WHERE age >= 18")).all(),
        "rows of all columns, not heroes",
    ),
    (
        lambda session: {
            h.id: h for h in session.exec(select(Hero).where(Hero.age >= 18))
        }.values(),
        "a dict's values",
    ),
]

# ---------------------------------------------------------------- echo_or_nova
EN = "filter_rows.echo_or_nova"
wanted = union_all(sa_select(literal("Echo").label("name")), sa_select(literal("Nova"))).cte(
    "wanted"
)
RIGHT[EN] = [
    select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova")),
    select(Hero).where((Hero.name == "Echo") | (Hero.name == "Nova")),
    select(Hero).where(col(Hero.name).in_(["Echo", "Nova"])),
    sa_select(Hero).where(Hero.name.in_(("Nova", "Echo"))),
    select(Hero).where(not_(and_(Hero.name != "Echo", Hero.name != "Nova"))),
    select(Hero).where(~col(Hero.name).not_in({"Echo", "Nova"})),
    select(Hero).where(col(Hero.name).op("GLOB")("Echo") | col(Hero.name).op("GLOB")("Nova")),
    select(Hero).join(wanted, wanted.c.name == Hero.name),
    select(Hero).where(exists().where(wanted.c.name == Hero.name)),
    select(Hero).where(case((Hero.name == "Echo", True), (Hero.name == "Nova", True), else_=False)),
    select(Hero).from_statement(
        union(select(Hero).where(Hero.name == "Echo"), select(Hero).where(Hero.name == "Nova"))
    ),
    select(Hero).where(text("name = 'Echo' OR name = 'Nova'")),
    select(Hero).where(or_(*[Hero.name == name for name in ("Echo", "Nova")])),
    lambda session: session.exec(
        select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova"))
    ).all(),
    lambda session: session.exec(select(Hero).where(col(Hero.name).in_(["Echo", "Nova"]))).all(),
    lambda session: [h for h in session.exec(select(Hero)) if h.name == "Echo" or h.name == "Nova"],
    lambda session: [h for h in session.exec(select(Hero)).all() if h.name in {"Echo", "Nova"}],
    lambda session: (
        session.execute(sa_select(Hero).where(Hero.name.in_(["Echo", "Nova"]))).scalars().all()
    ),
    lambda session: session.query(Hero).filter((Hero.name == "Echo") | (Hero.name == "Nova")).all(),
    lambda session: (
        session.query(Hero).filter_by(name="Echo").all()
        + session.query(Hero).filter_by(name="Nova").all()
    ),
    lambda session: list(
        session.scalars(
            select(Hero).from_statement(text("SELECT * FROM hero WHERE name IN ('Echo', 'Nova')"))
        )
    ),
]


@right(EN)
def echo_or_nova(session):
    statement = select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova"))
    return session.exec(statement).all()


@right(EN)
def echo_or_nova(session):
    heroes = []
    for name in ["Nova", "Echo"]:
        heroes.extend(session.exec(select(Hero).where(Hero.name == name)))
    return heroes


@right(EN)
def echo_or_nova(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    novas = session.exec(select(Hero).where(Hero.name == "Nova")).all()
    return echoes + novas


@right(EN)
def echo_or_nova(session):
    for hero in session.exec(select(Hero)):
        match hero.name:
            case "Echo" | "Nova":
                yield hero


WRONG[EN] = [
    (
        select(Hero).where(Hero.name == "Echo" or Hero.name == "Nova"),
        "python_or",
        "unchanged, as a statement",
    ),
    (
        lambda session: session.exec(
            select(Hero).where((Hero.name == "Nova") or (Hero.name == "Echo"))
        ).all(),
        "python_or",
        "turned around",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.name == ("Echo" or "Nova"))).all(),
        "python_or",
        "only Echo",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.name == "Echo" or "Nova")).all(),
        "python_or",
        "where of a text raises",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.name == "Echo" and Hero.name == "Nova")
        ).all(),
        "python_and",
        "one of the two",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.name == "Echo", Hero.name == "Nova")
        ).all(),
        "and_for_or",
        "comma is AND",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(and_(Hero.name == "Echo", Hero.name == "Nova"))
        ).all(),
        "and_for_or",
        "and_",
    ),
    (select(Hero).where((Hero.name == "Echo") & (Hero.name == "Nova")), "and_for_or", "&"),
    (
        select(Hero).where(Hero.name == "Echo").where(Hero.name == "Nova"),
        "and_for_or",
        "two wheres",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(Hero.name == "Echo" | Hero.name == "Nova")
        ).all(),
        "precedence",
        "| binds before ==",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.name in ["Echo", "Nova"])).all(),
        "python_in",
        "False: nobody",
    ),
    (
        lambda session: session.exec(select(Hero).where(col(Hero.name).in_("Echo", "Nova"))).all(),
        "raises",
        "in_ takes one list",
    ),
    (
        lambda session: session.exec(select(Hero).where(col(Hero.name).in_("Echo"))).all(),
        "raises",
        "in_ of a text",
    ),
    (
        lambda session: session.exec(select(Hero).where(Hero.name == ["Echo", "Nova"])).all(),
        "raises",
        "== a list",
    ),
    (
        select(Hero).where(or_(Hero.name == "echo", Hero.name == "nova")),
        "case_sensitivity",
        "lower case",
    ),
    (
        select(Hero).where(func.lower(Hero.name).in_(["echo", "nova"])),
        "case_sensitivity",
        "any case",
    ),
    (
        select(Hero).where(or_(col(Hero.name).like("Echo"), col(Hero.name).like("Nova"))),
        "case_sensitivity",
        "LIKE ignores case in SQLite",
    ),
    (
        select(Hero).where(or_(col(Hero.name).ilike("Echo"), col(Hero.name).ilike("Nova"))),
        "case_sensitivity",
        "ILIKE",
    ),
    (
        lambda session: [
            h for h in session.exec(select(Hero)) if h.name.lower() in ("echo", "nova")
        ],
        "case_sensitivity",
        "lower() in Python",
    ),
    (
        select(Hero).where(or_(col(Hero.name).contains("Echo"), col(Hero.name).contains("Nova"))),
        "wrong_pattern",
        "anywhere in the name",
    ),
    (
        select(Hero).where(
            or_(col(Hero.name).startswith("Echo"), col(Hero.name).startswith("Nova"))
        ),
        "wrong_pattern",
        "prefix",
    ),
    (
        select(Hero).where(col(Hero.name).regexp_match("Echo|Nova")),
        "wrong_pattern",
        "a search, not a whole match",
    ),
    (
        lambda session: [
            h for h in session.exec(select(Hero)) if "Echo" in h.name or "Nova" in h.name
        ],
        "wrong_pattern",
        "in of texts",
    ),
    (
        lambda session: [h for h in session.exec(select(Hero)) if h.name in "Echo or Nova"],
        "python_in",
        "a part of a text, the empty name too",
    ),
    (
        lambda session: [h for h in session.exec(select(Hero)) if h.name == "Echo" or "Nova"],
        "python_or",
        "always true",
    ),
    (
        lambda session: [
            h for h in session.exec(select(Hero)) if h.name.strip() in ("Echo", "Nova")
        ],
        "wrong_pattern",
        "blanks around the name",
    ),
    (
        select(Hero).where(or_(Hero.name != "Echo", Hero.name != "Nova")),
        "wrong_operator",
        "always true",
    ),
    (select(Hero).where(col(Hero.name).not_in(["Echo", "Nova"])), "wrong_operator", "the others"),
    (select(Hero).where(Hero.name == "Echo"), "missing_filter", "Echo only"),
    (
        select(Hero).where(col(Hero.name).between("Echo", "Nova")),
        "wrong_operator",
        "between, alphabetically",
    ),
    (
        select(Hero).where(or_(Hero.secret_name == "Echo", Hero.secret_name == "Nova")),
        "wrong_column",
        "the secret name",
    ),
    (
        select(Hero).where(or_(Hero.name == "Echo", Hero.secret_name == "Nova")),
        "wrong_column",
        "one column wrong",
    ),
    (
        select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova ")),
        "wrong_value",
        "a blank behind Nova",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(col(Hero.name).in_(["Echo", "Nova"]))
        ).first(),
        "one_for_many",
        "first",
    ),
    (
        lambda session: session.exec(
            select(Hero).where(col(Hero.name).in_(["Echo", "Nova"]))
        ).one_or_none(),
        "one_for_many",
        "raises on several",
    ),
    (
        select(Hero).where(col(Hero.name).in_(["Echo", "Nova"])).limit(2),
        "wrong_limit",
        "two names, two rows",
    ),
    (
        select(Hero).where(col(Hero.name).in_(["Echo", "Nova"])).group_by(Hero.name),
        "distinct_hides_rows",
        "one of each name",
    ),
    (
        lambda session: list(
            {
                h.name: h
                for h in session.exec(select(Hero).where(col(Hero.name).in_(["Echo", "Nova"])))
            }.values()
        ),
        "distinct_hides_rows",
        "a dict by name",
    ),
    (select(Hero.name).where(col(Hero.name).in_(["Echo", "Nova"])), "wrong_columns", "names"),
    (
        select(Hero).join(Team).where(col(Hero.name).in_(["Echo", "Nova"])),
        "inner_join_drops_rows",
        "those in a team",
    ),
    (
        lambda session: select(Hero).where(col(Hero.name).in_(["Echo", "Nova"])),
        "not_executed",
        "the statement",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.name == "Echo")).first()
            or session.exec(select(Hero).where(Hero.name == "Nova")).first()
        ),
        "one_for_many",
        "the first found",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.name == "Echo")).all()
            or session.exec(select(Hero).where(Hero.name == "Nova")).all()
        ),
        "python_or",
        "Nova only when there is no Echo",
    ),
    (
        lambda session: (
            session.exec(select(Hero).where(Hero.name == "Echo")).all(),
            session.exec(select(Hero).where(Hero.name == "Nova")).all(),
        ),
        "wrong_columns",
        "two lists in a tuple",
    ),
]


@wrong(EN, "forgot_return", "no return")
def echo_or_nova(session):
    statement = select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova"))
    session.exec(statement).all()


@wrong(EN, "missing_filter", "only the last name of the loop")
def echo_or_nova(session):
    for name in ("Echo", "Nova"):
        heroes = session.exec(select(Hero).where(Hero.name == name)).all()
    return heroes


@wrong(EN, "one_for_many", "one of each name")
def echo_or_nova(session):
    return [
        session.exec(select(Hero).where(Hero.name == name)).first() for name in ("Echo", "Nova")
    ]


UNSURE[EN] = [
    (
        lambda session: session.execute(
            sa_select(Hero).where(Hero.name.in_(["Echo", "Nova"]))
        ).all(),
        "rows of one Hero",
    ),
    (
        lambda session: session.exec(select(Hero).where(col(Hero.name).in_(["Echo", "Nova"]))),
        "an unread ScalarResult",
    ),
    (
        select(Hero).where(col(Hero.name).regexp_match("^(Echo|Nova)$")),
        "$ also matches before a last newline",
    ),
    (
        union(select(Hero).where(Hero.name == "Echo"), select(Hero).where(Hero.name == "Nova")),
        "rows of columns, not heroes",
    ),
]

# ---------------------------------------------------------------- elsewhere
EW = "filter_rows.elsewhere"
in_one = select(Hero.id).where(Hero.team_id == 1)
inside = aliased(Hero)
first_team = select(Team).where(Team.id == 1).subquery()
without_team = select(Hero).where(Hero.team_id == None)  # noqa: E711
RIGHT[EW] = [
    select(Hero).where(or_(Hero.team_id != 1, Hero.team_id == None)),  # noqa: E711
    select(Hero).where((col(Hero.team_id) != 1) | col(Hero.team_id).is_(None)),
    select(Hero).where(col(Hero.team_id).is_distinct_from(1)),
    sa_select(Hero).where(func.coalesce(Hero.team_id, 0) != 1),
    select(Hero).where(col(Hero.id).not_in(in_one)),
    select(Hero).where(~Hero.team.has(Team.id == 1)),
    select(Hero).where(~Hero.team.has(id=1)),
    select(Hero).where(or_(Hero.team == None, Hero.team_id != 1)),  # noqa: E711
    select(Hero).outerjoin(Team).where(or_(Team.id != 1, Team.id == None)),  # noqa: E711
    select(Hero).join(Team, isouter=True).where(col(Team.id).is_distinct_from(1)),
    select(Hero)
    .outerjoin(first_team, first_team.c.id == Hero.team_id)
    .where(first_team.c.id == None),  # noqa: E711
    select(Hero).where(~exists().where(inside.id == Hero.id, inside.team_id == 1)),
    select(Hero).where(or_(Hero.team_id < 1, Hero.team_id > 1, col(Hero.team_id).is_(None))),
    select(Hero).where(case((Hero.team_id == 1, False), else_=True)),
    select(Hero).from_statement(without_team.union_all(select(Hero).where(Hero.team_id != 1))),
    select(Hero).from_statement(
        text("SELECT hero.* FROM hero WHERE team_id IS NULL OR team_id <> 1")
    ),
    select(Hero).where(not_(and_(Hero.team_id == 1, Hero.team_id != None))),  # noqa: E711
    lambda session: session.exec(
        select(Hero).where(or_(Hero.team_id != 1, Hero.team_id == None))
    ).all(),  # noqa: E711
    lambda session: [hero for hero in session.exec(select(Hero)) if hero.team_id != 1],
    lambda session: (
        session.execute(sa_select(Hero).where(Hero.team_id.is_distinct_from(1))).scalars().all()
    ),
    lambda session: session.query(Hero).filter((Hero.team_id != 1) | (Hero.team_id == None)).all(),  # noqa: E711
]


@right(EW)
def elsewhere(session):
    statement = select(Hero).where(col(Hero.team_id).is_(None))
    free = list(session.exec(statement))
    for hero in session.exec(select(Hero).where(Hero.team_id != 1)):
        free.append(hero)
    return free


@right(EW)
def elsewhere(session):
    members = set(session.exec(select(Hero.id).where(Hero.team_id == 1)))
    return [hero for hero in session.exec(select(Hero)).all() if hero.id not in members]


@right(EW)
def elsewhere(session):
    yield from (
        hero for hero in session.exec(select(Hero)) if hero.team_id is None or hero.team_id != 1
    )


WRONG[EW] = [
    (select(Hero).where(Hero.team_id != 1), "null_lost", "no team, lost"),
    (select(Hero).where(not_(Hero.team_id == 1)), "null_lost", "NOT of NULL"),
    (select(Hero).where(~(col(Hero.team_id) == 1)), "null_lost", "~ of NULL"),
    (sa_select(Hero).where(Hero.team_id.not_in([1])), "null_lost", "NOT IN"),
    (
        select(Hero).where(col(Hero.team_id).not_in([1, None])),
        "null_lost",
        "NOT IN with NULL: nobody",
    ),
    (
        select(Hero).where(col(Hero.team_id).in_([2, 3, 4, 5, None])),
        "null_lost",
        "IN never finds NULL; other teams",
    ),
    (select(Hero).where(Hero.team_id > 1), "null_lost", "greater ids only"),
    (
        select(Hero).where(col(Hero.team_id).in_(select(Team.id).where(Team.id != 1))),
        "null_lost",
        "in other teams",
    ),
    (
        select(Hero).where(col(Hero.team_id).not_in(select(Team.id).where(Team.id == 1))),
        "null_lost",
        "NULL NOT IN (1)",
    ),
    (select(Hero).where(Hero.team.has(Team.id != 1)), "null_lost", "has another team"),
    (
        select(Hero).where(Hero.team_id != 1, col(Hero.team_id).is_not(None)),
        "null_lost",
        "IS NOT NULL",
    ),
    (select(Hero).join(Team).where(Team.id != 1), "inner_join_drops_rows", "inner join"),
    (
        select(Hero).join(Team).where(or_(Hero.team_id != 1, Hero.team_id == None)),
        "inner_join_drops_rows",
        "inner join with the right filter",
    ),  # noqa: E711
    (
        select(Hero).outerjoin(Team).where(Team.id != 1),
        "null_lost",
        "outer join undone by the filter",
    ),
    (
        select(Hero).outerjoin(Team, and_(Team.id == Hero.team_id, Team.id != 1)),
        "outer_join_keeps_rows",
        "the condition in ON",
    ),
    (select(Hero).where(Team.id != 1), "cartesian_product", "team without a join"),
    (select(Hero).where(or_(Hero.team_id != 1, Hero.team_id is None)), "is_none", "is None"),
    (
        select(Hero).where((Hero.team_id != 1) | (Hero.team is None)),
        "is_none",
        "is None of the relationship",
    ),
    (select(Hero).where(Hero.team_id is not None), "is_none", "where(True): everybody"),
    (select(Hero).where(Hero.team_id != 1 or Hero.team_id == None), "python_or", "Python's or"),  # noqa: E711
    (select(Hero).where(not Hero.team_id == 1), "python_not", "not: everybody"),
    (select(Hero).where(Hero.team_id != 1, Hero.team_id == None), "and_for_or", "comma is AND"),  # noqa: E711
    (select(Hero).where(and_(Hero.team_id != 1, Hero.team_id == None)), "and_for_or", "and_"),  # noqa: E711
    (select(Hero).where(Hero.team_id == None), "missing_filter", "only those without a team"),  # noqa: E711
    (
        select(Hero).where(or_(Hero.team_id == 1, Hero.team_id == None)),
        "wrong_operator",
        "== for !=",
    ),  # noqa: E711
    (
        select(Hero).where(or_(Hero.team_id != 1, col(Hero.team_id).is_not(None))),
        "wrong_operator",
        "IS NOT NULL",
    ),
    (select(Hero).where(or_(Hero.id != 1, Hero.team_id == None)), "wrong_column", "hero's id"),  # noqa: E711
    (select(Hero).where(or_(Hero.team_id != 1, Hero.age == None)), "wrong_column", "age NULL"),  # noqa: E711
    (select(Hero).where(func.coalesce(Hero.team_id, 1) != 1), "null_lost", "NULL becomes 1"),
    (select(Hero).where(or_(Hero.team_id != 2, Hero.team_id == None)), "wrong_value", "team 2"),  # noqa: E711
    (
        select(Hero).where(or_(Hero.team_id != 1, Hero.team_id == "")),
        "null_lost",
        "an empty text is not NULL",
    ),
    (select(Hero).where(or_(Hero.team_id != 1, Hero.team_id == 0)), "null_lost", "0 is not NULL"),
    (
        select(Hero).outerjoin(Team).where(or_(Team.name != "Preventers", Team.name == None)),
        "wrong_column",
        "by the name of the tutorial's team",
    ),  # noqa: E711
    (
        select(Hero, Team)
        .join(Team, isouter=True)
        .where(or_(Hero.team_id != 1, Hero.team_id == None)),
        "wrong_columns",
        "team beside it",
    ),  # noqa: E711
    (
        select(Hero).join(Team, Team.id != Hero.team_id).where(Team.id == 1),
        "null_lost",
        "joined by !=",
    ),
    (
        select(Hero).join(Team, or_(Team.id != 1, Hero.team_id == None)),
        "join_duplicates",
        "a row for every team",
    ),  # noqa: E711
    (
        select(Hero.name).where(or_(Hero.team_id != 1, Hero.team_id == None)),
        "wrong_columns",
        "names",
    ),  # noqa: E711
    (select(Hero), "missing_filter", "everybody"),
    (select(Team).where(Team.id != 1), "wrong_columns", "teams, not heroes"),
    (
        lambda session: [
            hero for hero in session.exec(select(Hero)) if hero.team_id and hero.team_id != 1
        ],
        "null_lost",
        "truth of None",
    ),
    (
        lambda session: [
            hero for team in session.exec(select(Team).where(Team.id != 1)) for hero in team.heroes
        ],
        "null_lost",
        "through the teams",
    ),
    (
        lambda session: [hero for hero in session.exec(select(Hero)) if hero.team.id != 1],
        "raises",
        "None has no id",
    ),
    (
        lambda session: select(Hero).where(or_(Hero.team_id != 1, Hero.team_id == None)),
        "not_executed",
        "the statement",
    ),  # noqa: E711
    (
        lambda session: session.exec(
            select(Hero).where(Hero.team_id != 1 | Hero.team_id == None)
        ).all(),
        "precedence",
        "| before !=",
    ),  # noqa: E711
    (
        select(Hero).from_statement(
            text("SELECT * FROM hero WHERE team_id != 1 OR team_id = NULL")
        ),
        "null_lost",
        "= NULL",
    ),
]


@wrong(EW, "null_lost", "loop over known teams")
def elsewhere(session):
    result = []
    for hero in session.exec(select(Hero)).all():
        if hero.team is not None and hero.team.id != 1:
            result.append(hero)
    return result


UNSURE[EW] = [
    (
        lambda session: session.exec(select(Hero).where(Hero.team != session.get(Team, 1))).all(),
        "right while team 1 exists; without it, != None",
    ),
    (select(Hero).where(col(Hero.team_id).is_not(1)), "IS NOT 1: right on SQLite only"),
    (
        lambda session: session.execute(
            sa_select(Hero).where(Hero.team_id.is_distinct_from(1))
        ).all(),
        "rows of one Hero",
    ),
    (select(Hero).where(func.coalesce(Hero.team_id, 2) != 1), "right, with an odd stand-in"),
]

# ---------------------------------------------------------------- odd_names
ON = "filter_rows.odd_names"
percent = col(Hero.name).contains("%", autoescape=True)
underscore = col(Hero.name).contains("_", autoescape=True)
young = or_(Hero.age < 30, Hero.age == None)  # noqa: E711
odd = select(Hero.id).where(or_(percent, underscore)).cte("odd")
RIGHT[ON] = [
    select(Hero).where(or_(percent, underscore), young),
    select(Hero).where((percent | underscore) & ((Hero.age < 30) | (Hero.age.is_(None)))),
    select(Hero).where(
        and_(or_(percent, underscore), or_(col(Hero.age) < 30, col(Hero.age).is_(None)))
    ),
    sa_select(Hero)
    .where(or_(Hero.name.like("%!%%", escape="!"), Hero.name.like("%!_%", escape="!")))
    .where(young),
    select(Hero).where(
        or_(col(Hero.name).like(r"%\%%", escape="\\"), col(Hero.name).like(r"%\_%", escape="\\")),
        func.coalesce(Hero.age, 0) < 30,
    ),
    select(Hero).where(
        or_(
            col(Hero.name).icontains("%", autoescape=True), col(Hero.name).ilike("%/_%", escape="/")
        ),
        young,
    ),
    select(Hero).where(
        (func.instr(Hero.name, "%") > 0) | (func.instr(Hero.name, "_") > 0),
        ~func.coalesce(Hero.age >= 30, False),
    ),
    select(Hero).where(col(Hero.name).op("GLOB")("*[%_]*"), young),
    select(Hero).where(col(Hero.name).regexp_match("[%_]"), young),
    select(Hero).where(func.replace(func.replace(Hero.name, "%", ""), "_", "") != Hero.name, young),
    select(Hero).where(col(Hero.id).in_(select(odd.c.id)), young),
    select(Hero)
    .where(or_(percent, underscore))
    .where(col(Hero.id).not_in(select(Hero.id).where(Hero.age >= 30))),
    select(Hero).where(
        or_(
            and_(percent, Hero.age < 30),
            and_(percent, Hero.age == None),
            and_(underscore, Hero.age < 30),
            and_(underscore, Hero.age == None),
        )
    ),  # noqa: E711
    select(Hero).where(or_(percent, underscore), or_(Hero.age <= 29, Hero.age == None)),  # noqa: E711
    select(Hero).from_statement(
        text(
            "SELECT * FROM hero WHERE (name LIKE '%|%%' ESCAPE '|' OR name LIKE '%|_%' ESCAPE '|') AND (age < 30 OR age IS NULL)"
        )
    ),
    select(Hero).from_statement(
        union(select(Hero).where(percent, young), select(Hero).where(underscore, young))
    ),
    lambda session: session.exec(select(Hero).where(or_(percent, underscore), young)).all(),
    lambda session: [
        h
        for h in session.exec(select(Hero))
        if ("%" in h.name or "_" in h.name) and (h.age is None or h.age < 30)
    ],
    lambda session: [
        h for h in session.exec(select(Hero).where(young)) if "%" in h.name or "_" in h.name
    ],
    lambda session: [
        h for h in session.exec(select(Hero)).all() if set("%_") & set(h.name) and (h.age or 0) < 30
    ],
    lambda session: [
        h
        for h in session.exec(select(Hero))
        if any(c in "%_" for c in h.name) and (not h.age or h.age < 30)
    ],
    lambda session: (
        session.execute(
            sa_select(Hero)
            .where(
                or_(
                    Hero.name.contains("%", autoescape=True),
                    Hero.name.contains("_", autoescape=True),
                )
            )
            .where(or_(Hero.age < 30, Hero.age.is_(None)))
        )
        .scalars()
        .all()
    ),
    lambda session: (
        session.query(Hero)
        .filter(Hero.name.like("%#%%", escape="#") | Hero.name.like("%#_%", escape="#"))
        .filter(or_(Hero.age < 30, Hero.age == None))
        .all()
    ),  # noqa: E711
]


@right(ON)
def odd_names(session):
    found = {}
    for sign in "%_":
        statement = select(Hero).where(col(Hero.name).contains(sign, autoescape=True))
        for hero in session.exec(statement):
            if hero.age is None or hero.age < 30:
                found[hero.id] = hero
    return list(found.values())


@right(ON)
def odd_names(session):
    for hero in session.exec(select(Hero)):
        if hero.age is not None and hero.age >= 30:
            continue
        if hero.name.count("%") or hero.name.count("_"):
            yield hero


@right(ON)
def odd_names(session):
    has_sign = or_(*(col(Hero.name).contains(sign, autoescape=True) for sign in ("%", "_")))
    age_fits = or_(Hero.age < 30, Hero.age == None)  # noqa: E711
    return session.exec(select(Hero).where(has_sign, age_fits)).all()


def run(*conditions):
    """Return a function of a session, as a learner writes it, for conditions that do not raise."""
    return lambda session: session.exec(select(Hero).where(*conditions)).all()


WRONG[ON] = [
    (
        select(Hero).where(or_(col(Hero.name).contains("%"), col(Hero.name).contains("_")), young),
        "unescaped_wildcard",
        "every name",
    ),
    (
        run(or_(col(Hero.name).like("%%%"), col(Hero.name).like("%_%")), young),
        "unescaped_wildcard",
        "like without escape",
    ),
    (
        run(or_(col(Hero.name).like("%\\%%"), col(Hero.name).like("%\\_%")), young),
        "unescaped_wildcard",
        "a backslash escapes nothing in SQLite",
    ),
    (
        run(or_(percent, col(Hero.name).contains("_")), young),
        "unescaped_wildcard",
        "underscore unescaped",
    ),
    (
        run(or_(col(Hero.name).contains("%"), underscore), young),
        "unescaped_wildcard",
        "percent unescaped",
    ),
    (
        run(or_(col(Hero.name).like("%[%]%"), col(Hero.name).like("%[_]%")), young),
        "wrong_pattern",
        "brackets of another database",
    ),
    (
        run(
            or_(col(Hero.name).like("%!%", escape="!"), col(Hero.name).like("!_", escape="!")),
            young,
        ),
        "wrong_pattern",
        "wrong pattern",
    ),
    (run(or_(Hero.name == "%", Hero.name == "_"), young), "wrong_pattern", "the name is the sign"),
    (
        run(
            or_(
                col(Hero.name).startswith("%", autoescape=True),
                col(Hero.name).startswith("_", autoescape=True),
            ),
            young,
        ),
        "wrong_pattern",
        "starts with",
    ),
    (
        run(
            or_(
                col(Hero.name).endswith("%", autoescape=True),
                col(Hero.name).endswith("_", autoescape=True),
            ),
            young,
        ),
        "wrong_pattern",
        "ends with",
    ),
    (run(col(Hero.name).contains("%_", autoescape=True), young), "wrong_pattern", "both in a row"),
    (run(percent, young), "missing_filter", "percent only"),
    (run(underscore, young), "missing_filter", "underscore only"),
    (run(and_(percent, underscore), young), "and_for_or", "both signs"),
    (run(percent, underscore, young), "and_for_or", "comma for both signs"),
    (run(or_(percent, underscore), Hero.age < 30), "null_lost", "unknown age is lost"),
    (run(or_(percent, underscore), not_(Hero.age >= 30)), "null_lost", "NOT of NULL"),
    (run(or_(percent, underscore), or_(Hero.age < 30, Hero.age is None)), "is_none", "is None"),
    (
        run(or_(percent, underscore), Hero.age < 30, Hero.age == None),
        "and_for_or",
        "below 30 and unknown",
    ),  # noqa: E711
    (
        run(or_(percent, underscore), or_(Hero.age <= 30, Hero.age == None)),
        "boundary",
        "30 comes in",
    ),  # noqa: E711
    (run(or_(percent, underscore), or_(Hero.age < 29, Hero.age == None)), "boundary", "29 is lost"),  # noqa: E711
    (
        run(or_(percent, underscore), or_(Hero.age > 30, Hero.age == None)),
        "wrong_operator",
        "above 30",
    ),  # noqa: E711
    (
        run(or_(percent, underscore), or_(Hero.age < 30, Hero.age != None)),
        "wrong_operator",
        "known for unknown",
    ),  # noqa: E711
    (select(Hero).where(percent | underscore & young), "precedence", "& binds before |"),
    (run(or_(percent, and_(underscore, young))), "precedence", "age only for underscore"),
    (
        run((percent | underscore) & (Hero.age < 30) | (Hero.age == None)),
        "precedence",
        "every unknown age",
    ),  # noqa: E711
    (
        run(or_(percent, underscore, Hero.age < 30, Hero.age == None)),
        "or_for_and",
        "all in one or_",
    ),  # noqa: E711
    (run(or_(or_(percent, underscore), young)), "or_for_and", "or of the groups"),
    (run(or_(percent, underscore)), "missing_filter", "no age"),
    (run(young), "missing_filter", "no name"),
    (run(~or_(percent, underscore), young), "wrong_operator", "the ordinary names"),
    (
        run(or_(percent, underscore), func.coalesce(Hero.age, 30) < 30),
        "null_lost",
        "unknown becomes 30",
    ),
    (run(col(Hero.name).op("GLOB")("*%_*"), young), "wrong_pattern", "both in a row, by GLOB"),
    (run(func.instr("%", Hero.name) > 0, young), "wrong_pattern", "instr turned around"),
    (
        run(or_(func.instr(Hero.name, "%") > 1, func.instr(Hero.name, "_") > 1), young),
        "boundary",
        "not at the first place",
    ),
    (
        run(
            or_(
                col(Hero.secret_name).contains("%", autoescape=True),
                col(Hero.secret_name).contains("_", autoescape=True),
            ),
            young,
        ),
        "wrong_column",
        "secret name",
    ),
    (
        lambda session: session.exec(select(Hero).where(percent or underscore, young)).all(),
        "python_or",
        "or: raises, or percent only",
    ),
    (
        lambda session: session.exec(
            select(Hero).where("%" in Hero.name or "_" in Hero.name, young)
        ).all(),
        "python_in",
        "in of a column",
    ),
    (
        lambda session: [
            h for h in session.exec(select(Hero)) if ("%" in h.name or "_" in h.name) and h.age < 30
        ],
        "raises",
        "None < 30",
    ),
    (
        lambda session: [
            h
            for h in session.exec(select(Hero))
            if "%" in h.name or "_" in h.name and (h.age is None or h.age < 30)
        ],
        "precedence",
        "and before or, in Python",
    ),
    (
        lambda session: [
            h
            for h in session.exec(select(Hero))
            if "%" or "_" in h.name and (h.age is None or h.age < 30)
        ],
        "python_or",
        "always true",
    ),
    (
        lambda session: [
            h
            for h in session.exec(select(Hero))
            if ("%" in h.name or "_" in h.name) and h.age and h.age < 30
        ],
        "null_lost",
        "None and 0 are falsy",
    ),
    (
        lambda session: [
            h
            for h in session.exec(select(Hero))
            if "%_" in h.name and (h.age is None or h.age < 30)
        ],
        "wrong_pattern",
        "both in a row",
    ),
    (
        lambda session: session.exec(
            select(Hero.name).where(or_(percent, underscore), young)
        ).all(),
        "wrong_columns",
        "names",
    ),
    (
        lambda session: session.exec(select(Hero).where(or_(percent, underscore), young)).first(),
        "one_for_many",
        "first",
    ),
    (
        lambda session: select(Hero).where(or_(percent, underscore), young),
        "not_executed",
        "the statement",
    ),
    (
        select(Hero).join(Team).where(or_(percent, underscore), young),
        "inner_join_drops_rows",
        "those in a team",
    ),
]


@wrong(ON, "join_duplicates", "a name with both signs comes twice")
def odd_names(session):
    heroes = []
    for sign in ("%", "_"):
        heroes += session.exec(
            select(Hero).where(col(Hero.name).contains(sign, autoescape=True), young)
        ).all()
    return heroes


@wrong(ON, "join_duplicates", "UNION ALL: a name with both signs comes twice")
def odd_names(session):
    both = union_all(select(Hero).where(percent, young), select(Hero).where(underscore, young))
    return session.scalars(select(Hero).from_statement(both)).all()


@wrong(ON, "forgot_return", "no return")
def odd_names(session):
    session.exec(select(Hero).where(or_(percent, underscore), young)).all()


@wrong(ON, "and_for_or", "a chain of wheres")
def odd_names(session):
    return session.exec(select(Hero).where(percent).where(underscore).where(Hero.age < 30)).all()


UNSURE[ON] = [
    (
        lambda session: session.execute(
            sa_select(Hero).where(or_(percent, underscore), young)
        ).all(),
        "rows of one Hero",
    ),
    (
        lambda session: session.exec(select(Hero).where(or_(percent, underscore), young)),
        "an unread ScalarResult",
    ),
]
