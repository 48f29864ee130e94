"""Answers that end in another way: with a commit, with what was made added, with flushes."""

import inspect as introspection
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from heroes.judge.rules.case import Case
from heroes.judge.rules.changes.change import fits
from heroes.judge.run import call

Answer = Callable[[Any], Any]
Begin = Callable[["Ending"], None]


class Ending:
    """A session in the hands of an answer, with what is waiting for a commit, and what was made.

    Of an AsyncSession it is the plain session inside.
    """

    def __init__(self, session: Any) -> None:
        self.session: Session = getattr(session, "sync_session", session)
        self.made: list[Any] = []
        self.waiting = False
        self.commit, self.close = self.session.commit, self.session.close
        event.listen(self.session, "after_flush", self._wait)
        event.listen(self.session, "do_orm_execute", self._wait_for)
        event.listen(self.session, "after_commit", self._done)

    def _wait(self, *_: object) -> None:
        self.waiting = True

    def _wait_for(self, state: ORMExecuteState) -> None:
        self.waiting = self.waiting or not state.is_select

    def _done(self, _: Session) -> None:
        self.waiting = False

    def is_open(self) -> bool:
        """Tell whether something is not committed yet."""
        session = self.session
        return bool(self.waiting or session.new or session.dirty or session.deleted)

    def save(self) -> None:
        """Commit what is not committed yet; objects stay as they are, so that they can be read."""
        self.session.expire_on_commit = False
        if self.is_open():
            self.commit()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note each object of a table model that is made in the block."""

        def init(target: object, *_: object) -> None:
            self.made.append(target)

        event.listen(Mapper, "init", init)
        try:
            yield
        finally:
            event.remove(Mapper, "init", init)


def ending(answer: Any, begin: Begin, end: Begin) -> Answer:
    """Return an answer with `begin` before it and `end` after it, async if it is."""
    if introspection.iscoroutinefunction(answer):

        async def again(session: Any) -> Any:
            held = Ending(session)
            begin(held)
            with held.listening():
                given = await call(answer, session)
            await session.run_sync(lambda _: end(held))
            return given

        return again

    def once(session: Any) -> Any:
        held = Ending(session)
        begin(held)
        with held.listening():
            given = call(answer, session)
        end(held)
        return given

    return once


def saved(answer: Any) -> Answer:
    """Return an answer that commits at its end, and where it closes the session."""

    def begin(held: Ending) -> None:
        def closing() -> None:
            try:
                held.save()
            finally:
                held.close()

        held.session.close = closing  # type: ignore[method-assign]

    return ending(answer, begin, Ending.save)


def completed(answer: Any) -> Answer:
    """Return an answer that adds what it made where it commits, and at its end; then it commits.

    It raises LookupError if there was nothing to add.
    """

    def add(held: Ending) -> int:
        left = [each for each in held.made if inspect(each).transient]
        held.session.add_all(left)
        return len(left)

    def begin(held: Ending) -> None:
        counts.clear()
        held.session.expire_on_commit = False

        def committing() -> None:
            counts.append(add(held))
            held.commit()

        held.session.commit = committing  # type: ignore[method-assign]

    def end(held: Ending) -> None:
        counts.append(add(held))
        if not any(counts):
            raise LookupError("Nothing was left out.")
        held.save()

    counts: list[int] = []
    return ending(answer, begin, end)


def committed_once(answer: Any) -> Answer:
    """Return an answer that flushes where it commits, and commits at its end."""

    def begin(held: Ending) -> None:
        held.session.commit = held.session.flush  # type: ignore[method-assign]

    return ending(answer, begin, Ending.save)


def sent_at_once(answer: Any) -> Answer:
    """Return an answer that sends each object as soon as it is added."""

    def begin(held: Ending) -> None:
        session = held.session
        add, add_all = session.add, session.add_all

        def adding(instance: Any, *rest: Any, **named: Any) -> None:
            add(instance, *rest, **named)
            session.flush()

        def adding_all(instances: Any) -> None:
            add_all(instances)
            session.flush()

        session.add, session.add_all = adding, adding_all  # type: ignore[method-assign]

    return ending(answer, begin, lambda held: None)


def numbers_in_time(case: Case) -> bool:
    """Tell whether the answer is right if each object is sent as soon as it is added."""
    return not introspection.iscoroutinefunction(case.answer) and fits(
        case, sent_at_once(case.answer)
    )
