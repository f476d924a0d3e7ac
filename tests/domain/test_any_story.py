"""Random commands on a departure: no invalid state, and its events rebuild it exactly."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.alarms.planning import pending_alarms
from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RefuseExtension, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.rule_set import LateHoliday
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure, DepartureStatus, apply
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import Fact
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import ReopenDeparture, StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.message import Command
from geleit.domain.outlook.forecast import ForecastState
from geleit.domain.outlook.warnings import find_warnings
from geleit.domain.parties import SYSTEM, Party
from geleit.domain.persons.commands import AddPerson, CorrectPerson
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.refusal import Refusal
from geleit.domain.registry import EVENTS
from geleit.domain.steps.commands import (
    AddStep,
    AssignTurn,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    SetTarget,
    StartStep,
    WaitOn,
)
from geleit.domain.steps.state import StepState
from geleit.domain.steps.waiting import blockers, next_move
from geleit.domain.travel_documents.commands import RecordTravelDocument, RemoveTravelDocument
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from tests.domain.journeys import journey
from tests.domain.scenario import Story
from tests.fixtures.opening import FAMILY

KEYS = [
    "intake", "consent", "decision", "travel_document-1", "travel_document-2", "travel_document-4",
    "embassy_appointment-1-1", "funding_application", "funding_decision", "travel_booking", "departure",
    "departure_confirmed", "reintegration", "closure", "nonsense",
]  # fmt: skip
steps = st.sampled_from(KEYS)
offsets = st.integers(-40, 40)
deadlines = st.sampled_from(DeadlineKind)
persons = st.none() | st.integers(1, 4)
documents = st.sampled_from(TravelDocumentKind)
lengths = st.builds(Period, amount=st.integers(1, 40), unit=st.sampled_from([Unit.DAYS, Unit.WEEKS]))


ENDINGS = (MeetDeadline, MissDeadline, WithdrawDeadline)


class AnyStory(RuleBasedStateMachine):
    """Any commands in any order."""

    @initialize(size=st.integers(1, 3))
    def begin(self, size: int) -> None:
        self.story = Story().open(*FAMILY[:size])
        self.attempt(SetDeadline, deadline=DeadlineKind.DEPARTURE, start=self.story.day)

    def attempt(self, kind: type[Command], **fields: Any) -> None:
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
                self.attempt(CompleteStep, step=step.key, on=self.story.day)
                break

    @rule(step=steps, offset=offsets)
    def complete(self, step: str, offset: int) -> None:
        self.attempt(CompleteStep, step=step, on=self.day(offset))

    @rule(step=steps)
    def start(self, step: str) -> None:
        self.attempt(StartStep, step=step)

    @rule(step=steps, party=st.sampled_from(Party), offset=offsets)
    def wait_on(self, step: str, party: Party, offset: int) -> None:
        self.attempt(WaitOn, step=step, party=party, follow_up_on=self.day(offset))

    @rule(step=steps, reason=st.booleans(), kind=st.sampled_from([DeclareNotRequired, FailStep]))
    def give_up_a_step(self, step: str, reason: bool, kind: type[Command]) -> None:
        self.attempt(kind, step=step, has_note=reason)

    @rule(step=steps, also=st.none() | st.lists(steps, max_size=3).map(tuple))
    def reopen(self, step: str, also: tuple[str, ...] | None) -> None:
        self.attempt(ReopenStep, step=step, also=also, has_note=True)

    @rule(step=steps, party=st.sampled_from(Party))
    def assign_turn(self, step: str, party: Party) -> None:
        self.attempt(AssignTurn, step=step, party=party)

    @rule(step=steps, offset=offsets)
    def set_target(self, step: str, offset: int) -> None:
        self.attempt(SetTarget, step=step, target_on=self.day(offset))

    @rule(person=st.integers(1, 5), offset=offsets)
    def add_appointment(self, person: int, offset: int) -> None:
        self.attempt(AddStep, code="embassy_appointment", person=person, target_on=self.day(offset))

    @rule(role=st.sampled_from(PersonRole), offset=st.none() | st.integers(1, 400))
    def add_person(self, role: PersonRole, offset: int | None) -> None:
        if len(self.story.state.persons) < 6:
            self.attempt(AddPerson, role=role, adult_on=self.day(offset) if offset else None)

    @rule(person=st.integers(1, 5), offset=st.integers(1, 400))
    def correct_person(self, person: int, offset: int) -> None:
        self.attempt(CorrectPerson, person=person, adult_on=self.day(offset))

    @rule(what=documents, person=persons, offset=offsets)
    def record_travel_document(self, what: TravelDocumentKind, person: int | None, offset: int) -> None:
        document = TravelDocument(what=what, person=person, valid_until=self.day(offset))
        self.attempt(RecordTravelDocument, document=document)

    @rule(what=documents, person=persons)
    def remove_travel_document(self, what: TravelDocumentKind, person: int | None) -> None:
        self.attempt(RemoveTravelDocument, what=what, person=person)

    @rule(deadline=deadlines, offset=offsets)
    def set_deadline(self, deadline: DeadlineKind, offset: int) -> None:
        self.attempt(SetDeadline, deadline=deadline, due_on=self.day(offset))

    @rule(began=st.sampled_from(["start", "posted"]), offset=offsets, period=st.none() | lengths)
    def set_period(self, began: str, offset: int, period: Period | None) -> None:
        named = {began: self.day(offset), "period": period}
        self.attempt(SetDeadline, deadline=DeadlineKind.DEPARTURE, **named)

    @rule(deadline=deadlines, by=lengths, base=st.sampled_from(ExtendFrom), until=st.none() | offsets)
    def extend(self, deadline: DeadlineKind, by: Period, base: ExtendFrom, until: int | None) -> None:
        more: dict[str, Any] = {"by": by, "base": base} if until is None else {"until": self.day(until)}
        self.attempt(ExtendDeadline, deadline=deadline, **more)

    @rule(deadline=deadlines, days=st.integers(-1, 40), is_refused=st.booleans())
    def request_extension(self, deadline: DeadlineKind, days: int, is_refused: bool) -> None:
        self.attempt(RequestExtension, deadline=deadline, follow_up_on=self.day(days))
        if is_refused:
            self.attempt(RefuseExtension, deadline=deadline)

    @rule(days=st.integers(-1, 20), rests=st.none() | st.integers(1, 60))
    def interrupt(self, days: int, rests: int | None) -> None:
        since = self.day(-days)
        self.attempt(InterruptDeadline, deadline=DeadlineKind.DEPARTURE, since=since)
        if rests:
            self.story.wait(rests)
            self.restart(0, None)

    @rule(offset=offsets, period=st.none() | lengths)
    def run_anew(self, offset: int, period: Period | None) -> None:
        self.restart(offset, period)

    def restart(self, offset: int, period: Period | None) -> None:
        anew = {"start": self.day(offset), "period": period}
        self.attempt(RestartDeadline, deadline=DeadlineKind.DEPARTURE, **anew)

    @rule(deadline=deadlines, kind=st.sampled_from(ENDINGS))
    def end_deadline(self, deadline: DeadlineKind, kind: type[Command]) -> None:
        self.attempt(kind, deadline=deadline, has_note=True)

    @rule(deadline=deadlines, offset=st.sampled_from([0, 0, 0, 1, 7]))
    def a_holiday_is_proclaimed(self, deadline: DeadlineKind, offset: int) -> None:
        rules, state = self.story.rules, self.story.state
        found = state.deadlines.get(deadline)
        day = (found.record.end if found else self.story.day) + timedelta(days=offset)
        holiday = LateHoliday(state.land, day, "Landesfeiertag")
        self.story.rules = rules.with_late_holidays(holiday)
        self.attempt(RecomputeDeadlines, actor=SYSTEM)
        assert not self.story.do(RecomputeDeadlines, actor=SYSTEM), "once is enough"

    @rule(offset=offsets)
    def consent(self, offset: int) -> None:
        self.attempt(GiveConsent, on=self.day(offset))

    @rule(destination=st.sampled_from(["GE", "TR"]), residence=st.none() | st.sampled_from(ResidenceStatus))
    def correct_departure(self, destination: str, residence: ResidenceStatus | None) -> None:
        self.attempt(CorrectDeparture, destination=destination, residence_status=residence)

    @rule(authority=st.integers(1, 3))
    def name_authority(self, authority: int) -> None:
        self.attempt(NameAuthority, authority_id=UUID(int=authority))

    @rule()
    def revoke(self) -> None:
        self.attempt(RevokeConsent)

    @rule(offset=offsets, reason=st.sampled_from(PauseReason))
    def pause(self, offset: int, reason: PauseReason) -> None:
        self.attempt(PauseDeparture, reason=reason, review_on=self.day(offset))

    @rule(kind=st.sampled_from([ResumeDeparture, ReopenDeparture, CloseDeparture]))
    def turn(self, kind: type[Command]) -> None:
        self.attempt(kind, has_note=True)

    @rule(reason=st.sampled_from(StopReason), goes_on=st.booleans())
    def stop(self, reason: StopReason, goes_on: bool) -> None:
        self.attempt(StopDeparture, reason=reason)
        if goes_on:
            self.attempt(ReopenDeparture, has_note=True)

    @rule(
        step=steps, offset=offsets, state=st.sampled_from(["done", "waiting", "not_required", "in_progress"])
    )
    def another_list_says(self, step: str, offset: int, state: str) -> None:
        code, _, person = step.partition("-")
        number = int(person[0]) if person else None
        fact = Fact(code=code, person=number, state=state, on=self.day(offset))  # type: ignore[arg-type]  # by name
        self.attempt(RecordProgress, facts=(fact,))

    @rule()
    def the_alarm_rings(self) -> None:
        self.attempt(RaiseAlarms, actor=SYSTEM)
        assert all(alarm.on > self.story.day for alarm in pending_alarms(self.story.state))
        assert self.story.ring() == []

    def teardown(self) -> None:
        """Assert that its events rebuild the departure exactly, also after a round trip through JSON."""
        if not hasattr(self, "story"):
            return
        rebuilt: Departure | None = None
        for seq, event in enumerate(self.story.events, start=1):
            rebuilt = apply(rebuilt, EVENTS.validate_json(EVENTS.dump_json(event)), seq)
        assert rebuilt == self.story.state
        assert Departure.model_validate_json(self.story.state.model_dump_json()) == self.story.state
        self.whatever_has_happened_there_is_an_outlook()

    def whatever_has_happened_there_is_an_outlook(self) -> None:
        state = self.story.state
        records = [one.record for one in state.deadlines.values() if one.is_open and one.links]
        ahead = journey(self.story, *records, documents=state.travel_documents)
        look = ahead.forecast
        assert all(warning.act_by >= self.story.day for warning in find_warnings(ahead))
        if look.state is ForecastState.PLANNED:
            days = [look.early, look.median, look.late, look.p80]
            assert [self.story.day, *days] == sorted(day for day in (self.story.day, *days) if day)

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
    def every_chain_leads_to_its_date(self) -> None:
        for kind, deadline in self.story.state.deadlines.items():
            record = DeadlineRecord(key=kind, links=deadline.links)
            days = [link.on for link in record.links]
            assert days == sorted(days)
            assert deadline.state.value == record.state.value
            if deadline.is_open:
                assert deadline.due_on == record.safe_date <= min(record.raw_end, record.end)
                assert deadline.follow_up_on == (record.request.follow_up_on if record.request else None)
            else:
                assert deadline.follow_up_on is None

    @invariant()
    def only_a_date_that_binds_rings(self) -> None:
        state = self.story.state
        open_dates = {kind for kind, deadline in state.deadlines.items() if deadline.is_open}
        rings = {alarm.subject for alarm in pending_alarms(state)} & {*DeadlineKind}
        assert rings <= (open_dates if state.is_live else set())
        assert len(state.raised) == len(set(state.raised)), "each once"

    @invariant()
    def every_document_is_there_once(self) -> None:
        documents = [(document.what, document.person) for document in self.story.state.travel_documents]
        assert len(documents) == len(set(documents))

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
            moves = [step for step in state.steps.values() if step.is_open or step.awaits_decision]
            assert len(blockers(state)) == len(moves)
            assert moves, "an open departure always has a next move"
            assert next_move(state) in moves
        if state.is_live:
            for step in state.steps.values():
                assert step.state is not StepState.READY or not state.unsettled_needs(step)


ENDED = (StepState.DONE, StepState.NOT_REQUIRED, StepState.FAILED, StepState.CANCELLED)


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(
    max_examples=140, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
