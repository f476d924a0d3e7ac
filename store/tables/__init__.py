"""Every table, by subject. Importing this package fills ``SQLModel.metadata``."""

from store.tables.accounts import AccountOfficeRow, AccountRow, LoginSessionRow
from store.tables.authority import AuthorityDeadlineRow
from store.tables.base import metadata
from store.tables.departures import DeadlineRow, DepartureRow, NoteRow, PersonRow, StepRow
from store.tables.imports import ImportMappingRow, ImportRunRow
from store.tables.journal import DepartureKeyRow, DepartureStateRow, EnclosureRow, JournalRow
from store.tables.names import NameRow, NameVariantRow
from store.tables.offices import AuthorityRow, NumberCounterRow, OfficeRow
from store.tables.tokens import ApiTokenRow

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
