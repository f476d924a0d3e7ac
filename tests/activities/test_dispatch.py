"""The road of one action on the real servers: from the dispatcher through the workflow into PostgreSQL."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from activities import contract
from activities.dispatch import Dispatcher
from domain import commands as cmd
from domain.alarms import today
from domain.calendars import Land
from domain.enclosures import Enclosure, PersonDetails
from domain.persons import Person, PersonRole, ResidenceStatus
from domain.refusals import Refusal
from processes import current_process
from tests.fixtures.store import actor_of


class Desk:
    """A counsellor who acts through the dispatcher."""

    def __init__(self, dispatcher: Dispatcher, account, authority) -> None:
        self.dispatcher = dispatcher
        self.account = account
        self.authority = authority
        self.departure_id = uuid4()
        self.today = today(datetime.now(UTC))

    async def open(self, request_id: UUID | None = None, **fields):
        process = current_process()
        command = cmd.OpenDeparture(
            **{
                "request_id": request_id or uuid4(),
                "actor": actor_of(self.account),
                "departure_id": self.departure_id,
                "number": f"T-{self.departure_id.hex[:8]}",
                "process": process.code,
                "process_version": process.version,
                "office_id": self.account.office_id,
                "land": Land.SH,
                "authority_id": self.authority.id,
                "counsellor_id": self.account.id,
                "destination": "GE",
                "nationality": "GE",
                "residence_status": ResidenceStatus.DULDUNG,
                "persons": (Person(number=1, role=PersonRole.APPLICANT),),
                "contact_on": self.today,
                **fields,
            }
        )
        details = PersonDetails(number=1, family_name="Zwetschgenbaum", given_name="Ottokar")
        return await self.dispatcher.open(command, Enclosure(persons=(details,)))

    async def do(self, kind, *, note: str | None = None, **fields):
        command = kind(
            **{
                "request_id": uuid4(),
                "actor": actor_of(self.account),
                "has_note": note is not None,
                **fields,
            }
        )
        return await self.dispatcher.execute(self.departure_id, command, Enclosure(note=note))


@pytest.fixture
def desk(dispatcher, counsellor, authority) -> Desk:
    return Desk(dispatcher, counsellor, authority)


async def test_it_works(desk):
    opened = await desk.open()
    outcome = await desk.do(cmd.CompleteStep, step="intake", on=desk.today, note="Gespräch geführt")
    assert outcome.entries[0].seq == opened.version + 1
    assert {entry.event.kind for entry in outcome.entries} >= {"step_completed", "note_written"}


async def test_a_refusal_writes_no_history_and_drops_the_enclosure(desk, temporal, database):
    await desk.open()
    handle = temporal.get_workflow_handle(contract.workflow_id(desk.departure_id))
    before = (await handle.describe()).history_length
    with pytest.raises(Refusal) as refusal:
        await desk.do(cmd.CompleteStep, step="departure", on=desk.today, note="zu früh")
    assert refusal.value.code == "not_ready"
    assert (await handle.describe()).history_length == before
