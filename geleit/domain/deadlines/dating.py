"""Make the events of a legal date from its record."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from geleit.domain.dates import require_plausible
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineRecord, Link, Source
from geleit.domain.deadlines.events import DatedDeadline, DeadlineSet
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.state import DepartureStatus

ASK_DAYS = 10
"""Days before a date at which it counts as near if its rule names none: time to request an extension."""

Dated = TypeVar("Dated", bound=DatedDeadline)


def dated_event(event: type[Dated], draft: Draft, kind: DeadlineKind, record: DeadlineRecord) -> Dated:
    """Return the event that makes the record's date count. Raise Refusal if it is implausible."""
    require_plausible(record.end, draft.day)
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
        escalate_on=rule.escalation(record.end),
        follow_up_on=request.follow_up_on if request else None,
    )


def new_links(deadline: Deadline | None, record: DeadlineRecord) -> tuple[Link, ...]:
    """Return the links of the record that the departure does not have yet."""
    return record.links[len(deadline.links) if deadline else 0 :]


def earlier_record(departure: Departure, kind: DeadlineKind) -> DeadlineRecord | None:
    """Return the record that a new date of that kind continues."""
    old = departure.deadlines.get(kind)
    return old.record if old and old.links else None


def set_as_told(draft: Draft, kind: DeadlineKind, due_on: date, *, source: Source | None) -> None:
    """Set a date to the day that a list or a person names, without any other details. May raise Refusal."""
    record = chain.set_by_day(
        draft.rules.rule(kind, on=draft.day),
        due_on,
        on=draft.day,
        calendar=draft.rules.calendar(draft.departure.land),
        source=source,
        earlier=earlier_record(draft.departure, kind),
    )
    draft.add(dated_event(DeadlineSet, draft, kind, record))


def with_holidays_of_today(draft: Draft, record: DeadlineRecord) -> DeadlineRecord:
    """Return the record with today's calendar, also with holidays proclaimed while it was interrupted."""
    calendar = draft.rules.calendar(draft.departure.land, record.calendar.commune)
    last = record.last.model_copy(update={"calendar": calendar})
    return record.model_copy(update={"links": (*record.links[:-1], last)})


def moved_records(
    departure: Departure, rules: RuleSet, *, on: date
) -> Iterator[tuple[DeadlineKind, DeadlineRecord]]:
    """Yield the recomputed records of legal dates whose end moves with today's holidays."""
    if departure.status is DepartureStatus.CLOSED:
        return
    for deadline in departure.deadlines.values():
        if not deadline.links:
            continue
        calendar = rules.calendar(departure.land, deadline.record.calendar.commune)
        record = chain.recompute(deadline.record, calendar=calendar, on=on)
        if record:
            yield deadline.kind, record
