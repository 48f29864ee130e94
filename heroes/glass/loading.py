"""N+1: what is loaded once for each object of a query, and the options that load it at once."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Mapper
from sqlalchemy.orm.interfaces import RelationshipDirection

from heroes.glass.origin import Load, Relationship, find_loads, selects, values_of
from heroes.glass.reason import Cause
from heroes.glass.remedy import Finding, nouns, own_select
from heroes.glass.timeline import Place, Statement

BATCH = 500  # parents whose collections one statement of selectinload asks for
LIKELY = 3  # objects that speak for a query, where nothing proves that it gave them
FEW = 4  # rows, of which two are as good as all
Site = tuple[Place, Relationship]
Step = tuple[Relationship, bool]  # whether it is followed again and again
Chain = tuple[Step, ...]


def find_repeated_loads(
    statements: Sequence[Statement], causes: Mapping[int, Cause]
) -> Iterator[Finding]:
    """Yield the places that load a relationship for several objects of one query, one by one."""
    families: dict[Any, Family] = {}
    for load in find_loads(statements, causes):
        query = load.origin.query
        key = load.origin.entity, query.place if query else load.origin.run
        families.setdefault(key, Family(load.origin.entity)).loads.append(load)
    sites: dict[Site, list[Family]] = {}
    for family in families.values():
        for site in family.sites:
            sites.setdefault(site, []).append(family)
    eager = _eager_loads(statements, causes)
    for site, concerned in sites.items():
        loads = [load for each in concerned for load in each.loads if _site(load) == site]
        fix = concerned[0].fix()
        after, before = concerned[0].count(eager)
        sends = f"sends {after:,} statement{'' if after == 1 else 's'} instead of {before:,}"
        sent = [load.statement for load in loads]
        yield Finding("n+1", sent, f"{_told(loads)}\n{fix} {sends}.", fix, sent[0].attribute)


@dataclass
class Family:
    """The lazy loads that one query can be cured of."""

    entity: Mapper[Any]
    loads: list[Load] = field(default_factory=list)

    @cached_property
    def sites(self) -> list[Site]:
        """Return the places and relationships that need a cure."""
        groups: defaultdict[Any, list[Load]] = defaultdict(list)
        for load in self.loads:
            groups[_site(load), load.origin.run, load.origin.path].append(load)
        return list(dict.fromkeys(key[0] for key, group in groups.items() if _is_repeated(group)))

    def fix(self) -> str:
        """Return the query with the options that load all of it at once."""
        options = (
            ".".join(self._option(chain[: end + 1]) for end in range(len(chain)))
            for chain in self._chains
        )
        return f"{self._query()}.options({', '.join(options)})"

    def count(self, eager: Mapping[Relationship, int]) -> tuple[int, int]:
        """Return how many statements the fix sends, and how many were sent, eager ones included."""
        queries = len({id(load.origin.query) for load in self._hot})
        before = after = queries
        for chain in {each[: end + 1] for each in self._chains for end in range(len(each))}:
            loads = self._loads_of(chain)
            before += len(loads)
            if loads and self._selects(chain):
                depths = {len(load.chain) for load in loads}
                after += max(queries * len(depths), math.ceil(len(loads) / BATCH))
        reached = {self.entity, *(step[0].mapper for chain in self._chains for step in chain)}
        for relationship, number in eager.items():
            if relationship.parent in reached:
                before += number
                after += min(number, queries)
        return after, before

    @cached_property
    def _hot(self) -> list[Load]:
        return [load for load in self.loads if _site(load) in self.sites]

    @cached_property
    def _deep(self) -> set[Relationship]:
        """Return the relationships that one place follows to several depths."""
        depths: defaultdict[Site, set[int]] = defaultdict(set)
        for load in self._hot:
            depths[_site(load)].add(len(load.chain))
        return {relationship for (_, relationship), found in depths.items() if len(found) > 1}

    def _chain(self, load: Load) -> Chain:
        """Return the way to what is loaded; what is followed on and on is one step."""
        steps: list[Step] = []
        for relationship in load.chain:
            step = relationship, relationship in self._deep
            if not (step[1] and steps and steps[-1] == step):
                steps.append(step)
        return tuple(steps)

    @cached_property
    def _chains(self) -> list[Chain]:
        """Return what the query has to load, without the chains that others go through."""
        chains = dict.fromkeys(self._chain(load) for load in self._hot)
        inner = {each[:end] for each in chains for end in range(len(each))}
        return [chain for chain in chains if chain not in inner]

    def _loads_of(self, chain: Chain) -> list[Load]:
        return [load for load in self.loads if self._chain(load) == chain]

    def _option(self, chain: Chain) -> str:
        relationship, is_deep = chain[-1]
        name = f"{relationship.parent.class_.__name__}.{relationship.key}"
        if self._selects(chain):
            return f"selectinload({name}{', recursion_depth=-1' if is_deep else ''})"
        return f"joinedload({name})"

    def _selects(self, chain: Chain) -> bool:
        """Return whether the last step takes a statement of its own, and not a join."""
        relationship, is_deep = chain[-1]
        query = self._hot[0].origin.query
        if query and not self._loads_of(chain):  # it is loaded eagerly: that stays as it is
            return not selects(query.sql, relationship.mapper)
        return is_deep or bool(relationship.uselist)

    def _query(self) -> str:
        """Return the reader's own query, or else one for the same objects, or for all."""
        name = self.entity.class_.__name__
        query = self._hot[0].origin.query
        if query and (own := own_select(query.source, name)):
            return own
        roots = {load.origin.root for load in self._hot}
        root = roots.pop() if len(roots) == 1 else None
        key: tuple[Any, ...] = root[1] if root else ()
        if len(key) == 1 and type(key[0]) in (int, str):
            attribute = self.entity.get_property_by_column(self.entity.primary_key[0]).key
            return f"select({name}).where({name}.{attribute} == {key[0]!r})"
        return f"select({name})"


def _eager_loads(
    statements: Sequence[Statement], causes: Mapping[int, Cause]
) -> Counter[Relationship]:
    eager = (causes.get(id(each)) for each in statements if each.reason == "eager load")
    return Counter(cause.relationship for cause in eager if cause and cause.relationship)


def _site(load: Load) -> Site:
    return load.statement.place, load.relationship


def _is_repeated(group: Sequence[Load]) -> bool:
    """Return whether loads of one place are for several objects of one execution of a query."""
    origin = group[0].origin
    rows = origin.query.rows or 0 if origin.query else 0
    parents = len({load.parent.key for load in group})
    roots = len({load.origin.root for load in group})
    if origin.run[0] == "query" and roots > 1:
        return roots == rows or LIKELY <= roots <= rows
    if parents == 2 and not origin.path:
        # Two calls with two of many objects look the same; two may be all that many refer to.
        return 0 < rows <= FEW or (rows > 0 and _is_to_one(group[0]))
    return parents > 1


def _is_to_one(load: Load) -> bool:
    return load.relationship.direction is RelationshipDirection.MANYTOONE


def _told(loads: Sequence[Load]) -> str:
    """Return what a place loads and how often, as `loads team.heroes once for each of 4 teams`."""
    place, relationship = _site(loads[0])
    name = place.source.removeprefix("await ").replace(".awaitable_attrs", "")
    if not re.fullmatch(rf"[\w.]+\.{relationship.key}", name):
        name = loads[0].statement.attribute or relationship.key
    owners = {load.parent.key for load in loads}
    others = {repr(values_of(load.statement)) for load in loads}
    if _is_to_one(loads[0]) and len(others) == len(loads):
        each = nouns(len(others), relationship.mapper.class_.__name__)
        return f"loads {name} once for each of {each}."
    each = nouns(len(owners), loads[0].parent.mapper.class_.__name__)
    if len(owners) == len(loads):
        return f"loads {name} once for each of {each}."
    return f"loads {name} {len(loads):,} times, for {each}."
