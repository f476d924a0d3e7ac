"""Public holidays of a place, and the two kinds of working days that the law and offices count in.

An *Arbeitstag* is a day from Monday to Friday, a *Werktag* one from Monday to Saturday, neither a public
holiday. Holidays are those of the Land and, where they differ, of the commune; regional customs (carnival, 24
and 31 December) are no holidays. The days come from the library `holidays`, which knows Germany from 1991 on;
today's law is assumed for all future years.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from holidays.countries.germany import Germany

from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.renamed_enum import RenamedEnum, find_member
from geleit.domain.texts import _


class Land(StrEnum):
    """The sixteen Länder, by the two letters of ISO 3166-2:DE."""

    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"

    @property
    def label(self) -> str:
        """The name in German."""
        return _TITLES[self]


class Commune(RenamedEnum):
    """Communes whose holidays differ from their Land's: Augsburg, and those that are mostly Catholic."""

    AUGSBURG = "Augsburg"
    CATHOLIC = "catholic", "katholisch"


LANDS_WITH_CATHOLIC_COMMUNES = frozenset({Land.BY, Land.SN, Land.TH})
FIRST_YEAR = Germany.start_year
"""Before this year, East and West had different holidays, which the library does not know."""
SATURDAY, SUNDAY = 5, 6
_ONE_DAY = timedelta(days=1)


class Place(Value):
    """The place where an authority sits, as far as its holidays go."""

    land: Land
    commune: Commune | None = None


class Calendar(Value):
    """The holidays of one place. ``added`` are holidays proclaimed after the library was released."""

    land: Land
    commune: Commune | None = None
    added: tuple[tuple[date, str], ...] = ()

    @property
    def place(self) -> Place:
        """The place whose holidays these are."""
        return Place(land=self.land, commune=self.commune)

    def holiday(self, day: date) -> str | None:
        """Return the German name of the public holiday on that day, if there is one.

        Raise ValueError for a day whose holidays are not known.
        """
        for on, name in self.added:
            if on == day:
                return name
        return _holidays(self.land, self.commune, day.year).get(day)

    def knows(self, day: date) -> bool:
        """Return whether the holidays of that day's year are known."""
        return day.year >= FIRST_YEAR

    def rest_day(self, day: date) -> str | None:
        """Return why no period ends on that day (§ 193 BGB): the holiday, Samstag or Sonntag; else None."""
        name = self.holiday(day)
        if name is None and day.weekday() >= SATURDAY:
            name = _("Samstag") if day.weekday() == SATURDAY else _("Sonntag")
        return name

    def is_working_day(self, day: date) -> bool:
        """Return whether the day is an Arbeitstag: a Monday to Friday and no public holiday."""
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def is_working_day_or_saturday(self, day: date) -> bool:
        """Return whether the day is a Werktag: a Monday to Saturday and no public holiday."""
        return day.weekday() < SUNDAY and self.holiday(day) is None

    def next_open_day(self, day: date, *, backward: bool = False) -> date:
        """Return the day itself or the next (``backward``: previous) one that is no rest day (§ 193 BGB)."""
        while self.rest_day(day):
            day += -_ONE_DAY if backward else _ONE_DAY
        return day


def calendar(land: str, commune: str | None = None) -> Calendar:
    """Return the calendar of a Land and commune. Raise Refusal if either is unknown."""
    try:
        found_land = Land(land.strip().upper().removeprefix("DE-"))
    except ValueError:
        raise Refusal(
            "unknown_land",
            _("Dieses Land ist nicht bekannt; gemeint sind zwei Buchstaben, etwa SH."),
            field="land",
        ) from None
    if not commune:
        return Calendar(land=found_land)
    found = find_member(Commune, commune)
    lands = {Commune.AUGSBURG: {Land.BY}, Commune.CATHOLIC: LANDS_WITH_CATHOLIC_COMMUNES}
    if found is None or found_land not in lands[found]:
        possible = [place for place in Commune if found_land in lands[place]]
        text = _("Für diesen Ort ({land}) sind keine eigenen Feiertage hinterlegt.")
        if possible:
            text = _("Für diesen Ort ({land}) sind keine eigenen Feiertage hinterlegt; möglich: {known}.")
        raise Refusal(
            "unknown_commune",
            text,
            land=found_land.label,
            known=", ".join(possible),
            field="commune",
        )
    return Calendar(land=found_land, commune=found)


def add_working_days(day: date, count: int, *, land: Land) -> date:
    """Return the ``count``-th working day after ``day``; ``day`` itself does not count (§ 187 (1) BGB)."""
    place = Calendar(land=land)
    while count > 0:
        day += _ONE_DAY
        count -= place.is_working_day(day)
    return day


class _Germany(Germany):
    """The library's holidays without their last year: after 2100 it would silently return none."""

    end_year = date.max.year


@lru_cache(maxsize=512)
def _holidays(land: Land, commune: Commune | None, year: int) -> Mapping[date, str]:
    if year < FIRST_YEAR:
        raise ValueError(year)
    categories = ("public", "catholic") if commune is Commune.CATHOLIC else ("public",)
    subdivision = commune.value if commune is Commune.AUGSBURG else land.value
    found = _Germany(subdiv=subdivision, years=year, categories=categories, language="de", expand=False)
    return {day: name.replace("; ", " und ") for day, name in found.items()}


_TITLES = {
    Land.BW: _("Baden-Württemberg"),
    Land.BY: _("Bayern"),
    Land.BE: _("Berlin"),
    Land.BB: _("Brandenburg"),
    Land.HB: _("Bremen"),
    Land.HH: _("Hamburg"),
    Land.HE: _("Hessen"),
    Land.MV: _("Mecklenburg-Vorpommern"),
    Land.NI: _("Niedersachsen"),
    Land.NW: _("Nordrhein-Westfalen"),
    Land.RP: _("Rheinland-Pfalz"),
    Land.SL: _("Saarland"),
    Land.SN: _("Sachsen"),
    Land.ST: _("Sachsen-Anhalt"),
    Land.SH: _("Schleswig-Holstein"),
    Land.TH: _("Thüringen"),
}
