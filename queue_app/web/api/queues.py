"""Queues closed and opened by hand."""

from __future__ import annotations

import structlog
from typing_extensions import TypedDict

from queue_app.services import queues as services
from queue_app.services.access import Right
from queue_app.services.queues import ClosedView, closed_view
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Reason, Route, operation, parse
from queue_app.web.parts import parts

log = structlog.get_logger()


class QueueState(TypedDict):
    code: str
    closed: ClosedView | None


class ReasonBody(Body):
    reason: Reason


@operation(
    "Give no more numbers of a queue until it is opened or the day is closed, and say why; who has one is served",
    QueueState,
    body=ReasonBody,
    errors=("unknown-queue",),
)
def close_queue(code: str, letter: str) -> QueueState:
    office, who = allowed(Right.MANAGE, code)
    queue, reason = office.queue(letter), parse(ReasonBody).reason
    with parts().database.transaction(office.id) as tx:
        services.close_queue(tx, office, queue, reason=reason)
    log.info("queue_closed", office=office.code, queue=queue.code, actor=who.actor)
    return _state(code, letter)


@operation("Give numbers of a queue again", QueueState, errors=("unknown-queue",))
def open_queue(code: str, letter: str) -> QueueState:
    office, who = allowed(Right.MANAGE, code)
    queue = office.queue(letter)
    with parts().database.transaction(office.id) as tx:
        services.open_queue(tx, office, queue)
    log.info("queue_opened", office=office.code, queue=queue.code, actor=who.actor)
    return _state(code, letter)


def _state(code: str, letter: str) -> QueueState:
    office = parts().offices.get(code)
    return QueueState(code=letter, closed=closed_view(office, office.queue(letter), parts().clock()))


ROUTES: list[Route] = [
    ("/offices/<code>/queues/<letter>/close", ["POST"], close_queue),
    ("/offices/<code>/queues/<letter>/open", ["POST"], open_queue),
]
