"""Engines and sessions: SQLite by default, PostgreSQL and MariaDB by URL, safe from the start."""

import atexit
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sqlalchemy import URL, Engine, MetaData, NullPool, StaticPool, event, exc, make_url
from sqlalchemy.orm import close_all_sessions
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.main import default_registry

from heroes import sqlite
from heroes.models import Base

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlmodel.ext.asyncio.session import AsyncSession

DRIVERS = {  # backend: sync driver, async driver, the extra that installs them
    "sqlite": ("pysqlite", "aiosqlite", ""),
    "postgresql": ("psycopg", "psycopg_async", "postgres"),
    "mysql": ("pymysql", "asyncmy", "mysql"),
    "mariadb": ("pymysql", "asyncmy", "mysql"),
}

IS_URL = re.compile(r"(?s)://|^(\w*sql|maria|postgres)[\w+]*:|^(?!(\.*|\w:)[/\\](?!/)).*:.*@")
SILENCE = re.compile(  # what drivers say when nobody speaks their language at the other end
    r"(?i)^$|refused|timed out|timeout expired|connect call failed|(re)?solve host|name resolution|"
    r"not known|getaddrinfo|unreachable|no route|reset by peer|(lost|closed the) connection|' \(\)"
)

_latest: "Engine | AsyncEngine | None" = None


class OperationalError(exc.OperationalError):
    """SQLAlchemy's OperationalError in one sentence that says what to do; `orig` has the rest."""

    def __init__(self, sentence: str, orig: BaseException) -> None:
        super().__init__(None, None, orig)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence

    def __reduce__(self) -> tuple[Any, ...]:
        return OperationalError, (self.sentence, self.orig)


@overload
def make_engine(url_or_path: Path | None = None, *, echo: bool = False) -> Engine: ...
@overload
def make_engine(url_or_path: str | URL, *, echo: bool = False) -> Any: ...


def make_engine(url_or_path: str | Path | URL | None = None, *, echo: bool = False) -> Any:
    """Return an engine on a new private database, or on the one that a path or URL names.

    Without a name it is a new SQLite file in a temporary folder, removed when Python exits. If
    the environment variable HEROES_DATABASE_URL names a server, it is a new database there (a
    schema, where you may not create databases), dropped when Python exits. A URL with an async
    driver gives an AsyncEngine. Raises ArgumentError for a name that cannot be a database,
    ModuleNotFoundError for a missing driver, and OperationalError when it cannot connect.
    """
    global _latest
    url, schema = _create() if url_or_path is None else (parse_url(url_or_path), None)
    _latest = build(url, schema, echo=echo)
    return _latest


def create_tables(engine: "Engine | AsyncEngine", metadata: MetaData = Base.metadata) -> None:
    """Create the tables that are not there yet; an existing table is never changed."""
    metadata.create_all(engine if isinstance(engine, Engine) else twin(engine))


def session(engine: Engine | None = None) -> Session:
    """Return a plain `sqlmodel.Session` on the engine, or on the one made last."""
    bind = engine or _latest or make_engine()
    if not isinstance(bind, Engine):
        raise TypeError("This engine is async: use async_session().")
    return Session(bind)


def async_session(engine: "Engine | AsyncEngine | None" = None) -> "AsyncSession":
    """Return SQLModel's AsyncSession on the engine, or on the async twin of a sync one.

    The twin reaches the same database, in memory too. Objects stay loaded after a commit
    (`expire_on_commit=False`), since nothing can be loaded later without `await`.
    """
    from sqlmodel.ext.asyncio.session import AsyncSession

    bind = engine or _latest or make_engine()
    return AsyncSession(twin(bind) if isinstance(bind, Engine) else bind, expire_on_commit=False)


def fresh_models() -> None:
    """Forget all models on SQLModel's own registry, so that a cell may define them again."""
    close_all_sessions()
    SQLModel.metadata.clear()
    # What listens there makes PostgreSQL's enums, those of models that are forgotten too.
    vars(SQLModel.metadata).pop("dispatch", None)
    default_registry.dispose()


def parse_url(url_or_path: str | Path | URL, *, check_file: bool = True) -> URL:
    """Return the URL of a database that a driver here can open, and a file can be made for."""
    if not isinstance(url_or_path, str | os.PathLike | URL) or not f"{url_or_path}".strip():
        raise exc.ArgumentError("Give a path or a URL, or nothing for a new private database.")
    if isinstance(url_or_path, URL) or IS_URL.search(f"{url_or_path}"):
        try:
            url = make_url(url_or_path)  # type: ignore[arg-type]
        except (exc.ArgumentError, ValueError):  # whose text may hold the password
            shape = "backend://user:password@host:port/name"
            raise exc.ArgumentError(f"This is not a database URL: write it as {shape}.") from None
    else:
        url = URL.create("sqlite", database=os.fspath(url_or_path))
    if "@" in (url.host or ""):
        raise exc.ArgumentError("In a URL, write %40 for an @ in the user's name or password.")
    name = url.get_backend_name()
    if name not in DRIVERS:
        raise exc.ArgumentError(f'"{name}" is no known backend: use one of {", ".join(DRIVERS)}.')
    if url.drivername in ("mysql", "mariadb"):  # SQLAlchemy would ask for another driver
        url = url.set(drivername=f"{name}+pymysql")
    _check(url)
    is_file = name == "sqlite" and not sqlite.is_memory(url) and "uri" not in url.query
    if check_file and is_file:
        sqlite.check_file(Path(url.database or ""))
    return url


def _check(url: URL) -> None:
    *drivers, extra = DRIVERS[url.get_backend_name()]
    try:
        create_engine(url)
    except exc.NoSuchModuleError as error:
        sentence = f'"{url.drivername}" is not a known driver: use {" or ".join(drivers)}.'
        raise exc.ArgumentError(sentence) from error
    except ModuleNotFoundError as error:
        sentence = f'{error.name} is not installed: pip install "sqlmodel-heroes[{extra}]"'
        raise ModuleNotFoundError(sentence, name=error.name) from error
    except (exc.ArgumentError, TypeError, ValueError) as error:
        raise exc.ArgumentError(f"This URL cannot be used: {_said(url, error)}") from None


def build(url: URL, schema: str | None, **options: Any) -> Any:
    """Return an engine whose connections are set up, and whose errors are sentences."""
    is_async = url.get_dialect().is_async
    if url.get_backend_name() != "sqlite":
        seconds = "timeout" if url.get_driver_name() == "asyncpg" else "connect_timeout"
        options["connect_args"] = {seconds: 8}
        if is_async:
            options["poolclass"] = NullPool  # these connections belong to one event loop
    elif sqlite.is_memory(url):
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        if is_async and "async_creator" not in options:
            return twin(build(url.set(drivername="sqlite+pysqlite"), None, **options))
    if not is_async:
        return _listen(create_engine(url, **options), schema)
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url, **options)
    _listen(engine.sync_engine, schema)
    return engine


def _listen(engine: Engine, schema: str | None) -> Engine:
    vars(engine)["heroes_schema"] = schema

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, _record: object, args: Any, kwargs: Any) -> Any:
        try:
            connection = dialect.connect(*args, **kwargs)
            if engine.dialect.name == "sqlite":
                sqlite.set_up(connection)
        except exc.SQLAlchemyError:
            raise
        except Exception as error:  # each driver has its own errors, and sockets have theirs
            raise OperationalError(explain(engine.url, error), error) from error
        if schema:
            connection.cursor().execute(f"SET search_path TO {schema}")
            connection.commit()
        return connection

    @event.listens_for(engine, "handle_error", retval=True)
    def describe(context: Any) -> BaseException | None:
        sentence = sqlite.explain(context.original_exception)
        return OperationalError(sentence, context.original_exception) if sentence else None

    if engine.dialect.name == "sqlite":
        sqlite.listen(engine)
    return engine


def explain(url: URL, error: BaseException) -> str:
    """Return why this database cannot be reached, in a sentence without the password."""
    if url.get_backend_name() == "sqlite":
        return sqlite.explain(error) or f"This database cannot be opened: {error}"
    said = _said(url, error)
    where = f"{url.host or 'the local socket'}:{url.port or ''}".rstrip(":")
    if re.search('(?i)authentication failed|no password|access denied|pg_hba|role "', said):
        return f"The server at {where} refuses this user: correct name, password or database."
    if re.search('(?i)unknown database|database ".*" does not exist', said):
        return f'The server at {where} has no database "{url.database}": create it first.'
    if not SILENCE.search(said):
        return f"The server at {where} refuses these settings: {said.rstrip('.')}."
    return f"No server answers at {where}: start it, or correct the host and the port in the URL."


def _said(url: URL, error: BaseException) -> str:
    """Return what is new in the first line of a driver's error, without the password."""
    line = f"{error}".partition("\n")[0].rpartition("failed: ")[2]
    return re.sub("://.*", "://***", line.replace(f"{url.password or '***'}", "***"))


def twin(engine: "Engine | AsyncEngine") -> Any:
    """Return the engine on the same database with the other kind of driver."""
    core = engine if isinstance(engine, Engine) else engine.sync_engine
    if (other := vars(core).get("heroes_twin")) is None:
        is_memory = core.dialect.name == "sqlite" and sqlite.is_memory(core.url)
        options = {"async_creator": sqlite.sharing(core)} if is_memory else {}
        backend, number = core.url.get_backend_name(), 0 if core.dialect.is_async else 1
        url = core.url.set(drivername=f"{backend}+{DRIVERS[backend][number]}")
        _check(url)
        other = vars(core)["heroes_twin"] = build(url, vars(core).get("heroes_schema"), **options)
        vars(other if isinstance(other, Engine) else other.sync_engine)["heroes_twin"] = engine
    return other


def _create() -> tuple[URL, str | None]:
    """Make a new database, and return its URL and, where it is only a schema, the name of that."""
    like = parse_url(os.environ.get("HEROES_DATABASE_URL") or ":memory:")
    backend, name = like.get_backend_name(), f"heroes_{secrets.token_hex(6)}"
    if backend == "sqlite":
        folder = tempfile.mkdtemp(prefix="heroes-")
        _at_exit(lambda: shutil.rmtree(folder, ignore_errors=True))
        return URL.create(like.drivername, database=str(Path(folder, "heroes.db"))), None
    url = like.set(drivername=f"{backend}+{DRIVERS[backend][0]}")
    wait, kinds = "SET lock_wait_timeout = 5", {"DATABASE": ""}
    if backend == "postgresql":
        url = url.set(database=url.database or "postgres")
        wait, kinds = "SET lock_timeout = '5s'", {"DATABASE": "WITH (FORCE)", "SCHEMA": "CASCADE"}
    admin = build(url, None, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    _run(admin)  # whoever does not answer is told from whoever refuses
    for kind in kinds:
        try:
            _run(admin, f"CREATE {kind} {name}")
            break
        except exc.DBAPIError as error:
            if kind == list(kinds)[-1]:
                sentence = f"This user may not create databases at {url.host}: ask for that right."
                raise OperationalError(sentence, error) from error

    def drop() -> None:
        close_all_sessions()
        try:
            _run(admin, wait, f"DROP {kind} IF EXISTS {name} {kinds[kind]}")
        except exc.SQLAlchemyError as error:
            print(f"heroes could not drop {name} at {url.host}: {error}", file=sys.stderr)

    _at_exit(drop)
    schema = name if kind == "SCHEMA" else None
    return like.set(database=url.database if schema else name), schema


def _run(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _at_exit(action: Callable[[], None]) -> None:
    """Run the action when this process ends, but not when a fork of it does."""
    atexit.register(lambda owner: action() if os.getpid() == owner else None, os.getpid())
