"""Compare the schema that a migration leaves with what a right one leaves."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heroes.judge.migrate.checks import same_checks
from heroes.judge.migrate.difference import Difference
from heroes.judge.migrate.schema import Reference, Schema, Shape
from heroes.judge.migrate.ways import Phase


@dataclass(frozen=True)
class Asked:
    """What the prompt asks for in so many words, beside what every migration has to keep."""

    prompt: str
    start: Schema

    def has_column(self, table: str, column: str) -> bool:
        """Tell whether a column was there before."""
        return table in self.start.shapes and column in self.start.shapes[table].columns

    def length(self, wanted: int | None) -> bool:
        """Tell whether the prompt names a length."""
        return wanted is not None and bool(re.search(rf"\b{wanted}\b", self.prompt))

    @property
    def default(self) -> bool:
        """Tell whether the prompt wants a default that stays."""
        return bool(re.search(r"server[ _]default", self.prompt, re.IGNORECASE))


def compare_schemas(right: Schema, got: Schema, asked: Asked, way: Phase) -> Iterator[Difference]:
    """Yield where two schemas differ, the most important first; an index too many is no fault."""
    wanted, there = right.shapes, got.shapes
    lacking = [name for name in wanted if name not in there]
    left = [name for name in there if name not in wanted]
    if lacking or left:
        yield _table_names(lacking, left, asked, way)
    pairs = [(name, wanted[name], there[name]) for name in wanted if name in there]
    for look in (_column_names, _columns, _keys, _references, _uniques, _checks):
        for name, one, other in pairs:
            yield from look(name, one, other, asked, way)
    for name, one, other in pairs:
        yield from _indexes(name, one, other, way)


def _table_names(
    lacking: Sequence[str], left: Sequence[str], asked: Asked, way: Phase
) -> Difference:
    is_new = way == "upgrade" and all(name not in asked.start.shapes for name in left)
    if len(lacking) == len(left) == 1 and is_new:
        said = f"The table is called {left[0]}, and the prompt asks for {lacking[0]}."
        return Difference(said, "wrong_name", lacking[0], left[0])
    if lacking:
        return Difference(f"After {way} there is no table {lacking[0]}.", "wrong_schema")
    return Difference(f"After {way} there is still a table {left[0]}.", "wrong_schema")


def _column_names(
    name: str, one: Shape, other: Shape, asked: Asked, way: Phase
) -> Iterator[Difference]:
    lacking = [column for column in one.columns if column not in other.columns]
    left = [column for column in other.columns if column not in one.columns]
    if not lacking and not left:
        return
    is_new = not any(asked.has_column(name, column) for column in left)
    expected, got = ", ".join(one.columns), ", ".join(other.columns)
    if len(lacking) == len(left) == 1 and is_new and way == "upgrade":
        said = f"The column is called {name}.{left[0]}, and {name}.{lacking[0]} is asked for."
        yield Difference(said, "wrong_name", expected, got)
    elif lacking:
        said = f"After {way}, {name} has no column {lacking[0]}."
        yield Difference(said, "wrong_schema", expected, got)
    elif is_new and way == "upgrade":
        said = f"{name} has a column {left[0]} that nobody asked for."
        yield Difference(said, "wrong_schema", expected, got)
    else:
        said = f"After {way}, {name} still has the column {left[0]}."
        yield Difference(said, "wrong_schema", expected, got)


def _columns(name: str, one: Shape, other: Shape, asked: Asked, way: Phase) -> Iterator[Difference]:
    for column, wanted in one.columns.items():
        got = other.columns.get(column)
        if got is None:
            continue
        where = f"After {way}, {name}.{column}"
        if wanted.kind != got.kind:
            said = f"{where} holds {got.kind}, and it should hold {wanted.kind}."
            yield Difference(said, "wrong_type", wanted.text, got.text)
        if wanted.nullable != got.nullable:
            said = (
                "may be NULL, and it should not."
                if got.nullable
                else "may not be NULL, but it should."
            )
            yield Difference(f"{where} {said}", "wrong_nullability", wanted.text, got.text)
        if wanted.length != got.length and asked.length(wanted.length):
            said = f"{where} is not {wanted.length} characters long."
            yield Difference(
                said, "wrong_type", str(wanted.length), str(got.length or "any length")
            )
        if wanted.default and not got.default and asked.default:
            said = f"{where} has no default in the database."
            yield Difference(said, "missing_default", wanted.default, "no default")


def _keys(name: str, one: Shape, other: Shape, _asked: Asked, way: Phase) -> Iterator[Difference]:
    if one.key != other.key and set(one.key) != set(other.key):
        shown = [", ".join(each) or "none" for each in (one.key, other.key)]
        id_ = "wrong_schema" if other.key else "no_primary_key"
        yield Difference(f"After {way}, {name} has another primary key.", id_, *shown)


def _references(
    name: str, one: Shape, other: Shape, _asked: Asked, way: Phase
) -> Iterator[Difference]:
    lacking = sorted(one.references - other.references)
    left = sorted(other.references - one.references)
    if not lacking and not left:
        return
    expected = "; ".join(map(_said_of_reference, lacking)) or "no such foreign key"
    got = "; ".join(map(_said_of_reference, left)) or "no such foreign key"
    if not lacking:
        said = f"After {way}, {name} has a foreign key too many."
        yield Difference(said, "wrong_schema", expected, got)
    elif match := [each for each in left if each[0] == lacking[0][0]]:
        column = f"{name}.{', '.join(match[0][0])}"
        if match[0][:3] == lacking[0][:3]:
            said = f"After {way}, {column} does something else when its row is deleted."
            yield Difference(said, "wrong_ondelete", expected, got)
        else:
            said = f"After {way}, {column} refers to something else."
            yield Difference(said, "wrong_foreign_key", expected, got)
    else:
        said = f"After {way}, {name}.{', '.join(lacking[0][0])} is no foreign key."
        yield Difference(said, "missing_foreign_key", expected, got)


def _said_of_reference(reference: Reference) -> str:
    columns, table, targets, ondelete = reference
    more = "" if ondelete == "NO ACTION" else f", on delete {ondelete.lower()}"
    return f"{', '.join(columns)} -> {table}.{', '.join(targets)}{more}"


def _uniques(
    name: str, one: Shape, other: Shape, _asked: Asked, way: Phase
) -> Iterator[Difference]:
    mine, theirs = ({frozenset(each) for each in shape.uniques} for shape in (one, other))
    for columns in sorted(map(sorted, mine - theirs)):
        said = f"After {way}, {name} may hold the same {', '.join(columns)} twice."
        yield Difference(said, "missing_unique", "unique", "not unique")
    for columns in sorted(map(sorted, theirs - mine)):
        said = (
            f"After {way}, {name} refuses the same {', '.join(columns)} twice, and it should not."
        )
        yield Difference(said, "wrong_schema", "not unique", "unique")


def _checks(name: str, one: Shape, other: Shape, _asked: Asked, way: Phase) -> Iterator[Difference]:
    if same_checks(one, other):
        return
    expected, got = ("; ".join(shape.checks) or "no CHECK" for shape in (one, other))
    if not other.checks:
        yield Difference(f"After {way}, {name} has lost a CHECK.", "missing_check", expected, got)
    else:
        said = f"After {way}, the CHECK of {name} lets in other rows."
        id_ = "missing_check" if len(other.checks) < len(one.checks) else "wrong_schema"
        yield Difference(said, id_, expected, got)


def _indexes(name: str, one: Shape, other: Shape, way: Phase) -> Iterator[Difference]:
    for columns in sorted(one.indexes - other.indexes - other.uniques):
        said = f"After {way}, {name}.{', '.join(columns)} has no index."
        yield Difference(said, "missing_index", "an index", "no index")
    left = sorted(other.indexes - one.indexes - one.uniques) if way == "downgrade" else []
    for columns in left:
        said = f"After {way}, there is still an index on {name}.{', '.join(columns)}."
        yield Difference(said, "wrong_schema", "no index", "an index")
