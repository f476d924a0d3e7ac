"""Find the account of a token, of a browser's session or of a program. Only its hash is stored."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from geleit.domain.parties import Role
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow, ApiTokenRow, LoginSessionRow


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """The account of a token. ``offices``: those it may see; ``office_id``: the one it belongs to."""

    id: UUID
    login: str
    name: str
    role: Role
    office_id: UUID | None
    authority_id: UUID | None
    offices: tuple[UUID, ...]
    token_hash: bytes


def new_secret() -> str:
    """Return 256 random bits, fit for a cookie and a header."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return the hash that is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def select_owner(kept: type[LoginSessionRow | ApiTokenRow]) -> sa.Select[Any]:
    """Select the active account of ``token_hash`` among tokens ``kept`` that are valid beyond ``now``."""
    return (
        sa.select(
            col(AccountRow.id),
            col(AccountRow.login),
            col(AccountRow.name),
            col(AccountRow.role),
            col(AccountRow.office_id),
            col(AccountRow.authority_id),
            sa.func.array(
                sa.select(col(AccountOfficeRow.office_id))
                .where(col(AccountOfficeRow.account_id) == col(AccountRow.id))
                .order_by(col(AccountOfficeRow.office_id))
                .scalar_subquery()
            ).label("offices"),
            col(kept.token_hash),
        )
        .join_from(kept, AccountRow, col(AccountRow.id) == col(kept.account_id))
        .where(
            col(kept.token_hash) == sa.bindparam("token_hash"),
            col(kept.expires_at) > sa.bindparam("now"),
            col(AccountRow.active),
        )
    )


def owner_of(row: Any) -> TokenOwner:
    """Return the account in a row that `look_up` found with ``select_owner``."""
    return TokenOwner(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        office_id=row.office_id,
        authority_id=row.authority_id,
        offices=tuple(row.offices),
        token_hash=row.token_hash,
    )
