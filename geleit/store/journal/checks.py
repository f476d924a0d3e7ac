"""Checks of a command that need the database, not only the state of the departure."""

from uuid import UUID

from geleit.domain.parties import Role
from geleit.domain.refusal import unknown_counsellor
from geleit.store.journal.entries import Connection

# On the plain connection of `execute`, within its transaction.
_COUNSELS = f"""
select from account
where id = %(account)s and active and role = '{Role.COUNSELLOR}'
    and (office_id = %(office)s or exists (
        select from account_office where account_id = account.id and account_office.office_id = %(office)s
    ))
"""  # noqa: S608  # a constant of ours


async def require_counsellor(connection: Connection, account_id: UUID, *, office_id: UUID) -> None:
    """Raise Refusal unless the account counsels in that office today."""
    found = await connection.execute(_COUNSELS, {"account": account_id, "office": office_id})
    if await found.fetchone() is None:
        raise unknown_counsellor()
