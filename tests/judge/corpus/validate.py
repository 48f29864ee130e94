"""A blind corpus: what learners would answer to the exercises of validate."""
# ruff: noqa: N803, N806, S101

import re
from datetime import time
from typing import Annotated, Any, Optional

from pydantic import (
    AfterValidator,
    BeforeValidator,
    StringConstraints,
    ValidationInfo,
    conint,
    constr,
    field_validator,
    model_validator,
)
from pydantic import Field as PydanticField
from sqlalchemy import CheckConstraint, Column, Integer
from sqlmodel import Field, SQLModel

from heroes.models import HeroBase, TeamBase

RIGHT: dict[str, list] = {}
WRONG: dict[str, list] = {}


def right(name):
    """Note a right answer."""
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconceptions, remark):
    """Note a wrong answer, what it shows, and a remark."""
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconceptions, remark)) or answer
    )


# ---------------------------------------------------------------- recruit


@right("validate.recruit")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@right("validate.recruit")
def _(Base):
    class Recruit(SQLModel):
        name: Annotated[str, StringConstraints(min_length=2, max_length=40)]
        age: Annotated[int, PydanticField(ge=0, le=150)] | None = None

    return Recruit


@right("validate.recruit")
def _(Base):
    class Recruit(SQLModel):
        name: str
        age: Optional[int] = None  # noqa: UP045

        @field_validator("name")
        @classmethod
        def check_name(cls, value: str) -> str:
            if not 2 <= len(value) <= 40:
                raise ValueError("a name has 2 to 40 letters")
            return value

        @field_validator("age")
        @classmethod
        def check_age(cls, value: int | None) -> int | None:
            if value is not None and (value < 0 or value > 150):
                raise ValueError("an age is between 0 and 150")
            return value

    return Recruit


@right("validate.recruit")
def _(Base):
    class Recruit(SQLModel):
        name: constr(min_length=2, max_length=40)
        age: conint(ge=0, le=150) | None = None

    return Recruit


@right("validate.recruit")
def _(Base):
    class Named(SQLModel):
        name: str = Field(..., min_length=2, max_length=40)

    class Aged(SQLModel):
        age: int | None = Field(None, gt=-1, lt=151)

    class Recruit(Aged, Named):
        pass

    return Recruit


@right("validate.recruit")
def _(Base):
    class Recruit(SQLModel):
        name: str
        age: int | None = None

        @model_validator(mode="after")
        def check(self):
            if len(self.name) not in range(2, 41):
                raise ValueError("name")
            if self.age is not None and self.age not in range(151):
                raise ValueError("age")
            return self

    return Recruit


@right("validate.recruit")
def _(Base):
    def grown(value: int | None) -> int | None:
        assert value is None or 0 <= value <= 150, "between 0 and 150"
        return value

    Age = Annotated[int | None, AfterValidator(grown)]

    class Recruit(SQLModel):
        age: Age = None
        name: str = PydanticField(min_length=2, max_length=40)

    return Recruit


@wrong("validate.recruit", ("is_a_table", "accepts_invalid", "extra_column"), "a table")
def _(Base):
    class Recruit(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("missing_default", "refuses_valid"), "the age must be sent")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("wrong_nullability", "refuses_valid"), "null is refused")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: int = Field(default=None, ge=0, le=150)

    return Recruit


@wrong(
    "validate.recruit",
    ("extra_default", "wrong_nullability", "accepts_invalid"),
    "the name may be missing or null",
)
def _(Base):
    class Recruit(SQLModel):
        name: str | None = Field(default=None, min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("extra_default", "accepts_invalid"), "the name may be missing")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(default="", min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("accepts_invalid",), "no least length")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("wrong_length", "refuses_valid"), "30 for 40")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=30)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("boundary", "refuses_valid"), "0 and 150 are left out")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, gt=0, lt=150)

    return Recruit


@wrong("validate.recruit", ("boundary", "refuses_valid", "wrong_length"), "range without 40")
def _(Base):
    class Recruit(SQLModel):
        name: str
        age: int | None = Field(default=None, ge=0, le=150)

        @field_validator("name")
        @classmethod
        def check_name(cls, value):
            if len(value) not in range(2, 40):
                raise ValueError("a name has 2 to 40 letters")
            return value

    return Recruit


@wrong("validate.recruit", ("wrong_type", "accepts_invalid"), "16.5 is accepted")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: float | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("extra_column",), "an id as in the tables")
def _(Base):
    class Recruit(SQLModel):
        id: int | None = None
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("wrong_name",), "years for age")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        years: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("missing_annotation", "raises"), "fields without types")
def _(Base):
    class Recruit(SQLModel):
        name = Field(min_length=2, max_length=40)
        age = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("forgot_return",), "the validator gives nothing back")
def _(Base):
    class Recruit(SQLModel):
        name: str
        age: int | None = Field(default=None, ge=0, le=150)

        @field_validator("name")
        @classmethod
        def check_name(cls, value):
            if len(value) < 2 or len(value) > 40:
                raise ValueError("a name has 2 to 40 letters")

    return Recruit


@wrong("validate.recruit", ("raises", "refuses_valid"), "None is compared with 0")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = None

        @field_validator("age")
        @classmethod
        def check_age(cls, value):
            if value < 0 or value > 150:
                raise ValueError("an age is between 0 and 150")
            return value

    return Recruit


@wrong(
    "validate.recruit",
    ("refuses_valid", "wrong_pattern", "case_sensitivity"),
    "only small letters",
)
def _(Base):
    class Recruit(SQLModel):
        name: str
        age: int | None = Field(default=None, ge=0, le=150)

        @field_validator("name")
        @classmethod
        def check_name(cls, value):
            if not re.fullmatch("[a-z]{2,40}", value):
                raise ValueError("a name has 2 to 40 letters")
            return value

    return Recruit


@wrong(
    "validate.recruit",
    ("extra_column",),
    "the base of the heroes, with its team",
)
def _(Base):
    class Recruit(HeroBase):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


@wrong("validate.recruit", ("accepts_invalid",), "a constraint of a column checks no data model")
def _(Base):
    class Recruit(SQLModel):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(
            default=None, sa_column=Column(Integer, CheckConstraint("age between 0 and 150"))
        )

    return Recruit


# ---------------------------------------------------------------- team_update


@right("validate.team_update")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value: str | None) -> str:
            if value is None:
                raise ValueError("must not be null")
            return value

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str = None
        headquarters: str = None

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str = Field(default=None)
        headquarters: str = Field(default=None)

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    def refuse_null(value: Any) -> Any:
        assert value is not None, "no null here"
        return value

    Text = Annotated[str | None, BeforeValidator(refuse_null)]

    class TeamUpdate(SQLModel):
        name: Text = None
        headquarters: Text = None

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @model_validator(mode="after")
        def nothing_null(self):
            for field in self.model_fields_set:
                if getattr(self, field) is None:
                    raise ValueError(f"{field} is null")
            return self

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @model_validator(mode="before")
        @classmethod
        def no_nulls(cls, data):
            if isinstance(data, dict):
                for key in cls.model_fields:
                    if key in data and data[key] is None:
                        raise ValueError(f"{key} must not be null")
            return data

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    class NoNulls(SQLModel):
        @field_validator("*", mode="before")
        @classmethod
        def refuse(cls, value):
            if value is None:
                raise ValueError("may be left out, but not null")
            return value

    class TeamUpdate(NoNulls):
        name: Optional[str] = None  # noqa: UP045
        headquarters: Optional[str] = None  # noqa: UP045

    return TeamUpdate


@right("validate.team_update")
def _(Base):
    class TeamUpdate(TeamBase):
        name: str = Field(default_factory=lambda: None)
        headquarters: str = Field(default_factory=lambda: None)

    return TeamUpdate


@wrong(
    "validate.team_update",
    ("missing_default", "wrong_nullability", "refuses_valid", "accepts_invalid"),
    "as it was",
)
def _(Base):
    class TeamUpdate(SQLModel):
        name: str
        headquarters: str | None = None

    return TeamUpdate


@wrong("validate.team_update", ("wrong_nullability", "accepts_invalid"), "both may be null")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

    return TeamUpdate


@wrong("validate.team_update", ("missing_default", "refuses_valid"), "both must be sent")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str
        headquarters: str

    return TeamUpdate


@wrong(
    "validate.team_update",
    ("missing_default", "wrong_nullability", "refuses_valid", "accepts_invalid"),
    "| None alone is taken for a default",
)
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None
        headquarters: str | None

    return TeamUpdate


@wrong(
    "validate.team_update",
    ("accepts_invalid", "wrong_nullability"),
    "the validator sees one of the fields only",
)
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("headquarters")
        @classmethod
        def not_null(cls, value):
            if value is None:
                raise ValueError("must not be null")
            return value

    return TeamUpdate


@wrong("validate.team_update", ("refuses_valid",), "defaults are checked too")
def _(Base):
    class TeamUpdate(SQLModel):
        model_config = {"validate_default": True}

        name: str = None
        headquarters: str = None

    return TeamUpdate


@wrong("validate.team_update", ("refuses_valid",), "what was left out is taken for null")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @model_validator(mode="after")
        def not_null(self):
            if self.name is None or self.headquarters is None:
                raise ValueError("neither may be null")
            return self

    return TeamUpdate


@wrong(
    "validate.team_update",
    ("accepts_invalid", "refuses_valid", "and_for_or"),
    "refused only where both are None",
)
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @model_validator(mode="after")
        def not_null(self):
            if self.name is None and self.headquarters is None:
                raise ValueError("neither may be null")
            return self

    return TeamUpdate


@wrong("validate.team_update", ("forgot_return",), "the validator gives None back")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value):
            if value is None:
                raise ValueError("must not be null")

    return TeamUpdate


@wrong("validate.team_update", ("accepts_invalid",), "null becomes an empty text")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value):
            return "" if value is None else value

    return TeamUpdate


@wrong("validate.team_update", ("accepts_invalid",), 'null becomes the text "None"')
def _(Base):
    class TeamUpdate(SQLModel):
        name: str = None
        headquarters: str = None

        @field_validator("name", "headquarters", mode="before")
        @classmethod
        def to_text(cls, value):
            return str(value)

    return TeamUpdate


@wrong("validate.team_update", ("accepts_invalid", "wrong_nullability"), "min_length lets null in")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = Field(default=None, min_length=1)
        headquarters: str | None = Field(default=None, min_length=1)

    return TeamUpdate


@wrong(
    "validate.team_update",
    ("accepts_invalid", "wrong_nullability"),
    "nullable is a matter of columns",
)
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = Field(default=None, nullable=False)
        headquarters: str | None = Field(default=None, nullable=False)

    return TeamUpdate


@wrong("validate.team_update", ("is_a_table", "accepts_invalid", "extra_column"), "a table")
def _(Base):
    class TeamUpdate(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = None
        headquarters: str = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value):
            if value is None:
                raise ValueError("must not be null")
            return value

    return TeamUpdate


@wrong("validate.team_update", ("missing_column",), "the headquarters are gone")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str = None

    return TeamUpdate


@wrong("validate.team_update", ("accepts_invalid",), "a method without its decorator")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        def not_null(self, value):
            if value is None:
                raise ValueError("must not be null")
            return value

    return TeamUpdate


@wrong("validate.team_update", ("missing_default", "refuses_valid"), "the base needs the name")
def _(Base):
    class TeamUpdate(TeamBase):
        headquarters: str = None

    return TeamUpdate


@wrong("validate.team_update", ("accepts_invalid",), "the error is returned, not raised")
def _(Base):
    class TeamUpdate(SQLModel):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value):
            if value is None:
                return ValueError("must not be null")
            return value

    return TeamUpdate


# ---------------------------------------------------------------- shift


@right("validate.shift")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str

        @field_validator("hero")
        @classmethod
        def strip_hero(cls, value: str) -> str:
            value = value.strip()
            if not value:
                raise ValueError("the hero needs a name")
            return value

        @model_validator(mode="after")
        def in_order(self) -> "Shift":
            if self.end <= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@right("validate.shift")
def _(Base):
    Hour = Annotated[int, PydanticField(ge=0, le=24)]

    class Shift(SQLModel):
        start: Hour
        end: Hour
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

        @field_validator("end")
        @classmethod
        def after_start(cls, end: int, info: ValidationInfo) -> int:
            start = info.data.get("start")
            if start is not None and end <= start:
                raise ValueError("end must be after start")
            return end

    return Shift


@right("validate.shift")
def _(Base):
    class Shift(SQLModel):
        model_config = {"str_strip_whitespace": True}

        start: int
        end: int
        hero: str = Field(min_length=1)

        @model_validator(mode="after")
        def check(self):
            if not 0 <= self.start < self.end <= 24:
                raise ValueError("0 <= start < end <= 24")
            return self

    return Shift


@right("validate.shift")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, lt=24)
        end: int = Field(gt=0, le=24)
        hero: str = Field(min_length=1)

        @field_validator("hero", mode="before")
        @classmethod
        def trim(cls, value):
            return value.strip() if isinstance(value, str) else value

        @model_validator(mode="after")
        def last(self):
            if self.start >= self.end:
                raise ValueError("start before end")
            return self

    return Shift


@right("validate.shift")
def _(Base):
    def tidy(value: str) -> str:
        assert value.strip(), "empty"
        return value.strip()

    class Hours(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)

        @model_validator(mode="after")
        def positive(self):
            assert self.end - self.start > 0
            return self

    class Shift(Hours):
        hero: Annotated[str, AfterValidator(tidy)]

    return Shift


@right("validate.shift")
def _(Base):
    class Shift(SQLModel):
        hero: str
        end: int
        start: int

        @field_validator("start", "end")
        @classmethod
        def hour(cls, value):
            if value not in range(25):
                raise ValueError("an hour from 0 to 24")
            return value

        @field_validator("hero")
        @classmethod
        def name(cls, value):
            if (bare := value.strip()) == "":
                raise ValueError("no name")
            return bare

        @field_validator("start")
        @classmethod
        def before_end(cls, start, info):
            if "end" in info.data and not start < info.data["end"]:
                raise ValueError("start must be before end")
            return start

    return Shift


@right("validate.shift")
def _(Base):
    class Shift(SQLModel):
        start: conint(ge=0, le=24)
        end: conint(ge=0, le=24)
        hero: constr(strip_whitespace=True, min_length=1)

        @model_validator(mode="wrap")
        @classmethod
        def ends_later(cls, data, handler):
            shift = handler(data)
            if shift.end > shift.start:
                return shift
            raise ValueError("a shift ends after its start")

    return Shift


def shift(**parts):
    """Return a maker of Shift where some parts differ from a right one."""

    def bare(value):
        value = value.strip()
        if not value:
            raise ValueError("the hero needs a name")
        return value

    def ordered(self):
        if self.end <= self.start:
            raise ValueError("the end is after the start")
        return self

    name = parts.get("name", bare)
    order = parts.get("order", ordered)
    hour = {"ge": 0, "le": 24}

    def answer(Base):
        class Shift(SQLModel):
            start: parts.get("start_type", int) = Field(**parts.get("start", hour))
            end: parts.get("end_type", int) = Field(**parts.get("end", hour))
            hero: parts.get("hero_type", str) = Field(**parts.get("hero", {}))

            @field_validator("hero")
            @classmethod
            def check_hero(cls, value):
                return name(value)

            @model_validator(mode="after")
            def check_order(self):
                return order(self)

        return Shift

    return answer


@wrong("validate.shift", ("wrong_value", "wrong_new_value"), "checked without blanks, kept with")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str

        @field_validator("hero")
        @classmethod
        def not_empty(cls, value):
            if not value.strip():
                raise ValueError("the hero needs a name")
            return value

        @model_validator(mode="after")
        def in_order(self):
            if self.end <= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@wrong("validate.shift", ("accepts_invalid",), "the length is checked before the blanks go")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str = Field(min_length=1)

        @field_validator("hero")
        @classmethod
        def strip(cls, value):
            return value.strip()

        @model_validator(mode="after")
        def in_order(self):
            if self.end <= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@wrong("validate.shift", ("forgot_return",), "the validator of hero gives nothing back")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str

        @field_validator("hero")
        @classmethod
        def strip(cls, value):
            value = value.strip()
            if value == "":
                raise ValueError("the hero needs a name")

        @model_validator(mode="after")
        def in_order(self):
            if self.end <= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@wrong("validate.shift", ("accepts_invalid",), "the validator gives False back and raises nothing")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

        @model_validator(mode="after")
        def in_order(self):
            return self.end > self.start

    return Shift


@wrong("validate.shift", ("boundary", "accepts_invalid"), "an end at the start is accepted")
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

        @model_validator(mode="after")
        def in_order(self):
            if self.end < self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@wrong(
    "validate.shift",
    ("wrong_operator", "refuses_valid", "accepts_invalid"),
    "the comparison is turned round",
)
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

        @model_validator(mode="after")
        def in_order(self):
            if self.end >= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


wrong("validate.shift", ("boundary", "refuses_valid"), "hour 24 is refused")(
    shift(start={"ge": 0, "lt": 24}, end={"ge": 0, "lt": 24})
)
wrong("validate.shift", ("boundary", "refuses_valid"), "hour 0 is refused")(
    shift(start={"gt": 0, "le": 24}, end={"gt": 0, "le": 24})
)
wrong("validate.shift", ("wrong_type", "accepts_invalid"), "half hours are accepted")(
    shift(start_type=float, end_type=float)
)
wrong("validate.shift", ("wrong_type",), "times for hours")(
    shift(start_type=time, end_type=time, start={}, end={})
)
wrong("validate.shift", ("accepts_invalid",), "no validator of the order")(
    shift(order=lambda self: self)
)
wrong("validate.shift", ("accepts_invalid",), "no greatest hour")(
    shift(start={"ge": 0}, end={"ge": 0})
)
wrong("validate.shift", ("extra_default", "accepts_invalid"), "the start may be left out")(
    shift(start={"default": 0, "ge": 0, "le": 24})
)


@wrong(
    "validate.shift",
    ("wrong_nullability", "extra_default", "accepts_invalid"),
    "the hero may be null or missing",
)
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str | None = None

        @field_validator("hero")
        @classmethod
        def strip(cls, value):
            if value is None:
                return None
            value = value.strip()
            if not value:
                raise ValueError("the hero needs a name")
            return value

        @model_validator(mode="after")
        def in_order(self):
            if self.end <= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@wrong("validate.shift", ("is_a_table", "accepts_invalid", "extra_column"), "a table")
def _(Base):
    class Shift(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str

        @field_validator("hero")
        @classmethod
        def strip(cls, value):
            value = value.strip()
            if not value:
                raise ValueError("the hero needs a name")
            return value

        @model_validator(mode="after")
        def in_order(self):
            if self.end <= self.start:
                raise ValueError("the end comes after the start")
            return self

    return Shift


@wrong(
    "validate.shift",
    ("used_before_defined", "raises", "refuses_valid"),
    "the end is not there yet when the start is checked",
)
def _(Base):
    class Shift(SQLModel):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

        @field_validator("start")
        @classmethod
        def before_end(cls, value, info):
            if value >= info.data["end"]:
                raise ValueError("the start comes before the end")
            return value

    return Shift


@wrong(
    "validate.shift",
    ("accepts_invalid", "used_before_defined"),
    "the end stands above the start, so its validator sees no start",
)
def _(Base):
    class Shift(SQLModel):
        end: int = Field(ge=0, le=24)
        start: int = Field(ge=0, le=24)
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

        @field_validator("end")
        @classmethod
        def after_start(cls, value, info):
            start = info.data.get("start")
            if start is not None and value <= start:
                raise ValueError("the end comes after the start")
            return value

    return Shift


def _removed_everywhere(value):
    value = value.replace(" ", "")
    if not value:
        raise ValueError("the hero needs a name")
    return value


wrong("validate.shift", ("wrong_value", "wrong_new_value"), "blanks inside the name go too")(
    shift(name=_removed_everywhere)
)
