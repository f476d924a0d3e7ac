"""Commands about legal dates: their effects and their refusals."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from geleit.domain.alarms.planning import pending_alarms
from geleit.domain.alarms.state import AlarmKind
from geleit.domain.calendar import Commune, Land
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, ServiceMethod
from geleit.domain.deadlines.chain import DeadlineState, LinkKind, Source, SourceDocument
from geleit.domain.deadlines.commands.base import DeadlineCommand
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RefuseExtension, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.events import DeadlineSet
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.rule_set import LateHoliday, RuleSet
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.departure import apply
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import DeadlineFact, Fact
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import ReopenDeparture, StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.message import Command
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import SYSTEM, Actor, Role
from geleit.domain.persons.birth_dates import with_majorities
from geleit.domain.persons.commands import AddPerson, CorrectPerson
from geleit.domain.persons.state import Person, PersonRole
from geleit.domain.refusal import Conflict, Forbidden, Refusal
from geleit.domain.steps.commands import CompleteStep, DeclareNotRequired
from geleit.domain.steps.state import Effect, StepState
from tests.domain.scenario import Story
from tests.fixtures.opening import AUTHORITY, COUNSELLOR, FAMILY

DEPARTURE = DeadlineKind.DEPARTURE
OFFICIAL = Actor(role=Role.AUTHORITY, user_id=uuid4(), authority_id=AUTHORITY)
NOTICE = Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 2))
COURT = Source(document=SourceDocument.COURT_DECISION, dated=date(2026, 3, 10))
EIGHT_DAYS = Period(amount=8, unit=Unit.DAYS)
THIRTY_DAYS = Period(amount=30, unit=Unit.DAYS)
WORKING_WEEKS = Period(amount=3, unit=Unit.WEEKS, count=Count.WORKING_DAYS)


def deadline(story: Story, kind: DeadlineKind = DEPARTURE) -> Deadline:
    return story.state.deadlines[kind]


def kinds(story: Story, kind: DeadlineKind = DEPARTURE) -> list[LinkKind]:
    return [link.what for link in deadline(story, kind).links]


def of_the_deadline(story: Story) -> list[tuple[AlarmKind, date]]:
    return [(alarm.alarm, alarm.on) for alarm in pending_alarms(story.state) if alarm.subject == DEPARTURE]


def with_date(due_on: date = date(2026, 3, 31), **fields: Any) -> Story:
    """Return a departure with an Ausreisefrist that ends on a Tuesday."""
    story = Story().open()
    story.do(SetDeadline, deadline=DEPARTURE, due_on=due_on, **fields)
    return story


def with_period() -> Story:
    """Return a departure with thirty days from Wednesday 4 March, which end on Good Friday."""
    story = Story(day=date(2026, 3, 4)).open()
    story.do(SetDeadline, deadline=DEPARTURE, start=date(2026, 3, 4), period=THIRTY_DAYS, source=NOTICE)
    return story


def interrupted() -> Story:
    story = with_period()
    story.wait(10)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=date(2026, 3, 12), source=COURT)
    return story


def refused(story: Story, kind: type[Command], **fields: Any) -> Refusal:
    """Return the refusal; assert that nothing has changed and that it is a sentence."""
    before, events = story.state, len(story.events)
    with pytest.raises(Refusal) as found:
        story.do(kind, **fields)
    assert story.state is before
    assert len(story.events) == events
    assert found.value.sentence().endswith((".", "?"))
    return found.value


# Setting


def test_a_date_that_a_notice_names_is_the_safe_date_though_its_end_moves() -> None:
    story = with_date(date(2026, 4, 5), source=NOTICE)  # Easter Sunday
    assert deadline(story).due_on == date(2026, 4, 5)
    assert deadline(story).record.end == date(2026, 4, 7)
    assert deadline(story).record.reason == "Sonntag"
    assert deadline(story).record.source == NOTICE


def test_a_date_named_with_reference_to_the_law_does_not_move() -> None:
    story = with_date(date(2026, 4, 5), express=True)
    assert deadline(story).record.kind is DateKind.FIXED_DEADLINE
    assert deadline(story).record.end == date(2026, 4, 5)


def test_a_period_is_counted_from_its_notification_and_says_how() -> None:
    story = with_period()
    assert deadline(story).due_on == date(2026, 4, 3)
    assert deadline(story).record.end == date(2026, 4, 7)
    assert deadline(story).record.sentence == (
        "Bescheid vom 02.03.2026: 30 Tage ab Bekanntgabe 04.03.2026 (§ 59 Abs. 1 AufenthG, "
        "§ 187 Abs. 1 BGB) = 03.04.2026 (Karfreitag) → 07.04.2026 (§ 31 Abs. 3 VwVfG, Schleswig-Holstein); "
        "sicheres Datum: 03.04.2026"
    )


def test_without_a_length_the_period_is_the_usual_one() -> None:
    story = Story(day=date(2026, 3, 4)).open()
    story.do(SetDeadline, deadline=DEPARTURE, start=date(2026, 3, 4))
    assert deadline(story).due_on == date(2026, 4, 3)


def test_a_posted_notice_counts_as_notified_on_the_fourth_day() -> None:
    story = Story(day=date(2026, 3, 9)).open()
    story.do(SetDeadline, deadline=DEPARTURE, posted=date(2026, 3, 2), period=THIRTY_DAYS)
    assert deadline(story).due_on == date(2026, 4, 5)
    assert "zur Post am 02.03.2026" in deadline(story).record.sentence


def test_holidays_are_those_of_the_commune() -> None:
    story = Story().open(land=Land.BY)
    feast: dict[str, Any] = {
        "deadline": DEPARTURE,
        "due_on": date(2028, 8, 8),
    }  # Augsburger Friedensfest, a Tuesday
    story.do(SetDeadline, **feast)
    assert deadline(story).record.end == date(2028, 8, 8)
    story.do(SetDeadline, **feast, commune=Commune.AUGSBURG)
    assert deadline(story).record.end == date(2028, 8, 9)


def test_a_rule_of_its_own_gives_its_own_length() -> None:
    story = Story(day=date(2026, 3, 4)).open()
    story.do(
        SetDeadline,
        deadline=DEPARTURE,
        start=date(2026, 3, 4),
        rule="departure_deadline_victims",
        period=Period(amount=3, unit=Unit.MONTHS),
    )
    assert deadline(story).due_on == date(2026, 6, 4)
    assert deadline(story).record.rule == "departure_deadline_victims"


def test_the_day_decides_by_which_version_of_a_rule_a_date_is_found_and_a_running_date_keeps_it() -> None:
    story = with_period()
    story.rules = with_a_new_law(story.rules, since=date(2026, 3, 10), usual=20)
    story.wait(20)
    story.do(RecomputeDeadlines, actor=SYSTEM)
    story.do(ExtendDeadline, deadline=DEPARTURE, by=Period(amount=1, unit=Unit.WEEKS))
    assert deadline(story).record.rule_version == 1
    story.do(SetDeadline, deadline=DEPARTURE, start=date(2026, 3, 9))
    assert (deadline(story).record.rule_version, deadline(story).due_on) == (1, date(2026, 4, 8))
    story.do(SetDeadline, deadline=DEPARTURE, start=date(2026, 3, 10))
    assert (deadline(story).record.rule_version, deadline(story).due_on) == (2, date(2026, 3, 30))


def test_a_posted_notice_follows_the_law_of_the_day_it_is_notified() -> None:
    story = Story(day=date(2026, 3, 9)).open()
    story.rules = with_a_new_law(story.rules, since=date(2026, 3, 6), usual=20)
    story.do(SetDeadline, deadline=DEPARTURE, posted=date(2026, 3, 2))  # notified on the 6th
    assert (deadline(story).record.rule_version, deadline(story).due_on) == (2, date(2026, 3, 26))


def with_a_new_law(rules: RuleSet, *, since: date, usual: int) -> RuleSet:
    old = rules.rule(DEPARTURE, on=since)
    assert old.period is not None
    period = old.period.model_copy(update={"usual": usual, "least": 7, "most": 30})
    others = [rule for rule in rules.all() if rule.code != DEPARTURE]
    versions = [
        old.model_copy(update={"valid_to": since - timedelta(days=1)}),
        old.model_copy(update={"version": 2, "valid_from": since, "period": period}),
    ]
    return RuleSet([*others, *versions], rules.late_holidays)


def test_a_new_notice_carries_the_chain_on() -> None:
    story = with_period()
    story.wait(5)
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2026, 5, 4))
    assert kinds(story) == [LinkKind.SET, LinkKind.SUPERSEDED, LinkKind.SET]
    assert deadline(story).due_on == date(2026, 5, 4)
    assert deadline(story).state is DeadlineState.OPEN


@pytest.mark.parametrize("end", [WithdrawDeadline, MeetDeadline])
def test_a_new_notice_opens_what_had_ended(end: type[DeadlineCommand]) -> None:
    story = with_period()
    story.do(end, deadline=DEPARTURE, has_note=True)
    assert not deadline(story).is_open
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2026, 5, 4))
    assert deadline(story).is_open
    assert kinds(story)[-1] is LinkKind.SET


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "one_date"),
        ({"due_on": date(2026, 4, 1), "start": date(2026, 3, 1)}, "one_date"),
        ({"start": date(2026, 3, 1), "posted": date(2026, 3, 1)}, "one_date"),
        ({"due_on": date(2026, 4, 1), "period": THIRTY_DAYS}, "end_or_length"),
        ({"start": date(2026, 3, 1), "period": WORKING_WEEKS}, "days_only"),
        ({"due_on": date(1999, 12, 31)}, "implausible"),
        ({"due_on": date(9999, 12, 31)}, "implausible"),
        ({"start": date(2026, 3, 1), "period": Period(amount=4000, unit=Unit.YEARS)}, "implausible"),
        ({"start": date(2026, 3, 3)}, "in_future"),
        ({"posted": date(2026, 3, 3)}, "in_future"),
        ({"posted": date(2026, 3, 2), "rule": "asylum_suit"}, "not_from_notice"),
        ({"start": date(2026, 3, 1), "rule": "asylum_withdrawal"}, "needs_length"),
        ({"start": date(2026, 3, 1), "rule": "departure_deadline_victims"}, "needs_length"),
        ({"due_on": date(2026, 4, 1), "rule": "suit_asylum"}, "other_rule"),
        ({"start": date(2000, 3, 1)}, "no_version"),
        ({"due_on": date(2026, 4, 1), "rule": "passport"}, "other_rule"),
        ({"due_on": date(2026, 4, 1), "rule": "gueb"}, "other_rule"),
        ({"due_on": date(2026, 4, 1), "rule": "nonsense"}, "unknown_rule"),
        ({"due_on": date(2026, 4, 1), "commune": Commune.AUGSBURG}, "unknown_commune"),
        (
            {"start": date(2026, 3, 1), "rule": "asylum_suit", "period": Period(amount=8, unit=Unit.DAYS)},
            "not_the_rule",
        ),
        (
            {
                "due_on": date(2026, 4, 1),
                "source": Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 3)),
            },
            "in_future",
        ),
    ],
)
def test_what_cannot_be_is_not_set(fields: dict[str, Any], code: str) -> None:
    assert refused(Story().open(), SetDeadline, deadline=DEPARTURE, **fields).code == code


def old_notice(rule: str, **fields: Any) -> Story:
    """Return a departure of today's law with a notice that was written under the law before it."""
    story = Story(day=date(2026, 11, 9)).open()
    source = Source(document=fields.pop("document", SourceDocument.NOTICE), dated=date(2025, 3, 3))
    story.do(SetDeadline, deadline=DEPARTURE, rule=rule, start=date(2026, 11, 2), source=source, **fields)
    return story


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("asylum_suit", date(2026, 12, 2)),
        ("asylum_manifestly_unfounded", date(2026, 11, 9)),
        ("asylum_inadmissible", date(2026, 11, 9)),
        ("asylum_urgent_granted", date(2026, 12, 2)),
    ],
)
def test_a_notice_has_the_length_of_its_own_day_whenever_it_begins(rule: str, end: date) -> None:
    assert deadline(old_notice(rule)).record.end == end


def test_a_judgment_does_not_say_by_which_law_the_notice_was_written() -> None:
    with pytest.raises(Refusal) as refusal:
        old_notice("asylum_suit", document=SourceDocument.COURT_DECISION)
    assert refusal.value.code == "length_unknown"


@pytest.mark.parametrize("kind", [DeadlineKind.GUEB, DeadlineKind.DULDUNG])
def test_a_printed_day_is_no_period_and_never_moves(kind: DeadlineKind) -> None:
    story = Story().open()
    assert refused(story, SetDeadline, deadline=kind, start=date(2026, 3, 1)).code == "needs_day"
    story.do(SetDeadline, deadline=kind, due_on=date(2026, 4, 5))
    assert deadline(story, kind).due_on == deadline(story, kind).record.end == date(2026, 4, 5)


def test_another_list_gives_a_date_its_chain_and_does_not_repeat_it() -> None:
    story = Story().open()
    fact = DeadlineFact(deadline=DEPARTURE, due_on=date(2026, 4, 5))
    story.do(RecordProgress, deadlines=(fact,))
    assert kinds(story) == [LinkKind.SET]
    assert story.do(RecordProgress, deadlines=(fact,)) == []
    impossible = fact.model_copy(update={"due_on": date(9999, 12, 31)})
    assert refused(story, RecordProgress, deadlines=(impossible,)).code == "implausible"


# Extending


def test_an_extension_counts_from_the_end_that_has_moved_or_from_the_raw_one() -> None:
    moved, raw = with_period(), with_period()
    week = Period(amount=1, unit=Unit.WEEKS)
    moved.do(ExtendDeadline, deadline=DEPARTURE, by=week)
    raw.do(ExtendDeadline, deadline=DEPARTURE, by=week, base=ExtendFrom.RAW)
    assert deadline(moved).end_on == date(2026, 4, 14)
    assert deadline(raw).end_on == date(2026, 4, 10)


def test_after_an_extension_the_safe_date_is_the_one_from_the_raw_end_whichever_is_written_down() -> None:
    story = with_period()  # ends on Good Friday, moved to the Tuesday after Easter
    story.do(ExtendDeadline, deadline=DEPARTURE, by=Period(amount=1, unit=Unit.WEEKS))
    assert (deadline(story).due_on, deadline(story).end_on) == (date(2026, 4, 10), date(2026, 4, 14))
    story.do(ExtendDeadline, deadline=DEPARTURE, by=Period(amount=1, unit=Unit.WEEKS))
    assert (deadline(story).due_on, deadline(story).end_on) == (date(2026, 4, 17), date(2026, 4, 21))
    assert "sicheres Datum: 17.04.2026" in deadline(story).record.sentence
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 5, 29))
    assert deadline(story).due_on == date(2026, 5, 29)


def test_a_date_told_by_an_earlier_release_stays_until_it_moves() -> None:
    story = with_period()
    story.do(ExtendDeadline, deadline=DEPARTURE, by=Period(amount=1, unit=Unit.WEEKS))
    old = [link.model_copy(update={"safe_end": None}) for link in deadline(story).links]
    told = deadline(story).model_copy(update={"links": tuple(old), "due_on": date(2026, 4, 14)})
    story.departure = story.state.model_copy(update={"deadlines": {DEPARTURE: told}})
    assert story.do(RecomputeDeadlines, actor=SYSTEM) == []
    story.rules = with_holiday(story.rules, date(2026, 4, 14))
    story.do(RecomputeDeadlines, actor=SYSTEM)
    assert (deadline(story).due_on, deadline(story).end_on) == (date(2026, 4, 10), date(2026, 4, 15))


def test_an_extension_until_a_day_moves_the_date_and_its_reminders() -> None:
    story = with_date()
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 5, 29), source=NOTICE)
    assert deadline(story).due_on == date(2026, 5, 29)
    assert deadline(story).reminders == tuple(date(2026, 5, 29) - timedelta(days=n) for n in (21, 10, 3, 0))
    assert deadline(story).remind_on == date(2026, 5, 19)
    assert deadline(story).escalate_on == date(2026, 5, 30)


def test_an_extension_granted_in_time_may_be_written_down_late() -> None:
    story = with_date()
    story.wait(45)
    granted = Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 30))
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 5, 29), source=granted)
    assert deadline(story).due_on == date(2026, 5, 29)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "one_extension"),
        ({"until": date(2026, 5, 1), "by": THIRTY_DAYS}, "one_extension"),
        ({"until": date(2026, 3, 31)}, "not_longer"),
        ({"until": date(2026, 3, 1)}, "not_longer"),
        ({"until": date(9999, 12, 31)}, "implausible"),
        ({"by": Period(amount=4000, unit=Unit.YEARS)}, "implausible"),
        ({"by": WORKING_WEEKS}, "days_only"),
    ],
)
def test_what_is_no_extension_is_refused(fields: dict[str, Any], code: str) -> None:
    assert refused(with_date(), ExtendDeadline, deadline=DEPARTURE, **fields).code == code


def test_a_day_before_the_end_that_has_moved_is_no_extension_if_it_stands() -> None:
    easter_monday: dict[str, Any] = {"deadline": DEPARTURE, "until": date(2026, 4, 6)}
    found = refused(with_period(), ExtendDeadline, **easter_monday, express=True)
    assert (found.code, found.details["end"]) == ("not_longer", "2026-04-07")
    story = with_period()
    story.do(ExtendDeadline, **easter_monday)
    assert (deadline(story).due_on, deadline(story).end_on) == (date(2026, 4, 6), date(2026, 4, 7))


def test_what_is_over_is_not_extended() -> None:
    story = with_date()
    story.wait(45)
    assert refused(story, ExtendDeadline, deadline=DEPARTURE, by=THIRTY_DAYS).code == "already_over"


# Asking for more time


def test_a_requested_extension_has_its_own_follow_up_and_leaves_the_date() -> None:
    story = with_date()
    story.do(RequestExtension, deadline=DEPARTURE, follow_up_on=date(2026, 3, 16), until=date(2026, 5, 1))
    assert deadline(story).due_on == date(2026, 3, 31)
    assert deadline(story).follow_up_on == date(2026, 3, 16)
    assert (AlarmKind.FOLLOW_UP_DUE, date(2026, 3, 16)) in of_the_deadline(story)


@pytest.mark.parametrize("answer", [ExtendDeadline, RefuseExtension])
def test_the_answer_ends_the_wait(answer: type[DeadlineCommand]) -> None:
    story = with_date()
    story.do(RequestExtension, deadline=DEPARTURE, follow_up_on=date(2026, 3, 16))
    fields: dict[str, Any] = {"until": date(2026, 5, 1)} if answer is ExtendDeadline else {}
    story.do(answer, deadline=DEPARTURE, **fields)
    assert deadline(story).follow_up_on is None
    assert AlarmKind.FOLLOW_UP_DUE not in {alarm for alarm, _ in of_the_deadline(story)}
    assert deadline(story).is_open


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"follow_up_on": date(2026, 3, 1)}, "too_early"),
        ({"follow_up_on": date(9999, 12, 31)}, "implausible"),
        ({"follow_up_on": date(2026, 3, 9), "until": date(2026, 3, 31)}, "not_longer"),
    ],
)
def test_what_is_no_request_is_refused(fields: dict[str, Any], code: str) -> None:
    assert refused(with_date(), RequestExtension, deadline=DEPARTURE, **fields).code == code


def test_only_a_requested_extension_can_be_refused() -> None:
    assert refused(with_date(), RefuseExtension, deadline=DEPARTURE).code == "no_request"


# Interruption


def test_while_a_period_is_interrupted_no_date_binds_and_no_alarm_is_raised() -> None:
    story = interrupted()
    assert deadline(story).state is DeadlineState.INTERRUPTED
    assert deadline(story).record.due_on is None
    assert of_the_deadline(story) == []
    story.wait(200)
    assert [alarm.subject for alarm in story.ring() if alarm.subject == DEPARTURE] == []


def test_after_an_interruption_the_period_runs_in_full() -> None:
    story = interrupted()
    story.wait(60)
    story.do(RestartDeadline, deadline=DEPARTURE, start=date(2026, 5, 11), source=COURT)
    assert deadline(story).state is DeadlineState.OPEN
    assert deadline(story).due_on == date(2026, 6, 10)
    assert kinds(story) == [LinkKind.SET, LinkKind.INTERRUPTED, LinkKind.RESTARTED]
    assert (AlarmKind.DEADLINE_PASSED, date(2026, 6, 11)) in of_the_deadline(story)


def test_a_holiday_proclaimed_while_the_period_rested_counts_when_it_runs_anew() -> None:
    story = interrupted()
    story.rules = with_holiday(story.rules, date(2026, 6, 10))
    story.do(RecomputeDeadlines, actor=SYSTEM)
    story.wait(60)
    story.do(RestartDeadline, deadline=DEPARTURE, start=date(2026, 5, 11))
    assert deadline(story).record.end == date(2026, 6, 11)


def test_a_length_from_before_the_last_beginning_is_not_taken_to_run_anew() -> None:
    story = Story(day=date(2026, 3, 4)).open()
    week: dict[str, Any] = {"rule": "asylum_withdrawal_before_decision", "start": date(2026, 3, 4)}
    story.do(SetDeadline, deadline=DEPARTURE, **week)
    # a notice under § 59 AufenthG
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2026, 4, 1), rule=DEPARTURE.value)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    anew: dict[str, Any] = {"deadline": DEPARTURE, "start": story.day}
    found = refused(story, RestartDeadline, **anew)
    assert (found.code, found.details["field"]) == ("no_period", "period")
    story.do(RestartDeadline, **anew, period=THIRTY_DAYS)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    story.do(RestartDeadline, **anew)  # thirty days, as it last began
    assert deadline(story).due_on == date(2026, 4, 3)


def test_what_a_notice_may_not_set_does_not_begin_anew_either() -> None:
    story = Story(day=date(2026, 3, 4)).open()
    story.do(SetDeadline, deadline=DEPARTURE, rule="asylum_rejection", start=story.day)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    anew: dict[str, Any] = {"deadline": DEPARTURE, "start": story.day}
    found = refused(story, RestartDeadline, **anew, period=Period(amount=60, unit=Unit.DAYS))
    assert (found.code, found.details["field"]) == ("not_the_rule", "period")
    story.do(RestartDeadline, **anew)
    assert deadline(story).due_on == date(2026, 4, 3)


def test_a_period_begins_anew_with_the_paragraph_that_allows_its_length() -> None:
    story = interrupted()
    long = Period(amount=2, unit=Unit.MONTHS)
    story.do(RestartDeadline, deadline=DEPARTURE, start=story.day, period=long)
    assert "§ 59 Abs. 1 S. 6 AufenthG, § 59 Abs. 1 S. 4 AufenthG" in deadline(story).record.sentence


def test_nothing_begins_anew_in_the_future() -> None:
    ahead = date(2026, 3, 15)
    assert refused(interrupted(), RestartDeadline, deadline=DEPARTURE, start=ahead).code == "in_future"


def test_after_an_urgent_application_was_granted_the_week_does_not_run_again() -> None:
    story = Story(day=date(2026, 3, 4)).open()
    story.do(SetDeadline, deadline=DEPARTURE, rule="asylum_manifestly_unfounded", start=story.day)
    assert deadline(story).due_on == date(2026, 3, 11)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    story.wait(40)
    story.do(RestartDeadline, deadline=DEPARTURE, start=date(2026, 4, 10))
    assert deadline(story).due_on == date(2026, 5, 10)
    assert "30 Tage ab unanfechtbarem Abschluss 10.04.2026 (§ 37 Abs. 2 AsylG" in (
        deadline(story).record.sentence
    )


def test_a_week_under_the_asylum_act_does_not_run_from_posting() -> None:
    story = Story(day=date(2026, 3, 9)).open()
    posted = {"rule": "asylum_manifestly_unfounded", "posted": date(2026, 3, 4)}
    found = refused(story, SetDeadline, deadline=DEPARTURE, **posted)
    assert found.code == "not_from_notice"
    assert "Ablauf der Klagefrist oder Ablehnung des Eilantrags" in found.sentence()


def test_a_rule_whose_law_has_changed_asks_for_the_day_of_the_notice() -> None:
    story = Story(day=date(2026, 7, 1)).open()
    later: dict[str, Any] = {"deadline": DEPARTURE, "rule": "asylum_rejection"}
    found = refused(story, SetDeadline, **later, start=date(2026, 6, 12))
    assert found.code == "length_unknown"
    assert "seit dem 12.06.2026" in found.sentence()
    assert "Tragen Sie den Tag ein, den der Bescheid nennt" in found.sentence()
    story.do(SetDeadline, **later, due_on=date(2026, 7, 20))
    assert (deadline(story).due_on, deadline(story).record.rule_version) == (date(2026, 7, 20), 2)
    story.do(SetDeadline, **later, start=date(2026, 6, 11))  # by the law of its day
    assert (deadline(story).due_on, deadline(story).record.rule_version) == (date(2026, 7, 11), 1)


def test_a_named_day_goes_by_the_law_of_the_day_of_its_notice() -> None:
    story = Story(day=date(2026, 7, 1)).open()
    notice = Source(document=SourceDocument.NOTICE, dated=date(2026, 6, 11))
    story.do(
        SetDeadline, deadline=DEPARTURE, rule="asylum_rejection", due_on=date(2026, 7, 20), source=notice
    )
    assert deadline(story).record.rule_version == 1


def test_a_period_whose_length_is_unknown_does_not_begin_anew_but_a_new_day_can_be_set() -> None:
    story = Story(day=date(2026, 7, 1)).open()
    by_day: dict[str, Any] = {"deadline": DEPARTURE, "rule": "asylum_rejection", "due_on": date(2026, 7, 20)}
    story.do(SetDeadline, **by_day)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    for period in ({}, {"period": THIRTY_DAYS}):
        found = refused(story, RestartDeadline, deadline=DEPARTURE, start=story.day, **period)
        assert found.code == "length_unknown"
    story.do(SetDeadline, **by_day)
    assert deadline(story).is_open


@pytest.mark.parametrize(
    ("service", "end", "said"),
    [
        (ServiceMethod.POST, date(2026, 4, 8), "zur Post am 05.03.2026, 4 Tage, § 41 Abs. 2 VwVfG"),
        (
            ServiceMethod.DOCUMENT,
            date(2026, 4, 4),
            "mit Postzustellungsurkunde am 05.03.2026, § 3 VwZG",
        ),
        (ServiceMethod.RECEPTION_CENTRE, date(2026, 4, 8), "übergeben am 05.03.2026, 4 Tage, § 10 Abs. 4"),
        (
            ServiceMethod.UNDELIVERABLE,
            date(2026, 4, 4),
            "zur Post am 05.03.2026, § 10 Abs. 2",
        ),
    ],
)
def test_a_notice_counts_as_notified_by_the_way_it_came(service: ServiceMethod, end: date, said: str) -> None:
    story = Story(day=date(2026, 3, 9)).open()
    story.do(SetDeadline, deadline=DEPARTURE, posted=date(2026, 3, 5), service=service)
    assert deadline(story).due_on == end
    assert said in deadline(story).record.sentence


def test_how_a_reception_centre_serves_is_not_known_after_the_reform() -> None:
    story = Story(day=date(2026, 7, 9)).open()
    served = {"posted": date(2026, 7, 5), "service": ServiceMethod.RECEPTION_CENTRE}
    found = refused(story, SetDeadline, deadline=DEPARTURE, **served)
    assert found.code == "rule_ended"
    assert "nur bis zum 11.06.2026 bekannt" in found.sentence()


# What has to be with a court or an office


@pytest.mark.parametrize(
    ("kind", "rule", "end"),
    [
        (DeadlineKind.SUIT, None, date(2026, 4, 4)),
        (DeadlineKind.SUIT, "suit_objection", date(2026, 4, 4)),
        (DeadlineKind.SUIT, "suit_without_instruction", date(2027, 3, 4)),
        (DeadlineKind.SUIT, "suit_reinstatement", date(2026, 3, 18)),
        (DeadlineKind.SUIT, "suit_asylum", date(2026, 3, 18)),
        (DeadlineKind.SUIT, "suit_asylum_week", date(2026, 3, 11)),
        (DeadlineKind.URGENT_APPLICATION, None, date(2026, 3, 11)),
        (DeadlineKind.URGENT_APPLICATION, "urgent_application_dublin", date(2026, 3, 11)),
        (DeadlineKind.DUBLIN_TRANSFER, None, date(2026, 9, 4)),
    ],
)
def test_a_period_that_must_not_be_missed_is_counted_beside_the_others(
    kind: DeadlineKind, rule: str | None, end: date
) -> None:
    story = with_period()
    story.do(SetDeadline, deadline=kind, rule=rule, start=story.day)
    assert deadline(story, kind).due_on == end
    assert deadline(story).due_on == date(2026, 4, 3)
    assert refused(story, ExtendDeadline, deadline=kind, by=THIRTY_DAYS).code == "not_extendable"
    assert refused(story, InterruptDeadline, deadline=kind, since=story.day).code == "no_restart"


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        (DeadlineKind.REIMBURSEMENT, (None, date(2026, 4, 13), date(2026, 4, 13))),
        (DeadlineKind.SECOND_PAYMENT, (date(2026, 9, 2), date(2026, 11, 2), date(2026, 11, 2))),
        (DeadlineKind.RIAT_RETROACTIVE, (None, date(2026, 3, 9), date(2026, 3, 9))),
        (DeadlineKind.RIAT_DEPARTURE_QUESTION, (None, date(2026, 4, 1), date(2026, 4, 1))),
        (DeadlineKind.EURP_ARRIVAL_PACKAGE, (None, date(2026, 3, 18), date(2026, 3, 18))),
        (DeadlineKind.EURP_REINTEGRATION, (None, date(2027, 3, 2), date(2027, 3, 2))),
    ],
)
def test_what_the_programmes_ask_for_after_the_journey_is_a_date_of_the_departure(
    kind: DeadlineKind, ends: tuple[date | None, date, date]
) -> None:
    story = Story(day=date(2026, 3, 2)).open()
    story.do(SetDeadline, deadline=kind, start=date(2026, 3, 2))
    record = deadline(story, kind).record
    assert (record.begins_on, deadline(story, kind).due_on, record.end) == ends


@pytest.mark.parametrize(
    ("kind", "due_on"),
    [(DeadlineKind.MEDIF, date(2026, 4, 7)), (DeadlineKind.RIAT_CHARTER_REQUEST, date(2026, 4, 2))],
)
def test_what_is_counted_back_from_a_flight_ahead_is_a_date_of_the_departure(
    kind: DeadlineKind, due_on: date
) -> None:
    story = Story(day=date(2026, 3, 2)).open()
    story.do(SetDeadline, deadline=kind, start=date(2026, 4, 10))
    assert deadline(story, kind).due_on == due_on


def test_who_leaves_has_neither_kept_nor_missed_the_time_to_sue() -> None:
    story = on_the_way(date(2026, 4, 10))
    story.do(SetDeadline, deadline=DeadlineKind.SUIT, start=story.day)
    story.wait(10)
    story.complete("departure", on=story.day)
    assert deadline(story).state is DeadlineState.MET
    assert deadline(story, DeadlineKind.SUIT).is_open


@pytest.mark.parametrize("is_set", [True, False])
def test_for_an_authority_there_is_no_time_to_sue(is_set: bool) -> None:
    story = seen_by_the_authority()
    if is_set:
        story.do(SetDeadline, deadline=DeadlineKind.SUIT, start=story.day)
    restart: tuple[type[DeadlineCommand], dict[str, Any]] = (RestartDeadline, {"start": story.day})
    for kind, fields in [*AUTHORITYS, restart]:
        found = refused(story, kind, actor=OFFICIAL, deadline=DeadlineKind.SUIT, **fields)
        assert found.code == "no_deadline"


def test_a_day_named_without_a_length_needs_one_to_run_anew() -> None:
    story = with_date()
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    anew: dict[str, Any] = {"deadline": DEPARTURE, "start": date(2026, 3, 2)}
    assert refused(story, RestartDeadline, **anew).code == "no_period"
    story.do(RestartDeadline, **anew, period=THIRTY_DAYS)
    assert deadline(story).due_on == date(2026, 4, 1)


def test_an_interrupted_period_can_be_withdrawn_and_nothing_else() -> None:
    story = interrupted()
    for kind, fields in (
        (ExtendDeadline, {"by": THIRTY_DAYS}),
        (RequestExtension, {"follow_up_on": date(2026, 4, 1)}),
        (RefuseExtension, {}),
        (InterruptDeadline, {"since": story.day}),
        (MeetDeadline, {}),
        (MissDeadline, {}),
    ):
        assert refused(story, kind, deadline=DEPARTURE, **fields).code == "no_deadline"
    story.do(WithdrawDeadline, deadline=DEPARTURE, has_note=True)
    assert deadline(story).state is DeadlineState.WITHDRAWN


def test_a_period_is_interrupted_on_a_day_that_has_been_and_only_while_it_runs() -> None:
    story = with_period()
    tomorrow = story.day + timedelta(days=1)
    assert refused(story, InterruptDeadline, deadline=DEPARTURE, since=tomorrow).code == "in_future"
    story.wait(40)
    assert refused(story, InterruptDeadline, deadline=DEPARTURE, since=story.day).code == "already_over"


def test_a_period_is_not_interrupted_before_it_runs() -> None:
    story = with_period()
    story.wait(10)
    before, first = date(2026, 3, 3), date(2026, 3, 4)
    assert refused(story, InterruptDeadline, deadline=DEPARTURE, since=before).code == "not_begun"
    story.do(InterruptDeadline, deadline=DEPARTURE, since=first)
    story.do(RestartDeadline, deadline=DEPARTURE, start=date(2026, 3, 10))
    assert refused(story, InterruptDeadline, deadline=DEPARTURE, since=first).code == "not_begun"


def test_a_posted_period_is_interrupted_from_its_posting_on() -> None:
    story = Story(day=date(2026, 3, 12)).open()
    story.do(SetDeadline, deadline=DEPARTURE, posted=date(2026, 3, 5), period=THIRTY_DAYS)
    early: dict[str, Any] = {"deadline": DEPARTURE, "since": date(2026, 3, 4)}
    assert refused(story, InterruptDeadline, **early).code == "not_begun"
    story.do(InterruptDeadline, deadline=DEPARTURE, since=date(2026, 3, 6))
    assert deadline(story).state is DeadlineState.INTERRUPTED


def test_a_period_does_not_restart_before_its_interruption() -> None:
    story = interrupted()
    found = refused(story, RestartDeadline, deadline=DEPARTURE, start=date(2026, 3, 11))
    assert found.code == "before_interruption"
    weeks: dict[str, Any] = {"start": date(2026, 3, 12), "period": WORKING_WEEKS}
    assert refused(story, RestartDeadline, deadline=DEPARTURE, **weeks).code == "days_only"
    story.do(RestartDeadline, deadline=DEPARTURE, start=date(2026, 3, 12))
    assert deadline(story).is_open


def test_a_running_period_cannot_restart_and_a_printed_day_cannot_be_interrupted() -> None:
    story = with_period()
    assert refused(story, RestartDeadline, deadline=DEPARTURE, start=story.day).code == "not_interrupted"
    story.do(SetDeadline, deadline=DeadlineKind.DULDUNG, due_on=date(2026, 5, 1))
    since = {"deadline": DeadlineKind.DULDUNG, "since": story.day}
    assert refused(story, InterruptDeadline, **since).code == "no_restart"


# How a date ends


def test_a_date_is_kept_through_the_end_that_has_moved() -> None:
    story = with_period()
    story.wait(40)
    late: dict[str, Any] = {"deadline": DEPARTURE, "kept_on": date(2026, 4, 8)}
    assert refused(story, MeetDeadline, **late).code == "too_late"
    story.do(MeetDeadline, deadline=DEPARTURE, kept_on=date(2026, 4, 7))
    assert deadline(story).state is DeadlineState.MET
    assert of_the_deadline(story) == []


def test_no_date_is_met_in_the_future() -> None:
    story = with_period()
    ahead = {"deadline": DEPARTURE, "kept_on": story.day + timedelta(days=1)}
    assert refused(story, MeetDeadline, **ahead).code == "in_future"


def test_a_date_is_missed_on_the_day_after_its_end_not_before() -> None:
    story = with_period()
    story.wait((date(2026, 4, 7) - story.day).days)
    assert refused(story, MissDeadline, deadline=DEPARTURE).code == "not_over"
    story.wait(1)
    story.do(MissDeadline, deadline=DEPARTURE)
    assert deadline(story).state is DeadlineState.MISSED
    assert of_the_deadline(story) == []


@pytest.mark.parametrize("is_missed", [False, True])
def test_a_date_is_withdrawn_with_a_reason_also_when_it_was_missed(is_missed: bool) -> None:
    story = with_period()
    if is_missed:
        story.wait(40)
        story.do(MissDeadline, deadline=DEPARTURE)
    assert refused(story, WithdrawDeadline, deadline=DEPARTURE).code == "no_reason"
    story.do(WithdrawDeadline, deadline=DEPARTURE, has_note=True)
    assert deadline(story).state is DeadlineState.WITHDRAWN
    assert of_the_deadline(story) == []
    again = {"deadline": DEPARTURE, "has_note": True}
    assert refused(story, WithdrawDeadline, **again).code == "no_deadline"


def test_what_the_departure_does_not_have_cannot_be_changed() -> None:
    for kind, fields in (
        (ExtendDeadline, {"by": THIRTY_DAYS}),
        (RequestExtension, {"follow_up_on": date(2026, 4, 1)}),
        (RefuseExtension, {}),
        (InterruptDeadline, {"since": date(2026, 3, 2)}),
        (MeetDeadline, {}),
        (MissDeadline, {}),
        (WithdrawDeadline, {"has_note": True}),
    ):
        assert refused(Story().open(), kind, deadline=DEPARTURE, **fields).code == "no_deadline"


def on_the_way(due_on: date) -> Story:
    story = Story().open().complete("intake", "consent", "decision", "travel_document-1")
    story.complete("funding_application", "funding_decision", "travel_booking")
    story.do(SetDeadline, deadline=DEPARTURE, due_on=due_on)
    return story


def test_leaving_in_time_meets_every_open_date() -> None:
    story = on_the_way(date(2026, 4, 5))  # Easter Sunday: through Tuesday
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 4, 10))
    story.wait(60)
    story.complete("departure", on=date(2026, 4, 7))
    assert {line.state for line in story.state.deadlines.values()} == {DeadlineState.MET}
    assert deadline(story).links[-1].sentence == "Eingehalten am 07.04.2026"


def test_leaving_too_late_misses_the_date() -> None:
    story = on_the_way(date(2026, 4, 5))
    story.wait(60)
    story.complete("departure", on=date(2026, 4, 8))
    assert deadline(story).state is DeadlineState.MISSED
    assert of_the_deadline(story) == []


def interrupted_on_the_way() -> Story:
    story = on_the_way(date(2026, 4, 5))
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    return story


@pytest.mark.parametrize("left_on", [date(2026, 3, 20), date(2026, 4, 30)])
def test_leaving_during_an_interruption_is_never_late(left_on: date) -> None:
    story = interrupted_on_the_way()
    story.wait(60)
    story.complete("departure", on=left_on)
    assert deadline(story).state is DeadlineState.MET
    assert kinds(story) == [LinkKind.SET, LinkKind.INTERRUPTED, LinkKind.MET]
    assert deadline(story).links[-1].sentence == (
        f"Eingehalten: Ausreise am {left_on:%d.%m.%Y}, während die Frist unterbrochen war"
    )
    assert of_the_deadline(story) == []
    anew: dict[str, Any] = {"deadline": DEPARTURE, "start": story.day, "period": THIRTY_DAYS}
    assert refused(story, RestartDeadline, **anew).code == "not_interrupted"


def test_a_list_that_says_somebody_left_ends_an_interrupted_period_too() -> None:
    story = interrupted_on_the_way()
    story.wait(60)
    left = Fact(code="departure", state=StepState.DONE, on=date(2026, 4, 30))
    story.do(RecordProgress, facts=(left,))
    assert deadline(story).state is DeadlineState.MET


def test_an_interrupted_period_survives_a_stop_without_alarms_and_raises_them_after_the_reopening() -> None:
    story = interrupted_on_the_way()
    story.do(StopDeparture, reason=StopReason.DECIDED_TO_STAY)
    assert deadline(story).state is DeadlineState.INTERRUPTED
    story.do(RestartDeadline, deadline=DEPARTURE, start=story.day, period=THIRTY_DAYS)
    assert pending_alarms(story.state) == []
    story.wait(60)
    assert story.ring() == []
    story.do(ReopenDeparture, has_note=True)
    assert AlarmKind.DEADLINE_PASSED in {alarm.alarm for alarm in story.ring()}


def test_an_interrupted_period_of_a_closed_departure_is_silent_for_good() -> None:
    story = interrupted()
    for step in tuple(story.state.steps.values()):
        if not step.is_settled and step.effect is not Effect.CLOSE:
            story.do(DeclareNotRequired, step=step.key, has_note=True)
    story.do(CloseDeparture)
    assert pending_alarms(story.state) == []
    anew: dict[str, Any] = {"deadline": DEPARTURE, "start": story.day, "period": THIRTY_DAYS}
    assert refused(story, RestartDeadline, **anew).code == "closed"


# A holiday proclaimed late


def with_holiday(rules: RuleSet, day: date, land: Land = Land.SH) -> RuleSet:
    return rules.with_late_holidays(LateHoliday(land, day, "Tag der Befreiung"))


def test_a_late_holiday_moves_the_end_of_open_periods_and_says_so() -> None:
    story = with_date(date(2026, 5, 8))
    story.rules = with_holiday(story.rules, date(2026, 5, 8))
    assert [event.kind for event in story.do(RecomputeDeadlines, actor=SYSTEM)] == ["deadline_recomputed"]
    assert deadline(story).due_on == date(2026, 5, 8)
    assert deadline(story).record.end == date(2026, 5, 11)
    assert deadline(story).escalate_on == date(2026, 5, 12)
    assert "der 08.05.2026 ist Feiertag (Tag der Befreiung" in deadline(story).record.sentence
    assert story.do(RecomputeDeadlines, actor=SYSTEM) == []


def test_a_late_holiday_moves_an_extension_that_counts_from_the_moved_end_and_keeps_the_follow_up() -> None:
    story = with_date(date(2026, 5, 8))
    story.do(ExtendDeadline, deadline=DEPARTURE, by=Period(amount=1, unit=Unit.WEEKS))
    story.do(RequestExtension, deadline=DEPARTURE, follow_up_on=date(2026, 4, 1))
    story.rules = with_holiday(story.rules, date(2026, 5, 8))
    story.do(RecomputeDeadlines, actor=SYSTEM)
    assert (deadline(story).due_on, deadline(story).end_on) == (date(2026, 5, 15), date(2026, 5, 18))
    assert deadline(story).reminders[-1] == date(2026, 5, 15)
    assert deadline(story).follow_up_on == date(2026, 4, 1)


@pytest.mark.parametrize("land", [Land.BE, Land.SH])
def test_a_late_holiday_elsewhere_or_on_a_day_that_stands_moves_nothing(land: Land) -> None:
    story = Story().open()
    kind = DEPARTURE if land is Land.BE else DeadlineKind.GUEB
    story.do(SetDeadline, deadline=kind, due_on=date(2026, 5, 8))
    story.rules = with_holiday(story.rules, date(2026, 5, 8), land)
    assert story.do(RecomputeDeadlines, actor=SYSTEM) == []


def test_what_is_over_is_not_found_again() -> None:
    story = with_date(date(2026, 5, 8))
    story.do(WithdrawDeadline, deadline=DEPARTURE, has_note=True)
    story.rules = with_holiday(story.rules, date(2026, 5, 8))
    assert story.do(RecomputeDeadlines, actor=SYSTEM) == []


def test_only_geleit_itself_finds_dates_again() -> None:
    assert isinstance(refused(with_date(), RecomputeDeadlines), Forbidden)


# Who may


AUTHORITYS: list[tuple[type[DeadlineCommand], dict[str, Any]]] = [
    (SetDeadline, {"due_on": date(2026, 5, 1)}),
    (ExtendDeadline, {"by": THIRTY_DAYS}),
    (RefuseExtension, {"has_note": True}),
    (InterruptDeadline, {"since": date(2026, 3, 2)}),
    (WithdrawDeadline, {"has_note": True}),
]


def seen_by_the_authority() -> Story:
    story = with_date()
    story.do(GiveConsent, on=story.day)
    story.do(RequestExtension, deadline=DEPARTURE, follow_up_on=date(2026, 3, 16))
    return story


@pytest.mark.parametrize(("kind", "fields"), AUTHORITYS)
def test_the_competent_authority_decides_about_its_dates(
    kind: type[DeadlineCommand], fields: dict[str, Any]
) -> None:
    story = seen_by_the_authority()
    assert story.do(kind, actor=OFFICIAL, deadline=DEPARTURE, **fields)


def test_an_authority_that_refuses_an_extension_says_why() -> None:
    story = seen_by_the_authority()
    assert refused(story, RefuseExtension, actor=OFFICIAL, deadline=DEPARTURE).code == "no_reason"
    story.do(RefuseExtension, deadline=DEPARTURE)  # the office records what it was told


def test_a_date_the_counselling_office_sets_itself_is_not_the_authority_s_to_set_or_extend() -> None:
    story = Story().open()
    story.do(GiveConsent, on=story.day)
    own = [rule.model_copy(update={"set_by": Role.COUNSELLOR}) for rule in story.rules.all()]
    story.rules = RuleSet(own)
    may: dict[str, Any] = {"due_on": date(2026, 5, 1), "deadline": DEPARTURE}
    assert isinstance(refused(story, SetDeadline, actor=OFFICIAL, **may), Forbidden)
    story.do(SetDeadline, **may)
    longer = refused(story, ExtendDeadline, actor=OFFICIAL, deadline=DEPARTURE, by=THIRTY_DAYS)
    assert longer.code == "not_theirs"


def test_the_competent_authority_lets_a_period_run_anew() -> None:
    story = interrupted()
    story.do(GiveConsent, on=story.day)
    story.do(RestartDeadline, actor=OFFICIAL, deadline=DEPARTURE, start=story.day)
    assert deadline(story).is_open


@pytest.mark.parametrize(("kind", "fields"), AUTHORITYS)
def test_for_any_other_authority_and_without_consent_the_departure_is_not_there(
    kind: type[DeadlineCommand], fields: dict[str, Any]
) -> None:
    story = seen_by_the_authority()
    other = Actor(role=Role.AUTHORITY, user_id=uuid4(), authority_id=uuid4())
    assert refused(story, kind, actor=other, deadline=DEPARTURE, **fields).code == "no_departure"
    story.do(RevokeConsent)
    assert refused(story, kind, actor=OFFICIAL, deadline=DEPARTURE, **fields).code == "no_departure"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (RequestExtension, {"deadline": DEPARTURE, "follow_up_on": date(2026, 3, 9)}),
        (MeetDeadline, {"deadline": DEPARTURE}),
        (MissDeadline, {"deadline": DEPARTURE}),
        (RecomputeDeadlines, {}),
        (CompleteStep, {"step": "intake", "on": date(2026, 3, 2)}),
        (WriteNote, {"has_note": True}),
        (StopDeparture, {"reason": StopReason.FORCED_RETURN}),
        (RevokeConsent, {}),
    ],
)
def test_what_is_the_counsellings_is_forbidden_to_the_authority(
    kind: type[Command], fields: dict[str, Any]
) -> None:
    assert isinstance(refused(seen_by_the_authority(), kind, actor=OFFICIAL, **fields), Forbidden)


def test_another_office_may_not_touch_a_date() -> None:
    stranger = Actor(role=Role.COUNSELLOR, user_id=uuid4(), office_id=uuid4())
    found = refused(with_date(), MeetDeadline, actor=stranger, deadline=DEPARTURE)
    assert isinstance(found, Forbidden)


# Two at once, and what is over


def test_a_change_of_a_date_that_the_actor_did_not_see_is_a_conflict() -> None:
    story = with_date()
    seen = story.state.version
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 5, 1))
    story.do(RequestExtension, deadline=DEPARTURE, follow_up_on=story.day, expected_version=seen)
    stale: dict[str, Any] = {"deadline": DEPARTURE, "by": THIRTY_DAYS, "expected_version": seen}
    assert isinstance(refused(story, ExtendDeadline, **stale), Conflict)
    story.ring()
    story.do(ExtendDeadline, **{**stale, "expected_version": deadline(story).version})


def test_dates_go_on_while_a_departure_rests_or_is_stopped_but_not_when_it_is_closed() -> None:
    story = with_date()
    story.do(PauseDeparture, reason=PauseReason.COURT, review_on=date(2026, 6, 1))
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 4, 15))
    story.do(StopDeparture, reason=StopReason.MOVED)
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 4, 30))
    story.do(ReopenDeparture, has_note=True)
    story.do(ResumeDeparture)
    for key in list(story.state.steps):
        if not story.state.steps[key].is_settled and key != "closure":
            story.do(DeclareNotRequired, step=key, has_note=True)
    story.do(CloseDeparture)
    assert refused(story, MeetDeadline, deadline=DEPARTURE).code == "closed"
    story.rules = with_holiday(story.rules, date(2026, 4, 30))
    assert story.do(RecomputeDeadlines, actor=SYSTEM) == []


def test_a_date_of_a_journal_without_chains_is_set_anew() -> None:
    story = Story().open()
    old = DeadlineSet(deadline=DEPARTURE, due_on=date(2026, 3, 31), remind_on=date(2026, 3, 21))
    story.departure = apply(story.state, old, story.state.version + 1)
    story.events.append(old)
    assert refused(story, ExtendDeadline, deadline=DEPARTURE, by=THIRTY_DAYS).code == "no_chain"
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2026, 3, 31))
    story.do(ExtendDeadline, deadline=DEPARTURE, by=THIRTY_DAYS)
    assert deadline(story).due_on == date(2026, 4, 30)


# Minors


def born(number: int, on: date | None) -> PersonDetails:
    return PersonDetails(number=number, family_name="Haddad", given_name="Amal", birth_date=on)


def test_minors_of_an_opening_come_of_age_on_their_birthday_adults_never() -> None:
    persons = tuple(Person(number=n, role=role) for n, role in enumerate(FAMILY, start=1))
    command = RecordProgress(request_id=uuid4(), actor=COUNSELLOR, persons=persons, corrected=(2, 3))
    enclosure = Enclosure(
        persons=(born(1, date(1980, 1, 1)), born(2, date(2008, 3, 2)), born(3, date(2008, 3, 3)))
    )
    filled = with_majorities(command, enclosure, today=date(2026, 3, 2))
    assert isinstance(filled, RecordProgress)
    assert [person.adult_on for person in filled.persons] == [None, None, date(2026, 3, 3)]
    assert filled.adult_on == {3: date(2026, 3, 3)}


def test_a_corrected_birth_date_moves_the_day_also_when_another_list_corrects_it() -> None:
    story = Story().open(*FAMILY)
    story.do(CorrectPerson, person=3, adult_on=date(2026, 9, 1))
    assert story.state.persons[2].adult_on == date(2026, 9, 1)
    story.do(RecordProgress, corrected=(3,), adult_on={3: date(2026, 8, 1)})
    assert story.state.persons[2].adult_on == date(2026, 8, 1)
    story.do(AddPerson, role=PersonRole.CHILD, adult_on=date(2026, 7, 1))
    of_age = [alarm for alarm in pending_alarms(story.state) if alarm.alarm is AlarmKind.COMES_OF_AGE]
    assert [(alarm.subject, alarm.on) for alarm in of_age] == [
        ("4", date(2026, 7, 1)),
        ("3", date(2026, 8, 1)),
    ]
