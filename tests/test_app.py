"""The API: what it answers, what it refuses, and what it never says."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, MetaData, create_engine, event, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session, select

from heroes import create_tables, make_engine, seed
from heroes.app import create_app, get_session
from heroes.models import Hero, HeroMissionLink, Team

SECRET = "Percival Plum"
NOVA = {"name": "Nova Prime", "secret_name": SECRET}


class Api:
    """Send requests to a running app, one at a time or all together."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self.app, self.runner, self.client = app, runner, client

    def __call__(self, method: str, path: str, **rest: Any) -> httpx.Response:
        return self.runner.run(self.client.request(method, path, **rest))

    def together(self, requests: list[tuple[str, str, Any]]) -> list[httpx.Response]:
        async def send() -> list[httpx.Response]:
            return await asyncio.gather(
                *(self.client.request(method, path, json=json) for method, path, json in requests)
            )

        return self.runner.run(send())


@contextmanager
def serving(app: FastAPI) -> Iterator[Api]:
    """Run the app inside its lifespan."""

    async def start(stack: AsyncExitStack) -> httpx.AsyncClient:
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://heroes")
        return await stack.enter_async_context(client)

    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        client = runner.run(start(stack))
        try:
            yield Api(app, runner, client)
        finally:
            runner.run(stack.aclose())


def unstarted(app: FastAPI, method: str, path: str) -> httpx.Response:
    """Send a request to the app without its lifespan."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://heroes") as client:
            return await client.request(method, path)

    return asyncio.run(send())


@cache
def server_engine(url: str) -> Engine:
    """Return an engine on one new database for all tests here: to drop many at exit takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEROES_DATABASE_URL", url)
        return make_engine()


@pytest.fixture(
    params=[
        "file",
        "memory",
        pytest.param("postgres_url", marks=pytest.mark.full),
        pytest.param("mariadb_url", marks=pytest.mark.full),
    ]
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on an empty database of each kind."""
    if request.param.endswith("_url"):
        made = server_engine(request.getfixturevalue(request.param))
    else:
        made = make_engine("sqlite://" if request.param == "memory" else tmp_path / "heroes.db")
    yield made
    left = MetaData()
    left.reflect(made)
    left.drop_all(made)
    made.dispose()


@pytest.fixture
def api(engine: Engine) -> Iterator[Api]:
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
    with serving(create_app(engine)) as running:
        yield running


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent, without BEGIN and the like."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.startswith("BEGIN"):
            sent.append(sql)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_a_new_row_answers_201_with_its_id_and_can_be_read_again(api: Api) -> None:
    for path, sent in [
        ("/heroes", {"name": "Nova Prime", "age": 20, "team_id": 1}),
        ("/teams", {"name": "Dawn Patrol", "headquarters": "Pier 9"}),
        ("/missions", {"name": "Fix the Lamp", "difficulty": 2, "starts_on": "2026-07-01"}),
    ]:
        secret = {"secret_name": SECRET} if path == "/heroes" else {}
        made = api("POST", path, json=sent | secret)
        assert (made.status_code, made.json()) == (201, sent | {"id": made.json()["id"]})
        read = api("GET", f"{path}/{made.json()['id']}")
        assert made.json().items() <= read.json().items()


def test_a_secret_name_is_kept_in_the_database_and_can_be_changed(api: Api, engine: Engine) -> None:
    made = api("POST", "/heroes", json=NOVA).json()
    api("PATCH", f"/heroes/{made['id']}", json={"secret_name": "Penelope"})
    with Session(engine) as session:
        assert session.get_one(Hero, made["id"]).secret_name == "Penelope"


def test_lists_are_ordered_by_id_and_short_unless_asked(api: Api) -> None:
    api("PATCH", "/heroes/1", json={"age": 7})  # a server may move a changed row to the end
    ids = [hero["id"] for hero in api("GET", "/heroes").json()]
    assert ids == list(range(1, 21))


@pytest.mark.parametrize(("path", "rows"), [("/heroes", 30), ("/teams", 5), ("/missions", 6)])
def test_pages_follow_one_another_without_gap_or_overlap(api: Api, path: str, rows: int) -> None:
    pages = [
        api("GET", path, params={"offset": offset, "limit": 4}).json()
        for offset in range(0, rows + 4, 4)
    ]
    assert [row["id"] for page in pages for row in page] == list(range(1, rows + 1))


@pytest.mark.parametrize("path", ["/heroes", "/teams", "/missions"])
@pytest.mark.parametrize(
    "page", [{"offset": -1}, {"offset": 10**30}, {"limit": 0}, {"limit": 101}, {"limit": "all"}]
)
def test_a_page_outside_the_bounds_is_refused(api: Api, path: str, page: dict[str, Any]) -> None:
    assert api("GET", path, params=page).status_code == 422


def test_the_bounds_of_a_page_themselves_are_allowed(api: Api) -> None:
    assert len(api("GET", "/heroes", params={"limit": 1}).json()) == 1
    assert len(api("GET", "/heroes", params={"limit": 100}).json()) == 30
    assert api("GET", "/heroes", params={"offset": 2**31 - 1}).json() == []


def test_a_hero_is_read_with_its_team_or_with_null(api: Api) -> None:
    assert api("GET", "/heroes/1").json() == {
        "id": 1,
        "name": "Deadpond",
        "age": None,
        "team_id": 2,
        "team": {"id": 2, "name": "Z-Force", "headquarters": "Sister Margaret's Bar"},
    }
    assert api("GET", "/heroes/4").json()["team"] is None


def test_a_team_is_read_with_its_heroes(api: Api) -> None:
    team = api("GET", "/teams/4").json()
    assert {hero["name"] for hero in team["heroes"]} >= {"Iron Fern", "Vesper"}
    assert {hero["team_id"] for hero in team["heroes"]} == {4}
    assert api("GET", "/teams/5").json()["heroes"] == []


def test_a_mission_is_read_with_its_heroes_and_their_roles(api: Api) -> None:
    mission = api("GET", "/missions/1").json()
    roles = {link["hero"]["name"]: link["role"] for link in mission["hero_links"]}
    assert roles == {"Deadpond": "lead", "Monsoon": "member", "Vesper": "scout"}
    assert api("GET", "/missions/6").json()["hero_links"] == []


def test_reading_sends_as_many_statements_for_many_rows_as_for_few(
    api: Api, engine: Engine
) -> None:
    for path, count in [
        ("/heroes?limit=100", 1),
        ("/teams", 1),
        ("/missions", 1),
        ("/heroes/1", 2),
        ("/teams/1", 2),
        ("/missions/1", 3),
    ]:
        with statements(engine) as sent:
            api("GET", path)
        assert len(sent) == count, path


def test_a_change_keeps_what_is_not_sent(api: Api) -> None:
    before = api("GET", "/heroes/3").json()
    changed = api("PATCH", "/heroes/3", json={"age": 49})
    assert changed.status_code == 200
    assert api("GET", "/heroes/3").json() == before | {"age": 49}
    team = api("PATCH", "/teams/1", json={"headquarters": "Blunt Tower"}).json()
    assert team == {"id": 1, "name": "Preventers", "headquarters": "Blunt Tower"}
    mission = api("PATCH", "/missions/1", json={"difficulty": 5}).json()
    assert (mission["difficulty"], mission["starts_on"]) == (5, "2026-03-01")


def test_an_empty_change_changes_nothing(api: Api) -> None:
    before = api("GET", "/heroes/3").json()
    assert api("PATCH", "/heroes/3", json={}).status_code == 200
    assert api("GET", "/heroes/3").json() == before


@pytest.mark.parametrize(
    ("path", "field"),
    [("/heroes/3", "age"), ("/heroes/3", "team_id"), ("/missions/1", "starts_on")],
)
def test_null_empties_a_field_that_may_be_empty(api: Api, path: str, field: str) -> None:
    assert api("GET", path).json()[field] is not None
    assert api("PATCH", path, json={field: None}).status_code == 200
    assert api("GET", path).json()[field] is None


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/heroes/1", "name"),
        ("/heroes/1", "secret_name"),
        ("/teams/1", "name"),
        ("/teams/1", "headquarters"),
        ("/missions/1", "name"),
        ("/missions/1", "difficulty"),
    ],
)
def test_null_is_refused_for_a_required_field(api: Api, path: str, field: str) -> None:
    before = api("GET", path).json()
    refused = api("PATCH", path, json={field: None})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", field]
    assert "not null" in refused.json()["detail"][0]["msg"]
    assert api("GET", path).json() == before


@pytest.mark.parametrize("path", ["/heroes", "/teams", "/missions"])
def test_a_deleted_row_is_gone(api: Api, path: str) -> None:
    gone = api("DELETE", f"{path}/1")
    assert (gone.status_code, gone.content) == (204, b"")
    assert api("GET", f"{path}/1").status_code == 404
    assert api("DELETE", f"{path}/1").status_code == 404


def test_the_heroes_of_a_deleted_team_stay_without_a_team(api: Api, engine: Engine) -> None:
    api("DELETE", "/teams/1")
    rusty = api("GET", "/heroes/3").json()
    assert (rusty["name"], rusty["team_id"], rusty["team"]) == ("Rusty-Man", None, None)
    with Session(engine) as session:
        assert len(session.exec(select(Hero)).all()) == 30


def test_a_deleted_hero_leaves_the_missions_and_a_deleted_mission_its_heroes(
    api: Api, engine: Engine
) -> None:
    api("DELETE", "/heroes/1")
    names = [link["hero"]["name"] for link in api("GET", "/missions/1").json()["hero_links"]]
    assert sorted(names) == ["Monsoon", "Vesper"]
    api("DELETE", "/missions/1")
    assert api("GET", "/heroes/12").json()["name"] == "Monsoon"
    with Session(engine) as session:
        assert not {1} & {link.hero_id for link in session.exec(select(HeroMissionLink))}


@pytest.mark.parametrize(
    ("method", "path", "json", "sentence"),
    [
        ("GET", "/heroes/99", None, "There is no hero 99."),
        ("GET", "/teams/0", None, "There is no team 0."),
        ("GET", "/missions/-1", None, "There is no mission -1."),
        ("PATCH", "/heroes/99", {}, "There is no hero 99."),
        ("PATCH", "/teams/99", {}, "There is no team 99."),
        ("PATCH", "/missions/99", {}, "There is no mission 99."),
        ("DELETE", "/heroes/99", None, "There is no hero 99."),
        ("PUT", "/missions/99/heroes/1", {}, "There is no mission 99."),
        ("PUT", "/missions/1/heroes/99", {}, "There is no hero 99."),
        ("DELETE", "/missions/1/heroes/2", None, "Hero 2 is not on mission 1."),
        ("POST", "/heroes", NOVA | {"team_id": 99}, "There is no team 99."),
        ("PATCH", "/heroes/1", {"team_id": 99}, "There is no team 99."),
    ],
)
def test_what_is_not_there_answers_404_in_a_sentence(
    api: Api, method: str, path: str, json: Any, sentence: str
) -> None:
    answer = api(method, path, json=json)
    assert (answer.status_code, answer.json()) == (404, {"detail": sentence})


def test_a_hero_is_put_on_a_mission_once_and_then_changes_role(api: Api) -> None:
    first = api("PUT", "/missions/6/heroes/3", json={"role": "lead"})
    assert (first.status_code, first.json()["role"]) == (201, "lead")
    assert first.json()["hero"]["name"] == "Rusty-Man"
    again = api("PUT", "/missions/6/heroes/3", json={"role": "scout"})
    assert (again.status_code, again.json()["role"]) == (200, "scout")
    links = api("GET", "/missions/6").json()["hero_links"]
    assert [(link["role"], link["hero"]["id"]) for link in links] == [("scout", 3)]


def test_a_role_that_is_not_sent_is_member_and_null_is_refused(api: Api) -> None:
    assert api("PUT", "/missions/6/heroes/3", json={}).json()["role"] == "member"
    assert api("PUT", "/missions/1/heroes/1", json={}).json()["role"] == "member"
    assert api("PUT", "/missions/6/heroes/3", json={"role": None}).status_code == 422


def test_a_hero_is_taken_off_a_mission_and_both_stay(api: Api) -> None:
    assert api("DELETE", "/missions/1/heroes/1").status_code == 204
    assert api("DELETE", "/missions/1/heroes/1").status_code == 404
    assert len(api("GET", "/missions/1").json()["hero_links"]) == 2
    assert api("GET", "/heroes/1").status_code == 200


def test_no_answer_holds_a_secret_name(api: Api) -> None:
    hero = {"secret_name": SECRET, "age": 30, "team_id": 1}
    made = api("POST", "/heroes", json={"name": "Nova Prime"} | hero)
    path = f"/heroes/{made.json()['id']}"
    answers = [
        made,
        api("PATCH", path, json=hero),
        api("PUT", f"/missions/1{path}", json={"role": "scout"}),
        *(api("GET", read) for read in [path, "/heroes?limit=100", "/teams/1", "/missions/1"]),
        api("DELETE", path),
    ]
    assert [answer.status_code for answer in answers] == [201, 200, 201, 200, 200, 200, 200, 204]
    assert not [a for a in answers if "secret" in a.text or SECRET in a.text]


def test_no_documented_answer_has_a_secret_name() -> None:
    schemas = create_app().openapi()["components"]["schemas"]
    holders = {name for name, schema in schemas.items() if "secret_name" in str(schema)}
    assert holders == {"HeroCreate", "HeroUpdate"}


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("POST", f'{{"secret_name": "{SECRET}"}}'),
        ("POST", f'{{"name": "Nova", "secret_name": ["{SECRET}"]}}'),
        ("POST", f'["{SECRET}"]'),
        ("POST", f'{{"secret_name": "{SECRET}'),
        ("POST", f'{{"secret_name": "{SECRET}", "name": "Nova", "age": 1e999}}'),
        ("POST", f'{{"secret_name": "{SECRET}", "name": "Nova", "age": NaN}}'),
        ("PATCH", f'{{"secret_name": "{SECRET}", "age": -1}}'),
    ],
)
def test_a_refused_input_is_not_sent_back(api: Api, method: str, body: str) -> None:
    path = "/heroes" if method == "POST" else "/heroes/1"
    refused = api(method, path, content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert SECRET not in refused.text
    assert {frozenset(item) for item in refused.json()["detail"]} == {
        frozenset({"type", "loc", "msg"})
    }


@pytest.mark.parametrize("body", [f'{{"age": {10**30}}}', '{"name": "\\ud800"}'])
def test_a_value_that_no_database_holds_is_refused(api: Api, body: str) -> None:
    json = {"content-type": "application/json"}
    refused = api("PATCH", "/heroes/1", content=body, headers=json)
    assert refused.status_code == 422
    assert refused.json() == {"detail": "The database cannot hold one of these values."}
    assert api("GET", "/heroes/1").json()["name"] == "Deadpond"


def test_an_id_that_no_database_holds_is_not_an_error_of_the_server(api: Api) -> None:
    # SQLite cannot even ask for such a row; the servers look, and find none.
    assert api("GET", f"/heroes/{10**30}").status_code in (404, 422)
    assert api("PATCH", "/heroes/1", json={"team_id": 10**30}).status_code in (404, 422)


def test_requests_that_write_at_once_all_succeed(api: Api) -> None:
    answers = api.together([("POST", "/heroes", NOVA | {"team_id": 1})] * 60)
    answers += api.together([("PATCH", "/heroes/1", {"age": n, "team_id": 1}) for n in range(60)])
    assert {answer.status_code for answer in answers} == {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 61


def test_requests_that_read_at_once_do_not_starve_one_another(api: Api) -> None:
    answers = api.together([("GET", "/missions/1", None)] * 60)
    assert {answer.status_code for answer in answers} == {200}


def test_a_conflict_with_another_request_is_409_and_never_500(api: Api) -> None:
    puts = api.together([("PUT", "/missions/6/heroes/1", {"role": "lead"})] * 20)
    statuses = [answer.status_code for answer in puts]
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}
    assert len(api("GET", "/missions/6").json()["hero_links"]) == 1


@pytest.mark.parametrize(
    ("meanwhile", "method", "path", "json"),
    [
        ("DELETE FROM team WHERE id = 5", "POST", "/heroes", NOVA | {"team_id": 5}),
        ("DELETE FROM hero WHERE id = 4", "PATCH", "/heroes/4", {"age": 33}),
    ],
)
def test_what_vanishes_between_the_check_and_the_commit_is_409(
    engine: Engine, api: Api, meanwhile: str, method: str, path: str, json: Any
) -> None:
    def interrupted() -> Iterator[Session]:
        with Session(engine) as session:

            @event.listens_for(session, "before_flush")
            def interrupt(*_: object) -> None:
                session.connection().exec_driver_sql(meanwhile)

            yield session

    api.app.dependency_overrides[get_session] = interrupted
    answer = api(method, path, json=json)
    assert answer.status_code == 409
    assert "read it again" in answer.json()["detail"]


def test_an_app_without_an_engine_opens_a_database_of_its_own_with_the_sample_heroes() -> None:
    app = create_app()
    assert not hasattr(app.state, "engine")
    with serving(app) as api:
        assert api("GET", "/heroes/1").json()["name"] == "Deadpond"
        api("DELETE", "/heroes/1")
    with serving(app) as api:
        assert api("GET", "/heroes/1").status_code == 200


def test_an_app_with_an_engine_gets_its_tables_at_the_start_and_no_rows(engine: Engine) -> None:
    app = create_app(engine)
    assert inspect(engine).get_table_names() == []
    with serving(app) as api:
        assert [api("GET", path).json() for path in ("/heroes", "/teams", "/missions")] == [[]] * 3
        api("POST", "/teams", json={"name": "Dawn Patrol", "headquarters": "Pier 9"})
    with Session(engine) as session:
        assert session.exec(select(Team)).one().name == "Dawn Patrol"


def test_an_async_engine_is_refused_in_a_sentence() -> None:
    sentence = r"^create_app\(\) takes a sync engine: [^.]*\.$"
    with pytest.raises(TypeError, match=sentence):
        create_app(create_async_engine("sqlite+aiosqlite://"))  # type: ignore[arg-type]


def test_a_pool_without_a_bound_lets_requests_in(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/heroes.db", pool_size=0)
    with serving(create_app(engine)) as api:
        assert api("GET", "/teams").json() == []
    engine.dispose()


def test_a_test_may_give_the_routes_a_session_and_needs_no_lifespan_then() -> None:
    engine = make_engine("sqlite://")
    create_tables(engine)
    app = create_app()
    with Session(engine) as session:
        app.dependency_overrides[get_session] = lambda: session
        session.add(Hero(name="Nova Prime", secret_name=SECRET))
        session.commit()
        assert [hero["name"] for hero in unstarted(app, "GET", "/heroes").json()] == ["Nova Prime"]
        unstarted(app, "DELETE", "/heroes/1")
        assert session.exec(select(Hero)).all() == []
    engine.dispose()


def test_a_request_to_an_app_that_has_not_started_says_so() -> None:
    with pytest.raises(RuntimeError, match=r"^This app has not started: [^.]*\.$"):
        unstarted(create_app(), "GET", "/heroes")
