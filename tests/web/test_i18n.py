"""Translation: German is the source; another language is a catalogue, made here for the tests."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeGuard

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from geleit.domain.steps.state import StepState
from tests.files import ROOT, tracked
from web.ui import catalogues, i18n
from web.ui.catalogues import collect, is_translated
from web.ui.filters import faellig, tage
from web.ui.i18n import DOMAIN, current_language, gettext, languages, speaking
from web.ui.labels import label
from web.ui.rendering import environment

ENGLISH: dict[str | tuple[str, ...], str | tuple[str, ...]] = {
    "Erledigt": "Done",
    "Überfällig": "Overdue",
    ("{n} Tag", "{n} Tage"): ("{n} day", "{n} days"),
    ("seit {n} Tag überfällig", "seit {n} Tagen überfällig"): (
        "overdue for {n} day",
        "overdue for {n} days",
    ),
}
MARKS = {"_", "N_", "gettext", "ngettext", "pgettext", "npgettext"}
FILLS = {"format", "format_map", "join"}
FILLED_IN_GERMAN = ("geleit/importing/",)
"""Sentences made where no language is known yet. They are marked, and shown in German to everybody."""


def forms(value) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [value]


def write(catalogue: Catalog, folder: Path) -> Path:
    path = folder / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path


@pytest.fixture
def english(tmp_path, monkeypatch) -> Iterator[Path]:
    catalogue = Catalog(locale="en", fuzzy=False)
    for german, words in {**ENGLISH, "Diesen Satz gibt es nicht mehr.": "This one is gone."}.items():
        catalogue.add(german, words)
    for module in (i18n, catalogues):
        monkeypatch.setattr(module, "LOCALES", tmp_path)
    monkeypatch.setattr(catalogues, "TEMPLATE", tmp_path / f"{DOMAIN}.pot")
    forget()
    yield write(catalogue, tmp_path)
    forget()


def forget() -> None:
    i18n.languages.cache_clear()
    i18n.translations.cache_clear()


def test_german_is_spoken_unless_another_language_is_wanted(english):
    assert languages() == ("de", "en")
    assert current_language() == "de"
    assert label(StepState.DONE) == "Erledigt"
    with speaking("en"):
        assert label(StepState.DONE) == "Done"
        assert tage(1) == "1 day"
        assert tage(3) == "3 days"
        assert faellig(date(2026, 11, 18), date(2026, 11, 22)) == "overdue for 4 days"
    assert label(StepState.DONE) == "Erledigt"


def test_what_is_not_translated_is_german(english):
    with speaking("en"):
        assert gettext("Diesen Satz gibt es nur hier.") == "Diesen Satz gibt es nur hier."
    with speaking("xx"):
        assert gettext("Gespeichert.") == "Gespeichert."


def test_templates_speak_the_language_of_the_request(english):
    source = "{{ _('Erledigt') }}{% trans n=2 %}{{ n }} von 3{% endtrans %}"
    assert "Erledigt" in environment().from_string(source).render()
    with speaking("en"):
        assert "Done" in environment().from_string(source).render()


def test_sentences_are_collected_from_code_domain_macros_and_process_templates():
    found = {forms(message.id)[0] for message in collect() if message.id}
    assert {"Überfällig", "Warum wartet es?", "Als Tabelle", "{n} Tag", "Zum Inhalt springen"} <= found
    assert {"Erstgespräch führen", "Passbeschaffung"} <= found


def test_a_catalogue_is_kept_in_step_with_the_sentences(english, capsys):
    assert catalogues.main() == 0
    with english.open("rb") as file:
        kept = read_po(file, locale="en")
    translated = {
        forms(message.id)[0]: forms(message.string)[0] for message in kept if is_translated(message)
    }
    assert translated["Überfällig"] == "Overdue"
    assert "Diesen Satz gibt es nicht mehr." not in translated
    assert {message.id for message in kept} == {message.id for message in collect()}
    assert capsys.readouterr().out.startswith("en: 4 of ")


def is_call_of(node: ast.AST, names: set[str]) -> TypeGuard[ast.Call]:
    """Return whether it is a call of a function or a method of that name."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in names


def put_together(tree: ast.AST) -> Iterator[ast.expr]:
    """Return the marks of sentences that are put together at run time: no catalogue can have them."""
    for node in ast.walk(tree):
        if is_call_of(node, MARKS) and node.args:
            sentence = node.args[0]
            if isinstance(sentence, ast.JoinedStr | ast.BinOp) or is_call_of(sentence, FILLS):
                yield node


def filled_untranslated(tree: ast.AST) -> Iterator[ast.expr]:
    """Return sentences that are formatted right after a mark, before their translation."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    marks = {"N_"}
    marks |= {name.name for node in imports if node.module == "geleit.domain.texts" for name in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in FILLS and is_call_of(node.value, marks):
            yield node
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            yield from (part for part in ast.walk(node) if is_call_of(part, marks))


def test_no_sentence_is_filled_in_before_it_is_translated():
    wrong = []
    for file in tracked("activities", "geleit", "web", "workflows", "worker.py"):
        if file.endswith(".py"):
            tree = ast.parse((ROOT / file).read_text("utf-8"))
            found = list(put_together(tree))
            if not file.startswith(FILLED_IN_GERMAN):
                found += filled_untranslated(tree)
            wrong += [f"{file}:{node.lineno}: {ast.unparse(node)}" for node in found]
    assert wrong == []


@pytest.mark.parametrize(
    "code", ['_(f"{n} Tage")', '_("Noch " + n)', 'gettext("{n} Tage".format(n=n))', '_("%s Tage" % n)']
)
def test_a_sentence_put_together_before_is_noticed(code):
    assert list(put_together(ast.parse(code)))


@pytest.mark.parametrize("code", ['_("{n} Tage").format(n=n)', 'f"{_(word)}"', '_("Noch") + n'])
def test_a_sentence_of_the_domain_filled_at_once_is_noticed(code):
    assert list(filled_untranslated(ast.parse(f"from geleit.domain.texts import _\n{code}")))
