"""A blind corpus: what learners would answer to the exercises of relationships."""
# ruff: noqa: D103, E711, E712, F811, F821, N803, RUF100, UP045

from typing import Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, not_, or_, text
from sqlalchemy.orm import aliased, relationship, selectinload
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    create_engine,
    exists,
    func,
    select,
    update,
)

from heroes.models import Base as HeroesBase
from heroes.models import Hero, Team

RIGHT: dict[str, list] = {}  # id -> answers
WRONG: dict[str, list] = {}  # id -> (answer, (ids...), remark in a few words)


def right(name):
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconceptions, remark):
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconceptions, remark)) or answer
    )


# ---------------------------------------------------------------- relationships.pets

PETS = "relationships.pets"


@right(PETS)
def _(Base):
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


@right(PETS)
def _(Base):
    class Pet(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        owner_id: Optional[int] = Field(default=None, foreign_key="owner.id", index=True)
        owner: Optional["Owner"] = Relationship(back_populates="pets")

    class Owner(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        pets: list[Pet] = Relationship(back_populates="owner")

    return [Owner, Pet]


@right(PETS)
def _(Base):
    class Named(SQLModel):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)

    class Owner(Named, Base, table=True):
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Named, Base, table=True):
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: "Owner" = Relationship(back_populates="pets")

    return [Owner, Pet]


@right(PETS)
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(sa_column=Column(Integer, primary_key=True), default=None)
        name: str = Field(nullable=False)
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(sa_column=Column(Integer, primary_key=True), default=None)
        name: str = Field(nullable=False)
        owner_id: int | None = Field(
            default=None, sa_column=Column(Integer, ForeignKey("owner.id"), nullable=True)
        )
        owner: Optional["Owner"] = Relationship(back_populates="pets")

    return [Owner, Pet]


@right(PETS)
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(
            sa_relationship=relationship("Pet", back_populates="owner", order_by="Pet.name")
        )

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(
            sa_relationship=relationship("Owner", back_populates="pets")
        )

    return [Owner, Pet]


@right(PETS)
def _(Base):
    class Owner(Base, table=True):
        __tablename__ = "owner"

        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(
            back_populates="owner", sa_relationship_kwargs={"lazy": "selectin"}
        )

    class Pet(Base, table=True):
        __tablename__ = "pet"
        __table_args__ = (ForeignKeyConstraint(["owner_id"], ["owner.id"]),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = None
        owner: Owner | None = Relationship(
            back_populates="pets", sa_relationship_kwargs={"lazy": "joined"}
        )

    return [Owner, Pet]


@right(PETS)
def _(Base):
    def key():
        return Field(default=None, primary_key=True)

    class OwnerBase(SQLModel):
        name: str

    class PetBase(SQLModel):
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id", ondelete="SET NULL")

    class Owner(OwnerBase, Base, table=True):
        id: int | None = key()
        pets: list["Pet"] = Relationship(back_populates="owner", passive_deletes=True)

    class Pet(PetBase, Base, table=True):
        id: int | None = key()
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("wrong_nullability", "refuses_valid"), "a pet needs an owner")
def _(Base):
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


@wrong(PETS, ("missing_foreign_key",), "owner_id is a plain number")
def _(Base):
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


@wrong(PETS, ("unbound_relationship",), "no back_populates at all")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship()

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship()

    return [Owner, Pet]


@wrong(PETS, ("unbound_relationship",), "back_populates on one side only")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship()

    return [Owner, Pet]


@wrong(PETS, ("unbound_relationship",), "back_populates names the class, not the attribute")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="Pet")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="Owner")

    return [Owner, Pet]


@wrong(PETS, ("missing_relationship",), "no pet.owner")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship()

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")

    return [Owner, Pet]


@wrong(PETS, ("wrong_foreign_key",), "the class's name in foreign_key")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="Owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("not_a_table",), "Owner is no table")
def _(Base):
    class Owner(SQLModel):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("wrong_nullability", "extra_default"), "a pet may be without a name")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("extra_default",), "an empty name where none is given")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = ""
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = ""
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("wrong_primary_key",), "owner_id is part of the key")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id", primary_key=True)
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("one_for_many",), "pets is one pet")
def _(Base):
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


@wrong(
    PETS,
    ("wrong_relationship_side", "missing_column", "extra_column", "wrong_foreign_key"),
    "the key is in Owner",
)
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pet_id: int | None = Field(default=None, foreign_key="pet.id")
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("unresolved_name", "wrong_name", "wrong_relationship_target"), "list of Pets")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pets"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("extra_unique",), "one pet for each owner at most")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id", unique=True)
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("viewonly_write", "unbound_relationship"), "changes of the list are not saved")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(sa_relationship_kwargs={"viewonly": True})

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship()

    return [Owner, Pet]


@wrong(
    PETS,
    ("wrong_default", "null_counted_as_zero", "wrong_foreign_key"),
    "no owner is the owner 0",
)
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=0, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner, Pet]


@wrong(PETS, ("missing_class",), "only the owner is given back")
def _(Base):
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        pets: list["Pet"] = Relationship(back_populates="owner")

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        owner_id: int | None = Field(default=None, foreign_key="owner.id")
        owner: Owner | None = Relationship(back_populates="pets")

    return [Owner]


# ------------------------------------------------------------- relationships.disband

DISBAND = "relationships.disband"


@right(DISBAND)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in list(team.heroes):
        team.heroes.remove(hero)
    session.commit()


@right(DISBAND)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes = []
    session.add(team)
    session.commit()


@right(DISBAND)
def _(session):
    z_force = select(Team.id).where(Team.name == "Z-Force").scalar_subquery()
    session.exec(update(Hero).where(Hero.team_id == z_force).values(team_id=None))
    session.commit()


@right(DISBAND)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    while team.heroes:
        team.heroes.pop()
    session.commit()


@right(DISBAND)
def _(session):
    for hero in session.exec(select(Hero).join(Team).where(Team.name == "Z-Force")).all():
        hero.team = None
    session.commit()


@right(DISBAND)
def _(session):
    session.connection().execute(
        text(
            "UPDATE hero SET team_id = NULL WHERE team_id IN (SELECT id FROM team WHERE name = :n)"
        ),
        {"n": "Z-Force"},
    )
    session.commit()


@right(DISBAND)
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in team.heroes:
        hero.team_id = None
        session.add(hero)
    session.commit()


@right(DISBAND)
def _(session):
    def leave(hero):
        hero.team = None

    team = session.exec(
        select(Team).options(selectinload(Team.heroes)).where(Team.name == "Z-Force")
    ).one()
    for hero in reversed(team.heroes):
        leave(hero)
    session.commit()


@wrong(DISBAND, ("changed_too_little",), "the backref changes the list in the loop")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in team.heroes:
        hero.team = None
    session.commit()


@wrong(DISBAND, ("changed_too_little", "half_done"), "a commit in the loop, but the same list")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in team.heroes:
        team.heroes.remove(hero)
        session.commit()


@wrong(DISBAND, ("changed_too_little", "raises_on_empty"), "pop takes one hero")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes.pop()
    session.commit()


@wrong(DISBAND, ("raises",), "the index runs past the end of the shorter list")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for number in range(len(team.heroes)):
        team.heroes.pop(number)
    session.commit()


@wrong(DISBAND, ("deleted_too_much",), "the heroes are deleted")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in list(team.heroes):
        session.delete(hero)
    session.commit()


@wrong(DISBAND, ("deleted_too_much",), "the team is deleted")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    session.delete(team)
    session.commit()


@wrong(DISBAND, ("forgotten_commit",), "no commit")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in list(team.heroes):
        team.heroes.remove(hero)


@wrong(DISBAND, ("flush_for_commit", "forgotten_commit"), "flush and no commit")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes.clear()
    session.flush()


@wrong(DISBAND, ("update_without_where", "changed_too_much"), "all heroes leave their teams")
def _(session):
    session.exec(update(Hero).values(team_id=None))
    session.commit()


@wrong(
    DISBAND,
    ("cartesian_product", "changed_too_much", "missing_filter"),
    "no condition between hero and team",
)
def _(session):
    session.exec(update(Hero).where(Team.name == "Z-Force").values(team_id=None))
    session.commit()


@wrong(DISBAND, ("null_counted_as_zero", "wrong_new_value", "wrong_foreign_key"), "0 for no team")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    for hero in team.heroes:
        hero.team_id = 0
    session.commit()


@wrong(DISBAND, ("changed_too_little",), "the copy is emptied")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    heroes = list(team.heroes)
    heroes.clear()
    session.commit()


@wrong(DISBAND, ("not_executed",), "the update is not sent")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    update(Hero).where(Hero.team_id == team.id).values(team_id=None)
    session.commit()


@wrong(DISBAND, ("changed_too_much", "wrong_column", "wrong_row"), "found again by their names")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    names = [hero.name for hero in team.heroes]
    session.exec(update(Hero).where(Hero.name.in_(names)).values(team_id=None))
    session.commit()


@wrong(DISBAND, ("changed_too_little", "one_for_many", "raises_on_empty"), "the first hero only")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    hero = session.exec(select(Hero).where(Hero.team_id == team.id)).first()
    hero.team_id = None
    session.commit()


@wrong(DISBAND, ("wrong_new_value",), "they go to another team")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    other = Team(name="Nobody", headquarters="")
    for hero in list(team.heroes):
        hero.team = other
    session.commit()


@wrong(DISBAND, ("raises",), "None is no list")
def _(session):
    team = session.exec(select(Team).where(Team.name == "Z-Force")).one()
    team.heroes = None
    session.commit()


@wrong(DISBAND, ("own_session",), "another database")
def _(session):
    engine = create_engine("sqlite://")
    HeroesBase.metadata.create_all(engine)
    with Session(engine) as own:
        for hero in own.exec(select(Hero).join(Team).where(Team.name == "Z-Force")).all():
            hero.team = None
        own.commit()


# ---------------------------------------------------------- relationships.known_ages

KNOWN = "relationships.known_ages"
counted = select(func.count(Hero.id)).where(Hero.team_id == Team.id, Hero.age == None)
nobody = aliased(Hero)

right(KNOWN)(select(Team).where(~Team.heroes.any(Hero.age == None)))
right(KNOWN)(select(Team).where(not_(exists().where(Hero.team_id == Team.id, Hero.age.is_(None)))))
right(KNOWN)(
    select(Team).where(
        Team.id.not_in(select(Hero.team_id).where(Hero.age.is_(None), Hero.team_id.is_not(None)))
    )
)
right(KNOWN)(
    select(Team)
    .outerjoin(Hero, Hero.team_id == Team.id)
    .group_by(Team.id)
    .having(func.count(Hero.id) == func.count(Hero.age))
)
right(KNOWN)(
    select(Team)
    .join(nobody, (nobody.team_id == Team.id) & nobody.age.is_(None), isouter=True)
    .where(nobody.id == None)
)
right(KNOWN)(select(Team).where(counted.scalar_subquery() == 0))
right(KNOWN)(
    select(Team).where(
        text("NOT EXISTS (SELECT 1 FROM hero AS h WHERE h.team_id = team.id AND h.age IS NULL)")
    )
)


@right(KNOWN)
def _(session):
    teams = session.exec(select(Team).options(selectinload(Team.heroes))).all()
    return [team for team in teams if all(hero.age is not None for hero in team.heroes)]


wrong(KNOWN, ("null_kept", "inner_join_drops_rows"), "one known age is enough")(
    select(Team).join(Hero).where(Hero.age != None).distinct()
)
wrong(KNOWN, ("wrong_operator", "null_kept"), "some age is known")(
    select(Team).where(Team.heroes.any(Hero.age != None))
)
wrong(KNOWN, ("extra_filter",), "teams without heroes are left out")(
    select(Team).where(Team.heroes.any(), ~Team.heroes.any(Hero.age == None))
)
wrong(KNOWN, ("wrong_operator",), "the teams with an unknown age")(
    select(Team).where(Team.heroes.any(Hero.age == None))
)
wrong(KNOWN, ("wrong_operator",), "the teams in which no age is known")(
    select(Team).where(~Team.heroes.any(Hero.age != None))
)
wrong(KNOWN, ("null_in_list", "null_lost"), "heroes without a team put NULL in the list")(
    select(Team).where(Team.id.not_in(select(Hero.team_id).where(Hero.age == None)))
)


@wrong(KNOWN, ("is_none",), "Hero.age is None is False")
def _(session):
    return session.exec(select(Team).where(~Team.heroes.any(Hero.age is None))).all()


@wrong(KNOWN, ("python_not", "raises"), "not before an EXISTS")
def _(session):
    return session.exec(select(Team).where(not Team.heroes.any(Hero.age == None))).all()


@wrong(KNOWN, ("null_counted_as_zero",), "the age 0 is taken for unknown")
def _(session):
    teams = session.exec(select(Team)).all()
    return [team for team in teams if all(hero.age for hero in team.heroes)]


wrong(KNOWN, ("null_counted_as_zero", "wrong_value"), "0 for unknown")(
    select(Team).where(~Team.heroes.any(Hero.age == 0))
)
wrong(KNOWN, ("count_nullable_column",), "an empty team counts as one row")(
    select(Team).outerjoin(Hero).group_by(Team.id).having(func.count() == func.count(Hero.age))
)
wrong(KNOWN, ("inner_join_drops_rows",), "the inner join loses empty teams")(
    select(Team).join(Hero).group_by(Team.id).having(func.count(Hero.id) == func.count(Hero.age))
)
wrong(KNOWN, ("null_kept",), "one known age is enough, or no hero")(
    select(Team).outerjoin(Hero).where(or_(Hero.age != None, Hero.id == None)).distinct()
)
wrong(
    KNOWN,
    ("wrong_join_condition", "missing_filter", "cartesian_product"),
    "an unknown age in any team at all",
)(select(Team).where(~exists().where(Hero.age == None)))
wrong(KNOWN, ("wrong_columns",), "names instead of teams")(
    select(Team.name).where(~Team.heroes.any(Hero.age == None))
)
wrong(KNOWN, ("wrong_group", "distinct_hides_rows"), "teams of one name made one")(
    select(Team)
    .outerjoin(Hero)
    .group_by(Team.name)
    .having(func.count(Hero.id) == func.count(Hero.age))
)
wrong(KNOWN, ("wrong_column", "wrong_join_condition"), "hero ids for team ids")(
    select(Team).where(Team.id.not_in(select(Hero.id).where(Hero.age == None)))
)
wrong(KNOWN, ("join_duplicates",), "a needless join repeats the teams")(
    select(Team).outerjoin(Hero).where(~Team.heroes.any(Hero.age == None))
)
