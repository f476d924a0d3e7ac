"""Words are made at the edge: domain and store hold no address, no CSS class, and the store no sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geleit.domain import refusal
from geleit.domain.refusal import Refusal

ROOT = Path(__file__).parents[1]
DOMAIN = sorted((ROOT / "geleit" / "domain").rglob("*.py"))
STORE = [file for file in sorted((ROOT / "geleit" / "store").rglob("*.py")) if "migrations" not in file.parts]
"""Migrations are history: what one of them once wrote stays as it was."""
REFUSALS = {
    name for name, value in vars(refusal).items() if isinstance(value, type) and issubclass(value, Refusal)
}
OF_THE_WEB = re.compile(r"^/[a-z]|https?://|(^|\s)(g|kern)-[a-z]|<[a-z]+[ >]")
"""Pattern of an address, a CSS class or an HTML element."""
GERMAN = re.compile(r"\w[äöüÄÖÜß]|[äöüÄÖÜß]\w")
"""German letters within a word; a single letter is one of the alphabet."""


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings that the program uses; docstrings are documentation and left out."""
    documentation = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
            yield node.lineno, node.value


def worded_refusals(tree: ast.Module) -> list[int]:
    """Return the lines on which a refusal is worded."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS
    ]


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def test_it_works() -> None:
    tree = ast.parse(
        '"""Über /vorgaenge."""\nraise Refusal("code", "Gehört nicht hierher", to="/vorgaenge")\n'
    )
    assert [text for _line, text in strings(tree)] == ["code", "Gehört nicht hierher", "/vorgaenge"]
    assert worded_refusals(tree) == [2]
    assert GERMAN.search("Gehört nicht hierher")
    for found in ("/vorgaenge", "https://example.org", "kern-badge kern-badge--info", "<span class=''>"):
        assert OF_THE_WEB.search(found)


@pytest.mark.parametrize("file", DOMAIN + STORE, ids=lambda file: str(file.relative_to(ROOT)))
def test_domain_and_store_know_no_address_and_no_markup(file: Path) -> None:
    assert [found for found in strings(parse(file)) if OF_THE_WEB.search(found[1])] == []


@pytest.mark.parametrize("file", STORE, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_store_words_no_refusal(file: Path) -> None:
    """Constructors in the domain do (`geleit.domain.refusal`)."""
    tree = parse(file)
    assert worded_refusals(tree) == []
    assert [found for found in strings(tree) if GERMAN.search(found[1])] == []
