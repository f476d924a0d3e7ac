"""History and notes of a departure, for programs of the counselling office.

Both lists begin with the oldest entry and only grow, so that a program continues after the last ``seq`` it
has read.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from geleit.domain.registry import Entry
from geleit.processes import find_process
from geleit.store.audit import AuditNote, entries_since, notes_since
from geleit.store.pages.departure import DepartureDetail
from web.api.caller import ApiSession, CounsellingCaller
from web.api.departures import NOT_FOUND, Limit, found_departure
from web.api.models import HistoryList, HistoryOut, NoteList, NoteOut
from web.departure.history import Teller
from web.departure.names import Names, names_in

router = APIRouter(prefix="/departures/{departure_id}", tags=["Vorgänge"])

AfterSeq = Annotated[int, Query(ge=0, le=2**31 - 1, description="seq des letzten Eintrags davor.")]


@router.get("/history", operation_id="read_history", responses=NOT_FOUND)
async def history(
    *,
    departure_id: UUID,
    _caller: CounsellingCaller,
    session: ApiSession,
    after: AfterSeq = 0,
    limit: Limit = 50,
) -> HistoryList:
    """List the journal of a departure, oldest first: each event as a sentence and as data."""
    detail = await found_departure(session, departure_id)
    entries = await entries_since(session, departure_id, version=after, limit=limit + 1)
    teller = _teller(detail)
    more = entries[limit - 1].seq if len(entries) > limit else None
    return HistoryList(items=[_entry(each, teller) for each in entries[:limit]], next=more)


@router.get("/notes", operation_id="read_notes", responses=NOT_FOUND)
async def notes(
    *,
    departure_id: UUID,
    _caller: CounsellingCaller,
    session: ApiSession,
    after: AfterSeq = 0,
    limit: Limit = 50,
) -> NoteList:
    """List the notes on a departure and its steps, oldest first."""
    names = names_in(await found_departure(session, departure_id))
    found = await notes_since(session, departure_id, version=after, limit=limit + 1)
    more = found[limit - 1].seq if len(found) > limit else None
    return NoteList(items=[_note(each, names) for each in found[:limit]], next=more)


def _teller(detail: DepartureDetail) -> Teller:
    departure = detail.departure
    process = find_process(departure.process, departure.process_version)
    return Teller(departure, process, names_in(detail), notes={})


def _entry(entry: Entry, teller: Teller) -> HistoryOut:
    return HistoryOut(
        seq=entry.seq,
        at=entry.at,
        request_id=entry.request_id,
        role=entry.actor_role,
        by=teller.names.actor(entry.actor_id, entry.actor_role),
        text=teller.sentence(entry),
        event=entry.event,
    )


def _note(note: AuditNote, names: Names) -> NoteOut:
    return NoteOut(
        seq=note.seq,
        at=note.at,
        step=note.step,
        role=note.author_role,
        by=names.actor(note.author_id, note.author_role),
        text=note.text,
    )
