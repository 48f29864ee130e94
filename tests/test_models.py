"""Rules of heroes' own models."""

import subprocess
import sys

import pytest
from pydantic import ValidationError
from sqlmodel import Session, SQLModel, select

from heroes import create_tables, make_engine, seed
from heroes.models import (
    Base,
    Hero,
    HeroCreate,
    HeroMissionLink,
    HeroPublic,
    HeroUpdate,
    Mission,
    MissionUpdate,
    Team,
    TeamUpdate,
)


@pytest.fixture
def session() -> Session:
    """Return a session on a database with the sample rows."""
    engine = make_engine("sqlite://")
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
        return session


def test_the_models_are_on_a_registry_of_their_own() -> None:
    assert Base.metadata is not SQLModel.metadata
    assert sorted(Base.metadata.tables) == ["hero", "heromissionlink", "mission", "team"]
    assert not {"hero", "team"} & set(SQLModel.metadata.tables)


@pytest.mark.parametrize("seed_value", ["0", "1", "2"])
def test_a_loaded_row_prints_in_declared_order_for_every_hash_seed(seed_value: str) -> None:
    code = """if True:
        from heroes import create_tables, make_engine, seed
        from heroes.models import Hero
        from sqlmodel import Session
        engine = make_engine("sqlite://")
        create_tables(engine)
        with Session(engine) as s:
            seed(s)
            print(repr(s.get(Hero, 3)))
    """
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": seed_value},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == (
        "Hero(id=3, name='Rusty-Man', age=48, team_id=1, secret_name='Tommy Sharp')\n"
    )


def test_a_row_prints_what_is_expired_without_loading_it(session: Session) -> None:
    team = session.get_one(Team, 1)
    session.commit()
    expected = "Team(id=<expired>, name=<expired>, headquarters=<expired>)"
    assert repr(team) == expected
    assert repr(team) == expected, "printing it loaded nothing"
    assert team.name == "Preventers"
    assert repr(team) == "Team(id=1, name='Preventers', headquarters='Sharp Tower')"


def test_a_row_that_misses_a_field_says_that_it_is_not_set() -> None:
    assert repr(Team(name="Nobody")) == "Team(id=None, name='Nobody', headquarters=<not set>)"


def test_what_a_client_sees_of_a_hero_has_no_secret_name(session: Session) -> None:
    public = HeroPublic.model_validate(session.get_one(Hero, 1))
    assert "secret_name" not in public.model_dump()


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (HeroUpdate, "name"),
        (HeroUpdate, "secret_name"),
        (TeamUpdate, "name"),
        (TeamUpdate, "headquarters"),
        (MissionUpdate, "name"),
        (MissionUpdate, "difficulty"),
    ],
)
def test_a_required_field_may_be_left_out_of_an_update_but_not_be_null(
    model: type[SQLModel], field: str
) -> None:
    assert model.model_validate({}).model_dump(exclude_unset=True) == {}
    with pytest.raises(ValidationError, match="may be left out, but not null"):
        model.model_validate({field: None})


def test_an_optional_field_may_be_set_to_null_by_an_update() -> None:
    change = HeroUpdate.model_validate({"age": None})
    assert change.model_dump(exclude_unset=True) == {"age": None}


@pytest.mark.parametrize("age", [-1, "old"])
def test_a_new_hero_has_an_age_of_zero_or_more(age: object) -> None:
    with pytest.raises(ValidationError):
        HeroCreate.model_validate({"name": "Nova", "secret_name": "Nia", "age": age})


def test_heroes_and_missions_are_linked_both_ways_with_a_role(session: Session) -> None:
    mission = session.exec(select(Mission).where(Mission.name == "Guard the Museum")).one()
    assert [hero.name for hero in mission.heroes] == ["Spider-Boy", "Rusty-Man", "Ñandú"]
    assert {link.hero.name: link.role for link in mission.hero_links} == {
        "Rusty-Man": "lead",
        "Spider-Boy": "member",
        "Ñandú": "scout",
    }
    assert mission in mission.heroes[0].missions


def test_deleting_a_hero_deletes_its_links_and_keeps_the_missions(session: Session) -> None:
    session.delete(session.get_one(Hero, 1))
    session.commit()
    assert session.exec(select(HeroMissionLink).where(HeroMissionLink.hero_id == 1)).all() == []
    assert len(session.exec(select(Mission)).all()) == 6


def test_a_link_is_made_through_its_objects(session: Session) -> None:
    nova = session.exec(select(Hero).where(Hero.name == "Nova")).one()
    nova.mission_links.append(HeroMissionLink(mission=session.get_one(Mission, 6), role="clerk"))
    session.commit()
    assert [mission.name for mission in nova.missions] == ["The Missing Satellite", "Paperwork"]
