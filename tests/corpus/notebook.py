"""Run cells of the corpus in an IPython shell, each on a database of its own."""

import gc
import re
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from sqlalchemy import Engine, make_url
from sqlmodel import Session
from traitlets.config import Config

from heroes import create_tables, make_engine, seed
from heroes.glass.extension import Glass
from heroes.glass.timeline import Statement
from heroes.glass.tracing import Trace
from tests.corpus import Cell

CONFIG = Config(
    {
        "HistoryManager": {"enabled": False},
        "InteractiveShell": {"xmode": "Minimal", "colors": "nocolor", "cache_size": 0},
    }
)
NAMES = """
import asyncio, functools, itertools, operator, sys, threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from sqlalchemy import (
    Column, DateTime, Integer, MetaData, String, Table, and_, bindparam, delete, event, exists,
    func, insert, inspect, or_, text, union, update,
)
from sqlalchemy.exc import IntegrityError, InvalidRequestError, NoResultFound, OperationalError
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import (
    aliased, contains_eager, defer, immediateload, joinedload, lazyload, load_only, raiseload,
    selectinload, sessionmaker, subqueryload, undefer,
)
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession
from heroes import create_tables, fresh_models, make_engine
from heroes.models import Base, Hero, HeroMissionLink, HeroPublic, Mission, Team, TeamBase
"""
OPEN = {
    "sync": "engine = make_engine({url!r})\nsession = Session(engine)",
    "async": "engine = make_engine({url!r})\nsession = AsyncSession(engine)\n"
    "async with engine.connect(): pass",
}
CLOSE = {
    "sync": "session.close()\nengine.dispose()",
    "async": "await session.close()\nawait engine.dispose()",
}


class Databases:
    """Copies of one seeded database: a file for SQLite, a template for PostgreSQL."""

    def __init__(self, folder: Path, server: str | None = None) -> None:
        """Make the database that is copied, on the server if there is one."""
        self.folder = folder
        self.numbers = count(1)
        with _environment(server):
            original: Engine = make_engine() if server else make_engine(folder / "seeded.db")
        create_tables(original)
        with Session(original) as session:
            seed(session)
        self.original = original.url
        original.dispose()
        self.admin = (
            make_engine(make_url(server).set(drivername="postgresql+psycopg")).execution_options(
                isolation_level="AUTOCOMMIT"
            )
            if server
            else None
        )

    @contextmanager
    def copy(self, driver: str) -> Iterator[str]:
        """Give the URL of a new copy, for a driver as "sqlite+aiosqlite"."""
        if self.admin is None:
            path = self.folder / f"{next(self.numbers)}.db"
            shutil.copy(self.original.database or "", path)
            yield f"{driver}:///{path}"
            return
        name = f"{self.original.database}_{next(self.numbers)}"
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {self.original.database}")
            try:
                yield self.original.set(drivername=driver, database=name).render_as_string(False)
            finally:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server; Python drops the template when it exits."""
        if self.admin is not None:
            self.admin.dispose()


class Notebook:
    """A fresh shell, in which `get_ipython()` is that shell."""

    def __init__(self, folder: Path) -> None:
        """Start the shell; helper modules of the cells are written to the folder."""
        self.folder = folder
        with ExitStack() as self._undo:
            self._undo.callback(sys.modules.__setitem__, "__main__", sys.modules["__main__"])
            self._undo.callback(setattr, sys, "path", list(sys.path))
            sys.path.insert(0, str(folder))
            InteractiveShell.clear_instance()
            self.shell: InteractiveShell = InteractiveShell.instance(config=CONFIG)
            self.shell.input_transformers_cleanup.insert(0, Glass(self.shell).transform)
            self._undo.callback(InteractiveShell.clear_instance)
            self._undo = self._undo.pop_all()

    def close(self) -> None:
        """Leave the process as it was."""
        self._undo.close()

    def run(self, cell: Cell, on: str, url: str) -> tuple[list[Statement], BaseException | None]:
        """Return the statements of a cell, which must end as it says, and a fault of glass."""
        for name, code in cell.modules.items():
            sys.modules.pop(name, None)
            (self.folder / f"{name}.py").write_text(code + "\n", encoding="utf-8")
        self.shell.reset(new_session=False)
        self._run(f"{NAMES}\n{OPEN[on].format(url=url)}")
        with warnings.catch_warnings():
            # session.query warns that it is not session.exec, and a coroutine that nobody awaited
            # warns when it is collected, long after the MissingGreenlet.
            warnings.simplefilter("ignore")
            try:
                return self._traced(cell)
            finally:
                self._run(CLOSE[on])
                if on == "async" and re.search("except|suppress", cell.code):
                    self.shell.reset(new_session=False)
                    gc.collect()

    def _traced(self, cell: Cell) -> tuple[list[Statement], BaseException | None]:
        if cell.before:
            self._run(cell.before)
        with Trace(everywhere=True) as trace:
            result = self.shell.run_cell(cell.code, store_history=True)
        if cell.raises is None:
            result.raise_error()
        error = result.error_before_exec or result.error_in_exec
        assert type(error).__name__ == (cell.raises or "NoneType")
        return trace.statements, trace._recorder.fault

    def _run(self, code: str) -> None:
        result: ExecutionResult = self.shell.run_cell(code, store_history=True)
        result.raise_error()


def labels_of(statements: list[Statement]) -> list[tuple[Any, ...]]:
    """Return what a cell's labels speak of."""
    return [(each.line, each.source, each.reason, each.attribute) for each in statements]


@contextmanager
def _environment(server: str | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HEROES_DATABASE_URL", raising=False)
        if server:
            patch.setenv("HEROES_DATABASE_URL", server)
        yield
