"""A travel document was recorded or removed."""

from typing import Annotated, Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.model import stored_as
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind


class TravelDocumentRecorded(Event):
    kind: Literal["paper_recorded"] = "paper_recorded"
    document: Annotated[TravelDocument, stored_as("paper")]

    def apply(self, departure: Departure, seq: int) -> Departure:
        others = _all_but(departure, self.document.what, self.document.person)
        return departure.replace(version=seq, travel_documents=(*others, self.document))


class TravelDocumentRemoved(Event):
    kind: Literal["paper_removed"] = "paper_removed"
    what: TravelDocumentKind
    person: int | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, travel_documents=_all_but(departure, self.what, self.person))


def _all_but(
    departure: Departure, what: TravelDocumentKind, person: int | None
) -> tuple[TravelDocument, ...]:
    return tuple(other for other in departure.travel_documents if not other.is_about(what, person))
