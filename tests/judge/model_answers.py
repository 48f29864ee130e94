"""Model exercises with right and wrong answers, each written as a change of a right one's text."""

# ruff: noqa: E501 - a change is one line

import builtins
import datetime
import decimal
import enum
import textwrap
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Optional

import pydantic
import sqlalchemy
import sqlmodel
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict, MutableList

from heroes.judge.task import Task

Answer = Callable[[Any], Any]
Change = tuple[str, ...]  # old, new, old, new ...
NAMES: dict[str, Any] = {
    **vars(sqlalchemy),
    **{name: getattr(sqlmodel, name) for name in ("Field", "Relationship", "SQLModel")},
    **{name: getattr(datetime, name) for name in ("UTC", "date", "datetime", "timedelta")},
    "BaseModel": pydantic.BaseModel,
    "Decimal": decimal.Decimal,
    "Enum": enum.Enum,
    "MutableDict": MutableDict,
    "MutableList": MutableList,
    "Optional": Optional,
    "SAEnum": sqlalchemy.Enum,
    "field_validator": pydantic.field_validator,
    "hybrid_property": hybrid_property,
    "model_validator": pydantic.model_validator,
    "uuid": uuid,
}
ID = "id: int | None = Field(default=None, primary_key=True)"


def answer_of(text: str, names: str) -> Answer:
    """Return a function of a Base that runs a text and returns classes of it."""
    source = textwrap.dedent(text)
    code = compile(source, "<answer>", "exec")

    def answer(Base: Any) -> Any:  # noqa: N803
        space = {**NAMES, "Base": Base, "__name__": __name__, "__builtins__": builtins}
        exec(code, space)
        found = [space[name] for name in names.split() if name in space]
        return found if len(found) > 1 else found[0]

    answer.__doc__ = source
    return answer


def changed(text: str, change: Change) -> str:
    """Return a text with some of its parts replaced; each part must be there."""
    text = text.replace(" ID\n", f" {ID}\n")
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old in text, f"{old!r} is not in the text"
        text = text.replace(old, new)
    return text


@dataclass
class Case:
    """An exercise: the text of a right answer, and changes that keep it right or make it wrong."""

    name: str
    prompt: str
    names: str
    text: str
    right: list[Change]
    wrong: list[tuple[Change, str]]
    alternates: list[Change] = field(default_factory=list)
    probes: tuple[dict[str, Any], ...] = ()

    def answer(self, change: Change = ()) -> Answer:
        """Return the answer with a change."""
        return answer_of(changed(self.text, change), self.names)

    def task(self) -> Task:
        """Return the exercise."""
        return Task(
            id=f"test.{self.name}",
            chapter="test",
            title=self.name,
            prompt=self.prompt,
            kind="model",
            concepts=(),
            minutes=1,
            starter="answer = ...",
            reference=self.answer(),
            alternates=[self.answer(change) for change in self.alternates],
            probes=self.probes,
        )


PET = Case(
    "pet",
    "Define a table model Pet: a numbered key id; name and chip, texts that must be there, no two "
    "pets share a chip; kind, a text that is searched, so it has an index; age, a whole number "
    "that may be unknown. The database keeps age between 0 and 40.",
    "Pet Animal",
    """
    class Pet(Base, table=True):
        __table_args__ = (CheckConstraint("age >= 0 AND age <= 40"),)
        ID
        name: str
        chip: str = Field(unique=True)
        kind: str = Field(index=True)
        age: int | None = None
    """,
    [
        ("age >= 0 AND age <= 40", "age BETWEEN 0 AND 40"),
        ("age >= 0 AND age <= 40", "age > -1 AND age < 41"),
        ('(CheckConstraint("age >= 0 AND age <= 40"),)',
         '(CheckConstraint("age >= 0"), CheckConstraint("age <= 40", name="not_too_old"))'),
        ("chip: str = Field(unique=True)", "chip: str = Field(sa_column=Column(String, unique=True, nullable=False))"),
        ("chip: str = Field(unique=True)", "chip: str",
         '__table_args__ = (', '__table_args__ = (UniqueConstraint("chip"), '),
        ("chip: str = Field(unique=True)", "chip: str = Field(unique=True, index=True)"),
        ("kind: str = Field(index=True)", "kind: str",
         '__table_args__ = (', '__table_args__ = (Index("by_kind", "kind"), '),
        ("age: int | None = None", "age: int | None = Field(default=None, ge=0, le=40)"),
        ("name: str", "name: str = Field(index=True, max_length=80)"),
        ("age: int | None = None", "age: Optional[int]"),
        ('__table_args__ = (CheckConstraint("age >= 0 AND age <= 40"),)', "pass",
         "age: int | None = None",
         'age: int | None = Field(default=None, sa_column_args=[CheckConstraint("age BETWEEN 0 AND 40")])'),
        ('"age >= 0 AND age <= 40"', 'column("age").between(0, 40)'),
        ("class Pet(Base, table=True):", "class Named(SQLModel):\n        name: str\n\n    class Pet(Named, Base, table=True):",
         "        name: str\n        chip", "        chip"),
    ],
    [
        ((", table=True", ""), "not_a_table"),
        (("primary_key=True)", ")"), "no_primary_key"),
        (("name: str", "name: str | None = None"), "wrong_nullability"),
        (("age: int | None = None", "age: int"), "wrong_nullability"),
        (("age: int | None = None", "age: int = 0"), "wrong_nullability"),
        (("name: str", "name: str = 'nobody'"), "extra_default"),
        (("name: str", "name: int"), "wrong_type"),
        (("age: int", "age: float"), "wrong_type"),
        (("Field(unique=True)", "Field(index=True)"), "missing_unique"),
        (("kind: str = Field(index=True)", "kind: str"), "missing_index"),
        (("name: str", "name: str = Field(unique=True)"), "extra_unique"),
        (('"age >= 0 AND age <= 40"', '"age > 0 AND age <= 40"'), "wrong_check"),
        (('"age >= 0 AND age <= 40"', '"age >= 0"'), "wrong_check"),
        (('"age >= 0 AND age <= 40"', '"age >= 0 OR age <= 40"'), "wrong_check"),
        (('CheckConstraint("age >= 0 AND age <= 40"),', "",
          "age: int | None = None", "age: int | None = Field(default=None, ge=0, le=40)"), "missing_check"),
        (('CheckConstraint("age >= 0 AND age <= 40"),',
          'CheckConstraint("age >= 0 AND age <= 40"), CheckConstraint("length(name) > 2"),'), "extra_check"),
        (('"age >= 0 AND age <= 40"', '"years >= 0 AND years <= 40"'), "wrong_check"),
        (("class Pet", "class Animal", ), "wrong_name"),
        (("chip: str", "chips: str"), "wrong_name"),
        (("name: str", "name: str\n        owner: str | None = None"), "extra_column"),
        (("        kind: str = Field(index=True)\n", ""), "missing_column"),
    ],
)  # fmt: skip

TEAM = Case(
    "team",
    "Define table models Team (id, name, heroes) and Hero (id, name, team_id, team). A hero may be "
    "in no team. team.heroes is the list of its heroes, hero.team is the hero's team, and both "
    "sides know of each other.",
    "Team Hero",
    """
    class Team(Base, table=True):
        ID
        name: str
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(Base, table=True):
        ID
        name: str
        team_id: int | None = Field(default=None, foreign_key="team.id")
        team: Team | None = Relationship(back_populates="heroes")
    """,
    [
        ("team: Team | None", "team: Optional[Team]"),
        ("team: Team | None", 'team: Optional["Team"]'),
        ('team: Team | None = Relationship(back_populates="heroes")',
         'team: Team | None = Relationship(sa_relationship_kwargs={"back_populates": "heroes"})'),
        ('foreign_key="team.id"', 'foreign_key="team.id", index=True'),
        ('Field(default=None, foreign_key="team.id")',
         'Field(default=None, sa_column=Column(ForeignKey("team.id")))'),
        ('Field(default=None, foreign_key="team.id")', 'Field(foreign_key="team.id", nullable=True)'),
        ('foreign_key="team.id"', 'foreign_key="team.id", ondelete="SET NULL"'),
        ('Relationship(back_populates="team")',
         'Relationship(back_populates="team", sa_relationship_kwargs={"lazy": "select"})'),
    ],
    [
        ((', foreign_key="team.id"', ""), "missing_foreign_key"),
        (('        team_id: int | None = Field(default=None, foreign_key="team.id")\n', ""), "missing_foreign_key"),
        (('foreign_key="team.id"', 'foreign_key="Team.id"'), "wrong_foreign_key"),
        (('foreign_key="team.id"', 'foreign_key="teams.id"'), "wrong_foreign_key"),
        (('foreign_key="team.id"', 'foreign_key="hero.id"'), "wrong_foreign_key"),
        (('foreign_key="team.id"', 'foreign_key="team.name"'), "wrong_foreign_key"),
        (('(back_populates="team")', "()", '(back_populates="heroes")', "()"), "unbound_relationship"),
        (('back_populates="heroes"', 'back_populates="heros"'), "unbound_relationship"),
        (('        heroes: list["Hero"] = Relationship(back_populates="team")\n', "",
          '(back_populates="heroes")', "()"), "missing_relationship"),
        (('heroes: list["Hero"]', 'heroes: Optional["Hero"]'), "wrong_relationship_side"),
        (("int | None = Field(default=None, foreign", "int = Field(foreign"), "wrong_nullability"),
        (('foreign_key="team.id"', 'foreign_key="team.id", ondelete="CASCADE"'), "wrong_ondelete"),
        (('(back_populates="team")', '(back_populates="team", cascade_delete=True)'), "extra_cascade"),
        (('list["Hero"]', 'list["Heroine"]'), "unresolved_name"),
        (('foreign_key="team.id")', 'foreign_key="team.id")\n        former_id: int | None = Field(default=None, foreign_key="team.id")'), "extra_column"),
        (("class Team(Base, table=True)", "class Team(Base)"), "not_a_table"),
        ((' = Relationship(back_populates="heroes")', " = None"), "missing_relationship"),
        ((' = Relationship(back_populates="team")', " = []"), "missing_relationship"),
        (('foreign_key="team.id"', 'foreign_key="team.id", unique=True'), "extra_unique"),
    ],
)  # fmt: skip

CASCADE = Case(
    "cascade",
    "Define Team (id, name, heroes) and Hero (id, name, team_id, team); a hero is always in a team. "
    "Whoever deletes a team, through a session or in SQL, deletes its heroes. Team.heroes and "
    "Hero.team know of each other.",
    "Team Hero",
    """
    class Team(Base, table=True):
        ID
        name: str
        heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True)

    class Hero(Base, table=True):
        ID
        name: str
        team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")
    """,
    [
        ("cascade_delete=True", "cascade_delete=True, passive_deletes=True"),
        ("cascade_delete=True", 'sa_relationship_kwargs={"cascade": "all, delete-orphan"}'),
        ('int = Field(foreign_key="team.id", ondelete="CASCADE")',
         'int = Field(sa_column=Column(ForeignKey("team.id", ondelete="CASCADE"), nullable=False))'),
        ("team: Team =", 'team: "Team" ='),
        ("team: Team =", "team: Team | None ="),
        ("cascade_delete=True", 'sa_relationship_kwargs={"cascade": "all, delete"}'),
        ("cascade_delete=True", 'passive_deletes="all"'),
    ],
    [
        ((", cascade_delete=True", ""), "no_cascade"),
        ((", cascade_delete=True", "", ', ondelete="CASCADE"', ""), "no_cascade"),
        ((', ondelete="CASCADE"', ""), "wrong_ondelete"),
        (('ondelete="CASCADE"', 'ondelete="RESTRICT"'), "wrong_ondelete"),
        (("int = Field(foreign_key", "int | None = Field(default=None, foreign_key",
          'ondelete="CASCADE"', 'ondelete="SET NULL"'), "wrong_nullability"),
        ((", cascade_delete=True", "", '(back_populates="heroes")',
          '(back_populates="heroes", cascade_delete=True)'), "wrong_cascade_side"),
        (('(back_populates="heroes")',
          '(back_populates="heroes", sa_relationship_kwargs={"cascade": "all"})'), "wrong_cascade_side"),
    ],
)  # fmt: skip

SET_NULL = Case(
    "set_null",
    "Define Team (id, name, heroes) and Hero (id, name, team_id, team). When SQL deletes a team, "
    "the database sets team_id of its heroes to NULL.",
    "Team Hero",
    """
    class Team(Base, table=True):
        ID
        name: str
        heroes: list["Hero"] = Relationship(back_populates="team", passive_deletes="all")

    class Hero(Base, table=True):
        ID
        name: str
        team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="SET NULL")
        team: Team | None = Relationship(back_populates="heroes")
    """,
    [
        (', passive_deletes="all"', ""),
        (', passive_deletes="all"', ", passive_deletes=True"),
        ("Team | None", "Optional[Team]"),
        ("name: str", "name: str = Field(index=True)"),
    ],
    [
        ((', ondelete="SET NULL"', ""), "wrong_ondelete"),
        (('"SET NULL"', '"CASCADE"', ', passive_deletes="all"', ""), "wrong_ondelete"),
        (('"SET NULL"', '"RESTRICT"'), "wrong_ondelete"),
        (('passive_deletes="all"', "cascade_delete=True"), "extra_cascade"),
        (('heroes: list["Hero"]', 'heroes: "Hero"'), "wrong_relationship_side"),
        ((', foreign_key="team.id", ondelete="SET NULL"', ""), "missing_foreign_key"),
        (("name: str", "name: str | None = None"), "wrong_nullability"),
    ],
)  # fmt: skip

RESTRICT = Case(
    "restrict",
    'Define Team (id, name, heroes) and Hero (id, name, team_id, team). The database refuses to '
    'delete a team that has heroes: ondelete is "RESTRICT", and passive_deletes leaves the heroes alone.',
    "Team Hero",
    """
    class Team(Base, table=True):
        ID
        name: str
        heroes: list["Hero"] = Relationship(back_populates="team", passive_deletes="all")

    class Hero(Base, table=True):
        ID
        name: str
        team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="RESTRICT")
        team: Team | None = Relationship(back_populates="heroes")
    """,
    [
        (', passive_deletes="all"', ', sa_relationship_kwargs={"passive_deletes": "all"}'),
        ("Team | None", "Optional[Team]"),
        ("Team | None", 'Optional["Team"]'),
        ("name: str", "name: str = Field(max_length=40)"),
    ],
    [
        ((', ondelete="RESTRICT"', ""), "wrong_ondelete"),
        (('"RESTRICT"', '"CASCADE"'), "wrong_ondelete"),
        ((', passive_deletes="all"', ""), "missing_passive_deletes"),
        (('passive_deletes="all"', "cascade_delete=True"), "extra_cascade"),
        ((', foreign_key="team.id", ondelete="RESTRICT"', ""), "missing_foreign_key"),
        (('back_populates="team", ', "", '(back_populates="heroes")', "()"), "unbound_relationship"),
    ],
)  # fmt: skip
LINK = Case(
    "link",
    "Define Hero and Mission (id, name each), and the link model Assignment (hero_id, mission_id, "
    "role) between them: its key is both ids, role is a text that is scout unless it is given. "
    "hero.missions and mission.heroes are lists that know of each other.",
    "Assignment Hero Mission",
    """
    class Assignment(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        mission_id: int | None = Field(default=None, foreign_key="mission.id", primary_key=True)
        role: str = "scout"

    class Hero(Base, table=True):
        ID
        name: str
        missions: list["Mission"] = Relationship(back_populates="heroes", link_model=Assignment)

    class Mission(Base, table=True):
        ID
        name: str
        heroes: list[Hero] = Relationship(back_populates="missions", link_model=Assignment)
    """,
    [
        ('hero_id: int | None = Field(default=None, ', "hero_id: int = Field("),
        ('role: str = "scout"', 'role: str = Field(default="scout", max_length=20)'),
        ("list[Hero]", 'list["Hero"]'),
        ('role: str = "scout"', 'role: str = Field(default="scout", sa_column_kwargs={"server_default": "scout"})'),
        ('foreign_key="hero.id"', 'foreign_key="hero.id", ondelete="CASCADE"'),
    ],
    [
        (('(back_populates="heroes", link_model=Assignment)', '(back_populates="heroes")'), "missing_link_model"),
        ((", link_model=Assignment", ""), "missing_link_model"),
        (('foreign_key="mission.id", primary_key=True', 'foreign_key="mission.id"'), "wrong_primary_key"),
        (('        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)',
          f'        {ID}\n        hero_id: int | None = Field(default=None, foreign_key="hero.id")',
          'foreign_key="mission.id", primary_key=True', 'foreign_key="mission.id"'), "wrong_primary_key"),
        (('role: str = "scout"', "role: str"), "missing_default"),
        (('role: str = "scout"', 'role: str = "pilot"'), "wrong_default"),
        (('        role: str = "scout"\n', ""), "missing_column"),
        (('role: str = "scout"', 'role: str | None = "scout"'), "wrong_nullability"),
        (('foreign_key="mission.id"', 'foreign_key="hero.id"'), "wrong_foreign_key"),
        (('foreign_key="mission.id", ', ""), "missing_foreign_key"),
        (('back_populates="heroes", ', "", 'back_populates="missions", ', ""), "unbound_relationship"),
        (("class Assignment(Base, table=True)", "class Assignment(Base)"), "not_a_table"),
    ],
)  # fmt: skip

OBJECT = Case(
    "association",
    "Define Hero and Mission (id, name, assignments each) and Assignment (hero_id, mission_id: its "
    "key; hours: a whole number; hero; mission). A hero's assignments go when the hero is deleted "
    "through a session, and so do those of a mission.",
    "Assignment Hero Mission",
    """
    class Assignment(Base, table=True):
        hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
        mission_id: int | None = Field(default=None, foreign_key="mission.id", primary_key=True)
        hours: int
        hero: "Hero" = Relationship(back_populates="assignments")
        mission: "Mission" = Relationship(back_populates="assignments")

    class Hero(Base, table=True):
        ID
        name: str
        assignments: list[Assignment] = Relationship(back_populates="hero", cascade_delete=True)

    class Mission(Base, table=True):
        ID
        name: str
        assignments: list[Assignment] = Relationship(back_populates="mission", cascade_delete=True)
    """,
    [
        ("list[Assignment]", 'list["Assignment"]'),
        ("int | None = Field(default=None, foreign", "int = Field(foreign"),
        ("cascade_delete=True", 'sa_relationship_kwargs={"cascade": "all, delete-orphan"}'),
        ('foreign_key="hero.id"', 'foreign_key="hero.id", ondelete="CASCADE"',
         'foreign_key="mission.id"', 'foreign_key="mission.id", ondelete="CASCADE"'),
    ],
    [
        ((", cascade_delete=True", ""), "no_cascade"),
        (('(back_populates="hero", cascade_delete=True)', '(back_populates="hero")'), "no_cascade"),
        (("hours: int", "hours: int | None = None"), "wrong_nullability"),
        (("hours: int", "hours: str"), "wrong_type"),
        (('        mission: "Mission" = Relationship(back_populates="assignments")\n', "",
          '(back_populates="mission", ', "("), "missing_relationship"),
        (('        hours: int\n', ""), "missing_column"),
        (('foreign_key="hero.id", primary_key=True', 'foreign_key="hero.id"'), "wrong_primary_key"),
        (('(back_populates="hero", ', '(back_populates="mission", '), "unbound_relationship"),
    ],
)  # fmt: skip

ONE = Case(
    "one_to_one",
    "Define Hero (id, name, profile) and Profile (id, email, hero_id, hero). Each hero has at most "
    "one profile, each profile one hero: hero.profile is the profile or None, and no two profiles "
    "have the same hero_id.",
    "Hero Profile",
    """
    class Hero(Base, table=True):
        ID
        name: str
        profile: Optional["Profile"] = Relationship(back_populates="hero")

    class Profile(Base, table=True):
        ID
        email: str
        hero_id: int = Field(foreign_key="hero.id", unique=True)
        hero: Hero = Relationship(back_populates="profile")
    """,
    [
        ('(back_populates="hero")', '(back_populates="hero", sa_relationship_kwargs={"uselist": False})'),
        ("hero: Hero =", "hero: Hero | None ="),
        ('hero_id: int = Field(foreign_key="hero.id", unique=True)',
         'hero_id: int = Field(foreign_key="hero.id")\n        __table_args__ = (UniqueConstraint("hero_id"),)'),
        ('Optional["Profile"]', '"Profile"'),
    ],
    [
        ((", unique=True", ""), "missing_unique"),
        (('Optional["Profile"]', 'list["Profile"]'), "wrong_relationship_side"),
        (('Optional["Profile"]', 'list["Profile"]', ", unique=True", ""), "missing_unique"),
        (('(foreign_key="hero.id", ', "("), "missing_foreign_key"),
        (("hero_id: int = Field(", "hero_id: int | None = Field(default=None, "), "wrong_nullability"),
        (('(back_populates="hero")', "()", '(back_populates="profile")', "()"), "unbound_relationship"),
        (('        hero: Hero = Relationship(back_populates="profile")\n', "",
          '(back_populates="hero")', "()"), "missing_relationship"),
        (("email: str", "mail: str"), "wrong_name"),
    ],
)  # fmt: skip

SELF = Case(
    "self_reference",
    "Define Hero (id, name, mentor_id, mentor, pupils): mentor_id refers to another hero or is "
    "NULL, mentor is that hero, pupils is the list of those whose mentor the hero is.",
    "Hero",
    """
    class Hero(Base, table=True):
        ID
        name: str
        mentor_id: int | None = Field(default=None, foreign_key="hero.id")
        mentor: Optional["Hero"] = Relationship(
            back_populates="pupils", sa_relationship_kwargs={"remote_side": "Hero.id"})
        pupils: list["Hero"] = Relationship(back_populates="mentor")
    """,
    [
        ('"Hero.id"', '"[Hero.id]"'),
        ('Relationship(back_populates="mentor")',
         'Relationship(back_populates="mentor", sa_relationship_kwargs={"remote_side": "Hero.mentor_id"})'),
        ('"remote_side": "Hero.id"', '"remote_side": lambda: Hero.id'),
        ("name: str", "name: str = Field(max_length=50)"),
        ('foreign_key="hero.id"', 'foreign_key="hero.id", index=True'),
    ],
    [
        ((', sa_relationship_kwargs={"remote_side": "Hero.id"}', ""), "wrong_relationship_side"),
        (('back_populates="pupils", sa_relationship_kwargs={"remote_side": "Hero.id"}', "",
          '(back_populates="mentor")', '(sa_relationship_kwargs={"remote_side": "Hero.id"})'), "wrong_relationship_side"),
        ((', foreign_key="hero.id"', ""), "missing_foreign_key"),
        (('back_populates="pupils", ', "", '(back_populates="mentor")', "()"), "unbound_relationship"),
        (('        pupils: list["Hero"] = Relationship(back_populates="mentor")\n', "",
          'back_populates="pupils", ', ""), "missing_relationship"),
        (("mentor_id: int | None = Field(default=None, ", "mentor_id: int = Field("), "wrong_nullability"),
        (('pupils: list["Hero"]', 'pupils: Optional["Hero"]'), "wrong_relationship_side"),
        (("mentor_id: int", "mentor_id: str"), "wrong_type"),
    ],
)  # fmt: skip

DATA = Case(
    "data_models",
    "Write HeroBase (name, age), the table model Hero with id and secret_name, and the data models "
    "HeroCreate (with secret_name), HeroPublic (with id) and HeroUpdate (name, age, secret_name, all "
    "may be left out). name has at least 2 letters; age may be unknown, and is at least 0.",
    "HeroBase Hero HeroCreate HeroPublic HeroUpdate HeroPatch",
    """
    class HeroBase(SQLModel):
        name: str = Field(min_length=2)
        age: int | None = Field(default=None, ge=0)

    class Hero(HeroBase, Base, table=True):
        ID
        secret_name: str

    class HeroCreate(HeroBase):
        secret_name: str

    class HeroPublic(HeroBase):
        id: int

    class HeroUpdate(SQLModel):
        name: str | None = Field(default=None, min_length=2)
        age: int | None = Field(default=None, ge=0)
        secret_name: str | None = None
    """,
    [
        ("age: int | None = Field(default=None, ge=0)", "age: Optional[int] = Field(None, gt=-1)"),
        ("class HeroPublic(HeroBase):\n        id: int",
         "class HeroPublic(SQLModel):\n        id: int\n        name: str = Field(min_length=2)\n"
         "        age: int | None = Field(default=None, ge=0)"),
        ("class HeroUpdate(SQLModel):", "class HeroUpdate(HeroBase):"),
        ("class HeroBase(SQLModel):\n        name: str = Field(min_length=2",
         "class HeroBase(SQLModel):\n        name: str = Field(min_length=2, max_length=100"),
        ("secret_name: str | None = None", "secret_name: Optional[str] = Field(default=None)"),
        ("class HeroUpdate(SQLModel):\n        name: str | None = Field(default=None, min_length=2)\n"
         "        age: int | None = Field(default=None, ge=0)",
         "class HeroUpdate(HeroBase):\n        name: str | None = Field(default=None, min_length=2)"),
    ],
    [
        (("class HeroPublic(HeroBase)", "class HeroPublic(HeroCreate)"), "leaks_field"),
        (("class HeroPublic(HeroBase)", "class HeroPublic(Hero)"), "inherits_from_table"),
        (("class HeroCreate(HeroBase)", "class HeroCreate(Hero)"), "inherits_from_table"),
        (("class HeroUpdate(SQLModel):\n        name: str | None = Field(default=None, min_length=2)",
          "class HeroUpdate(HeroBase):\n        name: str = Field(min_length=2)"), "refuses_valid"),
        (("class HeroUpdate(SQLModel):\n        name: str | None = Field(default=None, min_length=2)",
          "class HeroUpdate(SQLModel):\n        name: str | None = Field(min_length=2)"), "missing_default"),
        (("min_length=2", "min_length=3"), "refuses_valid"),
        (("name: str | None = Field(default=None, min_length=2)", "name: str | None = None"), "accepts_invalid"),
        (("ge=0", "gt=0"), "refuses_valid"),
        (("age: int | None = Field(default=None, ge=0)\n\n    class Hero(", "age: int = Field(ge=0)\n\n    class Hero("), "wrong_nullability"),
        (("        id: int\n", "        id: int | None = None\n"), "wrong_nullability"),
        (("class HeroPublic(HeroBase):\n        id: int\n", "class HeroPublic(HeroBase):\n        pass\n"), "missing_column"),
        (("class HeroCreate(HeroBase):\n        secret_name: str\n",
          "class HeroCreate(HeroBase):\n        secret_name: str\n        id: int | None = None\n"), "extra_column"),
        (("class HeroUpdate", "class HeroPatch"), "wrong_name"),
        (("class HeroCreate(HeroBase):\n        secret_name: str",
          "class HeroCreate(HeroBase):\n        secret_name: int"), "wrong_type"),
        (("class Hero(HeroBase, Base, table=True)", "class Hero(HeroBase, Base)"), "not_a_table"),
    ],
)  # fmt: skip

VALIDATED = Case(
    "validated",
    "Write the data model MissionCreate: name, a text that is kept without blanks around it and is "
    "refused if nothing is left; start and end, whole numbers, the end not before the start.",
    "MissionCreate",
    """
    class MissionCreate(SQLModel):
        name: str
        start: int
        end: int

        @field_validator("name")
        @classmethod
        def stripped(cls, value):
            if not value.strip():
                raise ValueError("a name is needed")
            return value.strip()

        @model_validator(mode="after")
        def ordered(self):
            if self.end < self.start:
                raise ValueError("the end is before the start")
            return self
    """,
    [
        ("            if not value.strip():\n                raise ValueError(\"a name is needed\")\n            return value.strip()",
         "            value = value.strip()\n            if value == '':\n                raise ValueError('no')\n            return value"),
        ("if self.end < self.start:\n                raise ValueError(\"the end is before the start\")",
         "assert self.end >= self.start"),
        ("class MissionCreate(SQLModel)", "class MissionCreate(BaseModel)"),
        ("if self.end < self.start", "if not self.start <= self.end"),
    ],
    [
        (("return value.strip()", "return value"), "wrong_value"),
        (("            return value.strip()\n", ""), "wrong_value"),
        (("if not value.strip()", "if not value"), "accepts_invalid"),
        (("self.end < self.start", "self.end <= self.start"), "refuses_valid"),
        (("self.end < self.start", "self.end > self.start"), "accepts_invalid"),
        (('        @model_validator(mode="after")\n', ""), "accepts_invalid"),
        (("start: int", "start: str"), "wrong_type"),
        (("name: str", 'name: str = "nameless"'), "accepts_invalid"),
        (("end: int", "end: int\n        id: int"), "extra_column"),
        (("end: int", "end: int = Field(ge=0)"), "refuses_valid"),
    ],
)  # fmt: skip

TYPES = Case(
    "types",
    "Define Mission: id, a UUID that each mission makes itself; level, one of the members low and "
    "high of an enum, low unless given; budget, an exact decimal number with 10 digits, 2 behind the "
    "point; log, a dict kept as JSON, empty unless given, whose changes in place are saved; "
    "made_at, the moment at which it was made, with its time zone, set by itself.",
    "Mission",
    """
    class Level(str, Enum):
        low = "low"
        high = "high"

    class Mission(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        level: Level = Level.low
        budget: Decimal = Field(max_digits=10, decimal_places=2)
        log: dict = Field(default_factory=dict, sa_type=MutableDict.as_mutable(JSON))
        made_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    """,
    [
        ("class Level(str, Enum)", "class Level(Enum)"),
        ("class Level(str, Enum)", "class Grade(str, Enum)", "Level = Level.low", "Grade = Field(default=Grade.low)"),
        ("sa_type=MutableDict.as_mutable(JSON)", "sa_column=Column(MutableDict.as_mutable(JSON), nullable=False)"),
        ("log: dict =", "log: dict[str, object] ="),
        ("sa_type=MutableDict.as_mutable(JSON)", "sa_column=Column(MutableDict.as_mutable(JSON))"),
        ("id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)",
         "id: uuid.UUID | None = Field(default=None, sa_column=Column(Uuid, primary_key=True, default=uuid.uuid4))"),
        ("level: Level = Level.low", "level: Level = Field(default=Level.low, index=True)"),
        ("budget: Decimal = Field(max_digits=10, decimal_places=2)", "budget: Decimal = Field(decimal_places=2, max_digits=10, ge=0)"),
    ],
    [
        (("default_factory=uuid.uuid4", "default=uuid.uuid4()"), "shared_default"),
        (("id: uuid.UUID = Field(default_factory=uuid.uuid4", "id: int | None = Field(default=None"), "wrong_type"),
        (("MutableDict.as_mutable(JSON)", "JSON"), "untracked_json"),
        (("budget: Decimal = Field(max_digits=10, decimal_places=2)", "budget: float"), "wrong_type"),
        (("budget: Decimal = Field(max_digits=10, decimal_places=2)", "budget: Decimal"), "wrong_precision"),
        (("level: Level = Level.low", "level: Level"), "missing_default"),
        (("level: Level = Level.low", "level: Level = Level.high"), "wrong_default"),
        (("level: Level = Level.low", 'level: str = "low"'), "wrong_type"),
        (('        high = "high"\n', '        high = "high"\n        middle = "middle"\n'), "wrong_enum_value"),
        (("default_factory=lambda: datetime.now(UTC)", "default=datetime.now(UTC)"), "shared_default"),
        ((" = Field(default_factory=lambda: datetime.now(UTC))", ""), "missing_default"),
        (("default_factory=lambda: datetime.now(UTC)", "default_factory=datetime.now"), "naive_datetime"),
        (("made_at: datetime", "made_at: date"), "wrong_type"),
        (("log: dict = Field(default_factory=dict, sa_type=MutableDict.as_mutable(JSON))", 'log: str = ""'), "wrong_type"),
    ],
)  # fmt: skip

NESTED = Case(
    "nested",
    "Write the data models TeamPublic (id, name) and HeroPublicWithTeam (id, name, team: the public "
    "team, or None if there is none).",
    "TeamPublic HeroPublicWithTeam",
    """
    class TeamPublic(SQLModel):
        id: int
        name: str

    class HeroPublicWithTeam(SQLModel):
        id: int
        name: str
        team: TeamPublic | None = None
    """,
    [
        ("team: TeamPublic | None = None", "team: Optional[TeamPublic] = None"),
        ("team: TeamPublic | None = None", "team: TeamPublic | None = Field(default=None)"),
        ("class HeroPublicWithTeam(SQLModel):\n        id: int\n        name: str\n",
         "class HeroPublic(SQLModel):\n        id: int\n        name: str\n\n"
         "    class HeroPublicWithTeam(HeroPublic):\n"),
        ("class TeamPublic(SQLModel)", "class TeamBase(SQLModel):\n        name: str\n\n    class TeamPublic(TeamBase)"),
    ],
    [
        (("class TeamPublic(SQLModel):\n        id: int\n",
          "class TeamPublic(SQLModel):\n        id: int\n        password: str\n"), "leaks_field"),
        (("team: TeamPublic | None = None", "team: TeamPublic"), "wrong_nullability"),
        (("team: TeamPublic | None = None", "team: int | None = None"), "wrong_type"),
        (("team: TeamPublic | None = None", "team: dict | None = None"), "wrong_type"),
        (("team: TeamPublic | None = None", "team_id: int | None = None"), "missing_column"),
        (("        team: TeamPublic | None = None\n", ""), "missing_column"),
        (("team: TeamPublic | None = None", "team: TeamPublic | None"), "missing_default"),
    ],
)  # fmt: skip

EVENT = Case(
    "event",
    "Define Event: id; title with at most 60 characters; first_day and last_day, dates, the last "
    "one not before the first (the database keeps that); city and title are unique together, each "
    "alone is not. Its table is called calendar_event. full_title gives title and city as "
    "'title (city)'.",
    "Event",
    """
    class Event(Base, table=True):
        __tablename__ = "calendar_event"
        __table_args__ = (UniqueConstraint("title", "city"), CheckConstraint("first_day <= last_day"))
        ID
        title: str = Field(max_length=60)
        city: str
        first_day: date
        last_day: date

        @property
        def full_title(self):
            return f"{self.title} ({self.city})"
    """,
    [
        ("first_day <= last_day", "last_day >= first_day"),
        ('UniqueConstraint("title", "city")', 'UniqueConstraint("city", "title", name="once")'),
        ('UniqueConstraint("title", "city")', 'Index("once", "title", "city", unique=True)'),
        ('return f"{self.title} ({self.city})"', 'return self.title + " (" + self.city + ")"'),
        ("first_day <= last_day", "NOT last_day < first_day"),
        ("title: str = Field(max_length=60)", "title: str = Field(sa_type=String(60))"),
    ],
    [
        (("first_day <= last_day", "first_day < last_day"), "wrong_check"),
        (("first_day <= last_day", "first_day >= last_day"), "wrong_check"),
        ((', CheckConstraint("first_day <= last_day")', ","), "missing_check"),
        (('UniqueConstraint("title", "city")', 'UniqueConstraint("title"), UniqueConstraint("city")'), "missing_unique"),
        (('UniqueConstraint("title", "city")', 'Index("both", "title", "city")'), "missing_unique"),
        (('        __tablename__ = "calendar_event"\n', ""), "wrong_table_name"),
        (("title: str = Field(max_length=60)", "title: str"), "wrong_length"),
        (("first_day: date\n", "first_day: datetime\n"), "wrong_type"),
        (("({self.city})", "[{self.city}]"), "wrong_value"),
        (("def full_title", "def long_title"), "missing_property"),
    ],
)  # fmt: skip

CASES = [
    PET, TEAM, CASCADE, SET_NULL, RESTRICT, LINK, OBJECT, ONE, SELF, DATA, VALIDATED, TYPES, NESTED,
    EVENT,
]  # fmt: skip
