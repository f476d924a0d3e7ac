"""Import a file from the command line: choose its office, start the workflow and wait for its end."""

import asyncio
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.dates import today
from geleit.importing.columns import ListField
from geleit.importing.formats import MAX_BYTES, too_large
from geleit.importing.layout import Layout, recognise_layout
from geleit.importing.mapping import ColumnMapping, MappingError, mapping_of
from geleit.importing.plan import Plan, make_plan
from geleit.importing.reader import ListReader
from geleit.importing.report import Report
from geleit.importing.table import Table, UnreadableList, load_table
from geleit.importing.text import file_title
from geleit.settings import Settings
from geleit.store.database import Database, Zone, open_database
from geleit.store.directory import offices
from geleit.store.directory.rows import OfficeRow
from geleit.store.imports import runs
from geleit.store.imports.decisions import build_import_context, preview, suggested_layout
from geleit.store.imports.rows import ImportRunRow, ImportState
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.client import connect
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import Unavailable

CONNECT_TIMEOUT = 5.0
START_TIMEOUT = 30.0
"""Seconds within which a worker starts the import, if one is running."""
POLL_INTERVAL = 0.3


class ImportFailedError(Exception):
    """Nothing was imported. The message says why; it is in German if the list itself is the reason."""


class ImportFile:
    """The import of one file. `say` is called with the progress."""

    def __init__(
        self,
        file: Path,
        settings: Settings,
        *,
        office: str | None,
        say: Callable[[str], None],
        mapping: Path | None = None,
        assignments: ColumnMapping | None = None,
        save_mapping: Path | None = None,
    ) -> None:
        self._mapping = mapping
        self._assignments = assignments
        self._save_mapping = save_mapping
        self._file = file
        self._settings = settings
        self._office = office
        self._say = say
        self._now = datetime.now(UTC)

    async def preview(self) -> Report:
        """Report what would come of the list. Raise ImportFailedError."""
        _parsed, table = await self._read()
        async with self._database() as database, database.worker() as session:
            plan, office, _layout = await self._plan(session, table)
            context = await build_import_context(session, office, run_id=uuid4(), account=None)
            return await preview(session, plan, context, now=self._now)

    async def run(self) -> Report:
        """Import the list and wait for its end. Raise ImportFailedError."""
        parsed, table = await self._read()
        async with self._database() as database:
            async with database.worker() as session:
                _plan, office, layout = await self._plan(session, table)
                run = await runs.add_run(
                    session,
                    office_id=office.id,
                    account_id=None,
                    file_name=file_title(self._file.name),
                    parsed=parsed,
                    now=self._now,
                )
                run.mapping = layout.stored()
                run.state = ImportState.READY
            try:
                client = await connect(
                    self._settings, database, zone=Zone.WORKER, connect_timeout=CONNECT_TIMEOUT
                )
                dispatcher = Dispatcher(client, database, self._settings, zone=Zone.WORKER)
                await dispatcher.start_import(run.id, on=self._today)
            except (RuntimeError, Unavailable, OSError) as error:
                await self._discard(database, run.id)
                raise _unreachable() from error
            return await self._wait_for_end(database, run.id)

    @property
    def _today(self) -> date:
        return today(self._now)

    async def _read(self) -> tuple[str, Table]:
        try:
            found = self._file.stat()
            if not stat.S_ISREG(found.st_mode):
                raise OSError("not a regular file")  # noqa: TRY301  # reported as any file that cannot be read
            if found.st_size > MAX_BYTES:
                raise too_large()
            parsed = await ListReader().read(partial(asyncio.to_thread, self._file.read_bytes))
            return parsed, load_table(parsed)
        except UnreadableList as unreadable:
            raise ImportFailedError(str(unreadable)) from unreadable
        except FileNotFoundError:
            reason = "does not exist"
        except OSError:
            reason = "cannot be read"
        raise ImportFailedError(f"The file {self._file} {reason}.")

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[Database]:
        try:
            async with open_database(self._settings) as database:
                yield database
        except UNREACHABLE as error:
            raise _unreachable() from error

    async def _plan(self, session: AsyncSession, table: Table) -> tuple[Plan, OfficeRow, Layout]:
        known = await offices.all_offices(session)
        recognised = self._chosen(table, recognise_layout(table))
        office = choose_office(known, table, recognised, wanted=self._office)
        layout = self._chosen(table, await suggested_layout(session, office.id, table))
        self._say_columns(table, layout)
        self._save(table, layout)
        try:
            plan = make_plan(table, layout, today=self._today)
        except UnreadableList as unreadable:
            raise ImportFailedError(str(unreadable)) from unreadable
        return plan, office, layout

    def _chosen(self, table: Table, layout: Layout) -> Layout:
        """Return the layout as file and command line say it. Raise ImportFailedError."""
        try:
            if self._mapping is not None:
                stored = ColumnMapping.from_file(self._mapping.read_text(encoding="utf-8"))
                layout = stored.fitting(table).apply(table, layout)
            return self._assignments.apply(table, layout) if self._assignments else layout
        except MappingError as error:
            raise ImportFailedError(str(error)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise ImportFailedError(f"The file {self._mapping} cannot be read.") from error

    def _say_columns(self, table: Table, layout: Layout) -> None:
        """Say what is read from which column, and which are left out."""
        columns = mapping_of(table, layout).columns
        read = ", ".join(f"{heading} = {field.value}" for heading, field in columns.items() if field)
        left_out = ", ".join(heading for heading, field in columns.items() if field is None)
        self._say(f"Columns: {read or 'none'}")
        if left_out:
            self._say(f"Not read: {left_out}")
        if layout.has_whole_names:
            self._say(f"Names without a comma: {layout.name_order.value}")

    def _save(self, table: Table, layout: Layout) -> None:
        """Write the mapping to the file that was named. Raise ImportFailedError."""
        if self._save_mapping is None:
            return
        try:
            self._save_mapping.write_text(mapping_of(table, layout).to_file(), encoding="utf-8")
        except OSError as error:
            raise ImportFailedError(f"The file {self._save_mapping} cannot be written.") from error

    async def _wait_for_end(self, database: Database, run_id: UUID) -> Report:
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + START_TIMEOUT
        reported = -1
        while True:
            run = await _read_run(database, run_id)
            if run.state is ImportState.READY and clock() > give_up_at:
                await self._discard(database, run_id)
                raise ImportFailedError("No worker has taken the import: is geleit worker running?")
            if run.state is ImportState.FAILED:
                report = runs.report_of(run)
                raise ImportFailedError(" ".join(report.notices if report else ()))
            if run.total and run.done != reported:
                reported = run.done
                self._say(f"{run.done} of {run.total} departures")
            if run.state is ImportState.DONE:
                report = runs.report_of(run)
                if report is None:
                    raise LookupError(run_id)
                return report
            await asyncio.sleep(POLL_INTERVAL)

    async def _discard(self, database: Database, run_id: UUID) -> None:
        """Delete the import, so that a worker that starts later does not begin it."""
        async with database.worker() as session:
            await runs.delete_run(session, run_id)


def choose_office(known: list[OfficeRow], table: Table, layout: Layout, *, wanted: str | None) -> OfficeRow:
    """Choose the office: the one named, else the only one, else the one whose numbers the list has.

    Raise ImportFailedError if there is none or it is not clear.
    """
    if not known:
        raise ImportFailedError("There is no office yet, see geleit office add.")
    names = ", ".join(office.name for office in known)
    if wanted is not None:
        word = wanted.casefold()
        named = [office for office in known if word in (office.name.casefold(), office.prefix.casefold())]
        if not named:
            raise ImportFailedError(f"There is no office {wanted} (there is: {names}).")
        return named[0]
    if len(known) == 1:
        return known[0]
    column = layout.columns.get(ListField.NUMBER)
    numbers = [str(row.cell(column)) for row in table.rows] if column is not None else []
    fits = {office.id: sum(number.startswith(f"{office.prefix}-") for number in numbers) for office in known}
    best = [office for office in known if fits[office.id] and fits[office.id] == max(fits.values())]
    if len(best) != 1:
        raise ImportFailedError(f"The list may be for several offices; name one with --office: {names}.")
    return best[0]


async def _read_run(database: Database, run_id: UUID) -> ImportRunRow:
    async with database.worker() as session:
        run = await runs.find_run(session, run_id)
    if run is None:
        raise LookupError(run_id)
    return run


def _unreachable() -> ImportFailedError:
    return ImportFailedError("Geleit cannot be reached: is geleit up running, and GELEIT_DATA its folder?")
