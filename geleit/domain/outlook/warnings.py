"""Warnings: what will not last until the departure, until when to act, and how.

They are values; the sentences are made where they are shown. Birth dates are personal: they are passed in and
not stored.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.periods import comes_of_age
from geleit.domain.deadlines.rule import Rule, Span
from geleit.domain.model import Value
from geleit.domain.outlook.durations import Duration
from geleit.domain.outlook.journey import Journey
from geleit.domain.outlook.schedule import PlannedTime
from geleit.domain.outlook.travel_window import Bar
from geleit.domain.process import Purpose
from geleit.domain.steps.state import Effect, step_key
from geleit.domain.travel_documents.state import TravelDocumentKind, travel_document_kind

ONE_DAY = timedelta(days=1)
REQUEST_EXTENSION = "request_extension"
"""The kind of the command that requests an extension."""


class Severity(StrEnum):
    """The severity of a warning: it will go wrong, it may go wrong, it is good to know."""

    CRITICAL = "critical"
    WARNING = "warning"
    HINT = "hint"


class WarningKind(StrEnum):
    """The kind of conflict with the departure."""

    LEGAL_DATE = "legal_date"
    DOCUMENT = "document"
    CERTIFICATE = "certificate"
    APPROVAL = "approval"
    NOT_YET_VALID = "not_yet_valid"
    COMES_OF_AGE = "comes_of_age"
    EMPTY_WINDOW = "empty_window"
    FLIGHT_TOO_EARLY = "flight_too_early"


class DepartureWarning(Value):
    """One warning. ``about`` is the date that does not last, ``act_by`` the last day to act.

    The solution is a step of the departure (its key), or a command on a deadline (the command's kind and the
    deadline's key), or neither.
    """

    kind: WarningKind
    severity: Severity
    about: date
    act_by: date
    person: int | None = None
    step: str | None = None
    command: str | None = None
    deadline: str | None = None

    @property
    def topic(self) -> str:
        """What it is about, apart from whom: of one kind and topic, two are the same for two persons."""
        return ""


class LongStep(Value):
    """A step that ends after a date: its title, its duration, and the length its rule estimates."""

    title: str
    duration: Duration
    estimate: Span


class LegalDateWarning(DepartureWarning):
    """Warning that the journey is after a date by which the person must have left.

    ``end`` is its end after weekend and holiday, ``longest`` the longest of the deciding steps that end after
    it; ``is_requested`` says that an extension has been requested.
    """

    rule: Rule
    end: date
    is_requested: bool
    longest: LongStep | None

    @property
    def topic(self) -> str:
        """The rule, and whether something has been done about it."""
        return f"{self.rule.code} {self.is_requested}"


class TravelDocumentWarning(DepartureWarning):
    """Warning that something the journey depends on is not valid on the day, or not yet."""

    bar: Bar

    @property
    def topic(self) -> str:
        """The document, and what is asked of it."""
        return f"{self.bar.document.what} {self.bar.months_beyond}"


class CertificateWarning(TravelDocumentWarning):
    """Warning that a certificate is too old on the day of the flight; renew it from ``not_before`` on."""

    flight: date
    not_before: date


class FlightWarning(DepartureWarning):
    """The flight is before something that must be done first: ``expected`` says when that is likely to be."""

    expected: PlannedTime

    @property
    def topic(self) -> str:
        """What must be done first."""
        return self.expected.code


def find_warnings(journey: Journey) -> tuple[DepartureWarning, ...]:
    """Return every warning, the worst first, then the most urgent; none once the departure is over."""
    earliest, latest = journey.earliest, journey.latest
    if earliest is None or latest is None or journey.forecast.departed_on or not journey.departure.is_live:
        return ()
    found = [
        *_legal_dates(journey, earliest, latest),
        *_documents(journey, earliest, latest),
        *_birthdays(journey, earliest, latest),
        *_empty_window(journey),
        *_flight_too_early(journey),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), one.act_by)))


def _legal_dates(journey: Journey, earliest: date, latest: date) -> Iterator[DepartureWarning]:
    """Find the dates by which the person must have left that the journey overruns."""
    for record in journey.deadlines:
        rule = journey.rules.rule_version(record.rule, record.rule_version)
        due = record.due_on
        if due is None or not rule.latest_departure or latest <= due:
            continue
        yield LegalDateWarning(
            kind=WarningKind.LEGAL_DATE,
            severity=Severity.CRITICAL if earliest > due else Severity.WARNING,
            about=due,
            act_by=_ask_by(journey, record, rule, due),
            person=record.person,
            command=REQUEST_EXTENSION if rule.extendable and not record.request else None,
            deadline=record.key,
            rule=rule,
            end=record.end,
            is_requested=record.request is not None,
            longest=_longest_beyond(journey, due),
        )


def _ask_by(journey: Journey, record: DeadlineRecord, rule: Rule, due: date) -> date:
    """Return the working day by which to request an extension, or on which its answer is due."""
    if record.request and record.request.follow_up_on:
        return max(journey.today, record.request.follow_up_on)
    ask_on = due - timedelta(days=rule.ask_days or 0)
    return max(journey.today, record.calendar.next_open_day(ask_on, backward=True))


def _longest_beyond(journey: Journey, due: date) -> LongStep | None:
    """Return the longest of the deciding steps that end after the date, if its length is known."""
    rows = [row for row in journey.forecast.plan if row.critical and row.ends_on > due and row.duration]
    if not rows:
        return None
    row = max(rows, key=lambda row: row.duration.median if row.duration else 0)
    estimate = journey.rules.duration_of(row.code, on=journey.today)
    if estimate is None or estimate.period is None or row.duration is None or not row.duration.median:
        return None
    return LongStep(title=estimate.title, duration=row.duration, estimate=estimate.period)


def _documents(journey: Journey, earliest: date, latest: date) -> Iterator[DepartureWarning]:
    """Find what the journey depends on and is not valid on the day."""
    told = {(travel_document_kind(record), record.person) for record in journey.deadlines if record.is_open}
    for bar in journey.window.bars:
        if bar.replaced_by:
            continue
        if bar.document.what.is_deadline and (bar.document.what, bar.document.person) in told:
            continue  # its deadline has said it already
        if bar.begins and bar.begins > earliest:
            yield _not_yet_valid(journey, bar, bar.begins, earliest)
        if bar.ends and bar.ends < latest:
            certain = bar.ends < earliest
            if bar.document.what in (TravelDocumentKind.MEDICAL_NOTE, TravelDocumentKind.MEDICAL_EXAM):
                yield _certificate(journey, bar, bar.ends, flight=earliest if certain else latest)
            else:
                yield _expires(journey, bar, bar.ends, certain=certain)


def _expires(journey: Journey, bar: Bar, ends: date, *, certain: bool) -> DepartureWarning:
    is_approval = bar.document.what is TravelDocumentKind.APPROVAL
    return TravelDocumentWarning(
        kind=WarningKind.APPROVAL if is_approval else WarningKind.DOCUMENT,
        severity=Severity.CRITICAL if certain else Severity.WARNING,
        about=ends,
        act_by=max(journey.today, ends - _lead(journey, bar)),
        person=bar.document.person,
        step=bar.document.renewable_by_step,
        bar=bar,
    )


def _lead(journey: Journey, bar: Bar) -> timedelta:
    """Return how long before the end to begin: the duration of the renewing step, or the rule's advice."""
    row = journey.forecast.planned(bar.document.renewable_by_step or "")
    if row and row.duration:
        return timedelta(days=row.duration.median)
    rule = journey.rules.rule(bar.document.what, on=journey.today)
    return timedelta(days=rule.ask_days or 0)


def _certificate(journey: Journey, bar: Bar, ends: date, *, flight: date) -> DepartureWarning:
    """Warn of a certificate to renew, but not too early: it must not be too old on the flight."""
    issued_on = bar.document.valid_from
    most = (ends - issued_on).days if issued_on else 0
    return CertificateWarning(
        kind=WarningKind.CERTIFICATE,
        severity=Severity.CRITICAL if journey.travel_on else Severity.WARNING,
        about=ends,
        act_by=max(journey.today, flight - ONE_DAY),
        person=bar.document.person,
        step=bar.document.renewable_by_step,
        bar=bar,
        flight=flight,
        not_before=max(journey.today, flight - timedelta(days=most)),
    )


def _not_yet_valid(journey: Journey, bar: Bar, begins: date, expected: date) -> DepartureWarning:
    """Warn of what begins after the flight, or after the day on which the journey could be."""
    return TravelDocumentWarning(
        kind=WarningKind.NOT_YET_VALID,
        severity=Severity.CRITICAL if journey.travel_on else Severity.WARNING,
        about=begins,
        act_by=max(journey.today, expected - ONE_DAY),
        person=bar.document.person,
        step=bar.document.renewable_by_step,
        bar=bar,
    )


def _birthdays(journey: Journey, earliest: date, latest: date) -> Iterator[DepartureWarning]:
    """Find minors who come of age before the journey: own application, own signatures, other amounts."""
    for person, born_on in journey.birth_dates.items():
        adult_on = comes_of_age(born_on)
        if not journey.today < adult_on <= latest:
            continue
        yield DepartureWarning(
            kind=WarningKind.COMES_OF_AGE,
            severity=Severity.WARNING if adult_on <= earliest else Severity.HINT,
            about=adult_on,
            act_by=adult_on - ONE_DAY,
            person=person,
            step=_step(journey, Purpose.FUNDING_APPLICATION, person),
        )


def _empty_window(journey: Journey) -> Iterator[DepartureWarning]:
    """Warn of two things that exclude each other. A thing that has expired has its own warning already."""
    window = journey.window
    if window.is_empty and window.closes_on and len(window.collision) > 1:
        yield DepartureWarning(
            kind=WarningKind.EMPTY_WINDOW,
            severity=Severity.CRITICAL,
            about=window.closes_on,
            act_by=journey.today,
            person=window.collision[0].person,
            step=window.renew_first.renewable_by_step if window.renew_first else None,
        )


def _flight_too_early(journey: Journey) -> Iterator[DepartureWarning]:
    """Find what must be done before the flight and is not expected to be: the first in every chain."""
    if journey.travel_on is None:
        return
    steps = journey.departure.steps
    after = {
        row.step: row for row in journey.forecast.plan if not row.settled and row.late_on > journey.travel_on
    }
    seen: set[str] = set()
    waiting = [key for key, step in steps.items() if step.effect is Effect.DEPARTURE]
    while waiting:
        needs = set(steps[waiting.pop()].needs) & after.keys() - seen
        seen |= needs
        waiting += needs
    for key in steps:
        if key in seen and not seen.intersection(steps[key].needs):
            row = after[key]
            yield FlightWarning(
                kind=WarningKind.FLIGHT_TOO_EARLY,
                severity=Severity.CRITICAL if row.ends_on > journey.travel_on else Severity.WARNING,
                about=journey.travel_on,
                act_by=max(journey.today, journey.travel_on - ONE_DAY),
                person=row.person,
                step=key,
                expected=row,
            )


def _step(journey: Journey, purpose: Purpose, person: int | None) -> str | None:
    """Return the key of the step with this purpose, the person's own before the common one."""
    template = journey.process.with_purpose(purpose)
    steps = journey.departure.steps
    keys = (step_key(template.code, person=person), template.code) if template else ()
    return next((key for key in keys if key in steps), None)
