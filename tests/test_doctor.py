"""The pre-flight check: each thing that would stop the course is found, with its cure."""

import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from subprocess import run

import psutil
import pytest
from sqlalchemy.exc import ProgrammingError

from heroes import make_engine, schema
from heroes.doctor import (
    Finding,
    examine,
    look_at_database,
    look_at_kernel,
    look_at_packages,
    look_at_python,
    look_at_room,
    look_at_sqlite,
    look_at_temporary_folder,
)

Distribution = Callable[..., None]


@pytest.fixture
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Distribution:
    """Return a function that installs a distribution of no code, with these requirements."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name: str, version: str, *requirements: str) -> None:
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {requirement}" for requirement in requirements]
        (folder / "METADATA").write_text("\n".join(lines))

    return install


def kernels() -> list[int]:
    """Return the processes that this one has started and that still run."""
    return [child.pid for child in psutil.Process().children(recursive=True)]


def test_where_the_tests_run_the_course_can_run(tmp_path: Path) -> None:
    findings = examine(tmp_path)
    assert [finding for finding in findings if finding.stops] == []
    assert [finding.name for finding in findings if not finding.ok] == []
    names = {finding.name for finding in findings}
    assert {"Python", "sqlmodel", "greenlet", "SQLite", "workbook folder", "kernel"} <= names
    assert list(tmp_path.iterdir()) == []
    assert kernels() == []


def test_an_old_python_stops_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    [finding] = look_at_python()
    assert finding.stops and finding.cure == "Install Python 3.11 or a newer one."


def test_a_missing_package_stops_the_course(distribution: Distribution) -> None:
    distribution("course", "1", "nowhere<2,>=1.5", "half[fast]>=1")
    assert list(look_at_packages("course")) == [
        Finding("half", False, "missing", 'Run `pip install "half[fast]>=1"`.', stops=True),
        Finding("nowhere", False, "missing", 'Run `pip install "nowhere<2,>=1.5"`.', stops=True),
    ]


def test_a_package_of_another_version_is_a_note_with_its_cure(distribution: Distribution) -> None:
    distribution("course", "1", "old<3,>=2", "good>=1", "early>=1")
    distribution("old", "1.9")
    distribution("good", "1.0")
    distribution("early", "2.0rc1")
    detail = "1.9 was not tested, <3,>=2 was"
    assert list(look_at_packages("course")) == [
        Finding("early", True, "2.0rc1"),
        Finding("good", True, "1.0"),
        Finding("old", False, detail, 'Run `pip install "old<3,>=2"`.', stops=False),
    ]


def test_what_an_extra_brings_is_looked_at_too(distribution: Distribution) -> None:
    distribution("course", "1", "engine[async]>=1")
    distribution("engine", "1", 'nowhere>=1; extra == "async"', 'elsewhere; extra == "other"')
    cure = 'Run `pip install "nowhere>=1"`.'
    assert list(look_at_packages("course")) == [
        Finding("engine", True, "1"),
        Finding("nowhere", False, "missing", cure, stops=True),
    ]


def test_a_driver_is_looked_at_only_if_it_is_there(distribution: Distribution) -> None:
    distribution("course", "1", 'driver[binary]>=2; extra == "server"', 'gone; extra == "server"')
    distribution("driver", "1", 'nowhere; extra == "binary"')
    [finding] = look_at_packages("course")
    assert (finding.name, finding.ok, finding.stops) == ("driver", False, False)


def test_without_its_metadata_or_packaging_a_check_still_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [finding] = look_at_packages("nowhere")
    assert not finding.ok and not finding.stops and "pip install -e ." in finding.cure
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    [finding] = look_at_packages()
    assert finding.stops and finding.cure == "Run `pip install packaging`."


def test_an_old_sqlite_stops_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    [finding] = look_at_sqlite()
    assert finding.stops and "3.35" in finding.cure
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    [finding] = look_at_sqlite()
    assert finding.stops and finding.detail == "missing"


def test_a_folder_that_is_not_there_yet_is_judged_by_where_it_would_be(tmp_path: Path) -> None:
    [finding] = look_at_room("folder", tmp_path / "a" / "b")
    assert finding.ok
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_stops_the_course(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "workbook"):
        [finding] = look_at_room("folder", folder)
        assert finding.stops
        assert finding.detail == f"{folder} cannot be written in: Not a directory"


@pytest.mark.parametrize("inside", ["", "workbook"])
def test_a_link_to_nothing_in_the_place_of_the_folder_stops_the_course(
    tmp_path: Path, inside: str
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    [finding] = look_at_room("folder", tmp_path / "link" / inside)
    assert finding.stops and finding.detail == f"{tmp_path / 'link'} is a link to nothing"
    assert finding.cure == "Remove it, or give a folder of your own."


def test_a_path_that_is_too_long_is_no_fault_of_the_kernel(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 300)
    [finding] = look_at_room("folder", folder)
    assert finding.stops and finding.detail.endswith("cannot be written in: File name too long")
    [finding] = look_at_kernel(folder, 60)
    assert finding.ok, finding.detail


def test_a_full_disk_stops_the_course_and_a_nearly_full_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "from pathlib import Path; from heroes.doctor import look_at_room;"
        f"print(*look_at_room('folder', Path({str(tmp_path)!r})))"
    )
    said = run([sys.executable, "-c", limited], capture_output=True, check=True, text=True).stdout
    assert "File too large" in said and "stops=True" in said

    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 0, 10**8))
    [finding] = look_at_room("folder", tmp_path)
    assert (finding.ok, finding.stops) == (False, False)
    assert "100 MB are free" in finding.detail and "200 MB are enough" in finding.cure


def test_a_folder_that_may_not_be_written_in_stops_the_course(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to become a user without rights")
    tmp_path.chmod(0o755)
    without_rights = (
        "import os; from pathlib import Path; from heroes.doctor import look_at_room;"
        "os.setresuid(65534, 65534, 65534); print(*look_at_room('folder', Path('workbook')))"
    )
    ask = [sys.executable, "-c", without_rights]
    said = run(ask, cwd=tmp_path, capture_output=True, check=True, text=True).stdout
    assert "workbook cannot be written in: Permission denied" in said and "stops=True" in said


def test_no_temporary_folder_stops_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    [finding] = look_at_temporary_folder()
    assert finding.stops and "TMPDIR" in finding.cure


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("nonsense://u:secret@h/db", '"nonsense" is no known backend'),
        ("postgresql://u:secret@127.0.0.1:1/db", "No server answers at 127.0.0.1:1"),
        ("u:secret@127.0.0.1:1/db", "This is not a database URL"),
    ],
)
def test_a_server_that_does_not_answer_stops_the_course(
    monkeypatch: pytest.MonkeyPatch, url: str, detail: str
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", url)
    [finding] = look_at_database()
    assert finding.stops and finding.detail.startswith(detail)
    assert "secret" not in repr(finding)


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("postgresql+asyncpg://u:secret@127.0.0.1:1/db", "postgresql"),
        ("mysql+asyncmy://u:secret@127.0.0.1:1/db", "mysql"),
        ("sqlite+aiosqlite://", "sqlite"),
    ],
)
def test_an_async_driver_stops_the_course(
    monkeypatch: pytest.MonkeyPatch, url: str, backend: str
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", url)
    [finding] = look_at_database()
    assert finding.stops and finding.detail == "the notebooks need a sync driver"
    assert finding.cure == f"Name the sync driver: {backend}://..."


@pytest.mark.full
def test_a_user_who_may_create_nothing_stops_the_course(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    admin = make_engine(postgres_url)
    with admin.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE heroes_test_doctor LOGIN PASSWORD 'secret'")
    url = admin.url.set(username="heroes_test_doctor", password="secret")
    monkeypatch.setenv("HEROES_DATABASE_URL", url.render_as_string(hide_password=False))
    try:
        [finding] = look_at_database()
    finally:
        with admin.begin() as connection:
            connection.exec_driver_sql("DROP ROLE heroes_test_doctor")
    assert finding.stops and "secret" not in repr(finding)
    assert finding.detail.startswith("This user may not create databases at ")


def test_whatever_a_database_answers_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise ProgrammingError("SELECT 1", None, Exception("no\nand why not"))

    monkeypatch.setattr(schema, "open_database", refuse)
    monkeypatch.setenv("HEROES_DATABASE_URL", "sqlite://")
    [finding] = look_at_database()
    assert finding.stops and finding.detail == "(builtins.Exception) no"


def test_a_server_is_looked_at_only_if_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.delenv("HEROES_DATABASE_URL", raising=False)
    assert list(look_at_database()) == []
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    assert list(look_at_database()) == [Finding("HEROES_DATABASE_URL", True, "postgresql answers")]


def test_a_file_that_hides_a_package_stops_the_course(tmp_path: Path) -> None:
    (tmp_path / "sqlmodel.py").write_text("print('mine')")
    [finding] = look_at_kernel(tmp_path, 60)
    assert finding.stops and "ImportError" in finding.detail
    assert finding.cure.startswith("Rename files here that are called like a package")
    assert kernels() == []


def test_a_kernel_that_does_not_answer_in_time_is_ended(tmp_path: Path) -> None:
    [finding] = look_at_kernel(tmp_path, 0.01)
    assert finding.stops and finding.detail.startswith("it does not answer: ")
    assert kernels() == []


def test_a_kernel_can_be_asked_from_a_notebook_where_a_loop_runs(tmp_path: Path) -> None:
    async def cell() -> list[Finding]:
        return list(look_at_kernel(tmp_path, 60))

    [finding] = asyncio.run(cell())
    assert finding.ok, finding.detail


def test_without_jupyter_the_check_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jupyter_client.manager", None)
    [finding] = look_at_kernel(tmp_path, 60)
    assert finding.stops and finding.cure == "Run `pip install jupyterlab`."
