"""A blind corpus: what learners would answer to the exercises of connect_tables."""

from sqlalchemy import text
from sqlalchemy.orm import aliased, selectinload
from sqlmodel import and_, func, or_, select, union, update

from heroes.models import Hero, Team

RIGHT: dict[str, list] = {}
WRONG: dict[str, list] = {}


def right(name):
    """Note a right answer."""
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconceptions, remark):
    """Note a wrong answer, what it shows, and a remark."""
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconceptions, remark)) or answer
    )


# ---------------------------------------------------------------- with_team

headed = aliased(Team)
team_name = select(Team.name).where(Team.id == Hero.team_id).scalar_subquery()

RIGHT["connect_tables.with_team"] = [
    select(Hero.name, Team.name).join(Team),
    select(Hero.name, Team.name).where(Hero.team_id == Team.id),
    select(Hero.name, Team.name).select_from(Team).join(Hero, Hero.team_id == Team.id),
    select(Hero.name, headed.name).join(Hero.team.of_type(headed)).order_by(Hero.name),
    select(Hero.name, Team.name).join(Team, isouter=True).where(Team.id != None),  # noqa: E711
    select(Hero.name, team_name.label("team")).where(Hero.team_id.is_not(None)),
    text(
        "SELECT hero.name AS hero, team.name AS team"
        " FROM hero INNER JOIN team ON hero.team_id = team.id"
    ),
]


@right("connect_tables.with_team")
def _(session):
    heroes = session.exec(select(Hero)).all()
    return [(hero.name, hero.team.name) for hero in heroes if hero.team is not None]


wrong("connect_tables.with_team", ("cartesian_product",), "nothing joins the tables")(
    select(Hero.name, Team.name)
)
wrong(
    "connect_tables.with_team",
    ("cartesian_product", "wrong_join_condition"),
    "a condition on the heroes alone",
)(select(Hero.name, Team.name).where(Hero.team_id.is_not(None)))
wrong("connect_tables.with_team", ("outer_join_keeps_rows",), "heroes in no team come too")(
    select(Hero.name, Team.name).join(Team, isouter=True)
)
wrong("connect_tables.with_team", ("outer_join_keeps_rows",), "teams without heroes come too")(
    select(Hero.name, Team.name).select_from(Team).join(Hero, isouter=True)
)
wrong(
    "connect_tables.with_team",
    ("is_none", "outer_join_keeps_rows"),
    "is not None is decided by Python",
)(select(Hero.name, Team.name).join(Team, isouter=True).where(Hero.team_id is not None))
wrong("connect_tables.with_team", ("outer_join_keeps_rows",), "a full join keeps both")(
    select(Hero.name, Team.name).join(Team, full=True)
)
wrong("connect_tables.with_team", ("wrong_join_condition",), "the two ids are compared")(
    select(Hero.name, Team.name).join(Team, Hero.id == Team.id)
)
wrong("connect_tables.with_team", ("distinct_hides_rows",), "two of equal name in one team")(
    select(Hero.name, Team.name).join(Team).distinct()
)
wrong("connect_tables.with_team", ("wrong_columns",), "the team first")(
    select(Team.name, Hero.name).join(Hero)
)
wrong("connect_tables.with_team", ("wrong_columns",), "whole objects")(
    select(Hero, Team).join(Team)
)
wrong("connect_tables.with_team", ("wrong_column", "wrong_columns"), "the headquarters")(
    select(Hero.name, Team.headquarters).join(Team)
)
wrong("connect_tables.with_team", ("wrong_columns", "wrong_column"), "the key of the team")(
    select(Hero.name, Hero.team_id).where(Hero.team_id.is_not(None))
)
wrong("connect_tables.with_team", ("wrong_columns",), "the name of the team is missing")(
    select(Hero.name).join(Team)
)
wrong("connect_tables.with_team", ("wrong_column", "wrong_columns"), "the secret name")(
    select(Hero.secret_name, Team.name).join(Team)
)
wrong("connect_tables.with_team", ("extra_filter", "null_lost"), "unknown ages are lost")(
    select(Hero.name, Team.name).join(Team).where(Hero.age.is_not(None))
)
wrong("connect_tables.with_team", ("wrong_group", "distinct_hides_rows"), "one hero a team")(
    select(func.min(Hero.name), Team.name).join(Team).group_by(Team.id, Team.name)
)


@wrong("connect_tables.with_team", ("distinct_hides_rows",), "a dict by the hero's name")
def _(session):
    rows = session.exec(select(Hero.name, Team.name).join(Team)).all()
    return list(dict(tuple(row) for row in rows).items())


@wrong("connect_tables.with_team", ("raises",), "a hero in no team has no team.name")
def _(session):
    return [(hero.name, hero.team.name) for hero in session.exec(select(Hero)).all()]


# ---------------------------------------------------------------- everyone


@right("connect_tables.everyone")
def _(session):
    statement = select(Hero.name, Team.headquarters).join(Team, isouter=True)
    return session.exec(statement).all()


@right("connect_tables.everyone")
def _(session):
    statement = select(Hero.name, Team.headquarters).outerjoin(Hero.team)
    return list(session.exec(statement))


@right("connect_tables.everyone")
def _(session):
    place = select(Team.headquarters).where(Team.id == Hero.team_id).scalar_subquery()
    return session.exec(select(Hero.name, place)).all()


@right("connect_tables.everyone")
def _(session):
    heroes = session.exec(select(Hero).options(selectinload(Hero.team))).all()
    return [(hero.name, hero.team.headquarters if hero.team else None) for hero in heroes]


@right("connect_tables.everyone")
def _(session):
    places = {team.id: team.headquarters for team in session.exec(select(Team))}
    rows = session.exec(select(Hero.name, Hero.team_id)).all()
    return [(name, places.get(team_id)) for name, team_id in rows]


@right("connect_tables.everyone")
def _(session):
    inside = session.exec(select(Hero.name, Team.headquarters).join(Team)).all()
    outside = session.exec(select(Hero.name).where(Hero.team_id.is_(None))).all()
    return [*inside, *((name, None) for name in outside)]


@right("connect_tables.everyone")
def _(session):
    sql = text(
        "SELECT h.name, t.headquarters FROM hero AS h LEFT JOIN team AS t ON t.id = h.team_id"
    )
    return session.connection().execute(sql).all()


@right("connect_tables.everyone")
def _(session):
    def row(hero):
        team = session.get(Team, hero.team_id) if hero.team_id is not None else None
        return hero.name, team and team.headquarters

    return [row(hero) for hero in session.exec(select(Hero)).all()]


@wrong("connect_tables.everyone", ("inner_join_drops_rows",), "as it was, with an ON")
def _(session):
    statement = select(Hero.name, Team.headquarters).join(Team, Hero.team_id == Team.id)
    return session.exec(statement).all()


@wrong(
    "connect_tables.everyone",
    ("left_join_wrong_side", "inner_join_drops_rows", "outer_join_keeps_rows"),
    "all teams are kept, and not all heroes",
)
def _(session):
    statement = select(Hero.name, Team.headquarters).select_from(Team).join(Hero, isouter=True)
    return session.exec(statement).all()


@wrong("connect_tables.everyone", ("outer_join_keeps_rows",), "teams without heroes come too")
def _(session):
    statement = select(Hero.name, Team.headquarters).join(Team, full=True)
    return session.exec(statement).all()


@wrong("connect_tables.everyone", ("cartesian_product",), "no condition")
def _(session):
    return session.exec(select(Hero.name, Team.headquarters)).all()


@wrong(
    "connect_tables.everyone",
    ("null_lost", "inner_join_drops_rows"),
    "the where undoes the outer join",
)
def _(session):
    statement = (
        select(Hero.name, Team.headquarters).join(Team, isouter=True).where(Hero.team_id == Team.id)
    )
    return session.exec(statement).all()


@wrong(
    "connect_tables.everyone",
    ("cartesian_product", "wrong_join_condition"),
    "or no team, with each team",
)
def _(session):
    statement = select(Hero.name, Team.headquarters).where(
        or_(Hero.team_id == Team.id, Hero.team_id.is_(None))
    )
    return session.exec(statement).all()


@wrong(
    "connect_tables.everyone",
    ("wrong_value", "null_counted_as_zero"),
    "an empty text for no headquarters",
)
def _(session):
    statement = select(Hero.name, func.coalesce(Team.headquarters, "")).join(Team, isouter=True)
    return session.exec(statement).all()


@wrong("connect_tables.everyone", ("wrong_value",), 'the text "None"')
def _(session):
    heroes = session.exec(select(Hero)).all()
    return [(hero.name, hero.team.headquarters if hero.team else "None") for hero in heroes]


@wrong("connect_tables.everyone", ("distinct_hides_rows",), "union makes equal rows one")
def _(session):
    inside = select(Hero.name, Team.headquarters).join(Team)
    outside = select(Hero.name, None).where(Hero.team_id.is_(None))
    return session.exec(union(inside, outside)).all()


@wrong("connect_tables.everyone", ("distinct_hides_rows",), "distinct")
def _(session):
    statement = select(Hero.name, Team.headquarters).join(Team, isouter=True).distinct()
    return session.exec(statement).all()


@wrong("connect_tables.everyone", ("distinct_hides_rows",), "a dict by the name")
def _(session):
    found = {}
    for hero in session.exec(select(Hero)).all():
        found[hero.name] = hero.team.headquarters if hero.team else None
    return list(found.items())


@wrong("connect_tables.everyone", ("wrong_column", "wrong_columns"), "the name of the team")
def _(session):
    return session.exec(select(Hero.name, Team.name).join(Team, isouter=True)).all()


@wrong("connect_tables.everyone", ("raises",), "None has no headquarters")
def _(session):
    heroes = session.exec(select(Hero)).all()
    return [(hero.name, hero.team.headquarters) for hero in heroes]


@wrong("connect_tables.everyone", ("wrong_join_condition",), "the two ids are compared")
def _(session):
    statement = select(Hero.name, Team.headquarters).join(Team, Hero.id == Team.id, isouter=True)
    return session.exec(statement).all()


@wrong("connect_tables.everyone", ("inner_join_drops_rows",), "from team to team")
def _(session):
    rows = []
    for team in session.exec(select(Team)).all():
        for hero in team.heroes:
            rows.append((hero.name, team.headquarters))
    return rows


@wrong("connect_tables.everyone", ("extra_filter",), "only those in no team")
def _(session):
    statement = (
        select(Hero.name, Team.headquarters).join(Team, isouter=True).where(Team.id.is_(None))
    )
    return session.exec(statement).all()


@wrong("connect_tables.everyone", ("not_executed",), "the statement itself is returned")
def _(session):
    return select(Hero.name, Team.headquarters).join(Team, isouter=True)


@wrong("connect_tables.everyone", ("wrong_columns",), "scalars gives the first column alone")
def _(session):
    statement = select(Hero.name, Team.headquarters).join(Team, isouter=True)
    return session.scalars(statement).all()


# ---------------------------------------------------------------- young_teams


@right("connect_tables.young_teams")
def _(session):
    statement = (
        select(Team).where(Team.heroes.any(Hero.age < 18)).order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@right("connect_tables.young_teams")
def _(session):
    statement = (
        select(Team)
        .join(Hero)
        .where(Hero.age < 18)
        .distinct()
        .order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@right("connect_tables.young_teams")
def _(session):
    young = select(Hero.team_id).where(Hero.age <= 17)
    statement = select(Team).where(Team.id.in_(young))
    return list(session.exec(statement.order_by(Team.headquarters.asc(), Team.name.asc())))


@right("connect_tables.young_teams")
def _(session):
    young = select(1).where(Hero.team_id == Team.id).where(Hero.age < 18).exists()
    return session.exec(
        select(Team).where(young).order_by(Team.headquarters).order_by(Team.name)
    ).all()


@right("connect_tables.young_teams")
def _(session):
    statement = (
        select(Team)
        .join(Team.heroes)
        .group_by(Team.id)
        .having(func.min(Hero.age) < 18)
        .order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@right("connect_tables.young_teams")
def _(session):
    def has_young(team):
        return any(hero.age is not None and hero.age < 18 for hero in team.heroes)

    teams = session.exec(select(Team).order_by(Team.headquarters, Team.name)).all()
    return [team for team in teams if has_young(team)]


@right("connect_tables.young_teams")
def _(session):
    rows = session.exec(
        select(Team, Hero)
        .where(Hero.team_id == Team.id)
        .where(Hero.age < 18)
        .order_by(Team.headquarters, Team.name, Team.id)
    ).all()
    teams = []
    for team, _hero in rows:
        if team not in teams:
            teams.append(team)
    return teams


@right("connect_tables.young_teams")
def _(session):
    sql = text(
        "SELECT * FROM team WHERE (SELECT COUNT(*) FROM hero"
        " WHERE hero.team_id = team.id AND hero.age < 18) > 0 ORDER BY headquarters, name"
    )
    return session.scalars(select(Team).from_statement(sql)).all()


def young_teams(*conditions):
    """Return an answer that selects the teams of heroes that meet the conditions."""

    def answer(session):
        found = select(Hero.team_id).where(*conditions)
        return session.exec(select(Team).where(Team.id.in_(found))).all()

    return answer


@wrong("connect_tables.young_teams", ("join_duplicates",), "a team for each of its young heroes")
def _(session):
    statement = select(Team).join(Hero).where(Hero.age < 18).order_by(Team.headquarters, Team.name)
    return session.exec(statement).all()


@right("connect_tables.young_teams")
def _(session):
    return session.exec(select(Team).where(Team.heroes.any(Hero.age < 18))).all()


@right("connect_tables.young_teams")
def _(session):
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    return list({hero.team.id: hero.team for hero in young if hero.team}.values())


wrong("connect_tables.young_teams", ("boundary",), "18 is let in")(young_teams(Hero.age <= 18))
wrong("connect_tables.young_teams", ("wrong_operator",), "older than 18")(
    young_teams(Hero.age > 18)
)
wrong("connect_tables.young_teams", ("null_kept",), "unknown ages count")(
    young_teams(or_(Hero.age < 18, Hero.age == None))  # noqa: E711
)
wrong("connect_tables.young_teams", ("null_counted_as_zero", "null_kept"), "unknown is 0")(
    young_teams(func.coalesce(Hero.age, 0) < 18)
)
wrong("connect_tables.young_teams", ("extra_filter", "boundary"), "a hero of 0 does not count")(
    young_teams(and_(Hero.age > 0, Hero.age < 18))
)


@wrong("connect_tables.young_teams", ("wrong_columns",), "the names of the teams")
def _(session):
    statement = (
        select(Team.name)
        .where(Team.heroes.any(Hero.age < 18))
        .order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@wrong(
    "connect_tables.young_teams",
    ("wrong_group", "distinct_hides_rows"),
    "teams of equal name become one",
)
def _(session):
    keys = select(func.min(Team.id)).join(Hero).where(Hero.age < 18).group_by(Team.name)
    statement = select(Team).where(Team.id.in_(keys))
    return session.exec(statement.order_by(Team.headquarters, Team.name)).all()


@wrong("connect_tables.young_teams", ("wrong_aggregate",), "the oldest must be young")
def _(session):
    statement = (
        select(Team)
        .join(Hero)
        .group_by(Team.id)
        .having(func.max(Hero.age) < 18)
        .order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@wrong(
    "connect_tables.young_teams",
    ("wrong_aggregate",),
    "count of a comparison counts false too",
)
def _(session):
    statement = (
        select(Team)
        .join(Hero)
        .group_by(Team.id)
        .having(func.count(Hero.age < 18) > 0)
        .order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@wrong(
    "connect_tables.young_teams",
    ("wrong_join_condition", "missing_filter", "cartesian_product"),
    "exists that does not name the team",
)
def _(session):
    young = aliased(Hero)
    statement = (
        select(Team)
        .where(select(young.id).where(young.age < 18).exists())
        .order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).all()


@wrong("connect_tables.young_teams", ("one_for_many",), "only the first team")
def _(session):
    statement = (
        select(Team).where(Team.heroes.any(Hero.age < 18)).order_by(Team.headquarters, Team.name)
    )
    return session.exec(statement).first()


@wrong("connect_tables.young_teams", ("raises",), "None < 18 in Python")
def _(session):
    teams = session.exec(select(Team).order_by(Team.headquarters, Team.name)).all()
    return [team for team in teams if any(hero.age < 18 for hero in team.heroes)]


# ---------------------------------------------------------------- echo_squad


@right("connect_tables.echo_squad")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team = team
        session.add(hero)
    session.commit()


@right("connect_tables.echo_squad")
def _(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    session.add(Team(name="Echo Squad", headquarters="Pier 9", heroes=echoes))
    session.commit()


@right("connect_tables.echo_squad")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    session.flush()
    session.exec(update(Hero).where(Hero.name == "Echo").values(team_id=team.id))
    session.commit()


@right("connect_tables.echo_squad")
def _(session):
    squad = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(squad)
    squad.heroes.extend(session.exec(select(Hero).filter_by(name="Echo")))
    session.commit()
    session.refresh(squad)
    return squad


@right("connect_tables.echo_squad")
def _(session):
    connection = session.connection()
    teams, heroes = Team.__table__, Hero.__table__
    made = connection.execute(teams.insert().values(name="Echo Squad", headquarters="Pier 9"))
    (key,) = made.inserted_primary_key
    connection.execute(heroes.update().where(heroes.c.name == "Echo").values(team_id=key))
    session.commit()


@right("connect_tables.echo_squad")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    session.flush()
    session.refresh(team)
    session.connection().execute(
        text("UPDATE hero SET team_id = :team WHERE name = :name"),
        {"team": team.id, "name": "Echo"},
    )
    session.commit()


@right("connect_tables.echo_squad")
def _(session):
    try:
        team = Team(name="Echo Squad")
        team.headquarters = "Pier 9"
        session.add(team)
        for hero in session.exec(select(Hero)).all():
            if hero.name == "Echo":
                team.heroes.append(hero)
        session.commit()
    except Exception:
        session.rollback()
        raise


@wrong("connect_tables.echo_squad", ("id_before_flush", "link_lost"), "team.id is still None")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    number = team.id
    session.add(team)
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team_id = number
        session.add(hero)
    session.commit()


@wrong("connect_tables.echo_squad", ("half_done",), "a commit for the team, one for the heroes")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    session.commit()
    session.refresh(team)
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team_id = team.id
        session.add(hero)
    session.commit()


@wrong("connect_tables.echo_squad", ("half_done",), "a commit for each hero")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team = team
        session.commit()
    session.commit()


@wrong("connect_tables.echo_squad", ("one_for_many", "changed_too_little"), "only the first Echo")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    hero = session.exec(select(Hero).where(Hero.name == "Echo")).first()
    if hero:
        hero.team = team
    session.commit()


@wrong("connect_tables.echo_squad", ("raises_on_empty", "raises"), "one() of none or of two")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    hero = session.exec(select(Hero).where(Hero.name == "Echo")).one()
    team.heroes.append(hero)
    session.add(team)
    session.commit()


@wrong(
    "connect_tables.echo_squad",
    ("forgotten_add", "missing_row"),
    "only a hero brings the team into the session",
)
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team = team
    session.commit()


@wrong("connect_tables.echo_squad", ("missing_row",), "nothing where nobody has the name")
def _(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    if not echoes:
        return
    session.add(Team(name="Echo Squad", headquarters="Pier 9", heroes=echoes))
    session.commit()


@wrong("connect_tables.echo_squad", ("added_twice",), "a new team for each Echo")
def _(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    for hero in echoes:
        hero.team = Team(name="Echo Squad", headquarters="Pier 9")
        session.add(hero)
    if not echoes:
        session.add(Team(name="Echo Squad", headquarters="Pier 9"))
    session.commit()


@wrong("connect_tables.echo_squad", ("forgotten_commit",), "not saved")
def _(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    session.add(Team(name="Echo Squad", headquarters="Pier 9", heroes=echoes))


@wrong("connect_tables.echo_squad", ("flush_for_commit", "forgotten_commit"), "flushed only")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    session.flush()
    session.exec(update(Hero).where(Hero.name == "Echo").values(team_id=team.id))
    session.flush()


@wrong("connect_tables.echo_squad", ("update_without_where", "changed_too_much"), "everybody")
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    session.flush()
    session.exec(update(Hero).values(team_id=team.id))
    session.commit()


@wrong("connect_tables.echo_squad", ("wrong_pattern", "changed_too_much"), "names with Echo")
def _(session):
    echoes = session.exec(select(Hero).where(Hero.name.startswith("Echo"))).all()
    session.add(Team(name="Echo Squad", headquarters="Pier 9", heroes=echoes))
    session.commit()


@wrong("connect_tables.echo_squad", ("case_sensitivity", "changed_too_much"), "echo is Echo")
def _(session):
    echoes = session.exec(select(Hero).where(func.lower(Hero.name) == "echo")).all()
    session.add(Team(name="Echo Squad", headquarters="Pier 9", heroes=echoes))
    session.commit()


@wrong("connect_tables.echo_squad", ("extra_filter", "changed_too_little"), "those in no team")
def _(session):
    statement = select(Hero).where(Hero.name == "Echo", Hero.team_id.is_(None))
    echoes = session.exec(statement).all()
    session.add(Team(name="Echo Squad", headquarters="Pier 9", heroes=echoes))
    session.commit()


@wrong(
    "connect_tables.echo_squad",
    ("inner_join_drops_rows", "changed_too_little"),
    "an Echo in no team is lost by the join",
)
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    echoes = session.exec(select(Hero).join(Team).where(Hero.name == "Echo")).all()
    session.add(team)
    for hero in echoes:
        hero.team = team
    session.commit()


@wrong(
    "connect_tables.echo_squad",
    ("wrong_foreign_key", "wrong_row"),
    "found again by its name, which an older team may have",
)
def _(session):
    session.add(Team(name="Echo Squad", headquarters="Pier 9"))
    session.flush()
    statement = select(Team).where(Team.name == "Echo Squad").order_by(Team.id)
    team = session.exec(statement).first()
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        hero.team_id = team.id
    session.commit()


@wrong("connect_tables.echo_squad", ("missing_value", "raises"), "no headquarters")
def _(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    session.add(Team(name="Echo Squad", heroes=echoes))
    session.commit()


@wrong(
    "connect_tables.echo_squad",
    ("insert_for_update", "added_twice"),
    "copies of the heroes join the team",
)
def _(session):
    team = Team(name="Echo Squad", headquarters="Pier 9")
    session.add(team)
    for hero in session.exec(select(Hero).where(Hero.name == "Echo")).all():
        copy = Hero(name=hero.name, secret_name=hero.secret_name, age=hero.age, team=team)
        session.add(copy)
    session.commit()
