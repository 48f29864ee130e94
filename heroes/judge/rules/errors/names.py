"""Rules for names that do not exist: in Python, on a class, in the database, in a call."""

import builtins
import difflib
import re
from collections.abc import Iterable

import sqlalchemy
import sqlmodel

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.raised import frame_of, place_of, subject, told

ATTRIBUTE = re.compile(
    r"(?:type object )?'(?P<owner>\w+)' (?:object )?has no attribute '(?P<name>\w+)'"
)
OF_CLASS = re.compile(r"^(?P<owner>[A-Z]\w*)\.(?P<name>\w+)$")
COLUMN = re.compile(r"no such column: (?P<a>[\w.]+)|has no column named (?P<b>\w+)")
TABLE = re.compile(r"no such table: (?P<name>[\w.]+)")
RAISES = "raises"


def undefined(case: Case) -> Finding | None:
    """Find a name that Python does not know."""
    error = case.ran.error
    if isinstance(error, UnboundLocalError):
        return Finding(f"{error.name} is read before anything is assigned to it.", RAISES)
    if isinstance(error, ImportError):
        why = error.msg.partition(" (")[0]  # what follows is a path
        return Finding(f"The import fails: {why}.", RAISES)
    if not isinstance(error, NameError):
        return None
    frame = frame_of(case)
    names = {**frame.f_globals, **frame.f_locals} if frame else {}
    for library in (sqlmodel, sqlalchemy):
        if hasattr(library, error.name or ""):
            message = f"The name {error.name} is not defined: import it from {library.__name__}."
            return Finding(message, RAISES)
    meant = _meant(error.name, [*names, *vars(builtins)])
    return Finding(f"The name {error.name} is not defined{meant}.", RAISES)


def _meant(name: str | None, known: Iterable[str]) -> str:
    public = [each for each in known if not each.startswith("_") and each != name]
    close = difflib.get_close_matches(name or "", public, 1, 0.75)
    return f": did you mean {close[0]}" if close else ""


def no_attribute(case: Case) -> Finding | None:
    """Find an attribute or method that a class does not have."""
    error = case.ran.error
    if not isinstance(error, AttributeError):
        return None
    # A model's class says the name only: Hero.agee is then what stands in the code.
    found = ATTRIBUTE.search(str(error)) or OF_CLASS.search(place_of(case))
    if found is None or found["owner"] in ("NoneType", "coroutine"):
        return None
    owner, name = found["owner"], found["name"]
    thing = getattr(error, "obj", None)
    known = dir(thing) if thing is not None else [*_columns(case), *dir(sqlmodel.Session)]
    meant = _meant(name, known)
    return Finding(f"{owner} has no attribute {name}{meant}.", RAISES)


def _columns(case: Case) -> list[str]:
    return [column.key for table in case.plan.builder.tables for column in table.columns]


def not_in_database(case: Case) -> Finding | None:
    """Find a table or column that the database does not have."""
    error = case.ran.error
    text = told(error) if error is not None else ""
    if found := TABLE.search(text):
        tables = [table.name for table in case.plan.builder.tables]
        meant = _meant(found["name"], tables)
        return Finding(f"The database has no table {found['name']}{meant}.", RAISES)
    if found := COLUMN.search(text):
        name = found["a"] or found["b"]
        meant = _meant(name.rpartition(".")[2], _columns(case))
        return Finding(f"The database has no column {name}{meant}.", RAISES)
    return None


def wrong_call(case: Case) -> Finding | None:
    """Find a call with arguments that are not taken, or without those that are."""
    error = case.ran.error
    words = r"argument|takes no|positional|unexpected keyword|is an invalid keyword"
    if not isinstance(error, TypeError) or not re.search(words, str(error)):
        return None
    return Finding(f"{subject(case)} is called in another way than it is defined: {error}.", RAISES)
