"""The exercises of 13 Column types: classes whose columns keep what was put into them."""

import enum
import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import JSON, BigInteger, Column, Enum, Integer, Numeric, String, TypeDecorator
from sqlalchemy.ext.mutable import MutableDict
from sqlmodel import Field, SQLModel

from heroes.judge import Exercise

CHAPTER = "13_column_types"
__all__ = ["SQLModel"]  # what answers use

saved_changes = Exercise(
    id="column_types.saved_changes",
    chapter=CHAPTER,
    title="Which changes are saved",
    prompt=(
        "Hero has tags: list[str] = Field(sa_type=JSON) and "
        "gear: dict[str, list[str]] = Field(sa_type=MutableDict.as_mutable(JSON)). Of a hero whose "
        'gear is {"belt": ["rope"]}, a session saves which of these? A: hero.tags.append("new"). '
        'B: hero.tags = [*hero.tags, "new"]. C: hero.gear["boots"] = []. '
        'D: hero.gear["belt"].append("map").'
    ),
    kind="predict",
    concepts=("mutation_tracking", "json"),
    minutes=3,
    starter='answer = ...  # "all", "B", "B and C", "B, C and D" or "C and D"',
    reference="B and C",
    wrong=[
        ("all", "untracked_json"),
        ("B", "mutable_tracks_nothing"),
        ("B, C and D", "nested_json"),
        ("C and D", "nested_json"),
    ],
    hints=(
        "tags is a plain list: what does the session see of it?",
        'hero.gear is tracked. What kind of object is hero.gear["belt"]?',
    ),
)


def _payment(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        amount: Decimal = Field(max_digits=10, decimal_places=2)
        paid_at: datetime

    return Payment


def _payment_by_type(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=lambda: uuid.uuid4(), primary_key=True)
        amount: Decimal = Field(sa_type=Numeric(10, 2))
        paid_at: datetime

    return Payment


def _payment_made_once(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default=uuid.uuid4(), primary_key=True)
        amount: Decimal = Field(max_digits=10, decimal_places=2)
        paid_at: datetime

    return Payment


def _payment_numbered(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        amount: Decimal = Field(max_digits=10, decimal_places=2)
        paid_at: datetime

    return Payment


def _payment_with_float(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        amount: float
        paid_at: datetime

    return Payment


def _payment_of_any_digits(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        amount: Decimal
        paid_at: datetime

    return Payment


def _payment_of_12_digits(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        amount: Decimal = Field(max_digits=12, decimal_places=2)
        paid_at: datetime

    return Payment


def _payment_at_a_naive_time(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        amount: Decimal = Field(max_digits=10, decimal_places=2)
        paid_at: NaiveDatetime

    return Payment


def _payment_of_now(Base: Any) -> Any:
    class Payment(Base, table=True):
        id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
        amount: Decimal = Field(max_digits=10, decimal_places=2)
        paid_at: datetime = Field(default_factory=datetime.utcnow)

    return Payment


payment = Exercise(
    id="column_types.payment",
    chapter=CHAPTER,
    title="A payment",
    prompt=(
        "Define a table model Payment with three columns, none of which may be NULL: id, a UUID "
        "and the key, which Python makes anew for each payment; amount, an exact decimal number "
        "of 10 digits, 2 of them behind the point; paid_at, a moment with a time zone, which "
        "whoever makes a payment has to give."
    ),
    kind="model",
    concepts=("column_type", "decimal", "default", "table_model", "primary_key", "nullability"),
    minutes=4,
    starter="Payment = ...  # a class with three columns",
    reference=_payment,
    alternates=[_payment_by_type],
    wrong=[
        (_payment_made_once, "shared_default"),
        (_payment_numbered, "wrong_type"),
        (_payment_with_float, "wrong_type"),
        (_payment_of_any_digits, "wrong_precision"),
        (_payment_of_12_digits, "wrong_precision"),
        (_payment_at_a_naive_time, "naive_datetime"),
        (_payment_of_now, "extra_default"),
    ],
    hints=(
        "A default_factory is a function, given without parentheses.",
        "The point does not count as a digit.",
    ),
)


def _mission(Base: Any) -> Any:
    class Status(enum.Enum):
        OPEN = "open"
        ON_THE_WAY = "on the way"
        DONE = "done"

    kept = Enum(Status, values_callable=lambda members: [each.value for each in members])

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Field(default=Status.OPEN, sa_type=kept)

    return Mission


def _mission_as_text(Base: Any) -> Any:
    class Status(enum.StrEnum):
        DONE = "done"
        OPEN = "open"
        ON_THE_WAY = "on the way"

    kept = Enum(Status, values_callable=lambda e: list(e), native_enum=False, length=20)

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Field(Status.OPEN, sa_type=kept)

    return Mission


def _mission_by_column(Base: Any) -> Any:
    class Status(enum.Enum):
        OPEN = "open"
        ON_THE_WAY = "on the way"
        DONE = "done"

    kept = Enum(Status, values_callable=lambda members: [each.value for each in members])

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Field(default=Status.OPEN, sa_column=Column(kept, nullable=False))

    return Mission


def _mission_by_names(Base: Any) -> Any:
    class Status(enum.Enum):
        OPEN = "open"
        ON_THE_WAY = "on the way"
        DONE = "done"

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Status.OPEN

    return Mission


def _mission_by_names_of_texts(Base: Any) -> Any:
    class Status(enum.StrEnum):
        OPEN = "open"
        ON_THE_WAY = "on the way"
        DONE = "done"

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Field(default=Status.OPEN, sa_type=Enum(Status))

    return Mission


def _mission_with_plain_text(Base: Any) -> Any:
    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: str = "open"

    return Mission


def _mission_without_default(Base: Any) -> Any:
    class Status(enum.Enum):
        OPEN = "open"
        ON_THE_WAY = "on the way"
        DONE = "done"

    kept = Enum(Status, values_callable=lambda members: [each.value for each in members])

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Field(sa_type=kept)

    return Mission


def _mission_nullable(Base: Any) -> Any:
    class Status(enum.Enum):
        OPEN = "open"
        ON_THE_WAY = "on the way"
        DONE = "done"

    kept = Enum(Status, values_callable=lambda members: [each.value for each in members])

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        status: Status = Field(default=Status.OPEN, sa_column=Column(kept))

    return Mission


mission = Exercise(
    id="column_types.mission",
    chapter=CHAPTER,
    title="A status with blanks",
    prompt=(
        "Define a table model Mission with a numbered key id and a status, whose column is an "
        'Enum and must not be NULL. Another program reads the table: it holds the texts "open", '
        '"on the way" and "done". A mission is open if nobody says otherwise.'
    ),
    kind="model",
    concepts=("enum", "sa_type", "default", "table_model", "nullability"),
    minutes=5,
    starter="Mission = ...  # a class, and an enum above it",
    reference=_mission,
    alternates=[_mission_as_text, _mission_by_column],
    wrong=[
        (_mission_by_names, "wrong_enum_value"),
        (_mission_by_names_of_texts, "wrong_enum_value"),
        (_mission_with_plain_text, "wrong_type"),
        (_mission_without_default, "missing_default"),
        (_mission_nullable, "wrong_nullability"),
    ],
    hints=(
        "A member's name has no blanks, and its value may have some. Which one does a column keep?",
        "values_callable gets the enum, and returns the texts of its members in a list.",
    ),
)


def _labelled(Base: Any) -> Any:
    class Labelled(Base):
        labels: dict[str, str] = Field(default_factory=dict, sa_type=MutableDict.as_mutable(JSON))

    class Gadget(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Vehicle(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return [Gadget, Vehicle]


def _labelled_one_by_one(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: dict[str, str] = Field(
            default_factory=lambda: {}, sa_column=Column(MutableDict.as_mutable(JSON))
        )

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: dict[str, str] = Field(
            default_factory=dict,
            sa_column=Column(MutableDict.as_mutable(JSON), nullable=False),
        )

    return [Gadget, Vehicle]


def _labelled_untracked(Base: Any) -> Any:
    class Labelled(Base):
        labels: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

    class Gadget(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Vehicle(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return [Gadget, Vehicle]


def _labelled_half_tracked(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: dict[str, str] = Field(default_factory=dict, sa_type=MutableDict.as_mutable(JSON))

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

    return [Gadget, Vehicle]


def _labelled_once(Base: Any) -> Any:
    class Gadget(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        labels: dict[str, str] = Field(default_factory=dict, sa_type=MutableDict.as_mutable(JSON))

    class Vehicle(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return [Gadget, Vehicle]


def _labelled_by_text(Base: Any) -> Any:
    class Labelled(Base):
        labels: str = "{}"

    class Gadget(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Vehicle(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return [Gadget, Vehicle]


def _labelled_by_all(Base: Any) -> Any:
    class Labelled(Base):
        labels: dict[str, str] = Field(sa_type=MutableDict.as_mutable(JSON))

    class Gadget(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Vehicle(Labelled, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return [Gadget, Vehicle]


labelled = Exercise(
    id="column_types.labelled",
    chapter=CHAPTER,
    title="Labels for two tables",
    prompt=(
        "These classes raise an error. Repair them: Gadget and Vehicle are two tables, each with a "
        "numbered key id and a column labels, which holds JSON. Labels may be left out, and are "
        "an empty dict then. A session saves a label that is put into the dict of a loaded row. "
        "Answer with a list of the two classes.\n\n"
        "class Labelled(SQLModel):\n"
        "    labels: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON))\n\n"
        "class Gadget(Labelled, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n\n"
        "class Vehicle(Labelled, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)"
    ),
    kind="model",
    concepts=("sa_type", "table_model", "json", "mutation_tracking", "default"),
    minutes=5,
    starter="models = ...  # [Gadget, Vehicle]",
    reference=_labelled,
    alternates=[_labelled_one_by_one],
    wrong=[
        (_labelled_untracked, "untracked_json"),
        (_labelled_half_tracked, "untracked_json"),
        (_labelled_once, "missing_column"),
        (_labelled_by_text, "wrong_type"),
        (_labelled_by_all, "missing_default"),
    ],
    hints=(
        "A Column object belongs to one table. A type may serve many.",
        "Two things are to repair: the error, and changes that nobody notices.",
    ),
)


def _patrol(Base: Any) -> Any:
    class Seconds(TypeDecorator[timedelta]):
        impl = BigInteger
        cache_ok = True

        def process_bind_param(self, value: timedelta | None, dialect: object) -> int | None:
            return None if value is None else int(value.total_seconds())

        def process_result_value(self, value: int | None, dialect: object) -> timedelta | None:
            return None if value is None else timedelta(seconds=value)

    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_type=Seconds)

    return Patrol


def _patrol_in_minutes(Base: Any) -> Any:
    class Minutes(TypeDecorator[timedelta]):
        impl = Integer
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return value and value // timedelta(minutes=1)

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return value if value is None else timedelta(minutes=value)

    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_column=Column(Minutes(), nullable=False))

    return Patrol


def _patrol_by_annotation(Base: Any) -> Any:
    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta

    return Patrol


def _patrol_one_way(Base: Any) -> Any:
    class Seconds(TypeDecorator[timedelta]):
        impl = BigInteger
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return None if value is None else int(value.total_seconds())

    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_type=Seconds)

    return Patrol


def _patrol_in_two_units(Base: Any) -> Any:
    class Seconds(TypeDecorator[timedelta]):
        impl = BigInteger
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return None if value is None else int(value.total_seconds())

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return None if value is None else timedelta(minutes=value)

    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_type=Seconds)

    return Patrol


def _patrol_without_days(Base: Any) -> Any:
    class Seconds(TypeDecorator[timedelta]):
        impl = BigInteger
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return None if value is None else value.seconds

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return None if value is None else timedelta(seconds=value)

    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_type=Seconds)

    return Patrol


def _patrol_undecorated(Base: Any) -> Any:
    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_type=Integer)

    return Patrol


def _patrol_as_text(Base: Any) -> Any:
    class Seconds(TypeDecorator[timedelta]):
        impl = String
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return None if value is None else str(int(value.total_seconds()))

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return None if value is None else timedelta(seconds=int(value))

    class Patrol(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        length: timedelta = Field(sa_type=Seconds)

    return Patrol


patrol = Exercise(
    id="column_types.patrol",
    chapter=CHAPTER,
    title="A span of time as a number",
    prompt=(
        "Define a table model Patrol with a numbered key id and a length that must be there. In "
        "Python the length is a timedelta. Its column in the database holds whole numbers, such as "
        "seconds. What is read back equals what was saved; nobody patrols for a part of a minute."
    ),
    kind="model",
    concepts=("column_type", "sa_type", "table_model", "nullability"),
    minutes=8,
    starter="Patrol = ...  # a class, and a TypeDecorator above it",
    reference=_patrol,
    alternates=[_patrol_in_minutes],
    wrong=[
        (_patrol_by_annotation, "wrong_type"),
        (_patrol_one_way, "wrong_value"),
        (_patrol_in_two_units, "wrong_value"),
        (_patrol_without_days, "wrong_value"),
        (_patrol_undecorated, "refuses_valid"),
        (_patrol_as_text, "wrong_type"),
    ],
    hints=(
        "impl is the type of the column, and two methods translate: one for each direction.",
        "A timedelta has total_seconds(), and timedelta(seconds=...) is the way back.",
    ),
)
