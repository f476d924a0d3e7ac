"""Who leaves: persons who join, details that were wrong, and appointments at the embassy."""

from geleit.domain.enclosure import PersonDetails
from geleit.domain.persons.commands import AddPerson, CorrectPerson
from geleit.domain.persons.state import PersonRole
from geleit.domain.steps.commands import AddStep
from web.departure import fields
from web.departure.action import Action, Values
from web.departure.fields import Field, Kind
from web.departure.situation import Situation
from web.ui import labels
from web.ui.filters import datum
from web.ui.forms import Form
from web.ui.i18n import N_


def _birth_date() -> Field:
    def read(form: Form, at: Situation) -> object:
        return form.date("geboren", today=at.today, required=False, latest=at.today)

    return Field(
        "geboren", N_("Geburtsdatum"), Kind.DAY, read, hint=N_("Zum Beispiel 24.12.1985"), required=False
    )


def _nationality() -> Field:
    return fields.offered(
        "staat",
        N_("Staatsangehörigkeit"),
        lambda at: labels.nationalities(),
        required=False,
        initial=lambda at: at.departure.nationality,
        empty=N_("nicht bekannt"),
    )


_DETAILS = (
    fields.text("nachname", N_("Nachname"), hint=N_("Wie im Pass oder Ausweis")),
    fields.text("vorname", N_("Vorname")),
    _birth_date(),
    _nationality(),
)


def _details(number: int, values: Values) -> tuple[PersonDetails, ...]:
    details = PersonDetails(
        number=number,
        family_name=values["nachname"],
        given_name=values["vorname"],
        birth_date=values["geboren"],
        nationality=values["staat"],
    )
    return (details,)


def _as_they_stand(at: Situation, subject: str) -> dict[str, str]:
    """The details to correct, as they stand now."""
    found = at.names.persons.get(int(subject)) if subject.isdigit() else None
    if found is None:
        return {}
    return {
        "person": subject,
        "nachname": found.family_name,
        "vorname": found.given_name,
        "geboren": datum(found.birth_date) if found.birth_date else "",
        "staat": found.nationality or "",
    }


def _appointments(at: Situation) -> tuple[str, ...]:
    """The codes of steps that may occur any number of times."""
    return tuple(step.code for step in at.process.steps if step.many)


PERSON_ACTIONS = (
    Action(
        "person",
        N_("Person hinzufügen"),
        N_("Hinzufügen"),
        lambda envelope, at, values: AddPerson(**envelope, role=values["rolle"]),
        (
            *_DETAILS,
            fields.choice("rolle", N_("Rolle in der Familie"), PersonRole, without=[PersonRole.APPLICANT]),
        ),
        possible=lambda at: at.is_live,
        hint=N_("Die Person bekommt die Schritte, die jede und jeder braucht."),
        said="person_added",
        encloses=lambda at, values: _details(len(at.departure.persons) + 1, values),
    ),
    Action(
        "person-berichtigen",
        N_("Angaben berichtigen"),
        N_("Speichern"),
        lambda envelope, at, values: CorrectPerson(**envelope, person=values["person"]),
        (fields.person(kind=Kind.HIDDEN), *_DETAILS),
        possible=lambda at: at.is_live,
        said="person_corrected",
        encloses=lambda at, values: _details(values["person"], values),
        fill=_as_they_stand,
    ),
    Action(
        "termin",
        N_("Botschaftstermin eintragen"),
        N_("Termin eintragen"),
        lambda envelope, at, values: AddStep(
            **envelope, code=_appointments(at)[0], person=values["person"], target_on=values["am"]
        ),
        (fields.person(), fields.day("am", N_("Tag des Termins"))),
        possible=lambda at: at.is_live and bool(_appointments(at)),
        said="appointment_added",
        words=lambda at, values: {"day": datum(values["am"])},
    ),
)
