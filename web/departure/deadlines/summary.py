"""A deadline as actions need to know it, for counsellors and authorities alike."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from geleit.domain.deadlines.chain import DeadlineRecord, DeadlineState, without_newest_entry
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.processes import rule_set


@dataclass(frozen=True, slots=True)
class DeadlineSummary:
    """The state of a deadline. ``rule`` is the one that set it; None for a date without a chain."""

    kind: DeadlineKind
    state: DeadlineState
    due_on: date
    end_on: date
    rule: Rule | None
    is_extension_requested: bool
    can_be_taken_back: bool = False

    @classmethod
    def of(cls, deadline: Deadline) -> Self:
        """Summarise a deadline of a departure."""
        record = deadline.record if deadline.links else None
        return cls(
            kind=deadline.kind,
            state=deadline.state,
            due_on=deadline.due_on,
            end_on=deadline.end_on,
            rule=rule_version(record.rule, record.rule_version) if record else None,
            can_be_taken_back=record is not None and _can_be_taken_back(record),
            is_extension_requested=bool(record and record.request),
        )

    @property
    def is_open(self) -> bool:
        """Whether the date binds."""
        return self.state is DeadlineState.OPEN


def rule_version(code: str | None, version: int | None) -> Rule | None:
    """Return the version of the rule that set a date; None if the date has no rule."""
    if code is None or version is None:
        return None
    return rule_set().rule_version(code, version)


def _can_be_taken_back(record: DeadlineRecord) -> bool:
    """Tell whether the newest entry can be taken back by itself: it is neither the first nor a step's."""
    return bool(without_newest_entry(record.standing)) and record.standing[-1].step is None
