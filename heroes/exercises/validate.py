"""The exercises of 06 Validate: data models that let the right data in, and nothing else."""

from typing import Annotated, Any, Self

from pydantic import StringConstraints, field_validator, model_validator
from sqlmodel import Field, SQLModel

from heroes.judge import Exercise

CHAPTER = "06_validate"
__all__ = ["SQLModel"]  # what answers use
Data = type[Any]

who_complains = Exercise(
    id="validate.who_complains",
    chapter=CHAPTER,
    title="Who complains",
    prompt=(
        "Hero is a table model with age: int = Field(ge=0). Which of these raises an error? "
        'A: Hero(age=-1). B: Hero.model_validate({"age": -1}). '
        'C: Hero(age=1).sqlmodel_update({"age": -1}).'
    ),
    kind="predict",
    concepts=("model_validate", "table_model", "sqlmodel_update", "field_constraints"),
    minutes=2,
    starter='answer = ...  # "none", "A", "B", "C", "A and B" or "all"',
    reference="B",
    wrong=[
        ("none", "table_never_validates"),
        ("A", "validates_on_init"),
        ("C", "validates_on_assignment"),
        ("A and B", "validates_on_init"),
        ("all", "validates_on_assignment"),
    ],
    hints=("A table model is filled piece by piece. One of the three makes it check.",),
)


def _recruit(Base: Any) -> Data:
    class Recruit(Base):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


def _recruit_by_annotations(Base: Any) -> Data:
    class Recruit(Base):
        age: int | None = Field(None, gt=-1, lt=151)
        name: Annotated[str, StringConstraints(min_length=2, max_length=40)]

    return Recruit


def _recruit_by_validators(Base: Any) -> Data:
    class Recruit(Base):
        name: str
        age: int | None = None

        @field_validator("name")
        @classmethod
        def right_length(cls, value: str) -> str:
            if not 2 <= len(value) <= 40:
                raise ValueError("2 to 40 characters")
            return value

        @field_validator("age")
        @classmethod
        def right_age(cls, value: int | None) -> int | None:
            if value is not None and not 0 <= value <= 150:
                raise ValueError("0 to 150")
            return value

    return Recruit


def _recruit_without_rules(Base: Any) -> Data:
    class Recruit(Base):
        name: str
        age: int | None = None

    return Recruit


def _recruit_without_newborns(Base: Any) -> Data:
    class Recruit(Base):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, gt=0, lt=150)

    return Recruit


def _recruit_must_tell_age(Base: Any) -> Data:
    class Recruit(Base):
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(ge=0, le=150)

    return Recruit


def _recruit_refuses_null(Base: Any) -> Data:
    class Recruit(Base):
        name: str = Field(min_length=2, max_length=40)
        age: int = Field(default=0, ge=0, le=150)

    return Recruit


def _recruit_without_name(Base: Any) -> Data:
    class Recruit(Base):
        name: str = Field(default="", min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


def _recruit_is_a_table(Base: Any) -> Data:
    class Recruit(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(min_length=2, max_length=40)
        age: int | None = Field(default=None, ge=0, le=150)

    return Recruit


recruit = Exercise(
    id="validate.recruit",
    chapter=CHAPTER,
    title="A recruit",
    prompt=(
        "Define a data model Recruit, which is no table, with two fields: name, a text of 2 to 40 "
        "characters that must be there; age, a whole number from 0 to 150, which may be missing or "
        "null."
    ),
    kind="model",
    concepts=("data_model", "field_constraints", "nullability", "default"),
    minutes=3,
    starter="Recruit = ...  # a class without a table",
    reference=_recruit,
    alternates=[_recruit_by_annotations, _recruit_by_validators],
    wrong=[
        (_recruit_without_rules, "accepts_invalid"),
        (_recruit_without_newborns, "refuses_valid"),
        (_recruit_must_tell_age, "missing_default"),
        (_recruit_refuses_null, "wrong_nullability"),
        (_recruit_without_name, "accepts_invalid"),
        (_recruit_is_a_table, "is_a_table"),
    ],
    probes=(
        {"name": "Nova"},
        {"name": "Nova", "age": None},
        {"name": "Nova", "age": 0},
        {"name": "Nova", "age": 150},
        {"name": "Nova", "age": "24"},
        {"name": "Nova", "age": -1},
        {"name": "Nova", "age": 151},
        {"name": "Nova", "age": "old"},
        {"name": "No", "age": 1},
        {"name": "N" * 40},
        {"name": "N"},
        {"name": "N" * 41},
        {"name": ""},
        {"name": None},
        {"age": 24},
        {},
    ),
    hints=(
        "Field takes min_length, max_length, ge and le.",
        "What may be missing has a default, and what may be null says so in its annotation.",
    ),
)


def _refuse(value: Any) -> Any:
    if value is None:
        raise ValueError("may be left out, but not null")
    return value


def _team_update(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value: str | None) -> str:
            if value is None:
                raise ValueError("may be left out, but not null")
            return value

    return TeamUpdate


def _team_update_in_one_line(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str | None = None
        headquarters: str | None = None

        _required = field_validator("name", "headquarters", mode="before")(_refuse)

    return TeamUpdate


def _team_update_by_type(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str = Field(default=None)
        headquarters: str = Field(default=None)

    return TeamUpdate


def _team_update_as_it_was(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str
        headquarters: str | None = None

    return TeamUpdate


def _team_update_takes_nulls(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str | None = None
        headquarters: str | None = None

    return TeamUpdate


def _team_update_needs_all(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str
        headquarters: str

    return TeamUpdate


def _team_update_guards_name_alone(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str | None = None
        headquarters: str | None = None

        _required = field_validator("name")(_refuse)

    return TeamUpdate


def _team_update_loses_values(Base: Any) -> Data:
    class TeamUpdate(Base):
        name: str | None = None
        headquarters: str | None = None

        @field_validator("name", "headquarters")
        @classmethod
        def not_null(cls, value: str | None) -> None:
            if value is None:
                raise ValueError("may be left out, but not null")

    return TeamUpdate


team_update = Exercise(
    id="validate.team_update",
    chapter=CHAPTER,
    title="Changes of a team",
    prompt=(
        "This model is for changes of a team. It refuses a form without a name, and it accepts a "
        "null for the headquarters, a column that must not be empty. Repair it: each of the two "
        "fields may be left out, and neither may be null."
    ),
    kind="model",
    concepts=("validator", "data_model", "default", "null"),
    minutes=5,
    starter="class TeamUpdate(SQLModel):\n    name: str\n    headquarters: str | None = None",
    reference=_team_update,
    alternates=[_team_update_in_one_line, _team_update_by_type],
    wrong=[
        (_team_update_as_it_was, "refuses_valid"),
        (_team_update_takes_nulls, "accepts_invalid"),
        (_team_update_needs_all, "refuses_valid"),
        (_team_update_guards_name_alone, "accepts_invalid"),
        (_team_update_loses_values, "wrong_value"),
    ],
    probes=(
        {},
        {"name": "Reserves"},
        {"headquarters": "Sharp Tower"},
        {"name": "Reserves", "headquarters": "Sharp Tower"},
        {"name": None},
        {"headquarters": None},
        {"name": "Reserves", "headquarters": None},
        {"name": None, "headquarters": "Sharp Tower"},
        {"name": None, "headquarters": None},
        {"name": 3},
    ),
    hints=(
        "A field that may be left out has a default, and defaults are not validated.",
        "One field_validator may watch several fields: give it all their names.",
    ),
)

_FORM = "form = HeroCreate.model_validate(sent)"
_HERO = "hero = Hero.model_validate(form)"
_ADD, _COMMIT, _REFRESH = "session.add(hero)", "session.commit()", "session.refresh(hero)"
_CLOSE, _ANSWER = "session.close()", "answer = HeroPublic.model_validate(hero)"

sign_up = Exercise(
    id="validate.sign_up",
    chapter=CHAPTER,
    title="Sign up",
    prompt=(
        "Put these lines in order, so that what a client sent is checked, stored, and answered. "
        "The answer is made after the session has ended."
    ),
    kind="order",
    concepts=("model_validate", "data_model", "add", "commit", "refresh", "expire_on_commit"),
    minutes=3,
    starter="lines = ...  # a list of the numbers above",
    reference=[_FORM, _HERO, _ADD, _COMMIT, _REFRESH, _CLOSE, _ANSWER],
    wrong=[
        ([_HERO, _FORM, _ADD, _COMMIT, _REFRESH, _CLOSE, _ANSWER], "used_before_defined"),
        ([_FORM, _HERO, _COMMIT, _ADD, _REFRESH, _CLOSE, _ANSWER], "commit_before_add"),
        ([_FORM, _HERO, _ADD, _REFRESH, _COMMIT, _CLOSE, _ANSWER], "refresh_before_commit"),
        ([_FORM, _HERO, _ADD, _COMMIT, _CLOSE, _REFRESH, _ANSWER], "read_after_close"),
    ],
    hints=(
        "First the data model, then the table model, then the session.",
        "A commit expires the hero, and a closed session loads nothing.",
    ),
)


def _shift(Base: Any) -> Data:
    class Shift(Base):
        hero: str = Field(min_length=1)
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)

        @field_validator("hero", mode="before")
        @classmethod
        def without_blanks(cls, value: object) -> object:
            return value.strip() if isinstance(value, str) else value

        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if self.end <= self.start:
                raise ValueError("the end is not after the start")
            return self

    return Shift


def _shift_by_annotations(Base: Any) -> Data:
    class Shift(Base):
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
        start: Annotated[int, Field(ge=0, le=24)]
        end: Annotated[int, Field(ge=0, le=24)]

        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if not self.start < self.end:
                raise ValueError("the end is not after the start")
            return self

    return Shift


def _shift_stripped_after(Base: Any) -> Data:
    class Shift(Base):
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)
        hero: str

        @field_validator("hero")
        @classmethod
        def without_blanks(cls, value: str) -> str:
            if not value.strip():
                raise ValueError("empty")
            return value.strip()

        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if self.end <= self.start:
                raise ValueError("the end is not after the start")
            return self

    return Shift


def _shift_of_no_length(Base: Any) -> Data:
    class Shift(_shift_without_order(Base)):  # type: ignore[misc]
        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if self.end < self.start:
                raise ValueError("the end is before the start")
            return self

    return Shift


def _shift_without_order(Base: Any) -> Data:
    class Shift(Base):
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)

    return Shift


def _shift_of_nobody(Base: Any) -> Data:
    class Shift(Base):
        hero: str = Field(min_length=1)
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)

        @field_validator("hero")
        @classmethod
        def without_blanks(cls, value: str) -> str:
            return value.strip()

        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if self.end <= self.start:
                raise ValueError("the end is not after the start")
            return self

    return Shift


def _shift_keeps_blanks(Base: Any) -> Data:
    class Shift(Base):
        hero: str
        start: int = Field(ge=0, le=24)
        end: int = Field(ge=0, le=24)

        @model_validator(mode="after")
        def is_right(self) -> Self:
            if self.end <= self.start or not self.hero.strip():
                raise ValueError("no hero, or the end is not after the start")
            return self

    return Shift


def _shift_at_any_hour(Base: Any) -> Data:
    class Shift(Base):
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
        start: int
        end: int

        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if self.end <= self.start:
                raise ValueError("the end is not after the start")
            return self

    return Shift


def _shift_before_midnight(Base: Any) -> Data:
    class Shift(Base):
        hero: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
        start: int = Field(ge=0, lt=24)
        end: int = Field(ge=0, lt=24)

        @model_validator(mode="after")
        def ends_after_it_starts(self) -> Self:
            if self.end <= self.start:
                raise ValueError("the end is not after the start")
            return self

    return Shift


shift = Exercise(
    id="validate.shift",
    chapter=CHAPTER,
    title="A shift",
    prompt=(
        "Define a data model Shift, which is no table, with three fields that must be there: start "
        "and end, whole hours from 0 to 24; hero, a name that loses the blanks at its ends and "
        "must then not be empty. The end is after the start."
    ),
    kind="model",
    concepts=("validator", "field_constraints", "data_model"),
    minutes=8,
    starter="Shift = ...  # a class with two validators",
    reference=_shift,
    alternates=[_shift_by_annotations, _shift_stripped_after],
    wrong=[
        (_shift_of_no_length, "accepts_invalid"),
        (_shift_without_order, "accepts_invalid"),
        (_shift_of_nobody, "accepts_invalid"),
        (_shift_keeps_blanks, "wrong_value"),
        (_shift_at_any_hour, "accepts_invalid"),
        (_shift_before_midnight, "refuses_valid"),
    ],
    probes=(
        {"hero": "Nova", "start": 8, "end": 16},
        {"hero": "Nova", "start": 0, "end": 24},
        {"hero": "  Nova ", "start": 8, "end": 9},
        {"hero": "Iron Fern", "start": "8", "end": "16"},
        {"hero": "N", "start": 23, "end": 24},
        {"hero": "Nova", "start": 8, "end": 8},
        {"hero": "Nova", "start": 16, "end": 8},
        {"hero": "Nova", "start": -1, "end": 8},
        {"hero": "Nova", "start": 8, "end": 25},
        {"hero": "Nova", "start": 8.5, "end": 9},
        {"hero": "", "start": 8, "end": 16},
        {"hero": "   ", "start": 8, "end": 16},
        {"hero": None, "start": 8, "end": 16},
        {"hero": 7, "start": 8, "end": 16},
        {"start": 8, "end": 16},
        {"hero": "Nova", "start": 8},
        {"hero": "Nova", "end": 16},
    ),
    hints=(
        "One rule is about a field and changes its value, one is about two fields together.",
        'A field_validator with mode="before" runs ahead of min_length; a model_validator in mode '
        '"after" sees start and end.',
    ),
)
