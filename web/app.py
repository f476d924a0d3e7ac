"""The web application: pages, the JSON interface, live updates, protection, errors in words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI

from geleit.settings import Settings, load_settings
from geleit.store.database import Database
from web import health
from web.api.app import create_api
from web.dependencies import Services, check_csrf
from web.dispatch import ReconnectingDispatcher
from web.errors import handle_errors
from web.live import Hub
from web.routes import PAGES
from web.security import MEGABYTE, protect
from web.ui.assets import static_files
from web.ui.routing import answer_head

BODY_LIMITS = {"/importe": 20 * MEGABYTE, "/api/v1/imports": 20 * MEGABYTE}
"""The limits, in bytes, of requests with files."""


def create_app(
    settings: Settings | None = None, *, dispatcher: ReconnectingDispatcher | None = None
) -> FastAPI:
    """Return the web server. Nothing has to run yet: it says in words what cannot be reached."""
    settings = settings or load_settings()
    database = Database(settings)
    services = Services(settings, database, Hub(database), dispatcher or ReconnectingDispatcher())
    app = FastAPI(title="Geleit", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.services = services
    app.mount("/static", static_files(), name="static")
    app.mount("/api/v1", create_api(services), name="api")
    app.include_router(answer_head(health.router))
    for router in PAGES:
        app.include_router(answer_head(router), dependencies=[Depends(check_csrf)])
    handle_errors(app)
    protect(app, body_limits=BODY_LIMITS, https=settings.base_url.startswith("https://"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    tasks = [
        asyncio.create_task(services.hub.run(), name="live updates"),
        asyncio.create_task(
            services.dispatcher.keep_connecting(services.settings, services.database), name="reach Temporal"
        ),
    ]
    try:
        yield
    finally:
        services.hub.close()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await services.database.close()
