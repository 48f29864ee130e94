"""Rules of the sample rows and of the big database."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from heroes import create_tables, generate, make_engine, seed
from heroes.models import Hero, HeroMissionLink, Mission, Team


def counts(engine: Engine) -> list[int]:
    with Session(engine) as s:
        tables = (Team, Hero, Mission, HeroMissionLink)
        return [s.exec(select(func.count()).select_from(table)).one() for table in tables]


@pytest.fixture
def engine() -> Engine:
    """Return an engine with the tables of heroes."""
    engine = make_engine()
    create_tables(engine)
    return engine


def test_seeding_twice_adds_nothing(engine: Engine) -> None:
    for _ in range(2):
        with Session(engine) as s:
            seed(s)
        assert counts(engine) == [5, 30, 6, 16]


def test_seeding_brings_back_what_was_deleted_and_keeps_what_was_added(engine: Engine) -> None:
    with Session(engine) as s:
        seed(s)
        s.delete(s.exec(select(Hero).where(Hero.name == "Deadpond")).one())
        s.add(Hero(name="Mine", secret_name="Me"))
        s.commit()
        seed(s)
    assert counts(engine) == [5, 31, 6, 16]


def test_seeding_keeps_what_a_learner_changed(engine: Engine) -> None:
    with Session(engine) as s:
        seed(s)
        s.get_one(Hero, 1).age = 40
        s.commit()
        seed(s)
        assert s.get_one(Hero, 1).age == 40


def test_seeding_commits(engine: Engine) -> None:
    with Session(engine) as s:
        seed(s)
        s.rollback()
    assert counts(engine)[1] == 30


def test_the_ids_follow_the_order_of_the_file(engine: Engine) -> None:
    with Session(engine) as s:
        seed(s)
        known = s.exec(select(Hero.name).order_by(Hero.id).limit(3)).all()
        assert known == ["Deadpond", "Spider-Boy", "Rusty-Man"]
        assert s.exec(select(Team.name).order_by(Team.id).limit(1)).one() == "Preventers"


def test_the_rows_have_what_filters_stumble_over(engine: Engine) -> None:
    with Session(engine) as s:
        seed(s)
        heroes = s.exec(select(Hero)).all()
        ages = [hero.age for hero in heroes]
        names = [hero.name for hero in heroes]
        team_ids = {hero.team_id for hero in heroes}
        teams = s.exec(select(Team)).all()
    assert ages.count(None) >= 3, "ages that are missing"
    assert ages.count(35) >= 3, "ages that are equal"
    assert {17, 18, 34, 35, 36} <= set(ages), "ages at both sides of a boundary"
    assert 0 in ages, "an age that is false in Python"
    assert len(set(names)) < len(names), "a name that two have"
    assert None in team_ids, "a hero without a team"
    assert any(team.id not in team_ids for team in teams), "a team without heroes"
    assert any("%" in name for name in names), "a wildcard of LIKE in a name"
    assert any(name.islower() for name in names), "a name in small letters"
    assert any(not name.isascii() for name in names)


def test_generate_gives_the_same_rows_for_the_same_seed() -> None:
    def rows(seed_value: int) -> list[tuple[object, ...]]:
        engine = make_engine()
        generate(engine, 500, seed=seed_value)
        with Session(engine) as s:
            return [
                tuple(row) for row in s.exec(select(Hero.id, Hero.name, Hero.age, Hero.team_id))
            ]

    assert rows(1) == rows(1)
    assert rows(1) != rows(2)


@pytest.mark.parametrize("heroes", [0, 1, 99, 10_001])
def test_generate_writes_as_many_heroes_as_asked(heroes: int) -> None:
    engine = make_engine()
    generate(engine, heroes)
    assert counts(engine)[:2] == [heroes // 100 + 1, heroes]


def test_generate_adds_to_what_is_there(engine: Engine) -> None:
    with Session(engine) as s:
        seed(s)
    generate(engine, 200)
    assert counts(engine)[:2] == [8, 230]
    with Session(engine) as s:
        found = s.exec(select(Team.name).join(Hero).where(Hero.id > 30).distinct()).all()
    assert all(name.startswith("Team ") for name in found)


def test_generate_refuses_a_negative_number_in_one_sentence(engine: Engine) -> None:
    with pytest.raises(ValueError, match=r"heroes must be 0 or more\."):
        generate(engine, -1)


def test_the_progress_bar_is_shown_when_asked(capfd: pytest.CaptureFixture[str]) -> None:
    generate(make_engine(), 100, progress=True)
    assert "Heroes" in capfd.readouterr().err
    generate(make_engine(), 100)
    assert capfd.readouterr() == ("", "")


@pytest.mark.full
@pytest.mark.parametrize("backend", ["postgres_url", "mariadb_url"])
def test_a_server_takes_the_same_rows(
    backend: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(backend))
    engine = make_engine()
    create_tables(engine)
    with Session(engine) as s:
        seed(s)
        seed(s)
        hero = s.get_one(Hero, 1)
        assert (hero.name, hero.age, hero.team and hero.team.name) == ("Deadpond", None, "Z-Force")
    generate(engine, 2_000)
    assert counts(engine) == [26, 2030, 6, 16]
