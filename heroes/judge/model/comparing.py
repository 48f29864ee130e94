"""Compare the tables of two models: how the learner's differs from a right one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from heroes.judge.model.flaws import (
    COLUMN,
    FOREIGN,
    INDEX,
    KEY,
    NAMING,
    NULLS,
    ONDELETE,
    TYPE,
    UNIQUE,
    Flaw,
    an,
    listed,
)
from heroes.judge.model.schema import Facts, Names, Shape, said_of_type

Flaws = Iterator[Flaw]
DELETES = {
    None: "refuses to delete the row",
    "RESTRICT": "refuses to delete the row",
    "CASCADE": "deletes the rows that refer to it",
    "SET NULL": "sets the reference to NULL",
    "SET DEFAULT": "sets the reference to its default",
}


@dataclass
class Asked:
    """What a comparison is about: the prompt, and what relationships do besides the schema.

    `cascading` and `nulling` are references whose parent's relationship deletes them or sets them
    to NULL, so that a database that does the same changes nothing.
    """

    prompt: str
    has_relationships: bool = False
    cascading: set[tuple[str, str]] = field(default_factory=set)
    nulling: set[tuple[str, str]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def compare_shapes(asked: Asked, right: Shape, got: Shape) -> Flaws:
    """Tell how a table differs from a right one, both in the right one's names."""
    yield from _table_name(asked, right, got)
    yield from _primary_key(right, got)
    yield from _column_names(asked, right, got)
    for key, wanted in right.columns.items():
        if key in got.columns:
            yield from _column(asked, got.name, wanted, got.columns[key])
    yield from _uniques(right, got)
    yield from _indexes(asked, right, got)
    for name in sorted(right.names - got.names):
        if "_" in name and name in asked.prompt and name not in right.columns:
            yield Flaw(NAMING, f"No constraint is called {name}.", "wrong_constraint_name", name)


def _table_name(asked: Asked, right: Shape, got: Shape) -> Flaws:
    wanted, found = right.table.name, got.table.name
    if wanted == found or (found == got.name.lower() and got.name != right.name):
        return  # it follows the class, whose name is told elsewhere
    message = f"The table of {got.name} is called {found}, and it should be called {wanted}."
    written = re.compile(rf"""table\s+["'`]?{re.escape(wanted)}\b|["'`]{re.escape(wanted)}["'`]""")
    if wanted != right.name.lower() or written.search(asked.prompt):
        yield Flaw(NAMING, message, "wrong_table_name", wanted, found)
    else:
        asked.notes.append(f"the table of {got.name} is called {found}: nobody asked for that.")


def _primary_key(right: Shape, got: Shape) -> Flaws:
    if right.key == got.key or not right.key <= set(got.columns) | right.key:
        return
    if got.key & right.key or right.key <= set(got.columns):
        yield Flaw(
            KEY,
            f"The primary key of {got.name} is {_names(got.key)}, and it should be "
            f"{_names(right.key)}.",
            "wrong_primary_key",
            _names(right.key),
            _names(got.key),
        )


def _column_names(asked: Asked, right: Shape, got: Shape) -> Flaws:
    for key, wanted in right.columns.items():
        if key in got.columns:
            continue
        if wanted.target is not None and asked.has_relationships:
            message = f"{got.name} has no column {key} that refers to {wanted.target.owner}."
            yield Flaw(COLUMN, message, "missing_foreign_key")
        else:
            yield Flaw(COLUMN, f"{got.name} has no column {key}.", "missing_column")
    for key in got.columns:
        if key not in right.columns:
            message = f"{got.name} has a column {key} that nobody asked for."
            yield Flaw(COLUMN, message, "extra_column", got=key)


def _column(asked: Asked, owner: str, right: Facts, got: Facts) -> Flaws:
    is_asked = right.name != right.key or re.search(rf"\b{re.escape(right.name)}\b", asked.prompt)
    if right.name != got.name and is_asked:
        message = f"The column of {owner}.{got.key} is called {got.name}, not {right.name}."
        yield Flaw(NAMING, message, "wrong_name", right.name, got.name)
    yield from _type(asked, owner, right, got)
    yield from _nullability(owner, right, got)
    yield from _foreign_key(owner, right, got)
    if right.target and got.target and got.target.exists:
        yield from _ondelete(asked, owner, right, got)
    if right.server_default and not got.server_default:
        message = f"The database itself has no default for {got.key}: a plain INSERT gets none."
        yield Flaw(
            NULLS, message, "missing_default", look_at="A default in Python is not in the DDL."
        )
    if right.computed and not got.computed:
        yield Flaw(NULLS, f"The database does not compute {got.key}.", "not_computed")


def _type(asked: Asked, owner: str, right: Facts, got: Facts) -> Flaws:
    wanted, found = said_of_type(right.category), said_of_type(got.category)
    if right.category != got.category:
        message = f"{owner}.{got.key} holds {found}, and the prompt asks for {wanted}."
        yield Flaw(TYPE, message, "wrong_type", wanted, found, "Look at the annotation.")
    elif right.length is not None and right.length != got.length:
        length = "no limit" if got.length is None else f"{got.length} characters"
        message = f"{owner}.{got.key} should hold at most {right.length} characters."
        yield Flaw(TYPE, message, "wrong_length", f"{right.length} characters", length)
    elif any(right.digits) and right.digits != got.digits:
        message = f"{owner}.{got.key} should have {_digits(right.digits)}."
        yield Flaw(TYPE, message, "wrong_precision", _digits(right.digits), _digits(got.digits))
    elif right.category == "enum":
        yield from _stored(asked, owner, right, got)
    elif right.is_zoned and not got.is_zoned and _speaks_of_zones(asked.prompt):
        message = f"{owner}.{got.key} forgets the time zone: what is read back has none."
        yield Flaw(TYPE, message, "naive_datetime", "with a time zone", "without one")


def _stored(asked: Asked, owner: str, right: Facts, got: Facts) -> Flaws:
    wanted, found = sorted(right.stored), sorted(got.stored)
    if wanted == found:
        return
    is_visible = all(text in asked.prompt for text in wanted)
    if not is_visible and sorted(map(str.lower, wanted)) == sorted(map(str.lower, found)):
        return
    message = f"{owner}.{got.key} is kept as {listed(found)}, and it should be {listed(wanted)}."
    look = "An enum is kept by the names of its members unless values_callable says otherwise."
    yield Flaw(TYPE, message, "wrong_enum_value", ", ".join(wanted), ", ".join(found), look)


def _speaks_of_zones(prompt: str) -> bool:
    return re.search(r"\b(zones?|UTC|aware|naive)\b", prompt, re.IGNORECASE) is not None


def _digits(digits: tuple[int | None, int | None]) -> str:
    return "any digits" if not any(digits) else f"{digits[0]} digits, {digits[1]} behind the point"


def _nullability(owner: str, right: Facts, got: Facts) -> Flaws:
    noun = owner.lower()
    wider = right if right.nullable else got
    if wider.category == "json" and not wider.optional:
        return  # None is kept as the null of JSON either way
    if right.nullable and not got.nullable and not got.primary:
        message = f"{got.key} may be missing, but {an(noun)} without {got.key} is refused."
        look = "A column may be NULL if its annotation allows None."
        yield Flaw(NULLS, message, "wrong_nullability", "NULL is allowed", "NOT NULL", look)
    elif got.nullable and not right.nullable and not right.primary:
        message = f"{got.key} must be there, but {an(noun)} whose {got.key} is NULL is kept."
        look = "A column may be NULL if its annotation allows None."
        yield Flaw(NULLS, message, "wrong_nullability", "NOT NULL", "NULL is allowed", look)


def _foreign_key(owner: str, right: Facts, got: Facts) -> Flaws:
    wanted, found = right.target, got.target
    if wanted is None and found is not None:
        message = f"{owner}.{got.key} refers to {found.owner}.{found.key}, which nobody asked for."
        yield Flaw(FOREIGN, message, "wrong_foreign_key")
    elif wanted is not None and found is None:
        message = (
            f"{owner}.{got.key} is a plain column: the database does not know that it refers to "
            f"{wanted.owner}."
        )
        yield Flaw(FOREIGN, message, "missing_foreign_key", f"a key to {wanted.owner}", "no key")
    elif wanted is not None and found is not None:
        expected, shown = f"{wanted.owner}.{wanted.key}", f"{found.owner}.{found.key}"
        look = "A foreign key is named by table and column, and a table is named in lower case."
        if not found.exists:
            message = f"{owner}.{got.key} refers to {shown}, and there is no such column."
            yield Flaw(FOREIGN, message, "wrong_foreign_key", expected, shown, look)
        elif (wanted.owner, wanted.key) != (found.owner, found.key):
            message = f"{owner}.{got.key} refers to {shown} instead of {expected}."
            yield Flaw(FOREIGN, message, "wrong_foreign_key", expected, shown)


def _ondelete(asked: Asked, owner: str, right: Facts, got: Facts) -> Flaws:
    assert right.target and got.target  # noqa: S101 - for mypy: the caller has seen both
    wanted, found = right.target.ondelete, got.target.ondelete
    is_same = DELETES.get(wanted, wanted) == DELETES.get(found, found)
    if wanted == found or (is_same and "RESTRICT" not in asked.prompt):
        return
    reference = (owner, right.key)
    if wanted is None and (
        (found == "CASCADE" and reference in asked.cascading)
        or (found == "SET NULL" and reference in asked.nulling)
    ):
        asked.notes.append(f"the database has a rule of its own for {owner}.{got.key} ({found}).")
        return
    parent = right.target.owner
    message = (
        f"When SQL deletes a row of {parent}, the database {DELETES.get(found, found)}; it "
        f"should be so that it {DELETES.get(wanted, wanted)}."
    )
    if is_same:
        message = f"The foreign key {owner}.{got.key} does not say {wanted}."
    expected, shown = (f"ON DELETE {each or 'not given'}" for each in (wanted, found))
    look = f"Look at the foreign key {owner}.{got.key}."
    yield Flaw(ONDELETE, message, "wrong_ondelete", expected, shown, look)


def _uniques(right: Shape, got: Shape) -> Flaws:
    wanted = {each for each in right.uniques if not right.key <= each}
    found = {each for each in got.uniques if not got.key <= each}
    for each in _sorted(wanted - found):
        names = _names(each)
        apart = all(frozenset([key]) in found for key in each) and len(each) > 1
        has_index = any(frozenset(index) == each for index in got.indexes)
        message = f"Two rows of {got.name} may have the same {names}: it is not unique."
        if has_index:
            message = f"{names} has an index in {got.name}, but two rows may have the same."
        if apart:
            message = f"{names} should be unique together, and in {got.name} each is so alone."
        yield Flaw(UNIQUE, message, "missing_unique", f"unique: {names}", _sets(found))
    for each in _sorted(found - wanted):
        if not any(other < each for other in wanted):
            names = _names(each)
            message = (
                f"No two rows of {got.name} may have the same {names}, which nobody asked for."
            )
            yield Flaw(UNIQUE + (1 if wanted - found else 0), message, "extra_unique", None, names)


def _indexes(asked: Asked, right: Shape, got: Shape) -> Flaws:
    leading = [*got.indexes, *[tuple(each) for each in [*got.uniques, got.key] if len(each) == 1]]
    for index in sorted(right.indexes):
        if any(each[: len(index)] == index for each in leading):
            continue
        if frozenset(index) in got.uniques:
            continue
        names = listed(index)
        message = (
            f"{names} has no index in {got.name}."
            if len(index) == 1
            else (f"{got.name} has no index over {names}, in this order.")
        )
        yield Flaw(INDEX, message, "missing_index", f"an index on {names}", "no index")
    for index in sorted(got.indexes - right.indexes):
        known = right.indexes
        if not any(each[: len(index)] == index or index[: len(each)] == each for each in known):
            asked.notes.append(f"{listed(index)} has an index that nobody asked for.")


def _names(keys: Iterable[str]) -> str:
    return listed(sorted(keys)) if keys else "nothing"


def _sets(sets: Iterable[Names]) -> str:
    return "; ".join(f"unique: {_names(each)}" for each in _sorted(sets)) or "nothing is unique"


def _sorted(sets: Iterable[Names]) -> list[Names]:
    return sorted(sets, key=sorted)
