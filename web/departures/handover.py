"""Hand several departures to a counsellor: each with its own command, so that one may fail alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.assignment.commands import Reassign
from geleit.store.assignment import Counsellor
from geleit.store.pages.departures import ListedDeparture, departures_by_id
from web.dispatch import CommandDispatcher, execute_command, request_id_of
from web.signin.account import Account
from web.ui.forms import Form
from web.ui.i18n import gettext as _

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Handover:
    """The result: the numbers of those that were handed over, and which were not and why."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


async def hand_over(
    dispatcher: CommandDispatcher,
    session: AsyncSession,
    account: Account,
    departure_ids: Sequence[UUID],
    *,
    form: Form,
    to: Counsellor,
) -> Handover:
    """Hand each departure over; do not raise for errors that can be told in a sentence.

    The form's request id and the departure's id identify each action: a form sent twice is executed once.
    """
    found = await departures_by_id(session, departure_ids)
    request_id = request_id_of(form)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(departure: ListedDeparture) -> str | None:
        if departure.office_id != to.office_id:
            return _("gehört zu einer anderen Beratungsstelle als {name}").format(name=to.name)
        command = Reassign(
            request_id=uuid5(request_id, departure.id.hex),
            actor=account.actor_in(departure.office_id),
            counsellor_id=to.id,
        )
        async with gate:
            result = await execute_command(dispatcher, departure.id, command)
        return None if result.ok else result.message

    answers = await asyncio.gather(*(one(departure) for departure in found.values()))
    refused = [
        (departure.number, answer)
        for departure, answer in zip(found.values(), answers, strict=True)
        if answer is not None
    ]
    unknown = len(departure_ids) - len(found)
    if unknown:
        refused.append((_("{n} weitere").format(n=unknown), _("gibt es für Sie nicht (mehr)")))
    done = sorted(
        departure.number for departure, answer in zip(found.values(), answers, strict=True) if answer is None
    )
    return Handover(done=tuple(done), refused=tuple(refused))
