"""Write in German when the journey can be: durations, forecast, travel window and what it depends on."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from geleit.domain.outlook.durations import Duration, DurationSource
from geleit.domain.outlook.forecast import Forecast, ForecastState, SlowSteps
from geleit.domain.outlook.travel_window import Bar, TravelWindow
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from geleit.german.words import join_words
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
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
    if duration.source is DurationSource.UNKNOWN:
        return _("Dauer nicht bekannt")
    if duration.source is DurationSource.DEFAULT:
        return _("{length} (Vorgabe)").format(length=days)
    if duration.unfinished:
        return _(
            "{length} (aus {n} abgeschlossenen und {m} noch offenen oder abgebrochenen Schritten)"
        ).format(length=days, n=duration.n, m=duration.unfinished)
    return _("{length} (aus {n} eigenen Schritten)").format(length=days, n=duration.n)


def _days(duration: Duration) -> str:
    if duration.median == duration.p80:
        return str(duration.median)
    return f"{duration.median}–{duration.p80}"


def describe_forecast(forecast: Forecast, title: Callable[[str], str]) -> str:
    """Return when the departure is to be expected, or that it has been, or that none is planned.

    Say so if the durations cannot carry a date. ``title`` names a step by its key.
    """
    if forecast.state is ForecastState.DEPARTED:
        if forecast.departed_on is None:
            return _("Ausgereist.")
        return _("Ausgereist am {date}.").format(date=datum(forecast.departed_on))
    if forecast.state is ForecastState.NOT_PLANNED:
        return _("Eine Ausreise ist nicht geplant.")
    return " ".join([_expected(forecast, title), *_reservations(forecast, title)])


def _expected(forecast: Forecast, title: Callable[[str], str]) -> str:
    early, late = datum(forecast.early), datum(forecast.late)
    beyond = next((slow for slow in forecast.slowest if slow.is_beyond), None)
    if beyond:
        step = f"„{title(beyond.steps[0])}“"
        if beyond.after_appointment:
            step = _("{step} nach dem Termin").format(step=step)
        return _(
            "Wann die Ausreise sein kann, lässt sich nicht verlässlich sagen: {step} dauert schon "
            "{n} Tage, so lange dauert es sonst in weniger als einem von hundert Fällen. "
            "Grob geschätzt zwischen {early} und {late}."
        ).format(step=step, n=beyond.days_gone, early=early, late=late)
    if forecast.early == forecast.p80:
        return _("Ausreise voraussichtlich am {day}.").format(day=early)
    return _(
        "Ausreise voraussichtlich zwischen {early} und {late}; in vier von fünf Fällen bis {p80}."
    ).format(early=early, late=late, p80=datum(forecast.p80))


def _reservations(forecast: Forecast, title: Callable[[str], str]) -> Iterator[str]:
    """Say what the dates take for granted."""
    if forecast.unknown:
        yield _("Nicht mitgerechnet, weil die Dauer nicht bekannt ist: {steps}.").format(
            steps=join_words([f"„{title(key)}“" for key in forecast.unknown])
        )
    if forecast.failed:
        yield _("Gerechnet, als würde heute wieder aufgenommen: {steps}.").format(
            steps=join_words([f"„{title(key)}“" for key in forecast.failed])
        )


def describe_slow(slow: SlowSteps, title: str) -> str:
    """Return what takes long, since when, and how long still."""
    if slow.on:
        return _("{step}, am {day}").format(step=title, day=datum(slow.on))
    usual = describe_duration(slow.duration)
    if slow.after_appointment:
        title = _("{step} nach dem Termin").format(step=title)
    if not slow.days_gone:
        return f"{title}, {usual}"
    rest, gone = _days(slow.rest), slow.days_gone
    since = ngettext("seit {n} Tag", "seit {n} Tagen", gone).format(n=gone)
    if slow.is_late:
        return _("{step}, {since}, üblich sind {usual}, voraussichtlich noch {rest} Tage").format(
            step=title, since=since, usual=usual, rest=rest
        )
    return _("{step}, {since}, voraussichtlich noch {rest} Tage").format(step=title, since=since, rest=rest)


def describe_document(document: TravelDocument, names: GivenNames) -> str:
    """Return ``Reisepass (Elif)``."""
    return label(document.what) + name_owner(document.person, names)


def describe_shortening(bar: Bar) -> str:
    """Return why something ends earlier here than it is valid; empty if it does not."""
    if bar.replaced_by:
        return _("nicht nötig, gereist wird mit: {document}").format(document=label(bar.replaced_by))
    if bar.months_beyond is None:
        return ""
    return _("gültig bis {day}, verlangt sind {n} Monate über die Ankunft hinaus").format(
        day=datum(bar.document.valid_until), n=bar.months_beyond
    )


def describe_window(window: TravelWindow, names: GivenNames) -> str:
    """Return from when to when everybody can travel, what limits it, and what to renew first."""
    if window.closes_on is None:
        return _("Bisher begrenzt nichts die Reise: das Fenster ist ab {opens} offen.").format(
            opens=datum(window.opens_on)
        )
    told = _limits(window, names)
    if window.renew_first:
        expiring = describe_document(window.renew_first, names)
        renew = _("Zuerst zu erneuern: {document}.").format(document=expiring)
        return f"{told} {renew}"
    return told


def _limits(window: TravelWindow, names: GivenNames) -> str:
    opens, closes = datum(window.opens_on), datum(window.closes_on)
    shortened = next((told for bar in window.bars if bar.closes and (told := describe_shortening(bar))), "")
    why = f" ({shortened})" if shortened else ""
    closed_by = _together(window.closed_by, names)
    if not window.is_empty:
        return _("Reisefenster vom {opens} bis {closes}, begrenzt durch: {documents}{why}.").format(
            opens=opens, closes=closes, documents=closed_by, why=why
        )
    if len(window.collision) == 1:
        return _("Kein Reisefenster: {documents} reicht nur bis {closes}{why}.").format(
            documents=closed_by, closes=closes, why=why
        )
    first, second = window.collision
    return _(
        "Kein gemeinsames Reisefenster: {first} reicht nur bis {closes}{why}, "
        "{second} beginnt erst am {opens}."
    ).format(
        first=describe_document(first, names),
        closes=closes,
        why=why,
        second=describe_document(second, names),
        opens=opens,
    )


def _together(documents: Iterable[TravelDocument], names: GivenNames) -> str:
    """Return ``Duldung (Elif und Can) und Visum``: things of one kind are named once."""
    persons: dict[TravelDocumentKind, list[str]] = {}
    for document in documents:
        found = persons.setdefault(document.what, [])
        if document.person is not None:
            found.append(name_person(document.person, names))
    return join_words(
        [label(what) + (f" ({join_words(owners)})" if owners else "") for what, owners in persons.items()]
    )
