"""A complete Geleit as `geleit up` runs it, and two hundred people who act on it at once."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx

from geleit.domain.calendar import Land
from geleit.domain.dates import today
from geleit.domain.enclosure import Enclosure
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Actor, Role
from geleit.domain.refusal import Reused
from geleit.settings import Settings
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow
from geleit.store.accounts.tokens import make_token
from geleit.store.database import Database, Zone
from geleit.store.directory.rows import OfficeRow
from geleit.store.journal import enclosures
from geleit.temporal.contracts.departure import Outcome
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import StillRunning, Unavailable
from tests.embedded.running import ROOT, Up
from tests.fixtures.opening import open_departure, person_details

DEPARTURES = 20
ACTIONS = 200


class WholeGeleit(Up):
    """A complete `geleit up` in a process of its own."""

    def launch(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "geleit", "up"],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data)

    def geleit(self, *words: str, typed: str | None = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "geleit", *words],
            env=self.environment,
            cwd=ROOT,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@dataclass
class Office:
    """A counsellor with a program's token, and the departures of the office."""

    actor: Actor
    token: str
    departures: list[UUID] = field(default_factory=list)


async def found_office(database: Database) -> Office:
    office = OfficeRow(name="Beratungsstelle Kiel", land=Land.SH, prefix="KI")
    counsellor = AccountRow(
        login="maren", name="Maren", role=Role.COUNSELLOR, office_id=office.id, password_hash="-"
    )
    async with database.worker() as session:
        session.add(office)
        await session.flush()
        session.add(counsellor)
        await session.flush()
        session.add(AccountOfficeRow(account_id=counsellor.id, office_id=office.id))
        token = await make_token(session, counsellor.id, name="Test", now=datetime.now(UTC))
    return Office(Actor(user_id=counsellor.id, role=Role.COUNSELLOR, office_id=office.id), token)


async def open_departures(office: Office, dispatcher: Dispatcher) -> None:
    office.departures += await asyncio.gather(
        *(_open(office, dispatcher, number) for number in range(DEPARTURES))
    )


async def _open(office: Office, dispatcher: Dispatcher, number: int) -> UUID:
    command = open_departure(
        actor=office.actor, number=f"KI-2026-{number:04}", contact_on=today(datetime.now(UTC))
    )
    details = person_details((f"Person{number}", "A"))
    await dispatcher.open(command, Enclosure(persons=details))
    return command.departure_id


@dataclass
class Action:
    """One note to write. ``answered``: as saved; ``refused``: its request id has another content."""

    departure_id: UUID
    request_id: UUID = field(default_factory=uuid4)
    text: str = field(default_factory=lambda: f"Notiz {uuid4()}")
    answered: bool = False
    refused: bool = False

    def changed(self) -> "Action":
        """Return the same form with another text."""
        return Action(self.departure_id, self.request_id)


Send = Callable[[Action], Awaitable[None]]


def through_the_dispatcher(office: Office, dispatcher: Dispatcher) -> Send:
    async def send(action: Action) -> None:
        command = WriteNote(request_id=action.request_id, actor=office.actor, has_note=True)
        try:
            outcome: Outcome = await dispatcher.dispatch(
                action.departure_id, command, Enclosure(note=action.text)
            )
        except (Unavailable, StillRunning):
            return
        except Reused:
            action.refused = True
            return
        assert [entry.request_id for entry in outcome.entries] == [action.request_id]
        action.answered = True

    return send


def through_the_web(office: Office, client: httpx.AsyncClient) -> Send:
    async def send(action: Action) -> None:
        try:
            answer = await client.post(
                f"/api/v1/departures/{action.departure_id}/commands",
                json={"kind": "write_note", "enclosure": {"note": action.text}},
                headers={
                    "Authorization": f"Bearer {office.token}",
                    "Idempotency-Key": str(action.request_id),
                },
            )
        except httpx.TransportError:
            return
        assert answer.status_code in (200, 202, 409, 503), answer.text
        action.answered = answer.status_code == 200
        action.refused = answer.status_code == 409

    return send


async def act_while(office: Office, send: Send, disturb: Callable[[], None]) -> list[Action]:
    """Send two hundred actions at once, cause a fault when the first dozens are answered, wait for all."""
    actions = [Action(office.departures[number % DEPARTURES]) for number in range(ACTIONS)]
    sending = [asyncio.ensure_future(send(action)) for action in actions]
    for _ in range(1000):
        if sum(action.answered for action in actions) > ACTIONS // 8:
            break
        await asyncio.sleep(0.01)
    disturb()
    await asyncio.gather(*sending)
    return actions


async def sent_again_until_answered(actions: list[Action], send: Send) -> None:
    """Send the form again with its request id until it is answered, as a person would."""
    for _ in range(20):
        rest = [action for action in actions if not action.answered and not action.refused]
        await asyncio.gather(*map(send, rest))
        if rest:
            await asyncio.sleep(0.5)  # a person does not press faster
    assert all(action.answered or action.refused for action in actions)


async def notes_by_request(database: Database, actions: list[Action]) -> dict[UUID, list[str]]:
    """Return the notes of each of these requests; assert that each is in the right departure."""
    places = {action.request_id: action.departure_id for action in actions}
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select journal.request_id, note.departure_id, note.text from note join journal"
            " on journal.departure_id = note.departure_id and journal.seq = note.seq"
            " where journal.request_id = any(%s)",
            (list(places),),
        )
        found: dict[UUID, list[str]] = {}
        for request_id, departure_id, text in await cursor.fetchall():
            assert departure_id == places[request_id]
            found.setdefault(request_id, []).append(text)
    return found


async def enclosures_left(database: Database, actions: list[Action]) -> int:
    """Return how many of these have an enclosure after those of executed requests are deleted."""
    async with database.worker() as session:
        await enclosures.forget_settled(session)
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select count(*) from enclosure where request_id = any(%s)",
            ([action.request_id for action in actions],),
        )
        (number,) = await cursor.fetchone() or (0,)
    return int(number)


async def times_in_the_journal(database: Database, actions: list[Action]) -> dict[UUID, int]:
    """Return how often each of these requests is in the journal."""
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select request_id, count(*) from journal where request_id = any(%s) group by request_id",
            ([action.request_id for action in actions],),
        )
        found: dict[UUID, int] = dict(await cursor.fetchall())
    return found
