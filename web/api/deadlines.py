"""Legal dates: the calculator, and an authority's list and decisions."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from geleit.deadline_calculator import DeadlineAnswer
from geleit.domain.deadlines import calculate
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom
from geleit.domain.deadlines.periods import Count
from geleit.domain.deadlines.question import KINDS, require_asked_once
from geleit.domain.numbers import decimal_number, whole_number
from geleit.domain.refusal import Refusal
from geleit.store.keyset import RowPlace, cut_page
from geleit.store.pages.authority import (
    AuthorityDeadline,
    AuthorityDeparture,
    DeadlineSpan,
    authority_departure,
    authority_departures,
)
from web.api.caller import ApiAuthoritySession, AuthorityCaller
from web.api.commands import CommandBody, command_of
from web.api.departures import NOT_FOUND, REFUSED, After, Limit
from web.api.former_values import or_address_word
from web.api.headers import ExpectedVersion, RequestId
from web.api.models import Body, DeadlineLine, DeadlineList, Done, LegalDateOut
from web.api.outcomes import done, not_found, refused
from web.api.problems import FieldError, ProblemError
from web.authority.page import SPANS
from web.dependencies import DispatcherDep, ServicesDep, Today
from web.ui.refusals import explain

router = APIRouter(prefix="/deadlines", tags=["Fristen"])


def _typed_number(typed: object, *, read: Callable[[str], float], code: str) -> object:
    """Validate a number as the command line does."""
    try:
        return read(typed) if isinstance(typed, str) else typed
    except ValueError:
        raise PydanticCustomError(code, "not a number") from None


Whole = Annotated[int, BeforeValidator(partial(_typed_number, read=whole_number, code="int_parsing"))]
Decimal = Annotated[float, BeforeValidator(partial(_typed_number, read=decimal_number, code="float_parsing"))]


class Calculation(Body):
    """The calculator's input, with the names of `geleit deadline`: one start, one length, the place."""

    start: str | None = Field(None, description="Tag des Ereignisses, 2026-03-04 oder 04.03.2026.")
    posted: str | None = Field(None, description="Tag der Aufgabe zur Post, statt start.")
    fiction_days: Whole | None = Field(None, description="Tage bis zur Bekanntgabe (4; vor 2025: 3).")
    fiction_rolls: bool = Field(False, description="Dieser Tag verschiebt sich vom Wochenende.")
    days: Whole | None = Field(None, description="Länge in Tagen.")
    weeks: Whole | None = Field(None, description="... in Wochen.")
    months: Decimal | None = Field(None, description="... in Monaten, auch halben: 1.5.")
    years: Whole | None = Field(None, description="... in Jahren.")
    land: str = Field("", description="Land, dessen Feiertage gelten: zwei Buchstaben, etwa SH.")
    commune: str | None = Field(None, description="Augsburg oder catholic.")
    count: str = Field(Count.CALENDAR_DAYS, description=", ".join(Count))
    before: bool = Field(False, description="Rückwärts rechnen.")
    from_beginning: bool = Field(False, description="Der erste Tag zählt mit (§ 187 Abs. 2 BGB).")
    kind: str = Field(DateKind.PERIOD, description=", ".join(KINDS))
    extend_days: Whole | None = Field(None, description="Um so viele Tage verlängert.")
    extend_from: str = Field(ExtendFrom.ROLLED, description="Die Verlängerung rechnet ab: rolled oder raw.")

    model_config = ConfigDict(extra="forbid")


@router.get("/calculate", operation_id="calculate_deadline")
async def calculate_deadline(request: Request, question: Annotated[Calculation, Query()]) -> DeadlineAnswer:
    """Work out when a period ends, and why. Nothing is stored."""
    try:
        require_asked_once(name for name, _value in request.query_params.multi_items())
        return calculate(**question.model_dump())
    except Refusal as refusal:
        raise ProblemError(
            422, refusal.code, detail=explain(refusal), details=refusal.details, errors=_errors(refusal)
        ) from refusal


def _errors(refusal: Refusal) -> list[FieldError]:
    """Return the error at the parameter that a refusal is about, if it is about one alone."""
    field = refusal.details.get("field")
    return [FieldError(field=f"query.{field}", message=explain(refusal), code=refusal.code)] if field else []


@router.get("", operation_id="list_deadlines")
async def index(
    *,
    session: ApiAuthoritySession,
    today: Today,
    span: Annotated[DeadlineSpan, or_address_word(SPANS)] = DeadlineSpan.ALL,
    after: After = None,
    limit: Limit = 50,
) -> DeadlineList:
    """List the deadline status of this authority's departures whose clients consent to it."""
    found = await authority_departures(
        session, today=today, span=span, after=RowPlace.unpack(after), limit=limit
    )
    rows, more = cut_page(found, limit)
    return DeadlineList(items=[_line(each) for each in rows], next=more)


@router.post("/{departure_id}/commands", operation_id="decide_deadline", responses=NOT_FOUND | REFUSED)
async def decide(
    *,
    departure_id: UUID,
    body: CommandBody,
    caller: AuthorityCaller,
    services: ServicesDep,
    dispatcher: DispatcherDep,
    request_id: RequestId,
    expected_version: ExpectedVersion,
    response: Response,
) -> Done:
    """Decide about a legal date.

    The decisions are set_deadline, extend_deadline, refuse_extension, interrupt_deadline, restart_deadline
    and withdraw_deadline.
    """
    async with services.database.authority(caller.context) as session:
        if await authority_departure(session, departure_id) is None:
            raise not_found()
    command, enclosure = command_of(
        body, request_id=request_id, actor=caller.actor, expected_version=expected_version
    )
    try:
        outcome = await dispatcher.dispatch(departure_id, command, enclosure)
    except Refusal as refusal:
        if refusal.code == "no_departure":
            raise not_found() from refusal
        is_conditional = expected_version is not None
        raise refused(refusal, explain(refusal), is_conditional=is_conditional) from refusal
    return done(outcome, response)


def _line(found: AuthorityDeparture) -> DeadlineLine:
    return DeadlineLine(
        departure_id=found.departure_id,
        number=found.number,
        status=found.status,
        next_milestone=found.milestone,
        next_milestone_on=found.milestone_on,
        next_deadline=found.next_kind,
        next_deadline_on=found.next_on,
        deadlines=[_legal_date(each) for each in found.deadlines],
    )


def _legal_date(each: AuthorityDeadline) -> LegalDateOut:
    return LegalDateOut(
        kind=each.kind,
        due_on=each.due_on,
        end_on=each.end_on,
        state=each.state,
        version=each.version,
        sentence=each.sentence,
        answer_by=each.answer_by,
    )
