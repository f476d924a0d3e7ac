"""Importing a file from the command line: which office it is for, and waiting for the workflow's end."""

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
from geleit.domain.texts import _
from geleit.importing.columns import Field, recognise
from geleit.importing.plan import Plan, make_plan
from geleit.importing.reader import ListReader
from geleit.importing.reading import MAX_BYTES, too_large
from geleit.importing.report import Report
from geleit.importing.table import Table, UnreadableList, load_table
from geleit.importing.text import file_title
from geleit.settings import Settings
from geleit.store.database import Database, Zone, opened
from geleit.store.directory import offices
from geleit.store.imports import runs
from geleit.store.tables import ImportRunRow, OfficeRow
from geleit.store.tables.imports import ImportState
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.client import connect
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import Unavailable
from geleit.temporal.import_decisions import preview, suggested_columns, surroundings_of

CONNECT_WITHIN = 5.0
BEGIN_WITHIN = 30.0
"""Seconds in which a worker takes up the import, if there is one."""
LOOK_EVERY = 0.3


class NothingReadError(Exception):
    """Nothing could be read, and nothing has changed. The message is a German sentence."""


class ImportFile:
    """One file on its way into Geleit. ``say`` is told how far it is."""

    def __init__(
        self, file: Path, settings: Settings, *, office: str | None, say: Callable[[str], None]
    ) -> None:
        self._file = file
        self._settings = settings
        self._wanted = office
        self._say = say
        self._now = datetime.now(UTC)

    async def preview(self) -> Report:
        """What would come of the list. Raises NothingReadError."""
        _parsed, table = await self._read()
        async with self._database() as database, database.worker() as session:
            plan, office, _columns = await self._plan(session, table)
            around = await surroundings_of(session, office, run_id=uuid4(), account=None)
            return await preview(session, plan, around, now=self._now)

    async def run(self) -> Report:
        """Import the list and wait for its end. Raises NothingReadError."""
        parsed, table = await self._read()
        async with self._database() as database:
            async with database.worker() as session:
                _plan, office, columns = await self._plan(session, table)
                run = await runs.add_run(
                    session,
                    office_id=office.id,
                    account_id=None,
                    file_name=file_title(self._file.name),
                    parsed=parsed,
                    now=self._now,
                )
                run.mapping = columns
                run.state = ImportState.READY
            try:
                client = await connect(self._settings, database, zone=Zone.WORKER, patience=CONNECT_WITHIN)
                dispatcher = Dispatcher(client, database, self._settings, zone=Zone.WORKER)
                await dispatcher.start_import(run.id, on=self._today)
            except (RuntimeError, Unavailable, OSError) as error:
                await self._give_up(database, run.id)
                raise _not_running() from error
            return await self._end(database, run.id)

    @property
    def _today(self) -> date:
        return today(self._now)

    async def _read(self) -> tuple[str, Table]:
        try:
            found = self._file.stat()
            if not stat.S_ISREG(found.st_mode):
                raise OSError("no file that ends")  # noqa: TRY301  # said as any file that cannot be read
            if found.st_size > MAX_BYTES:
                raise too_large()
            parsed = await ListReader().read(partial(asyncio.to_thread, self._file.read_bytes))
            return parsed, load_table(parsed)
        except UnreadableList as unreadable:
            raise NothingReadError(str(unreadable)) from unreadable
        except FileNotFoundError:
            sentence = _("Die Datei „{file}“ gibt es nicht.")
        except OSError:
            sentence = _("Die Datei „{file}“ lässt sich nicht lesen.")
        raise NothingReadError(sentence.format(file=self._file))

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[Database]:
        try:
            async with opened(self._settings) as database:
                yield database
        except UNREACHABLE as error:
            raise _not_running() from error

    async def _plan(self, session: AsyncSession, table: Table) -> tuple[Plan, OfficeRow, dict[str, int]]:
        office = choose_office(await offices.all_offices(session), table, wanted=self._wanted)
        columns = await suggested_columns(session, office.id, table)
        try:
            plan = make_plan(table, columns, today=self._today)
        except UnreadableList as unreadable:
            raise NothingReadError(str(unreadable)) from unreadable
        return plan, office, {field.value: column for field, column in columns.items()}

    async def _end(self, database: Database, run_id: UUID) -> Report:
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + BEGIN_WITHIN
        told = -1
        while True:
            run = await _look(database, run_id)
            if run.state is ImportState.READY and clock() > give_up_at:
                await self._give_up(database, run_id)
                raise NothingReadError(_("Kein Worker hat den Import angenommen. Läuft „geleit worker“?"))
            if run.state is ImportState.FAILED:
                report = runs.report_of(run)
                raise NothingReadError(" ".join(report.notices if report else ()))
            if run.total and run.done != told:
                told = run.done
                self._say(_("{done} von {total} Vorgängen").format(done=run.done, total=run.total))
            if run.state is ImportState.DONE:
                report = runs.report_of(run)
                if report is None:
                    raise LookupError(run_id)
                return report
            await asyncio.sleep(LOOK_EVERY)

    async def _give_up(self, database: Database, run_id: UUID) -> None:
        """Without its list an import that is taken up later comes to nothing."""
        async with database.worker() as session:
            await runs.delete_run(session, run_id)


def choose_office(known: list[OfficeRow], table: Table, *, wanted: str | None) -> OfficeRow:
    """The office a list is for: the one that is named, the only one, or the one whose numbers it has."""
    if not known:
        raise NothingReadError(_("In Geleit ist noch keine Beratungsstelle angelegt."))
    names = ", ".join(office.name for office in known)
    if wanted is not None:
        word = wanted.casefold()
        named = [office for office in known if word in (office.name.casefold(), office.prefix.casefold())]
        if not named:
            sentence = _("Die Beratungsstelle „{wanted}“ gibt es nicht. Es gibt: {names}.")
            raise NothingReadError(sentence.format(wanted=wanted, names=names))
        return named[0]
    if len(known) == 1:
        return known[0]
    column = recognise(table.header).get(Field.NUMBER)
    numbers = [str(row.cell(column)) for row in table.rows] if column is not None else []
    fits = {office.id: sum(number.startswith(f"{office.prefix}-") for number in numbers) for office in known}
    best = [office for office in known if fits[office.id] and fits[office.id] == max(fits.values())]
    if len(best) != 1:
        sentence = _("Für welche Beratungsstelle ist die Liste? Bitte nennen Sie sie mit --office: {names}.")
        raise NothingReadError(sentence.format(names=names))
    return best[0]


async def _look(database: Database, run_id: UUID) -> ImportRunRow:
    async with database.worker() as session:
        run = await runs.find_run(session, run_id)
    if run is None:
        raise LookupError(run_id)
    return run


def _not_running() -> NothingReadError:
    return NothingReadError(_("Geleit ist nicht erreichbar. Starten Sie es mit „geleit up“."))
