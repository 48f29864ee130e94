"""The smallest expression of a source text that an instruction belongs to."""

import ast
import dis
import sys
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType

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
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Source:
    """A parsed source text, asked for the expression of an instruction."""

    def __init__(self, text: str) -> None:
        """Parse the text. Raises SyntaxError or ValueError if it is not Python."""
        self.text = text
        self._in_fstring: set[ast.AST] = set()
        self._nodes: list[tuple[Span, ast.expr | ast.stmt]] = []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr) and sys.version_info < (3, 12):
                self._in_fstring.update(child for child in ast.walk(node) if child is not node)
            if isinstance(node, ast.expr | ast.stmt) and not (
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
        node = _evaluated(node, code, offset)
        return self._segment(node), node.lineno

    def _smallest(self, span: Span) -> ast.expr | ast.stmt | None:
        # Nodes that contain the same span are one inside the other, and walk goes downwards.
        inner = None
        for its, node in self._nodes:
            if its[:2] <= span[:2] and span[2:] <= its[2:]:
                inner = node
        return inner

    def _segment(self, node: ast.expr | ast.stmt) -> str:
        if node in self._in_fstring:  # before Python 3.12 their columns are not those of the text
            return ast.unparse(node)
        text = ast.get_source_segment(self.text, node) or ""
        return text if isinstance(node, ast.expr) else text.partition("\n")[0]


@lru_cache(maxsize=256)
def parsed(text: str) -> Source | None:
    """Return the parsed text, or None if it is not Python."""
    try:
        return Source(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _span(node: ast.expr | ast.stmt) -> Span:
    return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)


def _positions(code: CodeType, offset: int) -> Iterator[Span]:
    """Yield the span of the instruction, unless the code was compiled without columns."""
    for index, (line, end_line, column, end_column) in enumerate(code.co_positions()):
        if index == offset // 2:
            if line and end_line and column is not None and end_column is not None:
                yield line, column, end_line, end_column
            return


def _evaluated(node: ast.expr | ast.stmt, code: CodeType, offset: int) -> ast.expr | ast.stmt:
    """Return the part of a statement or comprehension whose evaluation the instruction is in."""
    if isinstance(node, ast.With | ast.AsyncWith):
        return _left(node, code, offset)
    if isinstance(node, COMPREHENSIONS):
        names = {each.offset: each.opname for each in dis.get_instructions(code)}
        if names.get(offset) in {"GET_ITER", "FOR_ITER", "GET_AITER", "GET_ANEXT", "SEND"}:
            return node.generators[0].iter
        return node
    part = PARTS.get(type(node))
    inner = getattr(node, part, None) if part else None
    return inner if isinstance(inner, ast.expr) else node


def _left(node: ast.With | ast.AsyncWith, code: CodeType, offset: int) -> ast.expr:
    """Return the context manager that is entered or left; from Python 3.12 on, its span says it."""
    start = node.lineno, node.col_offset
    marks = [
        each.opname
        for each in dis.get_instructions(code)
        if each.offset <= offset
        and each.positions
        and (each.positions.lineno, each.positions.col_offset) == start
        and each.opname in {"BEFORE_WITH", "BEFORE_ASYNC_WITH", "CALL", "WITH_EXCEPT_START"}
    ]
    if not marks:
        return node.items[0].context_expr
    passed = marks.count(marks[-1]) - 1
    if marks[-1].startswith("BEFORE"):
        return node.items[passed % len(node.items)].context_expr
    # Each way out leaves all of them, the last one first.
    return node.items[-1 - passed % len(node.items)].context_expr
