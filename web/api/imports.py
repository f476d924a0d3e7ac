"""Imports: preview a list, import it, read its progress."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile

from geleit.domain.model import Quiet
from geleit.importing.columns import fingerprint
from geleit.importing.plan import Plan
from geleit.importing.reader import RETRY_AFTER_SECONDS, ReaderBusyError
from geleit.importing.report import Remark, Report
from geleit.importing.rows import RefusedRow
from geleit.importing.table import UnreadableList, load_table
from geleit.importing.text import file_title
from geleit.store.imports import runs
from geleit.store.imports.decisions import (
    load_import_context,
    preview,
    read_plan,
    suggested_layout,
)
from geleit.store.imports.rows import ImportRunRow, ImportState
from web.api.caller import ApiSession, CounsellingCaller
from web.api.departures import NOT_FOUND, REFUSED, Responses
from web.api.problems import ProblemError
from web.dependencies import DispatcherDep, Now, ServicesDep, Today
from web.ui.i18n import gettext as _

router = APIRouter(prefix="/imports", tags=["Import"])


class ImportReport(Quiet):
    """The result of an import or of its preview: counts of departures, and the refused rows.

    ``remarks`` name what stays as it is in Geleit though an imported row says otherwise.
    """

    departures: int
    persons: int
    opened: int
    changed: int
    unchanged: int
    refused: list[RefusedRow]
    notices: list[str]
    remarks: list[Remark]


class ImportOut(Quiet):
    """An import: its state, and how many of its departures are done."""

    id: UUID
    state: ImportState
    total: int
    done: int
    report: ImportReport | None


_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
_ANSWERS: Responses = {
    503: REFUSED[503],
    200: {"model": ImportOut, "description": "Probelauf: nichts geändert."},
}


@router.post(
    "",
    status_code=202,
    operation_id="import_list",
    openapi_extra=_FILE,
    responses=_ANSWERS,
)
async def upload(
    *,
    request: Request,
    caller: CounsellingCaller,
    services: ServicesDep,
    dispatcher: DispatcherDep,
    now: Now,
    today: Today,
    response: Response,
    office: Annotated[UUID | None, Query(description="Für wen, wenn das Konto mehrere Stellen hat.")] = None,
    dry_run: Annotated[bool, Query(description="Nur sagen, was geschähe.")] = False,
) -> ImportOut:
    """Import a CSV or XLSX list; the columns are recognised, or remembered from the last list like it.

    The import runs on its own: read its progress at the address in Location. The same list again changes
    nothing.
    """
    office_id = _office(caller.offices, office)
    file = await _file(request)
    try:
        parsed = await services.reader.read(file.read)
    except UnreadableList as unreadable:
        raise ProblemError(422, "unreadable_list", detail=str(unreadable)) from None
    except ReaderBusyError as busy:
        headers = {"Retry-After": RETRY_AFTER_SECONDS}
        raise ProblemError(503, "reader_busy", detail=str(busy), headers=headers) from None
    table = await asyncio.to_thread(load_table, parsed)
    async with services.database.web(caller.context) as session:
        run = await runs.add_run(
            session,
            office_id=office_id,
            account_id=caller.id,
            file_name=file_title(file.filename) or _("Liste"),
            parsed=parsed,
            now=now,
        )
        layout = await suggested_layout(session, office_id, table)
        await runs.choose_layout(session, run, layout, fingerprint=fingerprint(table.header))
        plan = await _plan(parsed, run.mapping, today)
        report = await preview(session, plan, await load_import_context(session, run), now=now)
        if dry_run:
            response.status_code = 200
            await runs.delete_run(session, run.id)
            return _out(run, report)
        await runs.keep_preview(session, run, report)
    await dispatcher.start_import(run.id, on=today)
    async with services.database.web(caller.context) as session:
        await runs.mark_running(session, run.id)
    response.headers["Location"] = f"/api/v1/imports/{run.id}"
    return ImportOut(id=run.id, state=ImportState.RUNNING, total=report.departures, done=0, report=None)


async def _plan(parsed: str, layout: Mapping[str, Any] | None, today: date) -> Plan:
    """Make the plan of the list. Raise ProblemError if a required column is missing."""
    try:
        return await asyncio.to_thread(read_plan, parsed, layout, on=today)
    except UnreadableList as unreadable:
        raise ProblemError(422, "unreadable_list", detail=str(unreadable)) from None


@router.get("/{import_id}", operation_id="read_import", responses=NOT_FOUND)
async def show(*, import_id: UUID, _caller: CounsellingCaller, session: ApiSession) -> ImportOut:
    """Return the progress of an import, and its result so far."""
    run = await runs.find_run(session, import_id)
    if run is None:
        raise ProblemError(404, "not_found", detail=_("Diesen Import gibt es nicht (mehr)."))
    return _out(run, runs.report_of(run))


def _office(own: tuple[UUID, ...], wanted: UUID | None) -> UUID:
    chosen = wanted or (own[0] if len(own) == 1 else None)
    if chosen not in own or chosen is None:
        raise ProblemError(422, "unknown_office", detail=_("Bitte nennen Sie eine Ihrer Beratungsstellen."))
    return chosen


async def _file(request: Request) -> UploadFile:
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise ProblemError(
            422, "no_file", detail=_("Die Liste fehlt: ein Formularfeld „file“ mit der Datei.")
        )
    return file


def _out(run: ImportRunRow, report: Report | None) -> ImportOut:
    return ImportOut(
        id=run.id,
        state=run.state,
        total=run.total,
        done=run.done,
        report=_told(report) if report else None,
    )


def _told(report: Report) -> ImportReport:
    return ImportReport(**report.for_programs(), notices=list(report.notices), remarks=list(report.remarks))
