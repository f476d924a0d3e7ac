"""Collisions, told from the first day: what will not hold until the departure, until when to act, and how.

Birth dates are personal: they are handed in, used and forgotten.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.periods import comes_of_age
from geleit.domain.deadlines.rule import Rule
from geleit.domain.outlook.durations import DurationSource
from geleit.domain.outlook.outlook import Collision, CollisionKind, Outlook, Severity
from geleit.domain.outlook.travel_window import Bar, ValidityKind, kind_of
from geleit.domain.texts import _
from geleit.domain.wording import called, german, whose

ONE_DAY = timedelta(days=1)
REQUEST_EXTENSION = "request_extension"
"""The command with which an extension is asked for."""

EXTENSION_STEP = "departure_deadline"
APPLICATION_STEP = "funding_application"


def collisions(outlook: Outlook) -> tuple[Collision, ...]:
    """Every warning, the worst first, then the most urgent. None once the departure is over."""
    earliest, latest = outlook.earliest, outlook.latest
    if earliest is None or latest is None or outlook.forecast.departed_on or not outlook.departure.is_live:
        return ()
    found = [
        *_legal_dates(outlook, earliest, latest),
        *_papers(outlook, earliest, latest),
        *_birthdays(outlook, earliest, latest),
        *_empty_window(outlook),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), one.act_by, one.sentence)))


def _legal_dates(outlook: Outlook, earliest: date, latest: date) -> Iterator[Collision]:
    """The forecast overruns a date by which the person must have left."""
    for record in outlook.deadlines:
        rule = outlook.rules.rule_version(record.rule, record.rule_version)
        due = record.due_on
        if due is None or not rule.latest_departure or latest <= due:
            continue
        ask_on = due - timedelta(days=rule.ask_days or 0)
        act_by = max(outlook.today, record.calendar.next_open_day(ask_on, backward=True))
        if record.request and record.request.follow_up_on:
            act_by = max(outlook.today, record.request.follow_up_on)
        certain = earliest > due
        what = _overrun(outlook, record, rule, due, certain=certain)
        yield Collision(
            kind=CollisionKind.LEGAL_DATE,
            severity=Severity.CRITICAL if certain else Severity.WARNING,
            sentence=f"{what}: {_way_out(record, rule, act_by, outlook.today)}.",
            about=due,
            act_by=act_by,
            person=record.person,
            step=_step(outlook, EXTENSION_STEP, record.person),
            command=REQUEST_EXTENSION if rule.extendable and not record.request else None,
            deadline=record.key,
        )


def _overrun(outlook: Outlook, record: DeadlineRecord, rule: Rule, due: date, *, certain: bool) -> str:
    """What reaches beyond the date."""
    title = f"{rule.title}{whose(record.person, outlook.names)}"
    if due < outlook.today <= record.end:
        return (
            f"Das sichere Datum Ihrer {title} ({german(due)}) ist vorbei, sie endet am {german(record.end)}"
        )
    if due < outlook.today:
        return f"Ihre {title} ist am {german(due)} abgelaufen, {outlook.expected()}"
    if outlook.travel_on:
        return f"Der Flug am {german(outlook.travel_on)} liegt nach Ihrer {title} {german(due)}"
    longest = _longest_beyond(outlook, due)
    if longest:
        return f"{longest} reichen über Ihre {title} {german(due)} hinaus"
    reaches = _("reicht") if certain else _("reicht vielleicht")
    return f"Die Ausreise {reaches} über Ihre {title} {german(due)} hinaus, {outlook.expected()}"


def _longest_beyond(outlook: Outlook, due: date) -> str | None:
    """The longest of the deciding steps that end after the date: ``8–12 Wochen Bearbeitung``."""
    rows = [row for row in outlook.forecast.plan if row.critical and row.ends_on > due and row.duration]
    if not rows:
        return None
    row = max(rows, key=lambda row: row.duration.median if row.duration else 0)
    lead = outlook.rules.duration_of(row.code, on=outlook.today)
    if lead is None or lead.period is None or row.duration is None or not row.duration.median:
        return None
    if row.duration.source is DurationSource.LEARNED:
        return f"{row.duration.median}–{row.duration.p80} Tage {lead.title}"
    return f"{lead.period.in_words()} {lead.title}"


def _way_out(record: DeadlineRecord, rule: Rule, act_by: date, today: date) -> str:
    by = _("sofort") if act_by <= today else _("bis {date}").format(date=german(act_by))
    if record.request:
        return _("Verlängerung ist beantragt, {by} nach der Antwort fragen").format(by=by)
    if rule.extendable:
        return _("Verlängerung {by} anstoßen").format(by=by)
    return _("sie lässt sich nicht verlängern, {by} anstoßen: {instead}").format(
        by=by, instead=rule.extension
    )


def _papers(outlook: Outlook, earliest: date, latest: date) -> Iterator[Collision]:
    """Something the journey depends on does not hold on the day."""
    legal = {ValidityKind.DEPARTURE_DEADLINE, ValidityKind.GUEB, ValidityKind.DULDUNG}
    told = {(kind_of(record), record.person) for record in outlook.deadlines if record.is_open}
    for bar in outlook.window.bars:
        if bar.validity.what in legal and (bar.validity.what, bar.validity.person) in told:
            continue  # its deadline has said it already
        if bar.begins and outlook.travel_on and bar.begins > outlook.travel_on:
            yield _not_yet_valid(outlook, bar, bar.begins)
        if bar.ends and bar.ends < latest:
            certain = bar.ends < earliest
            if bar.validity.what in (ValidityKind.MEDICAL_NOTE, ValidityKind.MEDICAL_EXAM):
                yield _certificate(outlook, bar, bar.ends, flight=earliest if certain else latest)
            else:
                yield _expires(outlook, bar, bar.ends, certain=certain)


def _expires(outlook: Outlook, bar: Bar, ends: date, *, certain: bool) -> Collision:
    what = bar.validity.what
    approval = what is ValidityKind.APPROVAL
    act_by = max(outlook.today, ends - _lead(outlook, bar))
    by = _("sofort") if act_by <= outlook.today else _("bis {date}").format(date=german(act_by))
    why = f" ({bar.shortened})" if bar.shortened else ""
    verb = _("verfällt nach dem") if approval else _("reicht für die Reise nur bis")
    action = _("{by} beim BAMF nachfragen") if approval else _("{by} Erneuerung anstoßen")
    return Collision(
        kind=CollisionKind.APPROVAL if approval else CollisionKind.DOCUMENT,
        severity=Severity.CRITICAL if certain else Severity.WARNING,
        sentence=f"{bar.validity.in_words(outlook.names)} {verb} {german(ends)}{why}, {outlook.expected()}: "
        f"{action.format(by=by)}.",
        about=ends,
        act_by=act_by,
        person=bar.validity.person,
        step=bar.validity.renewable_by_step,
    )


def _lead(outlook: Outlook, bar: Bar) -> timedelta:
    """How long before the end one has to begin: what the renewing step takes, or what the rule advises."""
    row = outlook.forecast.planned(bar.validity.renewable_by_step or "")
    if row and row.duration:
        return timedelta(days=row.duration.median)
    rule = outlook.rules.rule(bar.validity.what, on=outlook.today)
    return timedelta(days=rule.ask_days or 0)


def _certificate(outlook: Outlook, bar: Bar, ends: date, *, flight: date) -> Collision:
    """A certificate is made anew, but not too early: it must not be too old on the day of the flight."""
    issued_on = bar.validity.valid_from
    most = (ends - issued_on).days if issued_on else 0
    not_before = max(outlook.today, flight - timedelta(days=most))
    age = f"am {german(flight)} {(flight - issued_on).days} Tage alt, " if issued_on else ""
    limit = f"zulässig sind {most}" if issued_on else f"gültig nur bis {german(ends)}"
    return Collision(
        kind=CollisionKind.CERTIFICATE,
        severity=Severity.CRITICAL if outlook.travel_on else Severity.WARNING,
        sentence=f"{bar.validity.in_words(outlook.names)}: {age}{limit}; {outlook.expected()}. Frühestens am "
        f"{german(not_before)} neu ausstellen lassen.",
        about=ends,
        act_by=max(outlook.today, flight - ONE_DAY),
        person=bar.validity.person,
        step=bar.validity.renewable_by_step,
    )


def _not_yet_valid(outlook: Outlook, bar: Bar, begins: date) -> Collision:
    return Collision(
        kind=CollisionKind.NOT_YET_VALID,
        severity=Severity.CRITICAL,
        sentence=f"{bar.validity.in_words(outlook.names)} gilt erst ab dem {german(begins)}, "
        f"{outlook.expected()}: Reise verschieben oder ein früheres Datum erbitten.",
        about=begins,
        act_by=max(outlook.today, (outlook.travel_on or begins) - ONE_DAY),
        person=bar.validity.person,
        step=bar.validity.renewable_by_step,
    )


def _birthdays(outlook: Outlook, earliest: date, latest: date) -> Iterator[Collision]:
    """A minor comes of age before the journey: own application, own signatures, other amounts."""
    for person, born_on in outlook.birth_dates.items():
        adult_on = comes_of_age(born_on)
        if not outlook.today < adult_on <= latest:
            continue
        who = called(person, outlook.names)
        yield Collision(
            kind=CollisionKind.COMES_OF_AGE,
            severity=Severity.WARNING if adult_on <= earliest else Severity.HINT,
            sentence=f"{who} wird am {german(adult_on)} volljährig, {outlook.expected()}: "
            "eigene Unterschriften, eigener Antrag und die Beträge für Erwachsene bis dahin klären.",
            about=adult_on,
            act_by=adult_on - ONE_DAY,
            person=person,
            step=_step(outlook, APPLICATION_STEP, person),
        )


def _empty_window(outlook: Outlook) -> Iterator[Collision]:
    """Two things exclude each other. What has run out by itself has been told already, with its way out."""
    window = outlook.window
    if window.is_empty and window.closes_on and len(window.collision) > 1:
        yield Collision(
            kind=CollisionKind.EMPTY_WINDOW,
            severity=Severity.CRITICAL,
            sentence=window.sentence,
            about=window.closes_on,
            act_by=outlook.today,
            person=window.collision[0].person,
            step=window.renew_first.renewable_by_step if window.renew_first else None,
        )


def _step(outlook: Outlook, code: str, person: int | None) -> str | None:
    """The key of the step of that code, the person's own before the common one."""
    steps = outlook.departure.steps
    return next((key for key in (f"{code}-{person}", code) if key in steps), None)
