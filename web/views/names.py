"""The names that a departure's page needs: persons, accounts, office, authority. Never part of the domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.departure import Departure
from domain.enclosures import PersonDetails
from domain.process import Process
from domain.steps import PlannedStep
from web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who in one departure."""

    persons: Mapping[int, PersonDetails] = field(default_factory=dict)
    accounts: Mapping[UUID, str] = field(default_factory=dict)
    colleagues: tuple[tuple[UUID, str], ...] = ()
    office: str = ""
    authority: str | None = None

    def person(self, number: int | None) -> str | None:
        """Elif Yıldız; None for a step that belongs to nobody in particular."""
        if number is None:
            return None
        found = self.persons.get(number)
        return f"{found.given_name} {found.family_name}" if found else _("Person {n}").format(n=number)

    def together(self, numbers: Iterable[int]) -> str:
        """Can, Deniz und Aylin Yıldız: a name the persons share is said once."""
        numbers = list(numbers)
        found = [self.persons[number] for number in numbers if number in self.persons]
        if len(found) > 1 and len(found) == len(numbers) and len({one.family_name for one in found}) == 1:
            return f"{enumeration(one.given_name for one in found)} {found[0].family_name}"
        return enumeration(self.person(number) or "" for number in numbers)

    def given(self, number: int | None) -> str | None:
        """Elif: enough among the members of one family."""
        found = self.persons.get(number) if number is not None else None
        return found.given_name if found else self.person(number)

    def given_names(self) -> dict[int, str]:
        """The given name of everybody who leaves."""
        return {number: found.given_name for number, found in self.persons.items()}

    def account(self, account_id: UUID | None) -> str | None:
        """The name of a colleague; None when nobody is named."""
        if account_id is None:
            return None
        return self.accounts.get(account_id, _("jemand, der nicht mehr hier arbeitet"))

    def applicant(self) -> str:
        """Yıldız, Mehmet: as the departure is called in lists."""
        found = self.persons.get(1)
        return f"{found.family_name}, {found.given_name}" if found else _("Ohne Namen")

    def step(self, step: PlannedStep, process: Process) -> str:
        """Reisedokument beschaffen (Elif)."""
        title, person = process.step(step.code).title, self.given(step.person)
        return f"{title} ({person})" if person else title

    def steps(self, keys: Iterable[str], departure: Departure, process: Process) -> str:
        """Several steps in one breath, each kind named once: Reisedokument beschaffen (Elif und Can)."""
        persons: dict[str, list[str]] = {}
        for key in keys:
            step = departure.steps[key]
            whose = persons.setdefault(process.step(step.code).title, [])
            if person := self.given(step.person):
                whose.append(person)
        return ", ".join(
            f"{title} ({enumeration(whose)})" if whose else title for title, whose in persons.items()
        )


def enumeration(words: Iterable[str]) -> str:
    """A, B und C."""
    *first, last = words
    return _("{first} und {last}").format(first=", ".join(first), last=last) if first else last
