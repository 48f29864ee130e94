"""Glass in IPython: a panel under each cell, `%glass off|on|brief`, and `%%trace`."""

import re
from collections.abc import Callable
from typing import Any

from heroes.glass.tracing import Trace

MODES = ("off", "on", "brief")
WORDS = ("explain", "diff", "steps")
LOAD = re.compile(r"^\s*%(?:re)?load_ext +heroes\b", re.M)
TRACE = re.compile(r"\s*%%trace\b(?P<words>[^\n]*)\n?")


class Glass:
    """What one IPython shell shows under its cells."""

    def __init__(self, shell: Any) -> None:
        """Take the shell. Nothing is shown before `install`."""
        self.shell = shell
        self.mode = "on"
        self.words: list[str] | None = None  # what %%trace asks of the cell that comes
        self.trace: Trace | None = None
        self.hooks: list[tuple[str, Callable[..., None]]] = [
            ("pre_run_cell", self.begin),
            ("post_run_cell", self.end),
        ]

    def install(self) -> None:
        """Hear each cell of the shell from now on."""
        for name, hook in self.hooks:
            self.shell.events.register(name, hook)
        # The first of all: the next one cuts off empty lines.
        self.shell.input_transformers_cleanup.insert(0, self.transform)
        self.shell.register_magic_function(self.magic, "line", "glass")

    def uninstall(self) -> None:
        """Leave the shell as it was."""
        for name, hook in self.hooks:
            self.shell.events.unregister(name, hook)
        self.shell.input_transformers_cleanup.remove(self.transform)
        self.shell.magics_manager.magics["line"].pop("glass", None)
        if self.trace is not None:
            self.trace.__exit__(None, None, None)
            self.trace = None

    def transform(self, lines: list[str]) -> list[str]:
        """Take `%%trace explain diff` off a cell, and keep the numbers of its lines.

        IPython cuts off empty lines at the top, after which its line numbers are not those that
        JupyterLab shows; a comment sign keeps them.
        """
        start = next((number for number, line in enumerate(lines) if line.strip()), 0)
        if lines and (found := TRACE.match(lines[start])):
            unknown = [word for word in found["words"].split() if word not in WORDS]
            if unknown:
                message = f"%%trace knows {', '.join(WORDS)}, not {', '.join(unknown)}."
                return [f"raise ValueError({message!r})\n"]
        elif start == 0 or lines[start].startswith("%%"):
            return lines
        else:
            start -= 1
        return ["#\n"] * (start + 1) + lines[start + 1 :]

    def magic(self, line: str) -> None:
        """Show panels under cells: `%glass on`, `%glass brief` (the SQL alone), or `%glass off`."""
        word = line.strip()
        if not word:
            print(f"glass is {self.mode}")
        elif word in MODES:
            self.mode = word
        else:
            print(f"%glass knows {', '.join(MODES)}, not {word}. It stays {self.mode}.")

    def begin(self, info: Any) -> None:
        """Start to record, before a cell runs."""
        try:
            found = TRACE.match(info.raw_cell or "")
            self.words = found["words"].split() if found else None
            if self.words is None and (self.mode == "off" or LOAD.search(info.raw_cell or "")):
                return  # a cell that loads us looks the same when it is run again
            words = self.words or []
            asked = {word: word in words for word in WORDS}
            self.trace = Trace(**asked, everywhere=True)
            self.trace.__enter__()
        except Exception as error:
            _complain(error)

    def end(self, result: Any) -> None:
        """Stop to record, and show the panel, also under a cell that failed."""
        trace, self.trace = self.trace, None
        if trace is None:
            return
        try:
            error = result.error_in_exec
            trace.__exit__(type(error), error, None)
            self.shell.user_ns["_trace"] = trace
            if self.mode == "off" and self.words is None:
                return
            panel = trace.panel(brief=self.mode == "brief" and self.words is None)
            if not panel.is_empty():
                bundle = {"text/plain": panel.text(), "text/html": panel.html()}
                self.shell.display_pub.publish(data=bundle)
            if self.words and "steps" in self.words:
                self.shell.display_pub.publish(data=trace.steps()._repr_mimebundle_())
        except Exception as fault:
            _complain(fault)


def _complain(error: Exception) -> None:
    """Tell a fault of ours in one line; the learner's cell goes on."""
    print(f"heroes could not show this cell ({type(error).__name__}: {error}).")


def register(shell: Any) -> Glass:
    """Show a panel under each cell of this shell; it does no harm to ask twice."""
    if not isinstance(glass := getattr(shell, "_heroes_glass", None), Glass):
        glass = shell._heroes_glass = Glass(shell)
        glass.install()
    return glass


def unregister(shell: Any) -> None:
    """Undo `register`."""
    if isinstance(glass := getattr(shell, "_heroes_glass", None), Glass):
        glass.uninstall()
        del shell._heroes_glass
