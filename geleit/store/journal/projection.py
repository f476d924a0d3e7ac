"""From a departure to the rows of its read model: pure functions, used live, by rebuild and by verify.

A row is a dictionary from column to value. Names are not part of a departure: see `applicant_columns`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from geleit.domain.deadlines.state import Deadline
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.enclosure import PersonDetails
from geleit.domain.notes.events import NoteWritten
from geleit.domain.process import Process
from geleit.domain.registry import Entry
from geleit.domain.steps.state import Step, StepState
from geleit.domain.steps.waiting import main_blocker, next_milestone
from geleit.store.names import sort_key

Row: TypeAlias = dict[str, Any]

_COPIED = (
    "number",
    "office_id",
    "authority_id",
    "counsellor_id",
    "destination",
    "nationality",
    "residence_status",
    "land",
    "process",
    "process_version",
    "status",
    "version",
    "opened_on",
    "ended_on",
    "consent",
    "stop_reason",
    "pause_reason",
    "review_on",
)


READ_MODEL = ("departure", "step", "deadline", "authority_deadline")
"""The tables that are made from the journal (and the name of the applicant) alone."""


def read_model(
    departure: Departure, *, at: datetime, applicant: PersonDetails | None, process: Process
) -> dict[str, list[Row]]:
    """All rows of the departure, by table. ``applicant`` is None if nobody knows the name any more."""
    name: Row = applicant_columns(applicant) if applicant else {"applicant": "", "sort_key": ""}
    authority = authority_row(departure)
    return {
        "departure": [departure_row(departure, at) | name],
        "step": step_rows(departure, departure.steps.values(), process),
        "deadline": deadline_rows(departure, departure.deadlines.values()),
        "authority_deadline": [authority] if authority else [],
    }


def state_row(departure: Departure) -> Row:
    """The snapshot of the departure. Default values are left out: they would be most of it."""
    return {
        "departure_id": departure.departure_id,
        "office_id": departure.office_id,
        "version": departure.version,
        "state": departure.model_dump(mode="json", exclude_defaults=True),
    }


def departure_row(departure: Departure, at: datetime) -> Row:
    """The departure in lists, without its applicant. ``at`` is the moment of its last event."""
    row: Row = {column: getattr(departure, column) for column in _COPIED}
    blocker = main_blocker(departure)
    row["id"] = departure.departure_id
    row["persons"] = len(departure.persons)
    row["stage"] = departure.steps[blocker.step].stage if blocker else _stage(departure)
    row["blocker_step"] = blocker.step if blocker else None
    row["blocker_party"] = blocker.party if blocker else None
    row["blocker_since"] = blocker.since if blocker else None
    row["next_due_on"] = _next_due_on(departure)
    row["updated_at"] = at
    return row


def applicant_columns(applicant: PersonDetails) -> Row:
    """How lists name the departure, and where it stands in them."""
    return {
        "applicant": f"{applicant.family_name}, {applicant.given_name}",
        "sort_key": sort_key(applicant.family_name, applicant.given_name),
    }


def step_rows(departure: Departure, steps: Iterable[Step], process: Process) -> list[Row]:
    """The rows of these steps of the departure."""
    order = {template.code: place for place, template in enumerate(process.steps)}
    return [_step_row(departure, step, order) for step in steps]


def deadline_rows(departure: Departure, deadlines: Iterable[Deadline]) -> list[Row]:
    """The rows of these legal dates of the departure."""
    return [
        {
            "departure_id": departure.departure_id,
            "kind": deadline.kind,
            "office_id": departure.office_id,
            "due_on": deadline.due_on,
            "end_on": deadline.end_on,
            "remind_on": deadline.remind_on,
            "escalate_on": deadline.escalate_on,
            "follow_up_on": deadline.follow_up_on if deadline.is_open else None,
            "state": deadline.state,
            "version": deadline.version,
            "dormant": not departure.is_live,
        }
        for deadline in deadlines
    ]


def note_row(entry: Entry, event: NoteWritten, text: str, *, departure_id: UUID, office_id: UUID) -> Row:
    """The row of a note; its text is not part of its event."""
    return {
        "departure_id": departure_id,
        "seq": entry.seq,
        "office_id": office_id,
        "step": event.step,
        "author_id": entry.actor_id,
        "at": entry.at,
        "text": text,
    }


def authority_row(departure: Departure) -> Row | None:
    """What the authority may know; None unless the client consents, and once the departure is over.

    That somebody stays is nothing the authority learns here: a departure that ends leaves its list.
    """
    if not departure.consent or departure.authority_id is None or not departure.is_live:
        return None
    milestone = next_milestone(departure)
    requests = [deadline.follow_up_on for deadline in departure.deadlines.values() if deadline.is_open]
    deadlines = sorted(departure.deadlines.values(), key=lambda deadline: (deadline.due_on, deadline.kind))
    ahead = next((deadline for deadline in deadlines if deadline.is_open and departure.is_live), None)
    return {
        "departure_id": departure.departure_id,
        "authority_id": departure.authority_id,
        "number": departure.number,
        "status": departure.status,
        "milestone_code": milestone.code if milestone else None,
        "milestone_on": milestone.target_on if milestone else None,
        "deadlines": [_status_of(deadline) for deadline in deadlines],
        "next_deadline_kind": ahead.kind if ahead else None,
        "next_deadline_on": ahead.due_on if ahead else None,
        "answer_by": min((day for day in requests if day), default=None),
    }


def _status_of(deadline: Deadline) -> dict[str, Any]:
    """One legal date as the authority knows it: its own decisions and how they were counted, no names.

    A date from before there were chains has no rule, and no sentence.
    """
    record = deadline.record if deadline.links else None
    request = record.request if record else None
    return {
        "kind": deadline.kind,
        "due_on": deadline.due_on.isoformat(),
        "end_on": deadline.end_on.isoformat(),
        "state": deadline.state,
        "version": deadline.version,
        "rule": record.rule if record else None,
        "rule_version": record.rule_version if record else None,
        "sentence": record.sentence if record else None,
        "chain": [{"on": link.on.isoformat(), "sentence": link.sentence} for link in deadline.links],
        "asked_on": request.on.isoformat() if request else None,
        "answer_by": request.follow_up_on.isoformat() if request and request.follow_up_on else None,
    }


def responsible_id(departure: Departure, step: Step) -> UUID | None:
    """Whose work list the step stands in: who was given it, else the departure's counsellor."""
    return step.assignee_id or departure.counsellor_id


def _next_due_on(departure: Departure) -> date:
    """The earliest target of what is open; the end of time when nothing is, or nothing has a target."""
    if departure.status is not DepartureStatus.OPEN:
        return date.max
    open_steps = (step for step in departure.steps.values() if step.is_open)
    return min((step.target_on or date.max for step in open_steps), default=date.max)


def _stage(departure: Departure) -> str:
    """Where the process stands that waits for nobody: at the first step that is not settled."""
    steps = departure.steps.values()
    unsettled = next((step for step in steps if not step.is_settled), None)
    return (unsettled or list(steps)[-1]).stage


def _step_row(departure: Departure, step: Step, order: dict[str, int]) -> Row:
    return {
        "departure_id": departure.departure_id,
        "key": step.key,
        "office_id": departure.office_id,
        "responsible_id": responsible_id(departure, step),
        "code": step.code,
        "stage": step.stage,
        "person": step.person,
        "position": _position(step, order),
        "state": step.state,
        "held_up_by": step.held_up_by,
        "waiting_on": step.waiting_on,
        "since": _since(step),
        "ready_on": step.ready_on,
        "started_on": step.started_on,
        "ended_on": step.ended_on,
        "target_on": step.target_on,
        "remind_on": step.remind_on,
        "assignee_id": step.assignee_id,
        "version": step.version,
        "dormant": departure.status is not DepartureStatus.OPEN,
    }


def _position(step: Step, order: dict[str, int]) -> int:
    """Places of the template first, then persons, then occurrences: never changed by a later step."""
    last = step.key.rpartition("-")[2]
    occurrence = int(last) if last.isdigit() else 0
    return order[step.code] * 100_000 + (step.person or 0) * 1_000 + occurrence


def _since(step: Step) -> date | None:
    """Since when the step stands as it does."""
    if step.state is StepState.WAITING:
        return step.waiting_since
    if step.state is StepState.IN_PROGRESS:
        return step.started_on
    return step.ended_on or step.ready_on
