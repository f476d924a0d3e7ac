import pytest

from activities.dispatch import Dispatcher
from store.database import Database
from store.tables import AccountRow, OfficeRow
from tests.importing.importing import Lists


@pytest.fixture
def lists(database: Database, dispatcher: Dispatcher, office: OfficeRow, counsellor: AccountRow) -> Lists:
    """Imports lists for this test's own office."""
    return Lists(database, dispatcher, office, counsellor)
