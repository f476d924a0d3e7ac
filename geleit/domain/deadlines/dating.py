"""Make the events of a legal date from its record."""

from datetime import date, timedelta
from typing import TypeVar

from geleit.domain.calendar import Calendar, Commune
from geleit.domain.dates import require_plausible
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineRecord, DeadlineState, Link, Source
from geleit.domain.deadlines.events import DatedDeadline, DeadlineRecomputed, DeadlineSet
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.state import DepartureStatus

ASK_DAYS = 10
"""Days before a date at which it counts as near if its rule names none: time to request an extension."""

Dated = TypeVar("Dated", bound=DatedDeadline)


def dated_event(
    event: type[Dated],
    draft: Draft,
    kind: DeadlineKind,
    record: DeadlineRecord,
    *,
    length: str = "period",
    **fields: DeadlineState,
) -> Dated:
    """Return the event that makes the record's date count. Raise Refusal if it is implausible.

    Days are plausible as they are given; what leads too far is the ``length``, a field of the command.
    """
    require_plausible(record.end, draft.today, length)
    rule = draft.rules.rule_version(record.rule, record.rule_version)
    due = record.safe_date
    request = record.request
    ask_days = ASK_DAYS if rule.ask_days is None else rule.ask_days
    return event(
        deadline=kind,
        links=new_links(draft.departure.deadlines.get(kind), record),
        due_on=due,
        remind_on=due - timedelta(days=ask_days),
        reminders=rule.reminders(due),
        escalate_on=_escalation(rule, record),
        follow_up_on=request.follow_up_on if request else None,
        **fields,
    )


def _escalation(rule: Rule, record: DeadlineRecord) -> date | None:
    """Return the day on which the supervisor hears that the date has passed.

    For a date that had passed when it was recorded it is counted from that day: nobody is told of the past.
    """
    on = rule.escalation(max(record.end, record.dated_on))
    return on if on and on > record.dated_on else None


def new_links(deadline: Deadline | None, record: DeadlineRecord) -> tuple[Link, ...]:
    """Return the links of the record that the departure does not have yet."""
    return record.links[len(deadline.links) if deadline else 0 :]


def earlier_record(departure: Departure, kind: DeadlineKind) -> DeadlineRecord | None:
    """Return the record that a new date of that kind continues."""
    old = departure.deadlines.get(kind)
    return old.record if old and old.links else None


def set_as_told(draft: Draft, kind: DeadlineKind, due_on: date, *, source: Source | None) -> None:
    """Set a date to the day that a list or a person names, without any other details. May raise Refusal."""
    earlier = earlier_record(draft.departure, kind)
    record = chain.set_by_day(
        draft.rules.rule(kind, on=draft.today),
        due_on,
        on=draft.today,
        calendar=calendar_for(draft.departure, draft.rules, earlier=earlier),
        source=source,
        earlier=earlier,
    )
    draft.add(dated_event(DeadlineSet, draft, kind, record))


def calendar_for(
    departure: Departure,
    rules: RuleSet,
    *,
    commune: Commune | None = None,
    earlier: DeadlineRecord | None = None,
) -> Calendar:
    """Return the holidays that a legal date is counted with: those of the place where the act is done.

    The commune is the one that is named, else that of the date so far in the same Land, else the authority's.
    """
    place = departure.place
    kept = earlier.calendar.commune if earlier and earlier.calendar.land is place.land else None
    return rules.calendar(place.land, commune or kept or place.commune)


def with_holidays_of_today(draft: Draft, record: DeadlineRecord) -> DeadlineRecord:
    """Return the record with the holidays of today, also those proclaimed while its period rested."""
    calendar = calendar_for(draft.departure, draft.rules, earlier=record)
    last = record.last.model_copy(update={"calendar": calendar})
    return record.model_copy(update={"links": (*record.links[:-1], last)})


def recompute_deadlines(draft: Draft, *, keep_commune: bool = True) -> None:
    """Count the open legal dates again where the holidays of today, or of another place, say otherwise."""
    for kind in draft.departure.deadlines:
        recompute_deadline(draft, kind, keep_commune=keep_commune)


def recompute_deadline(draft: Draft, kind: DeadlineKind, *, keep_commune: bool = True) -> None:
    """Count an open legal date again where the holidays of today, or of another place, say otherwise."""
    deadline = draft.departure.deadlines[kind]
    record = moved_record(draft.departure, deadline, draft.rules, on=draft.today, keep_commune=keep_commune)
    if record:
        draft.add(dated_event(DeadlineRecomputed, draft, kind, record))


def is_any_moved(departure: Departure, rules: RuleSet, *, on: date) -> bool:
    """Return whether a legal date is counted otherwise today, by holidays or place."""
    return any(moved_record(departure, deadline, rules, on=on) for deadline in departure.deadlines.values())


def moved_record(
    departure: Departure, deadline: Deadline, rules: RuleSet, *, on: date, keep_commune: bool = True
) -> DeadlineRecord | None:
    """Return a legal date as it is counted today, by holidays and place; None if nothing changes.

    ``keep_commune``: a commune that was named for the date stays.
    """
    if departure.status is DepartureStatus.CLOSED or not deadline.links:
        return None
    earlier = deadline.record if keep_commune else None
    calendar = calendar_for(departure, rules, earlier=earlier)
    return chain.recompute(deadline.record, calendar=calendar, on=on)
