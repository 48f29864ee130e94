"""Hold what is wrong with a migration."""

from collections.abc import Sequence
from dataclasses import dataclass

from heroes.displays import Table
from heroes.judge.tables import Row

SHOWN = 5  # rows of a table


@dataclass(frozen=True)
class Difference:
    """What is wrong, in a sentence. `table` is named where its rows show it."""

    message: str
    misconception: str | None = None
    expected: Table | str | None = None
    got: Table | str | None = None
    look_at: str = ""
    table: str | None = None


def of_rows(
    table: str, said: str, id_: str, expected: Sequence[Row], got: Sequence[Row]
) -> Difference:
    """Return what is wrong with the rows of a table, and show them."""
    return Difference(said, id_, _shown(expected), _shown(got), table=table)


def _shown(rows: Sequence[Row]) -> Table | str:
    if not rows:
        return "no rows"
    cells = [["NULL" if value is None else value for value in row.values()] for row in rows[:SHOWN]]
    return Table("", list(rows[0]), cells, len(rows))
