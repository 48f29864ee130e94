"""Where the object of each lazy load came from: its query, and the relationships on the way."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import InstanceState, Mapper, RelationshipProperty

from heroes.glass.reason import Cause
from heroes.glass.timeline import Statement

Relationship = RelationshipProperty[Any]
ALIAS = re.compile(r"_\d+\.")  # as SQLAlchemy numbers the tables that it joins


@dataclass(frozen=True, slots=True)
class Origin:
    """What a query selected, and the way from there to an object.

    Objects of the same `run` came from one execution of one query, as far as that can be known;
    `root` is the key of the selected object, None if that is not known. `query` is None if the
    trace does not hold it.
    """

    entity: Mapper[Any]
    run: tuple[str, Any]
    root: Any
    query: Statement | None = None
    path: tuple[Relationship, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """One lazy load: of which relationship, for which object, and where that one came from."""

    statement: Statement
    relationship: Relationship
    parent: InstanceState[Any]
    origin: Origin

    @property
    def chain(self) -> tuple[Relationship, ...]:
        """Return the relationships from what the query selected to what was loaded."""
        return *self.origin.path, self.relationship


def find_loads(statements: Iterable[Statement], causes: Mapping[int, Cause]) -> list[Load]:
    """Return the lazy loads in order, each with the origin of its parent."""
    caused = [(each, causes.get(id(each))) for each in statements]
    past = _Past(caused)
    loads = []
    for statement, cause in caused:
        load = None
        if statement.reason == "lazy load" and cause and cause.relationship and cause.parent:
            origin = past.origin(cause.parent)
            load = Load(statement, cause.relationship, cause.parent, origin)
            loads.append(load)
        past.add(statement, cause, load)
    return loads


def selects(sql: str, mapper: Mapper[Any]) -> bool:
    """Return whether a statement selects whole objects of a class: all columns of its table."""
    columns = (
        column
        for column in mapper.columns
        if getattr(column, "table", None) is mapper.local_table
        and not mapper.get_property_by_column(column).deferred
    )
    return _selected(sql).issuperset(map(_name, columns))


def is_by_key(sql: str, mapper: Mapper[Any]) -> bool:
    """Return whether a statement asks for one object by its primary key, and by nothing else."""
    keys = [rf"{re.escape(_name(column))} = \S+" for column in mapper.primary_key]
    where = ALIAS.sub(".", plain(sql).partition(" WHERE ")[2])
    return re.fullmatch(" AND ".join(keys), where) is not None


@lru_cache(maxsize=1024)
def plain(sql: str) -> str:
    """Return the SQL on one line, without the quotes around names."""
    return re.sub(r'["`\[\]]', "", " ".join(sql.split()))


def values_of(statement: Statement) -> tuple[Any, ...]:
    """Return the values of the first parameter set, without their names."""
    values = statement.parameters[0] if statement.parameters else ()
    return tuple(values.values() if isinstance(values, Mapping) else values)


@dataclass(frozen=True, slots=True)
class _Source:
    """A statement that may have loaded objects, with its number; `load` if it was a lazy load."""

    number: int
    statement: Statement
    relationship: Relationship | None
    load: Load | None


class _Past:
    """What was sent so far, and which of it loaded an object."""

    def __init__(self, caused: Iterable[tuple[Statement, Cause | None]]) -> None:
        # All objects that one result fills for the first time have the number of its run.
        parents: defaultdict[int, set[Any]] = defaultdict(set)
        for _, cause in caused:
            if cause and cause.parent and cause.parent.runid is not None:
                parents[cause.parent.runid].add(cause.parent.key)
        self.sizes = {run: len(keys) for run, keys in parents.items()}
        self.sources: defaultdict[Any, list[_Source]] = defaultdict(list)
        self.known: dict[int, _Source | None] = {}
        self.taken: dict[int, int] = {}  # the run that a load of a relationship gave
        self.count = 0

    def add(self, statement: Statement, cause: Cause | None, load: Load | None) -> None:
        self.count += 1
        relationship = cause.relationship if cause else None
        source = _Source(self.count, statement, relationship, load)
        if relationship is not None:
            self.sources[relationship].append(source)
            self.sources[relationship.mapper].append(source)
        elif statement.reason in ("query", "refresh") or statement.sql.startswith("INSERT"):
            self.sources["query"].append(source)

    def origin(self, parent: InstanceState[Any]) -> Origin:
        source = self._source(parent)
        if source and source.load and source.relationship:
            upper = source.load.origin
            return replace(upper, path=(*upper.path, source.relationship))
        entity, path = _way(parent)
        if source and source.relationship and not path:  # eagerly, what this session inserted
            entity, path = source.relationship.parent, (source.relationship,)
        query = source.statement if source and source.relationship is None else None
        if path and not (query and selects(query.sql, entity)):
            query = self._query(entity)
        if query and query.reason != "query":
            query = None
        if self.sizes.get(parent.runid or 0, 0) > 1:
            run: tuple[str, Any] = ("run", parent.runid)
        else:
            run = ("query", id(query)) if query else ("own", parent.key)
        return Origin(entity, run, None if path else parent.key, query, path)

    def _source(self, parent: InstanceState[Any]) -> _Source | None:
        run = parent.runid
        if run is None or not parent.load_path.path:
            return self._latest(parent, 1)
        if run not in self.known:
            self.known[run] = found = self._latest(parent, self.sizes[run])
            if found:
                self.taken.setdefault(found.number, run)
        return self.known[run]

    def _latest(self, parent: InstanceState[Any], size: int) -> _Source | None:
        """Return the last statement that gave enough rows and may have loaded the object."""
        path = parent.load_path.path
        # An object that this session inserted has no path: any load may have brought it back.
        key = path[-2] if len(path) > 1 else None if path else parent.mapper
        loaded = (each for each in reversed(self.sources[key]) if self._loads(each, parent, size))
        queried = (each for each in reversed(self.sources["query"]) if _gives(each, parent, size))
        found = [each for each in (next(loaded, None), next(queried, None)) if each]
        return max(found, key=lambda each: each.number, default=None)

    def _loads(self, source: _Source, parent: InstanceState[Any], size: int) -> bool:
        if parent.load_path.path and source.number in self.taken:  # one load gives one run
            return False
        return (source.statement.rows or 0) >= size

    def _query(self, entity: Mapper[Any]) -> Statement | None:
        found = (each.statement for each in reversed(self.sources["query"]))
        fits = (each for each in found if selects(each.sql, entity))
        return next((each for each in fits if not is_by_key(each.sql, entity)), None)


def _gives(source: _Source, parent: InstanceState[Any], size: int) -> bool:
    statement, mapper = source.statement, parent.mapper
    if statement.sql.startswith("INSERT"):
        table = getattr(mapper.local_table, "name", "")
        return not parent.load_path.path and f" {table} " in plain(statement.sql)
    if not selects(statement.sql, mapper) or (statement.rows or 0) < size:
        return False
    return not is_by_key(statement.sql, mapper) or _is_for(statement, parent)


def _is_for(statement: Statement, parent: InstanceState[Any]) -> bool:
    """Return whether the values of a statement are the key of an object."""
    key = parent.key[1] if parent.key else ()
    return [_bare(value) for value in values_of(statement)] == [_bare(value) for value in key]


def _bare(value: Any) -> str:
    return str(value).replace("-", "")  # a UUID may be sent as text without them


def _way(parent: InstanceState[Any]) -> tuple[Mapper[Any], tuple[Relationship, ...]]:
    path: Any = parent.load_path.path
    return (path[0].mapper if path else parent.mapper), tuple(path[1:-1:2])


def _name(column: Any) -> str:
    table = column.table
    return ALIAS.sub(".", f"{getattr(table, 'fullname', table.name)}.{column.name}")


@lru_cache(maxsize=1024)
def _selected(sql: str) -> frozenset[str]:
    """Return the columns that a SELECT begins with, as `team.id`; an alias is as its table."""
    head = plain(sql).partition(" FROM ")[0].removeprefix("SELECT ").removeprefix("DISTINCT ")
    return frozenset(ALIAS.sub(".", each.partition(" AS ")[0]) for each in head.split(", "))
