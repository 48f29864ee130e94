"""Why a statement was sent: what the ORM was doing, or else what kind of statement it is."""

import sys
from dataclasses import dataclass
from types import FrameType
from typing import Any

from sqlalchemy.orm import InstanceState, Mapper, ORMExecuteState, RelationshipProperty
from sqlalchemy.sql.expression import TextClause

from heroes.glass.timeline import Reason

OPTION = "heroes_reason"  # the execution option in which the ORM's reason travels to the cursor
WORDS: dict[str, Reason] = {
    **dict.fromkeys(("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"), "dml"),
    **dict.fromkeys(("CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT"), "ddl"),
}
MAX_DEPTH = 25
SAVEPOINTS = {
    "savepoint": "SAVEPOINT",
    "rollback_to_savepoint": "ROLLBACK TO",
    "release_savepoint": "RELEASE",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """What the ORM was doing: of a load, the relationship and the object that it belongs to."""

    reason: Reason
    attribute: str | None = None
    entity: str | None = None
    relationship: RelationshipProperty[Any] | None = None
    parent: InstanceState[Any] | None = None


def cause_of(state: ORMExecuteState) -> Cause | None:
    """Return what made the ORM execute, or None for a plain query or an insert, update, delete."""
    if not state.is_select:
        return Cause("dml") if state.session._flushing else None
    if state.is_column_load:
        mapper: Mapper[Any] | None = state.bind_mapper
        return Cause("refresh", entity=mapper.class_.__name__ if mapper else None)
    parent = state.lazy_loaded_from
    if parent is not None:
        return _load("eager load" if _is_immediate() else "lazy load", state, parent)
    if state.is_relationship_load:
        return _load("eager load", state, None)
    if state.session._flushing:  # it would be taken for a part of the flush
        return Cause("query")
    return None


def reason_of(context: Any, in_flush: bool) -> Reason:
    """Return the reason of a statement for which the ORM gave none."""
    if in_flush:
        return "flush"
    compiled = context.compiled
    if compiled is None:
        return "ddl" if context.isddl else "driver"
    if context.isinsert or context.isupdate or context.isdelete:
        return "dml"
    if context.isddl:
        return "ddl"
    if isinstance(compiled.statement, TextClause):
        words = compiled.statement.text.split(None, 1)
        return WORDS.get(words[0].upper(), "query") if words else "query"
    return "query"


def _is_immediate() -> bool:
    """Tell whether the lazy loader was called by a query, as `immediateload` makes it do."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(MAX_DEPTH):
        if frame is None or frame.f_code.co_name == "__get__":  # somebody reads the attribute
            return False
        if frame.f_code.co_name == "_load_for_path":  # an eager loader asks for it
            return True
        frame = frame.f_back
    return False


def _load(reason: Reason, state: ORMExecuteState, parent: InstanceState[Any] | None) -> Cause:
    path = state.loader_strategy_path
    prop = getattr(path, "prop", None)
    if not isinstance(prop, RelationshipProperty):
        return Cause(reason, parent=parent)
    owner = parent.mapper if parent is not None else prop.parent
    name = f"{owner.class_.__name__}.{prop.key}"
    return Cause(reason, name, owner.class_.__name__, prop, parent)
