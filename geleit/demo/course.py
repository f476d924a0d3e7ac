"""Simulate the course of an invented departure, from its first contact until today."""

from collections.abc import Callable
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count

from geleit.demo import distributions
from geleit.demo.distributions import draw_days
from geleit.demo.history import DepartureHistory
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason
from geleit.domain.parties import Actor, Party
from geleit.domain.persons.state import ResidenceStatus
from geleit.domain.refusal import Refusal
from geleit.domain.steps.commands import (
    AddStep,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    SetTarget,
    WaitOn,
)
from geleit.domain.steps.state import StepState, step_key

NOTES = (
    "Gespräch mit Übersetzung, nächster Termin vereinbart.",
    "Unterlagen fehlen noch, telefonisch erinnert.",
    "Möchte vor dem Schuljahresende ausreisen.",
    "Rückruf der Botschaft steht aus.",
    "Kostenübernahme mit dem Sozialamt geklärt.",
)

Occurrence = Callable[[date], None]


class Course:
    """The simulated course of one departure; its commands are executed on the departure's history."""

    def __init__(self, history: DepartureHistory, *, actor: Actor) -> None:
        self.history = history
        self.random = history.random
        self.actor = actor
        self._calendar: list[tuple[date, int, Occurrence]] = []
        self._order = count()

    def run(self, start: date) -> None:
        """Execute everything that happens from the first contact until today."""
        self._after(start, self.random.randint(0, 6), self._intake)
        if self.history.departure.residence_status in (
            ResidenceStatus.DUTY_TO_LEAVE,
            ResidenceStatus.DULDUNG,
        ):
            self._after(start, 0, self._notice)
        if self.random.random() < 0.07:
            self._after(start, self.random.randint(20, 120), self._pause)
        while self._calendar:
            day, _, occurrence = heappop(self._calendar)
            if day > self.history.until:
                return
            if self.history.departure.status is DepartureStatus.OPEN:
                occurrence(day)

    def _after(self, day: date, wait: int, occurrence: Occurrence) -> None:
        when = day + timedelta(days=wait)
        while when.weekday() > 4:
            when += timedelta(days=1)
        heappush(self._calendar, (when, next(self._order), occurrence))

    def _stop(self, day: date) -> None:
        reason = distributions.draw(self.random, distributions.STOP_REASONS)
        self.history.execute(day, self.actor, StopDeparture, reason=reason)

    def _continues(self, day: date, share: float) -> bool:
        if self.random.random() < share:
            return True
        self._after(day, draw_days(self.random, median=30, p90=90), self._stop)
        return False

    def _complete(self, day: date, key: str) -> bool:
        """Complete a step; return False if it is not possible (any more), for example during a pause."""
        note = self.random.choice(NOTES) if self.random.random() < 0.2 else None
        try:
            self.history.execute(day, self.actor, CompleteStep, step=key, on=day, note=note)
        except Refusal:
            return False
        return True

    def _wait(self, key: str, party: Party) -> Occurrence:
        def occurrence(day: date) -> None:
            if self.history.departure.steps[key].state in (StepState.READY, StepState.IN_PROGRESS):
                self.history.execute(day, self.actor, WaitOn, step=key, party=party)

        return occurrence

    def _intake(self, day: date) -> None:
        self._complete(day, "intake")
        self._after(day, self.random.randint(0, 5), self._consent)
        if self._continues(day, distributions.DECISION):
            self._after(day, draw_days(self.random, median=9, p90=30), self._decision)

    def _consent(self, day: date) -> None:
        if self.random.random() < distributions.CONSENT:
            self._complete(day, "consent")
        else:
            self.history.execute(
                day, self.actor, DeclareNotRequired, step="consent", note="Keine Einwilligung gewünscht."
            )

    def _decision(self, day: date) -> None:
        self._complete(day, "decision")
        for person in self.history.departure.persons:
            self._procure(day, person.number)
        if self._continues(day, distributions.APPLICATION):
            self._after(day, draw_days(self.random, median=10, p90=35), self._application)

    def _procure(self, day: date, person: int) -> None:
        key = step_key("travel_document", person=person)
        if self.random.random() < 0.35:
            self._after(day, self.random.randint(0, 4), lambda on: self._close(on, key))
            return
        party = distributions.draw(self.random, {Party.EMBASSY: 60, Party.AUTHORITY: 25, Party.CLIENT: 15})
        self._after(day, self.random.randint(2, 12), self._wait(key, party))
        if party is Party.EMBASSY and self.random.random() < 0.6:
            self._after(day, self.random.randint(13, 25), lambda on: self._appointment(on, person))
        self._after(day, 26 + draw_days(self.random, median=30, p90=110), lambda on: self._close(on, key))

    def _close(self, day: date, key: str) -> None:
        self._complete(day, key)
        self._book_when_ready(day)

    def _appointment(self, day: date, person: int) -> None:
        on = day + timedelta(days=self.random.randint(10, 35))
        self.history.execute(
            day, self.actor, AddStep, code="embassy_appointment", person=person, target_on=on
        )
        key = list(self.history.departure.steps)[-1]
        self._after(on, self.random.randint(0, 3), lambda at: self._attend(at, key))

    def _attend(self, day: date, key: str) -> None:
        if self.random.random() < 0.85:
            self._complete(day, key)
            return
        self.history.execute(day, self.actor, FailStep, step=key, note="Termin verpasst, neuer Termin nötig.")
        person = self.history.departure.steps[key].person
        if person:
            self._after(day, self.random.randint(3, 10), lambda on: self._appointment(on, person))

    def _application(self, day: date) -> None:
        if not self._complete(day, "funding_application"):
            return
        self._after(day, 1, self._wait("funding_decision", Party.BAMF))
        if self._continues(day, distributions.APPROVAL):
            self._after(day, draw_days(self.random, median=42, p90=84), self._approval)

    def _approval(self, day: date) -> None:
        if self._complete(day, "funding_decision") and self._continues(day, distributions.DEPARTURE):
            self._book_when_ready(day)

    def _book_when_ready(self, day: date) -> None:
        if self.history.departure.steps["travel_booking"].state is StepState.READY:
            self._after(day, self.random.randint(1, 4), self._wait("travel_booking", Party.BAMF))
            self._after(day, 5 + draw_days(self.random, median=10, p90=25), self._book)

    def _book(self, day: date) -> None:
        if not self._complete(day, "travel_booking"):
            return
        flight = day + timedelta(days=self.random.randint(5, 20))
        self.history.execute(day, self.actor, SetTarget, step="departure", target_on=flight)
        self._after(flight, self.random.randint(0, 2), self._depart)

    def _depart(self, day: date) -> None:
        if self._complete(day, "departure"):
            self._after(day, 1, self._wait("departure_confirmed", Party.AUTHORITY))
            self._after(day, 1, self._wait("reintegration", Party.OTHER))
            self._after(
                day,
                draw_days(self.random, median=16, p90=40),
                lambda on: self._close_file(on, "departure_confirmed"),
            )
            self._after(day, self.random.randint(100, 185), lambda on: self._close_file(on, "reintegration"))

    def _close_file(self, day: date, key: str) -> None:
        self._complete(day, key)
        if self.history.departure.steps["closure"].state is StepState.READY:
            self._after(day, self.random.randint(1, 14), lambda on: (self._complete(on, "closure"), None)[1])

    def _notice(self, day: date) -> None:
        kind = distributions.draw(
            self.random, {DeadlineKind.DEPARTURE: 70, DeadlineKind.GUEB: 15, DeadlineKind.DULDUNG: 15}
        )
        due = day + timedelta(days=self.random.choice((14, 30, 30, 60, 90)))
        self.history.execute(day, self.actor, SetDeadline, deadline=kind, due_on=due)
        self._after(due, -self.random.randint(1, 9), lambda on: self._extend(on, kind))

    def _extend(self, day: date, kind: DeadlineKind) -> None:
        """Extend the deadline before it passes, as most offices do again and again."""
        deadline = self.history.departure.deadlines[kind]
        if deadline.is_open and self.random.random() < 0.88:
            due = deadline.due_on + timedelta(days=self.random.choice((30, 60, 90)))
            self.history.execute(day, self.actor, SetDeadline, deadline=kind, due_on=due)
            self._after(due, -self.random.randint(1, 9), lambda on: self._extend(on, kind))

    def _pause(self, day: date) -> None:
        reason = self.random.choice(list(PauseReason))
        review = day + timedelta(days=self.random.randint(21, 60))
        self.history.execute(day, self.actor, PauseDeparture, reason=reason, review_on=review)
        if review <= self.history.until and self.random.random() < 0.9:
            self.history.execute(review, self.actor, ResumeDeparture)
