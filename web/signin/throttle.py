"""The brake on guessing passwords: so many failures by login and by address, then a pause.

Kept in the memory of the process: guessing is slowed down without anybody being able to lock a colleague
out for good, and a restart forgives (ASVS 2.4.1, 6.3.1).
"""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

PER_LOGIN = RateLimitItemPerMinute(10, 5)
"""Failures of one login in five minutes."""
PER_ADDRESS = RateLimitItemPerMinute(50, 5)
"""Failures from one address in five minutes: a whole office may share one."""


class Throttle:
    """Counts failures to sign in."""

    def __init__(
        self, *, per_login: RateLimitItem = PER_LOGIN, per_address: RateLimitItem = PER_ADDRESS
    ) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits = (("login", per_login), ("address", per_address))

    async def wait_seconds(self, login: str, address: str) -> int:
        """Seconds to wait before the next attempt is looked at; 0 when it may be made."""
        wait = 0.0
        for (kind, limit), key in zip(self._limits, (login, address), strict=True):
            if not await self._limiter.test(limit, kind, key):
                window = await self._limiter.get_window_stats(limit, kind, key)
                wait = max(wait, window.reset_time - time.time(), 1.0)
        return math.ceil(wait)

    async def failed(self, login: str, address: str) -> None:
        """An attempt failed."""
        for (kind, limit), key in zip(self._limits, (login, address), strict=True):
            await self._limiter.hit(limit, kind, key)
