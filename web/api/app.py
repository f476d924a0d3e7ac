"""The JSON interface as an application of its own under /api/v1: its own errors, its own description."""

from fastapi import FastAPI

from web.services import Services


def create_api(services: Services) -> FastAPI:
    """Put the interface together."""
    api = FastAPI(
        title="Geleit",
        version="1",
        description="Vorgänge anlegen, lesen und voranbringen: mit denselben Rechten wie auf den Seiten.",
        docs_url=None,
        redoc_url=None,
    )
    api.state.services = services
    return api
