"""Measure an action of a counsellor, through Temporal and through the HTTP API, beside a bare update."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowHandle

from bench import bare
from bench.timing import Call, Timings, measure_in_turns
from bench.wire import Wire
from geleit.domain.calendar import Land
from geleit.domain.dates import today
from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.parties import Actor, Party, Role
from geleit.domain.steps.commands import SetTarget, WaitOn
from geleit.settings import Settings
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow
from geleit.store.accounts.tokens import make_token
from geleit.store.database import Database
from geleit.store.directory.rows import OfficeRow
from geleit.temporal.client import connect
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.maintenance import workflow_differences
from tests.fixtures.opening import FAMILY, open_departure, person_details

DEPARTURES = 64
USERS = (1, 16, 64)
_CALLS = {1: 240, 16: 960, 64: 1920}
_ROUNDS = 6


class Counsellor:
    """A counsellor who acts on one departure after the other."""

    def __init__(self, actor: Actor, token: str) -> None:
        self._actor = actor
        self.token = token
        self._turns: dict[UUID, count[int]] = {}
        self._next: cycle[UUID] = cycle(())
        self._day = today(datetime.now(UTC))

    def works_on(self, departure_ids: list[UUID]) -> None:
        """Take these departures in turn from now on."""
        self._turns = {departure_id: count() for departure_id in departure_ids}
        self._next = cycle(departure_ids)

    def command(self) -> tuple[UUID, WaitOn | SetTarget]:
        """Return the next command; every second one sets a target. Both are allowed after each other."""
        departure_id = next(self._next)
        turn = next(self._turns[departure_id])
        envelope: dict[str, Any] = {"request_id": uuid4(), "actor": self._actor}
        if turn % 2:
            target = self._day + timedelta(days=20 + turn % 300)
            return departure_id, SetTarget(**envelope, step="intake", target_on=target)
        party = Party.CLIENT if turn % 4 else Party.EMBASSY
        return departure_id, WaitOn(**envelope, step="intake", party=party)

    async def open(self, dispatcher: Dispatcher, number: int) -> UUID:
        """Open a family's departure."""
        opening = open_departure(
            *FAMILY, actor=self._actor, number=f"BENCH-{number:04}", contact_on=self._day
        )
        persons = person_details(*(("Muster", f"Person {n}") for n in (1, 2, 3)))
        await dispatcher.open(opening, Enclosure(persons=persons))
        return opening.departure_id


async def measure(settings: Settings) -> Mapping[int, Mapping[str, Timings]]:
    """Return, by number of users, the times of a bare update, of `execute`, and of the same through HTTP."""
    database = Database(settings)
    client = await connect(settings, database)
    # The demo's workflows take their first steps now; they must not be measured.
    assert [difference async for difference in workflow_differences(client, database, settings)] == []
    dispatcher = Dispatcher(client, database, settings)
    counsellor = await _create_counsellor(database)
    opened = [counsellor.open(dispatcher, number) for number in range(DEPARTURES)]
    counsellor.works_on(await asyncio.gather(*opened))
    plain = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    handles = [
        await plain.start_workflow(bare.WORKFLOW, id=f"bare-{number}", task_queue=bare.QUEUE)
        for number in range(DEPARTURES)
    ]
    async with Wire(settings.base_url) as wire:
        calls = {
            "bare update": _bare(handles),
            "execute": _execute(dispatcher, counsellor),
            "HTTP API": _through_http(wire, counsellor),
        }
        found = {
            users: await measure_in_turns(calls, concurrency=users, count=_CALLS[users], rounds=_ROUNDS)
            for users in USERS
        }
    await database.close()
    return found


def _bare(handles: list[WorkflowHandle[object, object]]) -> Call:
    everyone = cycle(handles)

    async def call() -> None:
        await next(everyone).execute_update(bare.ECHO, "echo", result_type=str)

    return call


def _execute(dispatcher: Dispatcher, counsellor: Counsellor) -> Call:
    async def call() -> None:
        departure_id, command = counsellor.command()
        await dispatcher.dispatch(departure_id, command)

    return call


def _through_http(wire: Wire, counsellor: Counsellor) -> Call:
    async def call() -> None:
        departure_id, command = counsellor.command()
        await wire.post(
            f"/api/v1/departures/{departure_id}/commands",
            command.model_dump_json(exclude={*Command.model_fields}).encode(),
            {
                "Authorization": f"Bearer {counsellor.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(command.request_id),
            },
        )

    return call


async def _create_counsellor(database: Database) -> Counsellor:
    office = OfficeRow(name="Bench", land=Land.SH, prefix="BENCH")
    account = AccountRow(
        login="bench",
        name="Bench",
        role=Role.COUNSELLOR,
        office_id=office.id,
        password_hash="-",  # noqa: S106  # nobody can sign in with it
    )
    async with database.worker() as session:
        session.add(office)
        await session.flush()
        session.add(account)
        await session.flush()
        session.add(AccountOfficeRow(account_id=account.id, office_id=office.id))
        token = await make_token(session, account.id, name="Bench", now=datetime.now(UTC))
    actor = Actor(user_id=account.id, role=Role.COUNSELLOR, office_id=office.id)
    return Counsellor(actor, token)
