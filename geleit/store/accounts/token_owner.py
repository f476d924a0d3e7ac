"""Who bears a token: the browser of a session, or a program. Of a token only the hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geleit.domain.parties import Role
from geleit.store.tables import metadata

_account, _account_office = (metadata.tables[name] for name in ("account", "account_office"))


@dataclass(frozen=True, slots=True)
class Bearer:
    """The account a token stands for. ``offices``: those it may see; ``office_id``: the one it belongs to."""

    id: UUID
    login: str
    name: str
    role: Role
    office_id: UUID | None
    authority_id: UUID | None
    offices: tuple[UUID, ...]
    token_hash: bytes


def new_secret() -> str:
    """256 random bits, fit for a cookie and a header."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def bearers(kept: sa.Table) -> sa.Select[Any]:
    """The active account behind the ``token_hash`` among the tokens ``kept``, while they last (``now``)."""
    return (
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
            kept.c.token_hash,
        )
        .join_from(kept, _account)
        .where(
            kept.c.token_hash == sa.bindparam("token_hash"),
            kept.c.expires_at > sa.bindparam("now"),
            _account.c.active,
        )
    )


def bearer_of(row: Any) -> Bearer:
    """The account in a row that `look_up` found with ``bearers``."""
    return Bearer(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        office_id=row.office_id,
        authority_id=row.authority_id,
        offices=tuple(row.offices),
        token_hash=row.token_hash,
    )
