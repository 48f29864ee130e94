"""The exercises of 18 Explore: pages by key, a schema that refers to itself, rows for a chart."""

from sqlalchemy.orm import aliased, registry, selectinload
from sqlmodel import Field, Relationship, SQLModel, and_, col, desc, func, or_, select, tuple_

from heroes.judge import Exercise
from heroes.models import Hero, Team

CHAPTER = "18_explore"
__all__ = ["Incident", "Officer", "aliased", "desc", "func", "tuple_"]  # what answers use


class Archive(SQLModel, registry=registry()):
    """Keep these models apart from those of a notebook, as explore() does."""


class Officer(Archive, table=True):
    """An officer of the bureau, and the badge of the one who was the mentor."""

    badge: str = Field(primary_key=True)
    name: str
    mentor: str | None = Field(default=None, foreign_key="officer.badge")

    related_mentor: "Officer" = Relationship(
        back_populates="officers_as_mentor",
        sa_relationship_kwargs={"remote_side": "[Officer.badge]"},
    )
    officers_as_mentor: list["Officer"] = Relationship(back_populates="related_mentor")


class Incident(Archive, table=True):
    """Something that happened, and on which day it was over."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    severity: int
    closed: str | None = None


rows_walked = Exercise(
    id="explore.rows_walked",
    chapter=CHAPTER,
    title="Page 300",
    prompt=(
        "A table has 20,000 rows. Pages of 50 are read in the order of the primary key, and page "
        "300 with .offset(14_950).limit(50). How many rows does the database go through for it?"
    ),
    kind="predict",
    concepts=("paging", "limit"),
    minutes=2,
    starter="answer = ...  # the number of an option",
    reference="15,000",
    wrong=[
        ("50", "offset_is_free"),
        ("14,950", "wrong_limit"),
        ("20,000", "missing_limit"),
    ],
    hints=(
        "The rows that an offset leaves out have to be counted.",
        "It stops when the page is full. What has it gone through by then?",
    ),
)

DB = "db = explore(engine)"
MODEL = "Reading = db.models.Reading"
FIRST = "page = db.page(Reading, size=1000)"
NEXT = "page = db.page(Reading, size=1000, after=page.next)"
FRAME = "frame = pd.DataFrame(row.model_dump() for row in page.rows)"

second_thousand = Exercise(
    id="explore.second_thousand",
    chapter=CHAPTER,
    title="The second thousand",
    prompt="Put these lines in order, so that frame holds the second thousand of readings.",
    kind="order",
    concepts=("paging", "order_by"),
    minutes=2,
    starter="lines = ...  # a list of the numbers above",
    reference=[DB, MODEL, FIRST, NEXT, FRAME],
    wrong=[
        ([MODEL, DB, FIRST, NEXT, FRAME], "used_before_defined"),
        ([DB, MODEL, NEXT, FIRST, FRAME], "used_before_defined"),
        ([DB, MODEL, FIRST, FRAME, NEXT], "wrong_offset"),
    ],
    hints=(
        "Each line needs a name that an earlier one gives.",
        "A page says where the next one begins, and the rows are those of the last page read.",
    ),
)


def _echo_is_there(session):
    """Tell whether the hero with the id 11 is called Echo, as the prompt says."""
    hero = session.get(Hero, 11)
    return hero is not None and hero.name == "Echo"


def _seed_echoes(session):
    """Add heroes whose names and numbers lie close to the first one of the page."""
    session.add_all([Team(id=n, name=f"Team {n}", headquarters="Here") for n in (1, 2, 3)])
    session.flush()
    rows = [
        (11, "Echo", 2), (12, "Echo", None), (10, "Echo", 1), (4, "Dodo", None), (9, "Dodo", 2),
        (20, "echo", None), (3, "Ash", 3), (7, "Bolt", 2), (15, "Dodo", None), (2, "Gale", 1),
        (30, "Ash", 2), (8, "Echoes", 1), (16, "Bolt", 2),
    ]  # fmt: skip
    for number, name, team in rows:
        hero = Hero(id=number, name=name, team_id=team, age=number, secret_name=f"Secret {number}")
        session.add(hero)
    session.commit()


BACKWARDS = select(Hero).order_by(desc(Hero.name), desc(Hero.id))


def _two_before_a_pair(session):
    before = tuple_(Hero.name, Hero.id) < ("Echo", 11)
    backwards = select(Hero).order_by(desc(Hero.name), desc(Hero.id))
    return session.exec(backwards.where(before).limit(2)).all()[::-1]


def _two_before_in_two_parts(session):
    before = or_(Hero.name < "Echo", and_(Hero.name == "Echo", Hero.id < 11))
    return list(reversed(session.exec(BACKWARDS.where(before).limit(2)).all()))


def _two_before_with_python(session):
    everyone = session.exec(select(Hero).order_by(Hero.name, Hero.id)).all()
    return [hero for hero in everyone if (hero.name, hero.id) < ("Echo", 11)][-2:]


def _two_before_and_itself(session):
    before = tuple_(Hero.name, Hero.id) <= ("Echo", 11)
    return session.exec(BACKWARDS.where(before).limit(2)).all()[::-1]


def _two_before_the_name(session):
    return session.exec(BACKWARDS.where(Hero.name < "Echo").limit(2)).all()[::-1]


def _two_before_both(session):
    before = and_(Hero.name < "Echo", Hero.id < 11)
    return session.exec(BACKWARDS.where(before).limit(2)).all()[::-1]


def _two_before_either(session):
    before = or_(Hero.name < "Echo", Hero.id < 11)
    return session.exec(BACKWARDS.where(before).limit(2)).all()[::-1]


def _all_before(session):
    return session.exec(BACKWARDS.where(tuple_(Hero.name, Hero.id) < ("Echo", 11))).all()[::-1]


def _two_last_ones(session):
    return session.exec(BACKWARDS.limit(2)).all()[::-1]


two_before = Exercise(
    id="explore.two_before",
    chapter=CHAPTER,
    title="One page back",
    prompt=(
        "Pages hold two heroes each, in the order of name, then id. The first hero of a page is "
        "Echo with the id 11. Return the two heroes right before this one, in the order of the "
        "pages, without an offset."
    ),
    kind="select",
    concepts=("paging", "where", "order_by", "limit"),
    minutes=6,
    models=(Hero, Team),
    starter="def two_before(session):\n    return ...",
    setup=_seed_echoes,
    reference=_two_before_a_pair,
    alternates=[_two_before_in_two_parts, _two_before_with_python],
    wrong=[
        (_two_before_and_itself, "boundary"),
        (_two_before_the_name, "missing_tie_breaker"),
        (_two_before_both, "and_for_or"),
        (_two_before_either, "or_for_and"),
        (_all_before, "missing_limit"),
        (_two_last_ones, "missing_filter"),
    ],
    order_by=["name", "id"],
    given=_echo_is_there,
    hints=(
        "The two that are nearest come first when you read from Echo towards the start.",
        "Turn the order round, compare name and id together, then turn the rows.",
    ),
)


def _seed_officers(session):
    """Add officers with a chain of mentors, and two who have the same name."""
    session.add(Officer(badge="B-100", name="Ada Brandt"))
    session.flush()
    pairs = [("B-101", "Ines Okafor"), ("B-102", "Mei Lindqvist"), ("B-103", "Ines Okafor")]
    session.add_all([Officer(badge=badge, name=name, mentor="B-100") for badge, name in pairs])
    session.flush()
    session.add(Officer(badge="B-104", name="Kofi Sato", mentor="B-103"))
    session.add(Officer(badge="B-105", name="Dana Weiss"))
    session.commit()


def _mentors_by_join(session):
    mentor = aliased(Officer)
    statement = select(Officer.name, mentor.name)
    return session.exec(statement.join(mentor, Officer.mentor == mentor.badge, isouter=True)).all()


def _mentors_by_relationship(session):
    mentor = aliased(Officer)
    statement = select(Officer.name, mentor.name)
    return session.exec(statement.outerjoin(mentor, Officer.related_mentor)).all()


def _mentors_by_objects(session):
    eager = selectinload(Officer.related_mentor)
    officers = session.exec(select(Officer).options(eager)).all()
    return [(o.name, o.related_mentor and o.related_mentor.name) for o in officers]


def _mentors_without_the_first(session):
    mentor = aliased(Officer)
    return session.exec(
        select(Officer.name, mentor.name).join(mentor, Officer.mentor == mentor.badge)
    ).all()


def _mentors_of_those_who_have_one(session):
    mentor = aliased(Officer)
    statement = select(Officer.name, mentor.name).where(col(Officer.mentor).is_not(None))
    return session.exec(statement.outerjoin(mentor, Officer.mentor == mentor.badge)).all()


def _mentors_by_their_own(session):
    mentor = aliased(Officer)
    statement = select(Officer.name, mentor.name)
    return session.exec(statement.outerjoin(mentor, Officer.mentor == mentor.mentor)).all()


def _mentors_of_all(session):
    mentor = aliased(Officer)
    return session.exec(select(Officer.name, mentor.name)).all()


def _mentors_alone(session):
    mentor = aliased(Officer)
    statement = select(mentor.name).select_from(Officer)
    return session.exec(statement.join(mentor, Officer.mentor == mentor.badge, isouter=True)).all()


def _one_mentor(session):
    mentor = aliased(Officer)
    statement = select(Officer.name, mentor.name)
    return session.exec(
        statement.join(mentor, Officer.mentor == mentor.badge, isouter=True)
    ).first()


mentors = Exercise(
    id="explore.mentors",
    chapter=CHAPTER,
    title="Who learned from whom",
    prompt=(
        "Return two columns for each officer: the officer's name, and the name of the mentor, or "
        "None. The column Officer.mentor holds a badge. The order does not matter."
    ),
    kind="select",
    concepts=("left_join", "columns", "null", "foreign_key"),
    minutes=5,
    models=(Officer,),
    starter="def mentors(session):\n    return ...",
    setup=_seed_officers,
    reference=_mentors_by_join,
    alternates=[_mentors_by_relationship, _mentors_by_objects],
    wrong=[
        (_mentors_without_the_first, "inner_join_drops_rows"),
        (_mentors_of_those_who_have_one, "extra_filter"),
        (_mentors_by_their_own, "wrong_column"),
        (_mentors_of_all, "cartesian_product"),
        (_mentors_alone, "wrong_columns"),
        (_one_mentor, "one_for_many"),
    ],
    hints=(
        "One table plays two parts, so one of them needs another name: aliased(Officer).",
        "Who has no mentor stays only in a join that keeps what has no partner.",
    ),
)


def _seed_incidents(session):
    """Add incidents of which all, some or none of a kind are open."""
    rows = [("flood", 1, None), ("flood", 3, "2031-02-01"), ("flood", 3, None)]
    rows += [("robbery", 2, "2031-02-03"), ("robbery", 5, "2031-02-01"), ("power cut", 4, None)]
    session.add_all([Incident(kind=kind, severity=s, closed=day) for kind, s, day in rows])
    session.commit()


def _kinds_by_counts(session):
    still_open = func.count() - func.count(Incident.closed)
    return session.exec(
        select(Incident.kind, func.count(), still_open).group_by(Incident.kind)
    ).all()


def _kinds_by_ids(session):
    still_open = func.count(Incident.id) - func.count(Incident.closed)
    statement = select(Incident.kind, func.count(Incident.id), still_open)
    return session.exec(statement.group_by(Incident.kind)).all()


def _kinds_in_python(session):
    found = session.exec(select(Incident.kind, Incident.closed)).all()
    kinds = [kind for kind, _ in found]
    return [(kind, kinds.count(kind), found.count((kind, None))) for kind in set(kinds)]


def _kinds_of_closed(session):
    statement = select(Incident.kind, func.count(), func.count(Incident.closed))
    return session.exec(statement.group_by(Incident.kind)).all()


def _kinds_by_severity(session):
    still_open = func.count() - func.count(Incident.closed)
    statement = select(Incident.kind, func.count(), still_open)
    return session.exec(statement.group_by(Incident.kind, Incident.severity)).all()


def _kinds_ungrouped(session):
    still_open = func.count() - func.count(Incident.closed)
    return session.exec(select(Incident.kind, func.count(), still_open)).all()


def _kinds_without_open(session):
    return session.exec(select(Incident.kind, func.count()).group_by(Incident.kind)).all()


def _kinds_of_severity(session):
    still_open = func.count() - func.count(Incident.closed)
    statement = select(Incident.kind, func.sum(Incident.severity), still_open)
    return session.exec(statement.group_by(Incident.kind)).all()


kinds = Exercise(
    id="explore.kinds",
    chapter=CHAPTER,
    title="Rows for a chart",
    prompt=(
        "Return one row for each kind of incident, of three columns: the kind, how many incidents "
        "there are of it, and how many of these are open. Incident.closed is None while an "
        "incident is open. The order does not matter."
    ),
    kind="select",
    concepts=("aggregate", "group_by", "null", "columns"),
    minutes=5,
    models=(Incident,),
    starter="def kinds(session):\n    return ...",
    setup=_seed_incidents,
    reference=_kinds_by_counts,
    alternates=[_kinds_by_ids, _kinds_in_python],
    wrong=[
        (_kinds_of_closed, "wrong_aggregate"),
        (_kinds_by_severity, "wrong_group"),
        (_kinds_ungrouped, "wrong_group"),
        (_kinds_without_open, "wrong_columns"),
        (_kinds_of_severity, "wrong_aggregate"),
    ],
    hints=(
        "One count looks at rows, another at values that are there.",
        "Those that are open are all of them, less those that have a day in closed.",
    ),
)
