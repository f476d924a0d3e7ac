"""Warum dieses Datum? Show the chain of a deadline, link by link, with its rule."""

from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.chain import DeadlineRecord, Link, LinkKind
from geleit.domain.deadlines.state import Deadline
from geleit.german.words import as_sentence
from geleit.processes import rule_set
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

_TITLES = {
    LinkKind.SET: N_("Eingetragen"),
    LinkKind.EXTENSION_REQUESTED: N_("Verlängerung beantragt"),
    LinkKind.EXTENSION_REFUSED: N_("Verlängerung abgelehnt"),
    LinkKind.EXTENDED: N_("Verlängert"),
    LinkKind.INTERRUPTED: N_("Unterbrochen"),
    LinkKind.RESTARTED: N_("Läuft neu"),
    LinkKind.RECOMPUTED: N_("Neu berechnet"),
    LinkKind.MET: N_("Gewahrt"),
    LinkKind.MISSED: N_("Nicht gewahrt"),
    LinkKind.WITHDRAWN: N_("Aufgehoben"),
    LinkKind.SUPERSEDED: N_("Ersetzt"),
    LinkKind.TAKEN_BACK: N_("Zurückgenommen"),
}


@dataclass(frozen=True, slots=True)
class LinkView:
    """One entry; ``counts``: it set the current date."""

    on: date
    title: str
    sentence: str
    counts: bool


@dataclass(frozen=True, slots=True)
class ChainView:
    """The explanation of a date, from the beginning."""

    sentence: str
    safe: str
    links: tuple[LinkView, ...]
    rule: str
    paragraph: str
    text: str
    version: str
    source: str


def chain_view(deadline: Deadline) -> ChainView | None:
    """Return the chain in words; None for a date without one."""
    if not deadline.links:
        return None
    record = deadline.record
    rule = rule_set().rule_version(record.rule, record.rule_version)
    return ChainView(
        sentence=as_sentence(record.sentence),
        safe=_safe(record),
        links=tuple(_link(link, record) for link in record.links),
        rule=rule.title,
        paragraph=rule.paragraph,
        text=rule.text.strip(),
        version=_("Regel „{code}“, Fassung {version}, gültig seit {day}.").format(
            code=rule.code, version=rule.version, day=datum(rule.valid_from)
        ),
        source=_("Quelle: {source}.").format(source=rule.source) if rule.source else "",
    )


def moved(deadline: Deadline) -> str | None:
    """Return the other end of a date that moved off a weekend or holiday, or is disputed; else None."""
    if not deadline.is_open or not deadline.links:
        return None
    record = deadline.record
    if record.raw_end == record.end:
        if record.safe_date == record.end:
            return None
        return _("Gezählt bis {day}. Sicher ist {safe}.").format(
            day=datum(record.end), safe=datum(record.safe_date)
        )
    later = max(record.raw_end, record.end)
    reason = f" ({record.reason})" if record.reason else ""
    return _("Verschoben auf {day}{reason}. Sicher ist {safe}.").format(
        day=datum(later), reason=reason, safe=datum(record.safe_date)
    )


def _link(link: Link, record: DeadlineRecord) -> LinkView:
    return LinkView(
        on=link.on,
        title=_(_TITLES[link.what]),
        sentence=as_sentence(link.sentence),
        counts=record.is_open and link is record.dated_by,
    )


def _safe(record: DeadlineRecord) -> str:
    if record.safe_date < min(record.raw_end, record.end):
        return _(
            "Sicheres Datum: {day}. Gezählt ist die Frist bis {end}; von welchem Tag an sie zählt, ist "
            "umstritten. Wer das frühere Datum einhält, muss darüber nicht streiten."
        ).format(day=datum(record.safe_date), end=datum(record.end))
    if record.raw_end == record.end:
        return _("Sicheres Datum: {day}. Das Ende verschiebt sich nicht.").format(day=datum(record.safe_date))
    return _(
        "Sicheres Datum: {day}. Das Ende verschiebt sich wegen {reason} auf den {end}. Wer das frühere Datum "
        "einhält, muss sich nicht darauf verlassen."
    ).format(day=datum(record.safe_date), reason=record.reason or "–", end=datum(record.end))
