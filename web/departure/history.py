"""The history in German: one entry for every action, made of the sentences of its events.

Several events of a kind and a day, such as the alarms of a large family, are combined. Consequences of an
action (a step becomes possible, the rest of the plan falls away) are shown in small print beneath it, not as
entries of their own.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from geleit.domain.dates import BERLIN
from geleit.domain.deadlines.events import DeadlineEvent
from geleit.domain.lifecycle.events import DepartureOpened, DepartureReopened, DepartureResumed
from geleit.domain.notes.events import NoteWritten
from geleit.domain.parties import Role
from geleit.domain.persons.events import PersonJoined
from geleit.domain.registry import AnyEvent, Entry
from geleit.domain.steps.events import (
    FollowedUp,
    StepBecameBlocked,
    StepBecameReady,
    StepCancelled,
    StepPlanned,
    StepReopened,
    StepStarted,
    StepWaiting,
    TargetSet,
)
from geleit.german.words import as_sentence
from web.departure import (  # noqa: F401  each subject registers the sentences about its events
    alarms,
    assignment,
    consent,
    imports,
    lifecycle,
    notes,
    persons,
    travel_documents,
)
from web.departure.deadlines import sentences as _deadlines  # noqa: F401
from web.departure.section import Section, Shown
from web.departure.sentences import Speaker, likeness
from web.departure.steps import sentences as _steps  # noqa: F401
from web.ui.components import HistoryEntry
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext


@dataclass(frozen=True, slots=True)
class Teller(Speaker):
    """Writer of the history of one departure; ``notes`` are the texts by the seq of their events."""

    notes: Mapping[int, str]

    def tell(self, entries: Iterable[Entry]) -> list[HistoryEntry]:
        """Return every action as an entry, newest first."""
        actions = [list(group) for _key, group in groupby(entries, key=lambda entry: entry.request_id)]
        return [told for action in reversed(actions) if (told := self._action(action))]

    def sentence(self, entry: Entry) -> str:
        """Return the sentence of one event."""
        return self.sentence_of([entry.event], _day(entry))

    def _action(self, entries: list[Entry]) -> HistoryEntry | None:
        lead = next((entry for entry in entries if not _follows(entry, entries)), entries[0])
        sentences = list(self._sentences(entry for entry in entries if not _follows(entry, entries)))
        remarks = [*self._consequences(entries), *self._written(entries)]
        if not sentences and not remarks:
            return None
        return HistoryEntry(
            on=lead.at.astimezone(BERLIN),
            text=" ".join(sentences) or self.sentence(lead),
            who=self.names.actor(lead.actor_id, lead.actor_role),
            remark=" ".join(remarks) or None,
            is_own=lead.actor_role is Role.SYSTEM,
        )

    def _sentences(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Return the sentences of events; those about several steps alike are combined."""
        alike: dict[Hashable, list[Entry]] = {}
        for entry in entries:
            alike.setdefault(likeness(entry.event), []).append(entry)
        for together in alike.values():
            yield self.sentence_of([entry.event for entry in together], _day(together[0]))

    def _consequences(self, entries: list[Entry]) -> Iterator[str]:
        events = [entry.event for entry in entries]
        ready = [event.step for event in events if isinstance(event, StepBecameReady)]
        blocked = [event.step for event in events if isinstance(event, StepBecameBlocked)]
        cancelled = [event.step for event in events if isinstance(event, StepCancelled)]
        if ready and len(entries) > 1:
            yield _("Jetzt möglich: {steps}.").format(steps=self._steps(ready))
        if blocked and len(entries) > 1:
            yield _("Vorerst nicht mehr möglich: {steps}.").format(steps=self._steps(blocked))
        if cancelled and len(entries) > 1:
            yield ngettext("{n} Schritt entfällt.", "{n} Schritte entfallen.", len(cancelled)).format(
                n=len(cancelled)
            )
        yield from self._targets(events)
        yield from self._dates(events)

    def _dates(self, events: list[AnyEvent]) -> Iterator[str]:
        """Return the explanation of each deadline: the newest link of its chain."""
        for event in events:
            if isinstance(event, DeadlineEvent) and event.links:
                yield as_sentence(event.links[-1].sentence)

    def _targets(self, events: list[AnyEvent]) -> Iterator[str]:
        """Return the sentences about new targets, which depend on the events beside them."""
        targets = [event for event in events if isinstance(event, TargetSet)]
        kinds = {type(event) for event in events}
        if targets and DepartureResumed in kinds:
            yield ngettext(
                "{n} Zieldatum rückt weiter.", "{n} Zieldaten rücken weiter.", len(targets)
            ).format(n=len(targets))
        elif targets and StepPlanned in kinds and DepartureOpened not in kinds:
            yield _("Termin am {day}.").format(day=datum(targets[0].target_on))
        elif targets and kinds & {StepWaiting, FollowedUp}:
            yield _("Wiedervorlage am {day}.").format(day=datum(targets[0].target_on))

    def _steps(self, keys: Iterable[str]) -> str:
        return self.names.steps(dict.fromkeys(keys), self.departure, self.process)

    def _written(self, entries: list[Entry]) -> Iterator[str]:
        """Return the notes themselves, one written about several steps only once."""
        texts: dict[str, None] = {}
        for entry in entries:
            if isinstance(entry.event, NoteWritten) and (text := self.notes.get(entry.seq)):
                texts.setdefault(text)
        for text in texts:
            yield _("„{text}“").format(text=text)


def _day(entry: Entry) -> date:
    return entry.at.astimezone(BERLIN).date()


_BY_ITSELF = frozenset({StepBecameReady, StepBecameBlocked, StepCancelled, NoteWritten})
"""Events that are not mentioned beside others."""

_WITH: Mapping[type, frozenset[type]] = {
    DepartureOpened: frozenset({PersonJoined, StepPlanned, StepStarted}),
    PersonJoined: frozenset({StepPlanned}),
    StepPlanned: frozenset({TargetSet, StepStarted}),
    StepWaiting: frozenset({TargetSet}),
    FollowedUp: frozenset({TargetSet}),
    DepartureResumed: frozenset({TargetSet}),
    DepartureReopened: frozenset({StepReopened}),
}
"""Consequences of the first event of an action, which are not mentioned beside it."""


def _follows(entry: Entry, action: list[Entry]) -> bool:
    """Tell whether an event needs no entry of its own: it is a consequence of its action, or a note."""
    kind = type(entry.event)
    first = next((type(other.event) for other in action if type(other.event) is not NoteWritten), None)
    if kind in _BY_ITSELF:
        return any(type(other.event) not in _BY_ITSELF for other in action)
    return kind in _WITH.get(first, ()) if first else False


SHOWN_AT_FIRST = 5
"""So many lines the page shows before all are wanted."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What one person did, or what Geleit noticed by itself in between, folded into one line."""

    entries: tuple[HistoryEntry, ...]
    id: int

    @property
    def is_folded(self) -> bool:
        """Geleit noticed it by itself: said in short, unfolded when wanted."""
        return self.entries[0].is_own

    @property
    def title(self) -> str:
        """What the fold is called: when it was, and how much."""
        newest, oldest = self.entries[0].on, self.entries[-1].on
        days = datum(oldest) if datum(oldest) == datum(newest) else f"{datum(oldest)} – {datum(newest)}"
        count = len(self.entries)
        return ngettext("{days}: {n} Hinweis von Geleit", "{days}: {n} Hinweise von Geleit", count).format(
            days=days, n=count
        )


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The history, newest first; ``has_more``: there is more than the page shows."""

    lines: Sequence[HistoryLine]
    has_more: bool


def _view(shown: Shown) -> HistoryView:
    lines = [
        HistoryLine(entries=tuple(entries), id=number) for number, entries in enumerate(_runs(shown.history))
    ]
    if shown.everything:
        return HistoryView(lines=lines, has_more=shown.has_more_history)
    has_more = shown.has_more_history or len(lines) > SHOWN_AT_FIRST
    return HistoryView(lines=lines[:SHOWN_AT_FIRST], has_more=has_more)


def _runs(entries: Iterable[HistoryEntry]) -> Iterator[list[HistoryEntry]]:
    """Give what people did one by one, and what Geleit noticed in between together."""
    for is_own, together in groupby(entries, key=lambda entry: entry.is_own):
        if is_own:
            yield list(together)
        else:
            yield from ([entry] for entry in together)


SECTION = Section("departure/history.html", view=_view)
