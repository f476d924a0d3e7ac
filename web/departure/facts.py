"""What a departure was opened with and was written down wrongly: destination, nationality, status."""

from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.persons.state import ResidenceStatus
from web.departure import fields
from web.departure.action import Action
from web.ui import labels
from web.ui.i18n import N_

FACT_ACTIONS = (
    Action(
        "angaben-berichtigen",
        N_("Ziel und Aufenthalt berichtigen"),
        N_("Berichtigung speichern"),
        lambda envelope, at, values: CorrectDeparture(
            **envelope,
            destination=values["ziel"],
            nationality=values["staat"],
            residence_status=values["aufenthalt"],
        ),
        (
            fields.country(
                "ziel", N_("Zielland"), labels.countries, initial=lambda at: at.departure.destination
            ),
            fields.country(
                "staat",
                N_("Staatsangehörigkeit"),
                labels.nationalities,
                initial=lambda at: at.departure.nationality,
            ),
            fields.choice(
                "aufenthalt",
                N_("Aufenthaltsstatus"),
                ResidenceStatus,
                initial=lambda at: at.departure.residence_status,
            ),
            fields.note(),
        ),
        possible=lambda at: at.is_live,
        hint=N_(
            "Schritte, Termine, Dokumente und Fristen bleiben, wie sie sind. Die Vorausschau rechnet mit dem "
            "neuen Ziel."
        ),
        said="departure_corrected",
    ),
)
