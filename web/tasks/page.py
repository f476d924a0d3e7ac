"""Meine Aufgaben: the account's own turn, whom to ask again, and what runs; steps can be completed from here.

Supervisors see the tasks of a counsellor of their offices whom they choose, to help or to stand in.
"""

from collections import defaultdict
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.parties import Role
from geleit.store.assignment import Counsellor, counsellors
from geleit.store.directory.offices import offices_by_id
from geleit.store.keyset import RowPlace
from geleit.store.pages.tasks import Task, WorkList, count_tasks, more_tasks, tasks
from web.dependencies import Counselling, Today, WebSession
from web.saved_views.menu import view_menu
from web.signin.account import Account
from web.tasks.view import LISTS, TaskGroup, Whose, in_order, jumps, task_group, task_sheet
from web.ui import pagination, query
from web.ui.forms import Form
from web.ui.lists import ListedPlace, colleague_options, export_addresses
from web.ui.rendering import page
from web.ui.sheets import MOST_ROWS, SheetFormat, sheet_response

router = APIRouter()

LIMITS = {WorkList.MINE: 15, WorkList.FOLLOW_UP: 15, WorkList.RUNNING: 8}
MORE = 50


@router.get("/aufgaben")
async def show(request: Request, account: Counselling, session: WebSession, today: Today) -> Response:
    """Show the first tasks of every list; with ``gruppe`` those of one, from ``ab`` on."""
    colleagues = await counsellors(session, account.offices) if account.role is Role.SUPERVISOR else []
    whose = whose_tasks(account, colleagues, query.uuid(request, "beraterin"))
    chosen = query.choice(request, "gruppe", LISTS)
    after = RowPlace.unpack(query.text(request, "ab", max_length=200))
    if chosen:
        limit = pagination.rows(request, MORE, _rows_of(chosen))
        groups = [await _one_group(session, whose, chosen, after, today=today, limit=limit)]
    else:
        limits = {group: pagination.rows(request, first, _rows_of(group)) for group, first in LIMITS.items()}
        groups = await _all_groups(session, whose, today=today, limits=limits)
    counts = {group.name: group.count for group in groups}
    response = page(
        request,
        "tasks/index.html",
        fragment="tasks/_more.html" if after else "tasks/_list.html",
        groups=groups,
        jumps=jumps(counts, whose),
        is_single=chosen is not None,
        whose=whose,
        back=whose.address,
        files=export_addresses(request),
        menu=await view_menu(request, session, account),
        chooser=Form.start(beraterin=str(whose.chosen or "")),
        colleagues=colleague_options(colleagues, await _several_offices(session, account)),
    )
    if chosen and after:
        added = len(groups[0].lines)
        was_alone = "gruppe=" in request.headers.get("HX-Current-URL", "")
        first = MORE if was_alone else LIMITS[chosen]
        pagination.remember(request, response, first, added=added, name=_rows_of(chosen))
    return response


@router.get("/aufgaben/liste.{kind}")
async def export(
    request: Request, kind: SheetFormat, account: Counselling, session: WebSession, today: Today
) -> Response:
    """Send the three lists as one file."""
    colleagues = await counsellors(session, account.offices) if account.role is Role.SUPERVISOR else []
    whose = whose_tasks(account, colleagues, query.uuid(request, "beraterin"))
    found = await tasks(session, whose.counsellor, today=today, limits=dict.fromkeys(WorkList, MOST_ROWS))
    return await sheet_response(task_sheet(found, whose), kind, today=today)


async def task_departures(
    request: Request, account: Account, session: AsyncSession, today: date
) -> list[ListedPlace]:
    """Return the departures of the tasks that the address shows, in the order of the page."""
    colleagues = await counsellors(session, account.offices) if account.role is Role.SUPERVISOR else []
    whose = whose_tasks(account, colleagues, query.uuid(request, "beraterin"))
    limits = {name: pagination.rows(request, first, _rows_of(name)) for name, first in LIMITS.items()}
    found = await tasks(session, whose.counsellor, today=today, limits=limits)
    return [ListedPlace(task.departure_id, task.key) for task in in_order(found)]


def _rows_of(name: WorkList) -> str:
    """Return the name under which the address carries the length of this list."""
    return f"zeilen-{LISTS[name]}"


async def _several_offices(session: AsyncSession, account: Account) -> dict[UUID, str]:
    """Return the offices by name; without a query if the account has only one."""
    if len(account.offices) < 2:
        return {}
    return {office.id: office.name for office in await offices_by_id(session, account.offices)}


def whose_tasks(account: Account, colleagues: list[Counsellor], chosen: UUID | None) -> Whose:
    """Return whose tasks to show: only a supervisor may choose somebody else, within the own offices."""
    if chosen is None or chosen == account.id:
        return Whose(account.id)
    found = next((colleague for colleague in colleagues if colleague.id == chosen), None)
    if found is None:
        raise HTTPException(404)
    return Whose(found.id, chosen=found.id, name=found.name)


async def _all_groups(
    session: AsyncSession, whose: Whose, *, today: date, limits: dict[WorkList, int]
) -> list[TaskGroup]:
    found: dict[WorkList, list[Task]] = defaultdict(list)
    for task in await tasks(session, whose.counsellor, today=today, limits=limits):
        found[task.work_list].append(task)
    counts = await count_tasks(session, whose.counsellor, today=today)
    return [
        task_group(name, found[name], count=counts[name], limit=limits[name], today=today, whose=whose)
        for name in WorkList
    ]


async def _one_group(
    session: AsyncSession, whose: Whose, name: WorkList, after: RowPlace | None, *, today: date, limit: int
) -> TaskGroup:
    found = await more_tasks(session, whose.counsellor, today=today, work_list=name, after=after, limit=limit)
    counts = await count_tasks(session, whose.counsellor, today=today)
    return task_group(name, found, count=counts[name], limit=limit, today=today, whose=whose)
