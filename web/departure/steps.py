"""What can be done about one step."""

from geleit.domain.assignment.commands import Reassign
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Party
from geleit.domain.steps.commands import (
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    SetTarget,
    StartStep,
    WaitOn,
)
from geleit.domain.steps.state import StepState
from web.departure import fields
from web.departure.action import Action, Values
from web.departure.situation import Situation
from web.ui.i18n import N_


def _open(at: Situation) -> bool:
    return at.is_live and at.the_step.is_open


def _running(at: Situation) -> bool:
    return at.is_open and at.the_step.is_open


def _unfinished(at: Situation) -> bool:
    return at.is_live and (at.the_step.is_open or at.the_step.state is StepState.NOT_READY)


def _startable(at: Situation) -> bool:
    return _running(at) and at.the_step.state is not StepState.IN_PROGRESS


def _ended(at: Situation) -> bool:
    ended = (StepState.DONE, StepState.NOT_REQUIRED, StepState.FAILED)
    return at.is_live and at.the_step.state in ended


def _waited_for(at: Situation) -> str:
    """Whose turn it usually is; where that is the office itself, it waits for the client."""
    turn = at.the_step.turn
    return (Party.CLIENT if turn is Party.COUNSELLOR else turn).value


def _title(at: Situation, values: Values) -> dict[str, str]:
    """The step's title alone: sentences that travel in a cookie name no person."""
    return {"step": at.process.step(at.the_step.code).title}


STEP_ACTIONS = (
    Action(
        "erledigen",
        N_("Erledigt"),
        N_("Erledigt"),
        lambda envelope, at, values: CompleteStep(**envelope, step=at.key, on=values["am"]),
        (fields.day("am", N_("Erledigt am"), initial=fields.today), fields.note()),
        possible=_open,
        said="step_done",
        words=_title,
        is_row=True,
    ),
    Action(
        "beginnen",
        N_("In Arbeit nehmen"),
        N_("In Arbeit nehmen"),
        lambda envelope, at, values: StartStep(**envelope, step=at.key),
        possible=_startable,
        said="step_saved",
        words=_title,
    ),
    Action(
        "warten",
        N_("Wartet auf …"),
        N_("Wartet"),
        lambda envelope, at, values: WaitOn(
            **envelope, step=at.key, party=values["auf"], follow_up_on=values["wiedervorlage"]
        ),
        (
            fields.choice("auf", N_("Auf wen?"), Party, initial=_waited_for),
            fields.day("wiedervorlage", N_("Wiedervorlage am"), hint=fields.AHEAD, required=False),
            fields.note(),
        ),
        possible=_running,
        hint=N_("Der Schritt liegt bei jemand anderem. Zur Wiedervorlage erinnern wir Sie."),
        said="step_saved",
        words=_title,
    ),
    Action(
        "notiz",
        N_("Notiz schreiben"),
        N_("Notiz speichern"),
        lambda envelope, at, values: WriteNote(**envelope, step=at.key),
        (fields.note_text(),),
        said="note_written",
    ),
    Action(
        "ziel",
        N_("Zieldatum setzen"),
        N_("Zieldatum speichern"),
        lambda envelope, at, values: SetTarget(**envelope, step=at.key, target_on=values["ziel"]),
        (
            fields.day(
                "ziel",
                N_("Soll erledigt sein bis"),
                hint=fields.AHEAD,
                initial=lambda at: at.the_step.target_on,
            ),
            fields.note(),
        ),
        possible=_unfinished,
        said="step_saved",
        words=_title,
    ),
    Action(
        "zuweisen",
        N_("Schritt zuweisen"),
        N_("Zuweisen"),
        lambda envelope, at, values: Reassign(**envelope, step=at.key, counsellor_id=values["wer"]),
        (fields.colleague(),),
        possible=_unfinished,
        hint=N_("Nur dieser Schritt geht an die Kollegin oder den Kollegen, nicht der ganze Vorgang."),
        said="step_saved",
        words=_title,
    ),
    Action(
        "nicht-noetig",
        N_("Nicht nötig"),
        N_("Für nicht nötig erklären"),
        lambda envelope, at, values: DeclareNotRequired(**envelope, step=at.key),
        (fields.reason(N_("Zum Beispiel: Ein gültiger Pass liegt vor.")),),
        possible=_unfinished,
        said="step_saved",
        words=_title,
    ),
    Action(
        "gescheitert",
        N_("Gescheitert"),
        N_("Als gescheitert eintragen"),
        lambda envelope, at, values: FailStep(**envelope, step=at.key),
        (fields.reason(N_("Zum Beispiel: Der Antrag ist abgelehnt.")),),
        possible=_open,
        said="step_saved",
        words=_title,
    ),
    Action(
        "zuruecknehmen",
        N_("Schritt zurücknehmen"),
        N_("Zurücknehmen"),
        lambda envelope, at, values: ReopenStep(**envelope, step=at.key, also=values["auch"]),
        (fields.reason(N_("Warum ist der Schritt doch nicht erledigt?")), fields.followers()),
        possible=_ended,
        said="step_reopened",
        words=_title,
    ),
)
"""In the order in which the page offers them."""
