"""Rules for coroutine functions: what is not awaited."""

import ast
import copy

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import fits
from heroes.judge.rules.raised import called
from heroes.judge.rules.source import Code, code_of

AWAITED = (
    *("exec", "execute", "scalars", "scalar", "commit", "flush", "refresh", "get", "delete"),
    *("merge", "rollback", "run_sync", "get_one", "stream", "stream_scalars"),
)


def missing_await(case: Case) -> Finding | None:
    """Find a call of the session that is not awaited, so that it never runs."""
    code = code_of(case.answer)
    if code is None or not isinstance(code.node, ast.AsyncFunctionDef):
        return None
    lacking = _unawaited(code)
    if not lacking:
        return None
    awaiting = _Awaiting({id(each) for each in lacking})
    memo: dict[int, ast.AST] = {}
    node = copy.deepcopy(code.node, memo)
    awaiting.wanted = {id(memo[each]) for each in awaiting.wanted}
    answer = code.made(awaiting.visit(node))
    if answer is None or not fits(case, answer):
        return None
    message = f"{ast.unparse(lacking[0])} is not awaited, so it never happens."
    return Finding(message, "missing_await", "Look at each call that needs the database.")


def _unawaited(code: Code) -> list[ast.Call]:
    """Return the calls of methods of the session that stand without await."""
    session = code.node.args.args[0].arg if code.node.args.args else ""
    nodes = list(ast.walk(code.node))
    awaited = {id(node.value) for node in nodes if isinstance(node, ast.Await)}
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and id(node) not in awaited
        and called(node) in AWAITED
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == session
    ]


class _Awaiting(ast.NodeTransformer):
    def __init__(self, wanted: set[int]) -> None:
        self.wanted = wanted

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return ast.Await(node) if id(node) in self.wanted else node
