"""A section of the departure's page: its template, its view, and its actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from web.departure.action import Action
from web.departure.notes import NoteView
from web.departure.outlook_view import DepartureOutlook
from web.departure.situation import Situation
from web.ui.components import HistoryEntry


class Area(Enum):
    """The place of a section on the page: across it, or in one of two columns."""

    TOP = auto()
    MAIN = auto()
    SIDE = auto()
    BOTTOM = auto()


@dataclass(frozen=True, slots=True)
class Shown:
    """The input of the sections. ``notes`` are those on steps, by key, newest first."""

    at: Situation
    ahead: DepartureOutlook
    notes: Mapping[str, Sequence[NoteView]]
    history: Sequence[HistoryEntry]
    has_more_history: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. ``view`` returns the values of the template, which knows them as ``view``."""

    template: str
    area: Area
    view: Callable[[Shown], Any]
    actions: tuple[Action[Situation], ...] = ()
