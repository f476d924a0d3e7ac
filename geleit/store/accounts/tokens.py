"""Bearer tokens: a program acts in the name of an account, with the account's rights and no others."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.accounts.token_owner import Bearer, bearer_of, bearers, new_secret, token_hash
from geleit.store.database import NOBODY, Database
from geleit.store.look_up import look_up
from geleit.store.tables import metadata

PREFIX = "geleit_"
"""Begins every token, so that programs that look for leaked secrets can find it."""
LIFETIME = timedelta(days=365)

_token = metadata.tables["api_token"]
_FIND = bearers(_token)


async def make_token(session: AsyncSession, account_id: UUID, *, name: str, now: datetime) -> str:
    """A new token; it is shown once and valid for a year. Worker's role only."""
    token = PREFIX + new_secret()
    await (await session.connection()).execute(
        sa.insert(_token).values(
            token_hash=token_hash(token),
            account_id=account_id,
            name=name,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


async def find_owner(database: Database, token: str, *, now: datetime) -> Bearer | None:
    """In whose name the token acts; None if it is unknown, has ended, or the account is not active."""
    row = await look_up(database, NOBODY, _FIND, {"token_hash": token_hash(token), "now": now})
    return None if row is None else bearer_of(row)


async def withdraw_tokens(session: AsyncSession, account_id: UUID) -> int:
    """End every token of the account; answers how many. Worker's role only."""
    ended = await (await session.connection()).execute(
        sa.delete(_token).where(_token.c.account_id == account_id)
    )
    return ended.rowcount
