"""A counsellor who acts through the dispatcher."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from geleit.domain.calendar import Land
from geleit.domain.dates import today
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus
from geleit.processes import current_process
from geleit.temporal.dispatcher import Dispatcher
from tests.fixtures.store import actor_of

APPLICANT = Person(number=1, role=PersonRole.APPLICANT)


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
        command = OpenDeparture(
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
                "persons": (APPLICANT,),
                "contact_on": self.today,
                **fields,
            }
        )
        details = PersonDetails(
            number=1, family_name="Zwetschgenbaum", given_name="Ottokar", birth_date=date(1961, 5, 17)
        )
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
