"""A blind corpus: what learners would answer to the exercises of many_to_many."""
# ruff: noqa: D103, E711, E712, F811, F821, N803, RUF100, S106, UP045

from typing import Optional

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    and_,
    distinct,
    intersect,
    literal,
    or_,
    text,
)
from sqlalchemy.orm import aliased, relationship, selectinload
from sqlmodel import (
    Field,
    Relationship,
    SQLModel,
    exists,
    func,
    insert,
    select,
    update,
)

from heroes.models import Hero, HeroMissionLink, Mission

RIGHT: dict[str, list] = {}  # id -> answers
WRONG: dict[str, list] = {}  # id -> (answer, (ids...), remark in a few words)


def right(name):
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconceptions, remark):
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconceptions, remark)) or answer
    )


# --------------------------------------------------------------- many_to_many.skills

SKILLS = "many_to_many.skills"


@right(SKILLS)
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@right(SKILLS)
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int = Field(foreign_key="hero.id", primary_key=True)
        skill_id: int = Field(foreign_key="skill.id", primary_key=True)
        level: int = Field(default=1, sa_column_kwargs={"server_default": "1"})

    class Skill(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@right(SKILLS)
def _(Base):
    class Named(SQLModel):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)

    class HeroSkillLink(Base, table=True):
        hero_id: int = Field(foreign_key="hero.id", primary_key=True, ondelete="CASCADE")
        skill_id: int = Field(foreign_key="skill.id", primary_key=True, ondelete="CASCADE")
        level: int = Field(default=1, nullable=False)

    class Hero(Named, Base, table=True):
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Named, Base, table=True):
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@right(SKILLS)
def _(Base):
    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(
            sa_relationship=relationship(
                "Skill", secondary="heroskilllink", back_populates="heroes"
            )
        )

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(
            sa_relationship=relationship("Hero", secondary="heroskilllink", back_populates="skills")
        )

    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = Field(default=1)

    return [Hero, Skill, HeroSkillLink]


@right(SKILLS)
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int = Field(
            sa_column=Column(Integer, ForeignKey("hero.id"), primary_key=True, nullable=False)
        )
        skill_id: int = Field(
            sa_column=Column(Integer, ForeignKey("skill.id"), primary_key=True, nullable=False)
        )
        level: int = Field(default=1, sa_column=Column(Integer, nullable=False, default=1))

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(
            back_populates="heroes",
            link_model=HeroSkillLink,
            sa_relationship_kwargs={"lazy": "selectin", "order_by": "Skill.name"},
        )

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(
            back_populates="skills",
            link_model=HeroSkillLink,
            sa_relationship_kwargs={"order_by": "Hero.name"},
        )

    return [Hero, Skill, HeroSkillLink]


@right(SKILLS)
def _(Base):
    class HeroSkillLink(Base, table=True):
        __tablename__ = "hero_skill_link"

        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        level: int = Field(default_factory=lambda: 1)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@right(SKILLS)
def _(Base):
    class HeroSkillLink(Base, table=True):
        __table_args__ = (PrimaryKeyConstraint("hero_id", "skill_id"),)

        hero_id: int = Field(foreign_key="hero.id", primary_key=True)
        skill_id: int = Field(foreign_key="skill.id", primary_key=True, index=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("viewonly_write",), "the lists only read")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(
            back_populates="heroes",
            link_model=HeroSkillLink,
            sa_relationship_kwargs={"viewonly": True},
        )

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(
            back_populates="skills",
            link_model=HeroSkillLink,
            sa_relationship_kwargs={"viewonly": True},
        )

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("missing_link_model",), "no link_model")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes")

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills")

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("missing_link_model",), "link_model on one side only")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills")

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_primary_key",), "one skill for each hero")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int = Field(foreign_key="skill.id")
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(
    SKILLS,
    ("missing_unique", "wrong_primary_key", "extra_column"),
    "a key of its own lets in a skill twice",
)
def _(Base):
    class HeroSkillLink(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        hero_id: int = Field(foreign_key="hero.id")
        skill_id: int = Field(foreign_key="skill.id")
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_primary_key", "missing_unique"), "a skill once for each level")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = Field(default=1, primary_key=True)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("missing_default",), "no default for the level")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("missing_default",), "the default never reaches the column")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = Field(default=1, sa_column=Column(Integer, nullable=False))

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_nullability",), "the level may be NULL")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int | None = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_default",), "the level is 0")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 0

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_type",), "the level is a text")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: str = "1"

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("missing_foreign_key",), "the keys are plain numbers")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, primary_key=True)
        skill_id: int | None = Field(default=None, primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_foreign_key",), "skill_id refers to heroes")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("unbound_relationship",), "no back_populates")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("missing_column", "extra_column"), "the level is in Skill")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        level: int = 1
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("extra_unique",), "a skill for one hero only")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(
            default=None, foreign_key="skill.id", primary_key=True, unique=True
        )
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


@wrong(SKILLS, ("wrong_nullability", "extra_default"), "a skill may be without a name")
def _(Base):
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


# --------------------------------------------------------------- many_to_many.assign

ASSIGN = "many_to_many.assign"


def vesper(session):
    return session.exec(select(Hero).where(Hero.name == "Vesper")).one()


def paperwork(session):
    return session.exec(select(Mission).where(Mission.name == "Paperwork")).one()


@right(ASSIGN)
def _(session):
    hero = session.exec(select(Hero).where(Hero.name == "Vesper")).one()
    mission = session.exec(select(Mission).where(Mission.name == "Paperwork")).one()
    session.add(HeroMissionLink(hero=hero, mission=mission, role="scout"))
    session.commit()


@right(ASSIGN)
def _(session):
    hero, mission = vesper(session), paperwork(session)
    hero.mission_links.append(HeroMissionLink(mission=mission, role="scout"))
    session.commit()


@right(ASSIGN)
def _(session):
    hero, mission = vesper(session), paperwork(session)
    link = HeroMissionLink(hero_id=hero.id, mission_id=mission.id, role="scout")
    session.add(link)
    session.commit()


@right(ASSIGN)
def _(session):
    hero_id = select(Hero.id).where(Hero.name == "Vesper").scalar_subquery()
    mission_id = select(Mission.id).where(Mission.name == "Paperwork").scalar_subquery()
    session.exec(
        insert(HeroMissionLink).values(hero_id=hero_id, mission_id=mission_id, role="scout")
    )
    session.commit()


@right(ASSIGN)
def _(session):
    pairs = select(Hero.id, Mission.id, literal("scout")).where(
        Hero.name == "Vesper", Mission.name == "Paperwork"
    )
    session.exec(insert(HeroMissionLink).from_select(["hero_id", "mission_id", "role"], pairs))
    session.commit()


@right(ASSIGN)
def _(session):
    session.connection().execute(
        text(
            "INSERT INTO heromissionlink (hero_id, mission_id, role)"
            " SELECT hero.id, mission.id, :role FROM hero CROSS JOIN mission"
            " WHERE hero.name = :hero AND mission.name = :mission"
        ),
        {"role": "scout", "hero": "Vesper", "mission": "Paperwork"},
    )
    session.commit()


@right(ASSIGN)
def _(session):
    hero = vesper(session)
    mission = session.exec(
        select(Mission).where(Mission.name == "Paperwork").options(selectinload(Mission.hero_links))
    ).one()
    link = HeroMissionLink()
    link.role = "scout"
    link.hero = hero
    mission.hero_links.append(link)
    session.add(mission)
    session.commit()
    session.refresh(hero)


@right(ASSIGN)
def _(session):
    hero, mission = vesper(session), paperwork(session)
    session.merge(HeroMissionLink(hero_id=hero.id, mission_id=mission.id, role="scout"))
    session.commit()


@wrong(ASSIGN, ("viewonly_write",), "added once more, but the list only reads")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    hero.missions.append(mission)
    session.add(hero)
    session.commit()


@wrong(ASSIGN, ("viewonly_write",), "the other list only reads too")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    mission.heroes.append(hero)
    session.commit()


@wrong(ASSIGN, ("viewonly_write",), "a list that only reads, replaced")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    hero.missions = [*hero.missions, mission]
    session.commit()


@wrong(ASSIGN, ("wrong_new_value", "missing_value"), "no role, and so a member")
def _(session):
    session.add(HeroMissionLink(hero=vesper(session), mission=paperwork(session)))
    session.commit()


@wrong(ASSIGN, ("wrong_new_value", "case_sensitivity"), "Scout with a capital")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    session.add(HeroMissionLink(hero=hero, mission=mission, role="Scout"))
    session.commit()


@wrong(ASSIGN, ("forgotten_add", "made_is_added"), "the link is made and not added")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    HeroMissionLink(hero_id=hero.id, mission_id=mission.id, role="scout")
    session.commit()


@wrong(ASSIGN, ("forgotten_commit",), "no commit")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    session.add(HeroMissionLink(hero=hero, mission=mission, role="scout"))


@wrong(ASSIGN, ("flush_for_commit", "forgotten_commit"), "flush and no commit")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    hero.mission_links.append(HeroMissionLink(mission=mission, role="scout"))
    session.flush()


@wrong(ASSIGN, ("link_lost",), "her other missions are lost")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    hero.mission_links = [HeroMissionLink(mission=mission, role="scout")]
    session.commit()


@wrong(ASSIGN, ("link_lost",), "the other heroes of the mission are lost")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    mission.hero_links = [HeroMissionLink(hero=hero, role="scout")]
    session.commit()


@wrong(ASSIGN, ("added_twice", "raises"), "one link made twice")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    session.add(HeroMissionLink(hero_id=hero.id, mission_id=mission.id, role="scout"))
    session.flush()
    hero.mission_links.append(HeroMissionLink(mission_id=mission.id, role="scout"))
    session.commit()


@wrong(ASSIGN, ("wrong_foreign_key",), "the two keys exchanged")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    session.add(HeroMissionLink(hero_id=mission.id, mission_id=hero.id, role="scout"))
    session.commit()


@wrong(ASSIGN, ("added_twice", "insert_for_update", "wrong_row"), "a second Vesper")
def _(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont", age=33)
    session.add(HeroMissionLink(hero=hero, mission=paperwork(session), role="scout"))
    session.commit()


@wrong(ASSIGN, ("added_twice", "wrong_row"), "a second mission Paperwork")
def _(session):
    hero, mission = vesper(session), Mission(name="Paperwork")
    hero.mission_links.append(HeroMissionLink(mission=mission, role="scout"))
    session.commit()


@wrong(ASSIGN, ("changed_too_much",), "she becomes the scout of all her missions")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    hero.mission_links.append(HeroMissionLink(mission=mission))
    for link in hero.mission_links:
        link.role = "scout"
    session.commit()


@wrong(ASSIGN, ("missing_row",), "an UPDATE of a row that is not there")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    session.exec(
        update(HeroMissionLink)
        .where(HeroMissionLink.hero_id == hero.id, HeroMissionLink.mission_id == mission.id)
        .values(role="scout")
    )
    session.commit()


@wrong(ASSIGN, ("missing_value", "raises"), "a link without its mission")
def _(session):
    hero = vesper(session)
    hero.mission_links.append(HeroMissionLink(role="scout"))
    session.commit()


@wrong(ASSIGN, ("not_executed", "missing_row"), "the INSERT is not sent")
def _(session):
    hero, mission = vesper(session), paperwork(session)
    insert(HeroMissionLink).values(hero_id=hero.id, mission_id=mission.id, role="scout")
    session.commit()


# -------------------------------------------------------------- many_to_many.promote

PROMOTE = "many_to_many.promote"
STORM = "Storm over Wakaland"


@right(PROMOTE)
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for link in mission.hero_links:
            if link.role == "member":
                link.role = "scout"
    session.commit()


@right(PROMOTE)
def _(session):
    storms = select(Mission.id).where(Mission.name == STORM)
    session.exec(
        update(HeroMissionLink)
        .where(HeroMissionLink.mission_id.in_(storms), HeroMissionLink.role == "member")
        .values(role="scout")
    )
    session.commit()


@right(PROMOTE)
def _(session):
    links = session.exec(
        select(HeroMissionLink)
        .join(Mission)
        .where(Mission.name == STORM)
        .where(HeroMissionLink.role == "member")
    )
    for link in links.all():
        link.role = "scout"
        session.add(link)
    session.commit()


@right(PROMOTE)
def _(session):
    session.exec(
        update(HeroMissionLink)
        .where(
            exists().where(Mission.id == HeroMissionLink.mission_id, Mission.name == STORM),
            HeroMissionLink.role == "member",
        )
        .values({"role": "scout"})
        .execution_options(synchronize_session=False)
    )
    session.commit()


@right(PROMOTE)
def _(session):
    session.connection().execute(
        text(
            "UPDATE heromissionlink SET role = 'scout' WHERE role = 'member'"
            " AND mission_id IN (SELECT id FROM mission WHERE name = :name)"
        ),
        {"name": STORM},
    )
    session.commit()


@right(PROMOTE)
def _(session):
    statement = select(HeroMissionLink).where(
        HeroMissionLink.mission.has(Mission.name == STORM) & (HeroMissionLink.role == "member")
    )
    for link in session.exec(statement).all():
        link.sqlmodel_update({"role": "scout"})
    session.commit()


@right(PROMOTE)
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for hero in mission.heroes:
            link = session.get(HeroMissionLink, (hero.id, mission.id))
            link.role = {"member": "scout"}.get(link.role, link.role)
    session.commit()


@wrong(PROMOTE, ("missing_filter", "changed_too_much"), "all roles on the mission")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for link in mission.hero_links:
            link.role = "scout"
    session.commit()


@wrong(PROMOTE, ("missing_filter", "changed_too_much"), "the members of all missions")
def _(session):
    session.exec(
        update(HeroMissionLink).where(HeroMissionLink.role == "member").values(role="scout")
    )
    session.commit()


@wrong(PROMOTE, ("update_without_where", "changed_too_much"), "all roles everywhere")
def _(session):
    session.exec(update(HeroMissionLink).values(role="scout"))
    session.commit()


@wrong(PROMOTE, ("cartesian_product", "changed_too_much", "missing_filter"), "no join")
def _(session):
    session.exec(
        update(HeroMissionLink)
        .where(Mission.name == STORM, HeroMissionLink.role == "member")
        .values(role="scout")
        .execution_options(synchronize_session=False)
    )
    session.commit()


@wrong(PROMOTE, ("changed_too_little", "one_for_many"), "the first member only")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        link = session.exec(
            select(HeroMissionLink).where(
                HeroMissionLink.mission_id == mission.id, HeroMissionLink.role == "member"
            )
        ).first()
        if link:
            link.role = "scout"
    session.commit()


@wrong(
    PROMOTE, ("raises", "raises_on_empty", "one_for_many"), "one() where there may be none or many"
)
def _(session):
    link = session.exec(
        select(HeroMissionLink)
        .join(Mission)
        .where(Mission.name == STORM, HeroMissionLink.role == "member")
    ).one()
    link.role = "scout"
    session.commit()


@wrong(PROMOTE, ("wrong_pattern", "changed_too_much"), "every mission that begins so")
def _(session):
    missions = select(Mission.id).where(Mission.name.like("Storm%"))
    session.exec(
        update(HeroMissionLink)
        .where(HeroMissionLink.mission_id.in_(missions), HeroMissionLink.role == "member")
        .values(role="scout")
    )
    session.commit()


@wrong(PROMOTE, ("case_sensitivity", "changed_too_much"), "Member is another role")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for link in mission.hero_links:
            if link.role.lower() == "member":
                link.role = "scout"
    session.commit()


@wrong(PROMOTE, ("forgotten_commit",), "no commit")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for link in mission.hero_links:
            if link.role == "member":
                link.role = "scout"
                session.add(link)


@wrong(PROMOTE, ("not_executed",), "the UPDATE is not sent")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        update(HeroMissionLink).where(
            HeroMissionLink.mission_id == mission.id, HeroMissionLink.role == "member"
        ).values(role="scout")
    session.commit()


@wrong(PROMOTE, ("wrong_new_value",), "members become leads")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for link in mission.hero_links:
            if link.role == "member":
                link.role = "lead"
    session.commit()


@wrong(PROMOTE, ("changed_too_much", "missing_filter"), "all missions of those who are on it")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for hero in mission.heroes:
            for link in hero.mission_links:
                if link.role == "member":
                    link.role = "scout"
    session.commit()


@wrong(PROMOTE, ("link_lost", "deleted_too_much"), "the others are thrown off the mission")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        members = [link for link in mission.hero_links if link.role == "member"]
        for link in members:
            link.role = "scout"
        mission.hero_links = members
    session.commit()


@wrong(PROMOTE, ("wrong_operator", "changed_too_much"), "everyone but the lead")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        for link in mission.hero_links:
            if link.role != "lead":
                link.role = "scout"
    session.commit()


@wrong(PROMOTE, ("python_and", "changed_too_much"), "and between columns")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        session.exec(
            update(HeroMissionLink)
            .where(HeroMissionLink.role == "member" and HeroMissionLink.mission_id == mission.id)
            .values(role="scout")
        )
    session.commit()


@wrong(PROMOTE, ("or_for_and", "changed_too_much"), "OR where both count")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        session.exec(
            update(HeroMissionLink)
            .where(or_(HeroMissionLink.role == "member", HeroMissionLink.mission_id == mission.id))
            .values(role="scout")
        )
    session.commit()


@wrong(PROMOTE, ("wrong_row", "wrong_value"), "the number of the mission in the samples")
def _(session):
    session.exec(
        update(HeroMissionLink)
        .where(HeroMissionLink.mission_id == 3, HeroMissionLink.role == "member")
        .values(role="scout")
    )
    session.commit()


@wrong(PROMOTE, ("insert_for_update", "raises"), "new links with the same keys")
def _(session):
    for mission in session.exec(select(Mission).where(Mission.name == STORM)).all():
        rows = session.exec(
            select(HeroMissionLink.hero_id).where(
                HeroMissionLink.mission_id == mission.id, HeroMissionLink.role == "member"
            )
        ).all()
        for hero_id in rows:
            session.add(HeroMissionLink(hero_id=hero_id, mission_id=mission.id, role="scout"))
    session.commit()


# -------------------------------------------------------------- many_to_many.on_both

ON_BOTH = "many_to_many.on_both"
MUSEUM, PAPERWORK = "Guard the Museum", "Paperwork"


def on(name):
    """Select the ids of the heroes who are on a mission of that name."""
    return (
        select(HeroMissionLink.hero_id)
        .join(Mission, Mission.id == HeroMissionLink.mission_id)
        .where(Mission.name == name)
    )


right(ON_BOTH)(
    select(Hero).where(
        Hero.missions.any(Mission.name == MUSEUM), Hero.missions.any(Mission.name == PAPERWORK)
    )
)
right(ON_BOTH)(select(Hero).where(Hero.id.in_(on(MUSEUM)), Hero.id.in_(on(PAPERWORK))))
right(ON_BOTH)(
    select(Hero)
    .join(HeroMissionLink)
    .join(Mission)
    .where(Mission.name.in_([MUSEUM, PAPERWORK]))
    .group_by(Hero.id)
    .having(func.count(distinct(Mission.name)) == 2)
)

first_link, second_link = aliased(HeroMissionLink), aliased(HeroMissionLink)
first_mission, second_mission = aliased(Mission), aliased(Mission)

right(ON_BOTH)(
    select(Hero)
    .join(first_link, first_link.hero_id == Hero.id)
    .join(first_mission, first_mission.id == first_link.mission_id)
    .join(second_link, second_link.hero_id == Hero.id)
    .join(second_mission, second_mission.id == second_link.mission_id)
    .where(first_mission.name == MUSEUM, second_mission.name == PAPERWORK)
    .distinct()
)
right(ON_BOTH)(select(Hero).where(Hero.id.in_(intersect(on(MUSEUM), on(PAPERWORK)))))


@right(ON_BOTH)
def _(session):
    heroes = session.exec(select(Hero).options(selectinload(Hero.missions))).all()
    return [
        hero
        for hero in heroes
        if {MUSEUM, PAPERWORK} <= {mission.name for mission in hero.missions}
    ]


@right(ON_BOTH)
def _(session):
    def is_on(name):
        return (
            exists()
            .where(HeroMissionLink.hero_id == Hero.id)
            .where(HeroMissionLink.mission_id == Mission.id)
            .where(Mission.name == name)
        )

    return session.exec(select(Hero).where(and_(is_on(MUSEUM), is_on(PAPERWORK)))).all()


@right(ON_BOTH)
def _(session):
    guards = {
        hero.id: hero
        for mission in session.exec(select(Mission).where(Mission.name == MUSEUM)).all()
        for hero in mission.heroes
    }
    clerks = set(session.exec(on(PAPERWORK)).all())
    return [hero for key, hero in guards.items() if key in clerks]


wrong(ON_BOTH, ("one_row_for_two",), "one mission with two names")(
    select(Hero)
    .join(HeroMissionLink)
    .join(Mission)
    .where(Mission.name == MUSEUM, Mission.name == PAPERWORK)
)
wrong(ON_BOTH, ("one_row_for_two",), "one mission with two names, in any()")(
    select(Hero).where(Hero.missions.any(and_(Mission.name == MUSEUM, Mission.name == PAPERWORK)))
)
wrong(ON_BOTH, ("or_for_and",), "one of both is enough")(
    select(Hero).where(Hero.missions.any(Mission.name.in_([MUSEUM, PAPERWORK])))
)
wrong(ON_BOTH, ("or_for_and", "join_duplicates"), "one is enough, and both give her twice")(
    select(Hero)
    .join(HeroMissionLink)
    .join(Mission)
    .where(or_(Mission.name == MUSEUM, Mission.name == PAPERWORK))
)
wrong(ON_BOTH, ("wrong_aggregate",), "two missions of one name count too")(
    select(Hero)
    .join(HeroMissionLink)
    .join(Mission)
    .where(Mission.name.in_([MUSEUM, PAPERWORK]))
    .group_by(Hero.id)
    .having(func.count() == 2)
)
wrong(ON_BOTH, ("wrong_aggregate",), "two missions at least, of whatever name")(
    select(Hero)
    .join(HeroMissionLink)
    .join(Mission)
    .where(Mission.name.in_([MUSEUM, PAPERWORK]))
    .group_by(Hero.id)
    .having(func.count(distinct(Mission.id)) >= 2)
)
wrong(ON_BOTH, ("join_duplicates",), "missions of equal names give a hero twice")(
    select(Hero)
    .join(first_link, first_link.hero_id == Hero.id)
    .join(first_mission, first_mission.id == first_link.mission_id)
    .join(second_link, second_link.hero_id == Hero.id)
    .join(second_mission, second_mission.id == second_link.mission_id)
    .where(first_mission.name == MUSEUM, second_mission.name == PAPERWORK)
)
wrong(ON_BOTH, ("missing_filter",), "the second mission is forgotten")(
    select(Hero).where(Hero.missions.any(Mission.name == MUSEUM))
)
wrong(ON_BOTH, ("wrong_columns",), "names for heroes")(
    select(Hero.name).where(Hero.id.in_(on(MUSEUM)), Hero.id.in_(on(PAPERWORK)))
)
wrong(ON_BOTH, ("wrong_column", "wrong_row"), "heroes of an equal name")(
    select(Hero).where(
        Hero.name.in_(select(Hero.name).where(Hero.id.in_(on(MUSEUM)))),
        Hero.name.in_(select(Hero.name).where(Hero.id.in_(on(PAPERWORK)))),
    )
)
wrong(ON_BOTH, ("wrong_group", "distinct_hides_rows"), "heroes of one name made one")(
    select(Hero).where(Hero.id.in_(on(MUSEUM)), Hero.id.in_(on(PAPERWORK))).group_by(Hero.name)
)


@wrong(ON_BOTH, ("python_and", "raises"), "and between two EXISTS")
def _(session):
    return session.exec(
        select(Hero).where(
            Hero.missions.any(Mission.name == MUSEUM)
            and Hero.missions.any(Mission.name == PAPERWORK)
        )
    ).all()


@wrong(ON_BOTH, ("extra_filter",), "heroes with a third mission are lost")
def _(session):
    return [
        hero
        for hero in session.exec(select(Hero)).all()
        if {mission.name for mission in hero.missions} == {MUSEUM, PAPERWORK}
    ]


@wrong(ON_BOTH, ("distinct_hides_rows",), "a dict by name keeps one of equal names")
def _(session):
    heroes = session.exec(
        select(Hero).where(Hero.id.in_(on(MUSEUM)), Hero.id.in_(on(PAPERWORK)))
    ).all()
    return list({hero.name: hero for hero in heroes}.values())


@wrong(ON_BOTH, ("raises_on_empty", "raises"), "one() of names that may be missing or repeated")
def _(session):
    museum = session.exec(select(Mission).where(Mission.name == MUSEUM)).one()
    paper = session.exec(select(Mission).where(Mission.name == PAPERWORK)).one()
    return [hero for hero in museum.heroes if hero in paper.heroes]


@wrong(ON_BOTH, ("first_for_one", "one_for_many"), "only the first mission of each name")
def _(session):
    museum = session.exec(select(Mission).where(Mission.name == MUSEUM)).first()
    paper = session.exec(select(Mission).where(Mission.name == PAPERWORK)).first()
    if museum is None or paper is None:
        return []
    return [hero for hero in museum.heroes if hero in paper.heroes]


@wrong(ON_BOTH, ("forgot_return",), "no return")
def _(session):
    session.exec(select(Hero).where(Hero.id.in_(on(MUSEUM)), Hero.id.in_(on(PAPERWORK)))).all()


@wrong(ON_BOTH, ("one_for_many",), "first() gives one hero")
def _(session):
    return session.exec(
        select(Hero).where(Hero.id.in_(on(MUSEUM)), Hero.id.in_(on(PAPERWORK)))
    ).first()
