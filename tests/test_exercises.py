"""Every exercise of the course keeps the rules: right answers pass, wrong ones are refused."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any

import nbformat
import pytest

from heroes.exercises import MODULES, all_exercises
from heroes.judge import Exercise
from heroes.judge.misconceptions import MISCONCEPTIONS
from tests.mutants import mutants_of
from tests.refresh import FOLDER, run, text_of
from tests.waived_mutants import WAIVED

FEWEST = {"select": (2, 5), "mutate": (2, 5), "predict": (0, 2), "order": (0, 2)}
each_exercise = pytest.mark.parametrize("exercise", all_exercises, ids=lambda each: each.id)
OF_CODE = [each for each in all_exercises if each.kind in ("select", "mutate")]
CHAPTERS = sorted({each.chapter for each in all_exercises})

# What one notebook alone is about: no other one could practise it without teaching it again.
IN_ONE_NOTEBOOK = {
    "autogenerate": "Alembic writes migrations in 16 alone",
    "data_migration": "a migration that fills a column is a subject of 16",
    "model_validate": "06 is where data from outside is let in",
    "mutation_tracking": "only the JSON columns of 13 change in place",
    "ondelete": "the database's rule for a delete is a subject of 09",
    "passive_deletes": "it leaves a delete to the rules of 09",
    "response_model": "17 alone answers requests",
    "savepoint": "a part that may fail alone is a subject of 14",
    "upgrade": "16 alone takes a schema there and back",
    "validator": "06 alone writes rules for values",
}


def started(exercise: Exercise) -> Any:
    """Return what the starter of an exercise defines."""
    namespace = dict(exercise.origin.namespace)
    exec(exercise.starter, namespace)
    return namespace[exercise.answer_name]


@each_exercise
def test_the_starter_is_not_attempted(exercise: Exercise) -> None:
    assert exercise.check(started(exercise)).passed is None


@each_exercise
def test_three_dots_are_not_attempted(exercise: Exercise) -> None:
    assert exercise.check(...).passed is None


@each_exercise
def test_right_answers_pass(exercise: Exercise) -> None:
    for answer in (exercise.reference, *exercise.alternates):
        verdict = exercise.check(answer)
        assert verdict.passed, f"{answer}\n{verdict!r}"


@each_exercise
def test_wrong_answers_are_refused_with_their_own_misconception(exercise: Exercise) -> None:
    for answer, misconception in exercise.wrong:
        verdict = exercise.check(answer)
        assert verdict.passed is False, f"{misconception}: {answer}"
        assert verdict.misconception == misconception, f"{misconception}: {verdict!r}"
        assert misconception in MISCONCEPTIONS


@each_exercise
def test_there_are_enough_answers_and_hints(exercise: Exercise) -> None:
    alternates, wrong = FEWEST.get(exercise.kind, (1, 3))
    assert len(exercise.alternates) >= alternates
    assert len(exercise.wrong) >= wrong
    assert exercise.hints
    assert exercise.concepts
    assert 1 <= exercise.minutes <= 20


@each_exercise
def test_hints_do_not_contain_the_solution(exercise: Exercise) -> None:
    solution = squeezed(exercise.solution().body.partition("=")[2] or exercise.solution().body)
    for hint in exercise.hints:
        assert solution not in squeezed(hint)
        assert squeezed(hint) not in solution


@each_exercise
def test_the_solution_passes_as_it_is_shown(exercise: Exercise) -> None:
    if exercise.kind == "model":
        return  # defined in a notebook, where the registry is the learner's: see the solved copies
    namespace = dict(exercise.origin.namespace)
    exec(exercise.solution().body, namespace)
    assert exercise.check(namespace[exercise.answer_name]).passed


@each_exercise
def test_an_order_is_refused_if_two_neighbours_are_swapped(exercise: Exercise) -> None:
    if exercise.kind != "order":
        return
    right = [list(each) for each in (exercise.reference, *exercise.alternates)]
    for index in range(len(exercise.reference) - 1):
        swapped = list(exercise.reference)
        swapped[index : index + 2] = reversed(swapped[index : index + 2])
        assert exercise.check(swapped).passed is (swapped in right), swapped


@each_exercise
def test_each_option_of_a_question_has_its_verdict(exercise: Exercise) -> None:
    if exercise.kind == "predict":
        passed = [exercise.predict(option).passed for option in exercise.options]
        assert Counter(passed) == {True: 1 + len(exercise.alternates), False: len(exercise.wrong)}


@each_exercise
def test_an_exercise_is_named_by_its_module_and_variable(exercise: Exercise) -> None:
    module, _, name = exercise.id.partition(".")
    assert exercise.origin.namespace["__name__"] == f"heroes.exercises.{module}"
    assert exercise.origin.namespace[name] is exercise
    topic = exercise.chapter.partition("_")[2]
    assert module == (f"{topic}_" if iskeyword(topic) else topic)


def test_no_right_answer_is_an_accepted_variant_by_accident() -> None:
    """An alternate that differs from the reference somewhere widens what is accepted."""
    from heroes.judge.rows import plan_of

    widened = [each.id for each in OF_CODE if len(plan_of(each).accepted) > 1]
    assert widened == []


def test_misconceptions_are_not_named_otherwise_in_exercises() -> None:
    used = {name for each in all_exercises for _, name in each.wrong}
    assert used <= set(MISCONCEPTIONS), sorted(used - set(MISCONCEPTIONS))


def rarely_practised(exercises: Iterable[Exercise]) -> dict[str, list[str]]:
    """Return the concepts of fewer than two exercises, or notebooks where it can be two."""
    practised = defaultdict[str, list[Exercise]](list)
    for each in exercises:
        for concept in set(each.concepts):
            practised[concept].append(each)
    return {
        concept: [each.id for each in found]
        for concept, found in practised.items()
        if len(found) < 2
        or (len({each.chapter for each in found}) < 2 and concept not in IN_ONE_NOTEBOOK)
    }


def test_every_concept_is_practised_twice_and_in_two_notebooks_where_it_can_be() -> None:
    assert rarely_practised(all_exercises) == {}


def test_a_concept_of_one_exercise_or_of_one_notebook_counts_as_rare() -> None:
    first, *others = (each for each in all_exercises if "where" in each.concepts)
    near = next(each for each in others if each.chapter == first.chapter)
    far = next(each for each in others if each.chapter != first.chapter)
    assert "where" in rarely_practised([first])
    assert "where" in rarely_practised([first, near])
    assert "where" not in rarely_practised([first, far])


@pytest.mark.parametrize("concept", IN_ONE_NOTEBOOK)
def test_what_is_said_to_live_in_one_notebook_is_practised_in_one(concept: str) -> None:
    assert len({each.chapter for each in all_exercises if concept in each.concepts}) == 1


@each_exercise
def test_no_exercise_names_a_concept_twice(exercise: Exercise) -> None:
    assert len(set(exercise.concepts)) == len(exercise.concepts)


def test_all_modules_are_listed() -> None:
    folder = Path(__file__).parents[1] / "heroes" / "exercises"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(MODULES)


@pytest.mark.full
@pytest.mark.parametrize("exercise", OF_CODE, ids=lambda each: each.id)
def test_mutants_of_the_reference_are_refused(exercise: Exercise) -> None:
    survivors = [
        mutant.what
        for mutant in mutants_of(exercise)
        if exercise.check(mutant.answer).passed and (exercise.id, mutant.what) not in WAIVED
    ]
    assert survivors == []


@pytest.mark.full
def test_no_waiver_is_left_over() -> None:
    alive = {(each.id, mutant.what) for each in OF_CODE for mutant in mutants_of(each)}
    assert set(WAIVED) <= alive


@pytest.mark.full
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_solved_copy_of_a_notebook_passes(chapter: str, tmp_path: Path) -> None:
    path = FOLDER / f"{chapter}.ipynb"
    notebook = nbformat.read(path, 4)
    solved = [cell for cell in notebook.cells if solve(cell, chapter)]
    assert len(solved) == sum(each.chapter == chapter for each in all_exercises)
    copy = tmp_path / path.name
    copy.write_text(text_of(notebook), "utf-8")
    [after] = asyncio.run(run(copy))
    shown = [said for cell in after.cells if CHECK.search(cell.source) for said in verdicts(cell)]
    assert len([said for said in shown if said.startswith("Passed")]) >= len(solved)
    assert not [said for said in shown if said.startswith("Not attempted")]


CHECK = re.compile(r"(?m)^(?:await )?ex\.(\w+)\.(?:check|check_async|predict)\((\w+)\)$")


def solve(cell: Any, chapter: str) -> bool:
    """Put the solution in the place of the starter, if the cell is an exercise's of a chapter."""
    found = CHECK.search(cell.source) if cell.cell_type == "code" else None
    for exercise in (each for each in all_exercises if found and each.chapter == chapter):
        if exercise.id.endswith(f".{found[1]}") and exercise.starter in cell.source:
            cell.source = cell.source.replace(exercise.starter, exercise.solution().body)
            return True
    return False


def verdicts(cell: Any) -> Iterator[str]:
    """Yield the verdicts that a cell shows."""
    for output in cell.get("outputs", []):
        text = output.get("data", {}).get("text/plain", "")
        if text.startswith(("Passed", "Not yet", "Not attempted")):
            yield text


def squeezed(text: str) -> str:
    """Return a text without white space and quotes."""
    return re.sub(r"[\s'\"]", "", text)


def test_a_puzzle_has_at_most_eight_lines() -> None:
    assert all(len(each.reference) <= 8 for each in all_exercises if each.kind == "order")
