"""The legal dates of a departure: what can be said about one, and when."""

from datetime import date

from geleit.domain import commands as cmd
from geleit.domain.calendar import calendar
from geleit.domain.deadlines.state import Deadline, DeadlineState
from geleit.domain.departure import Departure
from geleit.domain.refusal import Refusal
from geleit.domain.rules.dates import not_in_future, plausible
from geleit.domain.rules.reasons import reason
from geleit.domain.texts import _


def set_deadline(departure: Departure, command: cmd.SetDeadline, day: date) -> None:
    """A legal date can be, and is named in one way."""
    given = [on for on in (command.due_on, command.start, command.posted) if on is not None]
    if len(given) != 1:
        raise Refusal(
            "one_date", _("Bitte nennen Sie entweder das Ende der Frist oder den Tag, an dem sie beginnt.")
        )
    if command.due_on and command.period:
        raise Refusal("end_or_length", _("Bitte nennen Sie entweder das Ende der Frist oder ihre Länge."))
    if command.period:
        command.period.require_countable()
    plausible(given[0], day)
    _written(command, day)
    if command.commune:
        calendar(departure.land, command.commune)


def listed(departure: Departure, command: cmd.RecordProgress, day: date) -> None:
    """The dates of another list can be: legal ones, and those on which a step was done or is planned."""
    for deadline in command.deadlines:
        plausible(deadline.due_on, day)
    for fact in command.facts:
        if fact.on:
            not_in_future(fact.on, day)
        if fact.target_on:
            plausible(fact.target_on, day)


def change(departure: Departure, command: cmd.DeadlineCommand, day: date) -> None:
    """There is such a date and it still binds."""
    _open_deadline(departure, command)
    _written(command, day)


def extend(departure: Departure, command: cmd.ExtendDeadline, day: date) -> None:
    """An open date moves to a day that can be."""
    change(departure, command, day)
    if command.until:
        plausible(command.until, day)
    if command.by:
        command.by.require_countable()


def request_extension(departure: Departure, command: cmd.RequestExtension, day: date) -> None:
    """More time is asked for an open date; the days named can be."""
    change(departure, command, day)
    for given in (command.follow_up_on, command.until):
        if given:
            plausible(given, day)


def interrupt(departure: Departure, command: cmd.InterruptDeadline, day: date) -> None:
    """An open period stopped running on a day that has been: until then its date binds."""
    change(departure, command, day)
    not_in_future(command.since, day)


def restart(departure: Departure, command: cmd.RestartDeadline, day: date) -> None:
    """Only a period that was interrupted begins anew."""
    deadline = departure.deadlines.get(command.deadline)
    if deadline is None or deadline.state is not DeadlineState.INTERRUPTED:
        raise Refusal("not_interrupted", _("Die Frist ist nicht unterbrochen."))
    plausible(command.start, day)
    if command.period:
        command.period.require_countable()
    _written(command, day)


def meet(departure: Departure, command: cmd.MeetDeadline, day: date) -> None:
    """An open date was kept on a day that has been."""
    change(departure, command, day)
    if command.kept_on:
        not_in_future(command.kept_on, day)


def withdraw(departure: Departure, command: cmd.WithdrawDeadline, day: date) -> None:
    """A notice can be taken back also while its period rests or after it is over, with a reason."""
    deadline = departure.deadlines.get(command.deadline)
    if deadline is None or deadline.state not in _WITHDRAWABLE:
        raise _no_deadline()
    _written(command, day)
    reason(command)


def _open_deadline(departure: Departure, command: cmd.DeadlineCommand) -> Deadline:
    deadline = departure.deadlines.get(command.deadline)
    if deadline is None or not deadline.is_open:
        raise _no_deadline()
    return deadline


def _no_deadline() -> Refusal:
    return Refusal("no_deadline", _("Eine solche offene Frist hat der Vorgang nicht."))


def _written(command: cmd.DeadlineCommand, day: date) -> None:
    """A document that says so was written on a day that has been."""
    if command.source and command.source.dated:
        not_in_future(command.source.dated, day)


_WITHDRAWABLE = (DeadlineState.OPEN, DeadlineState.INTERRUPTED, DeadlineState.MISSED)
