"""Code truth: what a page shows gives the same rows by the same SQL, in another process."""

import datetime as dt
import json
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Integer, and_, func, not_, or_, text, true, tuple_
from sqlalchemy import cast as cast_to
from sqlalchemy.sql.elements import TextClause
from sqlmodel import col, select

from heroes.explorer.literal import NoLiteralError, write_literal
from heroes.explorer.models import Models, load_models, write_source
from heroes.explorer.page import read_page
from heroes.explorer.reflect import reflect
from tests.test_explorer_page import database

WORKER = Path(__file__).with_name("explorer_worker.py")
SCHEMA = {
    "sqlite": (
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        'CREATE TABLE "odd child" (id INTEGER PRIMARY KEY, name TEXT, n INTEGER, x REAL,'
        ' price DECIMAL(8, 2), seen DATETIME, day DATE, ok BOOLEAN, "select" TEXT, "a:b" TEXT,'
        " parent_id INTEGER REFERENCES parent (id))",
    ),
    "postgresql": (
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        'CREATE TABLE "odd child" (id INTEGER PRIMARY KEY, name TEXT, n INTEGER,'
        " x DOUBLE PRECISION, price NUMERIC(8, 2), seen TIMESTAMP, day DATE, ok BOOLEAN,"
        ' "select" TEXT, "a:b" TEXT, parent_id INTEGER REFERENCES parent (id))',
    ),
}
TEXTS = ["a", "A'b", 'q"q', "100%", "a_b", "\\", ":x", "é日", "x\ny", "::int", ""]
PARENTS = [{"id": n, "name": name} for n, name in enumerate(["Ann", "Bob", "a:b"], 1)]
CHILDREN = [
    {
        "id": n,
        "name": TEXTS[n % len(TEXTS)] if n % 7 else None,
        "n": n % 5 - 2 if n % 4 else None,
        "x": n / 4 if n % 3 else None,
        "price": n * 25 / 100 if n % 5 else None,
        "seen": f"2024-02-{n % 28 + 1:02} 14:30:00" if n % 6 else None,
        "day": f"2024-02-{n % 28 + 1:02}",
        "ok": bool(n % 2) if n % 9 else None,
        "select": TEXTS[n * 3 % len(TEXTS)],
        "colon": TEXTS[n * 5 % len(TEXTS)],
        "parent_id": n % 3 + 1 if n % 8 else None,
    }
    for n in range(1, 41)
]


class Worker:
    """The other process."""

    def __init__(self, folder: Path, url: str) -> None:
        command = [sys.executable, str(WORKER), str(folder), url]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )

    def run(self, code: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"code": code}) + "\n")
        self.process.stdin.flush()
        return cast(dict[str, Any], json.loads(self.process.stdout.readline()))

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


@pytest.fixture(scope="module", params=SCHEMA)
def explored(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Models, Worker]]:
    """Give a database, its models, and a process that has the saved source."""
    with database(request.param) as engine:
        with engine.begin() as connection:
            for statement in SCHEMA[request.param]:
                connection.exec_driver_sql(statement)
            connection.execute(text("INSERT INTO parent VALUES (:id, :name)"), PARENTS)
            insert = (
                'INSERT INTO "odd child" VALUES (:id, :name, :n, :x, :price, :seen, :day, :ok,'
                " :select, :colon, :parent_id)"
            )
            connection.execute(text(insert), CHILDREN)
        models = load_models(write_source(reflect(engine)))
        folder = tmp_path_factory.mktemp("code")
        (folder / "models.py").write_text(models.source, encoding="utf-8")
        worker = Worker(folder, engine.url.render_as_string(hide_password=False))
        yield engine, models, worker
        worker.end()


def conditions(models: Any) -> st.SearchStrategy[Any]:
    """Return conditions of all kinds on the child."""
    child, parent = models["odd child"], models["parent"]
    name, n, x, price = (getattr(child, key) for key in ("name", "n", "x", "price"))
    colon = next(getattr(child, k) for k in child.model_fields if k.startswith("a") and "b" in k)
    texts = st.sampled_from(TEXTS)
    numbers, days = st.integers(-3, 9), st.integers(1, 28)
    leaves = st.one_of(
        st.builds(lambda v: name == v, texts | st.none()),
        st.builds(lambda v: colon != v, texts),
        st.builds(lambda v: name > v, texts),
        st.builds(lambda v, e: col(name).contains(v, autoescape=e), texts, st.booleans()),
        st.builds(lambda v: col(name).icontains(v, autoescape=True), texts),
        st.builds(lambda v: col(name).startswith(v, autoescape=True), texts),
        st.builds(lambda v: col(name).endswith(v), st.sampled_from(["a", "b", "%"])),
        st.builds(lambda v: col(name).like(f"%{v}%", escape="!"), st.sampled_from(["a", "%"])),
        st.builds(lambda v: ~col(name).ilike(v), st.sampled_from(["a%", "_"])),
        st.builds(lambda v: col(n).in_(v), st.lists(numbers, max_size=3)),
        st.builds(lambda v: col(n).not_in(v), st.lists(numbers, max_size=3)),
        st.builds(lambda a, b: col(n).between(a, b), numbers, numbers),
        st.builds(lambda a: not_(col(n).between(a, 3)), numbers),
        st.builds(lambda v: (n + 1) * 2 - v > n, numbers),
        st.builds(lambda v: -n < v, numbers),
        st.builds(lambda v: x >= v, st.sampled_from([0.5, 1.25, float("inf")])),
        st.builds(lambda v: price < v, st.sampled_from([Decimal("1.25"), Decimal(3)])),
        st.builds(lambda v: child.seen >= v, st.just(dt.datetime(2024, 2, 9, 14, 30))),
        st.builds(lambda v: child.day == v, st.dates(dt.date(2024, 2, 1), dt.date(2024, 2, 28))),
        st.just(col(child.ok).is_(True)),
        st.just(child.ok == True),  # noqa: E712
        st.just(col(child.ok)),
        st.just(col(n).is_(None)),
        st.just(col(n).is_not(None)),
        st.builds(lambda v: col(n).is_distinct_from(v), numbers),
        st.builds(lambda v: func.lower(name) == v, texts),
        st.builds(lambda v: func.coalesce(n, 0) + 1 > v, numbers),
        st.builds(lambda v: cast_to(n, Integer) == v, numbers),
        st.builds(lambda v: name + "x" == v, texts),
        st.builds(lambda v: tuple_(child.day, child.id) > (dt.date(2024, 2, v), 3), days),
        st.builds(lambda v: child.parent.has(parent.name == v), texts),
        st.builds(lambda v: ~child.parent.has(parent.id > v), numbers),
        st.builds(lambda v: col(child.parent_id).in_(select(parent.id).where(parent.id > v)), days),
        st.just(text("n = 1 OR name = 'a:b'")),
        st.just(true()),
        st.builds(
            lambda v: getattr(child, next(k for k in child.model_fields if "select" in k)) == v,
            texts,
        ),
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(or_, inner, inner)
            | st.builds(lambda a, b: and_(a, opposite(b)), inner, inner)
            | st.builds(and_, inner, inner)
        ),
        max_leaves=4,
    )


def opposite(condition: Any) -> Any:
    """Return NOT of a condition, but of SQL, which not_() refuses, itself."""
    return condition if isinstance(condition, TextClause) else not_(condition)


def names(child: Any) -> list[str]:
    return [column.name for column in child.__table__.columns]


def agree(explored: tuple[Engine, Models, Worker], data: Any) -> None:
    engine, models, worker = explored
    child = models["odd child"]
    where = data.draw(st.lists(conditions(models), max_size=3))
    orders = st.lists(st.sampled_from(names(child)), unique=True, max_size=3)
    order_by = [f"{data.draw(st.sampled_from(['', '-']))}{name}" for name in data.draw(orders)]
    asked: dict[str, Any] = {
        "where": where,
        "order_by": order_by,
        "size": data.draw(st.integers(1, 9)),
    }
    if data.draw(st.booleans()):
        asked["search"] = data.draw(st.sampled_from(TEXTS))
    asked["keyed"] = data.draw(st.sampled_from([True, True, False]))
    page = read_page(engine, child, last=data.draw(st.booleans()), **asked)
    for _ in range(data.draw(st.integers(0, 3))):
        if page.next:
            page = read_page(engine, child, after=page.next, **asked)
        elif page.prev:
            page = read_page(engine, child, before=page.prev, **asked)
    told = worker.run(page.code)
    assert told == {"rows": [row.id for row in page.rows], "sql": [page.sql]}, page.code
    password = engine.url.password
    assert str(engine.url.database) not in page.code
    assert not password or password not in page.code


SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=60, derandomize=True, **SETTINGS)  # type: ignore[arg-type]
@given(data=st.data())
def test_code_gives_the_same_rows_by_the_same_sql(
    explored: tuple[Engine, Models, Worker], data: st.DataObject
) -> None:
    agree(explored, data)


@pytest.mark.full
@settings(max_examples=1_000, **SETTINGS)  # type: ignore[arg-type]
@given(data=st.data())
def test_code_gives_the_same_rows_in_a_thousand_states(
    explored: tuple[Engine, Models, Worker], data: st.DataObject
) -> None:
    agree(explored, data)


def test_plain_conditions_are_written_as_a_person_would(
    explored: tuple[Engine, Models, Worker],
) -> None:
    engine, models, _ = explored
    child = models["odd child"]
    page = read_page(
        engine,
        child,
        where=[or_(child.n > 1, col(child.name).in_(["a", "b"])), child.parent.has()],  # type: ignore[attr-defined]
        order_by=["-name"],
        size=5,
    )
    assert (
        page.code
        == """\
from sqlmodel import Session, col, or_, select

from models import OddChild

statement = (
    select(OddChild)
    .where(
        or_(OddChild.n > 1, col(OddChild.name).in_(["a", "b"])),
        col(OddChild.parent).has(),
    )
    .order_by(col(OddChild.name).desc(), col(OddChild.id).desc())
    .limit(5)
)
with Session(engine) as session:
    rows = session.exec(statement).all()
"""
    )


def test_a_moment_keeps_the_name_of_its_zone() -> None:
    zone = ZoneInfo("Europe/Zurich")
    for value in (dt.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=zone), dt.time(1, tzinfo=zone)):
        code, names = write_literal(value)
        assert names == {"dt", "ZoneInfo"}
        read = eval(code, {"dt": dt, "ZoneInfo": ZoneInfo})
        assert (read, read.tzinfo, read.fold) == (value, zone, value.fold)
    with (Path(zoneinfo.TZPATH[0]) / "Europe/Zurich").open("rb") as file:
        nameless = ZoneInfo.from_file(file)
    with pytest.raises(NoLiteralError):
        write_literal(dt.datetime(2024, 1, 1, tzinfo=nameless))


def test_the_code_holds_whatever_value_a_driver_gives(tmp_path: Path) -> None:
    values = {
        "inet": "'10.0.0.1/8'", "inet[]": "'{::1}'", "cidr": "'10.0.0.0/8'",
        "jsonb": """'{"a": [1]}'""",
        "int4range": "'[1,5)'", "daterange": "'empty'", "tstzrange": "'[2024-01-01,)'",
        "int4multirange": "'{[1,2),[5,6)}'", "timestamptz": "'2024-01-01 00:00+00'",
    }  # fmt: skip
    with database("postgresql") as engine:
        with engine.begin() as connection:
            columns = ", ".join(f"c{n} {kind}" for n, kind in enumerate(values))
            connection.exec_driver_sql(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})")
            connection.exec_driver_sql(f"INSERT INTO t VALUES (1, {', '.join(values.values())})")
        models = load_models(write_source(reflect(engine)))
        (tmp_path / "models.py").write_text(models.source, encoding="utf-8")
        (row,) = read_page(engine, models["t"]).rows
        where = [getattr(models["t"], f"c{n}") == getattr(row, f"c{n}") for n in range(len(values))]
        page = read_page(engine, models["t"], where=where)
        worker = Worker(tmp_path, engine.url.render_as_string(hide_password=False))
        assert worker.run(page.code) == {"rows": [1], "sql": [page.sql]}, page.code
        worker.end()
