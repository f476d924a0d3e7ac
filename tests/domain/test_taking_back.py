"""What is taken back takes its consequences with it: legal dates, consent, targets, clocks and alarms."""

from datetime import date, timedelta

import pytest

from geleit.domain.alarms.planning import pending_alarms
from geleit.domain.alarms.state import AlarmKind
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from geleit.domain.consent.events import ConsentRevoked
from geleit.domain.deadlines.chain import DeadlineState, LinkKind
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.commands.take_back import TakeBackDeadline
from geleit.domain.deadlines.events import DeadlineMet, DeadlineTakenBack
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import apply
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import ReopenDeparture, StopDeparture
from geleit.domain.lifecycle.state import DepartureStatus, PauseReason, StopReason
from geleit.domain.message import Command
from geleit.domain.parties import Party
from geleit.domain.refusal import Refusal
from geleit.domain.registry import EVENTS
from geleit.domain.steps.commands import (
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    SetTarget,
    StartStep,
    WaitOn,
)
from geleit.domain.steps.state import StepState
from tests.domain.scenario import Story

DEPARTURE = DeadlineKind.DEPARTURE
UP_TO_BOOKING = (
    "intake", "consent", "decision", "travel_document-1", "funding_application", "funding_decision",
    "travel_booking",
)  # fmt: skip


def booked(due_on: date = date(2026, 3, 31)) -> Story:
    """Return a departure that is booked, with an Ausreisefrist."""
    story = Story().open()
    story.do(SetDeadline, deadline=DEPARTURE, due_on=due_on)
    return story.complete(*UP_TO_BOOKING)


def with_bamf() -> Story:
    """Return a departure whose application lies with the BAMF since 2 March."""
    story = Story().open().complete("intake", "consent", "decision", "funding_application")
    story.do(WaitOn, step="funding_decision", party=Party.BAMF)
    return story


def alarms(story: Story, subject: str) -> list[tuple[AlarmKind, date]]:
    return [(alarm.alarm, alarm.on) for alarm in pending_alarms(story.state) if alarm.subject == subject]


@pytest.mark.parametrize("late", [0, 40])
def test_taking_back_the_departure_opens_the_dates_that_it_met_or_missed(late: int) -> None:
    story = booked()
    story.wait(late)
    before = story.state.deadlines[DEPARTURE]
    story.complete("departure")
    assert story.state.deadlines[DEPARTURE].state is (DeadlineState.MISSED if late else DeadlineState.MET)
    events = story.do(ReopenStep, step="departure", also=(), has_note=True)
    after = story.state.deadlines[DEPARTURE]
    assert [event.kind for event in events if isinstance(event, DeadlineTakenBack)] == ["deadline_taken_back"]
    assert after.is_open
    assert after.links[-1].what is LinkKind.TAKEN_BACK
    assert "zurückgenommen" in after.links[-1].sentence
    assert after.model_copy(update={"links": before.links, "version": before.version}) == before


def test_after_taking_back_the_departure_the_date_rings_again() -> None:
    story = booked()
    story.complete("departure")
    assert alarms(story, DEPARTURE) == []
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    assert (AlarmKind.DEADLINE_PASSED, date(2026, 4, 1)) in alarms(story, DEPARTURE)


def test_taking_back_the_departure_leaves_a_date_that_was_met_before_it() -> None:
    story = booked()
    story.do(MeetDeadline, deadline=DEPARTURE)
    story.complete("departure")
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    assert story.state.deadlines[DEPARTURE].state is DeadlineState.MET


def test_an_interrupted_period_is_interrupted_again_and_can_run_anew() -> None:
    story = booked()
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    story.complete("departure")
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    assert story.state.deadlines[DEPARTURE].state is DeadlineState.INTERRUPTED
    story.wait(5)
    with pytest.raises(Refusal) as refused:
        story.do(RestartDeadline, deadline=DEPARTURE, start=story.day - timedelta(days=6))
    assert refused.value.code == "before_interruption"


def test_a_requested_extension_is_looked_for_again() -> None:
    story = booked()
    story.do(RequestExtension, deadline=DEPARTURE, follow_up_on=date(2026, 3, 9))
    story.complete("departure")
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    assert (AlarmKind.FOLLOW_UP_DUE, date(2026, 3, 9)) in alarms(story, DEPARTURE)


def test_a_journal_that_does_not_name_the_step_of_a_met_date_opens_it_too() -> None:
    story = booked()
    for event in story.do(CompleteStep, step="departure", on=story.day):
        assert not isinstance(event, DeadlineMet) or event.links[0].step == "departure"
    unnamed = [
        event.model_copy(update={"links": (event.links[0].model_copy(update={"step": None}),)})
        if isinstance(event, DeadlineMet)
        else event
        for event in story.events
    ]
    story.departure = None
    for seq, event in enumerate(unnamed, start=1):
        story.departure = apply(story.departure, event, seq)
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    assert story.state.deadlines[DEPARTURE].is_open


def test_whoever_waits_for_the_bamf_still_does_after_stop_and_reopening() -> None:
    story = with_bamf()
    before = story.state.steps["funding_decision"]
    story.wait(20)
    story.do(StopDeparture, reason=StopReason.CONTACT_LOST)
    story.wait(30)
    story.do(ReopenDeparture, has_note=True)
    after = story.state.steps["funding_decision"]
    assert after.model_copy(update={"version": before.version}) == before
    assert after.waiting_since == date(2026, 3, 2)


def test_the_own_steps_begin_anew_when_a_stopped_departure_is_reopened_later() -> None:
    story = Story().open()
    story.do(WaitOn, step="intake", party=Party.CLIENT)
    story.do(StopDeparture, reason=StopReason.CONTACT_LOST)
    story.wait(30)
    story.do(ReopenDeparture, has_note=True)
    intake = story.state.steps["intake"]
    assert (intake.state, intake.ready_on, intake.waiting_on) == (StepState.READY, story.day, None)
    assert intake.target_on
    assert intake.target_on > story.day


def test_a_departure_that_was_paused_when_it_was_stopped_is_paused_again() -> None:
    story = Story().open()
    story.do(PauseDeparture, reason=PauseReason.COURT, review_on=date(2026, 6, 1))
    paused = story.state.pause
    story.do(StopDeparture, reason=StopReason.MOVED)
    story.do(ReopenDeparture, has_note=True)
    assert story.state.pause == paused
    story.do(StopDeparture, reason=StopReason.MOVED)
    story.wait(120)
    story.do(ReopenDeparture, has_note=True)
    assert story.state.status is DepartureStatus.OPEN


def test_a_refused_application_begins_anew_later_not_with_the_old_wait() -> None:
    story = with_bamf()
    story.wait(30)
    story.do(FailStep, step="funding_decision", has_note=True)
    story.wait(3)
    story.do(ReopenStep, step="funding_decision", has_note=True)
    assert story.state.steps["funding_decision"].state is StepState.READY
    assert story.state.steps["funding_decision"].ready_on == story.day


def test_a_step_that_is_blocked_again_loses_the_target_it_got_by_becoming_ready() -> None:
    story = Story().open().complete("intake")
    assert story.state.steps["consent"].target_on
    story.do(ReopenStep, step="intake", also=(), has_note=True)
    assert story.state.steps["consent"].target_on is None


def test_a_target_that_somebody_set_stays_when_its_step_is_blocked_again() -> None:
    story = Story().open().complete("intake")
    story.do(SetTarget, step="consent", target_on=date(2026, 5, 4))
    story.do(ReopenStep, step="intake", also=(), has_note=True)
    assert story.state.steps["consent"].target_on == date(2026, 5, 4)


def test_a_step_that_begins_anew_forgets_the_target_from_before_it_was_ready() -> None:
    story = Story().open().complete("intake", "consent")
    story.wait(3)
    story.do(ReopenStep, step="intake", also=("consent",), has_note=True)
    assert story.state.steps["consent"].state is StepState.NOT_READY
    assert story.state.steps["consent"].target_before is None


def test_a_step_that_the_office_had_taken_up_is_taken_up_again_on_the_day_of_its_end_only() -> None:
    story = with_bamf()
    story.wait(5)
    story.do(StartStep, step="funding_decision")
    before = story.state.steps["funding_decision"]
    story.do(StopDeparture, reason=StopReason.CONTACT_LOST)
    story.do(ReopenDeparture, has_note=True)
    assert story.state.steps["funding_decision"].model_copy(update={"version": before.version}) == before
    story.do(StopDeparture, reason=StopReason.CONTACT_LOST)
    story.wait(30)
    story.do(ReopenDeparture, has_note=True)
    after = story.state.steps["funding_decision"]
    assert (after.state, after.taken_up_on, after.ready_on) == (StepState.READY, None, story.day)


def test_a_step_that_is_blocked_again_is_whose_turn_it_was_by_the_plan() -> None:
    story = Story().open().complete(*UP_TO_BOOKING[:5])
    before = story.state.steps["travel_booking"]
    story.do(DeclareNotRequired, step="funding_decision", has_note=True)
    assert story.state.steps["travel_booking"].turn is Party.COUNSELLOR
    story.do(ReopenStep, step="funding_decision", also=(), has_note=True)
    assert story.state.steps["travel_booking"].model_copy(update={"version": before.version}) == before


def test_a_failed_step_that_is_open_again_asks_for_no_decision() -> None:
    story = with_bamf()
    story.do(FailStep, step="funding_decision", has_note=True)
    assert story.state.steps["funding_decision"].decide_by == story.day + timedelta(days=7)
    story.do(ReopenStep, step="funding_decision", also=(), has_note=True)
    step = story.state.steps["funding_decision"]
    assert (step.decide_by, step.waiting_on) == (None, Party.BAMF)


def test_reopening_the_step_keeps_a_consent_that_was_given_without_it() -> None:
    story = Story().open()
    story.do(GiveConsent, on=story.day)
    story.complete("intake", "consent")
    story.do(ReopenStep, step="consent", also=(), has_note=True)
    assert story.state.consent


def test_events_of_earlier_releases_mean_what_they_meant() -> None:
    story = Story().open().complete("intake")
    bare = [
        EVENTS.validate_python(event.model_dump(exclude={"recorded_on", "progress", "target"}))
        for event in story.events
    ]
    state = None
    for seq, event in enumerate(bare, start=1):
        state = apply(state, event, seq)
    assert state
    assert state.steps["intake"].before_end is None
    state = apply(
        state, EVENTS.validate_python({"kind": "step_reopened", "step": "intake"}), state.version + 1
    )
    assert (state.steps["intake"].state, state.steps["intake"].ready_on) == (StepState.NOT_READY, None)
    state = apply(
        state, EVENTS.validate_python({"kind": "step_became_blocked", "step": "consent"}), state.version + 1
    )
    assert state.steps["consent"].target_on == story.state.steps["consent"].target_on


@pytest.mark.parametrize("kind", [FailStep, DeclareNotRequired])
def test_a_step_ends_on_the_day_it_did_not_on_the_day_it_is_recorded(kind: type[Command]) -> None:
    story = Story().open()
    story.wait(10)
    with pytest.raises(Refusal, match="Zukunft"):
        story.do(kind, step="intake", on=story.day + timedelta(days=1), has_note=True)
    story.do(kind, step="intake", on=date(2026, 3, 4), has_note=True)
    assert story.state.steps["intake"].ended_on == date(2026, 3, 4)


def test_a_stop_has_its_day() -> None:
    story = Story().open()
    story.wait(10)
    with pytest.raises(Refusal, match="Zukunft"):
        story.do(StopDeparture, reason=StopReason.MOVED, on=story.day + timedelta(days=1))
    story.do(StopDeparture, reason=StopReason.MOVED, on=date(2026, 3, 4))
    assert story.state.ended_on == date(2026, 3, 4)


def test_a_revocation_has_its_day_and_none_before_the_consent() -> None:
    story = Story().open()
    story.wait(10)
    story.do(GiveConsent, on=date(2026, 3, 4))
    with pytest.raises(Refusal) as refused:
        story.do(RevokeConsent, on=date(2026, 3, 3))
    assert refused.value.code == "before_consent"
    (revoked,) = story.do(RevokeConsent, on=date(2026, 3, 5))
    assert isinstance(revoked, ConsentRevoked)
    assert revoked.on == date(2026, 3, 5)


def test_what_was_late_when_it_was_recorded_raises_no_alarm_and_is_not_told_to_the_supervisor() -> None:
    story = Story().open()
    story.wait(60)
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2026, 3, 20))
    story.complete("intake", on=date(2026, 3, 3))
    late = story.ring()
    assert [alarm for alarm in late if alarm.subject in (DEPARTURE, "consent", "decision")] == []
    escalations = [on for kind, on in alarms(story, DEPARTURE) if kind is AlarmKind.DEADLINE_ESCALATED]
    assert all(on > story.day for on in escalations)


def test_a_date_ahead_rings_also_if_its_first_reminder_is_past() -> None:
    story = Story().open()
    story.do(SetDeadline, deadline=DEPARTURE, due_on=story.day + timedelta(days=2))
    assert [alarm.alarm for alarm in story.ring()] == [AlarmKind.DEADLINE_NEAR]


def test_the_newest_entry_of_a_date_is_taken_back_with_a_reason() -> None:
    story = booked()
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 4, 15))
    with pytest.raises(Refusal, match="Grund"):
        story.do(TakeBackDeadline, deadline=DEPARTURE)
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert story.state.deadlines[DEPARTURE].due_on == date(2026, 3, 31)
    with pytest.raises(Refusal) as refused:
        story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert refused.value.code == "first_entry"


def test_a_date_that_replaced_another_gives_way_to_it_again() -> None:
    story = booked()
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2026, 4, 15))
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert story.state.deadlines[DEPARTURE].is_open
    assert story.state.deadlines[DEPARTURE].due_on == date(2026, 3, 31)


def test_a_missed_date_is_open_again_and_a_date_that_ended_with_a_step_is_opened_by_it_alone() -> None:
    story = booked(due_on=date(2026, 3, 10))
    story.wait(20)
    story.do(MissDeadline, deadline=DEPARTURE)
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    story.complete("departure")
    with pytest.raises(Refusal) as refused:
        story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert refused.value.code == "ended_with_step"
