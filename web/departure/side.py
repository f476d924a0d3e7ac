"""The column beside the work: what one looks up about a departure, a line each, with the way to its tab."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geleit.domain.steps.state import Step
from web.departure.deadlines.view import deadline_views
from web.departure.section import Section, Shown
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator


@dataclass(frozen=True, slots=True)
class SideLine:
    """One line: ``path`` is the way to where more of it stands, seen from the departure's address."""

    title: str
    path: str
    text: str
    day: date | None = None
    indicator: DeadlineIndicator | None = None
    badge: str = ""


def _side(shown: Shown) -> Sequence[SideLine]:
    return tuple(_lines(shown))


def _lines(shown: Shown) -> Iterator[SideLine]:
    at, ahead = shown.at, shown.ahead
    if ahead.is_planned:
        yield SideLine(_("Voraussichtliche Ausreise"), "/zeitplan#prognose", ahead.when)
    if ahead.warnings:
        worst = ahead.warnings[0]
        yield SideLine(
            _("Warnungen ({n})").format(n=len(ahead.warnings)),
            "/zeitplan#warnungen",
            worst.sentence,
            indicator=worst.indicator,
            badge=worst.severity,
        )
    if at.is_live:
        found = _next_appointment(shown)
        yield SideLine(
            _("Nächster Termin"),
            "/zeitplan#schritte",
            at.names.step(found, at.process) if found else _("keiner eingetragen"),
            day=found.target_on if found else None,
        )
    yield _deadline_line(shown)
    yield SideLine(
        _("Einwilligung"),
        "/vorgang#einwilligung",
        _("liegt vor") if at.departure.consent else _("liegt nicht vor"),
    )
    yield SideLine(_("Behörde"), "/vorgang#verlauf-aendern", at.names.authority or _("keine eingetragen"))


def _next_appointment(shown: Shown) -> Step | None:
    """Return the next step whose target is a day of its own, from today on."""
    at = shown.at
    ahead = [
        step
        for step in at.departure.steps.values()
        if step.is_open
        and at.process.step(step.code).appointment
        and step.target_on is not None
        and step.target_on >= at.today
    ]
    return min(ahead, key=lambda step: step.target_on or date.max, default=None)


def _deadline_line(shown: Shown) -> SideLine:
    views = [view for view in deadline_views(shown) if view.is_open]
    if not views:
        return SideLine(_("Fristen"), "/fristen#fristen", _("keine"))
    first = views[0]
    return SideLine(
        _("Fristen"),
        "/fristen#fristen",
        first.name,
        day=first.due_on,
        indicator=first.indicator,
        badge=first.text,
    )


SECTION = Section("departure/side.html", view=_side)
