from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.importing.columns import Columns, ListField, recognise_columns
from geleit.importing.formats import read_table
from geleit.importing.layout import Layout
from geleit.importing.plan import make_plan
from geleit.importing.rows import RefusedRow
from geleit.importing.table import Table, TableRow
from tests.importing.lists import SAMPLES, TODAY, list_of, only, plan_of, relative


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
def test_the_sample_list_has_40_departures_and_six_rows_that_are_refused(sample) -> None:
    plan = plan_of(sample.read_bytes())
    assert (len(plan.departures), plan.persons) == (40, 77)
    assert [departure.number for departure in plan.departures] == [f"KI-26-{n:03d}" for n in range(1, 41)]
    assert plan.refused == (
        RefusedRow(row=79, column="geb. am", reason="Den 31.02.1990 gibt es nicht."),
        RefusedRow(row=80, column="Staatsangehörigkeit", reason="„Atlantis“ ist kein Land."),
        RefusedRow(row=81, column="Aktenzeichen", reason="Das Aktenzeichen fehlt."),
        RefusedRow(
            row=82,
            column="Bewilligung",
            reason="„Bewilligung“ (20.09.2026) liegt vor „Antrag REAG/GARP“ (01.10.2026).",
        ),
        RefusedRow(
            row=83, column="Rolle", reason="KI-26-044 hat keine Antragstellerin und keinen Antragsteller."
        ),
        RefusedRow(row=84, column="Name", reason="Diese Person steht in KI-26-005 schon in Zeile 7."),
    )


def test_both_sample_lists_say_the_same_but_for_lost_letters() -> None:
    in_csv, in_xlsx = (plan_of(sample.read_bytes()).departures for sample in SAMPLES)
    for one, other in zip(in_csv, in_xlsx, strict=True):
        if not one.has_damaged_names:
            assert one == other
        assert one.evidence == other.evidence
    assert sum(departure.has_damaged_names for departure in in_csv) == 6
    assert not any(departure.has_damaged_names for departure in in_xlsx)


def test_a_family_is_one_departure_with_the_applicant_first() -> None:
    plan = plan_of(list_of(relative(), {}, relative(Rolle="Ehefrau", Vorname="Levan")))
    departure = only(plan)
    assert departure.row == 3
    assert [(person.details.number, person.role, person.row) for person in departure.persons] == [
        (1, PersonRole.APPLICANT, 3),
        (2, PersonRole.CHILD, 2),
        (3, PersonRole.SPOUSE, 4),
    ]


def test_what_stands_in_the_list_stands_in_the_plan() -> None:
    departure = only(
        plan_of(
            list_of(
                {
                    "Aufenthaltsstatus": "AE §25 Abs. 5",
                    "Zielland": "Armenien",
                    "Ausreisefrist": "31.12.2026",
                    "Berater/in": "J. Weiß",
                    "Bemerkung": "Attest liegt vor",
                },
                relative(Bemerkung="schläft schlecht"),
            )
        )
    )
    assert departure.residence_status is ResidenceStatus.RESIDENCE_PERMIT
    assert (departure.nationality, departure.destination) == ("GE", "AM")
    assert departure.deadlines == (DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 12, 31)),)
    assert (departure.authority, departure.counsellor) == ("ABH Kiel", "J. Weiß")
    assert departure.note == "Attest liegt vor\nNino Muster: schläft schlecht"
    assert departure.contact_on == date(2026, 9, 1)


def test_without_another_country_the_journey_goes_home() -> None:
    assert only(plan_of(list_of({}))).destination == "GE"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"Name": ""}, "Name", "Der Name fehlt."),
        ({"Vorname": " "}, "Vorname", "Der Vorname fehlt."),
        ({"Staatsangehörigkeit": ""}, "Staatsangehörigkeit", "Die Staatsangehörigkeit fehlt."),
        ({"Erstgespräch": "31.4.26"}, "Erstgespräch", "Den 31.04.2026 gibt es nicht."),
        (
            {"Einwilligung Behörde": "vielleicht"},
            "Einwilligung Behörde",
            "„vielleicht“ ist weder ja noch nein noch ein Datum.",
        ),
        (
            {"Pass": "grün"},
            "Pass",
            "„grün“ sagt nicht, wo der Pass ist: ja, nein, beantragt oder liegt bei ABH.",
        ),
        (
            {"Ausgereist am": "01.12.2026"},
            "Ausgereist am",
            "Der 01.12.2026 liegt in der Zukunft. Hier steht nur, was schon geschehen ist.",
        ),
        ({"Antrag": "31.08.2026"}, "Antrag", "„Antrag“ (31.08.2026) liegt vor „Erstgespräch“ (01.09.2026)."),
        (
            {"Bewilligung": "02.09.2026", "Ausgereist am": "01.09.2026"},
            "Ausgereist am",
            "„Ausgereist am“ (01.09.2026) liegt vor „Bewilligung“ (02.09.2026).",
        ),
        ({"Aktenzeichen": "7" * 41}, "Aktenzeichen", "Das sind mehr als 40 Zeichen."),
        ({"Bemerkung": "a" * 10_001}, "Bemerkung", "Das sind mehr als 10.000 Zeichen."),
    ],
)
def test_an_impossible_cell_refuses_its_row(cells: dict[str, str], column: str, reason: str) -> None:
    plan = plan_of(list_of(cells))
    assert plan.departures == ()
    assert plan.refused == (RefusedRow(row=2, column=column, reason=reason),)


def test_a_refused_relative_leaves_the_family_in() -> None:
    plan = plan_of(list_of({}, relative(**{"geb. am": "30.02.2015"}), relative(Vorname="Keti")))
    assert [person.details.given_name for person in plan.departures[0].persons] == ["Mara", "Keti"]
    assert [(refused.row, refused.column) for refused in plan.refused] == [(3, "geb. am")]


def test_a_refused_applicant_takes_the_family_along() -> None:
    plan = plan_of(list_of(relative(), {"geb. am": "30.02.1990"}))
    assert plan.departures == ()
    assert plan.refused == (
        RefusedRow(
            row=2, column="Aktenzeichen", reason="Gehört zu KI-26-100; Zeile 3 wurde nicht übernommen."
        ),
        RefusedRow(row=3, column="geb. am", reason="Den 30.02.1990 gibt es nicht."),
    )


def test_the_same_person_twice_is_known_without_a_letter_too() -> None:
    plan = plan_of(list_of({"Name": "Yıldız"}, relative(Name="Yıldız"), relative(Name="Y?ld?z")))
    assert [refused.reason for refused in plan.refused] == [
        "Diese Person steht in KI-26-100 schon in Zeile 3."
    ]


def test_a_second_applicant_is_refused() -> None:
    plan = plan_of(list_of({}, {"Vorname": "Levan"}))
    assert [(refused.row, refused.column) for refused in plan.refused] == [(3, "Rolle")]
    assert len(plan.departures[0].persons) == 1


def test_without_a_column_of_roles_the_first_row_is_the_applicant() -> None:
    table = read_table(list_of({"Rolle": ""}, relative(Rolle="")))
    columns: Columns = {
        field: at for field, at in recognise_columns(table.header).items() if field is not ListField.ROLE
    }
    plan = make_plan(table, Layout(columns), today=TODAY)
    assert [person.role for person in only(plan).persons] == [PersonRole.APPLICANT, PersonRole.OTHER]


def test_both_names_in_one_column_are_told_apart_by_the_comma() -> None:
    content = b"Az;Name, Vorname;Land\n1;Haddad, Yousef;SY\n2;Haddad;SY\n"
    plan = plan_of(content)
    details = plan.departures[0].persons[0].details
    assert (details.family_name, details.given_name) == ("Haddad", "Yousef")
    assert plan.refused[0].reason == "Der Vorname fehlt. Schreiben Sie „Name, Vorname“."


def test_half_a_list_under_one_number_is_no_family() -> None:
    plan = plan_of(list_of({}, *(relative(Vorname=f"Kind {n}") for n in range(60))))
    assert plan.departures == ()
    assert plan.refused[0].reason == "Unter KI-26-100 stehen mehr als 60 Personen."
    assert len(plan.refused) == 61


_cells = st.one_of(
    st.text(max_size=12),
    st.dates(),
    st.sampled_from(["1", "ja", "nein", "Kind", "TR", "01.09.2026", "31.02.2026", "Antragsteller", "?"]),
)
_rows = st.lists(st.lists(_cells, min_size=len(ListField), max_size=len(ListField)), max_size=6)


@settings(deadline=None)
@given(_rows)
def test_of_any_rows_each_is_taken_or_refused_once(rows) -> None:
    table = Table(
        header=tuple(ListField),
        header_row=1,
        rows=tuple(TableRow(number=at, cells=tuple(cells)) for at, cells in enumerate(rows, start=2)),
    )
    plan = make_plan(table, Layout({field: at for at, field in enumerate(ListField)}), today=TODAY)
    persons = [person for departure in plan.departures for person in departure.persons]
    taken = [person.row for person in persons if person.is_named]
    assert sorted(taken + [refused.row for refused in plan.refused]) == [row.number for row in table.rows]
