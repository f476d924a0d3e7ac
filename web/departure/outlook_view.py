"""View classes of the outlook: forecast, travel window, warnings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geleit.domain.outlook.forecast import Forecast
from geleit.domain.outlook.travel_window import TravelWindow
from web.ui.indicators import DeadlineIndicator


@dataclass(frozen=True, slots=True)
class WarningView:
    """One warning on the page. ``also`` names those to whom the same happens on the same day."""

    indicator: DeadlineIndicator
    severity: str
    sentence: str
    also: str | None
    href: str | None
    button: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Document the journey depends on; ``key`` names it in an address."""

    key: str
    name: str
    until: date | None
    note: str | None
    renew: str | None


@dataclass(frozen=True, slots=True)
class DepartureOutlook:
    """Outlook of a departure: ``when`` is the forecast in words, ``limits`` the travel window.

    ``strained`` are the deadlines that will hardly be met, by key.
    """

    forecast: Forecast
    window: TravelWindow
    warnings: tuple[WarningView, ...]
    documents: tuple[DocumentLine, ...]
    when: str
    limits: str
    slowest: str | None
    origin: str | None
    to_renew: tuple[str, ...]
    strained: Mapping[str, tuple[DeadlineIndicator, str]]

    @property
    def is_planned(self) -> bool:
        """Whether there is a departure to forecast."""
        return self.forecast.median is not None and self.forecast.departed_on is None

    @property
    def has_window(self) -> bool:
        """Whether anything is known that the journey depends on."""
        return self.is_planned and bool(self.window.bars)
