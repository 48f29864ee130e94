"""Any database becomes typed classes: every table and view, every row, every relationship."""

import json
import secrets
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Engine, create_engine, inspect, make_url
from sqlmodel import Session, select

from heroes.explorer.models import Models, load_models, write_source
from heroes.explorer.reflect import reflect
from tests.conftest import server_url
from tests.odd_schemas import SCHEMAS, Odd

DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
CASES = [
    pytest.param(backend, schema, id=f"{schema.name}-{backend}")
    for schema in SCHEMAS
    for backend in schema.backends
]
UNREADABLE = {"broken", "no_columns"}
CATALOG = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgresql": "SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind::text ~ '[rvmpf]'"
    " AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
    "mariadb": "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
}
Make = Callable[[str, Odd], Engine]


@pytest.fixture
def make() -> Iterator[Make]:
    """Give a maker of databases, each gone when the test ends."""
    ends: list[Callable[[], object]] = []

    def build(backend: str, schema: Odd) -> Engine:
        engine = create_engine(_create(backend, ends))
        ends.append(engine.dispose)
        with engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            if backend == "mariadb":
                connection.exec_driver_sql("SET sql_mode = 'ANSI_QUOTES'")
            cursor = connection.connection.cursor()
            for statement in schema.statements:
                cursor.execute(statement)
        if backend != "sqlite":
            engine.dispose()  # the mode in which the names above are quoted ends here
        return engine

    yield build
    for end in reversed(ends):
        end()


def _create(backend: str, ends: list[Callable[[], object]]) -> URL:
    if backend == "sqlite":
        return make_url("sqlite://")  # one connection, and so one database, for the thread
    url = make_url(server_url(backend)).set(drivername=DRIVERS[backend])
    name = f"heroes_test_{secrets.token_hex(6)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")

    def run(statement: str) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)
        admin.dispose()

    run(f"CREATE DATABASE {name}")
    force = " WITH (FORCE)" if backend == "postgresql" else ""
    ends.append(lambda: run(f"DROP DATABASE {name}{force}"))
    return url.set(database=name)


def explored(engine: Engine) -> Models:
    return load_models(write_source(reflect(engine)))


def read_all(engine: Engine, models: Models) -> dict[str, int]:
    """Select every row, follow its relationships, dump it; return how many rows there are."""
    counts = {}
    with Session(engine) as session:
        for model in models:
            rows = session.exec(select(model)).all()
            key = inspect(model).primary_key
            for row in rows:
                if row is None:  # what SQLAlchemy makes of a row in which all of its key is NULL
                    assert len(key) == len(model.__table__.columns)
                    continue
                json.loads(row.model_dump_json())
                row.model_dump()
                for name in model.__sqlmodel_relationships__:
                    related = getattr(row, name)
                    for one in related if isinstance(related, list) else [related]:
                        assert one is None or isinstance(one, tuple(models))
            counts[model.__table__.key] = len(rows)
    return counts


def list_tables(engine: Engine, backend: str) -> set[str]:
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(CATALOG[backend])
        return {name for (name,) in cursor.fetchall()}


def count_rows(engine: Engine, models: Models) -> dict[str, int]:
    preparer = engine.dialect.identifier_preparer
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        counts = {}
        for model in models:
            name = preparer.format_table(model.__table__).replace("%%", "%")
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            counts[model.__table__.key] = cursor.fetchone()[0]
    return counts


class TestEverySchema:
    @pytest.mark.parametrize(("backend", "schema"), CASES)
    def test_every_row_of_every_table_and_view_is_read_and_dumped(
        self, make: Make, backend: str, schema: Odd
    ) -> None:
        engine = make(backend, schema)
        schema_read = reflect(engine)
        models = load_models(write_source(schema_read))
        assert list_tables(engine, backend) - set(schema_read.metadata.tables) <= UNREADABLE
        assert read_all(engine, models) == count_rows(engine, models)
