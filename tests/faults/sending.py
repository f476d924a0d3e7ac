"""Send marked texts to a running Geleit: by every form, by every operation, in odd places."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

import httpx
import psycopg
from bs4 import BeautifulSoup

from geleit.domain.parties import Role
from tests.faults.marked import (
    ODD_SHAPES,
    MarkedBody,
    MarkedForm,
    Marks,
    Pairs,
    addresses,
    as_json,
    bodies,
    encoded,
    filters_of,
    forms_of,
    long,
    operations,
    paths,
)
from tests.faults.system import WholeGeleit

HEAD = "Nr.;Name, Vorname;Staatsang.;Zielland;Erstkontakt"
SIGN_OUT = "/abmelden"
CONCURRENCY = 16
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
TYPED_BY_ALL = ("User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "X-Request-ID")

Mark = Callable[[str], str]
Shape = Callable[[str], str]


@dataclass
class Person:
    """A person with a browser, signed in or not."""

    role: Role | None
    browser: httpx.AsyncClient
    csrf: str = ""


@dataclass
class Answer:
    """An answer. Marks of the request end with ``what``."""

    what: str
    response: httpx.Response

    @property
    def text(self) -> str:
        """The whole answer with its headers."""
        return "\n".join((*self.response.headers.values(), self.response.text))


@dataclass
class Sending:
    """The people and addresses for sending marked texts."""

    geleit: WholeGeleit
    people: list[Person]
    programs: list[httpx.AsyncClient]
    """With a token of each who may call; the first that is not refused is the one for an operation."""
    description: dict[str, Any]
    ids: dict[str, str]
    """What stands in addresses in place of names."""
    marks: Marks = field(default_factory=Marks)
    forms: list[tuple[Person, MarkedForm]] = field(default_factory=list)
    pages: list[tuple[Person, str, str, set[str]]] = field(default_factory=list)
    """Who sees it, the path of its route, its address, the filters it has."""
    answers: list[Answer] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    """What commands said."""
    _serial: "count[int]" = field(default_factory=count)

    def marking(self, what: str, shape: Shape = str) -> tuple[str, Mark]:
        """Return a name for one request, and its marks."""
        what = f"{what} ({next(self._serial)})"
        numbers = count()

        def mark(name: str) -> str:
            # A hundred thousand characters once: each page would give all of them back.
            is_first = next(numbers) == 0
            return (shape if is_first or shape is not long else str)(self.marks.text(f"{name} of {what}"))

        return what, mark

    # What there is

    async def look_around(self) -> None:
        """Read every page and collect the forms on it; make one up where no page shows it."""
        for path in paths("GET"):
            for address in addresses(path, self.ids):
                await self._look(path, address)
        names = sorted({name for _, form in self.forms for name in (*form.texts, *form.days)})
        shown = {form.address.partition("?")[0] for _, form in self.forms}
        for path in paths("POST"):
            there = {*addresses(path, self.ids)}
            for address in there - shown - {SIGN_OUT}:
                # Whose form it is, is known from its like; where there is none, everybody tries.
                for person in self.people if not there & shown else self._owners(there):
                    fields = [("csrf_token", person.csrf), *((name, "") for name in names)]
                    self.forms.append((person, MarkedForm(address, person.role, fields, names)))

    async def _look(self, path: str, address: str) -> None:
        for person in self.people:
            page = await person.browser.get(address)
            if page.status_code == 200:
                parsed = BeautifulSoup(page.text, "html.parser")
                self.pages.append((person, path, address, filters_of(parsed)))
                taken = {SIGN_OUT, *(form.address for _, form in self.forms)}
                for form in forms_of(parsed, address=address, role=person.role):
                    if form.address not in taken:
                        self.forms.append((person, form))
                return

    def _owners(self, there: set[str]) -> list[Person]:
        return [person for person, form in self.forms if form.address in there][:1]

    # Forms

    async def send_forms(self, what: str, *, every: int = 1) -> None:
        """Send forms filled in as a person would, with marks where texts go."""
        await _at_once(self.fill_in(person, form, what) for person, form in self.forms[::every])

    async def send_forms_in_every_shape(self) -> None:
        """Send every form: with marks where texts go in each odd shape, then in all fields."""
        await _at_once(
            self.fill_in(person, form, name, shape=shape)
            for person, form in self.forms
            for name, shape in ODD_SHAPES.items()
        )
        await _at_once(
            self.fill_in(person, form, "marks everywhere", senseless=True) for person, form in self.forms
        )

    async def fill_in(
        self,
        person: Person,
        form: MarkedForm,
        what: str,
        *,
        shape: Shape = str,
        senseless: bool = False,
    ) -> None:
        """Send one form."""
        what, mark = self.marking(f"{what}: POST {form.address} as {person.role}", shape)
        await self._post(person, form, what, form.senseless(mark) if senseless else form.sensible(mark))

    async def send_odd_forms(self) -> None:
        """Send marks in names of fields, queries, headers, cookies, files and their names; old versions."""
        await _at_once(self._send_oddly(person, form) for person, form in self.forms)

    async def _send_oddly(self, person: Person, form: MarkedForm) -> None:
        what, mark = self.marking(f"odd fields: POST {form.address} as {person.role}")
        old = [(name, "0" if name == "version" else value) for name, value in form.sensible(mark)]
        await self._post(person, form, what, [(mark("name of a field"), mark("field")), *old])
        what, mark = self.marking(f"odd headers: POST {form.address} as {person.role}")
        headers = {name: mark(name) for name in TYPED_BY_ALL}
        headers["Cookie"] = f"geleit={mark('session')}; other={mark('cookie')}"
        query = f"?q={mark('query')}"
        await self._post(person, form, what, form.sensible(mark), query=query, headers=headers)
        for name in form.files:
            for number in range(3):
                what, mark = self.marking(f"file: POST {form.address} as {person.role}")
                content = _files(mark)[number]
                response = await person.browser.post(
                    form.address, data=dict(form.fields), files={name: (f"{mark('file name')}.csv", content)}
                )
                self.answers.append(Answer(what, response))

    async def _post(
        self,
        person: Person,
        form: MarkedForm,
        what: str,
        fields: Pairs,
        *,
        query: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        address = form.address.partition("?")[0] + query if query else form.address
        response = await person.browser.post(address, content=encoded(fields), headers=FORM | (headers or {}))
        self.answers.append(Answer(what, response))

    async def look_with_marks(self) -> None:
        """Read every page with marks in its path and in every filter that it offers."""
        await _at_once(self._look_oddly(*page) for page in self.pages)

    async def _look_oddly(self, person: Person, path: str, address: str, filters: set[str]) -> None:
        what, mark = self.marking(f"filters: GET {path} as {person.role}")
        query = {name: mark(name) for name in filters}
        self.answers.append(Answer(what, await person.browser.get(address, params=query)))
        if "{" in path:
            what, mark = self.marking(f"path: GET {path} as {person.role}")
            wrong = next(iter(addresses(path, {name: mark(name) for name in self.ids})))
            self.answers.append(Answer(what, await person.browser.get(wrong)))

    # Operations

    async def call(self, what: str) -> None:
        """Call operations that take JSON, with marks where they fit."""
        await _at_once(self._call(*one, what) for one in self._bodies()[::2])

    async def call_in_every_shape(self) -> None:
        """Call every operation that takes JSON: marks where they fit in odd shapes, then everywhere."""
        shapes = cycle(ODD_SHAPES.items())
        await _at_once(
            self._call(*one, name, shape=shape)
            for one, (name, shape) in zip(self._bodies() * 2, shapes, strict=False)
        )
        await _at_once(self._call(*one, "marks everywhere", senseless=True) for one in self._bodies())

    async def call_oddly(self) -> None:
        """Call with marks as keys and kinds, in invalid JSON, headers, paths and queries; old versions."""
        await _at_once(self._call_oddly(*one) for one in self._bodies())
        await _at_once(
            self._ask_oddly(path, method, operation)
            for path, method, operation in operations(self.description)
        )

    def _bodies(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [
            (method, address, schema)
            for path, method, operation in operations(self.description)
            for address in addresses(path, self.ids)
            for schema in bodies(operation, self.description)
        ]

    def _body(self, schema: dict[str, Any], mark: Mark, *, senseless: bool = False) -> Any:
        return MarkedBody(self.description["components"]["schemas"], mark, senseless=senseless).of(schema)

    async def _call(
        self,
        method: str,
        address: str,
        schema: dict[str, Any],
        what: str,
        *,
        shape: Shape = str,
        senseless: bool = False,
    ) -> None:
        what, mark = self.marking(f"{what}: {method} {address} {_name(schema)}", shape)
        body = self._body(schema, mark, senseless=senseless)
        await self._request(method, address, what, content=as_json(body), headers=JSON)

    async def _call_oddly(self, method: str, address: str, schema: dict[str, Any]) -> None:
        what, mark = self.marking(f"odd body: {method} {address} {_name(schema)}")
        body = self._body(schema, mark)
        keys = {name: {mark("inner key"): 1} for name in body if name != "kind"}
        for odd in ({mark("key"): mark("value of a key")}, keys, {"kind": mark("kind")}):
            await self._request(method, address, what, content=as_json(body | odd), headers=JSON)
        old = JSON | {"If-Match": '"0"'}
        await self._request(method, address, what, content=as_json(body), headers=old)
        await self._request(
            method, address, what, content=as_json(body)[:-1] + mark("no JSON").encode(), headers=JSON
        )

    async def _ask_oddly(self, path: str, method: str, operation: dict[str, Any]) -> None:
        what, mark = self.marking(f"odd request: {method} {path}")
        named: dict[str, list[str]] = {"query": [], "header": [], "path": []}
        for parameter in operation.get("parameters", ()):
            named[parameter["in"]].append(parameter["name"])
        for address in addresses(path, self.ids):
            for name in named["query"]:
                await self._request(method, address, what, params={name: mark(name)})
            for name in (*named["header"], *TYPED_BY_ALL, "Authorization", "Content-Type", "Cookie"):
                await self._request(method, address, what, content=b"{}", headers={name: mark(name)})
            if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
                await self._request(method, address, what, data={"file": mark("file")})
                for content in _files(mark):
                    await self._request(method, address, what, files={"file": (mark("file name"), content)})
        if named["path"]:
            wrong = next(iter(addresses(path, {name: mark(name) for name in self.ids})))
            await self._request(method, wrong, what)

    async def _request(self, method: str, address: str, what: str, **more: Any) -> None:
        for program in self.programs:
            response = await program.request(method, f"/api/v1{address}", **more)
            if response.status_code != 403 or program is self.programs[-1]:
                self.answers.append(Answer(what, response))
                return

    # What goes wrong

    async def command(self, *words: str, typed: str = "") -> None:
        """Run a command of the operator, who may type the same texts."""
        done = await asyncio.to_thread(self.geleit.geleit, *words, typed=typed)
        self.printed.append(done.stdout + done.stderr)

    def superuser(self) -> psycopg.Connection:
        """Connect as PostgreSQL's administrator, to break things."""
        secret = (self.geleit.data / "secrets" / "postgres").read_text()
        _, _, after = self.geleit.runtime()["database_owner"].partition("@")
        return psycopg.connect(f"postgresql://postgres:{secret}@{after}", autocommit=True)


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _files(mark: Mark) -> tuple[bytes, bytes, bytes]:
    """Return a list with marks in its cells, an unreadable one, and an invalid archive."""
    cells = ";".join(mark(name) for name in ("number", "name", "nation", "country", "day"))
    return f"{HEAD}\n{cells}".encode(), mark("file").encode() + b"\x00\xff", b"PK" + mark("zip").encode()


async def _at_once(work: Iterable[Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(each: Awaitable[None]) -> None:
        async with gate:
            await each

    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(one(each))
