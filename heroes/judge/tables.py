"""The rows of all tables, before and after an answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, MetaData, Table

from heroes.judge.bench import Clone
from heroes.judge.result import plain

Row = dict[str, Any]
Tables = dict[str, list[Row] | None]  # None where the table is gone
DEPTH = 6  # of references from one new row to another


@dataclass(frozen=True)
class TableDifference:
    """What one table lacks and has too much after an answer, beside a right one."""

    table: str
    missing: Sequence[Row]
    extra: Sequence[Row]
    gone: bool = False


def dump(clone: Clone, metadata: MetaData) -> Tables:
    """Return the rows of each table as SQLite holds them, in the order of their keys."""
    tables: Tables = {}
    there = {name for (name,) in clone.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    for table in metadata.sorted_tables:
        if table.name not in there:
            tables[table.name] = None
            continue
        quoted = table.name.replace('"', '""')
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key) or "1"
        cursor = clone.execute(f'SELECT * FROM "{quoted}" ORDER BY {keys}')  # noqa: S608 - quoted
        names = [each[0] for each in cursor.description]
        tables[table.name] = [dict(zip(names, row, strict=True)) for row in cursor]
    for name in sorted(there - set(tables) - {"sqlite_sequence"}):
        tables[name] = []
    return tables


def differences(
    metadata: MetaData, before: Tables, expected: Tables, got: Tables
) -> list[TableDifference]:
    """Return where two states of the tables differ, apart from the numbers of new rows.

    A new row is one whose number was not there before. It is the same as another new row if its
    other values are, and if the rows that it refers to are the same.
    """
    found = []
    for name in dict.fromkeys([*expected, *got]):
        one, other = expected.get(name), got.get(name)
        if one is None or other is None:
            if one is not other:
                found.append(TableDifference(name, one or [], other or [], gone=other is None))
            continue
        table = metadata.tables.get(name)
        if table is None:
            found.append(TableDifference(name, [], []))
            continue
        known, other_known = (_Known(metadata, before, state) for state in (expected, got))
        mine, theirs = known.counted(table, one), other_known.counted(table, other)
        if mine != theirs:
            missing = [known.row(key) for key in (mine - theirs).elements()]
            extra = [other_known.row(key) for key in (theirs - mine).elements()]
            found.append(TableDifference(name, missing, extra))
    return found


class _Known:
    """Name rows of one state by what they hold, where their number is only a number."""

    def __init__(self, metadata: MetaData, before: Tables, state: Tables) -> None:
        self._state = state
        self._old = {
            name: {_number(metadata.tables.get(name), row) for row in rows or ()}
            for name, rows in before.items()
        }
        self._rows: dict[Any, Row] = {}

    def counted(self, table: Table, rows: Sequence[Row]) -> Counter[Any]:
        """Return the names of the rows, with how often each occurs."""
        names = []
        for row in rows:
            name = self._name(table, row, DEPTH)
            self._rows[name] = row
            names.append(name)
        return Counter(names)

    def row(self, name: Any) -> Row:
        """Return a row of that name."""
        return self._rows[name]

    def _name(self, table: Table, row: Row, depth: int) -> Any:
        number = _number(table, row)
        is_new = number is not None and number not in self._old.get(table.name, ())
        key = table.primary_key.columns[0].name if is_new else None
        return (
            table.name,
            *(
                (name, self._reference(table, name, value, depth))
                for name, value in sorted(row.items())
                if name != key
            ),
        )

    def _reference(self, table: Table, name: str, value: Any, depth: int) -> Any:
        column = table.columns.get(name)
        keys = column.foreign_keys if column is not None else ()
        for foreign in keys if value is not None and depth else ():
            target = foreign.column.table
            if value in self._old.get(target.name, ()):
                break
            for parent in self._state.get(target.name) or ():
                if parent.get(foreign.column.name) == value:
                    return self._name(target, parent, depth - 1)
        return plain(value)


def _number(table: Table | None, row: Mapping[str, Any]) -> Any:
    """Return the row's number, if the database numbers the rows of its table."""
    if table is None or len(table.primary_key.columns) != 1:
        return None
    column = table.primary_key.columns[0]
    is_number = isinstance(column.type, Integer) and not column.foreign_keys
    return row.get(column.name) if is_number else None
