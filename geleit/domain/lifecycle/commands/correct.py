"""Correct the facts of a departure."""

from datetime import date
from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.events import DepartureCorrected
from geleit.domain.lifecycle.state import FileNumber
from geleit.domain.message import Command, Inverse
from geleit.domain.persons.state import ResidenceStatus
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class CorrectDeparture(Command):
    """Correct facts that were recorded wrongly at the opening; what is left out stays as it is.

    The day of the first contact cannot be corrected: targets and waiting times have been counted from it.
    """

    kind: Literal["correct_departure"] = "correct_departure"
    destination: str | None = None
    nationality: str | None = None
    residence_status: ResidenceStatus | None = None
    file_number: FileNumber | None = None

    def subject_version(self, departure: Departure) -> int:
        return departure.facts_version

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if nothing would change."""
        if not self._corrections(departure):
            raise Refusal(
                "nothing_to_correct", _("So steht es schon im Vorgang. Es ist nichts zu berichtigen.")
            )

    def decide(self, draft: Draft) -> None:
        draft.add(DepartureCorrected.model_validate(self._corrections(draft.departure)))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        earlier = {name: getattr(before, name) for name in self._corrections(before)}
        return None if None in earlier.values() else Inverse(self.kind, earlier)  # no fact is taken away

    def _corrections(self, departure: Departure) -> dict[str, str]:
        """Return the facts that would change, by name."""
        named = {
            "destination": self.destination,
            "nationality": self.nationality,
            "residence_status": self.residence_status,
            "file_number": self.file_number,
        }
        return {name: fact for name, fact in named.items() if fact and fact != getattr(departure, name)}
