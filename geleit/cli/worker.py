"""`geleit worker`: run the Temporal worker alone."""

import typer

app = typer.Typer()


@app.command()
def worker() -> None:
    """Run workflows and activities."""
    import worker as process

    process.main()
