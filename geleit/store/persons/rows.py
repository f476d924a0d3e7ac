"""Persons and the dictionary of their names: the tables, and the projection of `person`."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.persons.state import Person, PersonRole
from geleit.store.base import coded, references
from geleit.store.journal.person_statements import UPSERT_PERSONS
from geleit.store.journal.projection import DepartureChange, JournaledDeparture, Projection, Row, RowChanges
from geleit.store.persons.names import normalize_name, variants


class NameRow(SQLModel, table=True):
    """Row of a normalised family name or given name. Nobody reads it: ``match_names`` returns ids."""

    __tablename__ = "name"

    id: int | None = Field(default=None, primary_key=True)
    normal: str = Field(unique=True)


class NameVariantRow(SQLModel, table=True):
    """Row of one spelling of a name: 'mueller' and 'muller', each part of a double name."""

    __tablename__ = "name_variant"

    name_id: int = Field(primary_key=True, foreign_key=references(NameRow), ondelete="CASCADE")
    variant: str = Field(primary_key=True)


sa.Index(
    "ix_name_variant_trigrams",
    col(NameVariantRow.variant),
    postgresql_using="gin",
    postgresql_ops={"variant": "gin_trgm_ops"},
    # New names are rare, searches are not: no list of pending entries to read through.
    postgresql_with={"fastupdate": "off"},
)
sa.Index(
    "ix_name_variant_sounds", sa.func.daitch_mokotoff(col(NameVariantRow.variant)), postgresql_using="gin"
)


class PersonRow(SQLModel, table=True):
    """Row of a person of a departure."""

    __tablename__ = "person"

    departure_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    office_id: UUID
    role: PersonRole = Field(sa_type=coded(PersonRole))
    family_name: str
    given_name: str
    birth_date: date | None = None
    nationality: str | None = None
    name_id: int = Field(foreign_key=references(NameRow), index=True)
    given_name_id: int = Field(foreign_key=references(NameRow), index=True)


# The projection


def _rows(source: JournaledDeparture) -> list[Row]:
    return [_row(source.departure, person, source.persons) for person in source.departure.persons]


def _changed(change: DepartureChange) -> RowChanges:
    persons = {person.number: person for person in change.after.persons}
    return RowChanges([_row(change.after, persons[number], change.persons) for number in change.persons])


def _row(departure: Departure, person: Person, known: Mapping[int, PersonDetails]) -> Row:
    """Return a row for ``UPSERT_PERSONS``; only its key if the person's name is not known."""
    key: Row = {"departure_id": departure.departure_id, "number": person.number}
    details = known.get(person.number)
    if details is None:
        return key
    return key | {
        "office_id": departure.office_id,
        "role": person.role,
        "family_name": details.family_name,
        "given_name": details.given_name,
        "birth_date": details.birth_date,
        "nationality": details.nationality,
        "family_normal": normalize_name(details.family_name),
        "family_variants": variants(details.family_name),
        "given_normal": normalize_name(details.given_name),
        "given_variants": variants(details.given_name),
    }


PROJECTION = Projection(
    PersonRow, rows=_rows, changed=_changed, is_rebuilt=False, own_statement=UPSERT_PERSONS
)
