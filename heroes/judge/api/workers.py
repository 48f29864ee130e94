"""Watch the threads of an app: FastAPI runs plain functions in other threads."""

import asyncio
import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from time import monotonic
from types import FrameType
from typing import Any

from heroes.judge.bench import Bench
from heroes.judge.guard import MAX_PRINTED, LimitError


@dataclass
class Workers:
    """The threads of one loop, which is known as soon as it runs, and what they print.

    Once it is `done`, nobody needs to end them.
    """

    loop: asyncio.AbstractEventLoop | None = None
    done: bool = False
    printed: str = ""

    def threads(self) -> list[threading.Thread]:
        """Return the threads in which plain functions run for this loop."""
        return [
            thread
            for thread in threading.enumerate()
            if self.loop is not None and getattr(thread, "loop", None) is self.loop
        ]

    def interrupt(self) -> None:
        """End what runs too long."""
        for thread in self.threads():
            _interrupt(thread)


@contextmanager
def no_workers_left(lent: Bench, workers: Workers) -> Iterator[None]:
    """Keep what the other threads print, and see that they end; else the database is theirs."""
    printed = _Printed(workers, sys.stdout)
    try:
        with redirect_stdout(printed):
            yield
    finally:
        workers.printed = printed.getvalue()
        until = monotonic() + 0.5
        for thread in workers.threads():
            while thread.is_alive() and monotonic() < until:
                if not workers.done:  # nobody waits for its result any more
                    _interrupt(thread)
                thread.join(0.01)
            lent.given_up = lent.given_up or thread.is_alive()


class _Printed(StringIO):
    """Take what the threads of one loop print; the rest goes where it went before."""

    def __init__(self, workers: Workers, other: Any) -> None:
        super().__init__()
        self._workers = workers
        self._other = other

    def write(self, text: str) -> int:
        loop = getattr(threading.current_thread(), "loop", None)
        if loop is None or loop is not self._workers.loop:
            return int(self._other.write(text))
        if self.tell() > MAX_PRINTED:
            raise LimitError("printed")
        return super().write(text)


def _interrupt(thread: threading.Thread) -> None:
    """Raise in a thread that runs a function of the answer; one that waits must not be broken."""
    frame: FrameType | None = sys._current_frames().get(thread.ident or 0)
    inner = ""
    while frame is not None and not _module(frame).startswith("anyio."):
        inner, frame = _module(frame), frame.f_back
    if frame is not None and inner and not inner.startswith(("queue", "asyncio")):
        identity = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(LimitError))


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
