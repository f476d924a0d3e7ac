"""A travel document was recorded or removed."""

from typing import Annotated, Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.model import stored_as
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind, travel_document_key


class TravelDocumentRecorded(Event):
    kind: Literal["paper_recorded"] = "paper_recorded"
    document: Annotated[TravelDocument, stored_as("paper")]

    def apply(self, departure: Departure, seq: int) -> Departure:
        return _replace_document(departure, self.document.key, self.document, seq)


class TravelDocumentRemoved(Event):
    kind: Literal["paper_removed"] = "paper_removed"
    what: TravelDocumentKind
    person: int | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return _replace_document(departure, travel_document_key(self.what, self.person), None, seq)


def _replace_document(departure: Departure, key: str, document: TravelDocument | None, seq: int) -> Departure:
    """Return the departure with another document of that key, or with none."""
    others = tuple(other for other in departure.travel_documents if other.key != key)
    return departure.replace(
        version=seq,
        travel_documents=(*others, document) if document else others,
        document_versions={**departure.document_versions, key: seq},
    )
