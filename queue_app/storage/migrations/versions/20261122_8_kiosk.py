"""What a kiosk shows of an office"""

revision = "20261122_8"
down_revision = "20261122_7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
