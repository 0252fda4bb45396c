"""Every change of an office's settings, who made it, before and after; what an office says of itself and shows"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_5"
down_revision = "20261122_4"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("header", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("welcome", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("texts", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("accent", sa.String(length=7), nullable=False, server_default=""),
        sa.Column("emblem", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("offices", column)
    op.add_column("tokens", sa.Column("name", sa.String(length=100), nullable=False, server_default=""))
    op.create_table(
        "changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("section", sa.String(length=32), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("takes_back", ID, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_changes_office_id")),
        sa.ForeignKeyConstraint(["takes_back"], ["changes.id"], name=op.f("fk_changes_takes_back")),
        sa.ForeignKeyConstraint(["undone_by"], ["changes.id"], name=op.f("fk_changes_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_office_id_id", "changes", ["office_id", "id"])
