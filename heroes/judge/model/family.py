"""The classes of an answer, and the tables that they lead to."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from sqlalchemy import Table
from sqlalchemy.orm import Mapper, class_mapper, registry
from sqlalchemy.orm.exc import UnmappedClassError
from sqlmodel import SQLModel

from heroes.judge.model.specimens import core_type


class NoClassError(Exception):
    """What an answer is that holds no classes, in one sentence that says what to do."""


@dataclass
class Family:
    """The classes of one answer by their names, and the tables that these refer to.

    `known` are the classes that they inherit from or nest. `error` is what SQLAlchemy says when
    it connects them.
    """

    listed: dict[str, type[Any]]
    tables: dict[str, type[Any]] = field(default_factory=dict)
    error: BaseException | None = None
    known: dict[str, type[Any]] = field(default_factory=dict)

    def owner(self, table: Table | None) -> str | None:
        """Return the name of the class that has a table."""
        found = (name for name, each in self.tables.items() if each.__table__ is table)
        return next(found, None)


@contextmanager
def family_of(answer: Any) -> Iterator[Family]:
    """Collect the classes of an answer and connect them; those on a Base of ours end here.

    Raises NoClassError, and whatever a function of a Base raises.
    """
    home = registry()
    try:
        yield connected(classes_in(answer, home))
    finally:
        home.dispose()


def classes_in(answer: Any, home: registry) -> dict[str, type[Any]]:
    """Return the classes of an answer by their names; a function gets a Base on `home`."""
    if callable(answer) and not isinstance(answer, type):
        Base = type("Base", (SQLModel,), {"__module__": __name__}, registry=home)  # noqa: N806
        answer = answer(Base)
    found = list(_flat(answer))
    if not found:
        raise NoClassError("There is no class in the answer.")
    return {each.__name__: each for each in found}


def _flat(answer: Any) -> Iterator[type[Any]]:
    if isinstance(answer, type):
        if not issubclass(answer, BaseModel) and not is_table(answer):
            raise NoClassError(f"{answer.__name__} does not inherit from SQLModel.")
        yield answer
    elif isinstance(answer, Mapping):
        yield from _flat(list(answer.values()))
    elif isinstance(answer, Iterable) and not isinstance(answer, str | bytes | BaseModel):
        for each in answer:
            yield from _flat(each)
    elif answer is None:
        raise NoClassError("The answer is None: give the class itself.")
    else:
        kind = "module" if isinstance(answer, ModuleType) else type(answer).__name__
        raise NoClassError(
            f"The answer is an object of the type {kind}: give the class itself, without ()."
        )


def is_table(model: type[Any]) -> bool:
    """Tell whether a class has a table of its own: a subclass of a table model has none."""
    return mapper_of(model) is not None


def mapper_of(model: type[Any]) -> Mapper[Any] | None:
    """Return the mapper of a class as it is: `inspect` would connect all classes first."""
    try:
        return class_mapper(model, configure=False)
    except UnmappedClassError:
        return None


def parent_table(model: type[Any]) -> str | None:
    """Return the name of the table model that a class inherits from."""
    return next((each.__name__ for each in model.__mro__[1:] if is_table(each)), None)


def connected(classes: dict[str, type[Any]]) -> Family:
    """Let SQLAlchemy connect classes, and follow their keys and relationships to more tables."""
    family = Family(classes, known=dict(_known(classes.values())))
    mappers = [mapper for each in classes.values() if (mapper := mapper_of(each)) is not None]
    homes = list(dict.fromkeys(mapper.registry for mapper in mappers))
    failed = [mapper for home in homes for mapper in home.mappers if _failed(mapper)]
    try:
        for home in homes:
            home.configure(cascade=True)
    except Exception as error:
        family.error = error
        # The learner's first query is to say what it says without us.
        for mapper in (mapper for home in homes for mapper in home.mappers):
            if _failed(mapper) and mapper not in failed:
                mapper.__dict__.pop("_configure_failed", None)
    owners = {m.local_table: m.class_ for home in homes for m in home.mappers}
    waiting: list[type[Any]] = [mapper.class_ for mapper in mappers]
    while waiting:
        model = waiting.pop(0)
        if model.__name__ not in family.tables:
            family.tables[model.__name__] = model
            waiting += _next(model, owners, connected=family.error is None)
    return family


def _known(classes: Iterable[type[Any]]) -> Iterator[tuple[str, type[Any]]]:
    for each in classes:
        fields = getattr(each, "model_fields", {}).values()
        nested = [kind for one in fields if (kind := model_in(one.annotation)) is not None]
        for other in [*each.__mro__[1:], *nested]:
            if other not in (SQLModel, BaseModel) and other.__module__ != __name__:
                yield other.__name__, other


def model_in(annotation: Any) -> Any:
    """Return the data model in an annotation: the model itself, or that of its list."""
    kind = core_type(annotation)
    if get_origin(kind) in (list, set, tuple):
        return model_in((get_args(kind) or (None,))[0])
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _failed(mapper: Mapper[Any]) -> bool:
    return bool(getattr(mapper, "_configure_failed", False))


def _next(model: type[Any], owners: Mapping[Any, Any], *, connected: bool) -> Iterator[type[Any]]:
    table: Table = model.__table__
    by_name = {each.fullname: owner for each, owner in owners.items() if isinstance(each, Table)}
    for name in targets(table):
        if name in by_name:
            yield by_name[name]
    if connected:
        for relation in class_mapper(model).relationships:
            yield relation.mapper.class_
            if relation.secondary is not None and relation.secondary in owners:
                yield owners[relation.secondary]


def targets(table: Table) -> list[str]:
    """Return the names of the tables that a table refers to, whether they exist or not."""
    return sorted({key.target_fullname.rpartition(".")[0] for key in table.foreign_keys})


def tables_of(family: Family) -> list[Table]:
    """Return all tables that are needed to keep rows of a family."""
    found: dict[str, Table] = {}
    waiting = [each.__table__ for each in family.tables.values()]
    if family.error is None:
        for model in family.tables.values():
            waiting += [
                r.secondary for r in class_mapper(model).relationships if r.secondary is not None
            ]
    while waiting:
        table = waiting.pop(0)
        if isinstance(table, Table) and table.fullname not in found:
            found[table.fullname] = table
            known = table.metadata.tables
            waiting += [known[name] for name in targets(table) if name in known]
    return list(found.values())
