"""`geleit web`: the web server alone."""

import typer

app = typer.Typer()


@app.command()
def web() -> None:
    """Serve the pages and the API."""
    import uvicorn

    from settings import load_settings

    settings = load_settings()
    uvicorn.run(
        "web.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        # Streams of live pages never end by themselves.
        timeout_graceful_shutdown=3,
    )
