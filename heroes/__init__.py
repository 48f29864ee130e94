"""heroes: learn SQLModel by watching it work."""

from typing import TYPE_CHECKING, Any

from heroes.database import async_session, create_tables, fresh_models, make_engine, session
from heroes.diagrams import diagram
from heroes.samples import generate, seed

if TYPE_CHECKING:
    from heroes.explorer.opening import explore
    from heroes.glass.tracing import states, trace
    from heroes.judge.attempts import Progress

__version__ = "0.1.0"
__all__ = [
    "async_session",
    "create_tables",
    "diagram",
    "explore",
    "fresh_models",
    "generate",
    "make_engine",
    "progress",
    "seed",
    "session",
    "states",
    "trace",
]


def progress() -> "Progress":
    """Return how far you are with the exercises of the course, and what came back."""
    from heroes.exercises import all_exercises
    from heroes.judge.attempts import summarize

    return summarize(all_exercises)


def __getattr__(name: str) -> Any:
    """Import what makes the ORM visible when it is first asked for: `import heroes` stays light."""
    if name in ("states", "trace"):
        from heroes.glass import tracing

        return getattr(tracing, name)
    if name == "explore":
        from heroes.explorer.opening import explore

        return explore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(ipython: Any) -> None:
    """Show models as tables, and under each cell what it sent: what `%load_ext heroes` calls."""
    from heroes.displays import register
    from heroes.glass import extension

    register(ipython)
    extension.register(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """Put IPython's own displays back: what `%unload_ext heroes` calls."""
    from heroes.displays import unregister
    from heroes.glass import extension

    unregister(ipython)
    extension.unregister(ipython)
