"""From a command about a legal date to its events: the chain says which date counts now, and why."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from geleit.domain import commands as cmd
from geleit.domain import events as ev
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.deadlines.lawbook import Lawbook
from geleit.domain.deadlines.rulebook import Rule
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.status import DepartureStatus
from geleit.domain.refusal import Forbidden, Refusal
from geleit.domain.rules.dates import plausible
from geleit.domain.texts import _

ASK_DAYS = 10
"""Days before a date at which it is called near where its rule names none: time to ask for an extension."""


def set_deadline(draft: Draft, command: cmd.SetDeadline) -> None:
    """A date as a notice names it, or counted from its notification."""
    calendar = draft.rules.calendar(draft.departure.land, command.commune)
    land = draft.departure.land
    posting = draft.rules.posting(command.posted, land=land) if command.posted else None
    notified_on = posting.notified_on(calendar) if posting else command.start
    rule = _rule_for(draft, command, on=notified_on or draft.day)
    old = draft.departure.deadlines.get(command.deadline)
    earlier = old.record if old and old.links else None
    if command.due_on:
        record = chain.set_by_day(
            rule,
            command.due_on,
            on=draft.day,
            calendar=calendar,
            express=command.express,
            source=command.source,
            earlier=earlier,
        )
    else:
        record = chain.set_by_period(
            rule,
            on=draft.day,
            calendar=calendar,
            start=command.start,
            posting=posting,
            period=command.period,
            source=command.source,
            earlier=earlier,
        )
    draft.add(_dated(ev.DeadlineSet, draft, command.deadline, record))


def _rule_for(draft: Draft, command: cmd.SetDeadline, *, on: date) -> Rule:
    """The rule of that day; only those of the duty to leave can stand in for the usual one."""
    rule = draft.rules.book.rule(command.rule or command.deadline, on=on)
    stands_in = command.deadline is DeadlineKind.DEPARTURE and rule.code not in [*DeadlineKind]
    if rule.code != command.deadline and not (rule.latest_departure and stands_in):
        raise Refusal("other_rule", _("„{rule}“ ist keine Regel für diese Frist."), rule=rule.title)
    _check_setter(rule, command)
    return rule


def _check_setter(rule: Rule, command: cmd.DeadlineCommand) -> None:
    """An authority grants what the law has it grant, not what the counselling office sets itself."""
    if not rule.may_set(command.actor.role):
        raise Forbidden("not_theirs", _("„{rule}“ legt die Beratungsstelle fest."), rule=rule.title)


def extend(draft: Draft, command: cmd.ExtendDeadline) -> None:
    """More time."""
    deadline, rule = _known(draft, command.deadline)
    _check_setter(rule, command)
    record = chain.extend(
        _with_holidays_of_today(draft, deadline.record),
        rule,
        on=draft.day,
        by=command.by,
        until=command.until,
        base=command.base,
        express=command.express,
        source=command.source,
    )
    draft.add(_dated(ev.DeadlineExtended, draft, command.deadline, record))


def request_extension(draft: Draft, command: cmd.RequestExtension) -> None:
    """More time was asked for."""
    deadline, rule = _known(draft, command.deadline)
    record = chain.request_extension(
        deadline.record, rule, on=draft.day, follow_up_on=command.follow_up_on, until=command.until
    )
    draft.add(_dated(ev.ExtensionRequested, draft, command.deadline, record))


def refuse_extension(draft: Draft, command: cmd.RefuseExtension) -> None:
    """... and refused."""
    deadline, _rule = _known(draft, command.deadline)
    record = chain.refuse_extension(deadline.record, on=draft.day, source=command.source)
    draft.add(_dated(ev.ExtensionRefused, draft, command.deadline, record))


def interrupt(draft: Draft, command: cmd.InterruptDeadline) -> None:
    """No date binds until the period begins anew."""
    deadline, rule = _known(draft, command.deadline)
    record = chain.interrupt(deadline.record, rule, since=command.since, on=draft.day, source=command.source)
    draft.add(ev.DeadlineInterrupted(deadline=command.deadline, links=_news(deadline, record)))


def restart(draft: Draft, command: cmd.RestartDeadline) -> None:
    """The period begins anew and in full."""
    deadline, rule = _known(draft, command.deadline)
    record = chain.restart(
        _with_holidays_of_today(draft, deadline.record),
        rule,
        start=command.start,
        on=draft.day,
        period=command.period,
        source=command.source,
    )
    draft.add(_dated(ev.DeadlineRestarted, draft, command.deadline, record))


def meet(draft: Draft, command: cmd.MeetDeadline) -> None:
    """The date was kept."""
    deadline, _rule = _known(draft, command.deadline)
    record = chain.meet(deadline.record, kept_on=command.kept_on or draft.day, on=draft.day)
    draft.add(ev.DeadlineMet(deadline=command.deadline, links=_news(deadline, record)))


def miss(draft: Draft, command: cmd.MissDeadline) -> None:
    """The date has passed."""
    deadline, _rule = _known(draft, command.deadline)
    record = chain.miss(deadline.record, on=draft.day)
    draft.add(ev.DeadlineMissed(deadline=command.deadline, links=_news(deadline, record)))


def withdraw(draft: Draft, command: cmd.WithdrawDeadline) -> None:
    """The date no longer binds."""
    deadline, _rule = _known(draft, command.deadline)
    record = chain.withdraw(deadline.record, on=draft.day, source=command.source)
    draft.add(ev.DeadlineWithdrawn(deadline=command.deadline, links=_news(deadline, record)))


def recompute(draft: Draft, _command: cmd.RecomputeDeadlines) -> None:
    """A late holiday may move the end of what is open."""
    for kind, record in list(moved(draft.departure, draft.rules, on=draft.day)):
        draft.add(_dated(ev.DeadlineRecomputed, draft, kind, record))


def moved(departure: Departure, rules: Lawbook, *, on: date) -> Iterator[tuple[DeadlineKind, DeadlineRecord]]:
    """The legal dates that end on another day by the holidays known today, as they would stand then."""
    if departure.status is DepartureStatus.CLOSED:
        return
    for deadline in departure.deadlines.values():
        if not deadline.links:
            continue
        calendar = rules.calendar(departure.land, deadline.record.calendar.commune)
        record = chain.recompute(deadline.record, calendar=calendar, on=on)
        if record:
            yield deadline.kind, record


def _known(draft: Draft, kind: DeadlineKind) -> tuple[Deadline, Rule]:
    """The date, and the rule in the version it was given by. Raises Refusal."""
    deadline = draft.departure.deadlines[kind]
    if not deadline.links:
        raise Refusal(
            "no_chain",
            _("Zu diesem Datum steht nicht, woher es kommt. Bitte tragen Sie den Bescheid neu ein."),
        )
    record = deadline.record
    return deadline, draft.rules.book.rule_version(record.rule, record.rule_version)


def _with_holidays_of_today(draft: Draft, record: DeadlineRecord) -> DeadlineRecord:
    """What is counted today knows the holidays of today, also those proclaimed while the period rested."""
    calendar = draft.rules.calendar(draft.departure.land, record.calendar.commune)
    last = record.last.model_copy(update={"calendar": calendar})
    return record.model_copy(update={"links": (*record.links[:-1], last)})


def _news(deadline: Deadline | None, record: DeadlineRecord) -> tuple[chain.Link, ...]:
    return record.links[len(deadline.links) if deadline else 0 :]


def _dated(kind: type[ev.DatedDeadline], draft: Draft, deadline: DeadlineKind, record: DeadlineRecord) -> Any:
    plausible(record.end, draft.day)
    rule = draft.rules.book.rule_version(record.rule, record.rule_version)
    due = record.safe_date
    request = record.request
    ask_days = ASK_DAYS if rule.ask_days is None else rule.ask_days
    return kind(
        deadline=deadline,
        links=_news(draft.departure.deadlines.get(deadline), record),
        due_on=due,
        remind_on=due - timedelta(days=ask_days),
        reminders=rule.reminders(due),
        escalate_on=rule.escalation(record.end),
        follow_up_on=request.follow_up_on if request else None,
    )


DATING: dict[type, Callable[[Draft, Any], None]] = {
    cmd.SetDeadline: set_deadline,
    cmd.ExtendDeadline: extend,
    cmd.RequestExtension: request_extension,
    cmd.RefuseExtension: refuse_extension,
    cmd.InterruptDeadline: interrupt,
    cmd.RestartDeadline: restart,
    cmd.MeetDeadline: meet,
    cmd.MissDeadline: miss,
    cmd.WithdrawDeadline: withdraw,
    cmd.RecomputeDeadlines: recompute,
}
