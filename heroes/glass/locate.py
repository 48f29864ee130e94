"""From the stack to the place: which expression of which cell or script led here."""

import linecache
import re
import site
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from greenlet import getcurrent
from sqlalchemy.orm import Session

from heroes.glass.expression import parsed
from heroes.glass.timeline import NOWHERE, Place

LIBRARY: Final = "library"
SCRIPT: Final = "script"
FLUSH: Final = "flush"
IPYTHON_CELL = re.compile(r"<ipython-input-(\d+)-")
KERNEL_CELL = re.compile(r"ipykernel_\d+[/\\]\d+\.py$")

_paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
_paths |= {site.getusersitepackages(), str(Path(__file__).parents[1])}
LIBRARIES = tuple(str(Path(path).resolve()) + "/" for path in _paths) + tuple(
    path + "/" for path in _paths
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
                elif verdict is SCRIPT:
                    script = script or frame
                    if not self.cells:
                        return self._place(frame, None, None), flush
                else:
                    return self._place(frame, script, verdict), flush
                frame = frame.f_back
            # In async code the stack ends at the greenlet: it goes on where that one was started.
            greenlet = (greenlet or getcurrent()).parent
            if greenlet is None:
                break
            frame = greenlet.gr_frame
        if script is not None:
            return self._place(script, None, None), flush
        return NOWHERE, flush

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
            source, line = _expression(frame)
            number = cell if isinstance(cell, int) else None
            place = Place(source, line, number, _line_of(inner) if inner else None)
            self._places[key] = place
        return place


def _expression(frame: FrameType) -> tuple[str, int]:
    text = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    source = parsed(text)
    if source is None:
        return linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip(), frame.f_lineno
    return source.find(frame.f_code, frame.f_lasti)


def _line_of(frame: FrameType) -> str:
    """Name a line in a module without its path, which differs from machine to machine."""
    module = str(frame.f_globals.get("__name__", "?"))
    source, line = _expression(frame)
    return f"{module}, line {line}: {' '.join(source.split())}"


def cells_of(shell: Any) -> Mapping[str, int]:
    """Return IPython's own map from file names to execution counts, which grows with each cell."""
    found = getattr(getattr(shell, "compile", None), "_filename_map", None)
    return found if isinstance(found, Mapping) else {}
