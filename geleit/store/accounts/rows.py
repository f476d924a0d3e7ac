"""Tables of accounts, the offices they may see, their sessions and tokens."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from geleit.domain.parties import Role
from geleit.store.base import MOMENT, coded, references
from geleit.store.directory.rows import AuthorityRow, OfficeRow


class AccountRow(SQLModel, table=True):
    """Row of an account. ``login`` is in lower case."""

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("login = lower(login)", name="login_lower"),
        # The role `system` belongs to no person; an authority's account sees nothing of an office.
        sa.CheckConstraint(
            "case role when 'authority' then authority_id is not null and office_id is null"
            " when 'counsellor' then office_id is not null and authority_id is null"
            " when 'supervisor' then authority_id is null else false end",
            name="role_place",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    login: str = Field(unique=True)
    name: str
    role: Role = Field(sa_type=coded(Role))
    office_id: UUID | None = Field(default=None, foreign_key=references(OfficeRow), index=True)
    authority_id: UUID | None = Field(default=None, foreign_key=references(AuthorityRow), index=True)
    password_hash: str = Field(repr=False)
    active: bool = True


class AccountOfficeRow(SQLModel, table=True):
    """Row of an office whose departures the account may see."""

    __tablename__ = "account_office"

    account_id: UUID = Field(primary_key=True, foreign_key=references(AccountRow), ondelete="CASCADE")
    office_id: UUID = Field(primary_key=True, foreign_key=references(OfficeRow), index=True)


class LoginSessionRow(SQLModel, table=True):
    """Row of a signed-in browser, with the hash of its token only: a copy of the table signs nobody in."""

    __tablename__ = "login_session"

    token_hash: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key=references(AccountRow), ondelete="CASCADE", index=True)
    csrf_token: str
    created_at: datetime = Field(sa_type=MOMENT)
    seen_at: datetime = Field(sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT, index=True)


class ApiTokenRow(SQLModel, table=True):
    """Row of a program's token for an account, with its hash only."""

    __tablename__ = "api_token"

    token_hash: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key=references(AccountRow), ondelete="CASCADE", index=True)
    name: str
    created_at: datetime = Field(sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
