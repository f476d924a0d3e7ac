"""Logs hold types, places and codes; nothing that somebody typed is in them."""

import ast
import importlib
import io
import logging
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.requests import Request
from temporalio.exceptions import ApplicationError

from geleit import logs
from geleit.domain.enclosure import PersonDetails
from geleit.domain.refusal import Refusal
from geleit.store.database import Zone
from geleit.store.unreachable import NoAddressError
from web.routes import PAGES
from web.security.request_log import client_address, route_of

ROOT = Path(logs.__file__).parents[1]
MARK = "zqmaria"
NAMES = sorted(logs._own_names() - {"templates"})


def modules() -> Iterator[ModuleType]:
    for name in NAMES:
        top = importlib.import_module(name)
        yield top
        for found in pkgutil.walk_packages(getattr(top, "__path__", []), f"{name}."):
            if not found.name.startswith("geleit.store.migrations."):
                yield importlib.import_module(found.name)


MODULES = list(modules())


class Typed:
    """A model that accepts nothing, so that its errors quote the mark."""

    def __repr__(self) -> str:
        return MARK


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def quotes(error: ValidationError) -> bool:
    return MARK in str(error)


def test_no_model_of_ours_quotes_what_it_could_not_take():
    ours = [model for model in subclasses(BaseModel) if model.__module__.partition(".")[0] in NAMES]
    read = [model for model in ours if not model.model_config.get("table")]
    assert len(read) > 100
    loud = []
    for model in read:
        with pytest.raises(ValidationError) as told:
            model.model_validate(Typed())
        if quotes(told.value):
            loud.append(model)
    assert loud == []


def test_no_adapter_of_ours_quotes_what_it_could_not_take():
    adapters = {
        f"{module.__name__}.{name}": value
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, TypeAdapter)
    }
    assert len(adapters) >= 3
    loud = []
    for name, adapter in adapters.items():
        with pytest.raises(ValidationError) as told:
            adapter.validate_python(Typed())
        if quotes(told.value):
            loud.append(name)
    assert loud == []


async def test_no_connection_quotes_the_parameters_of_a_statement_that_failed(database):
    for zone in Zone:
        with pytest.raises(DBAPIError) as told:
            async with database.engine(zone).connect() as connection:
                await connection.execute(text("select 1 / (:note = :note)::int::bool"), {"note": MARK})
        assert MARK not in str(told.value)


def logged(say: Any) -> str:
    """Return what Geleit's log has of this message."""
    written = io.StringIO()
    handler = logs.handler(written)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        say()
    finally:
        root.removeHandler(handler)
    return written.getvalue()


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def _not_a_person() -> ValidationError:
    with pytest.raises(ValidationError) as told:
        PersonDetails.model_validate({"number": MARK})
    return told.value


FOREIGN = [
    ValueError(MARK),
    KeyError(MARK),
    UnicodeDecodeError("utf-8", MARK.encode(), 0, 1, MARK),
    _not_a_person(),
    psycopg.errors.UniqueViolation(MARK),
    psycopg.errors.RaiseException(MARK),
    psycopg.errors.InvalidTextRepresentation(MARK),
    psycopg.DataError(MARK),
    IntegrityError(f"insert {MARK}", {"note": MARK}, psycopg.errors.NotNullViolation(MARK)),
    ApplicationError(MARK, MARK, type="Internal"),
    FileNotFoundError(2, MARK, MARK),
    ExceptionGroup(MARK, [ValueError(MARK)]),
]


@pytest.mark.parametrize("error", FOREIGN, ids=lambda error: type(error).__name__)
def test_of_an_exception_of_others_only_its_type_and_its_way_are_written(error):
    log = logging.getLogger("web.errors")
    said = logged(lambda: log.error("Something failed: %s", error, exc_info=raised(error)))
    assert MARK not in said
    assert type(error).__name__ in said
    assert re.search(r"tests/test_logs\.py:\d+ in raised", said)


def test_what_caused_it_is_written_the_same_way():
    def fail() -> None:
        try:
            int(MARK)
        except ValueError as wrong:
            raise RuntimeError(MARK) from wrong

    with pytest.raises(RuntimeError) as told:
        fail()
    said = logged(lambda: logging.getLogger("worker").error("It failed", exc_info=told.value))
    assert MARK not in said
    assert re.search(r" in fail\n +ValueError\n +which led to:\n(.+\n)* .* in fail\n +RuntimeError\n$", said)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            NoAddressError("no PostgreSQL is set"),
            "geleit.store.unreachable.NoAddressError: no PostgreSQL is set",
        ),
        (
            Refusal("unknown_step", "Diesen Schritt gibt es nicht."),
            "geleit.domain.refusal.Refusal: unknown_step",
        ),
        (FileNotFoundError(2, "x", "master.key"), "FileNotFoundError: No such file or directory"),
        (
            psycopg.OperationalError("connection failed: Connection refused"),
            "psycopg.OperationalError: connection failed: Connection refused",
        ),
        (psycopg.errors.UniqueViolation(""), "psycopg.errors.UniqueViolation: SQLSTATE 23505"),
        (_not_a_person(), "pydantic_core._pydantic_core.ValidationError: int_parsing, missing"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_type_of_a_fault_is_logged(error, said):
    assert logs.describe(error) == said


async def test_a_fault_of_postgresql_is_logged_by_code_table_and_column(database):
    with pytest.raises(psycopg.errors.InvalidTextRepresentation) as told:
        async with database.plain(Zone.WORKER) as connection:
            await connection.execute("select %s::text::int", [MARK])
    assert MARK in str(told.value)
    assert logs.describe(told.value) == "psycopg.errors.InvalidTextRepresentation: SQLSTATE 22P02"
    with pytest.raises(psycopg.errors.NotNullViolation) as missing:
        async with database.plain(Zone.WORKER) as connection:
            await connection.execute("insert into office (id) values (gen_random_uuid())")
    assert logs.describe(missing.value).startswith("psycopg.errors.NotNullViolation: SQLSTATE 23502 office ")


@pytest.mark.parametrize("name", ["python_multipart", "asyncio", "temporalio.activity", "sqlalchemy.pool"])
def test_others_are_not_quoted_but_their_place_is_named(name):
    said = logged(lambda: logging.getLogger(name).warning(f"It was {MARK}: %s", MARK))  # noqa: G004
    assert MARK not in said
    assert re.search(rf"{name}: \(not shown\) logged in tests/test_logs\.py:\d+", said)


def test_a_line_break_begins_no_line_of_its_own():
    said = logged(
        lambda: logging.getLogger("web").warning("Of %s", "somebody\n2026-01-01 INFO web: all is well")
    )
    assert said.count("\n") == 1


ENDS_BY_ITSELF = f"""
import asyncio, logging, sys, threading, warnings
from geleit import logs
logs.configure("DEBUG")

class Lost:
    def __del__(self):
        raise ValueError("{MARK}")

async def forgotten():
    task = asyncio.ensure_future(failing())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task

async def failing():
    raise ValueError("{MARK}")

logging.getLogger("web.errors").debug("Said at every level")
logging.getLogger("python_multipart").debug("{MARK}")
logging.getLogger("web.errors").error("A fault in what is said: %d", "{MARK}")
warnings.warn("{MARK}")
thread = threading.Thread(target=int, args=["{MARK}"])
thread.start()
thread.join()
Lost()
asyncio.run(forgotten())
raise ValueError("{MARK}")
"""


def test_nothing_is_printed_beside_the_log():
    done = subprocess.run(
        [sys.executable, "-c", ENDS_BY_ITSELF], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert MARK not in done.stderr
    assert "Said at every level" in done.stderr
    assert "UserWarning in " in done.stderr
    assert done.stderr.count("The program ends with an error") == 1
    for said in ("A thread ended with an error", "An error that nothing can catch", "asyncio: (not shown)"):
        assert said in done.stderr
    assert done.stderr.count("ValueError") == 4, done.stderr


def _calls(module: ModuleType) -> Iterator[ast.Call]:
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical"}
            and ast.unparse(node.func.value).rpartition(".")[2] in {"log", "logger", "logging"}
        ):
            yield node


def test_every_log_call_says_a_fixed_sentence_and_leaves_exceptions_to_the_formatter():
    """Text that is made before it gets to the formatter could quote what the formatter would leave out."""
    calls = [(module.__name__, call) for module in MODULES for call in _calls(module)]
    assert len(calls) > 15
    for name, call in calls:
        sentence, *arguments = call.args
        assert isinstance(sentence, ast.Constant), (name, ast.unparse(call))
        made = [
            each
            for argument in arguments
            for each in ast.walk(argument)
            if isinstance(each, ast.JoinedStr)
            or (isinstance(each, ast.Call) and ast.unparse(each.func) in {"str", "repr", "format"})
            or (isinstance(each, ast.Attribute) and each.attr in {"message", "args", "login", "name"})
        ]
        assert made == [], (name, ast.unparse(call))


def test_every_logger_of_ours_is_heard():
    assert all(logs.is_trusted(module.__name__) for module in MODULES)


def test_logging_is_set_up_in_one_place():
    elsewhere = [
        module.__name__
        for module in MODULES
        if module is not logs
        and re.search(r"basicConfig|dictConfig|StreamHandler", Path(module.__file__ or "").read_text())
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::1"),
        (MARK, "an unknown address"),
        ("", "an unknown address"),
    ],
)
def test_only_the_address_of_a_client_is_logged(host, told):
    assert client_address(Request({"type": "http", "client": (host, 1), "headers": []})) == told


def test_a_route_is_logged_with_ids_and_nothing_else():
    routes = (route for router in PAGES for route in router.routes)
    step = next(route for route in routes if getattr(route, "name", "") == "show_step")
    number = "5b0b6f3e-6f0e-4a55-9d0d-1f1f1f1f1f1f"
    scope = {"route": step, "path_params": {"departure_id": number, "key": MARK}, "root_path": ""}
    assert route_of(scope) == f"/vorgaenge/{number}/schritte/{{key}}"
    assert route_of({}) == "no route"


def test_a_setting_that_makes_no_sense_is_not_quoted(monkeypatch):
    from geleit.settings import Settings

    monkeypatch.setenv("GELEIT_DATABASE_WEB", f"mysql://geleit:{MARK}@x")
    with pytest.raises(ValidationError) as told:
        Settings()
    assert not quotes(told.value)
