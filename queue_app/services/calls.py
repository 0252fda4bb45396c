"""Calling people to a counter, and why it was their turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from queue_app.domain.errors import CounterChanged, MoveRefused, NobodyWaiting, NotCalled
from queue_app.domain.journal import Entry
from queue_app.domain.offices import Counter, Office
from queue_app.domain.standing import InLine
from queue_app.domain.tickets import Move, State, Ticket, after, pool_of
from queue_app.services import counters
from queue_app.services.rooms import clock_time, timestamp
from queue_app.services.tickets import deliver, record, require_judged
from queue_app.services.views import Sentences
from queue_app.storage import journal, tickets
from queue_app.storage.database import Tx
from queue_app.storage.models.base import AnyRow
from queue_app.storage.tickets import NextUp
from queue_app.texts import Texts

ANY = -1
"""Whatever ticket is at the counter."""


def call_next(
    tx: Tx,
    office: Office,
    counter: Counter,
    *,
    actor: str,
    user_id: int | None = None,
    present: int | None = ANY,
    delivered: Mapping[str, int] | None = None,
    now: datetime,
) -> Ticket:
    """Call the person whose turn it is at this counter: of its own pools first, then by standing + lag.

    The counter opens if it was not; the ticket it still has is finished with the same press.
    `present` is the ticket that the caller believes to be there (None: nobody): two who press at once then
    do not send away a person whom neither has seen, and a press that is repeated because its answer was lost
    calls nobody else. `delivered` is what the finished visit ended with, as for `finish`. Raises NobodyWaiting
    when no one is, CounterTaken when somebody else sits there, CounterChanged when another ticket is,
    PriorityUnconfirmed where the finished one needs a look first; then nothing changes.
    """
    lags = {office.queue(code).id: lag for code, lag in counter.lags.items()}
    up = tickets.next_up(tx.connection, counter.id, lags)
    if not _is_theirs(up, user_id):
        counters.occupy(tx, office, counter, user_id=user_id, actor=actor, now=now)
        up = tickets.next_up(tx.connection, counter.id, lags)
    finished = _finish_present(tx, office, counter, present, delivered, actor=actor, now=now)
    if not up.line:
        raise NobodyWaiting(counter=counter.number)
    ticket = tickets.claim(tx.connection, up.line[0].id, counter.id, seen=State.WAITING, now=now)
    if ticket is None:
        raise MoveRefused(move=Move.CALL.value, state=State.WAITING.value)
    first, *behind = (_in_line(office, row) for row in up.line)
    why = _why(office, counter, first, behind[0] if behind else None)
    record(tx, *finished, Entry.of(Move.CALL, ticket, State.WAITING, at=now, actor=actor, why=why))
    return ticket


def call(
    tx: Tx,
    office: Office,
    counter: Counter,
    ticket: Ticket,
    *,
    reason: str,
    actor: str,
    user_id: int | None = None,
    present: int | None = ANY,
    delivered: Mapping[str, int] | None = None,
    now: datetime,
) -> Ticket:
    """Call this very ticket out of its turn; the journal keeps `reason`, which says why.

    Otherwise as `call_next`. Raises MoveRefused unless the ticket waits or has stepped aside.
    """
    after(Move.CALL, ticket.state)
    counters.occupy(tx, office, counter, user_id=user_id, actor=actor, now=now)
    finished = _finish_present(tx, office, counter, present, delivered, actor=actor, now=now)
    called = tickets.claim(tx.connection, ticket.id, counter.id, seen=ticket.state, now=now)
    if called is None:
        raise MoveRefused(move=Move.CALL.value, state=ticket.state.value)
    why = {
        "standing": timestamp(office, ticket.standing),
        "issued_at": timestamp(office, ticket.issued_at),
        "by_hand": reason,
    }
    record(tx, *finished, Entry.of(Move.CALL, called, ticket.state, at=now, actor=actor, why=why))
    return called


def _is_theirs(up: NextUp, user_id: int | None) -> bool:
    """Whether the counter is open and may go on as it is: nearly every press."""
    return up.counter_state == "open" and user_id in (None, up.user_id)


def _finish_present(
    tx: Tx,
    office: Office,
    counter: Counter,
    present: int | None,
    delivered: Mapping[str, int] | None,
    *,
    actor: str,
    now: datetime,
) -> list[Entry]:
    for code in delivered or {}:
        office.procedure(code)
    ended = tickets.finish_at_counter(tx.connection, counter.id, now=now)
    if present is not ANY and present != (ended.id if ended else None):
        raise CounterChanged(counter=counter.number)
    if ended is None:
        return []
    require_judged(office, ended)
    deliver(tx, office, ended, delivered)
    was = State.SERVING if ended.started_at else State.CALLED
    return [Entry.of(Move.FINISH, ended, was, at=now, actor=actor)]


def _why(office: Office, counter: Counter, chosen: InLine, rival: InLine | None) -> dict[str, Any]:
    """The reason of a call as the journal keeps it: times as RFC 3339, lags in seconds."""
    why: dict[str, Any] = {
        "standing": timestamp(office, chosen.standing),
        "issued_at": timestamp(office, chosen.issued_at),
        "lag_s": _lag(counter, chosen).total_seconds(),
    }
    if chosen.pool:
        why["pool"] = "counter" if chosen.pool == pool_of(counter_id=counter.id) else "person"
    if rival:
        why |= {"rival": rival.label, "rival_standing": timestamp(office, rival.standing)}
        if lag := _lag(counter, rival):
            why["rival_lag_s"] = lag.total_seconds()
    return why


def _lag(counter: Counter, one: InLine) -> timedelta:
    """How far behind its own the counter puts this ticket; nothing where it waits for this counter alone."""
    return timedelta(0) if one.pool else counter.lags[one.queue]


def _in_line(office: Office, row: AnyRow) -> InLine:
    queue = office.queues_by_id[row.queue_id].code
    return InLine(row.id, row.label, queue, row.standing, row.issued_at, pool=row.pool)


def why(tx: Tx, office: Office, ticket: Ticket, texts: Texts) -> Sentences:
    """Why the ticket was called when it was called last, as a sentence in each language of the office.

    Raises NotCalled before that.
    """
    reason = journal.last_reason(tx.connection, ticket.id)
    if reason is None:
        raise NotCalled(label=ticket.label)
    return explained(office, ticket, reason, texts)


def explained(office: Office, ticket: Ticket, reason: Mapping[str, Any], texts: Texts) -> Sentences:
    """The reason of a call, as the journal keeps it, as a sentence in each language of the office."""
    queue = office.queues_by_id[ticket.queue_id].code
    return in_each(office, lambda language: explain(texts, language, ticket.label, queue, reason))


def why_then(office: Office, counter: Counter, line: Sequence[InLine], place: int, texts: Texts) -> Sentences:
    """Why the one at this place of the line will be called before whoever stands behind."""
    chosen, behind = line[place], line[place + 1 : place + 2]
    reason = _why(office, counter, chosen, behind[0] if behind else None)
    return in_each(office, lambda language: explain(texts, language, chosen.label, chosen.queue, reason))


def in_each(office: Office, say: Callable[[str], str]) -> Sentences:
    """What `say` says in each language of the office."""
    sentences: Any = {language: say(language) for language in office.languages}
    said: Sentences = sentences
    return said


def explain(texts: Texts, language: str, label: str, queue: str, why: Mapping[str, Any]) -> str:
    """Why a ticket was called, as one sentence in `language`; a class of priority is not named."""

    def say(key: str, **values: object) -> str:
        return texts.get(language, f"why.{key}", **values)

    issued, standing = (datetime.fromisoformat(why[name]) for name in ("issued_at", "standing"))
    counted = "plain" if standing == issued else "priority" if standing < issued else "later"
    clauses = [say(counted, label=label, issued=clock_time(issued), standing=clock_time(standing))]
    if "by_hand" in why:
        return "; ".join([*clauses, say("by-hand", reason=why["by_hand"])]) + "."
    if "pool" in why:
        clauses.append(say(f"pool-{why['pool']}"))
    elif why["lag_s"]:
        clauses.append(say("lag", queue=queue, minutes=_minutes(why["lag_s"])))
    if "rival" not in why:
        clauses.append(say("alone"))
    elif "pool" in why:
        clauses.append(say("rival-later", rival=why["rival"]))
    else:
        clauses.append(say("rival", rival=why["rival"], standing=_clock(why["rival_standing"])))
        if "rival_lag_s" in why:
            clauses.append(say("rival-lag", rival=why["rival"], minutes=_minutes(why["rival_lag_s"])))
    return "; ".join(clauses) + "."


def _minutes(seconds: float) -> int:
    return timedelta(seconds=seconds) // timedelta(minutes=1)


def _clock(written: str) -> str:
    return clock_time(datetime.fromisoformat(written))
