"""Bearer tokens: a program acts for an account, with the account's rights and no others."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.accounts.rows import ApiTokenRow
from geleit.store.accounts.token_owner import TokenOwner, new_secret, owner_of, select_owner, token_hash
from geleit.store.context import NOBODY
from geleit.store.database import Database
from geleit.store.look_up import look_up

PREFIX = "geleit_"
"""The prefix of every token, so that scanners for leaked secrets can find it."""
LIFETIME = timedelta(days=365)

_FIND = select_owner(ApiTokenRow)


async def make_token(session: AsyncSession, account_id: UUID, *, name: str, now: datetime) -> str:
    """Create a token, valid for a year, and return it: it is shown once. Worker's role only."""
    token = PREFIX + new_secret()
    await (await session.connection()).execute(
        sa.insert(ApiTokenRow).values(
            token_hash=token_hash(token),
            account_id=account_id,
            name=name,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


async def find_owner(database: Database, token: str, *, now: datetime) -> TokenOwner | None:
    """Return the token's account; None if the token is unknown or expired, or the account is not active."""
    row = await look_up(database, NOBODY, _FIND, {"token_hash": token_hash(token), "now": now})
    return None if row is None else owner_of(row)


async def withdraw_tokens(session: AsyncSession, account_id: UUID) -> int:
    """Delete every token of the account; return how many. Worker's role only."""
    ended = await (await session.connection()).execute(
        sa.delete(ApiTokenRow).where(col(ApiTokenRow.account_id) == account_id)
    )
    return ended.rowcount
