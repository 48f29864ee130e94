"""Migrations: right ones pass whatever their style, wrong ones are refused and told why."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel

from heroes.judge.migrate.judging import judge_migration
from heroes.judge.migrate.plan import Plan
from heroes.judge.migrate.schema import checks_in
from heroes.judge.task import Task
from heroes.models import Hero, Mission, Team


def task(**more: Any) -> Task:
    given = {"id": "test.task", "chapter": "test", "title": "Test", "prompt": "Migrate."}
    return Task(
        **given
        | {"kind": "migrate", "concepts": (), "minutes": 1, "starter": "answer = ..."}
        | more
    )


def batch(table, **options):
    return op.batch_alter_table(table, **options)


# 1. a column that may not be NULL, on a table with rows


def power_up():
    op.add_column("hero", sa.Column("power", sa.Integer(), nullable=False, server_default="1"))


def power_up_in_three_steps():
    op.add_column("hero", sa.Column("power", sa.Integer()))
    op.execute("UPDATE hero SET power = 1")
    with batch("hero") as b:
        b.alter_column("power", nullable=False)


def power_up_in_sql():
    op.execute("ALTER TABLE hero ADD COLUMN power BIGINT NOT NULL DEFAULT 1")


def power_up_with_op(op):
    with op.batch_alter_table("hero", recreate="always") as b:
        b.add_column(sa.Column("power", sa.SmallInteger(), nullable=False, server_default="1"))


def power_down():
    op.drop_column("hero", "power")


def power_down_in_batch():
    with batch("hero") as b:
        b.drop_column("power")


def power_up_without_default():
    op.add_column("hero", sa.Column("power", sa.Integer(), nullable=False))


def power_up_required_at_once():
    op.add_column("hero", sa.Column("power", sa.Integer()))
    with batch("hero") as b:
        b.alter_column("power", existing_type=sa.Integer(), nullable=False)


def power_up_nullable():
    op.add_column("hero", sa.Column("power", sa.Integer()))
    op.execute("UPDATE hero SET power = 1")


def power_up_as_text():
    op.add_column("hero", sa.Column("power", sa.String(), nullable=False, server_default="1"))


def power_up_misspelt():
    op.add_column("hero", sa.Column("strength", sa.Integer(), nullable=False, server_default="1"))


def power_up_zero():
    op.add_column("hero", sa.Column("power", sa.Integer(), nullable=False, server_default="0"))


def power_up_altered_in_place():
    op.add_column("hero", sa.Column("power", sa.Integer()))
    op.execute("UPDATE hero SET power = 1")
    op.alter_column("hero", "power", nullable=False)


def power_up_of_one():
    power_up_in_three_steps_of("WHERE id = 1")


def power_up_in_three_steps_of(where):
    op.add_column("hero", sa.Column("power", sa.Integer(), nullable=False, server_default="0"))
    op.execute(f"UPDATE hero SET power = 1 {where}")


def power_up_by_starting_over():
    op.execute("DELETE FROM hero")
    op.add_column("hero", sa.Column("power", sa.Integer(), nullable=False))


def nothing():
    pass


def gives_up():
    raise NotImplementedError


POWER = task(
    prompt="Give every hero a power, a whole number and never NULL: 1 for those that are there.",
    models=(Hero, Team),
    reference=[power_up, power_down],
)
POWER_RIGHT = [
    [power_up_in_three_steps, power_down_in_batch],
    (power_up_in_sql, power_down),
    [power_up_with_op, power_down],
    SimpleNamespace(upgrade=power_up, downgrade=power_down_in_batch),
    {"upgrade": power_up, "downgrade": power_down},
]
POWER_WRONG = [
    ([power_up_without_default, power_down], "not_null_without_default"),
    ([power_up_required_at_once, power_down], "not_null_without_default"),
    ([power_up_nullable, power_down], "wrong_nullability"),
    ([power_up_as_text, power_down], "wrong_type"),
    ([power_up_misspelt, lambda: op.drop_column("hero", "strength")], "wrong_name"),
    ([power_up_zero, power_down], "wrong_new_value"),
    ([power_up_of_one, power_down], "wrong_new_value"),
    ([power_up_altered_in_place, power_down], "not_batch"),
    ([power_up_by_starting_over, power_down], "rows_lost"),
    ([nothing, nothing], "wrong_schema"),
    ([power_up, nothing], "downgrade_missing"),
    ([power_up, gives_up], "downgrade_missing"),
    ([power_up], "downgrade_missing"),
    ([power_up, None], "downgrade_missing"),
    (power_up, "downgrade_missing"),
]


# 2. a column gets another name and keeps its values


def alias_up():
    op.alter_column("hero", "secret_name", new_column_name="alias")


def alias_down():
    op.alter_column("hero", "alias", new_column_name="secret_name")


def alias_up_in_batch():
    with batch("hero") as b:
        b.alter_column("secret_name", new_column_name="alias", existing_type=sa.String())


def alias_down_in_batch():
    with batch("hero") as b:
        b.alter_column("alias", new_column_name="secret_name")


def alias_up_by_copy():
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE hero SET alias = secret_name")
    op.drop_column("hero", "secret_name")


def alias_up_by_session():
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=True))
    table = sa.table("hero", sa.column("alias"), sa.column("secret_name"), sa.column("id"))
    with Session(op.get_bind()) as session:
        for row in session.execute(sa.select(table.c.id, table.c.secret_name)).all():
            session.execute(sa.update(table).where(table.c.id == row.id).values(alias=row[1]))
        session.commit()
    with batch("hero") as b:
        b.alter_column("alias", nullable=False)
        b.drop_column("secret_name")


def alias_up_empty():
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=False, server_default=""))
    op.drop_column("hero", "secret_name")


def alias_up_kept_both():
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE hero SET alias = secret_name")


def alias_up_from_name():
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE hero SET alias = name")
    op.drop_column("hero", "secret_name")


def alias_up_other_name():
    op.alter_column("hero", "secret_name", new_column_name="alter_ego")


def alias_up_wrong_source():
    op.alter_column("hero", "secretname", new_column_name="alias")


def alias_down_empty():
    op.add_column("hero", sa.Column("secret_name", sa.String(), nullable=False, server_default=""))
    op.drop_column("hero", "alias")


def alias_down_nullable():
    op.add_column("hero", sa.Column("secret_name", sa.String()))
    op.execute("UPDATE hero SET secret_name = alias")
    op.drop_column("hero", "alias")


ALIAS = task(models=(Hero,), reference=[alias_up, alias_down])
ALIAS_RIGHT = [
    [alias_up_in_batch, alias_down_in_batch],
    [alias_up_by_copy, alias_down],
    [alias_up_by_session, alias_down_in_batch],
]
ALIAS_WRONG = [
    ([alias_up_empty, alias_down], "rows_lost"),
    ([alias_up_kept_both, lambda: op.drop_column("hero", "alias")], "wrong_schema"),
    ([alias_up_from_name, alias_down], "rows_lost"),
    ([alias_up_other_name, alias_down], "wrong_name"),
    ([alias_up_wrong_source, alias_down], "wrong_name"),
    ([alias_up, alias_down_empty], "rows_lost"),
    ([alias_up, alias_down_nullable], "wrong_nullability"),
    ([alias_up, nothing], "downgrade_missing"),
]


# 3. names of teams become unique


def unique_up():
    with batch("team") as b:
        b.create_unique_constraint("uq_team_name", ["name"])


def unique_down():
    with batch("team") as b:
        b.drop_constraint("uq_team_name", type_="unique")


def unique_up_as_index():
    op.drop_index("ix_team_name", "team")
    op.create_index("ix_team_name", "team", ["name"], unique=True)


def unique_down_as_index():
    op.drop_index("ix_team_name", "team")
    op.create_index("ix_team_name", "team", ["name"])


def unique_up_beside():
    op.create_index("my_own_name", "team", ["name"], unique=True)


def unique_up_in_place():
    op.create_unique_constraint("uq_team_name", "team", ["name"])


def unique_up_without_name():
    with batch("team") as b:
        b.create_unique_constraint(None, ["name"])


def unique_up_pair():
    with batch("team") as b:
        b.create_unique_constraint("uq_team_name", ["name", "headquarters"])


def index_only():
    op.create_index("another", "team", ["name"])


def unique_up_of_another():
    with batch("team") as b:
        b.create_unique_constraint("uq_team_name", ["headquarters"])


def unique_down_in_place():
    op.drop_constraint("uq_team_name", "team")


def unique_down_by_a_wrong_name():
    with batch("team") as b:
        b.drop_constraint("uq_name", type_="unique")


UNIQUE = task(
    models=(Team,),
    unique=("team.name", "team.headquarters"),
    reference=[unique_up, unique_down],
)
UNIQUE_RIGHT = [
    [unique_up_as_index, unique_down_as_index],
    [unique_up_beside, lambda: op.drop_index("my_own_name")],
    [
        lambda: op.execute("CREATE UNIQUE INDEX u ON team (name)"),
        lambda: op.execute("DROP INDEX u"),
    ],
]
UNIQUE_WRONG = [
    ([unique_up_in_place, unique_down], "not_batch"),
    ([unique_up_without_name, unique_down], "unnamed_constraint"),
    ([unique_up_pair, unique_down], "missing_unique"),
    ([index_only, lambda: op.drop_index("another", "team")], "missing_unique"),
    ([unique_up_of_another, unique_down], "missing_unique"),
    ([unique_up, unique_down_in_place], "not_batch"),
    ([unique_up, unique_down_by_a_wrong_name], "wrong_name"),
    ([unique_up, nothing], "downgrade_missing"),
]


# 4. a new table, and a foreign key to it


def sponsor_up(ondelete="SET NULL", index=True, length=None, name="sponsor", key=True):
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length), nullable=False),
    )
    with batch("hero") as b:
        b.add_column(sa.Column("sponsor_id", sa.Integer()))
        if key:
            b.create_foreign_key("fk", name, ["sponsor_id"], ["id"], ondelete=ondelete)
    if index:
        op.create_index("ix_hero_sponsor_id", "hero", ["sponsor_id"])


def sponsor_down():
    op.drop_index("ix_hero_sponsor_id", "hero")
    with batch("hero") as b:
        b.drop_constraint("fk", type_="foreignkey")
        b.drop_column("sponsor_id")
    op.drop_table("sponsor")


def sponsor_up_in_sql():
    op.execute("CREATE TABLE sponsor (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    op.execute(
        "ALTER TABLE hero ADD COLUMN sponsor_id INTEGER REFERENCES sponsor (id) ON DELETE SET NULL"
    )
    op.execute("CREATE INDEX i ON hero (sponsor_id)")


def sponsor_down_in_sql():
    op.execute("DROP INDEX i")
    with batch("hero") as b:
        b.drop_column("sponsor_id")
    op.drop_table("sponsor")


def sponsor_up_with_another_index():
    sponsor_up()
    op.create_index("more", "sponsor", ["name"])


def sponsor_up_in_place():
    op.create_table("sponsor", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("hero", sa.Column("sponsor_id", sa.Integer(), sa.ForeignKey("sponsor.id")))


def sponsor_down_but_for_the_table():
    op.drop_index("ix_hero_sponsor_id", "hero")
    with batch("hero") as b:
        b.drop_column("sponsor_id")


def sponsor_down_with_index():
    with batch("hero") as b:
        b.drop_column("sponsor_id")
    op.drop_table("sponsor")


SPONSOR = task(models=(Hero,), reference=[lambda: sponsor_up(), sponsor_down])
SPONSOR_RIGHT = [
    [sponsor_up_in_sql, sponsor_down_in_sql],
    [lambda: sponsor_up(length=80), sponsor_down],
    [sponsor_up_with_another_index, sponsor_down],
]
SPONSOR_WRONG = [
    ([lambda: sponsor_up(ondelete=None), sponsor_down], "wrong_ondelete"),
    ([lambda: sponsor_up(ondelete="CASCADE"), sponsor_down], "wrong_ondelete"),
    ([lambda: sponsor_up(index=False), sponsor_down], "missing_index"),
    ([lambda: sponsor_up(key=False), sponsor_down], "missing_foreign_key"),
    ([lambda: sponsor_up(name="sponsors"), sponsor_down], "wrong_name"),
    ([sponsor_up_in_place, sponsor_down], "not_batch"),
    ([lambda: sponsor_up(), sponsor_down_but_for_the_table], "wrong_schema"),
    ([lambda: sponsor_up(), nothing], "downgrade_missing"),
]


# 5. a column that is filled from another


def adult_up(sql="age IS NOT NULL AND age >= 18", kind=None):
    op.add_column("hero", sa.Column("is_adult", kind or sa.Boolean()))
    op.execute(f"UPDATE hero SET is_adult = ({sql})")
    with batch("hero") as b:
        b.alter_column("is_adult", nullable=False)


def adult_down():
    op.drop_column("hero", "is_adult")


def adult_up_by_core():
    is_adult = sa.Column("is_adult", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("hero", is_adult)
    hero = sa.table("hero", sa.column("age"), sa.column("is_adult", sa.Boolean))
    op.get_bind().execute(sa.update(hero).where(hero.c.age >= 18).values(is_adult=True))


def adult_up_in_python():
    op.add_column("hero", sa.Column("is_adult", sa.Boolean(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for key, age in connection.exec_driver_sql("SELECT id, age FROM hero").all():
        if age is not None and age > 17:
            connection.exec_driver_sql("UPDATE hero SET is_adult = 1 WHERE id = ?", (key,))


def adult_up_never():
    op.add_column("hero", sa.Column("is_adult", sa.Boolean(), nullable=False, server_default="0"))


def adult_up_without_fill():
    op.add_column("hero", sa.Column("is_adult", sa.Boolean(), nullable=False))


ADULT = task(
    prompt="Add is_adult: true from 18 on, false for the others, and where the age is unknown.",
    models=(Hero,),
    reference=[lambda: adult_up(), adult_down],
)
ADULT_RIGHT = [
    [adult_up_by_core, adult_down],
    [adult_up_in_python, adult_down],
    [lambda: adult_up("coalesce(age, 0) > 17"), adult_down],
]
ADULT_WRONG = [
    ([lambda: adult_up("coalesce(age, 0) > 18"), adult_down], "wrong_new_value"),
    ([lambda: adult_up("coalesce(age, 99) >= 18"), adult_down], "wrong_new_value"),
    ([lambda: adult_up("age >= 18"), adult_down], "not_null_without_default"),
    ([adult_up_never, adult_down], "wrong_new_value"),
    ([adult_up_without_fill, adult_down], "not_null_without_default"),
    ([lambda: adult_up(kind=sa.String()), adult_down], "wrong_type"),
    ([lambda: adult_up()], "downgrade_missing"),
]


# 6. a check


def check_up(text="difficulty BETWEEN 1 AND 5"):
    with batch("mission") as b:
        b.create_check_constraint("ck_mission_difficulty", text)


def check_down():
    with batch("mission") as b:
        b.drop_constraint("ck_mission_difficulty", type_="check")


def check_up_by_expression():
    column = sa.column("difficulty")
    check_up(sa.and_(column >= 1, column <= 5))


def check_up_as_two():
    with batch("mission") as b:
        b.create_check_constraint("low", "difficulty >= 1")
        b.create_check_constraint("high", "difficulty < 6")


def check_down_of_two():
    with batch("mission") as b:
        b.drop_constraint("low", type_="check")
        b.drop_constraint("high", type_="check")


CHECK = task(models=(Mission,), reference=[lambda: check_up(), check_down])
CHECK_RIGHT = [
    [check_up_by_expression, check_down],
    [check_up_as_two, check_down_of_two],
    [lambda: check_up("NOT (difficulty < 1 OR difficulty > 5)"), check_down],
]
CHECK_WRONG = [
    ([lambda: check_up("difficulty BETWEEN 0 AND 5"), check_down], "wrong_schema"),
    ([lambda: check_up("difficulty >= 1"), check_down], "wrong_schema"),
    ([lambda: check_up("difficulty > 1 AND difficulty < 5"), check_down], "wrong_schema"),
    (
        [lambda: op.create_check_constraint("ck", "mission", "difficulty > 0"), check_down],
        "not_batch",
    ),
    ([nothing, nothing], "wrong_schema"),
    ([lambda: check_up(), nothing], "downgrade_missing"),
]


# 7. a column goes, and comes back empty


def age_up():
    op.drop_index("ix_hero_age", "hero")
    op.drop_column("hero", "age")


def age_down(nullable=True, kind=None, index=True, default=None):
    column = sa.Column("age", kind or sa.Integer(), nullable=nullable, server_default=default)
    op.add_column("hero", column)
    if index:
        op.create_index("ix_hero_age", "hero", ["age"])


def age_up_in_batch():
    with batch("hero") as b:
        b.drop_index("ix_hero_age")
        b.drop_column("age")


def age_down_with_zero():
    age_down(default="0")


def age_up_with_its_index():
    op.drop_column("hero", "age")


def age_up_by_hand():
    op.drop_index("ix_hero_age")
    op.rename_table("hero", "old")
    op.execute("CREATE TABLE hero (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL)")
    op.execute("INSERT INTO hero SELECT id, name FROM old")
    op.drop_table("old")


AGE = task(models=(Hero,), reference=[age_up, lambda: age_down()])
AGE_RIGHT = [
    [age_up_in_batch, lambda: age_down()],
    [age_up, age_down_with_zero],
    [
        lambda: [op.execute("DROP INDEX ix_hero_age"), op.drop_column("hero", "age")],
        age_down_with_zero,
    ],
]
AGE_WRONG = [
    ([age_up_with_its_index, lambda: age_down()], "index_in_the_way"),
    ([age_up, lambda: age_down(nullable=False)], "not_null_without_default"),
    ([age_up, lambda: age_down(nullable=False, default="0")], "wrong_nullability"),
    ([age_up, lambda: age_down(index=False)], "missing_index"),
    ([age_up, lambda: age_down(kind=sa.String())], "wrong_type"),
    ([age_up_by_hand, lambda: age_down()], "wrong_schema"),
    ([age_up, nothing], "downgrade_missing"),
    ([lambda: op.drop_index("ix_hero_age"), lambda: age_down()], "wrong_schema"),
]


# 8. a text becomes a table of its own


class Base(SQLModel, registry=registry()):
    pass


class Book(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author: str


def fill(session):
    session.add(Book(title="Dune", author="Herbert"))
    session.add(Book(title="Dune Messiah", author="Herbert"))
    session.add(Book(title="Emma", author="Austen"))


def author_table():
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
    )
    op.add_column("book", sa.Column("author_id", sa.Integer()))


def author_up(order="", join="author.name = book.author"):
    author_table()
    op.execute(f"INSERT INTO author (name) SELECT DISTINCT author FROM book {order}")
    op.execute(f"UPDATE book SET author_id = (SELECT id FROM author WHERE {join})")
    author_close()


def author_close():
    with batch("book") as b:
        b.create_foreign_key("fk_author", "author", ["author_id"], ["id"])
        b.alter_column("author_id", nullable=False)
        b.drop_column("author")


def author_up_in_python():
    author_table()
    connection = op.get_bind()
    names = {name for (name,) in connection.exec_driver_sql("SELECT author FROM book")}
    for number, name in enumerate(sorted(names), 100):
        connection.exec_driver_sql("INSERT INTO author VALUES (?, ?)", (number, name))
        connection.exec_driver_sql("UPDATE book SET author_id = ? WHERE author = ?", (number, name))
    author_close()


def author_down(value="(SELECT name FROM author WHERE author.id = book.author_id)"):
    op.add_column("book", sa.Column("author", sa.String(), nullable=False, server_default=""))
    op.execute(f"UPDATE book SET author = {value}")
    with batch("book") as b:
        b.drop_constraint("fk_author", type_="foreignkey")
        b.drop_column("author_id")
    op.drop_table("author")


def author_up_once_per_book():
    author_table()
    op.execute("INSERT INTO author (id, name) SELECT id, author FROM book")
    op.execute("UPDATE book SET author_id = id")
    author_close()


def author_up_without_the_old():
    author_table()
    op.drop_column("book", "author")
    op.execute("INSERT INTO author (name) SELECT DISTINCT author FROM book")


AUTHOR = task(models=(Book,), setup=fill, reference=[lambda: author_up(), lambda: author_down()])
AUTHOR_RIGHT = [
    [lambda: author_up("ORDER BY author DESC"), lambda: author_down()],
    [author_up_in_python, lambda: author_down()],
    [lambda: author_up("WHERE author IS NOT NULL"), lambda: author_down()],
]
AUTHOR_WRONG = [
    ([lambda: author_up(join="1"), lambda: author_down()], "wrong_new_value"),
    ([author_up_once_per_book, lambda: author_down()], "wrong_new_value"),
    ([author_up_without_the_old, lambda: author_down()], "raises"),
    ([lambda: author_up(), lambda: author_down("''")], "rows_lost"),
    ([lambda: author_up("LIMIT 1"), lambda: author_down()], "not_null_without_default"),
    ([lambda: author_up(), nothing], "downgrade_missing"),
]

RIGHT = [
    (POWER, POWER_RIGHT),
    (ALIAS, ALIAS_RIGHT),
    (UNIQUE, UNIQUE_RIGHT),
    (SPONSOR, SPONSOR_RIGHT),
    (ADULT, ADULT_RIGHT),
    (CHECK, CHECK_RIGHT),
    (AGE, AGE_RIGHT),
    (AUTHOR, AUTHOR_RIGHT),
]
WRONG = [
    (POWER, POWER_WRONG),
    (ALIAS, ALIAS_WRONG),
    (UNIQUE, UNIQUE_WRONG),
    (SPONSOR, SPONSOR_WRONG),
    (ADULT, ADULT_WRONG),
    (CHECK, CHECK_WRONG),
    (AGE, AGE_WRONG),
    (AUTHOR, AUTHOR_WRONG),
]
NAMES = ["power", "alias", "unique", "sponsor", "adult", "check", "age", "author"]


def _cases(pairs):
    for name, (asked, answers) in zip(NAMES, pairs, strict=True):
        for number, answer in enumerate(answers):
            yield pytest.param(asked, answer, id=f"{name}-{number}")


@pytest.mark.parametrize(("asked", "answer"), list(_cases(RIGHT)))
def test_a_right_migration_passes_whatever_its_style(asked, answer):
    verdict = judge_migration(asked, answer)
    assert verdict.passed is True, verdict


@pytest.mark.parametrize("asked", [asked for asked, _ in RIGHT], ids=NAMES)
def test_the_reference_passes(asked):
    assert judge_migration(asked, asked.reference).passed is True


@pytest.mark.parametrize(("asked", "case"), list(_cases(WRONG)))
def test_a_wrong_migration_is_refused_and_told_why(asked, case):
    answer, misconception = case
    verdict = judge_migration(asked, answer)
    assert verdict.passed is False, "accepted"
    assert verdict.misconception == misconception, verdict
    assert repr(verdict) == repr(judge_migration(asked, answer))
    rows = sum(map(len, (verdict.counterexample or {}).values()))
    assert rows <= 3, verdict


# What nobody should write


def loop():
    while True:
        pass


def leave():
    raise SystemExit


def endless_sql():
    op.execute(
        "UPDATE hero SET age = (WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)"
    )


def many_statements():
    while True:
        op.execute("SELECT 1")


def drop_everything():
    for table in reversed(Hero.metadata.sorted_tables):
        op.drop_table(table.name)


@pytest.mark.parametrize(
    ("way", "misconception"),
    [
        (loop, "endless"),
        (leave, "exits"),
        (endless_sql, "endless"),
        (many_statements, "too_many_statements"),
        (drop_everything, "wrong_schema"),
    ],
)
def test_a_hostile_migration_is_stopped_and_leaves_op_alone(way, misconception):
    start = time.monotonic()
    verdict = judge_migration(POWER, [way, nothing])
    assert (verdict.passed, verdict.misconception) == (False, misconception)
    assert time.monotonic() - start < 10
    with pytest.raises((NameError, AttributeError)):
        op.get_bind()
    assert judge_migration(POWER, POWER.reference).passed is True


@pytest.mark.parametrize("answer", [..., None, [..., ...], []], ids=str)
def test_three_dots_are_no_attempt(answer):
    assert judge_migration(POWER, answer).passed is None


async def in_async():
    pass


@pytest.mark.parametrize(
    "answer",
    [3, [1, 2], [nothing] * 3, [nothing, "x"], [lambda a, b: 1, nothing], [in_async, nothing]],
    ids=["number", "numbers", "three", "text", "two arguments", "async"],
)
def test_what_is_no_migration_is_told_in_a_sentence(answer):
    verdict = judge_migration(POWER, answer)
    assert verdict.passed is False
    assert verdict.message.endswith(".")


def test_a_column_without_a_value_is_told_on_one_row():
    assert repr(judge_migration(POWER, POWER_WRONG[0][0])) == (
        "Not yet. hero.power may not be NULL, but the rows that are there have no value for it.\n"
        "On this database the answers differ:\n"
        "    hero\n"
        "    id  name      age   team_id  secret_name\n"
        "    --  --------  ----  -------  -----------\n"
        "     2  Deadpond  NULL  NULL     Zoë\n"
        "yours     OperationalError: Cannot add a NOT NULL column with default value NULL\n"
        "Let the column be NULL at first, fill it, and then require it; or give it a default."
    )


def test_an_index_more_than_asked_for_is_a_note():
    assert judge_migration(SPONSOR, SPONSOR_RIGHT[2]).notes == (
        ["There is an index more than asked for, on sponsor.name."]
    )


def test_a_migration_without_a_way_back_may_be_asked_for():
    asked = task(models=(Hero,), reference=[alias_up, gives_up])
    assert judge_migration(asked, [alias_up]).passed is True


def test_checks_are_read_from_hand_written_sql():
    sql = "CREATE TABLE t (a INTEGER CHECK (a >= 0 AND (a < 9)), b TEXT CHECK(b <> ')'), c INT)"
    assert checks_in(sql) == ["a >= 0 AND (a < 9)", "b <> ')'"]


def test_an_alternate_is_accepted_where_it_differs_from_the_reference():
    other = [power_up_nullable, power_down]
    asked = task(models=(Hero,), reference=POWER.reference, alternates=[other])
    assert judge_migration(asked, [power_up_nullable, power_down_in_batch]).passed is True


def test_an_alternate_costs_two_runs_of_the_reference_on_a_world_at_most():
    calls = []

    def counted_up():
        calls.append(1)
        power_up()

    asked = task(models=(Hero,), reference=[counted_up, power_down], alternates=[POWER.reference])
    plan = Plan(asked)
    assert len(plan.accepted) == 1
    assert len(calls) <= 2 * len(plan.builder.fixed)


def test_a_reference_whose_way_back_raises_is_refused() -> None:
    broken = task(models=(Hero,), reference=[power_up, lambda: op.drop_column("hero", "nowhere")])
    with pytest.raises(ValueError, match="The reference of"):
        judge_migration(broken, [power_up, nothing])
