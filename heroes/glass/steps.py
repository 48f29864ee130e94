"""The life of the objects in a trace, one step at a time: as text, as HTML and as a widget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from sqlalchemy.orm import InstanceState

from heroes.displays import Table
from heroes.glass.state import name_of
from heroes.glass.timeline import Entry, Statement

MAX_STEPS = 200
ObjectEvent = tuple[int, InstanceState[Any], str, str]


@dataclass(frozen=True)
class Step:
    """One event, and the state of each object after it."""

    what: str
    states: dict[str, str]


class Steps:
    """What happened, step by step. As the last expression of a cell it is a widget."""

    def __init__(self, entries: Sequence[Entry], events: Sequence[ObjectEvent]) -> None:
        """Merge the timeline with what happened to the objects in between."""
        self.steps = list(_steps(entries, events))[:MAX_STEPS]

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.steps)

    def __repr__(self) -> str:
        """Return all steps as plain text."""
        width = len(str(len(self.steps)))
        lines = [f"{number:>{width}}  {step.what}" for number, step in enumerate(self.steps, 1)]
        return "\n".join(lines) or "no steps"

    def html(self, number: int) -> str:
        """Return one step, counted from 1, with the objects as they are after it."""
        step = self.steps[number - 1]
        before = self.steps[number - 2].states if number > 1 else {}
        rows = [
            [name, state if before.get(name, state) == state else f"{before[name]} → {state}"]
            for name, state in step.states.items()
        ]
        table = Table("objects", ["object", "state"], rows, len(rows), frozenset({"object"}))
        return f"<p><b>{escape(step.what)}</b></p>{table.html() if rows else ''}"

    def widget(self) -> Any:
        """Return a slider and two buttons that go through the steps, also by keyboard."""
        from ipywidgets import HTML, Button, HBox, IntSlider, VBox

        slider = IntSlider(value=1, min=1, max=max(len(self.steps), 1), description="step")
        back, forth = Button(description="Back"), Button(description="Next")
        view = HTML()

        def show(*_: object) -> None:
            view.value = self.html(slider.value)
            back.disabled = slider.value == slider.min
            forth.disabled = slider.value == slider.max

        def move(by: int) -> None:
            slider.value = min(max(slider.value + by, slider.min), slider.max)

        slider.observe(show, "value")
        back.on_click(lambda _: move(-1))
        forth.on_click(lambda _: move(1))
        show()
        return VBox([HBox([back, forth, slider]), view])

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        if not self.steps:
            return {"text/plain": repr(self)}
        bundle: dict[str, Any] = dict(self.widget()._repr_mimebundle_())
        return bundle | {"text/plain": repr(self), "text/html": f"<pre>{escape(repr(self))}</pre>"}


def _steps(entries: Sequence[Entry], events: Sequence[ObjectEvent]) -> Iterator[Step]:
    names = _names([state for _, state, _, _ in events])
    states: dict[str, str] = {}
    queue = list(events)
    for position, entry in enumerate(entries):
        while queue and queue[0][0] <= position:
            yield _object_step(queue.pop(0), names, states)
        yield Step(_words(entry), dict(states))
    for event in queue:
        yield _object_step(event, names, states)


def _object_step(event: ObjectEvent, names: dict[Any, str], states: dict[str, str]) -> Step:
    _, state, before, after = event
    name = names[state]
    states[name] = after
    words = f"{before} → {after}" if before else "loaded" if after == "persistent" else after
    return Step(f"{name}: {words}", dict(states))


def _names(states: Sequence[InstanceState[Any]]) -> dict[InstanceState[Any], str]:
    """Name the objects; those that share a name are numbered."""
    names: dict[InstanceState[Any], str] = {}
    for state in states:
        if state not in names:
            name = name_of(state)
            number = sum(each == name or each.startswith(f"{name} (") for each in names.values())
            names[state] = f"{name} ({number + 1})" if number else name
    return names


def _words(entry: Entry) -> str:
    if not isinstance(entry, Statement):
        return f"{entry.kind} {entry.detail}".rstrip()
    words = " ".join(entry.sql.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
