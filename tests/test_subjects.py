"""A subject has the same name in every layer."""

from pathlib import Path

import pytest

from geleit.domain.subjects import SUBJECTS

ROOT = Path(__file__).parents[1]

LAYERS = {
    "geleit/domain": {"outlook"},
    "geleit/store": {"journal", "migrations", "pages"},
    "web/departure": set(),
    "tests/domain": {"outlook"},
    "tests/web/departure": set(),
}
"""By layer: its folders that are no subjects."""
PARTS = {"action", "head", "history", "outlook", "pictures", "sheet", "show", "side", "step", "turns"}
"""Templates of the departure's page that are no subjects."""


def folders(layer: str) -> set[str]:
    return {file.parent.name for file in (ROOT / layer).glob("*/__init__.py")}


def modules(layer: str) -> set[str]:
    return {file.stem for file in (ROOT / layer).glob("*.py")} | folders(layer)


@pytest.mark.parametrize(("layer", "others"), LAYERS.items())
def test_every_folder_is_a_subject(layer: str, others: set[str]) -> None:
    assert folders(layer) - others - set(SUBJECTS) == set()
    assert others <= {folder.name for folder in (ROOT / layer).iterdir() if folder.is_dir()}


def test_every_template_of_a_section_is_named_for_its_subject() -> None:
    templates = {file.stem for file in (ROOT / "templates/departure").glob("[!_]*.html")}
    assert templates - PARTS - set(SUBJECTS) == set()


def test_what_the_page_shows_of_a_subject_is_known_to_the_domain() -> None:
    shown = modules("web/departure") & set(SUBJECTS)
    assert shown <= folders("geleit/domain")
    assert "consent" in shown
