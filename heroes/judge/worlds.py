"""The databases on which answers are compared: made from a task's models, kept as images.

Each world is rows by table. What an image holds is in shuffled order, and where an answer only
reads, keys are no row numbers of SQLite, so that a query without an order, or with ties, shows.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    Engine,
    Integer,
    MetaData,
    StaticPool,
    Table,
    create_engine,
)
from sqlalchemy import insert as insert_into
from sqlmodel import Session

from heroes.judge.bench import open_image
from heroes.judge.filling import PARENTS, Filler, Near, Rows, is_link, numbered_keys
from heroes.judge.pools import Pools
from heroes.judge.task import Task
from heroes.models import Base
from heroes.samples import seed

MOVED = 100  # how far keys are from those of the tutorial, where both are in one world
MAX_JOINED = 64  # tries to add rows to the tutorial's
LINKED = {11: 0.4, 12: 0.7, 13: 1.0}  # seeds, and shares of all pairs, in crowded worlds
FEW = {21: 2, 22: 2, 23: 3, 24: 3}  # seeds, and rows of a table, in worlds of few rows
BACKWARDS = {"adversarial", "literals 7", "combined bare"}


@dataclass(frozen=True)
class World:
    """One database: its name, its rows, and the image of it."""

    name: str
    rows: Rows
    image: bytes
    backwards: bool = False  # SQLite reads it from the end where nothing asks for an order

    @property
    def size(self) -> int:
        """Return how many rows it has."""
        return sum(map(len, self.rows.values()))


class Builder:
    """Make the worlds of one task. `plain` keeps keys as SQLite numbers them."""

    def __init__(self, task: Task, *, plain: bool) -> None:
        """Take the tables of the task's models, and all that refer to each other among them."""
        self.task = task
        self.plain = plain
        whole: MetaData = task.models[0].metadata
        self.is_ours = whole is Base.metadata
        self.metadata = whole if self.is_ours else _connected(whole, task.models)
        self.tables = self.metadata.sorted_tables
        fields = {each.__table__.name: each.model_fields for each in _mapped(task.models[0])}
        self.filler = Filler(self.tables, fields, task.unique)

    @cached_property
    def empty(self) -> bytes:
        """Return the image of a database with the tables and without rows."""
        return self._image(self.metadata if self.plain else _without_row_numbers(self.metadata))

    @cached_property
    def tutorial(self) -> Rows:
        """Return the rows that the task's set-up makes, or heroes' samples for its own models."""
        fill = self.task.setup or (seed if self.is_ours else None)
        if fill is None:
            return self.filler.random(Pools(1))
        engine = create_engine("sqlite://", poolclass=StaticPool)
        self.metadata.create_all(engine)
        with Session(engine) as session:
            fill(session)
            session.commit()
        with engine.connect() as connection:
            rows = {
                table.name: [dict(row._mapping) for row in connection.execute(table.select())]
                for table in self.tables
            }
        engine.dispose()
        return {table.name: self.filler.distinct(table, rows[table.name]) for table in self.tables}

    @cached_property
    def fixed(self) -> list[World]:
        """Return the worlds that do not depend on an answer; those that break promises are out."""
        made: dict[str, Rows] = {
            "tutorial": self.tutorial,
            "empty": {table.name: [] for table in self.tables},
            "adversarial": self.filler.random(Pools(2, narrow=True), 4, 10),
            "small": self.filler.random(Pools(5, narrow=True), 2, 4),
            "tiny": self.filler.random(Pools(6, nulls=0.5), 1, 2),
            "random": self.filler.random(Pools(3), PARENTS, 24),
        }
        if self.task.given:
            made["renumbered"] = self._renumbered()
        return self.kept(made)

    def literal(self, literals: Iterable[Any]) -> list[World]:
        """Return worlds whose values lie at and beside the literals of the answers."""
        values = list(literals)
        made = {
            f"literals {turn}": self.filler.random(
                Pools(turn, values, narrow=turn == 7), PARENTS, 24
            )
            for turn in (7, 8)
        }
        return self.kept(made)

    def combined(self, near: Near, literals: Iterable[Any]) -> list[World]:
        """Return worlds in which values of several columns meet, each at or beside its literals.

        `near` holds literals by table and column: what a condition compares. In the second world
        all that may be NULL is, apart from those columns, and some worlds hold few of its rows.
        """
        made: dict[str, Rows] = {}
        if near:
            made["combined"] = self.filler.combined(near, bare=False)
            made["combined bare"] = self.filler.combined(near, bare=True)
        if any(map(is_link, self.tables)):
            values = list(literals)
            for seed, linked in LINKED.items():
                pools = Pools(seed, values, exact=True)
                made[f"combined crowded {seed}"] = self.filler.crowded(pools, linked, near)
        return [*self.kept(made), *self._few(near)]

    def _few(self, near: Near) -> list[World]:
        """Return worlds of few rows beside literals. To add the tutorial's would make them many."""
        if not near:
            return []
        made = [
            self.world(f"combined few {seed}", self.filler.few(near, count, seed))
            for seed, count in FEW.items()
        ]
        return [world for world in made if self.holds(world.image)]

    def kept(self, made: Mapping[str, Rows]) -> list[World]:
        """Return worlds of these rows that are as the prompt promises, mended where they can be."""
        worlds = []
        for name, rows in made.items():
            found: World | None = self.world(name, rows)
            if found and self.task.given and not self.holds(found.image):
                found = self._joined(name, rows)
            worlds += [found] if found else []
        return worlds

    def holds(self, image: bytes) -> bool:
        """Tell whether a database is as the prompt promises."""
        if self.task.given is None:
            return True
        clone = open_image(image)
        engine = create_engine("sqlite://", poolclass=StaticPool, creator=lambda: clone)
        try:
            with Session(engine) as session:
                return bool(self.task.given(session))
        finally:
            clone.end()

    def world(
        self, name: str, rows: Rows, *, backwards: bool | None = None, mix: bool = True
    ) -> World:
        """Return a world of these rows, mixed or in their order; what its tables refuse is out.

        So are rows that refer to a row that is not there.
        """
        clone = open_image(self.empty)
        clone.execute("PRAGMA foreign_keys = OFF")
        kept: Rows = {}
        order = random.Random(name)  # noqa: S311 - not for secrets
        for table in self.tables:
            there = rows.get(table.name, [])
            whole = [row for row in there if _is_whole(table, row, there, kept)]
            if mix:
                order.shuffle(whole)
            kept[table.name] = [row for row in whole if self._insert(clone, table, row)]
        clone.execute("PRAGMA foreign_keys = ON")
        image = clone.serialize()
        clone.end()
        return World(name, kept, image, name in BACKWARDS if backwards is None else backwards)

    def _insert(self, clone: Any, table: Table, row: Mapping[str, Any]) -> bool:
        sql, order, processors = self._statements[table.name]
        values = [
            process(row[name]) if (process := processors[name]) is not None else row[name]
            for name in order
        ]
        return bool(clone.execute(sql, values).rowcount)

    @cached_property
    def _statements(self) -> dict[str, tuple[str, list[str], dict[str, Any]]]:
        dialect = _dialect()
        found = {}
        for table in self.tables:
            stored = [column for column in table.columns if column.computed is None]
            statement = (
                insert_into(table)
                .prefix_with("OR IGNORE")
                .values({column.key: None for column in stored})
            )
            compiled = statement.compile(dialect=dialect, column_keys=[c.key for c in stored])
            processors = {
                column.key: column.type.dialect_impl(dialect).bind_processor(dialect)
                for column in stored
            }
            found[table.name] = (str(compiled), list(compiled.positiontup or ()), processors)
        return found

    def _image(self, metadata: MetaData) -> bytes:
        engine: Engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(engine)
        raw: Any = engine.raw_connection()
        image: bytes = raw.driver_connection.serialize()
        raw.close()
        engine.dispose()
        return image

    def _joined(self, name: str, rows: Rows) -> World | None:
        """Return the tutorial's world with these rows beside it, under keys of their own.

        Every other one of these refers to a row of the tutorial. Those that break what the prompt
        promises are left out: halves of halves are tried.
        """
        joined: Rows = {name: list(there) for name, there in self.tutorial.items()}
        best = self.world(name, joined)
        if not self.holds(best.image):
            return None
        more = []
        for table in self.tables:
            keys = [column.key for column in table.primary_key]
            taken = {tuple(row[key] for key in keys) for row in self.tutorial[table.name]}
            moved = [self._moved(table, row, number) for number, row in enumerate(rows[table.name])]
            more += [(table, row) for row in moved if tuple(row[key] for key in keys) not in taken]
        groups = [more]
        for _ in range(MAX_JOINED):
            if not groups:
                break
            group = groups.pop()
            tried: Rows = {name: list(there) for name, there in joined.items()}
            for table, row in group:
                tried[table.name].append(row)
            tried = {
                each.name: self.filler.distinct(each, tried[each.name]) for each in self.tables
            }
            world = self.world(name, tried)
            if self.holds(world.image):
                joined, best = tried, world
            elif len(group) > 1:
                half = len(group) // 2
                groups += [group[half:], group[:half]]
        return best

    def _renumbered(self) -> Rows:
        """Return the tutorial's rows under other numbers, for answers that know them by heart.

        The first number of each table is left out, so that the second row is not number 2.
        """
        turned = {}
        for table in self.tables:
            for key in numbered_keys(table):
                numbers = sorted(row[key] for row in self.tutorial[table.name])
                turned[table.columns[key]] = dict(
                    zip(numbers, [*numbers[1:], *numbers[:1]], strict=True)
                )
        made: Rows = {}
        for table in self.tables:
            first = {
                key: min(turned[table.columns[key]], default=0) for key in numbered_keys(table)
            }
            made[table.name] = [dict(row) for row in self.tutorial[table.name]]
            for column in table.columns:
                origin = next((each.column for each in column.foreign_keys), column)
                for row in made[table.name] if origin in turned else ():
                    row[column.key] = turned[origin].get(row[column.key], row[column.key])
            made[table.name] = [
                row
                for row in made[table.name]
                if not any(row[key] == number for key, number in first.items())
            ]
        return made

    def _moved(self, table: Table, row: Mapping[str, Any], number: int) -> dict[str, Any]:
        moved = dict(row)
        for key in numbered_keys(table):
            moved[key] += MOVED
        for column in table.columns:
            for foreign in column.foreign_keys if row.get(column.key) is not None else ():
                target = foreign.column
                known = {each[target.key] for each in self.tutorial[target.table.name]}
                is_numbered = target.key in numbered_keys(target.table)
                if is_numbered and (number % 2 or row[column.key] not in known):
                    moved[column.key] += MOVED
        return moved


def _is_whole(
    table: Table, row: Mapping[str, Any], others: Sequence[Mapping[str, Any]], kept: Rows
) -> bool:
    """Tell whether the rows that a row refers to are there."""
    for column in table.columns:
        for foreign in column.foreign_keys if row.get(column.key) is not None else ():
            target = foreign.column
            parents = others if target.table is table else kept.get(target.table.name, [])
            if not any(parent[target.key] == row[column.key] for parent in parents):
                return False
    return True


def _mapped(model: type[Any]) -> list[type[Any]]:
    """Return the mapped classes on a model's registry that are SQLModels."""
    return [
        mapper.class_
        for mapper in model._sa_registry.mappers
        if hasattr(mapper.class_, "model_fields") and hasattr(mapper.class_, "__table__")
    ]


def _connected(metadata: MetaData, models: Sequence[type[Any]]) -> MetaData:
    """Return the models' tables and those that keys lead to, there and back.

    Other tables of a learner's registry may be broken, and are of no concern.
    """
    links: dict[str, set[str]] = {name: set() for name in metadata.tables}
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            target = key.target_fullname.rpartition(".")[0]
            if target in links:
                links[table.fullname].add(target)
                links[target].add(table.fullname)
    reached = {each.__table__.fullname for each in models}
    queue = list(reached)
    while queue:
        new = links.get(queue.pop(), set()) - reached
        reached |= new
        queue += new
    if reached == set(metadata.tables):
        return metadata
    copy = MetaData(naming_convention=metadata.naming_convention)
    for name in metadata.tables:
        if name in reached:
            metadata.tables[name].to_metadata(copy)
    return copy


def _without_row_numbers(metadata: MetaData) -> MetaData:
    """Return a copy whose integer keys are no row numbers: their rows come in no order."""
    copy = MetaData()
    for table in metadata.sorted_tables:
        made = table.to_metadata(copy)
        for column in made.primary_key.columns:
            if isinstance(column.type, Integer):
                column.type = BigInteger()
    return copy


def _dialect() -> Any:
    return create_engine("sqlite://").dialect
