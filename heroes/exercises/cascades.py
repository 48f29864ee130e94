"""The exercises of 09 Cascades: what goes with a row that is deleted, and what stays."""

from typing import Any, Optional

from sqlalchemy import delete, update
from sqlmodel import Field, Relationship, Session, col, select

from heroes.judge import Exercise
from heroes.models import Hero, HeroMissionLink, Team

CHAPTER = "09_cascades"
MODELS = (Hero, Team, HeroMissionLink)

no_rule = Exercise(
    id="cascades.no_rule",
    chapter=CHAPTER,
    title="Nobody acts",
    prompt=(
        'Team.heroes is declared with Relationship(passive_deletes="all"), and its key with '
        'Field(default=None, foreign_key="team.id"), without ondelete. The database checks '
        "foreign keys. A session deletes a team that has two heroes, and commits. What becomes of "
        "the two?"
    ),
    kind="predict",
    concepts=("passive_deletes", "foreign_key", "ondelete"),
    minutes=2,
    starter="answer = ...  # the number of an option",
    reference="they stay in the team, since the delete is refused",
    wrong=[
        ("they stay, in no team", "passive_still_nulls"),
        ("they are deleted too", "cascade_is_default"),
        ("they stay, and their key names a team that is gone", "keys_unchecked"),
    ],
    hints=(
        'What does "all" forbid the session to do?',
        "A foreign key without ondelete has a rule all the same. What does it do to a lone DELETE?",
    ),
)


def _lockers(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")

    return [Team, Locker]


def _lockers_both_ways_and_passive(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(
            back_populates="team", cascade_delete=True, passive_deletes=True
        )

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", index=True)
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


def _lockers_by_a_cascade_of_sqlalchemy(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(
            sa_relationship_kwargs={"cascade": "all, delete-orphan"}
        )

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")

    return [Team, Locker]


def _lockers_for_the_database_alone(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship()

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")

    return [Team, Locker]


def _lockers_for_the_session_alone(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id")

    return [Team, Locker]


def _lockers_restricted(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="RESTRICT")

    return [Team, Locker]


def _lockers_without_a_team(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="CASCADE")

    return [Team, Locker]


def _lockers_on_the_wrong_side(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team")

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers", cascade_delete=True)

    return [Team, Locker]


lockers = Exercise(
    id="cascades.lockers",
    chapter=CHAPTER,
    title="Lockers",
    prompt=(
        "Define two table models and list them, as [Team, Locker]. Team has a numbered key id, a "
        "name that must be there, and the list lockers. Locker has a numbered key id, a whole "
        "number number that must be there, and team_id: each locker has a team. When a team is "
        "deleted, by a session or by SQL, its lockers go with it."
    ),
    kind="model",
    concepts=(
        "cascade_delete",
        "ondelete",
        "relationship",
        "foreign_key",
        "table_model",
        "nullability",
    ),
    minutes=6,
    starter="models = ...  # first two classes, then their list: [Team, Locker]",
    reference=_lockers,
    alternates=[_lockers_both_ways_and_passive, _lockers_by_a_cascade_of_sqlalchemy],
    wrong=[
        (_lockers_for_the_database_alone, "no_cascade"),
        (_lockers_for_the_session_alone, "wrong_ondelete"),
        (_lockers_restricted, "wrong_ondelete"),
        (_lockers_without_a_team, "wrong_nullability"),
        (_lockers_on_the_wrong_side, "wrong_cascade_side"),
    ],
    hints=(
        "Two parties delete: the session, and whoever sends SQL. Each has a setting of its own.",
        "One setting belongs to the side with the list, the other to the foreign key.",
    ),
)


def _vehicles(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(passive_deletes="all")

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", ondelete="SET NULL", index=True
        )

    return [Team, Vehicle]


def _vehicles_of_a_loaded_list_are_emptied(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(passive_deletes=True)

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", ondelete="SET NULL", index=True
        )

    return [Team, Vehicle]


def _vehicles_loaded_first(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship()

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", ondelete="SET NULL", index=True
        )

    return [Team, Vehicle]


def _vehicles_deleted_by_the_database(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(passive_deletes="all")

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", ondelete="CASCADE", index=True
        )

    return [Team, Vehicle]


def _vehicles_without_a_rule(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(passive_deletes="all")

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)

    return [Team, Vehicle]


def _vehicles_without_an_index(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(passive_deletes="all")

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="SET NULL")

    return [Team, Vehicle]


def _vehicles_deleted_by_the_session(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(cascade_delete=True, passive_deletes=True)

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", ondelete="SET NULL", index=True
        )

    return [Team, Vehicle]


def _vehicles_always_in_a_team(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list["Vehicle"] = Relationship(passive_deletes="all")

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int = Field(foreign_key="team.id", ondelete="RESTRICT", index=True)

    return [Team, Vehicle]


def _vehicles_both_ways(Base: Any) -> Any:
    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        plate: str
        team_id: int | None = Field(
            default=None, foreign_key="team.id", index=True, ondelete="SET NULL"
        )
        team: Optional["Team"] = Relationship(back_populates="vehicles")

    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        vehicles: list[Vehicle] = Relationship(back_populates="team", passive_deletes="all")

    return [Team, Vehicle]


vehicles = Exercise(
    id="cascades.vehicles",
    chapter=CHAPTER,
    title="Vehicles",
    prompt=(
        "Define two table models and list them, as [Team, Vehicle]. Team has a numbered key id, a "
        "name that must be there, and the list vehicles. Vehicle has a numbered key id, a text "
        "plate that must be there, and team_id, which may be NULL. When a team is deleted, by a "
        "session or by SQL, its vehicles stay, in no team. That is the database's work: with "
        "passive_deletes the session loads none of them, and with an index on team_id the database "
        "finds them."
    ),
    kind="model",
    concepts=("passive_deletes", "ondelete", "index", "relationship", "foreign_key", "table_model"),
    minutes=5,
    starter="models = ...  # first two classes, then their list: [Team, Vehicle]",
    reference=_vehicles,
    alternates=[_vehicles_both_ways, _vehicles_of_a_loaded_list_are_emptied],
    wrong=[
        (_vehicles_loaded_first, "missing_passive_deletes"),
        (_vehicles_deleted_by_the_database, "wrong_ondelete"),
        (_vehicles_without_a_rule, "wrong_ondelete"),
        (_vehicles_without_an_index, "missing_index"),
        (_vehicles_deleted_by_the_session, "extra_cascade"),
        (_vehicles_always_in_a_team, "wrong_nullability"),
    ],
    hints=(
        "Look at the table above: which row sends the DELETE of the team alone, and they stay?",
        "Three settings belong to the key, and one to the list.",
    ),
)


def _one_team(session: Session, name: str) -> Team:
    return session.exec(select(Team).where(Team.name == name)).one()


def _there_is_one(session: Session, *names: str) -> bool:
    return all(
        len(session.exec(select(Team.id).where(Team.name == name)).all()) == 1 for name in names
    )


def _disband(session: Session) -> None:
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        session.delete(hero)
    session.delete(team)
    session.commit()


def _disband_by_query(session: Session) -> None:
    team = _one_team(session, "Preventers")
    for hero in session.exec(select(Hero).where(Hero.team_id == team.id)).all():
        session.delete(hero)
    session.flush()
    session.delete(team)
    session.commit()


def _disband_in_bulk(session: Session) -> None:
    team_id = _one_team(session, "Preventers").id
    gone = select(Hero.id).where(Hero.team_id == team_id)
    session.exec(delete(HeroMissionLink).where(col(HeroMissionLink.hero_id).in_(gone)))
    session.exec(delete(Hero).where(col(Hero.team_id) == team_id))
    session.exec(delete(Team).where(col(Team.id) == team_id))
    session.commit()


def _disband_by_clearing(session: Session) -> None:
    team = _one_team(session, "Preventers")
    team.heroes.clear()
    session.delete(team)
    session.commit()


def _disband_forgetting_links(session: Session) -> None:
    team = _one_team(session, "Preventers")
    session.exec(delete(Hero).where(col(Hero.team_id) == team.id))
    session.delete(team)
    session.commit()


def _disband_heroes_alone(session: Session) -> None:
    for hero in _one_team(session, "Preventers").heroes:
        session.delete(hero)
    session.commit()


def _disband_everyone(session: Session) -> None:
    for hero in session.exec(select(Hero)).all():
        session.delete(hero)
    session.delete(_one_team(session, "Preventers"))
    session.commit()


def _disband_without_commit(session: Session) -> None:
    team = _one_team(session, "Preventers")
    for hero in team.heroes:
        session.delete(hero)
    session.delete(team)


def _disband_with_flush(session: Session) -> None:
    _disband_without_commit(session)
    session.flush()


def _disband_and_leave_one(session: Session) -> None:
    team = _one_team(session, "Preventers")
    for hero in team.heroes[:1]:
        session.delete(hero)
    session.delete(team)
    session.commit()


disband = Exercise(
    id="cascades.disband",
    chapter=CHAPTER,
    title="A team and its heroes",
    prompt=(
        "This function is meant to delete the team Preventers and all heroes in it, and leaves the "
        "heroes behind. Repair it. There is exactly one team of that name. Team.heroes has no "
        "settings; Hero.mission_links has cascade_delete=True, and its key no ondelete."
    ),
    kind="mutate",
    concepts=("delete", "cascade_delete", "relationship"),
    minutes=5,
    models=MODELS,
    starter=(
        "def disband(session):\n"
        '    team = session.exec(select(Team).where(Team.name == "Preventers")).one()\n'
        "    session.delete(team)\n"
        "    session.commit()"
    ),
    reference=_disband,
    alternates=[_disband_by_query, _disband_in_bulk],
    wrong=[
        (_disband_by_clearing, "orphan_left"),
        (_disband_and_leave_one, "orphan_left"),
        (_disband_forgetting_links, "bulk_ignores_cascade"),
        (_disband_heroes_alone, "deleted_too_little"),
        (_disband_everyone, "delete_without_where"),
        (_disband_without_commit, "forgotten_commit"),
        (_disband_with_flush, "flush_for_commit"),
    ],
    given=lambda session: _there_is_one(session, "Preventers"),
    hints=(
        "Nothing spreads from this team to its heroes. Who has to delete them?",
        "Delete each of them with the session, so that their links to missions go too.",
    ),
)


def _merge(session: Session) -> None:
    old = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    new = session.exec(select(Team).where(Team.name == "Reserves")).one()
    for hero in list(old.heroes):
        hero.team = new
    session.delete(old)
    session.commit()


def _merge_lists(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    new.heroes = [*new.heroes, *old.heroes]
    session.delete(old)
    session.commit()


def _merge_in_bulk(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    session.exec(update(Hero).where(col(Hero.team_id) == old.id).values(team_id=new.id))
    session.delete(old)
    session.commit()


def _merge_by_keys_first(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    for hero in old.heroes:
        hero.team_id = new.id
    session.commit()
    session.delete(old)
    session.commit()


def _merge_by_keys_of_a_loaded_list(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    for hero in old.heroes:
        hero.team_id = new.id
    session.delete(old)
    session.commit()


def _merge_while_iterating(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    for hero in old.heroes:
        hero.team = new
    session.delete(old)
    session.commit()


def _merge_after_delete(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    session.delete(old)
    session.flush()
    for hero in session.exec(select(Hero).where(Hero.team_id == old.id)).all():
        hero.team = new
    session.commit()


def _merge_without_moving(session: Session) -> None:
    session.delete(_one_team(session, "Z-Force"))
    session.commit()


def _merge_and_keep_the_team(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    for hero in list(old.heroes):
        hero.team = new
    session.commit()


def _merge_all_heroes(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    session.exec(update(Hero).values(team_id=new.id))
    session.delete(old)
    session.commit()


def _merge_and_delete_heroes(session: Session) -> None:
    old = _one_team(session, "Z-Force")
    for hero in old.heroes:
        session.delete(hero)
    session.delete(old)
    session.commit()


def _merge_without_commit(session: Session) -> None:
    old, new = _one_team(session, "Z-Force"), _one_team(session, "Reserves")
    for hero in list(old.heroes):
        hero.team = new
    session.delete(old)


merge = Exercise(
    id="cascades.merge",
    chapter=CHAPTER,
    title="Move, then delete",
    prompt=(
        "Delete the team Z-Force. Its heroes stay, and go to the team Reserves. There is exactly "
        "one team of each name. Team.heroes has no settings."
    ),
    kind="mutate",
    concepts=("delete", "relationship", "collection", "update", "one_row", "commit"),
    minutes=7,
    models=MODELS,
    starter="def merge(session):\n    return ...",
    reference=_merge,
    alternates=[_merge_lists, _merge_in_bulk, _merge_by_keys_first],
    wrong=[
        (_merge_by_keys_of_a_loaded_list, "link_lost"),
        (_merge_while_iterating, "changed_too_little"),
        (_merge_after_delete, "link_lost"),
        (_merge_without_moving, "orphan_left"),
        (_merge_and_keep_the_team, "deleted_too_little"),
        (_merge_all_heroes, "update_without_where"),
        (_merge_and_delete_heroes, "deleted_too_much"),
        (_merge_without_commit, "forgotten_commit"),
    ],
    given=lambda session: _there_is_one(session, "Z-Force", "Reserves"),
    hints=(
        "A hero who moves leaves the list of the old team. What does a loop over that list do?",
        "Loop over a copy of the list and set hero.team, so that the session sees them leave.",
    ),
)
