"""An exercise as a learner meets it: to look at, to check, with hints and a solution."""

import asyncio
import linecache
import sys
from dataclasses import dataclass
from html import escape
from typing import Any

from heroes.displays import STYLE
from heroes.judge.asking import Question
from heroes.judge.attempts import remember
from heroes.judge.checking import check
from heroes.judge.solution import solution_text
from heroes.judge.task import Task
from heroes.judge.verdict import Verdict


@dataclass(frozen=True)
class Text:
    """A title and lines of text or code, for people to read."""

    title: str
    body: str
    is_code: bool = False

    def __repr__(self) -> str:
        """Return both as plain text."""
        return f"{self.title}\n{self.body}" if self.title else self.body

    def _repr_html_(self) -> str:
        body = f"<pre>{escape(self.body)}</pre>" if self.is_code else f"<p>{escape(self.body)}</p>"
        return f'{STYLE}<div class="heroes"><p>{escape(self.title)}</p>{body}</div>'


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Exercise(Task):
    """One exercise: data, as `Task` says, with what a learner calls.

    As the last expression of a cell it shows what it asks.
    """

    def check(self, answer: Any = ...) -> Verdict:
        """Check an answer, and remember that it was tried.

        In a running event loop, too: a coroutine function runs in a thread and loop of its own.
        """
        verdict = check(self, answer, _cell())
        return remember(self, verdict)

    async def check_async(self, answer: Any = ...) -> Verdict:
        """Check an answer without holding up the running event loop."""
        cell = _cell()
        verdict = await asyncio.to_thread(check, self, answer, cell)
        return remember(self, verdict)

    def predict(self, choice: Any = ...) -> Verdict:
        """Check what you expect a cell to show: an option, by its text or its number."""
        if self.kind != "predict":
            raise TypeError(f"{self.id} asks for an answer, not for a prediction: use check().")
        return remember(self, check(self, choice))

    def hint(self, number: int = 1) -> Text:
        """Return a hint: the first one, or the one with that number."""
        if not self.hints:
            return Text("No hint.", "The prompt says all there is.")
        number = min(max(number, 1), len(self.hints))
        more = f" hint({number + 1}) shows the next." if number < len(self.hints) else ""
        return Text(f"Hint {number} of {len(self.hints)}.{more}", self.hints[number - 1])

    def solution(self) -> Text:
        """Return a right answer, as code that can stand in place of the starter."""
        return Text("One right answer:", solution_text(self), is_code=True)

    def ask(self) -> Any:
        """Return the question as a widget: options to choose, or lines to move."""
        if self.kind not in ("predict", "order"):
            raise TypeError(f"{self.id} asks for code: write it, then use check().")
        judge = self.predict if self.kind == "predict" else self.check
        return Question(self, repr(self), judge)

    def __repr__(self) -> str:
        """Return what the exercise asks, as plain text."""
        lines = [f"{self.title} ({self._time()})", self.prompt, *self._numbered()]
        return "\n".join([*lines, *filter(None, [self._code()])])

    def _repr_html_(self) -> str:
        items = "".join(f"<li><code>{escape(option)}</code></li>" for option in self._options())
        listed = f"<ol>{items}</ol>" if items else ""
        listed += f"<pre>{escape(self._code())}</pre>" if self._code() else ""
        return (
            f'{STYLE}<div class="heroes"><p><strong>{escape(self.title)}</strong> '
            f"({self._time()})</p><p>{escape(self.prompt)}</p>{listed}</div>"
        )

    def _time(self) -> str:
        return f"{self.minutes} minute{'s' * (self.minutes != 1)}"

    def _code(self) -> str:
        """Return the code that is to be repaired, or nothing."""
        return "" if "..." in self.starter else self.starter

    def _options(self) -> list[str]:
        return self.options if self.kind in ("predict", "order") else []

    def _numbered(self) -> list[str]:
        return [f"{number}. {option}" for number, option in enumerate(self._options(), 1)]


def _cell() -> str:
    """Return the source of the cell or file that asks for a check."""
    frame = sys._getframe(2)
    return "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
