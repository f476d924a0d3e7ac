"""Assign the departure, or one of its steps, to a colleague."""

from datetime import date
from uuid import UUID

from geleit.domain.assignment.commands import Reassign
from geleit.domain.assignment.events import CounsellorAssigned
from web.departure import fields
from web.departure.action import About, Action, Placement, Wording
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui.i18n import N_
from web.ui.i18n import gettext as _


def _colleagues(at: Situation) -> fields.Options:
    return [(str(account_id), name) for account_id, name in at.names.colleagues]


def _responsible(at: Situation) -> str | None:
    assigned = at.step.assignee_id if at.step else None
    found = assigned or at.departure.counsellor_id
    return str(found) if found else None


def _is_ahead(at: Situation) -> bool:
    return at.is_live and at.the_step.is_ahead


_COLLEAGUE = fields.offered("counsellor_id", N_("Zuständig"), _colleagues, read=UUID, initial=_responsible)

REASSIGN_DEPARTURE: Action[Situation] = Action(
    command=Reassign,
    wording=Wording(
        "zuweisen",
        N_("Vorgang übergeben"),
        N_("Übergeben"),
        N_("Alle Schritte, die niemandem einzeln zugewiesen sind, gehen mit."),
    ),
    success=N_("Der Vorgang ist übergeben."),
    fields=(_COLLEAGUE, fields.note()),
    possible=lambda at: at.is_live,
)
REASSIGN_STEP: Action[Situation] = Action(
    command=Reassign,
    wording=Wording(
        "zuweisen",
        N_("Schritt zuweisen"),
        N_("Zuweisen"),
        N_("Nur dieser Schritt geht an die Kollegin oder den Kollegen, nicht der ganze Vorgang."),
    ),
    success=N_("„{step}“ ist gespeichert."),
    fields=(_COLLEAGUE,),
    about=About.STEP,
    placement=Placement.MORE,
    possible=_is_ahead,
)


@sentence(CounsellorAssigned)
def _assigned(speaker: Speaker, event: CounsellorAssigned, day: date) -> str:
    who = speaker.names.account(event.counsellor_id)
    if event.step is None:
        return _("Vorgang übergeben an {who}.").format(who=who)
    return _("„{step}“ zugewiesen an {who}.").format(step=speaker.step(event.step), who=who)
