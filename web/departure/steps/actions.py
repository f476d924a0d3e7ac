"""The actions on one step, and the appointments that are added to the plan."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from geleit.domain.parties import Party
from geleit.domain.steps.commands import (
    AddStep,
    AssignTurn,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    FollowUp,
    ReopenStep,
    SetTarget,
    StartStep,
    WaitOn,
)
from geleit.domain.steps.events import StepCompleted, StepFailed, StepNotRequired
from geleit.domain.steps.state import Effect
from web.departure import fields
from web.departure.action import About, Action, Placement, Values, Wording
from web.departure.assignment import REASSIGN_STEP
from web.departure.fields import Field, Kind, Options
from web.departure.notes import WRITE_NOTE_ON_STEP
from web.departure.situation import Situation
from web.departure.steps import possible
from web.ui import labels
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _


def _turns(at: Situation) -> Options:
    return [(party.value, labels.label(party)) for party in at.process.step(at.the_step.code).turns]


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
    """Return the ticked steps: later ones, or those ended together with this one."""
    known = {key for key, _words in _followers(at)}
    known |= {step.key for step in at.departure.steps.values() if step.code == at.the_step.code}
    ticked = tuple(form.values("also"))
    if not known.issuperset(ticked):
        form.fail("also", _("Bitte wählen Sie nur Schritte aus der Liste."))
    return ticked


def _open_steps(at: Situation) -> Options:
    return [
        (step.key, at.names.step(step, at.process)) for step in at.departure.steps.values() if step.is_open
    ]


def _steps_to_follow_up(at: Situation) -> Options:
    return [
        (step.key, at.names.step(step, at.process))
        for step in at.departure.steps.values()
        if possible.may_follow_up(at, step)
    ]


def _chosen_steps(options: Callable[[Situation], Options]) -> Field[Situation]:
    """Make a field for several steps; the first is the command's own, the rest it takes along."""

    def read(form: Form, at: Situation) -> tuple[str, ...]:
        known = {key for key, _words in options(at)}
        ticked = tuple(form.values("step"))
        if not ticked:
            form.fail("step", _("Bitte kreuzen Sie an, für wen."))
        elif not known.issuperset(ticked):
            form.fail("step", _("Bitte wählen Sie nur Schritte aus der Liste."))
        return ticked

    return Field("step", N_("Welche Schritte?"), Kind.CHECKS, read, options=options)


def _first_and_others(at: Situation, values: Values) -> Mapping[str, Any]:
    first, *others = values["step"]
    return {"step": first, "also": tuple(others)}


def _authority_of_consent(at: Situation) -> str | None:
    """Return the authority to which the step gives the consent; None for other steps."""
    return fields.authority_in_charge(at) if at.the_step.effect is Effect.CONSENT else None


def _in_two_weeks(at: Situation) -> date:
    return at.today + timedelta(days=14)


def _appointment(at: Situation, values: Values) -> Mapping[str, Any]:
    return {"code": at.process.appointments[0].code}


_SAVED = N_("„{step}“ ist gespeichert.")

COMPLETE: Action[Situation] = Action(
    command=CompleteStep,
    wording=Wording("erledigen", N_("Abschließen"), N_("Abschließen")),
    success=N_("„{step}“ ist erledigt."),
    fields=(
        fields.day("on", N_("Erledigt am"), initial=fields.today),
        fields.authority_shown(_authority_of_consent),
        fields.note(),
    ),
    about=About.STEP,
    placement=Placement.ROW,
    possible=possible.is_completable,
)
START: Action[Situation] = Action(
    command=StartStep,
    wording=Wording("beginnen", N_("In Arbeit nehmen"), N_("In Arbeit nehmen")),
    success=_SAVED,
    about=About.STEP,
    placement=Placement.MORE,
    possible=possible.is_startable,
)
_AGAIN_ON: Field[Situation] = fields.day(
    "again_on", N_("Wieder erinnern am"), hint=fields.AHEAD, initial=_in_two_weeks
)
_FOLLOW_UP = Wording("nachfassen", N_("Nachfassen"), N_("Nachgefragt"))
_FOLLOWED_UP = N_("Nachgefragt. Wir erinnern Sie am {again_on}.")
FOLLOW_UP: Action[Situation] = Action(
    command=FollowUp,
    wording=_FOLLOW_UP,
    success=_FOLLOWED_UP,
    fields=(_AGAIN_ON, fields.note()),
    about=About.STEP,
    possible=lambda at: possible.may_follow_up(at, at.the_step),
)
COMPLETE_SEVERAL: Action[Situation] = Action(
    command=CompleteStep,
    wording=Wording("erledigen", N_("Mehrere Schritte abschließen"), N_("Abschließen")),
    success=N_("Die Schritte sind erledigt."),
    fields=(
        _chosen_steps(_open_steps),
        fields.day("on", N_("Erledigt am"), initial=fields.today),
        fields.authority_shown(),
        fields.note(),
    ),
    placement=Placement.ROW,
    possible=lambda at: at.is_live and len(_open_steps(at)) > 1,
    derive=_first_and_others,
)
FOLLOW_UP_SEVERAL: Action[Situation] = Action(
    command=FollowUp,
    wording=_FOLLOW_UP,
    success=_FOLLOWED_UP,
    fields=(_chosen_steps(_steps_to_follow_up), _AGAIN_ON, fields.note()),
    possible=lambda at: len(_steps_to_follow_up(at)) > 1,
    derive=_first_and_others,
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
    placement=Placement.MORE,
    possible=possible.is_running,
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
    possible=possible.is_plannable,
)
DECLARE_NOT_REQUIRED: Action[Situation] = Action(
    command=DeclareNotRequired,
    wording=Wording("nicht-noetig", N_("Nicht nötig"), N_("Für nicht nötig erklären")),
    success=_SAVED,
    fields=(
        fields.reason(N_("Zum Beispiel: Ein gültiger Pass liegt vor.")),
        fields.day("on", N_("Steht fest seit"), initial=fields.today, past=True),
    ),
    about=About.STEP,
    placement=Placement.MORE,
    possible=possible.is_dispensable,
)
FAIL: Action[Situation] = Action(
    command=FailStep,
    wording=Wording("gescheitert", N_("Gescheitert"), N_("Als gescheitert eintragen")),
    success=_SAVED,
    fields=(
        fields.reason(N_("Zum Beispiel: Der Antrag ist abgelehnt.")),
        fields.day("on", N_("Gescheitert am"), initial=fields.today, past=True),
    ),
    about=About.STEP,
    placement=Placement.MORE,
    possible=possible.is_failable,
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
    possible=possible.has_ended,
    takes_back=(StepCompleted, StepNotRequired, StepFailed),
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
    possible=lambda at: possible.is_ahead(at) and bool(_turns(at)),
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
    FOLLOW_UP,
    WAIT,
    START,
    WRITE_NOTE_ON_STEP,
    SET_TARGET,
    REASSIGN_STEP,
    ASSIGN_TURN,
    DECLARE_NOT_REQUIRED,
    FAIL,
    REOPEN,
    COMPLETE_SEVERAL,
    FOLLOW_UP_SEVERAL,
    ADD_APPOINTMENT,
)
"""In the order in which the page offers them."""
