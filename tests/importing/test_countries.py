import pytest
from hypothesis import given
from hypothesis import strategies as st

from geleit.importing import values
from geleit.importing.countries import find_country, names
from geleit.importing.table import InvalidCell


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ("Türkei", "TR"),
        ("TÜRKEI", "TR"),
        ("Tuerkei", "TR"),
        ("TR", "TR"),
        ("tur", "TR"),
        ("türkisch", "TR"),
        ("Russische Föderation", "RU"),
        ("RU", "RU"),
        ("Syrien, Arabische Republik", "SY"),
        ("Nordmazedonien", "MK"),
        ("Kosovo", "XK"),
        ("Elfenbeinküste", "CI"),
        ("DR Kongo", "CD"),
        ("Moldawien", "MD"),
        ("Großbritannien", "GB"),
    ],
)
def test_a_country_is_known_by_many_names(listed: str, code: str) -> None:
    assert find_country(listed) == code


@pytest.mark.parametrize(
    ("listed", "code"), [("T?rkei", "TR"), ("?gypten", "EG"), ("Russische F?deration", "RU")]
)
def test_a_country_is_known_without_a_letter(listed: str, code: str) -> None:
    assert find_country(listed) == code


@pytest.mark.parametrize("listed", ["Atlantis", "Ira?", "EU", "ZZ", "", "?"])
def test_what_names_no_country_or_several_is_none(listed: str) -> None:
    assert find_country(listed) is None


def test_a_slip_is_answered_with_what_may_be_meant() -> None:
    with pytest.raises(InvalidCell) as wrong:
        values.read_country("Geogrien")
    assert str(wrong.value) == "„Geogrien“ ist kein Land. Meinen Sie „Georgien“?"


@pytest.mark.parametrize("listed", ["", "staatenlos", "ungeklärt", "k. A."])
def test_somebody_without_a_country_has_none(listed: str) -> None:
    assert values.read_country(listed) is None


@given(st.sampled_from(sorted(names().items())))
def test_every_country_is_known_by_its_german_name_and_its_code(country: tuple[str, str]) -> None:
    code, name = country
    assert find_country(name) == find_country(code) == find_country(code.lower()) == code
