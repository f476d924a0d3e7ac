"""Bring a departure to the state that a list states."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from geleit.domain.assignment.events import AuthorityNamed, CounsellorAssigned
from geleit.domain.dates import require_past, require_plausible
from geleit.domain.deadlines.dating import recompute_deadlines, set_as_told
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.imports.deadlines import LISTED, Answer, answer
from geleit.domain.imports.progress import record_progress
from geleit.domain.imports.state import DeadlineFact, Fact
from geleit.domain.lifecycle.events import DepartureCorrected
from geleit.domain.lifecycle.state import FileNumber
from geleit.domain.message import ALWAYS, Command
from geleit.domain.persons.events import PersonCorrected
from geleit.domain.persons.state import Person, with_majorities
from geleit.domain.steps.planning import add_person


class RecordProgress(Command):
    """Bring a departure to the state that a list states; what is known already does not change.

    A legal date that was decided here is not replaced (`geleit.domain.imports.deadlines`); ``authority_id``
    and ``file_number`` count only where there is none yet. ``persons`` are added; ``corrected`` names those
    whose details in the enclosure are new, ``adult_on`` the days on which minors among them come of age.
    """

    allowed_in = ALWAYS
    names_persons = True

    kind: Literal["record_progress"] = "record_progress"
    persons: tuple[Person, ...] = ()
    deadlines: tuple[DeadlineFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    counsellor_id: UUID | None = None
    authority_id: UUID | None = None
    corrected: tuple[int, ...] = ()
    adult_on: dict[int, date] = Field(default_factory=dict)
    file_number: FileNumber | None = None

    def authority_concerned(self, departure: Departure | None) -> UUID | None:
        return self.authority_id

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal for implausible days of legal dates or steps."""
        for deadline in self.deadlines:
            require_plausible(deadline.due_on, today, "deadlines")
        for fact in self.facts:
            if fact.on:
                require_past(fact.on, today, "facts")
            if fact.target_on:
                require_plausible(fact.target_on, today, "facts")

    def decide(self, draft: Draft) -> None:
        """Add what is new in the list; nothing that was decided here is replaced."""
        if draft.departure.is_live:  # an old list must not change a departure that has ended
            self._bring_further(draft)
        draft.add_note(self)

    def _bring_further(self, draft: Draft) -> None:
        known = len(draft.departure.persons)
        for person in self.persons:
            if person.number > known:
                add_person(draft, person.model_copy(update={"joined_on": person.joined_on or draft.today}))
        for number in self.corrected:
            draft.add(PersonCorrected(person=number, adult_on=self.adult_on.get(number)))
        if self.authority_id and draft.departure.authority_id is None:
            # First: dates are counted with its holidays, and a consent among the facts is given to it.
            draft.add(AuthorityNamed(authority_id=self.authority_id, place=self.place))
            recompute_deadlines(draft)
        for told in self.deadlines:
            if answer(draft.departure, told) is Answer.TAKEN:
                set_as_told(draft, told.deadline, told.due_on, source=LISTED)
        if self.counsellor_id and self.counsellor_id != draft.departure.counsellor_id:
            draft.add(CounsellorAssigned(counsellor_id=self.counsellor_id))
        if self.file_number and draft.departure.file_number is None:
            draft.add(DepartureCorrected(file_number=self.file_number))
        record_progress(draft, self.facts)

    def with_majorities(self, adult_on: Mapping[int, date]) -> Self:
        corrected = {number: adult_on[number] for number in self.corrected if number in adult_on}
        persons = with_majorities(self.persons, adult_on)
        return self.model_copy(update={"persons": persons, "adult_on": corrected})
