"""The menu of a list's saved views: those there are, and a form that keeps what is shown now."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request

from geleit.store.saved_views import saved_views
from web.signin.account import Account
from web.ui.forms import Form
from web.ui.lists import filter_parameters


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A saved view as the menu shows it."""

    id: UUID
    name: str
    href: str
    is_own: bool
    is_shared: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class ViewMenu:
    """The views of a list. ``address`` is what would be kept, ``may_share`` whether there is an office."""

    views: tuple[ViewLink, ...]
    address: str
    may_share: bool
    form: Form


async def view_menu(request: Request, session: AsyncSession, account: Account) -> ViewMenu:
    """Return the menu for the list that is asked for."""
    query = urlencode(sorted(filter_parameters(request).items()))
    here = f"{request.url.path}?{query}" if query else request.url.path
    found = await saved_views(session, request.url.path)
    views = tuple(
        ViewLink(
            id=view.id,
            name=view.name,
            href=view.address,
            is_own=view.account_id == account.id,
            is_shared=bool(view.shared_with),
            is_current=view.address == here,
        )
        for view in found
    )
    return ViewMenu(views, here, may_share=bool(account.offices), form=Form.start(prefix="ansicht-"))
