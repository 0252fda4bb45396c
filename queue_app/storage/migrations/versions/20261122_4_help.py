"""Counters that call for help"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_4"
down_revision = "20261122_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counters", sa.Column("help_since", sa.BigInteger(), nullable=True))
