"""Tells each device which release of the pages the server has, and a paired television where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired

from flask_socketio import SocketIO, join_room
from typing_extensions import TypedDict

from queue_app.domain.events import Event, OfficeChanged, ScreenChanged
from queue_app.services import screens
from queue_app.services.access import Principal, Role
from queue_app.services.offices import Offices
from queue_app.storage.database import Database

UNPAIRED = "/tv"
"""Where a television goes that has no place any more."""


class Guide(TypedDict):
    release: str
    address: NotRequired[str]
    """Only for a paired television, or one that was."""


@dataclass(frozen=True)
class Guiding:
    """A listener for connections and for the database."""

    sockets: SocketIO
    database: Database
    offices: Offices
    release: str

    def greet(self, connection: str, who: Principal) -> None:
        """Tell a device that has just said what it watches."""
        guide = Guide(release=self.release)
        if who.token_id is not None:
            join_room(_of_token(who.token_id))
            if who.role is Role.DISPLAY and (address := self._address(who.token_id)):
                guide["address"] = address
        self.sockets.emit("guide", guide, to=connection)

    def hear(self, happened: Event) -> None:
        """A listener for the database: sends a television on once it has another board, or none.

        After a change of the office that may be so for each of its televisions: a counter is no more.
        """
        if isinstance(happened, ScreenChanged):
            self._guide(happened.token_id)
        elif isinstance(happened, OfficeChanged):
            with self.database.reading() as tx:
                paired = screens.paired_tokens(tx, happened.office_id)
            for token_id in paired:
                self._guide(token_id)

    def _guide(self, token_id: int) -> None:
        guide = Guide(release=self.release, address=self._address(token_id) or UNPAIRED)
        self.sockets.emit("guide", guide, to=_of_token(token_id))

    def _address(self, token_id: int) -> str | None:
        with self.database.reading() as tx:
            place = screens.place_of_token(tx, token_id)
        if place is None:
            return None
        return screens.address(self.offices.get(place.office), place.kind, place.settings)


def _of_token(token_id: int) -> str:
    return f"token:{token_id}"
