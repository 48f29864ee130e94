"""Hold what is wrong with an app."""

from collections.abc import Sequence
from dataclasses import dataclass

from heroes.displays import Table
from heroes.judge.tables import Row


@dataclass(frozen=True)
class Difference:
    """What is wrong, in a sentence, with the request that showed it."""

    message: str
    misconception: str | None = None
    expected: Table | str | None = None
    got: Table | str | None = None
    look_at: str = ""
    number: int | None = None


def shown(rows: Sequence[Row], table: str) -> Table | str:
    """Return rows of a table as they are shown."""
    if not rows:
        return f"no such row in {table}"
    cells = [["NULL" if value is None else value for value in row.values()] for row in rows[:5]]
    return Table(table, list(rows[0]), cells, len(rows))
