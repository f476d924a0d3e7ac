"""`geleit office ...`: the counselling offices."""

import asyncio
from typing import Annotated

import typer

from geleit.domain.calendar import Land

app = typer.Typer()
office = typer.Typer(help="Counselling offices.", no_args_is_help=True)
app.add_typer(office, name="office")


@office.command()
def add(
    name: Annotated[str, typer.Argument(help="Name of the office.")],
    *,
    land: Annotated[Land, typer.Option(help="Land whose working days count.")],
    prefix: Annotated[str, typer.Option(help="Prefix of its departures' numbers.")],
) -> None:
    """Create an office."""
    name, prefix = name.strip(), prefix.strip()
    if not name or not prefix.isalnum():
        typer.echo("the name and the prefix are required; the prefix has only letters and digits", err=True)
        raise typer.Exit(2)
    asyncio.run(_add(name, land=land, prefix=prefix))
    typer.echo(f"{name} can be chosen now: geleit user add ... --office '{name}'")


@office.command(name="list")
def show() -> None:
    """List the offices."""
    for line in asyncio.run(_list()):
        typer.echo(line)


async def _add(name: str, *, land: Land, prefix: str) -> None:
    from sqlalchemy.exc import IntegrityError

    from geleit.settings import load_settings
    from geleit.store.database import open_database
    from geleit.store.directory.offices import create_office

    try:
        async with open_database(load_settings()) as database, database.worker() as session:
            await create_office(session, name=name, land=land, prefix=prefix.upper())
    except IntegrityError:
        typer.echo("an office of that name or prefix exists already", err=True)
        raise typer.Exit(2) from None


async def _list() -> list[str]:
    from geleit.settings import load_settings
    from geleit.store.database import open_database
    from geleit.store.directory.offices import all_offices

    async with open_database(load_settings()) as database, database.worker() as session:
        return [f"{each.prefix:<6} {each.land:<4} {each.name}" for each in await all_offices(session)]
