"""From the stack to the place: which expression of which cell or script led here."""

import asyncio
import linecache
import os
import re
import site
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any, Final

from greenlet import getcurrent
from sqlalchemy.orm import Session

from heroes.glass.expression import parsed
from heroes.glass.timeline import NOWHERE, Place

LIBRARY: Final = "library"
SCRIPT: Final = "script"
FLUSH: Final = "flush"
TIMED: Final = "timed"  # what %time and %%time compile, away from the text of the cell
IPYTHON_CELL = re.compile(r"<ipython-input-(\d+)-")
KERNEL_CELL = re.compile(r"ipykernel_\d+[/\\]\d+\.py$")

_paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
_paths |= {site.getusersitepackages(), str(Path(__file__).parents[1])}
LIBRARIES = tuple(
    name + os.sep for path in _paths for name in dict.fromkeys((path, str(Path(path).resolve())))
)


class Locator:
    """Finds places, and remembers what it found for each code object and instruction."""

    def __init__(self, cells: Mapping[str, int] | None = None) -> None:
        """Take the file names of the cells with their execution counts, where there are cells."""
        self.cells: Mapping[str, int] = {} if cells is None else cells
        # By id, as the hash of a code object costs more than the look-up; the code is kept, so
        # that its id stays its own.
        self._verdicts: dict[int, tuple[CodeType, str | int]] = {}
        self._places: dict[tuple[int, int, int, int], Place] = {}

    def locate(self, depth: int = 2) -> tuple[Place, bool]:
        """Return the place that led to the caller's caller, and whether a flush lies between."""
        frame: FrameType | None = sys._getframe(depth)
        verdicts = self._verdicts
        script: FrameType | None = None
        timed: FrameType | None = None
        flush = False
        greenlet = None
        while True:
            while frame is not None:
                code = frame.f_code
                known = verdicts.get(id(code))
                verdict = self._judge(frame) if known is None else known[1]
                if verdict is LIBRARY:
                    pass
                elif verdict is FLUSH:
                    flush = True
                elif verdict is TIMED:
                    timed = timed or frame
                elif verdict is SCRIPT:
                    script = script or frame
                    if not self.cells:
                        return self._place(frame, None, None), flush
                elif timed is not None:
                    return _timed_place(timed, frame, verdict), flush
                else:
                    return self._place(frame, script, verdict), flush
                frame = frame.f_back
            # In async code the stack ends at the greenlet: it goes on where that one was started.
            greenlet = (greenlet or getcurrent()).parent
            if greenlet is None:
                break
            frame = greenlet.gr_frame
        waiting = self._waiting()
        if waiting is None and script is not None:
            return self._place(script, None, None), flush
        return (waiting or NOWHERE), flush

    def _waiting(self) -> Place | None:
        """Return where the one task of a cell or script waits, for a task that runs none of it."""
        try:
            tasks = asyncio.all_tasks()
        except RuntimeError:
            return None  # no loop runs in this thread
        found: list[tuple[FrameType, str | int]] = []
        for task in tasks:
            awaited: Any = task.get_coro()
            inner: tuple[FrameType, str | int] | None = None
            while (frame := getattr(awaited, "cr_frame", None)) is not None:
                verdict = self._judge(frame)
                if isinstance(verdict, int) or (verdict is SCRIPT and not self.cells):
                    inner = frame, verdict
                awaited = getattr(awaited, "cr_await", None)
            if inner is not None:
                found.append(inner)
        return self._place(found[0][0], None, found[0][1]) if len(found) == 1 else None

    def locate_error(self, traceback: TracebackType | None) -> tuple[Place, FrameType | None]:
        """Return the place in the innermost cell, or script, that an error went through."""
        found: tuple[FrameType, int, str | int] | None = None
        while traceback is not None:
            frame = traceback.tb_frame
            verdict = self._judge(frame)
            is_cell = isinstance(verdict, int)
            if is_cell or (verdict is SCRIPT and (found is None or found[2] is SCRIPT)):
                found = frame, traceback.tb_lasti, verdict
            traceback = traceback.tb_next
        if found is None:
            return NOWHERE, None
        frame, offset, verdict = found
        source, line = _expression(frame, offset)
        return Place(source, line, verdict or None if isinstance(verdict, int) else None), frame

    def _judge(self, frame: FrameType) -> str | int:
        code = frame.f_code
        verdict = self._verdict(code.co_filename, frame)
        self._verdicts[id(code)] = code, verdict
        return verdict

    def _verdict(self, name: str, frame: FrameType) -> str | int:
        if frame.f_code is Session._flush.__code__:
            return FLUSH
        if name in self.cells:
            return self.cells[name]
        if name in ("<timed exec>", "<timed eval>"):
            return TIMED
        if found := IPYTHON_CELL.match(name):
            return int(found[1])
        if KERNEL_CELL.search(name):
            return 0
        if name.startswith("<"):
            is_main = name == "<string>" and frame.f_globals.get("__name__") == "__main__"
            return SCRIPT if is_main else LIBRARY
        return LIBRARY if name.startswith(LIBRARIES) else SCRIPT

    def _place(self, frame: FrameType, inner: FrameType | None, cell: str | int | None) -> Place:
        inner_key = (id(inner.f_code), inner.f_lasti) if inner else (0, 0)
        key = (id(frame.f_code), frame.f_lasti, *inner_key)
        place = self._places.get(key)
        if place is None:
            source, line = _expression(frame, frame.f_lasti)
            number = cell or None if isinstance(cell, int) else None
            place = Place(source, line, number, _line_of(inner) if inner else None)
            self._places[key] = place
        return place


def _expression(frame: FrameType, offset: int) -> tuple[str, int]:
    text = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    source = parsed(text)
    if source is None:
        return linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip(), frame.f_lineno
    return source.find(frame.f_code, offset)


def _timed_place(timed: FrameType, cell: FrameType, number: str | int) -> Place:
    """Return the place in the text that a cell, as IPython has changed it, hands to %time."""
    texts = [each for each in cell.f_code.co_consts if isinstance(each, str)]
    text = max(texts, key=len, default="")
    source = parsed(text)
    found, line = source.find(timed.f_code, timed.f_lasti) if source else ("", timed.f_lineno)
    first = 1 if "\n" in text else cell.f_lineno - 1  # below the magic, or on its line
    return Place(found, line + first, number or None if isinstance(number, int) else None)


def _line_of(frame: FrameType) -> str:
    """Name a line in a module without its path, which differs from machine to machine."""
    module = str(frame.f_globals.get("__name__", "?"))
    file = Path(frame.f_code.co_filename)
    if file.suffix == ".py" and file.stem not in (module.rpartition(".")[2], "__init__"):
        module = file.name  # loaded from its file, under a name that nobody can import
    source, line = _expression(frame, frame.f_lasti)
    return f"{module}, line {line}: {' '.join(source.split())}"


def cells_of(shell: Any) -> Mapping[str, int]:
    """Return IPython's own map from file names to execution counts, which grows with each cell."""
    found = getattr(getattr(shell, "compile", None), "_filename_map", None)
    return found if isinstance(found, Mapping) else {}
