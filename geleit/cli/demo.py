"""`geleit demo`: an invented office to look around in."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geleit.settings import Settings
    from geleit.store.database import Database

app = typer.Typer()

LOGINS_FILE = "demo-logins.json"


@app.command()
def demo(
    *,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing if there is data already.")
    ] = False,
    departures: Annotated[int, typer.Option(min=1, max=100_000, help="How many departures.")] = 370,
    seed: Annotated[int, typer.Option(help="The same seed invents the same departures.")] = 1,
) -> None:
    """Invent offices, accounts and departures, plainly marked DEMO."""
    import asyncio

    from geleit.settings import load_settings

    made = asyncio.run(_invent(load_settings(), count=departures, seed=seed))
    if made:
        typer.echo(f"{departures} departures invented")
    elif not if_empty:
        typer.echo("There is data already; the demo needs an empty database.", err=True)
        raise typer.Exit(1)


async def _invent(settings: "Settings", *, count: int, seed: int) -> bool:
    """Write offices, accounts and departures; return False if there is data already.

    It can be repeated after an interruption: the file of logins is written last.
    """
    import json
    from datetime import UTC, datetime

    from geleit.demo.generator import generate
    from geleit.demo.office import demo_id
    from geleit.store.database import Database, Zone
    from geleit.store.directory.offices import all_offices
    from geleit.store.journal.bulk import insert_departures
    from geleit.temporal.client import connect
    from geleit.temporal.maintenance import resume

    file = settings.data / LOGINS_FILE
    database = Database(settings)
    try:
        async with database.worker() as session:
            foreign = [office for office in await all_offices(session) if office.id != demo_id(office.name)]
        if foreign or file.exists():
            return False
        logins = await _create_accounts(database)
        histories = generate(seed=seed, now=datetime.now(UTC), count=count)
        known = await _known_numbers(database)
        async with database.dedicated(Zone.WORKER) as connection:
            await insert_departures(
                connection, [new for new in histories if new.departure.number not in known]
            )
        client = await connect(settings, database, zone=Zone.WORKER)
        async for _ in resume(client, database, settings):
            pass
    finally:
        await database.close()
    file.touch(mode=0o600)
    file.write_text(json.dumps(logins, ensure_ascii=False, indent=2), encoding="utf-8")
    return True


async def _known_numbers(database: "Database") -> set[str]:
    """Return the case numbers that an interrupted run has left."""
    from sqlmodel import select

    from geleit.store.lifecycle import DepartureRow

    async with database.worker() as session:
        return set((await session.exec(select(DepartureRow.number))).all())


async def _create_accounts(database: "Database") -> list[dict[str, str]]:
    """Create offices, authorities and accounts; return the logins that the start message shows."""
    from secrets import token_urlsafe

    from geleit.demo.office import ACCOUNTS, AUTHORITIES, OFFICES, demo_id
    from geleit.domain.calendar import Land
    from geleit.domain.parties import Role
    from geleit.store.accounts.accounts import change_password, create_account, find_account
    from geleit.store.directory.rows import AuthorityRow, OfficeRow

    logins = []
    async with database.worker() as session:
        for office in OFFICES:
            await session.merge(
                OfficeRow(id=office.id, name=office.name, land=office.land, prefix=office.prefix)
            )
        for name in AUTHORITIES:
            await session.merge(AuthorityRow(id=demo_id(name), name=name, land=Land.SH))
        for account in ACCOUNTS:
            password = token_urlsafe(12)
            if known := await find_account(session, account.id):
                await change_password(session, known, password)
            else:
                await create_account(
                    session,
                    account_id=account.id,
                    login=account.login,
                    name=account.name,
                    role=account.role,
                    password=password,
                    office_id=account.office_id,
                    authority_id=account.authority_id,
                    offices=[office.id for office in OFFICES] if account.role is Role.SUPERVISOR else (),
                )
            if account.shown:
                logins.append(
                    {"role": account.role, "name": account.name, "login": account.login, "password": password}
                )
    return logins
