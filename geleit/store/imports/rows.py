"""Tables of uploaded lists, and of the columns' meaning by office."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from geleit.store.accounts.rows import AccountRow
from geleit.store.base import JSON, MOMENT, coded, references
from geleit.store.directory.rows import OfficeRow


class ImportState(StrEnum):
    """The state of an import."""

    READ = "read"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportRunRow(SQLModel, table=True):
    """Row of one uploaded list. Without an account it was read on the command line."""

    __tablename__ = "import_run"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    office_id: UUID = Field(foreign_key=references(OfficeRow))
    account_id: UUID | None = Field(default=None, foreign_key=references(AccountRow))
    file_name: str
    parsed: str = Field(default="", repr=False, sa_column_kwargs={"server_default": ""})
    """The table in the list, see importing.table; empty once the import is over."""
    content: bytes = Field(default=b"", repr=False)
    """The file itself, only of lists that were uploaded under release 0.1, which stored files."""
    mapping: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    state: ImportState = Field(default=ImportState.READ, sa_type=coded(ImportState))
    total: int = 0
    done: int = 0
    report: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = Field(sa_column=sa.Column(MOMENT, server_default=sa.func.now(), nullable=False))
    finished_at: datetime | None = Field(default=None, sa_type=MOMENT)


sa.Index("ix_import_run_list", col(ImportRunRow.office_id), col(ImportRunRow.created_at).desc())


class ImportMappingRow(SQLModel, table=True):
    """Row with the meaning of the columns under these headings, as the office last chose it."""

    __tablename__ = "import_mapping"

    office_id: UUID = Field(primary_key=True, foreign_key=references(OfficeRow))
    header_fingerprint: str = Field(primary_key=True)
    mapping: dict[str, Any] = Field(sa_type=JSON)
