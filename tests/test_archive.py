"""Rules of the sample database of chapter 18: the same everywhere, whole, and odd."""

import hashlib
from collections.abc import Iterator
from time import process_time

import pytest
from sqlalchemy import Engine, column, func, inspect, select, table, text

from heroes import make_engine
from heroes.archive import ROWS, build_archive


@pytest.fixture(scope="module")
def archive() -> Engine:
    engine = make_engine()
    build_archive(engine)
    return engine


@pytest.fixture(params=["postgres_url", "mariadb_url"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Return an engine on a new database of a server."""
    monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(request.param))
    engine = make_engine()
    yield engine
    engine.dispose()


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        names = [*ROWS, "open_incident", "hero_workload"]
        counted = (select(func.count()).select_from(table(name)) for name in names)
        return dict(zip(names, map(connection.scalar, counted), strict=True))


def test_the_rows_are_these_on_every_machine() -> None:
    rows = repr([list(make()) for _, make in ROWS.values()]).encode()
    assert hashlib.sha256(rows).hexdigest()[:16] == "d10728c26192b770"


def test_it_has_tables_views_and_one_table_to_page_through(archive: Engine) -> None:
    inspector = inspect(archive)
    assert {*inspector.get_table_names()} == {*ROWS} and len(ROWS) == 12
    assert inspector.get_view_names() == ["hero_workload", "open_incident"]
    assert counts(archive) == {
        "district": 8,
        "officer": 10,
        "registered_hero": 36,
        "power": 8,
        "hero_power": 63,
        "Equipment Item": 9,
        "equipment_loan": 120,
        "incident": 360,
        "incident_hero": 540,
        "report": 360,
        "24h_hotline": 200,
        "reading": 20000,
        "open_incident": 30,
        "hero_workload": 36,
    }


def test_every_foreign_key_leads_to_a_row(archive: Engine) -> None:
    with archive.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def test_it_holds_what_makes_a_schema_hard_to_read(archive: Engine) -> None:
    inspector = inspect(archive)
    keys = {name: inspector.get_foreign_keys(name) for name in ROWS}
    assert [key["referred_table"] for key in keys["officer"]] == ["officer"]
    assert len(keys["hero_power"]) == 2
    assert inspector.get_pk_constraint("24h_hotline")["constrained_columns"] == []
    assert {"from", "to"} <= {found["name"] for found in inspector.get_columns("equipment_loan")}


def test_every_column_that_may_be_null_is_so_somewhere_and_not_everywhere(archive: Engine) -> None:
    with archive.connect() as connection:
        for name in ROWS:
            for found in inspect(archive).get_columns(name):
                wanted = select(func.count(), func.count(column(found["name"])))
                rows, values = connection.execute(wanted.select_from(table(name))).one()
                assert found["primary_key"] or (values < rows) is found["nullable"], found["name"]
                assert values, found["name"]


def test_a_second_time_changes_nothing(archive: Engine) -> None:
    before = counts(archive)
    build_archive(archive)
    assert counts(archive) == before


def test_tables_of_somebody_else_are_left_alone() -> None:
    engine = make_engine()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE power (watts INTEGER)"))
    with pytest.raises(ValueError, match="has a table power already: give a new database"):
        build_archive(engine)
    assert inspect(engine).get_table_names() == ["power"]


def test_it_is_made_quickly() -> None:
    engine = make_engine("sqlite://")
    started = process_time()
    build_archive(engine)
    assert process_time() - started < 2, "0.2 seconds where nothing else runs"


def test_an_async_engine_gets_it_too() -> None:
    engine = make_engine("sqlite+aiosqlite://")
    build_archive(engine)
    build_archive(engine)


def test_a_server_holds_the_same_rows(server: Engine, archive: Engine) -> None:
    build_archive(server)
    assert counts(server) == counts(archive)
    with server.connect() as there, archive.connect() as here:
        for name, (columns, _) in ROWS.items():
            if name != "24h_hotline":
                first, *_ = map(column, columns.split())
                wanted = select(first).select_from(table(name)).order_by(first).limit(100)
                assert there.execute(wanted).all() == here.execute(wanted).all(), name
    build_archive(server)
