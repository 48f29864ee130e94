"""A blind corpus: what learners would answer to the exercises of create_tables.

Every answer is a function of a fresh `Base` that returns the class.
"""

import json
import uuid
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, List, Optional, Union

from pydantic import condecimal, conint, field_validator
from sqlalchemy import (
    ARRAY,
    DECIMAL,
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PickleType,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
    Unicode,
    UniqueConstraint,
    and_,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import declared_attr
from sqlmodel import AutoString, Field, Relationship

RIGHT = {}
WRONG = {}
UNSURE = {}


def right(name):
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconception, remark):
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconception, remark)) or answer
    )


def unsure(name, remark):
    return lambda answer: UNSURE.setdefault(name, []).append((answer, remark)) or answer


# ---------------------------------------------------------------- team
TEAM = "create_tables.team"


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        headquarters: Optional[str] = None

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: Union[int, None] = Field(None, primary_key=True)
        name: str = Field()
        headquarters: Union[str, None] = Field(None)

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(nullable=False)
        headquarters: str | None = Field(default=None, nullable=True)

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
        name: str = Field(sa_column=Column(String, nullable=False))
        headquarters: str | None = Field(default=None, sa_column=Column(String, nullable=True))

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(
            default=None, sa_column=Column("id", Integer, primary_key=True, autoincrement=True)
        )
        name: str = Field(sa_column=Column("name", Text, nullable=False))
        headquarters: str | None = Field(default=None, sa_column=Column("headquarters", Text))

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int = Field(default=None, primary_key=True)
        name: str
        headquarters: Optional[str] = None

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        headquarters: None | str = None
        name: str
        id: None | int = Field(default=None, primary_key=True)

    return Team


@right(TEAM)
def team(Base):
    class TeamBase(Base):
        name: str
        headquarters: str | None = None

    class Team(TeamBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return Team


@right(TEAM)
def team(Base):
    class Identified(Base):
        id: int | None = Field(default=None, primary_key=True)

    class Team(Identified, table=True):
        name: str
        headquarters: str | None = None

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        __tablename__ = "team"

        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(..., sa_type=Text)
        headquarters: str | None = Field(default=None, sa_type=Unicode)

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        """A team of heroes."""

        id: Annotated[int | None, Field(primary_key=True)] = None
        name: Annotated[str, Field(description="its name")]
        headquarters: Annotated[str | None, Field()] = None

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(
            default=None, primary_key=True, sa_column_kwargs={"autoincrement": True}
        )
        name: str = Field(title="Name")
        headquarters: str | None = Field(default_factory=lambda: None)

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: Annotated[str, Field()] | None = None

        def __str__(self):
            return self.name

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = Field(
            default=None, sa_column_kwargs={"comment": "where it meets"}
        )

    return Team


@right(TEAM)
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_type=AutoString)
        headquarters: str | None = Field(default=None, sa_type=AutoString())

    return Team


@wrong(TEAM, "not_a_table", "no table=True")
def team(Base):
    class Team(Base):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "not_a_table", "table=True as a field")
def team(Base):
    class Team(Base):
        table: bool = True
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "not_a_table", "table=False")
def team(Base):
    class Team(Base, table=False):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "not_a_table", "__tablename__ alone makes no table")
def team(Base):
    class Team(Base):
        __tablename__ = "team"

        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "no_primary_key", "id is an ordinary column")
def team(Base):
    class Team(Base, table=True):
        id: int | None = None
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "no_primary_key", "no id at all")
def team(Base):
    class Team(Base, table=True):
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "no_primary_key", "name is the key")
def team(Base):
    class Team(Base, table=True):
        id: int | None = None
        name: str = Field(primary_key=True)
        headquarters: str | None = None

    return Team


@wrong(TEAM, "no_primary_key", "an index is no key")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, index=True, unique=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "the key is a text")
def team(Base):
    class Team(Base, table=True):
        id: str | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "a UUID that Python makes")
def team(Base):
    class Team(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "BIGINT is not numbered by SQLite")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "SMALLINT is not numbered by SQLite")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True, sa_type=SmallInteger)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "name is a whole number")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: int
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "headquarters is a whole number")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: int | None = None

    return Team


@wrong(TEAM, "wrong_type", "bytes")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: bytes
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "name is kept as an integer")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_column=Column(Integer, nullable=False))
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_type", "a float as the key")
def team(Base):
    class Team(Base, table=True):
        id: float | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_nullability", "headquarters must be there")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str

    return Team


@wrong(TEAM, "wrong_nullability", "a default of an empty text is NOT NULL")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str = ""

    return Team


@wrong(TEAM, "wrong_nullability", "= None without | None is NOT NULL")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str = None

    return Team


@wrong(TEAM, "wrong_nullability", "nullable=False")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = Field(default=None, nullable=False)

    return Team


@wrong(TEAM, "wrong_nullability", "name may be missing")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_nullability", "Optional name")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: Optional[str]
        headquarters: Optional[str] = None

    return Team


@wrong(TEAM, "wrong_nullability", "sa_column without nullable=False")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_column=Column(String))
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_nullability", "nullable=True of name")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(nullable=True)
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_nullability", "both turned around")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        headquarters: str

    return Team


@wrong(TEAM, "missing_column", "no headquarters")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    return Team


@wrong(TEAM, "missing_column", "no name")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        headquarters: str | None = None

    return Team


@wrong(TEAM, "missing_column", "without an annotation it is no column")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters = Field(default=None)

    return Team


@wrong(TEAM, "extra_column", "a fourth column")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None
        leader: str | None = None

    return Team


@wrong(TEAM, "wrong_name", "headquarter")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarter: str | None = None

    return Team


@wrong(TEAM, "wrong_name", "team_id for id")
def team(Base):
    class Team(Base, table=True):
        team_id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, "wrong_name", "the column has another name")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = Field(default=None, sa_column=Column("hq", String))

    return Team


@wrong(TEAM, "refuses_valid", "name is unique, which nobody asked for")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True)
        headquarters: str | None = None

    return Team


@wrong(TEAM, "no_primary_key", "two columns are the key: not numbered")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(primary_key=True)
        headquarters: str | None = None

    return Team


@wrong(TEAM, None, "every team has the id 1")
def team(Base):
    class Team(Base, table=True):
        id: int = Field(default=1, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, None, "every team has the id 0")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=0, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@wrong(TEAM, None, "a stand-in for what is missing")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = "unknown"

    return Team


@wrong(TEAM, None, "a default for the name")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = ""
        headquarters: str | None = None

    return Team


@wrong(TEAM, "not_a_table", "a SQLAlchemy class body: no columns of the model")
def team(Base):
    class Team(Base, table=True):
        id = Column(Integer, primary_key=True)
        name = Column(String, nullable=False)
        headquarters = Column(String)

    return Team


@unsure(TEAM, "id without a default: the database numbers it, but Team(...).id is unset before")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@unsure(TEAM, "id: int without a default: the table is the same")
def team(Base):
    class Team(Base, table=True):
        id: int = Field(primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@unsure(TEAM, "headquarters without a default: the column may be NULL")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None

    return Team


@unsure(TEAM, "an index that nobody asked for")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        headquarters: str | None = None

    return Team


@unsure(TEAM, "max_length: VARCHAR(100)")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=100)
        headquarters: str | None = Field(default=None, max_length=100)

    return Team


@unsure(TEAM, "another table name; the prompt names none")
def team(Base):
    class Team(Base, table=True):
        __tablename__ = "teams"

        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@unsure(TEAM, "an empty name is refused by model_validate and by nothing else")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(min_length=1)
        headquarters: str | None = None

    return Team


@unsure(TEAM, "Identity(): numbered by other databases; SQLite leaves it out")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(
            default=None, sa_column=Column(Integer, Identity(), primary_key=True)
        )
        name: str
        headquarters: str | None = None

    return Team


@unsure(TEAM, "sqlite_autoincrement: numbered, and never again")
def team(Base):
    class Team(Base, table=True):
        __table_args__ = {"sqlite_autoincrement": True}

        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: str | None = None

    return Team


@unsure(TEAM, "BigInteger with a variant for SQLite")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(
            default=None,
            sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        )
        name: str
        headquarters: str | None = None

    return Team


@unsure(TEAM, "headquarters of any type, kept as a text")
def team(Base):
    class Team(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        headquarters: Any = Field(default=None, sa_column=Column(String))

    return Team


# ---------------------------------------------------------------- gadget
GADGET = "create_tables.gadget"


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_column=Column(JSON))

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(JSON))

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        parts: List[str] = Field(default_factory=list, sa_type=JSON)

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(nullable=False)
        parts: list[str] = Field(default=[], sa_type=JSON, nullable=False)

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(
            default_factory=list, sa_column=Column(MutableList.as_mutable(JSON))
        )

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=MutableList.as_mutable(JSON()))

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(
            default_factory=list,
            sa_column=Column(JSON().with_variant(postgresql.JSONB(), "postgresql")),
        )

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(sqlite.JSON))

    return Gadget


@right(GADGET)
def gadget(Base):
    class GadgetBase(Base):
        name: str

    class Gadget(GadgetBase, table=True):
        id: int | None = Field(default=None, primary_key=True)
        parts: list[str] = Field(sa_column=Column("parts", JSON(none_as_null=True), nullable=False))

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
        name: str = Field(sa_column=Column(String, nullable=False))
        parts: list[str] = Field(
            default_factory=list, sa_column=Column(JSON, nullable=False, default=list)
        )

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        name: str
        parts: Annotated[list[str], Field(sa_type=JSON, default_factory=list)]
        id: Annotated[int | None, Field(primary_key=True)] = None

    return Gadget


@right(GADGET)
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(
            default_factory=list, sa_type=JSON(), sa_column_kwargs={"comment": "a list of texts"}
        )

    return Gadget


@right(GADGET)
def gadget(Base):
    class GadgetBase(Base):
        name: str
        parts: list[str] = Field(default_factory=list, sa_type=JSON)

    class Gadget(GadgetBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return Gadget


@wrong(GADGET, "no_primary_key", "JSON but no key")
def gadget(Base):
    class Gadget(Base, table=True):
        name: str
        parts: list[str] = Field(sa_column=Column(JSON))

    return Gadget


@wrong(GADGET, "no_primary_key", "id is an ordinary column")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = None
        name: str
        parts: list[str] = Field(default_factory=list, sa_type=JSON)

    return Gadget


@wrong(GADGET, "no_primary_key", "key of no default and no primary_key")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_type", "a list has no column type")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str]

    return Gadget


@wrong(GADGET, "wrong_type", "default_factory is no column type")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list)

    return Gadget


@wrong(GADGET, "wrong_type", "a plain default")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = []

    return Gadget


@wrong(GADGET, "wrong_type", "typing.List has none either")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: List[str] = Field(default=[])

    return Gadget


@wrong(GADGET, "wrong_type", "pickled")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(PickleType))

    return Gadget


@wrong(GADGET, "wrong_type", "ARRAY is not for SQLite, nor JSON")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String)))

    return Gadget


@wrong(GADGET, "wrong_type", "PostgreSQL's array")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=postgresql.ARRAY(String))

    return Gadget


@wrong(GADGET, "wrong_type", "JSONB alone is PostgreSQL's")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(postgresql.JSONB))

    return Gadget


@wrong(GADGET, "wrong_type", "a text column takes no list")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(String))

    return Gadget


@wrong(GADGET, "wrong_type", "Text takes no list")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=Text)

    return Gadget


@wrong(GADGET, "wrong_type", "parts became one text")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: str

    return Gadget


@wrong(GADGET, "wrong_type", "one text, comma separated")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: str = ""

    return Gadget


@wrong(GADGET, "wrong_type", "bytes")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: bytes

    return Gadget


@wrong(GADGET, "wrong_type", "LargeBinary takes no list")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_column=Column(LargeBinary))

    return Gadget


@wrong(GADGET, "wrong_type", "JSON in the annotation")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: JSON

    return Gadget


@wrong(GADGET, "wrong_type", "JSON for the name too")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_type=JSON)
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_type", "the key is JSON's neighbour: a text without a default")
def gadget(Base):
    class Gadget(Base, table=True):
        id: str | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_type", "a UUID that is not made by anyone")
def gadget(Base):
    class Gadget(Base, table=True):
        id: uuid.UUID | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_nullability", "name may be missing")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_nullability", "sa_column of name without nullable=False")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_column=Column(String))
        parts: list[str] = Field(sa_column=Column(JSON))

    return Gadget


@wrong(GADGET, "wrong_nullability", "Optional name, list by factory")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: Optional[str]
        parts: list[str] = Field(default_factory=list, sa_column=Column(JSON))

    return Gadget


@wrong(GADGET, "missing_column", "no parts")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str

    return Gadget


@wrong(GADGET, "missing_column", "no name")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "missing_column", "parts has no annotation")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts = Field(default_factory=list, sa_column=Column(JSON))

    return Gadget


@wrong(GADGET, "extra_column", "a count beside it")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)
        parts_count: int = 0

    return Gadget


@wrong(GADGET, "wrong_name", "part")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        part: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_name", "the column is called parts_json")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_column=Column("parts_json", JSON))

    return Gadget


@wrong(GADGET, "not_a_table", "no table=True")
def gadget(Base):
    class Gadget(Base):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(JSON))

    return Gadget


@wrong(GADGET, "not_a_table", "a plain data model again")
def gadget(Base):
    class Gadget(Base):
        name: str
        parts: list[str] = []

    return Gadget


@wrong(GADGET, None, "every gadget is number 1")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int = Field(default=1, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@wrong(GADGET, "wrong_relationship_side", "a relationship to a text")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Relationship()

    return Gadget


@wrong(GADGET, "raises", "sa_column and sa_type at once")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_column=Column(JSON), sa_type=JSON)

    return Gadget


@wrong(GADGET, "raises", "sa_column takes a Column")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(sa_column=JSON)

    return Gadget


@wrong(GADGET, "wrong_type", "dumped by hand into a text by a validator that tables do not run")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: str

        @field_validator("parts", mode="before")
        @classmethod
        def dump(cls, value):
            return json.dumps(value)

    return Gadget


@wrong(GADGET, "refuses_valid", "name is unique")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True)
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@unsure(GADGET, "name is the key: it must be there, but two gadgets cannot share it")
def gadget(Base):
    class Gadget(Base, table=True):
        name: str = Field(primary_key=True)
        parts: list[str] = Field(sa_column=Column(JSON))

    return Gadget


@unsure(GADGET, "parts may be None")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] | None = Field(default=None, sa_column=Column(JSON))

    return Gadget


@unsure(GADGET, "list without str")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list = Field(default_factory=list, sa_column=Column(JSON))

    return Gadget


@unsure(GADGET, "a dict in the annotation; the table is the same")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON))

    return Gadget


@unsure(GADGET, "a str in the annotation, JSON in the table")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: str = Field(sa_column=Column(JSON))

    return Gadget


@unsure(GADGET, "a type of its own that keeps JSON in a TEXT")
def gadget(Base):
    class JsonText(TypeDecorator):
        impl = Text
        cache_ok = True

        def process_bind_param(self, value, dialect):
            return None if value is None else json.dumps(value)

        def process_result_value(self, value, dialect):
            return None if value is None else json.loads(value)

    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        parts: list[str] = Field(default_factory=list, sa_column=Column(JsonText))

    return Gadget


@unsure(GADGET, "a UUID key, which Python makes")
def gadget(Base):
    class Gadget(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@unsure(GADGET, "id without a default")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int = Field(primary_key=True)
        name: str
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


@unsure(GADGET, "name indexed")
def gadget(Base):
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        parts: list[str] = Field(sa_type=JSON)

    return Gadget


# ---------------------------------------------------------------- mission
MISSION = "create_tables.mission"


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty_range"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty >= 1 AND difficulty <= 5", name="difficulty"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

        __table_args__ = (CheckConstraint("difficulty IN (1, 2, 3, 4, 5)", name="one_to_five"),)

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty >= 1", name="least"),
            CheckConstraint("difficulty <= 5", name="most"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(
            sa_column=Column(
                Integer,
                CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),
                nullable=False,
            )
        )

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(
            sa_column_args=[
                CheckConstraint("difficulty >= 1 and difficulty <= 5", name="difficulty")
            ]
        )

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty_range"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(ge=1, le=5)

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint(
                text("NOT (difficulty < 1 OR difficulty > 5)"), name="difficulty_range"
            ),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty > 0 AND difficulty < 6", name="difficulty_range"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty BETWEEN 1 AND 5", name="between"),
            {"comment": "missions"},
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    Mission.__table__.append_constraint(
        CheckConstraint(Mission.__table__.c.difficulty.between(1, 5), name="difficulty")
    )
    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str
        difficulty: int

        @declared_attr.directive
        def __table_args__(cls):
            return (CheckConstraint("1 <= difficulty AND 5 >= difficulty", name="difficulty"),)

    return Mission


@right(MISSION)
def mission(Base):
    class MissionBase(Base):
        name: str
        difficulty: int = Field(ge=1, le=5)

    class Mission(MissionBase, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty_range"),)

        id: int | None = Field(default=None, primary_key=True)

    return Mission


@right(MISSION)
def mission(Base):
    col_between = Column("difficulty", Integer).between(1, 5)

    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint(col_between, name="difficulty_range"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint(
                literal_column("difficulty").in_([1, 2, 3, 4, 5]), name="difficulty_range"
            ),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    CheckConstraint(
        and_(Mission.__table__.c.difficulty >= 1, Mission.__table__.c.difficulty <= 5),
        name="difficulty",
    )
    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(sa_column=Column(Text, nullable=False))
        difficulty: int = Field(
            sa_column=Column(
                Integer,
                CheckConstraint("difficulty BETWEEN 1 AND 5", name="ck_mission_difficulty"),
                nullable=False,
            )
        )

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty_range"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: conint(ge=1, le=5)

    return Mission


@right(MISSION)
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("abs(difficulty - 3) <= 2", name="difficulty_range"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "Field(ge, le) does not reach the database")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(ge=1, le=5)

    return Mission


@wrong(MISSION, "missing_check", "conint")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: conint(ge=1, le=5)

    return Mission


@wrong(MISSION, "missing_check", "Annotated bounds")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: Annotated[int, Field(ge=1, le=5)]

    return Mission


@wrong(MISSION, "missing_check", "a validator in Python")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

        @field_validator("difficulty")
        @classmethod
        def check(cls, value):
            if not 1 <= value <= 5:
                raise ValueError("1 to 5")
            return value

    return Mission


@wrong(MISSION, "missing_check", "no check at all")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "__table_arg__ misspelt")
def mission(Base):
    class Mission(Base, table=True):
        __table_arg__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "table_args without underscores")
def mission(Base):
    class Mission(Base, table=True):
        _table_args = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "the constraint is made, but belongs to nothing")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    CheckConstraint("difficulty BETWEEN 1 AND 5", name="d")
    return Mission


@wrong(MISSION, "raises", "no tuple")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = CheckConstraint("difficulty BETWEEN 1 AND 5", name="d")

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "raises", "parentheses without a comma")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = CheckConstraint("difficulty BETWEEN 1 AND 5", name="d")

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "raises", "a list")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = [CheckConstraint("difficulty BETWEEN 1 AND 5", name="d")]

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "raises", "Field has no check")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(sa_column_kwargs={"check": "difficulty BETWEEN 1 AND 5"})

    return Mission


@wrong(MISSION, "raises", "an unknown column in the check")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "chained_comparison", "1 <= x <= 5 is always true in SQL")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("1 <= difficulty <= 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "or_for_and", "OR: always true")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1 OR difficulty <= 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "bounds excluded")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty > 1 AND difficulty < 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "1 excluded")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty > 1 AND difficulty <= 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "5 excluded")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(
            sa_column=Column(
                Integer,
                CheckConstraint("difficulty >= 1 AND difficulty < 5", name="d"),
                nullable=False,
            )
        )

    return Mission


@wrong(MISSION, "boundary", "0 comes in")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 0 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "6 comes in")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1 AND difficulty <= 6", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "up to ten")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 10", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "only 1 and 5")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty IN (1, 5)", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "boundary", "range(1, 5) ends at 4")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint(Column("difficulty", Integer).in_(range(1, 5)), name="d"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "no upper bound")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "no lower bound")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(sa_column_args=[CheckConstraint("difficulty <= 5", name="d")])

    return Mission


@wrong(MISSION, "wrong_operator", "bounds turned around: nothing fits")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 5 AND 1", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "wrong_operator", "what is refused is asked for")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty < 1 OR difficulty > 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "wrong_column", "the check is on the id")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("id BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "wrong_column", "length of the name")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("length(name) BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "wrong_nullability", "difficulty may be missing; NULL passes a check")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int | None = None

    return Mission


@wrong(MISSION, "wrong_nullability", "sa_column without nullable=False")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(
            sa_column=Column(Integer, CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"))
        )

    return Mission


@wrong(MISSION, "wrong_nullability", "name may be missing")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str | None = None
        difficulty: int

    return Mission


@wrong(MISSION, "wrong_type", "a float: 2.5 fits")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: float

    return Mission


@wrong(MISSION, "wrong_type", "a text")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty IN ('1', '2', '3', '4', '5')", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: str

    return Mission


@wrong(MISSION, "wrong_type", "an Enum is kept by its name")
def mission(Base):
    class Level(IntEnum):
        ONE = 1
        TWO = 2
        THREE = 3
        FOUR = 4
        FIVE = 5

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: Level

    return Mission


@wrong(MISSION, "wrong_type", "a Boolean")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: bool

    return Mission


@wrong(MISSION, "no_primary_key", "id is an ordinary column")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = None
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "not_a_table", "no table=True")
def mission(Base):
    class Mission(Base):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_column", "no name")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        difficulty: int

    return Mission


@wrong(MISSION, "missing_column", "no difficulty, so the check has no column")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str

    return Mission


@wrong(MISSION, "wrong_name", "level")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        level: int

    return Mission


@wrong(MISSION, "refuses_valid", "difficulty is unique")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),
            UniqueConstraint("difficulty"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "refuses_valid", "names of ten letters only")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty BETWEEN 1 AND 5 AND length(name) <= 10", name="d"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@wrong(MISSION, "missing_check", "a smaller type is no check")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(sa_type=SmallInteger)

    return Mission


@unsure(MISSION, "the check has no name: an error where the metadata names constraints by it")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@unsure(MISSION, "the check of a column has no name")
def mission(Base):
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(
            sa_column=Column(Integer, CheckConstraint("difficulty BETWEEN 1 AND 5"), nullable=False)
        )

    return Mission


@unsure(MISSION, "two checks without names")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty >= 1"), CheckConstraint("difficulty <= 5"))

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@unsure(MISSION, "a default: must it be given, or be there?")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(default=1, ge=1, le=5)

    return Mission


@unsure(MISSION, "a default that the check refuses")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = 0

    return Mission


@unsure(MISSION, "SmallInteger for Integer")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int = Field(sa_type=SmallInteger)

    return Mission


@unsure(MISSION, "the type is checked too")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint(
                "typeof(difficulty) = 'integer' AND difficulty BETWEEN 1 AND 5", name="d"
            ),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


@unsure(MISSION, "name indexed")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),)

        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        difficulty: int

    return Mission


@unsure(MISSION, "the name may not be empty either")
def mission(Base):
    class Mission(Base, table=True):
        __table_args__ = (
            CheckConstraint("difficulty BETWEEN 1 AND 5", name="d"),
            CheckConstraint("name <> ''", name="n"),
        )

        id: int | None = Field(default=None, primary_key=True)
        name: str
        difficulty: int

    return Mission


# ---------------------------------------------------------------- agent
AGENT = "create_tables.agent"


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        badge: str = Field(unique=True, nullable=False)
        name: str = Field(index=True, nullable=False)
        fee: Decimal = Field(decimal_places=2, max_digits=8, nullable=False)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_type=Numeric(8, 2))

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_column=Column(Numeric(precision=8, scale=2), nullable=False))

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_column=Column(DECIMAL(8, 2), nullable=False))

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("badge"), Index("ix_agent_name", "name"))

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("badge", name="one_badge_each"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(index=True, unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (Index("badge_once", "badge", unique=True), Index("by_name", "name"))

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(sa_column=Column(String, unique=True, nullable=False))
        name: str = Field(sa_column=Column(String, index=True, nullable=False))
        fee: Decimal = Field(sa_column=Column(Numeric(8, 2), nullable=False))

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(sa_column_kwargs={"unique": True})
        name: str = Field(sa_column_kwargs={"index": True})
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: condecimal(max_digits=8, decimal_places=2)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Annotated[Decimal, Field(max_digits=8, decimal_places=2)]

    return Agent


@right(AGENT)
def agent(Base):
    class AgentBase(Base):
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    class Agent(AgentBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        fee: Decimal = Field(max_digits=8, decimal_places=2)
        name: str = Field(index=True)
        badge: str = Field(unique=True)
        id: int | None = Field(default=None, primary_key=True)

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True, sa_type=Text)
        name: str = Field(index=True, sa_type=Text)
        fee: Decimal = Field(sa_type=Numeric(8, 2, asdecimal=True))

    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    Index("ix_agent_name", Agent.__table__.c.name)
    return Agent


@right(AGENT)
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: Annotated[str, Field(unique=True)]
        name: Annotated[str, Field(index=True)]
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    assert Agent.__table__.c.badge.unique
    return Agent


@wrong(AGENT, "missing_unique", "badge is only indexed")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(index=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "badge is plain")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "unique together with the name")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("badge", "name"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "unique together with the id")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("id", "badge"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "a comment is no constraint")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(description="unique", schema_extra={"unique": True})
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "sa_column loses it")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(sa_column=Column(String, nullable=False))
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "name is unique instead")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True, unique=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_index", "name is plain")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_index", "sa_column without index")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(sa_column=Column(String, nullable=False))
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_index", "the index is on the badge")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True, index=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_index", "the index begins with the badge")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (Index("ix_agent", "badge", "name"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_index", "index=False")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=False)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_index", "the index is on the fee")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2, index=True)

    return Agent


@wrong(AGENT, "refuses_valid", "name is unique: two agents cannot share it")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(unique=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "refuses_valid", "name has a unique index")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True, unique=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "refuses_valid", "the fee is unique")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2, unique=True)

    return Agent


@wrong(AGENT, "wrong_type", "a float is not exact")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: float

    return Agent


@wrong(AGENT, "wrong_type", "Decimal without digits")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal

    return Agent


@wrong(AGENT, "wrong_type", "Numeric without digits")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_type=Numeric)

    return Agent


@wrong(AGENT, "wrong_type", "no scale: 8 digits, 0 behind the point")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_type=Numeric(8))

    return Agent


@wrong(AGENT, "wrong_type", "no decimal_places")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8)

    return Agent


@wrong(AGENT, "wrong_type", "no max_digits")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_type", "8 in front of the point")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=10, decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_type", "6 digits")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=6, decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_type", "turned around")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_type=Numeric(2, 8))

    return Agent


@wrong(AGENT, "wrong_type", "three behind the point")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_column=Column(Numeric(8, 3), nullable=False))

    return Agent


@wrong(AGENT, "wrong_type", "a float in the table")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_type=Float)

    return Agent


@wrong(AGENT, "wrong_type", "Numeric that gives floats")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: float = Field(sa_type=Numeric(8, 2, asdecimal=False))

    return Agent


@wrong(AGENT, "wrong_type", "whole cents")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: int

    return Agent


@wrong(AGENT, "wrong_type", "a text")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: str

    return Agent


@wrong(AGENT, "wrong_type", "a float with digits")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: float = Field(
            sa_column=Column(Float(precision=8, decimal_return_scale=2), nullable=False)
        )

    return Agent


@wrong(AGENT, "wrong_type", "badge is a number: leading zeros are lost")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: int = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_nullability", "badge may be missing")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str | None = Field(default=None, unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_nullability", "name may be missing")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str | None = Field(default=None, index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_nullability", "fee may be missing")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal | None = Field(default=None, max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "wrong_nullability", "sa_column without nullable=False")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_column=Column(Numeric(8, 2)))

    return Agent


@wrong(AGENT, "wrong_nullability", "sa_column of the badge without nullable=False")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(sa_column=Column(String, unique=True))
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "no_primary_key", "the badge is the key, the id is none")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = None
        badge: str = Field(primary_key=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_column", "the badge is the key, and there is no id")
def agent(Base):
    class Agent(Base, table=True):
        badge: str = Field(primary_key=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "no_primary_key", "id and badge are the key together")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(primary_key=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_column", "no fee")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)

    return Agent


@wrong(AGENT, "missing_column", "no name")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "extra_column", "an age")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)
        age: int | None = None

    return Agent


@wrong(AGENT, "wrong_name", "cost")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        cost: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "not_a_table", "no table=True")
def agent(Base):
    class Agent(Base):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "raises", "UniqueConstraint without a tuple")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = UniqueConstraint("badge")

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "raises", "the constraint's column does not exist")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("badges"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@wrong(AGENT, "missing_unique", "unique only where the badge is long")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (Index("u", "badge", unique=True, sqlite_where=text("length(badge) > 3")),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@unsure(AGENT, "the index begins with name and goes on with badge")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (Index("ix_agent", "name", "badge"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@unsure(AGENT, "unique by a UniqueConstraint of one column and an index besides")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (UniqueConstraint("badge"),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(index=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@unsure(AGENT, "an index on every column")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True, index=True)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2, index=True)

    return Agent


@unsure(AGENT, "fee has a default of 0: must it be given, or be there?")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(default=Decimal(0), max_digits=8, decimal_places=2)

    return Agent


@unsure(AGENT, "fee may not be negative in model_validate")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(ge=0, max_digits=8, decimal_places=2)

    return Agent


@unsure(AGENT, "float in the annotation, NUMERIC(8, 2) in the table: read as Decimal")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: float = Field(sa_type=Numeric(8, 2))

    return Agent


@unsure(AGENT, "Decimal in the annotation, NUMERIC(8, 2) that gives floats")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True)
        name: str = Field(index=True)
        fee: Decimal = Field(sa_type=Numeric(8, 2, asdecimal=False))

    return Agent


@unsure(AGENT, "badge with a greatest length")
def agent(Base):
    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        badge: str = Field(unique=True, max_length=20)
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent


@unsure(AGENT, "unique regardless of case")
def agent(Base):
    class Agent(Base, table=True):
        __table_args__ = (Index("u", text("lower(badge)"), unique=True),)

        id: int | None = Field(default=None, primary_key=True)
        badge: str
        name: str = Field(index=True)
        fee: Decimal = Field(max_digits=8, decimal_places=2)

    return Agent
