"""The question of the calculator follows the same law as the dates of a departure."""

from datetime import date

from geleit.domain.calendar import Land
from geleit.domain.deadlines.calculator import count_deadline
from geleit.domain.deadlines.question import QuestionInput, read_question
from geleit.domain.deadlines.rule import LandSpan
from geleit.domain.deadlines.rule_set import LateHoliday, RuleSet
from geleit.processes import rule_set

RULES = rule_set()


def test_a_land_that_followed_late_counts_three_days_until_it_did() -> None:
    late = LandSpan(land=Land.TH, valid_to=date(2025, 6, 30), usual=3)
    rules = RuleSet(
        rule.model_copy(update={"lands": (late,)}) if rule.code == "notification_fiction" else rule
        for rule in RULES.all()
    )
    starts = {
        (land, posted): count_deadline(
            read_question(QuestionInput(posted=posted, days=7, land=land), rules=rules)
        ).start.isoformat()
        for land in ("TH", "SH")
        for posted in ("2025-06-30", "2025-07-01")
    }
    assert starts == {
        ("TH", "2025-06-30"): "2025-07-03",
        ("TH", "2025-07-01"): "2025-07-05",
        ("SH", "2025-06-30"): "2025-07-04",
        ("SH", "2025-07-01"): "2025-07-05",
    }


def test_a_holiday_proclaimed_late_is_known() -> None:
    rules = RULES.with_late_holidays(LateHoliday(Land.SH, date(2026, 3, 11), "Landestrauertag"))
    answers = [
        count_deadline(read_question(QuestionInput(start="2026-03-04", days=7, land=land), rules=rules))
        for land in ("SH", "NI")
    ]
    assert [answer.end for answer in answers] == [date(2026, 3, 12), date(2026, 3, 11)]
    assert answers[0].reason == "Landestrauertag"
