"""Whose turn it is: what the viewer has to do now, what others have to do, and what comes after that.

For a family the steps that each person has for themselves stand in a matrix of steps and persons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from geleit.domain.parties import Party
from geleit.domain.steps.state import Step, StepState
from geleit.domain.steps.waiting import move_due_on
from web.departure.lifecycle import REOPEN, RESUME
from web.departure.next_move import Choice, choices
from web.departure.notes import WRITE_NOTE
from web.departure.section import Section, Shown
from web.departure.situation import Situation
from web.departure.steps import possible
from web.departure.steps.actions import (
    ACTIONS,
    ADD_APPOINTMENT,
    COMPLETE,
    COMPLETE_SEVERAL,
    FOLLOW_UP,
    FOLLOW_UP_SEVERAL,
)
from web.departure.steps.view import StepView, StepViews, step_views
from web.departure.why import Why, party_name, why
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_step

MOST_NEXT = 4
"""So many of the steps to come are named."""


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One open step. ``says`` is empty where the headline has said it; ``follow_up`` asks again."""

    step: StepView
    says: str
    may_complete: bool
    follow_up: str | None


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A step of one person in the matrix; ``may_tick``: it can be completed together with others."""

    key: str
    text: str
    party: str
    says: str
    indicator: StepIndicator
    may_tick: bool


@dataclass(frozen=True, slots=True)
class PersonCells:
    """The steps of one kind that one person has: mostly one, of appointments any number."""

    person: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One kind of step: ``party`` has the turn, ``due`` is the first target."""

    title: str
    party: str
    due: date | None
    places: tuple[PersonCells, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What each person of a family has for themselves."""

    persons: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class TurnsView:
    """The desk of one departure.

    ``choices`` are the ways to go on after a failure, ``following`` the steps that are not possible yet.
    """

    complete_several: ClassVar = COMPLETE_SEVERAL
    follow_up_several: ClassVar = FOLLOW_UP_SEVERAL
    add_appointment: ClassVar = ADD_APPOINTMENT
    write_note: ClassVar = WRITE_NOTE

    why: Why
    choices: tuple[Choice, ...]
    mine: tuple[TurnLine, ...]
    others: tuple[TurnLine, ...]
    matrix: Matrix | None
    following: tuple[str, ...]
    more_follow: bool
    next_step: StepView | None
    course: tuple[str, str] | None
    """How a departure that rests or was broken off goes on: the words and the address."""
    for_family: bool

    @property
    def primary(self) -> str:
        """The key of the step with the page's primary button; empty if the button stands elsewhere."""
        keys = [line.step.key for line in (*self.mine, *self.others) if line.may_complete]
        return keys[0] if keys and not self.course else ""

    @property
    def in_lines(self) -> frozenset[str]:
        """The keys of the steps that have a line, whatever the matrix says of them."""
        return frozenset(line.step.key for line in (*self.mine, *self.others))

    @property
    def is_matrix_primary(self) -> bool:
        """The primary button is that of the matrix: nothing else is open."""
        return not self.primary and not self.course


def turns(shown: Shown) -> TurnsView:
    """Sort the open steps of the departure by whose turn it is."""
    at = shown.at
    views = step_views(at, shown.notes)
    reason = why(at.departure, at.process, at.names, today=at.today, viewer=at.viewer)
    in_matrix = _in_matrix(at)
    steps = [
        step
        for step in sorted(at.departure.steps.values(), key=lambda step: move_due_on(step) or date.max)
        if at.is_live and (step.is_open or step.awaits_decision) and step.key not in in_matrix
    ]
    mine = [step for step in steps if _is_mine(at, step)]
    others = [step for step in steps if step not in mine]
    following = _following(at)
    first = next(iter([*mine, *others, *(at.departure.steps[key] for key in in_matrix)]), None)
    return TurnsView(
        why=reason,
        choices=choices(at),
        mine=_lines(at, views, mine, reason),
        others=_lines(at, views, others, reason),
        matrix=_matrix(at, views, in_matrix) if in_matrix else None,
        following=following[:MOST_NEXT],
        more_follow=len(following) > MOST_NEXT,
        next_step=views.step(first) if first and at.is_open else None,
        course=_course(at),
        for_family=len(at.departure.persons) > 1,
    )


def _course(at: Situation) -> tuple[str, str] | None:
    action = next((action for action in (RESUME, REOPEN) if action.possible(at)), None)
    return (action.wording.label, action.address(at)) if action else None


def _is_mine(at: Situation, step: Step) -> bool:
    """Tell whether the viewer has to act: on a step of the office's own, or to decide after a failure."""
    responsible = step.assignee_id or at.departure.counsellor_id
    return responsible == at.viewer and step.held_up_by is Party.COUNSELLOR


def _in_matrix(at: Situation) -> tuple[str, ...]:
    """Return the open steps that persons of a family have for themselves, and that are not the viewer's."""
    if len(at.departure.persons) < 2:
        return ()
    return tuple(
        step.key
        for step in at.departure.steps.values()
        if step.person and step.is_open and not _is_mine(at, step)
    )


def _lines(at: Situation, views: StepViews, steps: Iterable[Step], reason: Why) -> tuple[TurnLine, ...]:
    headline = at.departure.steps.get(reason.step or "")
    return tuple(
        TurnLine(
            step=views.step(step),
            says="" if headline and _are_alike(step, headline) else views.step(step).says,
            may_complete=COMPLETE.possible(replace(at, step=step)),
            follow_up=FOLLOW_UP.address(replace(at, step=step)) if possible.may_follow_up(at, step) else None,
        )
        for step in steps
    )


def _are_alike(step: Step, headline: Step) -> bool:
    return step.code == headline.code and step.held_up_by is headline.held_up_by and step.is_open


def _matrix(at: Situation, views: StepViews, keys: Sequence[str]) -> Matrix:
    codes = {at.departure.steps[key].code for key in keys}
    persons = [person.number for person in at.departure.persons]
    return Matrix(
        persons=tuple(at.names.given(number) or "" for number in persons),
        rows=tuple(
            _row(at, views, template.code, persons, keys)
            for template in at.process.steps
            if template.code in codes
        ),
    )


def _row(
    at: Situation, views: StepViews, code: str, persons: Iterable[int], keys: Sequence[str]
) -> MatrixRow:
    steps = [step for step in at.departure.steps.values() if step.code == code]
    open_steps = [step for step in steps if step.key in keys]
    template = at.process.step(code)
    targets = [step.target_on for step in open_steps if step.target_on and not template.has_own_day]
    common = _common_party(at, open_steps)
    return MatrixRow(
        title=template.title,
        party=common,
        due=min(targets, default=None),
        places=tuple(
            PersonCells(
                person=at.names.given(number) or "",
                cells=tuple(
                    _cell(
                        at,
                        views,
                        step,
                        may_tick=step.key in keys,
                        party="" if common or not step.is_open else _short_party(step),
                    )
                    for step in steps
                    if step.person == number
                ),
            )
            for number in persons
        ),
    )


def _common_party(at: Situation, steps: Sequence[Step]) -> str:
    """Return who has the turn in all of the steps; empty if it is not the same everywhere."""
    parties = {step.held_up_by for step in steps}
    if len(parties) != 1:
        return ""
    _on_whom, turn = party_name(
        at.departure, steps[0], at.names, party=parties.pop(), persons=[], viewer=at.viewer, today=at.today
    )
    return turn


def _cell(at: Situation, views: StepViews, step: Step, *, may_tick: bool, party: str) -> MatrixCell:
    view = views.step(step)
    return MatrixCell(
        key=step.key,
        text=_short(at, step),
        party=party,
        says=_("{title}, {person}: {says}").format(
            title=view.title, person=view.person or "", says=view.says
        ),
        indicator=view.indicator,
        may_tick=may_tick,
    )


_SHORT_PARTIES = {
    Party.CLIENT: N_("Klient"),
    Party.COUNSELLOR: N_("Beratung"),
    Party.AUTHORITY: N_("Behörde"),
    Party.EMBASSY: N_("Botschaft"),
    Party.BAMF: N_("BAMF"),
    Party.OTHER: N_("andere"),
}
"""Parties as narrow as a column of the matrix."""


def _short_party(step: Step) -> str:
    return _(_SHORT_PARTIES[step.held_up_by])


def _short(at: Situation, step: Step) -> str:
    """Say how the step stands in a word or two: its own day, or since when it waits."""
    if not step.is_open:
        return indicator_for_step(step, at.today).text
    if at.process.step(step.code).has_own_day and step.target_on:
        return datum(step.target_on)
    since = step.turn_since
    days = (at.today - since).days if since else 0
    return _("{n} T.").format(n=days) if days > 0 else _("heute")


def _following(at: Situation) -> tuple[str, ...]:
    """Return what is not possible yet, in the order of the process, each kind of step once."""
    if not at.is_live:
        return ()
    waiting = {step.code for step in at.departure.steps.values() if step.state is StepState.NOT_READY}
    return tuple(template.title for template in at.process.steps if template.code in waiting)


SECTION = Section("departure/turns.html", view=turns, actions=(*ACTIONS, WRITE_NOTE))
