"""Adding a link to a chain: what it inherits from the one before, what must hold, how an end is found."""

from datetime import date
from typing import Any

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import DateKind, calculate, end_in_words, rolled
from geleit.domain.deadlines.chain.record import DeadlineRecord, Link, LinkKind, Reckoning, Source
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.domain.wording import german


def add_link(record: DeadlineRecord, link: Link) -> DeadlineRecord:
    """The record with one more link, as it was decided. Raises Refusal for a link before the last one."""
    if link.on < record.last.on:
        raise Refusal(
            "out_of_order",
            _("Der letzte Eintrag zu dieser Frist ist vom {last}. Ein Eintrag vom {date} kann nicht folgen."),
            last=record.last.on,
            date=link.on,
        )
    return record.model_copy(update={"links": (*record.links, link)})


def next_link(record: DeadlineRecord, what: LinkKind, /, **fields: Any) -> DeadlineRecord:
    """One more link: what it does not say stays as it was, but for what is its own alone."""
    own = {"source": None, "reason": None, "reckoning": None, "follow_up_on": None, "since": None}
    return add_link(record, record.last.model_copy(update={**own, "what": what, **fields}))


def must_be_open(record: DeadlineRecord) -> None:
    if not record.is_open:
        raise Refusal("not_open", _("Die Frist ist nicht mehr offen."))


def must_follow(record: DeadlineRecord, rule: Rule) -> None:
    if (record.rule, record.rule_version) != (rule.code, rule.version):
        raise ValueError(f"{record.key} wurde nach {record.rule} {record.rule_version} gesetzt")


def reckon(
    reckoning: Reckoning, *, kind: DateKind, calendar: Calendar, basis: str = ""
) -> tuple[date, date, str]:
    """Raw end, end, and how they were found; ``basis`` is the paragraph by which a named day counts."""
    if reckoning.question:
        answer = calculate(reckoning.question.model_copy(update={"calendar": calendar}))
        return answer.raw_end, answer.end, answer.sentence
    assert reckoning.day is not None  # noqa: S101  # one of the two is given
    end = rolled(reckoning.day, kind=kind, calendar=calendar, before=reckoning.before)
    words = end_in_words(reckoning.day, end, kind=kind, calendar=calendar)
    law = f" ({basis})" if basis else ""
    return reckoning.day, end, f"bis {words}{law}; sicheres Datum: {german(min(reckoning.day, end))}"


def with_source(happened: str, date_found: str, source: Source | None) -> str:
    """``Verlängert am 01.04.2026 (Bescheid vom 31.03.2026): bis 15.05.2026``; each part may be missing."""
    head = happened
    if source:
        head = f"{happened} ({source.in_words()})" if happened else source.in_words()
    return ": ".join(part for part in (head, date_found) if part)
