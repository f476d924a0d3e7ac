"""How a deadline ends: kept, missed, taken back, or replaced by another."""

from datetime import date

from domain.chain.links import must_be_open, next_link, with_source
from domain.chain.record import DeadlineRecord, LinkKind, RecordState, Source
from domain.refusals import Refusal
from domain.texts import _
from domain.wording import german


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
