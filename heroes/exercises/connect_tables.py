"""The exercises of 07 Connect tables: joins, what they keep, and keys that connect."""

from sqlmodel import col, exists, select, update

from heroes.judge import Exercise
from heroes.models import Hero, Team

MODELS = (Hero, Team)
CHAPTER = "07_connect_tables"
TEAM_NAME = Team.name.label("team")


def _with_team_in_python(session):
    teams = {team.id: team.name for team in session.exec(select(Team))}
    heroes = session.exec(select(Hero)).all()
    return [(hero.name, teams[hero.team_id]) for hero in heroes if hero.team_id is not None]


def _with_team_first(session):
    return session.exec(select(Hero.name, TEAM_NAME).join(Team).order_by(Hero.id)).first()


with_team = Exercise(
    id="connect_tables.with_team",
    chapter=CHAPTER,
    title="Heroes with their teams",
    prompt=(
        "Select two columns: the name of each hero who is in a team, and the name of that team. "
        "The order of the rows does not matter."
    ),
    kind="select",
    concepts=("join", "columns", "foreign_key"),
    minutes=2,
    models=MODELS,
    starter="with_team = ...  # a statement",
    reference=select(Hero.name, Team.name).join(Team),
    alternates=[
        select(Hero.name, TEAM_NAME).where(Hero.team_id == Team.id),
        select(Hero.name, TEAM_NAME).join(Team, Team.id == Hero.team_id),
        select(Hero.name, TEAM_NAME).select_from(Team).join(Hero),
        _with_team_in_python,
    ],
    wrong=[
        (select(Hero.name, TEAM_NAME).join(Team, isouter=True), "outer_join_keeps_rows"),
        (select(Hero.name, TEAM_NAME), "cartesian_product"),
        (select(Hero.name, TEAM_NAME).join(Team, Team.id == Hero.id), "wrong_join_condition"),
        (select(Hero.name, TEAM_NAME).join(Team).distinct(), "distinct_hides_rows"),
        (select(Hero.name, Team.headquarters).join(Team), "wrong_column"),
        (select(Hero, Team).join(Team), "wrong_columns"),
        (_with_team_first, "one_for_many"),
    ],
    hints=(
        "Two columns of two tables, and a method that brings the tables together.",
        "join finds the condition in the foreign key by itself.",
    ),
)

teams_first = Exercise(
    id="connect_tables.teams_first",
    chapter=CHAPTER,
    title="Rows of a left join",
    prompt=(
        "A database has 4 teams and 10 heroes. One team has no heroes, and 3 heroes are in no "
        "team. How many rows has select(Team, Hero).join(Hero, isouter=True)?"
    ),
    kind="predict",
    concepts=("left_join", "join"),
    minutes=3,
    starter='answer = ...  # "7", "8", "10" or "11"',
    reference="8",
    wrong=[
        ("7", "inner_join_drops_rows"),
        ("10", "left_join_wrong_side"),
        ("11", "outer_join_keeps_rows"),
    ],
    hints=(
        "How many pairs of a hero and the hero's team are there?",
        "Which table does the statement start from, and who in it has no partner?",
    ),
)


def _everyone_left(session):
    statement = select(Hero.name, Team.headquarters).join(Team, isouter=True)
    return session.exec(statement).all()


def _everyone_outerjoin(session):
    statement = select(Hero.name, Team.headquarters).outerjoin(Team, Team.id == Hero.team_id)
    return session.exec(statement.order_by(Hero.id)).all()


def _everyone_in_python(session):
    rows = []
    for hero in session.exec(select(Hero)).all():
        team = session.get(Team, hero.team_id) if hero.team_id is not None else None
        rows.append((hero.name, team.headquarters if team else None))
    return rows


def _everyone_in_a_team(session):
    statement = select(Hero.name, Team.headquarters).where(Hero.team_id == Team.id)
    return session.exec(statement).all()


def _everyone_undone(session):
    statement = select(Hero.name, Team.headquarters).join(Team, isouter=True)
    return session.exec(statement.where(Team.headquarters != "")).all()


def _everyone_from_teams(session):
    statement = select(Hero.name, Team.headquarters).select_from(Team).join(Hero, isouter=True)
    return session.exec(statement).all()


def _everyone_by_wrong_key(session):
    statement = select(Hero.name, Team.headquarters).join(Team, Team.id == Hero.id, isouter=True)
    return session.exec(statement).all()


def _everyone_everywhere(session):
    return session.exec(select(Hero.name, Team.headquarters)).all()


def _everyone_distinct(session):
    statement = select(Hero.name, Team.headquarters).join(Team, isouter=True).distinct()
    return session.exec(statement).all()


def _everyone_with_team_name(session):
    return session.exec(select(Hero.name, TEAM_NAME).join(Team, isouter=True)).all()


def _everyone_forgotten(session):
    session.exec(select(Hero.name, Team.headquarters).join(Team, isouter=True)).all()


everyone = Exercise(
    id="connect_tables.everyone",
    chapter=CHAPTER,
    title="Everyone, in a team or not",
    prompt=(
        "This function is meant to return the name of every hero with the headquarters of the "
        "hero's team, or None for a hero in no team. Repair it. The order does not matter."
    ),
    kind="select",
    concepts=("left_join", "null"),
    minutes=3,
    models=MODELS,
    starter=(
        "def everyone(session):\n"
        "    statement = select(Hero.name, Team.headquarters).join(Team)\n"
        "    return session.exec(statement).all()"
    ),
    reference=_everyone_left,
    alternates=[_everyone_outerjoin, _everyone_in_python],
    wrong=[
        (_everyone_in_a_team, "inner_join_drops_rows"),
        (_everyone_undone, "extra_filter"),
        (_everyone_from_teams, "left_join_wrong_side"),
        (_everyone_by_wrong_key, "wrong_join_condition"),
        (_everyone_everywhere, "cartesian_product"),
        (_everyone_distinct, "distinct_hides_rows"),
        (_everyone_with_team_name, "wrong_column"),
        (_everyone_forgotten, "forgot_return"),
    ],
    hints=(
        "Whom does the join drop? Compare the number of rows with the number of heroes.",
        "join takes an argument that keeps the rows of the left table that have no partner.",
    ),
)

YOUNG_IDS = select(Hero.team_id).where(Hero.age < 18)


def _young_teams_in(session):
    young = select(Hero.team_id).where(Hero.age < 18)
    statement = select(Team).where(col(Team.id).in_(young))
    return session.exec(statement).all()


def _young_teams_distinct(session):
    statement = select(Team).join(Hero).where(Hero.age < 18).distinct()
    return session.exec(statement).all()


def _young_teams_exists(session):
    has_young = exists().where(Hero.team_id == Team.id, Hero.age < 18)
    return session.exec(select(Team).where(has_young)).all()


def _young_teams_in_python(session):
    young = {hero.team_id for hero in session.exec(select(Hero).where(Hero.age < 18))}
    teams = session.exec(select(Team)).all()
    return [team for team in teams if team.id in young]


def _young_teams_repeated(session):
    statement = select(Team).join(Hero).where(Hero.age < 18)
    return session.exec(statement).all()


def _young_teams_up_to_18(session):
    statement = select(Team).join(Hero).where(Hero.age <= 18).distinct()
    return session.exec(statement).all()


def _young_teams_or_unknown(session):
    young = select(Hero.team_id).where((Hero.age < 18) | Hero.age.is_(None))
    statement = select(Team).where(col(Team.id).in_(young))
    return session.exec(statement).all()


def _young_teams_unconnected(session):
    statement = select(Team).where(Hero.age < 18).distinct()
    return session.exec(statement).all()


def _young_teams_of_any_age(session):
    statement = select(Team).join(Hero).distinct()
    return session.exec(statement).all()


def _names_of_young_teams(session):
    statement = select(Team.name).where(col(Team.id).in_(YOUNG_IDS))
    return session.exec(statement).all()


young_teams = Exercise(
    id="connect_tables.young_teams",
    chapter=CHAPTER,
    title="Teams with young heroes",
    prompt=(
        "Return the teams that have at least one hero younger than 18. A hero of unknown age does "
        "not count. Each team comes once, in any order."
    ),
    kind="select",
    concepts=("duplicate_rows", "subquery", "in", "where", "null"),
    minutes=5,
    models=MODELS,
    starter="def young_teams(session):\n    return ...",
    reference=_young_teams_in,
    alternates=[_young_teams_distinct, _young_teams_exists, _young_teams_in_python],
    wrong=[
        (_young_teams_repeated, "join_duplicates"),
        (_young_teams_up_to_18, "boundary"),
        (_young_teams_or_unknown, "null_kept"),
        (_young_teams_unconnected, "cartesian_product"),
        (_young_teams_of_any_age, "missing_filter"),
        (_names_of_young_teams, "wrong_columns"),
    ],
    hints=(
        "How often does a join give a team that has two such heroes?",
        "Drop the repeats, or ask whether the id of the team is among the team_id of the young.",
    ),
)


def _echo_squad_flushed(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.flush()
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.team_id = squad.id
    session.commit()


def _echo_squad_by_update(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.flush()
    session.exec(update(Hero).where(Hero.name == "Echo").values(team_id=squad.id))
    session.commit()


def _echo_squad_by_objects(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team = squad
    session.commit()


def _echo_squad_before_flush(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    number = squad.id
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.team_id = number
    session.commit()


def _echo_squad_without_commit(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.flush()
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.team_id = squad.id


def _echo_squad_flushed_twice(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.flush()
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.team_id = squad.id
    session.flush()


def _echo_squad_in_two_commits(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.commit()
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.team_id = squad.id
    session.commit()


def _echo_squad_of_one(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.flush()
    hero = session.exec(select(Hero).where(Hero.name == "Echo").order_by(Hero.id)).first()
    if hero:
        hero.team_id = squad.id
    session.commit()


def _echo_squad_of_all(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    session.flush()
    session.exec(update(Hero).values(team_id=squad.id))
    session.commit()


def _echo_squad_each(session):
    session.add(Team(name="Echo Squad", headquarters="Pier 9"))
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team = Team(name="Echo Squad", headquarters="Pier 9")
    session.commit()


def _echo_squad_elsewhere(session):
    squad = Team(name="Echo Squad", headquarters="Pier 7")
    session.add(squad)
    session.flush()
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
        hero.team_id = squad.id
    session.commit()


echo_squad = Exercise(
    id="connect_tables.echo_squad",
    chapter=CHAPTER,
    title="A team for every Echo",
    prompt=(
        "Add a new team named Echo Squad, whose headquarters is Pier 9, and put every hero named "
        "Echo into it, whatever team they were in. The team is added even if nobody has that name. "
        "All or nothing: commit once."
    ),
    kind="mutate",
    concepts=("foreign_key", "add", "flush", "update", "commit", "transaction"),
    minutes=6,
    models=MODELS,
    starter="def echo_squad(session):\n    return ...",
    commits=1,
    reference=_echo_squad_flushed,
    alternates=[_echo_squad_by_update, _echo_squad_by_objects],
    wrong=[
        (_echo_squad_before_flush, "id_before_flush"),
        (_echo_squad_without_commit, "forgotten_commit"),
        (_echo_squad_flushed_twice, "flush_for_commit"),
        (_echo_squad_in_two_commits, "half_done"),
        (_echo_squad_of_one, "changed_too_little"),
        (_echo_squad_of_all, "update_without_where"),
        (_echo_squad_each, "added_twice"),
        (_echo_squad_elsewhere, "wrong_new_value"),
    ],
    hints=(
        "The heroes need the id of the new team. When does it have one?",
        "add, flush, change the heroes, and one commit at the end.",
    ),
)
