"""The parts of the browser that need no database: painting, conditions, where a row leads."""

import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, String
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Enum, Numeric, Uuid

from heroes.explorer.filtering import Filter, attribute, operators, parse
from heroes.explorer.frame import to_dataframe
from heroes.explorer.painting import BUDGET, paint, paint_row, shown
from heroes.explorer.relation import relations
from heroes.models import Base, Hero

HOSTILE = "<script>alert(1)</script>\u202e`'\"&\x00"


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


@pytest.mark.parametrize(
    ("columns", "rows", "length"), [(3, 25, 10), (40, 25, 200), (400, 50, 5), (1, 50, 10_000_000)]
)
def test_a_table_stays_within_its_budget(columns: int, rows: int, length: int) -> None:
    names = [f"column {number}" for number in range(columns)]
    value = "é" * length
    painting = paint("many", names, [[value] * columns for _ in range(rows)])
    assert len(painting.html.encode()) <= BUDGET
    assert painting.html.count('<th scope="row">') == painting.rows == rows
    assert painting.columns >= 1


def test_a_table_of_one_wide_row_keeps_what_fits() -> None:
    painting = paint_row("row", {f"name {number}": number for number in range(1_000)})
    assert len(painting.html.encode()) <= BUDGET
    assert 10 < painting.rows < 1_000


def test_hostile_names_and_values_are_text() -> None:
    painting = paint(HOSTILE, [HOSTILE], [[HOSTILE], [HOSTILE.encode()]])
    assert "<script" not in painting.html
    assert "\u202e" not in painting.html
    assert "\x00" not in painting.html


def test_null_bytes_and_numbers_are_told_apart() -> None:
    assert shown(None, 40) == "NULL"
    assert shown("NULL", 40) == "NULL"
    assert "<i>NULL</i>" in paint("t", ["a"], [[None]]).html
    assert "<i>NULL</i>" not in paint("t", ["a"], [["NULL"]]).html
    assert shown(b"\x00\xff", 40) == "2 bytes: 00ff"
    assert 'class="number">3<' in paint("t", ["a"], [[3]]).html


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Integer(), " 1,000 ", 1000),
        (Numeric(), "1.50", Decimal("1.50")),
        (Boolean(), "Yes", True),
        (Date(), "2024-02-29", dt.date(2024, 2, 29)),
        (DateTime(), "2024-02-29 14:30", dt.datetime(2024, 2, 29, 14, 30)),
        (Uuid(), "12345678123456781234567812345678", uuid.UUID("12345678" * 4)),
        (Enum(Size), "large", Size.LARGE),
        (Enum(Size), "LARGE", Size.LARGE),
        (String(), " as it is ", " as it is "),
    ],
)
def test_a_typed_text_becomes_a_value_of_the_column(kind: Any, text: str, value: Any) -> None:
    assert parse(Column("a", kind), text) == value


@pytest.mark.parametrize("kind", [Integer(), Numeric(), Boolean(), Date(), Uuid(), Enum(Size)])
def test_a_text_that_does_not_fit_is_one_sentence(kind: Any) -> None:
    with pytest.raises(ValueError, match=r'^"soon" does not fit age: give .*\.$'):
        parse(Column("age", kind), "soon")


def test_a_column_offers_the_comparisons_of_its_type() -> None:
    assert operators(Column("a", String()))[0] == "contains"
    assert "contains" not in operators(Column("a", Integer()))
    assert "<" not in operators(Column("a", Boolean()))
    assert operators(Column("a", JSON())) == operators(Column("a", LargeBinary()))
    assert operators(Column("a", JSON())) == ["is NULL", "is not NULL"]


@pytest.mark.parametrize("operator", operators(Column("a", String())))
def test_each_comparison_is_an_expression_on_the_attribute(operator: str) -> None:
    sql = str(Filter("name", operator, "a").condition(Hero))
    assert "hero.name" in sql
    assert operator in str(Filter("name", operator, "a"))


def test_an_attribute_is_found_by_its_columns_name() -> None:
    assert attribute(Hero, "age") is Hero.age


def test_a_row_leads_up_its_keys_and_down_to_those_that_name_it() -> None:
    hero = Hero(id=1, name="Ann", secret_name="A", team_id=2)
    up, down = relations(hero, Base.metadata)
    assert (up.table, up.filters) == ("team", (Filter("id", "=", 2),))
    assert (down.table, down.filters) == ("heromissionlink", (Filter("hero_id", "=", 1),))


def test_a_key_that_is_null_leads_nowhere() -> None:
    hero = Hero(id=1, name="Ann", secret_name="A", team_id=None)
    assert [way.table for way in relations(hero, Base.metadata)] == ["heromissionlink"]


def test_a_dataframe_has_the_columns_of_the_table() -> None:
    frame = to_dataframe(["a", "b"], [[1, "x"], [None, "y"]])
    assert list(frame.columns) == ["a", "b"]
    assert len(frame) == 2
