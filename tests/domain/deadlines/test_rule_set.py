"""Rules as versioned data: the version of each day, the built-in rules, refusal of invalid ones."""

from datetime import date
from pathlib import Path

import pytest

from geleit.domain.calendar import Land
from geleit.domain.deadlines.calculator import DateKind, ServiceMethod
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.rule import LandSpan
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Role
from geleit.domain.refusal import Refusal
from geleit.domain.travel_documents.state import TravelDocumentKind
from geleit.processes import current_process
from geleit.processes.rule_set import RuleError, load_rules, rule_set

GOOD = """
[[rules]]
code = "departure_deadline"
version = 1
valid_from = 2011-11-26
valid_to = 2026-06-11
title = "Ausreisefrist"
paragraph = "§ 59 Abs. 1 AufenthG"
kind = "period"
period = { unit = "days", usual = 30, least = 7, most = 30 }
text = "Frist für die freiwillige Ausreise."

[[rules]]
code = "departure_deadline"
version = 2
valid_from = 2026-06-12
title = "Ausreisefrist"
paragraph = "§ 59 Abs. 1 AufenthG n. F."
kind = "period"
period = { unit = "days", usual = 20 }
text = "Frist für die freiwillige Ausreise."
"""

TWENTY = 'kind = "period"\nperiod = { unit = "days", usual = 20 }'


def load(folder: Path, text: str) -> RuleSet:
    (folder / "residence.toml").write_text(text, encoding="utf-8")
    return RuleSet(load_rules(folder))


def test_it_works(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).rule("departure_deadline", on=date(2026, 3, 4)).version == 1


def test_a_change_of_law_is_a_new_version_from_its_day_on(tmp_path: Path) -> None:
    rules = load(tmp_path, GOOD)
    assert rules.rule("departure_deadline", on=date(2026, 6, 11)).version == 1
    assert rules.rule("departure_deadline", on=date(2026, 6, 12)).version == 2
    assert [rule.version for rule in rules.valid_on(date(2026, 6, 12))] == [2]


def test_a_departure_finds_the_version_it_was_given_its_date_by(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).rule_version("departure_deadline", 1).usual_period().amount == 30


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda rules: rules.rule("departure_deadline", on=date(2010, 1, 1)), "no_version"),
        (lambda rules: rules.rule_version("departure_deadline", 7), "no_version"),
        (lambda rules: rules.rule("visitors", on=date(2026, 1, 1)), "unknown_rule"),
    ],
)
def test_a_missing_rule_is_refused_with_a_sentence(tmp_path: Path, ask, code) -> None:
    with pytest.raises(Refusal) as refusal:
        ask(load(tmp_path, GOOD))
    assert refusal.value.code == code
    assert "{" not in refusal.value.sentence()


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("usual = 30, least = 7", "usual = 30, least = -3"), 10, "between 1 and 4000, not -3"),
        (("least = 7, most = 30", "least = 40, most = 30"), 10, "ends before it begins: 40 to 30"),
        (("usual = 30, least = 7", "usual = 3, least = 7"), 10, "not between least and most"),
        (("2026-06-11", "2011-01-01"), 2, "the version ends before it begins"),
        (("2026-06-11", "2026-06-12"), 13, "begins before version 1 ends on 2026-06-12"),
        (("valid_to = 2026-06-11\n", ""), 12, "has no end"),
        (("version = 2", "version = 1"), 13, "exists twice"),
        (('kind = "period"', 'kind = "periode"'), 9, "is not known; possible are"),
        (('kind = "period"', 'kind = "window"\nperiod_ = 1'), 10, "there is no such field"),
        ((TWENTY, TWENTY.replace('"period"', '"window"')), 13, "needs a beginning and an end"),
        (("valid_to", "extendable = true\nvalid_to"), 2, "extension is missing"),
        (("valid_to", "remind_days = [3, 10]\nvalid_to"), 2, "remind_days"),
        (('paragraph = "§ 59 Abs. 1 AufenthG"', ""), 2, "is missing"),
        (("version = 1", "version = eins"), 4, "not valid TOML"),
    ],
)  # fmt: skip
def test_an_invalid_rule_is_refused_with_line_and_reason(
    tmp_path: Path, change: tuple[str, str], line: int, reason: str
) -> None:
    assert change[0] in GOOD
    text = GOOD.replace(*change, 1)
    with pytest.raises(RuleError) as error:
        load(tmp_path, text)
    assert reason in error.value.reason
    assert error.value.line == line
    assert str(error.value).startswith(f"residence.toml, line {line}: ")


def test_every_built_in_rule_has_a_text_and_a_usual_length() -> None:
    for rule in rule_set().all():
        assert len(rule.text) > 20
        assert rule.text == rule.text.strip()
        if rule.kind is DateKind.PERIOD and rule.period is None:
            assert "Quelle nicht vorliegend" in rule.source
            assert rule.valid_from >= date(2026, 6, 12)
        kinds = {*DeadlineKind}
        assert rule.deadline in kinds or rule.sets is None


def test_every_rule_of_a_legal_date_says_where_it_was_read() -> None:
    legal = [
        rule for rule in rule_set().all() if rule.deadline in {*DeadlineKind} or rule.code in {*ServiceMethod}
    ]
    assert len({rule.code for rule in legal}) == 34
    assert all(rule.source for rule in legal)


def test_each_kind_of_legal_date_and_each_way_of_service_has_its_rule() -> None:
    codes = {rule.code for rule in rule_set().all()}
    assert {*DeadlineKind} <= codes
    assert {*ServiceMethod} <= codes


def test_every_rule_is_used_for_a_date_a_document_a_way_of_service_or_a_step() -> None:
    steps = {step.code for step in current_process().steps} | {"after_embassy_appointment"}
    for rule in rule_set().all():
        uses = ({*DeadlineKind}, {*ServiceMethod}, {*TravelDocumentKind})
        assert any(rule.deadline in codes for codes in uses) or rule.step in steps, rule.code


def test_the_law_of_asylum_of_before_the_reform_ends_with_its_last_day() -> None:
    old = [rule for rule in rule_set().valid_on(date(2026, 6, 11)) if "AsylG" in rule.paragraph]
    assert len(old) == 14
    assert {rule.valid_to for rule in old} == {date(2026, 6, 11)}
    new = [rule for rule in rule_set().valid_on(date(2026, 6, 12)) if "AsylG" in rule.paragraph]
    assert len(new) == 12
    assert all(rule.period is None for rule in new)


def test_the_legal_dates_of_a_departure_are_the_authority_s_to_set() -> None:
    for code in ("departure_deadline", "gueb", "duldung"):
        rule = rule_set().rule(code, on=date(2026, 11, 22))
        assert rule.may_set(Role.AUTHORITY)
        assert rule.may_set(Role.COUNSELLOR)
        assert rule.extendable
    assert not rule_set().rule("reimbursement", on=date(2026, 11, 22)).may_set(Role.AUTHORITY)


def test_every_step_of_the_process_has_a_usual_duration() -> None:
    steps = {rule.step for rule in rule_set().valid_on(date(2026, 11, 22)) if rule.step}
    assert {step.code for step in current_process().steps if not step.appointment} <= steps


@pytest.mark.parametrize(
    ("code", "period", "basis"),
    [
        ("departure_deadline", Period(amount=14, unit=Unit.DAYS), "§ 59 Abs. 1 AufenthG"),
        ("departure_deadline", Period(amount=3, unit=Unit.DAYS), "§ 59 Abs. 1 S. 2 AufenthG"),
        ("departure_deadline", Period(amount=45, unit=Unit.DAYS), "§ 59 Abs. 1 S. 4 AufenthG"),
        ("departure_deadline", Period(amount=3, unit=Unit.MONTHS), "§ 59 Abs. 1 S. 4 AufenthG"),
        ("departure_deadline", Period(amount=1, unit=Unit.MONTHS), "§ 59 Abs. 1 S. 4 AufenthG"),
        ("departure_deadline", Period(amount=2, unit=Unit.WEEKS), "§ 59 Abs. 1 AufenthG"),
        ("asylum_manifestly_unfounded", Period(amount=7, unit=Unit.DAYS), "§ 36 Abs. 1 AsylG"),
        ("asylum_withdrawal", Period(amount=2, unit=Unit.MONTHS), "§ 38 Abs. 3 AsylG"),
        ("asylum_withdrawal", Period(amount=30, unit=Unit.DAYS), "§ 38 Abs. 3 AsylG"),
        ("asylum_withdrawal", Period(amount=8, unit=Unit.WEEKS), "§ 38 Abs. 3 AsylG"),
        ("asylum_withdrawal", Period(amount=89, unit=Unit.DAYS), "§ 38 Abs. 3 AsylG"),
        ("asylum_withdrawal", Period(amount=5, unit=Unit.HALF_MONTHS), "§ 38 Abs. 3 AsylG"),
        ("departure_deadline_victims", Period(amount=100, unit=Unit.DAYS), "§ 59 Abs. 7 AufenthG"),
        ("asylum_inadmissible", Period(amount=1, unit=Unit.WEEKS), "§ 36 Abs. 1 AsylG"),
        ("asylum_urgent_granted", Period(amount=30, unit=Unit.DAYS), "§ 37 Abs. 2 AsylG"),
        ("asylum_waiver", Period(amount=30, unit=Unit.DAYS), "§ 14a Abs. 3, § 38 Abs. 1 S. 1 AsylG"),
    ],
)
def test_a_length_names_the_paragraph_that_allows_it(code: str, period: Period, basis: str) -> None:
    assert rule_set().rule(code, on=date(2026, 3, 4)).basis_for(period) == basis


@pytest.mark.parametrize(
    ("code", "period", "sentence"),
    [
        ("asylum_rejection", Period(amount=60, unit=Unit.DAYS), "30 Tage, nicht 60 Tage"),
        ("asylum_withdrawal", Period(amount=4, unit=Unit.MONTHS), "bis zu 3 Monate, nicht 4 Monate"),
        ("asylum_withdrawal", Period(amount=90, unit=Unit.DAYS), "bis zu 3 Monate, nicht 90 Tage"),
        ("departure_deadline_victims", Period(amount=91, unit=Unit.DAYS), "wenigstens 3 Monate, nicht 91"),
        ("asylum_rejection", Period(amount=1, unit=Unit.MONTHS), "30 Tage, nicht 1 Monat"),
        ("departure_deadline_victims", Period(amount=1, unit=Unit.MONTHS), "wenigstens 3 Monate, nicht 1"),
        ("gueb", Period(amount=1, unit=Unit.MONTHS), "genannten Tag"),
        ("asylum_waiver", Period(amount=1, unit=Unit.WEEKS), "30 Tage, nicht 1 Woche"),
    ],
)  # fmt: skip
def test_a_length_that_no_paragraph_allows_is_refused(code: str, period: Period, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        rule_set().rule(code, on=date(2026, 3, 4)).basis_for(period)
    assert sentence in refusal.value.sentence()


def test_the_return_border_procedure_gives_at_most_fifteen_days() -> None:
    rule = rule_set().rule("return_border_procedure", on=date(2026, 6, 12))
    assert rule.basis_for(Period(amount=15, unit=Unit.DAYS)) == rule.paragraph
    for ask in (rule.usual_period, lambda: rule.basis_for(Period(amount=16, unit=Unit.DAYS))):
        with pytest.raises(Refusal) as refusal:
            ask()
        assert "bis zu 15 Tage" in refusal.value.sentence()


def test_a_posted_notice_counts_as_notified_by_the_law_of_its_day_and_its_land() -> None:
    old = rule_set().rule("notification_fiction", on=date(2024, 12, 31))
    new = rule_set().rule("notification_fiction", on=date(2025, 1, 1))
    assert old.posting(date(2024, 12, 31), land=Land.SH).fiction_days == 3
    assert new.posting(date(2025, 1, 1), land=Land.SH).fiction_days == 4
    late = new.model_copy(update={"lands": (LandSpan(land=Land.SH, valid_to=date(2025, 6, 30), usual=3),)})
    assert late.posting(date(2025, 6, 30), land=Land.SH).fiction_days == 3
    assert late.posting(date(2025, 7, 1), land=Land.SH).fiction_days == 4
    assert late.posting(date(2025, 1, 1), land=Land.NW).fiction_days == 4


def test_reminders_come_before_on_and_after_the_day_and_escalate_after_it() -> None:
    rule = rule_set().rule("departure_deadline", on=date(2026, 3, 4))
    rule = rule.model_copy(update={"remind_days": (10, 0, -2)})
    assert rule.reminders(date(2027, 1, 15)) == (date(2027, 1, 5), date(2027, 1, 15), date(2027, 1, 17))
    assert rule.escalation(date(2027, 1, 15)) == date(2027, 1, 16)
