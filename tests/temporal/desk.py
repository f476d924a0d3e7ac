"""A counsellor who acts through the dispatcher."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from geleit.domain.dates import today
from geleit.domain.enclosure import Enclosure
from geleit.temporal.dispatcher import Dispatcher
from tests.fixtures.opening import open_departure, person_details
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
        fields = {
            "departure_id": self.departure_id,
            "number": f"T-{self.departure_id.hex[:8]}",
            "authority_id": self.authority.id,
            "contact_on": self.today,
            **fields,
        }
        command = open_departure(**{"request_id": request_id, "actor": actor_of(self.account), **fields})
        details = person_details(("Zwetschgenbaum", "Ottokar"), birth_date=date(1961, 5, 17))
        return await self.dispatcher.open(command, Enclosure(persons=details))

    async def do(self, kind, *, note: str | None = None, **fields):
        command = kind(
            **{
                "request_id": uuid4(),
                "actor": actor_of(self.account),
                "has_note": note is not None,
                **fields,
            }
        )
        return await self.dispatcher.dispatch(self.departure_id, command, Enclosure(note=note))
