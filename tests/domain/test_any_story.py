"""A machine tries random commands on a departure: no invalid state, and its events rebuild it exactly."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain import commands as cmd
from domain import events as ev
from domain.alarms import pending_alarms
from domain.deadlines import DeadlineKind
from domain.departure import Departure, DepartureStatus, apply
from domain.parties import SYSTEM, Party
from domain.persons import PersonRole
from domain.refusals import Refusal
from domain.steps import StepState
from domain.waiting import blockers
from tests.domain.scenario import FAMILY, Story

KEYS = [
    "intake", "consent", "decision", "travel_document-1", "travel_document-2", "travel_document-4",
    "embassy_appointment-1-1", "funding_application", "funding_decision", "travel_booking", "departure",
    "departure_confirmed", "reintegration", "closure", "nonsense",
]  # fmt: skip
steps = st.sampled_from(KEYS)
offsets = st.integers(-40, 40)


class AnyStory(RuleBasedStateMachine):
    """Whatever people do, in whatever order."""

    @initialize(size=st.integers(1, 3))
    def begin(self, size: int) -> None:
        self.story = Story().open(*FAMILY[:size])

    def attempt(self, kind: type[cmd.Command], **fields: Any) -> None:
        before = self.story.state
        try:
            self.story.do(kind, **fields)
        except Refusal:
            refused_changes_nothing = self.story.state is before
            assert refused_changes_nothing

    def day(self, offset: int) -> date:
        return self.story.day + timedelta(days=offset)

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.story.wait(days)

    @rule()
    def the_next_possible_step_is_done(self) -> None:
        for step in self.story.state.steps.values():
            if step.is_open:
                self.attempt(cmd.CompleteStep, step=step.key, on=self.story.day)
                break

    @rule(step=steps, offset=offsets)
    def complete(self, step: str, offset: int) -> None:
        self.attempt(cmd.CompleteStep, step=step, on=self.day(offset))

    @rule(step=steps)
    def start(self, step: str) -> None:
        self.attempt(cmd.StartStep, step=step)

    @rule(step=steps, party=st.sampled_from(Party), offset=offsets)
    def wait_on(self, step: str, party: Party, offset: int) -> None:
        self.attempt(cmd.WaitOn, step=step, party=party, follow_up_on=self.day(offset))

    @rule(step=steps, reason=st.booleans(), kind=st.sampled_from([cmd.DeclareNotRequired, cmd.FailStep]))
    def give_up_a_step(self, step: str, reason: bool, kind: type[cmd.Command]) -> None:
        self.attempt(kind, step=step, has_note=reason)

    @rule(step=steps, also=st.none() | st.lists(steps, max_size=3).map(tuple))
    def reopen(self, step: str, also: tuple[str, ...] | None) -> None:
        self.attempt(cmd.ReopenStep, step=step, also=also, has_note=True)

    @rule(step=steps, offset=offsets)
    def set_target(self, step: str, offset: int) -> None:
        self.attempt(cmd.SetTarget, step=step, target_on=self.day(offset))

    @rule(person=st.integers(1, 5), offset=offsets)
    def add_appointment(self, person: int, offset: int) -> None:
        self.attempt(cmd.AddStep, code="embassy_appointment", person=person, target_on=self.day(offset))

    @rule(role=st.sampled_from(PersonRole))
    def add_person(self, role: PersonRole) -> None:
        if len(self.story.state.persons) < 6:
            self.attempt(cmd.AddPerson, role=role)

    @rule(kind=st.sampled_from(DeadlineKind), offset=offsets)
    def set_deadline(self, kind: DeadlineKind, offset: int) -> None:
        self.attempt(cmd.SetDeadline, deadline=kind, due_on=self.day(offset))

    @rule(
        deadline=st.sampled_from(DeadlineKind), kind=st.sampled_from([cmd.MeetDeadline, cmd.WithdrawDeadline])
    )
    def end_deadline(self, deadline: DeadlineKind, kind: type[cmd.Command]) -> None:
        self.attempt(kind, deadline=deadline, has_note=True)

    @rule(offset=offsets)
    def consent(self, offset: int) -> None:
        self.attempt(cmd.GiveConsent, on=self.day(offset))

    @rule()
    def revoke(self) -> None:
        self.attempt(cmd.RevokeConsent)

    @rule(offset=offsets, reason=st.sampled_from(cmd.PauseReason))
    def pause(self, offset: int, reason: cmd.PauseReason) -> None:
        self.attempt(cmd.PauseDeparture, reason=reason, review_on=self.day(offset))

    @rule(kind=st.sampled_from([cmd.ResumeDeparture, cmd.ReopenDeparture, cmd.CloseDeparture]))
    def turn(self, kind: type[cmd.Command]) -> None:
        self.attempt(kind, has_note=True)

    @rule(reason=st.sampled_from(cmd.StopReason))
    def stop(self, reason: cmd.StopReason) -> None:
        self.attempt(cmd.StopDeparture, reason=reason)

    @rule(
        step=steps, offset=offsets, state=st.sampled_from(["done", "waiting", "not_required", "in_progress"])
    )
    def another_list_says(self, step: str, offset: int, state: str) -> None:
        code, _, person = step.partition("-")
        number = int(person[0]) if person else None
        fact = cmd.Fact(code=code, person=number, state=state, on=self.day(offset))  # type: ignore[arg-type]  # by name
        self.attempt(cmd.RecordProgress, facts=(fact,))

    @rule()
    def the_alarm_rings(self) -> None:
        self.attempt(cmd.RaiseAlarms, actor=SYSTEM)
        assert all(alarm.on > self.story.day for alarm in pending_alarms(self.story.state))

    def teardown(self) -> None:
        """Its events rebuild the departure exactly, also after a journey through JSON."""
        if not hasattr(self, "story"):
            return
        rebuilt: Departure | None = None
        for seq, event in enumerate(self.story.events, start=1):
            rebuilt = apply(rebuilt, ev.EVENTS.validate_json(ev.EVENTS.dump_json(event)), seq)
        assert rebuilt == self.story.state
        assert Departure.model_validate_json(self.story.state.model_dump_json()) == self.story.state

    @invariant()
    def readiness_is_what_the_plan_says(self) -> None:
        state = self.story.state
        if state.status in (DepartureStatus.STOPPED, DepartureStatus.CLOSED):
            return
        for step in state.steps.values():
            if step.state is StepState.READY:
                assert not state.unsettled_needs(step)
            if step.state is StepState.NOT_READY:
                assert state.unsettled_needs(step)

    @invariant()
    def every_state_is_whole(self) -> None:
        state = self.story.state
        for step in state.steps.values():
            assert (step.state is StepState.WAITING) == (step.waiting_on is not None)
            assert (step.ended_on is not None) == (step.state in ENDED)
            assert step.version <= state.version
        assert (state.status is DepartureStatus.PAUSED) == (state.review_on is not None)
        assert (state.status is DepartureStatus.STOPPED) == (state.stop_reason is not None)
        if state.status is DepartureStatus.STOPPED:
            assert not any(step.is_open for step in state.steps.values())
        if state.status is DepartureStatus.OPEN:
            assert len(blockers(state)) == sum(step.is_open for step in state.steps.values())


ENDED = (StepState.DONE, StepState.NOT_REQUIRED, StepState.FAILED, StepState.CANCELLED)


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
