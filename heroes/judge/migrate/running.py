"""Run migrations, each way in a transaction, and take down the database after it."""

import sqlite3
from dataclasses import dataclass

from heroes.judge.bench import Bench, Clone
from heroes.judge.guard import LimitError
from heroes.judge.migrate.schema import Schema, schema_of
from heroes.judge.migrate.ways import Migration, Phase, Way
from heroes.judge.run import call
from heroes.judge.tables import Tables, dump


@dataclass(frozen=True)
class State:
    """A database at a moment."""

    schema: Schema
    tables: Tables

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return len(self.tables.get(table) or ())

    def is_same(self, other: "State") -> bool:
        """Tell whether another state has the same schema and the same rows."""
        mine, theirs = self.schema.definitions, other.schema.definitions
        return mine == theirs and self.tables == other.tables


@dataclass
class Journey:
    """What came of a migration on one database: three moments, or an error on the way."""

    start: State
    up: State | None = None
    down: State | None = None
    error: BaseException | None = None
    phase: Phase = "upgrade"


def travel(lent: Bench, image: bytes, migration: Migration, until: float) -> Journey:
    """Run upgrade and then downgrade, each in a transaction, as Alembic's env does."""
    clone = lent.begin(image, until)
    clone.execute("PRAGMA foreign_keys = OFF")  # a table is replaced by its copy in batch mode
    journey = Journey(_state(clone))
    try:
        _move(lent, migration.upgrade)
        journey.up = _state(clone)
        if migration.downgrade is not None:
            journey.phase = "downgrade"
            _move(lent, migration.downgrade)
            journey.down = _state(clone)
    except BaseException as error:
        journey.error = _cause(error)
    return journey


def _move(lent: Bench, way: Way) -> None:
    from alembic import op
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    raised: BaseException | None = None
    with lent.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
        with context.begin_transaction():
            with Operations.context(context):
                try:
                    call(way, op)
                except BaseException as error:  # if it passed, `op` would stay bound to this run
                    raised = error
            if raised is not None:
                raise raised


def _state(clone: Clone) -> State:
    counting, clone.row_factory = clone.row_factory, None
    found = clone.execute(
        "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name <> 'alembic_version'"
        " ORDER BY type DESC, name"
    )
    schema = schema_of(tuple(sql for (sql,) in found))
    tables = dump(clone, schema.bare)
    clone.row_factory = counting
    return State(schema, {name: rows for name, rows in tables.items() if name in schema.shapes})


def _cause(error: BaseException) -> BaseException:
    """Return an error, or the limit behind it."""
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, LimitError):
            return each
        if isinstance(each, sqlite3.OperationalError) and "interrupted" in str(each):
            return LimitError()
        each = each.__cause__ or each.__context__
    return error
