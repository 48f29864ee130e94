"""Results are compared as the prompt asks: no stricter, no laxer."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from heroes import create_tables, make_engine, seed
from heroes.judge.compare import compare
from heroes.judge.result import Result, take
from heroes.models import Hero, Team


def rows(*values: Any, columns: tuple[str, ...] = ()) -> Result:
    """Return a result of tuples."""
    return Result(
        "rows", [value if isinstance(value, tuple) else (value,) for value in values], columns
    )


SAME = [
    (rows(1, 2, 2), rows(2, 1, 2)),
    (rows((1, "a"), (2, "b")), rows(("b", 2), ("a", 1))),
    (rows(0.1 + 0.2), rows(0.3)),
    (rows(Decimal("1.50")), rows(1.5)),
    (rows(True, False), rows(1, 0)),
    (rows(), rows()),
    (rows(None), rows(None)),
    (
        rows(datetime(2026, 1, 1, 12, tzinfo=UTC)),
        rows(datetime(2026, 1, 1, 13, tzinfo=timezone(timedelta(hours=1)))),
    ),
    (Result("one", [(3,)]), Result("one", [(3.0,)])),
    (Result("none", []), Result("none", [])),
]
OTHER = [
    (rows(1, 2), rows(1, 2, 2), "rows"),
    (rows(1, 2), rows(1), "rows"),
    (rows(None), rows(0), "rows"),
    (rows("1"), rows(1), "rows"),
    (rows("a"), rows("A"), "rows"),
    (rows((1, 2), (3, 4)), rows((1, 4), (3, 2)), "rows"),
    (rows((1, 2), (3, 4)), rows((1, 2), (3,)), "rows"),
    (rows((1, 2)), rows(1), "columns"),
    (rows(1), Result("one", [(1,)]), "shape"),
    (Result("one", [(1,)]), Result("none", []), "rows"),
    (rows(), Result("none", []), "shape"),
    (rows(10_000_000_001), rows(10_000_000_002), "rows"),
]


@pytest.mark.parametrize(("expected", "got"), SAME)
def test_the_same_rows_pass(expected: Result, got: Result) -> None:
    assert compare(expected, got) is None


@pytest.mark.parametrize(("expected", "got", "kind"), OTHER)
def test_other_rows_are_told_apart(expected: Result, got: Result, kind: str) -> None:
    found = compare(expected, got)
    assert found is not None
    assert found.kind == kind


def test_what_is_missing_and_extra_is_told() -> None:
    found = compare(rows(1, 2, 2), rows(2, 3))
    assert found is not None
    assert (sorted(found.missing), found.extra) == ([(1,), (2,)], [(3,)])


def test_names_count_only_if_they_are_asked_for() -> None:
    expected, got = rows((1, 2), columns=("a", "b")), rows((1, 2), columns=("a", "c"))
    assert compare(expected, got) is None
    assert compare(expected, got, named=True).kind == "names"  # type: ignore[union-attr]


def test_with_names_the_order_of_columns_counts() -> None:
    assert compare(rows((1, "a")), rows(("a", 1)), named=True) is not None


ORDERED = rows(("b", 1), ("a", 1), ("c", 2), columns=("name", "age"))


def test_ties_may_come_in_any_order() -> None:
    assert compare(ORDERED, rows(("a", 1), ("b", 1), ("c", 2)), ["age"]) is None


def test_the_order_of_keys_counts_if_it_is_asked_for() -> None:
    backwards = rows(("c", 2), ("a", 1), ("b", 1))
    assert compare(ORDERED, backwards) is None
    assert compare(ORDERED, backwards, ["age"]).kind == "order"  # type: ignore[union-attr]


def test_a_second_key_breaks_ties() -> None:
    expected = rows(("a", 1), ("b", 1), columns=("name", "age"))
    assert compare(expected, rows(("b", 1), ("a", 1)), ["age", "name"]) is not None


def test_an_order_by_something_else_is_the_teachers_fault() -> None:
    with pytest.raises(ValueError, match="no column"):
        compare(ORDERED, ORDERED, ["height"])


@pytest.fixture(scope="module")
def session() -> Any:
    engine = make_engine("sqlite://")
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
        yield session


def test_a_model_is_the_same_as_its_columns(session: Session) -> None:
    models = take(select(Team), session)
    columns = take(select(Team.headquarters, Team.id, Team.name), session)
    assert compare(models, columns) is None


def test_a_list_a_result_and_a_generator_are_the_same(session: Session) -> None:
    wanted = take(select(Hero), session)
    for given in (
        session.exec(select(Hero)),
        session.exec(select(Hero)).all(),
        iter(session.exec(select(Hero)).all()),
        session.execute(select(Hero)),
        session.execute(select(Hero)).scalars(),
        session.execute(select(Hero)).mappings(),
        (hero for hero in session.exec(select(Hero))),
    ):
        assert compare(wanted, take(given, session)) is None


def test_a_pair_is_one_row_and_a_tuple_of_models_is_many(session: Session) -> None:
    heroes = session.exec(select(Hero).limit(2)).all()
    assert take((1, 2)).shape == "one"
    assert take(tuple(heroes)).shape == "rows"
    assert take(heroes[0]).shape == "one"
    assert take("text").shape == "one"


def test_the_empty_side_of_an_outer_join_is_null(session: Session) -> None:
    pairs = take(select(Hero, Team).join(Team, isouter=True), session)
    assert any(row[1] is None for row in pairs.rows)
