"""Undo: for ten minutes the page offers to take back what the viewer has just done, with one click.

Which action takes back what stands on the action itself (`Action.takes_back`); whether it still can be is
asked of the departure as it stands.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from geleit.domain.registry import Entry
from geleit.domain.steps.events import StepFailed, StepNotRequired, StepReopened
from web.departure.action import About, Action
from web.departure.offers import Offer, offer
from web.departure.sections import ACTIONS
from web.departure.situation import Situation
from web.ui.forms import Form
from web.ui.i18n import gettext as _

OFFERED_FOR = timedelta(minutes=10)


def undo_offer(at: Situation, entries: Sequence[Entry], *, now: datetime) -> Offer | None:
    """Return what takes back the last action of the viewer; None if it is too old or cannot be undone."""
    for action in ACTIONS:
        done = [
            entry for entry in _last_of_viewer(at, entries, now) if isinstance(entry.event, action.takes_back)
        ]
        if any(_had_failed(entry, entries) for entry in done):
            return None  # it would be open again, not failed as it was
        if done and (found := _offer(action, at, done)):
            return found
    return None


def _last_of_viewer(at: Situation, entries: Sequence[Entry], now: datetime) -> list[Entry]:
    """Return the journal of the last action, if the viewer did it in the last ten minutes."""
    actions = [list(group) for _key, group in groupby(entries, key=lambda entry: entry.request_id)]
    mine = [action for action in actions if action[0].actor_id == at.viewer]
    return mine[-1] if mine and now - mine[-1][-1].at <= OFFERED_FOR else []


def _had_failed(done: Entry, entries: Sequence[Entry]) -> bool:
    """Tell whether the step that an event is about had failed before, and was not needed after that."""
    if not isinstance(done.event, StepNotRequired):
        return False
    step = done.event.step
    before = [
        entry.event
        for entry in entries
        if entry.seq < done.seq
        and isinstance(entry.event, StepFailed | StepReopened)
        and entry.event.step == step
    ]
    return bool(before) and isinstance(before[-1], StepFailed)


def _offer(action: Action[Situation], at: Situation, done: list[Entry]) -> Offer | None:
    """Return the form of the action, filled in; None if the departure no longer allows it."""
    others: list[str] = []
    if action.about is About.STEP:
        key, *others = [str(getattr(entry.event, "step", "")) for entry in done]
        at = replace(at, step=at.departure.steps[key])
        if set(at.departure.begun_after(key)) - set(others):
            return None  # something has been built on it: that is asked about on a page of its own
    if not action.possible(at):
        return None
    return offer(action, at, form=Form.start(note=_("Rückgängig gemacht."), also=others))
