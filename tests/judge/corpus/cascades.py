"""A blind corpus: what learners would answer to the exercises of cascades."""
# ruff: noqa: D103, E711, E712, F811, F821, N803, RUF100, UP045

from typing import Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, text
from sqlalchemy.orm import relationship, selectinload
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    create_engine,
    delete,
    or_,
    select,
    update,
)

from heroes.models import Base as HeroesBase
from heroes.models import Hero, HeroMissionLink, Team

RIGHT: dict[str, list] = {}  # id -> answers
WRONG: dict[str, list] = {}  # id -> (answer, (ids...), remark in a few words)


def right(name):
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconceptions, remark):
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconceptions, remark)) or answer
    )


# ------------------------------------------------------------------ cascades.lockers

LOCKERS = "cascades.lockers"


@right(LOCKERS)
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@right(LOCKERS)
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", index=True)

    return [Team, Locker]


@right(LOCKERS)
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        lockers: list["Locker"] = Relationship(
            back_populates="team", cascade_delete=True, passive_deletes=True
        )

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(
            sa_column=Column(Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False)
        )
        team: Optional["Team"] = Relationship(back_populates="lockers")

    return [Team, Locker]


@right(LOCKERS)
def _(Base):
    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: "Team" = Relationship(back_populates="lockers")

    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list[Locker] = Relationship(
            back_populates="team", sa_relationship_kwargs={"cascade": "all, delete-orphan"}
        )

    return [Team, Locker]


@right(LOCKERS)
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", passive_deletes="all")

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@right(LOCKERS)
def _(Base):
    class Numbered(SQLModel):
        id: int | None = Field(default=None, primary_key=True)

    class Team(Numbered, Base, table=True):
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Numbered, Base, table=True):
        __table_args__ = (ForeignKeyConstraint(["team_id"], ["team.id"], ondelete="CASCADE"),)

        number: int
        team_id: int
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@right(LOCKERS)
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(
            sa_relationship=relationship(
                "Locker",
                back_populates="team",
                cascade="all, delete-orphan",
                passive_deletes=True,
                order_by="Locker.number",
            )
        )

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team | None = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_ondelete",), "only the session deletes the lockers")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("no_cascade",), "only the database deletes the lockers")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team")

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("no_cascade",), "passive_deletes=True still nulls the loaded lockers")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", passive_deletes=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("no_cascade", "wrong_ondelete"), "no rule at all")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team")

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(
    LOCKERS,
    ("wrong_cascade_side", "no_cascade", "wrong_relationship_side"),
    "cascade_delete on Locker.team",
)
def _(Base):
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


@wrong(
    LOCKERS,
    ("wrong_cascade_side", "extra_cascade", "wrong_relationship_side"),
    "deleting one locker deletes its team",
)
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(
            back_populates="lockers", sa_relationship_kwargs={"cascade": "all"}
        )

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_ondelete", "wrong_nullability"), "SET NULL")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="SET NULL")
        team: Team | None = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_ondelete",), "RESTRICT")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="RESTRICT")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_ondelete",), "onupdate for ondelete")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(
            sa_column=Column(ForeignKey("team.id", onupdate="CASCADE"), nullable=False)
        )
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_ondelete",), "left to a database that has no rule")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(
            back_populates="team", cascade_delete=True, passive_deletes=True
        )

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_nullability",), "a locker may be without a team")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="CASCADE")
        team: Team | None = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_nullability", "extra_default"), "a locker may be without a number")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int | None = None
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("wrong_type",), "the number is a text")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: str
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("missing_column", "wrong_primary_key"), "the number is the key")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        number: int = Field(primary_key=True)
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("extra_unique",), "two teams cannot have a locker of one number")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(back_populates="team", cascade_delete=True)

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int = Field(unique=True)
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="lockers")

    return [Team, Locker]


@wrong(LOCKERS, ("missing_relationship", "no_cascade"), "no list")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")

    return [Team, Locker]


@wrong(LOCKERS, ("missing_foreign_key", "wrong_ondelete"), "team_id is a plain number")
def _(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        lockers: list["Locker"] = Relationship(
            cascade_delete=True,
            sa_relationship_kwargs={
                "primaryjoin": "Team.id == foreign(Locker.team_id)",
            },
        )

    class Locker(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        number: int
        team_id: int

    return [Team, Locker]


# ------------------------------------------------------------------ cascades.disband

DISBAND = "cascades.disband"


@right(DISBAND)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        session.delete(hero)
    session.delete(team)
    session.commit()


@right(DISBAND)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in session.exec(select(Hero).where(Hero.team_id == team.id)).all():
        session.delete(hero)
    session.flush()
    session.delete(team)
    session.commit()


@right(DISBAND)
def _(session):
    team_id = session.exec(select(Team.id).where(Team.name == "Preventers")).one()
    heroes = select(Hero.id).where(Hero.team_id == team_id)
    session.exec(delete(HeroMissionLink).where(HeroMissionLink.hero_id.in_(heroes)))
    session.exec(delete(Hero).where(Hero.team_id == team_id))
    session.exec(delete(Team).where(Team.id == team_id))
    session.commit()


@right(DISBAND)
def _(session):
    connection = session.connection()
    connection.execute(
        text(
            "DELETE FROM heromissionlink WHERE hero_id IN (SELECT hero.id FROM hero"
            " JOIN team ON team.id = hero.team_id WHERE team.name = 'Preventers')"
        )
    )
    connection.execute(
        text("DELETE FROM hero WHERE team_id IN (SELECT id FROM team WHERE name = 'Preventers')")
    )
    connection.execute(text("DELETE FROM team WHERE name = 'Preventers'"))
    session.commit()


@right(DISBAND)
def _(session):
    def remove(row):
        if isinstance(row, Team):
            for hero in list(row.heroes):
                remove(hero)
        if isinstance(row, Hero):
            for link in list(row.mission_links):
                remove(link)
        session.delete(row)

    remove(session.exec(select(Team).where(Team.name == "Preventers")).one())
    session.commit()


@right(DISBAND)
def _(session):
    rows = session.exec(select(Team, Hero).outerjoin(Hero).where(Team.name == "Preventers")).all()
    for _team, hero in rows:
        if hero is not None:
            session.delete(hero)
    session.delete(rows[0][0])
    session.commit()


@right(DISBAND)
def _(session):
    team = session.exec(
        select(Team)
        .where(Team.name == "Preventers")
        .options(selectinload(Team.heroes).selectinload(Hero.mission_links))
    ).one()
    ids = [hero.id for hero in team.heroes]
    session.exec(delete(HeroMissionLink).where(HeroMissionLink.hero_id.in_(ids)))
    session.exec(delete(Hero).where(Hero.id.in_(ids)))
    session.expire_all()
    session.delete(team)
    session.commit()


@wrong(
    DISBAND,
    ("no_cascade", "orphan_left", "deleted_too_little", "cascade_is_default"),
    "the heroes are loaded, not deleted",
)
def _(session):
    team = session.exec(
        select(Team).where(Team.name == "Preventers").options(selectinload(Team.heroes))
    ).one()
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("bulk_ignores_cascade", "orphan_left"), "the links of the heroes are forgotten")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    session.exec(delete(Hero).where(Hero.team_id == team.id))
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("bulk_ignores_cascade", "cascade_is_default", "keys_unchecked"), "one bulk DELETE")
def _(session):
    session.exec(delete(Team).where(Team.name == "Preventers"))
    session.commit()


@wrong(DISBAND, ("orphan_left", "deleted_too_little"), "the heroes are sought after the flush")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    team_id = team.id
    session.delete(team)
    for hero in session.exec(select(Hero).where(Hero.team_id == team_id)).all():
        session.delete(hero)
    session.commit()


@wrong(DISBAND, ("deleted_too_little",), "the team stays")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        session.delete(hero)
    session.commit()


@wrong(DISBAND, ("orphan_left", "deleted_too_little"), "taken out of the list, not deleted")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    team.heroes.clear()
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("deleted_too_little", "orphan_left"), "the list shrinks in the loop")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        team.heroes.remove(hero)
        session.delete(hero)
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("deleted_too_little", "orphan_left", "one_for_many"), "one hero goes")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    hero = session.exec(select(Hero).where(Hero.team_id == team.id)).first()
    if hero:
        session.delete(hero)
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("forgotten_commit",), "no commit")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        session.delete(hero)
    session.delete(team)


@wrong(DISBAND, ("flush_for_commit", "forgotten_commit"), "flush and no commit")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        session.delete(hero)
    session.delete(team)
    session.flush()


@wrong(DISBAND, ("deleted_too_much", "missing_filter"), "all heroes of all teams")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in session.exec(select(Hero)).all():
        session.delete(hero)
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("delete_without_where", "deleted_too_much", "missing_filter"), "all links go")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    session.exec(delete(HeroMissionLink))
    session.exec(delete(Hero).where(Hero.team_id == team.id))
    session.exec(delete(Team).where(Team.id == team.id))
    session.commit()


@wrong(DISBAND, ("deleted_too_much",), "their missions go too")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    for hero in team.heroes:
        for link in hero.mission_links:
            session.delete(link.mission)
        session.delete(hero)
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("deleted_too_much", "wrong_row", "wrong_column"), "heroes found by their names")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    names = [hero.name for hero in team.heroes]
    for hero in session.exec(select(Hero).where(Hero.name.in_(names))).all():
        session.delete(hero)
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("wrong_row", "wrong_column", "deleted_too_much"), "found by its headquarters")
def _(session):
    for team in session.exec(select(Team).where(Team.headquarters == "Sharp Tower")).all():
        for hero in team.heroes:
            session.delete(hero)
        session.delete(team)
    session.commit()


@wrong(DISBAND, ("many_for_one", "raises"), "a list is no row")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    session.delete(team.heroes)
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("not_executed", "orphan_left", "deleted_too_little"), "the DELETE is not sent")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    delete(HeroMissionLink).where(HeroMissionLink.hero.has(Hero.team_id == team.id))
    delete(Hero).where(Hero.team_id == team.id)
    session.delete(team)
    session.commit()


@wrong(
    DISBAND,
    ("deleted_too_much", "or_for_and"),
    "heroes without a team go along",
)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Preventers")).one()
    mine = or_(Hero.team_id == team.id, Hero.team_id == None)
    for hero in session.exec(select(Hero).where(mine)).all():
        session.delete(hero)
    session.delete(team)
    session.commit()


# -------------------------------------------------------------------- cascades.merge

MERGE = "cascades.merge"


def team_named(session, name):
    return session.exec(select(Team).where(Team.name == name)).one()


@right(MERGE)
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in list(old.heroes):
        hero.team = new
    session.delete(old)
    session.commit()


@right(MERGE)
def _(session):
    old = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    new = session.exec(select(Team).where(Team.name == "Reserves")).one()
    session.exec(update(Hero).where(Hero.team_id == old.id).values(team_id=new.id))
    session.exec(delete(Team).where(Team.id == old.id))
    session.commit()


@right(MERGE)
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    new.heroes.extend(list(old.heroes))
    session.flush()
    session.delete(old)
    session.commit()


@right(MERGE)
def _(session):
    def id_of(name):
        return select(Team.id).where(Team.name == name).scalar_subquery()

    session.exec(
        update(Hero)
        .where(Hero.team_id == id_of("Z-Force"))
        .values(team_id=id_of("Reserves"))
        .execution_options(synchronize_session=False)
    )
    session.exec(delete(Team).where(Team.name == "Z-Force"))
    session.commit()


@right(MERGE)
def _(session):
    connection = session.connection()
    connection.execute(
        text(
            "UPDATE hero SET team_id = (SELECT id FROM team WHERE name = :new)"
            " WHERE team_id = (SELECT id FROM team WHERE name = :old)"
        ),
        {"old": "Z-Force", "new": "Reserves"},
    )
    connection.execute(text("DELETE FROM team WHERE name = :old"), {"old": "Z-Force"})
    session.commit()


@right(MERGE)
def _(session):
    teams = session.exec(select(Team).where(Team.name.in_(["Z-Force", "Reserves"]))).all()
    by_name = {team.name: team for team in teams}
    old, new = by_name["Z-Force"], by_name["Reserves"]
    for hero in session.exec(select(Hero).where(Hero.team_id == old.id)).all():
        hero.team_id = new.id
        session.add(hero)
    session.flush()
    session.delete(old)
    session.commit()


@right(MERGE)
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    while old.heroes:
        new.heroes.append(old.heroes[0])
    session.delete(old)
    session.commit()


@wrong(MERGE, ("orphan_left", "changed_too_little"), "the keys are set, and the delete nulls them")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in old.heroes:
        hero.team_id = new.id
    session.delete(old)
    session.commit()


@wrong(MERGE, ("orphan_left", "changed_too_little"), "the loaded list is stale after the UPDATE")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    if old.heroes:
        session.exec(update(Hero).where(Hero.team_id == old.id).values(team_id=new.id))
    session.delete(old)
    session.commit()


@wrong(MERGE, ("orphan_left", "changed_too_little"), "nobody moves")
def _(session):
    session.delete(team_named(session, "Z-Force"))
    session.commit()


@wrong(MERGE, ("changed_too_little", "orphan_left"), "the list shrinks in the loop")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in old.heroes:
        hero.team = new
    session.delete(old)
    session.commit()


@wrong(MERGE, ("deleted_too_much",), "the heroes are deleted")
def _(session):
    old = team_named(session, "Z-Force")
    for hero in old.heroes:
        session.delete(hero)
    session.delete(old)
    session.commit()


@wrong(MERGE, ("deleted_too_little",), "the team stays")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    session.exec(update(Hero).where(Hero.team_id == old.id).values(team_id=new.id))
    session.commit()


@wrong(MERGE, ("wrong_row",), "the other team goes")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in list(new.heroes):
        hero.team = old
    session.delete(new)
    session.commit()


@wrong(MERGE, ("forgotten_commit",), "no commit")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in list(old.heroes):
        hero.team = new
    session.delete(old)


@wrong(MERGE, ("flush_for_commit", "forgotten_commit"), "flush and no commit")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    session.exec(update(Hero).where(Hero.team_id == old.id).values(team_id=new.id))
    session.delete(old)
    session.flush()


@wrong(MERGE, ("deleted_too_little", "wrong_row", "wrong_new_value"), "the team is renamed")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    old.name, old.headquarters = new.name, new.headquarters
    session.commit()


@wrong(MERGE, ("link_lost", "changed_too_much"), "the Reserves' own heroes are lost")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    new.heroes = list(old.heroes)
    session.delete(old)
    session.commit()


@wrong(MERGE, ("update_without_where", "changed_too_much"), "all heroes go to the Reserves")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    session.exec(update(Hero).values(team_id=new.id))
    session.delete(old)
    session.commit()


@wrong(MERGE, ("added_twice", "wrong_row"), "a second team named Reserves")
def _(session):
    old = team_named(session, "Z-Force")
    new = Team(name="Reserves", headquarters="Sharp Tower")
    session.add(new)
    for hero in list(old.heroes):
        hero.team = new
    session.delete(old)
    session.commit()


@wrong(MERGE, ("keys_unchecked", "raises"), "the team goes before its heroes")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    old_id = old.id
    session.exec(delete(Team).where(Team.id == old_id))
    session.exec(update(Hero).where(Hero.team_id == old_id).values(team_id=new.id))
    session.commit()


@wrong(MERGE, ("insert_for_update", "orphan_left", "added_twice"), "copies of the heroes move")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in old.heroes:
        copy = Hero(name=hero.name, secret_name=hero.secret_name, age=hero.age, team_id=new.id)
        session.add(copy)
    session.delete(old)
    session.commit()


@wrong(MERGE, ("changed_too_little", "orphan_left", "one_for_many"), "one hero moves")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    hero = session.exec(select(Hero).where(Hero.team_id == old.id)).first()
    if hero is not None:
        hero.team = new
    session.delete(old)
    session.commit()


@wrong(MERGE, ("deleted_too_much", "wrong_operator", "orphan_left"), "all teams but one go")
def _(session):
    old, new = team_named(session, "Z-Force"), team_named(session, "Reserves")
    for hero in list(old.heroes):
        hero.team = new
    for team in session.exec(select(Team).where(Team.name != "Reserves")).all():
        session.delete(team)
    session.commit()


@wrong(MERGE, ("own_session",), "another database")
def _(session):
    engine = create_engine("sqlite://")
    HeroesBase.metadata.create_all(engine)
    with Session(engine) as own:
        own.add_all([Team(name=name, headquarters="") for name in ("Z-Force", "Reserves")])
        old, new = team_named(own, "Z-Force"), team_named(own, "Reserves")
        for hero in list(old.heroes):
            hero.team = new
        own.delete(old)
        own.commit()
