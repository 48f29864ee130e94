"""Rules of engines and sessions that hold on every database."""

import asyncio
import os
import pickle
import re
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
from sqlalchemy import (
    URL,
    Engine,
    Enum,
    create_engine,
    create_mock_engine,
    inspect,
    make_url,
    text,
)
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


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite+aiosqlite://"])
def test_the_private_file_is_removed_when_python_exits(url: str) -> None:
    code = """
        from heroes import create_tables, make_engine
        engine = make_engine()
        create_tables(engine)
        print(engine.url.database)
    """
    run = run_python(code, HEROES_DATABASE_URL=url)
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


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///kept.db"])
def test_an_async_url_in_the_environment_gives_an_async_engine_on_a_new_file(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEROES_DATABASE_URL", url)
    first, second = make_engine(), make_engine()
    assert isinstance(first, AsyncEngine) and isinstance(second, AsyncEngine)
    assert first.url.database != second.url.database
    create_tables(first)
    assert asyncio.run(names(first)) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "  ", 0, False, [], b"heroes.db", create_engine("sqlite://")])
def test_what_names_no_database_is_refused(
    name: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", f"sqlite:///{tmp_path}/own.db")
    with pytest.raises(ArgumentError) as caught:
        make_engine(name)
    assert str(caught.value) == "Give a path or a URL, or nothing for a new private database."


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


def test_fresh_models_forgets_the_enums_of_postgresql() -> None:
    def send(ddl: Any, *_: Any, **__: Any) -> None:
        sent.append(str(ddl.compile(dialect=server.dialect)))

    sent: list[str] = []
    server = create_mock_engine("postgresql+psycopg://", send)
    for member in ("low", "far"):
        fresh_models()
        sent.clear()

        class Pet(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            level: str = Field(sa_type=Enum(member, name="level"))  # type: ignore[call-overload]

        SQLModel.metadata.create_all(server, checkfirst=False)  # type: ignore[arg-type]
        assert [ddl for ddl in sent if "TYPE" in ddl] == [f"CREATE TYPE level AS ENUM ('{member}')"]
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
        ("mysql://u:a@b@h/x", ArgumentError, "In a URL, write %40 for an @ in the user's name"),
        ("x" * 300, ArgumentError, "This path cannot be used: File name too long."),
        ("x" * 300 + "/a.db", ArgumentError, "This path cannot be used: File name too long."),
        (
            "sqlite:///x.db?timeout=abc",
            ArgumentError,
            "This URL cannot be used: could not convert string to float: 'abc'",
        ),
        (
            "mysql://h/x?connect_timeout=abc",
            ArgumentError,
            "This URL cannot be used: invalid literal for int() with base 10: 'abc'",
        ),
        (
            "postgresql+asyncpg://h/x?port=abc",
            ArgumentError,
            "This URL cannot be used: Received non-integer port arguments: ('abc',)",
        ),
        ("sqlite://host/x.db", ArgumentError, "This URL cannot be used: Invalid SQLite URL"),
    ],
)
def test_a_name_that_is_no_database_gets_one_sentence(
    name: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=re.escape(sentence)) as caught:
        make_engine(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "u:secret@host/db",
        "u:secret@host",
        "u:sec/secret@host/db",
        "u:a@secret@host/db",
        "//u:secret@host/db",
        "postgres//u:secret@host/db",
        "postgresql:/u:secret@host/db",
        "sqlite:///u:secret@host/db",
        "sqlite://u:secret@host/x.db",
        "sqlite://u:a@secret@host/x.db",
        "sqlite://host/x.db?password=secret",
        "postgresql://u:secret/db",
        "postgresql://u:a@secret@host/db",
        "postgresql://u:a/b@secret@host/db",
    ],
)
@pytest.mark.parametrize("kind", [str, Path])
def test_a_url_with_a_fault_is_refused_without_the_password(
    kind: type, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArgumentError) as caught:
        make_engine(kind(name))
    assert "secret" not in "".join(format_exception(caught.value))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["./u:me@home.db", "{}/u:me@home.db", "me@home.db", "a:b.db"])
def test_a_path_may_hold_what_a_url_holds(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_engine(name.format(tmp_path)).connect().close()
    assert [path.name for path in tmp_path.iterdir()] == [Path(name).name]


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
    error = refusal(url)
    assert str(error) == (
        "No server answers at 127.0.0.1:1: start it, or correct the host and the port in the URL."
    )
    assert error.__cause__ is error.orig


def refusal(url: str | URL) -> OperationalError:
    """Return the error with which a connection fails."""
    engine = make_engine(url)

    async def ask() -> None:
        async with engine.connect():
            pass

    with pytest.raises(OperationalError) as caught:
        asyncio.run(ask()) if isinstance(engine, AsyncEngine) else engine.connect()
    return caught.value


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
        from heroes.database import session, twin
        from sqlalchemy import Engine
        engine = make_engine()
        create_tables(engine)
        sync = engine if isinstance(engine, Engine) else twin(engine)
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

    @pytest.fixture
    def limited_url(self, postgres_url: str) -> Iterator[URL]:
        """Return the URL of a role that may create schemas, but no databases; it leaves none."""
        admin = make_engine(postgres_url)
        schemas = text("SELECT nspname FROM pg_namespace")
        with admin.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS heroes_test_limited"))
            connection.execute(text("CREATE ROLE heroes_test_limited LOGIN PASSWORD 'limited'"))
            database = connection.execute(text("SELECT current_database()")).scalar_one()
            connection.execute(
                text(f'GRANT CREATE ON DATABASE "{database}" TO heroes_test_limited')
            )
            before = connection.execute(schemas).scalars().all()
        try:
            yield admin.url.set(username="heroes_test_limited", password="limited")
        finally:
            with admin.begin() as connection:
                after = connection.execute(schemas).scalars().all()
                connection.execute(
                    text(f'REVOKE ALL ON DATABASE "{database}" FROM heroes_test_limited')
                )
                connection.execute(text("DROP ROLE heroes_test_limited"))
        assert sorted(after) == sorted(before)

    @pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
    def test_a_role_that_may_not_create_databases_gets_a_schema(
        self, limited_url: URL, driver: str
    ) -> None:
        url = limited_url.set(drivername=f"postgresql+{driver}")
        shown = url.render_as_string(hide_password=False)
        run = run_python(self.CODE, HEROES_DATABASE_URL=shown)
        assert run.returncode == 0, run.stderr
        assert run.stderr == ""
        assert run.stdout.strip() == limited_url.database

    def test_the_sync_twin_of_an_async_engine_stays_in_its_schema(self, limited_url: URL) -> None:
        code = """
            from heroes.schema import open_database
            with open_database(None).connect() as connection:
                print(connection.exec_driver_sql("SELECT current_schema()").scalar())
        """
        url = limited_url.set(drivername="postgresql+asyncpg")
        run = run_python(code, HEROES_DATABASE_URL=url.render_as_string(hide_password=False))
        assert re.fullmatch(r"heroes_[0-9a-f]{12}\n", run.stdout), run.stderr

    def test_a_role_that_may_create_nothing_is_told_so(self, postgres_url: str) -> None:
        admin = make_engine(postgres_url)
        with admin.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS heroes_test_nothing"))
            connection.execute(text("CREATE ROLE heroes_test_nothing LOGIN PASSWORD 'limited'"))
        url = admin.url.set(username="heroes_test_nothing", password="limited")
        run = run_python(
            "from heroes import make_engine; make_engine()",
            HEROES_DATABASE_URL=url.render_as_string(hide_password=False),
        )
        with admin.begin() as connection:
            connection.execute(text("DROP ROLE heroes_test_nothing"))
        assert run.stderr.splitlines()[-1] == (
            f"heroes.database.OperationalError: This user may not create databases at {url.host}: "
            "ask for that right."
        )

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

    @pytest.mark.parametrize(
        ("backend", "driver", "query", "words"),
        [
            ("postgres_url", "psycopg", "sslmode=require", "server does not support SSL"),
            ("postgres_url", "psycopg", "foo=bar", 'invalid connection option "foo"'),
            ("postgres_url", "psycopg", "connect_timeouts=3", "invalid connection option"),
            ("postgres_url", "psycopg", "sslmode=zz", 'invalid sslmode value: "zz"'),
            ("postgres_url", "psycopg", "password_role=x", "invalid connection option"),
            ("postgres_url", "asyncpg", "sslmode=require", "unexpected keyword argument"),
            ("postgres_url", "asyncpg", "ssl=require", "rejected SSL upgrade"),
            ("mariadb_url", "pymysql", "charset=nope", "encoding"),
            ("mariadb_url", "pymysql", "ssl_ca=/nope", "No such file or directory"),
            ("mariadb_url", "asyncmy", "charset=nope", "attribute error"),
            ("mariadb_url", "asyncmy", "foo=bar", "unexpected keyword argument 'foo'"),
        ],
    )
    def test_settings_that_a_server_refuses_are_said_and_not_that_none_answers(
        self, backend: str, driver: str, query: str, words: str, request: pytest.FixtureRequest
    ) -> None:
        url = make_url(request.getfixturevalue(backend)).update_query_string(query)
        url = url.set(drivername=f"{url.get_backend_name()}+{driver}")
        said = str(refusal(url))
        where = f"{url.host}{f':{url.port}' if url.port else ''}"
        assert said.startswith(f"The server at {where} refuses these settings: "), said
        assert words in said and "\n" not in said

    def test_a_server_that_keeps_silent_does_not_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            where = f"127.0.0.1:{server.getsockname()[1]}"
            urls = [f"postgresql{driver}://u:secret@{where}/x" for driver in ("", "+asyncpg")]
            with ThreadPoolExecutor() as pool:
                said = {str(error) for error in pool.map(refusal, urls)}
        assert said == {
            f"No server answers at {where}: start it, or correct the host and the port in the URL."
        }
