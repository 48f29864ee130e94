"""Statements are taken apart and put together again without a change of meaning."""

from sqlmodel import and_, col, or_, select

from heroes.judge.rules.changes.clauses import (
    columns_of,
    conjuncts,
    is_join_condition,
    key_of,
    leaves,
    nodes,
    said,
    with_node,
)
from heroes.models import Hero, Team

YOUNG = Hero.age < 18
ECHO = Hero.name == "Echo"
NOVA = Hero.name == "Nova"


def test_conditions_of_and_and_of_several_wheres_are_the_same_list() -> None:
    one = select(Hero).where(and_(YOUNG, or_(ECHO, NOVA)))
    other = select(Hero).where(YOUNG).where(or_(ECHO, NOVA))
    assert list(map(said, conjuncts(one))) == list(map(said, conjuncts(other)))
    assert len(conjuncts(one)) == 2


def test_leaves_are_the_comparisons_alone() -> None:
    statement = select(Hero).where(YOUNG, or_(ECHO, ~and_(NOVA, YOUNG)))
    assert list(map(said, leaves(statement)))[:2] == ["hero.age < 18", "hero.name = 'Echo'"]
    assert len(leaves(statement)) == 4


def test_a_node_that_is_changed_to_itself_changes_nothing() -> None:
    statement = select(Hero).where(YOUNG, or_(ECHO, ~and_(NOVA, YOUNG)))
    for index in range(len(nodes(statement))):
        same = with_node(statement, index, lambda element: element)
        assert said(same) == said(statement)


def test_a_node_that_is_taken_away_leaves_the_others() -> None:
    statement = with_node(select(Hero).where(YOUNG, ECHO), 0, lambda _: None)
    assert list(map(said, leaves(statement))) == ["hero.name = 'Echo'"]


def test_only_columns_of_two_tables_join() -> None:
    assert is_join_condition(Hero.team_id == Team.id)
    assert not is_join_condition(Hero.team_id == 3)
    assert not is_join_condition(Hero.age == Hero.id)
    assert not is_join_condition(col(Hero.team_id).in_(select(Team.id)))


def test_columns_inside_of_a_subquery_are_not_those_of_a_condition() -> None:
    names = [column.key for column in columns_of(col(Hero.team_id).in_(select(Team.id)))]
    assert names == ["team_id"]


def test_statements_with_other_values_have_other_keys() -> None:
    assert key_of(select(Hero).where(Hero.age < 18)) == key_of(select(Hero).where(YOUNG))
    assert key_of(select(Hero).where(Hero.age < 19)) != key_of(select(Hero).where(YOUNG))
