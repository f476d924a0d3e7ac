"""Tables, generated columns and indexes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    # Both are trusted: whoever owns the database may create them.
    op.execute("create extension if not exists pg_trgm")
    op.execute("create extension if not exists fuzzystrmatch")
    op.create_table(
        "authority",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("land", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("name", name=op.f("uq_authority_name")),
    )
    op.create_table(
        "authority_deadline",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("milestone_code", sa.String(), nullable=True),
        sa.Column("milestone_on", sa.Date(), nullable=True),
        sa.Column("deadlines", postgresql.JSONB(), nullable=False),
        sa.Column("next_deadline_kind", sa.String(40), nullable=True),
        sa.Column("next_deadline_on", sa.Date(), nullable=True),
        sa.Column(
            "sort_on",
            sa.Date(),
            sa.Computed(
                "coalesce(next_deadline_on, milestone_on + 365250, '9999-12-31'::date)", persisted=True
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("departure_id", name=op.f("pk_authority_deadline")),
    )
    op.create_index(
        "ix_authority_deadline_list", "authority_deadline", ["authority_id", "sort_on", "departure_id"]
    )
    op.create_table(
        "deadline",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dormant", sa.Boolean(), nullable=False),
        sa.Column(
            "open_due_on",
            sa.Date(),
            sa.Computed("case when state = 'open' and not dormant then due_on end", persisted=True),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("departure_id", "kind", name=op.f("pk_deadline")),
    )
    op.create_index(
        "ix_deadline_all",
        "deadline",
        ["open_due_on", "departure_id"],
        postgresql_where=sa.text("open_due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_deadline_office",
        "deadline",
        ["office_id", "open_due_on", "departure_id"],
        postgresql_where=sa.text("open_due_on IS NOT NULL"),
    )
    op.create_table(
        "departure_key",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("departure_id", name=op.f("pk_departure_key")),
    )
    op.create_table(
        "departure_state",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", postgresql.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("departure_id", name=op.f("pk_departure_state")),
    )
    op.create_table(
        "enclosure",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_enclosure")),
    )
    op.create_index(op.f("ix_enclosure_created_at"), "enclosure", ["created_at"])
    op.create_table(
        "journal",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("departure_id", "seq", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_request", "journal", ["departure_id", "request_id"])
    op.create_table(
        "name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("normal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name")),
        sa.UniqueConstraint("normal", name=op.f("uq_name_normal")),
    )
    op.create_table(
        "note",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("departure_id", "seq", name=op.f("pk_note")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("land", sa.String(40), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("name", name=op.f("uq_office_name")),
        sa.UniqueConstraint("prefix", name=op.f("uq_office_prefix")),
    )
    op.create_table(
        "step",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("held_up_by", sa.String(40), nullable=False),
        sa.Column("waiting_on", sa.String(40), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dormant", sa.Boolean(), nullable=False),
        sa.Column(
            "open_due_on",
            sa.Date(),
            sa.Computed(
                "case when state in ('ready', 'in_progress', 'waiting') and not dormant"
                " then coalesce(target_on, '9999-12-31'::date) end",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("departure_id", "key", name=op.f("pk_step")),
        postgresql_with={"fillfactor": "85"},
    )
    op.create_index(
        "ix_step_all_work",
        "step",
        ["open_due_on", "departure_id", "key"],
        postgresql_where=sa.text("open_due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_step_held_up_by",
        "step",
        ["office_id", "held_up_by", "open_due_on", "departure_id", "key"],
        postgresql_where=sa.text("open_due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_step_my_work",
        "step",
        ["responsible_id", "open_due_on", "departure_id", "key"],
        postgresql_where=sa.text("open_due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_step_office_work",
        "step",
        ["office_id", "open_due_on", "departure_id", "key"],
        postgresql_where=sa.text("open_due_on IS NOT NULL"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "case role when 'authority' then authority_id is not null and office_id is null"
            " when 'counsellor' then office_id is not null and authority_id is null"
            " when 'supervisor' then authority_id is null else false end",
            name=op.f("ck_account_role_place"),
        ),
        sa.CheckConstraint("login = lower(login)", name=op.f("ck_account_login_lower")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_account_authority_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_account_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_index(op.f("ix_account_authority_id"), "account", ["authority_id"])
    op.create_index(op.f("ix_account_office_id"), "account", ["office_id"])
    op.create_table(
        "departure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("counsellor_id", sa.Uuid(), nullable=True),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("nationality", sa.String(), nullable=False),
        sa.Column("residence_status", sa.String(40), nullable=False),
        sa.Column("land", sa.String(40), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("process_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("blocker_step", sa.String(), nullable=True),
        sa.Column("blocker_party", sa.String(40), nullable=True),
        sa.Column("blocker_since", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.String(40), nullable=True),
        sa.Column("pause_reason", sa.String(40), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_departure_authority_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_departure_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("number", name=op.f("uq_departure_number")),
        postgresql_with={"fillfactor": "85"},
    )
    op.create_index("ix_departure_counsellor", "departure", ["counsellor_id", "status", "sort_key", "id"])
    op.create_index(
        "ix_departure_counsellor_due", "departure", ["counsellor_id", "status", "next_due_on", "id"]
    )
    op.create_index("ix_departure_due", "departure", ["office_id", "status", "next_due_on", "id"])
    op.create_index("ix_departure_number", "departure", ["office_id", "number"])
    op.create_index("ix_departure_opened", "departure", ["office_id", "opened_on", "id"])
    op.create_index("ix_departure_names", "departure", ["office_id", "sort_key", "id"])
    op.create_index("ix_departure_status_names", "departure", ["office_id", "status", "sort_key", "id"])
    op.create_table(
        "import_mapping",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("header_fingerprint", sa.String(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_mapping_office_id")),
        sa.PrimaryKeyConstraint("office_id", "header_fingerprint", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "name_variant",
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["name_id"], ["name.id"], name=op.f("fk_name_variant_name_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name_id", "variant", name=op.f("pk_name_variant")),
    )
    op.create_index(
        "ix_name_variant_sounds",
        "name_variant",
        [sa.text("daitch_mokotoff(variant)")],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_name_variant_trigrams",
        "name_variant",
        ["variant"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        postgresql_ops={"variant": "gin_trgm_ops"},
    )
    op.create_table(
        "number_counter",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_number_counter_office_id")),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "person",
        sa.Column("departure_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("nationality", sa.String(), nullable=True),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("given_name_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["given_name_id"], ["name.id"], name=op.f("fk_person_given_name_id")),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name=op.f("fk_person_name_id")),
        sa.PrimaryKeyConstraint("departure_id", "number", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_given_name_id"), "person", ["given_name_id"])
    op.create_index(op.f("ix_person_name_id"), "person", ["name_id"])
    op.create_table(
        "account_office",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_office_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_account_office_office_id")),
        sa.PrimaryKeyConstraint("account_id", "office_id", name=op.f("pk_account_office")),
    )
    op.create_index(op.f("ix_account_office_office_id"), "account_office", ["office_id"])
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("report", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_run_account_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_run_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_list", "import_run", ["office_id", sa.text("created_at DESC")])
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("csrf_token", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_account_id"), "login_session", ["account_id"])
    op.create_index(op.f("ix_login_session_expires_at"), "login_session", ["expires_at"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("login_session")
    op.drop_table("import_run")
    op.drop_table("account_office")
    op.drop_table("person")
    op.drop_table("number_counter")
    op.drop_table("name_variant")
    op.drop_table("import_mapping")
    op.drop_table("departure")
    op.drop_table("account")
    op.drop_table("step")
    op.drop_table("office")
    op.drop_table("note")
    op.drop_table("name")
    op.drop_table("journal")
    op.drop_table("enclosure")
    op.drop_table("departure_state")
    op.drop_table("departure_key")
    op.drop_table("deadline")
    op.drop_table("authority_deadline")
    op.drop_table("authority")
