"""Lists that Geleit has never seen come in without code: no row is refused that a person would understand."""

from datetime import date
from uuid import UUID

import pytest

from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.process import Purpose
from geleit.domain.steps.state import Effect, StepState
from geleit.importing.formats import read_table
from geleit.importing.layout import recognise_layout
from geleit.importing.names import NameOrder, split_name, suggested_order
from geleit.importing.naming import find_authority
from geleit.importing.plan import Plan, PlannedDeparture, full_number, make_plan
from geleit.importing.table import InvalidCell
from geleit.importing.values import find_residence_status, read_person_count
from tests.importing.lists import TODAY, list_of, only, plan_of, relative
from tests.importing.opened import after, change, opened
from tests.importing.other_offices import leipzig, luebeck, munich


def _departure(plan: Plan, number: str) -> PlannedDeparture:
    return next(departure for departure in plan.departures if departure.number == number)


def _names(departure: PlannedDeparture) -> list[tuple[str, str]]:
    return [(person.details.family_name, person.details.given_name) for person in departure.persons]


def _states(departure: PlannedDeparture) -> dict[Purpose | Effect, tuple[StepState, date | None]]:
    return {
        each.fact.purpose: (each.fact.state, each.fact.on)
        for each in departure.evidence
        if each.fact.person in (None, 1)
    }


@pytest.mark.parametrize(
    ("content", "departures", "persons"), [(luebeck(), 4, 11), (munich(), 2, 4), (leipzig(), 2, 3)]
)
def test_no_row_of_another_office_is_refused(content: bytes, departures: int, persons: int) -> None:
    plan = plan_of(content)
    assert plan.refused == ()
    assert (len(plan.departures), plan.persons) == (departures, persons)


def test_a_list_with_one_row_a_family_and_bare_numbers() -> None:
    plan = plan_of(luebeck())
    first, family = _departure(plan, "1/26"), _departure(plan, "2/26")
    assert _names(first) == [("Özdemir", "Ayse")]
    assert first.persons[0].details.birth_date == date(1985, 4, 3)
    assert first.residence_status is ResidenceStatus.DUTY_TO_LEAVE
    assert _states(first)[Effect.DEPARTURE] == (StepState.DONE, date(2026, 4, 21))
    assert _names(family)[1:] == [("N. N.", f"Person {number}") for number in (2, 3, 4)]
    assert family.note == "Geb.-Dat.: 00.00.1979"
    assert (family.authority, family.tells_consent) == ("LK RD-Eck", False)
    other = _departure(plan, "12/6")
    assert (other.authority, other.counsellor, other.residence_status) == (
        None,
        None,
        ResidenceStatus.GESTATTUNG,
    )
    assert _states(other)[Purpose.FUNDING_APPLICATION] == (StepState.DONE, TODAY)
    large = _departure(plan, "3/26")
    assert [person.role for person in large.persons].count(PersonRole.CHILD) == 3
    assert large.tells_consent
    assert large.contact_on == date(2026, 2, 2)


def test_a_workbook_with_a_title_whole_names_and_families_numbered_once() -> None:
    plan = plan_of(munich())
    family, alone = _departure(plan, "MUC-17"), _departure(plan, "MUC-18")
    assert _names(family) == [("HADDAD", "Yousef"), ("HADDAD", "Rania"), ("HADDAD", "Lina")]
    assert [person.role for person in family.persons] == [
        PersonRole.APPLICANT,
        PersonRole.SPOUSE,
        PersonRole.CHILD,
    ]
    assert (family.nationality, family.destination, family.file_number) == ("SY", "LB", "Ordner 4/17")
    assert family.residence_status is ResidenceStatus.RESIDENCE_PERMIT
    assert _states(family)[Purpose.FUNDING_APPLICATION] == (StepState.DONE, date(2026, 9, 1))
    assert Purpose.FUNDING_DECISION not in _states(family)
    assert _names(alone) == [("da Silva", "Maria")]
    assert alone.note == "GebDat: 1991"
    assert _states(alone)[Purpose.FUNDING_DECISION] == (StepState.DONE, date(2026, 10, 20))


def test_an_export_without_roles_and_with_times_of_day() -> None:
    plan = plan_of(leipzig())
    family, left = plan.departures
    assert [person.role for person in family.persons] == [PersonRole.APPLICANT, PersonRole.OTHER]
    assert (family.tells_consent, family.contact_on) == (True, date(2026, 1, 6))
    assert _names(left) == [("Suharto", "-")]
    assert _states(left)[Effect.DEPARTURE] == (StepState.DONE, date(2026, 4, 15))


def test_what_is_not_read_and_how_the_rest_is_read_is_said() -> None:
    said = "\n".join(plan_of(luebeck()).notices)
    assert "Diese Spalten werden nicht übernommen: „Tel.“." in said
    assert "Nachname, Vorname: Der Teil vor dem Komma ist der Familienname." in said
    assert "2/26 (3), 3/26 (4)" in said
    assert "Ohne Tag in der Liste: REAG/GARP (1)." in said
    said = "\n".join(plan_of(munich()).notices)
    assert "„Herkunft der Anfrage“" in said
    assert "Ohne Komma ist das letzte Wort der Familienname" in said
    assert "„ohne“ (1)" in said


def test_a_list_that_is_read_whole_says_nothing() -> None:
    assert plan_of(list_of({})).notices == ()


@pytest.mark.parametrize(
    ("name", "order", "parts"),
    [
        ("Haddad, Yousef", NameOrder.GIVEN_FIRST, ("Haddad", "Yousef")),
        ("Yousef Haddad", NameOrder.GIVEN_FIRST, ("Haddad", "Yousef")),
        ("Haddad Yousef", NameOrder.FAMILY_FIRST, ("Haddad", "Yousef")),
        ("Ahmad Samir al Hassan", NameOrder.GIVEN_FIRST, ("al Hassan", "Ahmad Samir")),
        ("von der Heide Anna", NameOrder.FAMILY_FIRST, ("von der Heide", "Anna")),
        ("Yousef EL HADDAD", NameOrder.FAMILY_FIRST, ("EL HADDAD", "Yousef")),
        ("YOUSEF HADDAD", NameOrder.GIVEN_FIRST, ("HADDAD", "YOUSEF")),
        ("Suharto", NameOrder.GIVEN_FIRST, ("Suharto", "")),
        ("", NameOrder.GIVEN_FIRST, ("", "")),
    ],
)
def test_a_name_in_one_column_is_split_by_the_rule(
    name: str, order: NameOrder, parts: tuple[str, str]
) -> None:
    assert split_name(name, order) == parts


@pytest.mark.parametrize(
    ("title", "order"),
    [
        ("Name", NameOrder.GIVEN_FIRST),
        ("Vor- und Nachname", NameOrder.GIVEN_FIRST),
        ("Vorname Name", NameOrder.GIVEN_FIRST),
        ("Name Vorname", NameOrder.FAMILY_FIRST),
        ("Nachname", NameOrder.FAMILY_FIRST),
    ],
)
def test_the_heading_suggests_the_order_of_names(title: str, order: NameOrder) -> None:
    assert suggested_order(title) is order


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("4", (4, 0)),
        ("4 Personen", (4, 0)),
        ("2 Erw., 3 Kinder", (2, 3)),
        ("2+2", (4, 0)),
        ("5 (davon 3 Kinder)", (2, 3)),
        ("Einzelperson", (1, 0)),
        ("-", None),
        ("", None),
    ],
)
def test_persons_are_counted(cell: str, count: tuple[int, int] | None) -> None:
    assert read_person_count(cell) == count


@pytest.mark.parametrize("cell", ["viele", "0", "61", "2 oder 3", "1 (davon 2 Kinder)"])
def test_what_is_no_number_of_persons_is_refused(cell: str) -> None:
    with pytest.raises(InvalidCell, match="keine Anzahl von Personen"):
        read_person_count(cell)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("AE", ResidenceStatus.RESIDENCE_PERMIT),
        ("AE § 25 Abs. 5", ResidenceStatus.RESIDENCE_PERMIT),
        ("NE", ResidenceStatus.RESIDENCE_PERMIT),
        ("AG", ResidenceStatus.GESTATTUNG),
        ("Gest.", ResidenceStatus.GESTATTUNG),
        ("Duld.", ResidenceStatus.DULDUNG),
        ("§ 60a", ResidenceStatus.DULDUNG),
        ("GÜB", ResidenceStatus.DUTY_TO_LEAVE),
        ("vollz. ausr.pfl.", ResidenceStatus.DUTY_TO_LEAVE),
        ("Agentur", None),
        ("Fiktion", None),
    ],
)
def test_abbreviations_of_the_status_are_known(cell: str, status: ResidenceStatus | None) -> None:
    assert find_residence_status(cell) is status


_AUTHORITIES = {
    UUID(int=1): "Ausländerbehörde Kiel",
    UUID(int=2): "Kreis Rendsburg-Eckernförde, Ausländerbehörde",
    UUID(int=3): "Kreis Steinburg",
    UUID(int=4): "Landeshauptstadt München",
    UUID(int=5): "Landkreis München",
    UUID(int=6): "BAMF Kiel",
}


@pytest.mark.parametrize(
    ("listed", "number"),
    [
        ("ABH Kiel", 1),
        ("LK RD-Eck", 2),
        ("ABH Rendsb.-Eck.", 2),
        ("Kreis Steinburg", 3),
        ("LH München", 4),
        ("LK München", 5),
        ("ABH München", None),
        ("ABH Stein", None),
        ("Kiel", None),
        ("BAMF Kiel", 6),
        ("Jugendamt Kiel", None),
        ("ABH K?el", None),
    ],
)
def test_an_authority_is_found_by_a_short_name_that_can_mean_no_other(
    listed: str, number: int | None
) -> None:
    assert find_authority(listed, _AUTHORITIES) == (UUID(int=number) if number else None)


@pytest.mark.parametrize(
    ("listed", "number"), [("12/26", "KI-12/26"), ("4", "KI-4"), ("KI-26-001", "KI-26-001"), ("L 4", "L 4")]
)
def test_a_number_without_letters_gets_those_of_its_office(listed: str, number: str) -> None:
    assert full_number(listed, "KI") == number


def test_numbers_with_the_same_digits_are_two_cases() -> None:
    plan = plan_of(list_of({"Aktenzeichen": "1/26"}, {"Aktenzeichen": "12/6"}))
    assert [departure.number for departure in plan.departures] == ["1/26", "12/6"]


def test_of_two_columns_of_numbers_the_case_number_counts() -> None:
    content = b"Nr.;Az.;Name;Vorname;Land\n1;KI-7;Kaya;Ali;TR\n2;KI-7;Kaya;Cem;TR\n"
    plan = plan_of(content)
    assert [departure.number for departure in plan.departures] == ["KI-7"]
    assert plan.notices == ("Diese Spalten werden nicht übernommen: „Nr.“.",)


def test_rows_below_a_number_belong_to_it_unless_they_name_another_applicant() -> None:
    plan = plan_of(list_of({}, relative(Aktenzeichen=""), {"Aktenzeichen": "", "Vorname": "Nika"}))
    assert len(plan.departures[0].persons) == 2
    assert [(refused.row, refused.reason) for refused in plan.refused] == [(4, "Das Aktenzeichen fehlt.")]


def test_a_departure_without_its_day_is_refused_and_a_planned_one_is_a_flight() -> None:
    plan = plan_of(list_of({"Ausgereist am": "ja"}))
    assert plan.refused[0].reason == "Der Tag der Ausreise fehlt."
    planned = only(plan_of(list_of({"Ausreise": "24.12.2026"})))
    flight = planned.evidence[-1].fact
    assert (flight.purpose, flight.state, flight.target_on) == (
        Effect.DEPARTURE,
        StepState.READY,
        date(2026, 12, 24),
    )


def test_whoever_was_counted_is_named_later_and_never_unnamed_again() -> None:
    counted = only(plan_of(list_of({"Personen": "3"})))
    known = opened(counted)
    assert len(known.departure.persons) == 3
    assert change(counted, known) is None
    named = only(plan_of(list_of({"Personen": "3"}, relative(Vorname="Nino"))))
    found = change(named, known)
    assert found is not None
    assert found.command.persons == ()
    ((details),) = found.enclosure.persons
    assert (details.number, details.given_name) == (2, "Nino")
    persons = tuple(details if person.number == 2 else person for person in known.persons)
    known = known.model_copy(update={"departure": after(known, found), "persons": persons})
    assert change(counted, known) is None


def test_more_rows_than_counted_are_all_taken() -> None:
    assert len(only(plan_of(list_of({"Personen": "1"}, relative()))).persons) == 2


def test_the_order_of_names_can_be_switched() -> None:
    table = read_table(b"Az;Name;Land\nK-1;Haddad Yousef;SY\n")
    layout = recognise_layout(table)
    assert layout.name_order is NameOrder.GIVEN_FIRST
    for order, family in ((NameOrder.GIVEN_FIRST, "Yousef"), (NameOrder.FAMILY_FIRST, "Haddad")):
        plan = make_plan(table, type(layout)(layout.columns, order), today=TODAY)
        assert only(plan).persons[0].details.family_name == family


def test_a_file_number_of_the_office_is_kept() -> None:
    planned = only(plan_of(list_of({"Papierakte": "Ordner 7"})))
    known = opened(planned)
    assert known.departure.file_number == "Ordner 7"
    without = opened(only(plan_of(list_of({}))))
    found = change(planned, without)
    assert found is not None
    assert after(without, found).file_number == "Ordner 7"


def test_without_roles_a_row_without_a_number_needs_the_name_above() -> None:
    content = (
        b"Az;Name;Vorname;Land;Erstkontakt\nK-1;Kaya;Ali;TR;01.09.2026\n;Kaya;Cem;TR;\n;Polat;Can;TR;\n"
        b"K-2;Demir;Ece;TR;01.09.2026\n"
    )
    plan = plan_of(content)
    assert [len(departure.persons) for departure in plan.departures] == [2, 1]
    assert [(refused.row, refused.reason) for refused in plan.refused] == [(4, "Das Aktenzeichen fehlt.")]
