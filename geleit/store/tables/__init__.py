"""Every table, by subject. Importing this package fills ``SQLModel.metadata``."""

from geleit.store.tables.accounts import AccountOfficeRow, AccountRow, LoginSessionRow
from geleit.store.tables.authority import AuthorityDeadlineRow
from geleit.store.tables.base import metadata
from geleit.store.tables.departures import DeadlineRow, DepartureRow, NoteRow, PersonRow, StepRow
from geleit.store.tables.imports import ImportMappingRow, ImportRunRow
from geleit.store.tables.journal import DepartureKeyRow, DepartureStateRow, EnclosureRow, JournalRow
from geleit.store.tables.names import NameRow, NameVariantRow
from geleit.store.tables.offices import AuthorityRow, NumberCounterRow, OfficeRow
from geleit.store.tables.tokens import ApiTokenRow

__all__ = [
    "AccountOfficeRow",
    "AccountRow",
    "ApiTokenRow",
    "AuthorityDeadlineRow",
    "AuthorityRow",
    "DeadlineRow",
    "DepartureKeyRow",
    "DepartureRow",
    "DepartureStateRow",
    "EnclosureRow",
    "ImportMappingRow",
    "ImportRunRow",
    "JournalRow",
    "LoginSessionRow",
    "NameRow",
    "NameVariantRow",
    "NoteRow",
    "NumberCounterRow",
    "OfficeRow",
    "PersonRow",
    "StepRow",
    "metadata",
]
