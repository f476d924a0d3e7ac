"""Throttle against guessing passwords: after some failures by login and by address, a pause.

Held in the memory of the process: guessing is slowed down without anybody being able to lock a colleague out
for good, and a restart resets it (ASVS 2.4.1, 6.3.1).
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
    """Counter of failures to sign in."""

    def __init__(
        self, *, per_login: RateLimitItem = PER_LOGIN, per_address: RateLimitItem = PER_ADDRESS
    ) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits = (("login", per_login), ("address", per_address))

    async def wait_seconds(self, login: str, address: str) -> int:
        """Return the seconds until the next attempt is allowed; 0 if it is allowed now."""
        wait = 0.0
        for (kind, limit), key in zip(self._limits, (login, address), strict=True):
            if not await self._limiter.test(limit, kind, key):
                window = await self._limiter.get_window_stats(limit, kind, key)
                wait = max(wait, window.reset_time - time.time(), 1.0)
        return math.ceil(wait)

    async def failed(self, login: str, address: str) -> None:
        """Record a failed attempt."""
        for (kind, limit), key in zip(self._limits, (login, address), strict=True):
            await self._limiter.hit(limit, kind, key)
