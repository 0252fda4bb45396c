"""Somebody who moves to another office: nobody there calls those of the old one."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from queue_app.domain.errors import NobodyWaiting, PersonAway
from queue_app.domain.offices import Office
from queue_app.domain.tickets import State
from queue_app.profiles import schema
from queue_app.services import counters, tickets, transfers
from queue_app.services.offices import import_profile
from queue_app.services.transfers import To
from queue_app.storage.database import Database
from queue_app.storage.models import TICKETS
from tests.conftest import MONDAY, Clock
from tests.services.test_moves import Ward


@pytest.fixture
def here(database: Database, thanh_liet: Office, clock: Clock) -> Ward:
    return Ward(database, thanh_liet, clock)


@pytest.fixture
def there(database: Database, clock: Clock) -> Ward:
    """Another office in the same database."""
    profile = schema.read(schema.find("phuong-thanh-liet"))
    other = profile.model_copy(update={"office": profile.office.model_copy(update={"code": "phuong-khac"})})
    with database.transaction() as tx:
        return Ward(database, import_profile(tx, other, always_open=True, now=MONDAY), clock)


def test_a_ticket_goes_back_to_nobody_who_works_at_another_office_now(here: Ward, there: Ward) -> None:
    ha = here.person("ha")
    ticket = here.takes("A")
    here.calls_next(2, ha)
    here.hands(ticket, queue=here.office.queue("B"))
    with here.act() as tx:
        counters.close_counter(tx, here.office, here.office.counter(2), user_id=ha, now=here.clock())
    there.person("ha")
    there.opens(1, ha)
    here.calls_next(4)
    with pytest.raises(PersonAway) as refused:
        here.hands(ticket, back=True)
    assert refused.value.values == {"person": "Lê Thu Hà"}


def test_who_moves_to_another_office_leaves_their_seat_and_nobody_waits_for_them_in_vain(
    here: Ward, there: Ward
) -> None:
    ha = here.person("ha")
    here.opens(2, ha)
    here.opens(1)
    first, second = here.takes("A"), here.takes("A")
    for ticket, to in ((first, To(person="ha")), (second, To(counter=here.office.counter(2)))):
        here.does(transfers.transfer, ticket, to=to, reason="Hồ sơ của chị Hà")
    there.person("ha")
    there.opens(1, ha)
    assert [here.calls_next(1).id for _ in range(2)] == [first.id, second.id]


def test_the_visit_that_somebody_leaves_behind_goes_on_without_them(here: Ward, there: Ward) -> None:
    ha = here.person("ha")
    ticket = here.takes("A")
    here.calls_next(2, ha)
    there.person("ha")
    there.opens(1, ha)
    assert here.does(tickets.finish, ticket).state is State.DONE


def test_no_office_calls_a_ticket_of_another(here: Ward, there: Ward) -> None:
    ha = there.person("ha")
    there.opens(1, ha)
    ticket = here.takes("A")
    with here.act() as tx:
        tx.connection.execute(update(TICKETS).where(TICKETS.c.id == ticket.id).values(pool=f"user:{ha}"))
    with pytest.raises(NobodyWaiting):
        there.calls_next(1, ha)
