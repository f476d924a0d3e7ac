"""The start page of each role."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.dependencies import CurrentAccount
from web.ui.navigation import home_of

router = APIRouter()


@router.get("/")
async def home(account: CurrentAccount) -> Response:
    """Redirect to the start page of the role."""
    return RedirectResponse(home_of(account.role), status_code=303)
