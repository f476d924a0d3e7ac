"""End a deadline: kept, missed, withdrawn; and take its newest entry back."""

from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.take_back import TakeBackDeadline
from web.departure import fields
from web.departure.action import Placement, Wording
from web.departure.deadlines import fields as notice
from web.departure.deadlines import possible
from web.departure.deadlines.actions.base import on_deadline, read_source
from web.ui.i18n import N_

MISS = on_deadline(
    possible.is_overdue,
    command=MissDeadline,
    wording=Wording(
        "frist-versaeumt",
        N_("Nicht gewahrt"),
        N_("Als nicht gewahrt eintragen"),
        N_("Die Frist ist abgelaufen, ohne dass geschehen ist, was bis dahin zu tun war."),
    ),
    success=N_("Die Frist ist als nicht gewahrt eingetragen."),
    more=(fields.note(),),
    placement=Placement.MORE,
)
MEET = on_deadline(
    possible.is_explained,
    command=MeetDeadline,
    wording=Wording("frist-gewahrt", N_("Frist gewahrt"), N_("Als gewahrt eintragen")),
    success=N_("Die Frist ist als gewahrt eingetragen."),
    more=(fields.day("kept_on", N_("Gewahrt am"), initial=fields.today),),
    placement=Placement.MORE,
)
WITHDRAW = on_deadline(
    possible.is_withdrawable,
    command=WithdrawDeadline,
    wording=Wording("frist-aufheben", N_("Frist aufheben"), N_("Frist aufheben")),
    for_authority=Wording(
        "aufheben",
        N_("Frist aufheben"),
        N_("Aufheben"),
        N_("Das Datum bindet dann nicht mehr. Den Grund liest auch die Beratungsstelle."),
        done=N_("{number}: {deadline} aufgehoben, der {day} gilt nicht mehr."),
    ),
    success=N_("Die Frist ist aufgehoben."),
    more=(
        fields.reason(N_("Zum Beispiel: Der Bescheid ist aufgehoben.")),
        *notice.source_fields(),
    ),
    placement=Placement.MORE,
    derive=read_source,
)
TAKE_BACK = on_deadline(
    possible.has_entry_to_take_back,
    command=TakeBackDeadline,
    wording=Wording(
        "eintrag-zuruecknehmen",
        N_("Letzten Eintrag zurücknehmen"),
        N_("Eintrag zurücknehmen"),
        N_("Die Frist steht dann wieder da wie vor dem letzten Eintrag. Der Verlauf bleibt lesbar."),
    ),
    success=N_("Der letzte Eintrag zur Frist ist zurückgenommen."),
    more=(fields.reason(N_("Zum Beispiel: Die Verlängerung gilt einem anderen Vorgang.")),),
    placement=Placement.MORE,
)
