"""Rules of counts: cheap on big tables, exact on small ones, and honest about which it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select, text, true
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from heroes import make_engine, session
from heroes.explorer.access import open_database
from heroes.explorer.count import Count, count, estimate
from heroes.models import Base, Hero, Team


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (Count(352, "exact"), "352"),
        (Count(10_000, "at least"), "10,000+"),
        (Count(1_000_000, "about"), "about 1,000,000"),
        (Count(1_000, "at most"), "at most 1,000"),
    ],
)
def test_a_count_says_what_kind_of_number_it_is(counted: Count, said: str) -> None:
    assert str(counted) == said


@pytest.fixture(params=["sqlite", "postgres_url", "mariadb_url"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Return an engine that writes, on a new database."""
    if request.param.endswith("_url"):
        monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(request.param))
    engine = make_engine()
    yield engine
    engine.dispose()


def fill(engine: Engine, rows: int, name: str = 'odd "name: %s', **columns: Any) -> Table:
    numbers = Table(name, MetaData(), Column("n", Integer, primary_key=True), *columns.values())
    numbers.create(engine)
    if rows:
        with engine.begin() as connection:
            connection.execute(insert(numbers), [{"n": number} for number in range(1, rows + 1)])
    return numbers


def analyze(engine: Engine, numbers: Table) -> None:
    name = engine.dialect.identifier_preparer.format_table(numbers).replace("%%", "%")
    word = "ANALYZE TABLE" if engine.dialect.name in ("mysql", "mariadb") else "ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"{word} {name}")
        cursor.close()


def estimated(engine: Engine, numbers: Table) -> Count | None:
    reading = open_database(engine)
    with reading.connect() as connection:
        found = estimate(connection, numbers)
    reading.dispose()
    return found


def test_a_small_table_is_counted_and_a_big_one_as_far_as_asked(engine: Engine) -> None:
    numbers = fill(engine, 30)
    with engine.connect() as connection:
        assert count(connection, numbers) == Count(30, "exact")
        assert count(connection, numbers, 30) == Count(30, "exact")
        assert count(connection, numbers, 29) == Count(29, "at least")
        assert count(connection, select(numbers).where(numbers.c.n > 90)) == Count(0, "exact")


def test_a_query_is_counted_as_it_is(engine: Engine) -> None:
    numbers = fill(engine, 30)
    with engine.connect() as connection:
        query = select(numbers).where(numbers.c.n > 10).order_by(numbers.c.n.desc())
        assert count(connection, query) == Count(20, "exact")
        assert count(connection, query.limit(5).offset(17)) == Count(3, "exact")
        other = numbers.alias()
        assert count(connection, select(numbers, other).join(other, true()), 100) == Count(
            100, "at least"
        )
        assert count(connection, select(numbers.c.n % 3).distinct()) == Count(3, "exact")


def test_a_query_of_models_is_counted() -> None:
    engine = make_engine()
    Base.metadata.create_all(engine)
    with session(engine) as s:
        s.add_all([Team(name=name, headquarters="x") for name in "abc"])
        s.commit()
        query = select(Team).outerjoin(Hero).where(col(Team.name) != "a")
        assert count(s.connection(), query) == Count(2, "exact")


def test_after_an_analyze_the_estimate_is_near(engine: Engine) -> None:
    numbers = fill(engine, 500)
    analyze(engine, numbers)
    found = estimated(engine, numbers)
    assert found is not None and found.kind in ("about", "at most")
    assert 400 <= found.rows <= 600


def test_a_view_has_no_estimate(engine: Engine) -> None:
    fill(engine, 5, "numbers")
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW seen AS SELECT n FROM numbers"))
    seen = Table("seen", MetaData(), Column("n", Integer))
    assert estimated(engine, seen) is None


class TestSqlite:
    """Rules for a file: what ANALYZE found, or a bound by the rowids."""

    def test_the_rowids_are_a_bound(self) -> None:
        engine = make_engine()
        numbers = fill(engine, 500)
        with engine.begin() as connection:
            connection.execute(numbers.delete().where(numbers.c.n.between(100, 400)))
        assert estimated(engine, numbers) == Count(500, "at most")
        with engine.begin() as connection:
            connection.execute(numbers.insert(), {"n": -9})
        assert estimated(engine, numbers) == Count(510, "at most"), "a rowid may be negative"

    def test_rowids_with_more_room_than_the_file_are_no_bound(self) -> None:
        engine = make_engine()
        numbers = fill(engine, 5)
        with engine.begin() as connection:
            connection.execute(numbers.insert(), {"n": 1_000_000_000})
        assert estimated(engine, numbers) is None

    def test_an_empty_table_is_known_to_be_empty(self) -> None:
        engine = make_engine()
        assert estimated(engine, fill(engine, 0)) == Count(0, "exact")

    def test_a_column_called_rowid_is_not_taken_for_it(self) -> None:
        engine = make_engine()
        numbers = fill(engine, 3, column=Column("RowID", Integer, default=900))
        with engine.begin() as connection:
            connection.execute(insert(numbers), {"n": 4})
        assert estimated(engine, numbers) == Count(4, "at most")

    def test_statistics_of_a_partial_index_do_not_make_it_small(self) -> None:
        engine = make_engine()
        numbers = fill(engine, 300, "numbers", column=Column("k", Integer, default=7))
        with engine.begin() as connection:
            connection.execute(text("CREATE INDEX part ON numbers (k) WHERE n < 5"))
            connection.execute(text("CREATE INDEX whole ON numbers (k)"))
            connection.execute(text("ANALYZE"))
        assert estimated(engine, numbers) == Count(300, "about")

    @pytest.mark.parametrize(
        "ddl",
        [
            "CREATE TABLE t (n INTEGER PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE t (n INTEGER, rowid INTEGER, oid INTEGER, _rowid_ INTEGER)",
            "CREATE VIRTUAL TABLE t USING fts5(n)",
        ],
    )
    def test_a_table_without_rowids_has_no_estimate(self, ddl: str) -> None:
        engine = make_engine()
        with engine.begin() as connection:
            connection.execute(text(ddl))
        assert estimated(engine, Table("t", MetaData(), autoload_with=engine)) is None

    def test_a_table_that_is_gone_is_an_error(self) -> None:
        engine = make_engine()
        fill(engine, 1)
        assert estimated(engine, Table("gone", MetaData(), Column("n", Integer))) is None
        with engine.connect() as connection, pytest.raises(OperationalError):
            count(connection, Table("gone", MetaData(), Column("n", Integer)))

    def test_an_attached_database_is_estimated_by_its_own_catalog(self) -> None:
        other = make_engine()
        fill(other, 7, "numbers")
        engine = make_engine()
        numbers = Table("numbers", MetaData(), Column("n", Integer), schema="more")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ATTACH :file AS more"), {"file": other.url.database})
            assert estimate(connection, numbers) == Count(7, "at most")

    def test_no_estimate_reads_the_table(self) -> None:
        engine = make_engine()
        numbers = fill(engine, 20_000)
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 1

        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(step, 10)
            estimate(connection, numbers)
            driver.set_progress_handler(None, 0)
        assert steps < 100


class TestPostgresql:
    """Rules for a server that keeps statistics."""

    @pytest.fixture
    def engine(self, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
        monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
        engine = make_engine()
        yield engine
        engine.dispose()

    def test_a_table_that_was_never_analysed_has_no_estimate(self, engine: Engine) -> None:
        assert estimated(engine, fill(engine, 0)) is None

    def test_partitions_are_summed_once_all_are_analysed(self, engine: Engine) -> None:
        with engine.begin() as connection:
            for sql in (
                "CREATE TABLE p (n INTEGER) PARTITION BY RANGE (n)",
                "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (1000)",
                "INSERT INTO p SELECT * FROM generate_series(1, 300)",
                "ANALYZE p1",
            ):
                connection.execute(text(sql))
        parts = Table("p", MetaData(), Column("n", Integer))
        assert estimated(engine, parts) is None
        analyze(engine, parts)
        assert estimated(engine, parts) == Count(300, "about")

    def test_a_schema_is_kept_apart(self, engine: Engine) -> None:
        with engine.begin() as connection:
            connection.execute(text('CREATE SCHEMA "Other One"'))
            connection.execute(text('CREATE TABLE "Other One".t AS SELECT 1 AS n'))
            connection.execute(text("CREATE TABLE t AS SELECT generate_series(1, 9) AS n"))
        for schema, rows in ((None, 9), ("Other One", 1)):
            there = Table("t", MetaData(), Column("n", Integer), schema=schema)
            analyze(engine, there)
            assert estimated(engine, there) == Count(rows, "about")
