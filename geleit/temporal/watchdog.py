"""Brings back, within a minute or two, what somebody ended in Temporal, and forgets what nobody waits for.

Temporal takes orders from whoever reaches it, so this is no workflow and no schedule, which could be ended
too: every worker looks by itself.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from temporalio.client import Client

from geleit.domain.dates import today
from geleit.settings import Settings
from geleit.store.database import Database
from geleit.store.imports import runs
from geleit.store.journal import enclosures, snapshots
from geleit.temporal.connection_errors import UnreachedError, reaching
from geleit.temporal.contracts import departure as contract
from geleit.temporal.maintenance import (
    listed,
    nudge,
    replace,
    resume,
    resume_imports,
    resume_some,
    running_query,
    version_differences,
)
from geleit.temporal.schedules import ensure_schedule

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
_OVERLAP = timedelta(minutes=1)
"""What has ended shows up in Temporal's visibility a moment later."""
_UNDER_WAY = contract.FRESH_FOR + timedelta(minutes=1)
"""After this a command is refused; whoever sends it once more brings along what is enclosed."""
_MOST = 500
_MOST_REPLACED = 50
"""At one look. Were it a fault of Geleit's that workflows answer otherwise, it would not get better so."""
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
        self._nudged: set[UUID] = set()

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
        started += await self._repair_those_that_differ(self._looked_at - _OVERLAP)
        await self._resume_imports(now)
        await self._forget_enclosures(now)
        self._looked_at = now
        if started:
            log.error("%d departures had lost their workflow: they have one again", started)
        return started

    async def _repair_those_that_differ(self, since: datetime) -> int:
        """Have workflows look at the journal that stand elsewhere, and replace those that it does not help.

        They were killed before they heard what they had done, or somebody put them back to what they once
        were. Only those that changed or began since the last look, and not all of a mass change: the nightly
        check finds the rest. Return how many were replaced.
        """
        running = running_query(self._settings)
        begun = await listed(self._client, f'{running} AND StartTime > "{since.isoformat()}"', limit=_MOST)
        async with self._database.worker() as session:
            versions = await snapshots.versions_since(session, since, at_most=_MOST)
            versions |= await snapshots.versions_of(session, begun | self._nudged)
        differing = await self._differing(versions)
        async with self._database.worker() as session:
            versions = await snapshots.versions_of(session, differing & self._nudged)
        hopeless = islice(await self._differing(versions), _MOST_REPLACED)
        replaced = await replace(self._client, self._database, self._settings, hopeless)
        self._nudged = differing
        await nudge(self._client, differing)
        return replaced

    async def _differing(self, versions: Mapping[UUID, int]) -> set[UUID]:
        differences = version_differences(self._client, versions)
        return {difference.departure_id async for difference in differences}

    async def _resume_imports(self, now: datetime) -> None:
        async with self._database.worker() as session:
            running = await runs.running(session)
        started = await resume_imports(self._client, self._settings, running, on=today(now))
        if started:
            log.error("%d imports had lost their workflow: they have one again", started)

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
