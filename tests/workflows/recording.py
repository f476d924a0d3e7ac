"""Record the histories that the replay test replays.

Run ``python -m tests.workflows.recording RELEASE`` for every release whose workflow code has changed, and
``... RELEASE SCENARIO`` for a scenario that is new. Histories of earlier releases stay: departures that began
under them are still running.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from geleit.domain.alarms.planning import ring_time
from geleit.domain.calendar import Land
from geleit.domain.deadlines.chain import Source, SourceDocument
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RefuseExtension, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.rule_set import LateHoliday
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import replay
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import SYSTEM, Party
from geleit.domain.persons.state import Person, PersonRole
from geleit.domain.refusal import Refusal
from geleit.domain.steps.commands import CompleteStep, SetTarget, StartStep, WaitOn
from geleit.domain.travel_documents.commands import RecordTravelDocument, RemoveTravelDocument
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.imports import CHUNK
from geleit.temporal.failures import Unavailable
from tests.workflows.life import Life, living, start_server
from tests.workflows.lists import CountedList, import_list
from workflows.imports import CHUNKS_OF_ONE_HISTORY

FOLDER = Path(__file__).parents[1] / "histories"


async def alarms_and_a_pause(departure: Life) -> None:
    """Run steps, every kind of alarm, a pause and a stop."""
    due = await departure.day(ahead=60)
    await departure.open(deadlines=(DeadlineFact(deadline=DeadlineKind.DULDUNG, due_on=due),))
    await departure.do(CompleteStep, step="intake", on=await departure.day())
    await departure.do(WaitOn, step="decision", party=Party.CLIENT)
    await departure.sleep(days=70)
    review = await departure.day(ahead=30)
    await departure.do(PauseDeparture, reason=PauseReason.MEDICAL, review_on=review)
    await departure.sleep(days=40)
    await departure.do(ResumeDeparture)
    await departure.do(StopDeparture, reason=StopReason.DECIDED_TO_STAY)


async def new_histories(departure: Life) -> None:
    """Run more actions than one history takes, a sooner alarm, a request sent twice."""
    await departure.open()
    request_id = uuid4()
    for number in range(3):
        await departure.do(StartStep, step="intake", request_id=request_id, update_id=f"try-{number}")
    for days in (40, 30, 20):
        target = await departure.day(ahead=days)
        await departure.do(SetTarget, step="intake", target_on=target)
    await departure.sleep(days=21)
    await departure.do(CompleteStep, step="intake", on=await departure.day())


async def a_legal_date(departure: Life) -> None:
    """Run everything that can happen to a legal date, a document, a minor who comes of age."""
    journal, kind = departure.journal, DeadlineKind.DEPARTURE
    start = await departure.day()
    child = Person(number=2, role=PersonRole.CHILD, adult_on=start + timedelta(days=45))
    await departure.open(persons=(Person(number=1, role=PersonRole.APPLICANT), child))
    passport = TravelDocument(
        what=TravelDocumentKind.PASSPORT, person=1, valid_until=start + timedelta(days=900)
    )
    await departure.do(RecordTravelDocument, document=passport)
    await departure.do(RemoveTravelDocument, what=passport.what, person=1)
    notice = Source(document=SourceDocument.NOTICE, dated=start)
    await departure.do(SetDeadline, deadline=kind, start=start, source=notice)
    await departure.do(RequestExtension, deadline=kind, follow_up_on=start + timedelta(days=5))
    await departure.sleep(days=6)
    await departure.do(RefuseExtension, deadline=kind)
    await departure.do(ExtendDeadline, deadline=kind, until=start + timedelta(days=60))
    end = replay(journal.entries[departure.departure_id]).deadlines[kind].record.end
    journal.rules = journal.rules.with_late_holidays(LateHoliday(Land.SH, end, "Landesfeiertag"))
    await departure.do(RecomputeDeadlines, actor=SYSTEM)
    await departure.do(InterruptDeadline, deadline=kind, since=await departure.day())
    await departure.sleep(days=40)
    await departure.do(RestartDeadline, deadline=kind, start=await departure.day())
    await departure.sleep(days=40)
    await departure.do(MissDeadline, deadline=kind)
    await departure.do(WithdrawDeadline, deadline=kind, has_note=True)
    await departure.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=await departure.day(ahead=9))
    await departure.do(MeetDeadline, deadline=DeadlineKind.GUEB)


async def an_outage(departure: Life) -> None:
    """Stop PostgreSQL during an action and during catching up; lose an answer; nudge."""
    await departure.open()
    departure.journal.is_away = True
    await _fails(departure.do(StartStep, step="intake"))
    await departure.env.sleep(timedelta(minutes=5))
    departure.journal.is_away = False
    await departure.do(StartStep, step="intake")
    departure.journal.loses_answers = 4
    await _fails(departure.do(WaitOn, step="intake", party=Party.CLIENT))
    await departure.handle.signal(contract.NUDGE)
    await departure.env.sleep(timedelta(minutes=5))
    await departure.do(CompleteStep, step="intake", on=await departure.day())


async def alarms_at_once(departure: Life) -> None:
    """Raise alarms at once, one that waits for PostgreSQL, one whose answer was lost."""
    await departure.open()
    target = await departure.day(ahead=20)
    await departure.do(SetTarget, step="intake", target_on=target)
    near, passed, escalated = (target + timedelta(days=days) for days in (-1, 1, 14))
    await departure.sleep_until(ring_time(near, departure.departure_id) + timedelta(hours=1))
    departure.journal.is_away = True
    await departure.sleep_until(ring_time(passed, departure.departure_id) + timedelta(minutes=5))
    departure.journal.is_away = False
    await departure.sleep(days=1)
    departure.journal.loses_answers = 1
    await departure.sleep_until(ring_time(escalated, departure.departure_id) + timedelta(hours=1))
    await departure.do(CompleteStep, step="intake", on=await departure.day())


async def _fails(sending: Awaitable[object]) -> None:
    try:
        await sending
    except (Unavailable, Refusal):
        return
    raise AssertionError("this should have failed")


SCENARIOS: dict[Callable[[Life], Awaitable[None]], int] = {
    alarms_and_a_pause: contract.CONTINUE_AFTER_EVENTS,
    a_legal_date: 80,
    new_histories: 25,
    an_outage: contract.CONTINUE_AFTER_EVENTS,
    alarms_at_once: contract.CONTINUE_AFTER_EVENTS,
}
"""What is recorded of a departure, and after how many events a new history begins."""

LISTS = {"an_unreadable_list": 0, "a_list": 25, "a_list_of_two_histories": CHUNK * CHUNKS_OF_ONE_HISTORY + 1}
"""What is recorded of an import, and how many departures the list has."""


def scenario_of(file: Path) -> str:
    """Return the scenario of a recorded history."""
    return file.stem.rpartition("-")[0]


async def record(*names: str) -> dict[str, str]:
    """Run the scenarios; return the histories by file name, of each scenario the newest first."""
    histories: dict[str, str] = {}
    for scenario, continue_after in SCENARIOS.items():
        if names and scenario.__name__ not in names:
            continue
        async with await start_server() as env, living(env, continue_after=continue_after) as departure:
            await scenario(departure)
            histories |= await _runs(env, departure.handle.id, scenario.__name__)
    for name, total in LISTS.items():
        if names and name not in names:
            continue
        async with await start_server() as env:
            histories |= await _runs(env, await import_list(env, CountedList(total)), name)
    return histories


async def _runs(env: WorkflowEnvironment, workflow_id: str, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    run_id: str | None = None
    while run_id != "":
        handle = env.client.get_workflow_handle(workflow_id, run_id=run_id)
        history = await handle.fetch_history()
        began = history.events[0].workflow_execution_started_event_attributes
        began.workflow_id = workflow_id  # which the time-skipping server leaves out
        found[f"{name}-{len(found)}.json"] = history.to_json() + "\n"
        run_id = began.continued_execution_run_id
    return found


if __name__ == "__main__":
    folder = FOLDER / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    played = sys.argv[2:]
    for file in folder.iterdir():
        if not played or scenario_of(file) in played:
            file.unlink()
    for name, history in asyncio.run(record(*played)).items():
        (folder / name).write_text(history)
