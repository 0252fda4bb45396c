"""What is slowed down: guessing a password, and emptying a roll of paper."""

from __future__ import annotations

from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from queue_app.domain.errors import ListJustPrinted, TooManyAttempts

FOR_A_NAME = RateLimitItemPerMinute(10)
FROM_A_CALLER = RateLimitItemPerMinute(40)
"""More than for one name: a whole office may sign in from behind one address."""

LISTS = RateLimitItemPerMinute(4)
THE_SAME_LIST = RateLimitItemPerSecond(1, 30)


class Attempts:
    """Counts tries of this process, such as wrong passwords, by name and by caller."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def require_patience(self, caller: str, username: str) -> None:
        """Raise TooManyAttempts after ten wrong passwords for this name, or forty from here, within a minute."""
        if not (
            self._limiter.test(FOR_A_NAME, caller, username) and self._limiter.test(FROM_A_CALLER, caller)
        ):
            raise TooManyAttempts

    def require_slowness(self, caller: str) -> None:
        """Count this one too, and raise TooManyAttempts where it is the eleventh from here within a minute."""
        self.require_patience(caller, "")
        self.failed(caller, "")

    def failed(self, caller: str, username: str) -> None:
        self._limiter.hit(FOR_A_NAME, caller, username)
        self._limiter.hit(FROM_A_CALLER, caller)


class Checklists:
    """Counts the lists of papers that this process lets be printed, by who asked for them."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, actor: str, procedure: str) -> None:
        """Raise ListJustPrinted for the same list within half a minute, and for a fifth within a minute."""
        one, every = (THE_SAME_LIST, actor, procedure), (LISTS, actor)
        if not (self._limiter.test(*every) and self._limiter.hit(*one) and self._limiter.hit(*every)):
            raise ListJustPrinted
