"""The date of the journey and what it depends on: the input of warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.departure import Departure
from geleit.domain.outlook.forecast import Forecast
from geleit.domain.outlook.travel_window import TravelWindow
from geleit.domain.process import Process


@dataclass(frozen=True)
class Journey:
    """The journey ahead. ``travel_on`` is its day once it is booked; else the forecast counts."""

    departure: Departure
    process: Process
    forecast: Forecast
    window: TravelWindow
    rules: RuleSet
    today: date
    deadlines: tuple[DeadlineRecord, ...] = ()
    travel_on: date | None = None
    birth_dates: Mapping[int, date] = field(default_factory=dict)

    @property
    def earliest(self) -> date | None:
        """The day by which the journey is made in half of all cases."""
        return self.travel_on or self.forecast.median

    @property
    def latest(self) -> date | None:
        """The day by which the journey is made in four cases of five."""
        return self.travel_on or self.forecast.p80
