"""The activity of the nightly maintenance: compare everything, repair, delete lists that were never imported.

It also recomputes dates after a late holiday, which costs nothing while none moves.
"""

import logging
from datetime import UTC, datetime
from uuid import UUID

from temporalio import activity
from temporalio.client import Client

from geleit.domain.dates import today
from geleit.settings import Settings
from geleit.store.database import Database, Zone
from geleit.store.imports import runs
from geleit.store.journal import snapshots
from geleit.temporal.contracts import maintenance as contract
from geleit.temporal.contracts.maintenance import MaintenanceReport
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.maintenance import differences, nudge, replace, resume, version_differences
from geleit.temporal.recompute import recompute

log = logging.getLogger(__name__)

_EXAMPLES = 20


class MaintenanceActivities:
    """The activity of the nightly maintenance."""

    def __init__(self, client: Client, database: Database, settings: Settings) -> None:
        self._client = client
        self._database = database
        self._settings = settings

    @activity.defn(name=contract.CHECK_ALL)
    async def check_all(self) -> MaintenanceReport:
        """Compare everything, start missing workflows and nudge those that lag; return a report."""
        resumed = 0
        async for started in resume(self._client, self._database, self._settings):
            activity.heartbeat()
            resumed += started
        found = []
        async for difference in differences(self._client, self._database, self._settings):
            activity.heartbeat()
            log.error("The nightly maintenance found a difference: %s", difference)
            found.append(difference)
        lagging = {difference.departure_id for difference in found if difference.table == "workflow"}
        await nudge(self._client, lagging)
        resumed += await self._replace_hopeless(lagging)
        moved = await self._recompute()
        async with self._database.worker() as session:
            await runs.delete_unstarted(session, now=datetime.now(UTC))
        return MaintenanceReport(
            differences=len(found),
            resumed=resumed,
            nudged=len(lagging),
            moved=moved,
            examples=tuple(str(difference) for difference in found[:_EXAMPLES]),
        )

    async def _replace_hopeless(self, nudged: set[UUID]) -> int:
        """Replace workflows that do not follow the journal although they were nudged; return how many."""
        async with self._database.worker() as session:
            versions = await snapshots.versions_of(session, nudged)
        hopeless = {each.departure_id async for each in version_differences(self._client, versions)}
        activity.heartbeat()
        return await replace(self._client, self._database, self._settings, hopeless)

    async def _recompute(self) -> int:
        """Recompute deadlines; return in how many departures one moved."""
        dispatcher = Dispatcher(self._client, self._database, self._settings, zone=Zone.WORKER)
        moved = 0
        async for looked in recompute(dispatcher, self._database, today=today(datetime.now(UTC))):
            activity.heartbeat()
            moved = looked.moved
        return moved
