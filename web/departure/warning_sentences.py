"""Write warnings in German: what will not last until the departure, until when to act, and how."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from geleit.domain.outlook.durations import DurationSource
from geleit.domain.outlook.journey import Journey
from geleit.domain.outlook.warnings import (
    CertificateWarning,
    DepartureWarning,
    FlightWarning,
    LegalDateWarning,
    LongStep,
    Severity,
    TravelDocumentWarning,
    WarningKind,
)
from web.departure.outlook_sentences import (
    GivenNames,
    describe_document,
    describe_shortening,
    describe_window,
    name_owner,
    name_person,
)
from web.ui.filters import datum
from web.ui.i18n import gettext as _


class _Context(NamedTuple):
    """The values that a sentence may use beside its warning."""

    journey: Journey
    names: GivenNames
    title: Callable[[str], str]

    @property
    def today(self) -> date:
        return self.journey.today


def describe_warning(
    warning: DepartureWarning, journey: Journey, names: GivenNames, title: Callable[[str], str]
) -> str:
    """Return the warning as one sentence, with what to do about it. ``title`` names a step by its key."""
    return _SENTENCES[warning.kind](warning, _Context(journey, names, title))


def describe_expected(journey: Journey) -> str:
    """Return when the journey is expected, as half a sentence."""
    if journey.travel_on:
        return _("die Reise ist am {date}").format(date=datum(journey.travel_on))
    median, p80 = journey.forecast.median, journey.forecast.p80
    if median is None or p80 is None:
        return _("die Ausreise ist nicht geplant")
    if median == p80:
        return _("die Ausreise ist um den {date} zu erwarten").format(date=datum(median))
    return _(
        "die Ausreise ist in der Hälfte der Fälle bis {median}, in vier von fünf bis {p80} zu erwarten"
    ).format(median=datum(median), p80=datum(p80))


def _legal_date(warning: LegalDateWarning, told: _Context) -> str:
    return _("{what}: {solution}.").format(what=_overrun(warning, told), solution=_extension(warning, told))


def _overrun(warning: LegalDateWarning, told: _Context) -> str:
    """Return what goes beyond the date."""
    title = warning.rule.title + name_owner(warning.person, told.names)
    due, journey = warning.about, told.journey
    if due < told.today <= warning.end:
        return _("Das sichere Datum Ihrer {title} ({due}) ist vorbei, sie endet am {end}").format(
            title=title, due=datum(due), end=datum(warning.end)
        )
    if due < told.today:
        return _("Ihre {title} ist am {due} abgelaufen, {expected}").format(
            title=title, due=datum(due), expected=describe_expected(journey)
        )
    if journey.travel_on:
        return _("Der Flug am {day} liegt nach Ihrer {title} {due}").format(
            day=datum(journey.travel_on), title=title, due=datum(due)
        )
    if warning.longest:
        return _("{step} reichen über Ihre {title} {due} hinaus").format(
            step=_long_step(warning.longest), title=title, due=datum(due)
        )
    text = _("Die Ausreise reicht vielleicht über Ihre {title} {due} hinaus, {expected}")
    if warning.severity is Severity.CRITICAL:
        text = _("Die Ausreise reicht über Ihre {title} {due} hinaus, {expected}")
    return text.format(title=title, due=datum(due), expected=describe_expected(journey))


def _long_step(step: LongStep) -> str:
    """Return ``8–12 Wochen Bearbeitung``; a duration learned by the office is in days."""
    if step.duration.source is DurationSource.LEARNED:
        return _("{median}–{p80} Tage {step}").format(
            median=step.duration.median, p80=step.duration.p80, step=step.title
        )
    return f"{step.estimate.in_words()} {step.title}"


def _extension(warning: LegalDateWarning, told: _Context) -> str:
    by = _by(warning, told)
    if warning.is_requested:
        return _("Verlängerung ist beantragt, {by} nach der Antwort fragen").format(by=by)
    if warning.rule.extendable:
        return _("Verlängerung {by} anstoßen").format(by=by)
    return _("sie lässt sich nicht verlängern, {by} anstoßen: {instead}").format(
        by=by, instead=warning.rule.extension
    )


def _by(warning: DepartureWarning, told: _Context) -> str:
    if warning.act_by <= told.today:
        return _("sofort")
    return _("bis {date}").format(date=datum(warning.act_by))


def _document(warning: TravelDocumentWarning, told: _Context) -> str:
    return _(
        "{document} reicht für die Reise nur bis {day}{why}, {expected}: {by} Erneuerung anstoßen."
    ).format(**_expiry(warning, told))


def _approval(warning: TravelDocumentWarning, told: _Context) -> str:
    return _("{document} verfällt nach dem {day}{why}, {expected}: {by} beim BAMF nachfragen.").format(
        **_expiry(warning, told)
    )


def _expiry(warning: TravelDocumentWarning, told: _Context) -> dict[str, str]:
    shortened = describe_shortening(warning.bar)
    return {
        "document": describe_document(warning.bar.document, told.names),
        "day": datum(warning.about),
        "why": f" ({shortened})" if shortened else "",
        "expected": describe_expected(told.journey),
        "by": _by(warning, told),
    }


def _certificate(warning: CertificateWarning, told: _Context) -> str:
    words = {
        "document": describe_document(warning.bar.document, told.names),
        "flight": datum(warning.flight),
        "ends": datum(warning.about),
        "expected": describe_expected(told.journey),
        "day": datum(warning.not_before),
    }
    issued_on = warning.bar.document.valid_from
    if issued_on is None:
        return _(
            "{document}: gültig nur bis {ends}; {expected}. Frühestens am {day} neu ausstellen lassen."
        ).format(**words)
    return _(
        "{document}: am {flight} {age} Tage alt, zulässig sind {most}; {expected}. "
        "Frühestens am {day} neu ausstellen lassen."
    ).format(**words, age=(warning.flight - issued_on).days, most=(warning.about - issued_on).days)


def _not_yet_valid(warning: TravelDocumentWarning, told: _Context) -> str:
    return _(
        "{document} gilt erst ab dem {day}, {expected}: Reise verschieben oder ein früheres Datum erbitten."
    ).format(
        document=describe_document(warning.bar.document, told.names),
        day=datum(warning.about),
        expected=describe_expected(told.journey),
    )


def _flight_too_early(warning: FlightWarning, told: _Context) -> str:
    step, row = told.title(warning.expected.step), warning.expected
    words = {
        "day": datum(warning.about),
        "step": step,
        "median": datum(row.ends_on),
        "p80": datum(row.late_on),
    }
    if row.ends_on == row.late_on:
        return _(
            "Der Flug am {day} ist zu früh: „{step}“ ist erst um den {median} zu erwarten. Später fliegen."
        ).format(**words)
    text = _(
        "Der Flug am {day} kommt vielleicht zu früh: „{step}“ ist in der Hälfte der Fälle bis {median} "
        "erledigt, in vier von fünf bis {p80}. Erst danach fest buchen."
    )
    if warning.severity is Severity.CRITICAL:
        text = _(
            "Der Flug am {day} ist zu früh: „{step}“ ist in der Hälfte der Fälle bis {median} erledigt, "
            "in vier von fünf bis {p80}. Später fliegen."
        )
    return text.format(**words)


def _comes_of_age(warning: DepartureWarning, told: _Context) -> str:
    return _(
        "{person} wird am {day} volljährig, {expected}: eigene Unterschriften, eigener Antrag und die "
        "Beträge für Erwachsene bis dahin klären."
    ).format(
        person=name_person(warning.person or 0, told.names),
        day=datum(warning.about),
        expected=describe_expected(told.journey),
    )


def _empty_window(_warning: DepartureWarning, told: _Context) -> str:
    return describe_window(told.journey.window, told.names)


_SENTENCES: Mapping[WarningKind, Callable[[Any, _Context], str]] = {
    WarningKind.LEGAL_DATE: _legal_date,
    WarningKind.DOCUMENT: _document,
    WarningKind.CERTIFICATE: _certificate,
    WarningKind.APPROVAL: _approval,
    WarningKind.NOT_YET_VALID: _not_yet_valid,
    WarningKind.COMES_OF_AGE: _comes_of_age,
    WarningKind.EMPTY_WINDOW: _empty_window,
    WarningKind.FLIGHT_TOO_EARLY: _flight_too_early,
}
