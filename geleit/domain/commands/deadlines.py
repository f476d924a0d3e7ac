"""Legal dates: set, extended, interrupted, begun anew, kept, missed, withdrawn."""

from datetime import date
from typing import ClassVar, Literal

from geleit.domain.calendar import Commune
from geleit.domain.commands.envelope import OFFICE_AND_AUTHORITY, Command
from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.chain import Source
from geleit.domain.deadlines.periods import Period
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Role


class DeadlineCommand(Command):
    """A command about one legal date. ``source`` is the document that says so."""

    deadline: DeadlineKind
    source: Source | None = None


class SetDeadline(DeadlineCommand):
    """Record a legal date: the day a notice names, or a period from ``start`` or from posting a notice.

    ``rule`` is the code of the rule it follows, if not the usual one of its kind. ``express``: the notice
    says with reference to § 31 (3) VwVfG that this very day is the end.
    """

    allowed_to: ClassVar[frozenset[Role]] = OFFICE_AND_AUTHORITY

    kind: Literal["set_deadline"] = "set_deadline"
    due_on: date | None = None
    start: date | None = None
    posted: date | None = None
    period: Period | None = None
    commune: Commune | None = None
    rule: str | None = None
    express: bool = False


class ExtendDeadline(DeadlineCommand):
    """The authority has granted more time: until a day, or by a period from the end so far (§ 190 BGB)."""

    allowed_to: ClassVar[frozenset[Role]] = OFFICE_AND_AUTHORITY

    kind: Literal["extend_deadline"] = "extend_deadline"
    until: date | None = None
    by: Period | None = None
    base: ExtendFrom = ExtendFrom.ROLLED
    express: bool = False


class RequestExtension(DeadlineCommand):
    """More time was asked for; the answer is looked for on ``follow_up_on``."""

    kind: Literal["request_extension"] = "request_extension"
    follow_up_on: date
    until: date | None = None


class RefuseExtension(DeadlineCommand):
    """The extension that was asked for is refused."""

    allowed_to: ClassVar[frozenset[Role]] = OFFICE_AND_AUTHORITY

    kind: Literal["refuse_extension"] = "refuse_extension"


class InterruptDeadline(DeadlineCommand):
    """The duty is no longer enforceable: the period stops (§ 59 (1) S. 6 AufenthG)."""

    allowed_to: ClassVar[frozenset[Role]] = OFFICE_AND_AUTHORITY

    kind: Literal["interrupt_deadline"] = "interrupt_deadline"
    since: date


class RestartDeadline(DeadlineCommand):
    """Enforceable again: the period runs anew and in full."""

    allowed_to: ClassVar[frozenset[Role]] = OFFICE_AND_AUTHORITY

    kind: Literal["restart_deadline"] = "restart_deadline"
    start: date
    period: Period | None = None


class MissDeadline(DeadlineCommand):
    """The legal date has passed without being kept."""

    kind: Literal["miss_deadline"] = "miss_deadline"


class RecomputeDeadlines(Command):
    """A holiday was proclaimed late: find the open legal dates again."""

    kind: Literal["recompute_deadlines"] = "recompute_deadlines"


class MeetDeadline(DeadlineCommand):
    """The legal date was kept."""

    kind: Literal["meet_deadline"] = "meet_deadline"
    kept_on: date | None = None


class WithdrawDeadline(DeadlineCommand):
    """The legal date no longer binds. Wants a reason (note)."""

    allowed_to: ClassVar[frozenset[Role]] = OFFICE_AND_AUTHORITY

    kind: Literal["withdraw_deadline"] = "withdraw_deadline"
