"""The syntax tree of an answer, and functions made from a tree that was changed."""

import ast
import copy
import linecache
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

import sqlalchemy
import sqlmodel

from heroes.judge.rules.case import Case

Def = ast.FunctionDef | ast.AsyncFunctionDef
NAME = "answer"  # of a lambda, and of the function that stands for a statement


@dataclass(frozen=True)
class Code:
    """An answer as the definition of a function, with what its names stand for."""

    node: Def
    namespace: dict[str, Any]
    free: dict[str, Any] = field(default_factory=dict)
    defaults: tuple[tuple[Any, ...] | None, dict[str, Any] | None] = (None, None)

    def replaced(self, old: ast.AST, new: ast.AST, helpers: Mapping[str, Any] | None = None) -> Any:
        """Return the function with one node in place of another, or None if it is no Python."""
        memo: dict[int, Any] = {}
        node = copy.deepcopy(self.node, memo)
        return self.made(_Swap(memo[id(old)], new).visit(node), helpers)

    def made(self, node: Def, helpers: Mapping[str, Any] | None = None) -> Any:
        """Return the function that a definition makes, where `helpers` are known by name."""
        names = {**self.free, **(helpers or {})}
        node = _bare(node)
        outer = ast.parse(f"def make({', '.join(names)}):\n    return {node.name}")
        outer.body[0].body.insert(0, node)  # type: ignore[attr-defined]
        made: dict[str, Any] = {}
        try:
            code = compile(ast.fix_missing_locations(outer), "<repair>", "exec", dont_inherit=True)
            exec(code, self.namespace, made)  # noqa: S102 - the learner's own code
            function = made["make"](*names.values())
        except Exception:  # a repair that is no Python is none
            return None
        function.__defaults__, function.__kwdefaults__ = self.defaults
        return function


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def _bare(node: Def) -> Def:
    """Return a definition without decorators and annotations; `made` sets its defaults."""
    bare = copy.copy(node)
    bare.decorator_list, bare.returns, bare.args = [], None, copy.deepcopy(node.args)
    given = bare.args
    for argument in [*given.posonlyargs, *given.args, *given.kwonlyargs]:
        argument.annotation = None
    given.defaults = [ast.Constant(None) for _ in given.defaults]
    given.kw_defaults = [each and ast.Constant(None) for each in given.kw_defaults]
    return bare


def code_of(
    answer: Any, cell: str = "", name: str = "", known: Mapping[str, Any] | None = None
) -> Code | None:
    """Return the code of a function, or of the statement that a cell calls `name`.

    `known` is what names in the cell may stand for, beside those of the libraries and of the
    notebook.
    """
    if isinstance(answer, FunctionType):
        return _code_of_function(answer)
    return _code_of_cell(cell, name, known or {}) if cell else None


def code_of_case(case: Case) -> Code | None:
    """Return the code of the answer of a case."""
    known = {model.__name__: model for model in case.task.models}
    return code_of(case.answer, case.cell, case.task.answer_name, known)


def _code_of_function(function: FunctionType) -> Code | None:
    node = _node_of(function)
    if node is None:
        return None
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    free = {name: _content(cell) for name, cell in cells if name != "__class__"}
    defaults = (function.__defaults__, function.__kwdefaults__)
    return Code(node, function.__globals__, free, defaults)


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing is in it yet
        return None


def _node_of(function: FunctionType) -> Def | None:
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename, function.__globals__))
    matching = [node for node in _definitions(text) if _is_of(node, code)]
    if not matching:
        return None
    node = matching[0]
    if isinstance(node, ast.Lambda):
        body: list[ast.stmt] = [ast.copy_location(ast.Return(node.body), node.body)]
        made = ast.FunctionDef(NAME, node.args, body, [], None)
        return ast.copy_location(made, node)
    return node


@lru_cache(maxsize=16)
def _definitions(text: str) -> list[Def | ast.Lambda]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [node for node in ast.walk(parsed(text)) if isinstance(node, kinds)]


@lru_cache(maxsize=16)
def parsed(text: str) -> ast.Module:
    """Return the tree of a source; an empty one if it is not Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def _is_of(node: Def | ast.Lambda, code: CodeType) -> bool:
    if isinstance(node, ast.Lambda):
        body = node.body
        place = (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset)
        return code.co_name == "<lambda>" and place in set(code.co_positions())
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return node.name == code.co_name and first == code.co_firstlineno


def _code_of_cell(cell: str, name: str, known: Mapping[str, Any]) -> Code | None:
    """Return a function that makes the statement, from the lines of a cell that it needs."""
    body = parsed(cell).body
    value = _assigned(body, name) or _checked(body)
    if value is None:
        return None
    kept: list[ast.stmt] = [ast.copy_location(ast.Return(value), value)]
    needed = _names_in(value)
    last = max(value.lineno, 0)
    for each in reversed([each for each in body if each.lineno < last]):
        names = {target.id for target in _targets(each)}
        if names & needed and not isinstance(each, ast.ClassDef):
            kept.insert(0, each)
            needed |= _names_in(each)
    arguments = ast.parse("def f(): ...").body[0].args  # type: ignore[attr-defined]
    node = ast.FunctionDef(NAME, arguments, kept, [], None)
    return Code(ast.copy_location(node, value), {**_surroundings(), **known})


def _assigned(body: list[ast.stmt], name: str) -> ast.expr | None:
    found = [
        each.value
        for each in body
        if isinstance(each, ast.Assign) and any(t.id == name for t in _targets(each))
    ]
    return found[-1] if found else None


def _checked(body: list[ast.stmt]) -> ast.expr | None:
    """Return what the only check(...) of a cell is given, if that is an expression."""
    calls = [
        node
        for each in body
        for node in ast.walk(each)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("check", "check_async")
    ]
    if len(calls) != 1 or len(calls[0].args) != 1:
        return None
    given = calls[0].args[0]
    return _assigned(body, given.id) if isinstance(given, ast.Name) else given


def _targets(node: ast.stmt) -> Iterator[ast.Name]:
    if isinstance(node, ast.Assign):
        yield from (each for each in node.targets if isinstance(each, ast.Name))


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _surroundings() -> dict[str, Any]:
    """Return what a notebook's names may stand for: its own, and those of both libraries."""
    main = vars(sys.modules["__main__"])
    return {**vars(sqlalchemy), **vars(sqlmodel), **main}
