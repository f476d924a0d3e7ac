"""Decide the events of a command: once, when it is executed; afterwards only the events count."""

from datetime import datetime

from geleit.domain.dates import today
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import Command, Event
from geleit.domain.process import Process


def check(departure: Departure | None, command: Command, now: datetime) -> None:
    """Raise Refusal, Conflict or Forbidden if the command is not possible for this departure now."""
    command.require_possible(departure, today(now))


def decide(
    departure: Departure | None, command: Command, *, process: Process, rules: RuleSet, now: datetime
) -> list[Event]:
    """Return the events of this command. Raise Refusal, Conflict or Forbidden, without any change.

    ``process`` is the template in the version of the departure, ``rules`` are the current rules of legal
    dates; ``now`` is an aware moment.
    """
    check(departure, command, now)
    draft = Draft(departure, process=process, rules=rules, today=today(now))
    command.decide(draft)
    return draft.events
