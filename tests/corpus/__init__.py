"""Labelled notebook cells: the code, and where and why each of its statements should be sent.

The labels come from the contract of `Statement` in DESIGN.md and were written before any run.
Transaction events (BEGIN, COMMIT, SAVEPOINT ...) are left out.
"""

from dataclasses import dataclass, field
from textwrap import dedent

Label = tuple[int, str, str, str | None]  # line, source, reason, attribute


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook, and the statements that it sends, in the order sent.

    `before` is a cell that runs earlier, outside of the trace. `modules` are files that the cell
    can import. `raises` names the error on which the cell ends. `any_order` is for statements of
    threads and tasks side by side. `flaw` says what glass still gets wrong here.
    """

    title: str
    code: str
    labels: tuple[Label, ...]
    before: str = ""
    modules: dict[str, str] = field(default_factory=dict)
    raises: str | None = None
    any_order: bool = False
    flaw: str | None = None


class Corpus(list[Cell]):
    """The cells of one notebook: `on` is "sync", or "async" for cells that use await."""

    def __init__(self, name: str, on: str = "sync") -> None:
        """Start without cells."""
        self.name = name
        self.on = on

    def __call__(
        self,
        title: str,
        code: str,
        *labels: Label,
        before: str = "",
        modules: dict[str, str] | None = None,
        raises: str | None = None,
        any_order: bool = False,
        flaw: str | None = None,
    ) -> None:
        """Add a cell; code that begins on a line of its own is dedented, and that line is cut."""
        modules = {name: _text(each) for name, each in (modules or {}).items()}
        before, code = _text(before), _text(code)
        self.append(Cell(title, code, labels, before, modules, raises, any_order, flaw))


def _text(code: str) -> str:
    return dedent(code).removeprefix("\n").rstrip()
