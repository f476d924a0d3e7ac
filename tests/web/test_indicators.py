"""One table of urgency and one indicator per state, for the list, the picture and the head alike."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from geleit.domain.departure import DepartureStatus
from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState
from geleit.processes import current_process
from geleit.store.keyset import RowPlace
from geleit.store.pages.departures import ListedDeparture
from geleit.store.steps import StepLine
from web.departures.view import departure_line
from web.ui.indicators import StepIndicator, indicator_for_state, indicator_for_status, most_urgent
from web.ui.pictures.step_picture import Node, step_picture

TODAY = date(2026, 3, 2)
SOON = TODAY + timedelta(days=3)
PROCESS = current_process()
APPOINTMENT = PROCESS.appointments[0].code


def line(code: str, state: StepState, target_on: date | None = None) -> StepLine:
    return StepLine(code, code, "papers", state, target_on, target_on, None, Party.COUNSELLOR, TODAY)


def listed(status: DepartureStatus = DepartureStatus.OPEN) -> ListedDeparture:
    return ListedDeparture(
        id=UUID(int=1),
        number="2026-0001",
        office_id=UUID(int=2),
        applicant="Haddad, Yousef",
        persons=1,
        destination="SY",
        process=PROCESS.code,
        process_version=PROCESS.version,
        status=status,
        opened_on=TODAY,
        ended_on=None,
        counsellor=None,
        blocker_step=None,
        blocker_party=None,
        blocker_since=None,
        stop_reason=None,
        pause_reason=None,
        review_on=None,
        place=RowPlace(TODAY, UUID(int=1)),
    )


def stage(*steps: StepLine) -> StepIndicator:
    return departure_line(listed(), steps, today=TODAY, origin="").progress.indicators[0]


@pytest.mark.parametrize(
    ("day", "indicator"),
    [
        (TODAY - timedelta(days=1), StepIndicator.LATE),
        (TODAY, StepIndicator.SOON),
        (TODAY + timedelta(days=7), StepIndicator.SOON),
        (TODAY + timedelta(days=8), StepIndicator.READY),
        (None, StepIndicator.READY),
    ],
)
def test_an_open_step_is_late_or_soon_by_its_day(day, indicator):
    assert indicator_for_state(StepState.READY, day, TODAY) is indicator


def test_every_indicator_has_a_place_in_the_order_of_urgency():
    left = list(StepIndicator)
    order = []
    while left:
        order.append(most_urgent(left))
        left.remove(order[-1])
    assert order[:3] == [StepIndicator.LATE, StepIndicator.FAILED, StepIndicator.SOON]
    assert order[-2:] == [StepIndicator.DONE, StepIndicator.OFF]


@pytest.mark.parametrize("first", [StepState.FAILED, StepState.READY])
def test_list_and_picture_show_the_same_of_a_failed_step_beside_one_that_is_due_soon(first):
    failed = line("travel_document", StepState.FAILED)
    soon = line("travel_document", StepState.READY, SOON)
    steps = (failed, soon) if first is StepState.FAILED else (soon, failed)
    nodes = [
        Node(str(number), "Reisedokument", "", indicator_for_state(step.state, step.target_on, TODAY))
        for number, step in enumerate(steps)
    ]
    assert stage(*steps) is StepIndicator.FAILED
    assert f"lit lit--{stage(*steps)}" in step_picture(nodes, [])


def test_a_stage_that_waits_for_an_appointment_says_so_as_the_step_does():
    far = TODAY + timedelta(days=30)
    assert stage(line(APPOINTMENT, StepState.READY, far)) is StepIndicator.PLANNED


@pytest.mark.parametrize("status", list(DepartureStatus))
def test_a_departure_without_a_next_step_has_the_indicator_of_its_status_unless_it_is_stuck(status):
    shown = departure_line(listed(status), [], today=TODAY, origin="").indicator
    stuck = status is DepartureStatus.OPEN
    assert shown is (StepIndicator.BLOCKED if stuck else indicator_for_status(status))
