"""The rules of legal dates, and the holidays that the calendar's library does not know yet.

A change of the law is a new version of a rule; a departure keeps the version that set its date. The data is
in ``geleit/processes/rules/*.toml``; this module finds the version that is valid on a day.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from geleit.domain.calendar import Calendar, Commune, Land
from geleit.domain.deadlines.calculator import Posting, ServiceMethod
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class LateHoliday(NamedTuple):
    """A public holiday that the calendar's library does not know yet."""

    land: Land
    day: date
    name: str


class RuleSet:
    """All versions of all rules, and the late holidays: the basis of decisions about dates."""

    def __init__(self, rules: Iterable[Rule], late_holidays: Iterable[LateHoliday] = ()) -> None:
        self.late_holidays = tuple(late_holidays)
        self._versions: dict[str, dict[int, Rule]] = {}
        for rule in sorted(rules, key=lambda rule: (rule.code, rule.version)):
            self._versions.setdefault(rule.code, {})[rule.version] = rule
        self._by_step = {rule.step: rule.code for rule in self.all() if rule.step}

    def rule(self, code: str, *, on: date) -> Rule:
        """Return the version that counts on the day of the event. Raise Refusal if there is none."""
        versions = list(self._of(code).values())
        for rule in versions:
            if rule.is_valid_on(on):
                return rule
        last = versions[-1]
        if last.valid_to and last.valid_to < on:
            raise Refusal(
                "rule_ended",
                _(
                    "„{rule}“ ({paragraph}) ist nur bis zum {end} bekannt; was seither gilt, noch nicht. "
                    "Tragen Sie den Tag ein, den der Bescheid nennt."
                ),
                rule=last.title,
                paragraph=last.paragraph,
                end=last.valid_to,
            )
        raise Refusal(
            "no_version",
            _("Für den {date} ist zu „{rule}“ keine Fassung hinterlegt."),
            date=on,
            rule=last.title,
        )

    def rule_version(self, code: str, version: int) -> Rule:
        """Return the version that set a departure's date. Raise Refusal if there is none."""
        found = self._of(code).get(version)
        if found is None:
            raise Refusal(
                "no_version",
                _("Fassung {version} der Regel „{rule}“ ist nicht hinterlegt."),
                version=version,
                rule=code,
            )
        return found

    def duration_of(self, step: str, *, on: date) -> Rule | None:
        """Return the rule that estimates the duration of a step, if one is valid on that day."""
        versions = self._versions.get(self._by_step.get(step, ""), {}).values()
        return next((rule for rule in versions if rule.is_valid_on(on)), None)

    def valid_on(self, day: date) -> tuple[Rule, ...]:
        """Return the valid version of every rule on that day."""
        return tuple(rule for rule in self.all() if rule.is_valid_on(day))

    def all(self) -> tuple[Rule, ...]:
        """Return every version of every rule, by code and version."""
        return tuple(rule for versions in self._versions.values() for rule in versions.values())

    def with_late_holidays(self, *holidays: LateHoliday) -> "RuleSet":
        """Return the same rules with further holidays."""
        return RuleSet(self.all(), (*self.late_holidays, *holidays))

    def calendar(self, land: Land, commune: Commune | None = None) -> Calendar:
        """Return the holidays of a place, including the late ones."""
        late = tuple((holiday.day, holiday.name) for holiday in self.late_holidays if holiday.land is land)
        return Calendar(land=land, commune=commune, added=late)

    def posting(
        self, posted_on: date, *, land: Land, rolls: bool = False, service: ServiceMethod = ServiceMethod.POST
    ) -> Posting:
        """Return when a notice counts as notified, as it stood in that Land when it was posted. May raise."""
        try:
            rule = self.rule(service, on=posted_on)
        except Refusal as refusal:
            raise refusal.about("posted") from None
        return rule.posting(posted_on, land=land, rolls=rolls)

    def _of(self, code: str) -> dict[int, Rule]:
        if code not in self._versions:
            raise Refusal("unknown_rule", _("Die Regel „{rule}“ gibt es nicht."), rule=code[:40])
        return self._versions[code]


def faults(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """Yield the versions that contradict each other, with the reason."""
    ordered = sorted(rules, key=lambda rule: (rule.code, rule.version))
    for old, new in pairwise(ordered):
        if old.code != new.code:
            continue
        if old.version == new.version:
            yield new, f"version {new.version} of rule {new.code!r} exists twice"
        elif old.valid_to is None:
            yield new, f"version {old.version} of rule {new.code!r} has no end: valid_to is missing"
        elif new.valid_from <= old.valid_to:
            yield new, f"version {new.version} begins before version {old.version} ends on {old.valid_to}"
