"""Dependencies of page functions: account, database session, dispatcher, today.

Every database session here is one transaction with the account's rights: committed when the page function
returns, rolled back when it raises. Nobody else commits.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request

from geleit.domain.dates import today as today_of
from geleit.domain.parties import Role
from geleit.domain.refusal import Forbidden
from geleit.importing.reader import ListReader
from geleit.settings import Settings
from geleit.store.database import Database
from web.dispatch import ReconnectingDispatcher
from web.live import Hub
from web.security.csrf import SAFE_METHODS, check_form_token
from web.signin.account import Account
from web.signin.cookie import read_cookie
from web.signin.sessions import account_of
from web.signin.throttle import Throttle
from web.ui.i18n import N_
from web.ui.labels import label
from web.ui.navigation import navigation, search_box
from web.ui.rendering import BERLIN, PageContext

__all__ = [
    "Account",
    "AuthoritySession",
    "AuthorityUser",
    "Counselling",
    "CurrentAccount",
    "DispatcherDep",
    "HubDep",
    "Now",
    "PossibleAccount",
    "Services",
    "ServicesDep",
    "SettingsDep",
    "SignedOut",
    "Supervisor",
    "Today",
    "WebSession",
    "around_page",
    "check_csrf",
    "clock",
    "possible_account",
]


SIGN_IN = "/anmelden"


@dataclass(frozen=True, slots=True)
class Services:
    """The services of this process, in ``app.state.services``."""

    settings: Settings
    database: Database
    hub: Hub
    dispatcher: ReconnectingDispatcher = field(default_factory=ReconnectingDispatcher)
    throttle: Throttle = field(default_factory=Throttle)
    reader: ListReader = field(default_factory=ListReader)


class SignedOut(Exception):  # noqa: N818  not an error: a state
    """Nobody is signed in, or the session has ended."""


async def clock() -> datetime:
    """Return the time of the request. Tests override this."""
    return datetime.now(BERLIN)


async def services_of(request: Request) -> Services:
    """Return the services that the requests of this process share."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
Now = Annotated[datetime, Depends(clock)]


async def _today(now: Now) -> date:
    return today_of(now)


Today = Annotated[date, Depends(_today)]


async def _settings(services: ServicesDep) -> Settings:
    return services.settings


async def _dispatcher(services: ServicesDep) -> ReconnectingDispatcher:
    return services.dispatcher


async def _hub(services: ServicesDep) -> Hub:
    return services.hub


SettingsDep = Annotated[Settings, Depends(_settings)]
DispatcherDep = Annotated[ReconnectingDispatcher, Depends(_dispatcher)]
HubDep = Annotated[Hub, Depends(_hub)]


async def possible_account(request: Request, services: ServicesDep, now: Now) -> Account | None:
    """Return the account of the session cookie; None if there is none."""
    account = await account_of(read_cookie(request, services.settings), services.database, now=now)
    request.state.account_id = account.id if account else None
    around_page(request, services.settings, account, now)
    return account


def around_page(request: Request, settings: Settings, account: Account | None, now: datetime) -> None:
    """Store on the request what every page shows around its content."""
    request.state.page = PageContext(
        user_name=account.name if account else None,
        role_label=label(account.role) if account else None,
        csrf_token=account.csrf_token if account else "",
        nav=navigation(account.role, request.url.path) if account else (),
        search_box=search_box(account.role) if account else None,
        demo=settings.demo,
        today=today_of(now),
    )


PossibleAccount = Annotated[Account | None, Depends(possible_account)]


async def check_csrf(request: Request, account: PossibleAccount) -> None:
    """Raise 403 unless the form has the session's token. For all pages; without a session there is none."""
    if request.url.path == SIGN_IN:
        return  # the form is from before the session; its origin is checked all the same
    if account is not None and request.method not in SAFE_METHODS:
        form = await request.form()
        check_form_token(account.csrf_token, form.get("csrf_token"))


async def _signed_in(account: PossibleAccount) -> Account:
    if account is None:
        raise SignedOut
    return account


CurrentAccount = Annotated[Account, Depends(_signed_in)]


def _only(*roles: Role) -> Callable[[Account], Awaitable[Account]]:
    async def check(account: CurrentAccount) -> Account:
        if account.role not in roles:
            raise Forbidden("not_your_part", N_("Diese Seite ist für eine andere Aufgabe gedacht als Ihre."))
        return account

    return check


Counselling = Annotated[Account, Depends(_only(Role.COUNSELLOR, Role.SUPERVISOR))]
AuthorityUser = Annotated[Account, Depends(_only(Role.AUTHORITY))]
Supervisor = Annotated[Account, Depends(_only(Role.SUPERVISOR))]


async def _web_session(
    request: Request, account: CurrentAccount, services: ServicesDep
) -> AsyncIterator[AsyncSession]:
    async with services.database.web(account.context) as session:
        await _only_read(session, request)
        yield session


async def _authority_session(
    request: Request, account: AuthorityUser, services: ServicesDep
) -> AsyncIterator[AsyncSession]:
    async with services.database.authority(account.context) as session:
        await _only_read(session, request)
        yield session


async def _only_read(session: AsyncSession, request: Request) -> None:
    """Make the transaction read-only: PostgreSQL itself refuses changes (ASVS 3.5.3)."""
    if request.method in SAFE_METHODS:
        await session.connection(execution_options={"postgresql_readonly": True})


# Committed when the page function returns, before the answer is sent: what it calls saved is saved.
WebSession = Annotated[AsyncSession, Depends(_web_session, scope="function")]
AuthoritySession = Annotated[AsyncSession, Depends(_authority_session, scope="function")]
