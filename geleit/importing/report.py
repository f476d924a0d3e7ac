"""What came of a list, or would come of it: kept with the import, shown to people, printed for programs."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from geleit.domain.model import Value
from geleit.importing.plan import Plan
from geleit.importing.rows import RefusedRow


class Verdict(StrEnum):
    """What became of one departure of the list."""

    OPENED = "opened"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Remark(Value):
    """What the office should look at, though the row was taken."""

    row: int
    number: str
    text: str


class Result(Value):
    """One departure of the list. ``digest`` tells whether another list says anything new about it.

    ``refused`` is the applicant's row, ``left_out`` are those of the relatives who go with it.
    """

    number: str
    verdict: Verdict
    departure_id: UUID | None = None
    digest: str = ""
    refused: RefusedRow | None = None
    left_out: tuple[RefusedRow, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Report(Value):
    """The departures by number, the rows that were not taken, and what else the office should know."""

    departures: int
    persons: int
    results: dict[str, Result] = Field(default_factory=dict)
    rows: tuple[RefusedRow, ...] = ()
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> "Report":
        """Return the report before anything was done."""
        return cls(departures=len(plan.departures), persons=plan.persons, rows=plan.refused)

    def with_results(self, results: Iterable[Result], *, notices: Iterable[str] = ()) -> "Report":
        """Return the report after more of the departures; the same one twice counts once."""
        known = dict.fromkeys((*self.notices, *notices))
        return self.model_copy(
            update={
                "results": {**self.results, **{result.number: result for result in results}},
                "notices": tuple(known),
            }
        )

    def count(self, verdict: Verdict) -> int:
        """How many departures came to this."""
        return sum(result.verdict is verdict for result in self.results.values())

    @property
    def refused(self) -> tuple[RefusedRow, ...]:
        """Every row that was not taken, in the order of the list."""
        later = (row for result in self.results.values() for row in (result.refused, *result.left_out) if row)
        return tuple(sorted((*self.rows, *later), key=lambda refused: refused.row))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was left as it is in Geleit though the list says otherwise, in the order of the list."""
        told = (remark for result in self.results.values() for remark in result.remarks)
        return tuple(sorted(told, key=lambda remark: remark.row))

    def for_programs(self) -> dict[str, Any]:
        """Return the answer of `geleit import --json`."""
        return {
            "departures": self.departures,
            "persons": self.persons,
            "opened": self.count(Verdict.OPENED),
            "changed": self.count(Verdict.CHANGED),
            "unchanged": self.count(Verdict.UNCHANGED),
            "refused": [refused.model_dump() for refused in self.refused],
        }
