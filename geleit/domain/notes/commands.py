"""Write a note."""

from datetime import date
from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import ALWAYS, Command
from geleit.domain.refusal import no_note


class WriteNote(Command):
    """Write a note on the departure, or on one of its steps; the text waits in the enclosure."""

    allowed_in = ALWAYS

    kind: Literal["write_note"] = "write_note"
    step: str | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal without a text, or if there is no such step."""
        if self.step is not None:
            departure.require_step(self.step)
        if not self.has_note:
            raise no_note()

    def decide(self, draft: Draft) -> None:
        draft.add_note(self, step=self.step)
