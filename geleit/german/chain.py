"""Explain the chain of a deadline: one sentence for every link, as it is recorded and shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from geleit.domain.deadlines.calculator import count_deadline
from geleit.domain.deadlines.chain import Link, LinkKind, Source, SourceDocument
from geleit.domain.deadlines.events import DeadlineEvent
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.departure import Departure
from geleit.domain.texts import _
from geleit.german.explanation import explain_deadline, explain_end
from geleit.german.words import format_day, format_place

DOCUMENTS: Mapping[SourceDocument, str] = {
    SourceDocument.NOTICE: _("Bescheid"),
    SourceDocument.COURT_DECISION: _("gerichtliche Entscheidung"),
    SourceDocument.GUEB: _("Grenzübertrittsbescheinigung"),
    SourceDocument.DULDUNG: _("Duldung"),
    SourceDocument.FUNDING_NOTICE: _("Förderbescheid"),
    SourceDocument.TRAVEL_DOCUMENT: _("Reisedokument"),
    SourceDocument.CERTIFICATE: _("ärztliche Bescheinigung"),
    SourceDocument.LETTER: _("Schreiben"),
    SourceDocument.CONVERSATION: _("mündliche Auskunft"),
    SourceDocument.LIST: _("Liste der Beratungsstelle"),
}

Event = TypeVar("Event")


def add_explanations(events: Iterable[Event], departure: Departure | None, *, rules: RuleSet) -> list[Event]:
    """Return the decided events of the departure, with the sentence of each of their links.

    Call it between deciding and writing: the journal keeps the explanation of a date as of its decision.
    """
    chains = {kind: deadline.links for kind, deadline in departure.deadlines.items()} if departure else {}
    explained = []
    for event in events:
        if isinstance(event, DeadlineEvent) and event.links:
            before = chains.get(event.deadline, ())
            links = explain_links(event.links, before=before, rules=rules)
            chains[event.deadline] = (*before, *links)
            event = event.model_copy(update={"links": links})  # noqa: PLW2901  # the same event, explained
        explained.append(event)
    return explained


def explain_links(links: Sequence[Link], *, before: Sequence[Link] = (), rules: RuleSet) -> tuple[Link, ...]:
    """Return the links with their sentences; ``before`` are the links they follow."""
    earlier: list[Link | None] = [before[-1] if before else None, *links]
    later: list[Link | None] = [*links[1:], None]
    return tuple(
        link.model_copy(update={"sentence": _explain(_ChainPosition(link, previous, following, rules))})
        for link, previous, following in zip(links, earlier, later, strict=False)
    )


class _ChainPosition(NamedTuple):
    """A link with its neighbours and the rules of its chain."""

    link: Link
    previous: Link | None
    following: Link | None
    rules: RuleSet

    def rule(self) -> Rule:
        return self.rules.rule_version(self.link.rule, self.link.rule_version)


def _explain(place: _ChainPosition) -> str:
    return _EXPLANATIONS[place.link.what](place)


def _set(place: _ChainPosition) -> str:
    link = place.link
    begins = ""
    if link.begins_on:
        by_counting = link.reckoning and link.reckoning.question
        begins = f"{'Zeitfenster ' if by_counting else ''}ab {format_day(link.begins_on)}"
        begins += "; " if by_counting else " "
    return _with_source("", begins + _found(link, basis=place.rule().paragraph), link.source)


def _extension_requested(place: _ChainPosition) -> str:
    link = place.link
    wish = f" bis {format_day(link.until)}" if link.until else ""
    follow_up = f", Wiedervorlage am {format_day(link.follow_up_on)}" if link.follow_up_on else ""
    return (
        f"Verlängerung{wish} beantragt am {format_day(link.on)}{follow_up}; "
        f"bis zur Antwort bleibt es beim {format_day(link.safe_date)}"
    )


def _extension_refused(place: _ChainPosition) -> str:
    link = place.link
    return _with_source(
        f"Verlängerung abgelehnt am {format_day(link.on)}",
        f"es bleibt beim {format_day(link.safe_date)}",
        link.source,
    )


def _extended(place: _ChainPosition) -> str:
    link = place.link
    found = _found(link, basis=place.rule().extension, event="Ende der bisherigen Frist")
    return _with_source(f"Verlängert am {format_day(link.on)}", found, link.source)


def _interrupted(place: _ChainPosition) -> str:
    link = place.link
    return _with_source(
        f"Unterbrochen seit {format_day(link.since or link.on)}, {place.rule().restart}",
        f"das Ende am {format_day(link.raw_end)} gilt nicht",
        link.source,
    )


def _restarted(place: _ChainPosition) -> str:
    link = place.link
    found = _found(link, basis=place.rule().restart, event=place.rule().restart_event)
    return _with_source("Läuft neu, in voller Länge", found, link.source)


def _recomputed(place: _ChainPosition) -> str:
    link, before = place.link, place.previous or place.link
    holiday = link.calendar.holiday(before.raw_end)
    where = format_place(link.calendar)
    why = f"andere Feiertage ({where})"
    if link.calendar.place != before.calendar.place:
        why = f"zuständig ist eine Behörde in {where}, es gelten deren Feiertage"
    elif holiday and link.raw_end == before.raw_end:
        why = f"der {format_day(before.raw_end)} ist Feiertag ({holiday}, {where})"
    end = f"das Ende rückt vom {format_day(before.end)} auf den {format_day(link.end)}"
    if link.end == before.end:
        end = f"es bleibt beim {format_day(link.end)}"
    return (
        f"Neu berechnet am {format_day(link.on)}: {why}; {end}; sicheres Datum: {format_day(link.safe_date)}"
    )


def _met(place: _ChainPosition) -> str:
    day = format_day(place.link.kept_on or place.link.on)
    if place.previous and place.previous.what is LinkKind.INTERRUPTED:
        return f"Eingehalten: Ausreise am {day}, während die Frist unterbrochen war"
    return f"Eingehalten am {day}"


def _missed(place: _ChainPosition) -> str:
    return f"Abgelaufen am {format_day(place.link.end)}"


def _withdrawn(place: _ChainPosition) -> str:
    return _with_source(f"Aufgehoben am {format_day(place.link.on)}", "", place.link.source)


def _superseded(place: _ChainPosition) -> str:
    new = place.following or place.link
    by = (
        describe_source(new.source)
        if new.source
        else place.rules.rule_version(new.rule, new.rule_version).title
    )
    return f"Ersetzt am {format_day(place.link.on)} durch: {by}"


def _taken_back(place: _ChainPosition) -> str:
    link = place.link
    return (
        f"Der letzte Eintrag ist zurückgenommen am {format_day(link.on)}; "
        f"es ist wieder wie vorher: {format_day(link.safe_date)}"
    )


_EXPLANATIONS: Mapping[LinkKind, Callable[[_ChainPosition], str]] = {
    LinkKind.SET: _set,
    LinkKind.EXTENSION_REQUESTED: _extension_requested,
    LinkKind.EXTENSION_REFUSED: _extension_refused,
    LinkKind.EXTENDED: _extended,
    LinkKind.INTERRUPTED: _interrupted,
    LinkKind.RESTARTED: _restarted,
    LinkKind.RECOMPUTED: _recomputed,
    LinkKind.MET: _met,
    LinkKind.MISSED: _missed,
    LinkKind.WITHDRAWN: _withdrawn,
    LinkKind.SUPERSEDED: _superseded,
    LinkKind.TAKEN_BACK: _taken_back,
}


def _found(link: Link, *, basis: str, event: str = "") -> str:
    """Return how the end was found: counted, or on a named day, by the paragraph ``basis``."""
    question = link.reckoning.question if link.reckoning else None
    if question:
        question = question.model_copy(update={"calendar": link.calendar, "event": event or question.event})
        return explain_deadline(question, count_deadline(question), safe=link.safe_date)
    words = explain_end(link.raw_end, link.end, kind=link.kind, calendar=link.calendar)
    law = f" ({basis})" if basis else ""
    return f"bis {words}{law}; sicheres Datum: {format_day(link.safe_date)}"


def _with_source(happened: str, date_found: str, source: Source | None) -> str:
    """Return ``Verlängert am 01.04.2026 (Bescheid vom 31.03.2026): bis 15.05.2026``; parts may be missing."""
    head = happened
    if source:
        named = describe_source(source)
        head = f"{happened} ({named})" if happened else named
    return ": ".join(part for part in (head, date_found) if part)


def describe_source(source: Source) -> str:
    """Return ``Bescheid vom 02.03.2026``."""
    name = DOCUMENTS[source.document]
    return f"{name} vom {format_day(source.dated)}" if source.dated else name
