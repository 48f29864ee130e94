"""Rules of profiles: every column of any table, by a bounded sample, and nothing makes it fail."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import JSON as JSON_TYPE
from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, Table, event, insert, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, SQLModel, select

from heroes import make_engine, seed, session
from heroes.archive import ROWS, build_archive
from heroes.explorer.access import open_database
from heroes.explorer.limit import TimedOut
from heroes.explorer.profile import ColumnProfile, Profile, profile
from heroes.models import Base, Hero


@pytest.fixture(params=["sqlite", "postgres_url", "mariadb_url"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Return an engine that writes, on a new database."""
    if request.param.endswith("_url"):
        monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(request.param))
    engine = make_engine()
    yield engine
    engine.dispose()


@pytest.fixture
def heroes(engine: Engine) -> Engine:
    Base.metadata.create_all(engine)
    with session(engine) as s:
        seed(s)
    return engine


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def reflected(engine: Engine, name: str, **options: Any) -> Profile:
    """Return the profile of a table as reflection finds it."""
    reading = open_database(engine)
    found = profile(reading, Table(name, MetaData(), autoload_with=engine), **options)
    reading.dispose()
    return found


def by_name(found: Profile) -> dict[str, ColumnProfile]:
    return {column.name: column for column in found}


def test_a_model_is_described_column_by_column(heroes: Engine) -> None:
    found = profile(heroes, Hero)
    columns = by_name(found)
    assert list(columns) == [column.name for column in Hero.__table__.columns]  # type: ignore[attr-defined]
    assert (found.rows, found.is_whole, len(found)) == (30, True, 5)
    with session(heroes) as s:
        ages = [hero.age for hero in s.exec(select(Hero))]
    known = [age for age in ages if age is not None]
    age = columns["age"]
    assert (age.nulls, age.distinct) == (ages.count(None), len({*known}))
    assert (age.minimum, age.maximum, age.longest) == (min(known), max(known), None)
    assert columns["id"].distinct == 30
    assert isinstance(columns["name"].minimum, str) and columns["name"].longest


def test_a_profile_of_more_rows_than_the_sample_says_so(heroes: Engine) -> None:
    some = profile(heroes, Hero, sample=7)
    assert (some.rows, some.is_whole) == (7, False)
    assert repr(some).startswith("hero: of the first 7 rows\n")
    assert repr(profile(heroes, Hero, sample=30)).startswith("hero: of all 30 rows\n")
    assert sum(times for _, times in by_name(some)["team_id"].top) <= 7


def test_few_values_are_listed_most_frequent_first(engine: Engine) -> None:
    run(engine, "CREATE TABLE t (mood VARCHAR(9), n INTEGER)")
    values = ["'calm'"] * 3 + ["'wild'"] * 5 + ["NULL"]
    for number, mood in enumerate(values * 2):
        run(engine, f"INSERT INTO t VALUES ({mood}, {number})")
    columns = by_name(reflected(engine, "t"))
    assert columns["mood"].top == (("wild", 10), ("calm", 6))
    assert (columns["n"].distinct, columns["n"].top) == (18, ())


def test_an_empty_table_has_a_profile(engine: Engine) -> None:
    run(engine, "CREATE TABLE t (n INTEGER, word VARCHAR(9))")
    found = reflected(engine, "t")
    assert repr(found).startswith("t: of no rows\n")
    number = by_name(found)["n"]
    assert (number.nulls, number.distinct, number.minimum, number.top) == (0, 0, None, ())


def test_no_row_is_fetched(heroes: Engine) -> None:
    sent: list[str] = []
    event.listen(heroes, "before_cursor_execute", lambda *args: sent.append(args[2]))
    profile(heroes, Hero, sample=5)
    sent = [sql for sql in sent if not sql.startswith("BEGIN")]
    assert all("LIMIT" in sql and ("count(" in sql or "GROUP BY" in sql) for sql in sent)


def test_every_table_and_view_of_the_archive_has_a_profile(engine: Engine) -> None:
    build_archive(engine)
    for name in (*ROWS, "open_incident", "hero_workload"):
        found = reflected(engine, name, sample=500)
        assert found.rows and all(column.nulls <= found.rows for column in found), name
    image = by_name(reflected(engine, "registered_hero"))["badge_image"]
    assert (image.longest, image.minimum, image.distinct, image.nulls) == (28, None, None, 29)
    opened = by_name(reflected(engine, "incident"))["opened"]
    assert f"{opened.minimum}" == "2031-01-01 23:17:00"


def test_a_huge_cell_is_cut_by_the_database(engine: Engine) -> None:
    long = {"mysql": "LONGTEXT", "mariadb": "LONGTEXT"}.get(engine.dialect.name, "TEXT")
    run(engine, f"CREATE TABLE t (body {long})")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (:body)"), {"body": "é" * 5_000_000})
    body = by_name(reflected(engine, "t"))["body"]
    assert (body.longest, body.maximum) == (5_000_000, "é" * 200)
    assert len(body.top[0][0]) == 200


def test_a_table_of_many_columns_is_asked_in_parts(engine: Engine) -> None:
    names = [f"c{number}" for number in range(450)]
    run(engine, f"CREATE TABLE t ({', '.join(f'{name} INTEGER' for name in names)})")
    run(engine, "INSERT INTO t (c0, c449) VALUES (1, 2)")
    columns = by_name(reflected(engine, "t"))
    assert list(columns) == names
    assert (columns["c449"].minimum, columns["c448"].nulls) == (2, 1)


def test_the_values_of_one_column_are_asked_without_the_others(engine: Engine) -> None:
    columns = [Column(f"c{number}", Integer) for number in range(200)]
    table = Table("wide", MetaData(), *columns)
    table.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(table), [{column.name: 5 for column in columns}])
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert {column.top for column in profile(engine, table).columns} == {((5, 1),)}
    assert len([statement for statement in sent if len(statement) > 2_000]) == 2


def test_odd_names_of_tables_and_columns_are_quoted(engine: Engine) -> None:
    odd = Table('a "b`; %s: <i>', MetaData(), Column('x "y` %(z)s :w', Integer))
    odd.create(engine)
    with engine.begin() as connection:
        connection.execute(insert(odd), {odd.c[0].name: 7})
    (column,) = profile(engine, odd)
    assert (column.name, column.minimum) == (odd.c[0].name, 7)


def test_time_that_is_over_is_said(engine: Engine) -> None:
    run(engine, "CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (1)")
    slow = {"postgresql": "SELECT n, CAST(pg_sleep(60) AS text) AS s FROM t"}
    default = "SELECT n, sleep(60) AS s FROM t"
    if engine.dialect.name == "sqlite":
        default = (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) s FROM r"
        )
    run(engine, f"CREATE VIEW v AS {slow.get(engine.dialect.name, default)}")
    with pytest.raises(TimedOut):
        reflected(engine, "v", seconds=0.3)


@pytest.mark.parametrize("model", [None, Base, SQLModel, "hero"])
def test_what_has_no_table_is_refused(model: Any) -> None:
    with pytest.raises(TypeError, match=r"has no table: give one of db\.models"):
        profile(make_engine("sqlite://"), model)


def test_a_sample_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="sample must be 1 or more"):
        profile(make_engine("sqlite://"), Hero, sample=0)


def test_a_profile_is_a_table_in_text_and_escaped_html(engine: Engine) -> None:
    run(engine, "CREATE TABLE t (word VARCHAR(40))", "INSERT INTO t VALUES ('<b>bold</b>')")
    found = reflected(engine, "t")
    assert repr(found) == (
        "t: of its one row\n"
        f"column  {'type':<{len(next(iter(found)).type)}}  NULL  distinct  min          max"
        "          longest  most frequent\n"
        f"------  {'-' * len(next(iter(found)).type)}  ----  --------  -----------  -----------"
        "  -------  ---------------\n"
        f"word    {next(iter(found)).type}     0         1  <b>bold</b>  <b>bold</b>"
        "       11  <b>bold</b> (1)"
    )
    html = found._repr_html_()
    assert "&lt;b&gt;bold&lt;/b&gt;" in html and "<b>" not in html
    assert '<th scope="row">word</th>' in html
    hostile = Profile("a\n<script>", 0, True, ())
    assert "\n<script>" not in repr(Profile("a\n<script>", 1, True, tuple(found)))
    assert "<script>" not in hostile._repr_html_()


class TestSqlite:
    """Rules for values that do not fit their column's type."""

    def test_dirty_values_are_described_as_they_are(self) -> None:
        class Dirty(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            moment: datetime
            number: int
            word: str

        engine = make_engine()
        Dirty.__table__.create(engine)  # type: ignore[attr-defined]
        run(
            engine,
            "INSERT INTO dirty VALUES (1, 'yesterday', 'many', CAST(x'ff00fe' AS TEXT))",
            "INSERT INTO dirty VALUES (2, 20310101, 7, x'0102')",
            "INSERT INTO dirty VALUES (3, '', 9e999, 'word')",
        )
        columns = by_name(profile(open_database(engine), Dirty))
        SQLModel.metadata.remove(Dirty.__table__)  # type: ignore[attr-defined]
        assert columns["moment"].maximum == "yesterday"
        assert (columns["number"].minimum, columns["number"].maximum) == (7, "many")
        assert "\ufffd" in columns["word"].maximum
        assert columns["word"].nulls == 0

    def test_types_without_an_order_have_no_ends(self) -> None:
        engine = make_engine()
        table = Table("t", MetaData(), Column("j", JSON_TYPE), Column("b", Boolean))
        table.create(engine)
        run(engine, "INSERT INTO t VALUES ('{broken', 1)", "INSERT INTO t VALUES ('[1]', 'maybe')")
        columns = by_name(profile(engine, table))
        assert (columns["j"].minimum, columns["j"].distinct) == (None, 2)
        assert {*columns["b"].top} == {(1, 1), ("maybe", 1)}

    def test_a_broken_view_is_an_error_of_the_database(self) -> None:
        engine = make_engine()
        run(engine, "CREATE TABLE t (n INTEGER)", "CREATE VIEW v AS SELECT n FROM t")
        view = Table("v", MetaData(), autoload_with=engine)
        run(engine, "DROP TABLE t")
        with pytest.raises(SQLAlchemyError):
            profile(engine, view)


@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_every_type_of_postgresql_has_a_profile(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    engine = make_engine()
    values = {
        "point": "'(1,2)'", "json": "'{\"a\": 1}'", "jsonb": "'[1]'", "xml": "'<a/>'",
        "integer[]": "'{1,2}'", "bytea": "'\\x00ff'", "uuid": "gen_random_uuid()",
        "boolean": "true", "interval": "'1 day'", "date": "'infinity'",
        "timestamp": "'0044-03-15 BC'", "timestamptz": "now()", "time": "'24:00'",
        "numeric": "'NaN'", "double precision": "'-Infinity'", "money": "12.5",
        "inet": "'10.0.0.1'", "int4range": "'[1,5)'", "tsvector": "'a b'", "bit(3)": "B'101'",
        "char(5)": "'ab'", "\"char\"": "'x'", "name": "'n'", "oid": "7", "mood": "'calm'",
        "pair": "ROW(1, 'x')",
    }  # fmt: skip
    columns = ", ".join(f"c{number} {type_}" for number, type_ in enumerate(values))
    run(
        engine,
        "CREATE TYPE mood AS ENUM ('calm', 'wild')",
        "CREATE TYPE pair AS (a integer, b text)",
        f"CREATE TABLE t ({columns})",
        f"INSERT INTO t VALUES ({', '.join(values.values())})",
        "INSERT INTO t (c0) VALUES (NULL)",
    )
    found = reflected(engine, "t")
    engine.dispose()
    for column, type_ in zip(found, values, strict=True):
        assert (column.nulls, column.distinct) == (1, None if type_ == "bytea" else 1), type_
    assert by_name(found)["c9"].minimum == "infinity"


@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_every_type_of_mariadb_has_a_profile(
    mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", mariadb_url)
    engine = make_engine()
    values = {
        "point": "point(1, 2)", "bit(3)": "b'101'", "json": "'[1]'", "year": "2031",
        "enum('a', 'b')": "'a'", "set('a', 'b')": "'a,b'", "boolean": "true",
        "date": "'2031-01-02'", "datetime": "now()", "time": "'800:00:00'", "timestamp": "now()",
        "decimal(9, 2)": "1.5", "double": "1e300", "blob": "x'00ff'", "binary(3)": "x'00ff01'",
        "varbinary(9)": "x'ff'", "longtext": "'é'", "bigint unsigned": "18446744073709551615",
        "uuid": "uuid()", "inet6": "'::1'", "geometry": "point(1, 2)",
    }  # fmt: skip
    columns = ", ".join(f"c{number} {type_} NULL" for number, type_ in enumerate(values))
    run(
        engine,
        f"CREATE TABLE t ({columns})",
        f"INSERT INTO t VALUES ({', '.join(values.values())})",
        "INSERT INTO t (c0) VALUES (NULL)",
    )
    found = reflected(engine, "t")
    engine.dispose()
    for column, type_ in zip(found, values, strict=True):
        assert column.nulls == 1, type_
        assert column.distinct == 1 or column.distinct is None, type_
