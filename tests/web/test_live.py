import asyncio
import contextlib
from uuid import uuid4

import httpx
import pytest

from geleit.domain.steps.commands import StartStep
from geleit.store.database import Zone
from geleit.store.journal.change_feed import Announcement
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup
from web.live import ROOM, Watch


@contextlib.asynccontextmanager
async def _stream(visitor, live_server, departure_id, **parameters):
    """Return the lines of an open event stream, as a queue."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    url = f"{live_server}/vorgaenge/{departure_id}/ereignisse"
    async with (
        httpx.AsyncClient(cookies={"geleit": visitor.cookies["geleit"]}) as client,
        client.stream("GET", url, params=parameters, timeout=10) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")

        async def read():
            async for line in response.aiter_lines():
                await lines.put(line)

        reading = asyncio.create_task(read())
        try:
            yield lines
        finally:
            reading.cancel()


async def _event(lines, departure, *, within=2.0):
    """Return the next event as (name, data); the departure's opening may still be on its way."""
    name = None
    async with asyncio.timeout(within):
        while True:
            line = await lines.get()
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            data = line.removeprefix("data: ")
            if data != line and name and (name, data) != ("changed", str(departure.version)):
                return name, data


async def _ready(lines):
    async with asyncio.timeout(2):
        while not (await lines.get()).startswith(": ok"):
            pass


async def test_what_a_colleague_does_is_announced_within_two_seconds(
    live_server, sign_in, counsellor, supervisor, make_departure, act
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(supervisor)
    async with _stream(visitor, live_server, departure.departure_id) as lines:
        await _ready(lines)
        done = await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
        assert await _event(lines, departure) == ("changed", str(done.departure.version))


async def test_another_tab_of_the_same_account_is_told(live_server, sign_in, counsellor, make_departure, act):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    async with _stream(visitor, live_server, departure.departure_id) as lines:
        await _ready(lines)
        done = await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
        assert await _event(lines, departure) == ("changed", str(done.departure.version))
    news = f"/vorgaenge/{departure.departure_id}?teil=geaendert"
    assert "in Arbeit genommen" in (await visitor.get(f"{news}&seit={departure.version}")).text
    assert not (await visitor.get(f"{news}&seit={done.departure.version}")).text.strip()


async def test_what_was_missed_before_connecting_is_announced_at_once(
    live_server, sign_in, counsellor, supervisor, make_departure, act
):
    departure = await make_departure(counsellor)
    done = await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
    visitor = await sign_in(supervisor)
    async with _stream(visitor, live_server, departure.departure_id, version=departure.version) as lines:
        assert await _event(lines, departure) == ("changed", str(done.departure.version))
    async with _stream(visitor, live_server, departure.departure_id, version=done.departure.version) as lines:
        await _ready(lines)


async def test_only_the_departure_on_the_screen_is_announced(
    live_server, sign_in, counsellor, supervisor, make_departure, act
):
    watched, other = await make_departure(counsellor), await make_departure(counsellor)
    visitor = await sign_in(supervisor)
    async with _stream(visitor, live_server, watched.departure_id) as lines:
        await _ready(lines)
        await act(other.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
        with pytest.raises(TimeoutError):
            await _event(lines, watched, within=0.7)


async def test_the_stream_ends_with_the_session(
    live_server, sign_in, counsellor, supervisor, make_departure, act
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(supervisor)
    async with _stream(visitor, live_server, departure.departure_id) as lines:
        await _ready(lines)
        await visitor.submit("/abmelden")
        await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
        assert (await _event(lines, departure))[0] == "closed"


async def test_after_a_lost_line_everybody_looks_again(
    live_server, sign_in, counsellor, supervisor, make_departure, database
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(supervisor)
    async with _stream(visitor, live_server, departure.departure_id) as lines:
        await _ready(lines)
        async with database.dedicated(Zone.WEB, autocommit=True) as connection:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where query = 'LISTEN departures'"
            )
        assert (await _event(lines, departure, within=3))[0] == "resync"


async def test_an_office_cannot_listen_to_another(sign_in, make_account, counsellor, make_departure):
    departure = await make_departure(counsellor)
    stranger = await sign_in(await make_account())
    response = await stranger.get(f"/vorgaenge/{departure.departure_id}/ereignisse")
    assert response.status_code == 404


async def test_an_authority_cannot_listen(sign_in, official, counsellor, make_departure):
    departure = await make_departure(counsellor)
    visitor = await sign_in(official)
    assert (await visitor.get(f"/vorgaenge/{departure.departure_id}/ereignisse")).status_code == 403


async def test_a_departure_that_does_not_exist_is_not_found(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    for unknown in (uuid4(), "kein-vorgang"):
        assert (await visitor.get(f"/vorgaenge/{unknown}/ereignisse")).status_code == 404


async def test_a_stream_that_falls_behind_is_told_once_to_reload_everything():
    watch, departure_id = Watch(), uuid4()
    for version in range(ROOM + 5):
        watch.tell(Announcement(departure=departure_id, version=version))
    heard = []
    with contextlib.suppress(TimeoutError):
        while True:
            heard.append(await watch.next(within=0.01))
    assert heard[0] is None
    assert len(heard) < ROOM


async def test_htmx_knows_the_streams_before_it_looks_at_the_page(client):
    """If deferred, htmx may start before hx-sse is loaded; the stream then never opens."""
    scripts = soup(await client.get("/anmelden")).find_all("script")
    vendored = [script for script in scripts if "/vendor/htmx/" in script["src"]]
    assert ["hx-sse" in script["src"] for script in vendored] == [False, True]
    assert not any(script.has_attr("defer") or script.has_attr("async") for script in vendored)
