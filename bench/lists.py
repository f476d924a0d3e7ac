"""Measure the lists of the three roles, with few and with many departures: the page, and its SQL alone."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
import sqlalchemy as sa
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.table import Lists
from bench.timing import Call, measure_in_turns
from geleit.domain.dates import today
from geleit.domain.parties import Role
from geleit.settings import Settings
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow
from geleit.store.accounts.sessions import begin_session
from geleit.store.context import NOBODY, Context
from geleit.store.database import Database, Zone
from geleit.store.deadlines import AuthorityDeadlineRow, DeadlineRow
from geleit.store.journal import statements
from geleit.store.lifecycle import DepartureRow
from geleit.store.migrate import owner_connection
from geleit.store.pages import authority, overdue, overdue_deadlines, tasks
from geleit.store.pages.authority import DeadlineSpan
from geleit.store.persons.rows import PersonRow
from geleit.store.steps import StepRow
from web.authority import page as deadlines_page
from web.overdue import page as overdue_page
from web.signin.cookie import cookie_name
from web.tasks import page as tasks_page

_CALLS = 120
_ROUNDS = 6
_COPIED = (DepartureRow, StepRow, DeadlineRow, PersonRow, AuthorityDeadlineRow)
"""The tables that lists read."""

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
    counts = await authority.count_authority_departures(session, today=day)
    for span in (
        (DeadlineSpan.ALL, DeadlineSpan.EXTENSION_REQUESTED)
        if counts[DeadlineSpan.EXTENSION_REQUESTED]
        else (DeadlineSpan.ALL,)
    ):
        await authority.authority_departures(session, today=day, span=span, after=None, limit=limit)


async def _overdue(session: AsyncSession, account_id: UUID) -> None:
    day = today(datetime.now(UTC))
    await overdue.count_overdue_steps(session, today=day)
    await overdue.overdue_steps(
        session, overdue.OverdueFilter(), today=day, after=None, limit=overdue_page.LIMIT
    )
    await overdue_deadlines.count_overdue_deadlines(session, today=day)


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
        for row_class in _COPIED:
            await connection.execute(_copy(row_class), {"copies": copies})
        await connection.commit()
    await database.close()
    with owner_connection(settings) as owner:
        owner.execution_options(isolation_level="AUTOCOMMIT")
        for row_class in _COPIED:
            owner.execute(sa.text(f"vacuum analyze {statements.name_of(row_class)}"))
    return int(have * (copies + 1))


def _copy(row_class: type[SQLModel]) -> str:
    """Return every row so many times, under other ids."""
    table, key = statements.name_of(row_class), statements.departure_column(row_class)
    new = {key: f"md5({key}::text || copy)::uuid", "number": "number || '-' || copy"}
    if table == "person":
        del new["number"]
    names = statements.columns(row_class)
    values = ", ".join(new.get(name, name) for name in names)
    return (
        f"insert into {table} ({', '.join(names)})"  # noqa: S608  # our own tables
        f" select {values} from {table}, generate_series(1, %(copies)s) copy"
    )
