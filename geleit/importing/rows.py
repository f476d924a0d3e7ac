"""Read one row of a list cell by cell. The first cell that cannot be read refuses the row."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from geleit.domain.model import Value
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.texts import _
from geleit.german.words import format_day
from geleit.importing import dates, values
from geleit.importing.columns import LABELS, ListField, column_title
from geleit.importing.layout import Layout
from geleit.importing.names import split_name
from geleit.importing.table import Cell, InvalidCell, Table, TableRow
from geleit.importing.text import clean, normalize, says_nothing
from geleit.importing.values import DocumentStatus

MAX_REMARK = 10_000
MAX_NUMBER = 40

Read = TypeVar("Read")


class RefusedRow(Value):
    """A row that is not imported, the column that is the reason, and why."""

    row: int
    column: str
    reason: str


def left_out_row(row: int, *, column: str, number: str, because_of: int) -> RefusedRow:
    """Refuse a row because the row of its applicant was refused."""
    reason = _("Gehört zu {number}; Zeile {row} wurde nicht übernommen.").format(
        number=number, row=because_of
    )
    return RefusedRow(row=row, column=column, reason=reason)


class RowRefusal(Exception):  # noqa: N818  # not an error: an answer
    """A row is refused."""

    def __init__(self, refused: RefusedRow) -> None:
        super().__init__(refused.reason)
        self.refused = refused


class ListedPerson(Value):
    """The person's details in a row."""

    row: int
    family_name: str
    given_name: str
    birth_date: date | None
    nationality: str | None
    document: DocumentStatus
    embassy_on: date | None
    remark: str


class ListedCase(Value):
    """The details of the whole case in the applicant's row.

    ``undated`` are the fields whose cells say that something has happened, and not when. ``adults`` and
    ``children`` are the numbers of persons that the row names; 0 if it names none.
    """

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
    undated: frozenset[ListField] = frozenset()
    file_number: str | None = None
    adults: int = 0
    children: int = 0


class RowReader:
    """Reader of the rows of one table by its layout."""

    def __init__(self, table: Table, layout: Layout, *, today: date) -> None:
        self._table = table
        self._layout = layout
        self._columns = layout.columns
        self._today = today

    def title(self, field: ListField) -> str:
        """Return the list's heading of the column, or our label if the list has none."""
        column = self._columns.get(field)
        return LABELS[field] if column is None else column_title(self._table.header, column)

    def refuse(self, row: TableRow, field: ListField, reason: str) -> RowRefusal:
        """Return the refusal of a row because of a field."""
        return RowRefusal(RefusedRow(row=row.number, column=self.title(field), reason=reason))

    def cell(self, row: TableRow, field: ListField) -> Cell:
        """Return the cell in the field's column; an empty text if there is none."""
        column = self._columns.get(field)
        return "" if column is None else row.cell(column)

    def number(self, row: TableRow) -> str:
        """Read the case number. Raise RowRefusal if there is none."""
        number = self._read(row, ListField.NUMBER, values.read_text)
        if says_nothing(number):
            raise self.refuse(row, ListField.NUMBER, _("Das Aktenzeichen fehlt."))
        if len(number) > MAX_NUMBER:
            raise self.refuse(
                row, ListField.NUMBER, _("Das sind mehr als {limit} Zeichen.").format(limit=MAX_NUMBER)
            )
        return number

    def continues_family(self, row: TableRow, above: TableRow) -> bool:
        """Tell whether a row without a number is that of a relative of the person above.

        The role says so, else the same family name and no word about a case: others must not get into it.
        """
        if not says_nothing(values.read_text(self.cell(row, ListField.NUMBER))):
            return False
        role = values.read_role(self.cell(row, ListField.ROLE))
        if role is not None:
            return role is not PersonRole.APPLICANT
        of_cases = [field for field in _OF_CASES if field in self._columns]
        return (
            bool(of_cases)
            and all(says_nothing(values.read_text(self.cell(row, field))) for field in of_cases)
            and self._family_name(row) == self._family_name(above)
        )

    def _family_name(self, row: TableRow) -> str:
        name = values.read_text(self.cell(row, ListField.FAMILY_NAME))
        if self._layout.has_whole_names:
            name, _given = split_name(name, self._layout.name_order)
        return normalize(name)

    def person(self, row: TableRow) -> ListedPerson:
        """Read the row's person. Raise RowRefusal."""
        family_name, given_name = self._names(row)
        return ListedPerson(
            row=row.number,
            family_name=family_name,
            given_name=given_name,
            birth_date=self._read(
                row, ListField.BIRTH_DATE, lambda cell: dates.read_birth_date(cell, today=self._today)
            ),
            nationality=self._read(row, ListField.NATIONALITY, values.read_country),
            document=self._read(
                row, ListField.TRAVEL_DOCUMENT, lambda cell: values.read_document(cell, today=self._today)
            ),
            embassy_on=self._case_date(row, ListField.EMBASSY_APPOINTMENT),
            remark=self._remark(row),
        )

    def case(self, row: TableRow) -> ListedCase:
        """Read the case. Raise RowRefusal, also if its dates are not in order."""
        flight = self._read(row, ListField.FLIGHT, lambda cell: values.read_planned(cell, today=self._today))
        departed = self._departed(row)
        if flight is None and departed and departed is not True and departed > self._today:
            flight, departed = departed, None
        happened = {
            ListField.INTAKE: self._intake(row),
            ListField.FUNDING_APPLICATION: self._happened(row, ListField.FUNDING_APPLICATION),
            ListField.FUNDING_DECISION: self._happened(row, ListField.FUNDING_DECISION),
            ListField.FLIGHT: flight,
            ListField.DEPARTED: departed,
        }
        if departed is True:
            happened[ListField.DEPARTED] = self._day_of_departure(row, flight)
        on = {field: day if isinstance(day, date) else None for field, day in happened.items()}
        adults, children = self._read(row, ListField.PERSON_COUNT, values.read_person_count) or (0, 0)
        case = ListedCase(
            destination=self._read(row, ListField.DESTINATION, values.read_country),
            residence_status=self._read(row, ListField.RESIDENCE_STATUS, values.read_residence_status),
            authority=self._read(row, ListField.AUTHORITY, values.read_optional) or None,
            counsellor=self._read(row, ListField.COUNSELLOR, values.read_optional) or None,
            consent=self._read(
                row, ListField.CONSENT, lambda cell: values.read_consent(cell, today=self._today)
            ),
            departure_deadline=self._case_date(row, ListField.DEPARTURE_DEADLINE),
            intake_on=on[ListField.INTAKE],
            applied_on=on[ListField.FUNDING_APPLICATION],
            approved_on=on[ListField.FUNDING_DECISION],
            flight_on=on[ListField.FLIGHT],
            departed_on=on[ListField.DEPARTED],
            undated=frozenset(field for field, day in happened.items() if day is True),
            file_number=self._read(row, ListField.FILE_NUMBER, values.read_file_number),
            adults=adults,
            children=children,
        )
        self._require_order(row, case)
        return case

    def has_unknown_status(self, row: TableRow) -> bool:
        """Tell whether the row names a residence status that nobody here knows."""
        cell = self.cell(row, ListField.RESIDENCE_STATUS)
        return not says_nothing(values.read_text(cell)) and values.find_residence_status(cell) is None

    def _happened(self, row: TableRow, field: ListField) -> bool | date | None:
        return self._read(row, field, lambda cell: values.read_happened(cell, today=self._today))

    def _intake(self, row: TableRow) -> bool | date | None:
        """Read the first talk, which may be to come."""
        return self._read(row, ListField.INTAKE, lambda cell: values.read_planned(cell, today=self._today))

    def _departed(self, row: TableRow) -> bool | date | None:
        """Read the departure. Under "Ausreise" a list may have days that are only planned."""
        is_past = normalize(self.title(ListField.DEPARTED)) not in _PLANNED_OR_PAST
        return (
            self._happened(row, ListField.DEPARTED)
            if is_past
            else self._read(
                row, ListField.DEPARTED, lambda cell: values.read_planned(cell, today=self._today)
            )
        )

    def _day_of_departure(self, row: TableRow, flight: bool | date | None) -> date:
        """Return the day of a departure that the list does not date. Raise RowRefusal if none is known."""
        if isinstance(flight, date) and flight <= self._today:
            return flight
        raise self.refuse(row, ListField.DEPARTED, _("Der Tag der Ausreise fehlt."))

    def _remark(self, row: TableRow) -> str:
        remark = self._read(row, ListField.REMARK, _remark)
        born = self.cell(row, ListField.BIRTH_DATE)
        if not dates.birth_year_only(born):
            return remark
        title = self.title(ListField.BIRTH_DATE)
        return "\n".join(filter(None, (remark, f"{title}: {values.read_text(born)}")))

    def _names(self, row: TableRow) -> tuple[str, str]:
        family_name = self._read(row, ListField.FAMILY_NAME, values.read_name)
        given_name = self._read(row, ListField.GIVEN_NAME, values.read_name)
        if self._layout.has_whole_names:
            family_name, given_name = split_name(family_name, self._layout.name_order)
            if family_name and not given_name:
                raise self.refuse(
                    row, ListField.FAMILY_NAME, _("Der Vorname fehlt. Schreiben Sie „Name, Vorname“.")
                )
        if not family_name:
            raise self.refuse(row, ListField.FAMILY_NAME, _("Der Name fehlt."))
        if not given_name:
            raise self.refuse(row, ListField.GIVEN_NAME, _("Der Vorname fehlt."))
        return family_name, given_name

    def _case_date(self, row: TableRow, field: ListField) -> date | None:
        return self._read(row, field, lambda cell: dates.read_case_date(cell, today=self._today))

    def _read(self, row: TableRow, field: ListField, reader: Callable[[Cell], Read]) -> Read:
        try:
            return reader(self.cell(row, field))
        except InvalidCell as wrong:
            raise self.refuse(row, field, str(wrong)) from wrong

    def _require_order(self, row: TableRow, case: ListedCase) -> None:
        """Raise RowRefusal if a later event has an earlier date: one of the two is wrong."""
        on = {
            ListField.INTAKE: case.intake_on,
            ListField.FUNDING_APPLICATION: case.applied_on,
            ListField.FUNDING_DECISION: case.approved_on,
            ListField.DEPARTED: case.departed_on,
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


_OF_CASES = (
    ListField.AUTHORITY,
    ListField.CONSENT,
    ListField.DEPARTURE_DEADLINE,
    ListField.INTAKE,
    ListField.FUNDING_APPLICATION,
    ListField.FUNDING_DECISION,
    ListField.FLIGHT,
    ListField.DEPARTED,
    ListField.COUNSELLOR,
    ListField.PERSON_COUNT,
)
"""The fields that stand in an applicant's row."""
_PLANNED_OR_PAST = frozenset({"ausreise", "ausreiseam", "ausreisedatum"})

# The nearest pairs first, so that the sentence names the two dates that do not fit together.
_ORDER = (
    (ListField.FUNDING_DECISION, ListField.FUNDING_APPLICATION),
    (ListField.DEPARTED, ListField.FUNDING_DECISION),
    (ListField.FUNDING_APPLICATION, ListField.INTAKE),
    (ListField.DEPARTED, ListField.FUNDING_APPLICATION),
    (ListField.FUNDING_DECISION, ListField.INTAKE),
    (ListField.DEPARTED, ListField.INTAKE),
)


def _remark(cell: Cell) -> str:
    remark = values.read_text(cell) if isinstance(cell, date) else clean(cell)
    if len(remark) > MAX_REMARK:
        raise values.too_long(MAX_REMARK)
    return remark
