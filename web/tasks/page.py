"""Meine Aufgaben: the steps a counsellor can do now, most urgent first; each can be completed from here.

Supervisors see the tasks of a counsellor of their offices whom they choose, to help or to stand in.
"""

from collections import defaultdict
from dataclasses import dataclass
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
from geleit.store.keyset import Place
from geleit.store.pages.tasks import Task, TaskUrgency, count_tasks, more_tasks, tasks
from web.dependencies import Counselling, Today, WebSession
from web.signin.account import Account
from web.tasks.view import KINDS, TITLES, URGENCIES, TaskGroup, task_group
from web.ui import pagination, query
from web.ui.components import Tile
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.lists import CAP, address, colleague_options
from web.ui.rendering import page

router = APIRouter()

LIMITS = {TaskUrgency.OVERDUE: 10, TaskUrgency.SOON: 10, TaskUrgency.LATER: 10, TaskUrgency.WAITING: 5}
MORE = 50


@dataclass(frozen=True, slots=True)
class Whose:
    """The account whose tasks the page shows. ``chosen`` is set if it is not the viewer."""

    counsellor: UUID
    chosen: UUID | None = None
    name: str | None = None


@router.get("/aufgaben")
async def show(request: Request, account: Counselling, session: WebSession, today: Today) -> Response:
    """Show the first tasks of every group; with ``gruppe`` those of one, from ``ab`` on."""
    colleagues = await counsellors(session, account.offices) if account.role is Role.SUPERVISOR else []
    whose = _whose(account, colleagues, query.uuid(request, "beraterin"))
    chosen = query.choice(request, "gruppe", URGENCIES)
    after = Place.unpack(query.text(request, "ab", max_length=200))
    if chosen:
        limit = pagination.rows(request, MORE, _rows_of(chosen))
        groups = [await _one_group(session, whose, chosen, after, today=today, limit=limit)]
    else:
        limits = {group: pagination.rows(request, first, _rows_of(group)) for group, first in LIMITS.items()}
        groups = await _all_groups(session, whose, today=today, limits=limits)
    counts = {group.group: group.count for group in groups}
    response = page(
        request,
        "tasks/index.html",
        fragment="tasks/_more.html" if after else "tasks/_list.html",
        groups=groups,
        tiles=task_tiles(counts, whose.chosen),
        is_single=chosen is not None,
        whose=whose,
        back=address("/aufgaben", beraterin=whose.chosen),
        chooser=Form.start(beraterin=str(whose.chosen or "")),
        colleagues=colleague_options(colleagues, await _several_offices(session, account)),
    )
    if chosen and after:
        added = len(groups[0].lines)
        was_alone = "gruppe=" in request.headers.get("HX-Current-URL", "")
        first = MORE if was_alone else LIMITS[chosen]
        pagination.remember(request, response, first, added=added, name=_rows_of(chosen))
    return response


def _rows_of(group: TaskUrgency) -> str:
    """Return the name under which the address carries the length of this group."""
    return f"zeilen-{URGENCIES[group]}"


async def _several_offices(session: AsyncSession, account: Account) -> dict[UUID, str]:
    """Return the offices by name; without a query if the account has only one."""
    if len(account.offices) < 2:
        return {}
    return {office.id: office.name for office in await offices_by_id(session, account.offices)}


def task_tiles(counts: dict[TaskUrgency, int], counsellor: UUID | None) -> list[Tile]:
    """Return how many tasks each group has, as links to them."""
    return [
        Tile(
            number=min(count, CAP),
            label=_tile_label(group, count),
            href=f"{address('/aufgaben', beraterin=counsellor)}#{URGENCIES[group]}",
            kind=KINDS[group] if count else "neutral",
        )
        for group, count in counts.items()
    ]


def _tile_label(group: TaskUrgency, count: int) -> str:
    title = _(TITLES[group])
    return _("und mehr: {what}").format(what=title) if count > CAP else title


def _whose(account: Account, colleagues: list[Counsellor], chosen: UUID | None) -> Whose:
    """Return whose tasks to show: only a supervisor may choose somebody else, within the own offices."""
    if chosen is None or chosen == account.id:
        return Whose(account.id)
    found = next((colleague for colleague in colleagues if colleague.id == chosen), None)
    if found is None:
        raise HTTPException(404)
    return Whose(found.id, chosen=found.id, name=found.name)


async def _all_groups(
    session: AsyncSession, whose: Whose, *, today: date, limits: dict[TaskUrgency, int]
) -> list[TaskGroup]:
    found: dict[TaskUrgency, list[Task]] = defaultdict(list)
    for task in await tasks(session, whose.counsellor, today=today, limits=limits):
        found[task.group].append(task)
    counts = await count_tasks(session, whose.counsellor, today=today)
    return [
        task_group(
            group,
            found[group],
            count=counts[group],
            limit=limits[group],
            today=today,
            counsellor=whose.chosen,
        )
        for group in TaskUrgency
    ]


async def _one_group(
    session: AsyncSession, whose: Whose, group: TaskUrgency, after: Place | None, *, today: date, limit: int
) -> TaskGroup:
    found = await more_tasks(session, whose.counsellor, today=today, group=group, after=after, limit=limit)
    counts = await count_tasks(session, whose.counsellor, today=today)
    return task_group(group, found, count=counts[group], limit=limit, today=today, counsellor=whose.chosen)
