"""When the journey can be and what it depends on: what warnings are drawn from, and what a warning is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.departure import Departure
from geleit.domain.model import Value
from geleit.domain.outlook.forecast import Forecast
from geleit.domain.outlook.travel_window import TravelWindow
from geleit.domain.texts import _
from geleit.domain.wording import Names, german


class Severity(StrEnum):
    """How bad it is: it will go wrong, it may go wrong, it is good to know."""

    CRITICAL = "critical"
    WARNING = "warning"
    HINT = "hint"


class CollisionKind(StrEnum):
    """What collides with the departure."""

    LEGAL_DATE = "legal_date"
    DOCUMENT = "document"
    CERTIFICATE = "certificate"
    APPROVAL = "approval"
    NOT_YET_VALID = "not_yet_valid"
    COMES_OF_AGE = "comes_of_age"
    EMPTY_WINDOW = "empty_window"


class Collision(Value):
    """One warning. ``about`` is the date that does not hold, ``act_by`` the day until when to do something.

    What solves it is a step of the departure (its key), or a command on a deadline (the command's kind and
    the deadline's key), or neither.
    """

    kind: CollisionKind
    severity: Severity
    sentence: str
    about: date
    act_by: date
    person: int | None = None
    step: str | None = None
    command: str | None = None
    deadline: str | None = None


@dataclass(frozen=True)
class Outlook:
    """What warnings are drawn from: when the journey can be, and what it depends on.

    ``travel_on`` is the day of a booked journey; without one the forecast speaks.
    """

    departure: Departure
    forecast: Forecast
    window: TravelWindow
    rules: RuleSet
    today: date
    deadlines: tuple[DeadlineRecord, ...] = ()
    travel_on: date | None = None
    birth_dates: Mapping[int, date] = field(default_factory=dict)
    names: Names = field(default_factory=dict)

    @property
    def earliest(self) -> date | None:
        """The day from which on the journey is to be expected."""
        return self.travel_on or self.forecast.median

    @property
    def latest(self) -> date | None:
        """The day until which it should have been made."""
        return self.travel_on or self.forecast.p80

    def expected(self) -> str:
        """When the journey is, in half a sentence."""
        if self.travel_on:
            return _("die Reise ist am {date}").format(date=german(self.travel_on))
        median, p80 = self.forecast.median, self.forecast.p80
        if median is None or p80 is None:
            return _("die Ausreise ist nicht geplant")
        if median == p80:
            return _("die Ausreise ist um den {date} zu erwarten").format(date=german(median))
        return _("die Ausreise ist zwischen {median} und {p80} zu erwarten").format(
            median=german(median), p80=german(p80)
        )
