"""Mutants that are as right as the reference, one by one, each with the reason."""

KEYED = "DISTINCT over rows with a key drops none, and over keys in a subquery changes nothing"
ONE = "the prompt promises that there is one such row at most"
LAST = "the last LIMIT is the one that counts"
NULLS = "SQLite sorts NULL behind all ages in descending order"
INNER = "a condition on the far table drops the rows that only the outer join keeps"
GROUPED = "a group has one row, and its key tells it from the others"
BY_KEY = "the primary key decides the group, and the name depends on it"
JOINED = "a join with team.id gives both the key and the id of a hero, or neither"
NOT_PLACED = "a hero without a place has no first place, so where drops the row again"
AUTOFLUSH = "the query that follows flushes first"
ANY_CASE = "SQLite finds a column by its name in any case"
TWO = "an agent without assignments has one row after an outer join, and two are asked for"
ONE_KEY = "no column but the key is unique, so there is no other conflict"

WAIVED: dict[tuple[str, str], str] = {
    (
        "start_here.others",
        "added distinct in select(Hero).where(or_(Hero.age != 35, col(Hero.age).is_(None))).distinct()",
    ): KEYED,
    (
        "read_rows.oldest",
        "dropped argument in select(Hero).order_by(desc(Hero.age), Hero.id).limit(2)",
    ): NULLS,
    (
        "read_rows.oldest",
        "column in select(Hero).order_by(Hero.id.is_(None), desc(Hero.age), Hero.id).limit(2)",
    ): NULLS,
    (
        "read_rows.find_spider",
        "added distinct in statement = select(Hero).where(Hero.secret_name == 'Pedro Parqueador').distinct()",
    ): KEYED,
    (
        "read_rows.find_spider",
        "added limit in statement = select(Hero).where(Hero.secret_name == 'Pedro Parqueador').limit(1)",
    ): ONE,
    (
        "read_rows.next_two",
        "added distinct in return session.exec(by_name.where(after).distinct().limit(2)).all()",
    ): KEYED,
    (
        "read_rows.next_two",
        "added limit in return session.exec(by_name.where(after).limit(1).limit(2)).all()",
    ): LAST,
    (
        "filter_rows.adults",
        "added distinct in return session.exec(select(Hero).where(Hero.age >= 18).distinct()).all()",
    ): KEYED,
    (
        "filter_rows.echo_or_nova",
        "added distinct in statement = select(Hero).where(or_(Hero.name == 'Echo', Hero.name == 'Nova')).distinct()",
    ): KEYED,
    (
        "filter_rows.elsewhere",
        "added distinct in select(Hero).where(or_(Hero.team_id != 1, col(Hero.team_id).is_(None))).distinct()",
    ): KEYED,
    (
        "filter_rows.odd_names",
        "added distinct in return session.exec(select(Hero).where(odd, young).distinct()).all()",
    ): KEYED,
    (
        "update_delete.dismiss",
        "added distinct in young = session.exec(select(Hero).where(Hero.age < 18).distinct()).all()",
    ): KEYED,
    (
        "connect_tables.young_teams",
        "added distinct in young = select(Hero.team_id).where(Hero.age < 18).distinct()",
    ): KEYED,
    (
        "connect_tables.young_teams",
        "added distinct in statement = select(Team).where(col(Team.id).in_(young)).distinct()",
    ): KEYED,
    ("connect_tables.echo_squad", "dropped line in pass"): AUTOFLUSH,
    ("connect_tables.echo_squad", "dropped flush in session"): AUTOFLUSH,
    (
        "connect_tables.echo_squad",
        "added distinct in for hero in session.exec(select(Hero).where(Hero.name == 'Echo').distinct()):",
    ): KEYED,
    (
        "relationships.disband",
        "added distinct in team = session.exec(select(Team).where(Team.name == 'Z-Force').distinct()).one()",
    ): KEYED,
    (
        "relationships.disband",
        "added limit in team = session.exec(select(Team).where(Team.name == 'Z-Force').limit(1)).one()",
    ): ONE,
    (
        "relationships.known_ages",
        "added distinct in select(Team).where(~col(Team.heroes).any(col(Hero.age).is_(None))).distinct()",
    ): KEYED,
    (
        "cascades.disband",
        "added distinct in team = session.exec(select(Team).where(Team.name == 'Preventers').distinct()).one()",
    ): KEYED,
    (
        "cascades.disband",
        "added limit in team = session.exec(select(Team).where(Team.name == 'Preventers').limit(1)).one()",
    ): ONE,
    (
        "cascades.merge",
        "added distinct in old = session.exec(select(Team).where(Team.name == 'Z-Force').distinct()).one()",
    ): KEYED,
    (
        "cascades.merge",
        "added limit in old = session.exec(select(Team).where(Team.name == 'Z-Force').limit(1)).one()",
    ): ONE,
    (
        "cascades.merge",
        "added distinct in new = session.exec(select(Team).where(Team.name == 'Reserves').distinct()).one()",
    ): KEYED,
    (
        "cascades.merge",
        "added limit in new = session.exec(select(Team).where(Team.name == 'Reserves').limit(1)).one()",
    ): ONE,
    (
        "many_to_many.assign",
        "added distinct in hero = session.exec(select(Hero).where(Hero.name == 'Vesper').distinct()).one()",
    ): KEYED,
    (
        "many_to_many.assign",
        "added limit in hero = session.exec(select(Hero).where(Hero.name == 'Vesper').limit(1)).one()",
    ): ONE,
    (
        "many_to_many.assign",
        "added distinct in mission = session.exec(select(Mission).where(Mission.name == 'Paperwork').distinct()).one()",
    ): KEYED,
    (
        "many_to_many.assign",
        "added limit in mission = session.exec(select(Mission).where(Mission.name == 'Paperwork').limit(1)).one()",
    ): ONE,
    (
        "many_to_many.promote",
        "added distinct in for mission in session.exec(select(Mission).where(Mission.name == 'Storm over Wakaland').distinct()):",
    ): KEYED,
    (
        "many_to_many.on_both",
        "added distinct in return session.exec(select(Hero).where(in_museum, at_desk).distinct()).all()",
    ): KEYED,
    (
        "loading.veterans",
        "added distinct in joined = select(Team).join(Team.heroes).where(Hero.age > 60).distinct().order_by(Hero.id)",
    ): KEYED,
    (
        "loading.veterans",
        "join to outerjoin in joined = select(Team).outerjoin(Team.heroes).where(Hero.age > 60).order_by(Hero.id)",
    ): INNER,
    (
        "aggregates.team_sizes",
        "dropped argument in return session.exec(statement.group_by(Team.id)).all()",
    ): BY_KEY,
    (
        "aggregates.team_sizes",
        "column in statement = select(Team.name, func.count(Hero.team_id)).join(Hero, isouter=True)",
    ): JOINED,
    (
        "aggregates.two_adults",
        "added distinct in statement = statement.where(Hero.age >= 18, col(Hero.team_id).is_not(None)).distinct()",
    ): GROUPED,
    (
        "aggregates.oldest",
        "added distinct in known = select(Hero.id, place.label('place')).where(col(Hero.age).is_not(None)).distinct()",
    ): KEYED,
    (
        "aggregates.oldest",
        "join to outerjoin in statement = select(Hero).outerjoin(ranked, ranked.c.id == Hero.id)",
    ): NOT_PLACED,
    (
        "aggregates.oldest",
        "added distinct in ranked = known.where(col(Hero.team_id).is_not(None)).distinct().subquery()",
    ): KEYED,
    (
        "aggregates.oldest",
        "added distinct in return session.exec(statement.where(ranked.c.place == 1).distinct()).all()",
    ): KEYED,
    (
        "transactions.save_teams",
        "case in new = {'NAME': upsert.excluded.name, 'headquarters': upsert.excluded.headquarters}",
    ): ANY_CASE,
    (
        "transactions.save_teams",
        "case in new = {'name': upsert.excluded.name, 'HEADQUARTERS': upsert.excluded.headquarters}",
    ): ANY_CASE,
    (
        "transactions.save_teams",
        "dropped keyword in session.exec(upsert.on_conflict_do_update(set_=new), params=rows)",
    ): ONE_KEY,
    (
        "project.workload",
        "join to outerjoin in found = select(Agent.alias, hours, place).outerjoin(Assignment).group_by(Agent.id)",
    ): TWO,
    (
        "project.log_hours",
        "case in more = {'HOURS': Assignment.hours + upsert.excluded.hours}",
    ): ANY_CASE,
    ("project.log_hours", "case in key = ['MISSION_ID', 'agent_id']"): ANY_CASE,
    ("project.log_hours", "case in key = ['mission_id', 'AGENT_ID']"): ANY_CASE,
    (
        "project.log_hours",
        "dropped keyword in session.exec(upsert.on_conflict_do_update(set_=more), params=rows)",
    ): ONE_KEY,
    (
        "explore.two_before",
        "added distinct in return session.exec(backwards.where(before).distinct().limit(2)).all()[::-1]",
    ): KEYED,
    (
        "explore.two_before",
        "added limit in return session.exec(backwards.where(before).limit(1).limit(2)).all()[::-1]",
    ): LAST,
}
