"""From a command to its events: decided once, when it is carried out; afterwards only the events count."""

from datetime import datetime

from geleit.domain.dates import today
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import Command, Event
from geleit.domain.process import Process


def check(departure: Departure | None, command: Command, now: datetime) -> None:
    """Raise Refusal, Conflict or Forbidden if the command makes no sense for this departure now."""
    command.require_possible(departure, today(now))


def decide(
    departure: Departure | None, command: Command, *, process: Process, rules: RuleSet, now: datetime
) -> list[Event]:
    """Return the events of this command. Raise Refusal, Conflict or Forbidden; then nothing has happened.

    ``process`` is the template in the version the departure is pinned to, ``rules`` what dates go by today;
    ``now`` is an aware moment.
    """
    check(departure, command, now)
    draft = Draft(departure, process=process, rules=rules, day=today(now))
    command.decide(draft)
    return draft.events
