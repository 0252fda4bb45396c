"""Guessing a password is slowed down; a person who mistypes is not locked out for long."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from queue_app.domain.errors import TooManyAttempts

FOR_A_NAME = RateLimitItemPerMinute(10)
FROM_A_CALLER = RateLimitItemPerMinute(40)
"""More than for one name: a whole office may sign in from behind one address."""


class Attempts:
    """Counts wrong passwords of this process, by name and by caller."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def require_patience(self, caller: str, username: str) -> None:
        """Raise TooManyAttempts after ten wrong passwords for this name, or forty from here, within a minute."""
        if not (
            self._limiter.test(FOR_A_NAME, caller, username) and self._limiter.test(FROM_A_CALLER, caller)
        ):
            raise TooManyAttempts

    def failed(self, caller: str, username: str) -> None:
        self._limiter.hit(FOR_A_NAME, caller, username)
        self._limiter.hit(FROM_A_CALLER, caller)
