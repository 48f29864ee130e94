"""A notebook that is ready to run on one database: what `heroes explore` opens."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from heroes.sqlite import is_memory

VARIABLE = "HEROES_EXPLORE_URL"  # where a URL stands that holds a password

OPENING = "%load_ext heroes\n{imports}from heroes import explore\n\ndb = explore({given})\ndb"


def write_notebook(folder: Path, database: str, table: str | None) -> Path:
    """Write a notebook that explores the database, and return its path.

    One that opens the same database is left as it is, and no other file is overwritten. A URL with
    a password is not written down: the notebook takes it from the environment.
    """
    opening = opening_cell(database)
    number = 1
    while (path := folder / f"explore_{_stem(database, number)}.ipynb").exists():
        if opening in _sources(path):
            return path
        number += 1
    cells = [_cell(kind, source) for kind, source in _cells(opening, _title(database), table)]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {
        "cells": [cell | {"id": f"explore-{index}"} for index, cell in enumerate(cells)],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def opening_cell(database: str) -> str:
    """Return the cell that opens the database. It holds no password."""
    if has_password(database):
        return OPENING.format(imports="import os\n\n", given=f'os.environ["{VARIABLE}"]')
    return OPENING.format(imports="", given=repr(database))


def absolute(database: str) -> str:
    """Return a path, or a URL of a SQLite file, that means the same in any folder."""
    url = _url(database)
    if url is None or url.get_backend_name() != "sqlite" or is_memory(url) or url.query:
        return database
    path = str(Path(url.database or "").resolve())
    return path if "://" not in database else url.set(database=path).render_as_string()


def has_password(database: str) -> bool:
    """Tell whether a path or URL holds a password, or may hold one."""
    url = _url(database)
    if url is None:
        return "://" in database  # a URL that cannot be read: what it holds is not known
    return url.password is not None or any("pass" in key.lower() for key in url.query)


def _cells(opening: str, title: str, table: str | None) -> Iterator[tuple[str, str]]:
    yield "markdown", f"# {title}\n\nThe database is open for reading only: nothing is written."
    yield "code", opening
    if table is None:
        return
    yield "markdown", "Walk through the tables. Each page shows the code that reads it."
    yield "code", f"db.browse({table!r})"
    yield "markdown", "What the columns of a table hold, on a sample of its rows:"
    yield "code", f"db.profile({table!r})"
    yield "markdown", "One page as objects, and the `select()` that reads it:"
    yield "code", f"page = db.page({table!r}, size=5)\npage.rows"
    yield "code", "print(page.code)"
    yield "markdown", "To run it elsewhere, save what `db.source()` returns as `models.py`."
    yield "code", "db.models"


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _sources(path: Path) -> list[str]:
    """Return what stands in the cells of a notebook; of a file that is none, nothing."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _url(database: str) -> URL | None:
    if "://" not in database:
        return URL.create("sqlite", database=database)
    try:
        return make_url(database)
    except (ArgumentError, ValueError):
        return None


def _title(database: str) -> str:
    url = _url(database)
    name = Path((url.database if url is not None else "") or "database").name
    return re.sub(r"([\\`*_{}\[\]<>#|!&~$])", r"\\\1", name)


def _stem(database: str, number: int) -> str:
    url = _url(database)
    name = Path((url.database if url is not None else "") or "database").stem
    word = re.sub(r"\W+", "_", name).strip("_")[:60] or "database"
    return word if number == 1 else f"{word}_{number}"
