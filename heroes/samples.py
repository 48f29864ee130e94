"""The heroes everyone knows, and as many more as you like."""

import json
import random
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert
from sqlmodel import Session, select

from heroes.database import create_tables
from heroes.models import Base, Hero, HeroMissionLink, Mission, Team

BATCH = 10_000  # rows in one executemany
FIRST = ("Amber", "Brave", "Cobalt", "Daring", "Electric", "Frozen", "Golden", "Hidden", "Iron")
LAST = ("Arrow", "Beetle", "Comet", "Drake", "Ember", "Falcon", "Glider", "Hammer", "Ibis", "Jay")
HERO_COLUMNS = ("name", "age", "team_id", "secret_name")


def seed(session: Session) -> None:
    """Add the sample teams, heroes and missions that are not there yet, and commit."""
    data = json.loads(files("heroes").joinpath("samples.json").read_text("utf-8"))

    teams = {team.name: team for team in session.exec(select(Team))}
    for row in data["teams"]:
        if row["name"] not in teams:
            session.add(teams.setdefault(row["name"], Team(**row)))
    session.flush()  # the ids follow the order of the file
    heroes = {hero.secret_name: hero for hero in session.exec(select(Hero))}
    for row in data["heroes"]:
        if row["secret_name"] not in heroes:
            team = teams.get(row.pop("team"))
            hero = Hero(**row, team_id=team.id if team else None)
            session.add(heroes.setdefault(row["secret_name"], hero))
    missions = {mission.name: mission for mission in session.exec(select(Mission))}
    for row in data["missions"]:
        if row["name"] not in missions:
            starts_on = row.pop("starts_on")
            mission = Mission(**row, starts_on=starts_on and date.fromisoformat(starts_on))
            session.add(missions.setdefault(row["name"], mission))
    session.flush()
    for row in data["links"]:
        key = heroes[row["hero"]].id, missions[row["mission"]].id
        if session.get(HeroMissionLink, key) is None:
            session.add(HeroMissionLink(hero_id=key[0], mission_id=key[1], role=row["role"]))
    session.commit()


def generate(
    engine: Engine, heroes: int = 1_000_000, *, seed: int = 0, progress: bool | None = None
) -> None:
    """Fill the database with that many heroes, and a team for each hundred, in one transaction.

    The same `seed` gives the same rows. `progress` shows a bar; None shows it in a terminal.
    """
    from rich.console import Console
    from rich.progress import track

    if heroes < 0:
        raise ValueError("heroes must be 0 or more.")
    console = Console(stderr=True)
    create_tables(engine)
    with engine.begin() as connection:
        before = connection.execute(select(Team.id)).scalars().all()
        names = [(f"Team {number:,}", "Everywhere") for number in range(1, heroes // 100 + 2)]
        insert_rows(connection, Base.metadata.tables["team"], ("name", "headquarters"), names)
        team_ids = sorted({*connection.execute(select(Team.id)).scalars()}.difference(before))
        rows = hero_rows(heroes, team_ids, seed)
        if console.is_terminal if progress is None else progress:
            rows = track(rows, "Heroes", heroes, console=console)
        insert_rows(connection, Base.metadata.tables["hero"], HERO_COLUMNS, rows)


def hero_rows(heroes: int, team_ids: Sequence[int], seed: int = 0) -> Iterable[tuple[Any, ...]]:
    """Yield tuples of HERO_COLUMNS; one age in ten is None, the rest 0 to 99."""
    pick = random.Random(seed).random  # noqa: S311 - sample data, not secrets
    for number in range(1, heroes + 1):
        name = f"{FIRST[int(pick() * len(FIRST))]} {LAST[int(pick() * len(LAST))]} {number}"
        age = int(pick() * 100) if pick() > 0.1 else None
        yield name, age, team_ids[int(pick() * len(team_ids))], f"Secret {number}"


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert tuples of plain values as fast as the driver can: its own executemany, in batches."""
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    order = [columns.index(name) for name in statement.positiontup or columns]
    source = iter(rows) if order == sorted(order) else map(itemgetter(*order), rows)
    while batch := list(islice(source, BATCH)):
        values: Any = batch
        if not statement.positional:
            values = [dict(zip(columns, row, strict=True)) for row in batch]
        connection.exec_driver_sql(str(statement), values)
