"""A person joined, or was corrected."""

from datetime import date
from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.persons.state import Person


class PersonJoined(Event):
    kind: Literal["person_joined"] = "person_joined"
    person: Person

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, persons=(*departure.persons, self.person))


class PersonCorrected(Event):
    kind: Literal["person_corrected"] = "person_corrected"
    person: int
    adult_on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        persons = (
            person.model_copy(update={"adult_on": self.adult_on}) if person.number == self.person else person
            for person in departure.persons
        )
        versions = {**departure.person_versions, self.person: seq}
        return departure.replace(version=seq, persons=tuple(persons), person_versions=versions)
