"""`trace` and `states`: what a block of code makes SQLAlchemy do, to look at and to assert on."""

import sys
from collections import UserList
from types import TracebackType
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstanceState, Session, scoped_session

from heroes.displays import Table
from heroes.glass.advice import Advice, advise
from heroes.glass.change import TableChange
from heroes.glass.difference import Differ
from heroes.glass.faults import Fault, Scene, tell
from heroes.glass.locate import Locator, cells_of
from heroes.glass.plan import Planner
from heroes.glass.record import Recorder, start, stop
from heroes.glass.render import Panel
from heroes.glass.state import ObjectState, read_state, read_states
from heroes.glass.steps import Steps
from heroes.glass.timeline import Entry, Statement

MAX_OBJECTS = 50


class States(UserList[ObjectState]):
    """Objects with what each of them is now; as the last expression of a cell it is a table."""

    def table(self) -> Table:
        """Return a row for each object: its name, its state, what changed, what is not loaded."""
        rows = [
            [each.name, _state(each), _changes(each), ", ".join(each.unloaded)] for each in self
        ]
        columns = ["object", "state", "changed", "not loaded"]
        caption = f"{len(rows):,} {'object' if len(rows) == 1 else 'objects'}"
        return Table(caption, columns, rows[:MAX_OBJECTS], len(rows), frozenset({"object"}))

    def __repr__(self) -> str:
        """Return the table as plain text."""
        return self.table().text() if self else "no objects"

    def _repr_html_(self) -> str | None:
        return self.table().html() if self else None


class Trace:
    """Record what the code in its block makes SQLAlchemy do; a plain context manager.

    It hears its own thread and task, the tasks that these start, and all other threads. It may
    stand around awaits. `explain` asks the database for the plan of each statement, `diff` compares
    the rows of all tables before and after, `steps` also writes down each object that a query
    loads. With `everywhere` it hears all tasks, as a cell does.
    """

    def __init__(
        self,
        *,
        explain: bool = False,
        diff: bool = False,
        steps: bool = False,
        everywhere: bool = False,
    ) -> None:
        """Prepare; recording starts on entering."""
        self._planner = Planner() if explain else None
        self._differ = Differ() if diff else None
        observers = [each for each in (self._planner, self._differ) if each is not None]
        self._recorder = Recorder(
            _locator(), everywhere=everywhere, observers=observers, loads=steps
        )
        self._changes: dict[str, TableChange] | None = None
        self.faults: list[Fault] = []

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
        """Stop to record. An error goes on its way, and is told in `faults`."""
        stop(self._recorder)
        try:
            if self._differ is not None:
                self._changes = self._differ.changes()
            if error is not None:
                self.faults = self._told(error)
        except Exception as fault:  # a fault of ours must not hide the learner's
            self._recorder.fault = self._recorder.fault or fault

    @property
    def timeline(self) -> list[Entry]:
        """Return the statements and transaction events in order, the last 10,000 of them."""
        return list(self._recorder.entries)

    @property
    def statements(self) -> list[Statement]:
        """Return the statements in order."""
        return [entry for entry in self._recorder.entries if isinstance(entry, Statement)]

    @property
    def advice(self) -> list[Advice]:
        """Return what could be done better, with a fix that runs."""
        sizes = self._planner.sizes if self._planner is not None else {}
        products = list(self._recorder.products.values())
        return advise(self._recorder.entries, self._recorder.causes, sizes, products)

    @property
    def objects(self) -> States:
        """Return what each object that was seen is now, without loading anything."""
        states = States()
        seen: set[InstanceState[Any]] = set()
        for reference in self._recorder.sessions.values():
            if (session := reference()) is not None:
                states.extend(read_states(session))
                seen.update(session.identity_map.all_states())
        for _, state, _, _ in self._recorder.events:
            if state not in seen and state.obj() is not None and not state.pending:
                seen.add(state)
                if not state.persistent:
                    states.append(read_state(state))
        return states

    @property
    def changes(self) -> dict[str, TableChange]:
        """Return the rows that were added, changed and removed, by table. It needs `diff=True`."""
        if self._differ is None:
            raise ValueError("Ask for the changes when you begin: trace(diff=True).")
        return {} if self._changes is None else self._changes

    def timings(self) -> Table:
        """Return how long the statements of each place took, in milliseconds."""
        spent: dict[tuple[int, str, str], list[float]] = {}
        for each in self.statements:
            spent.setdefault((each.line, each.source, each.reason), []).append(each.duration)
        rows = [
            [*place, len(seconds), f"{sum(seconds) * 1000:.3f}"] for place, seconds in spent.items()
        ]
        columns = ["line", "expression", "reason", "statements", "milliseconds"]
        return Table("durations", columns, rows, len(rows))

    def steps(self) -> Steps:
        """Return what happened one step at a time, with the states of the objects: a widget."""
        return Steps(self.timeline, self._recorder.events)

    def panel(self, *, brief: bool = False) -> Panel:
        """Return what is shown under a cell."""
        recorder = self._recorder
        fault = recorder.fault
        complaint = (
            f"heroes could not record all of this cell ({type(fault).__name__}: {fault})."
            if fault
            else ""
        )
        dropped: dict[str, int] = {}
        for (line, source, *_), number in recorder.dropped.items():
            what = f"line {line}, {' '.join(source.split())}" if line else "elsewhere"
            dropped[what] = dropped.get(what, 0) + number
        changes = (self._changes or {}).values()
        sections = [(change.title(), change.text(), change.html()) for change in changes]
        if self._differ is not None and not self._differ.is_complete:
            words = "not all tables could be read at the end"
            sections.append(("changes", words, f"<p>{words}</p>"))
        return Panel(
            self.timeline,
            brief=brief,
            dropped=list(dropped.items())[:5],
            advice=() if brief else self.advice,
            faults=self.faults,
            sections=sections,
            complaint=complaint,
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        panel = self.panel()
        return {"text/plain": panel.text() or "no statements", "text/html": panel.html()}

    def _told(self, error: BaseException) -> list[Fault]:
        place, frame = self._recorder.locator.locate_error(error.__traceback__)
        names = {**frame.f_globals, **frame.f_locals} if frame else {}
        told = tell(error, Scene(place, names, self.statements, self._recorder.suspects))
        return [told] if told else []


def trace(explain: bool = False, diff: bool = False, steps: bool = False) -> Trace:
    """Return a context manager that records what the code in its block makes SQLAlchemy do.

    `explain` asks the database for plans, `diff` compares the tables before and after, `steps`
    writes down each object that a query loads, for `t.steps()`.
    """
    return Trace(explain=explain, diff=diff, steps=steps)


def states(session: Session | AsyncSession | scoped_session[Any]) -> States:
    """Return what each object of a session is now, as a table. It loads nothing, sends nothing.

    Raises TypeError for anything that is not a session.
    """
    if isinstance(session, scoped_session):
        session = session()
    if isinstance(session, AsyncSession):
        session = session.sync_session
    if not isinstance(session, Session):
        raise TypeError(f"states() takes a session, not {type(session).__name__}.")
    return States(read_states(session))


def _state(each: ObjectState) -> str:
    notes = ["expired"] if each.expired else []
    notes += ["to be deleted"] if each.to_delete else []
    return ", ".join([each.state, *notes])


def _changes(each: ObjectState) -> str:
    return ", ".join(f"{name} {old!r} -> {new!r}" for name, (old, new) in each.dirty.items())


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
