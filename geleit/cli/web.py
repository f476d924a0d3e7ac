"""`geleit web`: the web server alone."""

import typer

app = typer.Typer()


@app.command()
def web() -> None:
    """Serve the pages and the API."""
    import uvicorn

    from geleit import logs
    from geleit.settings import load_settings

    settings = load_settings()
    logs.configure(settings.log_level)
    uvicorn.run(
        "web.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_config=None,
        # Addresses that people ask for may hold what they typed: uvicorn says nothing of requests, nor of
        # web sockets, of which Geleit has none.
        access_log=False,
        ws="none",
        server_header=False,
        # Longer than the minute for which a proxy or a program keeps its connections: whoever closes first
        # must not be the one who has just been asked.
        timeout_keep_alive=75,
        # Streams of live pages never end by themselves.
        timeout_graceful_shutdown=3,
    )
