"""The error that an answer ended with: where in its code, and what it says."""

import ast
import linecache
from types import FrameType, TracebackType
from typing import Any

from heroes.glass.expression import parsed
from heroes.judge.rules.case import Case
from heroes.judge.rules.source import code_of

LONGEST = 60  # characters of code in a sentence


def place_of(case: Case) -> str:
    """Return the expression of the answer that raised, or "" if nobody knows or it is long."""
    step = _step(case)
    if step is None:
        return ""
    code = step.tb_frame.f_code
    source = parsed("".join(linecache.getlines(code.co_filename, step.tb_frame.f_globals)))
    text = source.find(code, step.tb_lasti)[0] if source else ""
    text = " ".join(text.split()).removeprefix("await ")
    return text if len(text) <= LONGEST else ""


def frame_of(case: Case) -> FrameType | None:
    """Return the innermost frame of the answer's own file that the error went through."""
    step = _step(case)
    return step.tb_frame if step is not None else None


def _step(case: Case) -> TracebackType | None:
    code = getattr(case.answer, "__code__", None)
    step = case.ran.error.__traceback__ if case.ran.error is not None else None
    found = None
    while step is not None:
        if code is not None and step.tb_frame.f_code.co_filename == code.co_filename:
            found = step
        step = step.tb_next
    return found


def told(error: BaseException) -> str:
    """Return all that an error says, with what caused it, on one line."""
    said: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(said) < 4:
        said.append(_words(cause))
        cause = cause.__cause__ or cause.__context__
    return " ".join(" ".join(said).split())


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # it is somebody else's class
        return type(error).__name__


def subject(case: Case) -> str:
    """Return what raised, to begin a sentence with."""
    return place_of(case) or ("Your function" if callable(case.answer) else "Your statement")


def is_only(case: Case, *kinds: type[BaseException]) -> bool:
    """Tell whether the answer raises such an error wherever it is not right."""
    return all(isinstance(trial.ran.error, kinds) for trial in case.trials.failed)


def calls(case: Case, *names: str) -> list[ast.Call]:
    """Return the calls in the answer of functions or methods with these names."""
    code = code_of(case.answer, case.cell, case.task.answer_name)
    nodes = ast.walk(code.node if code else case.tree)
    return [node for node in nodes if isinstance(node, ast.Call) and called(node) in names]


def called(node: ast.AST) -> str:
    """Return the name of what a call calls, without the object before the dot."""
    function = node.func if isinstance(node, ast.Call) else node
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def has(case: Case, *kinds: type[ast.AST]) -> bool:
    """Tell whether the answer's code has a node of these kinds."""
    code = code_of(case.answer, case.cell, case.task.answer_name)
    return any(isinstance(node, kinds) for node in ast.walk(code.node if code else case.tree))


def shape_asked(case: Case) -> Any:
    """Return whether rows, one row or nothing are asked for, where the answer raised."""
    result = case.trial.right.ran.result
    return result.shape if result is not None else "none"
