"""What lies ahead of a departure: forecast, travel window and warnings, worked out once for a page.

The same function answers "what if": the departure it is given, and the days on which steps are put, may be
tried out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.departure import Departure
from geleit.domain.outlook.collisions import REQUEST_EXTENSION, collisions
from geleit.domain.outlook.durations import Duration, DurationSource, default_durations
from geleit.domain.outlook.forecast import Forecast, forecast
from geleit.domain.outlook.outlook import Collision, CollisionKind, Outlook, Severity
from geleit.domain.outlook.travel_window import (
    TravelWindow,
    Validity,
    ValidityKind,
    of_deadlines,
    travel_window,
)
from geleit.domain.process import Process
from geleit.domain.steps.state import Effect, Step, step_key
from geleit.processes import rule_set
from web.departure.names import Names, enumeration
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator

Learned = Mapping[str, Duration]


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001  # it is one
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
class Ahead:
    """What a departure is heading for. ``strained`` are the legal dates that will hardly hold, by key."""

    forecast: Forecast
    window: TravelWindow
    warnings: tuple[Warning, ...]
    papers: tuple[PaperLine, ...]
    when: str
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
) -> Ahead:
    """Work out forecast, window and warnings. Raises Refusal for an override that cannot be."""
    rules = rule_set()
    flight, leaving = flight_day(departure, process), goal(departure)
    fixed = {leaving.key: flight} if flight and leaving else {}
    fixed |= overrides or {}
    called = names.given_names()
    durations = default_durations(rules, on=today).with_learned(learned)
    look = forecast(
        departure, process=process, durations=durations, today=today, overrides=fixed, names=called
    )
    records = open_records(departure)
    window = travel_window(
        [*of_deadlines(records, rules=rules), *departure.papers], rules=rules, today=today, names=called
    )
    found = collisions(
        Outlook(
            departure=departure,
            forecast=look,
            window=window,
            rules=rules,
            today=today,
            deadlines=records,
            travel_on=fixed.get(leaving.key) if leaving else None,
            birth_dates={n: one.birth_date for n, one in names.persons.items() if one.birth_date},
            names=called,
        )
    )
    return Ahead(
        forecast=look,
        window=window,
        warnings=tuple(_warnings(found, departure, names, records=records)),
        papers=tuple(_paper(paper, called, today) for paper in departure.papers),
        when=_when(look),
        decided_by=_decided_by(look, departure, process, names),
        origin=_origin(look),
        to_renew=_to_renew(window, look, called),
        strained={
            one.deadline: (_INDICATORS[one.severity], _(_SEVERITIES[one.severity]))
            for one in found
            if one.deadline
        },
    )


def open_records(departure: Departure) -> tuple[DeadlineRecord, ...]:
    """The chains of the legal dates that bind."""
    return tuple(
        deadline.record for deadline in departure.deadlines.values() if deadline.is_open and deadline.links
    )


def goal(departure: Departure) -> Step | None:
    """The step of leaving itself."""
    return next((step for step in departure.steps.values() if step.effect is Effect.DEPARTURE), None)


def flight_day(departure: Departure, process: Process) -> date | None:
    """The day of the journey once it is booked: the step of leaving has a target that somebody gave it."""
    step = goal(departure)
    if step is None or not step.is_open or step.ready_on is None or step.target_on is None:
        return None
    usual = process.step(step.code).target_from(step.ready_on, departure.land)
    return step.target_on if step.target_on != usual else None


def _when(look: Forecast) -> str:
    """The range in one sentence, without the path that decides it."""
    return look.sentence.partition(" Maßgeblich:")[0]


def _decided_by(look: Forecast, departure: Departure, process: Process, names: Names) -> str | None:
    """The steps that decide it, in order."""
    titles = [names.step(departure.steps[key], process) for key in look.critical_path]
    return " → ".join(titles) or None


def _origin(look: Forecast) -> str | None:
    """From where the durations on the deciding path come, and how many own steps stand behind them."""
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
    """What is not calculated from own steps, as the end of the sentence."""
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


def _warnings(
    found: Iterable[Collision], departure: Departure, names: Names, *, records: Sequence[DeadlineRecord]
) -> Iterable[Warning]:
    """The worst first; what happens to several persons on one day is said once."""
    groups: dict[tuple[CollisionKind, date], list[Collision]] = {}
    for one in found:
        groups.setdefault((one.kind, one.about), []).append(one)
    for group in groups.values():
        first, *others = group
        people = dict.fromkeys(one.person for one in others if one.person not in (None, first.person))
        href, button = _way_out(first, departure, records)
        yield Warning(
            indicator=_INDICATORS[first.severity],
            severity=_(_SEVERITIES[first.severity]),
            sentence=first.sentence,
            also=enumeration(names.given(person) or "" for person in people) if people else None,
            href=href,
            button=button,
        )


def _way_out(
    one: Collision, departure: Departure, records: Sequence[DeadlineRecord]
) -> tuple[str | None, str]:
    """Where the solution begins: the form of a command, else a step, else the paper."""
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
    if one.kind is CollisionKind.CERTIFICATE:
        what = _certificate(departure, one)
        return f"{base}/dokument?zu={what}", _("Neue Bescheinigung eintragen")
    if one.kind is CollisionKind.COMES_OF_AGE:
        return f"{base}/person-berichtigen?zu={one.person}", _("Angaben prüfen")
    return f"{base}#reisefenster", _("Zum Reisefenster")


def _certificate(departure: Departure, one: Collision) -> str:
    found = next(
        (paper for paper in departure.papers if (paper.person, paper.valid_until) == (one.person, one.about)),
        None,
    )
    return step_key(found.what if found else ValidityKind.MEDICAL_NOTE, person=one.person)


def _paper(paper: Validity, called: Mapping[int, str], today: date) -> PaperLine:
    expired = paper.valid_until is not None and paper.valid_until < today
    return PaperLine(
        key=step_key(paper.what, person=paper.person),
        name=paper.in_words(called),
        until=paper.valid_until,
        note=_("Abgelaufen") if expired else None,
        renew=paper.renewable_by_step,
    )


def _to_renew(window: TravelWindow, look: Forecast, called: Mapping[int, str]) -> tuple[str, ...]:
    """What runs out before the departure is likely to be, the first to run out first."""
    if look.p80 is None or look.departed_on:
        return ()
    return tuple(
        _("{paper}: reicht bis {day}").format(paper=bar.validity.in_words(called), day=datum(bar.ends))
        for bar in window.to_renew(look.p80)
    )
