"""The documentation is part of the product: what is not described is not there."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.routing import APIRoute
from starlette.routing import Mount

from geleit.cli import build
from geleit.settings import Settings
from web import health
from web.app import create_app
from web.routes import PAGES

ROOT = Path(__file__).parents[1]
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
