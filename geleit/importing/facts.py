"""What a list says about the steps of the process "rueckkehr"; docs/import.md tells it in German.

A list knows few dates. What only follows from one that stands there is *assumed*: it fills what Geleit does
not know yet and never changes what Geleit knows.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from geleit.domain.imports.state import Fact
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState
from geleit.importing.rows import ListedCase, ListedPerson
from geleit.importing.values import Document

APPOINTMENT = "embassy_appointment"


class Evidence(Value):
    """A fact, and whether it stands in the list or is assumed."""

    fact: Fact
    assumed: bool


def contact_on(case: ListedCase, *, today: date) -> date:
    """The day the office got to know the case: the earliest that the list knows of."""
    consent_on = case.consent if isinstance(case.consent, date) else None
    known = (case.intake_on, consent_on, case.applied_on, case.approved_on, case.departed_on)
    return min((*(day for day in known if day), today))


def is_consent(fact: Fact) -> bool:
    """Whether the fact says that the client consents."""
    return fact.code == "consent" and fact.state is StepState.DONE


def evidence(case: ListedCase, persons: Sequence[ListedPerson], *, today: date) -> Iterator[Evidence]:
    """How the steps stand, in the order of the process. Person 1 is the first of ``persons``."""
    yield from _counselling(case, today)
    for number, person in enumerate(persons, start=1):
        yield from _travel_document(case, person, number, today)
    yield from _funding(case)
    yield from _travel(case, today)


def _done(code: str, on: date, *, assumed: bool = False) -> Evidence:
    return Evidence(fact=Fact(code=code, state=StepState.DONE, on=on), assumed=assumed)


def _not_required(code: str, on: date) -> Evidence:
    return Evidence(fact=Fact(code=code, state=StepState.NOT_REQUIRED, on=on), assumed=True)


def _counselling(case: ListedCase, today: date) -> Iterator[Evidence]:
    first = contact_on(case, today=today)
    decided_on = case.applied_on or case.approved_on or _booked_on(case, today)
    if case.intake_on and case.intake_on > today:
        yield Evidence(
            fact=Fact(code="intake", state=StepState.READY, target_on=case.intake_on), assumed=False
        )
    elif case.intake_on:
        yield _done("intake", case.intake_on)
    elif decided_on:
        yield _done("intake", first, assumed=True)
    # Consent is only ever filled in: who has revoked it must not have it given back by an old list.
    if case.consent is False:
        yield _not_required("consent", first)
    elif case.consent is None and case.departed_on:
        yield _not_required("consent", case.departed_on)
    elif case.consent is not None:
        yield _done("consent", first if case.consent is True else case.consent, assumed=True)
    if decided_on:
        yield _done("decision", decided_on, assumed=True)


def _travel_document(case: ListedCase, person: ListedPerson, number: int, today: date) -> Iterator[Evidence]:
    first = contact_on(case, today=today)
    code = "travel_document"
    if person.document is Document.THERE:
        fact = Fact(code=code, person=number, state=StepState.DONE, on=first)
        yield Evidence(fact=fact, assumed=True)
    elif case.departed_on:
        fact = Fact(code=code, person=number, state=StepState.DONE, on=case.departed_on)
        yield Evidence(fact=fact, assumed=True)
    elif person.document in _WAITS_ON:
        party = _WAITS_ON[person.document]
        fact = Fact(code=code, person=number, state=StepState.WAITING, on=first, waiting_on=party)
        yield Evidence(fact=fact, assumed=False)
    elif person.embassy_on:
        # Who has an appointment has begun to see to the document.
        fact = Fact(code=code, person=number, state=StepState.IN_PROGRESS, on=first)
        yield Evidence(fact=fact, assumed=True)
    yield from _embassy_appointment(case, person, number, today)


_WAITS_ON = {Document.AT_AUTHORITY: Party.AUTHORITY, Document.APPLIED_FOR: Party.EMBASSY}


def _embassy_appointment(
    case: ListedCase, person: ListedPerson, number: int, today: date
) -> Iterator[Evidence]:
    on = person.embassy_on
    if on is None or (case.departed_on and on > case.departed_on):
        return  # nobody goes to the embassy in Germany after the departure
    kept = on < today and (person.document is Document.THERE or case.departed_on is not None)
    fact = Fact(
        code=APPOINTMENT,
        person=number,
        state=StepState.DONE if kept else StepState.READY,
        on=on if kept else None,
        target_on=on,
    )
    yield Evidence(fact=fact, assumed=kept)


def _funding(case: ListedCase) -> Iterator[Evidence]:
    if case.applied_on:
        yield _done("funding_application", case.applied_on)
    elif case.approved_on:
        yield _done("funding_application", case.approved_on, assumed=True)
    elif case.departed_on:
        yield _not_required("funding_application", case.departed_on)
    if case.approved_on:
        yield _done("funding_decision", case.approved_on)
    elif case.departed_on and case.applied_on:
        yield _done("funding_decision", case.departed_on, assumed=True)
    elif case.departed_on:
        yield _not_required("funding_decision", case.departed_on)


def _travel(case: ListedCase, today: date) -> Iterator[Evidence]:
    booked_on = _booked_on(case, today)
    if booked_on:
        yield _done("travel_booking", booked_on, assumed=True)
    if case.departed_on:
        yield _done("departure", case.departed_on)
    elif case.flight_on:
        fact = Fact(code="departure", state=StepState.READY, target_on=case.flight_on)
        yield Evidence(fact=fact, assumed=False)


def _booked_on(case: ListedCase, today: date) -> date | None:
    """A list names the flight, not the day it was booked: no later than the flight itself, or today."""
    if case.flight_on is None:
        return case.departed_on
    booked_on = case.approved_on or case.applied_on or contact_on(case, today=today)
    return min(day for day in (booked_on, case.flight_on, case.departed_on, today) if day)
