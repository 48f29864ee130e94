"""Choose how strictly nbval compares the notebooks, and say so at the top of every run."""

import os
import sqlite3
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell
from packaging.requirements import Requirement

CELL_SECONDS = int(os.environ.get("HEROES_CELL_SECONDS", "60"))  # on a busy machine, more
PYTHONS = ((3, 11), (3, 12), (3, 13))
# A floor is enough: the stored outputs are the same from SQLite 3.40 to 3.53.
SQLITE = (3, 40)
MODE = pytest.StashKey[str]()


def deviations() -> list[str]:
    """Return how this environment differs from the one that the stored outputs come from."""
    pyproject = tomllib.loads(Path(__file__).with_name("pyproject.toml").read_text("utf-8"))
    pins = map(Requirement, pyproject["tool"]["uv"]["constraint-dependencies"])
    found = [words for pin in pins if (words := _deviation(pin))]
    if sys.version_info[:2] not in PYTHONS:
        found.append(f"Python is {sys.version_info.major}.{sys.version_info.minor}")
    if sqlite3.sqlite_version_info < SQLITE:
        found.append(f"SQLite is {sqlite3.sqlite_version}")
    if not os.environ.get("HEROES_DATABASE_URL", "sqlite").startswith("sqlite"):
        found.append("HEROES_DATABASE_URL names a server")
    return found


def _deviation(pin: Requirement) -> str | None:
    if pin.marker and not pin.marker.evaluate():
        return None
    try:
        installed = version(pin.name)
    except PackageNotFoundError:
        return f"{pin.name} is not installed"
    return None if installed in pin.specifier else f"{pin.name} is {installed}, not {pin.specifier}"


def pytest_configure(config: pytest.Config) -> None:
    """Turn nbval on in the mode that fits; what the command line says wins."""
    option = config.option
    if option.nbval or option.nbval_lax:
        mode, why = "lax" if option.nbval_lax else "strict", "as the command line says"
    elif reasons := deviations():
        mode, why = "lax", "; ".join(reasons)
    else:
        mode, why = "strict", "this is the pinned environment"
    option.nbval, option.nbval_lax = mode == "strict", mode == "lax"
    meaning = "outputs are compared" if mode == "strict" else "asserts speak"
    config.stash[MODE] = f"notebooks: {mode}, {meaning} ({why})"
    option.nbval_current_env |= not option.nbval_kernel_name
    if option.nbval_cell_timeout == 2000:  # nbval's default, and how late it notices a dead kernel
        option.nbval_cell_timeout = CELL_SECONDS
    if option.nbval_kernel_startup_timeout == 60:  # nbval's default
        option.nbval_kernel_startup_timeout = max(CELL_SECONDS, 60)


def pytest_report_header(config: pytest.Config) -> str:
    """Say how the notebooks are compared, and why."""
    return config.stash[MODE]


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask a kernel to end before nbval kills it, so that it removes the databases it made."""
    if isinstance(item, IPyNbCell):
        kernel = item.parent.kernel
        item.parent.addfinalizer(lambda: _end(kernel))


def _end(kernel: RunningKernel) -> None:
    if kernel.is_alive():
        kernel.kc.stop_channels()
        kernel.km.shutdown_kernel()
