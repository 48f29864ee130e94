"""How the database goes about a statement: its own plan, in words that outlive its version."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine.interfaces import ExecuteStyle

from heroes.glass.timeline import Statement
from heroes.glass.translation import WRITES, Names, Node, translate

MAX_COUNT = 10_001  # rows; what has as many is big
EXPLAIN = {
    "sqlite": "EXPLAIN QUERY PLAN ",
    "postgresql": "EXPLAIN (FORMAT JSON) ",
    "mysql": "EXPLAIN FORMAT=JSON ",
    "mariadb": "EXPLAIN FORMAT=JSON ",
}
# Each table with the columns of its primary key, and the name of the index of that key.
KEYS = {
    "sqlite": """SELECT t.name, c.name, '' FROM
        (SELECT * FROM sqlite_master UNION ALL SELECT * FROM sqlite_temp_master) t
        LEFT JOIN pragma_table_info(t.name) c ON c.pk > 0 WHERE t.type = 'table'""",
    "postgresql": """SELECT t.relname, a.attname, i.relname FROM pg_catalog.pg_index x
        JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
        JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indexrelid WHERE x.indisprimary""",
    "mysql": """SELECT table_name, IF(column_key = 'PRI', column_name, NULL), 'PRIMARY'
        FROM information_schema.columns WHERE table_schema = DATABASE()""",
}
KEYS["mariadb"] = KEYS["mysql"]
EXPLAINED = re.compile(
    r"(?:[\s(]|--[^\n]*\n|/\*.*?\*/)*(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH)\b", re.I | re.S
)
DEFINES = re.compile(r"\s*(?:CREATE|ALTER|DROP|TRUNCATE|RENAME|ANALYZE)\b", re.I)
LOCKS = re.compile(r"\bFOR\s+(?:UPDATE|SHARE)\b|\bLOCK\s+IN\b", re.I)


class Planner:
    """Fill in `plan` and `scans` of the statements of a trace; the same SQL is explained once.

    It is an `Observer`. `sizes` has the number of rows of each table that was read whole, counted
    up to 10,001; where to count would change what a transaction sees, it is an estimate.
    """

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self._plans: dict[tuple[Dialect, str], tuple[str | None, tuple[str, ...]]] = {}
        self._keys: dict[Dialect, list[Any]] = {}
        self._is_defined = False

    def before(self, connection: Connection) -> None:
        """Do nothing: the plan is asked for when the statement has succeeded."""

    def ending(self, connection: Connection, kind: str) -> None:
        """Forget the plans that used an index or a table which is rolled back."""
        if self._is_defined and kind != "COMMIT":
            self._forget()

    def after(self, statement: Statement, context: Any, connection: Connection) -> None:
        """Ask for the plan of a statement that reads or writes rows, and has one set of values."""
        sql = statement.sql
        if DEFINES.match(sql):
            self._is_defined = True
            self._forget()
        elif (
            context.execute_style is ExecuteStyle.EXECUTE
            and not context._is_server_side  # its rows still come through this connection
            and EXPLAINED.match(sql)
            and ";" not in sql.rstrip("; \t\r\n")  # a second statement would be executed again
            and connection.dialect.name in EXPLAIN
        ):
            key = connection.dialect, sql
            if key not in self._plans:
                self._plans[key] = self._explain(sql, context, connection)
            statement.plan, statement.scans = self._plans[key]

    def _forget(self) -> None:
        self._plans.clear()
        self._keys.clear()

    def _explain(
        self, sql: str, context: Any, connection: Connection
    ) -> tuple[str | None, tuple[str, ...]]:
        dialect, values = connection.dialect, context.parameters[0]
        nodes: list[Node] = []
        with look(connection) as cursor:
            if context.no_parameters and not values:
                dialect.do_execute_no_params(cursor, EXPLAIN[dialect.name] + sql)
            else:
                dialect.do_execute(cursor, EXPLAIN[dialect.name] + sql, values)
            answer = cursor.fetchall()
            if dialect not in self._keys:
                cursor.execute(KEYS[dialect.name], ())
                self._keys[dialect] = cursor.fetchall()
            nodes = translate(dialect.name, answer, Names(sql, self._keys[dialect]))
            # On MariaDB a transaction sees the rows as they were when it first read without lock.
            is_safe = dialect.name in ("sqlite", "postgresql") or not (
                LOCKS.search(sql) or WRITES.match(sql)
            )
            for node in wholes(nodes):
                count = node.estimate
                if is_safe:
                    name = dialect.identifier_preparer.quote_identifier(node.table)
                    rows = f"SELECT 1 FROM {name} LIMIT {MAX_COUNT}"  # noqa: S608 - quoted
                    cursor.execute(f"SELECT count(*) FROM ({rows}) AS counted", ())  # noqa: S608
                    [(count,)] = cursor.fetchall()
                self.sizes[node.table] = min(count, MAX_COUNT)
        lines = [
            "  " * depth + " ".join(each.text.split())  # a name may hold a line break
            for node in nodes
            for depth, each in node.walk()
        ]
        return "\n".join(lines) or None, tuple(dict.fromkeys(each.table for each in wholes(nodes)))


@contextmanager
def look(connection: Connection) -> Iterator[Any]:
    """Give a cursor of the driver, beside the one in use. What the database refuses, ends it.

    On PostgreSQL a refusal would doom the transaction: there it stays within a savepoint.
    """
    driver: Any = connection.connection.driver_connection
    is_guarded = connection.dialect.name == "postgresql" and (
        driver.info.transaction_status == 2  # INTRANS
        if hasattr(driver, "info")
        else driver.is_in_transaction()
    )
    refusal = connection.dialect.loaded_dbapi.Error
    cursor = connection.connection.cursor()
    try:
        if is_guarded:
            cursor.execute("SAVEPOINT heroes_glass", ())
        with suppress(refusal):
            yield cursor
        if is_guarded:
            cursor.execute("ROLLBACK TO SAVEPOINT heroes_glass", ())
            cursor.execute("RELEASE SAVEPOINT heroes_glass", ())
    except refusal:
        pass
    finally:
        cursor.close()


def wholes(nodes: list[Node]) -> list[Node]:
    """Return the nodes that read a table from end to end."""
    return [each for node in nodes for _, each in node.walk() if each.is_whole]
