"""Live updates of one departure, as server-sent events: that something changed, never what.

``changed`` has the version, also after an own action, which other tabs need to know; ``resync``: anything may
have changed, reload; ``closed``: the session or the right to read has ended. The page fetches its content
with its own rights.
"""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.requests import Request

from geleit.store.lifecycle import version_of
from web.dependencies import Counselling, Services, ServicesDep, clock
from web.live import Watch
from web.signin.account import Account
from web.signin.cookie import read_cookie
from web.signin.sessions import account_of

router = APIRouter()

CHECK_EVERY = 30.0
"""Seconds after which a quiet stream checks its session and its rights."""

Version = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


async def _missed(
    departure_id: UUID,
    account: Counselling,
    services: ServicesDep,
    version: Version = None,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> int | None:
    """Return the version that was missed since the page was rendered, or since the stream broke, if any."""
    known = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else version
    now = await _version(services, account, departure_id)
    if now is None:
        raise HTTPException(404)
    return now if known is not None and now > known else None


Missed = Annotated[int | None, Depends(_missed)]


@router.get("/vorgaenge/{departure_id}/ereignisse", response_class=EventSourceResponse)
async def events(
    request: Request, departure_id: UUID, account: Counselling, services: ServicesDep, missed: Missed
) -> AsyncIterator[ServerSentEvent]:
    """Send every change until the page is closed or the session ends."""
    with services.hub.watching(departure_id) as watch:
        yield _changed(missed) if missed else ServerSentEvent(comment="ok")
        while not watch.is_over:
            event = await _next(watch)
            if not await _still_may(request, services, account, departure_id):
                yield ServerSentEvent(event="closed", raw_data="")
                return
            if event is not None:
                yield event


async def _next(watch: Watch) -> ServerSentEvent | None:
    try:
        change = await watch.next(within=CHECK_EVERY)
    except TimeoutError:
        return None
    return _changed(change.version) if change else ServerSentEvent(event="resync", raw_data="")


def _changed(version: int) -> ServerSentEvent:
    return ServerSentEvent(event="changed", raw_data=str(version), id=str(version))


async def _still_may(request: Request, services: Services, account: Account, departure_id: UUID) -> bool:
    token = read_cookie(request, services.settings)
    found = await account_of(token, services.database, now=await clock(), touch=False)
    if found is None or found.id != account.id:
        return False
    return await _version(services, found, departure_id) is not None


async def _version(services: Services, account: Account, departure_id: UUID) -> int | None:
    async with services.database.web(account.context) as session:
        return await version_of(session, departure_id)
