"""The journal's events in plain German: a sentence for every kind."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.state import AlarmKind
from geleit.domain.assignment.events import AuthorityNamed, CounsellorAssigned
from geleit.domain.consent.events import ConsentGiven, ConsentRevoked
from geleit.domain.deadlines.events import (
    DatedDeadline,
    DeadlineExtended,
    DeadlineInterrupted,
    DeadlineMet,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineRestarted,
    DeadlineSet,
    DeadlineWithdrawn,
    ExtensionRefused,
    ExtensionRequested,
)
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.lifecycle.events import (
    DepartureClosed,
    DepartureCorrected,
    DepartureOpened,
    DeparturePaused,
    DepartureReopened,
    DepartureResumed,
    DepartureStopped,
)
from geleit.domain.notes.events import NoteWritten
from geleit.domain.outlook.travel_window import ValidityKind
from geleit.domain.persons.events import PersonCorrected, PersonJoined
from geleit.domain.process import Process
from geleit.domain.registry import AnyEvent
from geleit.domain.steps.events import StepPlanned
from geleit.domain.travel_documents.events import PaperRecorded, PaperRemoved
from web.departure.names import Names
from web.departure.step_sentences import ABOUT_A_DEADLINE, ABOUT_STEPS, Steps, noticed
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import country, label


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks of one departure: knows what its steps and persons are called."""

    departure: Departure
    process: Process
    names: Names

    def sentence_of(self, events: Sequence[AnyEvent], day: date) -> str:
        """One event, or several that are alike, written down on that day."""
        first = events[0]
        if isinstance(first, AlarmRaised):
            return noticed(first, self._subjects(first.alarm, [_subject(event) for event in events]))
        if about := ABOUT_STEPS.get(type(first)):
            return about(first, Steps(self.titles(_subject(event) for event in events)), day)
        return _SENTENCES[type(first)](self, first, day)

    def titles(self, keys: Iterable[str]) -> list[str]:
        """What these steps are called, with their persons."""
        return self.names.titles(dict.fromkeys(keys), self.departure, self.process)

    def step(self, key: str) -> str:
        """A step's title, with its person."""
        return self.titles([key])[0]

    def _subjects(self, alarm: AlarmKind, subjects: Sequence[str]) -> list[str]:
        if alarm in ABOUT_A_DEADLINE:
            return [label(DeadlineKind(subject)) for subject in subjects]
        if alarm is AlarmKind.COMES_OF_AGE:
            return [self.names.person(int(subject)) or "" for subject in subjects]
        return self.titles(filter(None, subjects))


def likeness(event: AnyEvent) -> Hashable:
    """The same for events that one sentence can tell: of a kind and a day, differing in their steps alone."""
    if isinstance(event, AlarmRaised) or type(event) in ABOUT_STEPS:
        return type(event), event.model_dump_json(exclude=_TOLD_TOGETHER)
    return id(event)


_TOLD_TOGETHER = {"step", "subject", "remind_on", "escalate_on", "listed"}
"""What events may differ in: whom or what they are about, and what no sentence says."""


def _subject(event: Any) -> str:
    """The key of the step, or what else an alarm is about."""
    if isinstance(event, AlarmRaised):
        return event.subject
    return event.step.key if isinstance(event, StepPlanned) else str(event.step)


Sentence = Callable[[Speaker, Any, date], str]


def _opened(speaker: Speaker, event: DepartureOpened, day: date) -> str:
    count = len(speaker.departure.persons)
    return ngettext("Vorgang angelegt.", "Vorgang angelegt, {n} Personen.", count).format(n=count)


def _joined(speaker: Speaker, event: PersonJoined, day: date) -> str:
    return _("{person} gehört jetzt zum Vorgang.").format(person=speaker.names.person(event.person.number))


def _corrected(speaker: Speaker, event: PersonCorrected, day: date) -> str:
    return _("Angaben zu {person} berichtigt.").format(person=speaker.names.person(event.person))


def _assigned(speaker: Speaker, event: CounsellorAssigned, day: date) -> str:
    who = speaker.names.account(event.counsellor_id)
    if event.step is None:
        return _("Vorgang übergeben an {who}.").format(who=who)
    return _("„{step}“ zugewiesen an {who}.").format(step=speaker.step(event.step), who=who)


def _note(speaker: Speaker, event: NoteWritten, day: date) -> str:
    return _("Notiz zu „{step}“.").format(step=speaker.step(event.step)) if event.step else _("Notiz.")


def _deadline_set(speaker: Speaker, event: DeadlineSet, day: date) -> str:
    return _("Frist eingetragen – {deadline}: {day}.").format(
        deadline=label(event.deadline), day=datum(event.due_on)
    )


def _dated(words: str) -> Sentence:
    """A sentence about a legal date and the day that counts now."""

    def tell(speaker: Speaker, event: DatedDeadline, day: date) -> str:
        return _(words).format(deadline=label(event.deadline), day=datum(event.due_on))

    return tell


def _extension_requested(speaker: Speaker, event: ExtensionRequested, day: date) -> str:
    return _("Verlängerung beantragt – {deadline}. Wiedervorlage am {day}.").format(
        deadline=label(event.deadline), day=datum(event.follow_up_on)
    )


def _deadline_interrupted(speaker: Speaker, event: DeadlineInterrupted, day: date) -> str:
    return _("Frist unterbrochen – {deadline}.").format(deadline=label(event.deadline))


def _deadline_missed(speaker: Speaker, event: DeadlineMissed, day: date) -> str:
    return _("Frist nicht gewahrt – {deadline}.").format(deadline=label(event.deadline))


def _paper(speaker: Speaker, what: ValidityKind, person: int | None) -> str:
    """Reisepass (Elif)."""
    return f"{label(what)} ({speaker.names.given(person)})" if person else label(what)


def _paper_recorded(speaker: Speaker, event: PaperRecorded, day: date) -> str:
    paper = event.paper
    return _("Dokument eingetragen – {paper}: gültig bis {day}.").format(
        paper=_paper(speaker, paper.what, paper.person), day=datum(paper.valid_until)
    )


def _paper_removed(speaker: Speaker, event: PaperRemoved, day: date) -> str:
    return _("Dokument entfernt – {paper}.").format(paper=_paper(speaker, event.what, event.person))


def _deadline_met(speaker: Speaker, event: DeadlineMet, day: date) -> str:
    return _("Frist gewahrt – {deadline}.").format(deadline=label(event.deadline))


def _deadline_withdrawn(speaker: Speaker, event: DeadlineWithdrawn, day: date) -> str:
    return _("Frist aufgehoben – {deadline}.").format(deadline=label(event.deadline))


def _consent_given(speaker: Speaker, event: ConsentGiven, day: date) -> str:
    return _("Einwilligung vom {day}: Die Behörde sieht jetzt den Stand der Fristen.").format(
        day=datum(event.on)
    )


def _departure_corrected(speaker: Speaker, event: DepartureCorrected, day: date) -> str:
    facts = {
        _("Ziel"): country(event.destination) if event.destination else None,
        _("Staatsangehörigkeit"): country(event.nationality) if event.nationality else None,
        _("Aufenthalt"): label(event.residence_status) if event.residence_status else None,
    }
    right = ", ".join(f"{name}: {fact}" for name, fact in facts.items() if fact)
    return _("Berichtigt – {facts}.").format(facts=right)


def _authority_named(speaker: Speaker, event: AuthorityNamed, day: date) -> str:
    return _("Zuständige Behörde eingetragen.")


def _consent_revoked(speaker: Speaker, event: ConsentRevoked, day: date) -> str:
    return _("Einwilligung widerrufen: Die Behörde sieht nichts mehr.")


def _paused(speaker: Speaker, event: DeparturePaused, day: date) -> str:
    return _("Vorgang ruht bis zur Überprüfung am {day}: {reason}.").format(
        day=datum(event.review_on), reason=label(event.reason)
    )


def _resumed(speaker: Speaker, event: DepartureResumed, day: date) -> str:
    return _("Vorgang fortgesetzt.")


def _stopped(speaker: Speaker, event: DepartureStopped, day: date) -> str:
    return _("Vorgang abgebrochen: {reason}.").format(reason=label(event.reason))


def _departure_reopened(speaker: Speaker, event: DepartureReopened, day: date) -> str:
    return _("Vorgang wieder aufgenommen.")


def _closed(speaker: Speaker, event: DepartureClosed, day: date) -> str:
    return _("Vorgang abgeschlossen.")


_SENTENCES: dict[type, Sentence] = {
    DepartureOpened: _opened,
    PersonJoined: _joined,
    PersonCorrected: _corrected,
    CounsellorAssigned: _assigned,
    NoteWritten: _note,
    DeadlineSet: _deadline_set,
    DeadlineExtended: _dated(N_("Frist verlängert – {deadline}: {day}.")),
    DeadlineRestarted: _dated(N_("Frist läuft neu – {deadline}: {day}.")),
    DeadlineRecomputed: _dated(N_("Frist neu berechnet – {deadline}: {day}.")),
    ExtensionRequested: _extension_requested,
    ExtensionRefused: _dated(N_("Verlängerung abgelehnt – {deadline}: Es bleibt beim {day}.")),
    DeadlineInterrupted: _deadline_interrupted,
    DeadlineMissed: _deadline_missed,
    PaperRecorded: _paper_recorded,
    PaperRemoved: _paper_removed,
    DeadlineMet: _deadline_met,
    DeadlineWithdrawn: _deadline_withdrawn,
    ConsentGiven: _consent_given,
    ConsentRevoked: _consent_revoked,
    DepartureCorrected: _departure_corrected,
    AuthorityNamed: _authority_named,
    DeparturePaused: _paused,
    DepartureResumed: _resumed,
    DepartureStopped: _stopped,
    DepartureReopened: _departure_reopened,
    DepartureClosed: _closed,
}
