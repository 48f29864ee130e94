"""What an exercise asks, and the answers to it: data only."""

import ast
import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import EllipsisType, FrameType
from typing import Any, Literal

from sqlmodel import Session

Kind = Literal["select", "mutate", "model", "async", "migrate", "api", "predict", "order"]
KINDS: tuple[str, ...] = (
    "select",
    "mutate",
    "model",
    "async",
    "migrate",
    "api",
    "predict",
    "order",
)


@dataclass(frozen=True)
class Origin:
    """Where an exercise was written: what its solution is read from."""

    file: str
    line: int
    namespace: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Task:
    """One exercise as data. Answers are objects: statements, functions, classes, or choices.

    `reference` is a right answer, `alternates` are others, and `wrong` holds mistakes with the
    misconception behind each. `setup` fills the tutorial's database; without it heroes' own
    models get their samples. `given` tells whether a database is as the prompt promises, and
    `unique` names columns, as "hero.name", that hold no value twice. `order_by` names the columns
    of the result whose order counts, as "-age"; with `columns` their names and order count too.
    `statements` bounds what the answer may send, `commits` how often it commits. `requests` are
    what an API gets, as (method, path, JSON or None), and `probes` are payloads for a data model.
    """

    id: str
    chapter: str
    title: str
    prompt: str
    kind: Kind
    reference: Any
    concepts: Sequence[str] = ()
    minutes: int = 5
    starter: str = "answer = ..."
    models: Sequence[type[Any]] = ()
    setup: Callable[[Session], None] | None = None
    alternates: Sequence[Any] = ()
    wrong: Sequence[tuple[Any, str]] = ()
    order_by: Sequence[str] | None = None
    hints: Sequence[str] = ()
    given: Callable[[Session], bool] | None = None
    unique: Sequence[str] = ()
    columns: bool = False
    statements: int | None = None
    commits: int | None = None
    requests: Sequence[tuple[str, str, Any]] = ()
    probes: Sequence[dict[str, Any]] = ()
    origin: Origin = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be an exercise, and remember where this one was written."""
        if self.kind not in KINDS:
            raise ValueError(
                f'"{self.kind}" is no kind of exercise: use one of {", ".join(KINDS)}.'
            )
        if self.kind in ("select", "mutate", "async", "migrate", "api") and not self.models:
            raise ValueError(f"{self.id}: name the models that the exercise is about.")
        self._refuse_texts()
        try:
            ast.parse(self.starter)
        except SyntaxError as error:
            raise ValueError(f"{self.id}: the starter is not Python: {error.msg}.") from error
        frame = _caller()
        namespace = {} if frame is None else frame.f_globals
        file, line = ("", 0) if frame is None else (frame.f_code.co_filename, frame.f_lineno)
        object.__setattr__(self, "origin", Origin(file, line, namespace))

    def _refuse_texts(self) -> None:
        """Refuse one value where a list is meant: a text is a list of letters to Python."""
        for name in ("models", "hints", "unique", "concepts", "requests", "probes", "wrong"):
            if not isinstance(getattr(self, name), list | tuple):
                raise ValueError(f"{self.id}: give {name} as a list.")
        if self.order_by is not None and not isinstance(self.order_by, list | tuple):
            raise ValueError(f'{self.id}: give order_by as a list, as ["age", "-name"].')
        if not all(isinstance(each, tuple) and len(each) == 2 for each in self.wrong):
            raise ValueError(f"{self.id}: give wrong as pairs of an answer and its misconception.")
        if self.kind in ("predict", "order") and not self.wrong:
            raise ValueError(f"{self.id}: the wrong options are missing: give them in wrong.")
        columns = {f"{table.name}.{c.name}" for table in _tables(self.models) for c in table.c}
        if unknown := [name for name in self.unique if name not in columns]:
            raise ValueError(f'{self.id}: no table has the column {unknown[0]}: write "hero.name".')

    @property
    def answer_name(self) -> str:
        """Return the name that the starter gives to the answer."""
        return names_of(self.starter)[-1]

    @property
    def options(self) -> list[str]:
        """Return the choices of a question or the lines of a puzzle, in an order that is fixed."""
        if self.kind == "order":
            return shuffled(self.id, list(self.reference), [])
        wrong = [answer for answer, _ in self.wrong]
        return shuffled(self.id, [self.reference, *wrong], None)


def _tables(models: Sequence[type[Any]]) -> list[Any]:
    found = [table for model in models for table in model.metadata.tables.values()]
    return list(dict.fromkeys(found))


def shuffled(seed: str, items: list[str], avoid: list[str] | None) -> list[str]:
    """Return the items in an order that follows from the seed alone, not the one they came in."""
    import random

    mixed = list(items)
    for turn in range(20):
        random.Random(f"{seed}{turn}").shuffle(mixed)  # noqa: S311 - not for secrets
        if avoid is None or mixed != items:
            break
    return mixed


def names_of(source: str) -> list[str]:
    """Return the names that the top level of a source assigns or defines, in order."""
    names: list[str] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return names


def is_blank(answer: Any) -> bool:
    """Tell whether an answer is the three dots of a starter."""
    if isinstance(answer, list | tuple):
        return not answer or all(is_blank(each) for each in answer)
    return isinstance(answer, EllipsisType)


def source_of(answer: Any) -> str | None:
    """Return the source of a function or class, dedented, or None where nobody knows it."""
    try:
        return textwrap.dedent(inspect.getsource(answer))
    except (TypeError, OSError, IndexError, SyntaxError):
        return None


def expression_of(origin: Origin, name: str) -> str | None:
    """Return the text of one argument of the call that made an exercise, or None."""
    lines = linecache.getlines(origin.file, origin.namespace)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and any(k.arg == name for k in node.keywords)
        if is_call and node.lineno <= origin.line <= (node.end_lineno or 0):  # type: ignore[attr-defined]
            value = next(k.value for k in node.keywords if k.arg == name)  # type: ignore[attr-defined]
            return ast.get_source_segment("".join(lines), value, padded=True)
    return None


def _caller() -> FrameType | None:
    """Return the frame that made the exercise: the first one outside of this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and (
        frame.f_globals.get("__name__", "").startswith("heroes.judge")
        or frame.f_code.co_name == "__init__"
    ):
        frame = frame.f_back
    return frame
