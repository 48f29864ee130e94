"""Tell all differences between a learner's classes and right ones, stage by stage."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from heroes.judge.model.behaving import compare_found, shared_defaults
from heroes.judge.model.comparing import Asked, compare_shapes
from heroes.judge.model.connecting import connection_flaw
from heroes.judge.model.family import is_table, parent_table
from heroes.judge.model.flaws import DEFINITION, PAYLOAD, PRESENCE, RELATION, Flaw
from heroes.judge.model.naming import fields_of, match_classes, match_keys, same_role
from heroes.judge.model.payloads import compare_models, validates
from heroes.judge.model.probing import Rows, compare_checks
from heroes.judge.model.relations import compare_relations
from heroes.judge.model.relations import same_role as same_relation
from heroes.judge.model.rights import Right, found_by, payload_of
from heroes.judge.model.schema import Shape
from heroes.judge.model.side import Side
from heroes.judge.run import said_of
from heroes.judge.task import Task

# Flaws of a table whose classes can still play.
MILD = {"missing_index", "missing_unique", "wrong_name", "wrong_length", "wrong_precision"}


@dataclass
class Judged:
    """What is wrong with an answer, measured at one right answer, and what is not quite so."""

    flaws: list[Flaw] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def flaws_of(task: Task, right: Right, side: Side, judged: Judged) -> Iterator[Flaw]:
    """Tell all differences, stage by stage; a later stage needs what an earlier one asks for."""
    found = list(_presence(task, right, side))
    yield from found
    lacking = {flaw.misconception for flaw in found} & {"missing_class", "not_a_table"}
    data = [name for name in right.models if name not in right.tables]
    for name in data:
        got = _listed(side, name)
        if got is not None and not is_table(got) and parent_table(got) is None:
            shown = side.naming.name(name)
            yield from compare_models(task.prompt, shown, right.models[name], got, task.probes)
    if not right.tables or lacking:
        if side.family.error is not None:
            yield connection_flaw(side.family.error)
        return
    yield from _tables(task, right, side, judged)


def _listed(side: Side, name: str) -> type[Any] | None:
    own = side.naming.name(name)
    family = side.family
    return family.listed.get(own) or family.tables.get(own) or family.known.get(own)


def _presence(task: Task, right: Right, side: Side) -> Iterator[Flaw]:
    wanted = {name: fields_of(model) for name, model in right.models.items()}
    yield from match_classes(task.prompt, wanted, side.family, side.naming)
    for name in right.models:
        got = _listed(side, name)
        if got is None:
            continue
        shown, parent = got.__name__, parent_table(got)
        if parent is not None and not is_table(got):
            message = (
                f"{shown} inherits from the table model {parent}, and so it is no model of its own."
            )
            look = "What both have in common belongs to a base class without a table."
            yield Flaw(PRESENCE, message, "inherits_from_table", None, None, look)
        elif name in right.tables and not is_table(got):
            look = "A class is a table only if its first line says so."
            yield Flaw(
                PRESENCE, f"{shown} makes no table.", "not_a_table", "a table", "a data model", look
            )
        elif name not in right.tables and is_table(got):
            message = f"{shown} makes a table, and it should be a data model."
            yield Flaw(PRESENCE, message, "is_a_table", "a data model", "a table")
        yield from _inheritance(task, right, side, name, got)


def _inheritance(task: Task, right: Right, side: Side, name: str, got: type[Any]) -> Iterator[Flaw]:
    if not any(word in task.prompt.lower() for word in ("inherit", "subclass", "derive")):
        return
    for base in sorted(right.bases[name]):
        other = _listed(side, base)
        if other is not None and not issubclass(got, other):
            message = f"{got.__name__} does not inherit from {other.__name__}."
            yield Flaw(RELATION, message, "missing_inheritance")


def _tables(task: Task, right: Right, side: Side, judged: Judged) -> Iterator[Flaw]:
    naming, family = side.naming, side.family
    owners = [name for name in right.plan.shapes if _is_mapped(side, name)]
    listed = [name for name in owners if name in right.tables]
    found: list[Flaw] = []
    for owner in owners:
        wanted, got = right.plan.shapes[owner], side.own_shapes[naming.name(owner)]
        flaws = match_keys(task.prompt, owner, wanted.columns, got.columns, same_role, naming)
        found += [flaw for flaw in flaws if owner in right.tables]
    if family.error is None:
        found += _match_relations(task, right, side)
    asked = _asked(task, right)
    shapes = side.shapes()
    for owner in listed:
        found += compare_shapes(asked, right.plan.shapes[owner], shapes[owner])
    judged.notes += asked.notes
    yield from found
    if family.error is not None:
        yield _connection(right, side, family.error)
        return
    relations = side.relations()
    broken = list(compare_relations(task.prompt, right.plan.relations, relations, right.tables))
    yield from broken
    severe = [flaw for flaw in found if flaw.rank < RELATION and flaw.misconception not in MILD]
    if not severe:
        yield from _behaviour(task.prompt, right, side, shapes)


def _is_mapped(side: Side, name: str) -> bool:
    return side.naming.name(name) in side.family.tables


def _match_relations(task: Task, right: Right, side: Side) -> list[Flaw]:
    found: list[Flaw] = []
    for owner in sorted(right.tables):
        wanted = {r.key: r for r in right.plan.relations.values() if r.owner == owner}
        got = {r.key: r for r in side.relations().values() if r.owner == owner}
        found += match_keys(task.prompt, owner, wanted, got, same_relation, side.naming)
    return found


def _asked(task: Task, right: Right) -> Asked:
    relations = right.plan.relations.values()
    down = [each for each in relations if each.direction == "ONETOMANY"]
    return Asked(
        task.prompt,
        bool(right.plan.relations),
        {
            column
            for each in relations
            if each.link is not None or (each.deletes and each in down)
            for column in each.columns
        },
        {column for each in down if not each.deletes for column in each.columns},
    )


def _connection(right: Right, side: Side, error: BaseException) -> Flaw:
    """Tell why classes cannot be connected; a link model may not have been named."""
    flaw = connection_flaw(error)
    for path, relation in right.plan.relations.items():
        if relation.direction != "MANYTOMANY" or not _is_mapped(side, relation.owner):
            continue
        model = side.model(relation.owner)
        info = getattr(model, "__sqlmodel_relationships__", {}).get(relation.key)
        if info is not None and info.link_model is None and not info.sa_relationship_kwargs:
            message = f"{path} does not say through which table it goes: it has no link model."
            return Flaw(flaw.rank, message, "missing_link_model")
    return flaw


def _behaviour(prompt: str, right: Right, side: Side, shapes: dict[str, Shape]) -> Iterator[Flaw]:
    try:
        image = side.image
    except (SQLAlchemyError, OSError) as error:
        said = said_of(getattr(error, "orig", None) or error)
        name = "wrong_check" if "no such column" in said else None
        yield Flaw(DEFINITION, f"The tables cannot be created: {said}.", name)
        return
    for owner in sorted(right.tables):
        models = right.models[owner], side.model(owner)
        base = {key: values[0] for key, values in right.plan.values[owner].items()}
        pair = right.plan.shapes[owner], shapes[owner]
        yield from shared_defaults(right.plan, owner, models, side)
        yield from compare_checks(*pair, (right.image, image), models, base)
        yield from _validation(right, side, owner, shapes[owner], image)
    found = found_by(right.plan, side, image)
    yield from compare_found(prompt, right.plan, side, right.found, found)


def _validation(right: Right, side: Side, owner: str, shape: Shape, image: bytes) -> Iterator[Flaw]:
    """Tell where the limits of a table model's fields are other ones."""
    model = side.model(owner)
    rows = Rows(image, shape)
    base = {key: values[0] for key, values in right.plan.values[owner].items()}
    try:
        for key, value, accepted in right.validations[owner]:
            payload = payload_of(side, owner, {**base, key: value})
            got = validates(model, payload)
            if got == accepted or (not accepted and not rows.keeps({**base, key: value})):
                continue
            does, name = ("takes", "accepts_invalid") if got else ("refuses", "refuses_valid")
            message = f"{model.__name__}.model_validate {does} {key} = {value!r}."
            words = ("accepted", "refused") if accepted else ("refused", "accepted")
            yield Flaw(PAYLOAD, message, name, *words)
            return
    finally:
        rows.close()
