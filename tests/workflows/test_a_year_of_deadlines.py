"""A year of a departure: every alarm on its day, once, whatever happens to its dates and to its worker."""

import asyncio
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.calendar import Land
from geleit.domain.consent.commands import GiveConsent
from geleit.domain.dates import BERLIN
from geleit.domain.deadlines.commands.end import MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Period, Unit, comes_of_age
from geleit.domain.deadlines.rule_set import LateHoliday
from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
from geleit.domain.departure import Departure, replay
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import Fact
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.state import PauseReason
from geleit.domain.parties import SYSTEM, Actor, Role
from geleit.domain.persons.state import Person, PersonRole
from geleit.domain.steps.commands import CompleteStep, SetTarget
from geleit.domain.steps.state import StepState
from geleit.temporal.contracts import departure as contract
from tests.workflows.life import Life

MONDAY = date(2031, 1, 6)
DEPARTURE, GUEB = DeadlineKind.DEPARTURE, DeadlineKind.GUEB
AUTHORITY = UUID(int=2)
OFFICIAL = Actor(user_id=UUID(int=4), role=Role.AUTHORITY, authority_id=AUTHORITY)
FAMILY = (
    Person(number=1, role=PersonRole.APPLICANT),
    Person(number=2, role=PersonRole.CHILD, adult_on=comes_of_age(date(2013, 7, 16))),
)

UNTIL_DEPARTURE = (
    ("decision", None),
    ("travel_document", 1),
    ("travel_document", 2),
    ("funding_application", None),
    ("funding_decision", None),
    ("travel_booking", None),
    ("departure", None),
)

EXPECTED = [
    # 30 Arbeitstage after the first interview: 17 February
    ("2031-02-10", "target_near", "decision"),
    ("2031-02-18", "target_passed", "decision"),
    ("2031-03-03", "target_escalated", "decision"),
    # 90 days from 6 January: 6 April, a Sunday
    ("2031-03-16", "deadline_near", "departure_deadline"),
    ("2031-03-27", "deadline_near", "departure_deadline"),
    ("2031-04-01", "follow_up_due", "departure_deadline"),
    # extended to 7 May, found again as 8 May; safe is the 6th, counted from the Sunday
    ("2031-04-15", "deadline_near", "departure_deadline"),
    # interrupted from 20 April to 2 June; at rest from 20 June to 18 August
    ("2031-07-16", "comes_of_age", "2"),
    ("2031-08-10", "deadline_near", "departure_deadline"),
    ("2031-08-15", "review_due", ""),
    ("2031-08-21", "deadline_near", "departure_deadline"),
    # the target of 30 June has moved by 59 days
    ("2031-08-21", "target_near", "decision"),
    ("2031-08-28", "deadline_near", "departure_deadline"),
    ("2031-08-29", "target_passed", "decision"),
    ("2031-08-31", "deadline_near", "departure_deadline"),
    ("2031-09-01", "deadline_passed", "departure_deadline"),
    # 1 September has become a holiday: the end is the 2nd, the supervisor hears of it on the 3rd
    ("2031-09-03", "deadline_escalated", "departure_deadline"),
    ("2031-09-11", "target_escalated", "decision"),
    # a new date by the authority; the family leaves on 25 November
    ("2031-11-10", "deadline_near", "gueb"),
    ("2031-11-21", "deadline_near", "gueb"),
]


async def until(departure: Life, month: int, day: int, *, year: int = 2031) -> None:
    """Sleep until then, at nine in the morning in Germany."""
    moment = datetime.combine(date(year, month, day), time(9), tzinfo=BERLIN)
    await departure.sleep_until(moment.astimezone(UTC))


async def restart(departure: Life) -> None:
    """Stop the worker, and start another one that has only what Temporal stores."""
    await departure.rest()
    await departure.work()


async def proclaim(departure: Life, month: int, day: int) -> None:
    """Add a late holiday, as the next release would, and let every departure recompute."""
    rules = departure.journal.rules
    holiday = LateHoliday(Land.SH, date(2031, month, day), "Landesfeiertag")
    departure.journal.rules = rules.with_late_holidays(holiday)
    await departure.do(RecomputeDeadlines, actor=SYSTEM)


async def spring(departure: Life) -> None:
    """Set a period of 90 days, extend it, and proclaim a holiday that moves both."""
    await until(departure, 1, 6)
    await departure.open(persons=FAMILY, authority_id=AUTHORITY)
    await departure.do(CompleteStep, step="intake", on=MONDAY)
    await departure.do(GiveConsent, on=MONDAY)
    ninety = Period(amount=90, unit=Unit.DAYS)
    await departure.do(SetDeadline, deadline=DEPARTURE, start=MONDAY, period=ninety)
    await until(departure, 3, 20)
    await departure.do(RequestExtension, deadline=DEPARTURE, follow_up_on=date(2031, 4, 1))
    await restart(departure)
    await until(departure, 4, 2)
    thirty = Period(amount=30, unit=Unit.DAYS)
    await departure.do(ExtendDeadline, actor=OFFICIAL, deadline=DEPARTURE, by=thirty)
    await until(departure, 4, 5)
    await proclaim(departure, 4, 7)


async def summer(departure: Life) -> None:
    """Interrupt, restart in full, and pause over reminders and a review."""
    await until(departure, 4, 20)
    await departure.do(InterruptDeadline, actor=OFFICIAL, deadline=DEPARTURE, since=date(2031, 4, 20))
    await until(departure, 6, 2)
    await departure.do(RestartDeadline, actor=OFFICIAL, deadline=DEPARTURE, start=date(2031, 6, 2))
    await departure.do(SetTarget, step="decision", target_on=date(2031, 6, 30))
    await until(departure, 6, 20)
    await departure.do(PauseDeparture, reason=PauseReason.MEDICAL, review_on=date(2031, 8, 15), has_note=True)
    # Nobody works when an alarm is due; the clock of this server then stands still until somebody does.
    await until(departure, 7, 10)
    await departure.rest()
    sleeping = asyncio.create_task(until(departure, 7, 20))
    while (await departure.day()) < date(2031, 7, 16):  # noqa: ASYNC110  # a server's clock calls nobody
        await asyncio.sleep(0.05)
    assert "comes_of_age" not in {alarm for _, alarm, _ in departure.alarms()}
    await departure.work()
    await sleeping
    await until(departure, 8, 18)
    await departure.do(ResumeDeparture)


async def autumn(departure: Life) -> None:
    """Proclaim another late holiday, miss a date, set a new one, and let the family leave in time."""
    await until(departure, 8, 25)
    await proclaim(departure, 9, 1)
    await until(departure, 9, 12)
    await departure.do(MissDeadline, deadline=DEPARTURE)
    await restart(departure)
    await departure.do(SetDeadline, actor=OFFICIAL, deadline=GUEB, due_on=date(2031, 12, 1))
    await until(departure, 11, 25)
    on = date(2031, 11, 25)
    done = [Fact(code=code, person=person, state=StepState.DONE, on=on) for code, person in UNTIL_DEPARTURE]
    await departure.do(RecordProgress, facts=tuple(done))
    await until(departure, 1, 6, year=2032)


async def histories(departure: Life) -> int:
    """Return how many histories the workflow has had."""
    number = 0
    run_id: str | None = None
    while run_id != "":
        handle = departure.env.client.get_workflow_handle(departure.handle.id, run_id=run_id)
        history = await handle.fetch_history()
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        number += 1
    return number


@pytest.mark.parametrize(("continue_after", "begun"), [(contract.CONTINUE_AFTER_EVENTS, 2), (20, 14)])
async def test_a_year_of_one_departure(life, continue_after, begun):
    async with life(continue_after=continue_after, is_forgetful=True) as departure:
        await spring(departure)
        await summer(departure)
        await autumn(departure)
        held = await departure.handle.query(contract.STATE, result_type=Departure)
        assert held == replay(departure.journal.entries[departure.departure_id])
        assert {kind: deadline.state for kind, deadline in held.deadlines.items()} == {
            DEPARTURE: DeadlineState.MISSED,
            GUEB: DeadlineState.MET,
        }
        assert await histories(departure) >= begun
    subjects = {subject for _, _, subject in EXPECTED}
    rung = sorted(alarm for alarm in departure.alarms() if alarm[2] in subjects)
    assert rung == sorted(EXPECTED)
    assert len(held.raised) == len(set(held.raised))
    assert all(time(6) <= at.time() < time(6, 11) for at in mornings(departure))


def mornings(departure: Life) -> list[datetime]:
    """Return when, in Germany, each alarm was raised."""
    entries = departure.journal.entries[departure.departure_id]
    return [entry.at.astimezone(BERLIN) for entry in entries if isinstance(entry.event, AlarmRaised)]


async def test_a_date_set_too_late_for_its_reminders_is_called_near_at_once_and_once(life):
    async with life() as departure:
        await until(departure, 1, 6)
        await departure.open()
        await departure.do(SetDeadline, deadline=GUEB, due_on=date(2031, 1, 10))
        await until(departure, 1, 31)
        assert sorted(alarm for alarm in departure.alarms() if alarm[2] == "gueb") == [
            ("2031-01-06", "deadline_near", "gueb"),
            ("2031-01-07", "deadline_near", "gueb"),
            ("2031-01-10", "deadline_near", "gueb"),
            ("2031-01-11", "deadline_escalated", "gueb"),
            ("2031-01-11", "deadline_passed", "gueb"),
        ]


async def test_a_date_that_is_taken_back_while_its_alarm_is_due_does_not_ring(life):
    async with life() as departure:
        await until(departure, 1, 6)
        await departure.open()
        await departure.do(SetDeadline, deadline=DEPARTURE, due_on=date(2031, 3, 4))
        await until(departure, 2, 10)
        await departure.do(InterruptDeadline, deadline=DEPARTURE, since=date(2031, 2, 10))
        await until(departure, 2, 20)
        await departure.do(WithdrawDeadline, deadline=DEPARTURE, has_note=True)
        await departure.sleep(days=140)
        assert [alarm for alarm in departure.alarms() if alarm[2] == DEPARTURE] == []
