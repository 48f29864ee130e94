"""How fast `generate` writes a million heroes, against the driver alone."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import Engine

from heroes import create_tables, make_engine
from heroes.models import Base
from heroes.samples import HERO_COLUMNS, hero_rows, insert_rows
from tests.benchmarks.conftest import Compare

INSERT = f"INSERT INTO hero ({', '.join(HERO_COLUMNS)}) VALUES (?, ?, ?, ?)"


def new_database(path: Path) -> Engine:
    """Return an engine on a new file with the tables, their indexes and one team."""
    engine = make_engine(path)
    create_tables(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO team (name, headquarters) VALUES ('T', 'H')")
    return engine


def in_new_file(write: Callable[[Path], float]) -> float:
    """Return the seconds that writing into a new file took."""
    with TemporaryDirectory() as folder:
        return write(Path(folder, "heroes.db"))


def test_a_million_heroes_against_raw_executemany(
    compare: Compare, benchmark: BenchmarkFixture
) -> None:
    rows = list(hero_rows(1_000 if benchmark.disabled else 1_000_000, team_ids=[1]))

    def ours(path: Path) -> float:
        engine = new_database(path)
        start = time.perf_counter()
        with engine.begin() as connection:
            insert_rows(connection, Base.metadata.tables["hero"], HERO_COLUMNS, rows)
        seconds = time.perf_counter() - start
        engine.dispose()
        return seconds

    def theirs(path: Path) -> float:
        new_database(path).dispose()
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        start = time.perf_counter()
        connection.execute("BEGIN")
        connection.executemany(INSERT, rows)
        connection.execute("COMMIT")
        seconds = time.perf_counter() - start
        connection.close()
        return seconds

    compare(lambda: in_new_file(ours), lambda: in_new_file(theirs), rounds=5)
