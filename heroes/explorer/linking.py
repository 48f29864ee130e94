"""Find the relationships between the tables: both ends of each foreign key, and through links."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Table

from heroes.explorer import naming
from heroes.explorer.identity import unique_columns
from heroes.explorer.reflect import Schema

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Link:
    """One relationship: what it is called, the class it leads to, and how it is found."""

    name: str
    target: str
    many: bool
    optional: bool = True
    back: str | None = None
    through: str | None = None
    options: Options = ()


@dataclass(frozen=True)
class Reference:
    """A foreign key, and what follows from the keys of both its tables."""

    key: ForeignKeyConstraint
    leads_to_one: bool
    comes_from_one: bool
    is_writable: bool

    @property
    def columns(self) -> list[Column[Any]]:
        """The columns that point."""
        return list(self.key.columns)

    @property
    def targets(self) -> list[Column[Any]]:
        """The columns that are pointed at."""
        return [element.column for element in self.key.elements]

    @property
    def source(self) -> Table:
        """The table that points."""
        return self.key.table

    @property
    def target(self) -> Table:
        """The table that is pointed at."""
        return self.key.referred_table


def find_references(schema: Schema) -> list[Reference]:
    """Return the foreign keys that lead somewhere, each once, in the order of their tables."""
    found: dict[Any, Reference] = {}
    for _, table in sorted(schema.metadata.tables.items()):
        used: set[str] = set()
        for key in sorted(table.foreign_key_constraints, key=_order):
            names = set(key.column_keys)
            pairs = frozenset((e.parent, e.column) for e in key.elements)
            if pairs in found or (
                any(e.parent is e.column for e in key.elements) and len(pairs) < 2
            ):
                continue
            one = _is_unique({e.column for e in key.elements}, key.referred_table)
            found[pairs] = Reference(
                key, one, _is_unique(set(key.columns), table), one and not names & used
            )
            used |= names
    return list(found.values())


def find_link_tables(references: list[Reference]) -> dict[str, tuple[Reference, Reference]]:
    """Return the tables that join two others, the plainest first, and their two foreign keys."""
    by_table: dict[str, list[Reference]] = {}
    for reference in references:
        by_table.setdefault(reference.source.key, []).append(reference)
    pairs = {key: (found[0], found[1]) for key, found in by_table.items() if len(found) == 2}
    purest = sorted(pairs, key=lambda key: _impurity(pairs[key][0].source))
    links = {key: pairs[key] for key in purest if _joins(*pairs[key])}
    return {
        key: pair
        for key, pair in links.items()
        if not any(reference.target.key in links for reference in pair)
    }


def _impurity(table: Table) -> tuple[bool, int, str]:
    return not table.primary_key.columns, len(table.columns), table.key


def _joins(first: Reference, second: Reference) -> bool:
    """Tell whether a row of the table is a pair of others, each of which may be in many pairs."""
    table, columns = first.source, first.columns + second.columns
    names = {column.name for column in columns}
    if len(names) < len(columns) or table in (first.target, second.target):
        return False
    if not (first.leads_to_one and second.leads_to_one):
        return False
    if first.comes_from_one or second.comes_from_one:
        return False
    number = {column.name for column in table.primary_key.columns} - names
    return names == set(table.columns.keys()) - number or names in (
        {column.name for column in group} for group in unique_columns(table)
    )


def _order(key: ForeignKeyConstraint) -> tuple[list[str], str]:
    return list(key.column_keys), key.referred_table.key


def _said(reference: Reference) -> list[str]:
    """Return what the columns of a foreign key say by their names."""
    pairs = zip(reference.columns, reference.targets, strict=True)
    return [naming.reference(here.name, there.name, there.table.name) for here, there in pairs]


def _is_unique(columns: set[Column[Any]], table: Table) -> bool:
    return any(set(group) <= columns for group in unique_columns(table))


@dataclass
class Linker:
    """Name the relationships of all classes, so that no two of one class are called the same."""

    schema: Schema
    classes: Mapping[str, str]
    attributes: Mapping[str, Mapping[str, str]]
    links: dict[str, list[Link]] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)

    def link(self, references: list[Reference]) -> dict[str, list[Link]]:
        """Return the relationships of each table's class."""
        self.links = {key: [] for key in self.classes}
        between = Counter(frozenset((r.source, r.target)) for r in references)
        same = Counter((r.source, r.target) for r in references)
        ones = [(r, self._name_one(r, same[r.source, r.target])) for r in references]
        for reference, one in ones:
            many = self._name_many(reference, one, same[reference.source, reference.target])
            options = tuple(self._options(reference, between))
            self._add(reference, one, many, options)
        for key, pair in find_link_tables(references).items():
            self._add_through(key, *pair)
            self._add_through(key, *reversed(pair))
        return self.links

    @cached_property
    def words(self) -> set[str]:
        """The names of all classes as relationships have them."""
        return set(map(naming.snake, self.classes.values()))

    def _free(self, key: str, candidates: list[str]) -> str:
        own = {*self.attributes[key].values(), *self.classes.values()}
        taken = self.taken.setdefault(key, own)
        name = naming.relationship_name(candidates, taken)
        taken.add(name)
        return name

    def _name_one(self, reference: Reference, alike: int) -> str:
        target = naming.snake(self.classes[reference.target.key])
        said = _said(reference)
        names = [said[0], target] if len(said) == 1 else [target, "_".join(filter(None, said))]
        is_misleading = said[0] != target and said[0] in self.words
        if is_misleading and len(said) == 1:
            names = [target, f"{said[0]}_{target}"]
        if alike > 1 or reference.source is reference.target:
            role = f"{said[0]}_{target}" if is_misleading else said[0]
            names = [role, f"related_{role or target}", target]
        if not reference.leads_to_one:
            names = [naming.plural(name) for name in names if name]
        return self._free(reference.source.key, names)

    def _name_many(self, reference: Reference, one: str, alike: int) -> str:
        name = naming.snake(self.classes[reference.source.key])
        name = name if reference.comes_from_one else naming.plural(name)
        said = _said(reference)[0]
        role = said if said.startswith("related_") else one.removeprefix("related_")
        names = [f"{name}_as_{role}"]
        if reference.source is reference.target:
            table = naming.snake(self.classes[reference.target.key])
            names.insert(0, naming.reversed_reference(role, table) or names[0])
        elif alike == 1 or role == naming.snake(self.classes[reference.target.key]):
            names.insert(0, name)
        return self._free(reference.target.key, names)

    def _add(self, reference: Reference, one: str, many: str, options: Options) -> None:
        source, target = reference.source.key, reference.target.key
        is_optional = self.schema.dialect.name == "sqlite" or any(
            column.nullable for column in reference.columns
        )
        there = Link(one, self.classes[target], not reference.leads_to_one, is_optional)
        back = Link(many, self.classes[source], not reference.comes_from_one)
        if reference.is_writable:
            there, back = replace(there, back=many), replace(back, back=one)
        one_options = (*options, *self._remote(reference))
        if there.many:
            one_options += (("uselist", "True"),)
        if not back.many:
            options += (("uselist", "False"),)
        self.links[source].append(replace(there, options=one_options))
        self.links[target].append(replace(back, options=options))

    def _options(self, reference: Reference, between: Counter[Any]) -> Iterator[tuple[str, str]]:
        if between[frozenset((reference.source, reference.target))] > 1:
            yield "primaryjoin", self._join(reference)
            yield "foreign_keys", self._listed(reference.columns)
        if not reference.is_writable:
            yield "viewonly", "True"

    def _remote(self, reference: Reference) -> Iterator[tuple[str, str]]:
        if reference.source is reference.target:
            yield "remote_side", self._listed(reference.targets)

    def _add_through(self, key: str, near: Reference, far: Reference) -> None:
        target = self.classes[far.target.key]
        is_own = near.target is far.target
        said = _said(far)[0]
        if not is_own and (len(far.columns) > 1 or said == naming.snake(far.columns[0].name)):
            said = ""  # only what stands before "_id" is sure to be a noun
        name = naming.plural(said or naming.snake(target))
        through = naming.snake(self.classes[key])
        name = self._free(near.target.key, [name, f"{name}_through_{through}"])
        options = [("viewonly", "True")]
        if is_own:
            options += [("primaryjoin", self._join(near)), ("secondaryjoin", self._join(far))]
        self.links[near.target.key].append(
            Link(name, target, True, through=self.classes[key], options=tuple(options))
        )

    def _join(self, reference: Reference) -> str:
        pairs = zip(reference.columns, reference.targets, strict=True)
        terms = [f"{self._path(here)} == {self._path(there)}" for here, there in pairs]
        return terms[0] if len(terms) == 1 else f"and_({', '.join(terms)})"

    def _listed(self, columns: list[Column[Any]]) -> str:
        return f"[{', '.join(map(self._path, columns))}]"

    def _path(self, column: Column[Any]) -> str:
        key = column.table.key
        return f"{self.classes[key]}.{self.attributes[key][column.name]}"
