"""What one statement reads: products of tables, and big tables that are read to find few rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heroes.glass.origin import plain
from heroes.glass.remedy import Finding, join_select
from heroes.glass.timeline import Statement

BIG = 10_000  # rows, above which it matters that a table is read whole
SELECTIVE = 10  # an index helps to find less than one row in so many
SURE = 100  # where so few are found, a server had used an index if there were one
PRODUCT = re.compile(
    r'cartesian product between FROM element\(s\) "([^"]+)"(?:, "[^"]+")*'
    r' and FROM element "([^"]+)"'
)
LIKE = re.compile(
    r"\b(\w+?)(?:_\d+)?\.(\w+)\)? I?LIKE (?:lower\(|concat\()?"
    r"('%|[?]|\$\d+|%\(\w+\)s|%s|:\w+)"
)
END = re.compile(r" (?:GROUP BY|HAVING|ORDER BY|RETURNING) ")
VALUE = r"(?:[?]|%s|\$\d+(?:::\w+)?|\)s(?:::\w+)?)"
COMPARISON = r"(?:[<>=]=?|IN|BETWEEN|I?LIKE)"


def find_products(statements: Sequence[Statement], warnings: Sequence[str]) -> Iterator[Finding]:
    """Yield where nothing joins two tables, as SQLAlchemy's warnings say it."""
    for left, right in dict.fromkeys(each for text in warnings for each in PRODUCT.findall(text)):
        pairing = [each for each in statements if _pairs(each.sql, left, right)]
        if pairing:
            first = pairing[0]
            fix = join_select(first.source, left, right)
            message = f"pairs each row of {left} with each row of {right}: nothing joins them."
            message += f"\n{fix} pairs those that belong together." if fix else ""
            group = [each for each in pairing if each.place == first.place]
            yield Finding("cartesian product", group, message, fix)


def find_scans(statements: Sequence[Statement], sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Yield the big tables that are read whole to find a few rows, for each place."""
    big = [name for name, size in sizes.items() if size > BIG]
    groups: dict[Any, list[Statement]] = {}
    for each in statements:
        where = plain(each.sql).partition(" WHERE ")[2]
        if where and not re.search(r" (?:LIMIT|FETCH|TOP) ", where):
            for table in big:
                if columns := _endings(each, table):
                    groups.setdefault((each.place, table, columns, _ending), []).append(each)
                elif columns := _searched(each, table, sizes[table]):
                    groups.setdefault((each.place, table, columns, _scan), []).append(each)
    for (_, table, columns, finding), group in groups.items():
        yield finding(group, table, columns, sizes[table])


def _ending(group: list[Statement], table: str, columns: Sequence[str], _: int) -> Finding:
    names = _names(table, columns)
    why = f"no index of {names} finds a text that begins with %"
    return Finding("leading wildcard", group, f"reads all rows of {table}, over {BIG:,}: {why}.")


def _scan(group: list[Statement], table: str, columns: Sequence[str], size: int) -> Finding:
    names = _names(table, columns)
    message = f"reads all rows of {table}, over {BIG:,}, to compare {names}."
    if len(columns) == 1 and _index_helps(group[0], table, columns[0], size):
        fix = "Field(index=True)"
        message += f"\n{fix} on {columns[0]} finds them without reading the others."
        return Finding("full scan", group, message, fix)
    return Finding("full scan", group, message)


def _names(table: str, columns: Sequence[str]) -> str:
    return " and ".join(f"{table}.{column}" for column in columns)


def _pairs(sql: str, left: str, right: str) -> bool:
    found = re.search(r" FROM (.*?)(?: WHERE | GROUP BY | ORDER BY | LIMIT |$)", plain(sql))
    words = set(re.findall(r"\w+", found[1])) if found else set()
    return found is not None and ", " in found[1] and {left, right} <= words


def _endings(statement: Statement, table: str) -> tuple[str, ...]:
    """Return the columns that are searched for a text with a wildcard at its beginning."""
    sql = plain(statement.sql)
    where = sql.partition(" WHERE ")[2]
    if table not in statement.scans and (statement.plan or " AND " in where or " JOIN " in sql):
        return ()  # other conditions find the rows first, or may
    return tuple(
        dict.fromkeys(
            match[2]
            for match in LIKE.finditer(sql, sql.index(" WHERE "))
            if match[1] == table and _is_open(match, statement)
        )
    )


def _is_open(match: re.Match[str], statement: Statement) -> bool:
    """Return whether the text after LIKE begins with a wildcard: there, or in the parameters."""
    operand = match[3]
    if operand == "'%":
        return True
    values: Any = statement.parameters[0] if statement.parameters else ()
    if isinstance(values, Mapping):
        return str(values.get(re.findall(r"\w+", operand)[0], "")).startswith("%")
    number = (
        int(operand[1:]) - 1
        if operand[0] == "$"
        else match.string.count(operand, 0, match.start(3))
    )
    return number < len(values) and str(values[number]).startswith("%")


def _searched(statement: Statement, table: str, size: int) -> tuple[str, ...]:
    """Return the columns for whose sake a table is read whole, though few of its rows are asked."""
    if table not in statement.scans or (statement.rows or 0) * SELECTIVE > size:
        return ()
    head, _, where = plain(statement.sql).partition(" WHERE ")
    name = rf"\b{re.escape(table)}(?:_\d+)?\.(\w+)"
    found = re.findall(rf"{name}\)? {COMPARISON} (?!\w+\.\w)|{VALUE} = {name}", END.split(where)[0])
    if not found and statement.dialect == "sqlite":  # a server may join without an index it has
        found = re.findall(rf"{name} = \w+\.|\w\.\w+ = {name}", head.partition(" ON ")[2])
    return tuple(dict.fromkeys(one or other for one, other in found))


def _index_helps(statement: Statement, table: str, column: str, size: int) -> bool:
    """Return whether an index would be used, and so is not there: else it had been."""
    sql = plain(statement.sql)
    where = END.split(sql.partition(" WHERE ")[2])[0]
    name = rf"{re.escape(table)}(?:_\d+)?\.{re.escape(column)}"
    if re.search(rf"\b(?:OR|NOT|I?LIKE)\b|\w\({name}\)", where):
        return False
    if statement.dialect == "sqlite":
        return True
    # A server reads all if it expects many rows, as of a range, or of what it never counted.
    is_exact = re.search(rf"{name} (?:=|IN) ", where) is not None
    is_few = (statement.rows or 0) * SURE <= size and "(" not in sql.partition(" FROM ")[0]
    return is_exact and is_few
