"""Health checks for the supervisor, the reverse proxy and the monitoring."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from geleit.store.context import NOBODY
from geleit.store.unreachable import UNREACHABLE
from web.dependencies import Services, ServicesDep

router = APIRouter()


@router.get("/health/live")
async def live() -> JSONResponse:
    """Answer 200: the process runs; nothing else is checked."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/health/ready")
async def ready(services: ServicesDep) -> JSONResponse:
    """Answer 200 if pages can be read and actions be taken, else 503 with what is missing."""
    parts = {"database": await _database_answers(services), "temporal": services.dispatcher.is_ready}
    is_ready = all(parts.values())
    return JSONResponse(
        {"status": "ok" if is_ready else "unavailable", **parts},
        status_code=200 if is_ready else 503,
        headers={"Cache-Control": "no-store"},
    )


async def _database_answers(services: Services) -> bool:
    try:
        async with services.database.web(NOBODY) as session:
            await session.connection()
    except UNREACHABLE:
        return False
    return True
