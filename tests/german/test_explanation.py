"""The sentence that explains a deadline: how each end was found, and by which paragraph."""

from datetime import date

import pytest

from geleit.domain.calendar import calendar
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, Posting, Question, count_deadline
from geleit.domain.deadlines.periods import Period, Unit
from geleit.german.explanation import explain_deadline

UNITS = {"D": Unit.DAYS, "H": Unit.HALF_MONTHS}


def explained(start: str, period: str, land: str, /, **changes: object) -> str:
    amount, unit = period.split()
    question = Question(
        start=date.fromisoformat(start),
        period=Period(amount=int(amount), unit=UNITS[unit]),
        calendar=calendar(land),
    ).model_copy(update=changes)
    return explain_deadline(question, count_deadline(question))


def test_the_sentence_explains_both_dates() -> None:
    assert explained("2026-03-04", "30 D", "SH") == (
        "30 Tage ab Bekanntgabe 04.03.2026 (§ 187 Abs. 1 BGB) = 03.04.2026 (Karfreitag) → 07.04.2026 "
        "(§ 31 Abs. 3 VwVfG, Schleswig-Holstein); sicheres Datum: 03.04.2026"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"extend_days": 1}, "; verlängert um 1 Tag ab 07.04.2026 (§ 190 BGB) = 08.04.2026;"),
        (
            {"extend_days": 30, "extend_from": ExtendFrom.RAW},
            "; verlängert um 30 Tage ab 03.04.2026 (§ 190 BGB) = 03.05.2026 (Sonntag)",
        ),
        ({"before": True}, "30 Tage vor 04.03.2026 (§ 187 Abs. 1 BGB) = 02.02.2026;"),
        ({"kind": DateKind.WINDOW}, "30 Tage ab 04.03.2026 (§ 187 Abs. 1 BGB) = 03.04.2026 (Karfreitag; ein"),
        ({"kind": DateKind.WINDOW, "event": "Ankunft"}, "30 Tage ab Ankunft 04.03.2026 (§ 187 Abs. 1 BGB)"),
        (
            {"before": True, "start": date(2026, 3, 10)},
            "08.02.2026 (Sonntag) → 06.02.2026 (§ 31 Abs. 3 VwVfG entsprechend, Schleswig-Holstein)",
        ),
        ({"before": True, "from_beginning": True}, "30 Tage rückwärts ab 04.03.2026 (§ 187 Abs. 2 BGB)"),
        ({"from_beginning": True}, "30 Tage ab Beginn des 04.03.2026 (§ 187 Abs. 2 BGB) = 02.04.2026;"),
    ],
)
def test_the_sentence_says_how_each_end_was_found(changes: dict[str, object], said: str) -> None:
    assert said in explained("2026-03-04", "30 D", "SH", **changes)


@pytest.mark.parametrize(
    ("days", "rolls", "said"),
    [
        (1, False, "ab Bekanntgabe 05.03.2026 (zur Post am 04.03.2026, 1 Tag, § 41"),
        (4, False, "ab Bekanntgabe 08.03.2026 (zur Post am 04.03.2026, 4 Tage, § 41"),
        (4, True, "09.03.2026 (zur Post am 04.03.2026, 4 Tage = 08.03.2026 (Sonntag) → 09.03.2026, § 41"),
    ],
)
def test_the_sentence_says_how_the_notification_was_found(days: int, rolls: bool, said: str) -> None:
    posting = Posting(posted_on=date(2026, 3, 4), fiction_days=days, fiction_rolls=rolls)
    assert said in explained("2026-03-04", "30 D", "SH", start=None, posting=posting)


@pytest.mark.parametrize(
    ("halves", "words"),
    [(1, "1 halber Monat ab"), (2, "1 Monat ab"), (3, "1½ Monate ab"), (4, "2 Monate ab")],
)
def test_half_months_have_a_name(halves: int, words: str) -> None:
    assert explained("2026-03-04", f"{halves} H", "SH").startswith(words)
