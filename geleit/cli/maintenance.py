"""`geleit verify`, `rebuild`, `resume` and `recompute`: check and repair the data."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from temporalio.client import Client

    from geleit.settings import Settings
    from geleit.store.database import Database
    from geleit.temporal.recompute import RecomputeProgress

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
T = TypeVar("T")

_CONNECT_TIMEOUT = 10.0
_STEP = 50


class _UnreachableError(Exception):
    """Temporal cannot be reached."""


@app.command()
def verify(*, as_json: AsJson = False) -> None:
    """Compare journal, read model and workflows; exit status 1 if they differ."""
    found = _run(_verify(as_json=as_json))
    if found:
        raise typer.Exit(1)


@app.command()
def rebuild(*, as_json: AsJson = False) -> None:
    """Rebuild the read model from the journal. Work may go on meanwhile."""
    total = _run(_rebuild())
    typer.echo(json.dumps({"departures": total}) if as_json else f"{total} departures rebuilt")


@app.command()
def resume(*, as_json: AsJson = False) -> None:
    """Start the workflow of every departure that has none, after Temporal's database was lost or replaced."""
    started, total = _run(_resume())
    answer = {"departures": total, "started": started}
    typer.echo(json.dumps(answer) if as_json else f"{started} of {total} departures started again")


@app.command()
def recompute(*, as_json: AsJson = False) -> None:
    """Recompute every open deadline, after a holiday was added to geleit/processes/late_holidays.toml.

    Restart web server and worker first, so that they know of the holiday too.
    """
    looked = _run(_recompute())
    told = f"{looked.looked_at} departures with open deadlines looked at, dates of {looked.moved} moved"
    typer.echo(json.dumps(looked._asdict()) if as_json else told)
    if looked.failed:
        typer.echo(f"{looked.failed} departures failed, see the log; run it again.", err=True)
        raise typer.Exit(1)


async def _verify(*, as_json: bool) -> int:
    from geleit.store.journal import snapshots
    from geleit.temporal.maintenance import differences

    found = []
    async with _servers() as (settings, database, client):
        async for difference in differences(client, database, settings):
            found.append(difference)
            if not as_json:
                typer.echo(str(difference))
        async with database.worker() as session:
            total = len(await snapshots.versions(session))
    if as_json:
        listed = [{"departure": str(one.departure_id), "where": one.table, "text": str(one)} for one in found]
        typer.echo(json.dumps({"departures": total, "differences": listed}, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{total} departures compared, {len(found)} differences")
    return len(found)


async def _rebuild() -> int:
    from geleit.settings import load_settings
    from geleit.store.database import Zone, open_database
    from geleit.store.journal.rebuild import rebuild as rebuild_all

    async with open_database(load_settings()) as database, database.dedicated(Zone.WORKER) as connection:
        return await rebuild_all(connection)


async def _resume() -> tuple[int, int]:
    from geleit.temporal.maintenance import resume as resume_all

    started = total = 0
    async with _servers() as (settings, database, client):
        async for is_new in resume_all(client, database, settings):
            total += 1
            started += is_new
            if total % _STEP == 0:
                _progress(f"{total} departures looked at, {started} started")
    return started, total


async def _recompute() -> "RecomputeProgress":
    from datetime import UTC, datetime

    from geleit.domain.dates import today
    from geleit.store.database import Zone
    from geleit.temporal.dispatcher import Dispatcher
    from geleit.temporal.recompute import RecomputeProgress
    from geleit.temporal.recompute import recompute as recompute_all

    looked = RecomputeProgress()
    async with _servers() as (settings, database, client):
        dispatcher = Dispatcher(client, database, settings, zone=Zone.WORKER)
        async for looked in recompute_all(dispatcher, database, today=today(datetime.now(UTC))):
            _progress(f"{looked.looked_at} departures looked at, dates of {looked.moved} moved")
    return looked


@asynccontextmanager
async def _servers() -> "AsyncIterator[tuple[Settings, Database, Client]]":
    from geleit.settings import load_settings
    from geleit.store.database import Zone, open_database
    from geleit.temporal.client import connect

    settings = load_settings()
    async with open_database(settings) as database:
        try:
            client = await connect(settings, database, zone=Zone.WORKER, connect_timeout=_CONNECT_TIMEOUT)
        except RuntimeError as error:
            raise _UnreachableError(error) from error
        yield settings, database, client


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except _UnreachableError as error:
        typer.echo(f"Temporal cannot be reached: {error}", err=True)
        raise typer.Exit(2) from None


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{text}", nl=False, err=True)
