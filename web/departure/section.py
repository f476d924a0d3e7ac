"""A section of the departure's page: its template, its view, and its actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.departure.action import Action
from web.departure.notes import NoteView
from web.departure.outlook_view import DepartureOutlook
from web.departure.situation import Situation
from web.ui.components import HistoryEntry
from web.ui.i18n import gettext


@dataclass(frozen=True, slots=True)
class Shown:
    """The input of the sections. ``notes`` are those on steps, by key, newest first."""

    at: Situation
    ahead: DepartureOutlook
    notes: Mapping[str, Sequence[NoteView]]
    history: Sequence[HistoryEntry]
    has_more_history: bool
    everything: bool = False
    """All of the journal was asked for."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. ``view`` returns the values of the template, which knows them as ``view``."""

    template: str
    view: Callable[[Shown], Any]
    actions: tuple[Action[Situation], ...] = ()


def _uncounted(shown: Shown) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tabs at the foot of the page: sections under one address.

    ``slug`` ends the address; that of the first tab, which the page opens with, is empty. ``count`` is what
    stands beside the title, nothing for 0.
    """

    slug: str
    title: str
    sections: tuple[Section, ...]
    count: Callable[[Shown], int] = _uncounted

    @property
    def label(self) -> str:
        """What the tab is called."""
        return gettext(self.title)

    def address(self, base: str) -> str:
        """Return the address of the tab of the departure at ``base``."""
        return f"{base}/{self.slug}" if self.slug else base
