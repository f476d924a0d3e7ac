"""The calculator against the cases of the dossier, each named by what it proves."""

from datetime import date

import pytest

from geleit.domain.calendar import calendar
from geleit.domain.deadlines.calculator import (
    CountedDeadline,
    DateKind,
    ExtendFrom,
    Posting,
    Question,
    count_deadline,
)
from geleit.domain.deadlines.periods import Count, Period, Unit, comes_of_age
from geleit.domain.refusal import Refusal

UNITS = {"D": Unit.DAYS, "W": Unit.WEEKS, "M": Unit.MONTHS, "Y": Unit.YEARS, "H": Unit.HALF_MONTHS}


def ask(start: str, period: str, place: str, /, **changes: object) -> CountedDeadline:
    amount, unit = period.split()
    land, _, commune = place.partition("/")
    question = Question(
        start=date.fromisoformat(start),
        period=Period(amount=int(amount), unit=UNITS[unit]),
        calendar=calendar(land, commune or None),
    )
    return count_deadline(question.model_copy(update=changes))


@pytest.mark.parametrize(
    ("start", "period", "places", "raw", "end"),
    [
        pytest.param("2026-03-02", "7 D", "NI", "2026-03-09", "2026-03-09", id="T01 plain"),
        pytest.param("2026-01-15", "30 D", "NW", "2026-02-14", "2026-02-16", id="T02 Rosenmontag is none"),
        pytest.param("2026-04-24", "1 W", "HE", "2026-05-01", "2026-05-04", id="T04 1 May and weekend"),
        pytest.param("2026-01-31", "1 M", "NI", "2026-02-28", "2026-03-02", id="T05 missing 31"),
        pytest.param("2026-01-30", "1 M", "NI", "2026-02-28", "2026-03-02", id="T07 missing 30"),
        pytest.param("2026-03-31", "1 M", "NW", "2026-04-30", "2026-04-30", id="T09 31 to 30"),
        pytest.param("2026-08-31", "1 M", "NW", "2026-09-30", "2026-09-30", id="T10 31 to 30"),
        pytest.param("2026-11-30", "3 M", "SH", "2027-02-28", "2027-03-01", id="T11 over the year"),
        pytest.param("2026-05-05", "30 D", "NW BY HE", "2026-06-04", "2026-06-05", id="T12a Fronleichnam"),
        pytest.param("2026-05-05", "30 D", "SH NI SN TH", "2026-06-04", "2026-06-04", id="T12b none there"),
        pytest.param("2026-05-05", "30 D", "SN/catholic TH/catholic", "2026-06-04", "2026-06-05", id="c"),
        pytest.param("2028-10-01", "30 D", "NI SH HH", "2028-10-31", "2028-11-01", id="T13a Reformation"),
        pytest.param("2028-10-01", "30 D", "NW BY", "2028-10-31", "2028-10-31", id="T13b none there"),
        pytest.param("2025-10-01", "30 D", "SH", "2025-10-31", "2025-11-03", id="T14 Land difference"),
        pytest.param("2025-10-01", "30 D", "NW", "2025-10-31", "2025-10-31", id="T14 Land difference"),
        pytest.param("2027-10-25", "1 W", "NW", "2027-11-01", "2027-11-02", id="T15 Allerheiligen"),
        pytest.param("2027-10-25", "1 W", "NI", "2027-11-01", "2027-11-01", id="T15 none there"),
        pytest.param("2026-11-24", "30 D", "NW SH BY", "2026-12-24", "2026-12-24", id="T17 Heiligabend"),
        pytest.param("2026-12-01", "30 D", "NI", "2026-12-31", "2026-12-31", id="T18 Silvester"),
        pytest.param("2026-12-07", "30 D", "BW BY ST", "2027-01-06", "2027-01-07", id="T21 Drei Könige"),
        pytest.param("2026-12-07", "30 D", "NI", "2027-01-06", "2027-01-06", id="T21 none there"),
        pytest.param("2027-09-13", "1 W", "TH", "2027-09-20", "2027-09-21", id="T23 Weltkindertag"),
        pytest.param("2027-09-13", "1 W", "ST", "2027-09-20", "2027-09-20", id="T23 none there"),
        pytest.param("2028-07-15", "1 M", "SL BY/catholic BY/Augsburg", "2028-08-15", "2028-08-16", id="a"),
        pytest.param("2028-07-15", "1 M", "BY RP", "2028-08-15", "2028-08-15", id="T25 none there"),
        pytest.param("2028-09-26", "7 D", "SH BY BE SN TH", "2028-10-03", "2028-10-04", id="T27 3 October"),
        pytest.param("2027-04-29", "1 W", "SH", "2027-05-06", "2027-05-07", id="T29 bridge day counts"),
        pytest.param("2025-05-01", "7 D", "BE", "2025-05-08", "2025-05-09", id="T31 one-off holiday"),
        pytest.param("2025-05-01", "7 D", "BB", "2025-05-08", "2025-05-08", id="T31 none there"),
        pytest.param("2028-08-01", "7 D", "BY/Augsburg", "2028-08-08", "2028-08-09", id="Friedensfest"),
        pytest.param("2026-05-11", "30 D", "NI", "2026-06-10", "2026-06-10", id="T36 restart, in full"),
        pytest.param("2026-03-02", "1 H", "NI", "2026-03-17", "2026-03-17", id="half a month is 15 days"),
        pytest.param("2027-01-15", "1 H", "NI", "2027-01-30", "2027-02-01", id="half a month from the 15th"),
        pytest.param("2027-02-15", "1 H", "NI", "2027-03-02", "2027-03-02", id="15 days in February too"),
        pytest.param("2027-01-31", "3 H", "NI", "2027-03-15", "2027-03-15", id="the half month comes last"),
        pytest.param("2027-01-31", "2 H", "NI", "2027-02-28", "2027-03-01", id="two halves are a month"),
        pytest.param("2028-01-31", "1 M", "NI", "2028-02-29", "2028-02-29", id="31 to 29 in a leap year"),
        pytest.param("2028-02-29", "1 Y", "NI", "2029-02-28", "2029-02-28", id="a year from 29 February"),
    ],
)  # fmt: skip
def test_a_period_from_an_event_ends(start: str, period: str, places: str, raw: str, end: str) -> None:
    for place in places.split():
        answer = ask(start, period, place)
        assert (answer.raw_end.isoformat(), answer.end.isoformat()) == (raw, end), place
        assert answer.safe_date == answer.raw_end


@pytest.mark.parametrize(
    ("start", "period", "raw", "end"),
    [
        pytest.param("2027-03-01", "14 D", "2027-03-14", "2027-03-15", id="T32 the start counts"),
        pytest.param("2027-03-01", "1 M", "2027-03-31", "2027-03-31", id="T33 the day before the number"),
        pytest.param("2026-03-31", "1 M", "2026-04-30", "2026-04-30", id="the number before 31 is 30"),
        pytest.param("2026-01-31", "1 M", "2026-02-28", "2026-03-02", id="and February lacks it"),
        pytest.param("2027-03-01", "1 H", "2027-03-15", "2027-03-15", id="half a month with its first day"),
        pytest.param("2027-03-01", "3 H", "2027-04-15", "2027-04-15", id="a month and a half, first day in"),
        pytest.param("2027-03-01", "1 W", "2027-03-07", "2027-03-08", id="a week from Monday ends on Sunday"),
    ],
)
def test_a_period_from_the_beginning_of_a_day_ends(start: str, period: str, raw: str, end: str) -> None:
    answer = ask(start, period, "NI", from_beginning=True)
    assert (answer.raw_end.isoformat(), answer.end.isoformat()) == (raw, end)


def test_a_posted_notice_counts_as_notified_on_the_fourth_day() -> None:  # T34
    posting = Posting(posted_on=date(2026, 3, 5), fiction_days=4)
    answer = ask("2026-01-01", "30 D", "NI", start=None, posting=posting)
    assert (answer.start, answer.end) == (date(2026, 3, 9), date(2026, 4, 8))


@pytest.mark.parametrize(("rolls", "start"), [(False, date(2026, 3, 8)), (True, date(2026, 3, 9))])
def test_whether_the_fiction_leaves_a_sunday_is_a_switch(rolls: bool, start: date) -> None:
    posting = Posting(posted_on=date(2026, 3, 4), fiction_days=4, fiction_rolls=rolls)
    assert ask("2026-01-01", "7 D", "NI", start=None, posting=posting).start == start


@pytest.mark.parametrize(
    ("start", "period", "kind"),
    [
        pytest.param("2026-08-31", "6 M", DateKind.WINDOW, id="T39 earliest"),
        pytest.param("2026-08-31", "8 M", DateKind.WINDOW, id="T39 latest"),
        pytest.param("2026-11-26", "30 D", DateKind.VALIDITY, id="T40 Duldung until a Saturday"),
        pytest.param("2026-12-18", "30 D", DateKind.FIXED_DEADLINE, id="T41 GÜB on a Sunday"),
        pytest.param("2026-12-18", "30 D", DateKind.APPOINTMENT, id="an appointment stands"),
    ],
)
def test_only_a_frist_leaves_weekend_and_holiday(start: str, period: str, kind: DateKind) -> None:
    answer = ask(start, period, "SH", kind=kind)
    assert answer.end == answer.raw_end
    assert not answer.rolled


def test_the_window_of_the_second_payment_is_clipped_at_the_end_of_the_month() -> None:  # T39
    ends = [ask("2026-08-31", f"{months} M", "SH", kind=DateKind.WINDOW).end for months in (6, 8)]
    assert ends == [date(2027, 2, 28), date(2027, 4, 30)]


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        (date(2009, 3, 15), date(2027, 3, 15)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2008, 3, 1), date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_coming_of_age_counts_the_day_of_birth(born: date, adult: date) -> None:  # T44
    assert comes_of_age(born) == adult


def test_arbeitstage_leave_out_saturday_and_werktage_do_not() -> None:
    start = "2026-04-01"  # the Wednesday before Easter
    days = {
        count: ask(start, "3 D", "SH", period=Period(amount=3, unit=Unit.DAYS, count=count)).raw_end
        for count in Count
    }
    assert days == {
        Count.CALENDAR_DAYS: date(2026, 4, 4),
        Count.WORKING_DAYS: date(2026, 4, 8),
        Count.WORKING_DAYS_WITH_SATURDAYS: date(2026, 4, 7),
    }


def test_counting_backwards_moves_to_the_day_before_the_weekend() -> None:
    answer = ask("2026-12-15", "10 D", "SH", before=True)
    assert (answer.raw_end, answer.end) == (date(2026, 12, 5), date(2026, 12, 4))
    assert answer.safe_date == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("last_day", "event"),
    [("2027-02-28", "2027-03-01"), ("2027-03-30", "2027-03-31"), ("2027-05-15", "2027-05-16")],
)
@pytest.mark.parametrize("period", ["10 D", "2 W", "1 M", "1 Y", "1 H", "3 H"])
def test_a_first_day_that_counts_is_handled_when_counting_backwards(
    last_day: str, event: str, period: str
) -> None:
    counted = ask(last_day, period, "NI", before=True, from_beginning=True)
    assert counted.raw_end == ask(event, period, "NI", before=True).raw_end


@pytest.mark.parametrize(
    ("source", "end"), [(ExtendFrom.ROLLED, date(2026, 3, 16)), (ExtendFrom.RAW, date(2026, 3, 16))]
)
def test_an_extension_runs_from_the_end_before_it(source: ExtendFrom, end: date) -> None:
    answer = ask("2026-01-15", "30 D", "NW", extend_days=28, extend_from=source)
    assert answer.raw_end == (date(2026, 3, 16) if source is ExtendFrom.ROLLED else date(2026, 3, 14))
    assert answer.end == end


def test_a_late_holiday_moves_the_end() -> None:
    place = calendar("SH").model_copy(update={"added": ((date(2026, 3, 9), "Trauertag"),)})
    answer = ask("2026-03-02", "7 D", "SH", calendar=place)
    assert (answer.end, answer.reason) == (date(2026, 3, 10), "Trauertag")


@pytest.mark.parametrize(
    ("land", "commune", "code"),
    [
        ("XX", None, "unknown_land"),
        ("NI", "catholic", "unknown_commune"),
        ("BY", "Nürnberg", "unknown_commune"),
    ],
)
def test_an_unknown_place_is_refused_in_words(land: str, commune: str | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        calendar(land, commune)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("land", "sentence"),
    [
        ("SL", "Für diesen Ort (Saarland) sind keine eigenen Feiertage hinterlegt."),
        (
            "BY",
            "Für diesen Ort (Bayern) sind keine eigenen Feiertage hinterlegt; möglich: Augsburg, catholic.",
        ),
    ],
)
def test_a_commune_that_is_not_known_names_those_that_are(land: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        calendar(land, "Olpe")
    assert refused.value.sentence() == sentence


def test_a_question_without_a_start_is_refused() -> None:
    with pytest.raises(Refusal, match="entweder den Tag"):
        ask("2026-03-04", "30 D", "SH", start=None)


def test_a_date_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal, match="außerhalb des Kalenders"):
        ask("9999-12-30", "30 D", "SH")
