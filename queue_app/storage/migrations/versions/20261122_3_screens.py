"""Screens that a room has: paired, named, last seen; what an office aims at, and what it announces when"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_3"
down_revision = "20261122_2"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MINUTE = 60 * 1_000_000


def upgrade() -> None:
    _waits()
    _announcements()
    _screens()
    _slips()


def _waits() -> None:
    usual = str(20 * MINUTE)
    op.add_column("offices", sa.Column("target_wait", sa.BigInteger(), nullable=False, server_default=usual))
    op.add_column("queues", sa.Column("target_wait", sa.BigInteger(), nullable=True))


def _announcements() -> None:
    for column in (
        sa.Column("text_en", sa.String(length=400), nullable=False, server_default=""),
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("shown_from", sa.BigInteger(), nullable=True),
        sa.Column("shown_until", sa.BigInteger(), nullable=True),
    ):
        op.add_column("announcements", column)


def _screens() -> None:
    for column in (
        sa.Column("alive_since", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("release", sa.String(length=32), nullable=False, server_default=""),
    ):
        op.add_column("tokens", column)
    op.create_table(
        "screens",
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("paired_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_screens_office_id")),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_screens_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        sa.UniqueConstraint("token_id", name=op.f("uq_screens_token_id")),
    )
    op.create_index(op.f("ix_screens_office_id"), "screens", ["office_id"])
    op.create_table(
        "pairings",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_pairings")),
        sa.UniqueConstraint("digest", name=op.f("uq_pairings_digest")),
    )


def _slips() -> None:
    """Of a year of slips the few that a person has to look at are found at once."""
    troubled = sa.text("state IN ('unknown', 'failed')")
    op.create_index(
        "ix_print_jobs_troubled",
        "print_jobs",
        ["office_id", "queued_at"],
        sqlite_where=troubled,
        postgresql_where=troubled,
    )
