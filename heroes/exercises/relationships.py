"""The exercises of 08 Relationships: objects for keys, on both sides."""

from typing import Any, Optional

from sqlmodel import Field, Relationship, SQLModel, col, delete, exists, not_, select, update

from heroes.judge import Exercise
from heroes.models import Hero, Team

MODELS = (Hero, Team)
CHAPTER = "08_relationships"
__all__ = ["Optional", "SQLModel"]  # what answers use

TEAM_LINE = 'team = Team(name="Storm Watch", headquarters="Pier 9")'
HERO_LINE = 'hero = Hero(name="Gale", secret_name="Ida Storm", team=team)'
ADD_LINE = "session.add(hero)"
COMMIT_LINE = "session.commit()"
KEY_LINE = "hero.team_id"

key_order = Exercise(
    id="relationships.key_order",
    chapter=CHAPTER,
    title="Who comes first",
    prompt="Put these lines in order, so that the last one gives the key of the new team.",
    kind="order",
    concepts=("relationship", "add", "commit"),
    minutes=2,
    starter="lines = ...  # a list of the numbers above",
    reference=[TEAM_LINE, HERO_LINE, ADD_LINE, COMMIT_LINE, KEY_LINE],
    wrong=[
        ([HERO_LINE, TEAM_LINE, ADD_LINE, COMMIT_LINE, KEY_LINE], "used_before_defined"),
        ([TEAM_LINE, HERO_LINE, COMMIT_LINE, ADD_LINE, KEY_LINE], "commit_before_add"),
        ([TEAM_LINE, HERO_LINE, ADD_LINE, KEY_LINE, COMMIT_LINE], "id_before_flush"),
    ],
    hints=(
        "The hero is made with the team, and add takes along what it is connected with.",
        "A key is written when the rows are sent.",
    ),
)

key_before_flush = Exercise(
    id="relationships.key_before_flush",
    chapter=CHAPTER,
    title="The key before the flush",
    prompt=(
        "hero.team is loaded and has the id 1. You write hero.team = None. What is hero.team_id "
        "before the flush?"
    ),
    kind="predict",
    concepts=("relationship", "unit_of_work", "flush", "foreign_key"),
    minutes=2,
    starter='answer = ...  # "still 1", "None", "0" or "an error"',
    reference="still 1",
    wrong=[
        ("None", "attribute_is_key"),
        ("0", "null_counted_as_zero"),
        ("an error", "key_is_deleted"),
    ],
    hints=("Who writes the key, and when?", "Look at what states(session) says of a change."),
)


def _pets(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


def _pets_first(Base: Any) -> Any:
    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id", index=True)
        owner: Optional["Owner"] = Relationship(back_populates="pets")

    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list[Pet] = Relationship(back_populates="owner")

    return [Owner, Pet]


def _pets_apart(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(sa_relationship_kwargs={"overlaps": "owner"})

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(sa_relationship_kwargs={"overlaps": "pets"})

    return [Owner, Pet]


def _pets_one_sided(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship()

    return [Owner, Pet]


def _pets_with_keys_alone(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")

    return [Owner, Pet]


def _pets_always_owned(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int = Field(foreign_key="owner.id")
        owner: Owner = Relationship(back_populates="pets")

    return [Owner, Pet]


def _pets_without_foreign_key(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = None
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


def _pets_single(Base: Any) -> Any:
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: Optional["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


pets = Exercise(
    id="relationships.pets",
    chapter=CHAPTER,
    title="Owners and pets",
    prompt=(
        "Define two table models: Owner, with a numbered key id and a name that must be there, and "
        "Pet, with a numbered key id, a name that must be there and a key owner_id to its owner. A "
        "pet may be without an owner. owner.pets, a list, and pet.owner are relationships that "
        "follow each other. Answer with a list of the two classes."
    ),
    kind="model",
    concepts=("relationship", "back_populates", "foreign_key", "table_model", "nullability"),
    minutes=6,
    starter="models = ...  # [Owner, Pet]",
    reference=_pets,
    alternates=[_pets_first],
    wrong=[
        (_pets_apart, "unbound_relationship"),
        (_pets_one_sided, "missing_relationship"),
        (_pets_with_keys_alone, "missing_relationship"),
        (_pets_always_owned, "wrong_nullability"),
        (_pets_without_foreign_key, "missing_foreign_key"),
        (_pets_single, "wrong_relationship_side"),
    ],
    hints=(
        "The key stands in the table of the many, and its text names a table and a column.",
        "Each relationship names the other in back_populates. A class that comes later is quoted.",
    ),
)


def _has_one_z_force(session):
    return len(session.exec(select(Team).where(Team.name == "Z-Force")).all()) == 1


def _disband_by_copy(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in list(team.heroes):
        team.heroes.remove(hero)
    session.commit()


def _disband_by_clear(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes.clear()
    session.commit()


def _disband_by_query(session):
    in_team = select(Hero).join(Team).where(Team.name == "Z-Force")
    for hero in session.exec(in_team).all():
        hero.team = None
    session.commit()


def _disband_by_update(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    session.exec(update(Hero).where(Hero.team_id == team.id).values(team_id=None))
    session.commit()


def _disband_in_loop(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in team.heroes:
        hero.team = None
    session.commit()


def _disband_first(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    if team.heroes:
        team.heroes.pop(0)
    session.commit()


def _disband_without_commit(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes.clear()


def _disband_flushed(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes.clear()
    session.flush()


def _disband_every_team(session):
    session.exec(update(Hero).values(team_id=None))
    session.commit()


def _disband_by_delete(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    session.exec(delete(Hero).where(Hero.team_id == team.id))
    session.commit()


def _disband_the_team(session):
    session.delete(session.exec(select(Team).where(Team.name == "Z-Force")).one())
    session.commit()


disband = Exercise(
    id="relationships.disband",
    chapter=CHAPTER,
    title="Everybody leaves",
    prompt=(
        "This function is meant to take all heroes out of the team Z-Force. It forgets some. "
        "Repair it. The heroes and the team stay, and there is exactly one team with that name."
    ),
    kind="mutate",
    concepts=("relationship", "collection"),
    minutes=5,
    models=MODELS,
    starter=(
        "def disband(session):\n"
        '    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()\n'
        "    for hero in team.heroes:\n"
        "        team.heroes.remove(hero)\n"
        "    session.commit()"
    ),
    given=_has_one_z_force,
    reference=_disband_by_copy,
    alternates=[_disband_by_clear, _disband_by_query, _disband_by_update],
    wrong=[
        (_disband_in_loop, "changed_too_little"),
        (_disband_first, "changed_too_little"),
        (_disband_without_commit, "forgotten_commit"),
        (_disband_flushed, "flush_for_commit"),
        (_disband_every_team, "update_without_where"),
        (_disband_by_delete, "deleted_too_much"),
        (_disband_the_team, "deleted_too_much"),
    ],
    hints=(
        "What happens to a list in Python when a loop over it removes an item?",
        "Go through a copy, or empty the list in one call.",
    ),
)


def _known_ages_in_python(session):
    teams = session.exec(select(Team)).all()
    return [team for team in teams if all(hero.age is not None for hero in team.heroes)]


UNKNOWN = col(Hero.age).is_(None)

known_ages = Exercise(
    id="relationships.known_ages",
    chapter=CHAPTER,
    title="Teams whose ages are known",
    prompt=(
        "Select the teams in which the age of every hero is known. A team without heroes counts "
        "too, for nobody in it has an unknown age. The order does not matter."
    ),
    kind="select",
    concepts=("exists", "relationship", "and_or_not", "null"),
    minutes=5,
    models=MODELS,
    starter="known_ages = ...  # a statement",
    reference=select(Team).where(~col(Team.heroes).any(col(Hero.age).is_(None))),
    alternates=[
        select(Team).where(not_(exists().where(Hero.team_id == Team.id, UNKNOWN))),
        select(Team).where(
            col(Team.id).not_in(select(Hero.team_id).where(UNKNOWN, col(Hero.team_id).is_not(None)))
        ),
        _known_ages_in_python,
    ],
    wrong=[
        (select(Team).where(col(Team.heroes).any(UNKNOWN)), "wrong_operator"),
        (
            select(Team).join(Hero).where(~col(Team.heroes).any(UNKNOWN)).distinct(),
            "inner_join_drops_rows",
        ),
        (select(Team).outerjoin(Hero).where(~col(Team.heroes).any(UNKNOWN)), "join_duplicates"),
        (
            select(Team).where(col(Team.id).not_in(select(Hero.team_id).where(UNKNOWN))),
            "null_in_list",
        ),
        (select(Team), "missing_filter"),
        (select(Team.name).where(~col(Team.heroes).any(UNKNOWN)), "wrong_columns"),
    ],
    hints=(
        "Turn it round: in which teams is there a hero of unknown age?",
        "any asks whether one of the heroes meets a condition, and ~ turns an answer round.",
    ),
)
