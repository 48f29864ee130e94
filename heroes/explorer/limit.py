"""Ask for a limited time, stop when told to from another thread, and say why nothing came."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event, exc

from heroes import sqlite
from heroes.database import SILENCE, OperationalError

STEPS = 1_000  # of SQLite's machine, between two looks at the clock
GONE = re.compile(
    r"(?i)no such (table|column|view)|relation \".*\" does not exist|column .* does not exist|"
    r"table '.*' doesn't exist|unknown column"
)
REFUSED = re.compile(r"(?i)permission denied|command denied|access denied")


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """A statement that did not run to its end, and what to do."""


class TimedOut(Stopped):
    """The time was over first."""


class Cancelled(Stopped):
    """Somebody cancelled it."""


class Limit:
    """Allow what runs on one connection some seconds, or as long as nobody cancels it.

    `with Limit(5).connect(engine) as connection: ...` raises TimedOut or Cancelled in place of
    the driver's error. A connection that was stopped on a server is not used again.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self._ends: float | None = None
        self._lock = threading.Lock()
        self._stopped: Stopped | None = None
        self._interrupt: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Stop what runs, and whatever would run next; any thread may call it, more than once."""
        self._stop(Cancelled("This was cancelled: ask again when you like."))

    @contextmanager
    def connect(self, engine: Engine) -> Iterator[Connection]:
        """Open a connection on which each statement obeys the limit."""
        with engine.connect() as connection:
            if self.seconds is not None:
                self._ends = time.monotonic() + self.seconds
            event.listen(connection, "before_cursor_execute", self._check)
            stop_watching = self._watch(connection)
            try:
                self._check()
                yield connection
            except Exception as error:
                if self._stopped is None or not _is_of_driver(engine, error):
                    raise
                raise self._stopped from None
            finally:
                stop_watching()
                if self._stopped and engine.dialect.name != "sqlite":
                    connection.invalidate()  # the order to stop may reach it late

    def _check(self, *_: object) -> None:
        if self._must_stop() and self._stopped:
            raise self._stopped

    def _must_stop(self) -> bool:
        if self._ends is not None and time.monotonic() > self._ends:
            self._time_out()
        return self._stopped is not None

    def _stop(self, reason: Stopped) -> None:
        with self._lock:
            self._stopped = self._stopped or reason
            if self._interrupt:
                with suppress(Exception):  # what runs then ends by itself
                    self._interrupt()

    def _time_out(self) -> None:
        self._stop(
            TimedOut(
                f"This took longer than {self.seconds:g} seconds: ask for less with a filter, "
                "order by an indexed column, or allow more time."
            )
        )

    def _watch(self, connection: Connection) -> Callable[[], None]:
        if connection.dialect.name == "sqlite":
            return self._watch_sqlite(connection.connection.driver_connection)
        timer = threading.Timer(self.seconds or 0, self._time_out)
        timer.daemon = True
        if self.seconds is not None:
            timer.start()
        self._interrupt = _interrupter(connection)

        def stop_watching() -> None:
            timer.cancel()
            with self._lock:  # an order that is on its way is waited for
                self._interrupt = None

        return stop_watching

    def _watch_sqlite(self, driver_connection: Any) -> Callable[[], None]:
        driver_connection.set_progress_handler(self._must_stop, STEPS)
        return lambda: driver_connection.set_progress_handler(None, 0)


def explain(error: BaseException) -> str:
    """Return what went wrong and what to do, in one sentence without a password."""
    if isinstance(error, OperationalError | Stopped):
        return f"{error}"
    cause = (error.orig if isinstance(error, exc.DBAPIError) else None) or error
    said = _said(cause)
    if sentence := sqlite.explain(cause):
        return sentence
    if "created in a thread" in said:
        return (
            "This in-memory database can only be read in the thread that made it: "
            'make its engine with heroes.make_engine("sqlite://").'
        )
    if GONE.search(said):
        return f"The database has changed ({said}): call explore() again."
    if REFUSED.search(said):
        return f"This user may not read it ({said}): ask for that right."
    if isinstance(error, exc.DBAPIError) and (error.connection_invalidated or SILENCE.search(said)):
        return "The connection to the database was lost: ask again, and it is opened anew."
    return f"The database cannot answer: {said}."


def _said(cause: BaseException) -> str:
    # pymysql gives a number and a text.
    text = cause.args[1] if len(cause.args) == 2 and isinstance(cause.args[0], int) else cause
    line = f"{text}".strip().partition("\n")[0].rstrip(".")[:200] or type(cause).__name__
    return re.sub(r"(?i)://\S*@|password=\S+", "***", line)


def _is_of_driver(engine: Engine, error: Exception) -> bool:
    driver: Any = engine.dialect.dbapi
    return isinstance(error, exc.SQLAlchemyError | driver.Error)


def _interrupter(connection: Connection) -> Callable[[], None]:
    driver_connection: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        return getattr(driver_connection, "cancel_safe", driver_connection.cancel)  # type: ignore[no-any-return]
    number, engine = int(driver_connection.thread_id()), connection.engine

    def kill() -> None:
        with engine.connect() as other:
            other.exec_driver_sql(f"KILL QUERY {number}")

    return kill
