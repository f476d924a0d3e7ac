"""Ansichten: lists with a filter that are kept under a name, own ones and those shared in the office."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geleit.store.saved_views import all_saved_views, delete_view, save_view
from web.dependencies import Counselling, WebSession
from web.saved_views.menu import ViewLink
from web.signin.account import Account
from web.signin.local_path import local_path
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.redirect import go_to
from web.ui.rendering import page

router = APIRouter()

SAVED = Sentence(N_("Die Ansicht ist gespeichert."))
DELETED = Sentence(N_("Die Ansicht ist gelöscht."))
LISTS: Mapping[str, str] = {
    "/aufgaben": N_("Aufgaben"),
    "/vorgaenge": N_("Vorgänge"),
    "/ueberfaellig": N_("Überfällig"),
    "/kalender": N_("Kalender"),
}
"""What can be kept. The search is not among them: its address is readable in one session only."""
LONGEST_NAME, LONGEST_ADDRESS = 60, 1000


@router.get("/ansichten")
async def show(request: Request, account: Counselling, session: WebSession) -> Response:
    """Every view one may use, list by list."""
    return await _show(request, account, session, Form.start())


@router.post("/ansichten")
async def save(request: Request, account: Counselling, session: WebSession) -> Response:
    """Keep a list with its filter."""
    form = Form.of(await request.form(), labels={"name": _("Name der Ansicht")})
    name = form.text("name", max_length=LONGEST_NAME)
    address = local_path(form.value("address"))
    if urlsplit(address).path not in LISTS or len(address) > LONGEST_ADDRESS:
        form.fail("", _("Diese Liste lässt sich nicht als Ansicht speichern."))
    if form.errors:
        return await _show(request, account, session, form, status_code=422)
    shared_with = account.offices if form.value("shared") else ()
    await save_view(session, account.id, name=name, address=address, shared_with=shared_with)
    response = go_to(request, address)
    flash(response, SAVED)
    return response


@router.post("/ansichten/{view_id:uuid}/loeschen")
async def delete(request: Request, view_id: UUID, _account: Counselling, session: WebSession) -> Response:
    """Delete a view of one's own. Raise 404 for one that is somebody else's."""
    if not await delete_view(session, view_id):
        raise HTTPException(404)
    response = go_to(request, "/ansichten")
    flash(response, DELETED)
    return response


async def _show(
    request: Request, account: Account, session: AsyncSession, form: Form, *, status_code: int = 200
) -> Response:
    found = await all_saved_views(session)
    lists = [
        (
            _(title),
            [
                ViewLink(
                    id=view.id,
                    name=view.name,
                    href=view.address,
                    is_own=view.account_id == account.id,
                    is_shared=bool(view.shared_with),
                    is_current=False,
                )
                for view in found
                if urlsplit(view.address).path == path
            ],
        )
        for path, title in LISTS.items()
    ]
    return page(
        request,
        "saved_views/index.html",
        status_code=status_code,
        form=form,
        may_share=bool(account.offices),
        lists=[(title, views) for title, views in lists if views],
    )
