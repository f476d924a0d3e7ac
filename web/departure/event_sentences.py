"""The journal's events in plain German: a sentence for every kind."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geleit.domain import events as ev
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.outlook.travel_window import ValidityKind
from geleit.domain.process import Process
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

    def sentence_of(self, events: Sequence[ev.AnyEvent], day: date) -> str:
        """One event, or several that are alike, written down on that day."""
        first = events[0]
        if isinstance(first, ev.AlarmRaised):
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

    def _subjects(self, alarm: ev.AlarmKind, subjects: Sequence[str]) -> list[str]:
        if alarm in ABOUT_A_DEADLINE:
            return [label(DeadlineKind(subject)) for subject in subjects]
        if alarm is ev.AlarmKind.COMES_OF_AGE:
            return [self.names.person(int(subject)) or "" for subject in subjects]
        return self.titles(filter(None, subjects))


def likeness(event: ev.AnyEvent) -> Hashable:
    """The same for events that one sentence can tell: of a kind and a day, differing in their steps alone."""
    if isinstance(event, ev.AlarmRaised) or type(event) in ABOUT_STEPS:
        return type(event), event.model_dump_json(exclude=_TOLD_TOGETHER)
    return id(event)


_TOLD_TOGETHER = {"step", "subject", "remind_on", "escalate_on", "listed"}
"""What events may differ in: whom or what they are about, and what no sentence says."""


def _subject(event: Any) -> str:
    """The key of the step, or what else an alarm is about."""
    if isinstance(event, ev.AlarmRaised):
        return event.subject
    return event.step.key if isinstance(event, ev.StepPlanned) else str(event.step)


Sentence = Callable[[Speaker, Any, date], str]


def _opened(speaker: Speaker, event: ev.DepartureOpened, day: date) -> str:
    count = len(speaker.departure.persons)
    return ngettext("Vorgang angelegt.", "Vorgang angelegt, {n} Personen.", count).format(n=count)


def _joined(speaker: Speaker, event: ev.PersonJoined, day: date) -> str:
    return _("{person} gehört jetzt zum Vorgang.").format(person=speaker.names.person(event.person.number))


def _corrected(speaker: Speaker, event: ev.PersonCorrected, day: date) -> str:
    return _("Angaben zu {person} berichtigt.").format(person=speaker.names.person(event.person))


def _assigned(speaker: Speaker, event: ev.CounsellorAssigned, day: date) -> str:
    who = speaker.names.account(event.counsellor_id)
    if event.step is None:
        return _("Vorgang übergeben an {who}.").format(who=who)
    return _("„{step}“ zugewiesen an {who}.").format(step=speaker.step(event.step), who=who)


def _note(speaker: Speaker, event: ev.NoteWritten, day: date) -> str:
    return _("Notiz zu „{step}“.").format(step=speaker.step(event.step)) if event.step else _("Notiz.")


def _deadline_set(speaker: Speaker, event: ev.DeadlineSet, day: date) -> str:
    return _("Frist eingetragen – {deadline}: {day}.").format(
        deadline=label(event.deadline), day=datum(event.due_on)
    )


def _dated(words: str) -> Sentence:
    """A sentence about a legal date and the day that counts now."""

    def tell(speaker: Speaker, event: ev.DatedDeadline, day: date) -> str:
        return _(words).format(deadline=label(event.deadline), day=datum(event.due_on))

    return tell


def _extension_requested(speaker: Speaker, event: ev.ExtensionRequested, day: date) -> str:
    return _("Verlängerung beantragt – {deadline}. Wiedervorlage am {day}.").format(
        deadline=label(event.deadline), day=datum(event.follow_up_on)
    )


def _deadline_interrupted(speaker: Speaker, event: ev.DeadlineInterrupted, day: date) -> str:
    return _("Frist unterbrochen – {deadline}.").format(deadline=label(event.deadline))


def _deadline_missed(speaker: Speaker, event: ev.DeadlineMissed, day: date) -> str:
    return _("Frist nicht gewahrt – {deadline}.").format(deadline=label(event.deadline))


def _paper(speaker: Speaker, what: ValidityKind, person: int | None) -> str:
    """Reisepass (Elif)."""
    return f"{label(what)} ({speaker.names.given(person)})" if person else label(what)


def _paper_recorded(speaker: Speaker, event: ev.PaperRecorded, day: date) -> str:
    paper = event.paper
    return _("Dokument eingetragen – {paper}: gültig bis {day}.").format(
        paper=_paper(speaker, paper.what, paper.person), day=datum(paper.valid_until)
    )


def _paper_removed(speaker: Speaker, event: ev.PaperRemoved, day: date) -> str:
    return _("Dokument entfernt – {paper}.").format(paper=_paper(speaker, event.what, event.person))


def _deadline_met(speaker: Speaker, event: ev.DeadlineMet, day: date) -> str:
    return _("Frist gewahrt – {deadline}.").format(deadline=label(event.deadline))


def _deadline_withdrawn(speaker: Speaker, event: ev.DeadlineWithdrawn, day: date) -> str:
    return _("Frist aufgehoben – {deadline}.").format(deadline=label(event.deadline))


def _consent_given(speaker: Speaker, event: ev.ConsentGiven, day: date) -> str:
    return _("Einwilligung vom {day}: Die Behörde sieht jetzt den Stand der Fristen.").format(
        day=datum(event.on)
    )


def _departure_corrected(speaker: Speaker, event: ev.DepartureCorrected, day: date) -> str:
    facts = {
        _("Ziel"): country(event.destination) if event.destination else None,
        _("Staatsangehörigkeit"): country(event.nationality) if event.nationality else None,
        _("Aufenthalt"): label(event.residence_status) if event.residence_status else None,
    }
    right = ", ".join(f"{name}: {fact}" for name, fact in facts.items() if fact)
    return _("Berichtigt – {facts}.").format(facts=right)


def _authority_named(speaker: Speaker, event: ev.AuthorityNamed, day: date) -> str:
    return _("Zuständige Behörde eingetragen.")


def _consent_revoked(speaker: Speaker, event: ev.ConsentRevoked, day: date) -> str:
    return _("Einwilligung widerrufen: Die Behörde sieht nichts mehr.")


def _paused(speaker: Speaker, event: ev.DeparturePaused, day: date) -> str:
    return _("Vorgang ruht bis zur Überprüfung am {day}: {reason}.").format(
        day=datum(event.review_on), reason=label(event.reason)
    )


def _resumed(speaker: Speaker, event: ev.DepartureResumed, day: date) -> str:
    return _("Vorgang fortgesetzt.")


def _stopped(speaker: Speaker, event: ev.DepartureStopped, day: date) -> str:
    return _("Vorgang abgebrochen: {reason}.").format(reason=label(event.reason))


def _departure_reopened(speaker: Speaker, event: ev.DepartureReopened, day: date) -> str:
    return _("Vorgang wieder aufgenommen.")


def _closed(speaker: Speaker, event: ev.DepartureClosed, day: date) -> str:
    return _("Vorgang abgeschlossen.")


_SENTENCES: dict[type, Sentence] = {
    ev.DepartureOpened: _opened,
    ev.PersonJoined: _joined,
    ev.PersonCorrected: _corrected,
    ev.CounsellorAssigned: _assigned,
    ev.NoteWritten: _note,
    ev.DeadlineSet: _deadline_set,
    ev.DeadlineExtended: _dated(N_("Frist verlängert – {deadline}: {day}.")),
    ev.DeadlineRestarted: _dated(N_("Frist läuft neu – {deadline}: {day}.")),
    ev.DeadlineRecomputed: _dated(N_("Frist neu berechnet – {deadline}: {day}.")),
    ev.ExtensionRequested: _extension_requested,
    ev.ExtensionRefused: _dated(N_("Verlängerung abgelehnt – {deadline}: Es bleibt beim {day}.")),
    ev.DeadlineInterrupted: _deadline_interrupted,
    ev.DeadlineMissed: _deadline_missed,
    ev.PaperRecorded: _paper_recorded,
    ev.PaperRemoved: _paper_removed,
    ev.DeadlineMet: _deadline_met,
    ev.DeadlineWithdrawn: _deadline_withdrawn,
    ev.ConsentGiven: _consent_given,
    ev.ConsentRevoked: _consent_revoked,
    ev.DepartureCorrected: _departure_corrected,
    ev.AuthorityNamed: _authority_named,
    ev.DeparturePaused: _paused,
    ev.DepartureResumed: _resumed,
    ev.DepartureStopped: _stopped,
    ev.DepartureReopened: _departure_reopened,
    ev.DepartureClosed: _closed,
}
