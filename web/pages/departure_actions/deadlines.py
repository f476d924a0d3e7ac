"""Legal dates: written down as a notice names them, kept, or no longer binding."""

from domain import commands as cmd
from domain.deadlines import DeadlineKind
from web.i18n import N_
from web.labels import label
from web.pages.departure_actions import fields
from web.pages.departure_actions.action import Action
from web.pages.departure_actions.fields import Kind, Options
from web.pages.departure_actions.situation import Situation


def _open_kinds(at: Situation) -> Options:
    return [(kind.value, label(kind)) for kind, found in at.departure.deadlines.items() if found.is_open]


def _any_open(at: Situation) -> bool:
    return bool(_open_kinds(at)) and _not_closed(at)


def _not_closed(at: Situation) -> bool:
    """A stopped departure's legal dates still bind the client, so they are kept up to date."""
    return at.is_live or at.departure.stop_reason is not None


def _about(at: Situation, subject: str) -> dict[str, str]:
    return {"frist": subject} if subject in dict(_open_kinds(at)) else {}


_OF_THE_OPEN = fields.offered("frist", N_("Welche Frist?"), _open_kinds, read=DeadlineKind, kind=Kind.HIDDEN)

DEADLINE_ACTIONS = (
    Action(
        "frist",
        N_("Frist eintragen"),
        N_("Frist speichern"),
        lambda envelope, at, values: cmd.SetDeadline(
            **envelope, deadline=values["frist"], due_on=values["bis"]
        ),
        (
            fields.choice("frist", N_("Welche Frist?"), DeadlineKind),
            fields.day("bis", N_("Datum, wie es im Bescheid steht")),
            fields.note(),
        ),
        possible=_not_closed,
        hint=N_("Gibt es die Frist schon, gilt ab jetzt das neue Datum."),
        said="deadline_set",
    ),
    Action(
        "neue-frist",
        N_("Neues Datum"),
        N_("Neues Datum speichern"),
        lambda envelope, at, values: cmd.SetDeadline(
            **envelope, deadline=values["frist"], due_on=values["bis"]
        ),
        (
            _OF_THE_OPEN,
            fields.day("bis", N_("Neues Datum, wie es im Bescheid steht")),
            fields.note(),
        ),
        possible=_any_open,
        said="deadline_set",
        fill=_about,
    ),
    Action(
        "frist-gewahrt",
        N_("Frist gewahrt"),
        N_("Gewahrt"),
        lambda envelope, at, values: cmd.MeetDeadline(**envelope, deadline=values["frist"]),
        (_OF_THE_OPEN,),
        possible=_any_open,
        said="deadline_met",
        fill=_about,
    ),
    Action(
        "frist-aufheben",
        N_("Frist aufheben"),
        N_("Frist aufheben"),
        lambda envelope, at, values: cmd.WithdrawDeadline(**envelope, deadline=values["frist"]),
        (_OF_THE_OPEN, fields.reason(N_("Zum Beispiel: Der Bescheid ist aufgehoben."))),
        possible=_any_open,
        said="deadline_withdrawn",
        fill=_about,
    ),
)
