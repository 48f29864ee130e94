"""Rules of where and why: the labelled cells of `tests/corpus`, against what glass says.

`pytest tests/test_corpus.py -n 0 -s -k scores` prints the scores; `-m full` runs the async cells on
PostgreSQL's drivers too, and everything under later versions of Python.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from heroes import fresh_models
from tests.conftest import server_url
from tests.corpus import Cell, Corpus, asynchronous, elsewhere, language, load, query, write
from tests.corpus.notebook import Databases, Notebook, labels_of

ROOT = Path(__file__).parents[1]
CORPORA = [each.cell for each in (query, write, load, language, elsewhere, asynchronous)]
DRIVERS = {
    "sync": ["sqlite"],
    "async": ["sqlite+aiosqlite", "postgresql+psycopg_async", "postgresql+asyncpg"],
}
FIELDS = ("line", "expression", "reason", "attribute")
MAX_FLAWS = 0.02
FULL = pytest.mark.full
SQLITE, POSTGRESQL = ("sqlite",), ("sqlite", "postgresql")

Outcome = tuple[list[Any], BaseException | None]  # labels, and a fault inside glass


class Runs:
    """The cells that have run, each once; a corpus has a notebook, a server has its databases."""

    def __init__(self, folder: Path) -> None:
        """Start with nothing run."""
        self.folder = folder
        self.notebook: Notebook | None = None
        self._open: tuple[str, str] | None = None
        self._databases: dict[str, Databases] = {}
        self._outcomes: dict[tuple[int, str], Outcome] = {}

    def outcome(self, corpus: Corpus, cell: Cell, driver: str) -> Outcome:
        """Return the labels that glass gives to a cell."""
        key = id(cell), driver
        if key not in self._outcomes:
            notebook = self._notebook(corpus, driver)
            with self._copies(driver.partition("+")[0]).copy(driver) as url:
                statements, fault = notebook.run(cell, corpus.on, url)
            self._outcomes[key] = labels_of(statements), fault
        return self._outcomes[key]

    def close(self) -> None:
        """Close the notebook that is open, and let go of the servers."""
        if self.notebook is not None:
            self.notebook.close()
        for databases in self._databases.values():
            databases.close()

    def _notebook(self, corpus: Corpus, driver: str) -> Notebook:
        if self.notebook is None or self._open != (corpus.name, driver):
            if self.notebook is not None:
                self.notebook.close()
            folder = self.folder / f"{corpus.name}-{driver.replace('+', '-')}"
            folder.mkdir(exist_ok=True)
            self.notebook, self._open = Notebook(folder), (corpus.name, driver)
        return self.notebook

    def _copies(self, backend: str) -> Databases:
        if backend not in self._databases:
            server = None if backend == "sqlite" else server_url(backend)
            self._databases[backend] = Databases(self.folder, server)
        return self._databases[backend]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Return what runs the cells."""
    before = set(sys.modules)
    runs = Runs(tmp_path_factory.mktemp("corpus"))
    yield runs
    runs.close()
    fresh_models()
    folder = str(runs.folder)
    for name in set(sys.modules) - before:  # what cells wrote and imported
        if folder in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def entries(*backends: str) -> Iterator[tuple[Corpus, Cell, str]]:
    """Yield the cells with the drivers of these backends that they run on."""
    for corpus in CORPORA:
        for driver in DRIVERS[corpus.on]:
            if driver.partition("+")[0] in backends:
                yield from ((corpus, cell, driver) for cell in corpus)


def params() -> Iterator[Any]:
    """Yield the cells as pytest's parameters, with their marks."""
    for corpus, cell, driver in entries("sqlite", "postgresql"):
        marks = [FULL] if driver.startswith("postgresql") else []
        if cell.flaw:
            marks.append(pytest.mark.xfail(strict=True, reason=cell.flaw, raises=AssertionError))
        name = driver.partition("+")[2] or corpus.name
        yield pytest.param(corpus, cell, driver, marks=marks, id=f"{name}: {cell.title}")


def ordered(cell: Cell, labels: list[Any]) -> list[Any]:
    """Return the labels, sorted where the cell has no order."""
    return sorted(labels, key=repr) if cell.any_order else labels


@pytest.mark.parametrize(("corpus", "cell", "driver"), list(params()))
def test_each_statement_of_a_cell_has_its_line_expression_reason_and_attribute(
    runs: Runs, corpus: Corpus, cell: Cell, driver: str
) -> None:
    labels, _ = runs.outcome(corpus, cell, driver)
    assert ordered(cell, labels) == ordered(cell, list(cell.labels))


@pytest.mark.parametrize(
    "backends", [SQLITE, pytest.param(POSTGRESQL, marks=FULL)], ids=" and ".join
)
def test_the_scores_over_the_corpus_are_high(
    runs: Runs, backends: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    total: Counter[str] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for corpus, cell, driver in entries(*backends):
        got = ordered(cell, runs.outcome(corpus, cell, driver)[0])
        for pair in zip_longest(ordered(cell, list(cell.labels)), got, fillvalue=("",) * 4):
            for group in (driver, "all", "flaws" if cell.flaw else "sound"):
                total[group] += 1
                right.update(
                    (group, each) for each, a, b in zip(FIELDS, *pair, strict=True) if a == b
                )
    with capsys.disabled():
        print(f"\nPython {sys.version.split()[0]}")
        for group, number in total.items():
            rates = (f"{each} {right[group, each] / number:.2%}" for each in FIELDS)
            print(f"{group:26}{number:4} statements: {', '.join(rates)}")
    assert right["all", "expression"] >= 0.98 * total["all"]
    assert right["all", "reason"] >= 0.99 * total["all"]
    assert right["sound", "line"] == total["sound"], "a wrong line is not among the listed flaws"


def test_few_cells_have_a_flaw_that_is_listed() -> None:
    flaws = [cell.title for corpus in CORPORA for cell in corpus if cell.flaw]
    assert len(flaws) <= MAX_FLAWS * sum(map(len, CORPORA)), flaws


def test_the_corpus_is_large_and_its_titles_differ() -> None:
    titles = [cell.title for corpus in CORPORA for cell in corpus]
    assert len(titles) >= 150
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    "backends", [SQLITE, pytest.param(POSTGRESQL, marks=FULL)], ids=" and ".join
)
def test_glass_has_no_fault_of_its_own_in_any_cell(runs: Runs, backends: tuple[str, ...]) -> None:
    faults = {
        cell.title: fault
        for corpus, cell, driver in entries(*backends)
        if (fault := runs.outcome(corpus, cell, driver)[1])
    }
    assert faults == {}


@FULL
@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_the_corpus_holds_under_another_python(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if sys.version.startswith(f"{version}."):
        pytest.skip(f"this is Python {version}")
    uv, python = shutil.which("uv"), installed(version)
    if uv is None or python is None:
        pytest.skip(f"no {'uv' if uv is None else f'Python {version}'} on this machine")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    constraints = tmp_path / "constraints.txt"
    pins = project["tool"]["uv"]["constraint-dependencies"]
    constraints.write_text("\n".join(pins), encoding="utf-8")
    tools = [
        each
        for each in project["dependency-groups"]["dev"]
        if each.partition(">")[0] in ("pytest", "nbval", "pytest-xdist", "pytest-benchmark")
    ]
    own = tmp_path / "venv" / "bin" / "python"
    packages = [f"{ROOT}[postgres]", *tools]
    install = "install", "--python", own, "--constraint", constraints, *packages
    for command in (("venv", "--python", python, tmp_path / "venv"), ("pip", *install)):
        done = call(uv, *command)
        if done.returncode:
            raise RuntimeError(done.stdout)
    tests = Path(__file__), "-m", "", "-k", "not another_python"
    done = call(own, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *tests)
    said = done.stdout
    with capsys.disabled():
        print(
            "\n".join(
                line for line in said.splitlines() if re.search("^Python|statements: |passed", line)
            )
        )
    assert f"Python {version}." in said
    assert done.returncode == 0, said


def installed(version: str) -> str | None:
    """Return a Python of that version that runs; a shim of pyenv may name one that does not."""
    versions = Path.home() / ".pyenv" / "versions"
    found = [shutil.which(f"python{version}"), *versions.glob(f"{version}.*/bin/python")]
    question = "-c", "import sys; print(sys.version)"
    for python in filter(None, found):
        answer = subprocess.run([python, *question], capture_output=True, text=True, check=False)
        if answer.stdout.startswith(f"{version}."):
            return str(python)
    return None


def call(*command: object) -> "subprocess.CompletedProcess[str]":
    """Run a command in the project's folder, without the settings of this run of pytest."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "VIRTUAL_ENV", "PYTHON"))
    } | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [str(each) for each in command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
