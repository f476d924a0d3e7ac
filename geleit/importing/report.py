"""The report of an import: stored with it, shown to people, printed for programs."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from geleit.domain.model import Value
from geleit.importing.plan import Plan
from geleit.importing.rows import RefusedRow


class RefusedRows(Value):
    """The rows that are refused for one reason."""

    rows: tuple[int, ...]
    column: str
    reason: str

    @property
    def numbers(self) -> str:
        """The row numbers as people write them: "79, 81–83"."""
        spans: list[list[int]] = []
        for row in self.rows:
            if spans and row == spans[-1][-1] + 1:
                spans[-1] = [spans[-1][0], row]
            else:
                spans.append([row])
        return ", ".join("–".join(map(str, span)) for span in spans)


class Verdict(StrEnum):
    """The outcome for one departure of the list."""

    OPENED = "opened"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Remark(Value):
    """Something the office should check, though the row was imported."""

    row: int
    number: str
    text: str


class DepartureResult(Value):
    """The result for one departure of the list.

    `digest` tells whether another list says anything new about it. `refused` is the applicant's row,
    `left_out` are the relatives' rows that are refused with it.
    """

    number: str
    verdict: Verdict
    departure_id: UUID | None = None
    digest: str = ""
    refused: RefusedRow | None = None
    left_out: tuple[RefusedRow, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Report(Value):
    """Results by case number, refused rows, and notices for the office."""

    departures: int
    persons: int
    results: dict[str, DepartureResult] = Field(default_factory=dict)
    rows: tuple[RefusedRow, ...] = ()
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> "Report":
        """Return the report of a plan before its import."""
        return cls(departures=len(plan.departures), persons=plan.persons, rows=plan.refused)

    def with_results(self, results: Iterable[DepartureResult], *, notices: Iterable[str] = ()) -> "Report":
        """Return the report with more results; the same number twice counts once."""
        known = dict.fromkeys((*self.notices, *notices))
        return self.model_copy(
            update={
                "results": {**self.results, **{result.number: result for result in results}},
                "notices": tuple(known),
            }
        )

    def count(self, verdict: Verdict) -> int:
        """Count the departures with this verdict."""
        return sum(result.verdict is verdict for result in self.results.values())

    @property
    def refused(self) -> tuple[RefusedRow, ...]:
        """Every refused row, in the order of the list."""
        later = (row for result in self.results.values() for row in (result.refused, *result.left_out) if row)
        return tuple(sorted((*self.rows, *later), key=lambda refused: refused.row))

    @property
    def refused_by_reason(self) -> tuple[RefusedRows, ...]:
        """The refused rows, those with the same reason together."""
        groups: dict[tuple[str, str], list[int]] = {}
        for refused in self.refused:
            groups.setdefault((refused.column, refused.reason), []).append(refused.row)
        return tuple(
            RefusedRows(rows=tuple(rows), column=column, reason=reason)
            for (column, reason), rows in groups.items()
        )

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remarks, in the order of the list."""
        told = (remark for result in self.results.values() for remark in result.remarks)
        return tuple(sorted(told, key=lambda remark: remark.row))

    def for_programs(self) -> dict[str, Any]:
        """Return what `geleit import --json` prints."""
        return {
            "departures": self.departures,
            "persons": self.persons,
            "opened": self.count(Verdict.OPENED),
            "changed": self.count(Verdict.CHANGED),
            "unchanged": self.count(Verdict.UNCHANGED),
            "refused": [refused.model_dump() for refused in self.refused],
        }
