"""The whole life of a ticket: pools, more time, deliveries, rules of queues, a chained journal"""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "20261122_2"
down_revision = "20261122_1"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MINUTE = 60 * 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_A_TIME = 2000
"""Rows of the journal that are held while they are chained."""


def upgrade() -> None:
    _offices()
    _tickets()
    _deliveries()
    _learning()
    _chain_journal()
    _keep_journal()


def _offices() -> None:
    for name, kind, default in (
        ("reinstate_within", sa.BigInteger(), str(30 * MINUTE)),
        ("transfer_to_end", sa.Boolean(), sa.false()),
        ("closing", sa.String(length=12), "no-show"),
        ("closes_after", sa.BigInteger(), str(120 * MINUTE)),
        ("more_time", sa.BigInteger(), str(10 * MINUTE)),
        ("more_time_at_most", sa.Integer(), "2"),
    ):
        op.add_column("offices", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("offices", sa.Column("closed_through", sa.Date(), nullable=True))
    op.add_column("offices", sa.Column("carried", sa.JSON(none_as_null=True), nullable=True))
    for column in (
        sa.Column("prefix", sa.String(length=4), nullable=False, server_default=""),
        sa.Column("digits", sa.Integer(), nullable=False, server_default="3"),
        sa.Column("first_number", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("last_number", sa.Integer(), nullable=False, server_default="9999"),
        sa.Column("daily_limit", sa.Integer(), nullable=True),
        sa.Column("hours", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("last_ticket", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("closed_reason", sa.String(length=200), nullable=True),
    ):
        op.add_column("queues", column)
    op.execute("UPDATE queues SET prefix = code")
    op.add_column("counters", sa.Column("pause_reason", sa.String(length=200), nullable=True))
    _one_seat_a_person()
    op.add_column("priorities", sa.Column("confirm", sa.Boolean(), nullable=False, server_default=sa.false()))


def _one_seat_a_person() -> None:
    op.execute(
        "UPDATE counters SET state = 'closed', user_id = NULL, opened_at = NULL WHERE user_id IS NOT NULL"
        " AND id NOT IN (SELECT max(id) FROM counters WHERE user_id IS NOT NULL GROUP BY user_id)"
    )
    seated = sa.text("user_id IS NOT NULL")
    op.create_index(
        "uq_counters_user_id",
        "counters",
        ["user_id"],
        unique=True,
        sqlite_where=seated,
        postgresql_where=seated,
    )


def _tickets() -> None:
    # Not by queue any more: a ticket that is handed over takes its number along.
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_constraint("uq_tickets_queue_id_day_number", type_="unique")
        tickets.create_unique_constraint("uq_tickets_office_id_day_label", ["office_id", "day", "label"])
    for column in (
        sa.Column("priority_confirmed", sa.Boolean(), nullable=True),
        sa.Column("first_called_at", sa.BigInteger(), nullable=True),
        sa.Column("pool", sa.String(length=24), nullable=True),
        sa.Column("handed_by", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("back_at", sa.BigInteger(), nullable=True),
        sa.Column("step_backs", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("tickets", column)
    op.execute("UPDATE tickets SET first_called_at = called_at")
    op.drop_index("ix_tickets_line", "tickets")
    for name, columns, where in (
        ("ix_tickets_line", ["queue_id", "standing", "id"], "state = 'waiting' AND pool IS NULL"),
        ("ix_tickets_pools", ["pool", "standing", "id"], "state = 'waiting' AND pool IS NOT NULL"),
    ):
        op.create_index(
            name, "tickets", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("procedure", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_deliveries_office_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_deliveries_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_ticket_id"), "deliveries", ["ticket_id"])


def _learning() -> None:
    op.drop_column("queues", "pace")
    op.create_table(
        "service_times",
        sa.Column("queue_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("squares", sa.Float(), nullable=False),
        sa.Column("privileged", sa.Integer(), nullable=False),
        sa.Column("head_start_s", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_service_times_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", "day", "hour", name=op.f("pk_service_times")),
    )
    op.create_table(
        "learned",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("known", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_learned_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_learned")),
    )


def _chain_journal() -> None:
    """Give every row its place in its office's chain."""
    connection = op.get_bind()
    op.rename_table("journal", "journal_before")
    op.drop_index("ix_journal_ticket_id", "journal_before")
    if connection.dialect.name == "postgresql":
        op.drop_constraint("pk_journal", "journal_before", type_="primary")
    journal = op.create_table(
        "journal",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.String(length=12), nullable=False),
        sa.Column("from_state", sa.String(length=12), nullable=True),
        sa.Column("to_state", sa.String(length=12), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("counter_id", ID, nullable=True),
        sa.Column("standing", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_journal_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_journal_office_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_journal_ticket_id")),
        sa.PrimaryKeyConstraint("office_id", "seq", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_journal_ticket_id"), "journal", ["ticket_id"])
    before = sa.Table("journal_before", sa.MetaData(), autoload_with=connection)
    every = sa.select(before).order_by(before.c.office_id, before.c.id)
    found = connection.execute(every, execution_options={"yield_per": AT_A_TIME}).mappings()
    office_id, seq, last = None, 0, bytes(32)
    for rows in found.partitions():
        chained = []
        for row in rows:
            if row["office_id"] != office_id:
                office_id, seq, last = row["office_id"], 0, bytes(32)
            seq += 1
            last = _hash(last, seq, row)
            values = {name: value for name, value in row.items() if name != "id"}
            chained.append({**values, "seq": seq, "hash": last})
        connection.execute(journal.insert(), chained)
    op.drop_table("journal_before")


def _hash(before: bytes, seq: int, row: sa.RowMapping) -> bytes:
    """The hash of a row as it was defined when this revision was written, whatever becomes of the domain."""
    said = (
        row["office_id"],
        seq,
        row["version"],
        row["ticket_id"],
        row["move"],
        row["from_state"],
        row["to_state"],
        _written(row["at"]),
        row["actor"],
        row["counter_id"],
        _written(row["standing"]),
        row["why"],
    )
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + written.encode()).digest()


def _written(microseconds: int) -> str:
    return (EPOCH + timedelta(microseconds=microseconds)).isoformat(timespec="microseconds")


def _keep_journal() -> None:
    """Let the database itself refuse to change or delete what the journal says."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_refuses_{verb.lower()} BEFORE {verb} ON journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )
        # INSERT OR REPLACE deletes the row that is in its way without asking the trigger above.
        op.execute(
            "CREATE TRIGGER journal_refuses_replace BEFORE INSERT ON journal "
            "WHEN EXISTS (SELECT 1 FROM journal WHERE office_id = NEW.office_id AND seq = NEW.seq) "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_to_change_the_journal() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_journal()"
    )
