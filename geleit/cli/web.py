"""`geleit web`: run the web server alone."""

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
        # URLs may hold what people typed: uvicorn must not log requests. Geleit has no web sockets.
        access_log=False,
        ws="none",
        server_header=False,
        # Longer than the minute for which proxies and programs keep connections: the server must not close
        # one on which a request is just being sent.
        timeout_keep_alive=75,
        # The event streams of live pages never end by themselves.
        timeout_graceful_shutdown=3,
    )
