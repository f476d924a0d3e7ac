"""The calculator against dates found with pencil and wall calendar, from the paragraphs alone.

A line is: how the question differs from ``--land``, its raw end, its end, and the safe date where it lies
before both because something about the date is disputed. ``=`` says that nothing moves.
"""

from datetime import date

import pytest

from geleit.deadline_calculator import DeadlineAnswer
from geleit.domain.deadlines import calculate


def ask(land: str, asked: str) -> DeadlineAnswer:
    """Calculate the answer to a question written as on the command line."""
    options: dict[str, object] = {}
    for part in asked.split():
        name, _, typed = part.partition("=")
        options[name] = typed or True
    return calculate(land=land, **options)  # type: ignore[arg-type]  # as typed


CASES = """
# Weekends and chains of holidays
SH | start=2026-03-02 days=7              | 2026-03-09 | =
SH | start=2026-03-02 days=1              | 2026-03-03 | =
SH | start=2026-03-06 days=1              | 2026-03-07 | 2026-03-09
SH | start=2026-03-06 days=2              | 2026-03-08 | 2026-03-09
SH | start=2026-04-02 days=1              | 2026-04-03 | 2026-04-07
SH | start=2026-04-03 days=1              | 2026-04-04 | 2026-04-07
SH | start=2026-04-03 days=2              | 2026-04-05 | 2026-04-07
BB | start=2026-04-03 days=2              | 2026-04-05 | 2026-04-07
SH | start=2026-04-05 days=1              | 2026-04-06 | 2026-04-07
SH | start=2026-04-06 days=1              | 2026-04-07 | =
SH | start=2026-05-20 days=3              | 2026-05-23 | 2026-05-26
SH | start=2026-05-18 weeks=1             | 2026-05-25 | 2026-05-26
SH | start=2026-05-07 weeks=1             | 2026-05-14 | 2026-05-15
SH | start=2026-04-01 months=1            | 2026-05-01 | 2026-05-04
SH | start=2026-12-18 weeks=1             | 2026-12-25 | 2026-12-28
SH | start=2026-12-12 days=14             | 2026-12-26 | 2026-12-28
SH | start=2025-11-25 months=1            | 2025-12-25 | 2025-12-29
SH | start=2025-12-12 days=14             | 2025-12-26 | 2025-12-29
SH | start=2026-12-02 days=30             | 2027-01-01 | 2027-01-04
SH | start=2025-12-01 months=1            | 2026-01-01 | 2026-01-02
SH | start=2026-12-10 weeks=2             | 2026-12-24 | =
SH | start=2026-12-01 days=30             | 2026-12-31 | =
SH | start=2026-11-30 months=1            | 2026-12-30 | =
BY | start=2026-01-30 days=4              | 2026-02-03 | =
SH | start=2024-02-28 days=1              | 2024-02-29 | =
SH | start=2026-12-31 days=365            | 2027-12-31 | =
# Months and years of different length
SH | start=2026-01-29 months=1            | 2026-02-28 | 2026-03-02
SH | start=2026-01-31 months=1            | 2026-02-28 | 2026-03-02
SH | start=2028-01-29 months=1            | 2028-02-29 | =
SH | start=2028-01-31 months=1            | 2028-02-29 | =
SH | start=2026-02-28 months=1            | 2026-03-28 | 2026-03-30
SH | start=2026-04-30 months=1            | 2026-05-30 | 2026-06-01
SH | start=2026-05-31 months=1            | 2026-06-30 | =
SH | start=2026-07-31 months=1            | 2026-08-31 | =
SH | start=2026-10-31 months=4            | 2027-02-28 | 2027-03-01
SH | start=2026-12-31 months=2            | 2027-02-28 | 2027-03-01
SH | start=2026-08-31 months=18           | 2028-02-29 | =
SH | start=2024-02-29 years=1             | 2025-02-28 | =
SH | start=2024-02-29 years=4             | 2028-02-29 | =
SH | start=2028-02-29 years=1             | 2029-02-28 | =
SH | start=2026-01-31 months=1.5          | 2026-03-15 | 2026-03-16
SH | start=2026-02-14 months=0.5          | 2026-03-01 | 2026-03-02
SH | start=2026-12-31 months=2,5          | 2027-03-15 | =
SH | start=2026-03-02 months=0.5          | 2026-03-17 | =
SH | start=2026-08-31 months=6 kind=window | 2027-02-28 | =
# From the beginning of a day
SH | start=2026-01-01 years=1 from_beginning  | 2026-12-31 | =
SH | start=2027-01-01 months=1 from_beginning | 2027-01-31 | 2027-02-01
SH | start=2026-02-01 months=1 from_beginning | 2026-02-28 | 2026-03-02
SH | start=2028-02-01 months=1 from_beginning | 2028-02-29 | =
SH | start=2026-03-31 months=1 from_beginning | 2026-04-30 | =
SH | start=2026-05-31 months=1 from_beginning | 2026-06-30 | =
SH | start=2026-01-30 months=1 from_beginning | 2026-02-28 | 2026-03-02
SH | start=2028-01-30 months=1 from_beginning | 2028-02-29 | =
SH | start=2028-02-29 years=1 from_beginning  | 2029-02-28 | =
SH | start=2027-03-01 years=1 from_beginning  | 2028-02-29 | =
SH | start=2026-03-15 months=1 from_beginning | 2026-04-14 | =
SH | start=2026-03-02 weeks=1 from_beginning  | 2026-03-08 | 2026-03-09
SH | start=2026-03-02 days=1 from_beginning   | 2026-03-02 | =
SH | start=2026-04-03 days=1 from_beginning   | 2026-04-03 | 2026-04-07
SH | start=2026-02-01 months=0.5 from_beginning | 2026-02-15 | 2026-02-16
SH | start=2026-01-01 months=1.5 from_beginning | 2026-02-15 | 2026-02-16
# Arbeitstage and Werktage
SH | start=2026-12-23 days=1 count=working_days | 2026-12-24 | =
SH | start=2026-12-23 days=2 count=working_days | 2026-12-28 | =
SH | start=2026-12-23 days=2 count=working_days_with_saturdays | 2026-12-28 | =
SH | start=2026-12-29 days=2 count=working_days | 2026-12-31 | =
SH | start=2026-12-29 days=3 count=working_days | 2027-01-04 | =
SH | start=2026-12-29 days=3 count=working_days_with_saturdays | 2027-01-02 | 2027-01-04
SH | start=2026-12-29 days=3 count=working_days_with_saturdays kind=appointment | 2027-01-02 | =
BY | start=2026-12-29 days=6 count=working_days | 2027-01-08 | =
NI | start=2026-12-29 days=6 count=working_days | 2027-01-07 | =
SH | start=2026-03-06 days=1 count=working_days | 2026-03-09 | =
SH | start=2026-03-06 days=1 count=working_days_with_saturdays | 2026-03-07 | 2026-03-09
SH | start=2026-03-02 days=6 count=working_days_with_saturdays | 2026-03-09 | =
SH | start=2026-03-02 days=6 count=working_days | 2026-03-10 | =
SH | start=2026-04-03 days=1 count=working_days from_beginning | 2026-04-07 | =
SH | start=2026-04-02 days=1 count=working_days from_beginning | 2026-04-02 | =
SH | start=2026-04-02 days=2 count=working_days from_beginning | 2026-04-07 | =
SH | start=2026-04-02 days=2 count=working_days_with_saturdays from_beginning | 2026-04-04 | 2026-04-07
# Backwards
SH | start=2026-04-07 days=1 count=working_days before | 2026-04-02 | =
SH | start=2026-04-07 days=1 count=working_days_with_saturdays before | 2026-04-04 | 2026-04-02
SH | start=2026-04-07 days=2 count=working_days_with_saturdays before | 2026-04-02 | =
SH | start=2026-04-08 days=5 before           | 2026-04-03 | 2026-04-02
SH | start=2026-04-13 weeks=1 before          | 2026-04-06 | 2026-04-02
SH | start=2026-03-31 months=1 before         | 2026-02-28 | 2026-02-27
SH | start=2028-03-31 months=1 before         | 2028-02-29 | =
SH | start=2028-02-29 years=1 before          | 2027-02-28 | 2027-02-26
SH | start=2026-03-16 months=0.5 before       | 2026-03-01 | 2026-02-27
SH | start=2026-12-24 weeks=6 before          | 2026-11-12 | =
SH | start=2026-04-10 days=7 before kind=appointment | 2026-04-03 | =
SH | start=2026-03-31 months=1 before from_beginning | 2026-03-01 | 2026-02-27
SH | start=2027-01-04 days=3 before           | 2027-01-01 | 2026-12-31
# Posted
NI | posted=2024-12-31 days=7             | 2025-01-10 | =
NI | posted=2025-01-01 days=7             | 2025-01-12 | 2025-01-13
NI | posted=2026-03-05 days=30            | 2026-04-08 | =
NI | posted=2026-03-03 days=7             | 2026-03-14 | 2026-03-16
NI | posted=2026-03-03 days=7 fiction_rolls | 2026-03-16 | = | 2026-03-14
NI | posted=2026-03-30 days=7 fiction_rolls | 2026-04-14 | = | 2026-04-10
NI | posted=2026-03-30 days=7             | 2026-04-10 | =
NI | posted=2026-03-05 days=7 fiction_days=3 | 2026-03-15 | 2026-03-16
NI | posted=2026-03-05 days=7 fiction_days=3 fiction_rolls | 2026-03-16 | = | 2026-03-15
NI | posted=2024-12-27 months=1           | 2025-01-30 | =
SH | posted=2026-03-05 days=3 fiction_days=0 | 2026-03-08 | 2026-03-09
# Kinds
SH | start=2026-03-04 days=30 kind=appointment | 2026-04-03 | =
SH | start=2026-03-04 days=30 kind=fixed_deadline | 2026-04-03 | =
SH | start=2026-03-04 days=30 kind=validity | 2026-04-03 | =
SH | start=2026-03-04 days=30 kind=window | 2026-04-03 | =
# Extended: the ends are those of the extension
SH | start=2026-03-04 days=30 extend_days=14                  | 2026-04-21 | = | 2026-04-17
SH | start=2026-03-04 days=30 extend_days=14 extend_from=raw  | 2026-04-17 | =
SH | start=2026-03-04 days=30 extend_days=3 extend_from=raw   | 2026-04-06 | 2026-04-07
SH | start=2026-03-04 days=30 extend_days=1                   | 2026-04-08 | = | 2026-04-04
NW | start=2026-01-15 days=30 extend_days=5                   | 2026-02-21 | 2026-02-23 | 2026-02-19
NW | start=2026-01-15 days=30 extend_days=5 extend_from=raw   | 2026-02-19 | =
NW | start=2026-01-15 days=30 extend_days=5 kind=fixed_deadline | 2026-02-19 | =
SH | start=2026-04-08 days=5 before extend_days=2             | 2026-03-31 | =
SH | start=2026-04-08 days=5 before extend_days=2 extend_from=raw | 2026-04-01 | = | 2026-03-31
# The Länder
SN | start=2026-11-11 weeks=1             | 2026-11-18 | 2026-11-19
ST | start=2026-11-11 weeks=1             | 2026-11-18 | =
NW | start=1994-11-09 weeks=1             | 1994-11-16 | 1994-11-17
NW | start=1995-11-15 weeks=1             | 1995-11-22 | =
SN | start=1995-11-15 weeks=1             | 1995-11-22 | 1995-11-23
BE | start=2019-03-01 weeks=1             | 2019-03-08 | 2019-03-11
BE | start=2018-03-01 weeks=1             | 2018-03-08 | =
MV | start=2023-03-01 weeks=1             | 2023-03-08 | 2023-03-09
MV | start=2022-03-01 weeks=1             | 2022-03-08 | =
BB | start=2023-03-01 weeks=1             | 2023-03-08 | =
TH | start=2019-09-13 weeks=1             | 2019-09-20 | 2019-09-23
TH | start=2018-09-13 weeks=1             | 2018-09-20 | =
SH HH HB NI SN BB MV ST TH | start=2018-10-24 weeks=1 | 2018-10-31 | 2018-11-01
NW BY BE HE BW RP SL | start=2018-10-24 weeks=1       | 2018-10-31 | =
NW BY BW RP SL | start=2017-10-24 weeks=1             | 2017-10-31 | 2017-11-02
BE HE SH HH HB NI SN BB MV ST TH | start=2017-10-24 weeks=1 | 2017-10-31 | 2017-11-01
SH | start=2016-10-24 weeks=1             | 2016-10-31 | =
BE | start=2025-05-01 weeks=1             | 2025-05-08 | 2025-05-09
BB | start=2025-05-01 weeks=1             | 2025-05-08 | =
BE | start=2024-05-01 weeks=1             | 2024-05-08 | =
BE | start=2020-05-01 weeks=1             | 2020-05-08 | 2020-05-11
BY | start=2025-08-01 weeks=1 commune=Augsburg    | 2025-08-08 | 2025-08-11
BY | start=2025-08-01 weeks=1 commune=catholic | 2025-08-08 | =
BY | start=2025-08-01 weeks=1                     | 2025-08-08 | =
SL | start=2025-08-08 weeks=1                     | 2025-08-15 | 2025-08-18
BY | start=2025-08-08 weeks=1                     | 2025-08-15 | =
BY | start=2025-08-08 weeks=1 commune=KATHOLISCH  | 2025-08-15 | 2025-08-18
BY | start=2025-08-08 weeks=1 commune=augsburg    | 2025-08-15 | 2025-08-18
BW BY HE NW RP SL | start=2025-06-12 weeks=1      | 2025-06-19 | 2025-06-20
BE BB HB HH MV NI SN ST SH TH | start=2025-06-12 weeks=1 | 2025-06-19 | =
SN TH | start=2025-06-12 weeks=1 commune=catholic | 2025-06-19 | 2025-06-20
BW BY ST | start=2025-12-30 weeks=1               | 2026-01-06 | 2026-01-07
SN HE NW | start=2025-12-30 weeks=1               | 2026-01-06 | =
BW BY NW RP SL | start=2024-10-25 weeks=1         | 2024-11-01 | 2024-11-04
HE SN SH TH | start=2024-10-25 weeks=1            | 2024-11-01 | =
DE-SH sh de-sh | start=2026-09-26 weeks=1         | 2026-10-03 | 2026-10-05
# Far away
SH | start=2101-12-18 weeks=1             | 2101-12-25 | 2101-12-27
SH | start=2100-12-25 years=1             | 2101-12-25 | 2101-12-27
TH | start=2152-09-13 weeks=1             | 2152-09-20 | 2152-09-21
SH | start=1985-12-18 weeks=1 kind=validity | 1985-12-25 | =
"""
LINES = [line for line in CASES.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", LINES)
def test_a_date_found_by_hand(line: str) -> None:
    lands, asked, raw, end, *safe = (part.strip() for part in line.split("|"))
    raw_end = date.fromisoformat(raw)
    for land in lands.split():
        answer = ask(land, asked)
        assert (answer.raw_end, answer.end) == (raw_end, raw_end if end == "=" else date.fromisoformat(end))
        assert answer.safe_date == min([answer.raw_end, answer.end, *map(date.fromisoformat, safe)])
        assert answer.rolled == (end != "=") == (answer.reason is not None)
