"""The JSON interface as an application of its own under /api/v1: its own errors, its own description."""

from fastapi import Depends, FastAPI, Response

from web.api import deadlines, departures, history, imports, lists
from web.api.caller import Caller
from web.api.problems import MEDIA_TYPE, Problem, handle_problems
from web.dependencies import Services

DESCRIPTION = """
Vorgänge anlegen, lesen und voranbringen, mit denselben Befehlen und Rechten wie auf den Seiten.

* Anmelden: `Authorization: Bearer …` (`geleit user token LOGIN`).
* `Idempotency-Key`: eine UUID je Handlung; dieselbe noch einmal gesendet wird einmal ausgeführt.
* `ETag` nennt die Version eines Vorgangs, `If-Match` die Version, die der Aufrufer gesehen hat.
* Listen blättern mit `after`; der Wert steht in `next` der Seite davor.
* Fehler sind `application/problem+json` mit `title`, `detail` (deutscher Satz) und `code` (für Programme).
"""


def create_api(services: Services) -> FastAPI:
    """Return the application of the JSON interface."""
    api = FastAPI(
        title="Geleit",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(_forbid_caching)],
        responses={
            "default": {"model": Problem, "description": "Nicht ausgeführt, mit einem Satz dazu."},
        },
    )
    api.state.services = services
    for router in (departures.router, history.router, deadlines.router, imports.router, lists.router):
        api.include_router(router)
    handle_problems(api)
    _describe_problems(api)
    return api


def _describe_problems(api: FastAPI) -> None:
    """Declare application/problem+json as the type of errors in the description."""
    description = api.openapi()
    for path in description["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                if content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
                    content[MEDIA_TYPE] = content.pop("application/json")


async def _forbid_caching(_caller: Caller, response: Response) -> None:
    """Require a token for every answer, and forbid caching it: all answers hold personal data."""
    response.headers["Cache-Control"] = "no-store"
