"""What watching costs: CPU time with a trace open, and with echo, against neither."""

import gc
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, select

from heroes import create_tables, seed
from heroes.glass.tracing import Trace
from heroes.models import Hero
from tests.benchmarks.conftest import Compare

IDLE = """
import gc, sys, time
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None

from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
if sys.argv[1] == "heroes":
    shell.run_line_magic("load_ext", "heroes")
shell.run_cell("import sqlmodel; sqlmodel.create_engine('sqlite://').connect().close()")

engine = create_engine("sqlite://", poolclass=StaticPool)
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Hero(name=str(number)) for number in range(20)])
    session.commit()

def work():
    for _ in range(300):
        with Session(engine) as session:
            session.exec(select(Hero)).all()
        with engine.connect() as connection:
            connection.execute(select(Hero)).all()

work()
gc.collect()
work()
gc.collect()
start = time.process_time()
for _ in range(4):
    work()
print(time.process_time() - start)
"""


def core_selects(engine: Engine) -> None:
    """Select 20 rows 300 times on a connection."""
    with engine.connect() as connection:
        for number in range(300):
            connection.execute(select(Hero.__table__).where(Hero.id > number % 9).limit(20)).all()


def orm_selects(engine: Engine) -> None:
    """Select 20 objects 200 times, in a session each."""
    for _ in range(200):
        with Session(engine) as session:
            session.exec(select(Hero).limit(20)).all()


def insert_rows(engine: Engine) -> None:
    """Insert 100,000 rows in one statement."""
    row = {"name": "a", "secret_name": "b", "age": 1, "team_id": None}
    with engine.connect() as connection:
        connection.execute(insert(Hero.__table__), [row] * 100_000)
        connection.rollback()


LOADS = {each.__name__: each for each in (core_selects, orm_selects, insert_rows)}


@pytest.fixture
def engine() -> Engine:
    """Return a plain engine, as a person's own program has it, with the sample heroes."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
    return engine


def seconds(work: Callable[[], None]) -> float:
    """Return the CPU time that the work took."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize("load", LOADS)
def test_tracing_against_not_tracing(compare: Compare, engine: Engine, load: str) -> None:
    def traced() -> None:
        with Trace(everywhere=True):
            LOADS[load](engine)

    compare(lambda: seconds(traced), lambda: seconds(lambda: LOADS[load](engine)), rounds=15)


@pytest.mark.parametrize("load", LOADS)
def test_echo_against_no_echo(
    compare: Compare, engine: Engine, load: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger("sqlalchemy")
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - it is no path of ours
        handler = logging.StreamHandler(nowhere)
        monkeypatch.setattr(logger, "handlers", [handler])
        monkeypatch.setattr(logger, "propagate", False)

        def loud() -> None:
            engine.echo = True
            LOADS[load](engine)
            engine.echo = False

        compare(lambda: seconds(loud), lambda: seconds(lambda: LOADS[load](engine)), rounds=15)


def test_the_loaded_extension_against_no_heroes(
    compare: Compare, benchmark: BenchmarkFixture
) -> None:
    def run(mode: str) -> float:
        command = [sys.executable, "-c", IDLE, mode]
        return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    compare(lambda: run("heroes"), lambda: run("plain"), rounds=15)
