"""The exercises of 16 Migrations: new columns, other names and rules, on tables with rows."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session, col, select

from heroes.judge import Exercise
from heroes.models import Hero, Mission, Team

CHAPTER = "16_migrations"

MODEL_LINE = "add the field `city: str` to the model Team"
REVISE_LINE = 'command.revision(config, "teams have a city", autogenerate=True)'
EDIT_LINE = "in the new file: add the column nullable, fill it, then require it"
UPGRADE_LINE = 'command.upgrade(config, "head")'
CHECK_LINE = "command.check(config)"

steps = Exercise(
    id="migrations.steps",
    chapter=CHAPTER,
    title="A required column, step by step",
    prompt=(
        "The table team has rows, the database is at head, and the models have not changed yet. "
        "Put the steps in order, so that each team gets a city, no step fails, and the last one "
        "finds nothing left to do."
    ),
    kind="order",
    concepts=("autogenerate", "upgrade", "data_migration"),
    minutes=3,
    starter="lines = ...  # a list of the numbers above",
    reference=[MODEL_LINE, REVISE_LINE, EDIT_LINE, UPGRADE_LINE, CHECK_LINE],
    wrong=[
        ([REVISE_LINE, MODEL_LINE, EDIT_LINE, UPGRADE_LINE, CHECK_LINE], "revision_before_model"),
        ([MODEL_LINE, EDIT_LINE, REVISE_LINE, UPGRADE_LINE, CHECK_LINE], "used_before_defined"),
        (
            [MODEL_LINE, REVISE_LINE, UPGRADE_LINE, EDIT_LINE, CHECK_LINE],
            "not_null_without_default",
        ),
    ],
    hints=(
        "What does autogenerate compare with the database, and when?",
        "A file is corrected before it runs, and a check asks for a database that is at head.",
    ),
)


def _nothing() -> None:
    pass


def _reward_up() -> None:
    op.add_column(
        "mission", sa.Column("reward", sa.Integer(), nullable=False, server_default="100")
    )


def _reward_down() -> None:
    op.drop_column("mission", "reward")


def _reward_up_in_three_steps() -> None:
    op.add_column("mission", sa.Column("reward", sa.Integer(), nullable=True))
    op.execute("UPDATE mission SET reward = 100")
    with op.batch_alter_table("mission") as batch:
        batch.alter_column("reward", nullable=False)


def _reward_down_in_batch() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.drop_column("reward")


def _reward_up_as_generated() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.add_column(sa.Column("reward", sa.Integer(), nullable=False))


def _reward_up_nullable() -> None:
    op.add_column("mission", sa.Column("reward", sa.Integer(), server_default="100"))


def _reward_up_never_filled() -> None:
    op.add_column("mission", sa.Column("reward", sa.Integer()))
    with op.batch_alter_table("mission") as batch:
        batch.alter_column("reward", nullable=False)


def _reward_up_as_text() -> None:
    op.add_column("mission", sa.Column("reward", sa.String(), nullable=False, server_default="100"))


def _reward_up_zero() -> None:
    op.add_column("mission", sa.Column("reward", sa.Integer(), nullable=False, server_default="0"))


def _reward_up_in_place() -> None:
    op.add_column("mission", sa.Column("reward", sa.Integer()))
    op.execute("UPDATE mission SET reward = 100")
    op.alter_column("mission", "reward", nullable=False)


def _reward_up_by_starting_over() -> None:
    op.execute("DELETE FROM mission")
    op.add_column("mission", sa.Column("reward", sa.Integer(), nullable=False))


reward = Exercise(
    id="migrations.reward",
    chapter=CHAPTER,
    title="A reward",
    prompt=(
        "Give the table mission a column reward, a whole number that is never NULL: 100 for the "
        "missions that are there. Whether a default stays in the database does not matter. The "
        "way back drops the column. The database is SQLite."
    ),
    kind="migrate",
    concepts=("add_column", "server_default", "nullability", "upgrade"),
    minutes=4,
    models=(Mission,),
    starter="def upgrade(): ...\n\n\ndef downgrade(): ...\n\n\nanswer = [upgrade, downgrade]",
    reference=[_reward_up, _reward_down],
    alternates=[
        [_reward_up_in_three_steps, _reward_down],
        [_reward_up_in_three_steps, _reward_down_in_batch],
    ],
    wrong=[
        ([_reward_up_as_generated, _reward_down], "not_null_without_default"),
        ([_reward_up_never_filled, _reward_down], "not_null_without_default"),
        ([_reward_up_nullable, _reward_down], "wrong_nullability"),
        ([_reward_up_as_text, _reward_down], "wrong_type"),
        ([_reward_up_zero, _reward_down], "wrong_new_value"),
        ([_reward_up_in_place, _reward_down], "not_batch"),
        ([_reward_up_by_starting_over, _reward_down], "rows_lost"),
        ([_reward_up, _nothing], "downgrade_missing"),
        ([_reward_up], "downgrade_missing"),
    ],
    hints=(
        "The rows that are there need a value in the moment in which the column refuses NULL.",
        "A server_default, given as a text, is such a value.",
    ),
)


def _alias_up() -> None:
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("secret_name", new_column_name="alias")


def _alias_down() -> None:
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("alias", new_column_name="secret_name")


def _alias_up_directly() -> None:
    op.alter_column("hero", "secret_name", new_column_name="alias")


def _alias_down_directly() -> None:
    op.alter_column("hero", "alias", new_column_name="secret_name")


def _alias_up_by_copy() -> None:
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=True))
    op.execute("UPDATE hero SET alias = secret_name")
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("alias", nullable=False)
        batch.drop_column("secret_name")


def _alias_up_empty() -> None:
    with op.batch_alter_table("hero") as batch:
        batch.add_column(sa.Column("alias", sa.String(), nullable=False, server_default=""))
        batch.drop_column("secret_name")


def _alias_down_empty() -> None:
    with op.batch_alter_table("hero") as batch:
        batch.add_column(sa.Column("secret_name", sa.String(), nullable=False, server_default=""))
        batch.drop_column("alias")


def _alias_up_from_name() -> None:
    _alias_up_empty_beside()
    op.execute("UPDATE hero SET alias = name")
    op.drop_column("hero", "secret_name")


def _alias_up_empty_beside() -> None:
    op.add_column("hero", sa.Column("alias", sa.String(), nullable=False, server_default=""))


def _alias_up_kept_both() -> None:
    _alias_up_empty_beside()
    op.execute("UPDATE hero SET alias = secret_name")


def _alias_down_of_both() -> None:
    op.drop_column("hero", "alias")


def _alias_up_misspelt() -> None:
    op.alter_column("hero", "secret_name", new_column_name="alter_ego")


def _alias_up_nullable() -> None:
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("secret_name", new_column_name="alias", nullable=True)


rename = Exercise(
    id="migrations.rename",
    chapter=CHAPTER,
    title="Another name, the same values",
    prompt=(
        "The column hero.secret_name is to be called alias. Autogenerate wrote this migration, "
        "and somebody added the default so that it runs: it loses every value, there and back. "
        "Repair both ways. The column stays text that is never NULL."
    ),
    kind="migrate",
    concepts=("alter_column", "autogenerate", "batch", "upgrade"),
    minutes=5,
    models=(Hero,),
    starter=(
        "def upgrade():\n"
        '    with op.batch_alter_table("hero") as batch:\n'
        "        batch.add_column(\n"
        '            sa.Column("alias", sa.String(), nullable=False, server_default="")\n'
        "        )\n"
        '        batch.drop_column("secret_name")\n'
        "\n"
        "\n"
        "def downgrade():\n"
        '    with op.batch_alter_table("hero") as batch:\n'
        '        batch.add_column(sa.Column("secret_name", sa.String(), server_default=""))\n'
        '        batch.drop_column("alias")\n'
        "\n"
        "\n"
        "answer = [upgrade, downgrade]"
    ),
    reference=[_alias_up, _alias_down],
    alternates=[[_alias_up_directly, _alias_down_directly], [_alias_up_by_copy, _alias_down]],
    wrong=[
        ([_alias_up_empty, _alias_down], "rows_lost"),
        ([_alias_up, _alias_down_empty], "rows_lost"),
        ([_alias_up_from_name, _alias_down], "rows_lost"),
        ([_alias_up_kept_both, _alias_down_of_both], "wrong_schema"),
        ([_alias_up_misspelt, _alias_down], "wrong_name"),
        ([_alias_up_nullable, _alias_down], "wrong_nullability"),
        ([_alias_up, _nothing], "downgrade_missing"),
    ],
    hints=(
        "A column that is dropped takes its values along. Nothing has to be dropped here.",
        "alter_column changes what you name: its type, its NULL, or what it is called.",
    ),
)


def _unique_up() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.create_unique_constraint("uq_mission_name", ["name"])


def _unique_down() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.drop_constraint("uq_mission_name", type_="unique")


def _unique_up_as_index() -> None:
    op.create_index("uq_mission_name", "mission", ["name"], unique=True)


def _unique_down_as_index() -> None:
    op.drop_index("uq_mission_name", "mission")


def _unique_up_instead_of_the_index() -> None:
    op.drop_index("ix_mission_name", "mission")
    op.create_index("ix_mission_name", "mission", ["name"], unique=True)


def _unique_down_to_the_index() -> None:
    op.drop_index("ix_mission_name", "mission")
    op.create_index("ix_mission_name", "mission", ["name"])


def _unique_up_in_place() -> None:
    op.create_unique_constraint("uq_mission_name", "mission", ["name"])


def _unique_down_in_place() -> None:
    op.drop_constraint("uq_mission_name", "mission", type_="unique")


def _unique_up_without_name() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.create_unique_constraint(None, ["name"])


def _unique_up_as_pair() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.create_unique_constraint("uq_mission_name", ["name", "starts_on"])


def _unique_down_by_another_name() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.drop_constraint("uq_mission", type_="unique")


def _index_up() -> None:
    op.create_index("another", "mission", ["name"])


def _index_down() -> None:
    op.drop_index("another", "mission")


unique = Exercise(
    id="migrations.unique",
    chapter=CHAPTER,
    title="No name twice",
    prompt=(
        "From now on the database, SQLite, refuses two missions of the same name. There are no "
        "such two yet. The way back lets them in again. What you call the rule does not matter."
    ),
    kind="migrate",
    concepts=("unique", "naming_convention", "batch", "upgrade"),
    minutes=5,
    models=(Mission,),
    unique=("mission.name",),
    starter=reward.starter,
    reference=[_unique_up, _unique_down],
    alternates=[
        [_unique_up_as_index, _unique_down_as_index],
        [_unique_up_instead_of_the_index, _unique_down_to_the_index],
    ],
    wrong=[
        ([_unique_up_in_place, _unique_down], "not_batch"),
        ([_unique_up, _unique_down_in_place], "not_batch"),
        ([_unique_up_without_name, _unique_down], "unnamed_constraint"),
        ([_unique_up_as_pair, _unique_down], "missing_unique"),
        ([_index_up, _index_down], "missing_unique"),
        ([_unique_up, _unique_down_by_another_name], "wrong_name"),
        ([_unique_up, _nothing], "downgrade_missing"),
    ],
    hints=(
        "SQLite adds no constraint to a table that is there. What does batch mode do instead?",
        "The way back has to find the constraint: what finds it?",
    ),
)


def _rank_up() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=True))
    op.execute("UPDATE hero SET rank = CASE WHEN age >= 40 THEN 'veteran' ELSE 'regular' END")
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("rank", nullable=False)


def _rank_down() -> None:
    with op.batch_alter_table("hero") as batch:
        batch.drop_column("rank")


def _rank_up_by_default() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=False, server_default="regular"))
    hero = sa.table("hero", sa.column("age"), sa.column("rank"))
    op.execute(sa.update(hero).where(hero.c.age >= 40).values(rank="veteran"))


def _rank_up_by_session() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=True))
    hero = sa.table("hero", sa.column("id"), sa.column("rank"))
    with Session(op.get_bind()) as session:
        found = session.exec(select(Hero.id).where(col(Hero.age) >= 40)).all()
        session.execute(sa.update(hero).values(rank="regular"))
        session.execute(sa.update(hero).where(hero.c.id.in_(found)).values(rank="veteran"))
        session.commit()
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("rank", nullable=False)


def _rank_up_of_known_ages() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=True))
    op.execute("UPDATE hero SET rank = 'veteran' WHERE age >= 40")
    op.execute("UPDATE hero SET rank = 'regular' WHERE age < 40")
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("rank", nullable=False)


def _rank_up_filled_with(case: str) -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=True))
    op.execute(f"UPDATE hero SET rank = {case}")
    with op.batch_alter_table("hero") as batch:
        batch.alter_column("rank", nullable=False)


def _rank_up_above_40() -> None:
    _rank_up_filled_with("CASE WHEN age > 40 THEN 'veteran' ELSE 'regular' END")


def _rank_up_with_unknown_veterans() -> None:
    _rank_up_filled_with("CASE WHEN age < 40 THEN 'regular' ELSE 'veteran' END")


def _rank_up_all_regular() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=False, server_default="regular"))


def _rank_up_nullable() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=True))
    op.execute("UPDATE hero SET rank = CASE WHEN age >= 40 THEN 'veteran' ELSE 'regular' END")


def _rank_up_required_first() -> None:
    op.add_column("hero", sa.Column("rank", sa.String(), nullable=False))
    op.execute("UPDATE hero SET rank = CASE WHEN age >= 40 THEN 'veteran' ELSE 'regular' END")


def _rank_up_instead_of_age() -> None:
    _rank_up()
    with op.batch_alter_table("hero") as batch:
        batch.drop_index("ix_hero_age")
        batch.drop_column("age")


ranks = Exercise(
    id="migrations.ranks",
    chapter=CHAPTER,
    title="Ranks from ages",
    prompt=(
        "Give the table hero a column rank, a text that is never NULL. Of the heroes that are "
        'there, those of 40 years and more are "veteran", and all others are "regular", also '
        "those whose age is unknown. Whether a default stays in the database does not matter. "
        "The way back drops the column. The database is SQLite."
    ),
    kind="migrate",
    concepts=(
        "data_migration",
        "add_column",
        "alter_column",
        "batch",
        "text",
        "null",
        "nullability",
        "upgrade",
    ),
    minutes=7,
    models=(Hero, Team),
    starter=reward.starter,
    reference=[_rank_up, _rank_down],
    alternates=[[_rank_up_by_default, _rank_down], [_rank_up_by_session, _rank_down]],
    wrong=[
        ([_rank_up_of_known_ages, _rank_down], "not_null_without_default"),
        ([_rank_up_required_first, _rank_down], "not_null_without_default"),
        ([_rank_up_above_40, _rank_down], "wrong_new_value"),
        ([_rank_up_with_unknown_veterans, _rank_down], "wrong_new_value"),
        ([_rank_up_all_regular, _rank_down], "wrong_new_value"),
        ([_rank_up_nullable, _rank_down], "wrong_nullability"),
        ([_rank_up_instead_of_age, _rank_down], "wrong_schema"),
        ([_rank_up, _nothing], "downgrade_missing"),
    ],
    hints=(
        "Three steps: add the column so that it may be NULL, fill it, and then require it.",
        "An age that is unknown is neither under 40 nor over it. ELSE in a CASE gets all the rest.",
    ),
)
