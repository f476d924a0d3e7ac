"""Marked texts, and every form and every operation of the interface to send them through."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from fastapi.routing import APIRoute
from starlette.convertors import CONVERTOR_TYPES

from geleit.domain.parties import Role
from web.routes import PAGES

Pairs = list[tuple[str, str]]


class Marks:
    """Texts that occur nowhere else, each remembered with what it was typed into."""

    def __init__(self) -> None:
        self._prefix = f"zq{token_hex(4)}"
        self._typed: list[str] = []

    def text(self, what: str) -> str:
        self._typed.append(what)
        return f"{self._prefix}{len(self._typed) - 1:06x}"

    def found_in(self, text: str, *, of: str = "") -> list[str]:
        """Return the fields whose marks are in the text, of one request if given; case does not matter."""
        numbers = re.findall(self._prefix + "([0-9a-f]{6})", text.lower())
        return sorted({typed for number in numbers if (typed := self._typed[int(number, 16)]).endswith(of)})


def long(mark: str) -> str:
    return f"{mark} {'x' * 100_000} {mark}"


ODD_SHAPES: dict[str, Callable[[str], str]] = {
    "NUL inside": lambda mark: f"{mark}\x00{mark}",
    "half a surrogate pair": lambda mark: f"{mark}\ud800",
    "100,000 characters": long,
}


def encoded(pairs: Pairs) -> str:
    """Encode as a browser sends a form; also halves of surrogate pairs, which no browser would send."""
    return urlencode(pairs, errors="surrogatepass")


# Pages


def paths(method: str) -> list[str]:
    """Return the path of every page's route that takes the method; streams have no end and are left out."""
    routes = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
    return [
        route.path
        for route in routes
        if method in (route.methods or ()) and not route.path.endswith("/ereignisse")
    ]


def addresses(path: str, ids: dict[str, str]) -> Iterator[str]:
    """Return the path with ids in place of names; one for each action, or tab, where the path names one."""
    choice = re.search(r"\{\w+:(?!uuid\})(\w+)\}", path)
    for chosen in CONVERTOR_TYPES[choice[1]].regex.split("|") if choice else [""]:
        filled = path.replace(choice[0], chosen) if choice else path
        yield re.sub(r"\{(\w+)(:\w+)?\}", lambda name: ids[name[1]], filled)


@dataclass
class MarkedForm:
    """A form as a page shows it."""

    address: str
    role: Role | None
    fields: Pairs = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Names of the fields in which anything can be typed."""
    days: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def sensible(self, mark: Callable[[str], str]) -> Pairs:
        """Fill the form as a person would: valid choices and days, marks where texts go."""
        return [
            (name, value or "heute")
            if name in self.days
            else (name, mark(name))
            if name in self.texts
            else (name, value)
            for name, value in self.fields
        ]

    def senseless(self, mark: Callable[[str], str]) -> Pairs:
        """Fill every field with marks, except those that let the form pass at all."""
        return [
            (name, value if name in {"csrf_token", "request_id"} else mark(name))
            for name, value in self.fields
        ]


def forms_of(page: BeautifulSoup, *, address: str, role: Role | None) -> Iterator[MarkedForm]:
    """Return every form of a page that changes something."""
    for found in page.select("form[method=post]"):
        form = MarkedForm(str(found.get("action") or address), role)
        for element in found.select("input, select, textarea"):
            _take(form, element)
        yield form


def filters_of(page: BeautifulSoup) -> set[str]:
    """Return the query parameters of a page: of its filters, and of its links."""
    fields = page.select("form:not([method=post]) [name]")
    links = page.select("main a[href*='?']")
    return {str(each["name"]) for each in fields} | {
        name for link in links for name in parse_qs(urlsplit(str(link["href"])).query)
    }


def _take(form: MarkedForm, element: Tag) -> None:
    name, kind = str(element.get("name") or ""), str(element.get("type") or element.name)
    if not name:
        return
    if kind == "file":
        form.files.append(name)
        return
    value = str(element.get("value") or "")
    if element.name == "select":
        values = [str(option.get("value") or "") for option in element.select("option")]
        value = next(filter(None, values), "")
    if kind in {"radio", "checkbox"} and name in dict(form.fields):
        return
    if element.get("inputmode") == "text":
        form.days.append(name)
    elif kind in {"text", "search", "password", "textarea"}:
        form.texts.append(name)
    form.fields.append((name, value))


# The interface for programs


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def bodies(operation: dict[str, Any], description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the schema of every JSON body of an operation: one for each command."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return
    if "discriminator" in schema:
        yield from ({"$ref": reference} for reference in schema["discriminator"]["mapping"].values())
    else:
        yield schema


@dataclass
class MarkedBody:
    """Example bodies for the schemas of the API's description."""

    schemas: dict[str, Any]
    mark: Callable[[str], str]
    senseless: bool = False
    """A mark for every value, whatever its type, but for what says which command it is."""

    def of(self, schema: dict[str, Any], name: str = "body") -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("type") == "object":
            fields = schema.get("properties", {})
            return {each: self.of(inner, each) for each, inner in fields.items()}
        if self.senseless:
            return self.mark(name)
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("type") == "array":
            return [self.of(schema.get("items", {}), name)]
        return self._leaf(schema, name)

    def _leaf(self, schema: dict[str, Any], name: str) -> Any:
        known = {"destination": "GE", "nationality": "GE", "step": "intake", "code": "embassy_appointment"}
        fitting: dict[str, Any] = {
            "date": "2026-11-02",
            "uuid": str(uuid4()),
            "integer": 1,
            "number": 1,
            "boolean": True,
        }
        kind = schema.get("format") or schema.get("type")
        if kind in fitting:
            return fitting[kind]
        return known[name] if name in known else self.mark(name)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while True:
            if "$ref" in schema:
                schema = self.schemas[schema["$ref"].rpartition("/")[2]]
            elif "anyOf" in schema or "oneOf" in schema:
                schema = next(
                    each for each in schema.get("anyOf") or schema["oneOf"] if each != {"type": "null"}
                )
            elif len(schema.get("allOf", ())) == 1:
                schema = schema["allOf"][0]
            else:
                return schema


def as_json(value: Any) -> bytes:
    """Escape halves of surrogate pairs as JSON does."""
    return json.dumps(value).encode()
