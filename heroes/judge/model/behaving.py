"""Tell what classes did otherwise than right ones in the scenarios that both have played."""

import re
from collections.abc import Iterator
from typing import Any

from heroes.judge.model.flaws import CASCADE, DEFAULT, PAYLOAD, RELATION, Flaw, an
from heroes.judge.model.relations import Relation
from heroes.judge.model.scenarios import Found, Plan
from heroes.judge.model.side import Side

DONE = {
    "deleted": "deleted",
    "null": "kept, without the reference",
    "kept": "kept, with a reference to nothing",
    "refused": "not let go: the database refuses it",
}


ORPHANS = re.compile(r"orphan|tak(e|en|ing) out|remov\w+ from|leaves?\b|no longer|\bout of\b")


def compare_found(prompt: str, plan: Plan, side: Side, right: Found, got: Found) -> Iterator[Flaw]:
    """Tell the differences between what came of each scenario."""
    for name, wanted in right.items():
        found = got.get(name, wanted)
        if wanted == found:
            continue
        kind, where = name[0], name[1]
        is_orphan = kind == "taken out" and plan.relations[where].direction == "ONETOMANY"
        if is_orphan and not ORPHANS.search(prompt):
            continue  # what is asked is what becomes of it when its parent is deleted
        if kind == "kept":
            yield from _kept(plan, where, wanted, found)
        elif kind in ("defaults", "required"):
            yield from _defaults(plan, side, name, wanted, found)
        elif kind == "json":
            yield from _json(where, name[2], wanted, found)
        elif kind == "updated":
            message = f"{where}.{name[2]} stays as it was when a row is changed."
            yield Flaw(DEFAULT, message, "missing_onupdate", wanted, found)
        else:
            yield _related(kind, plan.relations[where], side, wanted, found)


def _kept(plan: Plan, owner: str, wanted: Any, found: Any) -> Iterator[Flaw]:
    noun = owner.lower()
    if not isinstance(found, dict):
        message = f"{an(noun).capitalize()} with good values cannot be saved: {found}."
        yield Flaw(DEFAULT, message, "refuses_valid", "saved", str(found))
    elif not isinstance(wanted, dict):
        message = f"{an(noun).capitalize()} is saved that should be refused."
        yield Flaw(DEFAULT, message, "accepts_invalid", str(wanted), "saved")
    for key, value in (
        wanted.items() if isinstance(wanted, dict) and isinstance(found, dict) else ()
    ):
        other = found.get(key)
        if other == value:
            continue
        row, member = key.split(" ", 1)[-1], key.endswith("()")
        message = f"{owner}.{row} is read back as {other!r} instead of {value!r}."
        if member and other is None:
            message = f"{owner} has no property {row[:-2]} that gives {value!r}."
        name = "missing_property" if member and other is None else "wrong_value"
        yield Flaw(DEFAULT, message, name, repr(value), repr(other))


def _defaults(
    plan: Plan, side: Side, name: tuple[str, ...], wanted: Any, found: Any
) -> Iterator[Flaw]:
    owner = name[1]
    noun = owner.lower()
    if name[0] == "required":
        key = name[2]
        if found == "kept":
            message = f"{an(noun).capitalize()} without {key} is kept: it gets a value of its own."
            look = f"Whoever makes {an(noun)} is to give {key}."
            about = (owner, key)
            yield Flaw(DEFAULT, message, "extra_default", "refused", "kept", look, about)
        elif found != wanted and key in defaults_of(side.model(owner), owner, side):
            message = f"{an(noun).capitalize()} without {key} gets a value that cannot be saved."
            look = f"Whoever makes {an(noun)} is to give {key}."
            about = (owner, key)
            yield Flaw(DEFAULT, message, "extra_default", "refused", found, look, about)
        return
    if not isinstance(wanted, dict):
        return
    if not isinstance(found, dict):
        yield from _unsaved(plan, side, owner, wanted, found)
        return
    for key, value in wanted.items():
        if found.get(key) != value:
            yield _default(owner, key, value, found.get(key))


def _unsaved(plan: Plan, side: Side, owner: str, wanted: Any, found: Any) -> Iterator[Flaw]:
    """Tell which column is why a row with nothing but what it must have cannot be saved."""
    one = an(owner.lower()).capitalize()
    own = defaults_of(side.model(owner), owner, side)
    lacking = sorted((plan.defaults[owner] & set(wanted)) - own - plan.shapes[owner].key)
    for key in lacking:
        value = _said(wanted[key])
        message = f"{one} without {key} is refused, and it should get {value}."
        yield Flaw(DEFAULT, message, "missing_default", value, "refused", "", (owner, key))
    moments = [key for key in own if plan.shapes[owner].columns[key].category == "datetime"]
    if not lacking and found == "StatementError" and moments:
        message = f"{one} cannot be saved: {moments[0]} gets a moment without a time zone."
        yield Flaw(DEFAULT, message, "naive_datetime", "a moment with a time zone", "one without")
    elif not lacking:
        message = f"{one} with nothing but what it must have cannot be saved: {found}."
        yield Flaw(DEFAULT, message, "refuses_valid", "saved", str(found))


def _said(value: Any) -> str:
    """Return a default in words."""
    kind, _, rest = str(value).partition(", ")
    if rest in ("a new one", "the same each time"):
        return f"a new {kind} each time" if rest == "a new one" else f"the same {kind} each time"
    return "NULL" if value is None else repr(value)


def shared_defaults(plan: Plan, owner: str, models: tuple[Any, Any], side: Side) -> Iterator[Flaw]:
    """Tell the defaults that a right answer makes for each object, and this one once for all."""
    for key in sorted(plan.defaults[owner]):
        category = plan.shapes[owner].columns[key].category
        fields = [
            getattr(model, "model_fields", {}).get(name)
            for model, name in zip(models, (key, side.naming.key(owner, key)), strict=True)
        ]
        right, got = fields
        if right is None or got is None or category not in ("uuid", "datetime", "date", "time"):
            continue
        is_given = not got.is_required() and got.default is not None
        if right.default_factory and not got.default_factory and is_given:
            yield _shared(owner, key)


def _shared(owner: str, key: str) -> Flaw:
    message = f"Every {owner.lower()} gets the same {key}: it was made once, with the class."
    look = "A default_factory is called for each object, a default is not."
    return Flaw(DEFAULT, message, "shared_default", "a new one", "the same", look, (owner, key))


def _default(owner: str, key: str, wanted: Any, found: Any) -> Flaw:
    is_shared = isinstance(found, str) and found.endswith("the same each time")
    if is_shared and str(wanted).endswith("a new one"):
        return _shared(owner, key)
    name = "missing_default" if found is None else "wrong_default"
    if wanted is None:
        name = "extra_default"
    expected, shown = _said(wanted), _said(found)
    one = an(owner.lower()).capitalize()
    message = f"{one} without {key} gets {shown}, and it should get {expected}."
    return Flaw(DEFAULT, message, name, expected, shown, "", (owner, key))


def defaults_of(model: type[Any], owner: str, side: Side) -> set[str]:
    """Return the columns of a table that get a value if nobody gives one."""
    found = set()
    for key in side.shapes()[owner].columns:
        own = side.naming.key(owner, key)
        field = getattr(model, "model_fields", {}).get(own)
        column = model.__mapper__.columns.get(own)
        gives = field is not None and (
            not field.is_required()
            and (field.default is not None or field.default_factory is not None)
        )
        in_table = column is not None and (
            column.default is not None
            or column.server_default is not None
            or column.computed is not None
        )
        if gives or in_table:
            found.add(key)
    return found


def _json(owner: str, key: str, wanted: Any, found: Any) -> Iterator[Flaw]:
    if found == "lost":
        message = f"A change inside of {owner}.{key} is lost: the session does not notice it."
        look = "SQLAlchemy can track what happens inside of a list or dict, if it is told to."
        yield Flaw(DEFAULT, message, "untracked_json", "saved", "lost", look)
    elif wanted != "lost":
        yield Flaw(DEFAULT, f"{owner}.{key} cannot be changed: {found}.", None, wanted, found)


def _related(kind: str, r: Relation, side: Side, wanted: Any, found: Any) -> Flaw:
    if kind == "bound":
        other = next(iter(sorted(r.backs)), r.key)
        message = f"A change of {r.path} is not seen in {r.target}.{other} before it is loaded."
        return Flaw(RELATION, message, "unbound_relationship", str(wanted), str(found))
    if kind == "round trip":
        if isinstance(wanted, dict) and isinstance(found, dict) and not found.get("saved"):
            message = f"What is put into {r.path} is not saved with its {r.owner.lower()}."
        else:
            message = f"What is put into {r.path} does not come back: {found}."
        name = "unbound_relationship" if isinstance(found, dict) else None
        return Flaw(RELATION, message, name, str(wanted), str(found))
    return _cascade(kind, r, side.relations().get(r.path), wanted, found)


def _cascade(kind: str, r: Relation, own: Relation | None, wanted: Any, found: Any) -> Flaw:
    parent, child = r.owner.lower(), r.target.lower()
    expected, shown = DONE.get(wanted, wanted), DONE.get(found, found)
    name = _cascade_name(kind, r, own, wanted, found)
    # Without a name of its own it follows from what the foreign key says.
    rank = CASCADE if name else PAYLOAD
    if kind == "delete child":
        message = f"When {an(parent)} is deleted, its {child} is {shown}; others may still need it."
    elif kind == "delete other":
        message = f"When {an(child)} is deleted, its {parent} is {shown}; others may still need it."
    elif kind == "taken out":
        message = f"{an(child).capitalize()} that is taken out of {r.path} is {shown}."
    else:
        loaded = f" whose {r.key} are loaded" if kind == "delete loaded" else ""
        message = f"When a session deletes {an(parent)}{loaded}, its {child} is {shown}."
    if found == "refused":
        doing = "taken out of" if kind == "taken out" else "deleted with"
        what = child if kind == "taken out" else parent
        message = f"{an(what).capitalize()} cannot be {doing} {r.path}: the database refuses it."
    return Flaw(rank, message, name, expected, shown)


def _cascade_name(
    kind: str, r: Relation, own: Relation | None, wanted: Any, found: Any
) -> str | None:
    if own is None:
        return None
    if kind in ("delete child", "delete other"):
        return "wrong_cascade_side" if "deleted" in str(found) else None
    if "deleted" in str(wanted) and not own.deletes:
        return "no_cascade"
    if "deleted" in str(wanted) and kind == "taken out" and not own.orphans:
        return "no_delete_orphan"
    if "deleted" in str(found) and own.deletes:
        return "extra_cascade"
    if wanted == "refused" and own.passive == "False" != r.passive:
        return "missing_passive_deletes"
    return None
