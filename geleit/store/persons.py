"""The rows of persons: names and birth dates, which exist here and nowhere else."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from geleit.domain.departure import Departure
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.message import Command
from geleit.domain.persons.commands import AddPerson
from geleit.domain.persons.events import PersonCorrected, PersonJoined
from geleit.domain.persons.state import Person
from geleit.domain.refusal import Refusal
from geleit.domain.registry import AnyEvent
from geleit.domain.texts import _
from geleit.store.journal.entries import Connection
from geleit.store.journal.projection import Row
from geleit.store.names import normal, variants

APPLICANT = 1
"""The number of the person a departure is named after."""

UPSERT = """
insert into person (departure_id, number, office_id, role, family_name, given_name, birth_date, nationality,
    name_id, given_name_id)
select departure_id, number, office_id, role, family_name, given_name, birth_date, nationality,
    remember_name(family_normal, family_variants), remember_name(given_normal, given_variants)
from json_to_recordset(%s::json) as new (
    departure_id uuid, number integer, office_id uuid, role text, family_name text, given_name text,
    birth_date date, nationality text,
    family_normal text, family_variants text[], given_normal text, given_variants text[]
)
on conflict (departure_id, number) do update set
    role = excluded.role, family_name = excluded.family_name, given_name = excluded.given_name,
    birth_date = excluded.birth_date, nationality = excluded.nationality,
    name_id = excluded.name_id, given_name_id = excluded.given_name_id
"""


_APPLICANTS = (
    "select departure_id, number, family_name, given_name, birth_date, nationality from person"
    " where number = 1 and departure_id = any(%s)"
)


async def applicants(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, PersonDetails]:
    """Who the departures are named after."""
    return {
        departure_id: PersonDetails.model_construct(
            number=number,
            family_name=family_name,
            given_name=given_name,
            birth_date=birth_date,
            nationality=nationality,
        )
        async for (
            departure_id,
            number,
            family_name,
            given_name,
            birth_date,
            nationality,
        ) in await connection.execute(_APPLICANTS, (list(ids),))
    }


def person_row(details: PersonDetails, *, person: Person, departure_id: UUID, office_id: UUID) -> Row:
    """The parameter of `UPSERT` for one person."""
    return {
        "departure_id": departure_id,
        "number": person.number,
        "office_id": office_id,
        "role": person.role,
        "family_name": details.family_name,
        "given_name": details.given_name,
        "birth_date": details.birth_date,
        "nationality": details.nationality,
        "family_normal": normal(details.family_name),
        "family_variants": variants(details.family_name),
        "given_normal": normal(details.given_name),
        "given_variants": variants(details.given_name),
    }


def news_of_persons(
    departure: Departure, events: Iterable[AnyEvent], command: Command, enclosure: Enclosure | None
) -> dict[int, PersonDetails]:
    """Who joined or was corrected, by number. Raises Refusal when the enclosure does not say who they are."""
    details = _by_number(departure, command, enclosure)
    found: dict[int, PersonDetails] = {}
    for event in events:
        match event:
            case PersonJoined(person=Person(number=number)) | PersonCorrected(person=int(number)):
                if number not in details:
                    raise Refusal(
                        "no_name", _("Bitte geben Sie an, wie Person {person} heißt."), person=number
                    )
                found[number] = details[number]
            case _:
                pass
    return found


def _by_number(
    departure: Departure, command: Command, enclosure: Enclosure | None
) -> dict[int, PersonDetails]:
    persons = enclosure.persons if enclosure else ()
    if isinstance(command, AddPerson) and persons:
        # Who adds a person cannot know which number it will get: somebody else may add one, too.
        return {len(departure.persons): persons[0]}
    return {person.number: person for person in persons}
