"""Recompute legal dates."""

from typing import Literal
from uuid import UUID

from geleit.domain.assignment.events import AuthorityPlaceCorrected
from geleit.domain.deadlines.dating import recompute_deadlines
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import ALWAYS, SYSTEM_ONLY, Command


class RecomputeDeadlines(Command):
    """Recompute the open legal dates after a holiday was proclaimed late, or with the authority's place."""

    allowed_to = SYSTEM_ONLY
    allowed_in = ALWAYS

    kind: Literal["recompute_deadlines"] = "recompute_deadlines"

    def authority_concerned(self, departure: Departure | None) -> UUID | None:
        return departure.authority_id if departure else None

    def decide(self, draft: Draft) -> None:
        if self.place and self.place != draft.departure.place:
            draft.add(AuthorityPlaceCorrected(place=self.place))
        recompute_deadlines(draft)
        draft.add_note(self)
