"""Import lists in tests as the pages do: upload, start, wait."""

import asyncio
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import openpyxl

from geleit.importing.formats import read_table
from geleit.importing.report import Report
from geleit.importing.table import dump_table
from geleit.store.accounts.rows import AccountRow
from geleit.store.database import Database
from geleit.store.directory.rows import OfficeRow
from geleit.store.imports import runs
from geleit.store.imports.rows import ImportState
from geleit.temporal.dispatcher import Dispatcher
from tests.importing.lists import TODAY

_SERIAL = count(1)


@dataclass
class Lists:
    """Importer of lists for one office, whose case numbers no other test has."""

    database: Database
    dispatcher: Dispatcher
    office: OfficeRow
    account: AccountRow
    prefix: str = field(default_factory=lambda: f"T{next(_SERIAL)}")

    def renumbered(self, content: bytes) -> bytes:
        """Return the sample list with numbers of this test's own."""
        if not content.startswith(b"PK"):
            return content.replace(b"KI-26-", f"{self.prefix}-26-".encode())
        workbook = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in workbook:
            for row in sheet.iter_rows(min_row=2, max_col=1):
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.value = cell.value.replace("KI-26-", f"{self.prefix}-26-")
        out = io.BytesIO()
        workbook.save(out)
        return out.getvalue()

    async def upload(self, content: bytes, *, account: AccountRow | None = None) -> UUID:
        """Store a list, and confirm its columns."""
        async with self.database.worker() as session:
            run = await runs.add_run(
                session,
                office_id=self.office.id,
                account_id=(account or self.account).id,
                file_name="liste.csv",
                parsed=dump_table(read_table(content)),
                now=datetime.now(UTC),
            )
        return run.id

    async def import_list(self, content: bytes) -> Report:
        """Import a list and wait for its end."""
        run_id = await self.upload(content)
        await self.dispatcher.start_import(run_id, on=TODAY)
        return await self.ended(run_id)

    async def runs(self) -> list[runs.RunLine]:
        """Return the imports of the office."""
        async with self.database.worker() as session:
            return [run for run in await runs.latest_runs(session) if run.office_id == self.office.id]

    async def ended(self, run_id: UUID) -> Report:
        """Return the report of an import after its end."""
        while True:
            async with self.database.worker() as session:
                run = await runs.find_run(session, run_id)
                assert run is not None
                if run.state in (ImportState.DONE, ImportState.FAILED):
                    return Report.model_validate(run.report)
            await asyncio.sleep(0.05)
