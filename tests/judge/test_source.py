"""The code of an answer is found, and what is made of it behaves as it did."""

import ast
from typing import Any

from heroes.judge.rules.source import code_of

PAIR = (lambda session: session + 1, lambda session: session + 2)


def adds(session: int, more: int = 5) -> int:
    return session + more


def made_with(number: int) -> Any:
    def inner(session: int) -> int:
        return session * number

    return inner


def remade(answer: Any) -> Any:
    code = code_of(answer)
    assert code is not None
    return code.made(code.node)


def test_a_function_made_from_its_code_does_the_same() -> None:
    assert remade(adds)(1) == 6
    assert remade(adds)(1, 2) == 3


def test_two_lambdas_on_one_line_are_told_apart() -> None:
    assert [remade(each)(1) for each in PAIR] == [2, 3]


def test_what_a_function_closes_over_is_kept() -> None:
    assert remade(made_with(7))(2) == 14


def test_nothing_is_added_to_the_module_of_the_answer() -> None:
    before = set(globals())
    remade(adds)
    assert set(globals()) == before


def test_a_node_is_replaced_in_a_copy() -> None:
    code = code_of(adds)
    assert code is not None
    plus = next(node for node in ast.walk(code.node) if isinstance(node, ast.BinOp))
    minus = ast.BinOp(plus.left, ast.Sub(), plus.right)
    assert code.replaced(plus, minus)(1) == -4
    assert remade(adds)(1) == 6


def test_a_statement_is_found_in_its_cell_with_the_lines_that_it_needs() -> None:
    cell = "unused = 1 / 0\nlimit = 3\nanswer_ = limit + 1\nex.check(answer_)"
    code = code_of(object(), cell, "answer_")
    assert code is not None
    assert code.made(code.node)() == 4


def test_what_stands_in_the_check_itself_is_found() -> None:
    code = code_of(object(), "ex.some.check(2 + 3)", "answer_")
    assert code is not None
    assert code.made(code.node)() == 5


def test_there_is_no_code_where_nobody_knows_the_source() -> None:
    made: dict[str, Any] = {}
    exec("def hidden(session): return 1", made)
    assert code_of(made["hidden"]) is None
    assert code_of(len) is None
    assert code_of(object(), "this is no Python", "answer_") is None
