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
        # Longer than the minute for which a proxy or a program keeps its connections: whoever closes first
        # must not be the one who has just been asked.
        timeout_keep_alive=75,
        # Streams of live pages never end by themselves.
        timeout_graceful_shutdown=3,
    )
