"""Run code that nobody has read: in a thread of its own, with limits, and clean up after it.

Out of reach in one process: `os._exit`, a crash of the interpreter, and a call into C that holds
the lock of Python. A C call that lets other threads run, as `time.sleep`, is given up on.
"""

import builtins
import ctypes
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy.orm import session as orm_session
from sqlmodel import SQLModel
from sqlmodel.main import default_registry

from heroes.glass.record import deafen
from heroes.models import Base

SECONDS = 5.0  # for all runs of one answer, also on a busy machine
GRACE = 2.0  # to let go, after that
NAME = "heroes-answer"
MAX_PRINTED = 100_000  # characters


class LimitError(BaseException):
    """What stops an answer: "endless", "too_many_statements", "too_many_rows", "printed".

    It is not an Exception, so that `except Exception` in an answer does not hold it up.
    """

    def __init__(self, kind: str = "endless") -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass
class Guarded:
    """How an action ended: its value, or what it raised; `stopped` if it would not end."""

    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    stopped: bool = False


def _is_inside() -> bool:
    return threading.current_thread().name == NAME


def guarded(action: Callable[[], Any], seconds: float = SECONDS) -> Guarded:
    """Run an action in a thread, apart from all traces; return within `seconds` and the grace.

    Whatever it raises is returned, SystemExit and KeyboardInterrupt too. What it prints is kept.
    Models that it defines on a shared registry are forgotten, sessions that it opens are closed.
    """
    if _is_inside():
        raise RuntimeError("An answer cannot be checked inside of another answer.")
    done, folder = Guarded(), Path.cwd()
    ended = threading.Event()

    def work() -> None:
        deafen()
        try:
            done.value = action()
        except BaseException as error:
            done.error = error
        finally:
            ended.set()

    thread = threading.Thread(target=work, name=NAME, daemon=True)
    with _quiet(thread) as printed, _forgetting():
        thread.start()
        try:
            late = not ended.wait(seconds)
            if late:
                done.stopped = not _stop(thread, ended)
        except BaseException:  # the learner interrupts the kernel
            _stop(thread, ended)
            raise
    os.chdir(folder)
    if done.stopped:
        return Guarded(error=LimitError(), stopped=True, printed=printed.getvalue())
    thread.join()
    threading._active.pop(thread.ident, None)  # type: ignore[attr-defined]  # it may not have come to that
    if late and (done.error is not None or not ended.is_set()):
        done.error = LimitError()  # whatever became of it where it hit
    done.printed = printed.getvalue()
    return done


def deadline(seconds: float = SECONDS) -> float:
    """Return the moment after which an answer has had its time, for SQL that does not end."""
    return monotonic() + seconds


def _stop(thread: threading.Thread, ended: threading.Event) -> bool:
    """Raise in the thread until it ends; tell whether it did."""
    until = monotonic() + GRACE
    while not ended.is_set() and monotonic() < until - GRACE / 2:
        _raise_in(thread, LimitError)
        ended.wait(0.02)
    # It catches what is raised. From now on it meets an error at every turn and every call.
    while thread.is_alive() and not ended.is_set() and monotonic() < until:
        _raise_in(thread, _stubborn(thread))
        thread.join(0.05)
    if thread.is_alive() and not ended.is_set():
        _raise_in(thread, _parking())  # Python 3.12 sends it round the loop for ever: let it sleep
        ended.wait(0.05)
    return not thread.is_alive() or ended.is_set()


def _raise_in(thread: threading.Thread, error: type[BaseException]) -> None:
    identity = ctypes.c_ulong(thread.ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(error))


class _StubbornError(SystemExit):
    """SystemExit, since that ends a thread without a word."""


def _stubborn(thread: threading.Thread) -> type[BaseException]:
    """Return an error that, when it is caught, is raised again in the thread.

    Catching makes an instance, which calls `__init__`: here the C function that raises in a thread,
    so that no line of Python of ours is interrupted.
    """
    stubborn = type("StubbornError", (_StubbornError,), {})
    prototype = ctypes.PYFUNCTYPE(None, ctypes.c_ulong, ctypes.py_object)
    raise_in = prototype(("PyThreadState_SetAsyncExc", ctypes.pythonapi))
    again = partial(raise_in, thread.ident or 0, stubborn)
    stubborn.__init__ = again  # type: ignore[misc]
    return stubborn


def _parking() -> type[BaseException]:
    """Return an error that, when it is caught, holds the thread for good: it costs no time then."""
    gate = threading.Lock()
    gate.acquire()
    return type("ParkingError", (_StubbornError,), {"__init__": partial(gate.acquire)})


class _Printed(StringIO):
    """Take what one thread prints; what others print goes where it went before."""

    def __init__(self, thread: threading.Thread, other: Any) -> None:
        super().__init__()
        self._thread = thread
        self._other = other

    def write(self, text: str) -> int:
        if threading.current_thread() is not self._thread:
            return int(self._other.write(text))
        if self.tell() > MAX_PRINTED:
            raise LimitError("printed")
        return super().write(text)

    def close(self) -> None:
        """Stay open: an answer may close what it takes for its own."""

    def flush(self) -> None:
        if threading.current_thread() is not self._thread and self._other is not None:
            self._other.flush()


@contextmanager
def _quiet(thread: threading.Thread) -> Iterator[_Printed]:
    """Keep what the thread prints, and give it no input. Warnings are not for the learner."""
    out, error, ask = sys.stdout, sys.stderr, builtins.input
    printed = _Printed(thread, out)

    def no_input(prompt: object = "", /) -> str:
        if threading.current_thread() is thread:
            raise EOFError("Nobody can type while an answer is checked.")
        return ask(prompt)

    tell = sys.unraisablehook

    def unraisable(told: Any) -> None:
        # What stops the thread may hit it in a destructor, where Python only tells of it.
        if not issubclass(told.exc_type, LimitError | _StubbornError):
            tell(told)

    with _lock, warnings.catch_warnings(action="ignore"):
        sys.stdout, sys.stderr, builtins.input = printed, _Second(printed, error), no_input
        sys.unraisablehook = unraisable
        try:
            yield printed
        finally:
            sys.stdout, sys.stderr, builtins.input = out, error, ask
            sys.unraisablehook = tell


class _Second:
    """Send what the thread writes to stderr where its stdout goes."""

    def __init__(self, printed: _Printed, other: Any) -> None:
        self._printed = printed
        self._other = other

    def write(self, text: str) -> int:
        if threading.current_thread() is self._printed._thread:
            return self._printed.write(text)
        return int(self._other.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)


_lock = threading.RLock()  # what is replaced here belongs to the whole process


@contextmanager
def _forgetting() -> Iterator[None]:
    """Forget the models and close the sessions that come up in the block; bring back tables."""
    shared = [(default_registry, SQLModel.metadata), (Base._sa_registry, Base.metadata)]
    before = [_Registered(registry, metadata) for registry, metadata in shared]
    sessions = set(orm_session._sessions)
    try:
        yield
    finally:
        for key, session in list(orm_session._sessions.items()):
            if key not in sessions:
                _close(session)
        for registered in before:
            registered.restore()


class _Registered:
    """What is on a registry at a moment: SQLAlchemy has no public way to take one class back."""

    def __init__(self, registry: Any, metadata: Any) -> None:
        self.registry = registry
        self.metadata = metadata
        self.tables = dict(metadata.tables)
        self.classes = dict(registry._class_registry)
        self.managers = set(map(id, registry._managers))

    def restore(self) -> None:
        """Take back what was added since, and add what was taken away."""
        now = self.registry._class_registry
        for manager in list(self.registry._managers):
            if id(manager) not in self.managers:
                self.registry._dispose_manager_and_mapper(manager)
                del self.registry._managers[manager]  # else it is disposed of once more, and fails
        for name in [name for name in now if name not in self.classes]:
            del now[name]
        for name, each in self.classes.items():
            if now.get(name) is not each:
                now[name] = each
        for name, table in dict(self.metadata.tables).items():
            if self.tables.get(name) is not table:
                self.metadata.remove(table)
        for name, table in self.tables.items():
            if name not in self.metadata.tables:
                self.metadata._add_table(table.name, table.schema, table)


def _close(session: Any) -> None:
    try:
        session.close()
    except Exception:  # its connection is gone, and with it what there was to close
        session.expunge_all()
