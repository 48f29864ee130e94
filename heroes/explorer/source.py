"""Write a schema as a module of typed SQLModel classes, which needs nothing of heroes."""

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint
from sqlalchemy.types import TypeEngine

from heroes.explorer import naming
from heroes.explorer.column import (
    UNKNOWN,
    TypeWriter,
    annotation,
    simplified,
    write_column,
    write_foreign_key,
    write_type,
)
from heroes.explorer.layout import (
    Call,
    Node,
    entry,
    flat,
    keyword,
    lay_out,
    lay_out_attribute,
    literal,
)
from heroes.explorer.linking import Link, Linker, find_link_tables, find_references
from heroes.explorer.reflect import LIKE, UNFIT, Schema
from heroes.explorer.template import BASE, HELPERS, IMPORTS


def write_source(schema: Schema) -> str:
    """Return the module: a class for each table and view, with the relationships among them."""
    parts = "\n\n\n".join([BASE.rstrip(), *Module(schema).classes()])
    used = _names(parts)
    needed = [text.rstrip() for name, text in HELPERS.items() if name in used]
    used = used.union(*map(_names, needed))
    body = "\n\n\n".join([*needed, parts])
    head = '"""Models of a database as SQLModel classes, written by heroes."""'
    between = "\n\n\n" if body.startswith("class") else "\n\n"
    return f"{head}\n\n{_imports(used)}{between}{body}\n"


def _names(code: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


def _imports(used: set[str]) -> str:
    lines = []
    for start, names in IMPORTS:
        wanted = ", ".join(name for name in names if name in used)
        if wanted or not names:
            lines.append(f"{start} {wanted}" if start.endswith("import") else start)
    return "\n".join(lines)


class Module:
    """The names of all classes and attributes, and the text of the classes."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.tables = dict(sorted(schema.metadata.tables.items()))
        self.writer = TypeWriter(schema.dialect)
        self.types: dict[tuple[type, str], tuple[str, Node]] = {}
        self.references = find_references(schema)
        self.through = find_link_tables(self.references)
        self.names = self._class_names()
        self.attributes = {key: self._attribute_names(key) for key in self.tables}

    def classes(self) -> Iterator[str]:
        """Yield the text of each class; those that link others come first."""
        for key in sorted(self.tables, key=lambda key: (key not in self.through, key)):
            yield "\n".join(self._class(self.tables[key]))

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """The relationships of each table."""
        return Linker(self.schema, self.names, self.attributes).link(self.references)

    def _class_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for key, table in self.tables.items():
            names[key] = naming.class_name(table.name, table.schema, set(names.values()))
        return names

    def _attribute_names(self, key: str) -> dict[str, str]:
        """Name the columns of a table; those that may keep their own name choose first."""
        columns = [*self.tables[key].columns.keys()]
        columns += [name for name in self.schema.key(self.tables[key]) if name not in columns]
        names: dict[str, str] = {}
        for name in sorted(columns, key=lambda name: not name.isidentifier()):
            names[name] = naming.attribute_name(name, {*names.values(), *self.near[key]})
        return {name: names[name] for name in columns}

    @cached_property
    def near(self) -> dict[str, set[str]]:
        """The classes that each class speaks of, whose names its attributes cannot have."""
        near: dict[str, set[str]] = {key: set() for key in self.tables}
        ends = [(r.source.key, r.target.key) for r in self.references]
        ends += [(one.target.key, other.target.key) for one, other in self.through.values()]
        for here, there in ends:
            near[here].add(self.names[there])
            near[there].add(self.names[here])
        return near

    def _class(self, table: Table) -> Iterator[str]:
        kind = "view" if table.key in self.schema.views else "table"
        yield f"class {self.names[table.key]}(Base, table=True):"
        yield f'    """A row of the {kind} {_shown(table.key)}."""'
        yield ""
        yield lay_out("__tablename__ = ", literal(table.name), 4)
        if arguments := tuple(self._table_arguments(table)):
            yield lay_out("__table_args__ = ", _plainest(arguments), 4)
        names = self.attributes[table.key]
        key = self.schema.key(table)
        if list(key) != [column.name for column in table.primary_key.columns]:
            listed = Call("", tuple(literal(names[name]) for name in key), "[")
            if len(key) == len(table.columns) and all(c.nullable for c in table.columns):
                yield "    # No key: equal rows are one object, a row of NULL alone is None."
            yield lay_out("__mapper_args__ = ", Call("", (entry("primary_key", listed),), "{"), 4)
        yield ""
        for name, attribute in names.items():
            yield self._attribute(table, name, attribute)
        if links := self.links[table.key]:
            yield ""
            yield from map(_relationship, links)

    def _attribute(self, table: Table, name: str, attribute: str) -> str:
        column = table.columns.get(name)
        if column is None:  # a row's number or place, which the database keeps beside the columns
            is_place = name == "ctid"
            python = "str" if is_place else "int"
            own: Node = Call("AsWritten", (Call(UNKNOWN),)) if is_place else "sa.Integer"
            made: Node = Call(
                "sa.Column", (literal(name), own, "unique=True", "nullable=False", "system=True")
            )
            return lay_out_attribute(attribute, f"{python} | None", _field(made, True), 4)
        python, kind = self._type(column.type)
        if isinstance(kind, Call) and kind.name == "AsStored":
            kind = Call(kind.name, (*kind.arguments, *self._moments(table, column)))
        if UNFIT in column.info:
            kind = Call("AsText", (Call(kind) if isinstance(kind, str) else kind,))
        if self._is_unhashable_key(table, column, python):
            kind = Call("AsKey", (Call(kind) if isinstance(kind, str) else kind,))
        single = [k for k in table.foreign_key_constraints if k.column_keys == [column.key]]
        made = write_column(column, kind, sorted(single, key=lambda k: k.referred_table.key))
        is_key = table.primary_key.columns.keys() == [column.key]
        is_number = is_key and isinstance(column.type, Integer)
        if (column.nullable or is_number) and python != "Any":
            python += " | None"
        has_default = column.nullable or is_number or column.server_default is not None
        return lay_out_attribute(attribute, python, _field(made, has_default), 4)

    def _type(self, kind: TypeEngine[Any]) -> tuple[str, Node]:
        """Return what Python sees, and the type's own node; types of one kind are written once."""
        key = type(kind), repr(kind)
        if key not in self.types:
            plain = simplified(kind, self.writer)
            self.types[key] = annotation(plain), write_type(plain, self.schema.dialect, self.writer)
        return self.types[key]

    def _moments(self, table: Table, column: Column[Any]) -> Iterator[Node]:
        """Yield how the moments of a column are written in SQLite, and whether it is a key."""
        if like := column.info.get(LIKE):
            yield keyword("like", literal(like))
        is_moment = isinstance(column.type, sa.Date | sa.DateTime | sa.Time)
        is_text = self.schema.dialect.name == "sqlite"
        if is_text and is_moment and column.name in self.schema.key(table):
            yield "exact=True"

    def _is_unhashable_key(self, table: Table, column: Column[Any], python: str) -> bool:
        is_key = column.name in self.schema.key(table)
        plain = self.schema.dialect.name == "sqlite" and not isinstance(column.type, sa.JSON)
        return is_key and not plain and python.startswith(("Any", "list", "set"))

    def _table_arguments(self, table: Table) -> Iterator[Node]:
        composite = [key for key in table.foreign_key_constraints if len(key.columns) > 1]
        yield from sorted(map(write_foreign_key, composite), key=flat)
        rules = [(c, node) for c in table.constraints if (node := _constraint(c))]
        yield from (node for _, node in sorted(rules, key=_rule_order))
        yield from map(_index, sorted(table.indexes, key=lambda index: str(index.name)))
        options = {"schema": table.schema, "comment": table.comment}
        entries = [entry(name, literal(value)) for name, value in options.items() if value]
        if entries:
            yield Call("", tuple(entries), "{")


def _rule_order(rule: tuple[sa.Constraint, Node]) -> tuple[str, str]:
    """Order rules by name and, where they have none, by text: a table has them in no order."""
    constraint, node = rule
    return str(constraint.name), flat(node)


def _constraint(constraint: sa.Constraint) -> Node | None:
    """Return a rule of a table as a node, None for keys, which are written elsewhere."""
    if isinstance(constraint, UniqueConstraint):
        names = tuple(literal(column.name) for column in constraint.columns)
        return Call("sa.UniqueConstraint", (*names, *_name(constraint)))
    if isinstance(constraint, sa.CheckConstraint):
        text = getattr(constraint.sqltext, "text", str(constraint.sqltext))
        return Call("sa.CheckConstraint", (literal(text), *_name(constraint)))
    return None


def _name(item: sa.Constraint | ForeignKeyConstraint) -> tuple[Node, ...]:
    return (keyword("name", literal(str(item.name))),) if item.name else ()


def _plainest(arguments: tuple[Node, ...]) -> Node:
    """Return a dictionary alone without the tuple around it."""
    first = arguments[0]
    if len(arguments) == 1 and isinstance(first, Call) and first.bracket == "{":
        return first
    return Call("", arguments)


def _index(index: Index) -> Node:
    parts: list[Node] = [literal(str(index.name))]
    for part in index.expressions:
        if isinstance(part, Column):
            parts.append(literal(part.name))
        else:
            parts.append(Call("sa.text", (literal(getattr(part, "text", str(part))),)))
    if index.unique:
        parts.append("unique=True")
    for dialect in ("sqlite", "postgresql"):
        where = index.dialect_options[dialect].get("where")
        if where is not None:
            text = Call("sa.text", (literal(getattr(where, "text", str(where))),))
            parts.append(keyword(f"{dialect}_where", text))
    return Call("sa.Index", tuple(parts))


def _field(column: Node, has_default: bool) -> Node:
    default: tuple[Node, ...] = ("default=None",) if has_default else ()
    return Call("Field", (*default, keyword("sa_column", column)))


def _relationship(link: Link) -> str:
    parts: list[Node] = []
    if link.back:
        parts.append(keyword("back_populates", literal(link.back)))
    if link.through:
        parts.append(keyword("link_model", link.through))
    if link.options:
        named = [(name, _option(value)) for name, value in link.options]
        parts.append(
            keyword("sa_relationship_kwargs", Call("", tuple(entry(*one) for one in named), "{"))
        )
    target = f'"{link.target}"'
    python = f"list[{target}]" if link.many else f"Optional[{target}]" if link.optional else target
    return lay_out_attribute(link.name, python, Call("Relationship", tuple(parts)), 4)


def _option(value: str) -> str:
    return value if value in ("True", "False") else literal(value)


def _shown(key: str) -> str:
    """Return a name for a docstring, which nothing in it can end."""
    kept = "".join(c if c.isprintable() and c not in '"\\' else " " for c in key)
    return " ".join(kept.split())[:60]
