from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geleit.german.words import format_day
from geleit.importing.dates import read_birth_date, read_case_date, read_past_date
from geleit.importing.table import InvalidCell
from tests.importing.lists import TODAY


@pytest.mark.parametrize(
    "written",
    [
        "21.01.1981",
        "21.1.81",
        "21. 1. 1981",
        "21/01/1981",
        "21-1-1981",
        "1981-01-21",
        "1981-01-21 00:00:00",
        "1981-01-21T00:00",
        "21.01.1981 00:00:00",
        "21. Januar 1981",
        "21 Jan. 81",
        "21.jan.1981",
        "21011981",
        "29607",
        " 21.01.1981\N{NO-BREAK SPACE}",
        date(1981, 1, 21),
    ],
)
def test_a_date_is_read_however_it_is_written(written: str | date) -> None:
    assert read_birth_date(written, today=TODAY) == date(1981, 1, 21)


def test_march_is_read_with_its_umlaut() -> None:
    assert read_case_date("3. März 2026", today=TODAY) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("written", "year"), [("3.8.20", 2020), ("3.8.26", 2026), ("3.8.27", 1927), ("3.8.69", 1969)]
)
def test_two_digits_of_a_birth_year_mean_the_latest_possible_year(written: str, year: int) -> None:
    assert read_birth_date(written, today=TODAY) == date(year, 8, 3)


@pytest.mark.parametrize(("written", "year"), [("3.8.26", 2026), ("3.8.27", 2027)])
def test_two_digits_of_a_case_year_mean_this_century(written: str, year: int) -> None:
    assert read_case_date(written, today=TODAY) == date(year, 8, 3)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("31.02.1990", "Den 31.02.1990 gibt es nicht."),
        ("31.2.90", "Den 31.02.1990 gibt es nicht."),
        ("1990-02-31", "Den 31.02.1990 gibt es nicht."),
        ("00.05.1990", "Den 00.05.1990 gibt es nicht."),
        ("irgendwann", "„irgendwann“ ist kein Datum."),
        ("12.05.", "„12.05.“ ist kein Datum."),
        ("01.01.2030", "Das Geburtsdatum 01.01.2030 liegt in der Zukunft."),
        ("01.01.1801", "Das Geburtsdatum 01.01.1801 kann nicht stimmen."),
    ],
)
def test_what_is_no_birth_date_is_refused_with_a_sentence(written: str, sentence: str) -> None:
    with pytest.raises(InvalidCell) as wrong:
        read_birth_date(written, today=TODAY)
    assert str(wrong.value) == sentence


def test_an_empty_cell_is_no_date() -> None:
    assert read_birth_date("", today=TODAY) is None
    assert read_case_date(" ", today=TODAY) is None


def test_what_has_happened_cannot_lie_in_the_future() -> None:
    assert read_past_date("22.11.2026", today=TODAY) == TODAY
    with pytest.raises(InvalidCell, match=r"Der 23\.11\.2026 liegt in der Zukunft"):
        read_past_date("23.11.2026", today=TODAY)


@pytest.mark.parametrize("written", ["31.12.1999", "01.01.2037"])
def test_a_case_date_no_case_can_have_is_refused(written: str) -> None:
    with pytest.raises(InvalidCell, match="kann nicht stimmen"):
        read_case_date(written, today=TODAY)


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_every_birth_date_is_read_as_it_was_written(day: date) -> None:
    forms = (format_day(day), day.isoformat(), f"{day.day}.{day.month}.{day.year}", day)
    assert {read_birth_date(form, today=TODAY) for form in forms} == {day}


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2036, 12, 31)))
def test_every_case_date_is_read_from_two_digits_of_its_year(day: date) -> None:
    assert read_case_date(f"{day.day}.{day.month}.{day.year % 100:02d}", today=TODAY) == day


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(InvalidCell):
        day = read_birth_date(text, today=TODAY)
        assert day is None or day <= TODAY
