"""`geleit worker`: the Temporal worker alone."""

import typer

app = typer.Typer()


@app.command()
def worker() -> None:
    """Carry out workflows and activities."""
    import worker as process

    process.main()
