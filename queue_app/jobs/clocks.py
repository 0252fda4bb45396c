"""Whether the clock on the wall can be believed: it may be set, the machine's own only runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

JUMP = timedelta(minutes=5)
"""What the wall's clock may gain on the machine's own between two looks; corrections are smaller."""
BELIEVED_AFTER = timedelta(minutes=10)
"""How long a clock that jumped ahead must stay there; a machine that slept has jumped rightly."""


@dataclass
class WallClock:
    """The wall's clock beside the machine's own (seconds since any moment, never set)."""

    wall: Callable[[], datetime]
    own: Callable[[], float]
    _started: datetime | None = field(default=None, init=False)
    """The wall's time when the machine's own clock stood at 0, as it was last believed."""
    _jumped_at: float | None = field(default=None, init=False)

    def is_steady(self) -> bool:
        """Whether the clock has not jumped ahead in the last minutes; the first look believes it."""
        own = self.own()
        started = self.wall() - timedelta(seconds=own)
        jumped = self._started is not None and started - self._started > JUMP
        if jumped and self._jumped_at is None:
            self._jumped_at = own
        if jumped and self._jumped_at is not None and own - self._jumped_at < BELIEVED_AFTER.total_seconds():
            return False
        self._started, self._jumped_at = started, None
        return True
