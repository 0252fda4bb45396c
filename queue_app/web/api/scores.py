"""How well the promised waits were kept, for supervisors."""

from __future__ import annotations

from datetime import date

from flask import request

from queue_app.domain.errors import BadField
from queue_app.services import scores
from queue_app.services.access import Right
from queue_app.services.scores import EstimateScore
from queue_app.web.access import allowed
from queue_app.web.api.operations import Route, operation
from queue_app.web.parts import parts


@operation(
    "How well the promised waits were kept, from `since` to `until` (days; without them the last seven)",
    EstimateScore,
    errors=("unknown-office", "bad-field"),
)
def show_estimate_score(code: str) -> EstimateScore:
    office, _ = allowed(Right.MEASURE, code)
    today = office.business_day(parts().clock())
    since, until = scores.days_asked(_day("since"), _day("until"), today=today)
    with parts().database.reading() as tx:
        return scores.score(tx, office, since=since, until=until)


def _day(name: str) -> date | None:
    written = request.args.get(name)
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BadField(field=name, expected="a day such as 2026-11-23") from None


ROUTES: list[Route] = [("/offices/<code>/estimate-score", ["GET"], show_estimate_score)]
