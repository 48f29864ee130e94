"""What an error means, told at the expression that raised it: which object, why, and the cure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, MetaData, inspect
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InvalidRequestError,
    MissingGreenlet,
    NoReferencedTableError,
    PendingRollbackError,
    StatementError,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.exc import DetachedInstanceError

from heroes.glass.record import Suspect
from heroes.glass.timeline import Place, Statement

NO_TABLE = re.compile(
    r'no such table: (?P<a>[^\s]+)|relation "(?P<b>[^"]+)" does not exist'
    r"|Table '(?:[^'.]*\.)?(?P<c>[^']+)' doesn't exist"
)
DETACHED = re.compile(r"nstance <(?P<entity>\w+) at .*?(?:attribute '(?P<attribute>\w+)'|$)", re.S)
NOT_NULL = re.compile(
    r"NOT NULL constraint failed: (?:\S+\.)?(?P<a>\S+)"
    r'|null value in column "(?P<b>[^"]+)"'
    r"|Column '(?P<c>[^']+)' cannot be null|Field '(?P<d>[^']+)' doesn't have a default"
)
UNIQUE = re.compile(
    r"UNIQUE constraint failed: (?P<a>[^\n]+)"
    r"|Key \((?P<b>[^)]+)\)=.* already exists"
    r"|Duplicate entry .* for key '(?P<c>[^']+)'",
)
FOREIGN = re.compile(r"FOREIGN KEY|foreign key", re.I)
CHECK = re.compile(
    r'CHECK constraint failed: (?P<a>[^\n]+)|violates check constraint "(?P<b>[^"]+)"'
    r"|CONSTRAINT `(?P<c>[^`]+)` failed"
)


@dataclass(frozen=True)
class Fault:
    """An error in the learner's words: where, why, and the line that cures it."""

    kind: str
    place: Place
    message: str
    fix: str | None = None


@dataclass(frozen=True)
class Scene:
    """What was there when the error came: the names of the cell, statements, and objects."""

    place: Place
    names: Mapping[str, Any]
    statements: Sequence[Statement]
    suspects: Sequence[Suspect]

    def session(self, kind: Any = Session | AsyncSession) -> str:
        """Return the name that the cell gave its session."""
        return self._named(kind | scoped_session, "session")

    def engine(self) -> str:
        """Return the name that the cell gave its engine."""
        return self._named(Engine, "engine")

    def variable(self) -> str:
        """Return the object that the expression reads an attribute of: `hero` of `hero.team`."""
        found = re.match(r"(?:await\s+)?([\w.\[\]]+)\.\w+$", self.place.source)
        return found[1] if found else ""

    def _named(self, kind: Any, usual: str) -> str:
        root = re.match(r"\w+", self.place.source.removeprefix("await "))
        candidates = [root[0] if root else "", usual, *self.names]
        return next((name for name in candidates if isinstance(self.names.get(name), kind)), usual)


def tell(error: BaseException, scene: Scene) -> Fault | None:
    """Return what the error means, or None for one that we have nothing to say about."""
    for kind, teller in TELLERS:
        if isinstance(error, kind) and (told := teller(error, scene)):
            message, fix = told
            return Fault(kind.__name__, scene.place, message, fix)
    return None


Told = tuple[str, str | None] | None


def _missing_greenlet(error: Any, scene: Scene) -> Told:
    if not (
        isinstance(error, MissingGreenlet)
        or isinstance(getattr(error, "orig", None), MissingGreenlet)
        or "greenlet_spawn has not been called" in str(error)
    ):
        return None
    session, thing = scene.session(AsyncSession), scene.variable()
    failed = next((each for each in reversed(scene.statements) if each.error), None)
    if failed and failed.attribute:
        entity, _, key = failed.attribute.partition(".")
        message = (
            f"{failed.attribute} is not loaded, and reading it would send a query that nobody "
            "awaits. Load it with the query that you await."
        )
        return message, f"select({entity}).options(selectinload({entity}.{key}))"
    if failed and failed.reason == "refresh":
        message = (
            f"The {failed.entity or 'object'} has expired since the commit, and reading it would "
            "send a query that nobody awaits. Refresh it first, or make the session with "
            "expire_on_commit=False."
        )
        return message, f"await {session}.refresh({thing or 'the object'})"
    message = "This needs the database, and in async code that has to be awaited."
    return message, f"await {session}.run_sync(lambda session: ...)"


def _detached(error: BaseException, scene: Scene) -> Told:
    found = DETACHED.search(str(error))
    entity = found["entity"] if found else "object"
    key, thing = (found["attribute"] if found else None), scene.variable() or entity.lower()
    if key:
        message = (
            f"{entity}.{key} was not loaded before the session of this {entity} ended, and without "
            "a session nothing can load it. Load it with the query."
        )
        return message, f"select({entity}).options(selectinload({entity}.{key}))"
    message = (
        f"The values of this {entity} had expired, and it is in no session that could load them "
        "again. Refresh it while it has one. Values that a commit expired stay if the session is "
        "made with expire_on_commit=False."
    )
    return message, f"{scene.session()}.refresh({thing})"


def _pending_rollback(error: BaseException, scene: Scene) -> Told:
    original = re.search(r"Original exception was: (?:\([\w.]+\) )?([^\n]+)", str(error))
    why = f" ({original[1]})" if original else ""
    session = scene.session()
    message = (
        f"An earlier flush failed{why}, and the session waits for you to give its transaction up."
    )
    return message, f"{'await ' if _is_async(scene, session) else ''}{session}.rollback()"


def _invalid_request(error: BaseException, scene: Scene) -> Told:
    if found := re.search(r"Table '([^']+)' is already defined", str(error)):
        message = (
            f'A class for the table "{found[1]}" exists already: this cell, or one like it, has '
            "run before. Begin the cell with the line below; it forgets the older classes."
        )
        return message, "fresh_models()"
    if found := re.search(r"'(\w+)\.(\w+)' is not available due to lazy='raise", str(error)):
        entity, key = found.groups()
        message = (
            f"{entity}.{key} is not loaded, and this query forbids to load it later. Load it with "
            "the query."
        )
        return message, f"select({entity}).options(selectinload({entity}.{key}))"
    if found := re.search(r'Multiple classes found for path "([^"]+)"', str(error)):
        message = (
            f'Two classes are called "{found[1]}", so the name in the relationship could mean '
            "either. Begin the cell that defines the models with the line below, and run it again."
        )
        return message, "fresh_models()"
    return None


def _no_table(error: Any, scene: Scene) -> Told:
    found = NO_TABLE.search(str(error.orig))
    if found is None:
        return None
    name = next(filter(None, found.groups())).rpartition(".")[2].strip('"')
    owner = next(_owners(name, scene.names), None)
    if owner is None:
        return (
            f'There is no table "{name}" in this database, and no class for it in this notebook.',
            None,
        )
    message = (
        f'There is no table "{name}" in this database. Its class is on the list {owner}.metadata: '
        "create the tables of that list."
    )
    return message, f"{owner}.metadata.create_all({scene.engine()})"


def _no_referenced_table(error: Any, scene: Scene) -> Told:
    found = re.search(r"column '([^']+)' could not find table '([^']+)'", str(error))
    if found is None:
        return None
    column, table = found.groups()
    message = f'The foreign key of {column} points to the table "{table}", '
    if owner := next(_owners(table, scene.names), None):
        message += (
            f"which is on another list: {owner}.metadata. Define both classes on the same list."
        )
        return message, f"class ...({owner}, table=True)"
    message += "and no class with that table is defined. Define or import it before this line."
    return message, f"class {table.title().replace('_', '')}(SQLModel, table=True)"


def _integrity(error: Any, scene: Scene) -> Told:
    text, session = str(error.orig), scene.session()
    undo = f"{'await ' if _is_async(scene, session) else ''}{session}.rollback()"
    table, row = _row_of(error)
    suspect = _suspect(table, row, scene.suspects)
    who = (suspect.name if suspect else "") or (f"a row of {table}" if table else "a row")
    deletes = (error.statement or "").lstrip().upper().startswith("DELETE")
    if found := NOT_NULL.search(text):
        column = next(filter(None, found.groups()))
        message = f"{who} has no {column}, and that column takes no NULL. Give it a value."
    elif found := UNIQUE.search(text):
        columns = _columns(next(filter(None, found.groups())))
        values = ", ".join(repr(row[name]) for name in columns if name in row)
        what = f"{', '.join(columns)} {values}".rstrip()
        message = f"Another row has the same {what}, which must be unique."
    elif found := CHECK.search(text):
        message = f"{who} breaks the check {next(filter(None, found.groups()))}."
    elif FOREIGN.search(text):
        if deletes:
            message = (
                f"Rows of another table still refer to {who}: delete them or change them first."
            )
        else:
            keys = ", ".join(f"{name}={row[name]!r}" for name in _foreign(suspect, row))
            message = f"{who} refers to a row that does not exist{f': {keys}' if keys else ''}."
    else:
        return None
    return f"{message} A session that goes on needs a rollback first.", undo


def _row_of(error: IntegrityError) -> tuple[str, dict[str, Any]]:
    """Return the table of the failing statement, and the values of an INSERT by their columns."""
    sql = error.statement or ""
    found = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+[`"]?([^\s`"(]+)', sql, re.I)
    table = found[1] if found else ""
    params: Any = error.params
    if isinstance(params, Mapping):
        return table, {str(name): value for name, value in params.items()}
    names = re.match(r"\s*INSERT INTO\s+\S+\s*\(([^)]*)\)", sql, re.I)
    if (
        names
        and isinstance(params, Sequence)
        and not any(isinstance(each, tuple | list | dict) for each in params)
    ):
        return table, dict(zip(_columns(names[1]), params, strict=False))
    return table, {}


def _suspect(table: str, row: Mapping[str, Any], suspects: Sequence[Suspect]) -> Suspect | None:
    """Return the one object whose values the failing row has."""
    found = [
        each
        for each in suspects
        if each.table.name == table
        and any(name in each.values for name in row)
        and all(each.values.get(name, value) == value for name, value in row.items())
    ]
    return found[0] if len(found) == 1 else None


def _foreign(suspect: Suspect | None, row: Mapping[str, Any]) -> list[str]:
    """Return the columns of the row that refer to other tables and have a value."""
    columns = suspect.table.columns if suspect else ()
    return [each.name for each in columns if each.foreign_keys and row.get(each.name) is not None]


def _columns(text: str) -> list[str]:
    return [part.strip().rpartition(".")[2].strip('`" ') for part in text.split(",")]


def _is_async(scene: Scene, name: str) -> bool:
    return isinstance(scene.names.get(name), AsyncSession)


def _owners(table: str, names: Mapping[str, Any]) -> Iterator[str]:
    """Yield the classes, by the names of the cell, whose metadata has the table; bases first."""
    found: list[tuple[bool, int, str]] = []
    for name, value in names.items():
        metadata = getattr(value, "metadata", None) if isinstance(value, type) else None
        if isinstance(metadata, MetaData) and table in _tables(metadata):
            found.append((inspect(value, raiseerr=False) is not None, len(value.mro()), name))
    yield from (name for _, _, name in sorted(found))


def _tables(metadata: MetaData) -> set[str]:
    return {name.rpartition(".")[2] for name in metadata.tables}


TELLERS: list[tuple[type[BaseException], Callable[[Any, Scene], Told]]] = [
    (MissingGreenlet, _missing_greenlet),
    (StatementError, _missing_greenlet),
    (DetachedInstanceError, _detached),
    (PendingRollbackError, _pending_rollback),
    (NoReferencedTableError, _no_referenced_table),
    (InvalidRequestError, _invalid_request),
    (IntegrityError, _integrity),
    (DBAPIError, _no_table),
]
