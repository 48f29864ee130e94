"""Answers that differ from a learner's in one place of their code: what was meant, perhaps.

Each is to be tried: only if it is right on all worlds, that place was the mistake.
"""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_

from heroes.judge.rules.changes.grouping import groupings
from heroes.judge.rules.selects.window_repairs import windowed
from heroes.judge.rules.source import Code, code_of

Edit = tuple[str, str, ast.AST]  # a misconception, a sentence, and what the node becomes


class Repair(NamedTuple):
    """Another answer, and the misconception behind the learner's own if that one is right."""

    misconception: str
    message: str
    answer: Callable[..., Any]


BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.Gt, ast.GtE),
    ast.LtE: (ast.GtE, ast.Gt),
    ast.Gt: (ast.Lt, ast.LtE),
    ast.GtE: (ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq, ast.Gt, ast.GtE, ast.Lt, ast.LtE),
    ast.NotEq: (ast.Eq, ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
PATTERNS = ("startswith", "endswith", "contains", "istartswith", "iendswith", "icontains")
LEAST = {"min": "max", "max": "min"}
MAX_REPAIRS = 120


def repairs_of(
    answer: Any, *, literals: Sequence[Any] = (), columns: Sequence[str] = ()
) -> Iterator[Repair]:
    """Yield answers that differ in one place from this one: a function, or its code.

    `literals` and `columns` are values and attributes that a right answer uses: where they are
    given, they are tried in place of the learner's own.
    """
    code = answer if isinstance(answer, Code) else code_of(answer)
    if code is None:
        return
    made = 0
    for node in ast.walk(code.node):
        for misconception, message, new in _edits(node, code, literals, columns):
            repaired = code.replaced(node, new, {"heroes_or": or_})
            if repaired is not None:
                made += 1
                yield Repair(misconception, message, repaired)
            if made >= MAX_REPAIRS:
                return


def _edits(
    node: ast.AST, code: Code, literals: Sequence[Any], columns: Sequence[str]
) -> Iterator[Edit]:
    if isinstance(node, ast.Compare) and not _is_of_while(node, code):
        yield from _compared(node, literals)
    if isinstance(node, ast.BoolOp | ast.BinOp):
        yield from _connected(node)
    if isinstance(node, ast.Call):
        yield from _called(node)
        yield from windowed(node, columns)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "wrong_operator", f"{_said(node)} is the opposite of what is asked.", node.operand
    tests = node.ifs if isinstance(node, ast.comprehension) else [getattr(node, "test", None)]
    if isinstance(node, ast.comprehension | ast.If | ast.IfExp):
        yield from _turned(node, [each for each in tests if each is not None])
    if isinstance(node, ast.Constant):
        yield from _valued(node, literals)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr in columns:
        for other in (each for each in columns if each != node.attr):
            new = ast.Attribute(node.value, other, ast.Load())
            yield "wrong_column", f"{_said(node)} is not the column that is asked for.", new


def _is_of_while(node: ast.AST, code: Code) -> bool:
    """Tell whether a loop ends by this condition: changed, it might not."""
    loops = (each for each in ast.walk(code.node) if isinstance(each, ast.While))
    return any(node in list(ast.walk(loop.test)) for loop in loops)


def _turned(node: ast.AST, tests: list[ast.expr]) -> Iterator[Edit]:
    """Yield a condition that is no comparison, as `if hero.team`, turned round."""
    for index, test in enumerate(tests):
        if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            message = f"if {_said(test)} is the opposite of what is asked."
            new = copy.copy(node)
            turned: list[ast.expr] = [ast.UnaryOp(ast.Not(), test)]
            if isinstance(new, ast.comprehension):
                new.ifs = tests[:index] + turned + tests[index + 1 :]
            elif isinstance(new, ast.If | ast.IfExp):
                new.test = turned[0]
            yield "wrong_operator", message, new


def _compared(node: ast.Compare, literals: Sequence[Any]) -> Iterator[Edit]:
    for index, operator in enumerate(node.ops):
        if (other := BOUNDARY.get(type(operator))) is not None:
            exactly = ast.unparse(node.comparators[index])
            verb = "lets in" if isinstance(operator, ast.LtE | ast.GtE) else "leaves out"
            message = f"{_said(node)} {verb} those that are exactly {exactly}."
            if literals and not _is_among(node, index, literals):
                value = f"{exactly} is not the value that the prompt asks for."
                yield "wrong_value", value, _with_operator(node, index, other)
            else:
                yield "boundary", message, _with_operator(node, index, other)
    for index, operator in enumerate(node.ops):
        for kind in OTHERS.get(type(operator), ()):
            message = f"{_said(node)} does not ask what the prompt asks."
            yield "wrong_operator", message, _with_operator(node, index, kind)


def _is_among(node: ast.Compare, index: int, literals: Sequence[Any]) -> bool:
    """Tell whether what is compared is no number, or one that a right answer uses."""
    sides = [node.left, node.comparators[0], node.comparators[index]]
    values = [each.value for each in sides if isinstance(each, ast.Constant)]
    return all(value in literals for value in values)


def _with_operator(node: ast.Compare, index: int, kind: type[ast.cmpop]) -> ast.Compare:
    ops = [kind() if i == index else each for i, each in enumerate(node.ops)]
    return ast.Compare(node.left, ops, node.comparators)


def _connected(node: ast.BoolOp | ast.BinOp) -> Iterator[Edit]:
    """Yield `or` for `and` and the other way round, and the same operators in other groups."""
    if isinstance(node, ast.BoolOp):
        is_and = isinstance(node.op, ast.And)
        if not isinstance(node.values[-1], ast.Constant):  # a value in the place of another
            yield (*_and_or(node, is_and=is_and), ast.BoolOp(_bool(not is_and), node.values))
    elif isinstance(node.op, ast.BitAnd | ast.BitOr):
        is_and = isinstance(node.op, ast.BitAnd)
        yield (*_and_or(node, is_and=is_and), ast.BinOp(node.left, _bit(not is_and), node.right))
    else:
        return
    leaves, operators = _flat(node, type(node))
    message = f"{_said(node)} is grouped in another way than you mean: and binds closer than or."
    if len(set(operators)) > 1:
        for new in groupings(leaves, operators, _joiner(node)):
            if ast.dump(new) != ast.dump(node):
                yield "precedence", message, new


def _and_or(node: ast.AST, *, is_and: bool) -> tuple[str, str]:
    if is_and:
        return "and_for_or", f"{_said(node)} asks for both at once; one of them is enough."
    return "or_for_and", f"{_said(node)} is content with one of them; both are asked for."


def _bool(is_and: bool) -> ast.boolop:
    return ast.And() if is_and else ast.Or()


def _bit(is_and: bool) -> ast.operator:
    return ast.BitAnd() if is_and else ast.BitOr()


def _flat(node: ast.AST, kind: type[ast.AST]) -> tuple[list[ast.AST], list[bool]]:
    """Return what `and` and `or` connect, from left to right, and whether by `and`."""
    if not isinstance(node, kind) or not isinstance(node, ast.BoolOp | ast.BinOp):
        return [node], []
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitAnd | ast.BitOr):
        return [node], []
    parts = node.values if isinstance(node, ast.BoolOp) else [node.left, node.right]
    leaves: list[ast.AST] = []
    operators: list[bool] = []
    for part in parts:
        more, between = _flat(part, kind)
        operators += [isinstance(node.op, ast.And | ast.BitAnd)] * bool(leaves) + between
        leaves += more
    return leaves, operators


def _joiner(node: ast.BoolOp | ast.BinOp) -> Callable[[bool, Any, Any], Any]:
    if isinstance(node, ast.BoolOp):
        return lambda is_and, left, right: ast.BoolOp(_bool(is_and), [left, right])
    return lambda is_and, left, right: ast.BinOp(left, _bit(is_and), right)


def _called(node: ast.Call) -> Iterator[Edit]:
    name = _name(node.func)
    swaps = {"and_": "or_", "or_": "and_", "all": "any", "any": "all"}
    is_plain = isinstance(node.func, ast.Name) or name.endswith("_")
    if name in swaps and node.args and is_plain:
        new = ast.Call(_renamed(node.func, swaps[name]), node.args, node.keywords)
        yield (*_and_or(node, is_and=name in ("and_", "all")), new)
    if name in ("where", "filter") and len(node.args) > 1:
        either = ast.Call(ast.Name("heroes_or", ast.Load()), node.args, [])
        both = "several conditions in one where are all asked for; one of them is enough."
        yield "and_for_or", f"In {_said(node)} {both}", ast.Call(node.func, [either], [])
    if name in LEAST:
        message = f"{_said(node)} is not what the prompt asks for."
        new = ast.Call(_renamed(node.func, LEAST[name]), node.args, node.keywords)
        yield "wrong_aggregate", message, new
    if name == "not_" and len(node.args) == 1:
        yield "wrong_operator", f"{_said(node)} is the opposite of what is asked.", node.args[0]
    if name in PATTERNS and isinstance(node.func, ast.Attribute):
        for other in (each for each in PATTERNS if each != name):
            is_case = other.lstrip("i") == name.lstrip("i")
            new = ast.Call(_renamed(node.func, other), node.args, node.keywords)
            yield (*_pattern(node, is_case=is_case), new)
    if name in ("lower", "upper", "casefold") and isinstance(node.func, ast.Attribute):
        message = f"{_said(node)} makes upper and lower case letters equal."
        yield "case_sensitivity", message, node.func.value
    if name in ("set", "frozenset") and len(node.args) == 1:
        message = f"{_said(node)} keeps one of several equal rows."
        yield "distinct_hides_rows", message, _call("list", node.args[0])
    if name == "sorted":
        yield from _sorted(node)


def _pattern(node: ast.AST, *, is_case: bool) -> tuple[str, str]:
    if is_case:
        return "case_sensitivity", f"{_said(node)} treats upper and lower case in another way."
    return "wrong_pattern", f"{_said(node)} looks in another place of the text."


def _sorted(node: ast.Call) -> Iterator[Edit]:
    kept = [each for each in node.keywords if each.arg != "reverse"]
    was = len(kept) < len(node.keywords)
    keywords = kept if was else [*kept, ast.keyword("reverse", ast.Constant(True))]
    message = f"{_said(node)} sorts in the opposite direction."
    yield "wrong_direction", message, ast.Call(node.func, node.args, keywords)


def _valued(node: ast.Constant, literals: Sequence[Any]) -> Iterator[Edit]:
    if node.value is None or isinstance(node.value, bool):
        return
    for other in literals:
        if type(other) is type(node.value) and other != node.value:
            message = f"{node.value!r} is not the value that the prompt asks for."
            yield "wrong_value", message, ast.Constant(other)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _renamed(node: ast.expr, name: str) -> ast.expr:
    if isinstance(node, ast.Attribute):
        return ast.Attribute(node.value, name, ast.Load())
    return ast.Name(name, ast.Load())


def _call(name: str, argument: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [argument], [])


def _said(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 70 else f"{text[:67]}..."
