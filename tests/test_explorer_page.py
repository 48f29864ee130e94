"""Pages: no row twice, none missing, in either direction, whatever the order."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event, text
from sqlmodel import Session, select

from heroes import make_engine
from heroes.explorer.identity import is_keyed
from heroes.explorer.models import Models, load_models, write_source
from heroes.explorer.page import Page, read_page
from heroes.explorer.reflect import reflect

SERVERS = {
    "postgresql": "HEROES_TEST_POSTGRES",
    "mariadb": "HEROES_TEST_MARIADB",
}
TYPES = {
    "sqlite": "a INTEGER, b TEXT, c REAL, d DATETIME, e BOOLEAN",
    "postgresql": "a INTEGER, b TEXT, c DOUBLE PRECISION, d TIMESTAMP, e BOOLEAN",
    "mariadb": "a INTEGER, b VARCHAR(40) CHARACTER SET utf8mb4, c DOUBLE, d DATETIME(6), e BOOLEAN",
}
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-2, 2),
        st.none() | st.sampled_from(["", "a", "A", "b", "é", "日", "a%", "O'x"]),
        st.none() | st.sampled_from([-1.5, 0.0, 0.1, 1e300]),
        st.none() | st.sampled_from([dt.datetime(2024, 2, 29, 14, 30), dt.datetime(1999, 1, 1)]),
        st.none() | st.booleans(),
    ),
    max_size=14,
)
ORDERS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), unique=True, max_size=3).flatmap(
    lambda names: st.tuples(*(st.sampled_from([n, f"-{n}"]) for n in names))
)


@contextmanager
def database(name: str) -> Iterator[Engine]:
    """Give a new database of a kind, dropped at the end."""
    if name == "sqlite":
        engine = make_engine()
    else:
        url = os.environ.get(SERVERS[name])
        if not url:
            if os.environ.get("HEROES_REQUIRE_SERVERS"):
                pytest.fail(f"{SERVERS[name]} is not set, and HEROES_REQUIRE_SERVERS asks for it.")
            pytest.skip(f"{SERVERS[name]} is not set")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HEROES_DATABASE_URL", url)
            engine = make_engine()
    yield engine
    engine.dispose()


@pytest.fixture(scope="module", params=TYPES)
def mixed(request: pytest.FixtureRequest) -> Iterator[tuple[Engine, Models]]:
    """Give a table with columns of four types, all of which may be NULL."""
    with database(request.param) as engine:
        with engine.begin() as connection:
            columns = TYPES[request.param]
            connection.execute(text(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})"))
            connection.execute(text("CREATE INDEX t_a ON t (a)"))
        yield engine, load_models(write_source(reflect(engine)))


def fill(engine: Engine, rows: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM t"))
        for number, (a, b, c, d, e) in enumerate(rows, 1):
            values = {"id": number, "a": a, "b": b, "c": c, "d": d, "e": e}
            connection.execute(text("INSERT INTO t VALUES (:id, :a, :b, :c, :d, :e)"), values)


def forwards(engine: Engine, model: Any, **asked: Any) -> Iterator[Page]:
    page = read_page(engine, model, **asked)
    yield page
    while page.next:
        page = read_page(engine, model, after=page.next, **asked)
        yield page


def backwards(engine: Engine, model: Any, **asked: Any) -> Iterator[Page]:
    page = read_page(engine, model, last=True, **asked)
    yield page
    while page.prev:
        page = read_page(engine, model, before=page.prev, **asked)
        yield page


def ids(pages: Any) -> list[Any]:
    return [row.id for page in islice(pages, 100) for row in page.rows]


RULES = {
    "max_examples": 60,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
}


@settings(**RULES)  # type: ignore[arg-type]
@given(rows=ROWS, order_by=ORDERS, size=st.integers(1, 5))
def test_pages_either_way_are_the_plain_ordered_select(
    mixed: tuple[Engine, Models], rows: Any, order_by: tuple[str, ...], size: int
) -> None:
    engine, models = mixed
    fill(engine, rows)
    there = ids(forwards(engine, models.T, order_by=order_by, size=size))
    back = [
        row.id
        for page in islice(backwards(engine, models.T, order_by=order_by, size=size), 100)
        for row in reversed(page.rows)
    ]
    columns = {name: getattr(models.T, name) for name in "abcde"}
    descending = bool(order_by) and all(name.startswith("-") for name in order_by)
    clauses = [columns[n[1:]].desc() if n[0] == "-" else columns[n] for n in order_by]
    clauses.append(models.T.id.desc() if descending else models.T.id)  # type: ignore[attr-defined]
    with Session(engine) as session:
        plain = [row.id for row in session.exec(select(models.T).order_by(*clauses))]  # type: ignore[attr-defined]
    assert there == plain
    assert back[::-1] == plain
    assert sorted(plain) == list(range(1, len(rows) + 1))


@settings(**RULES | {"max_examples": 30})  # type: ignore[arg-type]
@given(
    rows=ROWS.filter(lambda rows: len(rows) > 4),
    order_by=ORDERS,
    changes=st.lists(st.tuples(st.integers(1, 14), st.booleans()), min_size=1, max_size=6),
)
def test_no_row_that_stayed_is_lost_while_others_come_and_go(
    mixed: tuple[Engine, Models], rows: Any, order_by: tuple[str, ...], changes: Any
) -> None:
    engine, models = mixed
    fill(engine, rows)
    seen, gone, page = [], set(), read_page(engine, models.T, order_by=order_by, size=2)
    seen += [row.id for row in page.rows]
    todo, number = list(changes), 100
    while page.next:
        if todo:
            target, is_deleted = todo.pop()
            with engine.begin() as connection:
                if is_deleted:
                    gone.add(target)
                    connection.execute(text("DELETE FROM t WHERE id = :id"), {"id": target})
                else:
                    number += 1
                    values = {"id": number, "a": target % 3, "b": "a"}
                    connection.execute(
                        text("INSERT INTO t (id, a, b) VALUES (:id, :a, :b)"), values
                    )
        page = read_page(engine, models.T, order_by=order_by, size=2, after=page.next)
        seen += [row.id for row in page.rows]
    assert len(seen) == len(set(seen))
    assert set(range(1, len(rows) + 1)) - gone <= set(seen)


@settings(**RULES | {"max_examples": 30})  # type: ignore[arg-type]
@given(rows=ROWS, size=st.integers(1, 4), order_by=ORDERS)
def test_next_and_prev_lead_back_to_the_same_page(
    mixed: tuple[Engine, Models], rows: Any, size: int, order_by: tuple[str, ...]
) -> None:
    engine, models = mixed
    fill(engine, rows)
    pages = list(islice(forwards(engine, models.T, order_by=order_by, size=size), 50))
    assert pages[0].prev is None
    for page, following in pairwise(pages):
        again = read_page(engine, models.T, order_by=order_by, size=size, before=following.prev)
        assert ids([again]) == ids([page])


def make(*statements: str) -> tuple[Engine, Models, dict[str, bool]]:
    engine = make_engine()
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    schema = reflect(engine)
    keyed = {
        key: is_keyed(table, schema.keys[key]) for key, table in schema.metadata.tables.items()
    }
    return engine, load_models(write_source(schema)), keyed


def test_a_table_that_others_inherit_shows_the_rows_of_all() -> None:
    with database("postgresql") as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY, o INTEGER)")
            connection.exec_driver_sql("CREATE TABLE child () INHERITS (parent)")
            connection.exec_driver_sql("INSERT INTO parent VALUES (1, 1)")
            connection.exec_driver_sql("INSERT INTO child VALUES (1, NULL), (2, NULL)")
        schema = reflect(engine)
        assert not is_keyed(schema.metadata.tables["parent"], schema.keys["parent"])
        model = load_models(write_source(schema)).Parent
        for order_by in ([], ["-id"], ["o"]):
            pages = forwards(engine, model, order_by=order_by, size=1, keyed=False)
            rows = [(row.id, row.o) for page in pages for row in page.rows]
            assert sorted(rows, key=str) == [(1, 1), (1, None), (2, None)]


def test_dates_that_are_written_in_more_than_one_way_lose_no_row() -> None:
    ways = [
        "2024-02-29",
        "2024-02-29 00:00:00",
        "2024-02-29T00:00:00",
        "2024-02-29 00:00:00.000000",
    ]
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, d DATETIME, n NUMERIC)",
        *(f"INSERT INTO t (d, n) VALUES ('{way}', 1.{n})" for n in range(4) for way in ways),
        "INSERT INTO t (d, n) VALUES ('soon', 'x'), (NULL, NULL), (7, 2), (X'00ff', X'01')",
    )
    for order_by in (["d"], ["-d"], ["n"], ["d", "-n"], ["-n", "d"]):
        found = ids(forwards(engine, models.T, order_by=order_by, size=3))
        assert sorted(found) == list(range(1, 21))
        assert len(ids(backwards(engine, models.T, order_by=order_by, size=3))) == 20


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-29 14:30:00",
        "2024-02-29T14:30:00",
        "2024-02-29 14:30:00.000",
        "2024-02-29 14:30:00.000000",
        "2024-02-29T14:30Z",
        "2024-02-29T14:30:00Z",
        "2024-02-29 14:30:00.000+00:00",
        "2024-02-29 14:30:00-05:00",
    ],
)
def test_a_moment_equals_what_is_stored_however_it_is_written(written: str) -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, d DATETIME)",
        f"INSERT INTO t (d) VALUES (NULL), ('{written}'), ('{written.replace('29', '28')}')",
    )
    moment = dt.datetime.fromisoformat(written)
    page = read_page(engine, models.T, where=[models.T.d == moment])  # type: ignore[attr-defined]
    assert ids([page]) == [2]
    assert page.rows[0].d == moment
    later = read_page(engine, models.T, where=[models.T.d >= moment])  # type: ignore[attr-defined]
    assert ids([later]) == [2]


@pytest.mark.parametrize("written", ["14:30", "14:30:00", "14:30:00.000", "14:30:00.000000"])
def test_a_time_of_day_equals_what_is_stored_however_it_is_written(written: str) -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, d TIME)",
        f"INSERT INTO t (d) VALUES (NULL), ('{written}'), ('{written.replace('14', '13')}')",
    )
    page = read_page(engine, models.T, where=[models.T.d == dt.time(14, 30)])  # type: ignore[attr-defined]
    assert ids([page]) == [2] and page.rows[0].d == dt.time(14, 30)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("TIME", ["10:00:00", "10:00", "11:00:00"]),
        ("DATETIME", ["2024-01-01 10:00:00", "2024-01-01T10:00:00", "2024-01-01 11:00:00"]),
    ],
)
def test_keys_that_are_one_moment_in_two_ways_of_writing_are_two_rows(
    kind: str, written: list[str]
) -> None:
    engine, models, _ = make(
        f"CREATE TABLE t (k {kind} PRIMARY KEY, id INTEGER)",
        *(f"INSERT INTO t VALUES ('{text}', {number})" for number, text in enumerate(written)),
        "CREATE VIEW v AS SELECT k, id FROM t",
    )
    page = read_page(engine, models.T)
    assert sorted(ids([page])) == [0, 1, 2]
    by_id = {row.id: row.k for row in page.rows}
    assert by_id[1] == written[1]  # the one that is not written like the others
    assert not isinstance(by_id[2], str)
    for number, value in by_id.items():
        assert ids([read_page(engine, models.T, where=[models.T.k == value])]) == [number]  # type: ignore[attr-defined]
    assert {repr(row.k) for row in read_page(engine, models.V, keyed=False).rows} == {
        repr(value) for value in by_id.values()
    }


def test_what_postgresql_has_types_of_its_own_for_is_found_as_it_is_shown() -> None:
    with database("postgresql") as engine:
        with engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE t (id INT PRIMARY KEY, r REAL, m MONEY, v TSVECTOR)")
            )
            connection.execute(text("INSERT INTO t VALUES (1, 0.1, 5, 'a b'), (2, 'NaN', 6, 'c')"))
            connection.execute(
                text("INSERT INTO t SELECT n, n % 3 * 0.1, n FROM generate_series(3, 9) n")
            )
            connection.execute(text("INSERT INTO t VALUES (10)"))
        model = load_models(write_source(reflect(engine))).T
        for row in read_page(engine, model).rows[:2]:
            for name in ("r", "m", "v"):
                shown = getattr(row, name)
                found = read_page(engine, model, where=[getattr(model, name) == shown]).rows
                assert row.id in [each.id for each in found], (name, shown)
        for order in (["r"], ["-r"], ["r", "-id"]):
            with Session(engine) as session:
                clauses = [getattr(model, n.removeprefix("-")) for n in order]
                ordered = [
                    c.desc() if n[0] == "-" else c for n, c in zip(order, clauses, strict=True)
                ]
                ordered.append(model.id.desc() if order == ["-r"] else model.id)
                plain = [row.id for row in session.exec(select(model).order_by(*ordered))]
            pages = list(forwards(engine, model, order_by=order, size=3))
            assert not any(page.note for page in pages)
            assert ids(pages) == plain
            assert ids(reversed(list(backwards(engine, model, order_by=order, size=3)))) == plain


def test_numbers_of_rows_that_are_made_up_anew_are_no_key() -> None:
    engine, models, keyed = make(
        "CREATE VIRTUAL TABLE d USING fts5(a)",
        "CREATE VIRTUAL TABLE v USING fts5vocab('d', 'row')",
        "INSERT INTO d VALUES ('x y'), ('y z'), ('z w x')",
    )
    assert keyed["d"] and not keyed["v"]
    pages = forwards(engine, models.V, order_by=["-term"], size=3, keyed=False)
    assert [row.term for page in pages for row in page.rows] == ["z", "y", "x", "w"]


def test_moments_of_a_view_and_behind_many_nulls_are_found() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, d DATETIME)",
        *("INSERT INTO t (d) VALUES (NULL)" for _ in range(150)),
        *(f"INSERT INTO t (d) VALUES ('2024-02-{n:02} 10:00:00')" for n in range(1, 25)),
        "INSERT INTO t (d) VALUES ('2024-02-25'), ('x'), ('2024-02-25 10:00:00.250000')",
        "CREATE VIEW v AS SELECT id, d FROM t",
    )
    moment = dt.datetime(2024, 2, 2, 10)
    for model in (models.T, models.V):
        page = read_page(engine, model, where=[model.d == moment], keyed=False)  # type: ignore[attr-defined]
        assert len(page.rows) == 1


@pytest.mark.parametrize("kind", ["TEXT", "INT", "DATE"])
def test_a_key_that_holds_null_loses_no_row(kind: str) -> None:
    engine, models, _ = make(
        f"CREATE TABLE t (k {kind} PRIMARY KEY, id INTEGER)",
        "INSERT INTO t VALUES (NULL, 1), (NULL, 2), (3, 3), (4, 4)",
    )
    for order_by in (["k"], ["-k"], ["id"], ["-k", "id"]):
        there = ids(forwards(engine, models.T, order_by=order_by, size=2))
        assert sorted(there) == [1, 2, 3, 4]
        assert len(ids(backwards(engine, models.T, order_by=order_by, size=2))) == 4


def test_a_view_is_counted_off_and_says_so() -> None:
    engine, models, keyed = make(
        "CREATE TABLE t (a INTEGER, b TEXT)",
        "INSERT INTO t VALUES (1, 'x'), (1, 'x'), (1, 'x'), (2, 'y'), (NULL, NULL)",
        "CREATE VIEW v AS SELECT a, b FROM t",
    )
    assert keyed == {"t": True, "v": False}
    pages = list(forwards(engine, models.V, size=2, keyed=False))
    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert "OFFSET" in (pages[0].note or "")
    assert len([row for page in pages for row in page.rows]) == 5
    back = list(backwards(engine, models.V, size=2, keyed=False))
    assert [len(page.rows) for page in back] == [2, 2, 1]


def test_a_table_without_a_key_is_paged_by_its_row_number() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1), (1), (1), (NULL)"
    )
    pages = list(forwards(engine, models.T, size=1))
    assert len(pages) == 4
    assert all(page.note is None for page in pages)


def test_a_page_begins_at_a_value() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
        "INSERT INTO t (a) VALUES ('b'), ('a'), ('c'), ('b'), (NULL)",
    )
    page = read_page(engine, models.T, order_by=["a"], start=["b"], size=2)
    assert ids([page]) == [1, 4]
    assert ids([read_page(engine, models.T, order_by=["a"], before=page.prev, size=9)]) == [5, 2]
    beyond = read_page(engine, models.T, order_by=["a"], start=["z"], size=2)
    assert beyond.rows == []
    assert ids([read_page(engine, models.T, order_by=["a"], before=beyond.prev, size=2)]) == [4, 3]


def test_an_order_by_an_indexed_column_uses_the_index() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL)",
        "CREATE INDEX t_a ON t (a)",
        "CREATE INDEX t_b ON t (b)",
        *(f"INSERT INTO t (a, b) VALUES ('{n:03}', '{n:03}')" for n in range(200)),
    )
    for order_by in (["a"], ["-a"], ["b"], ["-b"]):
        first = read_page(engine, models.T, order_by=order_by, size=20)
        page = read_page(engine, models.T, order_by=order_by, size=20, after=first.next)
        with engine.connect() as connection:
            compiled = page.statement.compile(engine, compile_kwargs={"literal_binds": True})
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
        plan = " ".join(row[-1] for row in rows)
        assert "SEARCH t USING INDEX" in plan, (order_by, plan)
        assert "TEMP B-TREE" not in plan, (order_by, plan)


def test_a_search_takes_its_text_as_it_is() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)",
        "INSERT INTO t (a, b) VALUES ('100%', NULL), ('100x', 'ABC'), ('a_c', 'x'), ('', '')",
    )
    assert ids([read_page(engine, models.T, search="0%")]) == [1]
    assert ids([read_page(engine, models.T, search="abc")]) == [2]
    assert ids([read_page(engine, models.T, search="a_c")]) == [3]


def test_no_count_and_no_offset_on_the_way_to_a_page() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY)",
        *(f"INSERT INTO t VALUES ({n})" for n in range(40)),
    )
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    first = read_page(engine, models.T, size=10)
    read_page(engine, models.T, size=10, after=first.next)
    assert not any("count" in sql.lower() for sql in sent)
    assert len([sql for sql in sent if "SELECT" in sql]) <= 5


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"size": 0}, "Give as size a number of rows from 1 to 10,000"),
        ({"size": "5"}, "Give as size"),
        ({"order_by": ["nam"]}, 'There is no column "nam" in t: did you mean "name"'),
        ({"order_by": ["zzz"]}, "its columns are id, name"),
        ({"order_by": [3]}, "Give order_by as names"),
        ({"where": [True]}, "True is no condition"),
        ({"where": ["name = 1"]}, '"name = 1" is no condition'),
        ({"after": "x", "before": "y"}, "Give one of after, before, last and start"),
        ({"after": "zzz"}, "This is no place in these pages"),
        ({"after": "WyJhIl0"}, "This is no place in these pages"),
        ({"after": ""}, "Give as after the `next` or `prev`"),
        ({"start": [1, 2, 3]}, "Give as start a list of 1 to 1 values, of id"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(asked: dict[str, Any], sentence: str) -> None:
    engine, models, _ = make("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
    with pytest.raises(ValueError, match=r".") as caught:
        read_page(engine, models.T, **asked)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cursor_of_another_order_is_refused() -> None:
    engine, models, _ = make(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)", "INSERT INTO t (a) VALUES ('x'), ('y')"
    )
    page = read_page(engine, models.T, order_by=["a"], size=1)
    with pytest.raises(ValueError, match="no place in these pages"):
        read_page(engine, models.T, order_by=["-a"], size=1, after=page.next)


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary().map(lambda b: b.hex()))
def test_a_hostile_cursor_is_one_sentence(token: str) -> None:
    from heroes.explorer import cursor

    with pytest.raises(ValueError, match=r"^This is no place in these pages"):
        cursor.read(token, ("id",))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
        | st.binary() | st.decimals(allow_nan=False) | st.dates() | st.datetimes()
        | st.datetimes(timezones=st.just(dt.UTC)) | st.times() | st.timedeltas() | st.uuids(),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_a_place_survives_its_cursor(values: list[Any]) -> None:
    from heroes.explorer import cursor

    names = tuple(map(str, range(len(values))))
    place = cursor.Place(names, tuple(values))
    token = cursor.write(place)
    assert cursor.read(token, names) == place
    assert all(c.isalnum() or c in "-_" for c in token)


def test_a_page_begins_at_an_exact_number(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'many.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, a DECIMAL(10, 2))")
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
            " INSERT INTO t SELECT i, i * 0.25 FROM n"
        )
    models = load_models(write_source(reflect(engine)))
    far = read_page(engine, models.T, order_by=["a"], start=[Decimal("450.25")], size=5)
    assert [row.a for row in far.rows] == [
        Decimal("450.25") + Decimal("0.25") * n for n in range(5)
    ]
