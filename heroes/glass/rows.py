"""How many rows a statement gave: its result's fetch strategy, with a counter."""

from collections import deque
from typing import Any

from sqlalchemy.engine import cursor as strategies
from sqlalchemy.engine.interfaces import ExecuteStyle

from heroes.glass.timeline import Statement


class _Counting:
    """Count what a fetch strategy gives, for the statement that it belongs to."""

    __slots__ = ()
    _statement: Statement

    def fetchone(self, result: Any, dbapi_cursor: Any, hard_close: bool = False) -> Any:
        row = super().fetchone(result, dbapi_cursor, hard_close)  # type: ignore[misc]
        return self._count(row, 0 if row is None else 1)

    def fetchmany(self, result: Any, dbapi_cursor: Any, size: int | None = None) -> Any:
        rows = super().fetchmany(result, dbapi_cursor, size)  # type: ignore[misc]
        return self._count(rows, len(rows))

    def fetchall(self, result: Any, dbapi_cursor: Any) -> Any:
        rows = super().fetchall(result, dbapi_cursor)  # type: ignore[misc]
        return self._count(rows, len(rows))

    def _count(self, rows: Any, number: int) -> Any:
        self._statement.rows = (self._statement.rows or 0) + number
        return rows


class Counted(_Counting, strategies.CursorFetchStrategy):
    """Fetch from the cursor, and count what it gives."""

    __slots__ = ("_statement",)

    def __init__(self, statement: Statement) -> None:
        """Count from zero."""
        self._statement = statement
        statement.rows = 0

    def yield_per(self, result: Any, dbapi_cursor: Any, num: int) -> None:
        """Go on with a buffer of that many rows."""
        options = {"max_row_buffer": num}
        result.cursor_strategy = CountedBuffer(
            self._statement, dbapi_cursor, options, initial_buffer=deque(), growth_factor=0
        )


class CountedBuffer(_Counting, strategies.BufferedRowCursorFetchStrategy):
    """Fetch through a buffer, as for a result that streams, and count what is taken from it."""

    __slots__ = ("_statement",)

    def __init__(self, statement: Statement, dbapi_cursor: Any, *args: Any, **options: Any) -> None:
        """Count from zero."""
        super().__init__(dbapi_cursor, *args, **options)
        self._statement = statement
        statement.rows = 0

    def fetchmany(self, result: Any, dbapi_cursor: Any, size: int | None = None) -> Any:
        """Fetch some rows; without a size the rest, which `fetchall` counts."""
        if size is None:
            return self.fetchall(result, dbapi_cursor)
        return super().fetchmany(result, dbapi_cursor, size)


def count_rows(statement: Statement, cursor: Any, context: Any) -> None:
    """Fill in `statement.rows`, now or while the rows are fetched."""
    if context.execute_style is ExecuteStyle.INSERTMANYVALUES:
        # SQLAlchemy itself fetches what such a batch returns: one row for each set of values.
        statement.rows = _batch_size(statement, context)
        return
    strategy = context.cursor_fetch_strategy
    if cursor.description is None:
        if statement.reason != "ddl":
            statement.rows = cursor.rowcount if cursor.rowcount >= 0 else None
    elif strategy is strategies._DEFAULT_FETCH:
        context.cursor_fetch_strategy = (
            CountedBuffer(statement, cursor, context.execution_options)
            if context._is_server_side
            else Counted(statement)
        )
    elif hasattr(strategy, "_rowbuffer"):
        statement.rows = len(strategy._rowbuffer)


def _batch_size(statement: Statement, context: Any) -> int | None:
    values = len(statement.parameters[0]) if statement.parameters else 0
    return round(values / (len(context.compiled.bind_names) or 1)) or None
