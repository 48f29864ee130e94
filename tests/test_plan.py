"""A plan is told in our own words, and asking for it changes nothing."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    delete,
    exc,
    exists,
    insert,
    make_url,
    text,
    union,
    union_all,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from heroes import create_tables, make_engine, seed
from heroes.glass.locate import Locator
from heroes.glass.plan import Planner
from heroes.glass.record import Observer, Recorder, start, stop
from heroes.glass.timeline import Statement
from heroes.glass.translation import Names, translate
from heroes.models import Base, Hero, HeroMissionLink, Mission, Team

SERVER_DRIVERS = ("psycopg", "psycopg_async", "asyncpg", "pymysql", "asyncmy")
DRIVERS = [
    "sqlite",
    "aiosqlite",
    *(pytest.param(driver, marks=pytest.mark.full) for driver in SERVER_DRIVERS),
]
T = TypeVar("T")


@contextmanager
def watched(*observers: Observer) -> Iterator[Recorder]:
    """Record what the block does, with observers, and fail if one of them had a fault."""
    recorder = Recorder(Locator(), everywhere=True, observers=observers)
    start(recorder)
    try:
        yield recorder
    finally:
        stop(recorder)
    assert recorder.fault is None, recorder.fault


def statements(recorder: Recorder) -> list[Statement]:
    return [entry for entry in recorder.entries if isinstance(entry, Statement)]


@pytest.fixture
def new_database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], Any]:
    """Return a maker of engines, each on a database of its own, by the name of the driver."""
    count = iter(range(100))

    def make(driver: str) -> Any:
        if "sqlite" in driver:
            path = tmp_path / f"{next(count)}.db"
            return make_engine(f"{driver.replace('aio', 'sqlite+aio')}:///{path}")
        kind = "mariadb" if "my" in driver else "postgres"
        url = make_url(request.getfixturevalue(f"{kind}_url"))
        url = url.set(drivername=f"{url.get_backend_name()}+{driver}")
        monkeypatch.setenv("HEROES_DATABASE_URL", url.render_as_string(hide_password=False))
        return make_engine()

    return make


def run(engine: Any, work: Callable[[Connection], T]) -> T:
    """Do the work on a connection, under the event loop that an async driver needs."""
    if isinstance(engine, Engine):
        with engine.connect() as connection:
            return work(connection)

    async def do() -> T:
        async with engine.connect() as connection:
            result = await connection.run_sync(work)
        await engine.dispose()
        return result

    return asyncio.run(do())


H1 = aliased(Hero)
SIZES = (
    select(Hero.team_id, func.count(col(Hero.id)).label("n"))
    .group_by(col(Hero.team_id))
    .order_by(col(Hero.team_id))
)
IN_TEAM = select(func.count(col(Hero.id))).where(Hero.team_id == Team.id).scalar_subquery()
NUMBERS = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3) SELECT x FROM n"
)
LINK = HeroMissionLink
ANYWHERE = {  # where all databases agree
    "all": (select(Hero), "scan hero"),
    "key": (select(Hero).where(Hero.id == 1), "look up hero by primary key"),
    "keys": (select(Hero).where(col(Hero.id).in_([1, 2])), "look up hero by primary key"),
    "key range": (select(Hero).where(col(Hero.id) > 3), "search hero by primary key (id>?)"),
    "part of a key": (
        select(LINK).where(LINK.hero_id == 1),
        "search heromissionlink by primary key (hero_id=?)",
    ),
    "whole key": (
        select(LINK).where(LINK.hero_id == 1, LINK.mission_id == 1),
        "look up heromissionlink by primary key",
    ),
    "index": (select(Hero).where(Hero.name == "x"), "search hero by index ix_hero_name (name=?)"),
    "null": (
        select(Hero).where(col(Hero.age).is_(None)),
        "search hero by index ix_hero_age (age=?)",
    ),
    "order": (
        select(Hero).order_by(Hero.secret_name),
        "sort for ORDER BY\n  scan hero",
    ),
    "or": (
        select(Hero).where((Hero.age == 3) | (Hero.name == "x")),
        "either of\n  search hero by index ix_hero_age (age=?)\n"
        "  search hero by index ix_hero_name (name=?)",
    ),
    "limit": (select(Hero).limit(5), "scan hero until LIMIT"),
    "limit and where": (select(Hero).where(Hero.secret_name == "x").limit(5), "scan hero"),
    "count": (select(func.count()).select_from(Mission), "scan mission"),
    "insert": (insert(Team).values(name="a", headquarters="b"), "insert into team"),
    "delete": (
        delete(Mission).where(col(Mission.starts_on).is_(None), Mission.id == 99),
        "delete from mission\n  look up mission by primary key",
    ),
    "constant": (select(1), "constant row"),
}
SQLITE = ANYWHERE | {
    "in order": (select(Hero).order_by(Hero.name), "scan hero by index ix_hero_name"),
    "first in order": (
        select(Hero).order_by(Hero.name).limit(5),
        "scan hero by index ix_hero_name until LIMIT",
    ),
    "range": (select(Hero).where(col(Hero.age) > 3), "search hero by index ix_hero_age (age>?)"),
    "distinct": (select(Hero.secret_name).distinct(), "sort for DISTINCT\n  scan hero"),
    "group": (
        select(Hero.secret_name, func.count()).group_by(Hero.secret_name).order_by(func.count()),
        "sort for ORDER BY\n  sort for GROUP BY\n    scan hero",
    ),
    "join": (select(Hero, Team).join(Team), "join\n  scan hero\n  look up team by primary key"),
    "alias": (
        select(Hero, H1).join(H1, H1.secret_name == Hero.name),
        "join\n  scan hero\n  search hero by index ix_hero_name (name=?)",
    ),
    "alias without as": (
        text("SELECT * FROM hero h, team t WHERE t.id = h.team_id AND h.secret_name = 'x'"),
        "join\n  scan hero\n  look up team by primary key",
    ),
    "temporary index": (
        text("SELECT * FROM hero h JOIN mission m ON m.difficulty = h.age + 1"),
        "join\n  scan hero\n  search mission by temporary index (difficulty=?)",
    ),
    "subquery in from": (
        select(SIZES.subquery("s")),
        "subquery s\n  scan hero by index ix_hero_team_id",
    ),
    "correlated": (
        select(Team.headquarters, IN_TEAM),
        "scan team\nsubquery for each row\n  search hero by index ix_hero_team_id (team_id=?)",
    ),
    "in subquery": (
        select(Team).where(col(Team.id).in_(select(Hero.team_id))),
        "look up team by primary key\nsubquery\n  scan hero",
    ),
    "union": (
        union(select(Hero.name), select(Team.name)),
        "union\n  scan hero\n  scan team",
    ),
    "union all, except": (
        text("SELECT name FROM hero UNION ALL SELECT name FROM team EXCEPT SELECT 'x'"),
        "except\n  union all\n    scan hero\n    scan team\n  constant row",
    ),
    "ordered union": (
        union_all(select(Hero.name), select(Team.name)).order_by("name"),
        "union all\n  scan hero by index ix_hero_name\n  scan team by index ix_team_name",
    ),
    "recursive": (NUMBERS, "recursive CTE n\n  constant row\n  read n"),
    "update": (
        update(Hero).where(col(Hero.age) > 99).values(age=5),
        "update hero\n  search hero by index ix_hero_age (age>?)",
    ),
    "insert from select": (
        insert(Team).from_select(["name", "headquarters"], select(Hero.name, Hero.secret_name)),
        "insert into team\n  scan hero\n"
        "  check foreign keys\n    search hero by index ix_hero_team_id (team_id=?)",
    ),
    "delete": (
        delete(Mission).where(Mission.id == 99),
        "delete from mission\n  look up mission by primary key\n"
        "  check foreign keys\n    scan heromissionlink",
    ),
}
POSTGRES = ANYWHERE | {
    "range": (select(Hero).where(col(Hero.age) > 3), "search hero by index ix_hero_age (age>?)"),
    "two ends": (
        select(Hero).where(col(Hero.age).between(3, 5)),
        "search hero by index ix_hero_age (age>=? AND age<=?)",
    ),
    "group": (
        select(Hero.secret_name, func.count()).group_by(Hero.secret_name),
        "group\n  scan hero",
    ),
    "join": (select(Hero, Team).join(Team), "join\n  scan hero\n  scan team"),
    "correlated": (
        select(Team.headquarters, IN_TEAM),
        "scan team\nsubquery\n  search hero by index ix_hero_team_id (team_id=?)",
    ),
    "union": (
        union(select(Hero.name), select(Team.name)),
        "union\n  scan hero\n  scan team",
    ),
    "union all": (
        union_all(select(Hero.name), select(Team.name)),
        "union all\n  scan hero\n  scan team",
    ),
    "except": (
        text("SELECT name FROM hero EXCEPT SELECT name FROM team"),
        "except\n  scan hero\n  scan team",
    ),
    "window": (
        select(func.rank().over(order_by=Hero.secret_name)),
        "window\n  sort for OVER\n    scan hero",
    ),
    "recursive": (NUMBERS, "recursive CTE n\n  constant row\n  read n"),
    "cte": (
        text("WITH c AS MATERIALIZED (SELECT * FROM hero) SELECT * FROM c JOIN c d USING (id)"),
        "join\n  subquery c\n    scan hero\n  read c",
    ),
    "function": (text("SELECT * FROM generate_series(1, 3)"), "read generate_series"),
    "update": (
        update(Hero).where(Hero.team_id == Team.id, Team.name == "x").values(age=3),
        "update hero\n  join\n    scan hero\n    search team by index ix_team_name (name=?)",
    ),
    "writing cte": (
        text("WITH d AS (DELETE FROM heromissionlink WHERE role = 'x' RETURNING *) SELECT 1"),
        "constant row",
    ),
}
MARIADB = ANYWHERE | {
    "group": (
        select(Hero.secret_name, func.count()).group_by(Hero.secret_name).order_by(func.count()),
        "sort for ORDER BY\n  group\n    scan hero",
    ),
    "distinct": (select(Hero.secret_name).distinct(), "sort for DISTINCT\n  scan hero"),
    "join": (
        text("SELECT * FROM heromissionlink l STRAIGHT_JOIN hero h ON h.id = l.hero_id"),
        "join\n  scan heromissionlink\n  look up hero by primary key",
    ),
    "derived": (
        text("SELECT * FROM (SELECT secret_name, count(*) FROM hero GROUP BY 1) AS s"),
        "subquery\n  sort for GROUP BY\n    group\n      scan hero",
    ),
    "union": (
        union(select(Hero.secret_name), select(Team.headquarters)),
        "union\n  scan hero\n  scan team",
    ),
    "all rows": (delete(LINK), "delete from heromissionlink\n  every row"),
}


def plan_of(engine: Engine, query: Any) -> Statement:
    with watched(Planner()) as recorder, engine.connect() as connection:
        connection.execute(query)
    return statements(recorder)[-1]


def seeded(engine: Engine) -> Engine:
    create_tables(engine)
    with Session(engine) as s:
        seed(s)
    return engine


@pytest.fixture(scope="module")
def sqlite_engine() -> Engine:
    return seeded(make_engine("sqlite://"))


@pytest.mark.parametrize("case", SQLITE)
def test_a_plan_of_sqlite_is_told_in_our_words(sqlite_engine: Engine, case: str) -> None:
    query, plan = SQLITE[case]
    assert plan_of(sqlite_engine, query).plan == plan


@pytest.mark.full
@pytest.mark.parametrize(("driver", "cases"), [("psycopg", POSTGRES), ("pymysql", MARIADB)])
def test_a_plan_of_a_server_is_told_in_the_same_words(
    new_database: Callable[[str], Any], driver: str, cases: dict[str, tuple[Any, str]]
) -> None:
    engine = seeded(new_database(driver))
    told = {case: plan_of(engine, query).plan for case, (query, _) in cases.items()}
    assert told == {case: plan for case, (_, plan) in cases.items()}


NEWER = {  # how other versions of SQLite say it, and our words
    "3.34": (
        [
            (2, 0, 0, "SCAN TABLE hero AS h"),
            (5, 0, 0, "SEARCH TABLE team USING INTEGER PRIMARY KEY (rowid=?)"),
        ],
        "join\n  scan hero\n  look up team by primary key",
    ),
    "3.45": (
        [
            (2, 0, 0, "SCAN h"),
            (3, 0, 0, "BLOOM FILTER ON team (id=?)"),
            (5, 0, 0, "SEARCH team USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN"),
            (7, 0, 0, "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY"),
        ],
        "sort for ORDER BY\n  join\n    scan hero\n    look up team by primary key",
    ),
}


@pytest.mark.parametrize("version", NEWER)
def test_another_version_of_sqlite_is_told_in_the_same_words(version: str) -> None:
    lines, plan = NEWER[version]
    names = Names(
        "SELECT * FROM hero AS h LEFT JOIN team ON team.id = h.team_id",
        [("hero", "id", ""), ("team", "id", "")],
    )
    [node] = translate("sqlite", lines, names)
    assert "\n".join("  " * depth + each.text for depth, each in node.walk()) == plan


def test_mysql_is_told_in_the_same_words_as_mariadb() -> None:
    plan = {
        "query_block": {
            "select_id": 1,
            "cost_info": {"query_cost": "5.75"},
            "ordering_operation": {
                "using_filesort": True,
                "grouping_operation": {
                    "using_temporary_table": True,
                    "nested_loop": [
                        {
                            "table": {
                                "table_name": "h",
                                "access_type": "ALL",
                                "rows_examined_per_scan": 30,
                                "used_columns": ["id", "team_id"],
                            }
                        },
                        {
                            "table": {
                                "table_name": "team",
                                "access_type": "eq_ref",
                                "key": "PRIMARY",
                                "used_key_parts": ["id"],
                                "ref": ["db.h.team_id"],
                                "rows_examined_per_scan": 1,
                            }
                        },
                    ],
                },
            },
        }
    }
    sql = "SELECT count(*) FROM hero h JOIN team ON team.id = h.team_id GROUP BY 1 ORDER BY 1"
    names = Names(sql, [("hero", "id", "PRIMARY"), ("team", "id", "PRIMARY")])
    [node] = translate("mysql", [(json.dumps(plan),)], names)
    assert [(depth, each.text) for depth, each in node.walk()] == [
        (0, "sort for ORDER BY"),
        (1, "group"),
        (2, "join"),
        (3, "scan hero"),
        (3, "look up team by primary key"),
    ]


def test_the_same_sql_is_explained_once_until_the_schema_changes() -> None:
    engine = seeded(make_engine("sqlite://"))
    asked: list[str] = []
    query = text("SELECT * FROM hero WHERE secret_name = :name")
    with watched(Planner()) as recorder, engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_trace_callback(lambda sql: asked.append(sql) if "counted" in sql else None)
        for name in ("a", "b", "c"):
            connection.execute(query, {"name": name})
        assert len(asked) == 1
        connection.execute(text("CREATE INDEX ix_secret ON hero (secret_name)"))
        connection.execute(query, {"name": "a"})
        connection.rollback()
        connection.execute(query, {"name": "a"})
    plans = [each.plan for each in statements(recorder) if each.sql.startswith("SELECT")]
    by_index = "search hero by index ix_secret (secret_name=?)"
    assert plans == ["scan hero", "scan hero", "scan hero", by_index, "scan hero"]


def test_what_is_no_query_or_failed_or_comes_in_sets_is_not_explained() -> None:
    engine = seeded(make_engine("sqlite://"))
    many = [{"name": f"{n}", "headquarters": "x"} for n in range(3)]
    with watched(Planner()) as recorder, engine.connect() as connection:
        connection.execute(text("PRAGMA user_version"))
        connection.execute(text("CREATE TABLE other (id INTEGER)"))
        connection.execute(insert(Team), many)
        connection.execute(insert(Team).returning(Team.id), many)
        with pytest.raises(exc.OperationalError):
            connection.execute(text("SELECT * FROM nowhere"))
    assert len(statements(recorder)) == 5
    assert [each.sql for each in statements(recorder) if each.plan] == []


def test_scans_name_tables_once_and_no_alias_or_subquery() -> None:
    engine = seeded(make_engine("sqlite://"))
    planner = Planner()
    queries = [
        select(Hero, H1).join(H1, col(H1.age) + 1 == col(Hero.age) + 1),
        select(SIZES.cte("c")),
        select(Team).where(exists().where(Hero.secret_name == Team.headquarters)),
        select(Hero).where(Hero.id == 1),
        select(Hero).order_by(Hero.name).limit(1),
    ]
    with watched(planner) as recorder, engine.connect() as connection:
        for query in queries:
            connection.execute(query)
    found = [tuple(each.scans) for each in statements(recorder)]
    assert found == [("hero",), ("hero",), ("team", "hero"), (), ()]
    assert planner.sizes == {"hero": 30, "team": 5}


def test_a_big_table_is_counted_up_to_a_limit() -> None:
    engine = make_engine("sqlite://")
    odd = Table('odd "na`me%', MetaData(), Column("id", Integer, primary_key=True))
    odd.create(engine)
    planner = Planner()
    sent: list[str] = []
    with watched(planner), engine.connect() as connection:
        connection.execute(insert(odd), [{"id": n} for n in range(20_000)])
        raw: Any = connection.connection.driver_connection
        raw.set_trace_callback(sent.append)
        connection.execute(select(odd))
    assert planner.sizes == {odd.name: 10_001}
    assert any("LIMIT 10001" in sql for sql in sent)


def story(connection: Connection) -> list[Any]:
    """Do a bit of everything, and return all that a program could see of it."""
    team, hero = Base.metadata.tables["team"], Base.metadata.tables["hero"]
    backend = connection.dialect.name
    seen: list[Any] = []
    values = {"name": "a%b", "headquarters": "50%"}
    result = connection.execute(insert(team).values(values))
    seen += [result.inserted_primary_key, result.rowcount]
    if backend != "postgresql":
        seen.append(result.lastrowid)
    rows = [{"name": f"{n}", "secret_name": "x", "team_id": 1} for n in range(5)]
    seen += connection.execute(insert(hero).returning(hero.c.id, hero.c.name), rows).all()
    seen.append(connection.execute(insert(hero), rows).rowcount)
    result = connection.execute(select(hero).order_by(hero.c.id))
    seen += [result.fetchone(), result.fetchmany(2)]
    seen.append(connection.execute(update(hero).where(hero.c.id > 2).values(age=3)).rowcount)
    seen += [result.fetchmany(1), result.all()]
    stream = connection.execution_options(stream_results=True, max_row_buffer=2)
    result = stream.execute(select(hero.c.id).order_by(hero.c.id))
    seen += [result.fetchone(), result.all()]
    connection.execution_options(stream_results=False)
    with pytest.raises(exc.IntegrityError), connection.begin_nested():
        connection.execute(update(hero).values(name=None))
    seen.append(connection.execute(text("SELECT count(*) FROM hero WHERE age = 3")).scalar())
    like = "SELECT name FROM team WHERE name LIKE 'a%'"
    seen += connection.exec_driver_sql(like, execution_options={"no_parameters": True}).all()
    seen += connection.execute(text(like)).all()
    seen.append(connection.execute(delete(hero).where(hero.c.id == 1)).rowcount)
    with connection.begin_nested() as savepoint:
        seen += (
            connection.execute(update(hero).values(age=7).returning(hero.c.age)).all()
            if backend != "mariadb"
            else []
        )
        savepoint.rollback()
    connection.commit()
    seen += connection.execute(select(hero).order_by(hero.c.id)).all()
    try:
        connection.execute(text("SELECT * FROM nowhere"))
    except exc.DBAPIError as error:
        seen.append(type(error.orig).__name__)
    try:
        seen += connection.execute(select(team.c.id)).all()
    except exc.DBAPIError as error:  # PostgreSQL wants a rollback first
        seen.append(type(error.orig).__name__)
    connection.rollback()
    connection.execute(delete(hero))
    connection.rollback()
    seen.append(connection.execute(select(func.count()).select_from(hero)).scalar())
    return seen


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_program_sees_the_same_with_and_without_plans(
    new_database: Callable[[str], Any], driver: str
) -> None:
    plain, explained = new_database(driver), new_database(driver)
    create_tables(plain)
    create_tables(explained)
    with watched() as before:
        expected = run(plain, story)
    with watched(Planner()) as recorder:
        assert run(explained, story) == expected
    sent = [each.sql for each in statements(recorder)]
    assert sent == [each.sql for each in statements(before)]
    assert len([each for each in statements(recorder) if each.plan]) > 10
    assert any(each.scans == ("hero",) for each in statements(recorder))


@pytest.mark.full
def test_what_postgresql_refuses_to_explain_dooms_no_transaction(
    new_database: Callable[[str], Any],
) -> None:
    engine = seeded(new_database("psycopg"))
    with watched(Planner()) as recorder, engine.connect() as connection:
        connection.execute(text("SELECT 1 AS x INTO made"))  # a second one would find it there
        connection.execute(text("SELECT * FROM made"))
        connection.commit()
    assert [each.plan for each in statements(recorder)] == [None, "scan made"]


@pytest.mark.full
def test_a_second_statement_in_the_same_text_is_not_executed_again(
    new_database: Callable[[str], Any],
) -> None:
    engine = seeded(new_database("psycopg")).execution_options(isolation_level="AUTOCOMMIT")
    two = "SELECT 1; INSERT INTO team (name, headquarters) VALUES ('a', 'b')"
    with watched(Planner()), engine.connect() as connection:
        connection.exec_driver_sql(two, execution_options={"no_parameters": True})
        assert connection.execute(select(func.count()).select_from(Team)).scalar() == 6


@pytest.mark.full
def test_to_plan_a_write_fixes_nothing_of_what_a_transaction_of_mariadb_sees(
    new_database: Callable[[str], Any],
) -> None:
    engine = seeded(new_database("pymysql"))
    planner = Planner()
    with watched(planner), engine.connect() as mine, engine.connect() as other:
        mine.execute(update(Hero).where(Hero.secret_name == "nobody").values(age=1))
        other.execute(insert(Team).values(name="a", headquarters="b"))
        other.commit()
        assert mine.execute(select(func.count()).select_from(Team)).scalar() == 6
    assert planner.sizes["hero"] == 30  # the database's own estimate
