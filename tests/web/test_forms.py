"""Typed text in forms, and the sentences for what cannot be read."""

from datetime import date
from enum import StrEnum

import pytest
from starlette.datastructures import FormData

from web.ui.forms import Form, parse_date

TODAY = date(2026, 11, 22)


class Reason(StrEnum):
    ILL = "ill"
    LOST = "lost"


def form(**values: str) -> Form:
    return Form({name: [value] for name, value in values.items()})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22.11.2026", date(2026, 11, 22)),
        ("22.11.26", date(2026, 11, 22)),
        ("1.2.2026", date(2026, 2, 1)),
        (" 1. 2. 2026 ", date(2026, 2, 1)),
        ("22/11/2026", date(2026, 11, 22)),
        ("22-11-2026", date(2026, 11, 22)),
        ("22 11 2026", date(2026, 11, 22)),
        ("22112026", date(2026, 11, 22)),
        ("2026-11-22", date(2026, 11, 22)),
        ("5.12.", date(2026, 12, 5)),
        ("heute", TODAY),
        ("Heute", TODAY),
        ("gestern", date(2026, 11, 21)),
        ("übermorgen", date(2026, 11, 24)),
        ("+14", date(2026, 12, 6)),
        ("-3", date(2026, 11, 19)),
        ("29.02.2028", date(2028, 2, 29)),
        ("24.12.85", date(1985, 12, 24)),
        ("24.12.56", date(2056, 12, 24)),
        ("24.12.57", date(1957, 12, 24)),
    ],
)
def test_a_date_is_read_as_people_write_it(typed, meant):
    assert parse_date(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31.02.2026", "Den 31.02.2026 gibt es nicht."),
        ("29.2.2027", "Den 29.02.2027 gibt es nicht."),
        ("32.1.26", "Den 32.01.2026 gibt es nicht."),
        ("13.13.2026", "Den 13.13.2026 gibt es nicht."),
        ("2026-13-01", "Den 01.13.2026 gibt es nicht."),
        ("00.00.0000", "Den 00.00.0000 gibt es nicht."),
        ("bald", "„bald“ ist kein Datum. Schreiben Sie zum Beispiel 22.11.2026."),
        ("22.11.202", "„22.11.202“ ist kein Datum. Schreiben Sie zum Beispiel 22.11.2026."),
        ("22.11.1026", "Das Jahr 1026 kann nicht stimmen."),
        ("01.01.2126", "Das Jahr 2126 kann nicht stimmen."),
        ("٢٢.١١.٢٠٢٦x", "„٢٢.١١.٢٠٢٦x“ ist kein Datum. Schreiben Sie zum Beispiel 22.11.2026."),
    ],
)
def test_what_is_no_date_gets_a_sentence(typed, sentence):
    with pytest.raises(ValueError, match=r".") as wrong:
        parse_date(typed, today=TODAY)
    assert str(wrong.value) == sentence


def test_a_form_keeps_what_was_typed_even_when_it_is_wrong():
    given = form(am=" 31.02.2026 ", notiz="Konsulat rief an")
    assert given.date("am", today=TODAY) is None
    assert given.value("am") == " 31.02.2026 "
    assert given.value("notiz") == "Konsulat rief an"
    assert given.errors == {"am": "Den 31.02.2026 gibt es nicht."}


def test_the_first_sentence_about_a_field_stays():
    given = form(am="")
    given.date("am", today=TODAY)
    given.fail("am", "Etwas anderes")
    assert given.error("am") == "Bitte füllen Sie dieses Feld aus."


def test_a_date_has_bounds_and_the_sentence_names_them():
    given = form(am="23.11.2026", seit="01.01.2020")
    given.date("am", today=TODAY, latest=TODAY)
    given.date("seit", today=TODAY, earliest=date(2024, 1, 1))
    assert given.errors == {
        "am": "Das Datum darf nicht nach dem 22.11.2026 liegen.",
        "seit": "Das Datum darf nicht vor dem 01.01.2024 liegen.",
    }


def test_what_may_stay_empty_stays_empty():
    given = form()
    assert given.text("notiz", required=False) == ""
    assert given.date("am", today=TODAY, required=False) is None
    assert given.choice("grund", Reason, required=False) is None
    assert given.integer("zahl", required=False) is None
    assert given.flag("ja") is False
    assert given.errors == {}


def test_a_text_is_trimmed_bounded_and_free_of_control_characters():
    given = form(name="  Ana ", lang="x" * 201, seltsam="a\x00b", zeilen="a\r\nb")
    assert given.text("name") == "Ana"
    assert given.text("zeilen") == "a\nb"
    given.text("lang")
    given.text("seltsam")
    assert given.errors["lang"] == "Höchstens 200 Zeichen; es sind 201."
    assert "Steuerzeichen" in given.errors["seltsam"]


def test_only_what_the_page_offered_can_be_chosen():
    given = form(grund="ill", anderer="gone", stelle="7")
    assert given.choice("grund", Reason) is Reason.ILL
    assert given.choice("anderer", Reason) is None
    assert given.one_of("stelle", ["1", "2"]) is None
    assert set(given.errors) == {"anderer", "stelle"}


def test_a_number_has_bounds():
    given = form(eins="1", viele="9", text="zwei")
    assert given.integer("eins", minimum=1, maximum=8) == 1
    given.integer("viele", maximum=8)
    given.integer("text")
    assert given.errors == {
        "viele": "Die Zahl darf höchstens 8 sein.",
        "text": "Bitte schreiben Sie eine ganze Zahl.",
    }


def test_a_form_takes_texts_and_leaves_files_to_the_page():
    given = Form.of(FormData([("wahl", "a"), ("wahl", "b"), ("datei", object())]), prefix="s1-")  # type: ignore[list-item]  # stands for an upload
    assert given.values("wahl") == ["a", "b"]
    assert given.value("datei") == ""
    assert given.id("wahl") == "s1-wahl"


def test_a_form_starts_with_what_is_known():
    given = Form.start(am=TODAY, wahl=["a", "b"], leer=None)
    assert (given.value("am"), given.values("wahl"), given.value("leer")) == ("22.11.2026", ["a", "b"], "")
