"""A travel document was recorded or removed."""

from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.outlook.travel_window import Validity, ValidityKind


class PaperRecorded(Event):
    kind: Literal["paper_recorded"] = "paper_recorded"
    paper: Validity

    def apply(self, departure: Departure, seq: int) -> Departure:
        others = _all_but(departure, self.paper.what, self.paper.person)
        return departure.replace(version=seq, papers=(*others, self.paper))


class PaperRemoved(Event):
    kind: Literal["paper_removed"] = "paper_removed"
    what: ValidityKind
    person: int | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, papers=_all_but(departure, self.what, self.person))


def _all_but(departure: Departure, what: ValidityKind, person: int | None) -> tuple[Validity, ...]:
    return tuple(paper for paper in departure.papers if (paper.what, paper.person) != (what, person))
