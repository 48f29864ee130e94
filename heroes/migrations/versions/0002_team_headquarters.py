"""A team has headquarters.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column empty, fill it for the teams that are there, then require it."""
    with op.batch_alter_table("team") as batch:
        batch.add_column(sa.Column("headquarters", sqlmodel.AutoString(), nullable=True))
    headquarters = sa.column("headquarters", sa.String())
    op.execute(sa.update(sa.table("team", headquarters)).values(headquarters="Unknown"))
    with op.batch_alter_table("team") as batch:
        batch.alter_column("headquarters", existing_type=sqlmodel.AutoString(), nullable=False)


def downgrade() -> None:
    """Drop the column, and with it what it holds."""
    with op.batch_alter_table("team") as batch:
        batch.drop_column("headquarters")
