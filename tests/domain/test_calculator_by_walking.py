"""The calculator against a slow, independent reading of the paragraphs that walks day by day.

The walker knows nothing of the calculator: no month arithmetic, holidays straight from the library.
"""

from calendar import monthrange
from datetime import date, timedelta
from random import Random

import holidays

from domain.calculator import DateKind, Question, calculate
from domain.calendars import Calendar, Commune, Land
from domain.periods import Count, Period, Unit

CASES = 100_000
DAY = timedelta(days=1)
LIBRARY: dict[tuple[Land, Commune | None], set[date]] = {}


def rest(day: date, land: Land, commune: Commune | None) -> bool:
    """§ 193 BGB: Sunday, public holiday at the place, Saturday."""
    if (land, commune) not in LIBRARY:
        LIBRARY[land, commune] = set(
            holidays.country_holidays(
                "DE",
                subdiv="Augsburg" if commune is Commune.AUGSBURG else str(land),
                years=range(2015, 2050),
                categories=("public", "catholic") if commune is Commune.CATHOLIC else "public",
            )
        )
    return day.isoweekday() in (6, 7) or day in LIBRARY[land, commune]


def is_holiday(day: date, land: Land, commune: Commune | None) -> bool:
    rest(day, land, commune)
    return day in LIBRARY[land, commune]


def walk(question: Question) -> tuple[date, date]:
    land, commune = question.calendar.land, question.calendar.commune
    start, period = question.start, question.period
    assert start is not None
    if period.unit is Unit.DAYS:
        raw = count_days(question, start)
    elif period.unit is Unit.WEEKS:
        wanted = start - DAY if question.from_beginning else start
        day = start if not question.from_beginning else wanted
        for _ in range(period.amount):  # § 188 (2): the day of the last week with the same name
            day += DAY
            while day.isoweekday() != wanted.isoweekday():
                day += DAY
        raw = day
    else:
        months = period.amount * (12 if period.unit is Unit.YEARS else 1)
        raw = same_number(start, months, before_it=question.from_beginning)
    end = raw
    while question.kind is DateKind.FRIST and rest(end, land, commune):
        end += DAY
    return raw, end


def count_days(question: Question, start: date) -> date:
    """§§ 187, 188 (1): the day on which the last of the days that count ends."""
    land, commune = question.calendar.land, question.calendar.commune
    day = start if question.from_beginning else start + DAY
    left_out = {Count.KALENDERTAGE: (), Count.ARBEITSTAGE: (6, 7), Count.WERKTAGE: (7,)}[
        question.period.count
    ]
    counted = 0
    while True:
        free = question.period.count is not Count.KALENDERTAGE and is_holiday(day, land, commune)
        counted += not free and day.isoweekday() not in left_out
        if counted == question.period.amount:
            return day
        day += DAY


def same_number(start: date, months: int, *, before_it: bool) -> date:
    """§ 188 (2), (3): walk month by month to the last one and look for the decisive number in it."""
    year, month = start.year, start.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    number = start.day
    if before_it and number == 1:
        return date(year, month, 1) - DAY
    number -= before_it
    return date(year, month, min(number, monthrange(year, month)[1]))


def test_walking_day_by_day_comes_to_the_same_dates() -> None:
    chance = Random(20261122)
    places = [Calendar(land=land) for land in Land]
    places += [Calendar(land=land, commune=Commune.CATHOLIC) for land in (Land.BY, Land.SN, Land.TH)]
    places += [Calendar(land=Land.BY, commune=Commune.AUGSBURG)]
    first = date(2020, 1, 1)
    limits = {Unit.DAYS: 90, Unit.WEEKS: 26, Unit.MONTHS: 24, Unit.YEARS: 3}
    for _ in range(CASES):
        unit = chance.choice(list(limits))
        question = Question(
            start=first + timedelta(days=chance.randrange(365 * 16)),
            period=Period(
                amount=chance.randint(1, limits[unit]),
                unit=unit,
                count=chance.choice(list(Count)) if unit is Unit.DAYS else Count.KALENDERTAGE,
            ),
            calendar=chance.choice(places),
            kind=chance.choice((DateKind.FRIST, DateKind.FRIST, DateKind.TERMIN)),
            from_beginning=chance.random() < 0.3,
        )
        answer = calculate(question)
        assert (answer.raw_end, answer.end) == walk(question), question
