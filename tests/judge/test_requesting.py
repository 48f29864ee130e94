"""APIs: right apps pass whatever their style, wrong ones are refused and told why."""

import asyncio
import re
import threading
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Response
from fastapi.responses import JSONResponse
from sqlalchemy import create_engine
from sqlalchemy.orm import registry, selectinload
from sqlmodel import Field, Session, SQLModel, col, delete, select

from heroes.app import create_app
from heroes.judge.api.judging import judge_api
from heroes.judge.task import Task
from heroes.models import (
    Hero,
    HeroCreate,
    HeroPublic,
    HeroUpdate,
    Team,
    TeamCreate,
    TeamPublic,
)
from heroes.routes import TeamPublicWithHeroes


def task(**more: Any) -> Task:
    given = {"id": "test.task", "chapter": "test", "title": "Test", "prompt": "Write the API."}
    return Task(
        **given
        | {"kind": "api", "concepts": (), "minutes": 1, "models": (Hero,)}
        | {"starter": "answer = ..."}
        | more
    )


def sessions(engine, **options):
    def get_session():
        with Session(engine, **options) as session:
            yield session

    return Depends(get_session)


# 1. read one


def one(handler=None, path="/heroes/{hero_id}", method="get", **options):
    """Return an answer whose only route is this handler, a function of a session and an id."""

    def answer(engine):
        app = FastAPI()

        def endpoint(hero_id: int, session: Annotated[Session, sessions(engine)]):
            return handler(session, hero_id)

        getattr(app, method)(path, **options)(endpoint)
        return app

    return answer


def found(session, hero_id):
    hero = session.get(Hero, hero_id)
    if hero is None:
        raise HTTPException(404, "Hero not found")
    return hero


def found_by_select(session, hero_id):
    hero = session.exec(select(Hero).where(Hero.id == hero_id)).first()
    if not hero:
        raise HTTPException(status_code=404, detail="There is nobody here.")
    return HeroPublic.model_validate(hero)


def found_or_none(session, hero_id):
    return session.get(Hero, hero_id)


def found_or_400(session, hero_id):
    hero = session.get(Hero, hero_id)
    if hero is None:
        raise HTTPException(400)
    return hero


def read_one_in_async(engine):
    router = APIRouter(prefix="/heroes")

    @router.get("/{key}")
    async def read(key: int) -> HeroPublic:
        with Session(engine) as session:
            if hero := session.get(Hero, key):
                return HeroPublic.model_validate(hero)
        raise HTTPException(404)

    return router


def read_one_closed(engine):
    app = FastAPI()

    @app.get("/heroes/{hero_id}", response_model=TeamPublicWithHeroes)
    def read(hero_id: int):
        with Session(engine) as session:
            return session.get(Team, hero_id)

    return app


def read_one_with_json(engine):
    app = FastAPI()

    @app.get("/heroes/{hero_id}")
    def read(hero_id: int):
        with Session(engine) as session:
            hero = session.get(Hero, hero_id)
            if hero is None:
                return JSONResponse({"message": "nobody"}, status_code=404)
            return JSONResponse(hero.model_dump(exclude={"secret_name"}))

    return app


ONE = task(
    reference=one(found, response_model=HeroPublic),
    requests=[
        ("GET", "/heroes/1", None),
        ("GET", "/heroes/9999", None),
        ("GET", "/heroes/x", None),
    ],
)
ONE_RIGHT = [
    one(found_by_select),
    read_one_in_async,
    one(found, path="/heroes/{hero_id}/", response_model=HeroPublic),
    read_one_with_json,
    create_app,
]
ONE_WRONG = [
    (one(found), "leaks_field"),
    (one(found_or_none, response_model=HeroPublic | None), "missing_404"),
    (one(found_or_none, response_model=HeroPublic), "missing_404"),
    (one(found_or_400, response_model=HeroPublic), "wrong_status"),
    (one(found, path="/hero/{hero_id}", response_model=HeroPublic), "missing_route"),
    (one(found, method="post", response_model=HeroPublic), "missing_route"),
    (one(found, response_model=HeroPublic, response_model_include={"id", "name"}), "wrong_body"),
    (one(lambda s, i: [found(s, i)], response_model=list[HeroPublic]), "wrong_body"),
    (one(found, response_model=HeroPublic, status_code=201), "wrong_status"),
    (lambda engine: None, "forgot_return"),
    (lambda engine: 1 / 0, "raises"),
]
# What differs from create_app is the team that it shows: it is no right answer here.
ONE_RIGHT.remove(create_app)


# 2. make one


def making(body, status_code=201, **options):
    def answer(engine):
        app = FastAPI()

        @app.post("/heroes", status_code=status_code, **{"response_model": HeroPublic} | options)
        def create(hero: HeroCreate, session: Annotated[Session, sessions(engine)]):
            return body(session, hero)

        return app

    return answer


def saved(session, hero):
    row = Hero.model_validate(hero)
    session.add(row)
    session.commit()
    session.refresh(row)
    return row


def saved_in_a_block(engine):
    app = FastAPI()

    @app.post("/heroes", status_code=201)
    def create(hero: HeroCreate) -> HeroPublic:
        with Session(engine) as session, session.begin():
            row = Hero(**hero.model_dump())
            session.add(row)
            session.flush()
            return HeroPublic.model_validate(row)

    return app


def saved_and_dumped(session, hero):
    return saved(session, hero).model_dump()


async def nowhere():
    pass


def saved_in_async(engine):
    @asynccontextmanager
    async def lifespan(app):
        SQLModel.metadata.create_all(engine)
        app.state.engine = engine
        yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    async def create(hero: HeroCreate):
        print("a hero comes")
        with Session(engine, expire_on_commit=False) as session:
            row = Hero.model_validate(hero.model_dump())
            session.add(row)
            session.commit()
            return row

    return app


def not_committed(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: HeroCreate, session: Annotated[Session, sessions(engine)]):
        row = Hero.model_validate(hero)
        session.add(row)
        session.flush()
        return row

    return app


def left_open(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: HeroCreate):
        session = Session(engine)
        row = Hero.model_validate(hero)
        session.add(row)
        session.flush()
        app.state.kept = session  # nobody closes it: its transaction stays open
        return row

    return app


def not_committed_nor_flushed(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: HeroCreate, session: Annotated[Session, sessions(engine)]):
        row = Hero.model_validate(hero)
        session.add(row)
        return row

    return app


def not_added(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: HeroCreate, session: Annotated[Session, sessions(engine)]):
        row = Hero.model_validate(hero)
        session.commit()
        session.refresh(row)
        return row

    return app


def not_validated(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: dict[str, Any], session: Annotated[Session, sessions(engine)]):
        return saved(session, Hero(**{"secret_name": "?"} | hero))

    return app


def table_as_body(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: Hero, session: Annotated[Session, sessions(engine)]):
        session.add(hero)
        session.commit()
        return hero

    return app


def by_query(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(name: str, secret_name: str, session: Annotated[Session, sessions(engine)]):
        return saved(session, HeroCreate(name=name, secret_name=secret_name))

    return app


def read_after_close(engine):
    app = FastAPI()

    @app.post("/heroes", response_model=HeroPublic, status_code=201)
    def create(hero: HeroCreate):
        with Session(engine) as session:
            row = Hero.model_validate(hero)
            session.add(row)
            session.commit()
        return row

    return app


def not_refreshed(engine):
    app = FastAPI()

    @app.post("/heroes", status_code=201)
    def create(hero: HeroCreate, session: Annotated[Session, sessions(engine)]):
        row = Hero.model_validate(hero)
        session.add(row)
        session.commit()
        return row

    return app


def without_the_age(session, hero):
    return saved(session, HeroCreate(name=hero.name, secret_name=hero.secret_name))


def on_another_database(engine):
    return making(saved)(_another())


def _another():
    from sqlalchemy import StaticPool

    shared = {"check_same_thread": False}
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=shared)
    Hero.metadata.create_all(engine)
    return engine


MAKE = task(
    reference=making(saved),
    requests=[
        ("POST", "/heroes", {"name": "Nova", "secret_name": "Ana", "age": 30}),
        ("POST", "/heroes", {"name": "Nova"}),
        ("POST", "/heroes", {"name": "Nova", "secret_name": "Ana", "age": -1}),
        ("POST", "/heroes", {"name": "Nova", "secret_name": "Ana"}),
    ],
)
MAKE_RIGHT = [saved_in_a_block, making(saved_and_dumped), saved_in_async]
MAKE_WRONG = [
    (making(saved, status_code=200), "wrong_status"),
    (not_committed, "forgotten_commit"),
    (left_open, "forgotten_commit"),
    (not_committed_nor_flushed, "forgotten_commit"),
    (not_added, "forgotten_add"),
    (not_validated, "validates_nothing"),
    (table_as_body, "validates_nothing"),
    (by_query, "body_as_query"),
    (read_after_close, "read_after_close"),
    (not_refreshed, "forgotten_refresh"),
    (making(saved, response_model=Hero), "leaks_field"),
    (making(without_the_age), "wrong_body"),
]


# 3. change one


def changing(body, model=HeroUpdate, method="patch", **options):
    def answer(engine):
        app = FastAPI()

        @getattr(app, method)("/heroes/{hero_id}", **{"response_model": HeroPublic} | options)
        def update(hero_id: int, changes: model, session: Annotated[Session, sessions(engine)]):
            return body(session, hero_id, changes)

        return app

    return answer


def changed(session, hero_id, changes):
    hero = found(session, hero_id)
    hero.sqlmodel_update(changes.model_dump(exclude_unset=True))
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


def changed_by_hand(session, hero_id, changes):
    hero = found(session, hero_id)
    for name in changes.model_fields_set:
        setattr(hero, name, getattr(changes, name))
    session.commit()
    return hero


def changed_in_sql(session, hero_id, changes):
    from sqlmodel import update

    values = changes.model_dump(exclude_unset=True)
    done = session.exec(update(Hero).where(col(Hero.id) == hero_id).values(**values))
    if not done.rowcount:
        raise HTTPException(404)
    session.commit()
    return session.get(Hero, hero_id)


def changed_if_there(session, hero_id, changes):
    if not session.get(Hero, hero_id):
        raise HTTPException(404, detail="gone")
    return changed(session, hero_id, changes)


def overwritten(session, hero_id, changes):
    hero = found(session, hero_id)
    hero.sqlmodel_update(changes.model_dump(include={"age", "team_id"}))
    return kept(session, hero)


def overwritten_all(session, hero_id, changes):
    hero = found(session, hero_id)
    hero.sqlmodel_update(changes.model_dump())
    return kept(session, hero)


def without_none(session, hero_id, changes):
    hero = found(session, hero_id)
    hero.sqlmodel_update(changes.model_dump(exclude_none=True))
    return kept(session, hero)


def if_true(session, hero_id, changes):
    hero = found(session, hero_id)
    if changes.age:
        hero.age = changes.age
    if changes.name:
        hero.name = changes.name
    return kept(session, hero)


def kept(session, hero):
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


def changed_and_not_committed(engine):
    app = FastAPI()

    @app.patch("/heroes/{hero_id}", response_model=HeroPublic)
    def update(hero_id: int, changes: HeroUpdate, session: Annotated[Session, sessions(engine)]):
        hero = found(session, hero_id)
        hero.sqlmodel_update(changes.model_dump(exclude_unset=True))
        session.add(hero)
        return hero

    return app


def changed_without_looking(session, hero_id, changes):
    hero = session.get(Hero, hero_id)
    hero.sqlmodel_update(changes.model_dump(exclude_unset=True))
    return kept(session, hero)


class Loose(SQLModel):
    name: str | None = None
    age: int | None = None


CHANGE = task(
    reference=changing(changed),
    requests=[
        ("PATCH", "/heroes/1", {"name": "Nova"}),
        ("PATCH", "/heroes/1", {"age": None}),
        ("PATCH", "/heroes/1", {"age": 31}),
        ("PATCH", "/heroes/2", {"age": 0}),
        ("PATCH", "/heroes/1", {"name": None}),
        ("PATCH", "/heroes/9999", {"age": 31}),
    ],
)
CHANGE_RIGHT = [changing(changed_by_hand), changing(changed_in_sql), changing(changed_if_there)]
CHANGE_WRONG = [
    (changing(overwritten), "patch_overwrites"),
    (changing(overwritten_all), "patch_overwrites"),
    (changing(without_none), "null_ignored"),
    (changing(if_true), "changed_too_little"),
    (changing(changed, model=HeroCreate), "refuses_valid"),
    (changing(changed, model=Loose), "null_overwrites"),
    (changing(changed_without_looking), "missing_404"),
    (changing(changed, method="put"), "missing_route"),
    (changed_and_not_committed, "forgotten_commit"),
    (changing(changed, response_model=Hero), "leaks_field"),
]


# 4. delete one


def removing(body, status_code=204, **options):
    def answer(engine):
        app = FastAPI()

        @app.delete("/heroes/{hero_id}", status_code=status_code, **options)
        def remove(hero_id: int, session: Annotated[Session, sessions(engine)]):
            return body(session, hero_id)

        return app

    return answer


def removed(session, hero_id):
    session.delete(found(session, hero_id))
    session.commit()


def removed_with_a_response(session, hero_id):
    removed(session, hero_id)
    return Response(status_code=204)


def removed_in_sql(session, hero_id):
    from heroes.models import HeroMissionLink

    found(session, hero_id)
    session.exec(delete(HeroMissionLink).where(col(HeroMissionLink.hero_id) == hero_id))
    session.exec(delete(Hero).where(col(Hero.id) == hero_id))
    session.commit()


def removed_quietly(session, hero_id):
    if hero := session.get(Hero, hero_id):
        session.delete(hero)
        session.commit()


def removed_without_looking(session, hero_id):
    session.delete(session.get(Hero, hero_id))
    session.commit()


def removed_not_committed(engine):
    app = FastAPI()

    @app.delete("/heroes/{hero_id}", status_code=204)
    def remove(hero_id: int, session: Annotated[Session, sessions(engine)]):
        session.delete(found(session, hero_id))

    return app


def removed_all(session, hero_id):
    found(session, hero_id)
    for hero in session.exec(select(Hero)).all():
        session.delete(hero)
    session.commit()


def removed_with_team(session, hero_id):
    hero = found(session, hero_id)
    team = hero.team
    session.delete(hero)
    if team:
        session.delete(team)
    session.commit()


REMOVE = task(
    reference=removing(removed),
    requests=[
        ("DELETE", "/heroes/1", None),
        ("DELETE", "/heroes/1", None),
        ("DELETE", "/heroes/2", None),
        ("DELETE", "/heroes/9999", None),
    ],
)
REMOVE_RIGHT = [
    removing(removed_with_a_response),
    removing(removed_in_sql),
    lambda engine: removing(removed)(engine),
]
REMOVE_WRONG = [
    (removing(removed, status_code=200), "wrong_status"),
    (removing(removed_quietly), "missing_404"),
    (removing(removed_without_looking), "missing_404"),
    (removed_not_committed, "forgotten_commit"),
    (removing(removed_all), "rows_lost"),
    (removing(removed_with_team), "rows_lost"),
    (lambda engine: FastAPI(), "missing_route"),
]


# 5. a list, a page at a time


def listing(body, **options):
    def answer(engine):
        app = FastAPI()

        @app.get("/heroes", **{"response_model": list[HeroPublic]} | options)
        def read(
            session: Annotated[Session, sessions(engine)],
            offset: int = 0,
            limit: Annotated[int, Query(le=100)] = 3,
        ):
            return body(session, offset, limit)

        return app

    return answer


def page(session, offset, limit):
    return session.exec(select(Hero).order_by(Hero.id).offset(offset).limit(limit)).all()


def page_in_python(session, offset, limit):
    return sorted(session.exec(select(Hero)), key=lambda hero: hero.id)[offset : offset + limit]


def page_validated(session, offset, limit):
    return [HeroPublic.model_validate(hero) for hero in page(session, offset, limit)]


def page_by_core(session, offset, limit):
    columns = (Hero.id, Hero.name, Hero.age, Hero.team_id)
    query = select(*columns).order_by(Hero.id).offset(offset).limit(limit)
    return [row._asdict() for row in session.exec(query)]


def page_without_order(session, offset, limit):
    return session.exec(select(Hero).offset(offset).limit(limit)).all()


def page_of_all(session, offset, limit):
    return session.exec(select(Hero).order_by(Hero.id)).all()


def page_backwards(session, offset, limit):
    return page(session, offset, limit)[::-1]


def page_without_offset(session, offset, limit):
    return page(session, 0, limit)


def page_or_404(session, offset, limit):
    heroes = page(session, offset, limit)
    if not heroes:
        raise HTTPException(404)
    return heroes


def without_limit(engine):
    app = FastAPI()

    @app.get("/heroes", response_model=list[HeroPublic])
    def read(session: Annotated[Session, sessions(engine)], offset: int = 0, limit: int = 3):
        return page(session, offset, limit)

    return app


LIST = task(
    prompt="List the heroes in the order of their ids, three at a time, at most a hundred.",
    reference=listing(page),
    requests=[
        ("GET", "/heroes", None),
        ("GET", "/heroes?offset=2&limit=2", None),
        ("GET", "/heroes?limit=101", None),
        ("GET", "/heroes?offset=100", None),
    ],
)
PAGE_OF_ALL = listing(page_of_all)  # a page holds three: four rows show it
LIST_RIGHT = [listing(page_in_python), listing(page_validated), listing(page_by_core)]
LIST_WRONG = [
    (listing(page_without_order), "missing_order"),
    (PAGE_OF_ALL, "wrong_body"),
    (listing(page_backwards), "missing_order"),
    (listing(page_without_offset), "wrong_body"),
    (listing(page_or_404), "raises_on_empty"),
    (without_limit, "validates_nothing"),
    (listing(page, response_model=list[Hero]), "leaks_field"),
]


# 6. a team with its heroes, and one that is made


def teams(read, create=None):
    def answer(engine):
        app = FastAPI()
        session_of = sessions(engine)

        @app.get("/teams/{team_id}", response_model=TeamPublicWithHeroes)
        def read_team(team_id: int, session: Annotated[Session, session_of]):
            return read(session, team_id)

        @app.post("/teams", response_model=TeamPublic)
        def create_team(team: TeamCreate, session: Annotated[Session, session_of]):
            return (create or team_saved)(session, team)

        return app

    return answer


def team_saved(session, team):
    row = Team.model_validate(team)
    session.add(row)
    session.commit()
    return row


def team_found(session, team_id):
    if team := session.get(Team, team_id):
        return team
    raise HTTPException(404)


def team_eager(session, team_id):
    query = select(Team).where(Team.id == team_id).options(selectinload(Team.heroes))
    team = session.exec(query).one_or_none()
    if team is None:
        raise HTTPException(404)
    return team


def team_by_hand(session, team_id):
    team = team_found(session, team_id)
    heroes = session.exec(select(Hero).where(Hero.team_id == team_id)).all()
    return team.model_dump() | {"heroes": [hero.model_dump() for hero in heroes]}


def team_without_heroes(session, team_id):
    return team_found(session, team_id).model_dump() | {"heroes": []}


def team_with_all(session, team_id):
    heroes = session.exec(select(Hero)).all()
    return team_found(session, team_id).model_dump() | {"heroes": heroes}


def team_closed(engine):
    app = FastAPI()

    @app.post("/teams", response_model=TeamPublic)
    def create_team(team: TeamCreate):
        with Session(engine) as session:
            row = team_saved(session, team)
            session.refresh(row)
            return row

    @app.get("/teams/{team_id}", response_model=TeamPublicWithHeroes)
    def read_team(team_id: int):
        with Session(engine) as session:
            return team_found(session, team_id)

    return app


def team_saved_twice(session, team):
    team_saved(session, team)
    return team_saved(session, team)


TEAM = task(
    models=(Team, Hero),
    reference=teams(team_found),
    requests=[
        ("POST", "/teams", {"name": "Owls", "headquarters": "Oak"}),
        ("GET", "/teams/1", None),
        ("GET", "/teams/2", None),
        ("GET", "/teams/9999", None),
    ],
)
TEAM_RIGHT = [
    teams(team_eager),
    teams(team_by_hand),
    lambda engine: teams(team_found)(engine).router,
]
TEAM_WRONG = [
    (teams(team_without_heroes), "wrong_body"),
    (teams(team_with_all), "wrong_body"),
    (team_closed, "lazy_load_after_close"),
    (teams(team_found, team_saved_twice), "wrong_body"),
    (teams(lambda s, i: s.get(Team, i)), "missing_404"),
    (teams(lambda s, i: s.exec(select(Team).where(Team.id == i)).one()), "missing_404"),
]


# 7. a time that no two runs share


class Base(SQLModel, registry=registry()):
    pass


class Note(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class NoteCreate(Base):
    text: str


def noting(body):
    def answer(engine):
        app = FastAPI()

        @app.post("/notes", status_code=201, response_model=Note)
        def create(note: NoteCreate, session: Annotated[Session, sessions(engine)]):
            return body(session, note)

        return app

    return answer


def noted(session, note, **more):
    row = Note(**note.model_dump() | more)
    session.add(row)
    session.commit()
    session.refresh(row)
    return row


NOTE = task(
    models=(Note,),
    reference=noting(noted),
    requests=[("POST", "/notes", {"text": "Hello"}), ("POST", "/notes", {"text": ""})],
)
NOTE_RIGHT = [noting(lambda session, note: noted(session, note))]
NOTE_WRONG = [(noting(lambda session, note: noted(session, note, text="?")), "wrong_body")]

NAMES = ["one", "make", "change", "remove", "list", "team", "note"]
TASKS = [ONE, MAKE, CHANGE, REMOVE, LIST, TEAM, NOTE]
RIGHT = [ONE_RIGHT, MAKE_RIGHT, CHANGE_RIGHT, REMOVE_RIGHT, LIST_RIGHT, TEAM_RIGHT, NOTE_RIGHT]
WRONG = [ONE_WRONG, MAKE_WRONG, CHANGE_WRONG, REMOVE_WRONG, LIST_WRONG, TEAM_WRONG, NOTE_WRONG]


def _cases(groups):
    for name, asked, answers in zip(NAMES, TASKS, groups, strict=True):
        for number, answer in enumerate(answers):
            yield pytest.param(asked, answer, id=f"{name}-{number}")


@pytest.mark.parametrize(("asked", "answer"), list(_cases(RIGHT)))
def test_a_right_app_passes_whatever_its_style(asked, answer):
    verdict = judge_api(asked, answer)
    assert verdict.passed is True, verdict


@pytest.mark.parametrize("asked", TASKS, ids=NAMES)
def test_the_reference_passes(asked):
    assert judge_api(asked, asked.reference).passed is True


@pytest.mark.parametrize(("asked", "case"), list(_cases(WRONG)))
def test_a_wrong_app_is_refused_and_told_why(asked, case):
    answer, misconception = case
    verdict = judge_api(asked, answer)
    assert verdict.passed is False, "accepted"
    assert verdict.misconception == misconception, verdict
    assert not re.search(r"20\d\d-\d\d|0x[0-9a-f]{6}|sqlalche.me", repr(verdict)), verdict
    rows = sum(map(len, (verdict.counterexample or {}).values()))
    assert rows <= (4 if answer is PAGE_OF_ALL else 3), verdict


# What nobody should write


def hostile(body, is_async=False):
    def answer(engine):
        app = FastAPI()
        if is_async:

            @app.get("/heroes/{hero_id}")
            async def read(hero_id: int):
                return await body(engine)
        else:

            @app.get("/heroes/{hero_id}")
            def read(hero_id: int):
                return body(engine)

        return app

    return answer


def loop(engine):
    while True:
        pass


def many_statements(engine):
    with Session(engine) as session:
        while True:
            session.exec(select(Hero.id).limit(1)).all()


def endless_sql(engine):
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        ).all()


async def sleep(engine):
    import asyncio

    await asyncio.sleep(60)


def leave(engine):
    raise SystemExit


def shout(engine):
    while True:
        print("x" * 10_000)


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (hostile(loop), "endless"),
        (hostile(many_statements), "too_many_statements"),
        (hostile(endless_sql), "endless"),
        (hostile(sleep, is_async=True), "endless"),
        (hostile(leave), "exits"),
        (hostile(shout), "printed"),
        (lambda engine: loop(engine), "endless"),
    ],
    ids=["loop", "statements", "sql", "sleep", "exit", "print", "factory"],
)
def test_a_hostile_app_is_stopped_and_leaves_no_thread(answer, misconception, capsys):
    judge_api(ONE, ONE.reference)
    before, start = set(threading.enumerate()), time.monotonic()
    verdict = judge_api(ONE, answer)
    assert (verdict.passed, verdict.misconception) == (False, misconception)
    assert time.monotonic() - start < 10
    assert {t for t in threading.enumerate() if t.is_alive()} <= before
    assert capsys.readouterr().out == ""
    assert judge_api(ONE, ONE.reference).passed is True


@pytest.mark.parametrize("answer", [..., None, lambda engine: ...], ids=["dots", "None", "returns"])
def test_three_dots_are_no_attempt(answer):
    assert judge_api(ONE, answer).passed is None


@pytest.mark.parametrize(
    "answer", [3, FastAPI(), lambda: 3, lambda a, b: a, nowhere], ids=lambda a: type(a).__name__
)
def test_what_is_no_function_of_an_engine_is_told_in_a_sentence(answer):
    verdict = judge_api(ONE, answer)
    assert verdict.passed is False
    assert verdict.message.endswith(".")


def test_what_an_endpoint_prints_is_kept_from_the_cell(capsys):
    assert judge_api(MAKE, saved_in_async).passed is True
    wrong = hostile(lambda engine: print("seen") or {})
    assert "seen" in judge_api(ONE, wrong).printed
    assert capsys.readouterr().out == ""


def test_an_app_that_leaves_the_engine_alone_is_refused():
    assert judge_api(MAKE, on_another_database).misconception == "own_engine"


def test_a_path_with_a_slash_at_its_end_passes_with_a_note():
    assert judge_api(ONE, ONE_RIGHT[2]).notes


def test_the_words_of_an_error_count_only_if_the_prompt_has_them():
    asked = task(
        prompt="Answer 404 with the detail Hero not found where there is none.",
        reference=ONE.reference,
        requests=ONE.requests,
    )
    assert judge_api(asked, ONE_WRONG[3][0]).passed is False
    assert judge_api(asked, one(found_by_select)).misconception == "wrong_body"
    assert judge_api(asked, one(found, response_model=HeroPublic)).passed is True


def test_the_verdict_shows_the_request_and_both_answers():
    assert repr(judge_api(ONE, one(found_or_none, response_model=HeroPublic | None))) == (
        "Not yet. GET /heroes/9999: there is no such row, and the answer has to be 404.\n"
        "On an empty database the answers differ:\n"
        'expected  404 {"detail": "Hero not found"}\n'
        "yours     200\n"
        "session.get() returns None where nothing is found."
    )


def test_an_alternate_is_accepted_where_it_differs_from_the_reference():
    other = removing(removed, status_code=200)
    asked = task(reference=REMOVE.reference, alternates=[other], requests=REMOVE.requests)
    assert judge_api(asked, removing(removed, status_code=200)).passed is True
    assert judge_api(REMOVE, other).passed is False


def moving(move):
    """Return an answer that puts a hero into a team, by a function of both."""

    def answer(engine):
        app = FastAPI()

        @app.put("/teams/{team_id}/heroes/{hero_id}", response_model=HeroPublic)
        def put(team_id: int, hero_id: int, session: Annotated[Session, sessions(engine)]):
            team, hero = session.get(Team, team_id), found(session, hero_id)
            if team is None:
                raise HTTPException(404)
            move(team, hero)
            session.commit()
            return hero

        return app

    return answer


def test_a_row_that_the_path_does_not_name_is_seen_on_three_rows():
    asked = task(
        models=(Team, Hero),
        reference=moving(lambda team, hero: setattr(hero, "team", team)),
        requests=[("PUT", "/teams/2/heroes/1", None), ("PUT", "/teams/1/heroes/2", None)],
    )
    assert judge_api(asked, moving(lambda team, hero: team.heroes.append(hero))).passed is True
    verdict = judge_api(asked, moving(lambda team, hero: setattr(team, "heroes", [hero])))
    assert verdict.misconception == "wrong_row"
    assert "does not name" in verdict.message
    assert {name: len(rows) for name, rows in (verdict.counterexample or {}).items()} == {
        "team": 1,
        "hero": 2,
    }


def test_apps_are_checked_where_a_loop_runs_as_in_a_notebook():
    asked = task(reference=ONE.reference, alternates=ONE_RIGHT, requests=ONE.requests)

    async def cell():
        return [judge_api(asked, answer).passed for answer in (ONE_RIGHT[0], ONE_WRONG[0][0])]

    assert asyncio.run(cell()) == [True, False]


def test_a_page_that_is_cut_from_another_order_is_told_so():
    def by(*names):
        def page_by(session, offset, limit):
            heroes = select(Hero).order_by(*names)
            return session.exec(heroes.offset(offset).limit(limit)).all()

        return listing(page_by)

    right = by(col(Hero.name).desc(), Hero.id)
    asked = task(reference=right, requests=LIST.requests, order_by=["-name", "id"])
    assert judge_api(asked, right).passed is True
    for wrong in (by(Hero.id), by(Hero.name, Hero.id), by(col(Hero.name).desc(), -Hero.id)):
        assert judge_api(asked, wrong).misconception == "missing_order"


def test_an_alternate_that_raises_is_the_teachers_affair():
    asked = task(reference=ONE.reference, alternates=[ONE_WRONG[2][0]], requests=ONE.requests)
    with pytest.raises(ValueError, match=r"An alternate of test\.task raises"):
        judge_api(asked, ONE.reference)


def test_a_reference_that_raises_is_the_teachers_affair():
    asked = task(reference=lambda engine: 1 / 0, requests=ONE.requests)
    with pytest.raises(ValueError, match=r"The reference of test\.task raises"):
        judge_api(asked, ONE.reference)
