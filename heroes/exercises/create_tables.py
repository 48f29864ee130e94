"""The exercises of 01 Create tables: classes that are compared by the tables they make."""

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from heroes.judge import Exercise

CHAPTER = "01_create_tables"
__all__ = ["JSON", "CheckConstraint", "Field", "SQLModel"]  # what answers use


def _team(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


def _team_without_default(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = Field(default=None, max_length=80)

    return Team


def _team_not_a_table(Base: Any) -> Any:
    class Team(Base):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


def _team_name_may_be_empty(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        headquarters: str | None = None

    return Team


def _team_headquarters_required(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str

    return Team


def _team_key_is_text(Base: Any) -> Any:
    class Team(Base, table=True):
        id: str = Field(primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


def _team_without_headquarters(Base: Any) -> Any:
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    return Team


team = Exercise(
    id="create_tables.team",
    chapter=CHAPTER,
    title="A team",
    prompt=(
        "Define a table model Team with three columns: id, a key that the database numbers; name, "
        "a text that must be there; headquarters, a text that may be missing."
    ),
    kind="model",
    concepts=("table_model", "primary_key", "nullability"),
    minutes=3,
    starter="Team = ...  # replace this line with a class",
    reference=_team,
    alternates=[_team_without_default],
    wrong=[
        (_team_not_a_table, "not_a_table"),
        (_team_name_may_be_empty, "wrong_nullability"),
        (_team_headquarters_required, "wrong_nullability"),
        (_team_key_is_text, "wrong_type"),
        (_team_without_headquarters, "missing_column"),
    ],
    hints=(
        "Three annotated attributes, and `table=True` in the line of the class.",
        "An attribute that may be missing is annotated with `| None`.",
    ),
)

unique_words = Exercise(
    id="create_tables.unique_words",
    chapter=CHAPTER,
    title="What is unique by itself",
    prompt=(
        "A table has badge: str = Field(unique=True) and code: str = Field(primary_key=True). "
        "How often does its DDL say UNIQUE?"
    ),
    kind="predict",
    concepts=("unique", "primary_key"),
    minutes=2,
    starter='answer = ...  # "never", "once" or "twice"',
    reference="once",
    wrong=[("never", "missing_unique"), ("twice", "key_says_unique")],
    hints=("A primary key is unique too. Does it say so with the same word?",),
)


def _gadget(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_type=JSON)

    return Gadget


def _gadget_keyed_by_name(Base: Any) -> Any:
    class Gadget(Base, table=True):
        name: str = Field(primary_key=True)
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


def _gadget_with_text(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: str

    return Gadget


def _gadget_without_parts(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    return Gadget


def _gadget_without_name(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        parts: list[str] = Field(default_factory=list, sa_type=JSON)

    return Gadget


def _gadget_not_a_table(Base: Any) -> Any:
    class Gadget(Base):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str]

    return Gadget


gadget = Exercise(
    id="create_tables.gadget",
    chapter=CHAPTER,
    title="A list is no column",
    prompt=(
        "This class cannot be a table. Repair it: keep name, which must be there, and parts, a "
        "list of texts that is kept as JSON, and add what is missing.\n\n"
        "class Gadget(SQLModel, table=True):\n    name: str\n    parts: list[str]"
    ),
    kind="model",
    concepts=("json", "sa_type", "table_model", "primary_key", "nullability"),
    minutes=4,
    starter="Gadget = ...  # the repaired class",
    reference=_gadget,
    alternates=[_gadget_keyed_by_name],
    wrong=[
        (_gadget_with_text, "wrong_type"),
        (_gadget_without_parts, "missing_column"),
        (_gadget_without_name, "wrong_nullability"),
        (_gadget_not_a_table, "not_a_table"),
    ],
    hints=(
        "Two things are missing: a key, and a column type for a list.",
        "`sa_type` names the column type that the annotation does not.",
    ),
)


def _mission(Base: Any) -> Any:
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


def _mission_with_two_checks(Base: Any) -> Any:
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1"), CheckConstraint("difficulty < 6"))

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


def _mission_with_field_limits(Base: Any) -> Any:
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(ge=1, le=5)

    return Mission


def _mission_open_above(Base: Any) -> Any:
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


def _mission_without_5(Base: Any) -> Any:
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1 AND difficulty < 5"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


def _mission_with_text(Base: Any) -> Any:
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty IN ('1', '2', '3', '4', '5')"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: str

    return Mission


mission = Exercise(
    id="create_tables.mission",
    chapter=CHAPTER,
    title="A limit that the database keeps",
    prompt=(
        "Define a table model Mission with a numbered key id, a name that must be there, and a "
        "whole number difficulty that must be there. The database itself keeps difficulty "
        "between 1 and 5, both included."
    ),
    kind="model",
    concepts=("check_constraint", "table_model", "primary_key", "nullability"),
    minutes=6,
    starter="Mission = ...  # a class with a check constraint",
    reference=_mission,
    alternates=[_mission_with_two_checks],
    wrong=[
        (_mission_with_field_limits, "missing_check"),
        (_mission_open_above, "wrong_check"),
        (_mission_without_5, "wrong_check"),
        (_mission_with_text, "wrong_type"),
    ],
    hints=(
        "Limits in `Field` are for data models. What does the table get to see?",
        "`__table_args__` is a tuple, so one constraint needs a comma behind it.",
    ),
)


def _agent(Base: Any) -> Any:
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


def _agent_with_constraint(Base: Any) -> Any:
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("badge"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(decimal_places=2, max_digits=8)

    return Agent


def _agent_indexed_badge(Base: Any) -> Any:
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(index=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


def _agent_without_index(Base: Any) -> Any:
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


def _agent_with_float(Base: Any) -> Any:
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: float

    return Agent


def _agent_unique_name(Base: Any) -> Any:
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(unique=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


agent = Exercise(
    id="create_tables.agent",
    chapter=CHAPTER,
    title="Unique, indexed, exact",
    prompt=(
        "Define a table model Agent with a numbered key id and three columns that must be there: "
        "badge, a text that no two agents share; name, a text that is searched often, so it has "
        "an index; fee, an exact decimal number with 8 digits, 2 of them behind the point."
    ),
    kind="model",
    concepts=(
        "unique",
        "index",
        "decimal",
        "column_type",
        "table_model",
        "primary_key",
        "nullability",
    ),
    minutes=5,
    starter="Agent = ...  # a class with four columns",
    reference=_agent,
    alternates=[_agent_with_constraint],
    wrong=[
        (_agent_indexed_badge, "missing_unique"),
        (_agent_without_index, "missing_index"),
        (_agent_with_float, "wrong_type"),
        (_agent_unique_name, "extra_unique"),
    ],
    hints=("Each of the three has its own word in `Field`.", "Money is a `Decimal`."),
)
