"""Derive facts about the steps of a departure from a list; docs/import.md explains it in German.

A list has few dates. A fact that only follows from one of them is *assumed*: it fills gaps and never changes
what Geleit knows. Which step a fact is about is said by what the step is for: the departure's process knows
its code.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field

from geleit.domain.imports.state import Fact
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.process import Process, Purpose
from geleit.domain.steps.state import Effect, StepState
from geleit.importing.columns import ListField
from geleit.importing.rows import ListedCase, ListedPerson
from geleit.importing.values import DocumentStatus

ListedEffect: TypeAlias = Literal[Effect.CONSENT, Effect.DEPARTURE]
"""The effects that lists tell of: none closes a departure."""


class ListedFact(Value):
    """State of a step according to the list: of the step with this purpose or effect.

    The alias keeps the digests of lists that were imported before.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    purpose: Purpose | ListedEffect = Field(serialization_alias="code")
    person: int | None = None
    state: StepState
    on: date | None = None
    waiting_on: Party | None = None
    target_on: date | None = None

    @property
    def is_consent(self) -> bool:
        """The client consents."""
        return self.purpose is Effect.CONSENT and self.state is StepState.DONE

    def for_process(self, process: Process) -> Fact | None:
        """Return the fact with the step's code.

        None if the process has no such step, or has it for everybody and the list tells of one person.
        """
        step = (
            process.with_purpose(self.purpose)
            if isinstance(self.purpose, Purpose)
            else process.with_effect(self.purpose)
        )
        if step is None or step.per_person != (self.person is not None):
            return None
        return Fact(code=step.code, **self.model_dump(exclude={"purpose"}))


class Evidence(Value):
    """A fact, and whether it is assumed or in the list."""

    fact: ListedFact
    assumed: bool


def contact_on(case: ListedCase, *, today: date) -> date:
    """Return the day of the first contact: the earliest past day in the list."""
    consent_on = case.consent if isinstance(case.consent, date) else None
    known = (case.intake_on, consent_on, case.applied_on, case.approved_on, case.departed_on)
    return min((*(day for day in known if day), today))


def evidence(case: ListedCase, persons: Sequence[ListedPerson], *, today: date) -> Iterator[Evidence]:
    """Yield the steps' states in the order of the process. Person 1 is the first of `persons`."""
    yield from _counselling(case, today)
    for number, person in enumerate(persons, start=1):
        yield from _travel_document(case, person, number, today)
    yield from _funding(case, today)
    yield from _travel(case, today)


def _done(purpose: Purpose | ListedEffect, on: date, *, assumed: bool = False) -> Evidence:
    return Evidence(fact=ListedFact(purpose=purpose, state=StepState.DONE, on=on), assumed=assumed)


def _not_required(purpose: Purpose | ListedEffect, on: date) -> Evidence:
    return Evidence(fact=ListedFact(purpose=purpose, state=StepState.NOT_REQUIRED, on=on), assumed=True)


def _counselling(case: ListedCase, today: date) -> Iterator[Evidence]:
    first = contact_on(case, today=today)
    decided_on = _applied_on(case, today) or _approved_on(case, today) or _booked_on(case, today)
    if case.intake_on and case.intake_on > today:
        yield Evidence(
            fact=ListedFact(purpose=Purpose.INTAKE, state=StepState.READY, target_on=case.intake_on),
            assumed=False,
        )
    elif case.intake_on:
        yield _done(Purpose.INTAKE, case.intake_on)
    elif decided_on or ListField.INTAKE in case.undated:
        yield _done(Purpose.INTAKE, first, assumed=True)
    # Consent is always assumed: an old list must not restore one that was revoked.
    if case.consent is False:
        yield _not_required(Effect.CONSENT, first)
    elif case.consent is None and case.departed_on:
        yield _not_required(Effect.CONSENT, case.departed_on)
    elif case.consent is not None:
        yield _done(Effect.CONSENT, first if case.consent is True else case.consent, assumed=True)
    if decided_on:
        yield _done(Purpose.DECISION, decided_on, assumed=True)


def _travel_document(case: ListedCase, person: ListedPerson, number: int, today: date) -> Iterator[Evidence]:
    first = contact_on(case, today=today)
    document = Purpose.TRAVEL_DOCUMENT
    if person.document is DocumentStatus.THERE:
        fact = ListedFact(purpose=document, person=number, state=StepState.DONE, on=first)
        yield Evidence(fact=fact, assumed=True)
    elif case.departed_on:
        fact = ListedFact(purpose=document, person=number, state=StepState.DONE, on=case.departed_on)
        yield Evidence(fact=fact, assumed=True)
    elif person.document in _WAITS_ON:
        party = _WAITS_ON[person.document]
        fact = ListedFact(
            purpose=document, person=number, state=StepState.WAITING, on=first, waiting_on=party
        )
        yield Evidence(fact=fact, assumed=False)
    elif person.embassy_on:
        # With an appointment the work on the document has begun.
        fact = ListedFact(purpose=document, person=number, state=StepState.IN_PROGRESS, on=first)
        yield Evidence(fact=fact, assumed=True)
    yield from _embassy_appointment(case, person, number, today)


_WAITS_ON = {DocumentStatus.AT_AUTHORITY: Party.AUTHORITY, DocumentStatus.APPLIED_FOR: Party.EMBASSY}


def _embassy_appointment(
    case: ListedCase, person: ListedPerson, number: int, today: date
) -> Iterator[Evidence]:
    on = person.embassy_on
    if on is None or (case.departed_on and on > case.departed_on):
        return  # nobody goes to the embassy in Germany after the departure
    kept = on < today and (person.document is DocumentStatus.THERE or case.departed_on is not None)
    fact = ListedFact(
        purpose=Purpose.EMBASSY_APPOINTMENT,
        person=number,
        state=StepState.DONE if kept else StepState.READY,
        on=on if kept else None,
        target_on=on,
    )
    yield Evidence(fact=fact, assumed=kept)


def _funding(case: ListedCase, today: date) -> Iterator[Evidence]:
    applied_on, approved_on = _applied_on(case, today), _approved_on(case, today)
    if applied_on:
        yield _done(Purpose.FUNDING_APPLICATION, applied_on, assumed=case.applied_on is None)
    elif approved_on:
        yield _done(Purpose.FUNDING_APPLICATION, approved_on, assumed=True)
    elif case.departed_on:
        yield _not_required(Purpose.FUNDING_APPLICATION, case.departed_on)
    if approved_on:
        yield _done(Purpose.FUNDING_DECISION, approved_on, assumed=case.approved_on is None)
    elif case.departed_on and applied_on:
        yield _done(Purpose.FUNDING_DECISION, case.departed_on, assumed=True)
    elif case.departed_on:
        yield _not_required(Purpose.FUNDING_DECISION, case.departed_on)


def _applied_on(case: ListedCase, today: date) -> date | None:
    """Return the day of the application; one that the list does not date is as old as the contact."""
    if case.applied_on is None and ListField.FUNDING_APPLICATION in case.undated:
        return contact_on(case, today=today)
    return case.applied_on


def _approved_on(case: ListedCase, today: date) -> date | None:
    """Return the day of the approval; one that the list does not date is as old as the application."""
    if case.approved_on is None and ListField.FUNDING_DECISION in case.undated:
        return case.applied_on or contact_on(case, today=today)
    return case.approved_on


def _travel(case: ListedCase, today: date) -> Iterator[Evidence]:
    booked_on = _booked_on(case, today)
    if booked_on:
        yield _done(Purpose.TRAVEL_BOOKING, booked_on, assumed=True)
    if case.departed_on:
        yield _done(Effect.DEPARTURE, case.departed_on)
    elif case.flight_on:
        fact = ListedFact(purpose=Effect.DEPARTURE, state=StepState.READY, target_on=case.flight_on)
        yield Evidence(fact=fact, assumed=False)


def _booked_on(case: ListedCase, today: date) -> date | None:
    """Estimate the day of the booking: a list names the flight only. It is not after the flight or today."""
    if case.flight_on is None and ListField.FLIGHT not in case.undated:
        return case.departed_on
    booked_on = case.approved_on or case.applied_on or contact_on(case, today=today)
    return min(day for day in (booked_on, case.flight_on, case.departed_on, today) if day)
