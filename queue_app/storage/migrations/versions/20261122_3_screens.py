"""Screens that a room has: paired, named, last seen"""

revision = "20261122_3"
down_revision = "20261122_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
