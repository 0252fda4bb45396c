"""How an office speaks its calls"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_7"
down_revision = "20261122_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every office speaks as it did."""
    op.add_column("offices", sa.Column("voice", sa.JSON(), nullable=False, server_default="{}"))
