"""The names that a departure's page needs: persons, accounts, office, authority. Never part of the domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.parties import Role
from geleit.domain.process import Process
from geleit.domain.steps.state import PlannedStep
from geleit.store.pages.departure import DepartureDetail
from web.ui.i18n import gettext as _
from web.ui.labels import label


@dataclass(frozen=True, slots=True)
class Names:
    """The names in one departure."""

    persons: Mapping[int, PersonDetails] = field(default_factory=dict)
    accounts: Mapping[UUID, str] = field(default_factory=dict)
    colleagues: tuple[tuple[UUID, str], ...] = ()
    office: str = ""
    authority: str | None = None

    def person(self, number: int | None) -> str | None:
        """Return ``Elif Yıldız``; None for a step that belongs to nobody in particular."""
        if number is None:
            return None
        found = self.persons.get(number)
        return f"{found.given_name} {found.family_name}" if found else _("Person {n}").format(n=number)

    def together(self, numbers: Iterable[int]) -> str:
        """Return ``Can, Deniz und Aylin Yıldız``: a shared family name is written once."""
        numbers = list(numbers)
        found = [self.persons[number] for number in numbers if number in self.persons]
        if len(found) > 1 and len(found) == len(numbers) and len({one.family_name for one in found}) == 1:
            return f"{enumeration(one.given_name for one in found)} {found[0].family_name}"
        return enumeration(self.person(number) or "" for number in numbers)

    def given(self, number: int | None) -> str | None:
        """Return ``Elif``: enough among the members of one family."""
        found = self.persons.get(number) if number is not None else None
        return found.given_name if found else self.person(number)

    def given_names(self) -> dict[int, str]:
        """Return the given names of all persons, by number."""
        return {number: found.given_name for number, found in self.persons.items()}

    def account(self, account_id: UUID | None) -> str | None:
        """Return the name of a colleague; None for None."""
        if account_id is None:
            return None
        return self.accounts.get(account_id, _("jemand, der nicht mehr hier arbeitet"))

    def actor(self, account_id: UUID | None, role: Role) -> str | None:
        """Return the name of an actor: a colleague, else the authority, or Geleit itself."""
        if role is Role.SYSTEM:
            return label(Role.SYSTEM)
        if role is Role.AUTHORITY:
            return self.authority or label(Role.AUTHORITY)
        return self.account(account_id)

    def applicant(self) -> str:
        """Return ``Yıldız, Mehmet``, as lists name the departure."""
        found = self.persons.get(1)
        return f"{found.family_name}, {found.given_name}" if found else _("Ohne Namen")

    def step(self, step: PlannedStep, process: Process) -> str:
        """Return ``Reisedokument beschaffen (Elif)``."""
        title, person = process.step(step.code).title, self.given(step.person)
        return f"{title} ({person})" if person else title

    def steps(self, keys: Iterable[str], departure: Departure, process: Process) -> str:
        """Return several steps in one phrase: ``Reisedokument beschaffen (Elif und Can), Reise buchen``."""
        return ", ".join(self.titles(keys, departure, process))

    def titles(self, keys: Iterable[str], departure: Departure, process: Process) -> list[str]:
        """Return titles of steps, each once with its persons: ``Reisedokument beschaffen (Elif und Can)``."""
        persons: dict[str, list[str]] = {}
        for key in keys:
            step = departure.steps.get(key)  # a person added a moment ago may be in the journal only
            whose = persons.setdefault(process.step(step.code).title if step else key, [])
            if step and (person := self.given(step.person)):
                whose.append(person)
        return [f"{title} ({enumeration(whose)})" if whose else title for title, whose in persons.items()]


def names_in(detail: DepartureDetail) -> Names:
    """Return the names of a departure."""
    return Names(
        persons=detail.persons,
        accounts={colleague.id: colleague.name for colleague in detail.colleagues},
        colleagues=tuple(
            (colleague.id, colleague.name) for colleague in detail.colleagues if colleague.takes_work
        ),
        office=detail.office,
        authority=detail.authority,
    )


def enumeration(words: Iterable[str]) -> str:
    """Return ``A, B und C``."""
    *first, last = words
    return _("{first} und {last}").format(first=", ".join(first), last=last) if first else last
