"""What a trace holds: statements, transaction events and object events, in the order they came."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Reason = Literal["query", "lazy load", "eager load", "refresh", "flush", "dml", "ddl", "driver"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: the expression in a cell or script, and the line in a package.

    `cell` is the execution count, None in scripts. `line` is where `source` begins. `inner` is a
    line of a module that the cell called, as "crud, line 12: session.exec(query)".
    """

    source: str
    line: int
    cell: int | None = None
    inner: str | None = None


NOWHERE = Place("", 0)  # no frame of a cell or a script led there


@dataclass(slots=True, eq=False)
class Statement:
    """One statement as the database got it. `duration` is in seconds, without fetching.

    `rows` counts the rows that were fetched, or affected; None if the database does not say.
    `connection` numbers the connections of a trace from 1.
    """

    sql: str
    parameters: list[Any]
    place: Place
    reason: Reason
    attribute: str | None = None
    entity: str | None = None
    rows: int | None = None
    duration: float = 0.0
    plan: str | None = None
    error: str | None = None
    connection: int = 1
    dialect: str = ""
    more_parameters: int = 0
    scans: Sequence[str] = field(default=(), repr=False)

    @property
    def cell(self) -> int | None:
        """Return the execution count of the cell that led there, None in scripts."""
        return self.place.cell

    @property
    def line(self) -> int:
        """Return the line on which the expression begins."""
        return self.place.line

    @property
    def source(self) -> str:
        """Return the smallest expression whose evaluation sent the statement."""
        return self.place.source


@dataclass(slots=True, eq=False)
class TransactionEvent:
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE or ROLLBACK TO; `detail` is what follows it."""

    kind: str
    place: Place = NOWHERE
    detail: str = ""
    connection: int = 1


Entry = Statement | TransactionEvent
