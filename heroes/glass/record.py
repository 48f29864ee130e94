"""Listen to SQLAlchemy while a trace is open, and write down what it does, in order.

The listeners are attached when the first trace opens and removed after the last one, so that a
program that does not trace pays nothing. They change no statement and send none.
"""

import sys
import threading
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar, Token
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstanceState, Mapper, ORMExecuteState, Session

from heroes.glass.locate import Locator
from heroes.glass.reason import OPTION, SAVEPOINTS, Cause, cause_of, reason_of
from heroes.glass.rows import count_rows
from heroes.glass.state import name_of
from heroes.glass.timeline import NOWHERE, Entry, Place, Statement, TransactionEvent

MAX_ENTRIES = 10_000
MAX_EVENTS = 2_000  # object events, for the stepper
MAX_SETS = 1_000  # parameter sets of one executemany
BESIDE = 100  # entries of other connections between the two halves of a BEGIN
MAX_VALUE = 10_000  # characters or bytes of one value
MAX_SIZE = 20_000_000  # characters and bytes of all entries together
STATES = {
    "transient_to_pending": ("transient", "pending"),
    "pending_to_persistent": ("pending", "persistent"),
    "pending_to_transient": ("pending", "transient"),
    "persistent_to_transient": ("persistent", "transient"),
    "persistent_to_deleted": ("persistent", "deleted"),
    "deleted_to_persistent": ("deleted", "persistent"),
    "deleted_to_detached": ("deleted", "detached"),
    "persistent_to_detached": ("persistent", "detached"),
    "detached_to_persistent": ("detached", "persistent"),
}


class Observer(Protocol):
    """What looks at the database around each statement, through the driver's own cursor.

    It is called in the thread, and for async drivers in the greenlet, of the statement.
    """

    def before(self, connection: Connection) -> None:
        """Look before a statement is sent."""

    def after(self, statement: Statement, context: Any, connection: Connection) -> None:
        """Look after a statement was executed, before its rows are fetched."""

    def ending(self, connection: Connection, kind: str) -> None:
        """Look before a COMMIT, a ROLLBACK or a ROLLBACK TO."""


@dataclass(frozen=True)
class Suspect:
    """An object that was there when a row was refused."""

    name: str
    table: Any
    values: dict[str, Any]


class Recorder:
    """What one trace has heard. `everywhere` hears all threads and tasks, as a cell does."""

    def __init__(
        self,
        locator: Locator,
        *,
        everywhere: bool = False,
        observers: Sequence[Observer] = (),
        loads: bool = False,
    ) -> None:
        """Prepare to record. The observers look at the database beside each statement.

        `loads` writes down each object that a query loads, which costs time.
        """
        self.locator = locator
        self.everywhere = everywhere
        self.observers = observers
        self.loads = loads
        self.thread = threading.get_ident()
        self.entries: deque[Entry] = deque()
        self._sizes: deque[int] = deque()
        self.dropped: Counter[tuple[Any, ...]] = Counter()
        self.events: list[tuple[int, InstanceState[Any], str, str]] = []
        self.causes: dict[int, Cause] = {}
        self.sessions: dict[int, weakref.ref[Session]] = {}
        self.suspects: list[Suspect] = []
        self.products: dict[str, str] = {}  # by the SQL
        self.fault: BaseException | None = None
        self.count = 0
        self._size = 0
        self._transactions: dict[int, int] = {}
        self._lock = threading.Lock()

    def add(self, entry: Entry, size: int = 0) -> None:
        """Append an entry; the oldest ones make room, and are counted by their place."""
        self.entries.append(entry)
        self._sizes.append(size)
        self.count += 1
        self._size += size
        if len(self.entries) > MAX_ENTRIES or self._size > MAX_SIZE:
            self._drop()

    def number(self, connection: Connection) -> int:
        """Return the number of a connection in use: the lowest one that was free."""
        key = id(connection)
        found = self._transactions.get(key)
        if found is None:
            taken = set(self._transactions.values())
            found = next(n for n in range(1, len(taken) + 2) if n not in taken)
            self._transactions[key] = found
        return found

    def release(self, connection: Connection) -> None:
        """Free the number of a connection whose transaction has ended."""
        self._transactions.pop(id(connection), None)

    def see(self, session: Session) -> None:
        """Remember a session that was used, without keeping it alive."""
        if session.hash_key not in self.sessions:
            self.sessions[session.hash_key] = weakref.ref(session)

    def _drop(self) -> None:
        with self._lock:
            while len(self.entries) > MAX_ENTRIES or (self._size > MAX_SIZE and self.entries):
                entry = self.entries.popleft()
                self._size -= self._sizes.popleft()
                if isinstance(entry, Statement):
                    place = entry.place
                    key = (place.line, place.source, entry.reason, entry.attribute)
                    self.dropped[key] += 1
                    self.causes.pop(id(entry), None)


_open: tuple[Recorder, ...] = ()
_own: ContextVar[tuple[Recorder, ...] | None] = ContextVar("heroes_traces", default=None)
_deaf: ContextVar[tuple[Recorder, ...]] = ContextVar("heroes_deaf", default=())
_lock = threading.RLock()
_thread = threading.local()  # its last cause: async drivers may fail before there is a cursor
_attached: list[tuple[Any, str, Callable[..., Any]]] = []


def start(recorder: Recorder) -> None:
    """Let the recorder hear what happens from now on."""
    global _open
    with _lock:
        for listener in LISTENERS + ([LOADS] if recorder.loads else []):
            if listener not in _attached:
                event.listen(*listener)
                _attached.append(listener)
        _open = (*_open, recorder)
    if not recorder.everywhere:
        _own.set((*(_own.get() or ()), recorder))


def stop(recorder: Recorder) -> None:
    """Let the recorder hear no more. The listeners go with the last one."""
    global _open
    if own := _own.get():
        _own.set(tuple(each for each in own if each is not recorder) or None)
    with _lock:
        _open = tuple(each for each in _open if each is not recorder)
        # To change a list of listeners that another thread walks through would break that thread:
        # then they stay, and hear nothing, until the next trace has ended.
        if not _open and _attached and not _others_at_work():
            while _attached:
                event.remove(*_attached.pop())
            _settle()


@contextmanager
def apart() -> Iterator[None]:
    """Let the traces that are open now hear nothing of what this thread or task does in the block.

    What heroes itself sends, to check an answer, is not what the cell sends.
    """
    deaf, own = deafen()
    try:
        yield
    finally:
        _deaf.reset(deaf)
        _own.reset(own)


def deafen() -> tuple[Token[tuple[Recorder, ...]], Token[tuple[Recorder, ...] | None]]:
    """Let the traces that are open now hear nothing more of this thread or task."""
    return _deaf.set(_open), _own.set(())


def _settle() -> None:
    """Let SQLAlchemy forget that its engines had listeners: it would go on asking for them.

    That costs a third of a small statement. Listeners of a person's own stay as they are.
    """
    with suppress(AttributeError):  # all of this is SQLAlchemy's own affair, and may change
        events = (getattr(Engine.dispatch, name) for name in Engine.dispatch._event_names)
        if not any(each._clslevel.get(Engine) for each in events):
            Engine._has_events = False


def _others_at_work() -> bool:
    mine = threading.get_ident()
    for thread, frame in list(sys._current_frames().items()):
        walker = frame if thread != mine else None
        while walker is not None:
            if walker.f_globals.get("__name__", "").startswith("sqlalchemy."):
                return True
            walker = walker.f_back
    return False


def _hearing() -> tuple[Recorder, ...]:
    if not _open:
        return ()
    deaf = _deaf.get()
    if not deaf and len(_open) == 1 and _open[0].everywhere:
        return _open
    own = _own.get()
    thread = threading.get_ident()
    return tuple(
        each
        for each in _open
        if each not in deaf
        and (each.everywhere or (each in own if own is not None else each.thread != thread))
    )


def _report(error: BaseException) -> None:
    """Keep a fault of ours from the program that is watched; the panel tells it in a line."""
    for recorder in _open:
        recorder.fault = recorder.fault or error


def _do_orm_execute(state: ORMExecuteState) -> None:
    try:
        if hearing := _hearing():
            for recorder in hearing:
                recorder.see(state.session)
            _thread.cause = cause = cause_of(state)
            if cause is not None:
                state.update_execution_options(**{OPTION: cause})
    except Exception as error:
        _report(error)


def _before_cursor_execute(
    connection: Connection, cursor: Any, sql: str, parameters: Any, context: Any, many: bool
) -> None:
    try:
        if hearing := _hearing():
            _begin_statement(hearing, connection, sql, parameters, context, many)
    except Exception as error:
        _report(error)


def _begin_statement(
    hearing: tuple[Recorder, ...],
    connection: Connection,
    sql: str,
    parameters: Any,
    context: Any,
    many: bool,
) -> None:
    compiled = context.compiled
    if compiled is None:
        if sql[:5].upper() == "BEGIN" and _told(hearing, sql, connection):
            return
    elif getattr(compiled.statement, "__visit_name__", None) in SAVEPOINTS:
        return  # its own event told it
    first = hearing[0]
    place, in_flush = first.locator.locate(3)
    cause: Cause | None = context.execution_options.get(OPTION)
    several = many and type(parameters) is list
    kept, size = _kept(parameters[:MAX_SETS] if several else [parameters] if parameters else [])
    statement = Statement(
        sql,
        kept,
        place,
        reason_of(context, in_flush) if cause is None else cause.reason,
        connection=first.number(connection),
        dialect=context.dialect.name,
    )
    if several:
        statement.more_parameters = len(parameters) - len(kept)
    if cause is not None:
        statement.attribute, statement.entity = cause.attribute, cause.entity
    for recorder in hearing:
        recorder.add(statement, size + len(sql))
        if cause is not None and cause.relationship is not None:
            recorder.causes[id(statement)] = cause
        for observer in recorder.observers:
            observer.before(connection)
    context._heroes = statement, hearing
    statement.duration = -perf_counter()


def _after_cursor_execute(
    connection: Connection, cursor: Any, sql: str, parameters: Any, context: Any, many: bool
) -> None:
    try:
        found = getattr(context, "_heroes", None)
        if found is not None:
            now = perf_counter()
            statement, hearing = found
            context._heroes = None
            statement.duration += now
            count_rows(statement, cursor, context)
            linter = getattr(context.compiled, "from_linter", None)
            if linter is not None and len(linter.froms) > 1:
                for recorder in hearing:
                    if sql not in recorder.products:
                        recorder.products[sql] = _product(linter)
            for recorder in hearing:
                for observer in recorder.observers:
                    observer.after(statement, context, connection)
    except Exception as error:
        _report(error)


def _product(linter: Any) -> str:
    """Return what SQLAlchemy warns of when nothing joins two tables, or nothing.

    It warns when it compiles a statement, and not when it finds it compiled in its cache.
    """
    start = next(iter(linter.froms))  # its own choice changes from run to run
    rest, _ = linter.lint(start)
    names = ", ".join(sorted(f'"{linter.froms[each]}"' for each in rest or ()))
    first = linter.froms[start]
    return f'cartesian product between FROM element(s) {names} and FROM element "{first}"' * bool(
        rest
    )


def _handle_error(exception: Any) -> None:
    try:
        now = perf_counter()
        context = exception.execution_context
        error = exception.sqlalchemy_exception or exception.original_exception
        told = f"{type(error).__name__}: {exception.original_exception}"
        found = getattr(context, "_heroes", None)
        if found is not None:
            found[0].duration += now
            found[0].error = told
            context._heroes = None
        elif exception.statement and (hearing := _hearing()):
            _add_failed(hearing, exception, told)
        if isinstance(error, IntegrityError):
            for recorder in _hearing():
                recorder.suspects = [
                    Suspect(name_of(state), state.mapper.local_table, dict(state.dict))
                    for state in dict.fromkeys(state for _, state, _, _ in recorder.events)
                    if state.obj() is not None and state.manager.mapper is not None
                ]
    except Exception as fault:
        _report(fault)


def _add_failed(hearing: tuple[Recorder, ...], exception: Any, told: str) -> None:
    """Add a statement that failed before it reached a cursor."""
    place, in_flush = hearing[0].locator.locate(3)
    context = exception.execution_context
    cause: Cause | None = getattr(_thread, "cause", None) if context is None else None
    if context is not None:
        cause = context.execution_options.get(OPTION)
    statement = Statement(
        exception.statement,
        [],
        place,
        cause.reason if cause else "flush" if in_flush else "query",
        attribute=cause.attribute if cause else None,
        entity=cause.entity if cause else None,
        error=told,
        dialect=exception.dialect.name,
    )
    for recorder in hearing:
        recorder.add(statement, len(statement.sql))
        if cause is not None and cause.relationship is not None:
            recorder.causes[id(statement)] = cause


def _transaction(kind: str) -> Callable[..., None]:
    def listener(connection: Connection, *_: object) -> None:
        try:
            if hearing := _hearing():
                options = connection.get_execution_options()
                if options.get("isolation_level") == "AUTOCOMMIT":
                    return
                place = hearing[0].locator.locate(2)[0] if kind != "BEGIN" else NOWHERE
                _tell(hearing, kind, place, connection)
        except Exception as error:
            _report(error)

    return listener


def _tell(hearing: tuple[Recorder, ...], kind: str, place: Place, connection: Connection) -> None:
    for recorder in hearing:
        if kind in ("COMMIT", "ROLLBACK", "ROLLBACK TO"):
            for observer in recorder.observers:
                observer.ending(connection, kind)
        number = recorder.number(connection)
        recorder.add(TransactionEvent(kind, place, connection=number))
        if kind in ("COMMIT", "ROLLBACK"):
            recorder.release(connection)


def _told(hearing: tuple[Recorder, ...], sql: str, connection: Connection) -> bool:
    """Add what a BEGIN says, as IMMEDIATE, to the event that announced it, if there is one."""
    told = False
    for recorder in hearing:
        number = recorder.number(connection)
        latest = islice(reversed(recorder.entries), BESIDE)  # others may have come in between
        last = next((each for each in latest if each.connection == number), None)
        if isinstance(last, TransactionEvent) and last.kind == "BEGIN":
            last.detail = sql[5:].strip()
            told = True
    return told


def _object(before: str, after: str) -> Callable[..., None]:
    def listener(session: Session, instance: object) -> None:
        try:
            for recorder in _hearing():
                recorder.see(session)
                if len(recorder.events) < MAX_EVENTS:
                    state = instance.__dict__["_sa_instance_state"]
                    recorder.events.append((recorder.count, state, before, after))
        except Exception as error:
            _report(error)

    return listener


def _init(target: object, *_: object) -> None:
    try:
        for recorder in _hearing():
            if len(recorder.events) < MAX_EVENTS:
                state = target.__dict__["_sa_instance_state"]
                recorder.events.append((recorder.count, state, "", "transient"))
    except Exception as error:
        _report(error)


def _kept(sets: list[Any]) -> tuple[list[Any], int]:
    """Return the parameter sets, with very long values cut, and about how much room they take."""
    size = 64 * len(sets)
    for index, values in enumerate(sets):
        for value in values.values() if isinstance(values, dict) else values:
            if type(value) is str or type(value) is bytes:
                size += len(value)
                if len(value) > MAX_VALUE:
                    sets[index] = _cut(values)
                    size += MAX_VALUE - len(value)
    return sets, size


def _cut(values: Any) -> Any:
    if isinstance(values, dict):
        return {name: _short(value) for name, value in values.items()}
    return tuple(_short(value) for value in values)


def _short(value: Any) -> Any:
    return value[:MAX_VALUE] if isinstance(value, str | bytes) else value


LISTENERS: list[tuple[Any, str, Callable[..., Any]]] = [
    (Engine, "before_cursor_execute", _before_cursor_execute),
    (Engine, "after_cursor_execute", _after_cursor_execute),
    (Engine, "handle_error", _handle_error),
    (Engine, "begin", _transaction("BEGIN")),
    (Engine, "commit", _transaction("COMMIT")),
    (Engine, "rollback", _transaction("ROLLBACK")),
    (Engine, "savepoint", _transaction("SAVEPOINT")),
    (Engine, "release_savepoint", _transaction("RELEASE")),
    (Engine, "rollback_savepoint", _transaction("ROLLBACK TO")),
    (Session, "do_orm_execute", _do_orm_execute),
    (Mapper, "init", _init),
    *((Session, name, _object(*states)) for name, states in STATES.items()),
]
LOADS = (Session, "loaded_as_persistent", _object("", "persistent"))
