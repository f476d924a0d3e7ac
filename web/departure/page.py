"""The page of one departure, and every action on it: read the form, execute the command, answer.

The actions are in `web.departure.sections`; here are only their requests and answers.
"""

from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.dates import today as today_of
from geleit.domain.registry import Entry
from geleit.store.audit import entries_since
from web.departure.action import Action, Values
from web.departure.answers import (
    redirect,
    show,
    show_changes,
    show_form,
    show_form_in_place,
    show_sheet,
    show_step_actions,
    show_step_page,
    success,
)
from web.departure.conflicts import conflict
from web.departure.execution import execute_action
from web.departure.loading import Loaded, load, load_situation
from web.departure.offers import offer
from web.departure.section import Tab
from web.departure.sections import ON_A_STEP, ON_THE_DEPARTURE, TABS, find_tab, tab_of
from web.departure.sheet import HISTORY
from web.departure.situation import Situation, address_of
from web.departures.trail import Trail, trail_of
from web.dependencies import Counselling, Now, Services, ServicesDep
from web.dispatch import Result, expected_version, request_id_again
from web.signin.account import Account
from web.signin.local_path import local_path
from web.tasks.answer import is_from_tasks, task_answer
from web.ui.forms import Form
from web.ui.rendering import wants_part
from web.ui.routing import register_words

router = APIRouter()

register_words("step_action", ON_A_STEP)
register_words("departure_action", ON_THE_DEPARTURE)
register_words("departure_tab", [tab.slug for tab in TABS if tab.slug])

_DEPARTURE = "/vorgaenge/{departure_id:uuid}"
_STEP = _DEPARTURE + "/schritte/{key}"


@dataclass(frozen=True, slots=True)
class DepartureRequest:
    """A request about one departure, with the account it comes from."""

    request: Request
    services: Services
    account: Account
    now: datetime
    departure_id: UUID

    @property
    def today(self) -> date:
        """The day of the request in Germany."""
        return today_of(self.now)

    @property
    def tab(self) -> Tab:
        """The tab that htmx looks at: the page around a form stays as it is."""
        return find_tab(urlsplit(self.request.headers.get("HX-Current-URL", "")).path.rpartition("/")[2])

    def situation(self, session: AsyncSession, key: str | None = None) -> Awaitable[Situation]:
        return load_situation(session, self.departure_id, viewer=self.account.id, today=self.today, key=key)

    def load(self, session: AsyncSession, key: str | None = None, **how: bool) -> Awaitable[Loaded]:
        return load(session, self.departure_id, viewer=self.account.id, today=self.today, key=key, **how)

    def trail(self, session: AsyncSession) -> Awaitable[Trail]:
        return trail_of(self.request, self.account, session, self.departure_id, today=self.today)

    def session(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Begin a short transaction of its own: none stays open while a command is executed."""
        return self.services.database.web(self.account.context)


def _departure_request(
    request: Request,
    services: ServicesDep,
    account: Counselling,
    now: Now,
    departure_id: UUID,
) -> DepartureRequest:
    return DepartureRequest(request, services, account, now, departure_id)


DepartureRequestDep = Annotated[DepartureRequest, Depends(_departure_request)]


@router.get(_DEPARTURE)
async def show_departure(asked: DepartureRequestDep) -> Response:
    """Show the page; with ``teil=geaendert`` only the changes since the version shown."""
    wanted = asked.request.query_params
    async with asked.session() as session:
        if wanted.get("teil") == "geaendert":
            return await _show_changes(asked, session)
        trail = await asked.trail(session)
        loaded = await asked.load(session, everything=wanted.get("verlauf") == "alles")
    return show(asked.request, loaded, now=asked.now, tab=TABS[0], trail=trail)


@router.get(_DEPARTURE + "/{tab:departure_tab}")
async def show_tab(asked: DepartureRequestDep, tab: str) -> Response:
    """Show the page with another tab in view."""
    async with asked.session() as session:
        trail = await asked.trail(session)
        loaded = await asked.load(session)
    return show(asked.request, loaded, now=asked.now, tab=find_tab(tab), trail=trail)


@router.get(_DEPARTURE + "/drucken")
async def show_printed(asked: DepartureRequestDep) -> Response:
    """Show the sheet for the printer; ``mit`` names what else is wanted on it."""
    chosen = asked.request.query_params.getlist("mit")
    async with asked.session() as session:
        loaded = await asked.load(session, everything=HISTORY in chosen)
    return show_sheet(asked.request, loaded, chosen=chosen)


@router.get(_STEP)
async def show_step(asked: DepartureRequestDep, key: str) -> Response:
    """Show one step by itself, with its actions and its history; with ``teil=mehr`` its menu alone."""
    async with asked.session() as session:
        if asked.request.query_params.get("teil") == "mehr":
            return show_step_actions(asked.request, await asked.situation(session, key))
        loaded = await asked.load(session, key, everything=True)
    return show_step_page(asked.request, loaded)


@router.get(_DEPARTURE + "/{slug:departure_action}")
async def ask(asked: DepartureRequestDep, slug: str) -> Response:
    """Show the form of an action on a page of its own; ``zu`` names what it is about."""
    return await _ask(asked, ON_THE_DEPARTURE[slug], None)


@router.get(_STEP + "/{slug:step_action}")
async def ask_about_step(asked: DepartureRequestDep, key: str, slug: str) -> Response:
    """Show the form of an action on a step."""
    return await _ask(asked, ON_A_STEP[slug], key)


@router.post(_DEPARTURE + "/{slug:departure_action}")
async def act(asked: DepartureRequestDep, slug: str) -> Response:
    """Execute an action on the departure."""
    return await _act(asked, ON_THE_DEPARTURE[slug], None)


@router.post(_STEP + "/{slug:step_action}")
async def act_on_step(asked: DepartureRequestDep, key: str, slug: str) -> Response:
    """Execute an action on one step."""
    return await _act(asked, ON_A_STEP[slug], key)


async def _show_changes(asked: DepartureRequest, session: AsyncSession) -> Response:
    loaded = await asked.load(session)
    seen = asked.request.query_params.get("seit", "")
    version = (
        int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else loaded.at.departure.version
    )
    return show_changes(asked.request, loaded, since=version, tab=asked.tab)


async def _ask(asked: DepartureRequest, action: Action[Situation], key: str | None) -> Response:
    async with asked.session() as session:
        at = await asked.situation(session, key)
    query = asked.request.query_params
    offered = offer(
        action,
        at,
        subject=query.get("zu", ""),
        given={name: query.getlist(name) for name in query},
        back=tab_of(action).address(address_of(asked.departure_id)),
    )
    if wants_part(asked.request):
        return show_form_in_place(asked.request, at, offered)
    return show_form(asked.request, at, offered)


async def _act(asked: DepartureRequest, action: Action[Situation], key: str | None) -> Response:
    """Execute an action and answer: with the page, or with the form and why it was refused."""
    form = Form.of(await asked.request.form(), labels=action.labels())
    async with asked.session() as session:
        at = await asked.situation(session, key)
    executed = await execute_action(
        action,
        at,
        form,
        dispatcher=asked.services.dispatcher,
        departure_id=asked.departure_id,
        actor=asked.account.actor_in(at.departure.office_id),
        process=at.process,
        names=at.names.given_names(),
    )
    if executed.result is None or not executed.is_done:
        return await _give_back(asked, action, key, form, executed.result)
    return await _done(asked, action, at, executed.values, form=form, result=executed.result)


async def _done(
    asked: DepartureRequest,
    action: Action[Situation],
    at: Situation,
    values: Values,
    *,
    form: Form,
    result: Result,
) -> Response:
    """Redirect; htmx gets everything that may have changed instead."""
    if not wants_part(asked.request):
        to = form.value("zurueck")
        return redirect(action, at, values, to=local_path(to) if to else "")
    async with asked.session() as session:
        if at.step is not None and is_from_tasks(form):
            return await _answer_tasks(asked, session, at.step.key, form, result)
        loaded = await asked.load(session)
    return show(asked.request, loaded, now=asked.now, tab=asked.tab, said=success(action, at, values))


async def _give_back(
    asked: DepartureRequest, action: Action[Situation], key: str | None, form: Form, result: Result | None
) -> Response:
    """Answer with the form as it was typed, why it was refused, and after a conflict the new state."""
    async with asked.session() as session:
        if key is not None and is_from_tasks(form) and wants_part(asked.request):
            return await _answer_tasks(asked, session, key, form, result)
        loaded = await asked.load(session, key)
        since = await _entries_since(session, asked.departure_id, form, result)
    if result is not None:
        form.fail(action.field_at_fault(result.field_name), result.message)
    at = loaded.at
    again = offer(
        action,
        at,
        form=form,
        request_id=request_id_again(form, result),
        subject=form.value("zu"),
        back=form.value("zurueck"),
    )
    both = (
        conflict(action, form, at, entries=since, teller=loaded.teller)
        if result and result.is_conflict
        else None
    )
    return show_form(
        asked.request, at, again, status_code=result.status_code if result else 422, conflict=both
    )


async def _entries_since(
    session: AsyncSession, departure_id: UUID, form: Form, result: Result | None
) -> list[Entry]:
    version = expected_version(form)
    if result is None or not result.is_conflict or version is None:
        return []
    return await entries_since(session, departure_id, version=version)


async def _answer_tasks(
    asked: DepartureRequest, session: AsyncSession, key: str, form: Form, result: Result | None
) -> Response:
    """Answer a form of the page "Meine Aufgaben" with its line there."""
    return await task_answer(
        asked.request,
        session,
        asked.account,
        today=asked.today,
        departure_id=asked.departure_id,
        key=key,
        form=form,
        result=result,
    )
