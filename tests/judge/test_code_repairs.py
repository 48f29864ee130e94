"""Answers are changed in one place of their code, and only there."""

from typing import Any

from sqlalchemy import func

from heroes.judge.rules.selects.code_repairs import repairs_of
from heroes.models import Hero


def above(rows: Any) -> Any:
    return [row for row in rows if row > 18]


def both(rows: Any) -> Any:
    return [row for row in rows if row > 2 and row < 5]


def mixed(rows: Any) -> Any:
    return [row for row in rows if row == 1 or (row == 2 and row > 1)]


def counting(rows: Any) -> Any:
    found: list[int] = []
    while len(found) < 3:
        found.append(len(found))
    return found


def named(answer: Any, misconception: str, **more: Any) -> list[Any]:
    return [r.answer for r in repairs_of(answer, **more) if r.misconception == misconception]


def test_a_comparison_is_moved_by_its_boundary() -> None:
    [repaired] = named(above, "boundary")
    assert repaired([17, 18, 19]) == [18, 19]
    assert above([17, 18, 19]) == [19]


def test_a_comparison_of_a_lambda_is_moved_as_well() -> None:
    [repaired] = named(lambda rows: [row for row in rows if row <= 3], "boundary")
    assert repaired([2, 3]) == [2]


def test_and_becomes_or() -> None:
    [repaired] = named(both, "and_for_or")
    assert repaired([1, 3, 7]) == [1, 3, 7]


def test_and_and_or_are_grouped_in_another_way() -> None:
    found = [repaired([1, 2]) for repaired in named(mixed, "precedence")]
    assert [2] in found


def test_a_value_is_replaced_by_one_of_a_right_answer_only() -> None:
    assert named(above, "wrong_value") == []
    found = [repaired([17, 18, 20]) for repaired in named(above, "wrong_value", literals=[17])]
    assert [18, 20] in found


def test_a_comparison_with_another_value_than_a_right_answer_uses_is_no_boundary() -> None:
    assert named(above, "boundary", literals=[21]) == []


def test_the_condition_of_a_while_is_left_alone() -> None:
    assert named(counting, "boundary") == []


def test_a_message_shows_the_learners_own_code() -> None:
    messages = [repair.message for repair in repairs_of(above)]
    assert "row > 18 leaves out those that are exactly 18." in messages


def ranked() -> Any:
    return func.row_number().over(order_by=[Hero.age.desc(), Hero.id])  # type: ignore[union-attr]


def divided() -> Any:
    return func.sum(Hero.age).over(partition_by=Hero.team_id)


def shown(answer: Any, misconception: str) -> list[str]:
    found = named(answer, misconception, columns=["age", "team_id"])
    return [str(repaired()) for repaired in found]


def test_rows_of_a_window_are_counted_in_another_way() -> None:
    tied, untied = "OVER (ORDER BY hero.age DESC, hero.id)", "OVER (ORDER BY hero.age DESC)"
    found = shown(ranked, "wrong_rank")
    assert found[:2] == [f"rank() {tied}", f"rank() {untied}"]
    assert found[2:] == [f"dense_rank() {tied}", f"dense_rank() {untied}"]


def test_a_window_is_divided_or_no_longer_divided() -> None:
    [window] = shown(ranked, "wrong_group")
    assert "PARTITION BY hero.team_id" in window
    assert shown(divided, "wrong_group") == ["sum(hero.age) OVER ()"]


def test_one_key_of_a_window_is_turned_round() -> None:
    first, second = shown(ranked, "wrong_direction")
    assert "(ORDER BY hero.age, hero.id)" in first
    assert "(ORDER BY hero.age DESC, hero.id DESC)" in second


def test_the_least_becomes_the_greatest() -> None:
    [repaired] = named(lambda rows: min(rows), "wrong_aggregate")
    assert repaired([1, 2]) == 2
