"""Add links to a chain: what a link inherits, what it requires, and how its end is found."""

from datetime import date
from typing import Any

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import DateKind, Ends, count_deadline, roll
from geleit.domain.deadlines.chain.record import DeadlineRecord, Link, LinkKind, Reckoning
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


def add_link(record: DeadlineRecord, link: Link) -> DeadlineRecord:
    """Return the record with one more link. Raise Refusal for a link before the last one."""
    if link.on < record.last.on:
        raise Refusal(
            "out_of_order",
            _("Der letzte Eintrag zu dieser Frist ist vom {last}. Ein Eintrag vom {date} kann nicht folgen."),
            last=record.last.on,
            date=link.on,
        )
    return record.model_copy(update={"links": (*record.links, link)})


def next_link(record: DeadlineRecord, what: LinkKind, /, **fields: Any) -> DeadlineRecord:
    """Return the record with one more link; fields that are not given are inherited from the last one."""
    return add_link(record, record.last.model_copy(update={**_OWN, "what": what, **fields}))


_OWN = {"sentence": "", "reason": None} | dict.fromkeys(
    ("source", "reckoning", "follow_up_on", "since", "until", "kept_on")
)
"""Fields of one link that the next does not inherit."""


def require_open(record: DeadlineRecord) -> None:
    """Raise Refusal unless the date binds."""
    if not record.is_open:
        raise Refusal("not_open", _("Die Frist ist nicht mehr offen."))


def require_same_rule(record: DeadlineRecord, rule: Rule) -> None:
    """Raise ValueError if the rule or its version is not the one that set the date."""
    if (record.rule, record.rule_version) != (rule.code, rule.version):
        raise ValueError(f"{record.key} was set by {record.rule} {record.rule_version}")


def find_ends(
    reckoning: Reckoning, *, kind: DateKind, calendar: Calendar, safe_so_far: date | None = None
) -> Ends:
    """Return the ends that the reckoning comes to with these holidays. Raise Refusal beyond the calendar.

    ``safe_so_far`` is the safe date that an extension lengthens: it may be from there that it counts.
    """
    if reckoning.question:
        question = reckoning.question.model_copy(update={"calendar": calendar})
        ends = count_deadline(question).ends[-1]
        if safe_so_far is None:
            return ends
        earliest = count_deadline(question.model_copy(update={"start": safe_so_far})).ends[-1]
        return ends._replace(safe=min(ends.safe, earliest.safe))
    assert reckoning.day is not None  # noqa: S101  # one of the two is given
    day = reckoning.day
    rolled = roll(day, kind=kind, calendar=calendar, before=reckoning.before)
    return Ends(day, rolled, safe=min(day, rolled))
