"""Heroes go on missions.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the missions, and the link that says who went on which."""
    op.create_table(
        "mission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mission")),
    )
    with op.batch_alter_table("mission") as batch:
        batch.create_index(op.f("ix_mission_name"), ["name"])
    op.create_table(
        "heromissionlink",
        sa.Column("role", sqlmodel.AutoString(), nullable=False),
        sa.Column("hero_id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hero_id"], ["hero.id"], name=op.f("fk_heromissionlink_hero_id_hero")
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["mission.id"], name=op.f("fk_heromissionlink_mission_id_mission")
        ),
        sa.PrimaryKeyConstraint("hero_id", "mission_id", name=op.f("pk_heromissionlink")),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("heromissionlink")
    op.drop_table("mission")
