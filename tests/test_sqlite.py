"""The promises of SQLite databases: nothing lost, nothing half done, no silent fault."""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, SQLModel, func, select

from heroes import async_session, create_tables, generate, make_engine, seed, session, sqlite
from heroes.database import OperationalError
from heroes.models import Hero, Team


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a database with the sample rows in it."""
    path = tmp_path / "heroes.db"
    engine = make_engine(path)
    create_tables(engine)
    with session(engine) as s:
        seed(s)
    engine.dispose()
    return path


def start(code: str, *args: object, **options: Any) -> subprocess.Popen[str]:
    """Start a Python of its own on the code."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, args)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold the write lock of a database from a connection that is not SQLAlchemy's."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def impatient(path: Path) -> Engine:
    """Return an engine that gives up at once when the database is locked."""
    engine = make_engine(path)

    @event.listens_for(engine, "connect")
    def give_up_at_once(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.execute("PRAGMA busy_timeout = 0")

    return engine


def test_a_file_journals_with_wal_and_says_so(path: Path) -> None:
    with session(make_engine(path)) as s:
        assert sqlite.journal_mode(s) == "wal"
    with session(make_engine("sqlite://")) as s:
        assert sqlite.journal_mode(s) == "memory"


@pytest.mark.parametrize("url", [None, "sqlite://"])
def test_foreign_keys_hold(url: str | None) -> None:
    engine = make_engine(url)
    create_tables(engine)
    with session(engine) as s, pytest.raises(IntegrityError):
        s.add(Hero(name="Nova", secret_name="Nia", team_id=99))
        s.commit()


def test_foreign_keys_hold_through_aiosqlite_too(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    create_tables(engine)

    async def add() -> None:
        async with async_session(engine) as s:
            s.add(Hero(name="Nova", secret_name="Nia", team_id=99))
            await s.commit()

    with pytest.raises(IntegrityError):
        asyncio.run(add())


def test_ddl_rolls_back_with_the_rest_of_its_transaction(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "ddl.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        connection.rollback()
        found = connection.exec_driver_sql("SELECT name FROM sqlite_schema").all()
    assert found == []


def test_a_read_is_repeatable_within_a_transaction(path: Path) -> None:
    engine = make_engine(path)
    with engine.connect() as reader:
        before = reader.exec_driver_sql("SELECT count(*) FROM hero").scalar()
        with session(engine) as s:
            s.add(Hero(name="Nova", secret_name="Nia"))
            s.commit()
        assert reader.exec_driver_sql("SELECT count(*) FROM hero").scalar() == before


def test_a_session_left_open_after_a_read_blocks_nobody(path: Path) -> None:
    engine = impatient(path)
    reader = session(engine)
    reader.exec(select(Hero)).all()
    with session(engine) as s:
        s.add(Hero(name="Nova", secret_name="Nia"))
        s.commit()
    reader.close()


@pytest.mark.parametrize("url", ["sqlite:///{}", "sqlite+aiosqlite:///{}"])
def test_autocommit_keeps_what_it_writes(path: Path, url: str) -> None:
    engine = make_engine(url.format(path))
    statement = "UPDATE team SET headquarters = 'Moon'"

    def write(connection: Any) -> None:
        connection.exec_driver_sql(statement)

    async def write_async() -> None:
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.run_sync(write)

    if isinstance(engine, Engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            write(connection)
        with engine.connect() as connection:
            connection.exec_driver_sql("UPDATE team SET headquarters = 'Mars'")
    else:
        asyncio.run(write_async())
    with session(make_engine(path)) as s:
        assert set(s.exec(select(Team.headquarters))) == {"Moon"}


def test_all_sessions_and_threads_share_one_database_in_memory() -> None:
    engine = make_engine("sqlite://")
    create_tables(engine)

    async def count_in_a_thread() -> int:
        def count() -> int:
            with session(engine) as s:
                return s.exec(select(func.count(Hero.id))).one()

        return await asyncio.to_thread(count)

    with session(engine) as first, session(engine) as second:
        first.add(Hero(name="Nova", secret_name="Nia"))
        first.flush()
        second.add(Hero(name="Echo", secret_name="Lena"))
        second.commit()
    assert asyncio.run(count_in_a_thread()) == 2


READ_MODIFY_WRITE = """
    import sys
    from heroes import make_engine, session
    from heroes.models import Hero
    engine = make_engine(sys.argv[1]).execution_options(sqlite_begin="IMMEDIATE")
    for _ in range(150):
        with session(engine) as s:
            hero = s.get(Hero, 1)
            hero.age = (hero.age or 0) + 1
            s.add(hero)
            s.commit()
"""


def test_two_processes_lose_no_update_under_immediate(path: Path) -> None:
    processes = [start(READ_MODIFY_WRITE, path) for _ in range(2)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    with session(make_engine(path)) as s:
        assert s.get_one(Hero, 1).age == 300


def test_a_commit_that_fails_leaves_no_ghost_for_the_next_session(path: Path) -> None:
    # With a rollback journal a reader makes COMMIT itself fail, after the rows are written.
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM hero").fetchone()
    engine = impatient(path)
    with session(engine) as s:
        s.add(Hero(name="Ghost", secret_name="?"))
        s.flush()
        assert sqlite.journal_mode(s) == "delete", "another one reads, so WAL has to wait"
        with pytest.raises(OperationalError, match="database is locked"):
            s.commit()
    other.close()
    with session(engine) as s:
        s.add(Hero(name="Nova", secret_name="Nia"))
        s.commit()
    with session(make_engine(path)) as s:
        assert s.exec(select(Hero.name).where(Hero.id > 30)).all() == ["Nova"]


WRITE_UNTIL_KILLED = """
    import os, sys
    from heroes import make_engine, session
    from heroes.models import Hero

    def write(path):
        log = os.open(path + ".log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        engine, number = make_engine(path), 0
        while True:
            with session(engine) as s:
                s.add_all(Hero(name=f"{number} {half}", secret_name="?") for half in "ab")
                s.commit()
            os.write(log, f"{number} ".encode())
            number += 1

    for line in sys.stdin:  # fork, since importing for each round would take most of the time
        child = os.fork()
        if child == 0:
            write(line.strip())
        print(child, flush=True)
        os.waitpid(child, 0)
"""


@pytest.mark.full
def test_kill_9_loses_no_committed_row_in_100_rounds(path: Path) -> None:
    choose = random.Random(9)
    starter = start(WRITE_UNTIL_KILLED, stdin=subprocess.PIPE)
    assert starter.stdin is not None
    assert starter.stdout is not None
    most = 0
    for round_ in range(100):
        copy = path.with_name(f"round_{round_}.db")
        copy.write_bytes(path.read_bytes())
        log = Path(f"{copy}.log")
        print(copy, file=starter.stdin, flush=True)
        writer = int(starter.stdout.readline())
        while not log.exists() or not log.read_bytes():
            time.sleep(0.001)
        time.sleep(choose.random() * 0.05)
        os.kill(writer, signal.SIGKILL)
        with session(make_engine(copy)) as s:
            names = s.exec(select(Hero.name).where(Hero.id > 30)).all()
            check = s.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one()
        committed = log.read_text().split()
        most = max(most, len(committed))
        assert check == "ok", round_
        assert {f"{n} {half}" for n in committed for half in "ab"} <= set(names), round_
        assert len(names) % 2 == 0, f"round {round_}: half a transaction is there"
    starter.communicate(timeout=30)
    assert most > 3, "the writer was killed before it wrote"


def test_a_locked_database_says_what_to_do_and_loses_nothing(path: Path) -> None:
    engine = impatient(path)
    with session(engine) as s:
        s.add(Hero(name="Nova", secret_name="Nia"))
        with writing(path), pytest.raises(OperationalError) as caught:
            s.commit()
        s.rollback()
        assert str(caught.value) == (
            "database is locked: another connection is writing, so end its transaction (commit, "
            "roll back or close its session), then try again."
        )
        assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
        s.add(Hero(name="Nova", secret_name="Nia"))
        s.commit()
        assert s.exec(select(func.count(Hero.id))).one() == 31


def test_begin_immediate_on_a_locked_database_says_what_to_do(path: Path) -> None:
    engine = impatient(path).execution_options(sqlite_begin="IMMEDIATE")
    said = pytest.raises(OperationalError, match="database is locked: another connection")
    with writing(path), session(engine) as s, said:
        s.get(Hero, 1)


def test_a_connection_waits_for_a_short_write_to_end(path: Path) -> None:
    holder = start(
        """
        import sqlite3, sys, time
        c = sqlite3.connect(sys.argv[1], isolation_level=None)
        c.execute("BEGIN IMMEDIATE")
        print("locked", flush=True)
        time.sleep(0.5)
        """,
        path,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with session(make_engine(path)) as s:
        s.add(Hero(name="Nova", secret_name="Nia"))
        s.commit()
    holder.communicate()


def test_a_file_that_is_no_database_says_so_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, today I learn SQLModel. " * 100)
    before = path.read_bytes()
    with pytest.raises(OperationalError, match="file is not a database: give the path of"):
        make_engine(path).connect()
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_damaged_file_says_how_to_save_what_is_left(path: Path, kind: str) -> None:
    generate(make_engine(path), 5_000)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    for start_ in range(8192, len(data) - 4096, 4096):
        data[start_ : start_ + 2000] = b"\xff" * 2000
    path.write_bytes(data)

    async def read() -> None:
        async with async_session(make_engine(path)) as s:
            await s.exec(select(Hero).where(Hero.secret_name == "Secret 4000"))

    with pytest.raises(OperationalError, match=r"malformed: .*`sqlite3 FILE \.recover`"):
        if kind == "async":
            asyncio.run(read())
        with session(make_engine(path)) as s:
            s.exec(select(Hero).where(Hero.secret_name == "Secret 4000")).all()


@pytest.mark.parametrize(
    "name",
    [
        "with space.db",
        "what?.db",
        "50%.db",
        "#1.db",
        "ñandú.db",
        "it's.db",
        'a"b.db',
        "a:b.db",
        "file:x.db",
        "a&b=c.db",
        "-rf.db",
        "no_suffix",
        "semi;colon.db",
        "back\\slash.db",
    ],
)
def test_odd_file_names_work(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for given in (tmp_path / name, str(tmp_path / name)):
        create_tables(make_engine(given))
    with session(make_engine(tmp_path / name)) as s:
        seed(s)
    monkeypatch.chdir(tmp_path)
    with session(make_engine(name)) as s:
        assert s.exec(select(func.count(Hero.id))).one() == 30
    assert {entry.name for entry in tmp_path.iterdir()} <= {name, f"{name}-wal", f"{name}-shm"}


AS_NOBODY = """
    import os, sys
    from heroes import make_engine
    from heroes.database import OperationalError, session
    from heroes.models import Hero
    from heroes.sqlite import journal_mode
    import sqlalchemy.dialects.sqlite
    if os.geteuid() == 0:
        os.setresuid(65534, 65534, 65534)
    try:
        with session(make_engine(sys.argv[1])) as s:
            print(journal_mode(s), s.get(Hero, 1).name)
            s.add(Hero(name="Nova", secret_name="Nia"))
            s.commit()
    except OperationalError as error:
        print(error)
"""


class TestReadOnly:
    """What a user who may not write meets; root may write everywhere, so root becomes nobody."""

    @pytest.fixture
    def path(self, path: Path) -> Iterator[Path]:
        """Return a copy of the database where everybody may read; pytest's own folders are ours."""
        with TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            inside = Path(folder, "inside")
            inside.mkdir()
            yield Path(shutil.copy(path, inside))

    def run(self, path: Path) -> list[str]:
        """Open the database as a user without rights and return what is printed."""
        path.parent.chmod(0o555)
        out, errors = start(AS_NOBODY, path).communicate(timeout=60)
        path.parent.chmod(0o755)
        assert errors == ""
        return out.splitlines()

    def test_a_read_only_folder_can_be_read_and_says_why_it_cannot_be_written(
        self, path: Path
    ) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        read, refused = self.run(path)
        assert read == "delete Deadpond"
        assert refused.startswith("readonly database: make the file and its folder writable")

    def test_a_wal_file_in_a_read_only_folder_says_to_copy_it(self, path: Path) -> None:
        (said,) = self.run(path)
        assert said.endswith("copy the file to a folder of your own.")

    def test_a_new_file_in_a_read_only_folder_says_to_check_the_folder(self, path: Path) -> None:
        folder = path.parent.parent / "empty"
        folder.mkdir()
        (said,) = self.run(folder / "new.db")
        assert said.startswith("unable to open database file: check that you may read")


def test_a_stale_row_is_still_sqlalchemys_own_error(path: Path) -> None:
    engine = make_engine(path)
    with session(engine) as s:
        hero = s.get_one(Hero, 1)
        s.connection().exec_driver_sql("DELETE FROM heromissionlink")
        s.connection().exec_driver_sql("DELETE FROM hero WHERE id = 1")
        hero.age = 1
        with pytest.raises(StaleDataError):
            s.commit()


def test_an_error_that_sqlalchemy_explains_well_stays_as_it_is(path: Path) -> None:
    with session(make_engine(path)) as s, pytest.raises(Exception, match="no such table") as caught:
        s.connection().exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(caught.value, OperationalError)


def test_two_engines_on_one_file_see_each_others_commits(path: Path) -> None:
    first, second = make_engine(path), make_engine(path)
    with Session(first) as a, Session(second) as b:
        a.add(Hero(name="Nova", secret_name="Nia"))
        a.commit()
        assert b.exec(select(func.count(Hero.id))).one() == 31


def test_create_tables_creates_only_what_is_missing(path: Path) -> None:
    engine = make_engine(path)
    create_tables(engine)
    create_tables(engine, SQLModel.metadata)
    with session(engine) as s:
        assert s.exec(select(func.count(Hero.id))).one() == 30
