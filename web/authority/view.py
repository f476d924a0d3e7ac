"""A departure as an authority sees it: each legal date with its reason, and what may be decided about it."""

from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
from geleit.domain.departure import DepartureStatus
from geleit.processes import current_process, lawbook
from geleit.store.pages.authority import LegalDate, Watched
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import DeadlineIndicator, indicator_for_due
from web.ui.labels import label
from web.ui.lists import address

SET, EXTEND, REFUSE, INTERRUPT, RESTART, WITHDRAW = (
    "festsetzen",
    "verlaengern",
    "ablehnen",
    "unterbrechen",
    "neu-beginnen",
    "aufheben",
)
"""What an authority decides about a legal date; the words stand in addresses."""

LINKS = {
    SET: N_("Neu festsetzen"),
    EXTEND: N_("Verlängern"),
    REFUSE: N_("Verlängerung ablehnen"),
    INTERRUPT: N_("Unterbrechen"),
    RESTART: N_("Neu beginnen lassen"),
    WITHDRAW: N_("Aufheben"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A link to the form of a decision."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class LegalLine:
    """One legal date as a row shows it. ``end`` is set where it lies after the safe date.

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
    answers: tuple[Decision, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """One departure as a row shows it."""

    number: str
    status: str
    indicator: DeadlineIndicator
    deadlines: tuple[LegalLine, ...]
    milestone: str | None
    milestone_on: date | None
    set_new: Decision

    @property
    def has_open(self) -> bool:
        """One of the dates binds."""
        return any(deadline.is_open for deadline in self.deadlines)


def authority_line(departure: Watched, *, today: date, back: str) -> AuthorityLine:
    """The row; its forms lead back to the address ``back``."""
    return AuthorityLine(
        number=departure.number,
        status=label(departure.status),
        indicator=_indicator(departure, today),
        deadlines=tuple(legal_line(departure, each, back) for each in _open_first(departure)),
        milestone=_milestone(departure),
        milestone_on=departure.milestone_on,
        set_new=Decision(_("Frist eintragen"), _form(departure, SET, None, back)),
    )


def legal_line(departure: Watched, deadline: LegalDate, back: str) -> LegalLine:
    """One legal date with what can be decided about it."""
    possible = possible_decisions(deadline)
    decisions = {
        slug: Decision(_(LINKS[slug]), _form(departure, slug, deadline.kind, back)) for slug in possible
    }
    answers = (EXTEND, REFUSE) if deadline.answer_by else ()
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
        answers=tuple(decisions[slug] for slug in answers if slug in decisions),
        decisions=tuple(each for slug, each in decisions.items() if slug not in answers),
    )


def possible_decisions(deadline: LegalDate) -> tuple[str, ...]:
    """What may be decided about the date as it stands, by the rule it was given by."""
    if deadline.rule is None or deadline.rule_version is None:
        return (SET,)
    rule = lawbook().book.rule_version(deadline.rule, deadline.rule_version)
    if deadline.state is not DeadlineState.OPEN:
        return _NOT_OPEN[deadline.state]
    offered = {
        EXTEND: rule.extendable,
        REFUSE: deadline.answer_by is not None,
        INTERRUPT: bool(rule.restart),
        SET: True,
        WITHDRAW: True,
    }
    return tuple(slug for slug, is_possible in offered.items() if is_possible)


_NOT_OPEN = {
    DeadlineState.INTERRUPTED: (RESTART, SET, WITHDRAW),
    DeadlineState.MISSED: (SET, WITHDRAW),
    DeadlineState.MET: (SET,),
    DeadlineState.WITHDRAWN: (SET,),
}


def _form(departure: Watched, slug: str, kind: DeadlineKind | None, back: str) -> str:
    return address(f"/fristen/{departure.departure_id}/{slug}", frist=kind, zurueck=back)


def _open_first(departure: Watched) -> list[LegalDate]:
    return sorted(departure.deadlines, key=lambda each: (each.state is not DeadlineState.OPEN, each.due_on))


def _indicator(departure: Watched, today: date) -> DeadlineIndicator:
    """The indicator of the next legal date; green for good when all of them were kept."""
    if departure.next_on is None and any(each.state is DeadlineState.MET for each in departure.deadlines):
        return DeadlineIndicator.MET
    following = next((each for each in departure.deadlines if each.kind is departure.next_kind), None)
    return indicator_for_due(departure.next_on, today, end=following.end_on if following else None)


def _milestone(departure: Watched) -> str | None:
    """The next thing an outsider may know of. Codes of templates stay the same from version to version."""
    if departure.milestone is None or departure.status is not DepartureStatus.OPEN:
        return None
    known = {step.code: step.title for step in current_process().steps}
    return _(known.get(departure.milestone, departure.milestone))
