"""Measure the lists of the three roles, with few and with many departures: the page, and its SQL alone."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.table import Lists
from bench.timing import Call, measure_in_turns
from geleit.domain.alarms.planning import today
from geleit.domain.parties import Role
from geleit.settings import Settings
from geleit.store.accounts.sessions import begin_session
from geleit.store.database import NOBODY, Context, Database, Zone
from geleit.store.journal import statements
from geleit.store.migrate import owner_connection
from geleit.store.pages import authority, overdue, overdue_dates, tasks
from geleit.store.pages.authority import Span
from geleit.store.tables import AccountOfficeRow, AccountRow
from web.authority import page as deadlines_page
from web.overdue import page as overdue_page
from web.signin.cookie import cookie_name
from web.tasks import page as tasks_page

_CALLS = 120
_ROUNDS = 6
_COPIED = {"departure": "id", "step": "departure_id", "deadline": "departure_id", "person": "departure_id",
           "authority_deadline": "departure_id"}  # fmt: skip
"""The tables that lists read, and the column with the departure."""

Read = Callable[[AsyncSession, UUID], Awaitable[object]]


@dataclass(frozen=True)
class Page:
    """A list page: its role, address and queries."""

    role: Role
    path: str
    read: Read


async def _my_tasks(session: AsyncSession, account_id: UUID) -> None:
    day = today(datetime.now(UTC))
    await tasks.tasks(session, account_id, today=day, limits=tasks_page.LIMITS)
    await tasks.count_tasks(session, account_id, today=day)


async def _deadlines(session: AsyncSession, account_id: UUID) -> None:
    day, limit = today(datetime.now(UTC)), deadlines_page.LIMIT
    counts = await authority.count_watched(session, today=day)
    for span in (Span.ALL, Span.ASKED) if counts[Span.ASKED] else (Span.ALL,):
        await authority.watched(session, today=day, span=span, after=None, limit=limit)


async def _overdue(session: AsyncSession, account_id: UUID) -> None:
    day = today(datetime.now(UTC))
    await overdue.count_overdue(session, today=day)
    await overdue.overdue(session, overdue.Filter(), today=day, after=None, limit=overdue_page.LIMIT)
    await overdue_dates.count_passed(session, today=day)
    await overdue_dates.passed_dates(session, today=day, kind=None, limit=overdue_page.DATES_LIMIT)


PAGES = {
    "Meine Aufgaben": Page(Role.COUNSELLOR, "/aufgaben", _my_tasks),
    "Fristen": Page(Role.AUTHORITY, "/fristen", _deadlines),
    "Überfällig": Page(Role.SUPERVISOR, "/ueberfaellig", _overdue),
}


async def measure(settings: Mapping[int, Settings]) -> Lists:
    """Return, by page, number of departures and kind, the times of its SQL alone (`SQL`) and of the `page`.

    `settings` lead to one Geleit for each number of departures.
    """
    found = {}
    for name, page in PAGES.items():
        async with AsyncExitStack() as opened:
            calls = {
                (departures, kind): call
                for departures, its in settings.items()
                for kind, call in (await opened.enter_async_context(_calls(its, page))).items()
            }
            found[name] = await measure_in_turns(calls, concurrency=1, count=_CALLS, rounds=_ROUNDS)
    return found


@asynccontextmanager
async def _calls(settings: Settings, page: Page) -> AsyncIterator[Mapping[str, Call]]:
    database = Database(settings)
    try:
        account, context = await _somebody(database, page.role)
        async with database.web(NOBODY) as session:
            token = await begin_session(session, account.id, now=datetime.now(UTC))
        async with httpx.AsyncClient(
            base_url=settings.base_url,
            cookies={cookie_name(settings): token},
            trust_env=False,
            timeout=60,
        ) as browser:
            yield {"SQL": _sql(database, page, account.id, context), "page": _whole_page(browser, page)}
    finally:
        await database.close()


def _sql(database: Database, page: Page, account_id: UUID, context: Context) -> Call:
    zone = database.authority if page.role is Role.AUTHORITY else database.web

    async def call() -> None:
        async with zone(context) as session:
            await page.read(session, account_id)

    return call


def _whole_page(browser: httpx.AsyncClient, page: Page) -> Call:
    async def call() -> None:
        answer = await browser.get(page.path)
        answer.raise_for_status()

    return call


async def _somebody(database: Database, role: Role) -> tuple[AccountRow, Context]:
    async with database.worker() as session:
        account = (
            await session.exec(select(AccountRow).where(AccountRow.role == role).order_by(AccountRow.login))
        ).first()
        assert account is not None
        offices = await session.exec(
            select(AccountOfficeRow.office_id).where(AccountOfficeRow.account_id == account.id)
        )
        context = Context(account.id, role, tuple(offices.all()), account.authority_id)
    return account, context


async def multiply(settings: Settings, *, until: int) -> int:
    """Copy the departures until there are so many; return how many there are now."""
    database = Database(settings)
    async with database.dedicated(Zone.WORKER) as connection:
        cursor = await connection.execute("select count(*) from departure")
        row = await cursor.fetchone()
        assert row
        have, copies = row[0], max(0, -(-until // row[0]) - 1)
        for table, key in _COPIED.items():
            await connection.execute(_copy(table, key), {"copies": copies})
        await connection.commit()
    await database.close()
    with owner_connection(settings) as owner:
        owner.execution_options(isolation_level="AUTOCOMMIT")
        for table in _COPIED:
            owner.execute(sa.text(f"vacuum analyze {table}"))
    return int(have * (copies + 1))


def _copy(table: str, key: str) -> str:
    """Return the SQL that copies every row under other ids."""
    new = {key: f"md5({key}::text || copy)::uuid", "number": "number || '-' || copy"}
    if table == "person":
        del new["number"]
    names = statements.columns(table)
    values = ", ".join(new.get(name, name) for name in names)
    return (
        f"insert into {table} ({', '.join(names)})"  # noqa: S608  # our own tables
        f" select {values} from {table}, generate_series(1, %(copies)s) copy"
    )
