"""The smallest expression of a source text that an instruction belongs to."""

import ast
import dis
import sys
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from types import CodeType
from typing import Any

Span = tuple[int, int, int, int]  # first line, first column, last line, last column: in UTF-8

# The part of a statement that is evaluated where the instruction names all of the statement.
PARTS = {
    ast.For: "iter",
    ast.AsyncFor: "iter",
    ast.If: "test",
    ast.While: "test",
    ast.Assert: "test",
    ast.Match: "subject",
    ast.Assign: "value",
    ast.AnnAssign: "value",
    ast.AugAssign: "value",
    ast.Return: "value",
    ast.Expr: "value",
    ast.FormattedValue: "value",
}
TARGETS = (ast.Tuple, ast.List, ast.Starred)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


Node = ast.expr | ast.stmt | ast.pattern


class Source:
    """A parsed source text, asked for the expression of an instruction."""

    def __init__(self, text: str) -> None:
        """Parse the text. Raises SyntaxError or ValueError if it is not Python."""
        self.text = text
        self._in_fstring: set[ast.AST] = set()
        self._values: dict[ast.AST, ast.expr] = {}  # what is unpacked into a target
        self._nodes: list[tuple[Span, Node]] = []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr) and sys.version_info < (3, 12):
                self._in_fstring.update(child for child in ast.walk(node) if child is not node)
            for target, value in _unpacked(node):
                self._values |= dict.fromkeys(ast.walk(target), value)
            if isinstance(node, Node) and not (
                isinstance(node, ast.Constant)
                or (
                    isinstance(node, ast.JoinedStr | ast.FormattedValue)
                    and node in self._in_fstring
                )
            ):
                self._nodes.append((_span(node), node))

    def find(self, code: CodeType, offset: int) -> tuple[str, int]:
        """Return the expression at an instruction, and the line on which it begins."""
        position = next(_positions(code, offset), None)
        if position is None:
            return "", code.co_firstlineno
        node = self._smallest(position)
        if node is None:
            return "", position[0]
        if isinstance(node, TARGETS) and isinstance(node.ctx, ast.Store) and node in self._values:
            node = self._values[node]
        else:
            node = _evaluated(node, code, offset)
        return self._segment(node), node.lineno

    def _smallest(self, span: Span) -> Node | None:
        # Nodes that contain the same span are one inside the other, and walk goes downwards.
        inner = None
        for its, node in self._nodes:
            if its[:2] <= span[:2] and span[2:] <= its[2:]:
                inner = node
        return inner

    def _segment(self, node: Node) -> str:
        if node in self._in_fstring:  # before Python 3.12 their columns are not those of the text
            return ast.unparse(node)
        text = ast.get_source_segment(self.text, node) or ""
        return text.partition("\n")[0] if isinstance(node, ast.stmt) else text


_parser = Lock()  # Python 3.11 fails when two threads make a tree at once


@lru_cache(maxsize=256)
def parsed(text: str) -> Source | None:
    """Return the parsed text, or None if it is not Python."""
    try:
        with _parser:
            return Source(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _span(node: Node) -> Span:
    return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)


def _unpacked(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the targets of a node with what is unpacked into them."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr


def _positions(code: CodeType, offset: int) -> Iterator[Span]:
    """Yield the span of the instruction, unless the code was compiled without columns."""
    for index, (line, end_line, column, end_column) in enumerate(code.co_positions()):
        if index == offset // 2:
            if line and end_line and column is not None and end_column is not None:
                yield line, column, end_line, end_column
            return


def _evaluated(node: Node, code: CodeType, offset: int) -> Node:
    """Return the part of a statement or comprehension whose evaluation the instruction is in."""
    if isinstance(node, ast.With | ast.AsyncWith):
        return _left(node, code, offset)
    if isinstance(node, COMPREHENSIONS):
        return _iterated(node, code, offset)
    part = PARTS.get(type(node))
    inner = getattr(node, part, None) if part else None
    return inner if isinstance(inner, ast.expr) else node


def _names(node: Node, code: CodeType, offset: int) -> list[str]:
    """Return the instructions that belong to the whole of a node, up to the one that runs."""
    start = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
    return [
        each.opname
        for each in dis.get_instructions(code)
        if each.offset <= offset and each.positions and _whole(each.positions) == start
    ]


def _whole(positions: dis.Positions) -> tuple[int | None, ...]:
    return (
        positions.lineno,
        positions.col_offset,
        positions.end_lineno,
        positions.end_col_offset,
    )


def _iterated(node: Any, code: CodeType, offset: int) -> ast.expr:
    """Return what a comprehension goes through, if the instruction is a step of that."""
    names = _names(node, code, offset)
    running = names[-1] if names else ""
    steps = sum(name in {"FOR_ITER", "GET_ANEXT"} for name in names)
    if running in {"GET_ITER", "GET_AITER"}:
        index = steps
    elif running in {"FOR_ITER", "GET_ANEXT", "SEND", "YIELD_VALUE", "RESUME"} and steps:
        index = steps - 1
    else:
        return node  # type: ignore[no-any-return]
    return node.generators[min(index, len(node.generators) - 1)].iter  # type: ignore[no-any-return]


def _left(node: ast.With | ast.AsyncWith, code: CodeType, offset: int) -> ast.expr:
    """Return the context manager that is entered or left; from Python 3.12 on, its span says it."""
    kinds = {"BEFORE_WITH", "BEFORE_ASYNC_WITH", "CALL", "WITH_EXCEPT_START"}
    marks = [name for name in _names(node, code, offset) if name in kinds]
    if not marks:
        return node.items[0].context_expr
    passed = marks.count(marks[-1]) - 1
    if marks[-1].startswith("BEFORE"):
        return node.items[passed % len(node.items)].context_expr
    # Each way out leaves all of them, the last one first.
    return node.items[-1 - passed % len(node.items)].context_expr
