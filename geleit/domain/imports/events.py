"""What a list said about a departure that does not count here yet."""

from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.imports.state import HeldFact
from geleit.domain.message import Event


class FactHeld(Event):
    """Event of a fact that was not taken over, as its step depends on others that are not settled."""

    kind: Literal["fact_held"] = "fact_held"
    held: HeldFact

    def apply(self, departure: Departure, seq: int) -> Departure:
        """Add the fact to those held; an earlier one about the same step is outdated."""
        others = (held for held in departure.held_facts if held.step != self.held.step)
        return departure.replace(version=seq, held_facts=(*others, self.held))
