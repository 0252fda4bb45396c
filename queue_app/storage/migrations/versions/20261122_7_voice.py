"""How an office speaks its calls"""

revision = "20261122_7"
down_revision = "20261122_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
