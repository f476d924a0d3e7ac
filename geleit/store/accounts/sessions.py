"""Sessions of browsers, found by the hash of a token that only the browser has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.accounts.rows import LoginSessionRow
from geleit.store.accounts.token_owner import TokenOwner, new_secret, owner_of, select_owner, token_hash
from geleit.store.context import NOBODY
from geleit.store.database import Database
from geleit.store.look_up import look_up

IDLE = timedelta(hours=8)
"""An unused session ends after a working day."""
ABSOLUTE = timedelta(hours=12)
"""The longest life of a session, however much it is used."""
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account, and the CSRF token of its session's forms."""

    owner: TokenOwner
    csrf_token: str


_FIND = (
    select_owner(LoginSessionRow)
    .add_columns(col(LoginSessionRow.csrf_token), col(LoginSessionRow.seen_at))
    .where(col(LoginSessionRow.seen_at) > sa.bindparam("idle_since"))
)
_TOUCH = (
    sa.update(LoginSessionRow)
    .where(col(LoginSessionRow.token_hash) == sa.bindparam("session_id"))
    .values(seen_at=sa.bindparam("now"))
)


async def begin_session(session: AsyncSession, account_id: UUID, *, now: datetime) -> str:
    """Start a session and return the token for its cookie: a new one at each sign-in (no fixation)."""
    token = new_secret()
    await (await session.connection()).execute(
        sa.insert(LoginSessionRow).values(
            token_hash=token_hash(token),
            account_id=account_id,
            csrf_token=new_secret(),
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
        )
    )
    return token


async def find_session(
    database: Database, token: str, *, now: datetime, touch: bool = True
) -> SignedIn | None:
    """Return the session's account; None if the session has ended or the account is not active.

    ``touch`` counts as activity; requests that a page sends by itself should not extend the session.
    """
    session_id = token_hash(token)
    asked = {"token_hash": session_id, "now": now, "idle_since": now - IDLE}
    row = await look_up(database, NOBODY, _FIND, asked)
    if row is None:
        return None
    if touch and now - row.seen_at >= _TOUCH_EVERY:
        async with database.web(NOBODY) as session:
            await (await session.connection()).execute(_TOUCH, {"session_id": session_id, "now": now})
    return SignedIn(owner_of(row), row.csrf_token)


async def end_session(session: AsyncSession, token: str) -> None:
    """End the session of this token."""
    await (await session.connection()).execute(
        sa.delete(LoginSessionRow).where(col(LoginSessionRow.token_hash) == token_hash(token))
    )


async def end_sessions(session: AsyncSession, account_id: UUID, *, but: bytes | None = None) -> None:
    """End all sessions of the account, except the session ``but``."""
    ended = sa.delete(LoginSessionRow).where(col(LoginSessionRow.account_id) == account_id)
    if but is not None:
        ended = ended.where(col(LoginSessionRow.token_hash) != but)
    await (await session.connection()).execute(ended)


async def count_others(session: AsyncSession, account_id: UUID, *, but: bytes, now: datetime) -> int:
    """Return the number of other sessions of the account."""
    others = sa.select(sa.func.count()).where(
        col(LoginSessionRow.account_id) == account_id,
        col(LoginSessionRow.token_hash) != but,
        col(LoginSessionRow.expires_at) > now,
        col(LoginSessionRow.seen_at) > now - IDLE,
    )
    return int((await (await session.connection()).execute(others)).scalar_one())


async def forget_ended(session: AsyncSession, *, now: datetime) -> int:
    """Delete the sessions that have timed out; return how many."""
    ended = await (await session.connection()).execute(
        sa.delete(LoginSessionRow).where(
            sa.or_(col(LoginSessionRow.expires_at) <= now, col(LoginSessionRow.seen_at) <= now - IDLE)
        )
    )
    return ended.rowcount
