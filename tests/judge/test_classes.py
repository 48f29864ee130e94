"""Classes: right ones pass whatever their style, wrong ones are refused and told why."""

import gc
import re
from typing import Any

import pytest
from sqlalchemy.orm import class_mapper, registry
from sqlalchemy.orm import session as orm_session
from sqlmodel import Field, Relationship, SQLModel
from sqlmodel.main import default_registry

from heroes import fresh_models
from heroes.judge.model.classes import judge_classes
from heroes.judge.task import Task
from heroes.judge.verdict import Verdict
from tests.judge.model_answers import (
    CASCADE,
    CASES,
    DATA,
    LINK,
    PET,
    TEAM,
    Case,
    Change,
    answer_of,
    changed,
)

TASKS = {case.name: case.task() for case in CASES}
RIGHT = [(case, change) for case in CASES for change in [(), *case.right]]
WRONG = [(case, change, name) for case in CASES for change, name in case.wrong]


def judged(case: Case, *change: str) -> Verdict:
    return judge_classes(TASKS[case.name], case.answer(change))


def told(pair: tuple[Any, ...]) -> str:
    case, change, *_ = pair
    return f"{case.name}: {change[-1] if change else 'as it is'}"[:60]


@pytest.mark.parametrize("pair", RIGHT, ids=told)
def test_right_classes_pass(pair: tuple[Case, Change]) -> None:
    verdict = judged(pair[0], *pair[1])
    assert verdict.passed, verdict


@pytest.mark.parametrize("pair", WRONG, ids=told)
def test_wrong_classes_are_refused_with_their_misconception(
    pair: tuple[Case, Change, str],
) -> None:
    case, change, name = pair
    verdict = judged(case, *change)
    assert verdict.passed is False
    assert verdict.misconception == name, verdict
    assert "\n" not in verdict.message and verdict.message.endswith(".")
    assert not re.search(r"0x[0-9a-f]{6}|sqlalche\.me|/\w+/\w+/|<locals>|Mapper\[", repr(verdict))


def test_every_exercise_has_four_right_variants_and_six_wrong_ones() -> None:
    assert len(CASES) >= 12
    for case in CASES:
        assert len(case.right) >= 4 and len(case.wrong) >= 6, case.name


def test_the_same_answer_gets_the_same_text() -> None:
    change = PET.wrong[11][0]
    assert repr(judged(PET, *change)) == repr(judged(PET, *change))


class TestAnAnswer:
    """What an answer may be."""

    def test_that_is_blank_is_not_attempted(self) -> None:
        assert judge_classes(TASKS["pet"], ...).passed is None
        assert judge_classes(TASKS["team"], [..., ...]).passed is None

    @pytest.mark.parametrize("shape", [list, tuple, dict])
    def test_may_be_classes_on_the_default_registry(self, shape: type[Any]) -> None:
        class Team(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str
            heroes: list["Hero"] = Relationship(back_populates="team")

        class Hero(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str
            team_id: int | None = Field(default=None, foreign_key="team.id")
            team: Team | None = Relationship(back_populates="heroes")

        try:
            classes = {"Team": Team, "Hero": Hero} if shape is dict else shape([Team, Hero])
            assert judge_classes(TASKS["team"], classes).passed
            # Hero leads to Team, so that it is known.
            assert judge_classes(TASKS["team"], Hero).passed
        finally:
            fresh_models()

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (None, "None"),
            (3, "type int"),
            ([], "Replace"),
            ("Pet", "type str"),
            ([int], "int does not inherit from SQLModel"),
        ],
    )
    def test_that_is_no_class_is_told_so(self, answer: Any, said: str) -> None:
        verdict = judge_classes(TASKS["pet"], answer)
        assert not verdict.passed
        assert said in verdict.message

    def test_that_is_an_object_is_told_to_be_a_class(self) -> None:
        pet = PET.answer()(new_base())()
        assert "the class itself" in judge_classes(TASKS["pet"], pet).message

    def test_may_lack_a_class(self) -> None:
        verdict = judge_classes(
            TASKS["data_models"], answer_of(changed(DATA.text, ()), "HeroBase Hero")
        )
        assert (verdict.passed, verdict.misconception) == (False, "missing_class")

    @pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, ValueError, RecursionError])
    def test_that_raises_is_told_in_a_sentence(self, error: type[BaseException]) -> None:
        def answer(Base: Any) -> Any:  # noqa: N803
            raise error("stop")

        assert judge_classes(TASKS["pet"], answer).passed is False

    def test_that_does_not_end_is_stopped(self) -> None:
        def answer(Base: Any) -> Any:  # noqa: N803
            while True:
                pass

        assert judge_classes(TASKS["pet"], answer).misconception == "endless"


class TestATask:
    """What its author gets."""

    def test_whose_reference_raises_is_a_value_error(self) -> None:
        task = PET.task()
        object.__setattr__(task, "reference", PET.answer(("primary_key=True)", ")")))
        with pytest.raises(ValueError, match=r"The reference of test\.pet raises"):
            judge_classes(task, PET.answer())

    def test_is_free_in_a_default_about_which_its_answers_differ(self) -> None:
        strict = task_of(GADGET, [])
        free = task_of(
            GADGET,
            [
                GADGET.replace(
                    "id: int | None = Field(default=None, ", "key: int = Field("
                ).replace("default_factory=list, ", "")
            ],
        )
        answer = answer_of(GADGET.replace("default_factory=list, ", ""), "Gadget")
        assert judge_classes(strict, answer).misconception == "missing_default"
        assert judge_classes(free, answer).passed

    def test_that_does_not_name_a_column_leaves_its_name_free(self) -> None:
        named, unnamed = (
            task_of(GADGET, [], prompt=f"Define Gadget: {key}, name and parts.")
            for key in ("id", "a key")
        )
        answer = answer_of(GADGET.replace("    id:", "    key:"), "Gadget")
        assert judge_classes(named, answer).misconception == "wrong_name"
        assert judge_classes(unnamed, answer).passed

    def test_whose_json_may_be_null_or_not_takes_both(self) -> None:
        wide = GADGET.replace("sa_type=JSON", "sa_column=Column(JSON)")
        for one, other in ((GADGET, wide), (wide, GADGET)):
            assert judge_classes(task_of(one, []), answer_of(other, "Gadget")).passed

    def test_is_about_whole_spans_of_time(self) -> None:
        task = task_of(SPAN, [], prompt="Define Gadget: id, a key, and length, a whole number.")
        short = answer_of(SPAN.replace("int(value.total_seconds())", "value.seconds"), "Gadget")
        assert judge_classes(task, answer_of(SPAN, "Gadget")).passed
        assert judge_classes(task, short).misconception == "wrong_value"
        plain = answer_of(SPAN.replace(" = Field(sa_type=Seconds)", ""), "Gadget")
        assert "holds spans of time" in judge_classes(task, plain).message

    def test_that_asks_for_a_moment_refuses_a_default_that_cannot_be_saved(self) -> None:
        moment = GADGET.replace("name: str", "made_at: datetime")
        task = task_of(moment, [], prompt="Define Gadget: a key, made_at, parts.")
        lazy = moment.replace("datetime\n", "datetime = Field(default_factory=datetime.now)\n")
        verdict = judge_classes(task, answer_of(lazy, "Gadget"))
        assert verdict.misconception == "extra_default"
        assert verdict.message == "A gadget without made_at gets a value that cannot be saved."

    def test_that_speaks_of_inheritance_gets_it(self) -> None:
        prompt = f"{DATA.prompt} All but HeroUpdate inherit from HeroBase."
        task = Case(**{**vars(DATA), "prompt": prompt}).task()
        assert judge_classes(task, DATA.answer()).passed
        verdict = judge_classes(task, DATA.answer(DATA.right[1]))
        assert verdict.misconception == "missing_inheritance"

    def test_gives_payloads_that_no_field_shows(self) -> None:
        probe = {"name": "Night Watch", "start": 7, "end": 3}
        task = Task(**{**given("validated"), "probes": (probe,)})
        lax = answer_of(
            case_of("validated").text.replace("self.end < self.start", "self.end == 3"),
            "MissionCreate",
        )
        assert judge_classes(task, lax).passed is False


class TestNothing:
    """What a check leaves behind: nothing."""

    def test_stays_on_the_registries(self) -> None:
        before = set(default_registry._class_registry), set(SQLModel.metadata.tables)
        for change in ((), *[change for change, _ in LINK.wrong]):
            judged(LINK, *change)
        after = set(default_registry._class_registry), set(SQLModel.metadata.tables)
        assert after[0] - {"_sa_module_registry"} <= before[0]
        assert before[1] == after[1]

    def test_stays_open(self) -> None:
        gc.collect()
        sessions = set(orm_session._sessions)
        judged(CASCADE)
        judged(CASCADE, *CASCADE.wrong[0][0])
        gc.collect()
        assert set(orm_session._sessions) <= sessions

    def test_is_changed_in_the_learners_classes(self) -> None:
        home = registry()
        team, hero = TEAM.answer()(new_base(home))
        tables = set(home.metadata.tables)
        assert judge_classes(TASKS["team"], [team, hero]).passed
        assert set(home.metadata.tables) == tables
        assert {mapper.class_ for mapper in home.mappers} == {team, hero}
        assert not hero.__table__.c.name.index

    def test_makes_the_learners_first_error_another_one(self) -> None:
        team, hero = TEAM.answer(('list["Hero"]', 'list["Heroine"]'))(new_base())
        assert judge_classes(TASKS["team"], [team, hero]).misconception == "unresolved_name"
        assert not class_mapper(team, configure=False)._configure_failed
        with pytest.raises(Exception, match="failed to locate a name"):
            team(name="Preventers")


GADGET = """
class Gadget(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    parts: list[str] = Field(default_factory=list, sa_type=JSON)
"""
SPAN = """
class Seconds(TypeDecorator):
    impl, cache_ok = Integer, True

    def process_bind_param(self, value, dialect):
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value, dialect):
        return None if value is None else timedelta(seconds=value)

class Gadget(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    length: timedelta = Field(sa_type=Seconds)
"""


def given(name: str) -> dict[str, Any]:
    names = ("id", "chapter", "title", "prompt", "kind", "concepts", "minutes", "starter")
    task = TASKS[name]
    return {each: getattr(task, each) for each in (*names, "reference", "alternates", "wrong")}


def case_of(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def task_of(
    text: str, alternates: list[str], prompt: str = "Define Gadget: a key, name, parts."
) -> Task:
    return Task(
        **given("pet")
        | {
            "prompt": prompt,
            "reference": answer_of(text, "Gadget"),
            "alternates": [answer_of(each, "Gadget") for each in alternates],
        }
    )


def new_base(home: registry | None = None) -> Any:
    class Base(SQLModel, registry=home or registry()):
        pass

    return Base
