"""Find the learner's classes and attributes that stand for those of a right answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from heroes.judge.model.family import Family
from heroes.judge.model.flaws import COLUMN, PRESENCE, Flaw, alike, says
from heroes.judge.model.schema import Facts, Shape, Target

Key = tuple[str, str]  # the name of a class, and of one of its attributes


@dataclass
class Naming:
    """What the learner calls what a right answer calls otherwise; names not in it are the same."""

    classes: dict[str, str] = field(default_factory=dict)
    keys: dict[Key, str] = field(default_factory=dict)

    def name(self, owner: str) -> str:
        """Return the learner's name of a class."""
        return self.classes.get(owner, owner)

    def key(self, owner: str, key: str) -> str:
        """Return the learner's name of an attribute of a class, both as a right answer says."""
        return self.keys.get((owner, key), key)

    def owner_back(self, name: str) -> str:
        """Return what a right answer calls a class of the learner's."""
        return next((own for own, theirs in self.classes.items() if theirs == name), name)

    def key_back(self, owner: str, key: str) -> str:
        """Return what a right answer calls an attribute of the learner's."""
        pairs = ((own, theirs) for (of, own), theirs in self.keys.items() if of == owner)
        return next((own for own, theirs in pairs if theirs == key), key)


def is_asked(prompt: str, name: str) -> bool:
    """Tell whether a prompt gives a name, in one word or several."""
    return any(says(prompt, each) for each in (name, name.replace("_", " ")))


def match_classes(
    prompt: str, wanted: Mapping[str, set[str]], got: Family, naming: Naming
) -> Iterator[Flaw]:
    """Find a class for each that is wanted, given with its fields; tell those that lack."""
    spare = {name: each for name, each in got.listed.items() if name not in wanted}
    for name, fields in wanted.items():
        if name in got.listed or name in got.tables or name in got.known:
            continue
        other = _likest(name, fields, spare)
        if other is None:
            yield Flaw(PRESENCE, f"There is no class {name} in the answer.", "missing_class")
            continue
        spare.pop(other)
        naming.classes[name] = other
        if says(prompt, name):
            message = f"Your class is called {other}, and the prompt asks for {name}."
            yield Flaw(PRESENCE, message, "wrong_name", name, other)


def _likest(name: str, fields: set[str], spare: Mapping[str, type[Any]]) -> str | None:
    """Return the spare class that most likely is the one that is wanted."""
    for other in spare:
        if alike(name, other):
            return other
    shared = {other: len(fields & fields_of(model)) for other, model in spare.items()}
    best = max(shared, key=lambda each: shared[each], default=None)
    return best if best is not None and 2 * shared[best] >= len(fields) else None


def fields_of(model: type[Any]) -> set[str]:
    """Return the names of a class's fields."""
    return set(getattr(model, "model_fields", {}))


def match_keys(
    prompt: str,
    owner: str,
    wanted: Mapping[str, Any],
    got: Mapping[str, Any],
    same_role: Callable[[Any, Any], bool],
    naming: Naming,
) -> Iterator[Flaw]:
    """Find an attribute for each that is wanted, where names differ and it is clear which.

    Nothing is wrong where the prompt does not give the name.
    """
    missing = [key for key in wanted if key not in got]
    spare = [key for key in got if key not in wanted]
    for key in missing:
        others = [each for each in spare if alike(key, each)] or (
            [each for each in spare if same_role(wanted[key], got[each])]
            if len(missing) == 1 == len(spare) or not is_asked(prompt, key)
            else []
        )
        if len(others) != 1:
            continue
        spare.remove(others[0])
        naming.keys[owner, key] = others[0]
        if is_asked(prompt, key):
            message = f"{naming.name(owner)} has {others[0]}, and the prompt asks for {key}."
            yield Flaw(COLUMN, message, "wrong_name", key, others[0])


def same_role(one: Facts, other: Facts) -> bool:
    """Tell whether two columns do the same: a key, a reference, or a value of one kind."""
    targets = [None if each.target is None else each.target.owner for each in (one, other)]
    return (one.category, one.primary) == (other.category, other.primary) and (
        targets[0] == targets[1] or None in targets
    )


def renamed(shape: Shape, owner: str, naming: Naming) -> Shape:
    """Return the learner's shape in the words of a right answer."""

    def back(keys: Iterable[str]) -> list[str]:
        return [naming.key_back(owner, key) for key in keys]

    columns = {
        naming.key_back(owner, key): replace(facts, target=_renamed(facts.target, naming))
        for key, facts in shape.columns.items()
    }
    return replace(
        shape,
        columns=columns,
        key=frozenset(back(shape.key)),
        uniques=frozenset(frozenset(back(each)) for each in shape.uniques),
        indexes=frozenset(tuple(back(each)) for each in shape.indexes),
    )


def _renamed(target: Target | None, naming: Naming) -> Target | None:
    if target is None or not target.exists:
        return target
    owner = naming.owner_back(target.owner)
    return replace(target, owner=owner, key=naming.key_back(owner, target.key))
