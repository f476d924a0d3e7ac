"""The sentence "Warum wartet es?"."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from geleit.domain.parties import Party
from geleit.domain.persons.commands import CorrectPerson
from geleit.domain.steps.commands import AddStep, StartStep, WaitOn
from tests.web.departure.examples import (
    JONAS,
    MIRA,
    TODAY,
    Case,
    closed,
    family_in_the_middle,
    one_at_the_start,
    paused,
    stopped,
    stuck,
)
from web.departure.next_move import choices
from web.departure.steps.view import stage_views
from web.departure.why import why


def say(case: Case, *, viewer: UUID = MIRA, today: date = TODAY) -> str:
    at = case.loaded(today=today, viewer=viewer).at
    return why(at.departure, at.process, at.names, today=today, viewer=viewer).sentence


def test_it_waits_on_the_one_whose_turn_it_is_and_says_what_comes_free():
    assert say(one_at_the_start()) == (
        "Wartet seit 3 Tagen auf Sie (Erstgespräch führen). "
        "Danach frei: Einwilligung einholen, Rückkehr entscheiden."
    )


def test_a_colleague_reads_that_the_office_is_waited_for():
    assert say(one_at_the_start(), viewer=JONAS).startswith("Wartet seit 3 Tagen auf die Beratungsstelle (")


def test_members_of_a_family_with_the_same_blocking_step_are_named_together():
    assert say(family_in_the_middle()) == (
        "Wartet seit 69 Tagen auf Can und Deniz Yıldız (Reisedokument beschaffen). "
        "Danach fehlt für „Reise buchen“ noch: Reisedokument beschaffen (Elif), Bewilligung erhalten."
    )


def test_it_waits_on_the_embassy_for_one_person():
    case = family_in_the_middle(3)
    case.on(11, 11).complete("travel_document-3", "embassy_appointment-3-1", "funding_decision")
    assert say(case) == (
        "Wartet seit 23 Tagen auf die Botschaft (Reisedokument beschaffen, Elif Yıldız). "
        "Danach frei: Reise buchen."
    )


def test_a_step_of_everybody_waits_on_the_family():
    case = one_at_the_start()
    family = Case(day=date(2026, 11, 19)).family(3)
    for story in (case, family):
        story.on(11, 20).complete("intake")
    assert "auf Mehmet Yıldız (" in say(case)
    assert "auf die Familie (" in say(family)


def test_nobody_waits_on_a_child():
    case = Case(day=date(2026, 11, 19)).family(3)
    for number, adult_on in ((2, date(2027, 1, 1)), (3, date(2029, 1, 30))):
        case.do(CorrectPerson, person=number, adult_on=adult_on)
    case.on(11, 20).complete("intake", "consent", "decision", "travel_document-1")
    case.complete("funding_application", "funding_decision")
    assert say(case).startswith(
        "Wartet seit 2 Tagen auf Mehmet Yıldız (Reisedokument beschaffen, Elif und Can Yıldız)."
    )
    assert "auf Elif Yıldız (Reisedokument beschaffen, Elif und Can Yıldız)." in say(
        case, today=date(2027, 1, 1)
    )


def test_what_rests_or_is_over_says_so():
    assert say(paused()) == (
        "Ruht seit 10 Tagen: Laufendes Gerichtsverfahren. Nächste Überprüfung am 10.12.2026 (in 18 Tagen). "
        "Die gesetzlichen Fristen laufen weiter."
    )
    assert say(stopped()) == "Abgebrochen am 16.11.2026: Entscheidung zu bleiben. Es ist nichts mehr zu tun."
    assert say(closed()) == "Abgeschlossen am 14.09.2026. Es ist nichts mehr zu tun."


def test_a_failed_step_is_named_when_nothing_else_is_open():
    case = stuck()
    case.on(11, 18).complete("embassy_appointment-3-1")
    assert say(case).startswith("Gescheitert ist: Bewilligung erhalten. Entscheiden Sie bis zum 24.11.2026")


def show(case: Case):
    """Return the page's text, without warnings about the deadlines."""
    shown = case.loaded().shown()
    return replace(shown, ahead=replace(shown.ahead, strained={}))


def test_an_appointment_is_what_one_waits_for():
    case = Case(day=date(2026, 10, 1)).family(1)
    case.complete("intake", "consent", "decision", "funding_application", "funding_decision")
    case.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 12, 10))
    said = say(case)
    assert said.startswith("Termin am 10.12.2026: Botschaftstermin wahrnehmen (")
    assert "seit" not in said
    embassy = next(stage for stage in stage_views(show(case)) if stage.code == "embassy")
    assert embassy.lines[0].says == "Termin am 10.12.2026."


def test_what_is_taken_up_again_blames_nobody_for_the_time_before():
    case = Case(day=date(2026, 11, 1)).family(1)
    case.complete("intake", "consent", "decision", "funding_application", "funding_decision")
    case.do(WaitOn, step="travel_document-1", party=Party.EMBASSY)
    case.on(11, 22).do(StartStep, step="travel_document-1")
    assert say(case).startswith("Wartet seit heute auf Sie (Reisedokument beschaffen")


def test_after_a_refusal_the_choices_fit_the_reason():
    found = choices(stuck().loaded().shown().at)
    assert [choice.label for choice in found] == [
        "Noch einmal versuchen",
        "Anders finanzieren",
        "Ruhen lassen",
        "Vorgang abbrechen",
    ]
    assert found[-1].href.endswith("/abbrechen?reason=funding_refused")
