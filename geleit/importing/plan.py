"""Plan the departures of a list: group rows into families, and refuse rows that fit none."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.enclosure import PersonDetails
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.model import Value
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus
from geleit.domain.texts import _
from geleit.importing import values
from geleit.importing.columns import ListField, require_columns
from geleit.importing.facts import Evidence, contact_on, evidence
from geleit.importing.layout import Layout
from geleit.importing.reading import ReadingNotes, reading_notices
from geleit.importing.rows import ListedCase, ListedPerson, RefusedRow, RowReader, RowRefusal, left_out_row
from geleit.importing.table import Table, TableRow
from geleit.importing.text import agrees, is_damaged
from geleit.importing.values import MAX_PERSONS

UNNAMED = "N. N."
"""The family name of a person whom a list counts and does not name."""
_NUMBER_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")


class PlannedPerson(Value):
    """A person of a planned departure and the row that names them."""

    row: int
    role: PersonRole
    details: PersonDetails
    is_named: bool = True

    @property
    def person(self) -> Person:
        """The person as the domain records it."""
        return Person(number=self.details.number, role=self.role)


class PlannedDeparture(Value):
    """A departure as a list describes it. `row` is the applicant's.

    `destination_listed` is False if the destination only follows from the nationality.
    """

    row: int
    number: str
    persons: tuple[PlannedPerson, ...]
    destination: str
    destination_listed: bool
    nationality: str
    residence_status: ResidenceStatus
    authority: str | None
    counsellor: str | None
    contact_on: date
    evidence: tuple[Evidence, ...]
    deadlines: tuple[DeadlineFact, ...]
    note: str
    file_number: str | None = None

    @property
    def digest(self) -> str:
        """A digest that is the same if a list says nothing new about the case."""
        # Without a file number it is the digest of the releases that knew none.
        told = self.model_dump_json(
            exclude={
                "row": True,
                "contact_on": True,
                "persons": {"__all__": {"row", "is_named"}},
                "file_number": self.file_number is None,
            }
        )
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def tells_consent(self) -> bool:
        """Whether the list says that the client consents."""
        return any(each.fact.is_consent for each in self.evidence)

    @property
    def has_damaged_names(self) -> bool:
        """Whether letters of a name are lost in the list."""
        return any(
            is_damaged(person.details.family_name + person.details.given_name) for person in self.persons
        )


class Plan(Value):
    """The departures and refused rows of a list, and notices on how it was read.

    `number_column` is the heading of the case numbers.
    """

    number_column: str
    departures: tuple[PlannedDeparture, ...]
    refused: tuple[RefusedRow, ...]
    notices: tuple[str, ...] = ()

    @property
    def persons(self) -> int:
        """The number of persons of the departures."""
        return sum(len(departure.persons) for departure in self.departures)


def make_plan(table: Table, layout: Layout, *, today: date) -> Plan:
    """Read every row. Raise UnreadableList if a required column is missing."""
    require_columns(layout.columns)
    reader = RowReader(table, layout, today=today)
    families, refused = _families(table, reader)
    has_applicants = any(
        values.read_role(reader.cell(row, ListField.ROLE)) is PersonRole.APPLICANT for row in table.rows
    )
    departures: list[PlannedDeparture] = []
    notes = ReadingNotes()
    for family in families:
        builder = _FamilyBuilder(
            reader,
            number=family[0][0],
            rows=[row for _number, row in family],
            today=today,
            has_applicants=has_applicants,
            notes=notes,
        )
        try:
            departures.append(builder.departure())
        except RowRefusal as refusal:
            refused.append(refusal.refused)
        refused.extend(builder.refused)
    return Plan(
        number_column=reader.title(ListField.NUMBER),
        departures=tuple(departures),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.row)),
        notices=tuple(reading_notices(table, layout, reader, notes)),
    )


def _families(table: Table, reader: RowReader) -> tuple[list[list[tuple[str, TableRow]]], list[RefusedRow]]:
    """Return the numbered rows of each departure, and the rows without a number."""
    families: dict[str, list[tuple[str, TableRow]]] = {}
    refused: list[RefusedRow] = []
    last: str | None = None
    for row in table.rows:
        if last is not None and reader.continues_family(row, families[last][-1][1]):
            families[last].append((families[last][0][0], row))
            continue
        try:
            number = reader.number(row)
        except RowRefusal as refusal:
            refused.append(refusal.refused)
            last = None
        else:
            last = _same_number(number)
            families.setdefault(last, []).append((number, row))
    return list(families.values()), refused


def _same_number(number: str) -> str:
    """Return what two spellings of one number share: "KI 26 1" is "KI-26-1", but "1/26" is not "12/6"."""
    return "-".join(_NUMBER_PARTS.findall(number.casefold())) or number


def full_number(listed: str, prefix: str) -> str:
    """Return the number that the departure gets: "KI-12/26", where a bare "12/26" names no office."""
    return listed if any(char.isalpha() for char in listed) else f"{prefix}-{listed}"


class _FamilyBuilder:
    """Builder of a departure from the rows of one case number."""

    def __init__(
        self,
        reader: RowReader,
        *,
        number: str,
        rows: Sequence[TableRow],
        today: date,
        has_applicants: bool,
        notes: ReadingNotes,
    ) -> None:
        self._has_applicants = has_applicants
        self._notes = notes
        self._reader = reader
        self._number = number
        self._rows = rows
        self._today = today
        self.refused: list[RefusedRow] = []

    def departure(self) -> PlannedDeparture:
        """Build the departure; collect relatives' refused rows in `refused`.

        Raise RowRefusal if the applicant's row is refused.
        """
        applicant_row = self._applicant_row()
        relatives = [row for row in self._rows if row is not applicant_row]
        if len(self._rows) > MAX_PERSONS:
            self._leave_out(relatives, applicant_row)
            reason = _("Unter {number} stehen mehr als {limit} Personen.")
            raise self._reader.refuse(
                applicant_row, ListField.NUMBER, reason.format(number=self._number, limit=MAX_PERSONS)
            )
        try:
            applicant = self._reader.person(applicant_row)
            case = self._reader.case(applicant_row)
            if applicant.nationality is None:
                raise self._reader.refuse(
                    applicant_row, ListField.NATIONALITY, _("Die Staatsangehörigkeit fehlt.")
                )
        except RowRefusal:
            self._leave_out(relatives, applicant_row)
            raise
        family = [(PersonRole.APPLICANT, applicant)]
        for row in relatives:
            self._join(family, row)
        named = len(family)
        family += _unnamed(case, family)
        persons = [person for _role, person in family]
        self._note(case, applicant_row, unnamed=len(family) - named)
        return PlannedDeparture(
            row=applicant.row,
            number=self._number,
            persons=tuple(
                _planned(person, role, number, is_named=number <= named)
                for number, (role, person) in enumerate(family, start=1)
            ),
            destination=case.destination or applicant.nationality,
            destination_listed=case.destination is not None,
            nationality=applicant.nationality,
            residence_status=case.residence_status,
            authority=case.authority,
            counsellor=case.counsellor,
            contact_on=contact_on(case, today=self._today),
            evidence=tuple(evidence(case, persons, today=self._today)),
            deadlines=_deadlines(case),
            note=_note(persons),
            file_number=case.file_number,
        )

    def _note(self, case: ListedCase, row: TableRow, *, unnamed: int) -> None:
        """Note what was understood in one of several ways."""
        if unnamed:
            self._notes.unnamed[self._number] = unnamed
        self._notes.undated.update(case.undated)
        if self._reader.has_unknown_status(row):
            self._notes.statuses[values.read_text(self._reader.cell(row, ListField.RESIDENCE_STATUS))] += 1

    def _applicant_row(self) -> TableRow:
        roles = [values.read_role(self._reader.cell(row, ListField.ROLE)) for row in self._rows]
        if PersonRole.APPLICANT in roles:
            return self._rows[roles.index(PersonRole.APPLICANT)]
        if roles[0] is None or not self._has_applicants:
            return self._rows[0]  # a list that names no applicant begins each family with them
        self._leave_out(self._rows[1:], self._rows[0])
        raise self._reader.refuse(
            self._rows[0],
            ListField.ROLE,
            _("{number} hat keine Antragstellerin und keinen Antragsteller.").format(number=self._number),
        )

    def _leave_out(self, rows: Sequence[TableRow], because_of: TableRow) -> None:
        column = self._reader.title(ListField.NUMBER)
        self.refused.extend(
            left_out_row(row.number, column=column, number=self._number, because_of=because_of.number)
            for row in rows
        )

    def _join(self, family: list[tuple[PersonRole, ListedPerson]], row: TableRow) -> None:
        try:
            person = self._reader.person(row)
            self._require_new_person(family, person, row)
        except RowRefusal as refusal:
            self.refused.append(refusal.refused)
        else:
            family.append(
                (values.read_role(self._reader.cell(row, ListField.ROLE)) or PersonRole.OTHER, person)
            )

    def _require_new_person(
        self, family: Sequence[tuple[PersonRole, ListedPerson]], person: ListedPerson, row: TableRow
    ) -> None:
        for _role, other in family:
            if _same_person(person, other):
                reason = _("Diese Person steht in {number} schon in Zeile {row}.")
                raise self._reader.refuse(
                    row, ListField.FAMILY_NAME, reason.format(number=self._number, row=other.row)
                )
        if values.read_role(self._reader.cell(row, ListField.ROLE)) is PersonRole.APPLICANT:
            reason = _("{number} hat in Zeile {row} schon eine Antragstellerin oder einen Antragsteller.")
            raise self._reader.refuse(
                row, ListField.ROLE, reason.format(number=self._number, row=family[0][1].row)
            )


def _same_person(one: ListedPerson, other: ListedPerson) -> bool:
    def same(first: str, second: str) -> bool:
        return agrees(first, second) or agrees(second, first)

    return (
        one.birth_date == other.birth_date
        and same(one.family_name, other.family_name)
        and same(one.given_name, other.given_name)
    )


def _planned(person: ListedPerson, role: PersonRole, number: int, *, is_named: bool) -> PlannedPerson:
    details = PersonDetails(
        number=number,
        family_name=person.family_name,
        given_name=person.given_name,
        birth_date=person.birth_date,
        nationality=person.nationality,
    )
    return PlannedPerson(row=person.row, role=role, details=details, is_named=is_named)


def _unnamed(
    case: ListedCase, named: Sequence[tuple[PersonRole, ListedPerson]]
) -> list[tuple[PersonRole, ListedPerson]]:
    """Return the persons whom the applicant's row counts and no row names, as far as counted the children."""
    children = case.children - sum(role is PersonRole.CHILD for role, _person in named)
    numbers = range(len(named) + 1, case.adults + case.children + 1)
    return [
        (
            PersonRole.CHILD if place < children else PersonRole.OTHER,
            ListedPerson(
                row=named[0][1].row,
                family_name=UNNAMED,
                given_name=_("Person {number}").format(number=number),
                birth_date=None,
                nationality=None,
                document=values.DocumentStatus.MISSING,
                embassy_on=None,
                remark="",
            ),
        )
        for place, number in enumerate(numbers)
    ]


def _deadlines(case: ListedCase) -> tuple[DeadlineFact, ...]:
    if case.departure_deadline is None:
        return ()
    return (DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=case.departure_deadline),)


def _note(persons: Sequence[ListedPerson]) -> str:
    """Join the remarks; those in relatives' rows begin with the name."""
    applicant, *relatives = persons
    about_relatives = (
        f"{person.given_name} {person.family_name}: {person.remark}" for person in relatives if person.remark
    )
    return "\n".join(filter(None, (applicant.remark, *about_relatives)))
