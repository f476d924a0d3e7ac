"""Hand the departure over to another counsellor, or name the competent authority."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.assignment.events import AuthorityNamed, CounsellorAssigned
from geleit.domain.deadlines.dating import recompute_deadlines
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import ALWAYS, Command, Inverse
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class Reassign(Command):
    """Hand the departure, or one of its steps, to another counsellor of the office."""

    allowed_in = ALWAYS

    kind: Literal["reassign"] = "reassign"
    counsellor_id: UUID
    step: str | None = None

    def subject_version(self, departure: Departure) -> int:
        if self.step is not None:
            return departure.require_step(self.step).version
        return departure.counsellor_version

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if there is no such step."""
        if self.step is not None:
            departure.require_step(self.step)

    def decide(self, draft: Draft) -> None:
        draft.add(CounsellorAssigned(counsellor_id=self.counsellor_id, step=self.step))
        draft.add_note(self, step=self.step)

    def inverse(self, before: Departure) -> Inverse | None:
        earlier = before.steps[self.step].assignee_id if self.step else before.counsellor_id
        return Inverse(self.kind, {"counsellor_id": earlier, "step": self.step}) if earlier else None


class NameAuthority(Command):
    """Name the competent authority: it was not known at the opening, or it has changed.

    The open legal dates are counted again, with the holidays of its place.
    """

    kind: Literal["name_authority"] = "name_authority"
    authority_id: UUID

    def subject_version(self, departure: Departure) -> int:
        return departure.authority_version

    def authority_concerned(self, departure: Departure | None) -> UUID | None:
        return self.authority_id

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal while there is a consent: it holds for one named authority only (Art. 7 GDPR)."""
        if departure.consent:
            raise Refusal(
                "consent_given",
                _("Die Einwilligung gilt nur für die bisherige Behörde. Tragen Sie zuerst den Widerruf ein."),
            )

    def decide(self, draft: Draft) -> None:
        if self.authority_id != draft.departure.authority_id:
            draft.add(AuthorityNamed(authority_id=self.authority_id, place=self.place))
            recompute_deadlines(draft, keep_commune=False)
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        earlier = before.authority_id
        return Inverse(self.kind, {"authority_id": earlier}) if earlier else None
