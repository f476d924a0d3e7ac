"""The deadlines on the page of a departure: each with its indicator, and what to do about it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import LATEST_DEPARTURE, Deadline, DeadlineKind
from geleit.domain.departure import Departure
from web.departure.chain import ChainView, chain_view, moved
from web.departure.deadlines.actions import ACTIONS
from web.departure.section import Section, Shown
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator, indicator_for_due
from web.ui.labels import label


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One deadline with its indicator. ``asks`` says what to do about it now, if anything."""

    kind: DeadlineKind
    name: str
    due_on: date
    is_open: bool
    indicator: DeadlineIndicator
    text: str
    asks: str | None = None
    moved: str | None = None
    chain: ChainView | None = None


def deadline_views(shown: Shown) -> Sequence[DeadlineView]:
    """Return the deadlines, the next one first."""
    departure, today = shown.at.departure, shown.at.today
    return [
        _deadline(found, departure, today, shown.ahead.strained.get(found.kind))
        for found in sorted(departure.deadlines.values(), key=lambda found: found.due_on)
    ]


def _deadline(
    deadline: Deadline, departure: Departure, today: date, strained: tuple[DeadlineIndicator, str] | None
) -> DeadlineView:
    indicator = _indicator(deadline, today)
    text = _text(deadline, indicator)
    if indicator is DeadlineIndicator.ON_TRACK and strained:
        indicator, text = strained  # the date is far, but the departure is expected later
    return DeadlineView(
        kind=deadline.kind,
        name=label(deadline.kind),
        due_on=deadline.due_on,
        is_open=deadline.is_open,
        indicator=indicator,
        text=text,
        asks=_asks(deadline, departure, today),
        moved=moved(deadline),
        chain=chain_view(deadline),
    )


def _indicator(deadline: Deadline, today: date) -> DeadlineIndicator:
    """Return the indicator. A deadline is near as soon as its alarm: an extension takes over a week."""
    if deadline.state is DeadlineState.MET:
        return DeadlineIndicator.MET
    if deadline.state is DeadlineState.MISSED:
        return DeadlineIndicator.MISSED
    if not deadline.is_open:
        return DeadlineIndicator.NONE
    if deadline.remind_on <= today <= deadline.due_on:
        return DeadlineIndicator.SOON
    return indicator_for_due(deadline.due_on, today, end=deadline.end_on)


def _text(deadline: Deadline, indicator: DeadlineIndicator) -> str:
    """Return the state in words; of a date that does not run for now or no longer binds, its label."""
    if deadline.state in (DeadlineState.WITHDRAWN, DeadlineState.INTERRUPTED):
        return label(deadline.state)
    return indicator.text


def _asks(deadline: Deadline, departure: Departure, today: date) -> str | None:
    """Ask for an extension in time if a date comes near while the departure is not yet booked.

    No authority extends the time to sue: there it is the court that has to be reached.
    """
    if not deadline.is_open or not departure.is_live:
        return None
    if deadline.kind not in LATEST_DEPARTURE:
        return _ask_for_remedy(deadline, today)
    if deadline.follow_up_on:
        return _("Verlängerung ist beantragt. Nach der Antwort fragen am {day}.").format(
            day=datum(deadline.follow_up_on)
        )
    if deadline.due_on < today:
        return _("Ist die Frist verlängert? Dann tragen Sie das neue Datum ein.")
    if deadline.remind_on <= today:
        return _("Verlängerung jetzt mit der Behörde klären.")
    return None


_REMEDIES = frozenset({DeadlineKind.SUIT, DeadlineKind.URGENT_APPLICATION})


def _ask_for_remedy(deadline: Deadline, today: date) -> str | None:
    """Ask for what has to be with the court or the office by then."""
    if deadline.kind not in _REMEDIES or not deadline.remind_on <= today <= deadline.end_on:
        return None
    return _("Ist Rechtsrat eingeholt? Was eingelegt werden soll, muss bis zum {day} dort sein.").format(
        day=datum(deadline.due_on)
    )


SECTION = Section("departure/deadlines.html", view=deadline_views, actions=ACTIONS)
