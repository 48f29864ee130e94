"""The models of the course: heroes, their teams, their missions, and who went on which.

Each table has four data models beside it. `...Base` holds the shared fields, `...Create` is what a
client sends to make a row, `...Public` is what it may see, and `...Update` is what it may change.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import field_validator
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from heroes.displays import declared_values

# Named constraints can be found again by a migration; unnamed ones cannot be dropped everywhere.
NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BY_ID = {"order_by": "Hero.id"}  # without an order, a server may return them in any


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))):
    """Keep heroes' models on a registry of their own, so that clearing yours leaves them alone."""

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        """Return the fields in declared order; what is not loaded says so and is not fetched."""
        return list(declared_values(self).items())


def refuse_null(value: Any) -> Any:
    """Return the value, or raise ValueError if it is None: a required column cannot be emptied."""
    if value is None:
        raise ValueError("may be left out, but not null")
    return value


class Identified(Base):
    """Give a table its primary key, as the first column; the database chooses the number."""

    id: int | None = Field(default=None, primary_key=True)


class HeroMissionLinkBase(Base):
    """The columns of the link itself: what a hero did on a mission."""

    role: str = "member"


class HeroMissionLink(HeroMissionLinkBase, table=True):
    """One hero on one mission."""

    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    mission_id: int | None = Field(default=None, foreign_key="mission.id", primary_key=True)

    hero: "Hero" = Relationship(back_populates="mission_links")
    mission: "Mission" = Relationship(back_populates="hero_links")


class TeamBase(Base):
    """The fields that every form of a team has."""

    name: str = Field(index=True)
    headquarters: str


class Team(TeamBase, Identified, table=True):
    """A team of heroes: one team, many heroes."""

    heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs=BY_ID)


class TeamCreate(TeamBase):
    """What a client sends to make a team."""


class TeamPublic(TeamBase):
    """What a client sees of a team."""

    id: int


class TeamUpdate(Base):
    """What a client may change of a team."""

    name: str | None = None
    headquarters: str | None = None

    _required = field_validator("name", "headquarters")(refuse_null)


class HeroBase(Base):
    """The fields that every form of a hero has. The secret name is not among them."""

    name: str = Field(index=True)
    age: int | None = Field(default=None, index=True, ge=0)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


class Hero(HeroBase, Identified, table=True):
    """A hero, in one team or in none, on any number of missions."""

    secret_name: str

    team: Team | None = Relationship(back_populates="heroes")
    mission_links: list[HeroMissionLink] = Relationship(back_populates="hero", cascade_delete=True)
    # The links hold the role, so rows are written through them; this is the short way to read.
    missions: list["Mission"] = Relationship(
        back_populates="heroes",
        link_model=HeroMissionLink,
        sa_relationship_kwargs={"viewonly": True, "order_by": "Mission.id"},
    )


class HeroCreate(HeroBase):
    """What a client sends to make a hero."""

    secret_name: str


class HeroPublic(HeroBase):
    """What a client sees of a hero: never the secret name."""

    id: int


class HeroUpdate(Base):
    """What a client may change of a hero. Age and team may be set to null, the names may not."""

    name: str | None = None
    secret_name: str | None = None
    age: int | None = Field(default=None, ge=0)
    team_id: int | None = None

    _required = field_validator("name", "secret_name")(refuse_null)


class MissionBase(Base):
    """The fields that every form of a mission has."""

    name: str = Field(index=True)
    difficulty: int = Field(default=1, ge=1, le=5)
    starts_on: date | None = None


class Mission(MissionBase, Identified, table=True):
    """A mission: many heroes go on it, each in a role."""

    hero_links: list[HeroMissionLink] = Relationship(
        back_populates="mission",
        cascade_delete=True,
        sa_relationship_kwargs={"order_by": "HeroMissionLink.hero_id"},
    )
    heroes: list[Hero] = Relationship(
        back_populates="missions",
        link_model=HeroMissionLink,
        sa_relationship_kwargs=BY_ID | {"viewonly": True},
    )


class MissionCreate(MissionBase):
    """What a client sends to make a mission."""


class MissionPublic(MissionBase):
    """What a client sees of a mission."""

    id: int


class MissionUpdate(Base):
    """What a client may change of a mission."""

    name: str | None = None
    difficulty: int | None = Field(default=None, ge=1, le=5)
    starts_on: date | None = None

    _required = field_validator("name", "difficulty")(refuse_null)
