"""Check an answer: from a task and an answer to a verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from heroes.displays import Table
from heroes.glass.record import apart
from heroes.glass.tracing import Trace
from heroes.judge.bench import bench
from heroes.judge.choosing import judge_choice, judge_order
from heroes.judge.guard import LimitError, deadline, guarded
from heroes.judge.result import Entity, Result, is_statement
from heroes.judge.rows import Plan, Trial, plan_of, simplest, smallest, try_answer
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.diagnosis import diagnose, plainly
from heroes.judge.run import AnswerError, Ran, said_of
from heroes.judge.starter import is_untouched
from heroes.judge.tables import TableDifference
from heroes.judge.task import Task
from heroes.judge.verdict import Verdict
from heroes.judge.worlds import World

SHOWN = 10  # rows of a result


def check(task: Task, answer: Any, cell: str = "") -> Verdict:
    """Return the verdict on an answer. `cell` is the source of the cell that asks, if known."""
    with apart():
        if task.kind in ("predict", "order"):
            return (
                judge_choice(task, answer) if task.kind == "predict" else judge_order(task, answer)
            )
        if is_untouched(task, answer):
            return Verdict(None, _what_to_do(task))
        if (judge := _judge_of(task)) is not None:
            return judge(task, answer)
        return _check_rows(task, answer, cell)


def _what_to_do(task: Task) -> str:
    what = "Replace the ..." if "..." in task.starter else "Change the code"
    return f"{what} and run the cell again."


def _judge_of(task: Task) -> Callable[[Task, Any], Verdict] | None:
    """Return the judge of a kind that needs more than SQLModel, imported late."""
    if task.kind == "model":
        from heroes.judge.model.classes import judge_classes

        return judge_classes
    if task.kind == "migrate":
        from heroes.judge.migrate.judging import judge_migration

        return judge_migration
    if task.kind == "api":
        from heroes.judge.api.judging import judge_api

        return judge_api
    return None


def _check_rows(task: Task, answer: Any, cell: str) -> Verdict:
    if not is_statement(answer) and not callable(answer):
        return Verdict(False, _not_an_answer(task, answer), got=type(answer).__name__)
    plan = plan_of(task)
    trials = try_answer(plan, answer)
    first = trials.first or Ran()
    if first.blank:
        return Verdict(None, _what_to_do(task))
    if not trials.failed:
        world = plan.builder.fixed[0]
        return Verdict(True, statements=_statements(plan, answer, world))
    trial = smallest(plan, trials, answer)
    case = Case(plan, answer, cell, trials, trial)
    finding = diagnose(case)
    shown = simplest(plan, trial, answer)
    if shown is not trial and finding.misconception is None:
        finding = plainly(replace(case, trial=shown))
    return _refused(plan, answer, shown, finding, first.printed)


def _refused(plan: Plan, answer: Any, trial: Trial, finding: Finding, printed: str) -> Verdict:
    # Of a limit, or of names, there are no rows to compare.
    is_stopped = trial.difference.kind in ("limit", "commits", "names") or isinstance(
        trial.ran.error, LimitError | AnswerError
    )
    expected, got = _shown(plan, trial)
    return Verdict(
        False,
        finding.message,
        finding.misconception,
        counterexample=None if is_stopped else _counterexample(trial.world),
        expected=None if is_stopped else expected,
        got=None if is_stopped else got,
        look_at=finding.look_at,
        statements=[] if is_stopped else _statements(plan, answer, trial.world),
        printed=printed,
    )


def _statements(plan: Plan, answer: Any, world: World) -> list[Any]:
    """Run an answer once more, with a trace around it, and return what it sent."""
    trace = Trace()

    def work() -> None:
        with bench() as lent, trace:
            plan.run(lent, world, answer, deadline(1))

    guarded(work, 2)
    return trace.statements


def _counterexample(world: World) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [dict(row) for row in sorted(rows, key=lambda row: repr(list(row.values())))]
        for name, rows in world.rows.items()
        if rows
    }


def _shown(plan: Plan, trial: Trial) -> tuple[Table | str | None, Table | str | None]:
    """Return what a right answer and this one give, as tables."""
    right, ran = trial.right.ran, trial.ran
    if ran.error is not None:
        said = said_of(ran.error)
        if plan.reads or (right.result is not None and right.result.shape != "none"):
            return _result_table(right.result), said
        return None, said  # what the tables should hold is told by the message
    if trial.difference.kind == "tables":
        return _changes(trial.difference.extra)
    return _result_table(right.result), _result_table(ran.result)


def _result_table(result: Result | None) -> Table | str | None:
    if result is None or result.shape == "none":
        return "None"
    if result.shape == "one" and result.width == 1:
        return repr(result.rows[0][0])
    names = list(result.columns)
    rows = [_flat(row) for row in result.rows[:SHOWN]]
    width = max(map(len, rows), default=0)
    if not names and rows:
        names = _flat_names(result.rows[0])
    names = (names + [""] * width)[:width] if len(names) != width and rows else names
    if rows and any(isinstance(cell, Entity) for cell in result.rows[0]):
        names = _flat_names(result.rows[0])
    cells = [[_cell(cell) for cell in [*row, *[None] * (width - len(row))]] for row in rows]
    return Table("", names[:width] if rows else [], cells, len(result.rows))


def _flat(row: Sequence[Any]) -> list[Any]:
    return [
        value for cell in row for value in (cell.values if isinstance(cell, Entity) else [cell])
    ]


def _flat_names(row: Sequence[Any]) -> list[str]:
    names: list[str] = []
    for cell in row:
        names += [f"{cell.name}.{f}" for f in cell.fields] if isinstance(cell, Entity) else [""]
    return names


def _cell(cell: Any) -> Any:
    if cell is None:
        return "NULL"
    if isinstance(cell, Entity):
        return f"{cell.name}({', '.join(map(repr, cell.values))})"
    if isinstance(cell, tuple):
        return "[" + ", ".join(str(_cell(each)) for each in cell) + "]"
    return cell


def _changes(changed: Sequence[TableDifference]) -> tuple[Table | str, Table | str]:
    """Return the rows of the first table that is not as it should be."""
    first = changed[0]
    if first.gone:
        return f"the table {first.table}", f"no table {first.table}"
    return _rows_table(first.table, first.missing), _rows_table(first.table, first.extra)


def _rows_table(name: str, rows: Sequence[Mapping[str, Any]]) -> Table | str:
    if not rows:
        return f"no such row in {name}"
    cells = [[_cell(value) for value in row.values()] for row in rows[:SHOWN]]
    return Table(name, list(rows[0]), cells, len(rows))


def _not_an_answer(task: Task, answer: Any) -> str:
    wanted = "a statement or a function" if task.kind == "select" else "a function"
    if answer is None:
        return f"The answer is None: give {wanted} of a session."
    return f"The answer is of the type {type(answer).__name__}: give {wanted} of a session."
