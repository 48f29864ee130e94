"""Tell an answer that somebody worked on from the starter, which checks as not attempted."""

from collections.abc import Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

from heroes.judge.guard import guarded
from heroes.judge.result import is_statement
from heroes.judge.task import Task, is_blank


def is_untouched(task: Task, answer: Any) -> bool:
    """Tell whether an answer is three dots, or what the starter defines."""
    if is_blank(answer):
        return True
    starter = _signature(starter_answer(task))
    try:
        return starter is not None and bool(_signature(answer) == starter)
    except Exception:  # an object that does not want to be looked at is no starter
        return False


@lru_cache(maxsize=256)
def starter_answer(task: Task) -> Any:
    """Return what the starter defines, with the names of the module that the task stands in.

    A starter that raises defines nothing, and is told by its three dots alone.
    """

    def run() -> Any:
        namespace = {**task.origin.namespace, "__name__": f"starter of {task.id}"}
        exec(compile(task.starter, "<starter>", "exec"), namespace)  # noqa: S102 - a teacher's
        return namespace[task.answer_name], _signature(namespace[task.answer_name])

    done = guarded(run)
    return None if done.error is not None else done.value[0]


def _signature(answer: Any) -> Any:
    """Return what two answers share if they are the same code, or None if nobody can say."""
    if code := getattr(answer, "__code__", None):
        return ("function", *_code(code))
    if is_statement(answer):
        compiled = answer.compile()
        return ("statement", str(compiled), repr(sorted(compiled.params.items())))
    if isinstance(answer, type):
        fields = getattr(answer, "model_fields", {})
        table = getattr(answer, "__table__", None)
        relationships = getattr(answer, "__sqlmodel_relationships__", {})
        return (
            "class",
            answer.__name__,
            repr(fields),
            None if table is None else [repr(column) for column in table.columns],
            sorted((name, repr(vars(each))) for name, each in relationships.items()),
            sorted(getattr(answer, "__pydantic_decorators__", _Nothing).field_validators),
        )
    if isinstance(answer, list | tuple):
        return ("many", *map(_signature, answer))
    if isinstance(answer, str | int | float):
        return ("value", answer)
    return None


class _Nothing:
    field_validators: tuple[str, ...] = ()


def _code(code: CodeType) -> Iterator[Any]:
    yield from (code.co_code, code.co_names, code.co_varnames[: code.co_argcount])
    for constant in code.co_consts:
        # A docstring and line numbers are no work; what the function does is.
        yield tuple(_code(constant)) if isinstance(constant, CodeType) else repr(constant)
