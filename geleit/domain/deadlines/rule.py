"""A rule of legal dates as versioned data: length, paragraph, who may set it, reminders."""

from datetime import date, timedelta
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator

from geleit.domain.calendar import Land
from geleit.domain.deadlines.calculator import DateKind, Posting, ServiceMethod
from geleit.domain.deadlines.lengths import format_length, unit_name
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.model import Value
from geleit.domain.parties import Role
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _

LONGEST = 4000
RuleCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Reminder = Annotated[int, Field(ge=-90, le=365)]
_DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.HALF_MONTHS: 15, Unit.MONTHS: 30, Unit.YEARS: 365}


class Span(Value, extra="forbid"):
    """A length with its usual value and its bounds; a window has two bounds and no usual length."""

    unit: Unit
    count: Count = Count.CALENDAR_DAYS
    usual: int | None = None
    least: int | None = None
    most: int | None = None

    @model_validator(mode="after")
    def _require_consistent(self) -> "Span":
        given = [amount for amount in (self.least, self.usual, self.most) if amount is not None]
        if not given:
            raise ValueError("a length needs at least one number: usual, least or most")
        for amount in given:
            if not 1 <= amount <= LONGEST:
                raise ValueError(f"a length is between 1 and {LONGEST}, not {amount}")
        if self.least and self.most and self.least > self.most:
            raise ValueError(f"the window ends before it begins: {self.least} to {self.most}")
        if given != sorted(given):
            raise ValueError("the usual length is not between least and most")
        if self.count is not Count.CALENDAR_DAYS and self.unit is not Unit.DAYS:
            raise ValueError("only days can be counted as working days")
        return self

    def period(self, amount: int | None = None) -> Period:
        """Return the usual length, or another amount of the same unit."""
        usual = self.usual or self.most or self.least
        return Period(amount=amount or usual or 1, unit=self.unit, count=self.count)

    @property
    def bounds(self) -> tuple[int, int]:
        """The shortest and the longest length; a length without bounds is exactly the usual one."""
        if self.least is None and self.most is None:
            return self.usual or 1, self.usual or LONGEST
        return self.least or 1, self.most or LONGEST

    def allows(self, period: Period) -> bool:
        """Return whether the length lies within the bounds, whenever it begins.

        Months are longer or shorter than 30 days: a month is no period of "at most 30 days", but 30 days
        are always within "up to three months". Working days are compared with working days alone.
        """
        low, high = self.bounds
        if (period.unit, period.count) == (self.unit, self.count):
            return low <= period.amount <= high
        if period.count is not Count.CALENDAR_DAYS or self.count is not Count.CALENDAR_DAYS:
            return False
        shortest, longest = _range_in_days(period.amount, period.unit)
        has_least = self.least is not None or self.most is None
        has_most = self.most is not None or self.least is None
        return (not has_least or shortest >= _range_in_days(low, self.unit)[1]) and (
            not has_most or longest <= _range_in_days(high, self.unit)[0]
        )

    def in_days(self, amount: int) -> int:
        """Return roughly how many days that is: a month has 30 (§ 191 BGB)."""
        if self.count is Count.WORKING_DAYS:
            return -(-amount * 7 // 5)
        return amount * _DAYS_IN[self.unit]

    def in_words(self) -> str:
        """Return the length in German: ``8–12 Wochen``, ``30 Tage``, ``bis zu 3 Monate``."""
        low = self.least or self.usual
        if low and self.most and low != self.most:
            return f"{low}–{self.most} {unit_name(self.unit, self.count)}"
        if low is None:
            return f"bis zu {format_length(self.period(self.most))}"
        at_least = "wenigstens " if self.usual is None and self.most is None else ""
        return f"{at_least}{format_length(self.period(low))}"


def _range_in_days(amount: int, unit: Unit) -> tuple[int, int]:
    """Return how many calendar days such a length has at least and at most, by the months it falls in."""
    if unit in (Unit.DAYS, Unit.WEEKS):
        days = amount * _DAYS_IN[unit]
        return days, days
    halves = amount * {Unit.HALF_MONTHS: 1, Unit.MONTHS: 2, Unit.YEARS: 24}[unit]
    months, fifteen = halves // 2, halves % 2 * 15  # § 189 (1) BGB
    begins = [date(year, month, 1) for year in (2021, 2023, 2024) for month in range(1, 13)]
    lengths = [(begin + relativedelta(months=months) - begin).days + fifteen for begin in begins]
    return min(lengths), max(lengths)


class LandSpan(Value, extra="forbid"):
    """A length that differs in one Land for some time, because its own law follows federal law with delay."""

    land: Land
    valid_to: date
    usual: Annotated[int, Field(ge=0, le=30)]


class Rule(Value, extra="forbid"):
    """One rule in one version. ``source`` says where it was read, or that no source was at hand.

    A period without ``period`` is one whose length is not known here: only the day that a notice names can be
    set by it. ``sets`` is the code of the usual rule that this one stands in for. ``event`` is the word for
    what starts the period; ``starts_with_notice`` says that it is the notification. ``remind_days`` counts
    days before the date (0: on the day, negative: after it); ``ask_days`` before it an extension should be
    asked for; ``shorter`` and ``longer`` are the paragraphs that allow a length outside the bounds;
    ``extension`` says on what basis the date can be extended, or what to do instead; ``restart`` is the
    paragraph by which it begins anew after an interruption, ``restart_period`` and ``restart_event`` how long
    it is then and what it runs from, if not as before; ``latest_departure`` marks the dates by which the
    person must have left; ``step`` is the step whose duration a forecast rule estimates.
    """

    code: RuleCode
    version: Annotated[int, Field(ge=1)]
    valid_from: date
    valid_to: date | None = None
    title: Annotated[str, Field(min_length=1)]
    paragraph: Annotated[str, Field(min_length=1)]
    source: str = ""
    text: Annotated[str, Field(min_length=1)]
    kind: DateKind
    sets: RuleCode | None = None
    event: str = ""
    starts_with_notice: bool = True
    period: Span | None = None
    before: bool = False
    lands: tuple[LandSpan, ...] = ()
    shorter: str = ""
    longer: str = ""
    remind_days: tuple[Reminder, ...] = ()
    escalate_after_days: Annotated[int, Field(ge=0, le=365)] | None = None
    ask_days: Annotated[int, Field(ge=0, le=365)] | None = None
    set_by: Literal[Role.AUTHORITY, Role.COUNSELLOR] = Role.COUNSELLOR
    extendable: bool = False
    extension: str = ""
    restart: str = ""
    restart_period: Span | None = None
    restart_event: str = "erneuter Vollziehbarkeit"
    latest_departure: bool = False
    step: str | None = None

    @model_validator(mode="after")
    def _require_consistent(self) -> "Rule":
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("the version ends before it begins")
        if self.extendable and not self.extension:
            raise ValueError("what can be extended needs a legal basis: extension is missing")
        if list(self.remind_days) != sorted(set(self.remind_days), reverse=True):
            raise ValueError("remind_days are not in descending order")
        window = self.kind is DateKind.WINDOW
        if window and not (self.period and self.period.least and self.period.most):
            raise ValueError("a window needs a beginning and an end: least and most")
        if (self.step is not None) != (self.kind is DateKind.FORECAST):
            raise ValueError("a forecast, and nothing else, belongs to a step: step")
        if self.step and not (self.period and self.period.usual and self.period.most):
            raise ValueError("a forecast needs the usual and the long case: usual and most")
        return self

    def is_valid_on(self, day: date) -> bool:
        """Return whether this version counts on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def deadline(self) -> str:
        """The legal date that it sets: its own, or that of the usual rule it stands in for."""
        return self.sets or self.code

    def usual_period(self) -> Period:
        """Return the length if a notice names none; of a window, its end. Raise Refusal if there is none.

        Bounds are no length: "up to three months" does not mean three.
        """
        span = self._span()
        if span.usual is None and self.kind is DateKind.PERIOD:
            raise Refusal(
                "needs_length",
                _("„{rule}“: {known}. Geben Sie die Dauer an, die der Bescheid nennt."),
                rule=self.title,
                known=span.in_words(),
                field="period",
            )
        return span.period(span.most if self.kind is DateKind.WINDOW else None)

    def _span(self) -> Span:
        if self.period is not None:
            return self.period
        if self.kind is DateKind.PERIOD:
            raise self.length_unknown().about("rule")
        raise Refusal(
            "needs_day", _("„{rule}“ gilt bis zu einem genannten Tag. Geben Sie ihn an."), rule=self.title
        ).about("due_on")

    def length_unknown(self) -> Refusal:
        """Return the refusal to count with a rule of which nobody knows here how long it is."""
        return Refusal(
            "length_unknown",
            _(
                "„{rule}“: Die Dauer, die seit dem {since} gilt, ist hier noch nicht bekannt. "
                "Tragen Sie den Tag ein, den der Bescheid nennt."
            ),
            rule=self.title,
            since=self.valid_from,
        )

    def basis_for(self, period: Period) -> str:
        """Return the paragraph that allows the length. Raise Refusal if none does."""
        span = self._span()
        if span.allows(period):
            return self.paragraph
        given = Span(unit=period.unit, count=period.count, usual=period.amount)
        is_short = given.in_days(period.amount) < span.in_days(span.bounds[0])
        basis = self.shorter if is_short else self.longer
        if basis:
            return basis
        raise Refusal(
            "not_the_rule",
            _("„{rule}“: {known}, nicht {given} ({paragraph})."),
            rule=self.title,
            known=span.in_words(),
            given=format_length(period),
            paragraph=self.paragraph,
            field="period",
        )

    def restart_basis_for(self, period: Period) -> str:
        """Return the paragraph by which it begins anew with that length. Raise Refusal if it cannot."""
        if self.restart_period and self.restart_period.allows(period):
            return self.restart
        basis = self.basis_for(period)
        if self.restart_period:
            return basis
        return self.restart if basis == self.paragraph else f"{self.restart}, {basis}"

    def require_notice(self) -> None:
        """Raise Refusal if the period does not run from the notification, and so not from posting either."""
        if not self.starts_with_notice:
            raise Refusal(
                "not_from_notice",
                _("„{rule}“ läuft nicht ab der Bekanntgabe. Geben Sie den Tag an: {event}."),
                rule=self.title,
                event=self.event,
                field="posted",
            )

    def may_set(self, role: Role) -> bool:
        """Return whether that role may set such a date; the office also records what authorities have set."""
        return role in (Role.COUNSELLOR, Role.SUPERVISOR, Role.SYSTEM) or role is self.set_by

    def reminders(self, end: date) -> tuple[date, ...]:
        """Return the days of the reminders, earliest first."""
        return tuple(end - timedelta(days=days) for days in self.remind_days)

    def escalation(self, end: date) -> date | None:
        """Return the day on which the supervisor is alerted that the date has passed."""
        days = self.escalate_after_days
        return None if days is None else end + timedelta(days=days)

    def posting(self, posted_on: date, *, land: Land, rolls: bool = False) -> Posting:
        """Return the service fiction (a rule in days) for a notice posted on that day in that Land."""
        own = next((span for span in self.lands if span.land is land and posted_on <= span.valid_to), None)
        usual = self.period.usual if self.period else None
        days = own.usual if own else usual or 0
        service = ServiceMethod(self.code)
        return Posting(posted_on=posted_on, fiction_days=days, fiction_rolls=rolls, service=service)
