"""Example departures: each is told like a story, with names and notes, and can be shown as its page."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from geleit.domain.assignment.commands import Reassign
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.enclosure import PersonDetails
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.message import Command
from geleit.domain.notes.events import NoteWritten
from geleit.domain.parties import Actor, Party, Role
from geleit.domain.persons.state import PersonRole
from geleit.domain.registry import AnyEvent, Entry
from geleit.domain.steps.commands import (
    AddStep,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    StartStep,
    WaitOn,
)
from geleit.processes import current_process
from geleit.store.notes import Note
from tests.domain.scenario import Story
from tests.fixtures.opening import COUNSELLOR, OFFICE
from web.departure.loading import Loaded
from web.departure.names import Names
from web.departure.situation import Situation

TODAY = date(2026, 11, 22)
MIRA, JONAS = UUID(int=3), UUID(int=5)
COLLEAGUE = Actor(user_id=JONAS, role=Role.COUNSELLOR, office_id=OFFICE)

_GIVEN = ("Mehmet", "Elif", "Can", "Zeynep", "Deniz", "Emine", "Yusuf", "Aylin")
_BORN = (
    date(1984, 3, 2),
    date(1987, 7, 19),
    date(2011, 1, 30),
    date(2013, 11, 24),
    date(2018, 5, 5),
    date(1958, 12, 1),
    date(2009, 9, 9),
    date(2021, 2, 14),
)
_ROLES = (
    PersonRole.APPLICANT,
    PersonRole.SPOUSE,
    PersonRole.CHILD,
    PersonRole.CHILD,
    PersonRole.CHILD,
    PersonRole.OTHER,
    PersonRole.CHILD,
    PersonRole.CHILD,
)


class Case(Story):
    """A story with its journal, its notes, and the people in it."""

    def __init__(self, *, day: date) -> None:
        super().__init__(day=day)
        self.entries: list[Entry] = []
        self.notes: list[Note] = []

    def do(
        self,
        kind: type[Command],
        *,
        actor: Actor = COUNSELLOR,
        note: str | None = None,
        **fields: Any,
    ) -> list[AnyEvent]:
        events = super().do(kind, actor=actor, has_note=note is not None, **fields)
        request_id = uuid4()
        for event in events:
            seq = len(self.entries) + 1
            self.entries.append(
                Entry(
                    seq=seq,
                    at=self.now,
                    request_id=request_id,
                    actor_id=actor.user_id,
                    actor_role=actor.role,
                    event=event,
                )
            )
            if isinstance(event, NoteWritten):
                assert note is not None
                self.notes.append(Note(seq, event.step, actor.user_id, self.now, note))
        return events

    def on(self, month: int, day: int) -> "Case":
        self.now = datetime(2026, month, day, 9, 14, tzinfo=UTC)
        return self

    def family(self, count: int, **fields: Any) -> "Case":
        self.open(*_ROLES[:count], destination="TR", nationality="TR", **fields)
        return self

    def loaded(self, *, today: date = TODAY, viewer: UUID = MIRA, key: str | None = None) -> Loaded:
        names = Names(
            persons={
                person.number: PersonDetails(
                    number=person.number,
                    family_name="Yıldız",
                    given_name=_GIVEN[person.number - 1],
                    birth_date=_BORN[person.number - 1],
                    nationality="TR",
                )
                for person in self.state.persons
            },
            accounts={MIRA: "Mira Okafor", JONAS: "Jonas Brandt"},
            colleagues=((MIRA, "Mira Okafor"), (JONAS, "Jonas Brandt")),
            office="Rückkehrberatung Kiel",
            authority="Zuwanderungsabteilung der Stadt Kiel",
        )
        at = Situation(
            departure=self.state,
            process=current_process(),
            names=names,
            today=today,
            viewer=viewer,
            step=self.state.steps[key] if key else None,
        )
        newest_first = tuple(reversed(self.notes))
        return Loaded(at=at, notes=newest_first, entries=tuple(self.entries), has_more=False)


def family_in_the_middle(count: int = 5) -> Case:
    """Return a family with passports at the embassy, the application under way, a deadline near."""
    case = Case(day=date(2026, 8, 17)).family(
        count,
        deadlines=(
            DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 12, 1)),
            DeadlineFact(deadline=DeadlineKind.GUEB, due_on=date(2027, 1, 15)),
        ),
    )
    case.on(8, 21).complete("intake")
    case.on(8, 24).do(CompleteStep, step="consent", on=date(2026, 8, 24), note="Original liegt in der Akte.")
    case.on(9, 14).complete("decision")
    case.on(9, 28).complete("travel_document-1", on=date(2026, 9, 25))
    case.on(10, 5).do(StartStep, step="travel_document-3")
    case.on(10, 12).complete("funding_application")
    case.do(AddStep, code="embassy_appointment", person=2, target_on=date(2026, 10, 30))
    case.on(10, 30).do(
        WaitOn,
        step="travel_document-2",
        party=Party.EMBASSY,
        follow_up_on=date(2026, 11, 20),
        note="Konsulat verlangt die Geburtsurkunde im Original, Frau Yıldız schickt sie.",
    )
    case.complete("embassy_appointment-2-1")
    case.on(11, 2).do(Reassign, step="travel_document-3", counsellor_id=JONAS, actor=COLLEAGUE)
    case.on(11, 3).do(AddStep, code="embassy_appointment", person=3, target_on=date(2026, 11, 25))
    if count >= 4:
        case.do(
            DeclareNotRequired,
            step="travel_document-4",
            note="Steht im Pass der Mutter, das Konsulat bestätigt es.",
        )
    case.on(11, 10).do(WaitOn, step="funding_decision", party=Party.BAMF)
    return case


def one_at_the_start() -> Case:
    """Return a single person's departure, opened three days ago."""
    return Case(day=date(2026, 11, 19)).family(1)


def paused() -> Case:
    case = family_in_the_middle(3)
    case.on(11, 12).do(
        PauseDeparture,
        reason=PauseReason.COURT,
        review_on=date(2026, 12, 10),
        note="Eilantrag läuft.",
    )
    return case


def stopped() -> Case:
    case = family_in_the_middle(3)
    case.on(11, 16).do(
        StopDeparture, reason=StopReason.DECIDED_TO_STAY, note="Die Tochter beginnt eine Ausbildung."
    )
    return case


def closed() -> Case:
    """Return a couple's closed departure."""
    case = Case(day=date(2026, 2, 2)).family(2)
    case.on(2, 6).complete("intake", "consent")
    case.on(2, 20).complete("decision")
    case.on(3, 2).complete("funding_application")
    case.on(3, 20).complete("travel_document-1")
    case.on(4, 7).complete("travel_document-2")
    case.on(4, 24).complete("funding_decision")
    case.on(5, 8).complete("travel_booking")
    case.on(5, 20).complete("departure")
    case.on(6, 9).complete("departure_confirmed")
    case.on(9, 1).complete("reintegration")
    case.on(9, 14).do(CloseDeparture)
    assert case.state.status is DepartureStatus.CLOSED
    return case


def stuck() -> Case:
    """Return a departure whose application was refused."""
    case = family_in_the_middle(3)
    for key in ("travel_document-2", "travel_document-3"):
        case.on(11, 13).complete(key)
    case.on(11, 17).do(FailStep, step="funding_decision", note="Ablehnung vom 12.11., zweite Förderung.")
    return case
