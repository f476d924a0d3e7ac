"""Deciding how a departure opens, and how a list kept elsewhere brings it further."""

from geleit.domain import commands as cmd
from geleit.domain import events as ev
from geleit.domain.deadlines.chain import Source
from geleit.domain.deadlines.dating import set_deadline
from geleit.domain.draft import Draft
from geleit.domain.imports.deadlines import LISTED, Answer, answer
from geleit.domain.imports.progress import record_progress
from geleit.domain.steps.planning import join


def open_departure(draft: Draft, command: cmd.OpenDeparture) -> None:
    """The first events of its life: who, where to, the whole plan, and what is known already."""
    draft.add(
        ev.DepartureOpened(
            departure_id=command.departure_id,
            number=command.number,
            process=command.process,
            process_version=command.process_version,
            office_id=command.office_id,
            land=command.land,
            authority_id=command.authority_id,
            counsellor_id=command.counsellor_id,
            destination=command.destination,
            nationality=command.nationality,
            residence_status=command.residence_status,
            opened_on=command.contact_on,
        )
    )
    for person in command.persons:
        draft.add(ev.PersonJoined(person=person))
    for step in draft.process.plan(command.persons):
        draft.add(ev.StepPlanned(step=step))
    for fact in dict.fromkeys(command.deadlines):
        _date_as_told(draft, command, fact, source=LISTED if command.listed else None)
    _go_on(draft, command)


def bring_further(draft: Draft, command: cmd.RecordProgress) -> None:
    """What the list has that is news; nothing that was decided here is replaced."""
    known = len(draft.departure.persons)
    for person in command.persons:
        if person.number > known:
            join(draft, person)
    for number in command.corrected:
        draft.add(ev.PersonCorrected(person=number, adult_on=command.adult_on.get(number)))
    for fact in command.deadlines:
        if answer(draft.departure, fact) is Answer.TAKEN:
            _date_as_told(draft, command, fact, source=LISTED)
    if command.counsellor_id and command.counsellor_id != draft.departure.counsellor_id:
        draft.add(ev.CounsellorAssigned(counsellor_id=command.counsellor_id))
    if command.authority_id and draft.departure.authority_id is None:
        # Before the facts: a consent among them is given to the authority that stands beside it.
        draft.add(ev.AuthorityNamed(authority_id=command.authority_id))
    _go_on(draft, command)


def _date_as_told(
    draft: Draft, command: cmd.Command, fact: cmd.DeadlineFact, *, source: Source | None
) -> None:
    setting = cmd.SetDeadline(
        request_id=command.request_id,
        actor=command.actor,
        deadline=fact.deadline,
        due_on=fact.due_on,
        source=source,
    )
    set_deadline(draft, setting)


def _go_on(draft: Draft, command: cmd.OpenDeparture | cmd.RecordProgress) -> None:
    record_progress(draft, command.facts)
    if draft.departure.is_live:
        draft.settle()
