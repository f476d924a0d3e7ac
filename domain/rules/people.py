"""Persons, their counsellors, and notes."""

from datetime import date

from domain import commands as cmd
from domain.departure import Departure
from domain.refusals import Refusal
from domain.rules.steps import known_step
from domain.texts import _


def correct_person(departure: Departure, command: cmd.CorrectPerson, day: date) -> None:
    """The person belongs to the departure."""
    if command.person not in {person.number for person in departure.persons}:
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
