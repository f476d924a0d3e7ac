"""Build the command that opens a planned departure."""

from uuid import UUID

from geleit.domain.calendar import Land
from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.model import Value
from geleit.domain.parties import Actor
from geleit.domain.process import Process
from geleit.importing.plan import PlannedDeparture


class Opening(Value):
    """The command that opens a departure, and its enclosure."""

    command: OpenDeparture
    enclosure: Enclosure


def make_opening(
    planned: PlannedDeparture,
    *,
    departure_id: UUID,
    request_id: UUID,
    actor: Actor,
    office_id: UUID,
    land: Land,
    authority_id: UUID | None,
    counsellor_id: UUID | None,
    process: Process,
    number: str,
) -> Opening:
    """Build one command with every fact of the list that the process has a step for.

    ``number`` is the departure's (`geleit.importing.plan.full_number`).
    """
    facts = (evidence.fact.for_process(process) for evidence in planned.evidence)
    command = OpenDeparture(
        request_id=request_id,
        actor=actor,
        has_note=bool(planned.note),
        departure_id=departure_id,
        number=number,
        file_number=planned.file_number or (planned.number if planned.number != number else None),
        process=process.code,
        process_version=process.version,
        office_id=office_id,
        land=land,
        authority_id=authority_id,
        counsellor_id=counsellor_id,
        destination=planned.destination,
        nationality=planned.nationality,
        residence_status=planned.residence_status,
        persons=tuple(person.person for person in planned.persons),
        contact_on=planned.contact_on,
        deadlines=planned.deadlines,
        facts=tuple(fact for fact in facts if fact),
        listed=True,
    )
    details = tuple(person.details for person in planned.persons)
    return Opening(command=command, enclosure=Enclosure(note=planned.note or None, persons=details))
