"""Live updates: one listener per process receives every change and passes it on to the open pages.

Only the fact that something changed is sent; the page fetches the content itself, with its own rights.
Whoever made the change is told as well, because they may have a second tab open: a page that already shows
the announced version does nothing (web/static/live.js).
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from geleit.store.database import Database
from geleit.store.journal.change_feed import Announcement, announcements

ROOM = 16
"""Events a slow page may be behind; after that it is told once to reload everything."""


class Watch:
    """One page that watches one departure."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Announcement | None] = asyncio.Queue(ROOM)
        self._is_over = False

    async def next(self, *, within: float) -> Announcement | None:
        """Return the next change; None: anything may have changed. Raise TimeoutError if nothing happens."""
        return await asyncio.wait_for(self._queue.get(), within)

    @property
    def is_over(self) -> bool:
        """Whether the process is stopping."""
        return self._is_over

    def tell(self, change: Announcement | None) -> None:
        """Pass a change on."""
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            change = None
        self._queue.put_nowait(change)

    def end(self) -> None:
        """Wake the page for the last time."""
        self._is_over = True
        self.tell(None)


class Hub:
    """The pages that watch departures."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watches: defaultdict[UUID, set[Watch]] = defaultdict(set)

    @contextmanager
    def watching(self, departure_id: UUID) -> Iterator[Watch]:
        """Watch a departure for as long as the block lasts."""
        watch = Watch()
        self._watches[departure_id].add(watch)
        try:
            yield watch
        finally:
            self._watches[departure_id].discard(watch)
            if not self._watches[departure_id]:
                del self._watches[departure_id]

    async def run(self) -> None:
        """Pass every change on, until cancelled."""
        is_first = True
        async for change in announcements(self._database):
            if change is not None:
                self._tell(self._watches.get(change.departure, ()), change)
            elif not is_first:
                self._tell(self._everyone(), None)
            is_first = False

    def close(self) -> None:
        """End every stream: the process is stopping."""
        for watch in list(self._everyone()):
            watch.end()

    def _everyone(self) -> Iterator[Watch]:
        return (watch for watches in self._watches.values() for watch in watches)

    @staticmethod
    def _tell(watches: Iterable[Watch], change: Announcement | None) -> None:
        for watch in tuple(watches):
            watch.tell(change)
