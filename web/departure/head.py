"""The head of the departure's page: its name, and its state at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from geleit.domain.departure import DepartureStatus
from web.departure.consent import ConsentView, consent_view
from web.departure.deadlines.view import DeadlineView, deadline_views
from web.departure.section import Area, Section, Shown
from web.departure.situation import Situation
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.indicators import StepIndicator
from web.ui.labels import country, label


@dataclass(frozen=True, slots=True)
class HeadView:
    """The content of the head."""

    number: str
    applicant: str
    headline: str
    status: str
    status_indicator: StepIndicator
    deadlines: Sequence[DeadlineView]
    consent: ConsentView


def _head(shown: Shown) -> HeadView:
    at = shown.at
    return HeadView(
        number=at.departure.number,
        applicant=at.names.applicant(),
        headline=_headline(at),
        status=label(at.status),
        status_indicator=_STATUS_INDICATORS[at.status],
        deadlines=deadline_views(shown),
        consent=consent_view(at),
    )


_STATUS_INDICATORS = {
    DepartureStatus.OPEN: StepIndicator.ACTIVE,
    DepartureStatus.PAUSED: StepIndicator.WAITING,
    DepartureStatus.STOPPED: StepIndicator.OFF,
    DepartureStatus.CLOSED: StepIndicator.DONE,
}


def _headline(at: Situation) -> str:
    """Return how many leave, where to, and who is in charge."""
    count = len(at.departure.persons)
    counsellor = at.names.account(at.departure.counsellor_id)
    return " · ".join(
        (
            ngettext("{n} Person", "{n} Personen", count).format(n=count),
            _("Ziel: {country}").format(country=country(at.departure.destination)),
            _("zuständig: {who}").format(who=counsellor) if counsellor else _("niemand zuständig"),
        )
    )


SECTION = Section("departure/head.html", Area.TOP, view=_head)
