"""The context of a transaction: whose rights row-level security applies."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ARRAY, FromClause, Uuid, cast, func, select

from geleit.domain.parties import Role


@dataclass(frozen=True)
class Context:
    """The actor of a transaction: the policies show what these offices or this authority may see."""

    account_id: UUID | None = None
    role: Role | None = None
    offices: tuple[UUID, ...] = ()
    authority_id: UUID | None = None

    def values(self) -> dict[str, str]:
        """Return the parameters of ``SET_CONTEXT``; empty where nothing is known."""
        return {
            "account": str(self.account_id or ""),
            "role": str(self.role or ""),
            "offices": ",".join(map(str, self.offices)),
            "authority": str(self.authority_id or ""),
        }


NOBODY = Context()
"""The context without an account: it sees no office's rows."""


def own_offices() -> FromClause:
    """Return a table of the context's offices, one row each: lists are read office by office.

    An index begins with the office, so each office's rows come from it in the right order; the first of all
    are the first among these. Asked for all offices at once, PostgreSQL would sort all their rows.
    """
    ids = func.string_to_array(func.nullif(func.current_setting("app.offices", True), ""), ",")
    return select(func.unnest(cast(ids, ARRAY(Uuid))).label("id")).subquery("own")


def _setting(name: str) -> sa.Label[str]:
    """Set one setting until the transaction ends."""
    # The name is no parameter: `look_up` sends the values of the context and nothing else.
    return func.set_config(sa.literal_column(f"'app.{name}'"), sa.bindparam(name), sa.true()).label(name)


SET_CONTEXT = select(*(_setting(name) for name in NOBODY.values()))
"""The first statement of every transaction."""
