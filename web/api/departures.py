"""Departures: list, open, read, execute a command."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.departure import DepartureStatus
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.lifecycle.events import DepartureOpened
from geleit.domain.parties import Party
from geleit.domain.persons.state import Person
from geleit.domain.refusal import Refusal, unknown_counsellor
from geleit.processes import current_process, find_process
from geleit.store.assignment import counsellors
from geleit.store.directory.numbers import next_number
from geleit.store.directory.offices import find_authority, offices_by_id
from geleit.store.directory.rows import OfficeRow
from geleit.store.keyset import RowPlace, cut_page
from geleit.store.lifecycle import office_of
from geleit.store.pages.departure import DepartureDetail, find_departure
from geleit.store.pages.departures import DepartureFilter, DepartureSort, ListedDeparture, find_departures
from web.api.caller import ApiSession, CounsellingCaller
from web.api.commands import CommandBody, command_of
from web.api.former_values import or_address_word
from web.api.headers import ExpectedVersion, RequestId, etag
from web.api.models import DepartureLine, DepartureList, DepartureOut, Done, NewDeparture, Opened, PersonOut
from web.api.outcomes import done, not_found, refused
from web.api.problems import Problem, ProblemError
from web.departures.page import SORTS
from web.dependencies import DispatcherDep, Services, ServicesDep
from web.dispatch import departure_to_open
from web.signin.account import Account
from web.ui.i18n import gettext as _
from web.ui.refusals import explain

router = APIRouter(prefix="/departures", tags=["Vorgänge"])

Limit = Annotated[int, Query(ge=1, le=200, description="Höchstens so viele Einträge.")]
After = Annotated[str | None, Query(max_length=200, description="Der Wert von next der Seite davor.")]
Code = Annotated[str | None, Query(pattern=r"^[a-z_]{1,40}$")]
Responses = dict[int | str, dict[str, Any]]
NOT_FOUND: Responses = {404: {"model": Problem, "description": "Gibt es nicht, oder nicht für dieses Konto."}}
REFUSED: Responses = {
    202: {
        "model": Problem,
        "description": "Wird noch verarbeitet; mit demselben Schlüssel noch einmal fragen.",
    },
    409: {
        "model": Problem,
        "description": (
            "Jemand anderes war schneller; oder der Idempotency-Key gehört schon zu einer anderen Anfrage "
            "(request_reused)."
        ),
    },
    412: {"model": Problem, "description": "If-Match nennt eine überholte Version."},
    503: {"model": Problem, "description": "Nichts geändert; später noch einmal."},
}


@router.get("", operation_id="list_departures")
async def index(
    *,
    caller: CounsellingCaller,
    session: ApiSession,
    status: DepartureStatus | None = None,
    office: UUID | None = None,
    counsellor: UUID | None = None,
    destination: Annotated[str | None, Query(pattern=r"^[A-Z]{2}$")] = None,
    stage: Code = None,
    waiting_on: Party | None = None,
    sort: Annotated[DepartureSort, or_address_word(SORTS)] = DepartureSort.DUE,
    after: After = None,
    limit: Limit = 50,
) -> DepartureList:
    """List the departures of the own offices, filtered and sorted."""
    chosen = DepartureFilter(
        status=status,
        office_id=office,
        counsellor_id=counsellor,
        destination=destination,
        stage=stage,
        blocker_party=waiting_on,
    )
    found = await find_departures(session, chosen, sort=sort, after=RowPlace.unpack(after), limit=limit)
    rows, more = cut_page(found, limit)
    return DepartureList(items=[_line(each) for each in rows], next=more)


@router.post("", status_code=201, operation_id="open_departure", responses=REFUSED)
async def open_departure(
    *,
    body: NewDeparture,
    caller: CounsellingCaller,
    services: ServicesDep,
    dispatcher: DispatcherDep,
    request_id: RequestId,
    response: Response,
) -> Opened:
    """Open a departure. The first person is the applicant."""
    office, number = await _prepare(services, caller, body)
    process = current_process()
    actor = caller.actor_in(office.id)
    command = OpenDeparture(
        request_id=request_id,
        actor=actor,
        has_note=bool(body.note),
        departure_id=departure_to_open(request_id, actor),
        number=number,
        process=process.code,
        process_version=process.version,
        office_id=office.id,
        land=office.land,
        authority_id=body.authority_id,
        counsellor_id=body.counsellor_id,
        destination=body.destination,
        nationality=body.nationality,
        residence_status=body.residence_status,
        persons=tuple(Person(number=n, role=each.role) for n, each in enumerate(body.persons, start=1)),
        contact_on=body.contact_on,
        deadlines=body.deadlines,
        file_number=body.file_number,
    )
    outcome = await dispatcher.open(command, _enclosure(body))
    opened = next((e.event for e in outcome.entries if isinstance(e.event, DepartureOpened)), None)
    response.headers["Location"] = f"/api/v1/departures/{command.departure_id}"
    response.headers.update(etag(outcome.version))
    return Opened(
        id=command.departure_id, number=opened.number if opened else number, version=outcome.version
    )


@router.get(
    "/{departure_id}", operation_id="read_departure", response_model=DepartureOut, responses=NOT_FOUND
)
async def show(
    *,
    departure_id: UUID,
    caller: CounsellingCaller,
    session: ApiSession,
    response: Response,
    if_none_match: Annotated[str | None, Header(max_length=100)] = None,
) -> DepartureOut | Response:
    """Return one departure with its persons. 304 when If-None-Match names its version."""
    found = await found_departure(session, departure_id)
    version = etag(found.departure.version)
    if if_none_match == version["ETag"]:
        return Response(status_code=304, headers=version)
    response.headers.update(version)
    return _out(found)


@router.post("/{departure_id}/commands", operation_id="execute_command", responses=NOT_FOUND | REFUSED)
async def execute(
    *,
    departure_id: UUID,
    body: CommandBody,
    caller: CounsellingCaller,
    services: ServicesDep,
    dispatcher: DispatcherDep,
    request_id: RequestId,
    expected_version: ExpectedVersion,
    response: Response,
) -> Done:
    """Execute a command."""
    # Only what every command needs: names are looked up for a refusal.
    office_id = await office_of(services.database, caller.context, departure_id)
    if office_id is None:
        raise not_found()
    command, enclosure = command_of(
        body,
        request_id=request_id,
        actor=caller.actor_in(office_id),
        expected_version=expected_version,
    )
    if isinstance(command, NameAuthority | RecordProgress) and command.authority_id:
        async with services.database.web(caller.context) as session:
            await _check_authority(session, command.authority_id)
    try:
        outcome = await dispatcher.dispatch(departure_id, command, enclosure)
    except Refusal as refusal:
        found = await _detail(services, caller, departure_id)
        raise _problem(refusal, found, is_conditional=expected_version is not None) from refusal
    return done(outcome, response)


async def _detail(services: Services, caller: Account, departure_id: UUID) -> DepartureDetail:
    async with services.database.web(caller.context) as session:
        return await found_departure(session, departure_id)


async def found_departure(session: AsyncSession, departure_id: UUID) -> DepartureDetail:
    """Return the departure. Raise ProblemError (404) if there is none that the account may see."""
    found = await find_departure(session, departure_id)
    if found is None:
        raise not_found()
    return found


async def _prepare(services: Services, caller: Account, body: NewDeparture) -> tuple[OfficeRow, str]:
    """Return the office and the number of a new departure.

    The transaction ends before the departure is opened.
    """
    async with services.database.web(caller.context) as session:
        offices = {office.id: office for office in await offices_by_id(session, caller.offices)}
        office_id = body.office_id or caller.office_id or next(iter(offices), None)
        if office_id is None or office_id not in offices:
            raise ProblemError(422, "unknown_office", detail=_("Diese Beratungsstelle ist nicht Ihre."))
        if body.authority_id:
            await _check_authority(session, body.authority_id)
        staff = {each.id for each in await counsellors(session, (office_id,))}
        if body.counsellor_id and body.counsellor_id not in staff:
            refusal = unknown_counsellor()
            raise refused(refusal, explain(refusal), is_conditional=False)
        number = await next_number(session, offices[office_id], body.contact_on.year)
    return offices[office_id], number


async def _check_authority(session: AsyncSession, authority_id: UUID) -> None:
    if await find_authority(session, authority_id) is None:
        raise ProblemError(422, "unknown_authority", detail=_("Diese Behörde gibt es nicht."))


def _problem(refusal: Refusal, found: DepartureDetail, *, is_conditional: bool) -> ProblemError:
    """Return the problem of a refusal, with steps and persons in words."""
    process = find_process(found.departure.process, found.departure.process_version)
    names = {number: person.given_name for number, person in found.persons.items()}
    return refused(refusal, explain(refusal, process, names), is_conditional=is_conditional)


def _enclosure(body: NewDeparture) -> Enclosure:
    return Enclosure(
        note=body.note,
        persons=tuple(
            PersonDetails(
                number=number,
                family_name=person.family_name,
                given_name=person.given_name,
                birth_date=person.birth_date,
                nationality=person.nationality or body.nationality,
            )
            for number, person in enumerate(body.persons, start=1)
        ),
    )


def _line(found: ListedDeparture) -> DepartureLine:
    return DepartureLine(
        id=found.id,
        number=found.number,
        office_id=found.office_id,
        applicant=found.applicant,
        persons=found.persons,
        destination=found.destination,
        status=found.status,
        opened_on=found.opened_on,
        ended_on=found.ended_on,
        counsellor=found.counsellor,
        waiting_step=found.blocker_step,
        waiting_on=found.blocker_party,
        waiting_since=found.blocker_since,
    )


def _out(found: DepartureDetail) -> DepartureOut:
    roles = {person.number: person.role for person in found.departure.persons}
    return DepartureOut(
        state=found.departure,
        office=found.office,
        authority=found.authority,
        persons=[
            PersonOut(
                number=number,
                role=roles[number],
                family_name=person.family_name,
                given_name=person.given_name,
                birth_date=person.birth_date,
                nationality=person.nationality,
            )
            for number, person in sorted(found.persons.items())
        ],
    )
