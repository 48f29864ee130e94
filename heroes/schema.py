"""The tables of a module or a database, found by a look that changes neither."""

import importlib
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Column, Engine, MetaData, Table, inspect, make_url
from sqlalchemy.exc import ArgumentError, NoSuchTableError, SAWarning
from sqlmodel import SQLModel

from heroes import sqlite
from heroes.database import OperationalError, make_engine, twin

OURS = (__file__, importlib.__file__)
MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class SchemaError(Exception):
    """Why a module or a database cannot be used, in one sentence that says what to do."""


def find_tables(target: str) -> list[MetaData]:
    """Return the metadata of a module, of a .py file, or of a database by its path or URL.

    A module is imported, so its code runs. A database is opened to be read, and never made. Raises
    SchemaError when there is no such thing, or when it has no tables.
    """
    try:
        found = _find(target, Path(target))
    except OSError as error:
        raise SchemaError(f"This file cannot be read: {error.strerror}.") from error
    if not any(metadata.tables for metadata in found):
        raise SchemaError("There are no tables in it: name the module or the file that has them.")
    return found


def open_database(url_or_path: str | URL | None) -> Engine:
    """Return an engine on a database that answers; a sync one, whatever the driver in the URL.

    Raises SchemaError where `make_engine` has something to say.
    """
    try:
        found = make_engine(url_or_path)
        engine: Engine = found if isinstance(found, Engine) else twin(found)
        engine.connect().close()
    except (ArgumentError, ModuleNotFoundError, OperationalError) as error:
        raise SchemaError(str(error)) from error
    return engine


def reflect(url_or_path: str) -> MetaData:
    """Read the tables of a database as they are there. A SQLite file is opened read-only.

    Raises SchemaError when there is no such database, and DBAPIError when it refuses to be read.
    """
    engine = open_database(_read_only(url_or_path))
    metadata = MetaData()
    with warnings.catch_warnings(action="ignore", category=SAWarning):
        for name in inspect(engine).get_table_names():
            try:
                Table(name, metadata, autoload_with=engine, resolve_fks=False)
            except (ArgumentError, NoSuchTableError):  # a key to no table, a column without a name
                Table(name, metadata, *_columns(engine, name))
    engine.dispose()
    return metadata


def defined_by(load: Callable[[], ModuleType], name: str) -> list[MetaData]:
    """Return what a module's classes and tables belong to, and SQLModel's own if it adds to it."""
    before = set(SQLModel.metadata.tables)
    with _in_words(name), redirect_stdout(sys.stderr):
        module = load()
    found = [metadata for value in [*vars(module).values()] for metadata in _metadata_of(value)]
    if set(SQLModel.metadata.tables) - before:
        found.append(SQLModel.metadata)
    return [metadata for metadata in dict.fromkeys(found) if metadata.tables]


def _find(target: str, path: Path) -> list[MetaData]:
    if "://" in target or (path.is_file() and path.suffix != ".py"):
        return [reflect(target)]
    if path.is_file():
        return defined_by(lambda: _run(path), target)
    if MODULE.fullmatch(target) and _is_module(target):
        return defined_by(lambda: importlib.import_module(target), target)
    if path.is_dir():
        raise SchemaError(f"{path} is a folder: give the path of a file in it.")
    name = "of this name" if "@" in target else target  # it may be a URL with a password in it
    raise SchemaError(f"There is no file and no module {name}: correct the name.")


def _columns(engine: Engine, table: str) -> Iterator[Column[Any]]:
    for column in inspect(engine).get_columns(table):
        is_key = bool(column.get("primary_key"))
        name = column["name"] or '""'  # SQLite lets a column have no name, and SQLAlchemy does not
        yield Column(name, column["type"], primary_key=is_key, nullable=column["nullable"])


def _metadata_of(value: object) -> Iterator[MetaData]:
    with suppress(Exception):  # whatever a class of theirs does when it is asked
        if isinstance(value, Table | type):
            value = getattr(value, "metadata", None)
        if isinstance(value, MetaData):
            yield value


def _is_module(name: str) -> bool:
    sys.path.insert(0, str(Path.cwd()))  # as `python -m` does
    with _in_words(name):
        try:
            spec = find_spec(name)
        except ModuleNotFoundError as error:
            if error.name and f"{name}.".startswith(f"{error.name}."):
                return False
            raise
    return spec is not None and spec.origin is not None  # without an origin it is only a folder


def _run(path: Path) -> ModuleType:
    sys.path.insert(0, str(path.resolve().parent))
    spec = spec_from_file_location("heroes_target", path.resolve())
    assert spec and spec.loader  # noqa: S101 - a name that ends in .py gives both
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # annotations are looked up there
    spec.loader.exec_module(module)
    return module


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Turn an error in somebody else's module into a sentence that says where it is."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: a program ends itself as it is imported
        what = ": ".join(filter(None, [type(error).__name__, _first_line(error)]))
        raise SchemaError(f"{name} cannot be imported: {what}{_place(error)}") from error


def _place(error: BaseException) -> str:
    """Return the last line in the first file that is neither this one nor Python's own."""
    frames = [
        frame
        for frame in extract_tb(error.__traceback__)
        if frame.filename not in OURS and not frame.filename.startswith("<frozen")
    ]
    lines = [frame.lineno for frame in frames if frame.filename == frames[0].filename]
    return f" ({Path(frames[0].filename).name}, line {lines[-1]})" if lines else ""


def _first_line(error: BaseException) -> str:
    with suppress(Exception):  # an error of theirs may fail to say what it is
        return (str(error).splitlines() or [""])[0]
    return ""


def _read_only(url_or_path: str) -> str | URL:
    """Name a SQLite database so that it is neither made nor changed; leave other names alone."""
    if "://" not in url_or_path:
        url = URL.create("sqlite", database=url_or_path)
    else:
        try:
            url = make_url(url_or_path)
        except (ArgumentError, ValueError):
            return url_or_path  # make_engine says what is wrong with it
    if url.get_backend_name() != "sqlite" or sqlite.is_memory(url):
        return url
    if "uri" in url.query and str(url.database).startswith("file:"):
        return url.update_query_dict({"mode": "ro"})
    path = Path(url.database or "")
    if path.is_dir():
        raise SchemaError(f"{path} is a folder: give the path of a file in it.")
    if not path.is_file():
        name = "of this name" if "@" in str(path) else path  # it may hold a password
        raise SchemaError(f"There is no database {name}: correct the path.")
    query = {"mode": "ro", "uri": "true"}
    if _is_at_rest(path):
        query["immutable"] = "1"  # else SQLite would leave two files beside it
    return URL.create("sqlite", database=path.resolve().as_uri(), query=query)


def _is_at_rest(path: Path) -> bool:
    """Tell whether this is a database in WAL mode that nobody has open."""
    with path.open("rb") as file:
        modes = file.read(20)[18:]
    return modes == b"\2\2" and not path.with_name(f"{path.name}-wal").exists()
