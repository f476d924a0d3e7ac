"""Tables of counselling offices, authorities, and the counters of departures' numbers."""

from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from geleit.domain.calendar import Commune, Land, Place
from geleit.store.base import coded, references


class OfficeRow(SQLModel, table=True):
    """Row of a counselling office. ``prefix`` begins the numbers of its departures."""

    __tablename__ = "office"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True)
    land: Land = Field(sa_type=coded(Land))
    prefix: str = Field(unique=True)


class AuthorityRow(SQLModel, table=True):
    """Row of an authority. Deadlines are counted with the holidays of its Land and commune."""

    __tablename__ = "authority"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True)
    land: Land = Field(sa_type=coded(Land))
    commune: Commune | None = Field(default=None, sa_type=coded(Commune))

    @property
    def place(self) -> Place:
        """The place whose holidays count."""
        return Place(land=self.land, commune=self.commune)


class NumberCounterRow(SQLModel, table=True):
    """Row with the last number an office used in a year."""

    __tablename__ = "number_counter"

    office_id: UUID = Field(primary_key=True, foreign_key=references(OfficeRow))
    year: int = Field(primary_key=True)
    last: int
