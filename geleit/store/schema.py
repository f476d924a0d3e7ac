"""All tables: importing this module fills ``metadata``, which Alembic compares with the database."""

from sqlmodel import SQLModel

from geleit.store import deadlines, lifecycle, notes, saved_views, steps
from geleit.store.accounts import rows as accounts
from geleit.store.directory import rows as directory
from geleit.store.imports import rows as imports
from geleit.store.journal import rows as journal
from geleit.store.persons import rows as persons

TABLES = (accounts, deadlines, directory, imports, journal, lifecycle, notes, persons, saved_views, steps)
"""The modules with rows. A table that is in none of them would be dropped by the next migration."""

metadata = SQLModel.metadata
