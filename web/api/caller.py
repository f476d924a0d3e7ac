"""The caller: a program with a bearer token, acting for an account and with its rights."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.parties import Role
from geleit.store.accounts.tokens import find_owner
from web.api.problems import ProblemError
from web.dependencies import Now, ServicesDep
from web.signin.account import Account
from web.ui.i18n import gettext as _

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="Ein Token des Kontos: `geleit user token LOGIN`. Es hat die Rechte des Kontos.",
)


async def _caller(
    services: ServicesDep, now: Now, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Account:
    found = None
    if given is not None:
        found = await find_owner(services.database, given.credentials, now=now)
    if found is None:
        raise ProblemError(
            401,
            "unauthorised",
            detail=_("Es fehlt ein gültiges Token."),
            headers={"WWW-Authenticate": "Bearer"},
        )
    return Account.of(found)


Caller = Annotated[Account, Depends(_caller)]


def _only(*roles: Role) -> Callable[[Account], Awaitable[Account]]:
    async def check(caller: Caller) -> Account:
        if caller.role not in roles:
            raise ProblemError(403, "not_your_part", detail=_("Das ist für eine andere Aufgabe gedacht."))
        return caller

    return check


CounsellingCaller = Annotated[Account, Depends(_only(Role.COUNSELLOR, Role.SUPERVISOR))]
AuthorityCaller = Annotated[Account, Depends(_only(Role.AUTHORITY))]
SupervisorCaller = Annotated[Account, Depends(_only(Role.SUPERVISOR))]


async def _session(caller: CounsellingCaller, services: ServicesDep) -> AsyncIterator[AsyncSession]:
    async with services.database.web(caller.context) as session:
        yield session


async def _authority_session(caller: AuthorityCaller, services: ServicesDep) -> AsyncIterator[AsyncSession]:
    async with services.database.authority(caller.context) as session:
        yield session


ApiSession = Annotated[AsyncSession, Depends(_session, scope="function")]
ApiAuthoritySession = Annotated[AsyncSession, Depends(_authority_session, scope="function")]
