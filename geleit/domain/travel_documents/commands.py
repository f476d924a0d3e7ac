"""Record and remove travel documents, visas, approvals and certificates."""

from datetime import date
from typing import Literal

from geleit.domain.dates import require_plausible
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import Command, Inverse
from geleit.domain.outlook.travel_window import Validity, ValidityKind
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.domain.travel_documents.events import PaperRecorded, PaperRemoved

_LEGAL_DATES = frozenset(kind.value for kind in DeadlineKind)


class RecordPaper(Command):
    """Record until when a travel document, a visa, an approval or a certificate is valid."""

    kind: Literal["record_paper"] = "record_paper"
    paper: Validity

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal for a legal date, an unknown person, and a document without a plausible end."""
        paper = self.paper
        if paper.what.value in _LEGAL_DATES:
            raise Refusal(
                "is_a_deadline", _("Das ist eine gesetzliche Frist. Bitte tragen Sie sie dort ein.")
            )
        if paper.person is not None:
            departure.require_person(paper.person)
        if paper.valid_until is None:
            raise Refusal("no_end", _("Bitte geben Sie an, bis wann das Dokument gilt.")).about("valid_until")
        if paper.valid_from:
            require_plausible(paper.valid_from, today, "valid_from")
        require_plausible(paper.valid_until, today, "valid_until")

    def decide(self, draft: Draft) -> None:
        if self.paper not in draft.departure.papers:
            draft.add(PaperRecorded(paper=self.paper))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        what, person = self.paper.what, self.paper.person
        earlier = _paper(before, what, person)
        if earlier:
            return Inverse("record_paper", {"paper": earlier})
        return Inverse("remove_paper", {"what": what, "person": person})


class RemovePaper(Command):
    """Remove a document: it is gone, or was recorded by mistake."""

    kind: Literal["remove_paper"] = "remove_paper"
    what: ValidityKind
    person: int | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if no such document is recorded."""
        if _paper(departure, self.what, self.person) is None:
            raise Refusal("no_paper", _("Ein solches Dokument ist nicht eingetragen."))

    def decide(self, draft: Draft) -> None:
        draft.add(PaperRemoved(what=self.what, person=self.person))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        return Inverse("record_paper", {"paper": _paper(before, self.what, self.person)})


def _paper(departure: Departure, what: ValidityKind, person: int | None) -> Validity | None:
    return next((paper for paper in departure.papers if (paper.what, paper.person) == (what, person)), None)
