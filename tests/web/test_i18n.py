"""The catalogues: German is the source, others may say more and never something broken."""

import re
from datetime import date

import pytest
from babel.messages.pofile import read_po

from web.ui.catalogues import collected, is_translated
from web.ui.filters import faellig, tage
from web.ui.i18n import DOMAIN, LOCALES, current_language, gettext, languages, speaking
from web.ui.indicators import StepIndicator
from web.ui.rendering import environment

OTHERS = [language for language in languages() if language != "de"]
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)s")


def forms(value) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [value]


def test_german_is_spoken_unless_another_language_is_wanted():
    assert current_language() == "de"
    assert StepIndicator.LATE.text == "Überfällig"
    with speaking("en"):
        assert StepIndicator.LATE.text == "Overdue"
        assert tage(1) == "1 day"
        assert tage(3) == "3 days"
        assert faellig(date(2026, 11, 18), date(2026, 11, 22)) == "overdue for 4 days"
    assert StepIndicator.LATE.text == "Überfällig"


def test_what_is_not_translated_is_german():
    with speaking("en"):
        assert gettext("Diesen Satz gibt es nur hier.") == "Diesen Satz gibt es nur hier."
    with speaking("xx"):
        assert gettext("Gespeichert.") == "Gespeichert."


def test_templates_speak_the_language_of_the_request():
    source = "{{ ui.badge(StepIndicator.DONE) }}{% trans n=2 %}{{ n }} von 3{% endtrans %}"
    assert "Erledigt" in environment().from_string(source).render()
    with speaking("en"):
        assert "Done" in environment().from_string(source).render()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_sentence(language):
    with (LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if message.id and is_translated(message):
            wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
            for form in forms(message.string):
                assert set(PLACEHOLDER.findall(form)) == wanted, message.id


def test_sentences_are_collected_from_code_domain_and_macros():
    found = {forms(message.id)[0] for message in collected() if message.id}
    assert {"Überfällig", "Warum wartet es?", "Als Tabelle", "{n} Tag", "Zum Inhalt springen"} <= found
