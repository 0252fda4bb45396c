"""Every change of an office's settings, who made it, before and after"""

revision = "20261122_5"
down_revision = "20261122_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
