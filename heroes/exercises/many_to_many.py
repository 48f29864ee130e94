"""The exercises of 10 Many to many: links, what they say, and questions across them."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Field, Relationship, Session, col, func, or_, select

from heroes.judge import Exercise
from heroes.models import Hero, HeroMissionLink, Mission

CHAPTER = "10_many_to_many"
MODELS = (Hero, HeroMissionLink, Mission)

rows_gone = Exercise(
    id="many_to_many.rows_gone",
    chapter=CHAPTER,
    title="When a team goes",
    prompt=(
        "Team.heroes and Hero.teams are lists with link_model=HeroTeamLink and no other settings "
        "than back_populates. Three heroes are in both of two teams. A session deletes one team, "
        "and commits. How many rows go, in all tables together?"
    ),
    kind="predict",
    concepts=("link_model", "delete"),
    minutes=2,
    starter="answer = ...  # the number of an option",
    reference="four: the team, and three links",
    wrong=[
        ("one: the team", "links_stay"),
        ("seven: the team, three links, and three heroes", "cascade_is_default"),
        ("none: the links forbid it", "links_forbid"),
    ],
    hints=(
        "Before it deletes a team, the session looks for what must go first.",
        "Nobody owns a hero here. Count the rows of the link table that name the team.",
    ),
)


def _skills(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list[Skill] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


def _skills_with_deletes_in_the_database(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        skill_id: int = Field(foreign_key="skill.id", primary_key=True, ondelete="CASCADE")
        hero_id: int = Field(foreign_key="hero.id", primary_key=True, ondelete="CASCADE")
        level: int = Field(default=1)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list["Skill"] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list[Hero] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


def _skills_with_one_key(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int = Field(foreign_key="skill.id")
        level: int = 1

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list[Skill] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


def _skills_with_a_number(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        hero_id: int = Field(foreign_key="hero.id")
        skill_id: int = Field(foreign_key="skill.id")
        level: int = 1

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list[Skill] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


def _skills_without_foreign_keys(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, primary_key=True)
        skill_id: int | None = Field(default=None, primary_key=True)
        level: int = 1

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list[Skill] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


def _skills_linked_on_one_side(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int = 1

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list[Skill] = Relationship(back_populates="heroes")

    return [Hero, Skill, HeroSkillLink]


def _skills_without_a_first_level(Base: Any) -> Any:
    class HeroSkillLink(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        skill_id: int | None = Field(default=None, foreign_key="skill.id", primary_key=True)
        level: int

    class Skill(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        heroes: list["Hero"] = Relationship(back_populates="skills", link_model=HeroSkillLink)

    class Hero(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        skills: list[Skill] = Relationship(back_populates="heroes", link_model=HeroSkillLink)

    return [Hero, Skill, HeroSkillLink]


skills = Exercise(
    id="many_to_many.skills",
    chapter=CHAPTER,
    title="Skills",
    prompt=(
        "Define three table models and list them, as [Hero, Skill, HeroSkillLink]. Hero and Skill "
        "have a numbered key id and a name that must be there. HeroSkillLink has hero_id, "
        "skill_id, and level, a whole number that must be there and is 1 where nobody says "
        "otherwise. A hero has each skill once at most. Hero.skills and Skill.heroes are lists, "
        "kept in step, whose changes are saved."
    ),
    kind="model",
    concepts=(
        "link_model",
        "composite_key",
        "back_populates",
        "foreign_key",
        "table_model",
        "default",
    ),
    minutes=7,
    starter="models = ...  # first three classes, then their list: [Hero, Skill, HeroSkillLink]",
    reference=_skills,
    alternates=[_skills_with_deletes_in_the_database],
    wrong=[
        (_skills_with_one_key, "wrong_primary_key"),
        (_skills_with_a_number, "wrong_primary_key"),
        (_skills_without_foreign_keys, "missing_foreign_key"),
        (_skills_linked_on_one_side, "missing_link_model"),
        (_skills_without_a_first_level, "missing_default"),
    ],
    hints=(
        "What makes a pair of hero and skill impossible to repeat?",
        "Both keys are foreign keys and primary keys, and both lists name the link model.",
    ),
)


def _one(session: Session, model: Any, name: str) -> Any:
    return session.exec(select(model).where(model.name == name)).one()


def _counted(session: Session, model: Any, name: str) -> int:
    return len(session.exec(select(model.id).where(model.name == name)).all())


def _vesper_is_free(session: Session) -> bool:
    if _counted(session, Hero, "Vesper") != 1 or _counted(session, Mission, "Paperwork") != 1:
        return False
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    return session.get(HeroMissionLink, (hero.id, mission.id)) is None


def _assign(session: Session) -> None:
    hero = session.exec(select(Hero).where(Hero.name == "Vesper")).one()
    mission = session.exec(select(Mission).where(Mission.name == "Paperwork")).one()
    session.add(HeroMissionLink(hero=hero, mission=mission, role="scout"))
    session.commit()


def _assign_by_list(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    hero.mission_links.append(HeroMissionLink(mission=mission, role="scout"))
    session.commit()


def _assign_by_numbers(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    session.add(HeroMissionLink(hero_id=hero.id, mission_id=mission.id, role="scout"))
    session.commit()


def _assign_without_role(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    session.add(HeroMissionLink(hero=hero, mission=mission))
    session.commit()


def _assign_and_commit_alone(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    link = HeroMissionLink(hero_id=hero.id, mission_id=mission.id, role="scout")
    assert link.role == "scout"
    session.commit()


def _assign_without_commit(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    session.add(HeroMissionLink(hero=hero, mission=mission, role="scout"))


def _assign_for_all_others(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    hero.mission_links = [HeroMissionLink(mission=mission, role="scout")]
    session.commit()


def _assign_a_namesake(session: Session) -> None:
    mission = _one(session, Mission, "Paperwork")
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(HeroMissionLink(hero=hero, mission=mission, role="scout"))
    session.commit()


def _assign_from_the_other_side(session: Session) -> None:
    hero, mission = _one(session, Hero, "Vesper"), _one(session, Mission, "Paperwork")
    mission.heroes.append(hero)
    session.commit()


assign = Exercise(
    id="many_to_many.assign",
    chapter=CHAPTER,
    title="A list that only reads",
    prompt=(
        "This function is meant to send Vesper on the mission Paperwork, in the role scout, and "
        "saves nothing. Repair it. There is exactly one hero and one mission of these names, and "
        "she is not on that mission yet. Her other missions stay."
    ),
    kind="mutate",
    concepts=("link_columns", "add"),
    minutes=4,
    models=MODELS,
    starter=(
        "def assign(session):\n"
        '    hero = session.exec(select(Hero).where(Hero.name == "Vesper")).one()\n'
        '    mission = session.exec(select(Mission).where(Mission.name == "Paperwork")).one()\n'
        "    hero.missions.append(mission)\n"
        "    session.commit()"
    ),
    reference=_assign,
    alternates=[_assign_by_list, _assign_by_numbers],
    wrong=[
        (_assign_without_role, "wrong_new_value"),
        (_assign_and_commit_alone, "forgotten_add"),
        (_assign_without_commit, "forgotten_commit"),
        (_assign_for_all_others, "link_lost"),
        (_assign_a_namesake, "added_twice"),
        (_assign_from_the_other_side, "viewonly_write"),
    ],
    given=_vesper_is_free,
    hints=(
        "hero.missions is viewonly. Which model holds the role?",
        "Make the link yourself, with its hero, its mission and its role, and add it.",
    ),
)

MUSEUM, PAPERWORK, STORM = "Guard the Museum", "Paperwork", "Storm over Wakaland"


def _promote(session: Session) -> None:
    for mission in session.exec(select(Mission).where(Mission.name == "Storm over Wakaland")):
        for link in mission.hero_links:
            if link.role == "member":
                link.role = "scout"
    session.commit()


def _storm_links(session: Session) -> Any:
    return session.exec(select(HeroMissionLink).join(Mission).where(Mission.name == STORM)).all()


def _promote_by_query(session: Session) -> None:
    for link in _storm_links(session):
        if link.role == "member":
            link.role = "scout"
            session.add(link)
    session.commit()


def _promote_in_bulk(session: Session) -> None:
    storms = select(Mission.id).where(Mission.name == STORM)
    session.exec(
        update(HeroMissionLink)
        .where(col(HeroMissionLink.mission_id).in_(storms), col(HeroMissionLink.role) == "member")
        .values(role="scout")
    )
    session.commit()


def _promote_all_roles(session: Session) -> None:
    for link in _storm_links(session):
        link.role = "scout"
    session.commit()


def _promote_on_all_missions(session: Session) -> None:
    session.exec(
        update(HeroMissionLink).where(col(HeroMissionLink.role) == "member").values(role="scout")
    )
    session.commit()


def _promote_the_first(session: Session) -> None:
    links = select(HeroMissionLink).join(Mission).where(Mission.name == STORM)
    link = session.exec(links.where(HeroMissionLink.role == "member")).first()
    if link is not None:
        link.role = "scout"
    session.commit()


def _promote_the_wrong_way(session: Session) -> None:
    for link in _storm_links(session):
        if link.role == "scout":
            link.role = "member"
    session.commit()


def _promote_without_commit(session: Session) -> None:
    for link in _storm_links(session):
        if link.role == "member":
            link.role = "scout"
    session.flush()


def _promote_and_forget_the_others(session: Session) -> None:
    for mission in session.exec(select(Mission).where(Mission.name == STORM)):
        mission.hero_links = [link for link in mission.hero_links if link.role == "member"]
        for link in mission.hero_links:
            link.role = "scout"
    session.commit()


promote = Exercise(
    id="many_to_many.promote",
    chapter=CHAPTER,
    title="A new role",
    prompt=(
        "On each mission named Storm over Wakaland, everyone whose role is member becomes a scout. "
        "No other role changes, and no other mission."
    ),
    kind="mutate",
    concepts=("link_columns", "update", "where", "commit"),
    minutes=5,
    models=MODELS,
    starter="def promote(session):\n    return ...",
    reference=_promote,
    alternates=[_promote_by_query, _promote_in_bulk],
    wrong=[
        (_promote_all_roles, "changed_too_much"),
        (_promote_on_all_missions, "changed_too_much"),
        (_promote_the_first, "changed_too_little"),
        (_promote_the_wrong_way, "wrong_row"),
        (_promote_without_commit, "flush_for_commit"),
        (_promote_and_forget_the_others, "link_lost"),
    ],
    hints=(
        "The role stands in the link, and a mission has a list of its links.",
        "Change the role in place, in a loop over mission.hero_links, and commit once.",
    ),
)


def _is_on(name: str) -> Any:
    return col(Hero.missions).any(Mission.name == name)


def _on_both(session: Session) -> Any:
    in_museum = col(Hero.missions).any(Mission.name == "Guard the Museum")
    at_desk = col(Hero.missions).any(Mission.name == "Paperwork")
    return session.exec(select(Hero).where(in_museum, at_desk)).all()


def _on_both_by_subqueries(session: Session) -> Any:
    def of(name: str) -> Any:
        return (
            select(HeroMissionLink.hero_id)
            .join(Mission, col(Mission.id) == HeroMissionLink.mission_id)
            .where(Mission.name == name)
        )

    both = select(Hero).where(col(Hero.id).in_(of(MUSEUM)), col(Hero.id).in_(of(PAPERWORK)))
    return session.exec(both).all()


def _on_both_by_counting(session: Session) -> Any:
    counted = (
        select(HeroMissionLink.hero_id)
        .join(Mission)
        .where(col(Mission.name).in_([MUSEUM, PAPERWORK]))
        .group_by(col(HeroMissionLink.hero_id))
        .having(func.count(func.distinct(Mission.name)) == 2)
    )
    return session.exec(select(Hero).where(col(Hero.id).in_(counted))).all()


def _on_both_in_python(session: Session) -> Any:
    heroes = session.exec(select(Hero)).all()
    wanted = {MUSEUM, PAPERWORK}
    return [hero for hero in heroes if wanted <= {mission.name for mission in hero.missions}]


def _on_both_in_one_row(session: Session) -> Any:
    joined = select(Hero).join(Hero.missions)  # type: ignore[arg-type]
    return session.exec(joined.where(Mission.name == MUSEUM, Mission.name == PAPERWORK)).all()


def _on_one_of_them(session: Session) -> Any:
    either = or_(_is_on(MUSEUM), _is_on(PAPERWORK))
    return session.exec(select(Hero).where(either)).all()


def _on_the_museum_alone(session: Session) -> Any:
    return session.exec(select(Hero).where(_is_on(MUSEUM))).all()


def _on_both_by_name(session: Session) -> Any:
    return session.exec(select(Hero.name).where(_is_on(MUSEUM), _is_on(PAPERWORK))).all()


def _on_either_by_counting(session: Session) -> Any:
    counted = (
        select(HeroMissionLink.hero_id)
        .join(Mission)
        .where(col(Mission.name).in_([MUSEUM, PAPERWORK]))
        .group_by(col(HeroMissionLink.hero_id))
        .having(func.count(func.distinct(Mission.name)) >= 1)
    )
    return session.exec(select(Hero).where(col(Hero.id).in_(counted))).all()


def _on_both_forgotten(session: Session) -> Any:
    session.exec(select(Hero).where(_is_on(MUSEUM), _is_on(PAPERWORK))).all()


def _busy(session: Session) -> None:
    """Fill the tutorial's database so that somebody is on both missions, and others on one."""
    from heroes.samples import seed

    seed(session)
    museum, paperwork = _one(session, Mission, MUSEUM), _one(session, Mission, PAPERWORK)
    for name in ("Rusty-Man", "Vesper", "Spider-Boy"):
        session.add(HeroMissionLink(hero=_one(session, Hero, name), mission=paperwork))
    session.add(HeroMissionLink(hero=_one(session, Hero, "Marrow"), mission=museum))
    session.commit()


on_both = Exercise(
    id="many_to_many.on_both",
    chapter=CHAPTER,
    title="On both missions",
    prompt=(
        "Select the heroes who are on a mission named Guard the Museum and also on one named "
        "Paperwork. Each hero once, in any order."
    ),
    kind="select",
    concepts=("exists", "relationship", "where"),
    minutes=6,
    models=MODELS,
    setup=_busy,
    starter="def on_both(session):\n    return ...",
    reference=_on_both,
    alternates=[_on_both_by_subqueries, _on_both_by_counting, _on_both_in_python],
    wrong=[
        (_on_both_in_one_row, "one_row_for_two"),
        (_on_one_of_them, "or_for_and"),
        (_on_the_museum_alone, "missing_filter"),
        (_on_both_by_name, "wrong_columns"),
        (_on_either_by_counting, "wrong_value"),
        (_on_both_forgotten, "forgot_return"),
    ],
    hints=(
        "After a join, one row knows one mission. Two conditions on one row find nobody.",
        "Ask twice whether there is such a mission among a hero's missions.",
    ),
)
