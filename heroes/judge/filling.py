"""The rows of a world: values that meet, ties, NULLs, and references to each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from typing import Any

from sqlalchemy import Column, Integer, String, Table

from heroes.judge.pools import Pools, plain

Rows = dict[str, list[dict[str, Any]]]  # by the name of the table
Near = Mapping[tuple[str, str], Iterable[Any]]  # literals, by table and column
MAX_PRODUCT, MAX_COMBINED = 5_000, 60  # combinations looked at, and kept
PARENTS, CHILDREN = 5, 14  # rows of a table that others refer to, and of one that refers


class Filler:
    """Make rows for tables, those that others refer to first."""

    def __init__(
        self,
        tables: Sequence[Table],
        fields: Mapping[str, Mapping[str, Any]],
        unique: Sequence[str],
    ) -> None:
        """Take the tables, their fields by table and name, and the columns without repetition."""
        self.tables = tables
        self.fields = fields
        self.unique = unique

    def random(self, pools: Pools, parents: int = PARENTS, children: int = CHILDREN) -> Rows:
        """Return so many rows for tables that others refer to, and for those that refer."""
        rows: Rows = {}
        for table in self.tables:
            refers = any(column.foreign_keys for column in table.columns)
            count = children if refers or len(self.tables) == 1 else parents
            made = [self._row(table, pools, rows) for _ in range(count)]
            if table.primary_key.columns and made:
                made = self._numbered(table, made, pools)
            rows[table.name] = self.distinct(table, [row for row in made if row])
        return rows

    def combined(self, near: Near, *, bare: bool, alone: bool = False) -> Rows:
        """Return rows in which values of several columns meet, each at or beside its literals.

        With `bare` all that may be NULL is, apart from those columns; with `alone` the tables of
        those columns hold no other rows.
        """
        pools = Pools(9)
        rows = self.random(pools, PARENTS, 6)
        for table in self.tables:
            if columns := _compared(table, near):
                choices = [
                    pools.around(c, near[table.name, c.key], self._field(table, c)) for c in columns
                ]
                made = self._meeting(table, columns, choices, pools, rows)
                keys = {c.key for c in columns}
                empty = {c.key: None for c in table.columns if c.nullable and c.key not in keys}
                made = [{**row, **empty} for row in made] if bare else made
                rows[table.name] = self.distinct(
                    table, made if alone else [*made, *rows[table.name]]
                )
        return rows

    def few(self, near: Near, count: int, seed: int) -> Rows:
        """Return so many rows a table whose values lie beside literals, and else are NULL."""
        pools = Pools(seed)
        combined = self.combined(near, bare=True, alone=True)
        return {name: pools.sample(there, count) for name, there in combined.items()}

    def crowded(self, pools: Pools, linked: float, near: Near) -> Rows:
        """Return rows with many equal names, of which this share of pairs is linked.

        Each literal that a column is compared with is there. What links say besides takes turns,
        so that whatever is linked has links of each kind.
        """
        rows = self.random(pools, PARENTS, 2 * PARENTS)
        for table in self.tables:
            for column in _compared(table, near):
                field = self._field(table, column)
                literals = pools.exactly(column, near[table.name, column.key], field)
                if linked == 1:  # all have all: here names tell things apart, and not links
                    longer = [f"{text}x" for text in literals if isinstance(text, str)]
                    literals += pools.exactly(column, longer, field)
                for each, literal in zip(rows[table.name], literals, strict=False):
                    each[column.key] = literal
            rows[table.name] = self.distinct(table, rows[table.name])
        for table in filter(is_link, self.tables):
            keys = list(table.primary_key.columns)
            targets = [next(iter(key.foreign_keys)).column for key in keys]
            there = [[row[target.key] for row in rows[target.table.name]] for target in targets]
            few = min(range(len(keys)), key=lambda index: len(there[index]))
            turns = Counter[Any]()
            made = []
            for values in islice(product(*there), MAX_PRODUCT):
                row = self._row(table, pools, rows)
                if row is None or not pools.chance(linked):
                    continue
                row |= {key.key: value for key, value in zip(keys, values, strict=True)}
                turns[values[few]] += 1
                for column in table.columns:
                    if isinstance(plain(column.type), String) and not column.foreign_keys:
                        kinds = near.get((table.name, column.key), ())
                        field, number = self._field(table, column), turns[values[few]]
                        row[column.key] = pools.turn(column, field, number, kinds)
                made.append(row)
            rows[table.name] = self.distinct(table, made)
        return rows

    def distinct(self, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows without those that repeat what the task calls unique."""
        pairs = [name.split(".", 1) for name in self.unique]
        names = [column for owner, column in pairs if owner == table.name]
        seen: set[tuple[str, Any]] = set()
        kept = []
        for row in rows:
            values = {(name, row[name]) for name in names}
            if not values & seen:
                seen |= values
                kept.append(row)
        return kept

    def _meeting(
        self,
        table: Table,
        columns: Sequence[Column[Any]],
        choices: Sequence[Sequence[Any]],
        pools: Pools,
        rows: Rows,
    ) -> list[dict[str, Any]]:
        """Return rows with all combinations of the values, or with as many as there may be."""
        met = pools.sample(list(islice(product(*choices), MAX_PRODUCT)), MAX_COMBINED)
        unique = {name.partition(".")[2] for name in self.unique}
        numbers = iter(range(41, 41 + len(met)))  # beyond those of the other rows
        seen: set[tuple[str, Any]] = set()
        made = []
        for values in met:
            row = self._row(table, pools, rows)
            if row is None:
                continue
            row |= {column.key: value for column, value in zip(columns, values, strict=True)}
            number = next(numbers)
            row |= dict.fromkeys(numbered_keys(table), number)
            for key in unique & row.keys():
                if (key, row[key]) in seen and isinstance(row[key], str):
                    row[key] = f"{row[key]} {number}"  # another one, so that the rest may meet
                seen.add((key, row[key]))
            made.append(row)
        return self.distinct(table, made)

    def _row(self, table: Table, pools: Pools, rows: Rows) -> dict[str, Any] | None:
        fields = self.fields.get(table.name, {})
        row: dict[str, Any] = {}
        for column in table.columns:
            if column.computed is not None:
                continue
            if column.foreign_keys:
                row[column.key] = self._reference(column, pools, rows)
                if row[column.key] is None and not column.nullable:
                    return None
            elif column.primary_key and isinstance(column.type, Integer):
                row[column.key] = 0  # numbered below
            else:
                row[column.key] = pools.value(column, fields.get(column.key))
        return row

    def _reference(self, column: Column[Any], pools: Pools, rows: Rows) -> Any:
        target = next(iter(column.foreign_keys)).column
        parents = rows.get(target.table.name, [])
        # The last parent stays alone: an inner join loses it.
        there = [row[target.key] for row in parents[:-1] or parents]
        if not there or (column.nullable and pools.chance(0.25)):
            return None
        return pools.choice(there)

    def _field(self, table: Table, column: Column[Any]) -> Any:
        return self.fields.get(table.name, {}).get(column.key)

    def _numbered(
        self, table: Table, made: Sequence[dict[str, Any] | None], pools: Pools
    ) -> list[dict[str, Any] | None]:
        """Give each row an integer key; the numbers say nothing of the order."""
        keys = numbered_keys(table)
        numbers = pools.numbers(len(made))
        for row, number in zip(made, numbers, strict=True):
            for key in keys if row else ():
                row[key] = number  # type: ignore[index]
        return list(made)


def _compared(table: Table, near: Near) -> list[Column[Any]]:
    """Return the columns of a table that are compared with literals, keys apart."""
    columns = [c for c in table.columns if (table.name, c.key) in near]
    return [c for c in columns if not c.foreign_keys and not c.primary_key]


def numbered_keys(table: Table) -> list[str]:
    """Return the parts of a table's key whose numbers say nothing."""
    return [
        column.key
        for column in table.primary_key
        if isinstance(column.type, Integer) and not column.foreign_keys
    ]


def is_link(table: Table) -> bool:
    """Tell whether a row of a table says which rows of others belong together."""
    keys = table.primary_key.columns
    return len(keys) > 1 and all(key.foreign_keys for key in keys)
