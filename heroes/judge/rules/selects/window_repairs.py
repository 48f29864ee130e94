"""Changes to one window in the code of an answer: its function, its partition, its order."""

import ast
from collections.abc import Iterator, Sequence

RANKS = ("row_number", "rank", "dense_rank")
Edit = tuple[str, str, ast.AST]  # a misconception, a sentence, and what the call becomes


def windowed(call: ast.Call, columns: Sequence[str]) -> Iterator[Edit]:
    """Yield a call of `over` with one thing changed: `columns` may be what it is divided by."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "over":
        return
    yield from _ranked(call, call.func)
    given = {each.arg: each.value for each in call.keywords}
    if "partition_by" in given:
        message = f"partition_by={_said(given['partition_by'])} counts anew in each of its groups."
        yield "wrong_group", message, _without(call, "partition_by")
    elif "order_by" in given:
        message = "Without partition_by there is one window over all rows."
        for column in _siblings(given["order_by"], columns):
            yield "wrong_group", message, _with(call, "partition_by", column)
    if "order_by" in given:
        message = f"order_by={_said(given['order_by'])} counts from the other end."
        for turned in _turned(given["order_by"]):
            yield "wrong_direction", message, _with(call, "order_by", turned)


def _ranked(call: ast.Call, over: ast.Attribute) -> Iterator[Edit]:
    """Yield other functions of rank; where one needs a tie-breaker, others go without."""
    ranking = over.value
    if not isinstance(ranking, ast.Call) or not isinstance(ranking.func, ast.Attribute):
        return
    if ranking.func.attr in RANKS:
        message = f"{_said(ranking)} counts equal rows in another way than the prompt asks."
        for other in (each for each in RANKS if each != ranking.func.attr):
            function = ast.Attribute(ranking.func.value, other, ast.Load())
            counted = ast.Call(function, ranking.args, ranking.keywords)
            again = ast.Attribute(counted, "over", ast.Load())
            for window in (call, *_without_tie_breaker(call)):
                yield "wrong_rank", message, ast.Call(again, window.args, window.keywords)


def _without_tie_breaker(call: ast.Call) -> Iterator[ast.Call]:
    for each in call.keywords:
        is_several = isinstance(each.value, ast.List | ast.Tuple) and len(each.value.elts) > 1
        if each.arg == "order_by" and is_several:
            keys = each.value.elts[:-1]  # type: ignore[attr-defined]
            yield _with(call, "order_by", ast.List(keys, ast.Load()))


def _siblings(order: ast.expr, columns: Sequence[str]) -> Iterator[ast.expr]:
    """Yield other columns of what a window is ordered by."""
    used = [n for n in ast.walk(order) if isinstance(n, ast.Attribute) and n.attr in columns]
    for other in (each for each in columns if used and each != used[0].attr):
        yield ast.Attribute(used[0].value, other, ast.Load())


def _turned(order: ast.expr) -> Iterator[ast.expr]:
    """Yield an order with one of its keys turned round."""
    if not isinstance(order, ast.List | ast.Tuple):
        yield _opposite(order)
        return
    for index, key in enumerate(order.elts):
        yield ast.List([*order.elts[:index], _opposite(key), *order.elts[index + 1 :]], ast.Load())


def _opposite(key: ast.expr) -> ast.expr:
    if isinstance(key, ast.Call) and isinstance(key.func, ast.Name) and key.func.id == "desc":
        return key.args[0]
    if (
        isinstance(key, ast.Call)
        and isinstance(key.func, ast.Attribute)
        and key.func.attr == "desc"
    ):
        return key.func.value
    return ast.Call(ast.Attribute(key, "desc", ast.Load()), [], [])


def _without(call: ast.Call, name: str) -> ast.Call:
    return ast.Call(call.func, call.args, [each for each in call.keywords if each.arg != name])


def _with(call: ast.Call, name: str, value: ast.expr) -> ast.Call:
    rest = _without(call, name)
    return ast.Call(rest.func, rest.args, [*rest.keywords, ast.keyword(name, value)])


def _said(node: ast.AST) -> str:
    return ast.unparse(node)[:50]
