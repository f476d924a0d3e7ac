"""Measure how long single calls take, and how many are done in a second."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Kind = TypeVar("Kind", bound=Hashable)
Call = Callable[[], Awaitable[object]]


@dataclass
class Timings:
    """The times of many calls, in milliseconds, by round, and the seconds they took together."""

    rounds: list[list[float]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def each(self) -> list[float]:
        """Every single call."""
        return [milliseconds for timings in self.rounds for milliseconds in timings]

    @property
    def p50(self) -> float:
        """The time that half of the calls stayed below."""
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        """The time that nineteen of twenty calls stayed below."""
        return statistics.quantiles(self.each, n=20)[-1]

    def ratio_to(self, other: "Timings") -> float:
        """Return the ratio to the other's times.

        Rounds that took turns are compared with one another: whatever disturbed one disturbed both.
        """
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(statistics.median(own) / statistics.median(theirs) for own, theirs in pairs)

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.each) / self.seconds


async def measure_in_turns(
    calls: Mapping[Kind, Call], *, concurrency: int, count: int, rounds: int
) -> dict[Kind, Timings]:
    """Time each kind of call `count` times, in turns, so that a disturbance of the machine hits all alike."""
    timings = {kind: Timings() for kind in calls}
    for call in calls.values():
        await _burst(call, Timings(), concurrency=concurrency, count=max(concurrency, 5))
    for _ in range(rounds):
        for kind, call in calls.items():
            await _burst(call, timings[kind], concurrency=concurrency, count=max(1, count // rounds))
    return timings


async def _burst(call: Call, timings: Timings, *, concurrency: int, count: int) -> None:
    left = iter(range(count))
    times: list[float] = []
    timings.rounds.append(times)

    async def caller() -> None:
        for _ in left:
            started = time.perf_counter()
            await call()
            times.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(concurrency)))
    timings.seconds += time.perf_counter() - started
