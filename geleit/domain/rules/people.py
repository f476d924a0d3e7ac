"""Persons, their counsellors, and notes."""

from datetime import date

from geleit.domain import commands as cmd
from geleit.domain.departure import Departure
from geleit.domain.enclosure import Enclosure
from geleit.domain.outlook.travel_window import ValidityKind
from geleit.domain.persons.state import PersonRole
from geleit.domain.refusal import Refusal
from geleit.domain.rules.dates import plausible
from geleit.domain.rules.steps import known_step
from geleit.domain.texts import _

EARLIEST_BIRTH = date(1900, 1, 1)


def born(enclosure: Enclosure | None, day: date) -> None:
    """Birth dates can be. They are no part of a command, so whoever opens the enclosure asks."""
    for person in enclosure.persons if enclosure else ():
        if person.birth_date and not EARLIEST_BIRTH <= person.birth_date <= day:
            raise Refusal("implausible", _("Der {date} kann nicht stimmen."), date=person.birth_date)


def add_person(departure: Departure, command: cmd.AddPerson, day: date) -> None:
    """Who joins is somebody beside the applicant."""
    if command.role is PersonRole.APPLICANT:
        raise one_applicant()


def one_applicant() -> Refusal:
    """The first person, and nobody else, is the applicant."""
    return Refusal("one_applicant", _("Antragstellerin oder Antragsteller ist die erste Person."))


def correct_person(departure: Departure, command: cmd.CorrectPerson, day: date) -> None:
    """The person belongs to the departure."""
    _known_person(departure, command.person)


def record_paper(departure: Departure, command: cmd.RecordPaper, day: date) -> None:
    """A paper is somebody's or everybody's, and ends on a day that can be; legal dates are no papers."""
    paper = command.paper
    if paper.what in (ValidityKind.DEPARTURE_DEADLINE, ValidityKind.GUEB, ValidityKind.DULDUNG):
        raise Refusal("is_a_deadline", _("Das ist eine gesetzliche Frist. Bitte tragen Sie sie dort ein."))
    if paper.person is not None:
        _known_person(departure, paper.person)
    if paper.valid_until is None:
        raise Refusal("no_end", _("Bitte geben Sie an, bis wann das Dokument gilt."))
    for given in (paper.valid_from, paper.valid_until):
        if given:
            plausible(given, day)


def remove_paper(departure: Departure, command: cmd.RemovePaper, day: date) -> None:
    """There is such a paper."""
    if not any((paper.what, paper.person) == (command.what, command.person) for paper in departure.papers):
        raise Refusal("no_paper", _("Ein solches Dokument ist nicht eingetragen."))


def _known_person(departure: Departure, number: int) -> None:
    if number not in {person.number for person in departure.persons}:
        raise Refusal("unknown_person", _("Diese Person gehört nicht zum Vorgang."))


def reassign(departure: Departure, command: cmd.Reassign, day: date) -> None:
    """A step to hand over exists."""
    if command.step is not None:
        known_step(departure, command.step)


def write_note(departure: Departure, command: cmd.WriteNote, day: date) -> None:
    """A note has a text."""
    if command.step is not None:
        known_step(departure, command.step)
    if not command.has_note:
        raise Refusal("no_note", _("Bitte schreiben Sie einen Text."))
