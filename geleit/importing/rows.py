"""One row of a list, read cell by cell. The first cell that cannot be read refuses the row."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from geleit.domain.model import Value
from geleit.domain.persons.state import ResidenceStatus
from geleit.domain.texts import _
from geleit.german.words import format_day
from geleit.importing import dates, values
from geleit.importing.columns import LABELS, Columns, Field, column_title
from geleit.importing.table import Cell, Table, TableRow, Wrong
from geleit.importing.text import clean
from geleit.importing.values import Document

MAX_REMARK = 10_000
MAX_NUMBER = 40

Read = TypeVar("Read")


class RefusedRow(Value):
    """A row that is not taken: which, because of which column, and why."""

    row: int
    column: str
    reason: str


def left_out(row: int, *, column: str, number: str, because_of: int) -> RefusedRow:
    """The answer to a row that can be read and has no departure, because another row was refused."""
    reason = _("Gehört zu {number}; Zeile {row} wurde nicht übernommen.").format(
        number=number, row=because_of
    )
    return RefusedRow(row=row, column=column, reason=reason)


class Refused(Exception):  # noqa: N818  # not an error: an answer
    """Reading of a row has come to an end."""

    def __init__(self, refused: RefusedRow) -> None:
        super().__init__(refused.reason)
        self.refused = refused


class ListedPerson(Value):
    """What a row says about its person."""

    row: int
    family_name: str
    given_name: str
    birth_date: date | None
    nationality: str | None
    document: Document
    embassy_on: date | None
    remark: str


class ListedCase(Value):
    """What the applicant's row says about the whole case."""

    destination: str | None
    residence_status: ResidenceStatus
    authority: str | None
    counsellor: str | None
    consent: bool | date | None
    departure_deadline: date | None
    intake_on: date | None
    applied_on: date | None
    approved_on: date | None
    flight_on: date | None
    departed_on: date | None


class RowReader:
    """Reads rows of one table by the columns a person agreed to."""

    def __init__(self, table: Table, columns: Columns, *, today: date) -> None:
        self._table = table
        self._columns = columns
        self._today = today

    def title(self, field: Field) -> str:
        """How the list itself calls the column; our own word where the list has none."""
        column = self._columns.get(field)
        return LABELS[field] if column is None else column_title(self._table.header, column)

    def refuse(self, row: TableRow, field: Field, reason: str) -> Refused:
        """The answer to a row that cannot be taken."""
        return Refused(RefusedRow(row=row.number, column=self.title(field), reason=reason))

    def cell(self, row: TableRow, field: Field) -> Cell:
        """What stands in the field's column; an empty text if the list has none."""
        column = self._columns.get(field)
        return "" if column is None else row.cell(column)

    def number(self, row: TableRow) -> str:
        """The case's number. Raises Refused when there is none."""
        number = self._read(row, Field.NUMBER, values.text)
        if not number:
            raise self.refuse(row, Field.NUMBER, _("Das Aktenzeichen fehlt."))
        if len(number) > MAX_NUMBER:
            raise self.refuse(
                row, Field.NUMBER, _("Das sind mehr als {limit} Zeichen.").format(limit=MAX_NUMBER)
            )
        return number

    def person(self, row: TableRow) -> ListedPerson:
        """The row's person. Raises Refused."""
        family_name, given_name = self._names(row)
        return ListedPerson(
            row=row.number,
            family_name=family_name,
            given_name=given_name,
            birth_date=self._read(
                row, Field.BIRTH_DATE, lambda cell: dates.birth_date(cell, today=self._today)
            ),
            nationality=self._read(row, Field.NATIONALITY, values.country),
            document=self._read(row, Field.TRAVEL_DOCUMENT, values.document),
            embassy_on=self._case_date(row, Field.EMBASSY_APPOINTMENT),
            remark=self._read(row, Field.REMARK, _remark),
        )

    def case(self, row: TableRow) -> ListedCase:
        """The case's facts. Raises Refused, also when its dates are not in order."""
        case = ListedCase(
            destination=self._read(row, Field.DESTINATION, values.country),
            residence_status=self._read(row, Field.RESIDENCE_STATUS, values.residence_status),
            authority=self._read(row, Field.AUTHORITY, values.name) or None,
            counsellor=self._read(row, Field.COUNSELLOR, values.name) or None,
            consent=self._read(row, Field.CONSENT, lambda cell: values.consent(cell, today=self._today)),
            departure_deadline=self._case_date(row, Field.DEPARTURE_DEADLINE),
            intake_on=self._case_date(row, Field.INTAKE),
            applied_on=self._past_date(row, Field.FUNDING_APPLICATION),
            approved_on=self._past_date(row, Field.FUNDING_DECISION),
            flight_on=self._case_date(row, Field.FLIGHT),
            departed_on=self._past_date(row, Field.DEPARTED),
        )
        self._check_order(row, case)
        return case

    def _names(self, row: TableRow) -> tuple[str, str]:
        family_name = self._read(row, Field.FAMILY_NAME, values.name)
        given_name = self._read(row, Field.GIVEN_NAME, values.name)
        if Field.GIVEN_NAME not in self._columns:
            family_name, _comma, given_name = (part.strip() for part in family_name.partition(","))
            if not given_name:
                raise self.refuse(
                    row, Field.FAMILY_NAME, _("Der Vorname fehlt. Schreiben Sie „Name, Vorname“.")
                )
        if not family_name:
            raise self.refuse(row, Field.FAMILY_NAME, _("Der Name fehlt."))
        if not given_name:
            raise self.refuse(row, Field.GIVEN_NAME, _("Der Vorname fehlt."))
        return family_name, given_name

    def _case_date(self, row: TableRow, field: Field) -> date | None:
        return self._read(row, field, lambda cell: dates.case_date(cell, today=self._today))

    def _past_date(self, row: TableRow, field: Field) -> date | None:
        return self._read(row, field, lambda cell: dates.past_date(cell, today=self._today))

    def _read(self, row: TableRow, field: Field, reader: Callable[[Cell], Read]) -> Read:
        try:
            return reader(self.cell(row, field))
        except Wrong as wrong:
            raise self.refuse(row, field, str(wrong)) from wrong

    def _check_order(self, row: TableRow, case: ListedCase) -> None:
        """What comes later cannot lie before what came earlier: one of the two dates is wrong."""
        on = {
            Field.INTAKE: case.intake_on,
            Field.FUNDING_APPLICATION: case.applied_on,
            Field.FUNDING_DECISION: case.approved_on,
            Field.DEPARTED: case.departed_on,
        }
        for later, earlier in _ORDER:
            second, first = on[later], on[earlier]
            if first and second and second < first:
                reason = _("„{later}“ ({second}) liegt vor „{earlier}“ ({first}).")
                raise self.refuse(
                    row,
                    later,
                    reason.format(
                        later=self.title(later),
                        second=format_day(second),
                        earlier=self.title(earlier),
                        first=format_day(first),
                    ),
                )


# The nearest pairs first, so that the sentence names the two dates that do not fit together.
_ORDER = (
    (Field.FUNDING_DECISION, Field.FUNDING_APPLICATION),
    (Field.DEPARTED, Field.FUNDING_DECISION),
    (Field.FUNDING_APPLICATION, Field.INTAKE),
    (Field.DEPARTED, Field.FUNDING_APPLICATION),
    (Field.FUNDING_DECISION, Field.INTAKE),
    (Field.DEPARTED, Field.INTAKE),
)


def _remark(cell: Cell) -> str:
    remark = values.text(cell) if isinstance(cell, date) else clean(cell)
    if len(remark) > MAX_REMARK:
        raise values.too_long(MAX_REMARK)
    return remark
