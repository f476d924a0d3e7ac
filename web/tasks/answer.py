"""The answer to a step completed from "Meine Aufgaben": its line, done, or with the form and the reason.

The steps that have become possible are below the line at once, as tasks of their own if they are in this
list.
"""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.parties import Role
from geleit.domain.steps.events import StepBecameReady
from geleit.store.assignment import counsellors
from geleit.store.pages.tasks import Task, WorkList, count_tasks, find_task
from web.departure.names import enumeration
from web.dispatch import Result, request_id_again
from web.signin.account import Account
from web.tasks.page import whose_tasks
from web.tasks.view import Whose, jumps, line_id, task_line
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.lists import departure_address, step_name
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
        whose = await _whose(session, account, form)
        return _again(request, task, form, result, today=today, whose=whose)
    freed = await _freed(session, task, result)
    whose = await _whose(session, account, form)
    title = step_name(task.process, task.process_version, task.code, task.person)
    return page(
        request,
        "tasks/_done.html",
        fragment="tasks/_done.html",
        id=line_id(departure_id, key),
        title=title,
        number=task.number,
        href=departure_address(departure_id, origin=whose.address),
        freed=[task_line(each, today=today, whose=whose, back=whose.address) for each in freed],
        own=[
            task_line(each, today=today, whose=whose, back=whose.address)
            for each in freed
            if each.work_list is WorkList.MINE and each.responsible_id == whose.counsellor
        ],
        jumps=jumps(await count_tasks(session, whose.counsellor, today=today), whose),
        is_answer=True,
        status_message=_said(title, freed),
    )


def _again(
    request: Request, task: Task, form: Form, result: Result | None, *, today: date, whose: Whose
) -> Response:
    """Return the line with what was typed and why it was refused."""
    if result is not None:
        form.fail("", result.message)
    form.prefix = f"{line_id(task.departure_id, task.key)}-"
    line = task_line(task, today=today, whose=whose, back=form.value("zurueck"), form=form)
    line = replace(line, request_id=request_id_again(form, result))
    return page(
        request,
        "tasks/_again.html",
        fragment="tasks/_again.html",
        status_code=result.status_code if result else 422,
        line=line,
    )


async def _freed(session: AsyncSession, task: Task, result: Result) -> list[Task]:
    """Return the steps that have become possible."""
    entries = result.outcome.entries if result.outcome else ()
    keys = [entry.event.step for entry in entries if isinstance(entry.event, StepBecameReady)]
    found = [await find_task(session, task.departure_id, key) for key in keys]
    return [each for each in found if each is not None]


async def _whose(session: AsyncSession, account: Account, form: Form) -> Whose:
    """Return whose tasks the page showed: the account's own if the address names somebody unknown."""
    typed = parse_qs(urlsplit(form.value("zurueck")).query).get("beraterin", [""])[0]
    try:
        chosen = UUID(typed)
    except ValueError:
        return Whose(account.id)
    colleagues = await counsellors(session, account.offices) if account.role is Role.SUPERVISOR else []
    try:
        return whose_tasks(account, colleagues, chosen)
    except HTTPException:
        return Whose(account.id)


def _said(title: str, freed: list[Task]) -> str:
    said = _("„{step}“ ist erledigt.").format(step=title)
    names = [step_name(each.process, each.process_version, each.code, each.person) for each in freed]
    steps = enumeration(f"„{name}“" for name in names) if names else ""
    return _("{said} Jetzt möglich: {steps}.").format(said=said, steps=steps) if steps else said
