"""What Alembic runs for each command: connect, then migrate in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from heroes.database import make_engine
from heroes.models import Base

OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "render_as_batch": True,  # SQLite changes a column by copying its table
    "user_module_prefix": "sqlmodel.",  # the name under which script.py.mako imports its types
}


def migrate() -> None:
    """Migrate the database that `config()` or the command line names."""
    given = context.config.attributes.get("database")
    given = given or context.get_x_argument(as_dictionary=True).get("url")
    if not given:
        raise CommandError("Say which database: alembic -x url=sqlite:///heroes.db upgrade head")
    if isinstance(given, Engine):
        return migrate_engine(given)
    engine = make_engine(given)
    if not isinstance(engine, Engine):
        raise CommandError("Alembic needs a sync engine: leave the async driver out of its URL.")
    try:
        return migrate_engine(engine)
    finally:
        engine.dispose()


def migrate_engine(engine: Engine) -> None:
    """Migrate a database, or write the SQL of it where Alembic is asked for that (`--sql`)."""
    if context.is_offline_mode():
        context.configure(url=engine.url, literal_binds=True, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
        return
    with engine.connect() as connection, foreign_keys_off(connection):
        context.configure(
            connection=connection,
            # SQLite can undo a CREATE TABLE, and our engines see to it that it does.
            transactional_ddl=True if engine.dialect.name == "sqlite" else None,
            on_version_apply=check_foreign_keys,
            **OPTIONS,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Switch SQLite's foreign keys off, outside a transaction, and then back to what they were.

    A copied table replaces the old one. To drop that would delete, or orphan, what points to it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:
        raise CommandError("A session of this database is open: commit and close it, then migrate.")
    (before,) = driver.execute("PRAGMA foreign_keys").fetchone()
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA foreign_keys = {before}")


def check_foreign_keys(ctx: MigrationContext, *_: object, **__: object) -> None:
    """Raise CommandError, which undoes the migration, if a row points to one that is not there."""
    if ctx.connection is None or ctx.dialect.name != "sqlite":
        return
    if broken := ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        table, row, parent, _key = broken
        raise CommandError(f"Row {row} of {table} points to no {parent}: correct it, then migrate.")


if hasattr(context, "config"):  # only while Alembic runs: to import this file migrates nothing
    migrate()
