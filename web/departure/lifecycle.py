"""What can be done about the course of the departure as a whole: rest, go on, stop, take up again, close."""

from geleit.domain.assignment.commands import Reassign
from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import ReopenDeparture, StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.steps.state import Effect, StepState
from web.departure import fields
from web.departure.action import Action
from web.departure.situation import Situation
from web.ui.filters import datum
from web.ui.i18n import N_


def _paused(at: Situation) -> bool:
    return at.departure.status is DepartureStatus.PAUSED


def _closable(at: Situation) -> bool:
    """Everything but the closing itself is settled; a failed step does not keep a departure open."""
    return at.is_open and all(
        step.is_settled or step.state is StepState.FAILED or step.effect is Effect.CLOSE
        for step in at.departure.steps.values()
    )


COURSE_ACTIONS = (
    Action(
        "abschliessen",
        N_("Vorgang abschließen"),
        N_("Vorgang abschließen"),
        lambda envelope, at, values: CloseDeparture(**envelope),
        (fields.note(),),
        possible=_closable,
        hint=N_("Danach lässt sich nichts mehr ändern. Notizen sind weiter möglich."),
        said="departure_closed",
    ),
    Action(
        "ruhen",
        N_("Ruhen lassen"),
        N_("Ruhen lassen"),
        lambda envelope, at, values: PauseDeparture(
            **envelope, reason=values["warum"], review_on=values["bis"]
        ),
        (
            fields.choice("warum", N_("Warum ruht der Vorgang?"), PauseReason),
            fields.day("bis", N_("Wieder prüfen am"), hint=fields.AHEAD),
            fields.note(),
        ),
        possible=lambda at: at.is_open,
        hint=N_("Die Ziele der Schritte warten so lange, gesetzliche Fristen nicht."),
        said="departure_paused",
        words=lambda at, values: {"day": datum(values["bis"])},
    ),
    Action(
        "fortsetzen",
        N_("Fortsetzen"),
        N_("Vorgang fortsetzen"),
        lambda envelope, at, values: ResumeDeparture(**envelope),
        (fields.note(),),
        possible=_paused,
        hint=N_("Die Zieldaten rücken um die Tage weiter, die der Vorgang geruht hat."),
        said="departure_resumed",
    ),
    Action(
        "abbrechen",
        N_("Vorgang abbrechen"),
        N_("Vorgang abbrechen"),
        lambda envelope, at, values: StopDeparture(**envelope, reason=values["warum"]),
        (
            fields.choice("warum", N_("Warum kommt die Ausreise nicht zustande?"), StopReason),
            fields.note(),
        ),
        possible=lambda at: at.is_live,
        hint=N_("Alle offenen Schritte entfallen. Der Vorgang lässt sich später wieder aufnehmen."),
        said="departure_stopped",
    ),
    Action(
        "wieder-aufnehmen",
        N_("Wieder aufnehmen"),
        N_("Vorgang wieder aufnehmen"),
        lambda envelope, at, values: ReopenDeparture(**envelope),
        (fields.reason(),),
        possible=lambda at: at.departure.status is DepartureStatus.STOPPED,
        hint=N_("Die entfallenen Schritte werden wieder möglich."),
        said="departure_reopened",
    ),
    Action(
        "zuweisen",
        N_("Vorgang übergeben"),
        N_("Übergeben"),
        lambda envelope, at, values: Reassign(**envelope, counsellor_id=values["wer"]),
        (fields.colleague(), fields.note()),
        possible=lambda at: at.is_live,
        hint=N_("Alle Schritte, die niemandem einzeln zugewiesen sind, gehen mit."),
        said="departure_reassigned",
    ),
)
