"""Take back the newest entry of a legal date."""

from datetime import date
from typing import Literal

from geleit.domain.deadlines import chain
from geleit.domain.deadlines.commands.base import DeadlineCommand, no_deadline
from geleit.domain.deadlines.dating import dated_event, recompute_deadline
from geleit.domain.deadlines.events import DeadlineTakenBack
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class TakeBackDeadline(DeadlineCommand):
    """Take back the newest entry of a legal date: it was wrong. Needs a reason (note)."""

    kind: Literal["take_back_deadline"] = "take_back_deadline"

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal without a reason, or unless the newest entry can be taken back by itself."""
        deadline = departure.deadlines.get(self.deadline)
        if deadline is None:
            raise no_deadline()
        self.require_reason()
        if deadline.links and deadline.record.standing[-1].step:
            raise Refusal(
                "ended_with_step",
                _("Die Frist hat mit „{step}“ geendet. Nehmen Sie diesen Schritt zurück."),
                step=deadline.record.standing[-1].step,
            )

    def decide(self, draft: Draft) -> None:
        deadline, _rule = self.require_chain(draft)
        record = chain.take_back(deadline.record, on=draft.today)
        state = record.state
        draft.add(dated_event(DeadlineTakenBack, draft, self.deadline, record, state=state))
        # What was before the entry may be from before another authority took over.
        recompute_deadline(draft, self.deadline, keep_commune=not deadline.record.has_moved_place)
        draft.add_note(self)
