"""Rules of engines and sessions that hold on every database."""

import asyncio
import os
import pickle
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, inspect, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field, Session, SQLModel, func, select

import heroes
from heroes import async_session, create_tables, fresh_models, make_engine, seed, session
from heroes.database import OperationalError
from heroes.models import Hero, Team


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the code in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def names(engine: Any) -> list[str]:
    """Return the names of all heroes, read through an async session."""
    async with async_session(engine) as s:
        return list((await s.exec(select(Hero.name).order_by(Hero.id))).all())


def test_make_engine_gives_a_new_private_file_on_every_call() -> None:
    first, second = make_engine(), make_engine()
    create_tables(first)
    assert first.url.database != second.url.database
    assert inspect(second).get_table_names() == []


def test_the_private_file_is_removed_when_python_exits() -> None:
    run = run_python("""
        from heroes import create_tables, make_engine
        engine = make_engine()
        create_tables(engine)
        print(engine.url.database)
    """)
    assert run.returncode == 0, run.stderr
    assert not Path(run.stdout.strip()).parent.exists()


def test_a_fork_that_ends_does_not_remove_the_parents_file() -> None:
    run = run_python("""
        import os, sys
        from heroes import create_tables, make_engine
        engine = make_engine()
        create_tables(engine)
        engine.dispose()
        if os.fork() == 0:
            sys.exit()
        os.wait()
        print(os.path.exists(engine.url.database))
    """)
    assert run.stdout.strip() == "True", run.stderr


@pytest.mark.parametrize("name", ["{}/kept.db", "sqlite:///{}/kept.db"])
def test_a_path_or_url_names_a_database_that_is_kept(tmp_path: Path, name: str) -> None:
    run = run_python(f"""
        from heroes import create_tables, make_engine, seed, session
        create_tables(make_engine({name.format(tmp_path)!r}))
        with session() as s:
            seed(s)
    """)
    assert run.returncode == 0, run.stderr
    with Session(make_engine(tmp_path / "kept.db")) as s:
        assert s.exec(select(func.count(Hero.id))).one() == 30


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("sqlite://", Engine),
        (":memory:", Engine),
        ("sqlite+aiosqlite://", AsyncEngine),
        ("postgresql://u@nowhere/x", Engine),
        ("postgresql+asyncpg://u@nowhere/x", AsyncEngine),
        ("mysql://u@nowhere/x", Engine),
        ("mariadb+asyncmy://u@nowhere/x", AsyncEngine),
        (URL.create("sqlite"), Engine),
    ],
)
def test_the_url_decides_whether_the_engine_is_async(url: str, kind: type) -> None:
    assert isinstance(make_engine(url), kind)


def test_session_is_a_plain_session_on_the_engine_made_last() -> None:
    make_engine()
    engine = make_engine()
    with session() as s:
        assert type(s) is Session
        assert s.get_bind() is engine


def test_session_says_what_to_use_when_the_engine_is_async() -> None:
    make_engine("sqlite+aiosqlite://")
    with pytest.raises(TypeError, match=r"use async_session\(\)"):
        session()


@pytest.mark.parametrize("url", [None, "sqlite://"])
def test_async_session_reaches_the_database_of_a_sync_engine(url: str | None) -> None:
    engine = make_engine(url)
    create_tables(engine)
    with session(engine) as s:
        seed(s)
    assert len(asyncio.run(names(engine))) == 30
    assert len(asyncio.run(names(engine))) == 30, "a second event loop works too"


def test_what_an_async_session_commits_in_memory_a_session_reads() -> None:
    engine = make_engine("sqlite://")
    create_tables(engine)

    async def add() -> str:
        async with async_session(engine) as s:
            hero = Hero(name="Nova", secret_name="Nia")
            s.add(hero)
            await s.commit()
            return hero.name  # not expired: nothing could load it here

    assert asyncio.run(add()) == "Nova"
    with session(engine) as s:
        assert s.exec(select(Hero.name)).all() == ["Nova"]


def test_making_the_async_twin_does_not_end_a_transaction_that_is_open_in_memory() -> None:
    engine = make_engine("sqlite://")
    create_tables(engine)
    with session(engine) as s:
        s.add(Hero(name="Nova", secret_name="Nia"))
        s.flush()
        async_session(engine)
        s.commit()
    assert asyncio.run(names(engine)) == ["Nova"]


def test_create_tables_takes_an_async_engine_too() -> None:
    for url in ("sqlite+aiosqlite://",):
        engine = make_engine(url)
        create_tables(engine)
        assert asyncio.run(names(engine)) == []


def test_an_in_memory_engine_of_somebody_else_cannot_be_shared_and_says_so() -> None:
    with pytest.raises(TypeError, match=r'make_engine\("sqlite://"\)'):
        async_session(create_engine("sqlite://"))


def test_an_engine_of_somebody_else_has_an_async_twin_when_it_is_a_file(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/theirs.db")
    create_tables(engine)
    assert asyncio.run(names(engine)) == []


def test_fresh_models_lets_a_cell_define_its_tables_again() -> None:
    for _ in range(2):
        fresh_models()

        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)

        engine = make_engine()
        SQLModel.metadata.create_all(engine)
        with Session(engine) as s:
            s.add(Pet())
            s.commit()
            assert s.exec(select(func.count(Pet.id))).one() == 1
    fresh_models()


def test_fresh_models_leaves_the_models_of_heroes_alone() -> None:
    engine = make_engine()
    create_tables(engine)
    fresh_models()
    with session(engine) as s:
        seed(s)
        assert s.exec(select(Team)).first() is not None


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("postgres://u@h/x", ArgumentError, '"postgres" is no known backend: use one of'),
        ("oracle://u@h/x", ArgumentError, '"oracle" is no known backend: use one of'),
        ("postgresql:/h/x", ArgumentError, "This is not a database URL: write it as"),
        ("sqlite:x.db", ArgumentError, "This is not a database URL: write it as"),
        ("postgresql://u:p@h:port/x", ArgumentError, "This is not a database URL: write it as"),
        ("postgresql+nope://u@h/x", ArgumentError, '"postgresql+nope" is not a known driver'),
        ("postgresql+pg8000://u@h/x", ModuleNotFoundError, "sqlmodel-heroes[postgres]"),
        ("mysql+mysqldb://u@h/x", ModuleNotFoundError, "sqlmodel-heroes[mysql]"),
        ("/", ArgumentError, "/ is a folder: give the path of a file in it."),
        ("/no/such/place.db", ArgumentError, "There is no folder /no/such: make it first."),
        ("sqlite:////no/such/place.db", ArgumentError, "There is no folder /no/such"),
    ],
)
def test_a_name_that_is_no_database_gets_one_sentence(
    name: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=re.escape(sentence)) as caught:
        make_engine(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:secret@127.0.0.1:1/x",
        "postgresql+asyncpg://u:secret@127.0.0.1:1/x",
        "mysql://u:secret@127.0.0.1:1/x",
        "mysql+asyncmy://u:secret@127.0.0.1:1/x",
    ],
)
def test_a_server_that_does_not_answer_gets_one_sentence_without_the_password(url: str) -> None:
    engine = make_engine(url)

    async def ask() -> None:
        async with engine.connect():
            pass

    with pytest.raises(OperationalError) as caught:
        asyncio.run(ask()) if isinstance(engine, AsyncEngine) else engine.connect()
    said = str(caught.value)
    assert said == (
        "No server answers at 127.0.0.1:1: start it, or correct the host and the port in the URL."
    )
    assert caught.value.__cause__ is caught.value.orig


def test_our_operational_error_survives_pickling() -> None:
    error = OperationalError("Do this.", ValueError("why"))
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == "Do this."
    assert str(again.orig) == "why"


def test_the_small_helper_package_stays_small() -> None:
    import ast

    count = 0
    for name in ("models", "database", "sqlite", "samples"):
        source = Path(heroes.__file__).with_name(f"{name}.py").read_text("utf-8")
        blank = {number for number, line in enumerate(source.splitlines(), 1) if not line.strip()}
        comments = {
            number
            for number, line in enumerate(source.splitlines(), 1)
            if line.strip().startswith("#")
        }
        docstrings: set[int] = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Expr) and ast.unparse(node).startswith(("'", '"')):
                docstrings.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        count += len(set(range(1, source.count("\n") + 1)) - blank - comments - docstrings)
    assert count < 450


def tables_on(engine: Engine) -> list[str]:
    """Return the tables of the database that the engine sees."""
    return sorted(inspect(engine).get_table_names())


@pytest.mark.full
class TestServers:
    """Rules for the servers that HEROES_DATABASE_URL names."""

    CODE = """
        from heroes import create_tables, make_engine, seed
        from heroes.database import session, _twin
        from sqlalchemy import Engine
        engine = make_engine()
        create_tables(engine)
        sync = engine if isinstance(engine, Engine) else _twin(engine)
        with session(sync) as s:
            seed(s)
        print(sync.url.database)
        left_open = session(sync)
        from heroes.models import Hero
        left_open.get(Hero, 1)
    """

    @pytest.mark.parametrize("driver", ["", "+psycopg", "+psycopg_async", "+asyncpg"])
    def test_a_postgresql_database_is_new_and_dropped_at_exit(
        self, postgres_url: str, driver: str
    ) -> None:
        url = postgres_url.replace("postgresql", f"postgresql{driver}", 1)
        run = run_python(self.CODE, HEROES_DATABASE_URL=url)
        assert run.returncode == 0, run.stderr
        assert run.stderr == ""
        name = run.stdout.strip()
        assert re.fullmatch(r"heroes_[0-9a-f]{12}", name)
        with make_engine(postgres_url).connect() as connection:
            found = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
        assert name not in found

    @pytest.mark.parametrize("driver", ["", "+pymysql", "+asyncmy"])
    def test_a_mariadb_database_is_new_and_dropped_at_exit(
        self, mariadb_url: str, driver: str
    ) -> None:
        url = mariadb_url.replace("mariadb", f"mariadb{driver}", 1)
        run = run_python(self.CODE, HEROES_DATABASE_URL=url)
        assert run.returncode == 0, run.stderr
        assert run.stderr == ""
        with make_engine(mariadb_url).connect() as connection:
            found = connection.execute(text("SHOW DATABASES")).scalars().all()
        assert run.stdout.strip() not in found

    def test_a_role_that_may_not_create_databases_gets_a_schema(self, postgres_url: str) -> None:
        admin = make_engine(postgres_url)
        with admin.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS heroes_test_limited"))
            connection.execute(text("CREATE ROLE heroes_test_limited LOGIN PASSWORD 'limited'"))
            database = connection.execute(text("SELECT current_database()")).scalar_one()
            connection.execute(
                text(f'GRANT CREATE ON DATABASE "{database}" TO heroes_test_limited')
            )
            before = connection.execute(text("SELECT nspname FROM pg_namespace")).scalars().all()
        url = admin.url.set(username="heroes_test_limited", password="limited")
        shown = url.render_as_string(hide_password=False)
        try:
            for driver in ("psycopg", "asyncpg"):
                there = shown.replace("postgresql", f"postgresql+{driver}", 1)
                run = run_python(self.CODE, HEROES_DATABASE_URL=there)
                assert run.returncode == 0, run.stderr
                assert run.stderr == ""
                assert run.stdout.strip() == database
        finally:
            with admin.begin() as connection:
                after = connection.execute(text("SELECT nspname FROM pg_namespace")).scalars().all()
                connection.execute(
                    text(f'REVOKE ALL ON DATABASE "{database}" FROM heroes_test_limited')
                )
                connection.execute(text("DROP ROLE heroes_test_limited"))
        assert sorted(after) == sorted(before)

    def test_a_mariadb_user_without_the_right_is_told_so(self, mariadb_url: str) -> None:
        admin = make_engine(mariadb_url)
        with admin.begin() as connection:
            connection.exec_driver_sql("DROP USER IF EXISTS heroes_limited")
            connection.exec_driver_sql("CREATE USER heroes_limited IDENTIFIED BY 'limited'")
        url = admin.url.set(username="heroes_limited", password="limited")._replace(database=None)
        run = run_python(
            "from heroes import make_engine; make_engine()",
            HEROES_DATABASE_URL=url.render_as_string(hide_password=False),
        )
        with admin.begin() as connection:
            connection.exec_driver_sql("DROP USER heroes_limited")
        assert "This user may not create databases" in run.stderr.splitlines()[-1]

    @pytest.mark.parametrize("backend", ["postgres_url", "mariadb_url"])
    def test_async_session_reaches_the_database_of_a_sync_engine(
        self, backend: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HEROES_DATABASE_URL", request.getfixturevalue(backend))
        engine = make_engine()
        create_tables(engine)
        with session(engine) as s:
            seed(s)
        assert len(asyncio.run(names(engine))) == 30
        assert asyncio.run(names(engine))[0] == "Deadpond"

    @pytest.mark.parametrize("backend", ["postgres_url", "mariadb_url"])
    def test_a_wrong_user_or_database_gets_one_sentence(
        self, backend: str, request: pytest.FixtureRequest
    ) -> None:
        url = make_engine(request.getfixturevalue(backend)).url
        with pytest.raises(OperationalError, match="refuses this user"):
            make_engine(url.set(username="nobody_here", password="secret")).connect()
        with pytest.raises(OperationalError, match='has no database "not_there"'):
            make_engine(url.set(database="not_there")).connect()
