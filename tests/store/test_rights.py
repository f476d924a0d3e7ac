"""The database enforces the rights in docs/data-protection.md for every role."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import Role
from geleit.store import migrate
from geleit.store.context import NOBODY, Context
from geleit.store.database import Zone
from geleit.store.lifecycle import office_of
from tests.fixtures.store import actor_of, context_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "data-protection.md"
ROLES = ("geleit_web", "geleit_authority", "geleit_worker")
PRIVILEGES = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
OFFICE_TABLES = ("departure", "departure_state", "person", "step", "deadline", "note", "journal")

TABLES = "select tablename from pg_tables where schemaname = 'public'"
WHOLE_TABLES = """
select table_name, grantee, lower(privilege_type) from information_schema.role_table_grants
where grantee = any(%s) and table_schema = 'public'
"""
COLUMNS = """
select c.table_name, c.grantee, lower(c.privilege_type), c.column_name
from information_schema.column_privileges c
where grantee = any(%s) and table_schema = 'public' and not exists (
    select from information_schema.role_table_grants t
    where t.grantee = c.grantee and t.table_name = c.table_name and t.privilege_type = c.privilege_type
) order by column_name
"""
POLICIES = """
select tablename, policyname, roles[1], cmd, permissive, qual, with_check, cardinality(roles)
from pg_policies where schemaname = 'public'
"""
SECURITY = """
select relname, relrowsecurity, relforcerowsecurity from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
"""


@pytest.fixture(scope="module")
def owner(settings):
    with migrate.owner_connection(settings) as connection:
        yield connection.connection.cursor()


@pytest.fixture(scope="module")
def documented() -> dict[tuple[str, str], str]:
    section = DOCUMENT.read_text(encoding="utf-8").split("## Rights")[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*", section, re.MULTILINE)
    ]
    header, _, *rows = rows[: next(n for n, row in enumerate(rows) if row[0] == "what")]
    assert [name.strip("`") for name in header[1:]] == list(ROLES)
    return {(row[0], role): cell for row in rows for role, cell in zip(ROLES, row[1:], strict=True)}


def rows_of(condition: str) -> str:
    """Return the document's words for a policy's condition."""
    if condition == "true":
        return ""
    if "shared_with &&" in condition:
        assert "current_setting('app.account'::text, true)" in condition
        assert "current_setting('app.offices'::text, true)" in condition
        return "own account or shared with own offices"
    found = re.search(r"\((\w+) = .*current_setting\('app\.(\w+)'::text, true\)", condition)
    assert found, condition
    column, setting = found.groups()
    assert (column, setting) in (
        ("office_id", "offices"),
        ("authority_id", "authority"),
        ("id", "account"),
        ("account_id", "account"),
    )
    return f"own {setting}"


def test_grants_and_policies_are_what_the_document_says(owner, documented):
    tables = [
        name for (name,) in owner.execute("select tablename from pg_tables where schemaname = 'public'")
    ]
    grants: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, role, privilege in owner.execute(WHOLE_TABLES, (list(ROLES),)):
        grants[table, role].add(privilege)
    columns: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for table, role, privilege, column in owner.execute(COLUMNS, (list(ROLES),)):
        columns[table, role, privilege].append(column)
    conditions: dict[tuple[str, str], str] = {}
    narrower: dict[tuple[str, str, str], str] = {}
    for table, _, role, command, kind, using, check, roles in owner.execute(POLICIES).fetchall():
        assert roles == 1
        assert check in (using, None)
        if kind == "PERMISSIVE":
            assert (table, role) not in conditions
            assert command == "ALL"
            conditions[table, role] = rows_of(using)
        else:
            narrower[table, role, command.lower()] = rows_of(using)

    def described(table: str, role: str) -> str:
        whole = [name for name in PRIVILEGES if name in grants[table, role]]
        parts = [", ".join([*whole, *filter(None, [conditions.get((table, role), "")])])]
        for (of_table, of_role, privilege), names in columns.items():
            if (of_table, of_role) == (table, role):
                extra = narrower.get((table, role, privilege))
                parts.append(f"{privilege} ({', '.join(names)})" + (f", {extra}" if extra else ""))
        return "; ".join(filter(None, parts))

    found = {(table, role): described(table, role) for table in tables for role in ROLES}
    del found["alembic_version", "geleit_web"]
    del found["alembic_version", "geleit_authority"]
    del found["alembic_version", "geleit_worker"]
    assert found == documented


def test_row_level_security_binds_even_the_owner(owner):
    security = {name: (on, forced) for name, on, forced in owner.execute(SECURITY).fetchall()}
    # The functions that search and fill the dictionary of names run as the owner.
    dictionary = {"name": (True, False), "name_variant": (True, False)}
    assert security.pop("alembic_version") == (False, False)
    assert security == dict.fromkeys(security, (True, True)) | dictionary


async def count(session: AsyncSession, table: str) -> int:
    connection = await session.connection()
    return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())


async def test_without_a_context_no_page_sees_any_departure(database, make_departure):
    await make_departure(consent=True)
    async with database.web(NOBODY) as session:
        counts = [
            (await session.exec(text(f"select count(*) from {table}"))).scalar_one()
            for table in OFFICE_TABLES
        ]
    async with database.authority(NOBODY) as session:
        counts.append(await count(session, "authority_deadline"))
    assert set(counts) == {0}


async def test_a_page_without_any_filter_shows_only_its_own_office(database, counsellor, make_departure):
    own = await make_departure(counsellor)
    other = await make_departure()
    async with database.web(context_of(counsellor)) as session:
        for table in OFFICE_TABLES:
            offices = await session.exec(text(f"select distinct office_id from {table}"))
            assert {office for (office,) in offices} <= {own.office_id}
        seen = await session.exec(text("select id from departure"))
        assert {found for (found,) in seen} == {own.departure_id}
    async with database.web(context_of(counsellor, other.office_id)) as session:
        seen = await session.exec(text("select id from departure"))
        assert {found for (found,) in seen} == {own.departure_id, other.departure_id}


async def test_an_authority_sees_the_dates_of_its_own_departures_and_no_other_table(
    database, official, authority, make_departure, owner
):
    own = await make_departure(authority=authority, consent=True)
    await make_departure(authority=authority)
    await make_departure(consent=True)
    async with database.authority(context_of(official)) as session:
        seen = (await session.exec(text("select departure_id from authority_deadline"))).all()
    assert [tuple(row) for row in seen] == [(own.departure_id,)]
    tables = [
        name for (name,) in owner.execute("select tablename from pg_tables where schemaname = 'public'")
    ]
    for table in sorted(set(tables) - {"authority_deadline"}):
        async with database.plain(Zone.AUTHORITY) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await connection.execute(f"select from {table}")


async def test_revoked_consent_takes_the_departure_from_the_authority_at_once(
    database, official, authority, counsellor, make_departure, act
):
    departure = await make_departure(counsellor, authority=authority, consent=True)
    await act(departure.departure_id, RevokeConsent, actor=actor_of(counsellor))
    async with database.authority(context_of(official)) as session:
        assert (await session.exec(text("select * from authority_deadline"))).all() == []


@pytest.mark.parametrize("zone", [Zone.WEB, Zone.WORKER])
@pytest.mark.parametrize(
    "statement", ["update journal set kind = 'x'", "delete from journal", "truncate journal"]
)
async def test_nobody_can_change_the_journal(database, zone, statement):
    async with database.plain(zone) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement)


async def test_a_page_cannot_write_for_another_office(database, counsellor, make_office):
    other = await make_office()
    async with database.plain(Zone.WEB) as connection:
        await connection.execute("select set_config('app.offices', %s, true)", [str(counsellor.office_id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(
                "insert into enclosure (request_id, departure_id, office_id, content)"
                " values (%s, %s, %s, '{}')",
                [uuid4(), uuid4(), other.id],
            )


async def test_a_page_cannot_change_the_password_of_somebody_else(database, counsellor, make_account):
    other = await make_account()
    change = text("update account set password_hash = 'x' where id = :id").bindparams(id=other.id)
    async with database.web(context_of(counsellor)) as session:
        assert (await session.exec(change)).rowcount == 0
    async with database.web(context_of(other)) as session:
        assert (await session.exec(change)).rowcount == 1


async def test_a_connection_carries_nothing_over_to_the_next_request(database, counsellor, make_departure):
    await make_departure(counsellor)
    engine = database.engine(Zone.WEB)
    await engine.dispose()
    for context in (context_of(counsellor), NOBODY, Context(role=Role.SUPERVISOR), context_of(counsellor)):
        async with database.web(context) as session:
            row = (
                await session.exec(
                    text("select current_setting('app.offices', true), count(*) from departure group by 1")
                )
            ).one_or_none()
        expected = (str(counsellor.office_id), 1) if context.offices else None
        assert (tuple(row) if row else None) == expected
    assert engine.pool.checkedin() <= 1


async def test_a_quick_look_sees_what_is_its_own_and_leaves_no_context_behind(
    database, counsellor, make_account, make_departure
):
    departure = await make_departure(counsellor)
    stranger = await make_account()
    assert await office_of(database, context_of(counsellor), departure.departure_id) == counsellor.office_id
    for context in (context_of(stranger), NOBODY):
        assert await office_of(database, context, departure.departure_id) is None
    async with database.pool(Zone.WEB).connection() as connection:
        found = await connection.execute("select current_setting('app.offices', true)")
        assert await found.fetchone() in ((None,), ("",))


async def test_the_dates_are_listed_by_the_next_that_binds(
    database, official, authority, counsellor, make_departure
):
    deadlines = [
        DeadlineFact(deadline=DeadlineKind.GUEB, due_on=date(2027, 5, 1)),
        DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=date(2027, 3, 1)),
    ]
    await make_departure(counsellor, authority=authority, consent=True, deadlines=deadlines)
    async with database.authority(context_of(official)) as session:
        row = (await session.exec(text("select * from authority_deadline"))).one()
    assert row.sort_on == row.next_deadline_on == date(2027, 3, 1)
    assert row.next_deadline_kind == "departure_deadline"
    assert [(item["kind"], item["due_on"], item["state"]) for item in row.deadlines] == [
        ("departure_deadline", "2027-03-01", "open"),
        ("gueb", "2027-05-01", "open"),
    ]
