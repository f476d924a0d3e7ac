"""Accounts: their rights, and their passwords (argon2id, OWASP's parameters)."""

import asyncio
from collections.abc import Iterable
from uuid import UUID, uuid4

import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.accounts.passwords import LONGEST_PASSWORD, require_strong
from geleit.domain.parties import Role
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow
from geleit.store.accounts.sessions import end_sessions

_HASHER = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))
# Verified for unknown logins: the answer takes as long and does not reveal who has an account.
_NOBODYS_HASH = _HASHER.hash("nobody has this password")

_BY_LOGIN = select(AccountRow).where(AccountRow.login == sa.bindparam("login"))
_OFFICES = select(AccountOfficeRow.office_id).where(AccountOfficeRow.account_id == sa.bindparam("account_id"))


async def find_by_login(session: AsyncSession, login: str) -> AccountRow | None:
    """Return the account of that login in any case, active or not."""
    return (await session.exec(_BY_LOGIN, params={"login": _login(login)})).one_or_none()


async def authenticate(session: AsyncSession, login: str, password: str) -> AccountRow | None:
    """Return the active account of that login if the password is right; as slow for an unknown login."""
    account = await find_by_login(session, login)
    kept = account.password_hash if account else _NOBODYS_HASH
    is_right = await asyncio.to_thread(_HASHER.verify, password[: LONGEST_PASSWORD + 1], kept)
    return account if account and is_right and account.active else None


async def create_account(
    session: AsyncSession,
    *,
    login: str,
    name: str,
    role: Role,
    password: str,
    office_id: UUID | None = None,
    authority_id: UUID | None = None,
    offices: Iterable[UUID] = (),
    account_id: UUID | None = None,
) -> AccountRow:
    """Create an account. A counsellor sees the own office, a supervisor also ``offices``.

    Only the worker's role may do this. Raise Refusal if the password is too weak.
    """
    account = AccountRow(
        id=account_id or uuid4(),
        login=_login(login),
        name=name,
        role=role,
        office_id=office_id,
        authority_id=authority_id,
        password_hash=await hash_password(password),
    )
    session.add(account)
    await session.flush()
    seen = dict.fromkeys((*((office_id,) if office_id else ()), *offices))
    session.add_all(AccountOfficeRow(account_id=account.id, office_id=office) for office in seen)
    await session.flush()
    return account


async def change_password(
    session: AsyncSession, account: AccountRow, password: str, *, keep_session: bytes | None = None
) -> None:
    """Set a new password and sign out everywhere but in ``keep_session``. Raise Refusal if it is too weak."""
    account.password_hash = await hash_password(password)
    session.add(account)
    await end_sessions(session, account.id, but=keep_session)


async def set_active(session: AsyncSession, account: AccountRow, active: bool) -> None:
    """Activate an account, or deactivate it and sign it out everywhere. Worker's role only."""
    account.active = active
    session.add(account)
    if not active:
        await end_sessions(session, account.id)


async def find_account(session: AsyncSession, account_id: UUID) -> AccountRow | None:
    """Return the account of that id."""
    return await session.get(AccountRow, account_id)


async def all_accounts(session: AsyncSession) -> list[AccountRow]:
    """Return every account, by login."""
    return list((await session.exec(select(AccountRow).order_by(col(AccountRow.login)))).all())


async def offices_of(session: AsyncSession, account_id: UUID) -> tuple[UUID, ...]:
    """Return the offices whose departures the account may see."""
    return tuple((await session.exec(_OFFICES, params={"account_id": account_id})).all())


async def hash_password(password: str) -> str:
    """Return what is kept of a password. Raise Refusal if it is too short, too long or too simple."""
    require_strong(password)
    return await asyncio.to_thread(_HASHER.hash, password)


def _login(login: str) -> str:
    return login.strip().lower()
