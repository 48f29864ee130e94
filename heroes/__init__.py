"""heroes: learn SQLModel by watching it work."""

from typing import Any

from heroes.database import async_session, create_tables, fresh_models, make_engine, session
from heroes.diagrams import diagram
from heroes.samples import generate, seed

__version__ = "0.1.0"
__all__ = [
    "async_session",
    "create_tables",
    "diagram",
    "fresh_models",
    "generate",
    "make_engine",
    "seed",
    "session",
]


def load_ipython_extension(ipython: Any) -> None:
    """Show models and rows as tables: what `%load_ext heroes` calls."""
    from heroes.displays import register

    register(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """Put IPython's own displays back: what `%unload_ext heroes` calls."""
    from heroes.displays import unregister

    unregister(ipython)
