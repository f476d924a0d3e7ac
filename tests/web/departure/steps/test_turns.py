"""Whose turn it is on the page of a departure: two groups, a matrix for a family, and what comes after."""

from datetime import date

from geleit.domain.parties import Party
from geleit.domain.steps.commands import AddStep, CompleteStep, FailStep, ReopenStep, StartStep, WaitOn
from tests.web.departure.examples import (
    JONAS,
    Case,
    closed,
    family_in_the_middle,
    one_at_the_start,
    paused,
    stopped,
    stuck,
)
from web.departure.steps.turns import TurnsView, turns


def view(case: Case, **who: object) -> TurnsView:
    return turns(case.loaded(**who).shown())  # type: ignore[arg-type]


def titles(lines: object) -> list[str]:
    return [line.step.title for line in lines]  # type: ignore[attr-defined]


def test_it_works():
    found = view(one_at_the_start())
    assert titles(found.mine) == ["Erstgespräch führen"]
    assert (found.others, found.matrix) == ((), None)
    assert found.primary == "intake"
    assert found.following[0] == "Einwilligung einholen"
    assert found.more_follow


def test_whoever_is_not_responsible_waits_for_the_colleague():
    found = view(one_at_the_start(), viewer=JONAS)
    assert found.mine == ()
    assert titles(found.others) == ["Erstgespräch führen"]
    assert found.primary == "intake"


def test_party_and_since_are_said_once():
    case = one_at_the_start()
    assert view(case).mine[0].says == ""
    case.on(11, 20).complete("intake")
    case.do(WaitOn, step="decision", party=Party.CLIENT)
    found = view(case)
    said = {line.step.key: line.says for line in found.others}
    assert said["decision"] == ""
    assert said["consent"].startswith("Möglich seit")


def test_a_family_has_its_own_steps_in_a_matrix():
    found = view(family_in_the_middle())
    assert found.matrix is not None
    assert found.matrix.persons == ("Mehmet", "Elif", "Can", "Zeynep", "Deniz")
    rows = {row.title: row for row in found.matrix.rows}
    assert list(rows) == ["Reisedokument beschaffen", "Botschaftstermin wahrnehmen"]
    ticks = [[cell.may_tick for cell in place.cells] for place in rows["Reisedokument beschaffen"].places]
    assert ticks == [[False], [True], [True], [False], [True]]
    assert titles(found.others) == ["Bewilligung erhalten"]
    assert found.primary == "funding_decision"


def test_a_party_that_is_not_everybodys_stands_in_the_cell():
    row = view(family_in_the_middle()).matrix.rows[0]  # type: ignore[union-attr]
    assert row.party == ""
    assert [cell.party for place in row.places for cell in place.cells] == [
        "",
        "Botschaft",
        "Klient",
        "",
        "Klient",
    ]


def test_a_party_that_is_everybodys_stands_at_the_row():
    case = family_in_the_middle(3)
    case.on(11, 20).do(WaitOn, step="travel_document-3", party=Party.EMBASSY)
    row = view(case).matrix.rows[0]  # type: ignore[union-attr]
    assert row.party
    assert {cell.party for place in row.places for cell in place.cells} == {""}


def test_an_appointment_shows_its_own_day():
    row = view(family_in_the_middle()).matrix.rows[1]  # type: ignore[union-attr]
    assert [cell.text for place in row.places for cell in place.cells] == ["Erledigt", "25.11.2026"]


def test_the_button_of_the_matrix_is_the_first_where_nothing_else_is_open():
    case = family_in_the_middle()
    case.on(11, 20).do(CompleteStep, step="funding_decision", on=date(2026, 11, 20))
    found = view(case)
    assert (found.mine, found.others, found.primary) == ((), (), "")
    assert found.is_matrix_primary


def test_nobody_is_asked_again_about_an_appointment():
    case = Case(day=date(2026, 8, 17)).family(1)
    case.on(8, 21).complete("intake", "consent", "decision")
    case.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 12, 4))
    asks = {line.step.key: line.follow_up for line in view(case).others}
    assert asks["embassy_appointment-1-1"] is None
    assert str(asks["travel_document-1"]).endswith("/schritte/travel_document-1/nachfassen")


def test_what_has_failed_and_holds_others_up_is_shown():
    found = view(stuck())
    assert "Bewilligung erhalten" in [*titles(found.mine), *titles(found.others)]


def test_after_a_failure_the_headline_offers_the_ways_to_go_on():
    assert view(family_in_the_middle()).choices == ()
    found = view(stuck())
    assert found.why.title == "Wie geht es weiter?"
    assert [choice.label for choice in found.choices][:2] == ["Noch einmal versuchen", "Anders finanzieren"]


def test_the_decision_after_a_failure_is_the_counsellors_turn():
    assert "Bewilligung erhalten" in titles(view(stuck()).mine)
    assert "Bewilligung erhalten" in titles(view(stuck(), viewer=JONAS).others)


def test_the_button_is_not_that_of_a_step_whose_need_was_taken_back():
    case = one_at_the_start()
    case.on(11, 20).complete("intake")
    case.do(StartStep, step="consent")
    case.do(StartStep, step="decision")
    assert view(case).primary
    case.do(ReopenStep, step="intake", also=(), note="Verwechselt.")
    assert view(case).primary == "intake"


def test_what_has_failed_and_holds_nobody_up_is_not():
    case = family_in_the_middle(3)
    case.on(11, 20).do(FailStep, step="embassy_appointment-3-1", note="Verpasst.")
    found = view(case)
    assert titles((*found.mine, *found.others)) == ["Bewilligung erhalten"]


def test_a_departure_that_rests_or_was_broken_off_offers_how_it_goes_on():
    for case, label in ((paused(), "Vorgang fortsetzen"), (stopped(), "Vorgang wieder aufnehmen")):
        found = view(case)
        assert found.course is not None
        assert found.course[0] == label
        assert found.primary == ""
        assert not found.is_matrix_primary


def test_a_departure_that_is_over_has_nothing_to_do():
    found = view(closed())
    assert (found.mine, found.others, found.matrix, found.following) == ((), (), None, ())
    assert found.next_step is None
