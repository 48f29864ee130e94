"""Rules about the form of a result: nothing, one or many, printed, or not executed at all."""

import ast
from collections.abc import Iterator
from typing import Any

from heroes.judge.result import Opaque, Result
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import first_fitting
from heroes.judge.rules.source import Code, code_of_case

ONE = ("first", "one", "one_or_none", "fetchone", "scalar", "scalar_one", "scalar_one_or_none")


def not_executed(case: Case) -> Finding | None:
    """Find a method that is named and not called, and SQL that is given as text."""
    result = case.ran.result
    cells = result.rows[0] if result and len(result.rows) == 1 else ()
    if len(cells) != 1 or result is None or result.shape != "one":
        return None
    kind = cells[0].kind if isinstance(cells[0], Opaque) else ""
    if kind in ("method", "function", "builtin_function_or_method"):
        return Finding("Your answer gives a method and not its result: call it, with ().", NOT)
    if kind == "statement":
        return Finding("Your function gives a statement and no rows: execute it first.", NOT)
    if isinstance(cells[0], str) and cells[0].lstrip().upper().startswith("SELECT "):
        return Finding("Your answer gives SQL as text: nobody executes it.", NOT)
    return None


NOT = "not_executed"


def nothing_returned(case: Case) -> Finding | None:
    """Find an answer that ends without a return, and one that prints what it should return."""
    if case.ran.error is not None or case.ran.result is None or case.ran.result.shape != "none":
        return None
    code = code_of_case(case)
    if code is None or isinstance(case.trial.right.ran.result, type(None)):
        return None
    returns = [node for node in _own(code.node) if isinstance(node, ast.Return)]
    if any(node.value is not None and not _is_none(node.value) for node in returns):
        return _printed_in_return(returns)
    if _prints(code.node):
        return Finding("Your function prints the rows and returns None.", "prints_for_return")
    return Finding("Your function has no return: it gives None.", "forgot_return")


def _printed_in_return(returns: list[ast.Return]) -> Finding | None:
    if any(isinstance(node.value, ast.Call) and _name(node.value) == "print" for node in returns):
        return Finding("print(...) gives None, and that is returned.", "prints_for_return")
    return None


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function without those of the functions in it."""
    for each in ast.iter_child_nodes(node):
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield each
            yield from _own(each)


def _prints(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) and _name(each) == "print" for each in _own(node))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def one_or_many(case: Case) -> Finding | None:
    """Find an answer that gives one row where several are asked for, or the other way round."""
    difference = case.difference
    wanted, got = case.trial.right.ran.result, case.ran.result
    if case.ran.error is not None or wanted is None or got is None:
        return None
    if difference.kind == "shape":
        return _of_shapes(case, wanted, got)
    if not wanted.executed and got.shape != "rows" and _asks_for_many(case):
        return _of_shapes(case, wanted, got)
    if got.shape == "rows" and not got.executed and wanted.shape != "rows":
        message = "Your answer is a statement that gives all rows, and the prompt asks for one."
        return Finding(message, "many_for_one") if len(got.rows) > 1 else None
    return None


def _asks_for_many(case: Case) -> bool:
    results = [trial.right.ran.result for trial in (case.trial, *case.trials.failed)]
    return any(result is not None and len(result.rows) > 1 for result in results)


def _of_shapes(case: Case, wanted: Result, got: Result) -> Finding | None:
    if wanted.shape == "rows" and got.shape == "none" and _takes_one(case):
        return Finding("Your answer gives one row, or None: the prompt asks for all.", ONE_FOR_MANY)
    if wanted.shape == "rows" and got.shape == "one":
        if _returns_in_loop(case):
            message = "return ends your function in the first turn of the loop."
            return Finding(message, ONE_FOR_MANY)
        return Finding("Your answer gives one row, and the prompt asks for a list.", ONE_FOR_MANY)
    if got.shape == "rows" and wanted.shape != "rows":
        message = "Your answer gives a list, and the prompt asks for one object or value."
        return Finding(message, "many_for_one")
    return None


ONE_FOR_MANY = "one_for_many"


def _takes_one(case: Case) -> bool:
    code = code_of_case(case)
    calls = [each for each in ast.walk(code.node) if isinstance(each, ast.Call)] if code else []
    return any(_name(call) in ONE for call in calls) or _returns_in_loop(case)


def _returns_in_loop(case: Case) -> bool:
    code = code_of_case(case)
    return code is not None and any(
        isinstance(each, ast.Return)
        for loop in _own(code.node)
        if isinstance(loop, ast.For)
        for each in _own(loop)
    )


def first_for_one(case: Case) -> Finding | None:
    """Find first() where the prompt asks for the one row there is."""
    code = code_of_case(case)
    if code is None or case.difference.kind not in ("rows", "shape"):
        return None
    message = "first() takes one of several rows, and says nothing of the others."
    finding = Finding(message, "first_for_one")
    return first_fitting(case, ((finding, answer) for answer in _insisting(code)))


def _insisting(code: Code) -> Iterator[Any]:
    for call in [each for each in ast.walk(code.node) if isinstance(each, ast.Call)]:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "first":
            for other in ("one", "one_or_none"):
                function = ast.Attribute(call.func.value, other, ast.Load())
                answer = code.replaced(call, ast.Call(function, [], []))
                if answer is not None:
                    yield answer
