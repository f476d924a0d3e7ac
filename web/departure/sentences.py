"""Sentences about events: a registry by class of event, filled by the subjects."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from geleit.domain.departure import Departure
from geleit.domain.model import Value
from geleit.domain.process import Process
from geleit.domain.registry import AnyEvent
from web.departure.names import Names, enumeration
from web.ui.i18n import gettext as _

E = TypeVar("E", bound=Value)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Writer of sentences about one departure, with the names of its steps and persons."""

    departure: Departure
    process: Process
    names: Names

    def sentence_of(self, events: Sequence[AnyEvent], day: date) -> str:
        """Return the sentence of one event, or of several that are alike, recorded on that day."""
        return _SENTENCES[type(events[0])](self, events, day)

    def titles(self, keys: Iterable[str]) -> list[str]:
        """Return the titles of these steps, each once with its persons."""
        return self.names.titles(dict.fromkeys(keys), self.departure, self.process)

    def step(self, key: str) -> str:
        """Return a step's title, with its person."""
        return self.titles([key])[0]

    def quoted(self, keys: Iterable[str]) -> tuple[str, int]:
        """Return ``„Pass beschaffen (Elif und Can)“ und „Reise buchen“``, and the number of titles."""
        titles = self.titles(keys)
        return enumeration(_("„{step}“").format(step=title) for title in titles), len(titles)


JointSentence = Callable[[Speaker, Sequence[Any], date], str]
_SENTENCES: dict[type[Value], JointSentence] = {}
_JOINT: set[type[Value]] = set()
_TOLD_TOGETHER = {"step", "subject", "remind_on", "escalate_on", "listed"}
"""The fields in which combined events may differ: their subject, and what no sentence mentions."""


def sentence(kind: type[E]) -> Callable[[Callable[[Speaker, E, date], str]], None]:
    """Register a function as the sentence of an event class."""

    def register(tell: Callable[[Speaker, E, date], str]) -> None:
        _SENTENCES[kind] = lambda speaker, events, day: tell(speaker, events[0], day)

    return register


def joint_sentence(kind: type[E]) -> Callable[[Callable[[Speaker, Sequence[E], date], str]], None]:
    """Register a function as the joint sentence of all events of this class that are alike."""

    def register(tell: Callable[[Speaker, Sequence[E], date], str]) -> None:
        _SENTENCES[kind] = tell
        _JOINT.add(kind)

    return register


def events_with_sentences() -> frozenset[type[Value]]:
    """Return every class of event that has a sentence."""
    return frozenset(_SENTENCES)


def likeness(event: AnyEvent) -> Hashable:
    """Return a key that is the same for events that one sentence can combine: only their steps differ."""
    if type(event) in _JOINT:
        return type(event), event.model_dump_json(exclude=_TOLD_TOGETHER)
    return id(event)
