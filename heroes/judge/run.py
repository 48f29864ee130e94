"""Run one answer on one database, and write down what came of it."""

import asyncio
import inspect
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import EllipsisType
from typing import Any

from sqlalchemy import MetaData, Pool, event
from sqlalchemy.orm import Mapper, ORMExecuteState
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session

from heroes.judge.bench import Bench, Clone
from heroes.judge.guard import LimitError
from heroes.judge.result import Opaque, Result, is_statement, take
from heroes.judge.tables import Tables, dump


class AnswerError(Exception):
    """What an answer is that cannot be run, in one sentence that says what to do."""


@dataclass
class Ran:
    """What came of a run: rows, tables, or an error. `sent`, `again` and `commits` count.

    `again` is how many of those sent had been sent before, with whatever values.
    `selects` are the statement objects that the session executed for the answer itself. `open_end`
    tells whether something was sent or waiting when the session ended, and not committed.
    `closed` tells whether the error came after the session's end, while the result was read.
    """

    result: Result | None = None
    tables: Tables | None = None
    error: BaseException | None = None
    blank: bool = False
    selects: list[Any] = field(default_factory=list)
    sent: int = 0
    again: int = 0
    commits: int = 0
    open_end: bool = False
    closed: bool = False
    printed: str = ""


UNEXECUTED = Opaque("statement")
Finish = Callable[[Any, list[Any]], None]  # takes the session, and the objects made meanwhile


def call(answer: Callable[..., Any], argument: Any) -> Any:
    """Call an answer with the one argument that it gets, or with none if it takes none."""
    takes = _parameters(answer)
    if takes > 1:
        raise AnswerError(f"Your function takes {takes} arguments, but it gets one.")
    return answer(argument) if takes else answer()


def read(bench: Bench, image: bytes, answer: Any, until: float, *, backwards: bool = False) -> Ran:
    """Run a statement or a function of a session on a database that it can only read.

    With `backwards` SQLite gives rows whose order nobody asks for from the end.
    """
    clone = bench.begin(image, until, read_only=True)
    clone.execute(f"PRAGMA reverse_unordered_selects = {int(backwards)}")
    ran = Ran()
    try:
        with Session(bench.engine) as session:
            _listen(session, ran)
            given = answer if is_statement(answer) else _awaited(call(answer, session))
            ran.blank = isinstance(given, EllipsisType)
            if is_statement(given) and given is not answer and _parameters(answer):
                given = UNEXECUTED  # it got a session to execute it on
            ran.result = None if ran.blank else take(given, session)
    except BaseException as error:
        ran.error = _passed_on(error)
    ran.sent, ran.again, ran.commits = bench.sent, bench.again, bench.commits
    return ran


def write(
    bench: Bench,
    image: bytes,
    answer: Any,
    until: float,
    metadata: MetaData,
    finish: Finish | None = None,
) -> Ran:
    """Run a function of a session; the tables are read after its end, as others would see them.

    `finish` is called before the session ends: it does what the answer may have forgotten.
    """
    clone = bench.begin(image, until)
    ran, made = Ran(), list[Any]()
    hear = _hear(made) if finish else None
    given: Any = None
    try:
        with Session(bench.engine) as session:
            _listen(session, ran)
            given = answer if is_statement(answer) else call(answer, session)
            if is_statement(given):
                raise AnswerError("A statement alone changes nothing: execute it on the session.")
            given = _awaited(given)
            ran.blank = isinstance(given, EllipsisType)
            ran.open_end = _is_open(session, clone)
            if finish:
                finish(session, made)
        ran.closed = True
        ran.result = take(given)
        ran.closed = False
    except BaseException as error:
        ran.error = _passed_on(error)
    finally:
        if hear:
            event.remove(Mapper, "init", hear)
    _settle(clone, ran, metadata)
    ran.sent, ran.again, ran.commits = bench.sent, bench.again, bench.commits
    return ran


def write_async(bench: Bench, image: bytes, answer: Any, until: float, metadata: MetaData) -> Ran:
    """Run a coroutine function of an async session in a loop of its own, as `write` does."""
    from sqlmodel.ext.asyncio.session import AsyncSession

    clone = bench.begin(image, until)
    ran = Ran()

    async def session_and_answer() -> Any:
        async with AsyncSession(bench.async_engine) as session:
            _listen(session.sync_session, ran)
            given = call(answer, session)
            if not inspect.isawaitable(given):
                raise AnswerError("Your function is not async: write `async def`.")
            given = await given
            ran.blank = isinstance(given, EllipsisType)
            ran.open_end = _is_open(session.sync_session, clone)
            if not ran.blank and given is not None and not is_statement(given):
                ran.result = take(given)
            elif is_statement(given):
                ran.result = take(await session.exec(given))
        return given

    async def settled() -> Any:
        before, opened = set(threading.enumerate()), list[Any]()

        def remember(connection: Any, _: object) -> None:
            opened.append(connection)

        event.listen(Pool, "connect", remember)
        try:
            return await session_and_answer()
        finally:
            event.remove(Pool, "connect", remember)
            await _closed(opened, before)

    try:
        given = asyncio.run(settled())
        if ran.result is None and not ran.blank:
            ran.result = take(given)
    except BaseException as error:
        ran.error = _passed_on(error)
    _settle(clone, ran, metadata)
    ran.sent, ran.again, ran.commits = bench.sent, bench.again, bench.commits
    return ran


async def _closed(opened: list[Any], before: set[threading.Thread]) -> None:
    """Close the connections that an answer opened, and wait a moment for their threads to end.

    A thread that answers a loop which is closed by then would tell of it in the notebook.
    """
    for each in opened:
        if inspect.iscoroutinefunction(close := getattr(each.driver_connection, "close", None)):
            with suppress(Exception):
                await close()
    for _ in range(20):
        new = [each for each in threading.enumerate() if each not in before]
        if not any("_connection_worker_thread" in each.name for each in new):
            return
        await asyncio.sleep(0.01)


def said_of(error: BaseException) -> str:
    """Return an error as one line: its name and what it says, without SQLAlchemy's links."""
    try:
        line = str(error).strip().partition("\n")[0]
    except Exception:  # it is somebody else's class
        line = ""
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def is_async(answer: Any) -> bool:
    """Tell whether an answer is a coroutine function."""
    return inspect.iscoroutinefunction(answer)


def _awaited(given: Any) -> Any:
    if inspect.iscoroutine(given):
        given.close()
        raise AnswerError("Your function is async, and this exercise asks for a plain `def`.")
    return given


def _parameters(answer: Callable[..., Any]) -> int:
    try:
        parameters = inspect.signature(answer).parameters.values()
    except (TypeError, ValueError):
        return 1
    positional = (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    )
    named = [each for each in parameters if each.kind in positional]
    needed = [each for each in named if each.default is inspect.Parameter.empty]
    takes_any = any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters)
    return max(len(needed), 1) if takes_any or named else 0


def _listen(session: OrmSession, ran: Ran) -> None:
    @event.listens_for(session, "do_orm_execute")
    def remember(state: ORMExecuteState) -> None:
        is_loading = state.is_relationship_load or state.is_column_load
        is_lazy = state.is_select and state.lazy_loaded_from
        # What session.get executes has its key in the parameters, and lacks it itself.
        if not is_loading and not is_lazy and not state.parameters:
            ran.selects.append(state.statement)


def _hear(made: list[Any]) -> Callable[..., None]:
    def init(target: object, *_: object) -> None:
        made.append(target)

    event.listen(Mapper, "init", init)
    return init


def _is_open(session: OrmSession, clone: Clone) -> bool:
    waiting = bool(session.new or session.deleted or session.dirty)
    return waiting or clone.in_transaction


def _settle(clone: Clone, ran: Ran, metadata: MetaData) -> None:
    """Roll back what is not committed, and read the tables."""
    clone.set_progress_handler(None, 0)
    clone.row_factory = None
    if clone.in_transaction:
        clone.rollback()
    ran.tables = dump(clone, metadata)


def _passed_on(error: BaseException) -> BaseException:
    """Return an error as it is, or what SQLite raised because the time was up."""
    cause: BaseException | None = error
    while cause is not None:
        traceback.clear_frames(cause.__traceback__)
        if inspect.iscoroutine(obj := getattr(cause, "obj", None)):
            obj.close()  # nobody awaits it, and Python would say so at some later moment
        if isinstance(cause, LimitError):
            return cause
        if type(cause).__module__ == "sqlite3" and "interrupted" in said_of(cause):
            return LimitError()
        cause = cause.__cause__ or cause.__context__
    return error
