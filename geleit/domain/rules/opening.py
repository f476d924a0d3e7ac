"""Opening a departure."""

from datetime import datetime

from geleit.domain import commands as cmd
from geleit.domain.alarms.planning import today
from geleit.domain.departure import Departure
from geleit.domain.parties import Role
from geleit.domain.persons.state import PersonRole
from geleit.domain.refusal import Conflict, Forbidden, Refusal
from geleit.domain.rules.dates import not_in_future, plausible
from geleit.domain.rules.people import one_applicant
from geleit.domain.texts import _


def check_opening(departure: Departure | None, command: cmd.OpenDeparture, now: datetime) -> None:
    """A departure is opened once, by its own office, with an applicant and dates that can be."""
    if departure is not None:
        raise Conflict("already_open", _("Diesen Vorgang gibt es schon."))
    if command.actor.role not in (Role.COUNSELLOR, Role.SUPERVISOR, Role.SYSTEM):
        raise Forbidden("not_your_part", _("Vorgänge legt die Beratungsstelle an."))
    if command.actor.role is not Role.SYSTEM and command.actor.office_id != command.office_id:
        raise Forbidden("other_office", _("Sie können nur für Ihre eigene Beratungsstelle Vorgänge anlegen."))
    numbers = [person.number for person in command.persons]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise Refusal(
            "no_applicant",
            _("Ein Vorgang braucht mindestens eine Person: die Antragstellerin oder den Antragsteller."),
        )
    if [person.number for person in command.persons if person.role is PersonRole.APPLICANT] != [1]:
        raise one_applicant()
    not_in_future(command.contact_on, today(now))
    for deadline in command.deadlines:
        plausible(deadline.due_on, today(now))
