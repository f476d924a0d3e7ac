from datetime import date
from uuid import UUID

import pytest

from geleit.domain.assignment.commands import Reassign
from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.deadlines.chain import Source, SourceDocument
from geleit.domain.deadlines.commands.end import WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.message import Command
from geleit.domain.steps.commands import AddStep, CompleteStep, FailStep, SetTarget, WaitOn
from geleit.domain.steps.state import StepState
from geleit.importing.compare import Known
from geleit.importing.plan import PlannedDeparture
from geleit.importing.remarks import remarks
from geleit.processes import current_process
from tests.domain.scenario import Story
from tests.importing.lists import SAMPLE_CSV, SAMPLE_XLSX, SAMPLES, TODAY, list_of, only, plan_of, relative
from tests.importing.opened import ACTOR, AUTHORITY, COUNSELLOR, NOW, after, change, held, opened, told

CASE = {"Antrag": "01.10.2026", "Bemerkung": "Attest liegt vor"}


def _planned(*relatives: dict[str, str], **cells: str) -> PlannedDeparture:
    listed = {name.replace("_", " "): text for name, text in cells.items()}
    return only(plan_of(list_of({**CASE, **listed}, *relatives)))


def _done_since(known: Known, kind: type[Command], **fields: object) -> Known:
    """Return the stored state after somebody has worked on the departure."""
    story = Story()
    story.now, story.departure = NOW, known.departure
    story.do(kind, actor=ACTOR, **fields)
    return known.model_copy(update={"departure": story.state})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
def test_the_same_list_again_is_no_news(sample) -> None:
    departures = plan_of(sample.read_bytes()).departures
    assert [change(planned, opened(planned)) for planned in departures] == [None] * 40


def test_lost_letters_come_back_with_the_workbook_and_are_never_lost_again() -> None:
    in_csv, in_xlsx = (plan_of(sample.read_bytes()).departures for sample in (SAMPLE_CSV, SAMPLE_XLSX))
    corrected = 0
    for damaged, whole in zip(in_csv, in_xlsx, strict=True):
        known = opened(damaged)
        news = change(whole, known)
        assert change(damaged, opened(whole)) is None
        if news is None:
            continue
        corrected += 1
        assert after(known, news).steps == known.departure.steps
        names = {details.number: details.family_name for details in news.enclosure.persons}
        assert set(names) == set(news.command.corrected)
        assert not any("?" in name for name in names.values())
    assert corrected == 6


def test_a_step_that_went_on_in_the_list_goes_on_in_geleit() -> None:
    known = opened(_planned())
    news = change(_planned(Bewilligung="10.11.2026"), known)
    assert news is not None
    assert after(known, news).steps["funding_decision"].ended_on == date(2026, 11, 10)
    assert news.enclosure.is_empty


def test_a_date_corrected_in_the_list_is_corrected() -> None:
    known = opened(_planned())
    news = change(_planned(Antrag="02.10.2026"), known)
    assert news is not None
    assert after(known, news).steps["funding_application"].ended_on == date(2026, 10, 2)


def test_what_geleit_knows_is_not_replaced_by_what_a_list_lets_assume() -> None:
    known = opened(_planned(Pass="nein"))
    known = _done_since(known, CompleteStep, step="travel_document-1", on=date(2026, 11, 20))
    assert change(_planned(Pass="ja"), known) is None


def test_a_revoked_consent_is_not_given_back() -> None:
    known = _done_since(opened(_planned()), RevokeConsent)
    assert not known.departure.consent
    assert change(_planned(), known) is None
    assert change(_planned(Einwilligung_Behörde="05.09.2026"), known) is None


def test_a_consent_given_later_is_news() -> None:
    known = opened(_planned(Einwilligung_Behörde="nein"))
    news = change(_planned(Einwilligung_Behörde="15.11.2026"), known)
    assert news is not None
    assert after(known, news).consent_on == date(2026, 11, 15)


def test_a_new_deadline_is_news() -> None:
    known = opened(_planned(Ausreisefrist="01.12.2026"))
    news = change(_planned(Ausreisefrist="15.12.2026"), known)
    assert news is not None
    assert [deadline.due_on for deadline in after(known, news).deadlines.values()] == [date(2026, 12, 15)]


DEADLINE = DeadlineKind.DEPARTURE
EARLY, LATE = "01.12.2026", "15.12.2026"


def _extended(known: Known) -> Known:
    return _done_since(known, ExtendDeadline, deadline=DEADLINE, until=date(2027, 1, 15))


@pytest.mark.parametrize("listed", [EARLY, LATE, "01.02.2027"])
def test_a_date_that_was_extended_here_is_held_against_any_list(listed: str) -> None:
    known = _extended(opened(_planned(Ausreisefrist="04.12.2026")))
    planned = _planned(Ausreisefrist=listed)
    assert change(planned, known) is None
    (remark,) = remarks(planned, known, process=current_process(), authorities={})
    assert (remark.row, remark.number) == (planned.row, planned.number)
    assert "15.01.2027" in remark.text
    assert listed in remark.text


def test_the_rest_of_the_row_is_taken_though_its_date_is_not() -> None:
    known = _extended(opened(_planned(Ausreisefrist=EARLY)))
    news = change(_planned(Ausreisefrist=LATE, Bewilligung="10.11.2026"), known)
    assert news is not None
    departure = after(known, news)
    assert departure.steps["funding_decision"].ended_on == date(2026, 11, 10)
    assert departure.deadlines[DEADLINE].due_on == date(2027, 1, 15)


def test_a_date_that_a_person_set_here_is_held() -> None:
    known = _done_since(opened(_planned()), SetDeadline, deadline=DEADLINE, due_on=date(2026, 12, 18))
    assert change(_planned(Ausreisefrist=LATE), known) is None
    assert len(told(_planned(Ausreisefrist=LATE), known)) == 1
    assert told(_planned(Ausreisefrist="18.12.2026"), known) == []


def test_a_listed_date_for_which_more_time_was_asked_is_held() -> None:
    known = opened(_planned(Ausreisefrist=EARLY))
    known = _done_since(known, RequestExtension, deadline=DEADLINE, follow_up_on=date(2026, 11, 27))
    assert change(_planned(Ausreisefrist=LATE), known) is None


def test_an_interrupted_period_stays_interrupted_whatever_a_list_says() -> None:
    known = opened(_planned(Ausreisefrist=EARLY))
    known = _done_since(known, InterruptDeadline, deadline=DEADLINE, since=TODAY)
    assert change(_planned(Ausreisefrist=LATE), known) is None
    (remark,) = told(_planned(Ausreisefrist=LATE), known)
    assert "unterbrochen" in remark
    assert told(_planned(Ausreisefrist=EARLY), known) == []


def test_after_a_date_that_is_over_only_a_later_one_is_news() -> None:
    known = opened(_planned(Ausreisefrist="04.12.2026"))
    known = _done_since(known, WithdrawDeadline, deadline=DEADLINE, has_note=True)
    assert change(_planned(Ausreisefrist=EARLY), known) is None
    assert (
        "gilt die Ausreisefrist vom 04.12.2026 nicht mehr" in (told(_planned(Ausreisefrist=EARLY), known)[0])
    )
    news = change(_planned(Ausreisefrist=LATE), known)
    assert news is not None
    assert after(known, news).deadlines[DEADLINE].is_open


def test_no_list_gives_a_date_to_somebody_who_has_left() -> None:
    planned = _planned(Ausreisefrist=EARLY, **{"Ausgereist am": "20.11.2026"})
    known = opened(planned)
    later = _planned(Ausreisefrist=LATE, **{"Ausgereist am": "20.11.2026"})
    assert change(later, known) is None
    assert told(later, known) == []


def test_a_date_of_a_list_says_so_and_is_corrected_again_and_again() -> None:
    known = opened(_planned(Ausreisefrist=EARLY))
    for listed, due_on in ((LATE, date(2026, 12, 15)), ("10.12.2026", date(2026, 12, 10))):
        planned = _planned(Ausreisefrist=listed)
        news = change(planned, known)
        assert news is not None
        assert told(planned, known) == []
        known = known.model_copy(update={"departure": after(known, news)})
        assert known.departure.deadlines[DEADLINE].due_on == due_on
        assert known.departure.deadlines[DEADLINE].record.source == Source(document=SourceDocument.LIST)


def test_an_ended_departure_gets_no_remark() -> None:
    known = _extended(opened(_planned(Ausreisefrist=EARLY)))
    known = _done_since(known, StopDeparture, reason=StopReason.DECIDED_TO_STAY)
    assert told(_planned(Ausreisefrist=LATE), known) == []


def test_somebody_who_joined_in_the_list_joins() -> None:
    known = opened(_planned(relative()))
    planned = _planned(relative(Vorname="Keti", **{"geb. am": "01.01.2020"}), relative())
    news = change(planned, known)
    assert news is not None
    assert [person.number for person in news.command.persons] == [3]
    assert [(person.number, person.given_name) for person in news.enclosure.persons] == [(3, "Keti")]
    assert "travel_document-3" in after(known, news).steps
    assert news.command.corrected == ()


@pytest.mark.parametrize(
    "cells", [{"Vorname": "Ninó"}, {"geb. am": "06.05.2015"}, {"Staatsangehörigkeit": "Armenien"}]
)
def test_a_corrected_person_keeps_the_number(cells: dict[str, str]) -> None:
    known = opened(_planned(relative()))
    news = change(_planned(relative(**cells)), known)
    assert news is not None
    assert news.command.corrected == (2,)
    assert [person.number for person in news.enclosure.persons] == [2]
    assert news.command.persons == ()


def test_a_document_is_found_with_its_person_when_the_rows_changed_places() -> None:
    first, second = relative(Pass="ja"), relative(Vorname="Keti", Pass="nein")
    known = opened(_planned(first, second))
    assert change(_planned(second, first), known) is None


def test_an_empty_cell_takes_nothing_away() -> None:
    known = opened(_planned(relative(), Ausreisefrist="01.12.2026", Pass="ja"))
    planned = _planned(Antrag="", Bemerkung="", Ausreisefrist="", Pass="", **{"geb. am": ""})
    assert change(planned, known) is None


def test_a_new_remark_is_written_down_and_a_known_one_is_not() -> None:
    known = opened(_planned())
    news = change(_planned(Bemerkung="Attest liegt jetzt vor"), known)
    assert news is not None
    assert (news.command.has_note, news.enclosure.note) == (True, "Attest liegt jetzt vor")
    assert change(_planned(Bemerkung="Attest l?egt vor"), known) is None


def test_only_a_departure_without_a_counsellor_gets_the_one_of_the_list() -> None:
    known = opened(_planned())
    news = change(_planned(), known, counsellor_id=COUNSELLOR)
    assert news is not None
    assert after(known, news).counsellor_id == COUNSELLOR
    assigned = _done_since(known, Reassign, counsellor_id=UUID(int=9))
    assert change(_planned(), assigned, counsellor_id=COUNSELLOR) is None


def _without_authority(planned: PlannedDeparture) -> Known:
    return opened(planned.model_copy(update={"authority": None}))


def test_a_list_names_the_authority_that_was_missing() -> None:
    known = _without_authority(_planned(Einwilligung_Behörde=""))
    planned = _planned(Einwilligung_Behörde="")
    news = change(planned, known)
    assert news is not None
    assert (told(planned, known), known.departure.authority_id) == ([], None)
    departure = after(known, news)
    assert (departure.authority_id, departure.consent) == (AUTHORITY, False)
    assert change(planned, known.model_copy(update={"departure": departure})) is None


def test_a_consent_beside_the_missing_authority_is_given_to_it_unless_it_was_recorded_before() -> None:
    known = _without_authority(_planned(Einwilligung_Behörde=""))
    news = change(_planned(Einwilligung_Behörde="05.09.2026"), known)
    assert news is not None
    assert after(known, news).consent_on == date(2026, 9, 5)
    before = _without_authority(_planned())
    news = change(_planned(), before)
    assert news is not None
    assert (after(before, news).authority_id, after(before, news).consent) == (AUTHORITY, False)


def test_an_authority_that_nobody_knows_is_not_named() -> None:
    planned = _planned(zuständige_Behörde="ABH Atlantis")
    assert change(planned, _without_authority(planned)) is None


def test_another_authority_is_remarked_and_gets_neither_the_departure_nor_the_consent() -> None:
    known = opened(_planned(Einwilligung_Behörde=""))
    planned = _planned(zuständige_Behörde="LaZuF SH", Einwilligung_Behörde="05.09.2026")
    assert change(planned, known) is None
    authority, consent = told(planned, known)
    assert "ist als Behörde „ABH Kiel“ eingetragen, in der Liste steht „LaZuF SH“" in authority
    assert "nicht für „ABH Kiel“" in consent
    assert len(told(_planned(zuständige_Behörde="LaZuF SH", Einwilligung_Behörde=""), known)) == 1
    assert told(_planned(zuständige_Behörde="abh k?el"), known) == []


def test_another_destination_is_remarked_and_not_taken() -> None:
    known = opened(_planned(Zielland="Georgien"))
    planned = _planned(Zielland="Türkei")
    assert change(planned, known) is None
    (remark,) = told(planned, known)
    assert "als Ziel „Georgien“ eingetragen, in der Liste steht „Türkei“" in remark


def test_a_destination_that_was_corrected_here_is_held_only_against_a_list_that_names_one() -> None:
    known = _done_since(opened(_planned()), CorrectDeparture, destination="TR")
    assert change(_planned(), known) is None
    assert told(_planned(), known) == []
    assert len(told(_planned(Zielland="Georgien"), known)) == 1
    assert told(_planned(Zielland="Türkei"), known) == []


def test_a_departure_that_was_stopped_stays_stopped() -> None:
    known = _done_since(opened(_planned()), StopDeparture, reason=StopReason.CONTACT_LOST)
    assert isinstance(known.departure, Departure)
    assert change(_planned(Bewilligung="10.11.2026"), known) is None


APPOINTMENT = "embassy_appointment-1-1"


def _appointments(departure: Departure) -> dict[str, date | None]:
    return {
        key: step.target_on for key, step in departure.steps.items() if step.code == "embassy_appointment"
    }


def _listed_on(day: str, **cells: str) -> PlannedDeparture:
    return _planned(Botschaft_Termin=day, **cells)


def test_an_appointment_that_moved_in_the_list_moves_and_is_not_a_second_one() -> None:
    known = opened(_listed_on("01.12.2026"))
    for listed, day in (("08.12.2026", 8), ("04.12.2026", 4)):
        news = change(_listed_on(listed), known)
        assert news is not None
        assert told(_listed_on(listed), known) == []
        known = known.model_copy(update={"departure": after(known, news)})
        assert _appointments(known.departure) == {APPOINTMENT: date(2026, 12, day)}
        assert change(_listed_on(listed), known) is None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (SetTarget, {"step": APPOINTMENT, "target_on": date(2026, 12, 4)}),
        (WaitOn, {"step": APPOINTMENT, "party": "embassy", "follow_up_on": date(2026, 12, 4)}),
    ],
)
def test_an_appointment_that_a_person_moved_here_stays_and_both_days_are_told(kind, fields) -> None:
    known = _done_since(opened(_listed_on("01.12.2026")), kind, **fields)
    for listed in ("08.12.2026", "01.12.2026"):
        planned = _listed_on(listed)
        assert change(planned, known) is None
        (remark,) = remarks(planned, known, process=current_process(), authorities={})
        assert remark.row == planned.row
        assert f"am 04.12.2026, in der Liste am {listed}" in remark.text
    assert change(_listed_on("04.12.2026"), known) is None
    assert told(_listed_on("04.12.2026"), known) == []


def test_an_appointment_that_a_person_made_here_is_none_of_the_lists() -> None:
    fields = {"code": "embassy_appointment", "person": 1}
    known = _done_since(opened(_planned()), AddStep, target_on=date(2026, 12, 1), **fields)
    assert change(_listed_on("08.12.2026"), known) is None
    assert len(told(_listed_on("08.12.2026"), known)) == 1
    both = _done_since(opened(_listed_on("01.12.2026")), AddStep, target_on=date(2026, 12, 2), **fields)
    news = change(_listed_on("08.12.2026"), both)
    assert news is not None
    assert [str(day) for day in _appointments(after(both, news)).values()] == ["2026-12-08", "2026-12-02"]


def test_after_an_appointment_that_was_kept_or_failed_another_day_is_another_appointment() -> None:
    for kind, fields in ((CompleteStep, {"on": TODAY}), (FailStep, {"has_note": True})):
        known = _done_since(opened(_listed_on("21.11.2026")), kind, step=APPOINTMENT, **fields)
        news = change(_listed_on("08.12.2026"), known)
        assert news is not None
        assert list(_appointments(after(known, news))) == [APPOINTMENT, "embassy_appointment-1-2"]


def test_an_appointment_that_was_kept_on_another_day_is_known_by_that_day() -> None:
    known = opened(_listed_on("01.12.2026"))
    known = _done_since(known, CompleteStep, step=APPOINTMENT, on=date(2026, 11, 20))
    assert change(_listed_on("20.11.2026"), known) is None
    assert change(_listed_on("20.11.2026", Pass="ja"), known) is not None
    assert told(_listed_on("20.11.2026", Pass="ja"), known) == []


def test_an_appointment_that_was_brought_forward_and_kept_is_done_on_that_day() -> None:
    known = opened(_listed_on("01.12.2026"))
    planned = _listed_on("20.11.2026", Pass="ja")
    news = change(planned, known)
    assert news is not None
    departure = after(known, news)
    assert _appointments(departure) == {APPOINTMENT: date(2026, 11, 20)}
    assert departure.steps[APPOINTMENT].ended_on == date(2026, 11, 20)
    assert change(planned, known.model_copy(update={"departure": departure})) is None


def test_the_remark_on_an_appointment_stands_at_the_row_of_the_person() -> None:
    child = {"Botschaft Termin": "01.12.2026"}
    known = opened(_planned(relative(**child), Botschaft_Termin="01.12.2026"))
    step = "embassy_appointment-2-1"
    known = _done_since(known, SetTarget, step=step, target_on=date(2026, 12, 4))
    later = {"Botschaft Termin": "08.12.2026"}
    planned = _planned(relative(**later), Botschaft_Termin="08.12.2026")
    news = change(planned, known)
    assert news is not None
    assert _appointments(after(known, news)) == {APPOINTMENT: date(2026, 12, 8), step: date(2026, 12, 4)}
    assert [remark.row for remark in remarks(planned, known, process=current_process(), authorities={})] == [
        3
    ]


def test_what_the_order_of_the_steps_forbids_is_remarked_and_not_taken() -> None:
    booked = only(plan_of(list_of({"Flug": "24.12.2026"})))
    (told,) = held(booked)
    assert told.startswith("Nach der Liste ist „Reise buchen“ erledigt. Das wurde nicht übernommen")
    assert "„Bewilligung erhalten“" in told
    step = next(step for step in opened(booked).departure.steps.values() if step.code == "travel_booking")
    assert step.state is StepState.NOT_READY
    approved = {"Flug": "24.12.2026", "Pass": "ja", "Bewilligung": "02.11.2026"}
    assert held(only(plan_of(list_of(approved)))) == []
