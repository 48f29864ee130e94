"""What a learner calls: check, hint, solution, predict; what it says, and what it leaves alone."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select as core_select
from sqlalchemy import text, update
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Session, col, select

from heroes import create_tables, make_engine, seed, trace
from heroes.exercises import all_exercises
from heroes.judge import Exercise
from heroes.judge.rows import plan_of
from heroes.models import Hero, Mission, Team
from tests.judge.exercises import ADULTS, ECHO, exercise, make_echo_40


def adults(session: Session) -> Any:
    return ...


RIGHT: list[Any] = [
    select(Hero).where(Hero.age >= 18),  # type: ignore[operator]
    core_select(Hero).where(col(Hero.age) > 17),
    lambda session: session.exec(select(Hero).where(Hero.age >= 18)).all(),
    lambda: select(Hero).where(Hero.age >= 18),
    lambda s: [h for h in s.exec(select(Hero)) if h.age is not None and h.age >= 18],
    lambda s: s.execute(text("SELECT * FROM hero WHERE age >= 18")).all(),
    lambda session, age=18: session.exec(select(Hero).where(Hero.age >= age)).all(),
    lambda s: {hero.id: hero for hero in s.exec(select(Hero).where(Hero.age >= 18))}.values(),
]
WRONG: list[Any] = [
    lambda session: select(Hero).where(Hero.age >= 18),  # nobody executes it
    select(Hero).where(Hero.age > 18),  # type: ignore[operator]
    select(Hero),
    select(Hero.name).where(Hero.age >= 18),  # type: ignore[operator]
    lambda session: session.exec(select(Hero).where(Hero.age >= 18)).first(),
    lambda session: None,
    lambda session: [],
    lambda session: 18,
    lambda session: session.exec(select(Hero).where(Hero.aeg >= 18)).all(),
    lambda first, second: [],
    update(Hero).values(age=18),
    None,
    3,
    "select",
]


@pytest.mark.parametrize("answer", RIGHT)
def test_right_answers_of_any_shape_pass(answer: Any) -> None:
    verdict = ADULTS.check(answer)
    assert verdict.passed, verdict
    assert repr(verdict).startswith("Passed")


@pytest.mark.parametrize("answer", WRONG)
def test_wrong_answers_are_refused_in_one_sentence(answer: Any) -> None:
    verdict = ADULTS.check(answer)
    assert verdict.passed is False, verdict
    assert verdict.message
    assert "\n" not in verdict.message
    assert repr(verdict).startswith("Not yet. ")


def test_dots_and_a_function_that_returns_dots_are_not_attempted() -> None:
    assert ADULTS.check(...).passed is None
    assert ADULTS.check(adults).passed is None
    assert ADULTS.check().passed is None


def test_broken_starter_code_is_not_attempted_until_it_is_changed() -> None:
    broken = (
        "def adults(session):\n    return session.exec(select(Hero).where(Hero.age > 18)).all()"
    )
    task = exercise(starter=broken)
    namespace: dict[str, Any] = {"select": select, "Hero": Hero}
    exec(broken, namespace)
    assert task.check(namespace["adults"]).passed is None
    exec(broken.replace("18", "20"), namespace)
    assert task.check(namespace["adults"]).passed is False
    exec(broken.replace(">", ">="), namespace)
    assert task.check(namespace["adults"]).passed is True


def test_a_statement_that_is_the_starter_is_not_attempted() -> None:
    task = exercise(starter="answer = select(Hero).where(Hero.age > 18)")
    assert task.check(select(Hero).where(Hero.age > 18)).passed is None  # type: ignore[operator]
    assert task.check(select(Hero).where(Hero.age > 19)).passed is False  # type: ignore[operator]


def test_the_counterexample_is_the_smallest() -> None:
    verdict = ADULTS.check(select(Hero).where(Hero.age > 18))  # type: ignore[operator]
    assert verdict.counterexample is not None
    [(table, rows)] = verdict.counterexample.items()
    assert table == "hero"
    assert [row["age"] for row in rows] == [18]


def test_the_verdict_shows_rows_and_never_code_of_a_right_answer() -> None:
    verdict = ADULTS.check(select(Hero).where(Hero.age > 18))  # type: ignore[operator]
    shown = repr(verdict) + verdict._repr_html_()
    assert "age &gt; ?" in shown
    assert ">= " not in shown
    assert "&gt;=" not in shown


def test_a_verdict_is_the_same_each_time() -> None:
    answer = select(Hero).where(Hero.age > 18)  # type: ignore[operator]
    assert len({repr(ADULTS.check(answer)) for _ in range(3)}) == 1


def test_what_an_answer_prints_is_shown_once_with_the_verdict() -> None:
    def answer(session: Session) -> Any:
        print("looking")
        return []

    assert repr(ADULTS.check(answer)).count("looking") >= 1


def test_an_order_by_that_is_asked_for_is_needed() -> None:
    task = exercise(
        prompt="All heroes, the youngest first, those of an age by id.",
        reference=select(Hero).order_by(col(Hero.age), col(Hero.id)),
        order_by=["age", "id"],
    )
    assert task.check(task.reference).passed
    for wrong in (
        select(Hero),
        select(Hero).order_by(col(Hero.age)),
        select(Hero).order_by(col(Hero.id)),
        select(Hero).order_by(col(Hero.age).desc(), col(Hero.id)),
    ):
        assert task.check(wrong).passed is False, wrong


def test_an_order_of_one_column_that_an_index_holds_is_needed_too() -> None:
    for name in ("name", "id"):
        column = getattr(Hero, name)
        for direction in (column.asc(), column.desc()):
            task = exercise(reference=select(column).order_by(direction), order_by=[name])
            assert task.check(task.reference).passed
            assert task.check(select(column)).passed is False


def test_names_of_columns_count_where_they_are_asked_for() -> None:
    labelled = select(col(Hero.name).label("who"), col(Hero.age).label("years"))
    task = exercise(reference=labelled, columns=True)
    assert task.check(labelled).passed
    assert task.check(select(Hero.name, Hero.age)).passed is False


def one_deadpond(session: Session) -> bool:
    return len(session.exec(select(Hero).where(Hero.name == "Deadpond")).all()) == 1


def test_what_the_prompt_promises_may_be_relied_on() -> None:
    def by_one(session: Session) -> Any:
        return session.exec(select(Hero).where(Hero.name == "Deadpond")).one()

    def by_first(session: Session) -> Any:
        return session.exec(select(Hero).where(Hero.name == "Deadpond")).first()

    promised = exercise(reference=by_one, given=one_deadpond, unique=("hero.name",))
    assert promised.check(by_first).passed
    assert promised.check(lambda s: s.exec(select(Hero)).first()).passed is False


def test_a_write_is_compared_after_its_session_has_ended() -> None:
    def without_commit(session: Session) -> None:
        for hero in session.exec(select(Hero).where(Hero.name == "Echo")):
            hero.age = 40

    def by_update(session: Session) -> None:
        session.exec(update(Hero).where(col(Hero.name) == "Echo").values(age=40))
        session.commit()

    assert ECHO.check(make_echo_40).passed
    assert ECHO.check(by_update).passed
    assert ECHO.check(without_commit).passed is False
    assert ECHO.check(lambda session: session.exec(text("DROP TABLE hero"))).passed is False


def test_new_rows_may_be_numbered_otherwise() -> None:
    def reference(session: Session) -> None:
        session.add(Team(name="A", headquarters="x"))
        session.flush()
        session.add(Team(name="B", headquarters="y"))
        session.commit()

    def other_way_round(session: Session) -> None:
        session.add(Team(name="B", headquarters="y"))
        session.flush()
        session.add(Team(name="A", headquarters="x"))
        session.commit()

    task = exercise(kind="mutate", reference=reference)
    assert task.check(other_way_round).passed


def test_statements_are_bounded_where_it_is_asked_for() -> None:
    def names(session: Session, *options: Any) -> Any:
        teams = session.exec(select(Team).options(*options).order_by(col(Team.id))).all()
        return [(team.name, len(team.heroes)) for team in teams]

    def names_in_two(session: Session) -> Any:
        return names(session, selectinload(Team.heroes))  # type: ignore[arg-type]

    task = exercise(reference=names_in_two, statements=2)
    assert task.check(names_in_two).passed
    verdict = task.check(lambda session: names(session))
    assert verdict.passed is False
    assert verdict.counterexample is None
    with pytest.raises(ValueError, match="bounds"):
        exercise(reference=names_in_two, statements=1).check(names_in_two)


async def missions(session: Any) -> Any:
    return (await session.exec(select(Mission))).all()


ASYNC = exercise(id="tests.missions", kind="async", reference=missions)


def test_a_coroutine_function_is_checked_in_a_loop_of_its_own() -> None:
    assert ASYNC.check(missions).passed

    async def others(session: Any) -> Any:
        return (await session.exec(select(Mission).limit(1))).all()

    assert ASYNC.check(others).passed is False
    assert ASYNC.check(lambda session: []).passed is False


def test_in_a_running_loop_both_ways_work() -> None:
    async def both() -> tuple[Any, Any]:
        return ASYNC.check(missions).passed, (await ASYNC.check_async(missions)).passed

    assert asyncio.run(both()) == (True, True)


def test_an_open_trace_sees_nothing_of_a_check() -> None:
    with trace() as t:
        ADULTS.check(select(Hero))
    assert t.statements == []


def test_the_learners_own_database_is_not_touched() -> None:
    engine = make_engine("sqlite://")
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
        ECHO.check(make_echo_40)
        ages = session.exec(select(Hero.age).where(Hero.name == "Echo")).all()
    assert sorted(ages) == [17, 52]  # type: ignore[type-var]


def test_statements_are_those_of_the_answer() -> None:
    verdict = ADULTS.check(select(Hero).where(Hero.age >= 18))  # type: ignore[operator]
    assert ["SELECT" in each.sql for each in verdict.statements] == [True]


def test_hints_come_by_number_and_end_with_the_last() -> None:
    task = exercise(hints=("Look at NULL.", "Look at or_."))
    assert "Look at NULL." in repr(task.hint())
    assert "Look at or_." in repr(task.hint(2))
    assert "Look at or_." in repr(task.hint(9))
    assert "prompt" in repr(exercise().hint())


def test_a_solution_stands_in_the_place_of_the_starter() -> None:
    assert ADULTS.solution().body.startswith("adults = select(Hero)")
    assert ECHO.solution().body.startswith("def echo(session):\n")


def two_classes(Base: Any) -> Any:  # noqa: N803 - a class
    class Owner(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Pet(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    return [Owner, Pet]


def test_a_solution_of_several_classes_gives_them_the_name_of_the_answer() -> None:
    task = exercise(kind="model", starter="models = ...", reference=two_classes)
    solution = task.solution().body
    assert solution.startswith("class Owner(SQLModel, table=True):")
    assert solution.endswith("models = [Owner, Pet]")


PREDICT = exercise(
    kind="predict",
    starter="answer = ...",
    reference="24",
    wrong=[("27", "null_lost"), ("30", "missing_filter")],
)


@pytest.mark.parametrize(
    ("choice", "passed"),
    [("24", True), (24, True), ("27", False), ("30", False), ("31", None), (..., None)],
)
def test_a_prediction_is_an_option(choice: Any, passed: bool | None) -> None:
    assert PREDICT.predict(choice).passed is passed


def test_no_numbered_option_of_the_course_begins_with_a_number() -> None:
    asked = [each for each in all_exercises if each.kind == "predict"]
    numbered = [each for each in asked if not any(map(str.isdigit, each.options))]
    assert len(numbered) > 5
    read_as_two = [each.id for each in numbered if any(o[0].isdigit() for o in each.options)]
    assert read_as_two == []


def test_a_prediction_may_be_the_number_of_an_option() -> None:
    task = exercise(kind="predict", reference="yes", wrong=[("no", "a"), ("never", "b")])
    number = task.options.index("yes") + 1
    assert task.predict(number).passed
    assert task.predict(4).passed is None


def test_options_do_not_always_start_with_the_right_one() -> None:
    firsts = {
        exercise(id=f"tests.{n}", kind="predict", reference="a", wrong=[("b", "x")]).options[0]
        for n in range(12)
    }
    assert firsts == {"a", "b"}


LINES = ["a = 1", "b = a", "print(b)"]
ORDER = exercise(
    kind="order",
    starter="lines = ...",
    reference=LINES,
    wrong=[(LINES[::-1], "used_before_defined")],
)


def test_lines_are_put_in_order_by_text_or_number() -> None:
    numbers = [ORDER.options.index(line) + 1 for line in LINES]
    assert ORDER.options != LINES
    assert ORDER.check(LINES).passed
    assert ORDER.check(numbers).passed
    assert ORDER.check("\n".join(LINES)).passed
    assert ORDER.check(LINES[::-1]).misconception == "used_before_defined"
    assert ORDER.check(LINES[:2]).passed is None
    assert ORDER.check(ORDER.options).passed is False


def refused(make: Callable[[], Exercise]) -> str:
    with pytest.raises(ValueError, match=r"\w") as info:
        make()
    return str(info.value)


def test_a_teachers_mistakes_are_told_when_the_exercise_is_made() -> None:
    assert "kind" in refused(lambda: exercise(kind="quiz"))
    assert "models" in refused(lambda: exercise(models=()))
    assert "starter" in refused(lambda: exercise(starter="def adults("))
    with pytest.raises(ValueError, match="reference"):
        exercise(reference=lambda session: session.nothing()).check(select(Hero))


def test_other_kinds_say_what_to_call() -> None:
    with pytest.raises(TypeError, match="check"):
        ADULTS.predict("24")
    with pytest.raises(TypeError, match="check"):
        ADULTS.ask()


def test_a_question_is_a_widget_that_reads_as_text() -> None:
    for task in (PREDICT, ORDER):
        bundle = task.ask()._repr_mimebundle_()
        assert "application/vnd.jupyter.widget-view+json" in bundle
        assert task.options[0] in bundle["text/plain"]


def test_a_click_on_check_shows_the_verdict() -> None:
    question = PREDICT.ask().widget()
    _, radio, button, view = question.children
    button.click()
    assert "Not attempted" in view.value
    radio.value = "24"
    button.click()
    assert "Passed" in view.value


def test_lines_move_up_and_down() -> None:
    _, box, button, view = ORDER.ask().widget().children
    for target in range(len(LINES)):
        order = [row.children[2].value for row in box.children]
        index = next(i for i, shown in enumerate(order) if LINES[target] in shown)
        for at in range(index, target, -1):
            box.children[at].children[0].click()
    button.click()
    assert "Passed" in view.value


def test_a_plan_is_made_once() -> None:
    assert plan_of(ADULTS) is plan_of(ADULTS)
