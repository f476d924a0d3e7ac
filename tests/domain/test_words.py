"""The domain returns values and refusals: the only sentences in it are those of refusals."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from geleit import domain
from geleit.domain import refusal
from geleit.domain.refusal import Refusal

FILES = sorted(Path(domain.__path__[0]).rglob("*.py"))
REFUSALS = {
    name for name, value in vars(refusal).items() if isinstance(value, type) and issubclass(value, Refusal)
}
NAMES_IN_REFUSALS = {
    "calendar.py": "the places whose communes are not known, and the days on which no period ends",
    "travel_documents/state.py": "what is valid for too short a time",
}
"""Modules that also name things, because refusals name them."""


def marked(tree: ast.Module) -> Iterator[tuple[int, bool]]:
    """Return the line of each sentence marked for translation, and whether it is a refusal's."""

    def walk(node: ast.AST, *, is_refused: bool) -> Iterator[tuple[int, bool]]:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"_", "N_", "gettext", "ngettext"}:
                yield node.lineno, is_refused
            is_refused = is_refused or node.func.id in REFUSALS
        for child in ast.iter_child_nodes(node):
            yield from walk(child, is_refused=is_refused)

    yield from walk(tree, is_refused=False)


def test_it_works() -> None:
    source = "_('frei')\nraise Refusal('code', _('abgelehnt {day}'), day=day)\n"
    assert list(marked(ast.parse(source))) == [(1, False), (2, True)]
    assert {"Refusal", "Conflict", "Forbidden", "Reused"} <= REFUSALS


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FILES[0].parent)))
def test_sentences_of_the_domain_are_refusals(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    free = [line for line, is_refused in marked(tree) if not is_refused]
    assert not free or file.relative_to(FILES[0].parent).as_posix() in NAMES_IN_REFUSALS


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FILES[0].parent)))
def test_the_domain_fills_in_no_sentence(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    filled = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"format", "format_map"}
    ]
    assert not filled or file.name == "refusal.py"
