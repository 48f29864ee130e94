"""Stop what takes too long: a time limit, a way to cancel, and sentences for what went wrong."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, event, exc

from heroes import sqlite
from heroes.database import OperationalError

STEPS = 20_000  # of SQLite's virtual machine between two looks at the clock, under a millisecond
STOPPED = {
    "57014",
    1317,
    1969,
    3024,
    sqlite3.SQLITE_INTERRUPT,
}  # PostgreSQL, MariaDB, MySQL, SQLite
ARM = {  # the time limit as each server wants it, and how it forgets it
    "postgresql": ("SET statement_timeout = {milliseconds}", "RESET statement_timeout"),
    "mariadb": ("SET max_statement_time = {seconds}", "SET max_statement_time = DEFAULT"),
    "mysql": ("SET max_execution_time = {milliseconds}", "SET max_execution_time = DEFAULT"),
}
GONE = re.compile(
    r"(?i)lost connection|gone away|server closed|closed (the connection|unexpectedly|database)|"
    r"connection (is closed|timed out|reset|already closed)|terminat\w+ (the )?connection|"
    r"broken pipe|not connected"
)
LACKS = re.compile(
    r"(?i)no such (?:table|column): (.+)|(?:relation|column) (.+?) does not exist|"
    r"table (.+?) doesn't exist|unknown column (.+?) in "
)
DENIED = re.compile(r"(?i)permission denied|command denied|not authorized|access denied")


# No TimeoutError: SQLAlchemy closes the connection on one, and a database in memory is lost.
class TimedOut(Exception):  # noqa: N818 - what happened, in a person's words
    """The statements took longer than their limit."""


class Cancelled(Exception):  # noqa: N818
    """Somebody called `cancel()`."""


class Limit:
    """Let the statements of one block run for so many seconds, or until `cancel()`."""

    def __init__(self, seconds: float = 10) -> None:
        self.seconds = seconds
        self._deadline = monotonic() + seconds
        self._cancelled = False
        self._lock = Lock()
        self._interrupt: Callable[[], object] | None = None

    def cancel(self) -> None:
        """Stop the statement that runs now, or the block before it begins; from any thread."""
        with self._lock:  # what is handed back to the pool must not be hit any more
            self._cancelled = True
            if self._interrupt:
                self._interrupt()

    @contextmanager
    def connect(self, engine: Engine) -> Iterator[Connection]:
        """Give a connection whose statements end in time: the seconds count from here.

        Raises TimedOut and Cancelled; other errors pass, and `explain` has a sentence for them.
        """
        self._deadline = monotonic() + self.seconds
        self.check()
        with self._alone(engine), engine.connect() as connection:
            guard = _sqlite if engine.dialect.name == "sqlite" else _server
            try:
                with guard(self, connection):
                    yield connection
                    connection.rollback()
            except exc.DBAPIError as error:
                if self._cancelled or _was_stopped(error):
                    raise self._end() from error
                raise
            if self._cancelled:  # some functions only end early, with what they have
                raise self._end()

    def check(self) -> None:
        """Raise TimedOut or Cancelled if it is time to stop."""
        if self.is_over():
            raise self._end()

    def is_over(self) -> bool:
        """Tell whether it is time to stop."""
        return self._cancelled or self.left() <= 0

    def left(self) -> float:
        """Return the seconds that are left."""
        return self._deadline - monotonic()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], object] | None) -> Iterator[None]:
        """Let `cancel()` call this as long as the block runs."""
        with self._lock:
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None

    @contextmanager
    def _alone(self, engine: Engine) -> Iterator[None]:
        """Wait for others where all share one connection: two limits on it would mix."""
        if not isinstance(engine.pool, StaticPool):
            yield
            return
        lock = vars(engine.pool).setdefault("heroes_lock", RLock())
        while not lock.acquire(timeout=0.05):
            self.check()
        try:
            yield
        finally:
            lock.release()

    def _end(self) -> TimedOut | Cancelled:
        if self._cancelled:
            return Cancelled("Cancelled: nothing was changed, run it again when you like.")
        seconds = f"{self.seconds:g} {'second' if self.seconds == 1 else 'seconds'}"
        return TimedOut(
            f"No answer within {seconds}: filter or sort by an indexed column, or allow more time."
        )


def explain(error: BaseException) -> str:
    """Return what went wrong and what to do, in one sentence without secrets."""
    if isinstance(error, TimedOut | Cancelled | OperationalError):
        return str(error)
    if not isinstance(error, exc.SQLAlchemyError | sqlite3.Error):
        return _first_line(error)
    cause = getattr(error, "orig", None) or error
    said = _first_line(cause)
    if GONE.search(said) or getattr(error, "connection_invalidated", False):
        return "The connection to the database was lost: check that it runs, then try again."
    if found := LACKS.search(said):
        name = next(filter(None, found.groups())).strip("'\"")
        return f"The database has no {name} any more: call explore() again to see what is there."
    if DENIED.search(said):
        return "This user may not read that: ask for the right to SELECT, or explore other tables."
    return sqlite.explain(cause) or f"The database refuses this: {said}"


@contextmanager
def _sqlite(limit: Limit, connection: Connection) -> Iterator[None]:
    dbapi: Any = connection.connection.dbapi_connection
    waiting = dbapi.execute("PRAGMA busy_timeout").fetchone()[0]
    dbapi.execute(f"PRAGMA busy_timeout = {min(waiting, _milliseconds(limit))}")
    # An interrupt between two statements is lost; the handler is asked in each of them.
    dbapi.set_progress_handler(limit.is_over, STEPS)
    try:
        with _checked(limit, connection), limit.interrupting(dbapi.interrupt):
            yield
    finally:
        dbapi.set_progress_handler(None, STEPS)
        dbapi.execute(f"PRAGMA busy_timeout = {waiting}")


@contextmanager
def _server(limit: Limit, connection: Connection) -> Iterator[None]:
    dbapi: Any = connection.connection.dbapi_connection
    try:
        arm, disarm = ARM[_family(connection)]
        with _checked(limit, connection, arm), limit.interrupting(_interrupter(connection)):
            yield
        _send(dbapi, disarm)
    except BaseException:
        # A stop that is on its way could still hit whoever gets this connection next.
        connection.invalidate()
        raise


@contextmanager
def _checked(limit: Limit, connection: Connection, arm: str = "") -> Iterator[None]:
    """Look at the clock before each statement, and give the server what is left of the time."""

    def check(*_: object) -> None:
        limit.check()
        if arm:
            dbapi = connection.connection.dbapi_connection
            left = _milliseconds(limit)
            _send(dbapi, arm.format(milliseconds=left, seconds=left / 1000))

    event.listen(connection, "before_cursor_execute", check)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", check)


def _interrupter(connection: Connection) -> Callable[[], object] | None:
    dbapi: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "postgresql":
        cancel: Callable[[], object] | None
        cancel = getattr(dbapi, "cancel_safe", None) or getattr(dbapi, "cancel", None)
        return cancel
    number = int(connection.exec_driver_sql("SELECT CONNECTION_ID()").scalar_one())

    def kill() -> None:
        pool = connection.engine.pool.recreate()  # the engine's own may have none to spare
        try:
            other = pool.connect()
            _send(other, f"KILL QUERY {number}")
            other.close()
        finally:
            pool.dispose()

    return kill


def _family(connection: Connection) -> str:
    is_mariadb = getattr(connection.dialect, "is_mariadb", False)
    return "mariadb" if is_mariadb else connection.dialect.name


def _send(dbapi: Any, statement: str) -> None:
    cursor = dbapi.cursor()
    cursor.execute(statement)
    cursor.close()


def _milliseconds(limit: Limit) -> int:
    return max(1, int(limit.left() * 1000))


def _was_stopped(error: exc.DBAPIError) -> bool:
    cause: Any = error.orig
    codes = (getattr(cause, name, None) for name in ("sqlstate", "pgcode", "sqlite_errorcode"))
    return not STOPPED.isdisjoint([*codes, *filter(lambda arg: isinstance(arg, int), cause.args)])


def _first_line(error: BaseException) -> str:
    args = error.args
    # MariaDB's drivers give a number and a text.
    said = args[1] if len(args) > 1 and isinstance(args[0], int) else str(error)
    line = f"{said}".strip().partition("\n")[0] or type(error).__name__
    return re.sub(r"\S*://\S*", "***", re.sub(r"(?i)password\s*=\s*\S+", "password=***", line))
