"""Departures after a list has opened them, made by the domain alone."""

from datetime import UTC, datetime, time
from uuid import UUID, uuid4

from geleit.domain.calendar import Land
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply
from geleit.domain.parties import Actor, Role
from geleit.domain.process import Process
from geleit.importing.compare import Change, Known, facts_of, find_change
from geleit.importing.opening import make_opening
from geleit.importing.plan import PlannedDeparture
from geleit.importing.remarks import held_facts, remarks
from geleit.processes import current_process, rule_set
from tests.importing.lists import TODAY

OFFICE = UUID(int=1)
AUTHORITY = UUID(int=2)
COUNSELLOR = UUID(int=3)
ACTOR = Actor(user_id=COUNSELLOR, role=Role.COUNSELLOR, office_id=OFFICE)
NOW = datetime.combine(TODAY, time(9), tzinfo=UTC)


AUTHORITIES = {AUTHORITY: "ABH Kiel", UUID(int=4): "LaZuF SH"}


def opened(planned: PlannedDeparture, *, process: Process | None = None) -> Known:
    """Return the stored state after the planned departure was opened."""
    process = process or current_process()
    opening = make_opening(
        planned,
        departure_id=uuid4(),
        request_id=uuid4(),
        actor=ACTOR,
        office_id=OFFICE,
        land=Land.SH,
        authority_id=AUTHORITY if planned.authority else None,
        counsellor_id=None,
        process=process,
        number=planned.number,
    )
    departure: Departure | None = None
    for seq, event in enumerate(
        decide(None, opening.command, process=process, rules=rule_set(), now=NOW), start=1
    ):
        departure = apply(departure, event, seq)
    assert departure is not None
    note = opening.enclosure.note
    return Known(
        departure=departure, persons=opening.enclosure.persons, notes=(note,) if note is not None else ()
    )


def change(planned: PlannedDeparture, known: Known, *, counsellor_id: UUID | None = None) -> Change | None:
    """Return what the plan would change."""
    return find_change(
        planned,
        known,
        process=current_process(),
        request_id=uuid4(),
        actor=ACTOR,
        authorities=AUTHORITIES,
        counsellor_id=counsellor_id,
        now=NOW,
    )


def held(planned: PlannedDeparture) -> list[str]:
    """Return the remarks on what does not count when the planned departure is opened."""
    known = opened(planned)
    facts = facts_of(planned, known, process=current_process(), authorities=AUTHORITIES)
    return [each.text for each in held_facts(planned, known.departure, facts, process=current_process())]


def told(planned: PlannedDeparture, known: Known) -> list[str]:
    """Return the remarks on the plan."""
    return [
        remark.text for remark in remarks(planned, known, process=current_process(), authorities=AUTHORITIES)
    ]


def after(known: Known, change: Change) -> Departure:
    """Return the departure after the change."""
    departure = known.departure
    for event in decide(departure, change.command, process=current_process(), rules=rule_set(), now=NOW):
        departure = apply(departure, event, departure.version + 1)
    return departure
