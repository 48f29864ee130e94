"""What changed in a table between two pictures, and how that looks."""

from dataclasses import dataclass, field
from typing import Any

from heroes.displays import Table
from heroes.glass.picture import MAX_ROWS, UNKNOWN, Row

SHOWN = 50  # rows of a display


@dataclass(slots=True)
class TableChange:
    """The rows of a table that differ, as tuples in the order of `columns`, sorted by `key`.

    `uncommitted` has the places of those that are not committed yet, such as ("added", 0).
    `before` and `after` count all rows. With `counts_only` they are all that is known: 10,001
    stands for more than 10,000, and -1 for a table that was locked. Without a `key`, a row that
    changed is removed and added.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    before: int = 0
    after: int = 0
    uncommitted: set[tuple[str, int]] = field(default_factory=set)
    counts_only: bool = False

    def title(self) -> str:
        """Return how many rows differ: "hero: 2 added, 1 removed"."""
        if self.counts_only:
            return f"{self.table}: rows not compared"
        kinds = {"added": self.added, "changed": self.changed, "removed": self.removed}
        counts = ", ".join(f"{len(rows):,} {kind}" for kind, rows in kinds.items() if rows)
        return f"{self.table}: {counts}"

    def text(self) -> str:
        """Return the rows as a table of plain text."""
        return self._table().text() if self._table().rows else self._table().caption

    def html(self) -> str:
        """Return the rows as a table that reads well without a style sheet."""
        return self._table().html() if self._table().rows else f"<p>{self._table().caption}</p>"

    def _table(self) -> Table:
        rows: list[list[Any]] = []
        for kind in ("added", "changed", "removed"):
            for place, row in enumerate(getattr(self, kind)):
                note = ", not committed" if (kind, place) in self.uncommitted else ""
                pairs = (
                    zip(("changed from", "to"), row, strict=True)
                    if kind == "changed"
                    else [(kind, row)]
                )
                rows += [[f"{word}{note}", *each] for word, each in pairs]
        caption = f"{_count(self.before)} before, {_count(self.after)} now"
        columns = ("", *self.columns)
        return Table(caption, columns, rows[:SHOWN], len(rows), frozenset({""}))


def _count(rows: int) -> str:
    if rows == UNKNOWN:
        return "locked"
    words = f"more than {MAX_ROWS:,}" if rows > MAX_ROWS else f"{rows:,}"
    return f"{words} {'row' if rows == 1 else 'rows'}"
