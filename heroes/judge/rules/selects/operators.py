"""Python's own operators on columns: `and`, `or`, `not`, `in`, `is` and chained comparisons.

Python decides them at once, and what the database gets is what is left of them. The answer runs
again with functions in their place, which see whether what they get is a column.
"""

import ast
import copy
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.orm import QueryableAttribute

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.source import code_of_case

PREFIX = "heroes_"
Seen = Callable[[str, str], None]  # a misconception, and the code it is in

WHY = {
    "python_and": "{} uses Python's and, which is decided before the database sees it.",
    "python_or": "{} uses Python's or, which is decided before the database sees it.",
    "python_not": "{} uses Python's not, which is decided before the database sees it.",
    "python_in": "{} uses Python's in, which is decided before the database sees it.",
    "is_none": "{} asks Python whether the column object is None: it never is.",
    "chained_comparison": "{} compares twice, and Python joins both comparisons by its own and.",
    "precedence": "In {} & and | bind closer than the comparisons: put each in parentheses.",
}
LOOK = {
    "python_and": "and_(...), &, or two conditions in where(...) become AND.",
    "python_or": "or_(...) or | become OR.",
    "python_not": "not_(...), ~ or the opposite operator reach the database.",
    "python_in": "Columns have a method for it: in_(...).",
    "is_none": "Columns have methods for it: is_(None) and is_not(None).",
    "chained_comparison": "Write two conditions, or between(...).",
    "precedence": "Python reads 1 & x > 2 as (1 & x) > 2.",
}


def python_operators(case: Case) -> Finding | None:
    """Find the first of Python's own operators that is used on a column."""
    code = code_of_case(case)
    if code is None:
        return None
    found: list[tuple[str, str]] = []
    watched = _Watching().visit(copy.deepcopy(code.node))
    answer = code.made(watched, _helpers(lambda *seen: found.append(seen)))
    if answer is not None:
        case.run(answer, case.trial.world)
    if not found and answer is not None and not case.trial.world.size:
        case.run(answer, case.plan.builder.fixed[0])
    if not found:
        return None
    misconception, text = found[0]
    return Finding(WHY[misconception].format(text), misconception, LOOK[misconception])


class _Watching(ast.NodeTransformer):
    """Put a call of a helper in the place of each operator; the first argument is its text."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        text = _said(node)
        self.generic_visit(node)
        name = "and" if isinstance(node.op, ast.And) else "or"
        return _call(name, text, [_later(value) for value in node.values])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        text = _said(node)
        self.generic_visit(node)
        return _call("not", text, [node.operand]) if isinstance(node.op, ast.Not) else node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        text = _said(node)
        between = node.comparators[:-1]
        bits = [each for each in between if _is_bit(each)]
        self.generic_visit(node)
        if len(node.ops) > 1:
            pairs = zip([node.left, *node.comparators], node.ops, node.comparators, strict=False)
            parts = [_later(ast.Compare(left, [op], [right])) for left, op, right in pairs]
            return _call("mixed" if bits else "chain", text, parts)
        operator, right = node.ops[0], node.comparators[0]
        if isinstance(operator, ast.In | ast.NotIn):
            return _call("in", text, [node.left, right, ast.Constant(_is_not(operator))])
        if isinstance(operator, ast.Is | ast.IsNot):
            return _call("is", text, [node.left, right, ast.Constant(_is_not(operator))])
        return node


def _is_not(operator: ast.cmpop) -> bool:
    return isinstance(operator, ast.NotIn | ast.IsNot)


def _is_bit(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr)


def _said(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 70 else f"{text[:67]}..."


def _call(name: str, text: str, arguments: list[ast.expr]) -> ast.Call:
    function = ast.Name(f"{PREFIX}{name}", ast.Load())
    return ast.Call(function, [ast.Constant(text), *arguments], [])


def _later(value: ast.expr) -> ast.expr:
    """Return a function of nothing that gives the value, unless it binds or awaits something."""
    if any(isinstance(each, ast.NamedExpr | ast.Await | ast.Yield) for each in ast.walk(value)):
        return ast.Tuple([value], ast.Load())
    empty = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(empty, value)


def _value(later: Any) -> Any:
    return later[0] if isinstance(later, tuple) else later()


def _is_column(value: Any) -> bool:
    return isinstance(value, ColumnElement | QueryableAttribute)


def _helpers(seen: Seen) -> dict[str, Any]:
    """Return what stands for the operators: on columns SQL's own, and else Python's."""

    def connected(misconception: str, connect: Any, is_and: bool) -> Any:
        def decide(text: str, *parts: Any) -> Any:
            value = _value(parts[0])
            for number, part in enumerate(parts[1:]):
                if _is_column(value):
                    seen(misconception, text)
                    return connect(value, *map(_value, parts[number + 1 :]))
                if bool(value) is not is_and:
                    return value
                value = _value(part)
            return value

        return decide

    def mixed(text: str, *parts: Any) -> Any:
        try:
            return connected("precedence", and_, True)(text, *parts)
        except TypeError:  # a value & a column
            seen("precedence", text)
            raise

    def negated(text: str, value: Any) -> Any:
        if _is_column(value):
            seen("python_not", text)
            return not_(value)
        return not value

    def within(text: str, value: Any, values: Any, negate: bool) -> Any:
        if _is_column(value) and not isinstance(values, str):
            seen("python_in", text)
            return value.not_in(values) if negate else value.in_(values)
        if _is_column(values):
            seen("python_in", text)
            return ~values.contains(value) if negate else values.contains(value)
        return value not in values if negate else value in values

    def identical(text: str, value: Any, other: Any, negate: bool) -> Any:
        if _is_column(value) and other is None:
            seen("is_none", text)
            return value.is_not(None) if negate else value.is_(None)
        return value is not other if negate else value is other

    return {
        f"{PREFIX}and": connected("python_and", and_, True),
        f"{PREFIX}or": connected("python_or", or_, False),
        f"{PREFIX}chain": connected("chained_comparison", and_, True),
        f"{PREFIX}mixed": mixed,
        f"{PREFIX}not": negated,
        f"{PREFIX}in": within,
        f"{PREFIX}is": identical,
    }
