"""How a deadline ends: kept, missed, taken back, or replaced by another."""

from datetime import date

from geleit.domain.deadlines.chain.links import must_be_open, next_link, with_source
from geleit.domain.deadlines.chain.record import DeadlineRecord, LinkKind, RecordState, Source
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.domain.wording import german


def meet(record: DeadlineRecord, *, kept_on: date, on: date) -> DeadlineRecord:
    """The date was kept."""
    must_be_open(record)
    if kept_on > record.end:
        raise Refusal(
            "too_late",
            _("Die Frist ist am {end} abgelaufen, der {date} liegt danach."),
            end=record.end,
            date=kept_on,
        )
    return next_link(record, LinkKind.MET, on=on, sentence=f"Eingehalten am {german(kept_on)}")


def miss(record: DeadlineRecord, *, on: date) -> DeadlineRecord:
    """The date has passed. Due today is not overdue."""
    must_be_open(record)
    if on <= record.end:
        raise Refusal("not_over", _("Die Frist läuft noch bis {date}."), date=record.end)
    return next_link(record, LinkKind.MISSED, on=on, sentence=f"Abgelaufen am {german(record.end)}")


def leave(record: DeadlineRecord, *, left_on: date, on: date) -> DeadlineRecord:
    """Who has left has kept the date, or has left too late: either way it binds no more.

    While a period is interrupted nobody can be late for it (§ 59 (1) S. 6 AufenthG), and it will not begin
    anew for somebody who is gone.
    """
    if record.state is RecordState.INTERRUPTED:
        sentence = f"Eingehalten: Ausreise am {german(left_on)}, während die Frist unterbrochen war"
        return next_link(record, LinkKind.MET, on=on, sentence=sentence)
    return meet(record, kept_on=left_on, on=on) if left_on <= record.end else miss(record, on=on)


def withdraw(record: DeadlineRecord, *, on: date, source: Source | None = None) -> DeadlineRecord:
    """The date no longer binds: the notice was taken back, or the duty fell away."""
    _unsettled(record)
    sentence = with_source(f"Aufgehoben am {german(on)}", "", source)
    return next_link(record, LinkKind.WITHDRAWN, on=on, source=source, sentence=sentence)


def supersede(record: DeadlineRecord, *, by: str, on: date) -> DeadlineRecord:
    """Another date (``by``: its title) has taken the place of this one."""
    _unsettled(record)
    return next_link(record, LinkKind.SUPERSEDED, on=on, sentence=f"Ersetzt am {german(on)} durch: {by}")


def _unsettled(record: DeadlineRecord) -> None:
    if record.state not in (RecordState.OPEN, RecordState.INTERRUPTED, RecordState.MISSED):
        raise Refusal("not_open", _("Die Frist ist nicht mehr offen."))
