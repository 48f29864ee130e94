"""Rules that try other values in the code of an answer, where values are written or compared."""

import ast
from collections.abc import Iterator
from typing import Any

from heroes.judge.rows import literals_of
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import first_fitting
from heroes.judge.rules.facts import Facts, facts_of
from heroes.judge.rules.source import Code, code_of_case

FOLDS = ("lower", "upper", "casefold")
Tried = Iterator[tuple[Finding, Any]]


def value_repaired(case: Case) -> Finding | None:
    """Find the one value that is written, and should be another."""
    code = code_of_case(case)
    if code is None or any(_has_other_rows(each) for each in facts_of(case)):
        return None
    return first_fitting(case, _other_values(case, code))


def _has_other_rows(facts: Facts) -> bool:
    """Tell whether there are rows too many or too few: no other value helps."""
    is_other = len(facts.added) != len(facts.to_add)
    return bool(is_other or facts.deleted_wrongly or facts.not_deleted)


def _other_values(case: Case, code: Code) -> Tried:
    literals = list(dict.fromkeys(literals_of(case.task.reference)))
    for node in ast.walk(code.node):
        for value in _written(node):
            message = f"{_said(node, value)} is not the value that is asked for."
            found = Finding(message, "wrong_new_value", "Compare each value with the prompt.")
            for new in _instead(value, literals):
                yield found, code.replaced(value, new)
        if isinstance(node, ast.AugAssign) and (other := _opposite(node.op)):
            message = f"{ast.unparse(node)} goes in the wrong direction."
            turned = ast.AugAssign(node.target, other, node.value)
            yield Finding(message, "wrong_new_value"), code.replaced(node, turned)


def _written(node: ast.AST) -> list[ast.expr]:
    """Return what a node sets: an attribute, a named argument, an entry of a dictionary."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
        return [node.value]
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute):
        return [node.value]
    if isinstance(node, ast.keyword) and node.arg:
        return [node.value]
    return node.values if isinstance(node, ast.Dict) else []


def _instead(value: ast.expr, literals: list[Any]) -> Iterator[ast.expr]:
    if isinstance(value, ast.Constant):
        yield from (ast.Constant(each) for each in literals if each != value.value)
    if isinstance(value, ast.BinOp):
        if other := _opposite(value.op):
            yield ast.BinOp(value.left, other, value.right)
        for new in _instead(value.right, literals):
            yield ast.BinOp(value.left, value.op, new)


def _opposite(operator: ast.operator) -> ast.operator | None:
    if isinstance(operator, ast.Add):
        return ast.Sub()
    return ast.Add() if isinstance(operator, ast.Sub) else None


def _said(node: ast.AST, value: ast.expr) -> str:
    text = ast.unparse(value if isinstance(node, ast.Dict) else node)
    return text if len(text) <= 70 else f"{text[:67]}..."


def folded(case: Case) -> Finding | None:
    """Find a comparison in which upper and lower case letters are made equal."""
    code = code_of_case(case)
    return None if code is None else first_fitting(case, _unfolded(case, code))


def _unfolded(case: Case, code: Code) -> Tried:
    texts = [each for each in literals_of(case.task.reference) if isinstance(each, str)]
    for node in ast.walk(code.node):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        inner, text = _folded(node.left), node.comparators[0]
        if inner is None or not isinstance(text, ast.Constant):
            continue
        for other in (each for each in texts if each.lower() == str(text.value).lower()):
            new = ast.Compare(inner, node.ops, [ast.Constant(other)])
            message = f"{ast.unparse(node)} makes upper and lower case letters equal."
            yield Finding(message, "case_sensitivity"), code.replaced(node, new)


def _folded(node: ast.expr) -> ast.expr | None:
    """Return what lower(), upper() or casefold() is called of."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr not in FOLDS:
        return None
    return node.args[0] if node.args else node.func.value
