"""Rules about rows that Python sorts and cuts off."""

import ast
import copy
from collections.abc import Iterator
from functools import partial
from typing import Any

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import first_fitting, right_selects
from heroes.judge.rules.changes.clauses import is_select, with_part
from heroes.judge.rules.changes.orders import ORDER
from heroes.judge.rules.changes.rewriting import rewriting
from heroes.judge.rules.source import Code, code_of_case

Cut = tuple[ast.expr, ast.expr, ast.expr | None, ast.expr | None]
LIMIT = "Your answer takes some of the rows first and sorts only those."
TIES = "Your answer sorts the rows, and leaves open in what order ties come."


def sorted_in_python(case: Case) -> Finding | None:
    """Return what is wrong where an ORDER BY as in a right answer is all that is missing.

    The rows are sorted in Python, then: too late, or without a key for ties.
    """
    code = code_of_case(case)
    if code is None or not _sorts(code.node):
        return None
    if any(_is_early(code.node, cut) for cut in _cuts(code.node)):
        return Finding(LIMIT, "limit_before_order")
    return Finding(TIES, "missing_tie_breaker")


def sorted_by_others(case: Case) -> Finding | None:
    """Find rows that Python sorts by something else than a right answer does in SQL."""
    code = code_of_case(case)
    if code is None or case.difference.kind not in ("order", "rows") or not _sorts(code.node):
        return None
    plain = code.made(_Unsorting().visit(copy.deepcopy(code.node)))
    orders = [getattr(right, ORDER) for right in right_selects(case) if getattr(right, ORDER)]
    rewrites = [partial(_ordered, order) for order in orders if plain is not None]
    finding = Finding("Your answer sorts the rows by something else.", "wrong_order_key")
    return first_fitting(case, ((finding, rewriting(plain, 0, each)) for each in rewrites))


def _ordered(order: Any, statement: Any) -> Any:
    return with_part(statement, **{ORDER: order}) if is_select(statement) else statement


class _Unsorting(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if _name(node) == "sorted" and node.args:
            return ast.Call(ast.Name("list", ast.Load()), node.args[:1], [])
        return ast.Constant(None) if _name(node) == "sort" else node


def _is_early(node: ast.AST, cut: Cut) -> bool:
    last = max(each.lineno for each in _sort_calls(node))
    is_late = any(_sort_calls(cut[1])) or cut[0].lineno > last
    return not is_late


def limited_before_sorted(case: Case) -> Finding | None:
    """Find rows that are cut off before they are sorted in Python."""
    code = code_of_case(case)
    if code is None or not _sorts(code.node):
        return None
    finding = Finding(LIMIT, "limit_before_order")
    late = (_cut_late(code, *cut) for cut in _cuts(code.node))
    return first_fitting(case, ((finding, answer) for answer in late if answer is not None))


def _sorts(node: ast.AST) -> bool:
    return any(True for _ in _sort_calls(node))


def _sort_calls(node: ast.AST) -> Iterator[ast.Call]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and _name(each) in ("sorted", "sort"):
            yield each


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _cuts(node: ast.AST) -> Iterator[Cut]:
    """Yield each slice and limit(...): it, what it is taken of, and from where to where."""
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Slice):
            yield each, each.value, each.slice.lower, each.slice.upper
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.args:
            inner = each.func.value
            offset = isinstance(inner, ast.Call) and _name(inner) == "offset"
            if each.func.attr == "limit" and isinstance(inner, ast.Call) and offset:
                start = inner.args[0]
                base = inner.func.value if isinstance(inner.func, ast.Attribute) else inner
                yield each, base, start, ast.BinOp(start, ast.Add(), each.args[0])
            elif each.func.attr == "limit":
                yield each, inner, None, each.args[0]


def _cut_late(
    code: Code, cut: ast.expr, of: ast.expr, lower: ast.expr | None, upper: ast.expr | None
) -> Any:
    """Return the answer with the rows cut off where they are returned."""
    memo: dict[int, Any] = {}
    node = copy.deepcopy(code.node, memo)
    for each in ast.walk(node):
        if isinstance(each, ast.Return) and each.value is not None:
            each.value = ast.Subscript(each.value, ast.Slice(lower, upper), ast.Load())
    uncut = Code(node, code.namespace, code.free, code.defaults)
    return uncut.replaced(memo[id(cut)], memo[id(of)])
