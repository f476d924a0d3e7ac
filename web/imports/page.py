"""Import: upload a list, confirm its columns, preview it, start its workflow."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from geleit.importing.columns import ListField, fingerprint
from geleit.importing.reader import RETRY_AFTER_SECONDS, ReaderBusyError
from geleit.importing.report import Report
from geleit.importing.table import Table, UnreadableList, load_table
from geleit.importing.text import file_title
from geleit.store.directory import offices
from geleit.store.imports import runs
from geleit.store.imports.decisions import (
    chosen_layout,
    load_import_context,
    preview,
    read_plan,
    suggested_layout,
)
from geleit.store.imports.rows import ImportRunRow, ImportState
from geleit.temporal.failures import Unavailable
from web.dependencies import Account, Counselling, DispatcherDep, Now, ServicesDep, Today, WebSession
from web.imports.columns import (
    chapters,
    column_options,
    first_form,
    labels,
    order_options,
    read_layout,
    unused,
)
from web.imports.view import as_lines, counts
from web.ui.csv_export import csv_response
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.refusals import unavailable_sentence
from web.ui.rendering import page, wants_part

router = APIRouter()

STARTED = Sentence(N_("Der Import hat begonnen."))
DISCARDED = Sentence(N_("Die Liste ist verworfen."))

MOST_LINES = 300
"""A page that lists more departures helps nobody: all of them are under Vorgänge."""
_UNSTARTED = (ImportState.READ, ImportState.READY)


@router.get("/importe")
async def index(request: Request, account: Counselling, session: WebSession) -> Response:
    """Show the form to upload a list, and the earlier lists."""
    return await _index(request, account, session, Form.start())


@router.post("/importe")
async def upload(
    request: Request, account: Counselling, session: WebSession, services: ServicesDep, now: Now
) -> Response:
    """Store a list. The database is not used before the list has been read."""
    sent = await request.form()
    form = Form.of(sent, labels={"liste": _("Liste"), "stelle": _("Beratungsstelle")})
    office_id = _office(form, account)
    file = _file(form, sent)
    if file is None or office_id is None:
        return await _index(request, account, session, form, status_code=422)
    try:
        parsed = await services.reader.read(file.read)
    except UnreadableList as unreadable:
        form.fail("liste", str(unreadable))
        return await _index(request, account, session, form, status_code=422)
    except ReaderBusyError as busy:
        form.fail("liste", f"{busy} {_('Die Auswahl der Datei kann der Browser nicht behalten.')}")
        response = await _index(request, account, session, form, status_code=503)
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response
    await runs.delete_unstarted(session, now=now)
    run = await runs.add_run(
        session,
        office_id=office_id,
        account_id=account.id,
        file_name=file_title(file.filename) or _("Liste"),
        parsed=parsed,
        now=now,
    )
    return RedirectResponse(f"/importe/{run.id}", status_code=303)


@router.get("/importe/{run_id}")
async def show(request: Request, run_id: UUID, _account: Counselling, session: WebSession) -> Response:
    """Show the state of the import: its columns, its preview, its progress, its result."""
    run = await _found(session, run_id)
    if run.state is ImportState.READ:
        return await _columns(request, session, run)
    return _page(request, run)


@router.get("/importe/{run_id}/spalten")
async def columns(request: Request, run_id: UUID, _account: Counselling, session: WebSession) -> Response:
    """Show the columns once more."""
    run = await _found(session, run_id)
    if run.state not in _UNSTARTED:
        return RedirectResponse(f"/importe/{run.id}", status_code=303)
    return await _columns(request, session, run)


@router.post("/importe/{run_id}/spalten")
async def choose_columns(
    request: Request, run_id: UUID, _account: Counselling, session: WebSession, now: Now, today: Today
) -> Response:
    """Store the meaning of the columns, and make the preview."""
    run = await _found(session, run_id)
    if run.state in _UNSTARTED:
        parsed = await runs.parsed_of(session, run.id)
        if not parsed:
            return _file_only(request, run)
        table = await asyncio.to_thread(load_table, parsed)
        form = Form.of(await request.form(), labels=labels())
        chosen = read_layout(form, table)
        if form.errors:
            return _columns_page(request, run, table, form, status_code=422)
        await runs.choose_layout(session, run, chosen, fingerprint=fingerprint(table.header))
        plan = await asyncio.to_thread(read_plan, parsed, run.mapping, on=today)
        around = await load_import_context(session, run)
        await runs.keep_preview(session, run, await preview(session, plan, around, now=now))
    return RedirectResponse(f"/importe/{run.id}", status_code=303)


@router.post("/importe/{run_id}/start")
async def start(
    request: Request,
    run_id: UUID,
    _account: Counselling,
    session: WebSession,
    dispatcher: DispatcherDep,
    today: Today,
) -> Response:
    """Start the import. A second click changes nothing."""
    run = await _found(session, run_id)
    if run.state is ImportState.READ:
        return RedirectResponse(f"/importe/{run.id}", status_code=303)
    if run.state is ImportState.READY:
        try:
            await dispatcher.start_import(run.id, on=today)
        except Unavailable:
            return _page(request, run, problem=unavailable_sentence(), status_code=503)
        await runs.mark_running(session, run.id)
    response = RedirectResponse(f"/importe/{run.id}", status_code=303)
    flash(response, STARTED)
    return response


@router.post("/importe/{run_id}/verwerfen")
async def discard(run_id: UUID, _account: Counselling, session: WebSession) -> Response:
    """Delete a list that is not to be imported after all."""
    run = await _found(session, run_id)
    await runs.delete_run(session, run.id)
    response = RedirectResponse("/importe", status_code=303)
    if run.state in _UNSTARTED:
        flash(response, DISCARDED)
    return response


@router.get("/importe/{run_id}/nicht-uebernommen.csv")
async def refused_rows(run_id: UUID, _account: Counselling, session: WebSession) -> Response:
    """Return the refused rows as a file, to correct them in the list."""
    report = runs.report_of(await _found(session, run_id))
    return csv_response(
        "nicht-uebernommen.csv",
        (_("Zeile"), _("Spalte"), _("Grund")),
        [(refused.row, refused.column, refused.reason) for refused in (report.refused if report else ())],
    )


async def _found(session: AsyncSession, run_id: UUID) -> ImportRunRow:
    run = await runs.find_run(session, run_id)
    if run is None:
        raise HTTPException(404)
    return run


def _file_only(request: Request, run: ImportRunRow) -> Response:
    """Say that the list of an earlier release has to be uploaded again."""
    return page(request, "imports/again.html", status_code=409, run=run)


def _office(form: Form, account: Account) -> UUID | None:
    """Return the office of the list: the only one, or the one that was chosen."""
    if len(account.offices) == 1:
        return account.offices[0]
    chosen = form.one_of("stelle", map(str, account.offices))
    return UUID(chosen) if chosen else None


def _file(form: Form, sent: FormData) -> UploadFile | None:
    file = sent.get("liste")
    if not isinstance(file, UploadFile) or not file.filename:
        form.fail("liste", _("Bitte wählen Sie eine Datei aus."))
        return None
    return file


async def _index(
    request: Request, account: Account, session: AsyncSession, form: Form, *, status_code: int = 200
) -> Response:
    own = await offices.offices_by_id(session, account.offices)
    return page(
        request,
        "imports/index.html",
        status_code=status_code,
        form=form,
        offices=[(str(office.id), office.name) for office in own],
        runs=await runs.latest_runs(session),
    )


async def _columns(request: Request, session: AsyncSession, run: ImportRunRow) -> Response:
    parsed = await runs.parsed_of(session, run.id)
    if not parsed:
        return _file_only(request, run)
    table = await asyncio.to_thread(load_table, parsed)
    if run.mapping is not None:
        chosen = chosen_layout(table, run.mapping)
    else:
        chosen = await suggested_layout(session, run.office_id, table)
    return _columns_page(request, run, table, first_form(chosen))


def _columns_page(
    request: Request, run: ImportRunRow, table: Table, form: Form, *, status_code: int = 200
) -> Response:
    return page(
        request,
        "imports/columns.html",
        status_code=status_code,
        run=run,
        form=form,
        rows=len(table.rows),
        chapters=chapters(table, form),
        options=column_options(table),
        orders=order_options(),
        has_whole_names=not form.value(ListField.GIVEN_NAME.value),
        unused=unused(table, form),
    )


def _page(
    request: Request, run: ImportRunRow, *, problem: str | None = None, status_code: int = 200
) -> Response:
    report = runs.report_of(run) or Report(departures=0, persons=0)
    lines = as_lines(report)
    is_over = run.state in (ImportState.DONE, ImportState.FAILED)
    context = {"status_message": _("Der Import ist zu Ende.")} if is_over and wants_part(request) else {}
    return page(
        request,
        "imports/show.html",
        fragment="imports/_run.html",
        status_code=status_code,
        run=run,
        state=run.state.value,
        report=report,
        counts=counts(report, is_preview=run.state is ImportState.READY),
        lines=lines[:MOST_LINES],
        has_more=len(lines) > MOST_LINES,
        problem=problem,
        **context,
    )
