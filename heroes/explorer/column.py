"""Write columns: the type that Python sees, and SQLAlchemy's own, as nodes of source."""

import datetime as dt
from collections.abc import Iterator
from copy import copy
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlacodegen.generators import SQLModelGenerator
from sqlalchemy import Column, Dialect, ForeignKey, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.types import TypeEngine

from heroes.explorer.layout import Call, Node, keyword, literal, parse

PYTHON: dict[type, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    bytes: "bytes",
    Decimal: "Decimal",
    UUID: "UUID",
    dt.datetime: "dt.datetime",
    dt.date: "dt.date",
    dt.time: "dt.time",
    dt.timedelta: "dt.timedelta",
}
UNKNOWN = "sa.types.NullType"
AS_WRITTEN = (  # PostgreSQL compares these with none of the types that the driver sends
    *(sa.REAL, sa.types.NullType, postgresql.MONEY),
    *(postgresql.TSQUERY, postgresql.TSVECTOR),
)


class TypeWriter(SQLModelGenerator):
    """Write types with sqlacodegen, each with its module before its name."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(MetaData(), MockConnection(dialect, lambda *_: None), ())  # type: ignore[arg-type]

    def write(self, kind: TypeEngine[Any]) -> str:
        """Return the expression that makes the type."""
        column = Table("t", MetaData(), Column("c", kind)).c.c
        return _module(kind) + self.render_column_type(column)

    def _render_column_type_value(self, value: Any) -> str:
        if isinstance(value, TypeEngine):
            return self.write(value)
        return super()._render_column_type_value(value).replace("text(", "sa.text(", 1)


def _module(kind: TypeEngine[Any]) -> str:
    name = type(kind).__name__
    if getattr(sa, name, None) is type(kind):
        return "sa."
    if isinstance(kind, sa.types.NullType):
        return "sa.types."
    dialects: dict[str, ModuleType] = {
        "mysql": mysql,
        "postgresql": postgresql,
        "sqlite": sqlite,
    }
    found = (key for key, module in dialects.items() if getattr(module, name, None) is type(kind))
    return f"{next(found)}."


def write_type(kind: TypeEngine[Any], dialect: Dialect, writer: TypeWriter) -> Node:
    """Return a type as source; what cannot be written becomes a type that changes nothing."""
    try:
        node = parse(writer.write(kind))
    except Exception:  # a type that its own constructor does not describe
        return UNKNOWN
    made = Call(node) if isinstance(node, str) else node
    if _may_not_fit(kind, dialect):
        return Call("AsStored", (made,))
    is_compared_as_text = dialect.name == "postgresql" and isinstance(kind, AS_WRITTEN)
    return Call("AsWritten", (made,)) if is_compared_as_text else node


def simplified(kind: TypeEngine[Any], writer: TypeWriter) -> TypeEngine[Any]:
    """Return the plainest type that means the same, floats as floats."""
    if isinstance(kind, postgresql.DOMAIN):
        return simplified(kind.data_type, writer)
    if isinstance(kind, sa.ARRAY):
        array = copy(kind)
        array.item_type = simplified(kind.item_type, writer)
        return array if _is_split(kind.item_type, array.item_type) else sa.types.NullType()
    if isinstance(kind, mysql.SET) and "" in kind.values:  # SQLAlchemy would ask for its bits
        return sa.String()
    if isinstance(kind, mysql.YEAR):  # SQLAlchemy warns where one is compared
        return sa.SmallInteger()
    if isinstance(kind, mysql.INTEGER | mysql.BIGINT) and not (kind.unsigned or kind.zerofill):
        return sa.Integer() if isinstance(kind, mysql.INTEGER) else sa.BigInteger()
    if isinstance(kind, sa.String) and not isinstance(kind.collation, str | None):
        return sa.String(kind.length)  # SQLite lets a length have two numbers
    if isinstance(kind, sa.String) and kind.collation == "default":  # as domains of PostgreSQL say
        plain = copy(kind)
        plain.collation = None
        return simplified(plain, writer)
    try:
        kind = writer.get_adapted_type(kind)
    except Exception:  # what cannot be compiled cannot be compared: it stays as it is
        return kind
    if isinstance(kind, sqlite.JSONB):  # it would ask SQLite to convert it, which may fail
        return sa.JSON()
    if isinstance(kind, sa.Float):
        kind.asdecimal = False
    return kind


def _is_split(item: TypeEngine[Any], plain: TypeEngine[Any]) -> bool:
    """Tell whether an array of such items comes as a list; else it is one text, as "{a,b}".

    The driver knows no arrays of domains, nor of citext; those of enums SQLAlchemy splits itself.
    """
    return isinstance(plain, sa.Enum) or not isinstance(item, postgresql.DOMAIN | postgresql.CITEXT)


def _may_not_fit(kind: TypeEngine[Any], dialect: Dialect) -> bool:
    """Tell whether reading a value that does not fit the type could fail, or change it."""
    if dialect.name == "sqlite":
        return kind.dialect_impl(dialect).result_processor(dialect, None) is not None or isinstance(
            kind, sa.LargeBinary
        )
    return dialect.name in ("mysql", "mariadb") and isinstance(
        kind, sa.Enum | sa.Time | sa.JSON | sa.Uuid | mysql.SET
    )


def annotation(kind: TypeEngine[Any]) -> str:
    """Return the type that Python sees, "Any" where only the value itself can tell."""
    if isinstance(kind, sa.ARRAY):
        depth = kind.dimensions or 1
        return "list[" * depth + annotation(kind.item_type) + "]" * depth
    if isinstance(kind, mysql.SET):
        return "set[str]"
    if isinstance(kind, sa.JSON | postgresql.HSTORE | sa.types.NullType):
        return "Any"
    try:
        python = kind.python_type
    except NotImplementedError:
        return "Any"
    return next((PYTHON[base] for base in python.__mro__ if base in PYTHON), "Any")


def write_column(column: Column[Any], kind: Node, references: list[ForeignKeyConstraint]) -> Node:
    """Return the call of `Column`, with its real name and what the database says of it."""
    arguments: list[Node] = [literal(column.name), kind]
    arguments += [write_foreign_key(key) for key in references]
    if isinstance(column.server_default, sa.Computed):
        arguments.append(_computed(column.server_default))
    elif isinstance(column.server_default, sa.Identity):
        arguments.append(Call("sa.Identity", tuple(_identity(column.server_default))))
    return Call("sa.Column", (*arguments, *_options(column)))


def _options(column: Column[Any]) -> Iterator[Node]:
    if column.primary_key:
        yield "primary_key=True"
    elif not column.nullable:
        yield "nullable=False"
    default = column.server_default
    if isinstance(default, sa.DefaultClause):
        if isinstance(default.arg, sa.TextClause):
            yield keyword("server_default", Call("sa.text", (literal(default.arg.text),)))
    elif default is not None and not isinstance(default, sa.Computed | sa.Identity):
        yield "server_default=sa.FetchedValue()"
    if column.comment:
        yield keyword("comment", literal(column.comment))


def _computed(computed: sa.Computed) -> Node:
    expression = getattr(computed.sqltext, "text", str(computed.sqltext))
    persisted = () if computed.persisted is None else (f"persisted={computed.persisted}",)
    return Call("sa.Computed", (literal(expression), *persisted))


def _identity(identity: sa.Identity) -> Iterator[Node]:
    names = "always start increment minvalue maxvalue nominvalue nomaxvalue cycle cache"
    for name in names.split():
        value = getattr(identity, name, None)
        if value:
            yield f"{name}={value if isinstance(value, bool) else int(value)}"


def write_foreign_key(key: ForeignKeyConstraint) -> Node:
    """Return the call of `ForeignKey` or, if it has several columns, of `ForeignKeyConstraint`."""
    options = [
        keyword(name, repr(value) if isinstance(value, bool) else literal(value))
        for name in ("ondelete", "onupdate", "deferrable", "initially", "match")
        if (value := getattr(key, name))
    ]
    targets = [_target(element) for element in key.elements]
    if len(targets) == 1:
        return Call("sa.ForeignKey", (targets[0], *options))
    names = Call("", tuple(map(literal, key.column_keys)), "[")
    return Call("sa.ForeignKeyConstraint", (names, Call("", tuple(targets), "["), *options))


def _target(element: ForeignKey) -> Node:
    column = element.column
    parts = [part for part in (column.table.schema, column.table.name, column.name) if part]
    if any("." in part for part in parts):  # only a tuple tells the dots apart
        return Call("", tuple(map(literal, parts)))
    return literal(".".join(parts))
