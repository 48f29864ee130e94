"""The pre-flight check: what on this machine would keep the course from running, and its cure."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packaging.requirements import Requirement

DISTRIBUTION = "sqlmodel-heroes"
PYTHON = (3, 11)
SQLITE = (3, 35)  # the first that has RETURNING
FREE = 200_000_000  # bytes
PROBE = """
from heroes import create_tables, make_engine, seed
from heroes.models import Hero
from sqlmodel import Session, select

engine = make_engine("sqlite://")
create_tables(engine)
with Session(engine) as session:
    seed(session)
    assert session.exec(select(Hero)).all()
"""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; where it is not `ok`, `cure` says in a sentence what to do.

    `stops` tells that the course cannot run before that is done.
    """

    name: str
    ok: bool
    detail: str
    cure: str = ""
    stops: bool = False


def examine(folder: Path, *, seconds: float = 60) -> list[Finding]:
    """Look at all that the course needs; the kernel may take that many seconds to answer.

    A package that is missing is a finding, not an error. No file is left behind.
    """
    looks = (
        look_at_python(),
        look_at_packages(),
        look_at_sqlite(),
        look_at_room("workbook folder", folder),
        look_at_temporary_folder(),
        look_at_database(),
        look_at_kernel(folder, seconds),
    )
    return [finding for findings in looks for finding in findings]


def look_at_python() -> Iterator[Finding]:
    """Tell whether this Python is new enough."""
    cure = "Install Python {}.{} or a newer one.".format(*PYTHON)
    yield _compare("Python", sys.version_info >= PYTHON, sys.version.split()[0], cure)


def look_at_packages(distribution: str = DISTRIBUTION) -> Iterator[Finding]:
    """Compare the packages here with the versions that the course was tested with.

    A driver that is not installed is left out: the course runs without it.
    """
    try:
        from packaging.requirements import Requirement

        requirements = [Requirement(text) for text in requires(distribution) or []]
    except PackageNotFoundError:
        cure = "Run `pip install -e .` in the folder that holds pyproject.toml."
        yield Finding(distribution, False, "not installed", cure)
        return
    except ImportError:
        yield Finding("packaging", False, "missing", "Run `pip install packaging`.", stops=True)
        return
    for requirement in sorted(requirements, key=lambda requirement: requirement.name):
        is_needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        for part in (requirement, *_extras(requirement)):
            found = _version(part.name)
            if is_needed or found:
                yield _compare_versions(part, found)


def look_at_sqlite() -> Iterator[Finding]:
    """Tell whether Python's SQLite knows the SQL of the course."""
    try:
        import sqlite3
    except ImportError:
        cure = "Install a Python that was built with SQLite."
        yield Finding("SQLite", False, "missing", cure, stops=True)
        return
    cure = "Install a newer Python: it brings SQLite {}.{} or a newer one.".format(*SQLITE)
    ok = sqlite3.sqlite_version_info >= SQLITE
    yield _compare("SQLite", ok, sqlite3.sqlite_version, cure)


def look_at_room(name: str, folder: Path) -> Iterator[Finding]:
    """Tell whether a folder, or where it would be made, can be written in, and has room."""
    try:
        paths = (folder, *folder.absolute().parents)
        place = next(path for path in paths if path.exists() or path.is_symlink())
        if not place.exists():
            cure = "Remove it, or give a folder of your own."
            yield Finding(name, False, f"{place} is a link to nothing", cure, stops=True)
            return
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(bytes(10_000))
        free = shutil.disk_usage(place).free
    except OSError as error:
        detail = f"{folder} cannot be written in: {error.strerror}"
        yield Finding(name, False, detail, "Give a folder of your own.", stops=True)
        return
    detail = f"{folder} can be written in, {free / 1e6:,.0f} MB are free"
    cure = f"Free some room on the disk: {FREE / 1e6:.0f} MB are enough."
    yield Finding(name, free >= FREE, detail, "" if free >= FREE else cure)


def look_at_temporary_folder() -> Iterator[Finding]:
    """Tell the same of the folder in which each notebook makes its database."""
    name = "temporary folder"
    try:
        yield from look_at_room(name, Path(tempfile.gettempdir()))
    except FileNotFoundError:
        cure = "Set TMPDIR to a folder that you may write in, and that has room."
        yield Finding(name, False, "there is none that can be written in", cure, stops=True)


def look_at_database() -> Iterator[Finding]:
    """Tell whether the server answers that the environment asks for, if it does ask."""
    name = "HEROES_DATABASE_URL"
    if not (url := os.environ.get(name)):
        return
    cure = f"Correct {name}, or unset it to learn on SQLite."
    try:
        from sqlalchemy.exc import SQLAlchemyError

        from heroes.schema import SchemaError, open_database

        if backend := _async_backend(url):
            cure = f"Name the sync driver: {backend}://..."
            yield Finding(name, False, "the notebooks need a sync driver", cure, stops=True)
            return
        engine = open_database(None)
    except ImportError as error:
        yield Finding(name, False, f"{error.name} is missing", "Install it first.", stops=True)
    except (SchemaError, SQLAlchemyError) as error:
        yield Finding(name, False, _first_line(error), cure, stops=True)
    else:
        engine.dispose()
        yield Finding(name, True, f"{engine.dialect.name} answers")


def look_at_kernel(folder: Path, seconds: float) -> Iterator[Finding]:
    """Tell whether a notebook would run: start a kernel in the folder, and query in it."""
    name = "kernel"
    try:
        from jupyter_client.manager import KernelManager
    except ImportError as error:
        detail = f"it cannot start without {error.name}"
        yield Finding(name, False, detail, "Run `pip install jupyterlab`.", stops=True)
        return
    manager = KernelManager(kernel_name="python3")
    try:
        problem = _ask(manager, folder, seconds)
    except Exception as error:  # whatever keeps a kernel from answering is what we look for
        detail = f"it does not answer: {_first_line(error)}"
        cure = (
            "Close other programs and try again, or run `pip install --force-reinstall ipykernel`."
        )
        yield Finding(name, False, detail, cure, stops=True)
    else:
        cure = (
            "Rename files here that are called like a package, then run "
            "`python -m ipykernel install --sys-prefix` so that Jupyter uses this Python."
        )
        detail = problem or "it starts, and SQLModel answers a query"
        yield Finding(name, not problem, detail, cure if problem else "", stops=bool(problem))
    finally:
        manager.shutdown_kernel(now=True)


def _ask(manager: Any, folder: Path, seconds: float) -> str:
    """Run the probe in a new kernel, and return its error in one line, or nothing."""
    deadline = time.monotonic() + seconds
    manager.start_kernel(
        cwd=_start_folder(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=seconds)
        reply = client.execute_interactive(
            PROBE,
            allow_stdin=False,
            timeout=deadline - time.monotonic(),
            output_hook=lambda _: None,
        )["content"]
    finally:
        client.stop_channels()
    return "" if reply["status"] == "ok" else f"{reply['ename']}: {reply['evalue']}"


def _start_folder(folder: Path) -> str:
    with suppress(OSError):  # what is wrong with it is a finding of its own
        if folder.is_dir():
            return str(folder)
    return str(Path.cwd())


def _async_backend(url: str) -> str | None:
    """Return the backend of a URL with an async driver; make_engine says what is wrong with one."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    with suppress(ArgumentError, ValueError):
        if make_url(url).get_dialect().is_async:
            return make_url(url).get_backend_name()
    return None


def _compare_versions(requirement: "Requirement", found: str | None) -> Finding:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    cure = f'Run `pip install "{requirement.name}{extras}{requirement.specifier}"`.'
    if found is None:
        return Finding(requirement.name, False, "missing", cure, stops=True)
    if not requirement.specifier.contains(found, prereleases=True):
        detail = f"{found} was not tested, {requirement.specifier} was"
        return Finding(requirement.name, False, detail, cure)
    return Finding(requirement.name, True, found)


def _extras(requirement: "Requirement") -> Iterator["Requirement"]:
    """Yield what a requirement like `sqlalchemy[asyncio]` brings beside the package itself."""
    from packaging.requirements import Requirement

    if not (requirement.extras and _version(requirement.name)):
        return
    for part in map(Requirement, requires(requirement.name) or []):
        extras = ["", *requirement.extras]
        holds = [part.marker is None or part.marker.evaluate({"extra": extra}) for extra in extras]
        if any(holds) and not holds[0]:
            yield part


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _compare(name: str, ok: bool, detail: str, cure: str) -> Finding:
    return Finding(name, ok, detail, "" if ok else cure, stops=not ok)


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
