"""The statements for persons' names, which `execute` and `rebuild` need on a plain connection."""

from collections.abc import Sequence
from uuid import UUID

from geleit.domain.enclosure import PersonDetails
from geleit.store.journal.entries import Connection

# A name is looked up in the dictionary, or added to it, by a function of the database for each row.
UPSERT_PERSONS = """
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
    """Return the applicants of these departures."""
    rows = await connection.execute(_APPLICANTS, (list(ids),))
    return {
        departure_id: PersonDetails.model_construct(
            number=number,
            family_name=family_name,
            given_name=given_name,
            birth_date=birth_date,
            nationality=nationality,
        )
        async for (departure_id, number, family_name, given_name, birth_date, nationality) in rows
    }
