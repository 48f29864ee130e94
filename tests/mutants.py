"""Mutants of a right answer: the same code with one thing changed, as a mistake would."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from heroes.judge import Exercise
from heroes.judge.task import expression_of, source_of

CLAUSES = {
    "where", "filter", "order_by", "limit", "offset", "join", "outerjoin", "distinct", "group_by",
    "having", "filter_by", "desc", "asc", "nulls_last", "nulls_first", "add", "add_all", "flush",
    "commit", "refresh", "delete", "lower", "upper",
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
}
NAMES = {
    "and_": ["or_"], "or_": ["and_"], "is_": ["is_not"], "is_not": ["is_"], "in_": ["not_in"],
    "not_in": ["in_"], "like": ["ilike", "not_like"], "ilike": ["like"],
    "startswith": ["contains", "endswith"], "contains": ["startswith"], "endswith": ["contains"],
    "count": ["sum", "max"], "sum": ["count", "max"], "min": ["max"], "max": ["min"],
    "avg": ["sum"], "desc": ["asc"], "outerjoin": ["join"], "join": ["outerjoin"],
    "union": ["union_all"], "union_all": ["union"], "exists": [], "all": ["first"],
    "first": ["all"],
}  # fmt: skip
BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """What was changed, and the answer that came of it."""

    what: str
    answer: Any


def mutants_of(exercise: Exercise) -> Iterator[Mutant]:
    """Yield the mutants of an exercise's reference that can be built at all."""
    tree, is_function = _tree(exercise)
    before = ast.unparse(tree)
    seen = {before}
    for what, mutated in _mutations(tree):
        source = ast.unparse(ast.fix_missing_locations(mutated))
        if source in seen:
            continue
        seen.add(source)
        try:
            answer = _built(exercise, source, is_function=is_function)
        except Exception:
            continue
        yield Mutant(f"{what} in {_changed(before, source)}", answer)


def _tree(exercise: Exercise) -> tuple[ast.AST, bool]:
    reference = exercise.reference
    if hasattr(reference, "__code__") and reference.__name__ != "<lambda>":
        source = source_of(reference)
        assert source, exercise.id
        return ast.parse(source), True
    written = expression_of(exercise.origin, "reference")
    assert written, exercise.id
    return ast.parse(written.strip(), mode="eval"), False


def _built(exercise: Exercise, source: str, *, is_function: bool) -> Any:
    namespace = dict(exercise.origin.namespace)
    if not is_function:
        return eval(source, namespace)
    exec(source, namespace)
    return namespace[exercise.reference.__name__]


def _changed(before: str, after: str) -> str:
    """Return the first line that is not as it was."""
    for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
        if old != new:
            return new.strip()
    return "fewer lines"


def _mutations(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for index, node in enumerate(ast.walk(tree)):
        for what, new in _of_node(node):
            yield what, _with(tree, index, new)


def _with(tree: ast.AST, index: int, new: ast.AST | None) -> ast.AST:
    mutated = copy.deepcopy(tree)
    target = list(ast.walk(mutated))[index]

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is target else self.generic_visit(node)

    return Replace().visit(mutated)


def _of_node(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for operator in COMPARISONS.get(type(node.ops[0]), []):
            yield "operator", ast.Compare(node.left, [operator()], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        yield "operator", ast.BinOp(node.left, BINARY[type(node.op)](), node.right)
        yield "dropped side", node.left
        yield "dropped side", node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        yield "dropped not", node.operand
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        for name in NAMES[node.attr]:
            yield f"{node.attr} to {name}", ast.Attribute(node.value, name, node.ctx)
    elif isinstance(node, ast.Name) and node.id in NAMES:
        for name in NAMES[node.id]:
            yield f"{node.id} to {name}", ast.Name(name, node.ctx)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield from _of_column(node)
    elif isinstance(node, ast.Expr | ast.Assign) and not _is_text(node):
        yield "dropped line", ast.Pass()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "literal", ast.Constant(not value)
    elif isinstance(value, int):
        yield "literal", ast.Constant(value + 1)
        yield "literal", ast.Constant(value - 1)
    elif isinstance(value, str) and value:
        yield "literal", ast.Constant(value + "x")
        if value.swapcase() != value:
            yield "case", ast.Constant(value.swapcase())


def _of_call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in CLAUSES:
        yield f"dropped {function.attr}", function.value
    if len(node.args) > 1:
        for index in range(len(node.args)):
            rest = node.args[:index] + node.args[index + 1 :]
            yield "dropped argument", ast.Call(function, rest, node.keywords)
    for index in range(len(node.keywords)):
        rest = node.keywords[:index] + node.keywords[index + 1 :]
        yield "dropped keyword", ast.Call(function, node.args, rest)
    if isinstance(function, ast.Attribute) and function.attr == "where":
        for clause in ("distinct", "limit"):
            arguments: list[ast.expr] = [ast.Constant(1)] if clause == "limit" else []
            yield f"added {clause}", ast.Call(ast.Attribute(node, clause), arguments, [])


COLUMNS = {
    "name": "secret_name", "secret_name": "name", "age": "id", "team_id": "id", "id": "team_id",
    "headquarters": "name", "difficulty": "id", "hero_id": "mission_id", "mission_id": "hero_id",
}  # fmt: skip


def _of_column(node: ast.Attribute) -> Iterator[tuple[str, ast.AST]]:
    if node.attr in COLUMNS and node.value.id[:1].isupper():  # type: ignore[attr-defined]
        yield "column", ast.Attribute(node.value, COLUMNS[node.attr], node.ctx)
