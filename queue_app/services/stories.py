"""What has been done with a ticket, told in words from its journal; for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from typing_extensions import TypedDict

from queue_app.domain.journal import CITIZEN, CLOCK, Entry
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move
from queue_app.services.calls import in_each
from queue_app.services.rooms import clock_time, timestamp
from queue_app.services.views import Sentences
from queue_app.storage import people
from queue_app.storage.database import Tx
from queue_app.texts import Texts


class StoryLine(TypedDict):
    at: str
    text: Sentences


def story(tx: Tx, office: Office, entries: Sequence[Entry], texts: Texts) -> list[StoryLine]:
    """A line a move, first to last. A class of priority and its reason are not told."""
    teller = _Teller(office, people.names_of(tx.connection, _people_in(entries)), texts)
    return [
        StoryLine(at=timestamp(office, entry.at), text=in_each(office, partial(teller.tell, entry)))
        for entry in entries
    ]


def _people_in(entries: Sequence[Entry]) -> set[int]:
    named = {int(entry.actor.removeprefix("user:")) for entry in entries if entry.actor.startswith("user:")}
    return named | {
        int(entry.why["to_person"]) for entry in entries if entry.why and "to_person" in entry.why
    }


@dataclass(frozen=True)
class _Teller:
    office: Office
    names: Mapping[int, str]
    texts: Texts

    def tell(self, entry: Entry, language: str) -> str:
        """The line of one move."""
        why = entry.why or {}
        told = self.texts.get(
            language,
            f"story.{_key(entry, why)}",
            who=self._who(language, entry),
            counter=self._counter(entry),
            reason=why.get("by_hand", ""),
            queue=why.get("to_queue", ""),
            to=why.get("to_counter", ""),
            person=self.names.get(why.get("to_person", 0), ""),
            until=_until(why),
        )
        return told[:1].upper() + told[1:]

    def _who(self, language: str, entry: Entry) -> str:
        kind, _, number = entry.actor.partition(":")
        if kind == "user":
            return self.names.get(int(number), "")
        if kind in (CITIZEN, CLOCK):
            return self.texts.get(language, f"story.{kind}")
        if entry.counter_id is None:
            return self.texts.get(language, "story.device")
        return self.texts.get(language, "common.counter", n=self._counter(entry))

    def _counter(self, entry: Entry) -> int | str:
        known = self.office.counters_by_id.get(entry.counter_id or 0)
        return known.number if known else ""


def _key(entry: Entry, why: Mapping[str, Any]) -> str:
    """The key of the sentence: a move has several where it can mean several things."""
    if entry.move is Move.CALL and "by_hand" in why:
        return "call-by-hand"
    if entry.move is Move.TRANSFER:
        return next(f"transfer-{to}" for to in ("queue", "counter", "person") if f"to_{to}" in why)
    if entry.move is Move.NOTE and "erased" in why:
        return "note-erased"
    return entry.move.value


def _until(why: Mapping[str, Any]) -> str:
    return clock_time(datetime.fromisoformat(why["until"])) if "until" in why else ""
