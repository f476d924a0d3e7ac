"""Actions on the departure as a whole: its facts, and its course from the opening to the end."""

from collections.abc import Sequence
from datetime import date

from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import ReopenDeparture, StopDeparture
from geleit.domain.lifecycle.events import (
    DepartureClosed,
    DepartureCorrected,
    DepartureOpened,
    DeparturePaused,
    DepartureReopened,
    DepartureResumed,
    DepartureStopped,
)
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.persons.state import ResidenceStatus
from geleit.domain.steps.state import Effect, StepState
from web.departure import fields
from web.departure.action import Action, Wording
from web.departure.assignment import REASSIGN_DEPARTURE
from web.departure.section import Area, Section, Shown
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui import labels
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import country, label


def _facts(shown: Shown) -> Sequence[tuple[str, str]]:
    departure, names = shown.at.departure, shown.at.names
    return (
        *([(_("Aktenzeichen der Beratungsstelle"), departure.file_number)] if departure.file_number else []),
        (_("Ziel"), country(departure.destination)),
        (_("Staatsangehörigkeit"), country(departure.nationality)),
        (_("Aufenthalt"), label(departure.residence_status)),
        (_("Erster Kontakt"), datum(departure.opened_on)),
        (_("Zuständig"), names.account(departure.counsellor_id) or _("niemand")),
        (_("Beratungsstelle"), names.office),
        (_("Behörde"), names.authority or _("keine eingetragen")),
    )


def _is_live(at: Situation) -> bool:
    return at.is_live


def _is_closable(at: Situation) -> bool:
    """Tell whether all other steps are settled; a failed step does not keep a departure open."""
    return at.is_open and all(
        step.is_settled or step.state is StepState.FAILED or step.effect is Effect.CLOSE
        for step in at.departure.steps.values()
    )


CORRECT: Action[Situation] = Action(
    command=CorrectDeparture,
    wording=Wording(
        "angaben-berichtigen",
        N_("Ziel und Aufenthalt berichtigen"),
        N_("Berichtigung speichern"),
        N_(
            "Schritte, Termine, Dokumente und Fristen bleiben, wie sie sind. Die Vorausschau rechnet mit dem "
            "neuen Ziel."
        ),
    ),
    success=N_("Die Angaben zum Vorgang sind berichtigt."),
    fields=(
        fields.country(
            "destination", N_("Zielland"), labels.countries, initial=lambda at: at.departure.destination
        ),
        fields.country(
            "nationality",
            N_("Staatsangehörigkeit"),
            labels.nationalities,
            initial=lambda at: at.departure.nationality,
        ),
        fields.choice(
            "residence_status",
            N_("Aufenthaltsstatus"),
            ResidenceStatus,
            initial=lambda at: at.departure.residence_status,
        ),
        fields.file_number(
            "file_number",
            N_("Aktenzeichen der Beratungsstelle"),
            hint=N_("Auch unter diesem Zeichen findet die Suche den Vorgang."),
            initial=lambda at: at.departure.file_number or "",
        ),
        fields.note(),
    ),
    possible=_is_live,
)
CLOSE: Action[Situation] = Action(
    command=CloseDeparture,
    wording=Wording(
        "abschliessen",
        N_("Vorgang abschließen"),
        N_("Vorgang abschließen"),
        N_("Danach lässt sich nichts mehr ändern. Notizen sind weiter möglich."),
    ),
    success=N_("Der Vorgang ist abgeschlossen."),
    fields=(fields.note(),),
    possible=_is_closable,
)
PAUSE: Action[Situation] = Action(
    command=PauseDeparture,
    wording=Wording(
        "ruhen",
        N_("Ruhen lassen"),
        N_("Ruhen lassen"),
        N_("Die Ziele der Schritte warten so lange, gesetzliche Fristen nicht."),
    ),
    success=N_("Der Vorgang ruht bis {review_on}."),
    fields=(
        fields.choice("reason", N_("Warum ruht der Vorgang?"), PauseReason),
        fields.day("review_on", N_("Wieder prüfen am"), hint=fields.AHEAD),
        fields.note(),
    ),
    possible=lambda at: at.is_open,
)
RESUME: Action[Situation] = Action(
    command=ResumeDeparture,
    wording=Wording(
        "fortsetzen",
        N_("Fortsetzen"),
        N_("Vorgang fortsetzen"),
        N_("Die Zieldaten rücken um die Tage weiter, die der Vorgang geruht hat."),
    ),
    success=N_("Der Vorgang läuft weiter."),
    fields=(fields.note(),),
    possible=lambda at: at.status is DepartureStatus.PAUSED,
)
STOP: Action[Situation] = Action(
    command=StopDeparture,
    wording=Wording(
        "abbrechen",
        N_("Vorgang abbrechen"),
        N_("Vorgang abbrechen"),
        N_("Alle offenen Schritte entfallen. Der Vorgang lässt sich später wieder aufnehmen."),
    ),
    success=N_("Der Vorgang ist abgebrochen."),
    fields=(
        fields.choice("reason", N_("Warum kommt die Ausreise nicht zustande?"), StopReason),
        fields.note(),
    ),
    possible=_is_live,
)
REOPEN: Action[Situation] = Action(
    command=ReopenDeparture,
    wording=Wording(
        "wieder-aufnehmen",
        N_("Wieder aufnehmen"),
        N_("Vorgang wieder aufnehmen"),
        N_("Die entfallenen Schritte werden wieder möglich."),
    ),
    success=N_("Der Vorgang ist wieder aufgenommen."),
    fields=(fields.reason(),),
    possible=lambda at: at.status is DepartureStatus.STOPPED,
)

SECTION = Section(
    "departure/lifecycle.html",
    Area.SIDE,
    view=_facts,
    actions=(CORRECT, CLOSE, RESUME, REOPEN, REASSIGN_DEPARTURE, PAUSE, STOP),
)


@sentence(DepartureOpened)
def _opened(speaker: Speaker, event: DepartureOpened, day: date) -> str:
    count = len(speaker.departure.persons)
    return ngettext("Vorgang angelegt.", "Vorgang angelegt, {n} Personen.", count).format(n=count)


@sentence(DepartureCorrected)
def _corrected(speaker: Speaker, event: DepartureCorrected, day: date) -> str:
    facts = {
        _("Ziel"): country(event.destination) if event.destination else None,
        _("Staatsangehörigkeit"): country(event.nationality) if event.nationality else None,
        _("Aufenthalt"): label(event.residence_status) if event.residence_status else None,
        _("Aktenzeichen der Beratungsstelle"): event.file_number,
    }
    right = ", ".join(f"{name}: {fact}" for name, fact in facts.items() if fact)
    return _("Berichtigt – {facts}.").format(facts=right)


@sentence(DeparturePaused)
def _paused(speaker: Speaker, event: DeparturePaused, day: date) -> str:
    return _("Vorgang ruht bis zur Überprüfung am {day}: {reason}.").format(
        day=datum(event.review_on), reason=label(event.reason)
    )


@sentence(DepartureResumed)
def _resumed(speaker: Speaker, event: DepartureResumed, day: date) -> str:
    return _("Vorgang fortgesetzt.")


@sentence(DepartureStopped)
def _stopped(speaker: Speaker, event: DepartureStopped, day: date) -> str:
    return _("Vorgang abgebrochen: {reason}.").format(reason=label(event.reason))


@sentence(DepartureReopened)
def _reopened(speaker: Speaker, event: DepartureReopened, day: date) -> str:
    return _("Vorgang wieder aufgenommen.")


@sentence(DepartureClosed)
def _closed(speaker: Speaker, event: DepartureClosed, day: date) -> str:
    return _("Vorgang abgeschlossen.")
