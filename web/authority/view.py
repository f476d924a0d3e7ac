"""A departure as an authority sees it: each legal date with its reason, and the possible decisions."""

from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
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

ABOUT = "frist"
"""The parameter with the legal date in the address of a decision."""

DECISIONS = tuple(
    action for action in ACTIONS if Role.AUTHORITY in action.command.allowed_to and action.for_authority
)
"""The decisions of an authority about a legal date. A new date has the same form as the first one."""


@dataclass(frozen=True, slots=True)
class DecisionLink:
    """A link to the form of a decision."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class LegalLine:
    """The row of a legal date. ``end`` is set if it is after the safe date.

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

    number: str
    status: str
    indicator: DeadlineIndicator
    deadlines: tuple[LegalLine, ...]
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
        number=departure.number,
        status=label(departure.status),
        indicator=_indicator(departure, today),
        deadlines=tuple(legal_line(at, each, back) for each in _open_first(departure)),
        milestone=_milestone(departure),
        milestone_on=departure.milestone_on,
        set_new=tuple(
            DecisionLink(action.wording_for(at.role).heading, _form(action, at, None, back))
            for action in DECISIONS
            if action.about is About.DEPARTURE and action.possible(at)
        ),
    )


def legal_line(at: AuthoritySituation, deadline: AuthorityDeadline, back: str) -> LegalLine:
    """Return one legal date with the possible decisions."""
    possible = [
        action for action in DECISIONS if action.possible(at) and action.possible_for(at, deadline.kind)
    ]
    answers = (EXTEND, REFUSE_EXTENSION) if deadline.answer_by else ()
    links = {
        action: DecisionLink(action.wording_for(at.role).link_label, _form(action, at, deadline.kind, back))
        for action in possible
    }
    return LegalLine(
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


def _indicator(departure: AuthorityDeparture, today: date) -> DeadlineIndicator:
    """Return the indicator of the next legal date; green if none is left and one was met."""
    if departure.next_on is None and any(each.state is DeadlineState.MET for each in departure.deadlines):
        return DeadlineIndicator.MET
    following = next((each for each in departure.deadlines if each.kind is departure.next_kind), None)
    return indicator_for_due(departure.next_on, today, end=following.end_on if following else None)


def _milestone(departure: AuthorityDeparture) -> str | None:
    """Return the next step an outsider may know of. Codes of templates are the same in all versions."""
    if departure.milestone is None or departure.status is not DepartureStatus.OPEN:
        return None
    known = {step.code: step.title for step in current_process().steps}
    return _(known.get(departure.milestone, departure.milestone))
