"""Brings back, within a minute or two, what somebody ended in Temporal, and forgets what nobody waits for.

Temporal takes orders from whoever reaches it, so this is no workflow and no schedule, which could be ended
too: every worker looks by itself.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from activities import contract
from activities.maintenance import (
    listed,
    nudge,
    resume,
    resume_some,
    running_query,
    version_differences,
)
from activities.reaching import UnreachedError, reaching
from activities.upkeep import ensure_schedule
from settings import Settings
from store import enclosures, snapshots
from store.database import Database

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
_OVERLAP = timedelta(minutes=1)
"""What has ended shows up in Temporal's visibility a moment later."""
_UNDER_WAY = contract.FRESH_FOR + timedelta(minutes=1)
"""After this a command is refused; whoever sends it once more brings along what is enclosed."""
_MOST_LAGGING = 500
_ENDED = (
    f'WorkflowType = "{contract.DEPARTURE}" AND ExecutionStatus != "Running"'
    ' AND ExecutionStatus != "ContinuedAsNew" AND CloseTime > "{since}"'
)


class Watchdog:
    """Looks for departures whose workflow has ended or gone, for the nightly check, and for enclosures."""

    def __init__(self, client: Client, database: Database, settings: Settings) -> None:
        self._client = client
        self._database = database
        self._settings = settings
        self._looked_at = datetime.now(UTC)
        self._some_were_missing = False

    async def run(self) -> None:
        """Look every half minute, for ever."""
        while True:
            try:
                with reaching():
                    await self.look()
            except UnreachedError as error:
                log.warning("The watchdog could not look: %s", error)
            except Exception:
                log.exception("The watchdog failed; it looks again")
            await asyncio.sleep(EVERY.total_seconds())

    async def look(self) -> int:
        """Start what is missing from the journal; return how many."""
        now = datetime.now(UTC)
        await ensure_schedule(self._client, self._settings)
        since = (self._looked_at - _OVERLAP).isoformat()
        ended = await listed(self._client, _ENDED.format(since=since))
        started = await resume_some(self._client, self._database, self._settings, ended)
        started += await self._resume_all_that_miss()
        await self._nudge_those_that_lag()
        await self._forget_enclosures(now)
        self._looked_at = now
        if started:
            log.error("%d departures had lost their workflow: they have one again", started)
        return started

    async def _nudge_those_that_lag(self) -> None:
        """Have workflows catch up that were killed before they heard what they had done.

        Only what changed since the last look, and not all of a mass change: the nightly check finds the rest.
        """
        async with self._database.worker() as session:
            since = self._looked_at - _OVERLAP
            versions = await snapshots.versions_since(session, since, at_most=_MOST_LAGGING)
        found = [difference async for difference in version_differences(self._client, versions)]
        await nudge(self._client, {difference.departure_id for difference in found})

    async def _forget_enclosures(self, now: datetime) -> None:
        """Drop what a process that was killed has left behind."""
        async with self._database.worker() as session:
            await enclosures.forget_settled(session)
            await enclosures.forget_stale(session, before=now - _UNDER_WAY)

    async def _resume_all_that_miss(self) -> int:
        """Compare the numbers only: to compare every departure takes minutes where there are a million.

        A departure that is being opened stands in the journal a moment before its workflow shows up, so some
        must be missing twice.
        """
        async with self._database.worker() as session:
            expected = await snapshots.count(session)
        running = await self._client.count_workflows(running_query(self._settings))
        are_missing, were_missing = running.count < expected, self._some_were_missing
        self._some_were_missing = are_missing
        if not (are_missing and were_missing):
            return 0
        resuming = resume(self._client, self._database, self._settings)
        return sum([started async for started in resuming])
