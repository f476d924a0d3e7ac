"""`geleit migrate`: bring the database up to date."""

import typer

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from geleit.settings import load_settings
    from geleit.store.migrate import UnsafeDatabaseError, upgrade

    try:
        upgrade(load_settings())
    except UnsafeDatabaseError as unsafe:
        typer.echo(str(unsafe), err=True)
        raise typer.Exit(2) from None
