"""`geleit user ...`: accounts, their passwords, and the tokens of programs that act in their name."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from geleit.domain.calendar import Land
from geleit.domain.parties import Role

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel.ext.asyncio.session import AsyncSession

    from geleit.store.accounts.rows import AccountRow

app = typer.Typer()
user = typer.Typer(help="Accounts: who may sign in, and tokens for programs.", no_args_is_help=True)
app.add_typer(user, name="user")

T = TypeVar("T")


class AccountRole(StrEnum):
    """The roles of accounts: all but that of the system, which nobody signs in to."""

    COUNSELLOR = Role.COUNSELLOR
    SUPERVISOR = Role.SUPERVISOR
    AUTHORITY = Role.AUTHORITY


Login = Annotated[str, typer.Argument(help="What is typed to sign in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@user.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="Name as colleagues read it.")],
    role: Annotated[AccountRole, typer.Option(help="What the account is for.")],
    office: Annotated[
        list[str] | None, typer.Option(help="Office by name; a supervisor may have several.")
    ] = None,
    authority: Annotated[str | None, typer.Option(help="Authority by name.")] = None,
    land: Annotated[
        Land | None, typer.Option(help="Land of an authority that nobody has named before.")
    ] = None,
) -> None:
    """Create an account. The password is asked for, or read from standard input."""
    place = _Affiliation(tuple(office or ()), authority, land)
    _run(_add(login, name=name, role=Role(role), place=place, password=_password()))
    typer.echo(f"{login.strip().lower()} can sign in")


@user.command()
def password(login: Login) -> None:
    """Give an account a new password and sign it out everywhere."""
    _run(_change(login, _password()))
    typer.echo(f"{login.strip().lower()} has a new password")


@user.command()
def close(login: Login) -> None:
    """Close an account: it cannot sign in any more, and its sessions and tokens end at once."""
    _run(_close(login))
    typer.echo(f"{login.strip().lower()} cannot sign in any more")


@user.command()
def token(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "API",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="End every token of the account.")] = False,
) -> None:
    """Create a token for a program. It is shown once, has the account's rights and expires after a year."""
    if withdraw:
        typer.echo(f"{_run(_withdraw(login))} tokens ended")
    else:
        typer.echo(_run(_token(login, name)))


@user.command(name="list")
def show(*, as_json: AsJson = False) -> None:
    """List the accounts."""
    found = _run(_list())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for account in found:
        state = "" if account["active"] else "  (closed)"
        typer.echo(f"{account['login']:<20} {account['role']:<12} {account['name']}{state}")


@dataclass(frozen=True, slots=True)
class _Affiliation:
    """The offices or the authority of an account, as typed."""

    offices: tuple[str, ...]
    authority: str | None
    land: Land | None

    def require_valid(self, role: Role) -> None:
        """Raise typer.Exit after a message unless the offices or the authority fit the role."""
        if role is Role.COUNSELLOR and len(self.offices) != 1:
            _refuse("a counsellor has exactly one --office")
        if role is Role.SUPERVISOR and not self.offices:
            _refuse("a supervisor has at least one --office")
        if role is Role.AUTHORITY and not self.authority:
            _refuse("an authority's account has one --authority")
        if (self.authority and role is not Role.AUTHORITY) or (self.offices and role is Role.AUTHORITY):
            _refuse("an account belongs to offices or to an authority, not to both")


async def _add(login: str, *, name: str, role: Role, place: _Affiliation, password: str) -> None:
    from geleit.store.accounts import accounts

    if not login.strip() or not name.strip():
        _refuse("an account has a login and a --name")
    place.require_valid(role)
    async with _session() as session:
        if await accounts.find_by_login(session, login):
            _refuse(f"the login {login} is taken")
        offices = [await _office_id(session, each) for each in place.offices]
        await accounts.create_account(
            session,
            login=login,
            name=name,
            role=role,
            password=password,
            office_id=offices[0] if offices else None,
            authority_id=await _authority_id(session, place),
            offices=offices,
        )


async def _office_id(session: "AsyncSession", name: str) -> "UUID":
    from geleit.store.directory.offices import all_offices

    offices = await all_offices(session)
    found = next((office for office in offices if office.name == name), None)
    if found is None:
        known = ", ".join(office.name for office in offices) or "none yet, see geleit office add"
        _refuse(f"there is no office {name} (there is: {known})")
    return found.id


async def _authority_id(session: "AsyncSession", place: _Affiliation) -> "UUID | None":
    from geleit.store.directory.offices import all_authorities, authority_by_name

    if place.authority is None:
        return None
    if place.land is not None:
        return (await authority_by_name(session, place.authority, land=place.land)).id
    authorities = await all_authorities(session)
    found = next((each for each in authorities if each.name == place.authority), None)
    if found is None:
        known = ", ".join(each.name for each in authorities) or "none yet"
        _refuse(f"there is no authority {place.authority} (known: {known}); create it with --land")
    return found.id


async def _change(login: str, password: str) -> None:
    from geleit.store.accounts import accounts

    async with _session() as session:
        await accounts.change_password(session, await _account(session, login), password)


async def _close(login: str) -> None:
    from geleit.store.accounts import accounts, tokens

    async with _session() as session:
        account = await _account(session, login)
        await accounts.set_active(session, account, False)
        await tokens.withdraw_tokens(session, account.id)


async def _token(login: str, name: str) -> str:
    from datetime import UTC, datetime

    from geleit.store.accounts import tokens

    async with _session() as session:
        account = await _account(session, login)
        return await tokens.make_token(session, account.id, name=name, now=datetime.now(UTC))


async def _withdraw(login: str) -> int:
    from geleit.store.accounts import tokens

    async with _session() as session:
        account = await _account(session, login)
        return await tokens.withdraw_tokens(session, account.id)


async def _list() -> list[dict[str, Any]]:
    from geleit.store.accounts import accounts

    async with _session() as session:
        return [
            {"login": each.login, "name": each.name, "role": each.role.value, "active": each.active}
            for each in await accounts.all_accounts(session)
        ]


async def _account(session: "AsyncSession", login: str) -> "AccountRow":
    from geleit.store.accounts import accounts

    found = await accounts.find_by_login(session, login)
    if found is None:
        _refuse(f"there is no account {login}; `geleit user list` shows all")
    return found


@asynccontextmanager
async def _session() -> AsyncIterator["AsyncSession"]:
    from geleit.settings import load_settings
    from geleit.store.database import open_database

    async with open_database(load_settings()) as database, database.worker() as session:
        yield session


def _run(work: Coroutine[Any, Any, T]) -> T:
    from geleit.domain.refusal import Refusal

    try:
        return asyncio.run(work)
    except Refusal as refusal:
        _refuse(refusal.sentence())


def _password() -> str:
    """Read a password, typed twice by a person or piped by a program; others could see an argument."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\n")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
