"""Record and remove travel documents, visas, approvals and certificates."""

from datetime import date
from typing import Annotated, Literal

from geleit.domain.dates import require_plausible
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import Command, Inverse
from geleit.domain.model import stored_as
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.domain.travel_documents.events import TravelDocumentRecorded, TravelDocumentRemoved
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind, travel_document_key


class RecordTravelDocument(Command):
    """Record until when a travel document, a visa, an approval or a certificate is valid."""

    kind: Literal["record_paper"] = "record_paper"
    document: Annotated[TravelDocument, stored_as("paper")]

    def subject_version(self, departure: Departure) -> int:
        return departure.document_versions.get(self.document.key, 0)

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal for a legal date, an unknown person, and a document without a plausible end."""
        document = self.document
        if document.what.is_deadline:
            raise Refusal(
                "is_a_deadline", _("Das ist eine gesetzliche Frist. Bitte tragen Sie sie dort ein.")
            )
        if document.person is not None:
            departure.require_person(document.person)
        if document.valid_until is None:
            raise Refusal("no_end", _("Bitte geben Sie an, bis wann das Dokument gilt.")).about("valid_until")
        if document.valid_from:
            require_plausible(document.valid_from, today, "valid_from")
        require_plausible(document.valid_until, today, "valid_until")

    def decide(self, draft: Draft) -> None:
        if self.document not in draft.departure.travel_documents:
            draft.add(TravelDocumentRecorded(document=self.document))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        earlier = _recorded(before, self.document.key)
        if earlier:
            return Inverse("record_paper", {"document": earlier})
        return Inverse("remove_paper", {"what": self.document.what, "person": self.document.person})


class RemoveTravelDocument(Command):
    """Remove a document: it is gone, or was recorded by mistake."""

    kind: Literal["remove_paper"] = "remove_paper"
    what: TravelDocumentKind
    person: int | None = None

    @property
    def key(self) -> str:
        """The key of the document."""
        return travel_document_key(self.what, self.person)

    def subject_version(self, departure: Departure) -> int:
        return departure.document_versions.get(self.key, 0)

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if no such document is recorded."""
        if _recorded(departure, self.key) is None:
            raise Refusal("no_paper", _("Ein solches Dokument ist nicht eingetragen."))

    def decide(self, draft: Draft) -> None:
        draft.add(TravelDocumentRemoved(what=self.what, person=self.person))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        return Inverse("record_paper", {"document": _recorded(before, self.key)})


def _recorded(departure: Departure, key: str) -> TravelDocument | None:
    return next((found for found in departure.travel_documents if found.key == key), None)
