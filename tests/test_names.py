"""A name means one thing in the whole repository."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("activities", "geleit", "web", "workflows")


def classes() -> dict[str, list[str]]:
    """Return where classes are defined, by name."""
    found = defaultdict(list)
    files = [ROOT / "worker.py", *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{file.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_two_classes_have_one_name():
    assert {name: places for name, places in classes().items() if len(places) > 1} == {}
