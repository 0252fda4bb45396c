"""Guessing a password is slowed down; a person who mistypes is not locked out for long."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from queue_app.domain.errors import TooManyAttempts

A_MINUTE = RateLimitItemPerMinute(10)


class Attempts:
    """Counts wrong passwords by caller and name; in Redis where several processes serve."""

    def __init__(self, redis_url: str) -> None:
        self._limiter = FixedWindowRateLimiter(storage_from_string(redis_url or "memory://"))

    def require_patience(self, caller: str, username: str) -> None:
        """Raise TooManyAttempts after ten wrong passwords for this name within a minute."""
        if not self._limiter.test(A_MINUTE, "sign-in", caller, username):
            raise TooManyAttempts

    def failed(self, caller: str, username: str) -> None:
        self._limiter.hit(A_MINUTE, "sign-in", caller, username)
