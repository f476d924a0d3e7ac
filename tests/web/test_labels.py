"""Every value a person may see has a German word."""

from enum import StrEnum

import pytest

from web.ui.labels import _WORDS, countries, country, label, nationalities, options

KINDS = sorted(_WORDS, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_has_a_word_of_its_own(kind):
    words = [label(value) for value in kind]
    assert all(words)
    assert len(set(words)) == len(words)


def test_options_keep_the_order_of_the_domain_and_leave_out():
    kind = KINDS[0]
    first, *rest = list(kind)
    assert [value for value, _text in options(kind, without=(first,))] == [each.value for each in rest]


def test_a_foreign_value_has_none():
    class Foreign(StrEnum):
        OPEN = "open"

    with pytest.raises(KeyError):
        label(Foreign.OPEN)


def test_countries_are_sorted_as_germans_look_for_them():
    names = [name for _code, name in countries()]
    assert names.index("Afghanistan") < names.index("Ägypten") < names.index("Albanien")
    assert names.index("Österreich") < names.index("Pakistan")


def test_one_can_travel_to_countries_only():
    codes = {code for code, _name in countries()}
    assert {"GE", "SY", "XK", "TW", "PS"} <= codes
    assert not {"DE", "EU", "UN", "XA", "ZZ", "AQ"} & codes


def test_one_may_have_no_nationality():
    assert nationalities()[-1] == ("XX", "staatenlos oder ungeklärt")


def test_names_of_countries():
    assert country("SY") == "Syrien"
    assert country("XX") == "staatenlos oder ungeklärt"
    assert country("QQ") == "QQ"
    assert country(None) == "–"
