"""Heroes and teams.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables, the one that the other points to first."""
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    with op.batch_alter_table("team") as batch:
        batch.create_index(op.f("ix_team_name"), ["name"])
    op.create_table(
        "hero",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("secret_name", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_hero_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hero")),
    )
    with op.batch_alter_table("hero") as batch:
        batch.create_index(op.f("ix_hero_age"), ["age"])
        batch.create_index(op.f("ix_hero_name"), ["name"])
        batch.create_index(op.f("ix_hero_team_id"), ["team_id"])


def downgrade() -> None:
    """Drop both tables; their indexes go with them."""
    op.drop_table("hero")
    op.drop_table("team")
