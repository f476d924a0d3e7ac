"""Show the outlook of a departure: forecast, travel window and warnings, calculated once for a page.

"What if" uses the same function: with a changed departure, or with steps put on other days.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.departure import Departure
from geleit.domain.outlook.durations import Duration, DurationSource, default_durations
from geleit.domain.outlook.forecast import Forecast, forecast
from geleit.domain.outlook.journey import Journey
from geleit.domain.outlook.travel_window import TravelWindow, of_deadlines, travel_window
from geleit.domain.outlook.warnings import (
    REQUEST_EXTENSION,
    CertificateWarning,
    DepartureWarning,
    Severity,
    WarningKind,
    find_warnings,
)
from geleit.domain.process import Process
from geleit.domain.steps.state import Effect, Step
from geleit.domain.travel_documents.state import TravelDocument
from geleit.processes import rule_set
from web.departure import persons
from web.departure.deadlines.actions import extend
from web.departure.deadlines.actions.set import SET_ANEW
from web.departure.names import Names, enumeration
from web.departure.outlook_sentences import (
    describe_document,
    describe_forecast,
    describe_slow,
    describe_window,
)
from web.departure.outlook_view import DepartureOutlook, DocumentLine, WarningView
from web.departure.situation import address_of
from web.departure.warning_sentences import describe_warning
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator

Learned = Mapping[str, Duration]


def look_ahead(
    departure: Departure,
    process: Process,
    names: Names,
    *,
    today: date,
    learned: Learned,
    overrides: Mapping[str, date] | None = None,
) -> DepartureOutlook:
    """Calculate forecast, window and warnings. Raise Refusal for an impossible override."""
    book = rule_set()
    flight, leaving = flight_day(departure, process), departure_step(departure)
    fixed = {leaving.key: flight} if flight and leaving else {}
    fixed |= overrides or {}
    called = names.given_names()
    durations = default_durations(book, on=today).with_learned(learned)
    look = forecast(departure, process=process, durations=durations, today=today, overrides=fixed)
    records = open_records(departure)
    window = travel_window(
        [*of_deadlines(records, rules=book), *departure.travel_documents],
        rules=book,
        today=today,
        going_home=departure.destination == departure.nationality,
    )
    journey = Journey(
        departure=departure,
        process=process,
        forecast=look,
        window=window,
        rules=book,
        today=today,
        deadlines=records,
        travel_on=fixed.get(leaving.key) if leaving else None,
        birth_dates={n: one.birth_date for n, one in names.persons.items() if one.birth_date},
    )
    title = _titles(departure, process, names)
    found = _told(journey, called, title)
    return DepartureOutlook(
        forecast=look,
        window=window,
        warnings=tuple(_warnings(found, departure, names, records=records)),
        documents=tuple(_document_line(document, called, today) for document in departure.travel_documents),
        when=describe_forecast(look, title),
        limits=describe_window(window, called),
        slowest=_slowest(look, departure, process, names),
        origin=_origin(look),
        to_renew=_to_renew(window, look, called),
        strained={
            one.deadline: (_INDICATORS[one.severity], _severity(one))
            for one, _sentence in found
            if one.deadline
        },
    )


def open_records(departure: Departure) -> tuple[DeadlineRecord, ...]:
    """Return the chains of the deadlines that bind."""
    return tuple(
        deadline.record for deadline in departure.deadlines.values() if deadline.is_open and deadline.links
    )


def departure_step(departure: Departure) -> Step | None:
    """Return the step of the departure itself."""
    return next((step for step in departure.steps.values() if step.effect is Effect.DEPARTURE), None)


def flight_day(departure: Departure, process: Process) -> date | None:
    """Return the day of the journey if it is booked.

    It is booked when the step of the departure has a target that somebody set.
    """
    step = departure_step(departure)
    if step is None or not step.is_open or step.ready_on is None or step.target_on is None:
        return None
    usual = process.step(step.code).target_from(step.ready_on, departure.land)
    return step.target_on if step.target_on != usual else None


def _titles(departure: Departure, process: Process, names: Names) -> Callable[[str], str]:
    """Return what names a step by its key."""
    return lambda key: names.step(departure.steps[key], process)


def _slowest(look: Forecast, departure: Departure, process: Process, names: Names) -> str | None:
    """Return what takes longest, with whose it is, since when and how long still."""
    told = [describe_slow(slow, names.steps(slow.steps, departure, process)) for slow in look.slowest]
    return "; ".join(told) or None


def _origin(look: Forecast) -> str | None:
    """Return the sources of the durations on the deciding path, and how many own steps are behind them."""
    used = [row.duration for row in look.plan if row.critical and row.duration]
    used = [one for one in used if one.source is not DurationSource.UNKNOWN]
    if not used:
        return None
    own = [one for one in used if one.source is DurationSource.LEARNED]
    if not own:
        return _("Alle Dauern sind Vorgaben; ab 10 eigenen Schritten rechnet Geleit mit diesen.")
    steps, unfinished = sum(one.n for one in own), sum(one.unfinished for one in own)
    told = ngettext(
        "Gerechnet aus {n} eigenen Schritt der letzten 12 Monate{rest}.",
        "Gerechnet aus {n} eigenen Schritten der letzten 12 Monate{rest}.",
        steps,
    ).format(n=steps, rest=_rest(len(used) - len(own), len(used)))
    if unfinished:
        more = ngettext(
            "{n} noch offener oder abgebrochener ist mit seiner bisherigen Dauer berücksichtigt.",
            "{n} noch offene oder abgebrochene sind mit ihrer bisherigen Dauer berücksichtigt.",
            unfinished,
        )
        return f"{told} {more.format(n=unfinished)}"
    return told


def _rest(preset: int, count: int) -> str:
    """Return which durations are not from own steps, as the end of the sentence."""
    if not preset:
        return ""
    return _("; für {n} von {all} Dauern gilt die Vorgabe").format(n=preset, all=count)


_INDICATORS = {
    Severity.CRITICAL: DeadlineIndicator.LATE,
    Severity.WARNING: DeadlineIndicator.SOON,
    Severity.HINT: DeadlineIndicator.NONE,
}
_SEVERITIES = {
    Severity.CRITICAL: N_("Läuft zu früh ab"),
    Severity.WARNING: N_("Wird knapp"),
    Severity.HINT: N_("Gut zu wissen"),
}


_OTHER_SEVERITIES = {
    (WarningKind.EMPTY_WINDOW, Severity.CRITICAL): N_("Kein Reisefenster"),
    (WarningKind.FLIGHT_TOO_EARLY, Severity.CRITICAL): N_("Flug zu früh"),
    (WarningKind.NOT_YET_VALID, Severity.CRITICAL): N_("Gilt noch nicht"),
    (WarningKind.NOT_YET_VALID, Severity.WARNING): N_("Gilt noch nicht"),
}
"""What is bad about something that does not run out."""


def _severity(one: DepartureWarning) -> str:
    return _(_OTHER_SEVERITIES.get((one.kind, one.severity), _SEVERITIES[one.severity]))


def _told(
    journey: Journey, called: Mapping[int, str], title: Callable[[str], str]
) -> list[tuple[DepartureWarning, str]]:
    """Return every warning with its sentence: the worst first, then the most urgent, then by what is said."""
    order = list(Severity)
    found = [(one, describe_warning(one, journey, called, title)) for one in find_warnings(journey)]
    return sorted(found, key=lambda told: (order.index(told[0].severity), told[0].act_by, told[1]))


def _warnings(
    found: Iterable[tuple[DepartureWarning, str]],
    departure: Departure,
    names: Names,
    *,
    records: Sequence[DeadlineRecord],
) -> Iterable[WarningView]:
    """Return the warnings to show; those of several persons on one day are combined."""
    groups: dict[object, list[tuple[DepartureWarning, str]]] = {}
    for one, sentence in found:
        alike = (one.kind, one.topic, one.about, one.severity, one.person is None)
        groups.setdefault(alike, []).append((one, sentence))
    for (first, sentence), *others in groups.values():
        people = dict.fromkeys(one.person for one, _text in others if one.person not in (None, first.person))
        href, button = _solution(first, departure, records)
        yield WarningView(
            indicator=_INDICATORS[first.severity],
            severity=_severity(first),
            sentence=sentence,
            also=enumeration(names.given(person) or "" for person in people) if people else None,
            href=href,
            button=button,
        )


def _solution(
    one: DepartureWarning, departure: Departure, records: Sequence[DeadlineRecord]
) -> tuple[str | None, str]:
    """Return the address of the solution: the form of a command, else a step, else the document."""
    base = address_of(departure.departure_id)
    if one.deadline:
        record = next(found for found in records if found.key == one.deadline)
        if one.command == REQUEST_EXTENSION:
            action, button = extend.REQUEST_EXTENSION, _("Verlängerung anstoßen")
        elif record.request:
            action, button = extend.EXTEND, _("Antwort eintragen")
        else:
            action, button = SET_ANEW, _("Neues Datum eintragen")
        return action.address_under(base, about=one.deadline), button
    if one.step:
        return f"{base}/schritte/{one.step}", _("Zum Schritt")
    if isinstance(one, CertificateWarning):
        what = one.bar.document.key
        return f"{base}/dokument?zu={what}", _("Neue Bescheinigung eintragen")
    if one.kind is WarningKind.COMES_OF_AGE:
        return persons.CORRECT.address_under(base, about=one.person), _("Angaben prüfen")
    return f"{base}/zeitplan#reisefenster", _("Zum Reisefenster")


def _document_line(document: TravelDocument, called: Mapping[int, str], today: date) -> DocumentLine:
    expired = document.valid_until is not None and document.valid_until < today
    return DocumentLine(
        key=document.key,
        name=describe_document(document, called),
        until=document.valid_until,
        note=_("Abgelaufen") if expired else None,
        renew=document.renewable_by_step,
    )


def _to_renew(window: TravelWindow, look: Forecast, called: Mapping[int, str]) -> tuple[str, ...]:
    """Return what expires before the expected departure, the first to expire first."""
    if look.p80 is None or look.departed_on:
        return ()
    return tuple(
        _("{document}: reicht bis {day}").format(
            document=describe_document(bar.document, called), day=datum(bar.ends)
        )
        for bar in window.to_renew(look.p80)
    )
