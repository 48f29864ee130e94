"""The mode in which the notebooks run follows from the environment, and kernels end in peace."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from importlib.metadata import version
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from packaging.requirements import Requirement

import conftest
from conftest import deviations
from tests.refresh import text_of

STRICT = "notebooks: strict, outputs are compared (this is the pinned environment)"


def pin(folder: Path, *pins: str) -> None:
    """Pin what the stored outputs come from."""
    (folder / "pyproject.toml").write_text(
        f"[tool.uv]\nconstraint-dependencies = {list(pins)}\n"
        "[tool.pytest.ini_options]\nfilterwarnings = ['error']\n"
        "addopts = \"-m 'not full'\"\nmarkers = ['full: costs more']\n"
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with our conftest and two notebooks; a stored output of 02 is wrong."""
    shutil.copy(conftest.__file__, tmp_path)
    pin(tmp_path, f"pytest=={version('pytest')}")
    make = "from heroes import make_engine\nlen(str(make_engine().connect()))"
    length = [new_output("execute_result", data={"text/plain": "0"}, execution_count=1)]
    cells = [new_code_cell("hero = 1", execution_count=1)]
    wrong = [new_code_cell(make, outputs=length, execution_count=1), *cells]
    for name, content in (("01_right", cells), ("02_wrong", wrong)):
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(new_notebook(cells=content)))
    (tmp_path / "temporary").mkdir()
    return tmp_path


def run_pytest(project: Path, *arguments: str, **environment: str) -> str:
    """Run pytest in the project and return what it says."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "HEROES_"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments]
    return subprocess.run(
        command,
        cwd=project,
        env=clean | {"TMPDIR": str(project / "temporary")} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    ).stdout


def databases(project: Path) -> list[Path]:
    """Return what `make_engine()` left behind."""
    return list((project / "temporary").glob("heroes-*"))


@pytest.mark.full
def test_in_the_pinned_environment_outputs_are_compared_also_in_workers(project: Path) -> None:
    said = run_pytest(project, "notebooks", "-n", "1")
    assert STRICT in said
    assert "1 failed, 2 passed" in said
    assert "02_wrong.ipynb::Cell 0" in said
    assert not databases(project)


@pytest.mark.full
def test_elsewhere_the_asserts_speak_and_the_run_says_why(project: Path) -> None:
    pin(project, "pytest==1.0", "sqlmodel-villains==1.0")
    said = run_pytest(project, "notebooks/02_wrong.ipynb")
    assert (
        f"notebooks: lax, asserts speak (pytest is {version('pytest')}, not ==1.0; "
        "sqlmodel-villains is not installed)"
    ) in said
    assert "2 passed" in said
    assert not databases(project)


@pytest.mark.full
def test_a_run_that_stops_in_the_middle_leaves_no_database(project: Path) -> None:
    assert "1 failed" in run_pytest(project, "notebooks/02_wrong.ipynb", "-x")
    assert not databases(project)


@pytest.mark.full
@pytest.mark.parametrize("mode", ["lax", "strict"])
def test_what_the_command_line_says_wins(mode: str, project: Path) -> None:
    pin(project, *[] if mode == "lax" else ["pytest==1.0"])
    option = {"lax": "--nbval-lax", "strict": "--nbval"}[mode]
    said = run_pytest(project, "notebooks", "--collect-only", option)
    assert f"notebooks: {mode}, " in said
    assert "(as the command line says)" in said
    assert "3 tests collected" in said


@pytest.mark.full
def test_notebooks_belong_to_every_run_but_the_full_one(project: Path) -> None:
    assert "3 deselected" in run_pytest(project, "notebooks", "--collect-only", "-m", "full")


@pytest.mark.parametrize("url", ["postgresql://nova:secret@localhost/x", "mysql://localhost"])
def test_a_server_makes_the_run_lax_and_is_not_named(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEROES_DATABASE_URL", raising=False)
    before = deviations()
    monkeypatch.setenv("HEROES_DATABASE_URL", url)
    assert deviations() == [*before, "HEROES_DATABASE_URL names a server"]
    monkeypatch.setenv("HEROES_DATABASE_URL", "sqlite://")
    assert deviations() == before


def test_another_python_or_an_older_sqlite_makes_the_run_lax(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.version_info", namedtuple("Version", "major minor")(3, 99))
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 39, 4))
    monkeypatch.setattr("sqlite3.sqlite_version", "3.39.4")
    assert {"Python is 3.99", "SQLite is 3.39.4"} <= set(deviations())


def test_a_pin_for_another_system_does_not_count() -> None:
    assert conftest._deviation(Requirement("villains==1; sys_platform == 'none'")) is None
