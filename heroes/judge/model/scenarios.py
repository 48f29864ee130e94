"""What classes do in a session: rows kept and read back, defaults, relationships, cascades.

Each scenario is played on both sides and told by what came of it; nothing is committed.
"""

import datetime as dt
import enum
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Engine, inspect
from sqlalchemy import select as core_select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import FlushError
from sqlmodel import Session

from heroes.judge.model.relations import Relation
from heroes.judge.model.schema import Shape
from heroes.judge.model.side import Side
from heroes.judge.model.specimens import for_enum

REFUSED = (IntegrityError, FlushError, AssertionError)
ODD_TEXT = "  Nova "
MAX_MADE = 20  # rows, for one that needs one of its own kind
Row = Mapping[str, Any]
NO_KEYS = frozenset[str]()
NO_VALUES: Row = {}
Found = dict[tuple[str, ...], Any]
Scenario = Callable[["Play"], Any]


@dataclass
class Plan:
    """What is played: the right answer's tables and relationships, and values that it keeps."""

    shapes: dict[str, Shape]
    relations: dict[str, Relation]
    values: dict[str, dict[str, list[Any]]]
    listed: set[str]
    defaults: dict[str, set[str]]  # the columns that fill themselves
    members: dict[str, list[str]]  # the properties of each class


@dataclass
class Play:
    """One session in which a scenario is played by the classes of one side."""

    plan: Plan
    side: Side
    session: Session
    made: dict[str, int] = field(default_factory=dict)

    def make(self, owner: str, skip: frozenset[str] = NO_KEYS, given: Row = NO_VALUES) -> Any:
        """Make an object with values for all columns, and the rows that it must refer to."""
        number = self.made[owner] = self.made.get(owner, -1) + 1
        values = dict(given)
        for key in self.plan.values[owner]:
            if key not in skip and key not in values and not self.fills_itself(owner, key):
                self._give(owner, key, number, values)
        model = self.side.model(owner)
        return model(
            **{
                self.side.naming.key(owner, key): _taken(model, self.side, owner, key, value)
                for key, value in values.items()
            }
        )

    def fills_itself(self, owner: str, key: str) -> bool:
        """Tell whether a column is a key that gets its value by itself."""
        shape = self.plan.shapes[owner]
        facts = shape.columns[key]
        is_numbered = facts.primary and facts.category == "integer" and len(shape.key) == 1
        return (is_numbered and facts.target is None) or (
            facts.primary and key in self.plan.defaults[owner]
        )

    def _give(self, owner: str, key: str, number: int, values: dict[str, Any]) -> None:
        shape = self.plan.shapes[owner]
        facts = shape.columns[key]
        if facts.target is not None and facts.target.exists:
            if not facts.nullable and sum(self.made.values()) < MAX_MADE:
                parent = self.save(self.make(facts.target.owner))
                values[key] = self.side.read(parent, facts.target.owner, facts.target.key)
            return
        some = self.plan.values[owner][key]
        is_unique = any(key in each for each in [*shape.uniques, shape.key])
        values[key] = deepcopy(some[number % len(some) if is_unique else 0])

    def save(self, thing: Any) -> Any:
        """Add an object and send it."""
        self.session.add(thing)
        self.session.flush()
        return thing

    def again(self, thing: Any) -> Any:
        """Read an object's row anew, with nothing else of it in memory."""
        model, key = type(thing), inspect(thing).identity
        self.session.expunge_all()
        return self.session.get(model, key)

    def row(self, owner: str, identity: Any) -> Any:
        """Return a row as the database has it, or None if it is gone."""
        mapper = inspect(self.side.model(owner))
        where = [key == value for key, value in zip(mapper.primary_key, identity, strict=True)]
        statement = core_select(mapper.local_table).where(*where)
        return self.session.connection().execute(statement).first()


def _taken(model: type[Any], side: Side, owner: str, key: str, value: Any) -> Any:
    column = inspect(model).columns.get(side.naming.key(owner, key))
    return for_enum(value, getattr(getattr(column, "type", None), "enum_class", None))


def play(engine: Engine, plan: Plan, side: Side, scenario: Scenario) -> Any:
    """Return what came of a scenario: what it tells, "refused", or the error."""
    try:
        with Session(engine) as session:
            return scenario(Play(plan, side, session))
    except REFUSED:
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}"


def scenarios_of(plan: Plan) -> Iterator[tuple[tuple[str, ...], Scenario]]:
    """Give the scenarios of a plan, each with its name."""
    for owner in sorted(plan.listed & set(plan.shapes)):
        shape = plan.shapes[owner]
        yield ("kept", owner), partial(_kept, owner=owner)
        yield ("defaults", owner), partial(_defaults, owner=owner)
        for key, facts in shape.columns.items():
            is_optional = facts.nullable or key in plan.defaults[owner] or facts.primary
            if not is_optional and not facts.computed:
                yield ("required", owner, key), partial(_without, owner=owner, key=key)
            if facts.category == "json":
                yield ("json", owner, key), partial(_changed_json, owner=owner, key=key)
            if facts.updates:
                yield ("updated", owner, key), partial(_updated, owner=owner, key=key)
    for path, relation in plan.relations.items():
        if not relation.view and relation.owner in plan.listed and relation.target in plan.shapes:
            yield from _of_relation(path, relation)


def _of_relation(path: str, r: Relation) -> Iterator[tuple[tuple[str, ...], Scenario]]:
    yield ("bound", path), partial(_bound, r=r)
    yield ("round trip", path), partial(_round_trip, r=r)
    if r.direction != "MANYTOONE":
        yield ("delete", path), partial(_deleted, r=r, load=False)
        yield ("delete loaded", path), partial(_deleted, r=r, load=True)
        yield ("taken out", path), partial(_taken_out, r=r)
        yield ("delete other", path), partial(_child_deleted, r=r)
    else:
        yield ("delete child", path), partial(_child_deleted, r=r)


def _kept(p: Play, owner: str) -> Any:
    """Save a plain row and one with odd values; tell what is read back, properties too."""
    shape, values = p.plan.shapes[owner], p.plan.values[owner]
    keys = [key for key in shape.columns if key in values and not p.fills_itself(owner, key)]
    odd = {key: ODD_TEXT for key in keys if ODD_TEXT in values[key]}
    found: dict[str, Any] = {}
    rows: tuple[tuple[str, dict[str, Any]], ...] = (("", {}), ("odd ", odd))
    for name, given in rows:
        thing = p.again(p.save(p.make(owner, given=given)))
        found |= {f"{name}{key}": plain(p.side.read(thing, owner, key)) for key in keys}
        # A property of the right answer that the learner's class lacks is None there.
        members = p.plan.members[owner]
        found |= {f"{name}{each}()": plain(getattr(thing, each, None)) for each in members}
    return found


def _defaults(p: Play, owner: str) -> Any:
    shape = p.plan.shapes[owner]
    optional = frozenset(
        key
        for key, facts in shape.columns.items()
        if facts.nullable or key in p.plan.defaults[owner]
    )
    if not optional:
        return {}
    made = []
    for _ in range(2):
        time.sleep(0.0005)  # two moments differ
        made.append(p.save(p.make(owner, skip=optional - shape.key)))
    one, other = (
        {key: p.side.read(each, owner, key) for key in sorted(optional)}
        for each in [_refreshed(p, each) for each in made]
    )
    return {key: _default(one[key], other[key], key in shape.key) for key in one}


def _refreshed(p: Play, thing: Any) -> Any:
    p.session.refresh(thing)
    return thing


def _default(one: Any, other: Any, is_key: bool) -> Any:
    if is_key:
        return type(one).__name__
    if isinstance(one, dt.datetime | uuid.UUID) or one != other:
        return f"{type(one).__name__}, {'the same each time' if one == other else 'a new one'}"
    return "today" if one == dt.date.today() else plain(one)


def _without(p: Play, owner: str, key: str) -> str:
    p.save(p.make(owner, skip=frozenset([key])))
    return "kept"


def _changed_json(p: Play, owner: str, key: str) -> str:
    thing = p.again(p.save(p.make(owner)))
    value = p.side.read(thing, owner, key)
    if isinstance(value, list):
        value.append("new")
    elif isinstance(value, dict):
        value["new"] = "new"
    p.session.flush()
    return "kept" if "new" in p.side.read(p.again(thing), owner, key) else "lost"


def _updated(p: Play, owner: str, key: str) -> str:
    thing = p.again(p.save(p.make(owner)))
    before = p.side.read(thing, owner, key)
    for other, some in p.plan.values[owner].items():
        facts = p.plan.shapes[owner].columns.get(other)
        plainly = facts is not None and not (facts.primary or facts.target or facts.updates)
        if plainly and len(some) > 1:
            p.side.write(thing, owner, other, some[1])
            break
    time.sleep(0.0005)
    p.session.flush()
    return "changed" if p.side.read(p.again(thing), owner, key) != before else "as before"


def _pair(p: Play, r: Relation) -> tuple[Any, Any]:
    """Make the two ends of a relationship, without the keys that it sets."""
    keys = [frozenset(key for owner, key in r.columns if owner == of) for of in (r.owner, r.target)]
    mine = keys[0] if r.direction == "MANYTOONE" else frozenset[str]()
    theirs = keys[1] if r.direction == "ONETOMANY" else frozenset[str]()
    return p.make(r.owner, skip=mine), p.make(r.target, skip=theirs)


def _join(p: Play, r: Relation, one: Any, other: Any) -> None:
    if r.many:
        p.side.read(one, r.owner, r.key).append(other)
    else:
        p.side.write(one, r.owner, r.key, other)


def _bound(p: Play, r: Relation) -> dict[str, bool]:
    with p.session.no_autoflush:
        one, other = _pair(p, r)
        _join(p, r, one, other)
        return {back: _has(p.side.read(other, r.target, back), one) for back in sorted(r.backs)}


def _has(found: Any, thing: Any) -> bool:
    return thing in found if isinstance(found, list) else found is thing


def _round_trip(p: Play, r: Relation) -> dict[str, Any]:
    one, other = _pair(p, r)
    p.session.add(one)
    _join(p, r, one, other)
    p.session.flush()
    is_saved = inspect(other).persistent
    one = p.again(one)
    found = p.side.read(one, r.owner, r.key)
    loaded = len(found) if isinstance(found, list) else int(found is not None)
    first = found[0] if isinstance(found, list) and found else found
    backs = {
        back: _has(p.side.read(first, r.target, back), one) for back in sorted(r.backs) if first
    }
    return {"saved": is_saved, "loaded": loaded, **backs}


def _taken_out(p: Play, r: Relation) -> str:
    one, other = _saved_pair(p, r)
    child = inspect(other).identity
    one = p.again(one)
    if r.many:
        found = p.side.read(one, r.owner, r.key)
        found.remove(found[0])
    else:
        p.side.write(one, r.owner, r.key, None)
    p.session.flush()
    return _left(p, r, child)


def _deleted(p: Play, r: Relation, *, load: bool) -> str:
    one, other = _saved_pair(p, r)
    child = inspect(other).identity
    one = p.again(one)
    if load:
        for each in inspect(type(one)).relationships:
            if str(each.lazy) not in ("dynamic", "write_only"):
                getattr(one, each.key, None)
    p.session.delete(one)
    p.session.flush()
    return _left(p, r, child)


def _child_deleted(p: Play, r: Relation) -> str:
    """Delete the end that has the key; tell what becomes of the other."""
    one, other = _saved_pair(p, r)
    is_mine = r.direction == "MANYTOONE"
    child, parent, owner = (one, other, r.target) if is_mine else (other, one, r.owner)
    identity = inspect(parent).identity
    p.session.delete(p.again(child))
    p.session.flush()
    return "stays" if p.row(owner, identity) is not None else "deleted"


def _saved_pair(p: Play, r: Relation) -> tuple[Any, Any]:
    one, other = _pair(p, r)
    p.session.add_all([one, other])
    _join(p, r, one, other)
    p.session.flush()
    return one, other


def _left(p: Play, r: Relation, child: Any) -> str:
    """Tell what became of the row at the other end, and of the links to it."""
    row = p.row(r.target, child)
    if r.direction == "MANYTOMANY":
        prop = inspect(p.side.model(r.owner)).relationships[p.side.naming.key(r.owner, r.key)]
        links = p.session.connection().execute(core_select(prop.secondary)).all()
        rest = "the other stays" if row is not None else "the other is deleted"
        return f"{'the link stays' if links else 'the link is gone'}, {rest}"
    if row is None:
        return "deleted"
    facts = p.side.shapes()[r.target].columns
    values = [getattr(row, facts[key].name) for owner, key in r.columns if owner == r.target]
    return "null" if all(value is None for value in values) else "kept"


def plain(value: Any) -> Any:
    """Return a value so that equal ones of different classes compare equal."""
    if isinstance(value, enum.Enum):
        return str(value.value).lower() if isinstance(value.value, str) else value.name.lower()
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return round(float(value), 6)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str) else str(value)
