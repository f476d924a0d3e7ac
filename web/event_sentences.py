"""The journal's events in plain German: one sentence for every kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import events as ev
from domain.deadlines import DeadlineKind
from domain.departure import Departure
from domain.process import Process
from domain.travel_window import ValidityKind
from web.filters import datum
from web.i18n import N_, ngettext
from web.i18n import gettext as _
from web.labels import country, label
from web.views.names import Names


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks of one departure: knows what its steps and persons are called."""

    departure: Departure
    process: Process
    names: Names

    def sentence_of(self, event: ev.AnyEvent, day: date) -> str:
        """One event, written down on that day."""
        return _SENTENCES[type(event)](self, event, day)

    def step(self, key: str) -> str:
        """A step's title, with its person."""
        found = self.departure.steps.get(key)
        return self.names.step(found, self.process) if found else key


Sentence = Callable[[Speaker, Any, date], str]


def _opened(speaker: Speaker, event: ev.DepartureOpened, day: date) -> str:
    count = len(speaker.departure.persons)
    return ngettext("Vorgang angelegt.", "Vorgang angelegt, {n} Personen.", count).format(n=count)


def _joined(speaker: Speaker, event: ev.PersonJoined, day: date) -> str:
    return _("{person} gehört jetzt zum Vorgang.").format(person=speaker.names.person(event.person.number))


def _corrected(speaker: Speaker, event: ev.PersonCorrected, day: date) -> str:
    return _("Angaben zu {person} berichtigt.").format(person=speaker.names.person(event.person))


def _planned(speaker: Speaker, event: ev.StepPlanned, day: date) -> str:
    return _("„{step}“ hinzugefügt.").format(step=speaker.step(event.step.key))


def _about_step(sentence: Callable[[], str]) -> Sentence:
    def tell(speaker: Speaker, event: Any, day: date) -> str:
        return sentence().format(step=speaker.step(event.step))

    return tell


def _waiting(speaker: Speaker, event: ev.StepWaiting, day: date) -> str:
    return _("„{step}“ wartet auf: {party}.").format(step=speaker.step(event.step), party=label(event.party))


def _completed(speaker: Speaker, event: ev.StepCompleted, day: date) -> str:
    if event.on == day:
        return _("„{step}“ erledigt.").format(step=speaker.step(event.step))
    return _("„{step}“ erledigt am {day}.").format(step=speaker.step(event.step), day=datum(event.on))


def _target(speaker: Speaker, event: ev.TargetSet, day: date) -> str:
    return _("Zieldatum für „{step}“: {day}.").format(
        step=speaker.step(event.step), day=datum(event.target_on)
    )


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


def _alarm(speaker: Speaker, event: ev.AlarmRaised, day: date) -> str:
    return _(_ALARMS[event.alarm]).format(subject=_subject(speaker, event), day=datum(event.about))


_ALARMS: Mapping[ev.AlarmKind, str] = {
    ev.AlarmKind.TARGET_NEAR: N_("Erinnerung: „{subject}“ soll bis {day} erledigt sein."),
    ev.AlarmKind.TARGET_PASSED: N_("„{subject}“ hat das Zieldatum {day} überschritten."),
    ev.AlarmKind.DEADLINE_NEAR: N_("Erinnerung an die Frist – {subject}: {day}."),
    ev.AlarmKind.DEADLINE_PASSED: N_("Das Datum ist vorbei – {subject}: {day}."),
    ev.AlarmKind.REVIEW_DUE: N_("Erinnerung: Der ruhende Vorgang ist seit {day} zu überprüfen."),
    ev.AlarmKind.FOLLOW_UP_DUE: N_("Wiedervorlage am {day}: Ist die Verlängerung entschieden? {subject}."),
    ev.AlarmKind.TARGET_ESCALATED: N_(
        "Der Leitung gemeldet: „{subject}“ hat das Zieldatum {day} überschritten."
    ),
    ev.AlarmKind.DEADLINE_ESCALATED: N_("Der Leitung gemeldet: Die Frist ist abgelaufen – {subject}: {day}."),
    ev.AlarmKind.COMES_OF_AGE: N_("{subject} ist seit {day} volljährig."),
}

_ABOUT_A_DEADLINE = frozenset(
    {
        ev.AlarmKind.DEADLINE_NEAR,
        ev.AlarmKind.DEADLINE_PASSED,
        ev.AlarmKind.DEADLINE_ESCALATED,
        ev.AlarmKind.FOLLOW_UP_DUE,
    }
)


def _subject(speaker: Speaker, event: ev.AlarmRaised) -> str:
    if event.alarm in _ABOUT_A_DEADLINE:
        return label(DeadlineKind(event.subject))
    if event.alarm is ev.AlarmKind.COMES_OF_AGE:
        return speaker.names.person(int(event.subject)) or ""
    return speaker.step(event.subject) if event.subject else ""


_SENTENCES: dict[type, Sentence] = {
    ev.DepartureOpened: _opened,
    ev.PersonJoined: _joined,
    ev.PersonCorrected: _corrected,
    ev.StepPlanned: _planned,
    ev.StepBecameReady: _about_step(lambda: _("„{step}“ ist jetzt möglich.")),
    ev.StepBecameBlocked: _about_step(lambda: _("„{step}“ ist vorerst nicht mehr möglich.")),
    ev.StepStarted: _about_step(lambda: _("„{step}“ in Arbeit genommen.")),
    ev.StepWaiting: _waiting,
    ev.StepCompleted: _completed,
    ev.StepNotRequired: _about_step(lambda: _("„{step}“ für nicht nötig erklärt.")),
    ev.StepFailed: _about_step(lambda: _("„{step}“ ist gescheitert.")),
    ev.StepReopened: _about_step(lambda: _("„{step}“ zurückgenommen.")),
    ev.StepCancelled: _about_step(lambda: _("„{step}“ entfällt.")),
    ev.TargetSet: _target,
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
    ev.AlarmRaised: _alarm,
}
