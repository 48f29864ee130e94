"""A question as a widget: options to choose from, or lines to move up and down."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from heroes.judge.task import Task
from heroes.judge.verdict import Verdict

Judge = Callable[[Any], Verdict]


class Question:
    """A question to answer with mouse or keyboard. Without widgets it reads as plain text."""

    def __init__(self, task: Task, text: str, judge: Judge) -> None:
        """Take the task, how it reads, and what gives a verdict on a choice."""
        self.task = task
        self.text = text
        self.judge = judge

    def __repr__(self) -> str:
        """Return the question as plain text, with how to answer it there."""
        verb = "predict" if self.task.kind == "predict" else "check"
        how = "the number of your option" if verb == "predict" else "the numbers in your order"
        return f"{self.text}\nAnswer with {verb}(...): {how}."

    def widget(self) -> Any:
        """Return the question with its options or lines, a button, and room for the verdict."""
        from ipywidgets import HTML, Button, VBox

        lines = escape(self.text.partition("\n1. ")[0]).replace("\n", "<br>")
        view, check = HTML(), Button(description="Check")
        choice, chosen = self._options() if self.task.kind == "predict" else self._lines()

        def show(_: object) -> None:
            view.value = self.judge(chosen())._repr_html_()

        check.on_click(show)
        return VBox([HTML(f"<p>{lines}</p>"), choice, check, view])

    def _options(self) -> tuple[Any, Callable[[], Any]]:
        from ipywidgets import RadioButtons

        # Nothing is chosen at first: to click on Check is no prediction.
        radio = RadioButtons(options=self.task.options, value=None, layout={"width": "auto"})
        radio.description = "I predict"
        return radio, lambda: radio.value

    def _lines(self) -> tuple[Any, Callable[[], Sequence[str]]]:
        from ipywidgets import HTML, Button, HBox, VBox

        order = list(self.task.options)
        box = VBox()

        def move(index: int, by: int) -> None:
            other = index + by
            if 0 <= other < len(order):
                order[index], order[other] = order[other], order[index]
                draw()

        def row(index: int, line: str) -> Any:
            up, down = Button(icon="arrow-up"), Button(icon="arrow-down")
            for button, by, way in ((up, -1, "up"), (down, 1, "down")):
                button.layout.width = "40px"
                button.tooltip = f"Move line {index + 1} {way}"
                button.on_click(lambda _, by=by: move(index, by))
            up.disabled, down.disabled = index == 0, index == len(order) - 1
            return HBox([up, down, HTML(f"<pre>{escape(line)}</pre>")])

        def draw() -> None:
            box.children = [row(index, line) for index, line in enumerate(order)]

        draw()
        return box, lambda: list(order)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = dict(self.widget()._repr_mimebundle_())
        return bundle | {"text/plain": repr(self), "text/html": f"<pre>{escape(repr(self))}</pre>"}
