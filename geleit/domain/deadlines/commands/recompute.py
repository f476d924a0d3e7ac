"""Recompute legal dates."""

from typing import Literal

from geleit.domain.deadlines.dating import dated_event, moved_records
from geleit.domain.deadlines.events import DeadlineRecomputed
from geleit.domain.draft import Draft
from geleit.domain.message import ALWAYS, SYSTEM_ONLY, Command


class RecomputeDeadlines(Command):
    """Recompute the open legal dates after a holiday was proclaimed late."""

    allowed_to = SYSTEM_ONLY
    allowed_in = ALWAYS

    kind: Literal["recompute_deadlines"] = "recompute_deadlines"

    def decide(self, draft: Draft) -> None:
        for kind, record in list(moved_records(draft.departure, draft.rules, on=draft.day)):
            draft.add(dated_event(DeadlineRecomputed, draft, kind, record))
        draft.add_note(self)
