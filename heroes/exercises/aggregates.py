"""The exercises of 12 Aggregates: counting, groups, SQL as text, and places within a group."""

from sqlalchemy.orm import aliased
from sqlmodel import and_, col, desc, exists, func, select, text

from heroes.judge import Exercise
from heroes.models import Hero, Team

MODELS = (Hero, Team)
CHAPTER = "12_aggregates"

unknown_age = Exercise(
    id="aggregates.unknown_age",
    chapter=CHAPTER,
    title="An unknown age",
    prompt=(
        "A table has three heroes. Their ages are 10, 20 and NULL. What does "
        "select(func.count(), func.count(Hero.age), func.avg(Hero.age)) give?"
    ),
    kind="predict",
    concepts=("aggregate", "null"),
    minutes=2,
    starter="answer = ...  # the number of an option",
    reference="(3, 2, 15)",
    wrong=[
        ("(3, 3, 15)", "count_nullable_column"),
        ("(3, 2, 10)", "null_counted_as_zero"),
        ("(2, 2, 15)", "null_lost"),
    ],
    hints=(
        "Which of the three looks at rows, and which at values?",
        "By what does avg divide: by all rows, or by the ages that are there?",
    ),
)


def _sizes_of_ids(session):
    statement = select(Team.name, func.count(Hero.id)).join(Hero, isouter=True)
    return session.exec(statement.group_by(Team.id, Team.name)).all()


def _sizes_of_keys(session):
    statement = select(Team.name, func.count(Hero.team_id)).outerjoin(Hero).group_by(Team.id)
    return session.exec(statement).all()


def _sizes_by_subquery(session):
    size = select(func.count()).where(Hero.team_id == Team.id).scalar_subquery()
    return session.exec(select(Team.name, size)).all()


def _sizes_in_python(session):
    found = session.exec(select(Hero.team_id)).all()
    return [(team.name, found.count(team.id)) for team in session.exec(select(Team))]


def _sizes_of_rows(session):
    statement = select(Team.name, func.count()).join(Hero, isouter=True)
    return session.exec(statement.group_by(Team.id, Team.name)).all()


def _sizes_by_name(session):
    statement = select(Team.name, func.count(Hero.id)).join(Hero, isouter=True)
    return session.exec(statement.group_by(Team.name)).all()


def _sizes_of_full_teams(session):
    statement = select(Team.name, func.count(Hero.id)).join(Hero)
    return session.exec(statement.group_by(Team.id, Team.name)).all()


def _sizes_of_ages(session):
    statement = select(Team.name, func.count(Hero.age)).join(Hero, isouter=True)
    return session.exec(statement.group_by(Team.id, Team.name)).all()


def _sizes_summed(session):
    statement = select(Team.name, func.sum(Hero.id)).join(Hero, isouter=True)
    return session.exec(statement.group_by(Team.id, Team.name)).all()


def _sizes_of_one(session):
    statement = select(Team.name, func.count(Hero.id)).join(Hero, isouter=True)
    return session.exec(statement.group_by(Team.id, Team.name)).first()


def _sizes_unconnected(session):
    statement = select(Team.name, func.count(Hero.id)).group_by(Team.id, Team.name)
    return session.exec(statement).all()


team_sizes = Exercise(
    id="aggregates.team_sizes",
    chapter=CHAPTER,
    title="How large is each team",
    prompt=(
        "This function is meant to return one row for each team: its name, and how many heroes are "
        "in it, 0 for a team without heroes. Two teams may have the same name. Repair it. The "
        "order does not matter."
    ),
    kind="select",
    concepts=("aggregate", "group_by", "left_join", "null"),
    minutes=4,
    models=MODELS,
    starter=(
        "def team_sizes(session):\n"
        "    statement = select(Team.name, func.count()).join(Hero, isouter=True)\n"
        "    return session.exec(statement.group_by(Team.name)).all()"
    ),
    reference=_sizes_of_ids,
    alternates=[_sizes_of_keys, _sizes_by_subquery, _sizes_in_python],
    wrong=[
        (_sizes_of_rows, "wrong_aggregate"),
        (_sizes_by_name, "wrong_group"),
        (_sizes_of_full_teams, "inner_join_drops_rows"),
        (_sizes_of_ages, "count_nullable_column"),
        (_sizes_summed, "wrong_aggregate"),
        (_sizes_of_one, "one_for_many"),
        (_sizes_unconnected, "cartesian_product"),
    ],
    hints=(
        "There are two faults. What does count() count for a team that has no heroes?",
        "Count a column that is NULL in that row only, and group by what no two teams share.",
    ),
)


def _adults(session):
    statement = select(Hero.team_id, func.count())
    statement = statement.where(Hero.age >= 18, col(Hero.team_id).is_not(None))
    return session.exec(statement.group_by(Hero.team_id).having(func.count() >= 2)).all()


def _adults_of_teams(session):
    statement = select(Team.id, func.count(Hero.id)).join(Hero).where(Hero.age >= 18)
    return session.exec(statement.group_by(Team.id).having(func.count(Hero.id) > 1)).all()


def _adults_by_subquery(session):
    found = select(Hero.team_id, func.count().label("adults"))
    found = found.join(Team).where(Hero.age >= 18).group_by(Hero.team_id).subquery()
    return session.exec(select(found.c.team_id, found.c.adults).where(found.c.adults >= 2)).all()


def _adults_in_where(session):
    statement = select(Hero.team_id, func.count())
    statement = statement.where(Hero.age >= 18, col(Hero.team_id).is_not(None))
    return session.exec(statement.where(func.count() >= 2).group_by(Hero.team_id)).all()


def _adults_above_two(session):
    statement = select(Hero.team_id, func.count())
    statement = statement.where(Hero.age >= 18, col(Hero.team_id).is_not(None))
    return session.exec(statement.group_by(Hero.team_id).having(func.count() > 2)).all()


def _adults_above_18(session):
    statement = select(Hero.team_id, func.count())
    statement = statement.where(Hero.age > 18, col(Hero.team_id).is_not(None))
    return session.exec(statement.group_by(Hero.team_id).having(func.count() >= 2)).all()


def _adults_of_all_sizes(session):
    statement = select(Hero.team_id, func.count())
    statement = statement.where(Hero.age >= 18, col(Hero.team_id).is_not(None))
    return session.exec(statement.group_by(Hero.team_id)).all()


def _adults_of_all_ages(session):
    statement = select(Hero.team_id, func.count()).where(col(Hero.team_id).is_not(None))
    return session.exec(statement.group_by(Hero.team_id).having(func.count() >= 2)).all()


def _adults_in_no_team(session):
    statement = select(Hero.team_id, func.count()).where(Hero.age >= 18)
    return session.exec(statement.group_by(Hero.team_id).having(func.count() >= 2)).all()


def _adults_summed(session):
    statement = select(Hero.team_id, func.sum(Hero.age))
    statement = statement.where(Hero.age >= 18, col(Hero.team_id).is_not(None))
    return session.exec(statement.group_by(Hero.team_id).having(func.count() >= 2)).all()


two_adults = Exercise(
    id="aggregates.two_adults",
    chapter=CHAPTER,
    title="Teams with two adults",
    prompt=(
        "An adult is a hero of 18 or older; an unknown age does not count. Return two columns for "
        "each team that has at least two adults: the id of the team, and how many adults it has. "
        "Heroes who are in no team make no row. The order does not matter."
    ),
    kind="select",
    concepts=("having", "group_by", "aggregate", "where", "columns", "null"),
    minutes=5,
    models=MODELS,
    starter="def two_adults(session):\n    return ...",
    reference=_adults,
    alternates=[_adults_of_teams, _adults_by_subquery],
    wrong=[
        (_adults_in_where, "where_for_having"),
        (_adults_above_two, "boundary"),
        (_adults_above_18, "boundary"),
        (_adults_of_all_sizes, "missing_filter"),
        (_adults_of_all_ages, "missing_filter"),
        (_adults_in_no_team, "missing_filter"),
        (_adults_summed, "wrong_aggregate"),
    ],
    hints=(
        "Two conditions speak of a hero, and one of a team.",
        "where comes before the groups are made, and having after.",
    ),
)

SECRET = "Finn O'Malley"


def _finn_bound(session):
    typed = "Finn O'Malley"
    statement = text("SELECT id, name FROM hero WHERE secret_name = :secret_name")
    return session.exec(statement.bindparams(secret_name=typed)).all()


def _finn_with_params(session):
    statement = text("SELECT id, name FROM hero WHERE secret_name = :who")
    return session.exec(statement, params={"who": SECRET}).all()


def _finn_by_select(session):
    return session.exec(select(Hero.id, Hero.name).where(Hero.secret_name == SECRET)).all()


def _finn_in_the_text(session):
    return session.exec(text(f"SELECT id, name FROM hero WHERE secret_name = '{SECRET}'")).all()


def _finn_in_quotes(session):
    statement = text("SELECT id, name FROM hero WHERE secret_name = ':who'")
    return session.exec(statement, params={"who": SECRET}).all()


def _finn_unbound(session):
    statement = text("SELECT id, name FROM hero WHERE secret_name = :secret_name")
    return session.exec(statement).all()


def _finn_by_name(session):
    return session.exec(select(Hero.id, Hero.name).where(Hero.name == SECRET)).all()


def _finn_and_all(session):
    return session.exec(select(Hero.id, Hero.name)).all()


def _finn_alone(session):
    statement = text("SELECT id, name FROM hero WHERE secret_name = :who ORDER BY id")
    return session.exec(statement, params={"who": SECRET}).first()


def _finn_and_nobody_else(session):
    statement = text("SELECT id FROM hero WHERE secret_name = :who")
    return session.exec(statement, params={"who": SECRET}).all()


finn = Exercise(
    id="aggregates.finn",
    chapter=CHAPTER,
    title="A name with a quote",
    prompt=(
        "This function is meant to return the id and the name of each hero whose secret name is "
        "Finn O'Malley, and raises. Repair it. The order does not matter."
    ),
    kind="select",
    concepts=("text",),
    minutes=4,
    models=MODELS,
    starter=(
        "def finn(session):\n"
        '    typed = "Finn O\'Malley"\n'
        "    statement = text(f\"SELECT id, name FROM hero WHERE secret_name = '{typed}'\")\n"
        "    return session.exec(statement).all()"
    ),
    reference=_finn_bound,
    alternates=[_finn_with_params, _finn_by_select],
    wrong=[
        (_finn_in_the_text, "raises"),
        (_finn_unbound, "raises"),
        (_finn_in_quotes, "raises"),
        (_finn_by_name, "wrong_column"),
        (_finn_and_all, "missing_filter"),
        (_finn_alone, "one_for_many"),
        (_finn_and_nobody_else, "wrong_columns"),
    ],
    hints=(
        "Where does the text of the SQL end for the database? Look at the quote in the name.",
        "Put a name with a colon in the place of the value, without quotes, and bind it.",
    ),
)

KNOWN = and_(col(Hero.age).is_not(None), col(Hero.team_id).is_not(None))


def _oldest_by_rank(session):
    place = func.rank().over(partition_by=Hero.team_id, order_by=desc(Hero.age))
    known = select(Hero.id, place.label("place")).where(col(Hero.age).is_not(None))
    ranked = known.where(col(Hero.team_id).is_not(None)).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place == 1)).all()


def _oldest_as_objects(session):
    place = func.rank().over(partition_by=Hero.team_id, order_by=desc(Hero.age))
    ranked = select(Hero, place.label("place")).where(KNOWN).subquery()
    placed = aliased(Hero, ranked)
    return session.exec(select(placed).where(ranked.c.place == 1)).all()


def _oldest_by_group(session):
    top = select(Hero.team_id, func.max(Hero.age).label("age")).group_by(Hero.team_id).subquery()
    is_top = and_(Hero.team_id == top.c.team_id, Hero.age == top.c.age)
    return session.exec(select(Hero).join(top, is_top)).all()


def _oldest_by_correlation(session):
    mate = aliased(Hero)
    top = select(func.max(mate.age)).where(mate.team_id == Hero.team_id).scalar_subquery()
    return session.exec(select(Hero).where(Hero.age == top)).all()


def _oldest_by_exists(session):
    mate = aliased(Hero)
    has_older = exists().where(mate.team_id == Hero.team_id, mate.age > Hero.age)
    return session.exec(select(Hero).where(KNOWN, ~has_older)).all()


def _oldest_numbered(session):
    place = func.row_number().over(partition_by=Hero.team_id, order_by=desc(Hero.age))
    ranked = select(Hero.id, place.label("place")).where(KNOWN).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place == 1)).all()


def _oldest_with_a_tie_breaker(session):
    place = func.row_number().over(partition_by=Hero.team_id, order_by=[desc(Hero.age), Hero.id])
    ranked = select(Hero, place.label("place")).where(KNOWN).subquery()
    placed = aliased(Hero, ranked)
    return session.exec(select(placed).where(ranked.c.place == 1)).all()


def _oldest_of_all(session):
    place = func.rank().over(order_by=desc(Hero.age))
    ranked = select(Hero.id, place.label("place")).where(KNOWN).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place == 1)).all()


def _youngest(session):
    place = func.rank().over(partition_by=Hero.team_id, order_by=Hero.age)
    ranked = select(Hero.id, place.label("place")).where(KNOWN).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place == 1)).all()


def _oldest_or_in_no_team(session):
    place = func.rank().over(partition_by=Hero.team_id, order_by=desc(Hero.age))
    ranked = select(Hero.id, place.label("place")).where(col(Hero.age).is_not(None)).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place == 1)).all()


def _oldest_or_unknown(session):
    place = func.rank().over(partition_by=Hero.team_id, order_by=desc(Hero.age))
    ranked = select(Hero.id, place.label("place")).where(col(Hero.team_id).is_not(None)).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place == 1)).all()


def _two_oldest(session):
    place = func.rank().over(partition_by=Hero.team_id, order_by=desc(Hero.age))
    ranked = select(Hero.id, place.label("place")).where(KNOWN).subquery()
    statement = select(Hero).join(ranked, ranked.c.id == Hero.id)
    return session.exec(statement.where(ranked.c.place <= 2)).all()


def _youngest_by_group(session):
    top = select(Hero.team_id, func.min(Hero.age).label("age")).group_by(Hero.team_id).subquery()
    is_top = and_(Hero.team_id == top.c.team_id, Hero.age == top.c.age)
    return session.exec(select(Hero).join(top, is_top)).all()


def _names_of_oldest(session):
    top = select(Hero.team_id, func.max(Hero.age).label("age")).group_by(Hero.team_id).subquery()
    is_top = and_(Hero.team_id == top.c.team_id, Hero.age == top.c.age)
    return session.exec(select(Hero.name).join(top, is_top)).all()


def _one_oldest(session):
    top = select(Hero.team_id, func.max(Hero.age).label("age")).group_by(Hero.team_id).subquery()
    is_top = and_(Hero.team_id == top.c.team_id, Hero.age == top.c.age)
    return session.exec(select(Hero).join(top, is_top)).first()


oldest = Exercise(
    id="aggregates.oldest",
    chapter=CHAPTER,
    title="The oldest of each team",
    prompt=(
        "Return the oldest hero of each team. Where several heroes of a team share its greatest "
        "age, return all of them. Heroes of unknown age and heroes who are in no team are left "
        "out. The order does not matter."
    ),
    kind="select",
    concepts=("window", "subquery", "join", "order_by", "where", "null"),
    minutes=8,
    models=MODELS,
    starter="def oldest(session):\n    return ...",
    reference=_oldest_by_rank,
    alternates=[_oldest_as_objects, _oldest_by_group, _oldest_by_correlation, _oldest_by_exists],
    wrong=[
        (_oldest_numbered, "wrong_rank"),
        (_oldest_with_a_tie_breaker, "wrong_rank"),
        (_oldest_of_all, "wrong_group"),
        (_youngest, "wrong_direction"),
        (_youngest_by_group, "wrong_aggregate"),
        (_oldest_or_in_no_team, "null_kept"),
        (_oldest_or_unknown, "null_kept"),
        (_two_oldest, "boundary"),
        (_names_of_oldest, "wrong_columns"),
        (_one_oldest, "one_for_many"),
    ],
    hints=(
        "Two heroes who share an age share a place. Which window function says so?",
        "A place cannot stand in where: number the heroes in a subquery, then join it.",
    ),
)
