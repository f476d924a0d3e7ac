"""The account that is signed in."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from geleit.domain.parties import Actor, Role
from geleit.store.accounts.token_owner import TokenOwner
from geleit.store.context import Context


@dataclass(frozen=True, slots=True)
class Account:
    """The account that is signed in.

    ``offices``: those it may see; ``office_id``: the one it belongs to, if any. ``session_id`` is the hash of
    the token in the browser. A program fills in no form: it has no ``csrf_token``.
    """

    id: UUID
    login: str
    name: str
    role: Role
    office_id: UUID | None
    authority_id: UUID | None
    offices: tuple[UUID, ...]
    csrf_token: str
    session_id: bytes

    @classmethod
    def of(cls, bearer: TokenOwner, *, csrf_token: str = "") -> Self:
        """Return the account of a token's owner."""
        return cls(
            id=bearer.id,
            login=bearer.login,
            name=bearer.name,
            role=bearer.role,
            office_id=bearer.office_id,
            authority_id=bearer.authority_id,
            offices=bearer.offices,
            csrf_token=csrf_token,
            session_id=bearer.token_hash,
        )

    @property
    def context(self) -> Context:
        """The account's rights, for the database."""
        return Context(
            account_id=self.id, role=self.role, offices=self.offices, authority_id=self.authority_id
        )

    @property
    def actor(self) -> Actor:
        """The account as the actor of a command."""
        return self.actor_in(self.office_id)

    def actor_in(self, office_id: UUID | None) -> Actor:
        """Return the account as the actor of a command in this office, if it is one of the account's."""
        own = office_id if office_id in self.offices else self.office_id
        return Actor(user_id=self.id, role=self.role, office_id=own, authority_id=self.authority_id)
