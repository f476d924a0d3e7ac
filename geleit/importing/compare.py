"""Find what a planned departure adds to what Geleit knows. A list never takes anything back.

The domain itself decides: what leads to no event is not new.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import Fact
from geleit.domain.message import Event
from geleit.domain.model import Value
from geleit.domain.parties import Actor
from geleit.domain.persons.state import Person
from geleit.domain.process import Process
from geleit.domain.steps.state import Effect, Step, StepState, step_key
from geleit.importing.naming import find_authority, other_authority
from geleit.importing.plan import UNNAMED, PlannedDeparture, PlannedPerson
from geleit.importing.text import agrees, is_damaged
from geleit.processes import rule_set


class Known(Value):
    """The stored state of the departure with a planned departure's number."""

    departure: Departure
    persons: tuple[PersonDetails, ...]
    notes: tuple[str, ...]


class Change(Value):
    """The command that brings an existing departure up to date, and the departure as it is then."""

    command: RecordProgress
    enclosure: Enclosure
    departure: Departure


def find_change(
    planned: PlannedDeparture,
    known: Known,
    *,
    process: Process,
    request_id: UUID,
    actor: Actor,
    authorities: Mapping[UUID, str],
    counsellor_id: UUID | None,
    now: datetime,
) -> Change | None:
    """Return the change the list asks for; None if all of it is known or the departure has ended.

    Raise Refusal if the domain refuses the change.
    """
    departure = known.departure
    if not departure.is_live:
        return None
    matches = match_persons(planned.persons, known.persons)
    details = _corrections(matches, known.persons)
    there = {person.number for person in departure.persons}
    note = _new_note(planned.note, known.notes)
    command = RecordProgress(
        request_id=request_id,
        actor=actor,
        has_note=note is not None,
        persons=tuple(
            Person(number=number, role=matches[number].role) for number in details if number not in there
        ),
        corrected=tuple(number for number in details if number in there),
        deadlines=planned.deadlines,
        facts=facts_of(planned, known, process=process, authorities=authorities),
        # Counsellor and authority that were set in Geleit stay.
        counsellor_id=counsellor_id if departure.counsellor_id is None else None,
        file_number=planned.file_number if departure.file_number is None else None,
        authority_id=(
            find_authority(planned.authority, authorities) if departure.authority_id is None else None
        ),
    )
    events = decide(departure, command, process=process, rules=rule_set(), now=now)
    if not events:
        return None
    enclosure = Enclosure(note=note, persons=tuple(details.values()))
    return Change(command=command, enclosure=enclosure, departure=after_events(departure, events))


def after_events(departure: Departure | None, events: Iterable[Event]) -> Departure:
    """Return the departure after these events. Raise ValueError without any departure."""
    for event in events:
        departure = apply(departure, event, departure.version + 1 if departure else 1)
    if departure is None:
        raise ValueError("no event opens a departure")
    return departure


def match_persons(
    planned: Sequence[PlannedPerson], known: Sequence[PersonDetails]
) -> dict[int, PlannedPerson]:
    """Match listed persons with those in Geleit, by their number there; new persons get the next numbers.

    Names and birth date identify a person; if one of them was corrected, the other still does.
    """
    unmatched = [person for person in planned if person.is_named]
    free = {person.number: person for person in known}
    matches: dict[int, PlannedPerson] = {}
    for same in (_is_same, _has_same_birth, _has_same_names, _has_same_place):
        for person in tuple(unmatched):
            number = next((number for number, other in free.items() if same(person.details, other)), None)
            if number is not None:
                matches[number] = person
                unmatched.remove(person)
                del free[number]
    for person in tuple(unmatched):
        number = next((number for number, other in free.items() if other.family_name == UNNAMED), None)
        if number is not None:
            matches[number] = person
            unmatched.remove(person)
            del free[number]
    # Whoever is counted and not named may be any of the others.
    unnamed = [person for person in planned if not person.is_named]
    matches.update(zip(sorted(free), unnamed, strict=False))
    return matches | dict(enumerate((*unmatched, *unnamed[len(free) :]), start=len(known) + 1))


def _is_same(listed: PersonDetails, known: PersonDetails) -> bool:
    return listed.birth_date == known.birth_date and _has_same_names(listed, known)


def _has_same_birth(listed: PersonDetails, known: PersonDetails) -> bool:
    return listed.birth_date is not None and listed.birth_date == known.birth_date


def _has_same_names(listed: PersonDetails, known: PersonDetails) -> bool:
    return agrees(listed.family_name, known.family_name) and agrees(listed.given_name, known.given_name)


def _has_same_place(listed: PersonDetails, known: PersonDetails) -> bool:
    """Compare places in the list. The applicant always matches; a relative needs more than the same place."""
    if listed.number != known.number:
        return False
    no_birth_date = listed.birth_date is None or known.birth_date is None
    return listed.number == 1 or no_birth_date or agrees(listed.given_name, known.given_name)


def _corrections(
    matches: Mapping[int, PlannedPerson], known: Sequence[PersonDetails]
) -> dict[int, PersonDetails]:
    """Return new or changed details by the person's number in Geleit."""
    before = {person.number: person for person in known}
    after = {
        number: (_merged(person.details, before[number]) if person.is_named else before[number])
        if number in before
        else person.details.model_copy(update={"number": number})
        for number, person in sorted(matches.items())
    }
    return {number: details for number, details in after.items() if details != before.get(number)}


def _merged(listed: PersonDetails, known: PersonDetails) -> PersonDetails:
    """Merge listed details into the known ones; empty cells and names with lost letters change nothing."""
    return known.model_copy(
        update={
            "family_name": _better(listed.family_name, known.family_name),
            "given_name": _better(listed.given_name, known.given_name),
            "birth_date": listed.birth_date or known.birth_date,
            "nationality": listed.nationality or known.nationality,
        }
    )


def _better(listed: str, known: str) -> str:
    return known if is_damaged(listed) and not is_damaged(known) else listed


def _new_note(note: str, known: Sequence[str]) -> str | None:
    return note if note and not any(agrees(note, old) for old in known) else None


def facts_of(
    planned: PlannedDeparture, known: Known, *, process: Process, authorities: Mapping[UUID, str]
) -> tuple[Fact, ...]:
    """Return the facts with Geleit's numbers of persons, without assumed facts that Geleit knows already."""
    departure = known.departure
    matches = match_persons(planned.persons, known.persons)
    numbers = {person.details.number: number for number, person in matches.items()}
    other = other_authority(planned.authority, departure.authority_id, authorities)
    facts: list[Fact] = []
    for evidence in planned.evidence:
        fact = evidence.fact.for_process(process)
        if fact is None:
            continue
        if other and evidence.fact.is_consent:
            continue  # a consent names its authority (Art. 7 GDPR): it does not hold for another one
        if fact.person is not None:
            fact = fact.model_copy(update={"person": numbers[fact.person]})
        if not (evidence.assumed and _is_known(fact, departure)):
            facts.append(fact)
    return tuple(facts)


def _is_known(fact: Fact, departure: Departure) -> bool:
    """Tell whether Geleit already knows how the step ended."""
    step = next((step for step in departure.steps.values() if _is_about(fact, step)), None)
    if step is None:
        return False
    if step.effect is Effect.CONSENT:
        # A list must not restore a consent that was revoked. It may give one that was declined until now.
        return step.state is StepState.DONE
    return not step.is_open and step.state is not StepState.NOT_READY


def _is_about(fact: Fact, step: Step) -> bool:
    same = step.code == fact.code and step.person == fact.person
    is_occurrence = step.key != step_key(step.code, person=step.person)
    return same and (not is_occurrence or step.target_on == fact.target_on)
