"""A departure as an authority sees it: each deadline with its reason, and the possible decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.parties import Role
from geleit.processes import current_process
from geleit.store.pages.authority import AuthorityDeadline, AuthorityDeparture
from web.authority.situation import AuthoritySituation
from web.departure.action import About, Action
from web.departure.deadlines.actions import ACTIONS
from web.departure.deadlines.actions.extend import EXTEND, REFUSE_EXTENSION
from web.departure.situation import DeadlineSituation
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator, indicator_for_due
from web.ui.labels import label
from web.ui.lists import address
from web.ui.sheets import Cell, ListSheet

ABOUT = "frist"
"""The parameter with the deadline in the address of a decision."""

DECISIONS = tuple(
    action for action in ACTIONS if Role.AUTHORITY in action.command.allowed_to and action.for_authority
)
"""The decisions of an authority about a deadline. A new date has the same form as the first one."""


@dataclass(frozen=True, slots=True)
class DecisionLink:
    """A link to the form of a decision."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class AuthorityDeadlineView:
    """The row of a deadline. ``end`` is set if it is after the safe date.

    ``earlier`` is what else happened to it: ``why`` is not said twice.
    """

    kind: DeadlineKind
    title: str
    due: date
    end: date | None
    state: str
    is_open: bool
    why: str | None
    earlier: tuple[tuple[date, str], ...]
    answer_by: date | None
    asked_on: date | None
    answers: tuple[DecisionLink, ...]
    decisions: tuple[DecisionLink, ...]


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """The row of a departure."""

    href: str
    number: str
    status: str
    indicator: DeadlineIndicator
    deadlines: tuple[AuthorityDeadlineView, ...]
    milestone: str | None
    milestone_on: date | None
    set_new: tuple[DecisionLink, ...]

    @property
    def has_open(self) -> bool:
        """Whether one of the dates binds."""
        return any(deadline.is_open for deadline in self.deadlines)


def authority_line(departure: AuthorityDeparture, *, today: date, back: str) -> AuthorityLine:
    """Return the row; its forms lead back to the address ``back``."""
    at = AuthoritySituation(departure, today)
    return AuthorityLine(
        href=address(at.address, von=back if back != at.address else None),
        number=departure.number,
        status=label(departure.status),
        indicator=_indicator(departure, today),
        deadlines=tuple(deadline_view(at, each, back) for each in _open_first(departure)),
        milestone=_milestone(departure),
        milestone_on=departure.milestone_on,
        set_new=tuple(
            DecisionLink(action.wording_for(at.role).heading, _form(action, at, None, back))
            for action in DECISIONS
            if action.about is About.DEPARTURE and action.possible(at)
        ),
    )


def deadline_view(at: AuthoritySituation, deadline: AuthorityDeadline, back: str) -> AuthorityDeadlineView:
    """Return one deadline with the possible decisions."""
    possible = [
        action for action in DECISIONS if action.possible(at) and action.possible_for(at, deadline.kind)
    ]
    answers = (EXTEND, REFUSE_EXTENSION) if deadline.answer_by else ()
    links = {
        action: DecisionLink(action.wording_for(at.role).link_label, _form(action, at, deadline.kind, back))
        for action in possible
    }
    return AuthorityDeadlineView(
        kind=deadline.kind,
        title=label(deadline.kind),
        due=deadline.due_on,
        end=deadline.end_on if deadline.end_on != deadline.due_on else None,
        state=label(deadline.state),
        is_open=deadline.state is DeadlineState.OPEN,
        why=deadline.sentence,
        earlier=tuple(link for link in deadline.chain if link[1] != deadline.sentence),
        answer_by=deadline.answer_by,
        asked_on=deadline.asked_on,
        answers=tuple(link for action, link in links.items() if action in answers),
        decisions=tuple(link for action, link in links.items() if action not in answers),
    )


def _form(
    action: Action[DeadlineSituation], at: AuthoritySituation, kind: DeadlineKind | None, back: str
) -> str:
    return address(action.address(at), **{ABOUT: kind}, zurueck=back)


def _open_first(departure: AuthorityDeparture) -> list[AuthorityDeadline]:
    return sorted(departure.deadlines, key=lambda each: (each.state is not DeadlineState.OPEN, each.due_on))


_GRAVITY = (
    DeadlineIndicator.LATE,
    DeadlineIndicator.SAFE_PASSED,
    DeadlineIndicator.SOON,
    DeadlineIndicator.ON_TRACK,
    DeadlineIndicator.MISSED,
    DeadlineIndicator.MET,
)


def _indicator(departure: AuthorityDeparture, today: date) -> DeadlineIndicator:
    """Return the gravest indicator of the dates that bind; without one, that of the others."""
    found = {_indicator_of(each, today) for each in departure.deadlines}
    return next((each for each in _GRAVITY if each in found), DeadlineIndicator.NONE)


def _indicator_of(deadline: AuthorityDeadline, today: date) -> DeadlineIndicator:
    match deadline.state:
        case DeadlineState.OPEN:
            return indicator_for_due(deadline.due_on, today, end=deadline.end_on)
        case DeadlineState.MISSED:
            return DeadlineIndicator.MISSED
        case DeadlineState.MET:
            return DeadlineIndicator.MET
        case _:
            return DeadlineIndicator.NONE


def _milestone(departure: AuthorityDeparture) -> str | None:
    """Return the next step an outsider may know of. Codes of templates are the same in all versions."""
    if departure.milestone is None or departure.status is not DepartureStatus.OPEN:
        return None
    known = {step.code: step.title for step in current_process().steps}
    return _(known.get(departure.milestone, departure.milestone))


def deadline_sheet(departures: Iterable[AuthorityDeparture], today: date) -> ListSheet:
    """Return the deadlines as rows of a file; a departure without one has a row all the same."""
    columns = (
        _("Nummer"),
        _("Stand"),
        _("Frist"),
        _("Sicheres Datum"),
        _("Frist endet am"),
        _("Ampel"),
        _("Antwort bis"),
        _("Nächster Schritt"),
        _("Ziel"),
    )
    rows: list[tuple[Cell, ...]] = []
    for departure in departures:
        after = (_milestone(departure), departure.milestone_on)
        head = (departure.number, label(departure.status))
        rows += [
            (
                *head,
                label(each.kind),
                each.due_on,
                each.end_on,
                _state_in_words(each, today),
                each.answer_by,
                *after,
            )
            for each in _open_first(departure)
        ] or [(*head, None, None, None, DeadlineIndicator.NONE.text, None, *after)]
    return ListSheet(_("Fristen"), columns, rows)


def _state_in_words(deadline: AuthorityDeadline, today: date) -> str:
    indicator = _indicator_of(deadline, today)
    return label(deadline.state) if indicator is DeadlineIndicator.NONE else indicator.text
