"""What a desk writes down: notes and calls for help"""

revision = "20261122_4"
down_revision = "20261122_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
