"""The text of a solution: what stands in the module where an exercise was written."""

import ast
import re
import textwrap
from collections.abc import Callable
from typing import Any

from heroes.judge.result import is_statement
from heroes.judge.task import Task, expression_of, source_of


def solution_text(task: Task) -> str:
    """Return a right answer as code that can stand in place of the starter."""
    if task.kind == "predict":
        return f"{task.answer_name} = {task.reference!r}"
    if task.kind == "order":
        lines = "\n".join(f"    {line!r}," for line in task.reference)
        return f"{task.answer_name} = [\n{lines}\n]"
    answers = task.reference if isinstance(task.reference, list | tuple) else [task.reference]
    sources = [_function_text(answer) for answer in answers]
    if all(sources):
        text = "\n\n\n".join(filter(None, sources))
        if task.kind == "model":
            return _classes_text(text, task.answer_name)
        name = task.answer_name
        if len(answers) > 1:
            names = ", ".join(answer.__name__ for answer in answers)
            return f"{text}\n\n\n{name} = [{names}]"
        return _renamed(text, name)
    written = expression_of(task.origin, "reference")
    if written is None:
        shown = str(task.reference) if is_statement(task.reference) else "not to be read here"
        return "# The SQL of a right answer:\n# " + shown.replace("\n", "\n# ")
    return f"{task.answer_name} = {_expression_text(written)}"


def _function_text(answer: Callable[..., Any]) -> str | None:
    """Return the source of a function with a name; a lambda is read from the exercise's call."""
    if not hasattr(answer, "__code__") or answer.__name__ == "<lambda>":
        return None
    source = source_of(answer)
    return source.rstrip() if source else None


def _renamed(source: str, name: str) -> str:
    """Return a function under the name of the answer, and as bare as a starter: no annotations."""
    function = ast.parse(source).body[0]
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return source
    for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        each.annotation = None
    if function.body[0].lineno == function.lineno:  # all on one line
        function.name = name
        return ast.unparse(function)
    kind = "async def" if isinstance(function, ast.AsyncFunctionDef) else "def"
    body = "\n".join(source.splitlines()[function.body[0].lineno - 1 :])
    return f"{kind} {name}({ast.unparse(function.args)}):\n{body}"


def _classes_text(source: str, name: str) -> str:
    """Return what a function of a Base defines, as it stands in a notebook: on SQLModel.

    Where the starter asks for several classes, what the function returns gets its name.
    """
    function = ast.parse(source).body[0]
    if not isinstance(function, ast.FunctionDef):
        return source
    kept = [node for node in function.body if not isinstance(node, ast.Return)]
    base = function.args.args[0].arg if function.args.args else "Base"
    blocks = []
    for node in kept:
        segment = ast.get_source_segment(source, node, padded=True) or ""
        blocks.append(re.sub(rf"\b{base}\b", "SQLModel", textwrap.dedent(segment)))
    given = next((node.value for node in function.body if isinstance(node, ast.Return)), None)
    if given is not None and ast.unparse(given) != name:
        blocks.append(f"{name} = {ast.unparse(given)}")
    return "\n\n\n".join(blocks)


def _expression_text(written: str) -> str:
    """Return an expression that stood in the middle of a line as it stands at its start."""
    first, _, rest = written.strip().partition("\n")
    return f"{first}\n{textwrap.dedent(rest)}".rstrip()
