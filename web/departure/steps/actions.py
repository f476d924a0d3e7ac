"""The actions on one step, and the appointments that are added to the plan."""

from collections.abc import Mapping
from typing import Any

from geleit.domain.parties import Party
from geleit.domain.steps.commands import (
    AddStep,
    AssignTurn,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    SetTarget,
    StartStep,
    WaitOn,
)
from geleit.domain.steps.state import Effect, StepState
from web.departure import fields
from web.departure.action import About, Action, Placement, Values, Wording
from web.departure.assignment import REASSIGN_STEP
from web.departure.fields import Field, Kind, Options
from web.departure.notes import WRITE_NOTE_ON_STEP
from web.departure.situation import Situation
from web.ui import labels
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _


def _is_open(at: Situation) -> bool:
    return at.is_live and at.the_step.is_open


def _is_running(at: Situation) -> bool:
    return at.is_open and at.the_step.is_open


def _is_ahead(at: Situation) -> bool:
    return at.is_live and at.the_step.is_ahead


def _is_startable(at: Situation) -> bool:
    return _is_running(at) and at.the_step.state is not StepState.IN_PROGRESS


def _is_completable(at: Situation) -> bool:
    step = at.the_step
    return at.is_live and (
        step.is_ahead if step.early else step.is_open and not at.departure.unsettled_needs(step)
    )


def _is_failable(at: Situation) -> bool:
    return _is_open(at) and at.the_step.effect is not Effect.CLOSE


def _is_dispensable(at: Situation) -> bool:
    """Tell whether the departure can go on without the step, also after it has failed."""
    can_be_left_out = _is_ahead(at) or (at.is_live and at.the_step.awaits_decision)
    return can_be_left_out and at.the_step.effect is not Effect.CLOSE


def _turns(at: Situation) -> Options:
    return [(party.value, labels.label(party)) for party in at.process.step(at.the_step.code).turns]


def _has_ended(at: Situation) -> bool:
    ended = (StepState.DONE, StepState.NOT_REQUIRED, StepState.FAILED)
    return at.is_live and at.the_step.state in ended


def _waited_for(at: Situation) -> str:
    """Return whose turn it usually is; the client's if it is the office's own."""
    turn = at.the_step.turn
    return (Party.CLIENT if turn is Party.COUNSELLOR else turn).value


def _followers(at: Situation) -> Options:
    return [(key, _follower(at, key)) for key in at.departure.begun_after(at.the_step.key)]


def _follower(at: Situation, key: str) -> str:
    step = at.departure.steps[key]
    return _("{step}: {state}").format(step=at.names.step(step, at.process), state=labels.label(step.state))


def _read_followers(form: Form, at: Situation) -> tuple[str, ...]:
    known = {key for key, _words in _followers(at)}
    ticked = tuple(form.values("also"))
    if not known.issuperset(ticked):
        form.fail("also", _("Bitte wählen Sie nur Schritte aus der Liste."))
    return ticked


def _appointment(at: Situation, values: Values) -> Mapping[str, Any]:
    return {"code": at.process.appointments[0].code}


_SAVED = N_("„{step}“ ist gespeichert.")

COMPLETE: Action[Situation] = Action(
    command=CompleteStep,
    wording=Wording("erledigen", N_("Erledigt"), N_("Erledigt")),
    success=N_("„{step}“ ist erledigt."),
    fields=(fields.day("on", N_("Erledigt am"), initial=fields.today), fields.note()),
    about=About.STEP,
    placement=Placement.ROW,
    possible=_is_completable,
)
START: Action[Situation] = Action(
    command=StartStep,
    wording=Wording("beginnen", N_("In Arbeit nehmen"), N_("In Arbeit nehmen")),
    success=_SAVED,
    about=About.STEP,
    placement=Placement.BUTTON,
    possible=_is_startable,
)
WAIT: Action[Situation] = Action(
    command=WaitOn,
    wording=Wording(
        "warten",
        N_("Wartet auf …"),
        N_("Wartet"),
        N_("Der Schritt liegt bei jemand anderem. Zur Wiedervorlage erinnern wir Sie."),
    ),
    success=_SAVED,
    fields=(
        fields.choice("party", N_("Auf wen?"), Party, initial=_waited_for),
        fields.day("follow_up_on", N_("Wiedervorlage am"), hint=fields.AHEAD, required=False),
        fields.note(),
    ),
    about=About.STEP,
    possible=_is_running,
)
SET_TARGET: Action[Situation] = Action(
    command=SetTarget,
    wording=Wording("ziel", N_("Zieldatum setzen"), N_("Zieldatum speichern")),
    success=_SAVED,
    fields=(
        fields.day(
            "target_on",
            N_("Soll erledigt sein bis"),
            hint=fields.AHEAD,
            initial=lambda at: at.the_step.target_on,
        ),
        fields.note(),
    ),
    about=About.STEP,
    placement=Placement.MORE,
    possible=_is_ahead,
)
DECLARE_NOT_REQUIRED: Action[Situation] = Action(
    command=DeclareNotRequired,
    wording=Wording("nicht-noetig", N_("Nicht nötig"), N_("Für nicht nötig erklären")),
    success=_SAVED,
    fields=(fields.reason(N_("Zum Beispiel: Ein gültiger Pass liegt vor.")),),
    about=About.STEP,
    placement=Placement.MORE,
    possible=_is_dispensable,
)
FAIL: Action[Situation] = Action(
    command=FailStep,
    wording=Wording("gescheitert", N_("Gescheitert"), N_("Als gescheitert eintragen")),
    success=_SAVED,
    fields=(fields.reason(N_("Zum Beispiel: Der Antrag ist abgelehnt.")),),
    about=About.STEP,
    placement=Placement.MORE,
    possible=_is_failable,
)
REOPEN: Action[Situation] = Action(
    command=ReopenStep,
    wording=Wording("zuruecknehmen", N_("Schritt zurücknehmen"), N_("Zurücknehmen")),
    success=N_("„{step}“ ist wieder offen."),
    fields=(
        fields.reason(N_("Warum ist der Schritt doch nicht erledigt?")),
        Field(
            "also",
            N_("Was davon soll mit zurückgenommen werden?"),
            Kind.CHECKS,
            _read_followers,
            hint=N_("Das alles kam danach. Was Sie nicht ankreuzen, bleibt, wie es ist."),
            required=False,
            options=_followers,
        ),
    ),
    about=About.STEP,
    placement=Placement.MORE,
    possible=_has_ended,
)
ASSIGN_TURN: Action[Situation] = Action(
    command=AssignTurn,
    wording=Wording("wer", N_("Wer erledigt das?"), N_("Eintragen")),
    success=_SAVED,
    fields=(
        fields.offered(
            "party", N_("Wer erledigt das?"), _turns, read=Party, initial=lambda at: at.the_step.turn
        ),
        fields.note(),
    ),
    about=About.STEP,
    placement=Placement.MORE,
    possible=lambda at: _is_ahead(at) and bool(_turns(at)),
)
ADD_APPOINTMENT: Action[Situation] = Action(
    command=AddStep,
    wording=Wording("termin", N_("Botschaftstermin eintragen"), N_("Termin eintragen")),
    success=N_("Der Termin am {target_on} ist eingetragen."),
    fields=(fields.person(), fields.day("target_on", N_("Tag des Termins"))),
    possible=lambda at: at.is_live and bool(at.process.appointments),
    derive=_appointment,
)

ACTIONS = (
    COMPLETE,
    START,
    WAIT,
    WRITE_NOTE_ON_STEP,
    SET_TARGET,
    REASSIGN_STEP,
    ASSIGN_TURN,
    DECLARE_NOT_REQUIRED,
    FAIL,
    REOPEN,
    ADD_APPOINTMENT,
)
"""In the order in which the page offers them."""
