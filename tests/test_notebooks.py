"""The notebooks keep the house rules, and give the same outputs wherever they are run again."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode

from conftest import deviations
from tests.notebook_rules import RULES, Notebook, Rule, is_in_proportion, table_of_figures
from tests.panels import notebook_of_panels
from tests.refresh import FOLDER, difference, main, read, run, text_of

PATHS = sorted(FOLDER.glob("*.ipynb"))
# What IPython itself says when a notebook is run again in the same kernel.
LOADED = "The heroes extension is already loaded. To reload it, use:\n  %reload_ext heroes\n"

each_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
where_outputs_are_compared = pytest.mark.skipif(
    bool(deviations()), reason=f"outputs are compared in the pinned environment: {deviations()}"
)


@each_notebook
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_notebook_keeps_the_rule(rule: Rule, path: Path) -> None:
    if complaints := rule(Notebook.read(path)):
        pytest.fail("\n".join([path.name, *complaints]), pytrace=False)


def test_no_two_notebooks_share_a_number() -> None:
    numbers = [path.name[:2] for path in PATHS]
    assert len(numbers) == len(set(numbers))


def test_the_figures_of_the_course_are_in_proportion() -> None:
    notebooks = [Notebook.read(path) for path in PATHS]
    print(table_of_figures(notebooks))  # pytest shows it with -rP, and when the test fails
    assert not [n.path.name for n in notebooks if is_in_proportion(n)]


@pytest.mark.full
@where_outputs_are_compared
@each_notebook
def test_a_second_run_in_the_same_kernel_gives_the_same_outputs(path: Path) -> None:
    first, second = asyncio.run(run(path, times=2))
    for cell in second.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("text") != LOADED]
    assert_same(path, first, second)


@pytest.mark.full
@where_outputs_are_compared
@each_notebook
def test_another_hash_seed_gives_the_stored_outputs(path: Path) -> None:
    assert_same(path, read(path), asyncio.run(run(path, PYTHONHASHSEED="3"))[0])


@pytest.mark.full
@where_outputs_are_compared
def test_refreshing_all_notebooks_would_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    if main(["--check"]):
        pytest.fail(capsys.readouterr().out, pytrace=False)


@pytest.mark.full
@each_notebook
def test_a_notebook_passes_on_postgresql(path: Path, postgres_url: str) -> None:
    assert_passes_on(postgres_url, path)


@pytest.mark.full
@pytest.mark.parametrize("number", ["03", "04", "07"])
def test_a_notebook_passes_on_mariadb(number: str, mariadb_url: str) -> None:
    for path in PATHS:
        if path.name.startswith(number):
            assert_passes_on(mariadb_url, path)


def assert_passes_on(url: str, path: Path) -> None:
    """Fail with what pytest says of a notebook whose databases are made on a server."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", str(path)],
        cwd=FOLDER.parent,
        env=os.environ | {"HEROES_DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    assert "notebooks: lax" in result.stdout
    if result.returncode:
        pytest.fail(result.stdout, pytrace=False)


@pytest.mark.full
def test_panels_are_the_same_in_20_runs_over_5_hash_seeds(tmp_path: Path) -> None:
    path = tmp_path / "panels.ipynb"
    path.write_text(text_of(notebook_of_panels()), "utf-8")
    first, *others = (
        run_again
        for seed in range(5)
        for run_again in asyncio.run(run(path, times=4, PYTHONHASHSEED=str(seed)))
    )
    assert len(others) == 19
    assert "N+1" in text_of(first)
    for notebook in (first, *others):
        for cell in notebook.cells:
            cell.outputs = [output for output in cell.outputs if output.get("text") != LOADED]
    for other in others:
        assert_same(path, first, other)


def assert_same(path: Path, expected: NotebookNode, got: NotebookNode) -> None:
    """Fail with the first difference between two notebooks."""
    if (before := text_of(expected)) != (after := text_of(got)):
        pytest.fail(difference(before, after, path.name), pytrace=False)
