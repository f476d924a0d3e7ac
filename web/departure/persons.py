"""The persons of a departure: add one, correct details."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geleit.domain.enclosure import PersonDetails
from geleit.domain.persons.commands import AddPerson, CorrectPerson
from geleit.domain.persons.events import PersonCorrected, PersonJoined
from geleit.domain.persons.state import Person, PersonRole
from web.departure import fields
from web.departure.action import About, Action, Placement, Values, Wording
from web.departure.fields import Field, Kind
from web.departure.section import Area, Section, Shown
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui import labels
from web.ui.filters import datum, tage
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import country, label


@dataclass(frozen=True, slots=True)
class PersonView:
    """One of the persons. ``correct`` is the address of the form that corrects the details."""

    name: str
    role: str
    birth_date: date | None
    age: str | None
    nationality: str | None
    correct: str | None


def _persons(shown: Shown) -> Sequence[PersonView]:
    return [_person(shown.at, person) for person in shown.at.departure.persons]


def _person(at: Situation, person: Person) -> PersonView:
    details = at.names.persons.get(person.number)
    born = details.birth_date if details else None
    return PersonView(
        name=at.names.person(person.number) or "",
        role=label(person.role),
        birth_date=born,
        age=_age(born, at.today) if born else None,
        nationality=country(details.nationality) if details and details.nationality else None,
        correct=CORRECT.address_about(at, person.number) if CORRECT.possible(at) else None,
    )


def _age(born: date, today: date) -> str:
    """Return the completed years: the rules change for whoever turns 18. A baby has months, or days."""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months >= 12:
        return ngettext("{n} Jahr", "{n} Jahre", months // 12).format(n=months // 12)
    if months:
        return ngettext("{n} Monat", "{n} Monate", months).format(n=months)
    return tage((today - born).days)


def _nationalities(at: Situation) -> fields.Options:
    return labels.nationalities()


def _nationality(at: Situation) -> str:
    return at.departure.nationality


def _is_live(at: Situation) -> bool:
    return at.is_live


_DETAILS: tuple[Field[Situation], ...] = (
    fields.text("family_name", N_("Nachname"), hint=N_("Wie im Pass oder Ausweis")),
    fields.text("given_name", N_("Vorname")),
    fields.day(
        "birth_date", N_("Geburtsdatum"), hint=N_("Zum Beispiel 24.12.1985"), required=False, past=True
    ),
    fields.offered(
        "nationality",
        N_("Staatsangehörigkeit"),
        _nationalities,
        required=False,
        initial=_nationality,
        empty=N_("nicht bekannt"),
    ),
)


def _details(number: int, values: Values) -> tuple[PersonDetails, ...]:
    return (PersonDetails(number=number, **{each.name: values[each.name] for each in _DETAILS}),)


def _known_details(at: Situation, subject: str) -> dict[str, str]:
    """Return the current details of the person to correct."""
    found = at.names.persons.get(int(subject)) if subject.isdigit() else None
    if found is None:
        return {}
    return {
        "person": subject,
        "family_name": found.family_name,
        "given_name": found.given_name,
        "birth_date": datum(found.birth_date) if found.birth_date else "",
        "nationality": found.nationality or "",
    }


ADD: Action[Situation] = Action(
    command=AddPerson,
    wording=Wording(
        "person",
        N_("Person hinzufügen"),
        N_("Hinzufügen"),
        N_("Die Person bekommt die Schritte, die jede und jeder braucht."),
    ),
    success=N_("Die Person gehört jetzt zum Vorgang."),
    fields=(
        *_DETAILS,
        fields.choice("role", N_("Rolle in der Familie"), PersonRole, without=[PersonRole.APPLICANT]),
        fields.day(
            "on",
            N_("Gehört dazu seit"),
            hint=N_("Zum Beispiel seit der Geburt. Leer: seit heute."),
            required=False,
            past=True,
        ),
    ),
    placement=Placement.LINK,
    possible=_is_live,
    persons=lambda at, values: _details(len(at.departure.persons) + 1, values),
)
CORRECT: Action[Situation] = Action(
    command=CorrectPerson,
    wording=Wording("person-berichtigen", N_("Angaben berichtigen"), N_("Speichern")),
    success=N_("Die Angaben sind berichtigt."),
    fields=(fields.person(kind=Kind.HIDDEN), *_DETAILS),
    about=About.PERSON,
    possible=_is_live,
    persons=lambda at, values: _details(values["person"], values),
    fill=_known_details,
)

SECTION = Section("departure/persons.html", Area.SIDE, view=_persons, actions=(ADD, CORRECT))


@sentence(PersonJoined)
def _joined(speaker: Speaker, event: PersonJoined, day: date) -> str:
    return _("{person} gehört jetzt zum Vorgang.").format(person=speaker.names.person(event.person.number))


@sentence(PersonCorrected)
def _corrected(speaker: Speaker, event: PersonCorrected, day: date) -> str:
    return _("Angaben zu {person} berichtigt.").format(person=speaker.names.person(event.person))
