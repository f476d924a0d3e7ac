"""Notes on the departure as a whole: possible at any time, also when it is over."""

from geleit.domain.notes.commands import WriteNote
from web.departure import fields
from web.departure.action import Action
from web.ui.i18n import N_

NOTE_ACTIONS = (
    Action(
        "notiz",
        N_("Notiz schreiben"),
        N_("Notiz speichern"),
        lambda envelope, at, values: WriteNote(**envelope),
        (fields.note_text(),),
        said="note_written",
    ),
)
