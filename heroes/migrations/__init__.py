"""The migrations of heroes' own tables, from an empty database to today's models and back."""

import sys
from argparse import Namespace
from pathlib import Path

from alembic.config import Config
from sqlalchemy import URL, Engine


def config(engine_or_url: Engine | str | Path | URL, *, quiet: bool = True) -> Config:
    """Return the configuration for Alembic's commands: `command.upgrade(config(engine), "head")`.

    With `quiet=False`, commands that report (`current`, `history`, `check`) print what they find.
    An in-memory database needs its engine: a URL opens another one. A database that
    `create_tables` made is at head already: tell Alembic with `command.stamp`. Raises TypeError
    for an async engine.
    """
    if not isinstance(engine_or_url, Engine | str | Path | URL):
        raise TypeError("Alembic needs a sync engine: leave the async driver out of its URL.")
    made = Config(
        stdout=sys.stdout,  # Alembic's default is what it was when Alembic was imported
        attributes={"database": engine_or_url},
        cmd_opts=Namespace(quiet=quiet, x=None),
    )
    made.set_main_option("script_location", "heroes:migrations")
    return made
