"""Notes on the departure as a whole and on its steps: possible at any time, also after its end."""

from dataclasses import dataclass
from datetime import date

from geleit.domain.notes.commands import WriteNote
from geleit.domain.notes.events import NoteWritten
from web.departure import fields
from web.departure.action import About, Action, Wording
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui.i18n import N_
from web.ui.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as it is shown at a step."""

    on: date
    text: str
    who: str | None


_WORDING = Wording("notiz", N_("Notiz schreiben"), N_("Notiz speichern"))
_SUCCESS = N_("Die Notiz ist gespeichert.")

WRITE_NOTE: Action[Situation] = Action(
    command=WriteNote, wording=_WORDING, success=_SUCCESS, fields=(fields.note_text(),)
)
WRITE_NOTE_ON_STEP: Action[Situation] = Action(
    command=WriteNote,
    wording=_WORDING,
    success=_SUCCESS,
    fields=(fields.note_text(),),
    about=About.STEP,
)


@sentence(NoteWritten)
def _written(speaker: Speaker, event: NoteWritten, day: date) -> str:
    return _("Notiz zu „{step}“.").format(step=speaker.step(event.step)) if event.step else _("Notiz.")
