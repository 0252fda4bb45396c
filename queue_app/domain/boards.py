"""The boards a television can show, and what is set for one: the very words of its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from urllib.parse import urlencode

from queue_app.domain.calendar import Session
from queue_app.domain.errors import BadBoard, UnknownCounter, UnknownQueue
from queue_app.domain.offices import Office, Queue


class Kind(StrEnum):
    """A folder of `displays/` each."""

    MAIN = "main"
    ZONE = "zone"
    MEDIA = "media"
    COUNTER = "counter"
    PROCEDURES = "procedures"


LOUDEST = 100
_FOLDER = re.compile(r"^[a-z0-9][a-z0-9-]{0,63}$")
_QUIET = re.compile(r"^(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)$")


@dataclass(frozen=True)
class BoardSettings:
    """What one television shows and says. `parse` makes it from the words of an address, `words` writes them."""

    kind: Kind = Kind.MAIN
    queues: tuple[str, ...] = ()
    """The letters of the only queues it shows; none: all of them."""
    counters: tuple[int, ...] = ()
    """The numbers of the only counters it shows; none: all of them."""
    volume: int = LOUDEST
    """In percent; 0 is silent."""
    quiet: tuple[Session, ...] = ()
    """When it says nothing, on the office's own clock."""
    second: str = ""
    """The language in which a call is said again; "" for none."""
    folder: str = ""
    """The folder of pictures and films beside the calls."""

    def queues_called(self, office: Office) -> tuple[Queue, ...]:
        """The queues whose people this screen calls: those it names, or those of the counters it names."""
        served = {code for one in office.counters if one.number in self.counters for code in one.lags}
        named = self.queues or (served if self.counters else {queue.code for queue in office.queues})
        return tuple(queue for queue in office.queues if queue.code in named)

    def words(self) -> dict[str, str]:
        """What is not as usual, as the query of an address says it; `parse` reads it again."""
        said = {
            "queues": ",".join(self.queues),
            "counters": ",".join(map(str, self.counters)),
            "volume": "" if self.volume == LOUDEST else str(self.volume),
            "quiet": ",".join(f"{one.opens:%H:%M}-{one.closes:%H:%M}" for one in self.quiet),
            "second": self.second,
            "folder": self.folder,
        }
        return {name: word for name, word in said.items() if word}

    def address(self, office: str) -> str:
        """The path and query of this board in the office of this code."""
        path = f"/tv/{office}" + ("" if self.kind is Kind.MAIN else f"/{self.kind.value}")
        query = urlencode(self.words(), safe=",:")
        return f"{path}?{query}" if query else path


def parse(office: Office, kind: str, words: Mapping[str, str]) -> BoardSettings:
    """The board of this kind with these settings. BadBoard says which word is wrong and what it may be.

    Each word may be left out or empty. A zone says which queues or counters it shows, a counter's board
    which counter's it is, and a board with pictures from which folder they come.
    """
    known = _kind(kind)
    for name in words.keys() - {"queues", "counters", "volume", "quiet", "second", "folder"}:
        raise BadBoard(field=name, written=words[name])
    made = BoardSettings(
        kind=known,
        queues=_queues(office, words.get("queues", "")),
        counters=_counters(office, words.get("counters", "")),
        volume=_volume(words.get("volume", "")),
        quiet=tuple(_quiet(part) for part in _parts(words.get("quiet", ""))),
        second=_second(office, words.get("second", "")),
        folder=_folder(words.get("folder", "")),
    )
    if known is Kind.ZONE and not (made.queues or made.counters):
        raise BadBoard(field="zone", written="")
    if known is Kind.COUNTER and len(made.counters) != 1:
        raise BadBoard(field="counter", written=words.get("counters", ""))
    if known is Kind.MEDIA and not made.folder:
        raise BadBoard(field="folder", written="")
    return made


def _kind(written: str) -> Kind:
    try:
        return Kind(written)
    except ValueError:
        raise BadBoard(field="kind", written=written) from None


def _parts(written: str) -> list[str]:
    """What stands between the commas, each once."""
    return list(dict.fromkeys(part for part in (one.strip() for one in written.split(",")) if part))


def _queues(office: Office, written: str) -> tuple[str, ...]:
    letters = tuple(part.upper() for part in _parts(written))
    try:
        return tuple(office.queue(letter).code for letter in letters)
    except UnknownQueue:
        raise BadBoard(field="queues", written=written) from None


def _counters(office: Office, written: str) -> tuple[int, ...]:
    try:
        return tuple(office.counter(int(part)).number for part in _parts(written))
    except (ValueError, UnknownCounter):
        raise BadBoard(field="counters", written=written) from None


def _volume(written: str) -> int:
    if not written:
        return LOUDEST
    if not re.fullmatch(r"[0-9]{1,3}", written) or int(written) > LOUDEST:
        raise BadBoard(field="volume", written=written)
    return int(written)


def _quiet(written: str) -> Session:
    found = _QUIET.match(written)
    if found is None:
        raise BadBoard(field="quiet", written=written)
    begin_hour, begin, end_hour, end = map(int, found.groups())
    try:
        session = Session(time(begin_hour, begin), time(end_hour, end))
    except ValueError:
        raise BadBoard(field="quiet", written=written) from None
    if session.opens >= session.closes:
        raise BadBoard(field="quiet", written=written)
    return session


def _second(office: Office, written: str) -> str:
    if written and written not in office.languages:
        raise BadBoard(field="second", written=written)
    return written


def _folder(written: str) -> str:
    if written and not _FOLDER.match(written):
        raise BadBoard(field="folder", written=written)
    return written
