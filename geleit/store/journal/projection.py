"""Define how the rows of a read-model table are made from a departure.

There is one `Projection` per table (`geleit.store.journal.projections` lists them). `execute` writes the rows
that a command changed, `bulk` and `rebuild` write all rows of a departure, `verify` compares them with the
stored ones. The functions of a projection are pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from sqlmodel import SQLModel

from geleit.domain.departure import Departure, replay
from geleit.domain.enclosure import PersonDetails
from geleit.domain.process import Process
from geleit.domain.registry import Entry
from geleit.processes import find_process

Row: TypeAlias = dict[str, Any]
"""From column to value."""


@dataclass(frozen=True)
class JournaledDeparture:
    """A departure with its whole journal and what no event holds: ``persons`` by number, ``notes`` by seq.

    Only known persons and notes are in it.
    """

    departure: Departure
    entries: Sequence[Entry]
    process: Process
    persons: Mapping[int, PersonDetails] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def replayed(cls, entries: Sequence[Entry], applicant: PersonDetails | None) -> "JournaledDeparture":
        """Replay the journal of a departure. ``applicant`` is None if nobody knows the name any more.

        Raise ValueError or KeyError if the entries do not follow one another.
        """
        departure = replay(entries)
        return cls(
            departure=departure,
            entries=entries,
            process=find_process(departure.process, departure.process_version),
            persons={applicant.number: applicant} if applicant else {},
        )


@dataclass(frozen=True)
class DepartureChange:
    """The change of a departure by one command.

    ``persons`` are the details of those who joined or were corrected, by number; ``note`` is the enclosed
    text.
    """

    before: Departure | None
    after: Departure
    entries: Sequence[Entry]
    process: Process
    persons: Mapping[int, PersonDetails]
    note: str | None


class RowChanges(NamedTuple):
    """The rows that a change adds or alters. ``is_withdrawn``: the departure no longer has a row."""

    rows: list[Row]
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Projection:
    """A table of the read model, and how its rows are made. The primary key begins with the departure's id.

    ``is_single``: every departure has exactly one row, and a change may leave out columns that stay.
    ``is_append_only``: rows are added and never changed. ``is_rebuilt``: its rows are determined by the
    journal and the applicant's name. The rows of other tables are not touched by `rebuild`, and `verify`
    checks only which of them exist. ``own_statement`` writes the rows where these are not columns one by one;
    it runs before the others.
    """

    row_class: type[SQLModel]
    rows: Callable[[JournaledDeparture], list[Row]]
    changed: Callable[[DepartureChange], RowChanges]
    is_single: bool = False
    is_append_only: bool = False
    is_rebuilt: bool = True
    own_statement: str | None = None
