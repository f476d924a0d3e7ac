"""Read the form into the parts of a command; each field that cannot be read gets its sentence."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus
from geleit.processes import current_process
from geleit.store.directory.rows import OfficeRow
from web.new_departure.choices import Choices
from web.new_departure.rows import person_count
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.labels import countries, nationalities

OLDEST_DAYS = 120 * 366
"""Nobody is older: a birth date before that is a typing error."""


@dataclass(frozen=True, slots=True)
class DepartureDraft:
    """A departure to be opened."""

    office: OfficeRow
    authority_id: UUID | None
    counsellor_id: UUID | None
    destination: str
    residence_status: ResidenceStatus
    contact_on: date
    departure_deadline: date | None
    roles: tuple[PersonRole, ...]
    enclosure: Enclosure

    def facts(self) -> dict[str, Any]:
        """Return the fields of OpenDeparture from the form, without the persons' details."""
        process = current_process()
        deadline = self.departure_deadline
        return {
            "process": process.code,
            "process_version": process.version,
            "office_id": self.office.id,
            "land": self.office.land,
            "authority_id": self.authority_id,
            "counsellor_id": self.counsellor_id,
            "destination": self.destination,
            "nationality": self.enclosure.persons[0].nationality,
            "residence_status": self.residence_status,
            "persons": tuple(Person(number=n, role=role) for n, role in enumerate(self.roles, start=1)),
            "contact_on": self.contact_on,
            "deadlines": (
                (DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=deadline),) if deadline else ()
            ),
        }


def read_draft(form: Form, choices: Choices, *, today: date) -> DepartureDraft | None:
    """Read the form; return None if it has errors."""
    persons = _read_persons(form, today=today)
    roles = (PersonRole.APPLICANT, *(_read_role(form, n) for n in range(2, person_count(form) + 1)))
    destination = form.one_of("destination", (code for code, _name in countries()))
    residence = form.choice("residence_status", ResidenceStatus)
    office_id = _read_office(form, choices)
    authority = form.one_of("authority_id", (value for value, _name in choices.authorities), required=False)
    counsellor_id = _read_counsellor(form, choices, office_id)
    contact_on = form.date("contact_on", today=today, latest=today)
    deadline = form.date("due_on", today=today, required=False)
    note = form.text("note", required=False, max_length=10_000)
    if form.errors or office_id is None or destination is None or residence is None or contact_on is None:
        return None
    return DepartureDraft(
        office=choices.places[office_id],
        authority_id=UUID(authority) if authority else None,
        counsellor_id=counsellor_id,
        destination=destination,
        residence_status=residence,
        contact_on=contact_on,
        departure_deadline=deadline,
        roles=roles,
        enclosure=Enclosure(note=note or None, persons=persons),
    )


def _read_persons(form: Form, *, today: date) -> tuple[PersonDetails, ...]:
    found: list[PersonDetails] = []
    for number in range(1, person_count(form) + 1):
        family_name = form.text(f"family_name-{number}")
        given_name = form.text(f"given_name-{number}")
        born = form.date(
            f"birth_date-{number}",
            today=today,
            required=False,
            latest=today,
            earliest=today - timedelta(days=OLDEST_DAYS),
        )
        allowed = (code for code, _name in nationalities())
        state = form.one_of(f"nationality-{number}", allowed, required=number == 1)
        if form.errors:
            continue
        first = found[0].nationality if found else None
        found.append(
            PersonDetails(
                number=number,
                family_name=family_name,
                given_name=given_name,
                birth_date=born,
                nationality=state or first,
            )
        )
    return tuple(found)


def _read_role(form: Form, number: int) -> PersonRole:
    role = form.choice(f"role-{number}", PersonRole)
    if role is PersonRole.APPLICANT:
        form.fail(f"role-{number}", _("Antragstellerin oder Antragsteller ist die erste Person."))
    return role or PersonRole.OTHER


def _read_office(form: Form, choices: Choices) -> UUID | None:
    if len(choices.offices) == 1:
        return UUID(choices.offices[0][0])
    chosen = form.one_of("office_id", (value for value, _name in choices.offices))
    return UUID(chosen) if chosen else None


def _read_counsellor(form: Form, choices: Choices, office_id: UUID | None) -> UUID | None:
    chosen = form.one_of("counsellor_id", (value for value, _name in choices.counsellors), required=False)
    if chosen is None or office_id is None:
        return None
    if (UUID(chosen), office_id) not in choices.members:
        form.fail("counsellor_id", _("Diese Person gehört nicht zur gewählten Beratungsstelle."))
    return UUID(chosen)
