"""The worlds hold what finds out wrong answers, and only what the prompt allows."""

from datetime import date
from enum import Enum, StrEnum

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, col, func, select

from heroes.judge import Exercise
from heroes.judge.bench import open_image
from heroes.judge.pools import Pools
from heroes.judge.worlds import Builder, World
from heroes.models import Hero, HeroMissionLink, Team


def task(**changes: object) -> Exercise:
    """Return an exercise about heroes."""
    given = {
        "id": "tests.task",
        "chapter": "00_tests",
        "title": "A task",
        "prompt": "All heroes",
        "kind": "select",
        "concepts": (),
        "minutes": 1,
        "starter": "answer = ...",
        "models": (Hero,),
        "reference": select(Hero),
    }
    return Exercise(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {world.name: world for world in Builder(task(), plain=False).fixed}


def test_one_world_is_empty_and_one_is_the_tutorials(worlds: dict[str, World]) -> None:
    assert worlds["empty"].size == 0
    assert len(worlds["tutorial"].rows["hero"]) == 30


@pytest.mark.parametrize("name", ["adversarial", "random"])
def test_each_made_world_has_nulls_ties_and_rows_without_a_partner(
    worlds: dict[str, World], name: str
) -> None:
    heroes, teams = worlds[name].rows["hero"], worlds[name].rows["team"]
    assert any(hero["age"] is None for hero in heroes)
    assert any(hero["team_id"] is None for hero in heroes)
    assert len({hero["age"] for hero in heroes}) < len(heroes)
    assert len({hero["name"] for hero in heroes}) < len(heroes)
    assert {team["id"] for team in teams} - {hero["team_id"] for hero in heroes}


def test_worlds_are_the_same_each_time() -> None:
    first, second = (Builder(task(), plain=True).fixed for _ in range(2))
    assert [world.rows for world in first] == [world.rows for world in second]


def test_foreign_keys_hold_in_every_world(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        clone = open_image(world.image)
        assert clone.execute("PRAGMA foreign_key_check").fetchall() == []
        clone.end()


def test_rows_that_are_only_read_come_in_no_order(worlds: dict[str, World]) -> None:
    clone = open_image(worlds["tutorial"].image)
    ids = [number for number, *_ in clone.execute("SELECT id, age, secret_name FROM hero")]
    clone.end()
    assert sorted(ids) != ids


def test_rows_to_be_changed_are_numbered_by_the_database() -> None:
    clone = open_image(Builder(task(), plain=True).fixed[0].image)
    clone.execute("INSERT INTO team (name, headquarters) VALUES ('a', 'b')")
    assert clone.execute("SELECT max(id) FROM team").fetchone()[0] == 6
    clone.end()


def test_literals_are_there_with_their_neighbours() -> None:
    [world, *_] = Builder(task(), plain=True).literal([18, "Nova", "Z%"])
    ages = {hero["age"] for hero in world.rows["hero"]}
    names = {hero["name"] for hero in world.rows["hero"]}
    assert {17, 18, 19} <= ages
    assert {"Nova", "nOVA"} <= names


def test_limits_of_fields_hold() -> None:
    worlds = Builder(task(), plain=True).literal([-5])
    assert all(hero["age"] is None or hero["age"] >= 0 for hero in worlds[0].rows["hero"])


def test_what_is_unique_is_never_equal() -> None:
    builder = Builder(task(unique=("hero.name",)), plain=True)
    named = builder.combined({("hero", "name"): ["Nova"]}, ["Nova"])
    for world in [*builder.fixed, *builder.literal(["Nova"]), *named]:
        names = [hero["name"] for hero in world.rows["hero"]]
        assert len(names) == len(set(names))


def one_deadpond(session: Session) -> bool:
    """Tell whether there is exactly one Deadpond."""
    return session.exec(select(func.count()).where(col(Hero.name) == "Deadpond")).one() == 1


def test_worlds_that_break_a_promise_are_mended_or_left_out() -> None:
    builder = Builder(task(given=one_deadpond, unique=("hero.name",)), plain=True)
    worlds = [*builder.fixed, *builder.literal(["Deadpond"])]
    assert len(worlds) >= 5
    for world in worlds:
        assert [hero["name"] for hero in world.rows["hero"]].count("Deadpond") == 1


NEAR = {("hero", "age"): [0], ("mission", "name"): ["Z"], ("heromissionlink", "role"): ["a"]}


def combined() -> dict[str, World]:
    """Return the worlds in which these literals are there."""
    linked = task(models=(Hero, HeroMissionLink))
    made = Builder(linked, plain=True).combined(NEAR, ["Z", "a"])
    return {world.name.removeprefix("combined "): world for world in made}


def test_some_worlds_hold_two_or_three_rows_beside_the_literals() -> None:
    few = [world.rows["hero"] for name, world in combined().items() if name.startswith("few")]
    assert sorted(map(len, few)) == [2, 2, 3, 3]
    assert {hero["age"] for heroes in few for hero in heroes} <= {None, 0, 1, -1}
    ids = [{hero["age"]: hero["id"] for hero in heroes} for heroes in few]
    assert any(each[None] < each[0] for each in ids if {None, 0} <= each.keys())


def test_a_row_that_is_named_has_links_of_each_kind_in_both_cases() -> None:
    whole = combined()["crowded 13"]
    [named] = [each["id"] for each in whole.rows["mission"] if each["name"] == "Z"][:1]
    links = whole.rows["heromissionlink"]
    assert {"a", "A"} <= {link["role"] for link in links if link["mission_id"] == named}
    assert "Zx" in {each["name"] for each in whole.rows["mission"]}


def test_half_a_character_is_in_no_world() -> None:
    worlds = Builder(task(), plain=True).combined({("hero", "name"): ["\ud800"]}, ["\ud800"])
    assert all(hero["name"] != "\ud800" for world in worlds for hero in world.rows["hero"])


class Colour(Enum):
    red = "r"
    green = "g"


class Word(StrEnum):
    up = "up"
    down = "down"


class Own(SQLModel, registry=registry()):
    pass


class Shelf(Own, table=True):
    __table_args__ = (CheckConstraint("height > 2"), UniqueConstraint("label"))

    id: int | None = Field(default=None, primary_key=True)
    label: str
    height: int = Field(le=40)
    colour: Colour
    built: date | None = None
    above_id: int | None = Field(default=None, foreign_key="shelf.id")


def test_models_of_any_kind_make_worlds_that_keep_their_constraints() -> None:
    builder = Builder(task(models=(Shelf,), reference=select(Shelf)), plain=True)
    rows = [row for world in builder.fixed for row in world.rows["shelf"]]
    assert rows
    assert all(2 < row["height"] <= 40 for row in rows)
    assert {row["colour"] for row in rows} == set(Colour)


class Lamp(Own, table=True):
    id: int | None = Field(default=None, primary_key=True)
    state: Word


class Cord(Own, table=True):
    lamp_id: int = Field(foreign_key="lamp.id", primary_key=True)
    shelf_id: int = Field(foreign_key="shelf.id", primary_key=True)
    state: Word


def test_a_column_of_an_enum_of_texts_holds_its_values_alone() -> None:
    models = (Lamp, Cord, Shelf)
    builder = Builder(task(models=models, reference=select(Lamp)), plain=True)
    near = {("lamp", "state"): [Word.up, "up"], ("cord", "state"): ["up", "upx"]}
    rows = [
        row
        for world in builder.combined(near, [Word.up, "upx"])
        for name in ("lamp", "cord")
        for row in world.rows[name]
    ]
    assert {row["state"] for row in rows} == set(Word)


def test_link_tables_have_rows() -> None:
    worlds = Builder(task(models=(Hero, Team, HeroMissionLink)), plain=True).fixed
    assert all(world.rows["heromissionlink"] for world in worlds if world.name == "random")


def test_pools_draw_the_same_for_the_same_seed() -> None:
    column = Hero.__table__.c.age  # type: ignore[attr-defined]
    one, other = ([Pools(3).value(column) for _ in range(5)] for _ in range(2))
    assert one == other
