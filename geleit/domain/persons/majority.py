"""When the minors of a departure come of age (§ 2 BGB): from birth dates, where those may be seen."""

from datetime import date

from geleit.domain import commands as cmd
from geleit.domain.deadlines.periods import comes_of_age
from geleit.domain.enclosure import Enclosure
from geleit.domain.persons.state import Person


def with_majorities(command: cmd.AnyCommand, enclosure: Enclosure | None, *, day: date) -> cmd.AnyCommand:
    """The command with the day on which each minor in it comes of age; birth dates stay in the enclosure."""
    adult_on = {
        person.number: comes_of_age(person.birth_date)
        for person in (enclosure.persons if enclosure else ())
        if person.birth_date and comes_of_age(person.birth_date) > day
    }
    if isinstance(command, cmd.OpenDeparture):
        return command.model_copy(update={"persons": _with_dates(command.persons, adult_on)})
    if isinstance(command, cmd.RecordProgress):
        corrected = {number: adult_on[number] for number in command.corrected if number in adult_on}
        persons = _with_dates(command.persons, adult_on)
        return command.model_copy(update={"persons": persons, "adult_on": corrected})
    if isinstance(command, cmd.AddPerson):
        return command.model_copy(update={"adult_on": next(iter(adult_on.values()), None)})
    if isinstance(command, cmd.CorrectPerson):
        return command.model_copy(update={"adult_on": adult_on.get(command.person)})
    return command


def _with_dates(persons: tuple[Person, ...], adult_on: dict[int, date]) -> tuple[Person, ...]:
    return tuple(person.model_copy(update={"adult_on": adult_on.get(person.number)}) for person in persons)
