"""Read an answer as a migration: the way there and the way back."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from heroes.judge.run import AnswerError

Phase = Literal["upgrade", "downgrade"]
Way = Callable[..., Any]


@dataclass(frozen=True)
class Migration:
    """The two ways of an answer; None is a way that it lacks."""

    upgrade: Way
    downgrade: Way | None


def migration_of(answer: Any) -> Migration:
    """Return the two ways of an answer: a list, one function, or what has them as attributes.

    Raises AnswerError for anything else.
    """
    if isinstance(answer, Mapping):
        ways = [answer.get("upgrade"), answer.get("downgrade")]
    elif isinstance(answer, list | tuple):
        ways = list(answer)
    elif hasattr(answer, "upgrade"):
        ways = [answer.upgrade, getattr(answer, "downgrade", None)]
    else:
        ways = [answer]
    upgrade, downgrade = [*ways, None, None][:2]
    if len(ways) > 2 or not callable(upgrade) or not (downgrade is None or callable(downgrade)):
        raise AnswerError("Give a list of two functions: [upgrade, downgrade].")
    if any(map(inspect.iscoroutinefunction, (upgrade, downgrade))):
        raise AnswerError("Alembic calls plain functions: write `def`, without `async`.")
    return Migration(upgrade, downgrade)
