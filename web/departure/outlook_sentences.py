"""Write in German when the journey can be: durations, forecast, travel window and what it depends on."""

from collections.abc import Iterable, Mapping

from geleit.domain.outlook.durations import Duration, DurationSource
from geleit.domain.outlook.forecast import Forecast, ForecastState
from geleit.domain.outlook.travel_window import Bar, TravelWindow, Validity, ValidityKind
from geleit.german.words import join_words
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.labels import label

GivenNames = Mapping[int, str]
"""The given names of persons, by number."""


def name_person(person: int, names: GivenNames) -> str:
    """Return the given name, or the number."""
    return names.get(person) or _("Person {n}").format(n=person)


def name_owner(person: int | None, names: GivenNames) -> str:
    """Return whose something is, in brackets: `` (Elif)``; empty for what concerns everybody."""
    return "" if person is None else f" ({name_person(person, names)})"


def describe_duration(duration: Duration) -> str:
    """Return ``56–84 Tage (Vorgabe)``, ``31–60 Tage (aus 14 eigenen Schritten)``."""
    days = _("{days} Tage").format(days=_days(duration))
    if duration.source is DurationSource.LEARNED:
        return _("{length} (aus {n} eigenen Schritten)").format(length=days, n=duration.n)
    return _("{length} (Vorgabe)").format(length=days)


def _days(duration: Duration) -> str:
    if duration.median == duration.p80:
        return str(duration.median)
    return f"{duration.median}–{duration.p80}"


def describe_forecast(forecast: Forecast) -> str:
    """Return when the departure is expected, or that it has been, or that none is planned."""
    if forecast.state is ForecastState.DEPARTED:
        if forecast.departed_on is None:
            return _("Ausgereist.")
        return _("Ausgereist am {date}.").format(date=datum(forecast.departed_on))
    if forecast.state is ForecastState.NOT_PLANNED:
        return _("Eine Ausreise ist nicht geplant.")
    if forecast.median == forecast.p80:
        return _("Ausreise voraussichtlich am {median}.").format(median=datum(forecast.median))
    return _("Ausreise frühestens um den {median}, in vier von fünf Fällen bis zum {p80}.").format(
        median=datum(forecast.median), p80=datum(forecast.p80)
    )


def describe_validity(validity: Validity, names: GivenNames) -> str:
    """Return ``Reisepass (Elif)``."""
    return label(validity.what) + name_owner(validity.person, names)


def describe_shortening(bar: Bar) -> str:
    """Return why something ends earlier here than it is valid; empty if it does not."""
    if bar.months_beyond is None:
        return ""
    return _("gültig bis {day}, verlangt sind {n} Monate über die Ankunft hinaus").format(
        day=datum(bar.validity.valid_until), n=bar.months_beyond
    )


def describe_window(window: TravelWindow, names: GivenNames) -> str:
    """Return from when to when everybody can travel, what limits it, and what to renew first."""
    if window.closes_on is None:
        return _("Bisher begrenzt nichts die Reise: das Fenster ist ab {opens} offen.").format(
            opens=datum(window.opens_on)
        )
    told = _limits(window, names)
    if window.renew_first:
        renew = _("Zuerst zu erneuern: {paper}.").format(paper=describe_validity(window.renew_first, names))
        return f"{told} {renew}"
    return told


def _limits(window: TravelWindow, names: GivenNames) -> str:
    opens, closes = datum(window.opens_on), datum(window.closes_on)
    shortened = next((told for bar in window.bars if bar.closes and (told := describe_shortening(bar))), "")
    why = f" ({shortened})" if shortened else ""
    closed_by = _together(window.closed_by, names)
    if not window.is_empty:
        return _("Reisefenster vom {opens} bis {closes}, begrenzt durch: {papers}{why}.").format(
            opens=opens, closes=closes, papers=closed_by, why=why
        )
    if len(window.collision) == 1:
        return _("Kein Reisefenster: {papers} reicht nur bis {closes}{why}.").format(
            papers=closed_by, closes=closes, why=why
        )
    first, second = window.collision
    return _(
        "Kein gemeinsames Reisefenster: {first} reicht nur bis {closes}{why}, "
        "{second} beginnt erst am {opens}."
    ).format(
        first=describe_validity(first, names),
        closes=closes,
        why=why,
        second=describe_validity(second, names),
        opens=opens,
    )


def _together(validities: Iterable[Validity], names: GivenNames) -> str:
    """Return ``Duldung (Elif und Can) und Visum``: things of one kind are named once."""
    persons: dict[ValidityKind, list[str]] = {}
    for validity in validities:
        found = persons.setdefault(validity.what, [])
        if validity.person is not None:
            found.append(name_person(validity.person, names))
    return join_words(
        [label(what) + (f" ({join_words(owners)})" if owners else "") for what, owners in persons.items()]
    )
