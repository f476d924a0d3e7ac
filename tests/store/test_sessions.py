"""Sessions end: when unused, at the end of the day, when the account is closed."""

from datetime import UTC, datetime, timedelta

import pytest

from geleit.domain.parties import Role
from geleit.domain.refusal import Refusal
from geleit.store.accounts import accounts, sessions
from geleit.store.accounts.rows import AccountRow, LoginSessionRow
from geleit.store.accounts.token_owner import token_hash
from geleit.store.context import NOBODY
from tests.fixtures.store import PASSWORD, context_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def token(run, database, counsellor) -> str:
    async def begin() -> str:
        async with database.web(NOBODY) as session:
            return await sessions.begin_session(session, counsellor.id, now=NOW)

    begun: str = run(begin())
    return begun


async def found(database, token: str, now: datetime, *, touch: bool = True) -> sessions.SignedIn | None:
    return await sessions.find_session(database, token, now=now, touch=touch)


async def test_a_token_leads_to_its_account_with_offices_and_rights(database, counsellor, token):
    signed_in = await found(database, token, NOW)
    assert signed_in is not None
    assert (signed_in.owner.id, signed_in.owner.role, signed_in.owner.offices) == (
        counsellor.id,
        Role.COUNSELLOR,
        (counsellor.office_id,),
    )
    assert len(signed_in.csrf_token) >= 43


async def test_the_token_itself_is_kept_nowhere(database, token):
    async with database.web(NOBODY) as session:
        row = await session.get_one(LoginSessionRow, token_hash(token))
    assert token.encode() not in row.token_hash
    assert token != row.csrf_token
    assert await found(database, token + "x", NOW) is None


async def test_a_session_nobody_uses_ends_after_eight_hours(database, token):
    assert await found(database, token, NOW + timedelta(hours=8) - timedelta(seconds=1), touch=False)
    assert await found(database, token, NOW + timedelta(hours=8)) is None


async def test_using_it_keeps_a_session_alive_but_never_beyond_twelve_hours(database, token):
    for hours in (7, 11):
        assert await found(database, token, NOW + timedelta(hours=hours))
    assert await found(database, token, NOW + timedelta(hours=12) - timedelta(seconds=1))
    assert await found(database, token, NOW + timedelta(hours=12)) is None


async def test_signing_out_ends_one_session_and_a_new_password_all_others(database, counsellor, token):
    async with database.web(context_of(counsellor)) as session:
        other = await sessions.begin_session(session, counsellor.id, now=NOW)
        third = await sessions.begin_session(session, counsellor.id, now=NOW)
        await sessions.end_session(session, third)
    assert await found(database, third, NOW) is None
    async with database.web(context_of(counsellor)) as session:
        account = await session.get_one(AccountRow, counsellor.id)
        await accounts.change_password(
            session, account, "vier neue zufällige Wörter", keep_session=token_hash(token)
        )
    assert await found(database, token, NOW)
    assert await found(database, other, NOW) is None


async def test_a_closed_account_is_signed_out_and_cannot_sign_in(database, counsellor, token):
    async with database.worker() as session:
        account = await session.get_one(AccountRow, counsellor.id)
        await accounts.set_active(session, account, False)
    assert await found(database, token, NOW) is None
    async with database.web(NOBODY) as session:
        assert await accounts.authenticate(session, counsellor.login, PASSWORD) is None


async def test_signs_in_with_the_right_password_and_any_case_of_the_login(database, counsellor):
    async with database.web(NOBODY) as session:
        account = await accounts.authenticate(session, f" {counsellor.login.upper()} ", PASSWORD)
        assert account is not None
        assert account.id == counsellor.id
        assert await accounts.authenticate(session, counsellor.login, PASSWORD + "x") is None
        assert await accounts.authenticate(session, "niemand", PASSWORD) is None


async def test_sessions_that_have_ended_are_forgotten(database, token):
    async with database.worker() as session:
        await sessions.forget_ended(session, now=NOW + timedelta(hours=9))
    assert await found(database, token, NOW) is None


@pytest.mark.parametrize("password", ["", "kurz", "a" * 14, "x" * 201, "aaaaaaaaaaaaaaaaaaaa"])
async def test_refuses_passwords_that_are_too_short_too_long_or_too_simple(password):
    with pytest.raises(Refusal):
        await accounts.hash_password(password)


async def test_an_account_sees_its_own_office_and_those_it_leads(database, make_office):
    own, led = await make_office(), await make_office()
    async with database.worker() as session:
        account = await accounts.create_account(
            session,
            login=f"Leitung-{own.prefix}",
            name="Ole Hansen",
            role=Role.SUPERVISOR,
            password=PASSWORD,
            office_id=own.id,
            offices=[led.id],
        )
        assert set(await accounts.offices_of(session, account.id)) == {own.id, led.id}
    assert account.login == f"leitung-{own.prefix}".lower()
