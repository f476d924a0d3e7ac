"""Counselling offices, authorities, and the counters that departures are numbered with."""

from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from geleit.domain.calendar import Land
from geleit.store.base import coded, references


class OfficeRow(SQLModel, table=True):
    """A counselling office. ``prefix`` begins the numbers of its departures."""

    __tablename__ = "office"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True)
    land: Land = Field(sa_type=coded(Land))
    prefix: str = Field(unique=True)


class AuthorityRow(SQLModel, table=True):
    """An authority that is responsible for departures."""

    __tablename__ = "authority"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True)
    land: Land = Field(sa_type=coded(Land))


class NumberCounterRow(SQLModel, table=True):
    """The last number an office gave in a year."""

    __tablename__ = "number_counter"

    office_id: UUID = Field(primary_key=True, foreign_key=references(OfficeRow))
    year: int = Field(primary_key=True)
    last: int
