"""Conditions as the Python that makes them: each is built anew, and compared with what ran."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Dialect,
    Exists,
    Float,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    Time,
    and_,
    cast,
    false,
    func,
    inspect,
    not_,
    or_,
    true,
    tuple_,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import elements, functions, operators
from sqlmodel import SQLModel, col

from heroes.explorer.layout import Call, Node, flat, literal
from heroes.explorer.literal import NoLiteralError, write_literal
from heroes.explorer.sent import as_text, is_same

INFIX: dict[Any, str] = {
    operators.eq: "==",
    operators.ne: "!=",
    operators.lt: "<",
    operators.le: "<=",
    operators.gt: ">",
    operators.ge: ">=",
    operators.add: "+",
    operators.concat_op: "+",
    operators.sub: "-",
    operators.mul: "*",
    operators.truediv: "/",
    operators.floordiv: "//",
    operators.mod: "%",
}
PYTHON = INFIX.keys() - {operators.concat_op}
METHODS: dict[Any, str] = {
    operators.in_op: "in_",
    operators.not_in_op: "not_in",
    operators.is_: "is_",
    operators.is_not: "is_not",
    operators.is_distinct_from: "is_distinct_from",
    operators.is_not_distinct_from: "is_not_distinct_from",
    operators.like_op: "like",
    operators.not_like_op: "not_like",
    operators.ilike_op: "ilike",
    operators.not_ilike_op: "not_ilike",
    operators.contains_op: "contains",
    operators.icontains_op: "icontains",
    operators.startswith_op: "startswith",
    operators.istartswith_op: "istartswith",
    operators.endswith_op: "endswith",
    operators.iendswith_op: "iendswith",
}
CAST = {
    repr(kind()): (kind.__name__, kind)
    for kind in (Boolean, Date, DateTime, Float, Integer, Numeric, String, Text, Time)
}


class UnwritableError(TypeError):
    """An expression that has no plain form in Python."""


@dataclass(frozen=True)
class Written:
    """An expression as source, and what that source makes."""

    node: Node
    made: Any
    is_infix: bool = False
    is_sql: bool = False  # a text(), which not_() does not take

    @property
    def operand(self) -> str:
        """Return the source as a part of a longer expression."""
        return f"({flat(self.node)})" if self.is_infix else flat(self.node)


@dataclass
class Writer:
    """Writes conditions, and remembers which names they need: of models, of libraries."""

    model: type[SQLModel]
    dialect: Dialect
    models: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def conditions(self, expressions: Sequence[Any]) -> tuple[Node, ...]:
        """Return the source of conditions; what has no plain form is written as its SQL."""
        against = operators.and_ if len(expressions) > 1 else None
        return tuple(self._part(each, against).node for each in expressions)

    def _part(self, expression: Any, against: Any = None) -> Written:
        """Return a part that is true or false, in plain form if it makes the same SQL.

        `against` is what joins it to others: SQL gets brackets where that needs them.
        """
        while isinstance(expression, elements.Grouping):  # SQLAlchemy adds it again
            expression = expression.element
        kept = set(self.models), set(self.names)
        try:
            written = self.write(expression)
            if is_same(written.made, expression, self.dialect):
                return written
        except (UnwritableError, NoLiteralError, SQLAlchemyError, TypeError, ValueError):
            pass  # whatever SQLAlchemy refuses to build anew is written as it was sent
        self.models, self.names = kept
        grouped = expression.self_group(against=against) if against else expression
        return Written(self._as_sql(grouped), expression, is_sql=True)

    def attribute(self, column: Any) -> Written:
        """Return the attribute of the model that holds a column."""
        entity = column._annotations.get("parententity")
        mappers = inspect(self.model).registry.mappers
        mapper = next((each for each in mappers if each.local_table is column.table), None)
        if mapper is None or (entity is not None and entity is not mapper):
            raise UnwritableError("The column is of no model.")
        name, plain = mapper.class_.__name__, column.table.columns[column.key]
        key = mapper.get_property_by_column(plain).key
        self.models.add(name)
        return Written(f"{name}.{key}", getattr(mapper.class_, key))

    def write(self, expression: Any) -> Written:
        """Return any expression as source. Raises UnwritableError where it has no plain form."""
        match expression:
            case elements.BindParameter():
                return self._literal(expression.effective_value)
            case elements.Null():
                return Written("None", None)
            case elements.True_():
                return self._call("true", true)
            case elements.False_():
                return self._call("false", false)
            case elements.Grouping():
                return self.write(expression.element)
            case elements.BooleanClauseList():
                return self._joined(expression)
            case elements.AsBoolean():
                inner = self.write(expression.element)
                is_true = expression.operator is operators.is_true
                return inner if is_true else self._call("not_", not_, inner)
            case elements.BinaryExpression():
                return self._binary(expression)
            case Exists():
                return self._related(expression)
            case elements.UnaryExpression():
                return self._unary(expression)
            case elements.Tuple():
                return self._call("tuple_", tuple_, *map(self.write, expression.clauses))
            case elements.Cast() if repr(expression.type) in CAST:
                name, kind = CAST[repr(expression.type)]
                self.names.add(name)
                return self._call("cast", cast, self.write(expression.clause), Written(name, kind))
            case functions.FunctionElement():
                return self._function(expression)
        if hasattr(expression, "table") and isinstance(expression.table, Table):
            return self.attribute(expression)
        raise UnwritableError(f"A {type(expression).__name__} has no plain form.")

    def _related(self, expression: Any) -> Written:
        """Return an EXISTS as `any()` or `has()` of the relationship that makes the same."""
        chosen = expression.element
        while not hasattr(chosen, "whereclause"):
            chosen = chosen.element
        clauses = list(getattr(chosen.whereclause, "clauses", [chosen.whereclause]))
        mapper = inspect(self.model)
        for relation in mapper.relationships:
            name = "any" if relation.uselist else "has"
            attribute = getattr(self.model, relation.key)
            for joined in range(1, len(clauses) + 1):
                rest = clauses[joined:]
                inner = [self.write(and_(*rest))] if rest else []
                made = getattr(attribute, name)(*(part.made for part in inner))
                if is_same(made, expression, self.dialect):
                    self.models.add(mapper.class_.__name__)
                    self.names.add("col")
                    start = f"col({mapper.class_.__name__}.{relation.key}).{name}"
                    return Written(Call(start, tuple(part.node for part in inner)), made)
        raise UnwritableError("The subquery is of no relationship.")

    def _literal(self, value: Any) -> Written:
        code, names = write_literal(value)
        self.names |= names
        return Written(code, value)

    def _call(self, name: str, make: Callable[..., Any], *parts: Written) -> Written:
        self.names.add(name.partition(".")[0])
        nodes = tuple(part.node for part in parts)
        return Written(Call(name, nodes), make(*(part.made for part in parts)))

    def _joined(self, expression: Any) -> Written:
        name, make = ("and_", and_) if expression.operator is operators.and_ else ("or_", or_)
        parts = (self._part(each, expression.operator) for each in expression.clauses)
        return self._call(name, make, *parts)

    def _unary(self, expression: Any) -> Written:
        if expression.operator is operators.inv:
            inner = self._part(expression.element)
            if inner.is_sql:
                raise UnwritableError("The opposite of SQL has no plain form.")
            return self._call("not_", not_, inner)
        inner = self.write(expression.element)
        if expression.operator is operators.neg:
            return Written(f"-{inner.operand}", -inner.made, is_infix=True)
        raise UnwritableError("Only NOT and minus have a plain form.")

    def _binary(self, expression: Any) -> Written:
        left = self.write(expression.left)
        if expression.operator in (operators.between_op, operators.not_between_op):
            ends = [self.write(end) for end in expression.right.clauses]
            written = self._method(left, "between", *ends)
            if expression.operator is operators.between_op:
                return written
            return self._call("not_", not_, written)
        right = self._right(expression.right)
        if sign := INFIX.get(expression.operator):
            make = expression.operator if expression.operator in PYTHON else operator.add
            code = f"{left.operand} {sign} {right.operand}"
            return Written(code, make(left.made, right.made), is_infix=True)
        if name := METHODS.get(expression.operator):
            escape = (expression.modifiers or {}).get("escape")
            return self._method(left, name, right, **({"escape": escape} if escape else {}))
        raise UnwritableError("The operator has no plain form.")

    def _right(self, expression: Any) -> Written:
        """Return the right side; of a tuple of values, as a plain tuple."""
        if not isinstance(expression, elements.Tuple):
            return self.write(expression)
        parts = [self.write(part) for part in expression.clauses]
        code = ", ".join(flat(part.node) for part in parts)
        return Written(f"({code})", tuple(part.made for part in parts))

    def _method(self, left: Written, name: str, *parts: Written, **options: str) -> Written:
        self.names.add("col")
        is_attribute = re.fullmatch(r"\w+\.\w+", flat(left.node))
        start = f"col({left.node})" if is_attribute else left.operand
        nodes = (*(part.node for part in parts), *(f"{k}={literal(v)}" for k, v in options.items()))
        owner = col(left.made) if is_attribute else left.made
        made = getattr(owner, name)(*(part.made for part in parts), **options)
        return Written(Call(f"{start}.{name}", nodes), made)

    def _function(self, expression: Any) -> Written:
        path = (*getattr(expression, "packagenames", ()), expression.name)
        if not all(part.isidentifier() for part in path):
            raise UnwritableError("A function with such a name has no plain form.")
        make: Any = func
        for part in path:
            make = getattr(make, part)
        return self._call(".".join(("func", *path)), make, *map(self.write, expression.clauses))

    def _as_sql(self, expression: Any) -> Node:
        """Return a condition as text() of its SQL, its values bound as the driver gets them."""
        sql, values = as_text(expression, inspect(self.model).local_table, self.dialect)
        self.names.add("text")
        written = Call("text", (literal(sql),))
        if not values:
            return written
        self.names |= {"bindparam", "NullType"}
        options = "unique=True", "type_=NullType()"
        binds = tuple(
            Call("bindparam", (literal(name), self._literal(value).node, *options))
            for name, value in values.items()
        )
        return Call(f"{flat(written)}.bindparams", binds)
