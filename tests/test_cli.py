"""The commands: what they print, how they end, and one sentence for whatever they are given."""

import json
import os
import pty
import re
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from subprocess import DEVNULL, STDOUT, CompletedProcess, Popen, run
from termios import TIOCSCTTY
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import nbformat
import psutil
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from nbclient import NotebookClient
from sqlalchemy import text

from heroes import make_engine
from heroes.cli import hide_passwords, summary
from heroes.workbook import Notebook, Outcome, sync

NAMES = ["00_start_here.ipynb", "01_create_tables.ipynb", "02_create_rows.ipynb"]
EMPTY = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
MINE = "what I wrote"
AS_NOBODY = "import os; os.setresuid(65534, 65534, 65534)"
ON_A_FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))"


def heroes(*arguments: str | Path, first: str = "", **options: Any) -> CompletedProcess[str]:
    """Run `heroes` with these arguments in a process of its own, after a first line of Python."""
    code = f"import sys; from heroes.cli import main; sys.argv[0] = 'heroes'\n{first}\nmain()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return run(command, capture_output=True, text=True, check=False, timeout=60, **options)


def assert_sentence(done: CompletedProcess[str], sentence: str) -> None:
    """Check that a command ended in this one sentence, and in nothing else."""
    assert (done.stderr, done.returncode) == (f"{sentence}\n", 1)
    assert done.stdout == ""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a course of three notebooks in `course`."""
    (tmp_path / "course").mkdir()
    for name in NAMES:
        (tmp_path / "course" / name).write_text(json.dumps(EMPTY) + " " * 4000)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path


@pytest.fixture
def workbook(place: Path) -> Path:
    """Return a workbook in which one notebook has been edited and one is missing."""
    folder = place / "workbook"
    folder.mkdir()
    (folder / NAMES[1]).write_text(MINE)
    return folder


@pytest.fixture
def busy_port() -> Iterator[int]:
    """Return a port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_help_names_every_command_and_is_what_no_command_gives() -> None:
    helped, bare = heroes("--help"), heroes()
    assert (helped.returncode, bare.returncode) == (0, 0)
    for command in ("lab", "reset", "doctor", "api", "diagram"):
        assert re.search(rf"\b{command}\b", helped.stdout)
    assert helped.stdout.strip() == bare.stdout.strip()


def test_help_imports_nothing_that_it_does_not_show() -> None:
    ask = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    imported = set(heroes("lab", "--help", first=ask).stderr.split())
    assert imported.isdisjoint({"jupyterlab", "jupyter_client", "uvicorn", "fastapi", "alembic"})


def test_python_m_heroes_is_heroes() -> None:
    done = run([sys.executable, "-m", "heroes", "--version"], capture_output=True, check=True)
    assert re.fullmatch(rb"heroes \d+\.\d+\.\d+\r?\n", done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["reset"],
        ["reset", "three"],
        ["lab", "--port", "0"],
        ["lab", "--port", "70000"],
        ["diagram"],
        ["api", "postgresql://me:secret@host/db"],
        ["api", "postgresql://me:my secret@host/db"],
        ["api", "me:my secret@host/db"],
        ["api", "postgresql://host/db?password=my secret"],
        ["me:secret@host/db"],
        ["reset", "me:'\"secret@host"],
    ],
)
def test_wrong_usage_is_status_2_and_shows_no_password(arguments: list[str]) -> None:
    done = heroes(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr and "Traceback" not in done.stderr
    assert "secret" not in done.stderr and done.stdout == ""


def test_a_fault_of_our_own_shows_its_traceback() -> None:
    broken = "from heroes import workbook; workbook.sync = lambda *_: 1 / 0"
    done = heroes("lab", first=broken)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback") and "ZeroDivisionError" in done.stderr


def test_a_reset_says_where_the_old_notebook_is(place: Path, workbook: Path) -> None:
    done = heroes("reset", "01", "--course", "course")
    said = re.fullmatch(r"workbook/(\S+) is clean\. The old one is (\S+)\.\n", done.stdout)
    assert said and done.returncode == 0
    assert (workbook / said[1]).read_text() == (place / "course" / NAMES[1]).read_text()
    assert (workbook / said[2]).read_text() == MINE
    assert heroes("reset", "2", "--course", "course").stdout == f"workbook/{NAMES[2]} is clean.\n"


def test_inside_a_workbook_the_commands_work_on_it(place: Path, workbook: Path) -> None:
    sync(workbook, place / "course")
    (workbook / NAMES[2]).unlink()
    done = heroes("reset", "01", "--course", "../course", cwd=workbook)
    assert done.stdout.startswith(f"{workbook / NAMES[1]} is clean. The old one is "), done.stderr
    assert_sentence(
        heroes("lab", "--course", "../course", first=ON_A_FULL_DISK, cwd=workbook),
        f"There is no room left for {workbook}: free some, then try again. Nothing was lost.",
    )
    assert f"{workbook} can be written in" in heroes("doctor", cwd=workbook).stdout
    assert not (workbook / "workbook").exists()


@pytest.mark.parametrize("command", [["lab"], ["reset", "2", "--folder"]])
def test_a_path_that_is_too_long_is_said_in_a_sentence(place: Path, command: list[str]) -> None:
    assert_sentence(
        heroes(*command, "x" * 300),
        "The path of this workbook is too long: give a shorter one. Nothing was lost.",
    )


def test_what_cannot_be_reset_is_said_in_a_sentence(place: Path, workbook: Path) -> None:
    assert_sentence(
        heroes("reset", "42", "--course", "course"),
        "There is no notebook 42: the course has 00 to 02.",
    )
    assert_sentence(
        heroes("reset", "1", "--course", "course", "--folder", "nowhere"),
        "There is no workbook nowhere: `heroes lab nowhere` makes one.",
    )
    assert_sentence(
        heroes("reset", "1", "--course", "nowhere"),
        "nowhere has no notebooks with names like 01_topic.ipynb.",
    )


@pytest.mark.parametrize("command", [["lab", "workbook"], ["reset", "1"]])
def test_a_full_disk_is_said_in_a_sentence_and_loses_nothing(
    place: Path, workbook: Path, command: list[str]
) -> None:
    assert_sentence(
        heroes(*command, "--course", "course", first=ON_A_FULL_DISK),
        "There is no room left for workbook: free some, then try again. Nothing was lost.",
    )
    assert (workbook / NAMES[1]).read_text() == MINE
    assert [path.name for path in workbook.iterdir() if path.suffix == ".tmp"] == []
    heroes("reset", "0", "--course", "course")
    assert (workbook / NAMES[0]).read_text() == (place / "course" / NAMES[0]).read_text()


@pytest.mark.parametrize("command", [["lab", "workbook"], ["reset", "1"]])
def test_a_folder_without_rights_is_said_in_a_sentence_and_loses_nothing(
    place: Path, workbook: Path, command: list[str]
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to become a user without rights")
    assert_sentence(
        heroes(*command, "--course", "course", first=AS_NOBODY),
        "You may not write in workbook: give a folder of your own. Nothing was lost.",
    )
    assert [path.name for path in workbook.iterdir()] == [NAMES[1]]
    assert (workbook / NAMES[1]).read_text() == MINE


def test_a_workbook_that_is_a_file_is_said_in_a_sentence(place: Path) -> None:
    (place / "file").write_text(MINE)
    assert_sentence(
        heroes("lab", "file", "--course", "course"),
        "file is a file: give the path of a folder. Nothing was lost.",
    )
    assert (place / "file").read_text() == MINE


@pytest.mark.parametrize("command", ["lab", "api"])
def test_a_port_in_use_is_said_in_a_sentence(place: Path, busy_port: int, command: str) -> None:
    assert_sentence(
        heroes(command, "--port", str(busy_port)),
        f"Port {busy_port} is in use: give another one with --port.",
    )
    assert not (place / "workbook").exists()


def test_a_port_without_rights_is_said_in_a_sentence(place: Path) -> None:
    first_free = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    if os.geteuid() != 0 or not first_free.exists() or int(first_free.read_text()) <= 81:
        pytest.skip("needs root, to become a user without rights")
    assert_sentence(
        heroes("api", "--port", "81", first=AS_NOBODY),
        "You may not use port 81: give one above 1023 with --port.",
    )


@pytest.mark.parametrize("host", ["nowhere.invalid", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_said_in_a_sentence(host: str, free_port: int) -> None:
    done = heroes("api", "--host", host, "--port", str(free_port))
    assert re.fullmatch(rf"No server can listen at {host}: .+\.\n", done.stderr)
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        (
            "nonsense://me:secret@host/db",
            '"nonsense" is no known backend: use one of sqlite, postgresql, mysql, mariadb.',
        ),
        (
            "postgresql://me:secret@127.0.0.1:1/db",
            "No server answers at 127.0.0.1:1: start it, or correct the host and the port in "
            "the URL.",
        ),
        (
            "postgresql://me:secret@host:port/db",
            "This is not a database URL: write it as backend://user:password@host:port/name.",
        ),
        (
            "me:secret@host/db",
            "This is not a database URL: write it as backend://user:password@host:port/name.",
        ),
        ("", "Give a path or a URL, or nothing for a new private database."),
        ("x" * 300, "This path cannot be used: File name too long."),
        (
            "sqlite:///x.db?timeout=abc",
            "This URL cannot be used: could not convert string to float: 'abc'",
        ),
        ("course", "course is a folder: give the path of a file in it."),
        ("nowhere/heroes.db", "There is no folder nowhere: make it first."),
        (
            "course/00_start_here.ipynb",
            "file is not a database: give the path of a SQLite database, or of a file that is "
            "not there.",
        ),
    ],
)
def test_a_database_that_cannot_be_served_is_said_in_a_sentence(
    place: Path, free_port: int, database: str, sentence: str
) -> None:
    assert_sentence(heroes("api", "--port", str(free_port), "--database", database), sentence)


def test_a_database_that_may_only_be_read_is_said_in_a_sentence(
    place: Path, free_port: int
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to become a user without rights")
    first = f"import uvicorn, heroes.app; {AS_NOBODY}"  # nobody may not read our Python
    sqlite3.connect("heroes.db").execute("CREATE TABLE other (id)").connection.close()
    done = heroes("api", "--port", str(free_port), "--database", "heroes.db", first=first)
    assert done.stderr.startswith("unable to open database file: check that you may read")
    assert (done.stderr.count("\n"), done.returncode) == (1, 1)


def test_a_missing_driver_is_said_in_a_sentence() -> None:
    assert_sentence(
        heroes("diagram", "mysql://me:secret@h/db", first="sys.modules['pymysql'] = None"),
        'pymysql is not installed: pip install "sqlmodel-heroes[mysql]"',
    )


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("nowhere.db", "There is no file and no module nowhere.db: correct the name."),
        ("sqlite:///nowhere.db", "There is no database nowhere.db: correct the path."),
        ("course", "course is a folder: give the path of a file in it."),
    ],
)
def test_a_diagram_of_nothing_is_said_in_a_sentence(
    place: Path, target: str, sentence: str
) -> None:
    assert_sentence(heroes("diagram", target), sentence)
    assert [path.name for path in place.iterdir()] == ["course"]


def test_a_diagram_is_text_or_mermaid(place: Path) -> None:
    text, mermaid = (
        heroes("diagram", "heroes.models"),
        heroes("diagram", "--mermaid", "heroes.models"),
    )
    assert "team 0..1 --- * hero    hero.team_id -> team.id\n" in text.stdout
    assert mermaid.stdout.startswith('erDiagram\n    t1["hero"] {\n')
    (place / "mine.py").write_text("from sqlmodel import *\n" + MODEL)
    assert heroes("diagram", "mine").stdout == "river\n  id  INTEGER  PK\n"


MODEL = """
class River(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("nowhere.db", "nowhere.db"),
        ("sqlite:///nowhere.db", "nowhere.db"),
        ("course", "is a folder"),
        ("postgresql://me:s3cret@127.0.0.1:1/db", "No server answers at 127.0.0.1:1"),
    ],
)
def test_to_explore_what_is_no_database_is_said_in_a_sentence(
    place: Path, target: str, sentence: str
) -> None:
    done = heroes("explore", target, "--no-browser")
    assert sentence in done.stderr
    assert "s3cret" not in done.stderr
    assert (done.stderr.count("\n"), done.returncode) == (1, 1)
    assert [path.name for path in place.iterdir()] == ["course"]


def test_explore_writes_a_notebook_that_runs_on_the_database(place: Path) -> None:
    with sqlite3.connect("music.db") as connection:
        connection.execute("CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT)")
        connection.execute("INSERT INTO album (title) VALUES ('Blue')")
    connection.close()
    # JupyterLab itself is started in tests/browser: here it is what the command comes to.
    stand_in = "import heroes.cli; heroes.cli.launch = lambda *args, **kwargs: print(args[1])"
    done = heroes("explore", "music.db", first=stand_in)
    assert done.stdout.splitlines()[-1] == "explore_music.ipynb", done.stderr
    notebook = nbformat.read(place / "explore_music.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(place)}}).execute()
    shown = str(notebook.cells)
    assert "1 table, 0 views" in shown
    assert "select(Album)" in shown


def test_the_doctor_prints_each_finding_and_its_cure(place: Path) -> None:
    done = heroes("doctor")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^ok    sqlmodel +\d", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("\nThe course can run.\n")
    assert not (place / "workbook").exists()


def test_the_doctor_ends_with_status_1_if_the_course_cannot_run(place: Path) -> None:
    (place / "file").touch()
    url = {"HEROES_DATABASE_URL": "me:secret@host/db"}
    done = heroes("doctor", "file", env=os.environ | url)
    assert (done.returncode, done.stderr) == (1, "")
    assert "STOP  HEROES_DATABASE_URL" in done.stdout and "secret" not in done.stdout
    assert re.search(
        r"^STOP  workbook folder +file cannot be written in: Not a directory\n"
        r" +Give a folder of your own\.$",
        done.stdout,
        re.MULTILINE,
    )
    assert done.stdout.endswith("\nThe course cannot run yet: do what stands under each STOP.\n")


def wait_for(look: Callable[[], Any], process: "Popen[Any]") -> Any:
    """Return the first true thing that a look gives within a minute."""
    for _ in range(300):
        if found := look():
            return found
        assert process.poll() is None, "the server has ended"
        time.sleep(0.2)
    raise TimeoutError


def get(url: str, data: bytes | None = None, **headers: str) -> Any:
    """Return what a URL answers, or None if it does not."""
    try:
        with urlopen(Request(url, data, headers), timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        return error.code
    except OSError:
        return None


@contextmanager
def serving(
    *arguments: str, keyboard: int | None = None, hangup: Any = signal.SIG_DFL
) -> Iterator["Popen[bytes]"]:
    """Run `heroes` for a while, logging to the file `log`.

    `keyboard` is its terminal, if any, and `hangup` what it shall do when that closes.
    """

    def prepare() -> None:
        signal.signal(signal.SIGHUP, hangup)
        if keyboard is not None:
            ioctl(0, TIOCSCTTY, 0)

    with Path("log").open("wb") as log:
        process = Popen(
            [sys.executable, "-m", "heroes", *arguments],
            stdin=DEVNULL if keyboard is None else keyboard,
            stdout=log,
            stderr=STDOUT,
            start_new_session=True,
            preexec_fn=prepare,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


# Away from a terminal Jupyter leaves SIGINT to Python, which may lose it in a callback.
@pytest.mark.parametrize("end", ["SIGTERM", "Ctrl-C", "closed terminal"])
def test_the_lab_answers_and_ends_with_all_that_it_started(
    place: Path, workbook: Path, free_port: int, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(place / "home"))
    (place / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(place / "temporary"))
    (place / "browser").write_text(f'#!/bin/sh\ncp "${{1#file://}}" {place}/opened.html\n')
    (place / "browser").chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{place}/browser %s")
    server, fingers, keyboard = f"http://127.0.0.1:{free_port}", *pty.openpty()
    command = ["lab", "--course", "course", "--port", str(free_port)]
    if end != "Ctrl-C":
        command.append("--no-browser")

    with serving(*command, keyboard=None if end == "SIGTERM" else keyboard) as process:
        wait_for(lambda: get(f"{server}/api"), process)
        log = wait_for(lambda: re.search(r"(?s).*/lab/tree/\S+token=(\w+)", read("log")), process)
        assert log[0].startswith(
            f"workbook: 2 copied; 1 left alone because heroes did not put it there: {NAMES[1]}\n"
        )
        assert get(f"{server}/api/contents") == 403
        token = f"token {log[1]}"
        listing = get(f"{server}/api/contents", Authorization=token)
        assert sorted(each["name"] for each in listing["content"]) == NAMES
        if end == "Ctrl-C":
            opened = wait_for(lambda: read("opened.html"), process)
            assert f"/lab/tree/{NAMES[0]}" in opened
        kernel = get(f"{server}/api/kernels", b"{}", Authorization=token)["id"]
        make_a_database(place / "home" / f"kernel-{kernel}.json")
        assert list((place / "temporary").glob("heroes-*/heroes.db"))
        children = psutil.Process(process.pid).children(recursive=True)
        assert children

        if end == "Ctrl-C":
            os.write(fingers, b"\x03")
        elif end == "SIGTERM":
            process.send_signal(signal.SIGTERM)
        else:
            os.close(fingers)
            process.send_signal(signal.SIGHUP)  # a shell tells its jobs, after the system did
        assert process.wait(timeout=30) == 0
        assert psutil.wait_procs(children, timeout=10)[1] == []
        assert get(f"{server}/api") is None
        assert list((place / "temporary").glob("heroes-*")) == []
    if end != "closed terminal":
        os.close(fingers)
    os.close(keyboard)


def make_a_database(connection_file: Path) -> None:
    """Make a private database in a running kernel."""
    client = BlockingKernelClient(connection_file=str(connection_file))
    client.load_connection_file()
    client.start_channels()
    code = "from heroes import create_tables, make_engine; create_tables(make_engine())"
    reply = client.execute_interactive(code, timeout=60)
    client.stop_channels()
    assert reply["content"]["status"] == "ok"


@pytest.mark.parametrize(("end", "status"), [("SIGINT", 0), ("SIGTERM", 143), ("SIGHUP", 143)])
@pytest.mark.parametrize("database", [None, "heroes.db"])
def test_the_api_answers_and_leaves_nothing_but_the_database_it_was_given(
    place: Path,
    free_port: int,
    end: str,
    status: int,
    database: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (place / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(place / "temporary"))
    options = ["--database", database] if database else []
    with serving("api", "--port", str(free_port), *options) as process:
        wait_for(lambda: get(f"http://127.0.0.1:{free_port}/openapi.json"), process)
        teams = get(f"http://127.0.0.1:{free_port}/teams")
        process.send_signal(getattr(signal, end))
        assert process.wait(timeout=30) == status, read("log")
    assert bool(teams) == (database is None)
    assert list((place / "temporary").iterdir()) == []
    assert (place / "heroes.db").exists() == bool(database)


@pytest.mark.full
@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP"])
def test_the_api_drops_its_database_on_a_server(
    place: Path, free_port: int, end: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    used = text("SELECT DISTINCT datname FROM pg_stat_activity WHERE client_port = ANY(:ports)")
    names = text("SELECT datname FROM pg_database")
    with make_engine(postgres_url).connect() as connection:
        with serving("api", "--port", str(free_port)) as process:
            assert wait_for(lambda: get(f"http://127.0.0.1:{free_port}/teams"), process)
            ports = [each.laddr.port for each in psutil.Process(process.pid).net_connections()]
            made = connection.execute(used, {"ports": ports}).scalar_one()
            process.send_signal(getattr(signal, end))
            process.send_signal(getattr(signal, end))
            assert process.wait(timeout=30) == 143, read("log")
        assert made.startswith("heroes_")
        assert made not in connection.scalars(names).all()


def test_a_server_that_nohup_protects_outlives_the_terminal(place: Path, free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}/teams"
    with serving("api", "--port", str(free_port), hangup=signal.SIG_IGN) as process:
        wait_for(lambda: get(url), process)
        process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert get(url)


def read(name: str) -> str:
    """Return the text of a file, or none if it is not there."""
    path = Path(name)
    return path.read_text() if path.exists() else ""


def test_a_sync_is_summed_up_in_one_line() -> None:
    notebooks = [
        Notebook("00_a.ipynb", Outcome.UNCHANGED),
        Notebook("01_b.ipynb", Outcome.EDITED),
        Notebook("02_c.ipynb", Outcome.UPDATED),
        Notebook("03_d.ipynb", Outcome.EDITED, newer=True),
        Notebook("04_e.ipynb", Outcome.UNCHANGED),
    ]
    assert summary(notebooks) == (
        "1 brought up to date; 2 unchanged; 2 left alone because you edited it: 01_b.ipynb, "
        "03_d.ipynb (a newer one is there)"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:secret@host/db", "postgresql://***@host/db"),
        ("x://me:se/cr@et@host", "x://***@host"),
        ("x://me:my\n secret@host", "x://***@host"),
        ("a://host/db?password=my secret&b=1", "a://host/db?password=***&b=1"),
        ("a://host/db?passwd=secret", "a://host/db?passwd=***"),
        ("a://host/db?user=me&password=secret&b=1", "a://host/db?user=me&password=***&b=1"),
        ("backend://user:password@host:port/name", "backend://user:password@host:port/name"),
        ("nothing secret here", "nothing secret here"),
    ],
)
def test_a_password_is_never_shown(text: str, shown: str) -> None:
    assert hide_passwords(text) == shown
