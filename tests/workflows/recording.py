"""Records the histories that the replay test replays.

Run ``python -m tests.workflows.recording RELEASE`` for every release whose workflow code has changed.
Histories of earlier releases stay: departures that began under them are still on their way.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from activities import contract
from activities.failures import Unavailable
from domain import commands as cmd
from domain.commands import DeadlineFact
from domain.deadlines import DeadlineKind
from domain.parties import Party
from domain.refusals import Refusal
from tests.workflows.life import Life, living, start_server

FOLDER = Path(__file__).parents[1] / "histories"


async def alarms_and_a_pause(departure: Life) -> None:
    """Steps, every kind of alarm, a pause and a stop."""
    due = await departure.day(ahead=60)
    await departure.open(deadlines=(DeadlineFact(deadline=DeadlineKind.DULDUNG, due_on=due),))
    await departure.do(cmd.CompleteStep, step="intake", on=await departure.day())
    await departure.do(cmd.WaitOn, step="decision", party=Party.CLIENT)
    await departure.sleep(days=70)
    review = await departure.day(ahead=30)
    await departure.do(cmd.PauseDeparture, reason=cmd.PauseReason.MEDICAL, review_on=review)
    await departure.sleep(days=40)
    await departure.do(cmd.ResumeDeparture)
    await departure.do(cmd.StopDeparture, reason=cmd.StopReason.DECIDED_TO_STAY)


async def new_histories(departure: Life) -> None:
    """More actions than one history takes, a sooner alarm, a request sent twice."""
    await departure.open()
    request_id = uuid4()
    for number in range(3):
        await departure.do(cmd.StartStep, step="intake", request_id=request_id, update_id=f"try-{number}")
    for days in (40, 30, 20):
        target = await departure.day(ahead=days)
        await departure.do(cmd.SetTarget, step="intake", target_on=target)
    await departure.sleep(days=21)
    await departure.do(cmd.CompleteStep, step="intake", on=await departure.day())


async def an_outage(departure: Life) -> None:
    """PostgreSQL away for an action and for catching up, a lost answer, a nudge."""
    await departure.open()
    departure.journal.is_away = True
    await _fails(departure.do(cmd.StartStep, step="intake"))
    await departure.env.sleep(timedelta(minutes=5))
    departure.journal.is_away = False
    await departure.do(cmd.StartStep, step="intake")
    departure.journal.loses_answers = 4
    await _fails(departure.do(cmd.WaitOn, step="intake", party=Party.CLIENT))
    await departure.handle.signal(contract.NUDGE)
    await departure.env.sleep(timedelta(minutes=5))
    await departure.do(cmd.CompleteStep, step="intake", on=await departure.day())


async def _fails(sending: Awaitable[object]) -> None:
    try:
        await sending
    except (Unavailable, Refusal):
        return
    raise AssertionError("this should have failed")


SCENARIOS: dict[Callable[[Life], Awaitable[None]], int] = {
    alarms_and_a_pause: contract.CONTINUE_AFTER_EVENTS,
    new_histories: 25,
    an_outage: contract.CONTINUE_AFTER_EVENTS,
}
"""What is recorded, and after how many events a new history begins."""


async def record() -> dict[str, str]:
    """Play every scenario; the history of every run by its file's name, of each scenario the newest first."""
    histories: dict[str, str] = {}
    for scenario, continue_after in SCENARIOS.items():
        async with await start_server() as env, living(env, continue_after=continue_after) as departure:
            await scenario(departure)
            runs = [history async for history in _runs(departure)]
        names = (f"{scenario.__name__}-{number}.json" for number in range(len(runs)))
        histories |= dict(zip(names, runs, strict=True))
    return histories


async def _runs(departure: Life) -> AsyncIterator[str]:
    run_id: str | None = None
    while run_id != "":
        handle = departure.env.client.get_workflow_handle(departure.handle.id, run_id=run_id)
        history = await handle.fetch_history()
        began = history.events[0].workflow_execution_started_event_attributes
        began.workflow_id = departure.handle.id  # which the time-skipping server leaves out
        yield history.to_json() + "\n"
        run_id = began.continued_execution_run_id


if __name__ == "__main__":
    folder = FOLDER / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, history in asyncio.run(record()).items():
        (folder / name).write_text(history)
