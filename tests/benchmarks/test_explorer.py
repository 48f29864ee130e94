"""How fast pages of a million rows are, against SQLModel's own keyset query and OFFSET."""

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import Engine, tuple_
from sqlmodel import Session, select

from heroes import create_tables, explore, generate, make_engine
from heroes.explorer.opening import Database
from heroes.models import Hero
from tests.benchmarks.conftest import Compare

SIZE = 50


@pytest.fixture(scope="module")
def many(request: pytest.FixtureRequest) -> Iterator[tuple[Engine, Database, int]]:
    """Give a database of a million heroes, of a thousand where nothing is timed."""
    is_timed = request.config.getoption("--benchmark-enable")
    rows = 1_000_000 if is_timed else 1_000
    engine = make_engine()
    create_tables(engine)
    generate(engine, heroes=rows)
    yield engine, explore(engine), rows
    engine.dispose()


def cpu(work: Callable[[], Any]) -> float:
    """Return the seconds of CPU that some work takes when it is done again and again."""
    taken = []
    for _ in range(7):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def place(engine: Engine, offset: int) -> tuple[str, int]:
    """Return name and id of the hero so far from the start."""
    with Session(engine) as session:
        chosen = select(Hero.name, Hero.id).order_by(Hero.name, Hero.id).offset(offset).limit(1)  # type: ignore[arg-type]
        name, number = session.exec(chosen).one()
    assert number is not None
    return name, number


def page_from(database: Database, name: str) -> Callable[[], Any]:
    """Return what reads the page behind a name."""
    token = database.page("hero", order_by=["name"], start=[name], size=1).next
    return lambda: database.page("hero", order_by=["name"], after=token, size=SIZE)


def test_a_page_far_away_against_a_keyset_query_of_your_own(
    compare: Compare, many: tuple[Engine, Database, int]
) -> None:
    engine, database, rows = many
    name, number = place(engine, rows * 9 // 10)
    ours = page_from(database, name)

    def own() -> None:
        behind = tuple_(Hero.name, Hero.id) > (name, number)  # type: ignore[arg-type]
        with Session(engine) as session:
            chosen = select(Hero).where(behind).order_by(Hero.name, Hero.id).limit(SIZE)  # type: ignore[arg-type]
            assert len(session.exec(chosen).all()) == SIZE

    compare(lambda: cpu(ours), lambda: cpu(own), rounds=60)


def test_a_page_far_away_against_offset(
    compare: Compare, many: tuple[Engine, Database, int]
) -> None:
    engine, database, rows = many
    name, _ = place(engine, rows * 9 // 10)
    ours = page_from(database, name)

    def offset() -> None:
        with Session(engine) as session:
            chosen = select(Hero).order_by(Hero.name, Hero.id)  # type: ignore[arg-type]
            assert len(session.exec(chosen.offset(rows * 9 // 10).limit(SIZE)).all()) == SIZE

    compare(lambda: cpu(ours), lambda: cpu(offset), rounds=20)


def test_the_first_page_and_a_thousand_turns(
    benchmark: BenchmarkFixture, many: tuple[Engine, Database, int]
) -> None:
    _, database, _ = many

    def read() -> Any:
        return database.page("hero", order_by=["name"], size=SIZE)

    first = benchmark(read)
    seconds = cpu(read)
    page, before = first, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(1_000):
        if page.next is None:
            break
        page = database.page("hero", order_by=["name"], after=page.next, size=SIZE)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\nfirst page {seconds * 1000:.1f} ms of CPU; 1,000 turns add {more:.1f} MB")
