"""What a learner tried: each check, in a small SQLite database in the workbook."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, NullPool, StaticPool
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, create_engine, select

from heroes.displays import STYLE, Table
from heroes.glass.record import apart
from heroes.judge.misconceptions import title_of
from heroes.judge.task import Task
from heroes.judge.verdict import Verdict
from heroes.workbook import MANIFEST

FILE = ".heroes-progress.db"
VARIABLE = "HEROES_PROGRESS"  # a file in another place, or nothing for none at all
SECONDS = 0.5  # to wait for another process that writes


class Base(SQLModel, registry=registry()):
    """Keep this table away from the learner's, and from those of the course."""


class Attempt(Base, table=True):
    """One check of an answer that was attempted."""

    id: int | None = Field(default=None, primary_key=True)
    exercise: str = Field(index=True)
    chapter: str
    passed: bool
    misconception: str | None = None
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))


def remember(task: Task, verdict: Verdict) -> Verdict:
    """Keep an attempt, and return its verdict; with a notice if it could not be kept."""
    if verdict.passed is None:
        return verdict
    attempt = Attempt(
        exercise=task.id,
        chapter=task.chapter,
        passed=verdict.passed,
        misconception=verdict.misconception,
    )
    try:
        with apart(), Session(_engine(progress_file())) as session:
            session.add(attempt)
            session.commit()
    except (SQLAlchemyError, OSError) as error:
        return replace(verdict, notice=_notice(error))
    return verdict


def read_attempts(path: Path | None) -> list[Attempt]:
    """Return what was kept in a file, or in this process, in the order in which it came."""
    if path is not None and not path.exists():
        return []
    with apart(), Session(_engine(path), expire_on_commit=False) as session:
        return list(session.exec(select(Attempt).order_by(Attempt.id)))  # type: ignore[arg-type]


def progress_file(folder: Path | None = None) -> Path | None:
    """Return where attempts are kept: in the workbook, or None, in this process alone.

    The environment variable HEROES_PROGRESS names another file.
    """
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    folder = folder or Path.cwd()
    return folder / FILE if (folder / MANIFEST).is_file() else None


@dataclass(frozen=True)
class Progress:
    """How far a learner is: chapters, tries, and the misconceptions that come back."""

    chapters: Table
    misconceptions: Table | None = None
    notice: str = ""

    def __repr__(self) -> str:
        """Return the tables as plain text."""
        tables = [table.text() for table in (self.chapters, self.misconceptions) if table]
        return "\n\n".join([*tables, *filter(None, [self.notice])])

    def _repr_html_(self) -> str:
        tables = [table.html() for table in (self.chapters, self.misconceptions) if table]
        notice = f"<p>{escape(self.notice)}</p>" if self.notice else ""
        return f'{STYLE}<div class="heroes">{"".join(tables)}{notice}</div>'


def summarize(tasks: Sequence[Task], folder: Path | None = None) -> Progress:
    """Return how far a learner is with these exercises."""
    try:
        attempts, notice = read_attempts(progress_file(folder)), ""
    except (SQLAlchemyError, OSError) as error:
        attempts, notice = [], _notice(error)
    return Progress(_chapters(tasks, attempts), _misconceptions(attempts), notice)


def _chapters(tasks: Sequence[Task], attempts: Iterable[Attempt]) -> Table:
    passed, tries = set[str](), Counter[str]()
    for each in attempts:
        tries[each.exercise] += 1
        if each.passed:
            passed.add(each.exercise)
    rows: list[list[Any]] = []
    for chapter in dict.fromkeys(task.chapter for task in tasks):
        own = [task for task in tasks if task.chapter == chapter]
        is_open = [task.title for task in own if task.id not in passed and tries[task.id]]
        rows.append(
            [
                chapter,
                f"{sum(task.id in passed for task in own)} of {len(own)}",
                sum(tries[task.id] for task in own),
                ", ".join(is_open),
            ]
        )
    done = sum(task.id in passed for task in tasks)
    caption = f"{done} of {len(tasks)} exercises passed"
    columns = ["chapter", "passed", "tries", "tried and not passed yet"]
    return Table(caption, columns, rows, len(rows), frozenset({"chapter"}))


def _misconceptions(attempts: Iterable[Attempt]) -> Table | None:
    """Return what was wrong more than once, the most frequent first, with where it was last."""
    where: dict[str, list[str]] = {}
    for each in attempts:
        if each.misconception:
            where.setdefault(each.misconception, []).append(each.exercise)
    again = sorted(
        ((name, seen) for name, seen in where.items() if len(seen) > 1),
        key=lambda pair: (-len(pair[1]), pair[0]),
    )
    rows = [[title_of(name), len(seen), seen[-1]] for name, seen in again]
    columns = ["what comes back", "times", "last in"]
    return Table("misconceptions", columns, rows, len(rows)) if rows else None


_engines: dict[Path | None, Engine] = {}


def _engine(path: Path | None) -> Engine:
    """Return the engine on a file of progress, with its table; None is a database in memory."""
    engine = _engines.get(path)
    if engine is None or (path is not None and not path.exists()):
        url = "sqlite://" if path is None else f"sqlite:///{path.resolve()}"
        options = {"check_same_thread": False, "timeout": SECONDS}
        pool = StaticPool if path is None else NullPool
        engine = create_engine(url, poolclass=pool, connect_args=options)
        Base.metadata.create_all(engine)
        _engines[path] = engine
    return engine


def _notice(error: BaseException) -> str:
    said = str(getattr(error, "orig", None) or error).partition("\n")[0]
    return f"Your progress could not be kept ({said}): the check itself is not affected."
