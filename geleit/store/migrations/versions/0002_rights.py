"""Rights: grants per login role, and row-level security on every table.

The rights matrix in words: docs/data-protection.md.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_WORKER = "geleit_worker"
_WEB = "geleit_web"
_AUTHORITY = "geleit_authority"

# The sub-selects are worked out once per statement, not once per row.
_OFFICE = (
    "office_id = any ((select string_to_array("
    "nullif(current_setting('app.offices', true), ''), ',')::uuid[])::uuid[])"
)
_OWN_AUTHORITY = "authority_id = (select nullif(current_setting('app.authority', true), '')::uuid)"
_ALL = "true"

# table -> role -> (privileges, rows)
_RIGHTS: dict[str, dict[str, tuple[str, str]]] = {
    "office": {_WORKER: ("select, insert, update", _ALL), _WEB: ("select", _ALL)},
    # An import may name an authority that nobody has named before.
    "authority": {_WORKER: ("select, insert, update", _ALL), _WEB: ("select, insert", _ALL)},
    # Who signs in is not yet known: the web must find accounts and sessions without a context.
    "account": {
        _WORKER: ("select, insert, update", _ALL),
        _WEB: ("select, update (name, password_hash)", _ALL),
    },
    "account_office": {_WORKER: ("select, insert, delete", _ALL), _WEB: ("select", _ALL)},
    "login_session": {
        _WORKER: ("select, delete", _ALL),
        _WEB: ("select, insert, delete, update (seen_at)", _ALL),
    },
    "number_counter": {
        _WORKER: ("select, insert, update", _ALL),
        _WEB: ("select, insert, update", _OFFICE),
    },
    "departure": {_WORKER: ("select, insert, update, delete", _ALL), _WEB: ("select", _OFFICE)},
    "departure_state": {_WORKER: ("select, insert, update", _ALL), _WEB: ("select", _OFFICE)},
    "person": {_WORKER: ("select, insert, update", _ALL), _WEB: ("select", _OFFICE)},
    "step": {_WORKER: ("select, insert, update, delete", _ALL), _WEB: ("select", _OFFICE)},
    "deadline": {_WORKER: ("select, insert, update, delete", _ALL), _WEB: ("select", _OFFICE)},
    "note": {_WORKER: ("select, insert", _ALL), _WEB: ("select", _OFFICE)},
    "authority_deadline": {
        _WORKER: ("select, insert, update, delete", _ALL),
        _AUTHORITY: ("select", _OWN_AUTHORITY),
    },
    "journal": {_WORKER: ("select, insert", _ALL), _WEB: ("select", _OFFICE)},
    "enclosure": {
        _WORKER: ("select, insert, update, delete", _ALL),
        _WEB: ("select, insert, update, delete", _OFFICE),
    },
    # Worthless without the master key, which is not in the database.
    "departure_key": {_WORKER: ("select, insert, update, delete", _ALL), _WEB: ("select, insert", _ALL)},
    "import_run": {
        _WORKER: ("select, insert, update, delete", _ALL),
        _WEB: ("select, insert, update, delete", _OFFICE),
    },
    "import_mapping": {
        _WORKER: ("select, insert, update, delete", _ALL),
        _WEB: ("select, insert, update, delete", _OFFICE),
    },
}
# No role but the owner reads them. Not forced, because the functions that write and search them run as it.
_OWNERS_ONLY = ("name", "name_variant")
# Everybody's hash is compared at sign-in, but nobody changes another's password from a web page.
_OWN_ACCOUNT = (
    "create policy account_own on account as restrictive for update to geleit_web"
    " using (id = (select nullif(current_setting('app.account', true), '')::uuid))"
)


def upgrade() -> None:
    """Revoke everything from everybody, then grant what each role needs."""
    op.execute("revoke create on schema public from public")
    for table in _OWNERS_ONLY:
        op.execute(f"revoke all on {table} from public")
        op.execute(f"alter table {table} enable row level security")
    for table, roles in _RIGHTS.items():
        op.execute(f"revoke all on {table} from public")
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        for role, (privileges, rows) in roles.items():
            op.execute(f"grant {privileges} on {table} to {role}")
            op.execute(
                f"create policy {table}_{role} on {table} to {role} using ({rows}) with check ({rows})"
            )
    op.execute(_OWN_ACCOUNT)


def downgrade() -> None:
    """Take the rights back."""
    op.execute("drop policy account_own on account")
    for table in _OWNERS_ONLY:
        op.execute(f"alter table {table} disable row level security")
    for table, roles in _RIGHTS.items():
        for role in roles:
            op.execute(f"drop policy {table}_{role} on {table}")
            op.execute(f"revoke all on {table} from {role}")
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
