"""Bearer tokens: a program acts in the name of an account, with the account's rights and no others."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.parties import Role
from store.sessions import token_hash
from store.tables import metadata

PREFIX = "geleit_"
"""Begins every token, so that programs that look for leaked secrets can find it."""
LIFETIME = timedelta(days=365)

_token, _account, _account_office = (
    metadata.tables[name] for name in ("api_token", "account", "account_office")
)


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """The account in whose name the program acts."""

    id: UUID
    login: str
    name: str
    role: Role
    office_id: UUID | None
    authority_id: UUID | None
    offices: tuple[UUID, ...]
    token_hash: bytes


_FIND = (
    sa.select(
        _account.c.id,
        _account.c.login,
        _account.c.name,
        _account.c.role,
        _account.c.office_id,
        _account.c.authority_id,
        sa.func.array(
            sa.select(_account_office.c.office_id)
            .where(_account_office.c.account_id == _account.c.id)
            .order_by(_account_office.c.office_id)
            .scalar_subquery()
        ).label("offices"),
        _token.c.token_hash,
    )
    .join_from(_token, _account)
    .where(
        _token.c.token_hash == sa.bindparam("token_hash"),
        _token.c.expires_at > sa.bindparam("now"),
        _account.c.active,
    )
)


async def make_token(session: AsyncSession, account_id: UUID, *, name: str, now: datetime) -> str:
    """A new token; it is shown once and valid for a year. Worker's role only."""
    token = PREFIX + secrets.token_urlsafe(32)
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


async def find_owner(session: AsyncSession, token: str, *, now: datetime) -> TokenOwner | None:
    """In whose name the token acts; None if it is unknown, has ended, or the account is not active."""
    connection = await session.connection()
    found = await connection.execute(_FIND, {"token_hash": token_hash(token), "now": now})
    row = found.one_or_none()
    if row is None:
        return None
    return TokenOwner(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,
        office_id=row.office_id,
        authority_id=row.authority_id,
        offices=tuple(row.offices),
        token_hash=row.token_hash,
    )


async def withdraw_tokens(session: AsyncSession, account_id: UUID) -> int:
    """End every token of the account; answers how many. Worker's role only."""
    ended = await (await session.connection()).execute(
        sa.delete(_token).where(_token.c.account_id == account_id)
    )
    return ended.rowcount
