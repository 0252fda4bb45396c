"""The journal as the database holds it, on both kinds."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from queue_app.domain.offices import Office
from queue_app.services import tickets
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from tests.conftest import Clock

AGAIN = (
    "INSERT INTO journal SELECT office_id, seq, version, ticket_id, at, move, from_state, to_state, 'user:1', "
    "counter_id, standing, why, hash FROM journal WHERE seq = 1"
)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET actor = 'user:1'",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE seq = 1",
        f"{AGAIN} ON CONFLICT (office_id, seq) DO UPDATE SET actor = 'user:1'",
    ],
)
def test_the_database_itself_refuses_to_change_the_journal(
    database: Database, thanh_liet: Office, clock: Clock, change: str
) -> None:
    with database.transaction(thanh_liet.id) as tx:
        wish = Wish(thanh_liet.queue("A"))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=clock())
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as tx:
        tx.connection.execute(text(change))
    with database.reading() as tx:
        assert tx.connection.execute(text("SELECT actor FROM journal")).scalars().all() == ["token:1"]


@pytest.mark.parametrize("way", ["INSERT", "INSERT OR REPLACE", "REPLACE"])
def test_no_row_takes_the_place_of_one_that_is_there(
    database: Database, thanh_liet: Office, clock: Clock, way: str
) -> None:
    with database.transaction(thanh_liet.id) as tx:
        wish = Wish(thanh_liet.queue("A"))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=clock())
    with (
        pytest.raises(DBAPIError, match=r"append-only|pk_journal|syntax error"),
        database.transaction() as tx,
    ):
        tx.connection.execute(text(AGAIN.replace("INSERT", way, 1)))
    with database.reading() as tx:
        assert tx.connection.execute(text("SELECT actor FROM journal")).scalars().all() == ["token:1"]
