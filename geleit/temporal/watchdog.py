"""Restart workflows that somebody terminated in Temporal within two minutes, and delete abandoned enclosures.

Temporal obeys whoever reaches it, so this is no workflow and no schedule, which could be terminated too:
every worker runs a watchdog of its own.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Self, TypeVar
from uuid import UUID

from temporalio.client import Client

from geleit.domain.dates import today
from geleit.settings import Settings
from geleit.store.database import Database
from geleit.store.imports import runs
from geleit.store.journal import enclosures, snapshots
from geleit.temporal.connection_errors import ServerUnreachableError, translate_connection_errors
from geleit.temporal.contracts import departure as contract
from geleit.temporal.maintenance import (
    find_departure_ids,
    nudge,
    replace,
    replace_impostors,
    resume,
    resume_imports,
    resume_some,
    running_query,
    version_differences,
)
from geleit.temporal.schedules import ensure_schedule

T = TypeVar("T")

log = logging.getLogger(__name__)

INTERVAL = timedelta(seconds=30)
_OVERLAP = timedelta(minutes=1)
"""Temporal's visibility shows ended workflows with a delay."""
_ENCLOSURE_LIFETIME = contract.FRESH_FOR + timedelta(minutes=1)
"""After this a command is refused; sending it again brings a new enclosure."""
STUCK_AFTER = 4
"""Checks without a further result after which an import is started again: two minutes."""
_MAX_CHECKED = 500
_MAX_REPLACED = 50
"""Per check: if a fault of Geleit's makes workflows differ, replacing more would not help."""
_ENDED_QUERY = (
    f'WorkflowType = "{contract.DEPARTURE}" AND ExecutionStatus != "Running"'
    ' AND ExecutionStatus != "ContinuedAsNew" AND CloseTime > "{since}"'
)


@dataclass(frozen=True, slots=True)
class _ImportProgress:
    """Number of results of an import, and of the checks in a row that found just as many."""

    results: int
    checks: int = 1

    @classmethod
    def after(cls, last: Self | None, *, results: int) -> Self:
        """Return the progress at the check after ``last``; None: at the first."""
        if last is None or last.results != results:
            return cls(results)
        return cls(results, last.checks + 1)


class Watchdog:
    """Regular check that workflows and the nightly schedule exist and follow the journal."""

    def __init__(self, client: Client, database: Database, settings: Settings) -> None:
        self._client = client
        self._database = database
        self._settings = settings
        self._looked_at = datetime.now(UTC)
        self._some_were_missing = False
        self._nudged: set[UUID] = set()
        self._imports: dict[UUID, _ImportProgress] = {}
        """The running imports as they were at the last check."""

    async def run(self) -> None:
        """Check every half minute, without end."""
        while True:
            await self.look()
            await asyncio.sleep(INTERVAL.total_seconds())

    async def look(self) -> int:
        """Start missing workflows from the journal; return how many.

        Each part of the check stands alone: what keeps one from being made must not keep the others.
        """
        now = datetime.now(UTC)
        since = self._looked_at - _OVERLAP
        found = [
            await self._attempt("resume workflows that ended", self._resume_ended(since)),
            await self._attempt("resume workflows that are missing", self._resume_missing()),
            await self._attempt("compare workflows with the journal", self._repair_differing(since)),
        ]
        await self._attempt("resume imports", self._resume_imports(now))
        await self._attempt("forget enclosures", self._forget_enclosures(now))
        await self._attempt(
            "ensure the schedule of the nightly maintenance", ensure_schedule(self._client, self._settings)
        )
        if None not in found:
            self._looked_at = now
        started = sum(each or 0 for each in found)
        if started:
            log.error("Departures that had lost their workflow and have one again: %d", started)
        return started

    async def _attempt(self, part: str, check: Awaitable[T]) -> T | None:
        """Return what a part of the check returns; None, after an error in the log, if it fails."""
        try:
            with translate_connection_errors():
                return await check
        except ServerUnreachableError as error:
            log.error("The watchdog could not %s: %s", part, error)  # noqa: TRY400 (one line, often repeated)
        except Exception:
            log.exception("The watchdog could not %s; it tries again", part)
        return None

    async def _resume_ended(self, since: datetime) -> int:
        query = _ENDED_QUERY.format(since=since.isoformat())
        ended = await find_departure_ids(self._client, query)
        return await resume_some(self._client, self._database, self._settings, ended)

    async def _repair_differing(self, since: datetime) -> int:
        """Nudge workflows whose version differs from the journal; replace those that still differ after that.

        They were killed before they got their answer, or somebody reset them. Only those that changed or
        started since the last check are compared, up to a limit: the nightly maintenance finds the rest.
        Return how many were replaced.
        """
        running = running_query(self._settings)
        begun = await find_departure_ids(
            self._client, f'{running} AND StartTime > "{since.isoformat()}"', limit=_MAX_CHECKED
        )
        replaced = await replace_impostors(self._client, self._database, self._settings, begun)
        async with self._database.worker() as session:
            versions = await snapshots.versions_since(session, since, at_most=_MAX_CHECKED)
            versions |= await snapshots.versions_of(session, begun | self._nudged)
        differing = await self._differing(versions)
        async with self._database.worker() as session:
            versions = await snapshots.versions_of(session, differing & self._nudged)
        hopeless = islice(await self._differing(versions), _MAX_REPLACED)
        replaced += await replace(self._client, self._database, self._settings, hopeless)
        self._nudged = differing
        await nudge(self._client, differing)
        return replaced

    async def _differing(self, versions: Mapping[UUID, int]) -> set[UUID]:
        differences = version_differences(self._client, versions)
        return {difference.departure_id async for difference in differences}

    async def _resume_imports(self, now: datetime) -> None:
        async with self._database.worker() as session:
            running = await runs.running(session)
        self._imports = {
            run_id: _ImportProgress.after(self._imports.get(run_id), results=results)
            for run_id, results in running.items()
        }
        stuck = {run_id for run_id, progress in self._imports.items() if progress.checks > STUCK_AFTER}
        started = await resume_imports(self._client, self._settings, running, stuck=stuck, on=today(now))
        for run_id in stuck:  # it has been started again: its checks are counted anew
            del self._imports[run_id]
        if started:
            log.error("Imports that had lost their workflow and have one again: %d", started)

    async def _forget_enclosures(self, now: datetime) -> None:
        """Delete enclosures that a killed process has left behind."""
        async with self._database.worker() as session:
            await enclosures.forget_settled(session)
            await enclosures.forget_stale(session, before=now - _ENCLOSURE_LIFETIME)

    async def _resume_missing(self) -> int:
        """Start missing workflows if fewer run than there are departures; return how many.

        Only the totals are compared: comparing every departure takes minutes where there are a million. A new
        departure is in the journal a moment before its workflow shows up, so some must be missing twice.
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
