"""Taking a change back, whatever it was about."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain.errors import AlreadyTakenBack
from queue_app.domain.offices import Office
from queue_app.services import changes, people, screens, settings, tokens
from queue_app.storage.database import Tx

_WAYS = {
    people.SECTION: people.take_back,
    screens.SECTION: screens.take_back,
    tokens.SECTION: tokens.take_back,
}


def take_back(tx: Tx, office: Office, change_id: int, *, actor: str, now: datetime) -> int | None:
    """Make undone what this change did; the id of the change that does so.

    Raises UnknownChange, AlreadyTakenBack, NotToBeTakenBack, and SettingChanged where one of its values has been
    changed since.
    """
    undone = changes.find(tx, office, change_id)
    if undone.undone_by is not None:
        raise AlreadyTakenBack(change=change_id)
    way = _WAYS.get(undone.section, settings.take_back)
    return way(tx, office, undone, actor=actor, now=now)
