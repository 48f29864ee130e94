"""The exercises of 11 Loading: what comes with a query, and what is loaded later."""

from typing import Any

from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload
from sqlmodel import col, select

from heroes.judge import Exercise
from heroes.models import Hero, HeroMissionLink, Mission, Team

CHAPTER = "11_loading"
MODELS = (Hero, Team, Mission, HeroMissionLink)

teams_in_a_loop = Exercise(
    id="loading.teams_in_a_loop",
    chapter=CHAPTER,
    title="Five heroes, two teams",
    prompt=(
        "Of five heroes two are in one team, two in another, and one is in none. A new session "
        "sends select(Hero), takes all heroes, and reads hero.team of each. How many statements "
        "are that, all together?"
    ),
    kind="predict",
    concepts=("lazy_load", "identity_map"),
    minutes=2,
    starter="answer = ...  # the number of an option",
    reference="three: the heroes, and each team once",
    wrong=[
        ("six: the heroes, and a team for each hero", "object_per_query"),
        ("two: the heroes, and all the teams together", "n_plus_one"),
        ("one: the teams come with the heroes", "n_plus_one"),
    ],
    hints=(
        "What does the session do when the key of a team that it knows comes up again?",
        "And what is there to load for a hero whose team_id is None?",
    ),
)


def _crews(session):
    missions = session.exec(select(Mission).options(selectinload(Mission.heroes))).all()
    return [(mission.name, [hero.name for hero in mission.heroes]) for mission in missions]


def _crews_joined(session):
    missions = session.exec(select(Mission).options(joinedload(Mission.heroes))).unique().all()
    return [(mission.name, [hero.name for hero in mission.heroes]) for mission in missions]


def _crews_by_links(session):
    links = selectinload(Mission.hero_links).joinedload(HeroMissionLink.hero)
    missions = session.exec(select(Mission).options(links)).all()
    return [(each.name, [link.hero.name for link in each.hero_links]) for each in missions]


def _crews_by_hand(session):
    missions = session.exec(select(Mission)).all()
    named = select(HeroMissionLink.mission_id, Hero.name).join(Hero).order_by(col(Hero.id))
    pairs = session.exec(named).all()
    return [(each.name, [name for key, name in pairs if key == each.id]) for each in missions]


def _crews_lazily(session):
    missions = session.exec(select(Mission).options(lazyload(Mission.heroes))).all()
    return [(mission.name, [hero.name for hero in mission.heroes]) for mission in missions]


def _crews_half_way(session):
    missions = session.exec(select(Mission).options(selectinload(Mission.hero_links))).all()
    return [(each.name, [link.hero.name for link in each.hero_links]) for each in missions]


def _crews_in_three_steps(session):
    links = selectinload(Mission.hero_links).selectinload(HeroMissionLink.hero)
    missions = session.exec(select(Mission).options(links)).all()
    return [(each.name, [link.hero.name for link in each.hero_links]) for each in missions]


def _crews_by_queries(session):
    crews = []
    for mission in session.exec(select(Mission)).all():
        on_it = select(Hero).join(Hero.mission_links).order_by(Hero.id)
        heroes = session.exec(on_it.where(HeroMissionLink.mission_id == mission.id)).all()
        crews.append((mission.name, [hero.name for hero in heroes]))
    return crews


def _crews_not_unique(session):
    missions = session.exec(select(Mission).options(joinedload(Mission.heroes))).all()
    return [(mission.name, [hero.name for hero in mission.heroes]) for mission in missions]


def _crews_named(session):
    missions = session.exec(select(Mission).options(selectinload(Mission.heroes))).all()
    return [mission.name for mission in missions]


crews = Exercise(
    id="loading.crews",
    chapter=CHAPTER,
    title="Crews in two statements",
    prompt=(
        "This function gives, for each mission, a pair of its name and the list of its heroes' "
        "names, in the order of their ids. The missions come in any order. It sends a SELECT for "
        "each mission: repair it, so that it sends two statements at most, however many there are."
    ),
    kind="select",
    concepts=("n_plus_one", "selectinload", "eager_load"),
    minutes=4,
    models=MODELS,
    starter=(
        "def crews(session):\n"
        "    missions = session.exec(select(Mission)).all()\n"
        "    return [(each.name, [hero.name for hero in each.heroes]) for each in missions]"
    ),
    statements=2,
    reference=_crews,
    alternates=[_crews_joined, _crews_by_links, _crews_by_hand],
    wrong=[
        (_crews_lazily, "n_plus_one"),
        (_crews_half_way, "n_plus_one"),
        (_crews_by_queries, "n_plus_one"),
        (_crews_in_three_steps, "too_many_statements"),
        (_crews_not_unique, "raises"),
        (_crews_named, "wrong_columns"),
    ],
    hints=(
        "The query can say what its missions will need.",
        "selectinload takes the relationship that the loop reads.",
    ),
)

STATEMENT_LINE = "statement = select(Team).order_by(Team.id)"
OPTION_LINE = "statement = statement.options(selectinload(Team.heroes))"
WITH_LINE = "with Session(engine) as session:"
ALL_LINE = "    teams = session.exec(statement).all()"
SIZE_LINE = "len(teams[0].heroes)"

read_later = Exercise(
    id="loading.read_later",
    chapter=CHAPTER,
    title="Read after the session",
    prompt="Put these lines in order, so that the last one counts heroes without a session.",
    kind="order",
    concepts=("selectinload", "eager_load", "lazy_load", "object_states"),
    minutes=2,
    starter="lines = ...  # a list of the numbers above",
    reference=[STATEMENT_LINE, OPTION_LINE, WITH_LINE, ALL_LINE, SIZE_LINE],
    wrong=[
        ([STATEMENT_LINE, WITH_LINE, ALL_LINE, OPTION_LINE, SIZE_LINE], "lazy_load_after_close"),
        ([OPTION_LINE, STATEMENT_LINE, WITH_LINE, ALL_LINE, SIZE_LINE], "used_before_defined"),
        ([STATEMENT_LINE, OPTION_LINE, SIZE_LINE, WITH_LINE, ALL_LINE], "used_before_defined"),
    ],
    hints=(
        "options gives a new statement: when is it too late for that?",
        "The heroes have to be there when the block ends.",
    ),
)


def _veterans(session):
    joined = select(Team).join(Team.heroes).where(Hero.age > 60).order_by(Hero.id)
    teams = session.exec(joined.options(contains_eager(Team.heroes))).unique().all()
    return [(team.name, [hero.name for hero in team.heroes]) for team in teams]


def _veterans_by_criteria(session):
    has_any = select(Team).where(col(Team.heroes).any(Hero.age > 60))
    loaded = has_any.options(selectinload(Team.heroes.and_(Hero.age > 60)))
    return [(team.name, [hero.name for hero in team.heroes]) for team in session.exec(loaded)]


def _veterans_by_dict(session):
    found: dict[int, Any] = {}
    old = select(Hero).where(Hero.age > 60).options(joinedload(Hero.team)).order_by(Hero.id)
    for hero in session.exec(old):
        if hero.team:
            found.setdefault(hero.team_id, (hero.team.name, []))[1].append(hero.name)
    return list(found.values())


def _veterans_in_python(session):
    teams = session.exec(select(Team).options(selectinload(Team.heroes))).all()
    pairs = [
        (team.name, [hero.name for hero in team.heroes if (hero.age or 0) > 60]) for team in teams
    ]
    return [pair for pair in pairs if pair[1]]


def _veterans_all_teams(session):
    loaded = select(Team).options(selectinload(Team.heroes.and_(Hero.age > 60)))
    return [(team.name, [hero.name for hero in team.heroes]) for team in session.exec(loaded)]


def _veterans_boundary(session):
    joined = select(Team).join(Team.heroes).where(Hero.age >= 60).order_by(Hero.id)
    teams = session.exec(joined.options(contains_eager(Team.heroes))).unique().all()
    return [(team.name, [hero.name for hero in team.heroes]) for team in teams]


def _veterans_not_unique(session):
    joined = select(Team).join(Team.heroes).where(Hero.age > 60).order_by(Hero.id)
    teams = session.exec(joined.options(contains_eager(Team.heroes))).all()
    return [(team.name, [hero.name for hero in team.heroes]) for team in teams]


def _veterans_lazily(session):
    has_any = select(Team).where(col(Team.heroes).any(Hero.age > 60))
    return [
        (team.name, [hero.name for hero in team.heroes if (hero.age or 0) > 60])
        for team in session.exec(has_any).all()
    ]


def _veterans_named(session):
    has_any = select(Team).where(col(Team.heroes).any(Hero.age > 60))
    return [team.name for team in session.exec(has_any)]


def _veterans_of_one(session):
    joined = select(Team).join(Team.heroes).where(Hero.age > 60).order_by(Hero.id)
    team = session.exec(joined.options(contains_eager(Team.heroes))).unique().first()
    return team and (team.name, [hero.name for hero in team.heroes])


veterans = Exercise(
    id="loading.veterans",
    chapter=CHAPTER,
    title="Teams and their veterans",
    prompt=(
        "Give, for each team with a hero older than 60, a pair of its name and the list of the "
        "names of those heroes, in the order of their ids. The teams come in any order, each once. "
        "Send two statements at most."
    ),
    kind="select",
    concepts=("eager_load", "join", "where", "order_by", "duplicate_rows"),
    minutes=6,
    models=MODELS,
    starter="def veterans(session):\n    return ...",
    statements=2,
    reference=_veterans,
    alternates=[_veterans_by_criteria, _veterans_by_dict, _veterans_in_python],
    wrong=[
        (_veterans_all_teams, "missing_filter"),
        (_veterans_boundary, "boundary"),
        (_veterans_not_unique, "raises"),
        (_veterans_lazily, "n_plus_one"),
        (_veterans_named, "wrong_columns"),
        (_veterans_of_one, "one_for_many"),
    ],
    hints=(
        "Join the heroes and filter them: that is a row for each veteran, beside the team.",
        "contains_eager makes lists of the rows of your own join, in the order of the rows.",
    ),
)


def _logbook(session):
    links = selectinload(Mission.hero_links)
    heroes = links.joinedload(HeroMissionLink.hero).joinedload(Hero.team)
    return [
        (link.hero.name, link.role, link.hero.team and link.hero.team.name, mission.name)
        for mission in session.exec(select(Mission).options(heroes))
        for link in mission.hero_links
    ]


def _logbook_selectin(session):
    links = selectinload(Mission.hero_links)
    heroes = links.selectinload(HeroMissionLink.hero).selectinload(Hero.team)
    return [
        (link.hero.name, link.role, link.hero.team.name if link.hero.team else None, mission.name)
        for mission in session.exec(select(Mission).options(heroes)).all()
        for link in mission.hero_links
    ]


def _logbook_from_links(session):
    hero, mission = HeroMissionLink.hero, HeroMissionLink.mission
    both = joinedload(hero).joinedload(Hero.team), joinedload(mission)
    return [
        (each.hero.name, each.role, each.hero.team and each.hero.team.name, each.mission.name)
        for each in session.exec(select(HeroMissionLink).options(*both))
    ]


def _logbook_by_join(session):
    columns = Hero.name, HeroMissionLink.role, Team.name, Mission.name
    rows = select(*columns).select_from(HeroMissionLink)
    rows = rows.join(HeroMissionLink.hero).join(HeroMissionLink.mission)
    return session.exec(rows.outerjoin(Hero.team)).all()


def _logbook_no_team(session):
    heroes = selectinload(Mission.hero_links).joinedload(HeroMissionLink.hero)
    return [
        (link.hero.name, link.role, link.hero.team and link.hero.team.name, mission.name)
        for mission in session.exec(select(Mission).options(heroes)).all()
        for link in mission.hero_links
    ]


def _logbook_unreturned(session):
    rows = []
    heroes = selectinload(Mission.hero_links).joinedload(HeroMissionLink.hero).joinedload(Hero.team)
    for mission in session.exec(select(Mission).options(heroes)):
        for link in mission.hero_links:
            team = link.hero.team
            rows.append((link.hero.name, link.role, team and team.name, mission.name))


def _logbook_short(session):
    heroes = selectinload(Mission.hero_links).joinedload(HeroMissionLink.hero)
    return [
        (link.hero.name, link.role, mission.name)
        for mission in session.exec(select(Mission).options(heroes)).all()
        for link in mission.hero_links
    ]


def _logbook_not_unique(session):
    heroes = joinedload(Mission.hero_links).joinedload(HeroMissionLink.hero).joinedload(Hero.team)
    return [
        (link.hero.name, link.role, link.hero.team and link.hero.team.name, mission.name)
        for mission in session.exec(select(Mission).options(heroes)).all()
        for link in mission.hero_links
    ]


def _logbook_by_get(session):
    links = session.exec(select(HeroMissionLink)).all()
    rows = []
    for link in links:
        hero, mission = session.get(Hero, link.hero_id), session.get(Mission, link.mission_id)
        rows.append((hero.name, link.role, hero.team and hero.team.name, mission.name))
    return rows


logbook = Exercise(
    id="loading.logbook",
    chapter=CHAPTER,
    title="Three steps away",
    prompt=(
        "This function gives a row for each hero on each mission: the hero's name, the role, the "
        "name of the team or None, and the name of the mission, in any order. Only the links are "
        "loaded with the query, and then it goes row by row. Repair it, so that it sends four "
        "statements at most."
    ),
    kind="select",
    concepts=("n_plus_one", "eager_load", "selectinload", "link_model", "link_columns"),
    minutes=7,
    models=MODELS,
    starter=(
        "def logbook(session):\n"
        "    links = selectinload(Mission.hero_links)\n"
        "    rows = []\n"
        "    for mission in session.exec(select(Mission).options(links)):\n"
        "        for link in mission.hero_links:\n"
        "            team = link.hero.team\n"
        "            rows.append((link.hero.name, link.role, team and team.name, mission.name))\n"
        "    return rows"
    ),
    statements=4,
    reference=_logbook,
    alternates=[_logbook_selectin, _logbook_from_links, _logbook_by_join],
    wrong=[
        (_logbook_no_team, "n_plus_one"),
        (_logbook_by_get, "n_plus_one"),
        (_logbook_unreturned, "forgot_return"),
        (_logbook_short, "wrong_columns"),
        (_logbook_not_unique, "raises"),
    ],
    hints=(
        "An option goes on where it stopped: each call adds a step to the path.",
        "From a link to its hero, and from a hero to the team, there is one object at most.",
    ),
)
