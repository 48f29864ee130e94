"""What right classes are and do: a reference is built and played once, then forgotten."""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy.ext.hybrid import hybrid_property
from sqlmodel import SQLModel

from heroes.judge.bench import bench
from heroes.judge.guard import deadline
from heroes.judge.model.behaving import defaults_of
from heroes.judge.model.family import Family, family_of, is_table
from heroes.judge.model.payloads import constrained, validations_of
from heroes.judge.model.probing import valid_values
from heroes.judge.model.scenarios import Found, Plan, play, scenarios_of
from heroes.judge.model.side import Side
from heroes.judge.model.specimens import Member
from heroes.judge.run import said_of
from heroes.judge.task import Task


class BrokenTaskError(ValueError):
    """Say that a right answer of a task raises."""


@dataclass
class Right:
    """What a right answer is and does. Its own tables are forgotten by SQLAlchemy."""

    models: dict[str, type[Any]]
    tables: set[str]  # the names of listed classes that are tables
    bases: dict[str, set[str]]
    plan: Plan
    found: Found
    image: bytes
    validations: dict[str, list[tuple[str, Any, bool]]]


def found_by(plan: Plan, side: Side, image: bytes) -> Found:
    """Return what comes of all scenarios that the classes of a side can play."""
    found: Found = {}
    relations = side.relations()
    with bench() as lent:
        lent.begin(image, deadline())
        for name, scenario in scenarios_of(plan):
            related = plan.relations.get(name[1])
            if related is None or (
                name[1] in relations and relations[name[1]].direction == related.direction
            ):
                found[name] = play(lent.engine, plan, side, scenario)
    return found


@lru_cache(maxsize=256)
def right_of(task: Task, index: int) -> Right:
    """Return what the reference, or the alternate of a number, is and does. Made once."""
    answer = [task.reference, *task.alternates][index]
    try:
        with warnings.catch_warnings(action="ignore"), family_of(answer) as family:
            if family.error is not None:
                raise family.error
            return _right(family)
    except Exception as error:
        what = "alternate" if index else "reference"
        raise BrokenTaskError(f"The {what} of {task.id} raises: {said_of(error)}") from error


def _right(family: Family) -> Right:
    side = Side(family)
    tables = {name for name, model in family.listed.items() if is_table(model)}
    shapes = side.shapes()
    image = side.image if shapes else b""
    values = {
        name: valid_values(model, shapes[name], image) for name, model in family.tables.items()
    }
    defaults = {name: defaults_of(model, name, side) for name, model in family.tables.items()}
    members = {name: _members(model) for name, model in family.tables.items()}
    plan = Plan(shapes, side.relations(), values, tables, defaults, members)
    listed = family.listed
    bases = {
        name: {other for other, base in listed.items() if base in model.__bases__}
        for name, model in listed.items()
    }
    validations = {
        name: _validations(side, name, listed[name], values[name]) for name in sorted(tables)
    }
    found = found_by(plan, side, image) if shapes else {}
    return Right(dict(listed), tables, bases, plan, found, image, validations)


def _validations(
    side: Side, name: str, model: type[Any], values: dict[str, list[Any]]
) -> list[tuple[str, Any, bool]]:
    base = payload_of(side, name, {key: each[0] for key, each in values.items()})
    return validations_of(model, base, constrained(model))


def _members(model: type[Any]) -> list[str]:
    """Return the properties that a class and its bases define, up to SQLModel."""
    own = [each for each in model.__mro__ if issubclass(each, SQLModel) and each is not SQLModel]
    return sorted(
        {
            name
            for each in own
            for name, value in vars(each).items()
            if isinstance(value, property | hybrid_property) and not name.startswith("_")
        }
    )


def payload_of(side: Side, owner: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a payload for the validation of a table model."""
    return {
        side.naming.key(owner, key): value.value if isinstance(value, Member) else value
        for key, value in row.items()
    }
