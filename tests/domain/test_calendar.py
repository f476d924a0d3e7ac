"""The holidays of every Land and commune against the Länder's own laws, written down a second time."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from geleit.domain.calendar import Calendar, Commune, Land

YEARS = (*range(2015, 2041), *range(2099, 2104))
EPIPHANY = {Land.BW, Land.BY, Land.ST}
CORPUS_CHRISTI = {Land.BW, Land.BY, Land.HE, Land.NW, Land.RP, Land.SL}
ALL_SAINTS = {Land.BW, Land.BY, Land.NW, Land.RP, Land.SL}
REFORMATION = {Land.BB, Land.MV, Land.SN, Land.ST, Land.TH}
REFORMATION_SINCE_2018 = {Land.HB, Land.HH, Land.NI, Land.SH}
WOMEN_SINCE = {Land.BE: 2019, Land.MV: 2023}
ONCE_IN_BERLIN = {date(2020, 5, 8), date(2025, 5, 8), date(2028, 6, 17)}

PLACES = [
    *((land, None) for land in Land),
    *((land, Commune.CATHOLIC) for land in (Land.BY, Land.SN, Land.TH)),
    (Land.BY, Commune.AUGSBURG),
]


def by_law(land: Land, commune: Commune | None, year: int) -> set[date]:
    sunday = easter(year)
    days = {date(year, month, day) for month, day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}
    days |= {sunday + timedelta(days=away) for away in (-2, 1, 39, 50)}
    corpus_christi = land in CORPUS_CHRISTI or commune is Commune.CATHOLIC
    buss_und_bettag = date(year, 11, 22) - timedelta(days=(date(year, 11, 22).weekday() - 2) % 7)
    some = {
        date(year, 1, 6): land in EPIPHANY,
        date(year, 3, 8): year >= WOMEN_SINCE.get(land, 9999),
        sunday: land is Land.BB,
        sunday + timedelta(days=49): land is Land.BB,
        sunday + timedelta(days=60): corpus_christi,
        date(year, 8, 8): commune is Commune.AUGSBURG,
        date(year, 8, 15): land is Land.SL or (land is Land.BY and commune is not None),
        date(year, 9, 20): land is Land.TH and year >= 2019,
        date(year, 10, 31): land in REFORMATION
        or year == 2017
        or (land in REFORMATION_SINCE_2018 and year >= 2018),
        date(year, 11, 1): land in ALL_SAINTS,
        buss_und_bettag: land is Land.SN,
    }
    days |= {day for day, is_holiday in some.items() if is_holiday}
    return days | {day for day in ONCE_IN_BERLIN if land is Land.BE and day.year == year}


@pytest.mark.parametrize(("land", "commune"), PLACES)
def test_the_holidays_are_those_of_the_law(land: Land, commune: Commune | None) -> None:
    place = Calendar(land=land, commune=commune)
    for year in YEARS:
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = (date.fromordinal(number) for number in range(first, last + 1))
        assert {day for day in days if place.holiday(day)} == by_law(land, commune, year)


def test_before_reunification_no_holiday_is_made_up() -> None:
    place, christmas = Calendar(land=Land.SH), date(1990, 12, 25)
    assert not place.knows(christmas)
    with pytest.raises(ValueError, match="1990"):
        place.holiday(christmas)
    assert place.knows(date(1991, 1, 1))


def test_two_holidays_on_one_day_are_named_both() -> None:
    assert Calendar(land=Land.SH).holiday(date(2008, 5, 1)) == "Christi Himmelfahrt und Erster Mai"
