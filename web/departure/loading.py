"""Load what the page and the forms of a departure need, with the rights of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from fastapi import HTTPException
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.dates import BERLIN
from geleit.domain.outlook.learning import learn
from geleit.domain.registry import Entry
from geleit.processes import find_process
from geleit.store.audit import LATEST, latest_entries
from geleit.store.directory.offices import all_authorities
from geleit.store.notes import Note, notes_of
from geleit.store.pages.departure import find_departure
from geleit.store.steps import observed_steps
from web.departure.history import Teller
from web.departure.names import names_in
from web.departure.notes import NoteView
from web.departure.outlook import Learned, look_ahead
from web.departure.section import Shown
from web.departure.situation import Situation
from web.ui.i18n import gettext as _

EVERYTHING = 100_000
"""More entries than any journal has."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A departure with its notes, its journal, and the durations learned from the office's finished steps."""

    at: Situation
    notes: tuple[Note, ...]
    entries: tuple[Entry, ...]
    has_more: bool
    learned: Learned = field(default_factory=dict)

    @property
    def teller(self) -> Teller:
        """The writer of the history."""
        at, notes = self.at, {note.seq: note.text for note in self.notes}
        return Teller(at.departure, at.process, at.names, notes)

    def shown(self) -> Shown:
        """Return the input of the sections of the page."""
        at = self.at
        return Shown(
            at=at,
            ahead=look_ahead(at.departure, at.process, at.names, today=at.today, learned=self.learned),
            notes=self.notes_by_step(),
            history=self.teller.tell(self.entries),
            has_more_history=self.has_more,
        )

    def notes_by_step(self) -> Mapping[str, Sequence[NoteView]]:
        """Return the notes on each step, newest first."""
        found: dict[str, tuple[NoteView, ...]] = {}
        for note in self.notes:
            if note.step is not None:
                view = NoteView(
                    on=note.at.astimezone(BERLIN).date(),
                    text=note.text,
                    who=self.at.names.account(note.author_id),
                )
                found[note.step] = (*found.get(note.step, ()), view)
        return found


async def load_situation(
    session: AsyncSession, departure_id: UUID, *, viewer: UUID, today: date, key: str | None = None
) -> Situation:
    """Return the departure's situation, with the step if one is given. Raise 404 for one not visible."""
    detail = await find_departure(session, departure_id)
    if detail is None:
        raise HTTPException(404)
    if key is not None and key not in detail.departure.steps:
        raise HTTPException(404, _("Diesen Schritt gibt es in diesem Vorgang nicht."))
    may_name = detail.departure.is_live and not detail.departure.consent
    known = await all_authorities(session) if may_name and key is None else ()
    return Situation(
        departure=detail.departure,
        process=find_process(detail.departure.process, detail.departure.process_version),
        names=names_in(detail),
        today=today,
        viewer=viewer,
        step=detail.departure.steps[key] if key is not None else None,
        authorities=tuple((authority.id, authority.name) for authority in known),
    )


async def load(
    session: AsyncSession,
    departure_id: UUID,
    *,
    viewer: UUID,
    today: date,
    key: str | None = None,
    everything: bool = False,
) -> Loaded:
    """Return the departure with its notes and the latest part of its journal, or all of it."""
    at = await load_situation(session, departure_id, viewer=viewer, today=today, key=key)
    limit = EVERYTHING if everything else LATEST
    entries = tuple(await latest_entries(session, departure_id, limit=limit))
    return Loaded(
        at=at,
        notes=tuple(await notes_of(session, departure_id)),
        entries=entries,
        has_more=bool(entries) and entries[0].seq > 1,
        learned=await load_learned(session, at) if key is None else {},
    )


async def load_learned(session: AsyncSession, at: Situation) -> Learned:
    """Return the durations of the office's finished steps for this country, where there are enough."""
    departure = at.departure
    return learn(
        await observed_steps(
            session,
            office_id=departure.office_id,
            destination=departure.destination,
            today=at.today,
        )
    )
