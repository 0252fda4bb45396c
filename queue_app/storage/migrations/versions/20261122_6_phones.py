"""Phones that asked to be told"""

revision = "20261122_6"
down_revision = "20261122_5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
