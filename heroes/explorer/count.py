"""Count rows as far as it costs little, and always say what kind of number it is."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    FromClause,
    Select,
    Table,
    TableClause,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy import table as table_clause
from sqlalchemy.exc import OperationalError

Kind = Literal["exact", "at least", "about", "at most"]
POSTGRES = """
WITH own AS (
    SELECT c.oid FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relname = :name AND c.relkind IN ('r', 'p', 'm', 'f')
      AND CASE WHEN CAST(:schema AS text) IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
          ELSE n.nspname = CAST(:schema AS text) END
)
SELECT CASE WHEN min(c.reltuples) >= 0 THEN CAST(sum(c.reltuples) AS bigint) END
FROM pg_catalog.pg_class AS c
WHERE c.relkind <> 'p' AND (c.oid IN (SELECT oid FROM own) OR c.oid IN (
    SELECT t.relid FROM own, LATERAL pg_catalog.pg_partition_tree(own.oid) AS t))
"""
MARIADB = """
SELECT table_rows FROM information_schema.tables
WHERE table_name = :name AND table_schema = coalesce(:schema, database())
  AND table_type = 'BASE TABLE'
"""
SIZE = """
SELECT page_count * page_size FROM pragma_page_count AS pages JOIN pragma_page_size AS sizes
WHERE pages.schema = :schema AND sizes.schema = :schema
"""


@dataclass(frozen=True)
class Count:
    """A number of rows: counted, a bound, or what the database believes."""

    rows: int
    kind: Kind

    def __str__(self) -> str:
        if self.kind == "at least":
            return f"{self.rows:,}+"
        return f"{self.rows:,}" if self.kind == "exact" else f"{self.kind} {self.rows:,}"


def count(connection: Connection, source: FromClause | Select[Any], at_most: int = 10_000) -> Count:
    """Count the rows of a table or a query, but never more than `at_most` and one."""
    # What is only counted need not come in order.
    query = source.order_by(None).subquery() if isinstance(source, Select) else source
    some = select(literal_column("1")).select_from(query).limit(at_most + 1).subquery()
    rows = int(connection.scalar(select(func.count()).select_from(some)) or 0)
    return Count(at_most, "at least") if rows > at_most else Count(rows, "exact")


def estimate(connection: Connection, table: Table) -> Count | None:
    """Return how many rows a table has without reading them, or None where nobody knows.

    SQLite knows what its last ANALYZE found, else a bound by its rowids. PostgreSQL and
    MariaDB keep an estimate; PostgreSQL has none before its first ANALYZE.
    """
    name = connection.dialect.name
    if name == "sqlite":
        return _of_statistics(connection, table) or _of_rowid(connection, table)
    asked = text(POSTGRES if name == "postgresql" else MARIADB)
    rows = connection.scalar(asked, {"name": table.name, "schema": table.schema})
    return None if rows is None else Count(int(rows), "about")


def _of_statistics(connection: Connection, table: Table) -> Count | None:
    names, statistics = _catalog("sqlite_master", table), _catalog("sqlite_stat1", table)
    if not connection.scalar(select(func.count()).where(names.c.name == "sqlite_stat1")):
        return None
    # A partial index counts fewer rows than there are.
    found = connection.scalars(select(statistics.c.stat).where(statistics.c.tbl == table.name))
    rows = [int(stat.split()[0]) for stat in found if stat and stat.split()[0].isdigit()]
    return Count(max(rows), "about") if rows else None


def _of_rowid(connection: Connection, table: Table) -> Count | None:
    names = _catalog("sqlite_master", table)
    is_table = (names.c.type == "table") & func.lower(names.c.sql).not_like("create virtual%")
    mine = func.lower(names.c.name) == table.name.lower()
    columns = {found.name.lower() for found in table.columns}
    free = next((name for name in ("rowid", "oid", "_rowid_") if name not in columns), None)
    if free is None or not connection.scalar(select(func.count()).where(is_table, mine)):
        return None
    # Two queries of one end each are two steps; one query of both ends reads all.
    ends = (
        select(end(literal_column(free))).select_from(table).scalar_subquery()
        for end in (func.min, func.max)
    )
    try:
        first, last = connection.execute(select(*ends)).one()
    except OperationalError as error:
        if "no such column" in f"{error.orig}":  # made WITHOUT ROWID
            return None
        raise
    if first is None:
        return Count(0, "exact")
    rows = last - first + 1
    return Count(rows, "at most") if rows <= _room(connection, table) else None


def _room(connection: Connection, table: Table) -> int:
    """Return how many rows the file has room for: where rowids leave more open, they say nothing.

    A row takes 5 bytes at least (https://www.sqlite.org/fileformat2.html#b_tree_pages).
    """
    return int(connection.scalar(text(SIZE), {"schema": table.schema or "main"}) or 0) // 5


def _catalog(name: str, of: Table) -> TableClause:
    columns: list[Any] = [column(word) for word in ("name", "type", "sql", "tbl", "stat")]
    return table_clause(name, *columns, schema=of.schema)
