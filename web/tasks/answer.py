"""The answer to a step completed from "Meine Aufgaben": its line, done, or with the form and the reason."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.steps.events import StepBecameReady
from geleit.store.pages.tasks import Task, count_tasks, find_task
from geleit.store.steps import steps_of
from web.departure.names import enumeration
from web.dispatch import Result, request_id_again
from web.signin.account import Account
from web.tasks.page import task_tiles
from web.tasks.view import line_id, task_line
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.lists import step_name
from web.ui.rendering import page

BACK = "/aufgaben"


def is_from_tasks(form: Form) -> bool:
    """Tell whether the form was on the page of tasks."""
    return urlsplit(form.value("zurueck")).path == BACK


async def task_answer(
    request: Request,
    session: AsyncSession,
    account: Account,
    *,
    today: date,
    departure_id: UUID,
    key: str,
    form: Form,
    result: Result | None,
) -> Response:
    """Answer htmx with the one line; ``result`` is None if the form could not be read. Raise 404."""
    task = await find_task(session, departure_id, key)
    if task is None:
        raise HTTPException(404)
    if result is None or not result.ok:
        return _again(request, task, form, result, today=today)
    freed = await _freed(session, task, result)
    counsellor = _looked_at(form)
    title = step_name(task.process, task.process_version, task.code, task.person)
    return page(
        request,
        "tasks/_done.html",
        fragment="tasks/_done.html",
        id=line_id(departure_id, key),
        title=title,
        number=task.number,
        href=f"/vorgaenge/{departure_id}",
        freed=freed,
        tiles=task_tiles(await count_tasks(session, counsellor or account.id, today=today), counsellor),
        is_answer=True,
        status_message=_said(title, freed),
    )


def _again(request: Request, task: Task, form: Form, result: Result | None, *, today: date) -> Response:
    """Return the line with what was typed and why it was refused."""
    if result is not None:
        form.fail("", result.message)
    form.prefix = f"{line_id(task.departure_id, task.key)}-"
    line = task_line(task, today=today, back=form.value("zurueck"), form=form)
    line = replace(line, request_id=request_id_again(form, result))
    return page(
        request,
        "tasks/_again.html",
        fragment="tasks/_again.html",
        status_code=result.status_code if result else 422,
        line=line,
    )


async def _freed(session: AsyncSession, task: Task, result: Result) -> str:
    """Return which steps have become possible, in words; empty if none has."""
    entries = result.outcome.entries if result.outcome else ()
    keys = {entry.event.step for entry in entries if isinstance(entry.event, StepBecameReady)}
    steps = (await steps_of(session, [task.departure_id]))[task.departure_id] if keys else []
    titles = [
        step_name(task.process, task.process_version, step.code, step.person if task.persons > 1 else None)
        for step in steps
        if step.key in keys
    ]
    return enumeration(f"„{title}“" for title in titles) if titles else ""


def _looked_at(form: Form) -> UUID | None:
    """Return whose tasks a supervisor was looking at."""
    typed = parse_qs(urlsplit(form.value("zurueck")).query).get("beraterin", [""])[0]
    try:
        return UUID(typed)
    except ValueError:
        return None


def _said(title: str, freed: str) -> str:
    said = _("„{step}“ ist erledigt.").format(step=title)
    return _("{said} Jetzt möglich: {steps}.").format(said=said, steps=freed) if freed else said
