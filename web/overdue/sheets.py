"""Überfällig as files to take along."""

from collections.abc import Sequence

from geleit.store.pages.overdue import OverdueStep
from geleit.store.pages.overdue_deadlines import OverdueDeadline
from web.ui.i18n import gettext as _
from web.ui.labels import country, label
from web.ui.lists import step_name
from web.ui.sheets import ListSheet


def step_sheet(steps: Sequence[OverdueStep]) -> ListSheet:
    """Return the overdue steps as rows of a file."""
    columns = (
        _("Nummer"),
        _("Name"),
        _("Personen"),
        _("Zielland"),
        _("Schritt"),
        _("Fällig war"),
        _("Am Zug"),
        _("Seit"),
        _("Beratungsstelle"),
        _("Zuständig"),
    )
    rows = [
        (
            step.number,
            step.applicant,
            step.persons,
            country(step.destination),
            step_name(step.process, step.process_version, step.code, step.person, state=step.state),
            step.due_on,
            label(step.held_up_by),
            step.since,
            step.office,
            step.counsellor,
        )
        for step in steps
    ]
    return ListSheet(_("Überfällig"), columns, rows)


def date_sheet(dates: Sequence[OverdueDeadline]) -> ListSheet:
    """Return the overdue deadlines as rows of a file."""
    columns = (
        _("Nummer"),
        _("Name"),
        _("Personen"),
        _("Zielland"),
        _("Frist"),
        _("Sicheres Datum"),
        _("Frist endete am"),
        _("Beratungsstelle"),
        _("Zuständig"),
    )
    rows = [
        (
            found.number,
            found.applicant,
            found.persons,
            country(found.destination),
            label(found.kind),
            found.due_on,
            found.end_on,
            found.office,
            found.counsellor,
        )
        for found in dates
    ]
    return ListSheet(_("Fristen"), columns, rows)
