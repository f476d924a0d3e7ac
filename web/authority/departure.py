"""One departure as its authority may see it: its deadlines, why they are these, and what can be decided."""

from uuid import UUID

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geleit.store.pages.authority import authority_departure
from web.authority.situation import address_of
from web.authority.view import authority_line
from web.dependencies import AuthoritySession, Today
from web.signin.local_path import local_path
from web.ui.rendering import page

router = APIRouter()


@router.get("/fristen/{departure_id:uuid}")
async def show(request: Request, departure_id: UUID, session: AuthoritySession, today: Today) -> Response:
    """Show the departure. Raise 404 for what the authority may not see: for it, it does not exist."""
    departure = await authority_departure(session, departure_id)
    if departure is None:
        raise HTTPException(404)
    back = local_path(request.query_params.get("von"))
    return page(
        request,
        "authority/departure.html",
        line=authority_line(departure, today=today, back=address_of(departure_id)),
        back=back if back.partition("?")[0] == "/fristen" else "/fristen",
    )
