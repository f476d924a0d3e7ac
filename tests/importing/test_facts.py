"""The states of steps from a list: docs/import.md, rule by rule."""

from datetime import date

import pytest

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.departure import Departure
from geleit.domain.parties import Party
from geleit.domain.process import Process, Purpose
from geleit.domain.steps.state import StepState
from geleit.processes import current_process
from tests.importing.lists import SAMPLES, list_of, only, plan_of, relative
from tests.importing.opened import opened

TALK = date(2026, 9, 1)
DONE, READY, NOT_READY = StepState.DONE, StepState.READY, StepState.NOT_READY


def _departure(*relatives: dict[str, str], **cells: str) -> Departure:
    listed = {name.replace("_", " "): text for name, text in cells.items()}
    return opened(only(plan_of(list_of(listed, *relatives)))).departure


def _stands(departure: Departure, step: str) -> tuple[StepState, date | None]:
    return departure.steps[step].state, departure.steps[step].ended_on


def test_the_first_talk_is_done_on_its_day() -> None:
    departure = _departure()
    assert departure.opened_on == TALK
    assert _stands(departure, "intake") == (DONE, TALK)
    assert _stands(departure, "decision") == (READY, None)


def test_a_first_talk_to_come_is_its_target() -> None:
    departure = _departure(Erstgespräch="01.12.2026")
    assert departure.opened_on == date(2026, 11, 22)
    assert departure.steps["intake"].state is READY
    assert departure.steps["intake"].target_on == date(2026, 12, 1)


def test_without_a_first_talk_the_case_begins_today_or_with_the_first_date() -> None:
    assert _departure(Erstgespräch="").opened_on == date(2026, 11, 22)
    assert _stands(_departure(Erstgespräch=""), "intake") == (READY, None)
    assert _stands(_departure(Erstgespräch="", Antrag="05.10.2026"), "intake") == (DONE, date(2026, 10, 5))


@pytest.mark.parametrize(
    ("listed", "stands", "given_on"),
    [
        ("ja", (DONE, TALK), TALK),
        ("10.09.2026", (DONE, date(2026, 9, 10)), date(2026, 9, 10)),
        ("nein", (StepState.NOT_REQUIRED, TALK), None),
        ("", (READY, None), None),
    ],
)
def test_consent_is_given_refused_or_still_open(listed: str, stands, given_on: date | None) -> None:
    departure = _departure(Einwilligung_Behörde=listed)
    assert _stands(departure, "consent") == stands
    assert departure.consent_on == given_on


def test_an_application_was_decided_and_made() -> None:
    departure = _departure(Antrag="01.10.2026")
    assert _stands(departure, "decision") == (DONE, date(2026, 10, 1))
    assert _stands(departure, "funding_application") == (DONE, date(2026, 10, 1))
    assert _stands(departure, "funding_decision") == (READY, None)
    assert departure.steps["funding_decision"].target_on == date(2026, 11, 26)


def test_what_was_approved_was_applied_for() -> None:
    departure = _departure(Bewilligung="05.11.2026")
    assert _stands(departure, "funding_application") == (DONE, date(2026, 11, 5))
    assert _stands(departure, "funding_decision") == (DONE, date(2026, 11, 5))


def test_a_flight_was_booked_and_is_the_day_of_departure() -> None:
    departure = _departure(Pass="ja", Antrag="01.10.2026", Bewilligung="05.11.2026", Flug="09.12.2026")
    assert _stands(departure, "travel_booking") == (DONE, date(2026, 11, 5))
    assert departure.steps["departure"].state is READY
    assert departure.steps["departure"].target_on == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("cells", "needs"),
    [
        ({"Pass": "ja", "Antrag": "01.10.2026"}, ("funding_decision",)),
        ({"Pass": "ja"}, ("funding_decision",)),
        ({"Pass": "nein", "Bewilligung": "05.11.2026"}, ("travel_document-1",)),
    ],
)
def test_a_flight_booked_before_the_approval_is_a_remark(
    cells: dict[str, str], needs: tuple[str, ...]
) -> None:
    departure = _departure(**cells, Flug="09.12.2026")
    assert departure.steps["travel_booking"].state is NOT_READY
    (held,) = departure.held_facts
    assert (held.step, held.needs) == ("travel_booking", needs)
    assert held.fact.state is DONE
    assert departure.steps["departure"].target_on == date(2026, 12, 9), "the flight day is known all the same"


def test_a_flight_is_never_booked_after_it_left() -> None:
    departure = _departure(Pass="ja", Bewilligung="05.11.2026", Flug="02.11.2026")
    assert _stands(departure, "travel_booking") == (DONE, date(2026, 11, 2))
    assert departure.steps["departure"].target_on == date(2026, 11, 2)


def test_the_day_of_leaving_completes_every_step_before_it() -> None:
    departure = _departure(
        relative(Pass="nein"),
        Pass="liegt bei ABH",
        Ausreisefrist="31.10.2026",
        Antrag="01.10.2026",
        Flug="10.11.2026",
        Ausgereist_am="11.11.2026",
    )
    left = (DONE, date(2026, 11, 11))
    for step in ("departure", "travel_document-1", "travel_document-2", "funding_decision"):
        assert _stands(departure, step) == left, step
    assert _stands(departure, "travel_booking") == (DONE, date(2026, 10, 1))
    assert departure.steps["departure_confirmed"].state is READY
    assert [deadline.state for deadline in departure.deadlines.values()] == [DeadlineState.MISSED]


def test_who_left_without_applying_needed_no_funding_and_gave_no_consent() -> None:
    departure = _departure(Ausgereist_am="11.11.2026", Einwilligung_Behörde="")
    for step in ("consent", "funding_application", "funding_decision"):
        assert _stands(departure, step) == (StepState.NOT_REQUIRED, date(2026, 11, 11)), step
    assert not departure.consent


@pytest.mark.parametrize(
    ("listed", "state", "waits_on"),
    [
        ("ja", DONE, None),
        ("liegt bei ABH", StepState.WAITING, Party.AUTHORITY),
        ("beantragt", StepState.WAITING, Party.EMBASSY),
        ("nein", NOT_READY, None),
        ("", NOT_READY, None),
    ],
)
def test_the_document_is_there_or_waits_on_somebody(
    listed: str, state: StepState, waits_on: Party | None
) -> None:
    step = _departure(Pass=listed).steps["travel_document-1"]
    assert (step.state, step.waiting_on) == (state, waits_on)


def test_a_document_that_is_waited_for_has_its_time() -> None:
    step = _departure(Pass="beantragt").steps["travel_document-1"]
    assert (step.waiting_since, step.target_on) == (TALK, date(2026, 10, 27))


@pytest.mark.parametrize(
    ("on", "document", "state", "document_state"),
    [
        ("10.12.2026", "nein", READY, StepState.IN_PROGRESS),
        ("10.10.2026", "nein", READY, StepState.IN_PROGRESS),
        ("10.10.2026", "beantragt", READY, StepState.WAITING),
        ("10.10.2026", "ja", DONE, DONE),
        ("10.12.2026", "ja", READY, DONE),
    ],
)
def test_an_appointment_was_kept_if_the_document_came_of_it(
    on: str, document: str, state: StepState, document_state: StepState
) -> None:
    departure = _departure(Botschaft_Termin=on, Pass=document)
    step = departure.steps["embassy_appointment-1-1"]
    assert step.state is state
    assert step.target_on == date(2026, int(on[3:5]), 10)
    assert departure.steps["travel_document-1"].state is document_state


def test_an_appointment_after_the_departure_is_none() -> None:
    departure = _departure(Botschaft_Termin="10.12.2026", Ausgereist_am="11.11.2026")
    assert "embassy_appointment-1-1" not in departure.steps


def test_a_relative_has_an_appointment_of_their_own() -> None:
    departure = _departure(relative(**{"Botschaft Termin": "10.12.2026"}))
    assert departure.steps["embassy_appointment-2-1"].target_on == date(2026, 12, 10)


def _renamed(process: Process) -> Process:
    """Return the process with other step codes, as another version or another office may have them."""

    def codes(old: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"x_{code}" for code in old)

    steps = tuple(
        step.model_copy(
            update={
                "code": f"x_{step.code}",
                "needs": codes(step.needs),
                "needs_started": codes(step.needs_started),
            }
        )
        for step in process.steps
    )
    return process.model_copy(update={"steps": steps})


def test_steps_are_found_whatever_their_codes() -> None:
    process = current_process()
    for planned in plan_of(SAMPLES[0].read_bytes()).departures:
        usual = opened(planned).departure.steps
        renamed = opened(planned, process=_renamed(process)).departure.steps
        assert {f"x_{key}": (step.state, step.target_on) for key, step in usual.items()} == {
            key: (step.state, step.target_on) for key, step in renamed.items()
        }


def test_a_process_without_a_step_for_it_is_told_nothing_of_it() -> None:
    process = current_process()
    steps = tuple(
        step.model_copy(update={"purpose": None, "per_person": False})
        if step.purpose in (Purpose.FUNDING_APPLICATION, Purpose.EMBASSY_APPOINTMENT)
        else step.model_copy(update={"per_person": False})
        for step in process.steps
    )
    planned = only(plan_of(list_of({"Antrag": "01.10.2026", "Botschaft Termin": "10.10.2026"})))
    departure = opened(planned, process=process.model_copy(update={"steps": steps})).departure
    assert _stands(departure, "decision") == (DONE, date(2026, 10, 1))
    assert departure.steps["funding_application"].state is READY
    assert departure.steps["travel_document"].state is READY  # of everybody's the list knows nothing


def test_what_digests_are_made_of_is_spelled_as_ever() -> None:
    """An unchanged list says nothing new, also when an earlier release imported it."""
    planned = only(plan_of(list_of({"Botschaft Termin": "10.12.2026"})))
    told = planned.model_dump_json()
    for fact in (
        '"code":"intake","person":null,"state":"done","on":"2026-09-01","waiting_on":null,"target_on":null',
        '"code":"consent","person":null,"state":"done","on":"2026-09-01","waiting_on":null,"target_on":null',
        '"code":"travel_document","person":1,"state":"in_progress","on":"2026-09-01",',
        '"code":"embassy_appointment","person":1,"state":"ready","on":null,',
    ):
        assert f'{{"fact":{{{fact}' in told


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
def test_the_steps_of_the_sample_list_stand_where_it_says(sample) -> None:
    departures = {
        planned.number: opened(planned).departure for planned in plan_of(sample.read_bytes()).departures
    }
    stands = {
        number: {key for key, step in departure.steps.items() if step.state is DONE}
        for number, departure in departures.items()
    }
    everything = {"intake", "decision", "funding_application", "funding_decision", "travel_booking"}
    assert stands["KI-26-003"] == {*everything, "travel_document-1", "departure"}
    assert stands["KI-26-010"] == {*everything, "travel_document-3"} - {"travel_booking"}
    assert [held.step for held in departures["KI-26-010"].held_facts] == ["travel_booking"]
    assert departures["KI-26-010"].steps["departure"].target_on == date(2026, 11, 25)
    assert stands["KI-26-036"] == {"intake", "consent"}
    assert departures["KI-26-036"].steps["embassy_appointment-1-1"].target_on == date(2026, 12, 21)
    left = [number for number, done in stands.items() if "departure" in done]
    assert left == [f"KI-26-{n:03d}" for n in (3, 5, 7, 20, 23, 26, 27, 30)]
