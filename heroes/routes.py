"""The routes of the API: what it answers for heroes, teams and missions."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from heroes.models import (
    Base,
    Hero,
    HeroCreate,
    HeroMissionLink,
    HeroMissionLinkBase,
    HeroPublic,
    HeroUpdate,
    Mission,
    MissionCreate,
    MissionPublic,
    MissionUpdate,
    Team,
    TeamCreate,
    TeamPublic,
    TeamUpdate,
)


class HeroPublicWithTeam(HeroPublic):
    """A hero with its team, or with null."""

    team: TeamPublic | None


class TeamPublicWithHeroes(TeamPublic):
    """A team with its heroes."""

    heroes: list[HeroPublic]


class HeroMissionLinkPublic(HeroMissionLinkBase):
    """A hero of a mission, and the role there."""

    hero: HeroPublic


class MissionPublicWithHeroes(MissionPublic):
    """A mission with its heroes and their roles."""

    hero_links: list[HeroMissionLinkPublic]


async def wait_for_place(request: Request) -> AsyncIterator[None]:
    """Let in as many requests at once as there are connections."""
    if not hasattr(request.app.state, "places"):
        raise RuntimeError("This app has not started: send requests inside its lifespan.")
    # A thread that waited for a connection could not help the request that holds one to finish.
    async with request.app.state.places:
        yield


def get_session(
    request: Request, place: Annotated[None, Depends(wait_for_place)]
) -> Iterator[Session]:
    """Give each request a session of its own; a test puts another one in `dependency_overrides`."""
    engine = request.app.state.engine
    if request.method != "GET":
        # Reading first and locking later fails in SQLite if another request wrote in between.
        engine = engine.execution_options(sqlite_begin="IMMEDIATE")
    # Nothing is loaded again to write the answer, so the lock ends with the commit.
    with Session(engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
Offset = Annotated[int, Query(ge=0, lt=2**31)]
Limit = Annotated[int, Query(ge=1, le=100)]
Row = TypeVar("Row", bound=Base)
router = APIRouter()


def find(session: Session, model: type[Row], key: int, **options: Any) -> Row:
    """Return the row with this id, or answer 404."""
    row = session.get(model, key, **options)
    if row is None:
        raise HTTPException(404, f"There is no {model.__name__.lower()} {key}.")
    return row


def save(session: Session, row: Row) -> Row:
    """Commit a new or a changed row, and return it with its id."""
    session.add(row)
    session.commit()
    return row


@router.post("/heroes", response_model=HeroPublic, status_code=201, tags=["heroes"])
def create_hero(hero: HeroCreate, session: SessionDep) -> Hero:
    """Add a hero. Answers 404 if the team is not there."""
    if hero.team_id is not None:
        find(session, Team, hero.team_id)
    return save(session, Hero.model_validate(hero))


@router.get("/heroes", response_model=list[HeroPublic], tags=["heroes"])
def read_heroes(session: SessionDep, offset: Offset = 0, limit: Limit = 20) -> Sequence[Hero]:
    """List the heroes in the order of their ids, a page at a time."""
    return session.exec(select(Hero).order_by(col(Hero.id)).offset(offset).limit(limit)).all()


@router.get("/heroes/{hero_id}", response_model=HeroPublicWithTeam, tags=["heroes"])
def read_hero(hero_id: int, session: SessionDep) -> Hero:
    """Read a hero with its team."""
    return find(session, Hero, hero_id)


@router.patch("/heroes/{hero_id}", response_model=HeroPublic, tags=["heroes"])
def update_hero(hero_id: int, changes: HeroUpdate, session: SessionDep) -> Hero:
    """Change the fields that are sent, and no other. Answers 404 if the new team is not there."""
    hero = find(session, Hero, hero_id)
    if changes.team_id is not None:
        find(session, Team, changes.team_id)
    return save(session, hero.sqlmodel_update(changes.model_dump(exclude_unset=True)))


@router.delete("/heroes/{hero_id}", status_code=204, tags=["heroes"])
def delete_hero(hero_id: int, session: SessionDep) -> None:
    """Delete a hero, who also leaves all missions."""
    session.delete(find(session, Hero, hero_id))
    session.commit()


@router.post("/teams", response_model=TeamPublic, status_code=201, tags=["teams"])
def create_team(team: TeamCreate, session: SessionDep) -> Team:
    """Add a team."""
    return save(session, Team.model_validate(team))


@router.get("/teams", response_model=list[TeamPublic], tags=["teams"])
def read_teams(session: SessionDep, offset: Offset = 0, limit: Limit = 20) -> Sequence[Team]:
    """List the teams in the order of their ids, a page at a time."""
    return session.exec(select(Team).order_by(col(Team.id)).offset(offset).limit(limit)).all()


@router.get("/teams/{team_id}", response_model=TeamPublicWithHeroes, tags=["teams"])
def read_team(team_id: int, session: SessionDep) -> Team:
    """Read a team with its heroes."""
    return find(session, Team, team_id)


@router.patch("/teams/{team_id}", response_model=TeamPublic, tags=["teams"])
def update_team(team_id: int, changes: TeamUpdate, session: SessionDep) -> Team:
    """Change the fields that are sent, and no other."""
    team = find(session, Team, team_id)
    return save(session, team.sqlmodel_update(changes.model_dump(exclude_unset=True)))


@router.delete("/teams/{team_id}", status_code=204, tags=["teams"])
def delete_team(team_id: int, session: SessionDep) -> None:
    """Delete a team. Its heroes stay, without a team."""
    session.delete(find(session, Team, team_id))
    session.commit()


@router.post("/missions", response_model=MissionPublic, status_code=201, tags=["missions"])
def create_mission(mission: MissionCreate, session: SessionDep) -> Mission:
    """Add a mission."""
    return save(session, Mission.model_validate(mission))


@router.get("/missions", response_model=list[MissionPublic], tags=["missions"])
def read_missions(session: SessionDep, offset: Offset = 0, limit: Limit = 20) -> Sequence[Mission]:
    """List the missions in the order of their ids, a page at a time."""
    return session.exec(select(Mission).order_by(col(Mission.id)).offset(offset).limit(limit)).all()


@router.get("/missions/{mission_id}", response_model=MissionPublicWithHeroes, tags=["missions"])
def read_mission(mission_id: int, session: SessionDep) -> Mission:
    """Read a mission with its heroes and their roles."""
    # Without this, each link would load its hero on its own: N+1.
    heroes = selectinload(Mission.hero_links).selectinload(HeroMissionLink.hero)  # type: ignore[arg-type]
    return find(session, Mission, mission_id, options=[heroes])


@router.patch("/missions/{mission_id}", response_model=MissionPublic, tags=["missions"])
def update_mission(mission_id: int, changes: MissionUpdate, session: SessionDep) -> Mission:
    """Change the fields that are sent, and no other."""
    mission = find(session, Mission, mission_id)
    return save(session, mission.sqlmodel_update(changes.model_dump(exclude_unset=True)))


@router.delete("/missions/{mission_id}", status_code=204, tags=["missions"])
def delete_mission(mission_id: int, session: SessionDep) -> None:
    """Delete a mission. Its heroes stay."""
    session.delete(find(session, Mission, mission_id))
    session.commit()


@router.put(
    "/missions/{mission_id}/heroes/{hero_id}",
    response_model=HeroMissionLinkPublic,
    tags=["missions"],
)
def put_hero_on_mission(
    mission_id: int,
    hero_id: int,
    link: HeroMissionLinkBase,
    session: SessionDep,
    response: Response,
) -> HeroMissionLink:
    """Put a hero on a mission (201), or change the role of one who is on it (200)."""
    find(session, Mission, mission_id)
    find(session, Hero, hero_id)
    row = session.get(HeroMissionLink, (hero_id, mission_id))
    if row is None:
        row = HeroMissionLink(hero_id=hero_id, mission_id=mission_id)
        response.status_code = 201
    return save(session, row.sqlmodel_update(link))


@router.delete("/missions/{mission_id}/heroes/{hero_id}", status_code=204, tags=["missions"])
def take_hero_off_mission(mission_id: int, hero_id: int, session: SessionDep) -> None:
    """Take a hero off a mission. Both stay."""
    link = session.get(HeroMissionLink, (hero_id, mission_id))
    if link is None:
        raise HTTPException(404, f"Hero {hero_id} is not on mission {mission_id}.")
    session.delete(link)
    session.commit()
