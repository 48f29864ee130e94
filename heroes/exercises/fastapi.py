"""The exercises of 17 FastAPI: routes that read, list, change and connect, and say no rightly."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select, update

from heroes.judge import Exercise
from heroes.models import Hero, HeroCreate, HeroPublic, HeroUpdate, Team, TeamPublic
from heroes.routes import HeroPublicWithTeam

CHAPTER = "17_fastapi"
MODELS = (Team, Hero)

START = "the lifespan runs up to its yield"
OPEN = "get_session opens a session"
CALL = "the route's function commits, and returns the hero"
SHOW = "the response model reads its fields from the hero"
CLOSE = "get_session closes the session"
STOP = "the lifespan runs on behind its yield"

one_request = Exercise(
    id="fastapi.one_request",
    chapter=CHAPTER,
    title="One request",
    prompt=(
        "An app starts, answers one PATCH, and stops. Its routes get their sessions from "
        "get_session, a dependency with a yield. Put what happens in order."
    ),
    kind="order",
    concepts=("dependency", "response_model", "expire_on_commit"),
    minutes=2,
    starter="lines = ...  # a list of the numbers above",
    reference=[START, OPEN, CALL, SHOW, CLOSE, STOP],
    wrong=[
        ([START, OPEN, CALL, CLOSE, SHOW, STOP], "read_after_close"),
        ([START, CALL, OPEN, SHOW, CLOSE, STOP], "used_before_defined"),
        ([OPEN, START, CALL, SHOW, CLOSE, STOP], "used_before_defined"),
    ],
    hints=(
        "The lifespan belongs to the app, the session to the request.",
        "A commit makes the hero stale, so whoever reads it then needs the session.",
    ),
)


def _sessions(engine: Engine, **options: Any) -> Any:
    def get_session() -> Any:
        with Session(engine, **options) as session:
            yield session

    return Annotated[Session, Depends(get_session)]


def _read_team(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/teams/{team_id}", response_model=TeamPublic)
    def read_team(team_id: int):
        with Session(engine) as session:
            team = session.get(Team, team_id)
            if team is None:
                raise HTTPException(404)
            return team

    return app


def _read_team_by_dependency(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/teams/{team_id}")
    def read_team(team_id: int, session: _sessions(engine)) -> TeamPublic:
        team = session.exec(select(Team).where(Team.id == team_id)).first()
        if not team:
            raise HTTPException(status_code=404, detail="No such team.")
        return TeamPublic.model_validate(team)

    return app


def _read_team_with_a_router(engine: Engine) -> APIRouter:
    router = APIRouter(prefix="/teams")

    @router.get("/{key}", response_model=TeamPublic)
    async def read_team(key: int):
        with Session(engine) as session:
            if team := session.get(Team, key):
                return team
        raise HTTPException(404, "gone")

    return router


def _read_team_or_null(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/teams/{team_id}", response_model=TeamPublic | None)
    def read_team(team_id: int):
        with Session(engine) as session:
            return session.get(Team, team_id)

    return app


def _read_team_unlooked(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/teams/{team_id}", response_model=TeamPublic)
    def read_team(team_id: int):
        with Session(engine) as session:
            return session.exec(select(Team).where(Team.id == team_id)).one()

    return app


def _read_team_400(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/teams/{team_id}", response_model=TeamPublic)
    def read_team(team_id: int):
        with Session(engine) as session:
            team = session.get(Team, team_id)
            if team is None:
                raise HTTPException(400)
            return team

    return app


def _read_team_elsewhere(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/team/{team_id}", response_model=TeamPublic)
    def read_team(team_id: int):
        with Session(engine) as session:
            team = session.get(Team, team_id)
            if team is None:
                raise HTTPException(404)
            return team

    return app


def _read_team_without_return(engine: Engine) -> None:
    _read_team(engine)


read_team = Exercise(
    id="fastapi.read_team",
    chapter=CHAPTER,
    title="Read a team",
    prompt=(
        "Write an app on the engine that you are given. GET /teams/{team_id} answers with the team "
        "as a TeamPublic, and with the status 404 if there is no such team."
    ),
    kind="api",
    concepts=("response_model", "status_404", "get"),
    minutes=3,
    starter="def read_team(engine):\n    return ...  # a FastAPI app",
    models=MODELS,
    reference=_read_team,
    alternates=[_read_team_by_dependency, _read_team_with_a_router],
    wrong=[
        (_read_team_or_null, "missing_404"),
        (_read_team_unlooked, "missing_404"),
        (_read_team_400, "wrong_status"),
        (_read_team_elsewhere, "missing_route"),
        (_read_team_without_return, "forgot_return"),
    ],
    requests=[
        ("GET", "/teams/1", None),
        ("GET", "/teams/2", None),
        ("GET", "/teams/9999", None),
    ],
    hints=(
        "Make the app inside the function, and return it at the end.",
        "session.get gives None where there is no such row: raise HTTPException(404) then.",
    ),
)


def _heroes_page(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.get("/heroes", response_model=list[HeroPublic])
    def read_heroes(
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=20)] = 3,
    ):
        page = select(Hero).order_by(col(Hero.name), col(Hero.id)).offset(offset).limit(limit)
        with Session(engine) as session:
            return session.exec(page).all()

    return app


def _paged(read: Any, le: int | None = 20, ge: int | None = 1, **options: Any) -> Any:
    """Return an app that lists heroes by a function of a session, an offset and a limit."""

    def answer(engine: Engine) -> FastAPI:
        app = FastAPI()

        @app.get("/heroes", **{"response_model": list[HeroPublic]} | options)
        def read_heroes(
            session: _sessions(engine),
            offset: Annotated[int, Query(ge=0)] = 0,
            limit: Annotated[int, Query(ge=ge, le=le)] = 3,
        ):
            return read(session, offset, limit)

        return app

    return answer


def _by_name(session: Session, offset: int, limit: int) -> Any:
    query = select(Hero).order_by(Hero.name, Hero.id)
    return session.exec(query.offset(offset).limit(limit)).all()


def _in_python(session: Session, offset: int, limit: int) -> Any:
    heroes = sorted(session.exec(select(Hero)).all(), key=lambda hero: (hero.name, hero.id))
    return heroes[offset : offset + limit]


def _in_any_order(session: Session, offset: int, limit: int) -> Any:
    return session.exec(select(Hero).offset(offset).limit(limit)).all()


def _from_the_start(session: Session, offset: int, limit: int) -> Any:
    return session.exec(select(Hero).order_by(Hero.name, Hero.id).limit(limit)).all()


def _or_404(session: Session, offset: int, limit: int) -> Any:
    heroes = _by_name(session, offset, limit)
    if not heroes:
        raise HTTPException(404)
    return heroes


heroes_page = Exercise(
    id="fastapi.heroes_page",
    chapter=CHAPTER,
    title="A page of heroes",
    prompt=(
        "Write an app on the engine that you are given. GET /heroes answers with a list of heroes "
        "as HeroPublic, in the order of their names, and of their ids where names are equal. "
        "The query parameter offset, 0 or more and 0 by default, leaves out so many. The query "
        "parameter limit, from 1 to 20 and 3 by default, says how many come at most. Other values "
        "of either are refused with 422. A page without heroes is an empty list."
    ),
    kind="api",
    concepts=(
        "query_parameter",
        "paging",
        "order_by",
        "limit",
        "field_constraints",
        "response_model",
    ),
    minutes=5,
    starter="def heroes_page(engine):\n    return ...  # a FastAPI app",
    models=MODELS,
    reference=_heroes_page,
    alternates=[_paged(_by_name), _paged(_in_python)],
    wrong=[
        (_paged(_by_name, le=None), "validates_nothing"),
        (_paged(_by_name, ge=None), "validates_nothing"),
        (_paged(_in_any_order), "missing_order"),
        (_paged(_from_the_start), "wrong_body"),
        (_paged(_or_404), "raises_on_empty"),
        (_paged(_by_name, response_model=None), "leaks_field"),
    ],
    order_by=["name", "id"],
    requests=[
        ("GET", "/heroes", None),
        ("GET", "/heroes?offset=1&limit=2", None),
        ("GET", "/heroes?limit=20", None),
        ("GET", "/heroes?limit=21", None),
        ("GET", "/heroes?limit=0", None),
        ("GET", "/heroes?offset=-1", None),
        ("GET", "/heroes?limit=all", None),
        ("GET", "/heroes?offset=1000", None),
    ],
    hints=(
        "Annotated[int, Query(ge=..., le=...)] bounds a parameter, and = after it is its default.",
        "The order comes before the page is cut: two keys, the second one for equal names.",
    ),
)


def _change_hero(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.patch("/heroes/{hero_id}", response_model=HeroPublic)
    def update_hero(hero_id: int, changes: HeroUpdate):
        with Session(engine) as session:
            hero = session.get(Hero, hero_id)
            if hero is None:
                raise HTTPException(404)
            hero.sqlmodel_update(changes.model_dump(exclude_unset=True))
            session.commit()
            session.refresh(hero)
            return hero

    return app


def _patching(model: Any, save: Any, **options: Any) -> Any:
    """Return an app whose PATCH takes a model, and saves by a function of session and hero."""

    def answer(engine: Engine) -> FastAPI:
        app = FastAPI()

        @app.patch("/heroes/{hero_id}", **{"response_model": HeroPublic} | options)
        def update_hero(hero_id: int, changes: model, session: _sessions(engine)):
            hero = session.get(Hero, hero_id)
            if hero is None:
                raise HTTPException(404)
            save(session, hero, changes)
            return hero

        return app

    return answer


def _save_sent(session: Session, hero: Hero, changes: Any) -> None:
    for name in changes.model_fields_set:
        setattr(hero, name, getattr(changes, name))
    session.add(hero)
    session.commit()


def _save_and_refresh(session: Session, hero: Hero, changes: Any) -> None:
    _save_sent(session, hero, changes)
    session.refresh(hero)


def _save_in_sql(session: Session, hero: Hero, changes: Any) -> None:
    if values := changes.model_dump(exclude_unset=True):
        session.exec(update(Hero).where(col(Hero.id) == hero.id).values(**values))
        session.commit()


def _save_all(session: Session, hero: Hero, changes: Any) -> None:
    hero.sqlmodel_update(changes.model_dump())
    session.commit()


def _save_known(session: Session, hero: Hero, changes: Any) -> None:
    hero.sqlmodel_update(changes.model_dump(exclude_none=True))
    session.commit()


def _save_not(session: Session, hero: Hero, changes: Any) -> None:
    hero.sqlmodel_update(changes.model_dump(exclude_unset=True))
    session.flush()


class _Loose(SQLModel):
    name: str | None = None
    secret_name: str | None = None
    age: int | None = None
    team_id: int | None = None


change_hero = Exercise(
    id="fastapi.change_hero",
    chapter=CHAPTER,
    title="A PATCH to repair",
    prompt=(
        "In this app PATCH /heroes/{hero_id} refuses a change of the age alone, and it shows the "
        "secret name. Repair it: the fields that were sent change, and no others. A null for age "
        "or team_id empties it, a null for name or secret_name and a negative age are refused with "
        "422, a hero that is not there with 404. The answer is the hero as a HeroPublic. Every "
        "team_id that is sent is null or the id of a team."
    ),
    kind="api",
    concepts=("patch", "exclude_unset", "sqlmodel_update", "data_model", "response_model", "null"),
    minutes=5,
    starter=(
        "def change_hero(engine):\n"
        "    app = FastAPI()\n\n"
        '    @app.patch("/heroes/{hero_id}")\n'
        "    def update(hero_id: int, changes: HeroCreate):\n"
        "        with Session(engine) as session:\n"
        "            hero = session.get(Hero, hero_id)\n"
        "            if hero is None:\n"
        "                raise HTTPException(404)\n"
        "            hero.sqlmodel_update(changes.model_dump())\n"
        "            session.commit()\n"
        "            session.refresh(hero)\n"
        "            return hero\n\n"
        "    return app"
    ),
    models=MODELS,
    reference=_change_hero,
    alternates=[_patching(HeroUpdate, _save_sent), _patching(HeroUpdate, _save_in_sql)],
    wrong=[
        (_patching(HeroCreate, _save_all), "refuses_valid"),
        (_patching(HeroUpdate, _save_all), "patch_overwrites"),
        (_patching(HeroUpdate, _save_known), "null_ignored"),
        (_patching(_Loose, _save_sent), "null_overwrites"),
        (_patching(HeroUpdate, _save_not), "forgotten_commit"),
        (_patching(HeroUpdate, _save_and_refresh, response_model=None), "leaks_field"),
    ],
    requests=[
        ("PATCH", "/heroes/1", {"age": 40}),
        ("PATCH", "/heroes/1", {"name": "Comet"}),
        ("PATCH", "/heroes/1", {"age": None}),
        ("PATCH", "/heroes/1", {"age": 0}),
        ("PATCH", "/heroes/1", {"team_id": None}),
        ("PATCH", "/heroes/1", {}),
        ("PATCH", "/heroes/1", {"name": None}),
        ("PATCH", "/heroes/1", {"secret_name": None, "age": 7}),
        ("PATCH", "/heroes/1", {"age": -1}),
        ("PATCH", "/heroes/2", {"secret_name": "Nobody"}),
        ("PATCH", "/heroes/9999", {"age": 40}),
    ],
    hints=(
        "Three places are wrong: the model of the body, the dump, and what the decorator says.",
        "HeroUpdate refuses the nulls that have to be refused.",
    ),
)


def _move_hero(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.put("/teams/{team_id}/heroes/{hero_id}", response_model=HeroPublicWithTeam)
    def move_hero(team_id: int, hero_id: int):
        with Session(engine, expire_on_commit=False) as session:
            team, hero = session.get(Team, team_id), session.get(Hero, hero_id)
            if team is None or hero is None:
                raise HTTPException(404)
            hero.team = team
            session.commit()
            return hero

    return app


def _moving(save: Any, is_safe: bool = True, status: int = 200, **options: Any) -> Any:
    """Return an app that moves a hero by a function of a session, a hero and a team's id."""

    def answer(engine: Engine) -> FastAPI:
        app = FastAPI()
        path = "/teams/{team_id}/heroes/{hero_id}"
        options_ = {"response_model": HeroPublicWithTeam, "status_code": status} | options

        @app.put(path, **options_)
        def move_hero(team_id: int, hero_id: int, session: _sessions(engine)):
            hero = session.get(Hero, hero_id)
            if hero is None or (is_safe and session.get(Team, team_id) is None):
                raise HTTPException(404)
            save(session, hero, team_id)
            return hero

        return app

    return answer


def _by_key(session: Session, hero: Hero, team_id: int) -> None:
    hero.team_id = team_id
    session.add(hero)
    session.commit()
    session.refresh(hero)


def _by_list(session: Session, hero: Hero, team_id: int) -> None:
    team = session.get(Team, team_id)  # a name keeps it alive
    team.heroes.append(hero)
    session.commit()


def _by_key_for_now(session: Session, hero: Hero, team_id: int) -> None:
    hero.team_id = team_id
    session.flush()
    session.refresh(hero)


def _by_replacing(session: Session, hero: Hero, team_id: int) -> None:
    team = session.get(Team, team_id)
    team.heroes = [hero]
    session.commit()


def _move_hero_closed(engine: Engine) -> FastAPI:
    app = FastAPI()

    @app.put("/teams/{team_id}/heroes/{hero_id}", response_model=HeroPublicWithTeam)
    def move_hero(team_id: int, hero_id: int):
        with Session(engine) as session:
            hero = session.get(Hero, hero_id)
            if hero is None or session.get(Team, team_id) is None:
                raise HTTPException(404)
            _by_key(session, hero, team_id)
        return hero

    return app


move_hero = Exercise(
    id="fastapi.move_hero",
    chapter=CHAPTER,
    title="Join a team",
    prompt=(
        "Write an app on the engine that you are given. PUT /teams/{team_id}/heroes/{hero_id} has "
        "no body. It moves the hero to that team; all others stay where they are. The answer is "
        "the hero as a HeroPublicWithTeam, which you import from heroes.app. If the hero or the "
        "team is not there, it is 404."
    ),
    kind="api",
    concepts=("relationship", "response_model", "status_404", "get", "commit", "expire_on_commit"),
    minutes=8,
    starter="def move_hero(engine):\n    return ...  # a FastAPI app",
    models=MODELS,
    reference=_move_hero,
    alternates=[_moving(_by_key), _moving(_by_list)],
    wrong=[
        (_moving(_by_key, is_safe=False), "missing_404"),
        (_moving(_by_key_for_now), "forgotten_commit"),
        (_moving(_by_key, status=201), "wrong_status"),
        (_moving(_by_key, response_model=HeroPublic), "wrong_body"),
        (_move_hero_closed, "lazy_load_after_close"),
        (_moving(_by_replacing), "wrong_row"),
    ],
    requests=[
        ("PUT", "/teams/2/heroes/1", None),
        ("PUT", "/teams/1/heroes/2", None),
        ("PUT", "/teams/1/heroes/2", None),
        ("PUT", "/teams/9999/heroes/1", None),
        ("PUT", "/teams/1/heroes/9999", None),
    ],
    hints=(
        "Get both rows first, and raise HTTPException(404) if one of them is None.",
        "The answer reads hero.team after the commit: the session has to be open still.",
    ),
)
