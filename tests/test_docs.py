"""The documentation is complete and true: everything it names exists, everything it must name is in it."""

import ast
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.routing import APIRoute
from starlette.routing import Mount

from geleit.cli import build
from geleit.settings import Settings
from tests.files import ROOT, tracked
from web import health
from web.app import create_app
from web.routes import PAGES

DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(group: typer.core.TyperGroup, path: str = "geleit") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            found += commands(command, f"{path} {name}")
        else:
            found.append(f"{path} {name}")
    return found


def test_every_setting_is_described() -> None:
    text = read("settings.md")
    fields = Settings.model_fields
    missing = [name for name in fields if f"`GELEIT_{name.upper()}`" not in text]
    assert missing == []


def test_no_setting_is_described_that_does_not_exist() -> None:
    known = {f"GELEIT_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"`(GELEIT_[A-Z_]+)`", read("settings.md"))) <= known


def test_every_command_is_described() -> None:
    text = read("commands.md")
    group = typer.main.get_command(build())
    assert isinstance(group, typer.core.TyperGroup)
    missing = [name for name in commands(group) if f"`{name}" not in text]
    assert missing == []


def test_every_page_is_described() -> None:
    text = read("pages.md")
    routers = [health.router, *PAGES]
    paths = {route.path for router in routers for route in router.routes if isinstance(route, APIRoute)}
    assert sorted(path for path in paths if f"`{path}`" not in text) == []


def test_every_part_of_the_json_interface_is_described() -> None:
    text = read("api.md")
    assert sorted(path for path in _api_paths() if f"`{path}`" not in text) == []


def _api_paths() -> set[str]:
    mounts = [route for route in create_app(Settings()).routes if isinstance(route, Mount)]
    api: Any = next(mount.app for mount in mounts if mount.name == "api")
    return set(api.openapi()["paths"])


@pytest.mark.parametrize("file", sorted((DOCS / "decisions").glob("*.md")), ids=lambda file: file.stem)
def test_a_decision_fits_a_screen_and_says_context_decision_and_consequences(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert file.name[:4].isdigit()
    assert [line for line in text.splitlines() if line.startswith("## ")][:3] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]
    assert len(text.splitlines()) <= 60


def test_every_link_between_documents_leads_somewhere() -> None:
    files = [ROOT / "README.md", *DOCS.rglob("*.md")]
    links = [
        (file, target) for file in files for target in re.findall(r"\]\(([^)#\s]+)", file.read_text("utf-8"))
    ]
    broken = [
        f"{file.name}: {target}"
        for file, target in links
        if "://" not in target and not (file.parent / target).exists()
    ]
    assert broken == []


TEXTS = [file for file in tracked() if file.endswith(".md") and not file.startswith("web/static/vendor/")]
CODE = [
    file
    for file in tracked("activities", "bench", "geleit", "tests", "web", "workflows", "worker.py")
    if file.endswith(".py")
]
OLD = {"CHANGELOG.md"}
"""Speaks of files as they were called then."""
PATH = re.compile(r"`((?:[\w<>*-]+/)+(?:[\w<>*-]+\.(?:py|toml|md|html|css|js|txt|in|mako))?)`")
RUN = re.compile(r"python -m ([a-z_]+(?:\.[a-z_]+)*)")
ROOTS = {file.partition("/")[0] for file in tracked()}


def checked(text: str) -> str:
    """Return what is compared with the code: all passages but those that say they wait for it."""
    return re.sub(r"<!-- check after merge -->.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)


def is_there(path: str) -> bool:
    """Return whether a file, or a folder with a slash, is in the repository; ``<subject>`` is any."""
    return any(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))


def is_ours(path: str) -> bool:
    """Return whether it is meant as a path of the repository: ``run/temporal.sock`` is in a data folder."""
    return path.partition("/")[0] in ROOTS or path.endswith((".py", ".toml", ".html", ".css", ".js"))


@pytest.mark.parametrize("file", sorted({*TEXTS, *CODE} - OLD))
def test_every_file_that_is_named_is_there(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    text = "\n".join(docstrings(text)) if file.endswith(".py") else checked(text)
    named = {path for path in PATH.findall(text) if is_ours(path)}
    assert sorted(path for path in named if not is_there(path)) == []
    programs = {module for module in RUN.findall(text) if module.partition(".")[0] != "pytest"}
    assert sorted(module for module in programs if importlib.util.find_spec(module) is None) == []


def docstrings(source: str) -> list[str]:
    """Return the texts of a module that stand alone: docstrings of what is below them or above."""
    return [
        node.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]


@pytest.mark.parametrize("file", sorted({*TEXTS} - OLD))
def test_lines_of_a_text_fit_a_window(file: str) -> None:
    text = re.sub(r"^```.*?^```", "", (ROOT / file).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "![", "    "))]
    assert [line for line in lines if len(line) > 120] == []


ROW = re.compile(r"^\| [^|]+ \| (`[^|]+`) \| (`[^|]+`) \|", re.MULTILINE)


def definitions(file: str) -> set[str]:
    """Return the names a module defines, those inside its classes also as ``Class.name``."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for statement in node.body for name in names(statement)}
        if isinstance(node, ast.stmt):
            found |= names(node)
    return found


def names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {statement.name}
    if isinstance(statement, ast.AnnAssign):
        return {ast.unparse(statement.target)}
    return (
        {ast.unparse(target) for target in statement.targets} if isinstance(statement, ast.Assign) else set()
    )


def test_every_identifier_of_the_glossary_is_defined_where_it_says() -> None:
    where = {file: definitions(file) for file in tracked("geleit", "web") if file.endswith(".py")}
    wrong = {}
    for identifiers, modules in ROW.findall(read("glossary.md")):
        paths = re.findall(r"`([^`]+)`", modules)
        for identifier in re.findall(r"`([^`]+)`", identifiers):
            defined_in = [file for file, found in where.items() if identifier in found]
            if not any(file.startswith(tuple(paths)) for file in defined_in):
                wrong[identifier] = defined_in
    assert wrong == {}
