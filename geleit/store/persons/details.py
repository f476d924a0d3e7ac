"""The details of a departure's persons: from a command's enclosure, or read with a row."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, SQLColumnExpression
from sqlmodel import col

from geleit.domain.departure import Departure
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.message import Command
from geleit.domain.persons.commands import AddPerson
from geleit.domain.persons.events import PersonCorrected, PersonJoined
from geleit.domain.persons.state import Person
from geleit.domain.refusal import no_name
from geleit.domain.registry import AnyEvent
from geleit.store.json_rows import rows_as_json
from geleit.store.persons.rows import PersonRow


def persons_of(departure_id: SQLColumnExpression[Any]) -> ScalarSelect[Any]:
    """Return the persons of a departure as one JSON list, by number; ``details_of`` reads each."""
    return rows_as_json(
        {
            "number": col(PersonRow.number),
            "family_name": col(PersonRow.family_name),
            "given_name": col(PersonRow.given_name),
            "birth_date": col(PersonRow.birth_date),
            "nationality": col(PersonRow.nationality),
        },
        order=col(PersonRow.number),
        where=col(PersonRow.departure_id) == departure_id,
    )


def details_of(found: Mapping[str, Any]) -> PersonDetails:
    """Read one of ``persons_of`` as it was stored, including names that a form would refuse today."""
    birth_date = found["birth_date"]
    return PersonDetails.model_construct(
        number=found["number"],
        family_name=found["family_name"],
        given_name=found["given_name"],
        birth_date=date.fromisoformat(birth_date) if birth_date else None,
        nationality=found["nationality"],
    )


def changed_persons(
    departure: Departure, events: Iterable[AnyEvent], command: Command, enclosure: Enclosure | None
) -> dict[int, PersonDetails]:
    """Return the details of those who joined or were corrected, by number.

    Raise Refusal if the enclosure lacks them.
    """
    details = _by_number(departure, command, enclosure)
    found: dict[int, PersonDetails] = {}
    for event in events:
        match event:
            case PersonJoined(person=Person(number=number)) | PersonCorrected(person=int(number)):
                if number not in details:
                    raise no_name(number)
                found[number] = details[number]
            case _:
                pass
    return found


def _by_number(
    departure: Departure, command: Command, enclosure: Enclosure | None
) -> dict[int, PersonDetails]:
    persons = enclosure.persons if enclosure else ()
    if isinstance(command, AddPerson) and persons:
        # The number is assigned on execution: somebody else may add a person at the same time.
        return {len(departure.persons): persons[0]}
    return {person.number: person for person in persons}
