"""Fixes as expressions: the reader's own query where its text is known, and what it needs."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy
import sqlalchemy.orm
import sqlmodel
from sqlmodel import SQLModel

from heroes.glass.timeline import Statement

MAX_VALUES = 20  # that stand in a fix
EXECUTES = {"exec", "execute", "scalars", "scalar", "stream", "stream_scalars"}
GETS = {"get", "get_one"}
PLAIN = {"where", "order_by"}  # they choose and order whole rows, each for itself


@dataclass(frozen=True, slots=True)
class Finding:
    """Statements of one place that could be fewer or quicker; the message says what it does."""

    kind: str
    statements: Sequence[Statement]
    message: str
    fix: str | None = None
    attribute: str | None = None


def nouns(number: int, name: str) -> str:
    """Return a number of objects of a class: `4 teams`, `1 hero`, `2 hero mission links`."""
    noun = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    if number != 1:
        if re.search(r"[^aeiou]y$", noun):
            noun = noun[:-1] + "ie"
        elif re.search(r"(s|x|z|ch|sh|ero)$", noun):
            noun += "e"
        noun += "s"
    return f"{number:,} {noun}"


def own_select(source: str, entity: str) -> str | None:
    """Return the `select(...)` that a call executes, if it reads the same outside of its function.

    It must select the class of that name.
    """
    call = find_call(source, EXECUTES)
    first = _first(call.args[0]) if call else None
    if call is None or first is None or not _is_global(call.args[0]):
        return None
    if not any(isinstance(each, ast.Name) and each.id == entity for each in first.args):
        return None
    text = ast.get_source_segment(f"({source})", call.args[0]) or ""
    return ast.unparse(call.args[0]) if "\n" in text else text


def in_select(source: str, column: str, values: Collection[Any]) -> str | None:
    """Return one select for all the values that a call was repeated with, or None if unsure.

    `column` is the one that the statement compares.
    """
    if len(values) > MAX_VALUES or not all(type(value) in (int, str) for value in values):
        return None
    if call := find_call(source, GETS):
        name = ast.unparse(call.args[0])
        known = models(name)
        if not known or not all(column in model.model_fields for model in known):
            return None
        return f"select({name}).where({name}.{column}.in_({list(values)!r}))"
    call = find_call(source, EXECUTES)
    return _with_in(call.args[0], list(values)) if call else None


def join_select(source: str, left: str, right: str) -> str | None:
    """Return the select of a call with the one condition that joins two tables, if there is one."""
    call = find_call(source, EXECUTES)
    if call is None or _first(call.args[0]) is None or not _is_global(call.args[0]):
        return None
    names = {each.id for each in ast.walk(call.args[0]) if isinstance(each, ast.Name)}
    used = [model for name in sorted(names) for model in models(name)]
    conditions = {
        condition
        for one in used
        for other in used
        if {one.__tablename__, other.__tablename__} == {left, right}
        for condition in _conditions(one, other)
    }
    return (
        f"{ast.unparse(call.args[0])}.where({conditions.pop()})" if len(conditions) == 1 else None
    )


def find_call(source: str, methods: Collection[str]) -> ast.Call | None:
    """Return the call of one of these methods with an argument, as in `session.exec(query)`."""
    try:
        tree = ast.parse(f"({source})", mode="eval")
    except (SyntaxError, ValueError):
        return None
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call) and each.args)
    return next((each for each in calls if _method(each) in methods), None)


def models(name: str) -> list[type[SQLModel]]:
    """Return the table models of that name; a notebook may have defined several."""
    return [
        each for each in _subclasses(SQLModel) if each.__name__ == name and _table(each) is not None
    ]


def is_chain(table: str, column: str) -> bool:
    """Return whether a column leads from row to row of its own table, as far as models tell."""
    return any(
        column in (each.name, target)
        for model in _subclasses(SQLModel)
        if _table(model) is not None and model.__tablename__ == table
        for each in _table(model).columns
        for owner, target in _targets(each)
        if owner == table
    )


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _subclasses(model: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for each in model.__subclasses__():
        yield each
        yield from _subclasses(each)


def _table(model: type[SQLModel]) -> Any:
    return vars(model).get("__table__")


def _targets(column: Any) -> Iterator[tuple[str, str]]:
    for key in column.foreign_keys:
        table, _, target = key.target_fullname.rpartition(".")
        yield table, target


def _conditions(one: type[SQLModel], other: type[SQLModel]) -> Iterator[str]:
    """Yield the comparison for each foreign key from one model to the other."""
    for column in _table(one).columns:
        for table, target in _targets(column):
            if table == other.__tablename__ and column.name in one.model_fields:
                yield f"{one.__name__}.{column.name} == {other.__name__}.{target}"


def _first(select: ast.expr) -> ast.Call | None:
    """Return the call of `select` that a chain of methods begins with."""
    while isinstance(select, ast.Call) and isinstance(select.func, ast.Attribute):
        select = select.func.value
    is_select = isinstance(select, ast.Call) and ast.unparse(select.func) == "select"
    return select if isinstance(select, ast.Call) and is_select else None


def _is_global(node: ast.expr) -> bool:
    """Return whether there are classes, constants and SQLAlchemy's functions alone in it."""
    called = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    libraries = sqlmodel, sqlalchemy, sqlalchemy.orm
    return all(
        each.id[0].isupper()
        or each.id == "func"
        or (id(each) in called and any(hasattr(library, each.id) for library in libraries))
        for each in ast.walk(node)
        if isinstance(each, ast.Name)
    )


def _with_in(select: ast.expr, values: list[Any]) -> str | None:
    """Return a select of whole objects with `in_` in place of its only comparison."""
    first = _first(select)
    if first is None or not all(isinstance(each, ast.Name) for each in first.args):
        return None
    found = [each for each in ast.walk(select) if isinstance(each, ast.Compare)]
    calls = [each for each in ast.walk(select) if isinstance(each, ast.Call)]
    methods = [each for each in calls if isinstance(each.func, ast.Attribute)]
    where = next((each for each in methods if found and found[0] in each.args), None)
    if len(found) != 1 or where is None or not isinstance(found[0].ops[0], ast.Eq):
        return None
    if not {ast.unparse(each.func).rpartition(".")[2] for each in methods} <= PLAIN:
        return None
    left = found[0].left
    if not isinstance(left, ast.Attribute | ast.Call):
        return None
    choice = ast.parse(f"{ast.unparse(left)}.in_({values!r})", mode="eval").body
    where.args[where.args.index(found[0])] = choice
    return ast.unparse(select) if _is_global(select) else None
