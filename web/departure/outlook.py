"""Show what lies ahead of a departure: forecast, travel window and warnings, worked out once for a page.

The same function answers "what if": the departure it is given, and the days on which steps are put, may be
tried out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.departure import Departure
from geleit.domain.outlook.durations import Duration, DurationSource, default_durations
from geleit.domain.outlook.forecast import Forecast, forecast
from geleit.domain.outlook.journey import Journey
from geleit.domain.outlook.travel_window import (
    TravelWindow,
    Validity,
    ValidityKind,
    of_deadlines,
    travel_window,
)
from geleit.domain.outlook.warnings import (
    REQUEST_EXTENSION,
    DepartureWarning,
    Severity,
    WarningKind,
    find_warnings,
)
from geleit.domain.process import Process
from geleit.domain.steps.state import Effect, Step, step_key
from geleit.processes import rule_set
from web.departure.names import Names, enumeration
from web.departure.outlook_sentences import describe_forecast, describe_validity, describe_window
from web.departure.warning_sentences import describe_warning
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator

Learned = Mapping[str, Duration]


@dataclass(frozen=True, slots=True)
class WarningView:
    """One warning on the page. ``also`` names those to whom the same happens on the same day."""

    indicator: DeadlineIndicator
    severity: str
    sentence: str
    also: str | None
    href: str | None
    button: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper the journey depends on; ``key`` names it in an address."""

    key: str
    name: str
    until: date | None
    note: str | None
    renew: str | None


@dataclass(frozen=True, slots=True)
class DepartureOutlook:
    """What a departure is heading for: ``when`` tells the forecast, ``limits`` the travel window.

    ``strained`` are the legal dates that will hardly hold, by key.
    """

    forecast: Forecast
    window: TravelWindow
    warnings: tuple[WarningView, ...]
    papers: tuple[PaperLine, ...]
    when: str
    limits: str
    decided_by: str | None
    origin: str | None
    to_renew: tuple[str, ...]
    strained: Mapping[str, tuple[DeadlineIndicator, str]]

    @property
    def is_planned(self) -> bool:
        """There is a departure to wait for."""
        return self.forecast.median is not None and self.forecast.departed_on is None

    @property
    def has_window(self) -> bool:
        """Something is known that the journey depends on."""
        return self.is_planned and bool(self.window.bars)


def look_ahead(
    departure: Departure,
    process: Process,
    names: Names,
    *,
    today: date,
    learned: Learned,
    overrides: Mapping[str, date] | None = None,
) -> DepartureOutlook:
    """Work out forecast, window and warnings. Raise Refusal for an override that cannot be."""
    book = rule_set()
    flight, leaving = flight_day(departure, process), departure_step(departure)
    fixed = {leaving.key: flight} if flight and leaving else {}
    fixed |= overrides or {}
    called = names.given_names()
    durations = default_durations(book, on=today).with_learned(learned)
    look = forecast(departure, process=process, durations=durations, today=today, overrides=fixed)
    records = open_records(departure)
    window = travel_window([*of_deadlines(records, rules=book), *departure.papers], rules=book, today=today)
    journey = Journey(
        departure=departure,
        forecast=look,
        window=window,
        rules=book,
        today=today,
        deadlines=records,
        travel_on=fixed.get(leaving.key) if leaving else None,
        birth_dates={n: one.birth_date for n, one in names.persons.items() if one.birth_date},
    )
    found = _told(journey, called)
    return DepartureOutlook(
        forecast=look,
        window=window,
        warnings=tuple(_warnings(found, departure, names, records=records)),
        papers=tuple(_paper(paper, called, today) for paper in departure.papers),
        when=describe_forecast(look),
        limits=describe_window(window, called),
        decided_by=_decided_by(look, departure, process, names),
        origin=_origin(look),
        to_renew=_to_renew(window, look, called),
        strained={
            one.deadline: (_INDICATORS[one.severity], _(_SEVERITIES[one.severity]))
            for one, _sentence in found
            if one.deadline
        },
    )


def open_records(departure: Departure) -> tuple[DeadlineRecord, ...]:
    """Return the chains of the legal dates that bind."""
    return tuple(
        deadline.record for deadline in departure.deadlines.values() if deadline.is_open and deadline.links
    )


def departure_step(departure: Departure) -> Step | None:
    """Return the step of leaving itself."""
    return next((step for step in departure.steps.values() if step.effect is Effect.DEPARTURE), None)


def flight_day(departure: Departure, process: Process) -> date | None:
    """Return the day of the journey once it is booked.

    It is booked when the step of leaving has a target that somebody gave it.
    """
    step = departure_step(departure)
    if step is None or not step.is_open or step.ready_on is None or step.target_on is None:
        return None
    usual = process.step(step.code).target_from(step.ready_on, departure.land)
    return step.target_on if step.target_on != usual else None


def _decided_by(look: Forecast, departure: Departure, process: Process, names: Names) -> str | None:
    """Return the steps that decide it, in order."""
    titles = [names.step(departure.steps[key], process) for key in look.critical_path]
    return " → ".join(titles) or None


def _origin(look: Forecast) -> str | None:
    """Return where the durations on the deciding path come from, and how many own steps stand behind them."""
    used = [row.duration for row in look.plan if row.critical and row.duration]
    if not used:
        return None
    own = [one for one in used if one.source is DurationSource.LEARNED]
    if not own:
        return _("Alle Dauern sind Vorgaben; ab 10 eigenen Schritten rechnet Geleit mit diesen.")
    steps = sum(one.n for one in own)
    return ngettext(
        "Gerechnet aus {n} eigenen Schritt der letzten 12 Monate{rest}.",
        "Gerechnet aus {n} eigenen Schritten der letzten 12 Monate{rest}.",
        steps,
    ).format(n=steps, rest=_rest(len(used) - len(own), len(used)))


def _rest(preset: int, count: int) -> str:
    """Return what is not calculated from own steps, as the end of the sentence."""
    if not preset:
        return ""
    return _("; für {n} von {all} Dauern gilt die Vorgabe").format(n=preset, all=count)


_INDICATORS = {
    Severity.CRITICAL: DeadlineIndicator.LATE,
    Severity.WARNING: DeadlineIndicator.SOON,
    Severity.HINT: DeadlineIndicator.NONE,
}
_SEVERITIES = {
    Severity.CRITICAL: N_("Reicht nicht"),
    Severity.WARNING: N_("Wird knapp"),
    Severity.HINT: N_("Gut zu wissen"),
}


def _told(journey: Journey, called: Mapping[int, str]) -> list[tuple[DepartureWarning, str]]:
    """Return every warning with its sentence: the worst first, then the most urgent, then by what is said."""
    order = list(Severity)
    found = [(one, describe_warning(one, journey, called)) for one in find_warnings(journey)]
    return sorted(found, key=lambda told: (order.index(told[0].severity), told[0].act_by, told[1]))


def _warnings(
    found: Iterable[tuple[DepartureWarning, str]],
    departure: Departure,
    names: Names,
    *,
    records: Sequence[DeadlineRecord],
) -> Iterable[WarningView]:
    """Return what to show; what happens to several persons on one day is said once."""
    groups: dict[tuple[WarningKind, date], list[tuple[DepartureWarning, str]]] = {}
    for one, sentence in found:
        groups.setdefault((one.kind, one.about), []).append((one, sentence))
    for (first, sentence), *others in groups.values():
        people = dict.fromkeys(one.person for one, _text in others if one.person not in (None, first.person))
        href, button = _solution(first, departure, records)
        yield WarningView(
            indicator=_INDICATORS[first.severity],
            severity=_(_SEVERITIES[first.severity]),
            sentence=sentence,
            also=enumeration(names.given(person) or "" for person in people) if people else None,
            href=href,
            button=button,
        )


def _solution(
    one: DepartureWarning, departure: Departure, records: Sequence[DeadlineRecord]
) -> tuple[str | None, str]:
    """Return where the solution begins: the form of a command, else a step, else the paper."""
    base = f"/vorgaenge/{departure.departure_id}"
    if one.deadline:
        record = next(found for found in records if found.key == one.deadline)
        if one.command == REQUEST_EXTENSION:
            slug, button = "verlaengerung-beantragen", _("Verlängerung anstoßen")
        elif record.request:
            slug, button = "frist-verlaengern", _("Antwort eintragen")
        else:
            slug, button = "neue-frist", _("Neues Datum eintragen")
        return f"{base}/{slug}?zu={one.deadline}", button
    if one.step:
        return f"{base}/schritte/{one.step}", _("Zum Schritt")
    if one.kind is WarningKind.CERTIFICATE:
        what = _certificate(departure, one)
        return f"{base}/dokument?zu={what}", _("Neue Bescheinigung eintragen")
    if one.kind is WarningKind.COMES_OF_AGE:
        return f"{base}/person-berichtigen?zu={one.person}", _("Angaben prüfen")
    return f"{base}/zeitplan#reisefenster", _("Zum Reisefenster")


def _certificate(departure: Departure, one: DepartureWarning) -> str:
    found = next(
        (paper for paper in departure.papers if (paper.person, paper.valid_until) == (one.person, one.about)),
        None,
    )
    return step_key(found.what if found else ValidityKind.MEDICAL_NOTE, person=one.person)


def _paper(paper: Validity, called: Mapping[int, str], today: date) -> PaperLine:
    expired = paper.valid_until is not None and paper.valid_until < today
    return PaperLine(
        key=step_key(paper.what, person=paper.person),
        name=describe_validity(paper, called),
        until=paper.valid_until,
        note=_("Abgelaufen") if expired else None,
        renew=paper.renewable_by_step,
    )


def _to_renew(window: TravelWindow, look: Forecast, called: Mapping[int, str]) -> tuple[str, ...]:
    """Return what runs out before the departure is likely to be, the first to run out first."""
    if look.p80 is None or look.departed_on:
        return ()
    return tuple(
        _("{paper}: reicht bis {day}").format(
            paper=describe_validity(bar.validity, called), day=datum(bar.ends)
        )
        for bar in window.to_renew(look.p80)
    )
