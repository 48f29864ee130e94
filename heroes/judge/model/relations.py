"""Compare relationships: which there are, where they lead, and what knows of what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.orm import RelationshipProperty

from heroes.judge.model.family import Family
from heroes.judge.model.flaws import ONDELETE, RELATION, Flaw, listed
from heroes.judge.model.naming import Naming
from heroes.judge.model.schema import keys_of

EAGER = ("selectin", "joined", "subquery", "immediate")


@dataclass(frozen=True)
class Relation:
    """What counts of a relationship. `backs` are the relationships that mirror it."""

    owner: str
    key: str
    target: str
    many: bool
    direction: str
    columns: frozenset[tuple[str, str]]  # the foreign keys behind it: class and attribute
    link: str | None
    backs: frozenset[str]
    deletes: bool
    orphans: bool
    passive: str
    lazy: str
    ordered: bool
    view: bool

    @property
    def path(self) -> str:
        """Return its name with that of its class."""
        return f"{self.owner}.{self.key}"

    def __str__(self) -> str:
        """Return what it gives, in words."""
        return f"a list of {self.target}" if self.many else f"one {self.target} or None"


def relations_of(family: Family) -> dict[str, Relation]:
    """Return the relationships of the tables of a family, by path."""
    found = [
        _relation(name, each, family)
        for name, model in family.tables.items()
        for each in inspect(model).relationships
    ]
    return {each.path: each for each in found}


def _relation(owner: str, prop: RelationshipProperty[Any], family: Family) -> Relation:
    link = prop.secondary if isinstance(prop.secondary, Table) else None
    columns = frozenset(
        (name, keys_of(family.tables[name]).get(column.name, column.name))
        for pair in [*prop.synchronize_pairs, *(prop.secondary_synchronize_pairs or [])]
        if (name := family.owner(pair[1].table)) is not None
        for column in pair[1:]
    )
    return Relation(
        owner,
        prop.key,
        prop.mapper.class_.__name__,
        bool(prop.uselist),
        prop.direction.name,
        columns,
        None if link is None else family.owner(link) or link.name,
        frozenset(each.key for each in prop._reverse_property),
        prop.cascade.delete,
        prop.cascade.delete_orphan,
        str(prop.passive_deletes),
        str(prop.lazy),
        bool(prop.order_by),
        bool(prop.viewonly),
    )


def renamed_relations(relations: Mapping[str, Relation], naming: Naming) -> dict[str, Relation]:
    """Return the learner's relationships in the words of a right answer."""
    found = [_renamed(each, naming) for each in relations.values()]
    return {each.path: each for each in found}


def _renamed(each: Relation, naming: Naming) -> Relation:
    owner, target = naming.owner_back(each.owner), naming.owner_back(each.target)
    columns = {
        (naming.owner_back(of), naming.key_back(naming.owner_back(of), key))
        for of, key in each.columns
    }
    return replace(
        each,
        owner=owner,
        key=naming.key_back(owner, each.key),
        target=target,
        columns=frozenset(columns),
        link=None if each.link is None else naming.owner_back(each.link),
        backs=frozenset(naming.key_back(target, back) for back in each.backs),
    )


def same_role(one: Relation, other: Relation) -> bool:
    """Tell whether two relationships of one class lead to the same by the same key."""
    keys = [each.columns for each in (one, other)]
    same_side = one.direction == other.direction or one.target != one.owner
    return one.target == other.target and same_side and keys[0] == keys[1]


def compare_relations(
    prompt: str, right: Mapping[str, Relation], got: Mapping[str, Relation], listed_names: set[str]
) -> Iterator[Flaw]:
    """Tell how relationships differ from right ones, both in the right ones' names."""
    for path, wanted in right.items():
        if wanted.owner not in listed_names:
            continue
        if path not in got:
            message = f"{wanted.owner} has no relationship {wanted.key}."
            yield Flaw(RELATION, message, "missing_relationship", f"{path}: {wanted}")
        else:
            backs = {back for back in wanted.backs if f"{wanted.target}.{back}" in got}
            yield from _relation_flaws(prompt, replace(wanted, backs=frozenset(backs)), got[path])


def _relation_flaws(prompt: str, right: Relation, got: Relation) -> Iterator[Flaw]:
    path = right.path
    if right.target != got.target:
        message = f"{path} leads to {got.target} instead of {right.target}."
        yield Flaw(RELATION, message, "wrong_relationship_target", str(right), str(got))
    elif right.many != got.many:
        message = f"{path} is {got}, and it should be {right}."
        look = f"Look at the annotation of {path}."
        yield Flaw(RELATION, message, "wrong_relationship_side", str(right), str(got), look)
    elif right.direction != got.direction and right.link == got.link:
        message = f"{path} looks at its key from the wrong side."
        yield Flaw(RELATION, message, "wrong_relationship_side", str(right), str(got))
    elif right.link != got.link:
        message = f"{path} does not go through {right.link}."
        yield Flaw(RELATION, message, "missing_link_model", right.link, got.link or "no link model")
    elif right.columns != got.columns:
        expected, shown = _columns(right), _columns(got)
        message = f"{path} follows {shown} instead of {expected}."
        yield Flaw(RELATION, message, "wrong_foreign_key", expected, shown)
    elif right.backs - got.backs:
        yield _unbound(right, got)
    elif right.lazy != got.lazy:
        yield from _loading(right, got)
    if right.ordered and not got.ordered:
        message = f"{path} has no order: its rows come as the database finds them."
        yield Flaw(RELATION, message, "missing_order")
    if right.passive != got.passive and "passive" in prompt and right.passive != "False":
        message = f"The session loads {path} before it deletes, which the database could do alone."
        yield Flaw(ONDELETE, message, "missing_passive_deletes")


def _columns(relation: Relation) -> str:
    return listed(sorted(f"{owner}.{key}" for owner, key in relation.columns))


def _unbound(right: Relation, got: Relation) -> Flaw:
    other = f"{right.target}.{min(right.backs - got.backs)}"
    message = (
        f"{right.path} and {other} do not know of each other: a change on one side is not seen on "
        "the other before it is saved and loaded."
    )
    shown = f"bound to {got.target}.{min(got.backs)}" if got.backs else "bound to nothing"
    look = "Both sides name each other by back_populates."
    return Flaw(RELATION, message, "unbound_relationship", f"bound to {other}", shown, look)


def _loading(right: Relation, got: Relation) -> Iterator[Flaw]:
    if right.lazy in EAGER and got.lazy not in EAGER:
        message = f"{right.path} is not loaded together with its {right.owner.lower()}."
        yield Flaw(RELATION, message, "lazy_loading", right.lazy, got.lazy)
    elif right.lazy.startswith("raise") and not got.lazy.startswith("raise"):
        message = f"{right.path} is loaded without a word, and it should raise."
        yield Flaw(RELATION, message, "lazy_loading", right.lazy, got.lazy)
