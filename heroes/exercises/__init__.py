"""The exercises of the course: one module a notebook, named as the notebook without its number.

An underscore follows a name that is a keyword of Python, which could not be imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from heroes.judge import Exercise

MODULES = (  # in the order of the course
    "start_here",
    "create_tables",
    "create_rows",
    "read_rows",
    "filter_rows",
    "update_delete",
    "validate",
    "connect_tables",
    "relationships",
    "cascades",
    "many_to_many",
    "loading",
    "aggregates",
    "column_types",
    "transactions",
    "async_",
    "migrations",
    "fastapi",
    "explore",
    "project",
)


class Exercises(list[Exercise]):
    """Exercises in the order of the course; `all_exercises()` reads as well as `all_exercises`."""

    def __call__(self) -> "Exercises":
        """Return the list itself."""
        return self


if TYPE_CHECKING:
    all_exercises: Exercises


def __getattr__(name: str) -> Any:
    """Import the modules when the whole list is asked for: one notebook needs only its own."""
    if name != "all_exercises":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    modules = [import_module(f"heroes.exercises.{each}") for each in MODULES]
    found = [value for module in modules for value in vars(module).values()]
    globals()[name] = Exercises(each for each in found if isinstance(each, Exercise))
    return globals()[name]
