"""`trace`: what a block of code makes SQLAlchemy do, as an object to look at and to assert on."""

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from heroes.glass.locate import Locator, cells_of
from heroes.glass.record import Observer, Recorder, start, stop
from heroes.glass.timeline import Entry, Statement


class Trace:
    """A context manager that records what happens inside it, also around awaits."""

    def __init__(
        self,
        *,
        explain: bool = False,
        diff: bool = False,
        everywhere: bool = False,
        observers: Sequence[Observer] = (),
    ) -> None:
        """Prepare; recording starts on entering."""
        self._recorder = Recorder(_locator(), everywhere=everywhere, observers=observers)

    def __enter__(self) -> Self:
        """Start to record."""
        start(self._recorder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop to record. An error goes on its way."""
        stop(self._recorder)

    @property
    def timeline(self) -> list[Entry]:
        """Return the statements and transaction events in order, the last 10,000 of them."""
        return list(self._recorder.entries)

    @property
    def statements(self) -> list[Statement]:
        """Return the statements in order."""
        return [entry for entry in self._recorder.entries if isinstance(entry, Statement)]


_locators: dict[int, Locator] = {}


def _locator() -> Locator:
    """Return the locator of the IPython shell that runs, or the one for scripts."""
    shell: Any = None
    if "IPython" in sys.modules:
        from IPython import get_ipython

        shell = get_ipython()
    if id(shell) not in _locators:
        _locators[id(shell)] = Locator(cells_of(shell))
    return _locators[id(shell)]
