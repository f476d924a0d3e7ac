"""Find the account of a token, sign in and out. Nobody is known yet, so no rights are set either."""

from datetime import datetime

from geleit.store.accounts import accounts, sessions
from geleit.store.context import NOBODY
from geleit.store.database import Database
from web.signin.account import Account


async def account_of(
    token: str | None, database: Database, *, now: datetime, touch: bool = True
) -> Account | None:
    """Return the account of the token; None when nobody is signed in, or no longer.

    ``touch`` counts as activity, which keeps the session from ending.
    """
    if not token:
        return None
    found = await sessions.find_session(database, token, now=now, touch=touch)
    return None if found is None else Account.of(found.owner, csrf_token=found.csrf_token)


async def sign_in(
    database: Database, login: str, password: str, *, replacing: str | None, now: datetime
) -> str | None:
    """Return a new token if login and password are right, else None. The old token ends (ASVS 7.2.4)."""
    async with database.web(NOBODY) as session:
        found = await accounts.authenticate(session, login, password)
        if found is None:
            return None
        if replacing:
            await sessions.end_session(session, replacing)
        await sessions.forget_ended(session, now=now)
        return await sessions.begin_session(session, found.id, now=now)


async def sign_out(database: Database, token: str) -> None:
    """End the session of this token."""
    async with database.web(NOBODY) as session:
        await sessions.end_session(session, token)
