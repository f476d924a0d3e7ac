"""Vorgang anlegen: the applicant, further persons, and the facts of the first talk."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.lifecycle.events import DepartureOpened
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.store.directory.numbers import next_number
from web.dependencies import Account, Counselling, DispatcherDep, Services, ServicesDep, Today
from web.dispatch import (
    Result,
    departure_to_open,
    new_request_id,
    open_departure,
    request_id_again,
    request_id_of,
)
from web.new_departure.choices import Choices, find_choices
from web.new_departure.draft import DepartureDraft, read_draft
from web.new_departure.rows import MOST_PERSONS, changed_rows, labels, person_count
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.labels import countries, nationalities, options
from web.ui.redirect import go_to
from web.ui.rendering import page

router = APIRouter()

OPENED = Sentence(N_("Der Vorgang {number} ist angelegt."))


@router.get("/vorgaenge/neu")
async def show(request: Request, account: Counselling, services: ServicesDep, today: Today) -> Response:
    """Show the empty form: first contact today, counselled by the account itself."""
    choices = await _choices(services, account)
    form = Form.start(
        request_id=str(new_request_id()),
        persons="1",
        contact_on=today,
        counsellor_id=str(account.id) if choices.offers_counsellor(account.id) else None,
        office_id=choices.offices[0][0] if choices.offices else None,
    )
    return _form(request, form, choices)


@router.post("/vorgaenge/neu")
async def submit(
    request: Request, account: Counselling, services: ServicesDep, dispatcher: DispatcherDep, today: Today
) -> Response:
    """Open the departure; or add or remove a person's row and keep everything typed."""
    typed = await request.form()
    choices = await _choices(services, account)
    action = typed.get("row")
    if isinstance(action, str):
        form = changed_rows(typed, action)
        return _form(request, form, choices, focus=f"family_name-{person_count(form)}")
    form = Form.of(typed, labels=labels())
    draft = read_draft(form, choices, today=today)
    if draft is None:
        return _form(request, form, choices, status_code=422)
    request_id = request_id_of(form)
    command = await _command(services, account, draft, request_id)
    result = await open_departure(dispatcher, command, enclosure=draft.enclosure)
    if not result.ok:
        form.fail("", result.message)
        again = request_id_again(form, result)
        return _form(request, form, choices, status_code=result.status_code, request_id=again)
    response = go_to(request, f"/vorgaenge/{command.departure_id}")
    flash(response, OPENED, number=_number(result, command))
    return response


async def _choices(services: Services, account: Account) -> Choices:
    async with services.database.web(account.context) as session:
        return await find_choices(session, account.offices)


async def _command(
    services: Services, account: Account, draft: DepartureDraft, request_id: UUID
) -> OpenDeparture:
    """Return the command. Its number is taken in a separate transaction, so that nobody waits for it."""
    async with services.database.web(account.context) as session:
        number = await next_number(session, draft.office, draft.contact_on.year)
    actor = account.actor_in(draft.office.id)
    return OpenDeparture(
        request_id=request_id,
        actor=actor,
        has_note=bool(draft.enclosure.note),
        departure_id=departure_to_open(request_id, actor),
        number=number,
        **draft.facts(),
    )


def _number(result: Result, command: OpenDeparture) -> str:
    """Return the departure's number; for a form sent twice it is the first one's."""
    events = (entry.event for entry in (result.outcome.entries if result.outcome else ()))
    return next((event.number for event in events if isinstance(event, DepartureOpened)), command.number)


def _form(
    request: Request,
    form: Form,
    choices: Choices,
    *,
    status_code: int = 200,
    request_id: UUID | None = None,
    focus: str | None = None,
) -> Response:
    return page(
        request,
        "new_departure/index.html",
        fragment="new_departure/_form.html",
        status_code=status_code,
        form=form,
        choices=choices,
        persons=person_count(form),
        request_id=request_id or request_id_of(form),
        most_persons=MOST_PERSONS,
        focus=focus,
        roles=options(PersonRole, without=(PersonRole.APPLICANT,)),
        residence=options(ResidenceStatus),
        nationalities=nationalities(),
        countries=countries(),
    )
