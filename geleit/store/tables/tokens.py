"""Tokens of programs."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from geleit.store.tables.base import MOMENT


class ApiTokenRow(SQLModel, table=True):
    """A program that acts in the name of an account. Only the hash of its token is kept."""

    __tablename__ = "api_token"

    token_hash: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    name: str
    created_at: datetime = Field(sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
