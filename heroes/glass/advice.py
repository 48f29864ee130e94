"""What could be done better: the places that send or read more than they need, with a fix each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from heroes.glass.loading import find_repeated_loads
from heroes.glass.origin import plain, values_of
from heroes.glass.reading import find_products, find_scans
from heroes.glass.reason import Cause
from heroes.glass.remedy import EXECUTES, GETS, Finding, find_call, in_select, is_chain, nouns
from heroes.glass.timeline import Entry, Place, Statement, TransactionEvent

SAME, OTHER, STORM = 3, 5, 3  # statements of one place, from which on they are advised against
# Functions that give the same again as long as the rows do.
STEADY = {
    "abs", "avg", "cast", "coalesce", "concat", "count", "exists", "length", "lower", "max", "min",
    "round", "substr", "sum", "total", "trim", "upper",
}  # fmt: skip


@dataclass(frozen=True)
class Advice:
    """One thing that could be done better, and where.

    `count` is how often it happened. `message` is a sentence or two, a line each. `fix` is one
    expression that runs with the names of the cell, or None.
    """

    kind: str
    attribute: str | None
    count: int
    cell: int | None
    line: int
    source: str
    message: str
    fix: str | None


def advise(
    entries: Sequence[Entry],
    causes: Mapping[int, Cause],
    sizes: Mapping[str, int] = MappingProxyType({}),
    warnings: Sequence[str] = (),
) -> list[Advice]:
    """Return the advice for a trace, in the order in which the first statements of each came.

    `sizes` are the rows of the tables; without them nothing is said of how a table is read.
    `warnings` are the texts of SQLAlchemy's own.
    """
    statements = [each for each in entries if isinstance(each, Statement) and not each.error]
    found = [
        *find_repeated_loads(statements, causes),
        *_refreshes(entries),
        *_repeated_queries(entries),
        *find_products(statements, warnings),
        *find_scans(statements, sizes),
    ]
    order = {id(each): number for number, each in enumerate(statements)}
    found.sort(key=lambda each: order[id(each.statements[0])])
    return [_advice(each) for each in found if each.statements[0].line]


def _advice(found: Finding) -> Advice:
    place, count = found.statements[0].place, len(found.statements)
    message = f"line {place.line} {found.message}"
    return Advice(
        found.kind, found.attribute, count, place.cell, place.line, place.source, message, found.fix
    )


def _refreshes(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find where objects that a commit has expired are loaded again, one by one."""
    groups: dict[tuple[Place, str | None], list[Statement]] = {}
    commits: dict[Any, bool] = {}
    committed = False
    for entry in entries:
        if isinstance(entry, TransactionEvent):
            if entry.kind in ("COMMIT", "ROLLBACK"):
                committed = entry.kind == "COMMIT"
        elif entry.reason == "refresh" and not entry.error and _is_whole(entry.sql):
            key = entry.place, entry.entity
            if "refresh(" not in entry.source:  # that was asked for
                groups.setdefault(key, []).append(entry)
                commits[key] = commits.get(key, True) and committed
    for key, group in groups.items():
        keys = {values_of(each) for each in group}
        if len(keys) >= STORM and (entity := key[1]):
            what = f"loads {nouns(len(keys), entity)} again, one by one: they had expired."
            if commits[key]:
                fix = "Session(engine, expire_on_commit=False)"
                what += f"\n{fix} keeps them as they are at the commit."
            else:
                fix = f"select({entity})"
                what += f"\n{fix}, sent once before, loads them all with 1 statement."
            yield Finding("refresh storm", group, what, fix)


def _is_whole(sql: str) -> bool:
    """Return whether a refresh loads the object, and not one deferred column: its key too."""
    head, _, tail = " ".join(sql.split()).partition(" FROM ")
    key = tail.rpartition("WHERE ")[2].partition(" = ")[0]
    return bool(key) and key in head


def _repeated_queries(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find where a query is sent again and again in one transaction, while nothing is written."""
    found: dict[Place, list[Statement]] = {}
    runs: dict[tuple[int, Place, str], list[Statement]] = {}
    for entry in [*entries, TransactionEvent("")]:
        if isinstance(entry, TransactionEvent):
            over = [key for key in runs if not entry.kind or key[0] == entry.connection]
        else:
            over = list(runs) if entry.reason in ("flush", "dml", "ddl", "driver") else []
            if _is_question(entry):
                key = entry.connection, entry.place, entry.sql
                runs.setdefault(key, []).append(entry)
        for key in over:
            run = runs.pop(key)
            if _is_repeated(run):
                found.setdefault(key[1], []).extend(run)
    for group in found.values():
        message, fix = _repetition(group)
        yield Finding("repeated query", group, message, fix)


def _is_question(entry: Statement) -> bool:
    """Return whether the place itself asks a query that gives the same as long as the rows do."""
    text = entry.place.inner.partition(": ")[2] if entry.place.inner else entry.source
    return (
        entry.reason == "query"
        and not entry.error
        and find_call(text, EXECUTES | GETS) is not None
        and re.match(r"SELECT|WITH", entry.sql) is not None
        and not re.search(r"\b(?:INSERT|UPDATE|DELETE|SHARE|CURRENT_\w+)\b", entry.sql)
        and {each.lower() for each in re.findall(r"\b(\w+)\(", entry.sql)} <= STEADY
    )


def _is_repeated(run: Sequence[Statement]) -> bool:
    first, sql = run[0], plain(run[0].sql)
    if len({repr(each.parameters) for each in run}) == 1:
        # Where a transaction sees what others commit, a number may be asked for until it changes.
        waits = first.dialect != "sqlite" and (first.rows or 0) < 2
        return len(run) >= SAME and len({each.rows for each in run}) == 1 and not waits
    # Pages and ranges are meant to differ; a chain of rows is only known one by one.
    if len(run) < OTHER or re.search(r" (LIMIT|OFFSET|FETCH|TOP|[<>]=?|BETWEEN) ", sql):
        return False
    compared = re.findall(r"(\w+)\.(\w+) = ", sql.partition(" WHERE ")[2])
    return not any(is_chain(table, column) for table, column in compared)


def _repetition(group: Sequence[Statement]) -> tuple[str, str | None]:
    values = list(dict.fromkeys(values_of(each) for each in group))
    times = f"sends the same SELECT {len(group):,} times"
    if len(values) == 1:
        again = " with the same values" if values[0] else ""
        return f"{times}{again}, while nothing is written.\nOnce is enough.", None
    asked = re.search(r" WHERE (?:\w+\.)+(\w+) = \S+(?: ORDER BY [^()]*)?$", plain(group[0].sql))
    singles = [value for each in values for value in each]
    sure = asked is not None and len(singles) == len(values)
    fix = in_select(group[0].source, asked[1], singles) if sure and asked else None
    ends = f"{fix} asks" if fix else "If they are known beforehand, one SELECT with IN can ask"
    return f"{times}, with {len(values):,} different values.\n{ends} for all of them at once.", fix
