"""`geleit up`: run everything on this machine."""

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def up(
    *,
    demo: Annotated[bool, typer.Option(help="Fill an empty database with invented departures.")] = False,
) -> None:
    """Run PostgreSQL, Temporal, worker and web server until Ctrl-C."""
    from geleit.embedded import up as embedded_up
    from geleit.embedded.failure import StartError
    from geleit.embedded.lock import AlreadyRunningError

    try:
        embedded_up.up(demo=demo, say=typer.echo)
    except AlreadyRunningError as answer:
        typer.echo(str(answer))
    except StartError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
