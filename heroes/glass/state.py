"""What each object of a session is now, read without loading and without sending anything."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState, Session

from heroes.displays import UNLOADED

MAX_NAME = 30


@dataclass(frozen=True)
class ObjectState:
    """One object: its class, its name, its state, and which of its values are in memory.

    `state` is transient, pending, persistent, deleted or detached. `dirty` maps an attribute to its
    old and its new value; the old one is `<not loaded>` where SQLAlchemy did not need it.
    """

    entity: str
    key: tuple[Any, ...] | None
    name: str
    state: str
    expired: bool = False
    to_delete: bool = False
    dirty: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    unloaded: tuple[str, ...] = ()


def read_states(session: Session) -> list[ObjectState]:
    """Return what each object of a session is now: the persistent ones by key, then new ones."""
    persistent = [*session.identity_map.all_states(), *map(inspect, session.deleted)]
    states = [*sorted(dict.fromkeys(persistent), key=_order), *map(inspect, session.new)]
    return [read_state(state) for state in states]


def read_state(state: InstanceState[Any]) -> ObjectState:
    """Return what an object is now."""
    session = state.session
    if state.manager.mapper is None:  # its model was forgotten, as fresh_models() does
        key = tuple(state.key[1]) if state.key else None
        return ObjectState(state.class_.__name__, key, name_of(state), word_of(state))
    return ObjectState(
        entity=state.class_.__name__,
        key=tuple(state.key[1]) if state.key else None,
        name=name_of(state),
        state=word_of(state),
        expired=bool(state.expired_attributes),
        to_delete=session is not None and state.persistent and state.obj() in session.deleted,
        dirty=_dirty(state) if state.key else {},
        unloaded=tuple(
            name
            for name in state.mapper.attrs.keys()  # noqa: SIM118 - it is no dict
            if name in state.unloaded and name not in state.expired_attributes
        ),
    )


def word_of(state: InstanceState[Any]) -> str:
    """Return SQLAlchemy's word for the state that an object is in."""
    words = ("transient", "pending", "deleted", "detached")
    return next((word for word in words if getattr(state, word)), "persistent")


def name_of(state: InstanceState[Any]) -> str:
    """Return how a person calls an object: `Hero 3`, or `Hero 'Nova'` before it has a key."""
    entity = state.class_.__name__
    if state.key:
        return f"{entity} {', '.join(map(str, state.key[1]))}"
    name = state.dict.get("name")
    return f"{entity} {name[:MAX_NAME]!r}" if isinstance(name, str) else entity


def _order(state: InstanceState[Any]) -> tuple[str, list[tuple[bool, int, str]]]:
    """Sort numbers as numbers; keys of other kinds by their text."""
    parts = state.key[1] if state.key else ()
    numbers = [
        (True, part, "") if isinstance(part, int) else (False, 0, str(part)) for part in parts
    ]
    return state.class_.__name__, numbers


def _dirty(state: InstanceState[Any]) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {}
    for attribute in state.attrs:
        history = attribute.history  # as far as it is in memory
        if not history.has_changes():
            continue
        if state.mapper.has_property(attribute.key) and _is_collection(state, attribute.key):
            kept = [*history.unchanged]
            before, after = [*kept, *history.deleted], [*kept, *history.added]
            changes[attribute.key] = [*map(_shown, before)], [*map(_shown, after)]
        else:
            old = _shown(history.deleted[0]) if history.deleted else UNLOADED
            changes[attribute.key] = old, _shown(history.added[0]) if history.added else None
    return changes


def _is_collection(state: InstanceState[Any], name: str) -> bool:
    return name in state.mapper.relationships and bool(state.mapper.relationships[name].uselist)


def _shown(value: Any) -> Any:
    """Name a related object; its own text could load what it has not."""
    state = inspect(value, raiseerr=False)
    return name_of(state) if isinstance(state, InstanceState) else value
