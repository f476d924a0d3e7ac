"""The three lists people start the day with, at 370 and at 100,000 departures, beside the bare SQL."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from urllib.parse import urlsplit

import httpx
import psycopg
from bs4 import BeautifulSoup

from bench.processes import environment
from bench.timing import Taken, side_by_side
from settings import Settings

SMALL, LARGE = 370, 100_000
CALLS, ROUNDS = 120, 6
PAGES = {
    "Meine Aufgaben": (
        "okafor",
        "/aufgaben",
        (
            "select departure_id, key, open_due_on from step where responsible_id ="
            " (select id from account where login = 'okafor') and open_due_on is not null"
            " order by open_due_on, departure_id limit 60"
        ),
    ),
    "Fristen": (
        "abh-kiel",
        "/fristen",
        (
            "select departure_id, number, sort_on from authority_deadline where authority_id ="
            " (select authority_id from account where login = 'abh-kiel')"
            " order by sort_on, departure_id limit 50"
        ),
    ),
    "Überfällig": (
        "leitung",
        "/ueberfaellig",
        (
            "select departure_id, key, open_due_on from step where open_due_on < %(today)s"
            " order by open_due_on, departure_id limit 50"
        ),
    ),
}
_COPIED = ("departure", "person", "step", "deadline", "authority_deadline")

Found = Mapping[str, Mapping[str, Taken]]


def fill(settings: Settings) -> None:
    """The demo, without its workflows' alarms in the way: 370 departures."""
    subprocess.run([sys.executable, "-m", "cli", "demo"], env=environment(settings), check=True)


def multiply(settings: Settings) -> float:
    """Copy the read model until there are 100,000 departures; answers how many seconds that took."""
    started = time.perf_counter()
    copies = LARGE // SMALL
    with psycopg.connect(settings.database_worker.get_secret_value(), autocommit=True) as worker:
        for table in _COPIED:
            worker.execute(_copying(worker, table), {"copies": copies})
    with psycopg.connect(settings.database_owner.get_secret_value(), autocommit=True) as owner:
        owner.execute("vacuum analyze")
    return time.perf_counter() - started


def _copying(worker: psycopg.Connection[tuple[object, ...]], table: str) -> str:
    """The statement that copies a table's rows under new ids and numbers."""
    found = worker.execute(
        "select column_name from information_schema.columns"
        " where table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        (table,),
    )
    columns = [str(row[0]) for row in found]
    key = "id" if table == "departure" else "departure_id"
    new = {key: f"md5({key}::text || copy)::uuid", "number": "number || '-' || copy"}
    if table == "person":
        del new["number"]
    values = ", ".join(new.get(column, column) for column in columns)
    source = f"{table}, generate_series(1, %(copies)s) as copy"
    return f"insert into {table} ({', '.join(columns)}) select {values} from {source}"  # noqa: S608  # our own names


async def measure(settings: Settings) -> Found:
    """By page: the times of the page and of its bare SQL, one user at a time."""
    logins = {each["login"]: each for each in json.loads((settings.data / "demo-logins.json").read_text())}
    found = {}
    async with await psycopg.AsyncConnection.connect(
        settings.database_worker.get_secret_value(), autocommit=True
    ) as database:
        for title, (login, path, sql) in PAGES.items():
            async with httpx.AsyncClient(base_url=settings.base_url, trust_env=False, timeout=60) as web:
                await _sign_in(web, login, str(logins[login]["password"]))
                calls = {"page": _page(web, path), "bare SQL": _sql(database, sql)}
                found[title] = await side_by_side(calls, at_once=1, count=CALLS, rounds=ROUNDS)
    return found


async def _sign_in(web: httpx.AsyncClient, login: str, password: str) -> None:
    form = BeautifulSoup((await web.get("/anmelden")).text, "html.parser").select_one("main form")
    fields = (
        {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")} if form else {}
    )
    answer = await web.post(
        "/anmelden",
        data=fields | {"login": login, "password": password},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    if urlsplit(answer.headers.get("location", "/anmelden")).path == "/anmelden":
        raise RuntimeError(f"{login} could not sign in: {answer.status_code}")


def _page(web: httpx.AsyncClient, path: str) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        (await web.get(path)).raise_for_status()

    return call


def _sql(database: psycopg.AsyncConnection[tuple[object, ...]], sql: str) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        await (await database.execute(sql, {"today": date.today()})).fetchall()  # noqa: DTZ011  # one machine

    return call


def both(settings: Settings) -> tuple[Found, Found]:
    """Measure at 370 and at 100,000 departures."""
    fill(settings)
    small = asyncio.run(measure(settings))
    seconds = multiply(settings)
    print(f"copied to {LARGE:,} departures in {seconds:.0f} s", file=sys.stderr)
    return small, asyncio.run(measure(settings))
