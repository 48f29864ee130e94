"""What an answer did to the rows of each table, beside what a right one does."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from heroes.judge.filling import is_link
from heroes.judge.result import plain
from heroes.judge.rows import Trial
from heroes.judge.rules.case import Case
from heroes.judge.tables import Row
from heroes.judge.worlds import World

Rows = Mapping[Any, Row]  # by their primary keys


@dataclass(frozen=True, eq=False)
class Facts:
    """The rows of one table in one world: before, after a right answer, and after this one."""

    table: Table
    trial: Trial
    before: Rows
    right: Rows
    got: Rows

    @cached_property
    def deleted_wrongly(self) -> list[Any]:
        """Return the keys of rows that are gone and should be there."""
        return [key for key in self.before if key in self.right and key not in self.got]

    @cached_property
    def not_deleted(self) -> list[Any]:
        """Return the keys of rows that are there and should be gone."""
        return [key for key in self.before if key not in self.right and key in self.got]

    @cached_property
    def changed(self) -> list[Any]:
        """Return the keys of rows that the answer changed."""
        return [
            key for key in self.before if self.got.get(key, self.before[key]) != self.before[key]
        ]

    @cached_property
    def to_change(self) -> list[Any]:
        """Return the keys of rows that a right answer changes."""
        return [k for k in self.before if self.right.get(k, self.before[k]) != self.before[k]]

    @cached_property
    def changed_wrongly(self) -> list[Any]:
        """Return the keys of rows that are changed and should be as before."""
        return [key for key in self.changed if key in self.right and key not in self.to_change]

    @cached_property
    def not_changed(self) -> list[Any]:
        """Return the keys of rows that are as before and should be changed."""
        return [key for key in self.to_change if key in self.got and key not in self.changed]

    @cached_property
    def other_values(self) -> list[tuple[Row, Row, Row]]:
        """Return rows with other values than they should have: before, right, and got."""
        keys = [key for key in self.to_change if key in self.changed]
        rows = [(self.before[key], self.right[key], self.got[key]) for key in keys]
        return [row for row in rows if row[1] != row[2]]

    @cached_property
    def added(self) -> list[Row]:
        """Return the rows that the answer added."""
        return [row for key, row in self.got.items() if key not in self.before]

    @cached_property
    def to_add(self) -> list[Row]:
        """Return the rows that a right answer adds."""
        return [row for key, row in self.right.items() if key not in self.before]

    @cached_property
    def numbered(self) -> set[str]:
        """Return the columns whose values are numbers that the database chooses."""
        keys = self.table.primary_key.columns
        return {key.name for key in keys if len(keys) == 1 and not key.foreign_keys}

    @cached_property
    def is_link(self) -> bool:
        """Tell whether the rows only connect others: all of the key refers to other tables."""
        return is_link(self.table)

    @cached_property
    def references(self) -> set[str]:
        """Return the columns that refer to other rows."""
        return {column.name for column in self.table.columns if column.foreign_keys}

    def values(self, row: Row) -> Any:
        """Return what a new row says, apart from numbers that the database chooses."""
        hidden = self.numbered | self.references
        return tuple((name, plain(row[name])) for name in sorted(row) if name not in hidden)

    @cached_property
    def too_many(self) -> list[Any]:
        """Return what added rows say that should not be there, as often as it should not."""
        wanted = Counter(map(self.values, self.to_add))
        return list((Counter(map(self.values, self.added)) - wanted).elements())

    @cached_property
    def too_few(self) -> list[Any]:
        """Return what added rows should say, and none does."""
        made = Counter(map(self.values, self.added))
        return list((Counter(map(self.values, self.to_add)) - made).elements())


def facts_of(case: Case) -> list[Facts]:
    """Return what became of each table in each world where the tables differ."""
    return [each for trial in _trials(case) for each in _of_trial(case, trial)]


def _trials(case: Case) -> list[Trial]:
    trials = [case.trial, *case.trials.failed]
    return [trial for trial in trials if trial.difference.kind == "tables"]


def _of_trial(case: Case, trial: Trial) -> Iterator[Facts]:
    states = trial.right.before, trial.right.ran.tables or {}, trial.ran.tables or {}
    for table in case.plan.builder.metadata.sorted_tables:
        if any(state.get(table.name) is None for state in states):
            continue
        keys = [column.name for column in table.primary_key]
        before, right, got = (_by_key(state[table.name] or [], keys) for state in states)
        yield Facts(table, trial, before, right, got)


def _by_key(rows: list[Row], keys: list[str]) -> Rows:
    return {tuple(row[key] for key in keys): row for row in rows}


def is_as_before(case: Case) -> bool:
    """Tell whether the answer left all tables as they were, wherever it is wrong."""
    trials = _trials(case)
    return bool(trials) and all(t.ran.tables == t.right.before for t in trials)


def is_wrong(facts: Facts) -> bool:
    """Tell whether other rows of a table are changed or deleted than should be."""
    return bool(
        facts.changed_wrongly or facts.not_changed or facts.deleted_wrongly or facts.not_deleted
    )


def is_idle(case: Case) -> bool:
    """Tell whether the answer changes nothing in any world, so that it does not do too little."""
    return is_as_before(case) and not any(_acts(case, world) for world in case.plan.builder.fixed)


def _acts(case: Case, world: World) -> bool:
    ran, rights = case.run(case.answer, world), case.plan.rights(world)
    return bool(ran and rights and ran.error is None and ran.tables != rights[0].before)


def is_of_all(case: Case, kind: type[Any], facts: Facts) -> bool:
    """Tell whether a statement of this kind without a condition went to the table."""
    return any(
        isinstance(each, kind) and each.table.name == facts.table.name and not each._where_criteria
        for each in case.selects
    )
